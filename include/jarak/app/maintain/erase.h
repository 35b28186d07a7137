/* jarak/app/maintain/erase.h: destroying personal data in a stopped store.
 *
 * What is erased: the octets of notices and drafts, letters and certificates, by destroying the
 * keys they are sealed under. What stays says only what was decided, when and by whom, and of each
 * conflict where and when (docs/decisions/0057). Source: SPEC 5. */
#ifndef JARAK_APP_MAINTAIN_ERASE_H
#define JARAK_APP_MAINTAIN_ERASE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "jarak/base/error.h"

/** Destroy the personal data of one notice, or of a report or task.
 *
 * @param uid    of the notice, or the id of the report or task
 * @param basis  why; journalled
 * @return JK_OK; JK_BUSY while a daemon runs on it; JK_NONE no such notice or erased already */
enum jk_status jk_erase_offline(const char *database, const char *uid, const char *basis,
                                int64_t now_s, struct jk_error *err);

/** What of a season is to go. */
struct jk_erase_season {
    int32_t before_day; /**< civil day in the zone of each notice; it is not part of it itself */
    const char *basis;  /**< why; journalled */
    int64_t now_s;
    bool dry; /**< only say what would go */
};

/** Told of each notice that is erased, by UID in byte order, then of each draft, report and task,
 * by its id.
 */
typedef void jk_erased_each(void *ctx, const char *name);

/** Destroy the personal data of each chain that ended before a day, with its last leg, and of each
 * draft, report and task that did, in one transaction. A chain or draft of which anything cannot be
 * read, or that recurs without an end, stays.
 *
 * @param[out] unread  how many stay because they could not be read
 * @return JK_OK; JK_BUSY while a daemon runs on it; JK_IO; JK_MEMORY: nothing was erased */
enum jk_status jk_erase_ended_offline(const char *database, const struct jk_erase_season *season,
                                      jk_erased_each *each, void *ctx, size_t *unread,
                                      struct jk_error *err);
#endif
