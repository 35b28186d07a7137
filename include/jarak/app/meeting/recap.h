/* jarak/app/meeting/recap.h: the digest of a coordination meeting, gathered (SPEC, issue "Rakor and
 * Desk Pilkada").
 *
 * What happened between two entries is read from the journal in slices, for a week of it has
 * thousands of entries and the loop has fifty milliseconds; what stands at the later one is the
 * application's memory. So an application is asked for its own last entry and for no other: for an
 * earlier one ask the application as it was then (jarak/app/past.h). Source:
 * docs/decisions/0111. */
#ifndef JARAK_APP_MEETING_RECAP_H
#define JARAK_APP_MEETING_RECAP_H
#include "jarak/app/accounts/account.h"
#include "jarak/app/handle/handle.h"
#include "jarak/feed/meeting/recap.h"

/** Which digest. Borrowed for the call. */
struct jk_recap_ask {
    const struct jk_account *actor; /**< with JK_MAY_SEE */
    const char *region;             /**< code, within the actor's reach */
    uint64_t from;                  /**< entry; 0: the last at the end of the region's last meeting
                                     *   that was held, where there was none seven days ago */
};

/** A digest under way; on the heap. */
struct jk_recap_search;

/** Begin. @param[out] out  given, jk_recap_drop()
 * @return JK_OK; JK_NONE no such region; JK_RANGE `from` lies behind the last entry; JK_IO;
 *         JK_MEMORY */
enum jk_status jk_app_recap_begin(struct jk_app *app, const struct jk_recap_ask *ask,
                                  struct jk_recap_search **out, struct jk_error *err);

/** What reading the journal costs, in slices, and gathering, at once: units of work
 * (jarak/app/handle/work.h). */
uint64_t jk_recap_work(const struct jk_recap_search *search);
/** Gathering alone, of a region. */
uint64_t jk_recap_weight(const struct jk_app *app, const char *region);

/** Read one slice; between two of them commands may run, but not a change of the pack.
 *
 * @param[out] done  all is read up to the application's last entry
 * @return JK_OK; JK_CORRUPT, JK_IO; JK_MEMORY */
enum jk_status jk_app_recap_step(struct jk_recap_search *search, bool *done, struct jk_error *err);

/** What stands now is gathered, in the turn of the step that was done.
 *
 * @param[out] out  in the arena and borrowed from the search and from the application until its
 *                  next command
 * @return JK_OK; JK_NONE the account is gone; JK_MEMORY */
enum jk_status jk_app_recap_gather(struct jk_recap_search *search, struct jk_arena *arena,
                                   struct jk_recap *out);

/** Free a search. Null is allowed. */
void jk_recap_drop(struct jk_recap_search *search);
#endif
