/* jarak/app/alerts/cursor.h: where a reader of an inbox stands, over restores of the store.
 *
 * The index of an alert is its place in the inbox: 1, 2, 3. When the store is restored from a
 * backup the inbox is shorter than readers saw it, and the numbers behind its end are given to
 * other alerts. So a cursor carries the epoch of the numbers it counts in: "45" as long as they
 * never began again, or up to where they did; "46.1764489200" behind it, where the second number is
 * the instant of the restore. A reader that gives it back goes on where he stood, or is told to
 * begin again from where the numbers part. Who asks by an index instead (?after=45) asks by the
 * numbers of today: so pages of an inbox are read. Source: SPEC 6. */
#ifndef JARAK_APP_ALERTS_CURSOR_H
#define JARAK_APP_ALERTS_CURSOR_H
#include "jarak/app/accounts/account.h"
#include "jarak/base/bytes.h"

#define JK_CURSOR_MAX 42 /**< bytes of one as text, with NUL */

#define JK_CURSOR_TODAY INT64_MAX /**< epoch of an index that somebody asks by: that of today */

/** A place in an inbox. All zero: before its first alert. */
struct jk_cursor {
    uint64_t index;  /**< of the last alert that was told */
    int64_t epoch_s; /**< 0: the numbers that were given first */
};

/** The cursor of an index as text. */
void jk_cursor_text(const struct jk_account *account, uint64_t index, char out[JK_CURSOR_MAX]);

/** Read one. @return false: it is none; *out is all zero then */
bool jk_cursor_parse(struct jk_span text, struct jk_cursor *out);

/** From where on a reader is told.
 *
 * @param[out] after  index of the last alert that he need not be told
 * @return false: alerts he was told are not in this inbox; he is to forget all above *after */
bool jk_cursor_resume(const struct jk_account *account, const struct jk_cursor *at,
                      uint64_t *after);
#endif
