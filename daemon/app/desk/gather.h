/* daemon/app/desk/gather.h: activities and conflicts as the desk shows them, one at a time. */
#ifndef DAEMON_APP_DESK_GATHER_H
#define DAEMON_APP_DESK_GATHER_H
#include "daemon/app/conflicts/index.h"
#include "jarak/app/accounts/account.h"
#include "jarak/feed/desk/day.h"

/* A day of a zone, as instants. */
struct desk_span {
    int64_t from_s, to_s; /* [from, to) */
};

struct desk_span desk_span_of_day(int32_t day, const struct jk_tz *tz);

/* Of a chain that another region decides on, and of all to who supervises: the region of the
 * reader's account. Null: the reader's own region decides, or jarakd itself asks. */
const char *desk_guest_of(const struct jk_account *actor, const struct jk_chain *chain);
/* Gathers a chain as it is on that day; no conflicts yet. `on` false: nothing of it happens then,
 * and *out is left alone. JK_MEMORY.
 *
 * @param guest  as desk_guest_of(): of the legs those that touch its ground */
enum jk_status desk_gather_activity(const struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_chain *chain, const char *guest,
                                    struct desk_span day, struct jk_desk_activity *out, bool *on);
/* Of who supervises: places are told by the names of the pack, never as they were written. */
void desk_withhold(const struct jk_app *app, const struct jk_account *actor,
                   struct jk_desk_activity *activity);
/* Adds an open conflict to the figures of one of its sides. */
void desk_count_conflict(struct jk_desk_activity *activity,
                         const struct jk_desk_conflict *conflict);
/* Gathers a conflict as the actor sees it (null: whole), from the side with the smaller paslon
 * number. JK_MEMORY. */
enum jk_status desk_gather_conflict(const struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_account *actor, const struct conflict *conflict,
                                    struct jk_desk_conflict *out);
/* Does a side of it wait for a decision? */
bool desk_is_undecided(const struct conflict *conflict);
/* Does any of it fall on that day? */
bool desk_is_on_day(const struct conflict *conflict, struct desk_span day);
#endif
