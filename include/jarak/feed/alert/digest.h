/* jarak/feed/alert/digest.h: many alerts in one message: what one command changed, the digest of
 * 06.00, what a night held back, and what the cap on messages merged.
 *
 * Worst first; the first five in full, the others a line each, none left out. Pure. Source: SPEC 7.
 */
#ifndef JARAK_FEED_ALERT_DIGEST_H
#define JARAK_FEED_ALERT_DIGEST_H
#include <jansson.h>
#include "jarak/base/text.h"
#include "jarak/feed/alert/alert.h"

#define JK_DIGEST_FULL    5   /* alerts told in full (SPEC 7) */
#define JK_DIGEST_LINES   12  /* that a message has room for, each in words */
#define JK_DIGEST_ENTRIES 200 /* that an e-mail brings as entries of a calendar */

/** One alert of a digest. */
struct jk_digest_entry {
    struct jk_alert alert; /**< with its detail: the first JK_DIGEST_LINES, for e-mail
                            *   JK_DIGEST_ENTRIES; beyond them it may have none */
    bool is_new;           /**< came since the last digest */
};

/** A summary. Everything is borrowed. */
struct jk_digest {
    const struct jk_pack *pack;
    const struct jk_tz *tz; /**< of the reader's region */
    uint64_t number;        /**< of a subscription's summaries, rising; 0: of none */
    bool one_command;       /**< all of it is told at once; `number` is the inbox's newest */
    int64_t time_s;
    const struct jk_digest_entry *entries; /**< as jk_digest_sort() leaves them */
    size_t count;
};

/** Worst level first, then the order of the inbox, then the conflict. */
void jk_digest_sort(struct jk_digest_entry *entries, size_t count);

/** The summary as text. Appends.
 *
 * @param most  characters it may have; lines beyond are counted; 0: all */
void jk_digest_text(struct jk_buf *buf, const struct jk_digest *summary, size_t most,
                    enum jk_lang lang);

/** The summary as JSON: counts by level, a text that fits into a message in both languages, and all
 * alerts, the first five as their inbox has them.
 *
 * @return given (json_decref); null when memory is out */
json_t *jk_digest_json(const struct jk_digest *summary);
#endif
