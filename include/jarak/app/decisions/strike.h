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
    size_t count;    /**< activities that were withdrawn */
    size_t joint;    /**< activities with another paslon: they stay, and want to be looked at */
    size_t accounts; /**< of its team, kept out from now on */
    bool more;       /**< jk_app_strike_on() has to end others */
};

#define JK_STRIKE_STEP 200 /* activities ended by one command: some 10 ms */

/** Strike a paslon out: each of its activities that is not over is withdrawn with reason and basis,
 * so that its conflicts close and both sides are told; its team is kept out. From this command on
 * nothing of it is filed; where it has more activities than JK_STRIKE_STEP the others are ended by
 * jk_app_strike_on(), which the tick calls too, so that a death in between loses none.
 *
 * @return JK_OK; JK_NONE no such paslon in a region of the actor's; JK_INVALID reason or basis is
 *         missing; JK_STATE it is so already; otherwise the group is broken and its commit fails */
enum jk_status jk_app_strike(struct jk_app *app, struct jk_arena *arena,
                             const struct jk_strike *strike, struct jk_struck_out *out,
                             struct jk_error *err);

/** End the next activities of paslon that were struck out.
 *
 * @param[out] out  adds to what stands there; its `more` is written anew
 * @return JK_OK; otherwise the group is broken and its commit fails */
enum jk_status jk_app_strike_on(struct jk_app *app, struct jk_arena *arena, int64_t now_s,
                                struct jk_struck_out *out, struct jk_error *err);
#endif
