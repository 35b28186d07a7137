/* jarak/app/decisions/strike.h: a paslon is struck out of its contest, or put in again. */
#ifndef JARAK_APP_DECISIONS_STRIKE_H
#define JARAK_APP_DECISIONS_STRIKE_H
#include "jarak/app/contests/struck.h"
#include "jarak/app/notices/submit.h"

/** The act of whoever administers the region of the contest. */
struct jk_strike {
    const struct jk_account *actor;
    int64_t now_s;
    const char *contest;
    uint32_t number;
    bool again;                 /**< put in again: nothing comes back by itself */
    const char *reason, *basis; /**< both wanted: the decision of KPU or of a court */
};

/** What it ended. */
struct jk_struck_out {
    const char *const *chains; /**< ids, in the arena */
    size_t count;
    size_t joint;    /**< activities with another paslon: they stay, and want to be looked at */
    size_t accounts; /**< of its team, kept out from now on */
};

/** Strike a paslon out: each of its activities that is not over is withdrawn with reason and basis,
 * so that its conflicts close and both sides are told; its team is kept out. One command, all or
 * nothing.
 *
 * @return JK_OK; JK_NONE no such paslon in a region of the actor's; JK_INVALID reason or basis is
 *         missing; JK_STATE it is so already; otherwise the group is broken and its commit fails */
enum jk_status jk_app_strike(struct jk_app *app, struct jk_arena *arena,
                             const struct jk_strike *strike, struct jk_struck_out *out,
                             struct jk_error *err);
#endif
