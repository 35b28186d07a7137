/* jarak/app/desk/journal_lines.h: the journal as lines for the evaluation of a season.
 *
 * What is told of each kind is a table of fields: what is sealed, hashes of passwords and tokens,
 * addresses of subscribers, texts of alerts, numbers of receipts, notes from the ground, names that
 * calendar clients gave are never told; of drafts, of private calendars, and of reports and tasks
 * nothing is. Of what lies in another region than the reader's nothing is told either. The chain of
 * hashes goes through all of it. Reads only. */
#ifndef JARAK_APP_DESK_JOURNAL_LINES_H
#define JARAK_APP_DESK_JOURNAL_LINES_H
#include "jarak/app/accounts/account.h"
#include "jarak/feed/oversight/journal_line.h"

#define JK_JOURNAL_SLICE 200 /* entries of one call: some milliseconds */

/** How far it has come. */
struct jk_journal_place_of {
    uint64_t after;                   /**< number of the last entry; 0: none yet */
    char chain[JK_JOURNAL_CHAIN + 1]; /**< sha256 of the last line; zeros: none yet */
};

/** Write the next entries, JK_JOURNAL_SLICE at most. Appends.
 *
 * @param[out] more  false: there are no further ones
 * @return JK_OK; JK_IO; JK_CORRUPT; JK_MEMORY */
enum jk_status jk_app_journal_lines(struct jk_app *app, const struct jk_account *actor,
                                    struct jk_journal_place_of *place, struct jk_buf *out,
                                    bool *more, struct jk_error *err);
#endif
