/* jarak/feed/json/seen.h: what an official had seen when deciding, as the journal keeps it (kind 6,
 * `seen`): conflicts with their revisions, or, of a return, the fields that are missing.
 *
 * Written and read here and nowhere else. Pure. Source: SPEC 4 "Informed override". */
#ifndef JARAK_FEED_JSON_SEEN_H
#define JARAK_FEED_JSON_SEEN_H
#include <jansson.h>
#include <stdint.h>
#include "jarak/base/bytes.h"

/** A conflict named by an official, with the revision seen. */
struct jk_seen {
    const char *conflict; /**< id: hexadecimal digits only */
    uint32_t revision;
};

/** Append the list. @param missing bits of jk_missing_word() */
void jk_seen_write(struct jk_buf *out, const struct jk_seen *seen, size_t count, unsigned missing);

/** The conflicts of a list that was kept. @return given (json_decref), without those fields that
 * are missing; empty where it cannot be read; null when memory is out */
json_t *jk_seen_json(const char *kept);

/** The word of a field that may be missing when a notice is returned: "letter_no" ...; null behind
 * the last. Static. */
const char *jk_missing_word(unsigned bit);
/** Add the field of a word to a set. @return false when there is none */
bool jk_missing_add(unsigned *missing, const char *word);
/** The fields that a list which was kept names as missing. */
unsigned jk_missing_read(const char *kept);
#endif
