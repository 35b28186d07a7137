/* jarak/app/desk/trail.h: looking through the journal for the audit view, a slice at a time.
 *
 * The search walks back from the newest entry and keeps what its reader may know; it goes on behind
 * the last row of the page until it has met what each row took the place of, or has looked at
 * JK_TRAIL_MOST entries. Rows of other regions are not there. Who may not see notices is told that
 * one was changed, by whom and when, and nothing of it; who administers no accounts is told nothing
 * of accounts and subscriptions. Source: issue 15 (screen 8), docs/decisions/0089. */
#ifndef JARAK_APP_DESK_TRAIL_H
#define JARAK_APP_DESK_TRAIL_H
#include "jarak/app/accounts/account.h"
#include "jarak/app/handle/handle.h"
#include "jarak/base/arena.h"
#include "jarak/base/error.h"
#include "jarak/feed/admin/trail.h"

#define JK_TRAIL_MOST 100000 /* entries of one page: 250 slices, a tenth of a second in all */

/** What is looked for. Borrowed for the call. */
struct jk_trail_ask {
    const struct jk_account *actor; /**< with JK_MAY_AUDIT */
    const char *region;             /**< code, within the actor's reach */
    int64_t from_s, to_s;           /**< UTC, `to_s` included; INT64_MIN, INT64_MAX: any */
    const char *account;            /**< that acted, or that was acted on; "": any */
    unsigned topics;                /**< bits of enum jk_trail_topic; 0: all */
    const char *uid;                /**< of a notice; "": all */
    uint64_t before;                /**< entries below this one; 0: all */
};

/** A search under way. It lies in the arena it was begun with. */
struct jk_trail;

/** Begin. @param[out] out in the arena @return JK_OK; JK_IO; JK_MEMORY */
enum jk_status jk_app_trail_begin(struct jk_app *app, struct jk_arena *arena,
                                  const struct jk_trail_ask *ask, struct jk_trail **out,
                                  struct jk_error *err);

/** Look at one slice; between two of them commands may run, but not a change of the pack.
 *
 * @param[out] done  nothing is left to be looked at
 * @return JK_OK; JK_CORRUPT, JK_IO; JK_MEMORY */
enum jk_status jk_app_trail_step(struct jk_trail *trail, bool *done, struct jk_error *err);

/** What was found, for the page; the typed members are left alone. */
void jk_app_trail_found(const struct jk_trail *trail, struct jk_trail_page *out);
#endif
