/* jarak/app/decisions/retime.h: re-timing: polres proposes other times, bawaslu answers for the
 * team.
 *
 * Source: WIRE 1 "Re-timing", docs/lifecycle.md. */
#ifndef JARAK_APP_DECISIONS_RETIME_H
#define JARAK_APP_DECISIONS_RETIME_H
#include "jarak/app/decisions/clear_times.h"
#include "jarak/app/notices/submit.h"
#include "jarak/base/intervals.h"

#define JK_RETIME_REASON_MAX 1000            /* bytes: fits into a message */
#define JK_MOVE_MAX_S        (366LL * 86400) /* seconds: another year is another notice */
#define JK_RETIMES_MAX       100 /* proposals of one chain: a negotiation, not a flood */

/** A proposal of other times for a chain. */
struct jk_retime {
    const struct jk_account *actor;
    int64_t now_s;
    const char *uid; /**< of the main or a leg */
    uint32_t chain_revision;
    enum jk_level level;       /**< as of struct jk_slots_request */
    struct jk_intervals bands; /**< seconds at which the main may start; ascending, apart */
    const char *reason;
};

/** The answer to a proposal, given for the team. */
struct jk_retime_answer {
    const struct jk_account *actor;
    int64_t now_s;
    const char *uid;
    uint32_t chain_revision;
    uint32_t number;    /**< of the proposal */
    int64_t start_s;    /**< start of the main that is chosen; 0 declines */
    const char *reason; /**< demanded of who declines; else "" for none */
};

/** The outcome of re-timing; as struct jk_outcome. */
struct jk_retime_outcome {
    struct jk_outcome
        outcome;    /**< the chain as it stands; on JK_OK and where it changed meanwhile */
    bool has_slots; /**< JK_CONFLICT because a time is not clear: `slots` say what is */
    struct jk_slots_view slots;
};

/** Propose other times for a chain: every second of the bands is clear now (jk_app_slots()). It
 * changes nothing of the chain; the next revision of the chain makes it void.
 *
 * @return JK_OK; JK_NONE no such chain in the region; JK_STATE its times are not open; JK_INVALID,
 *         JK_RANGE, JK_TOO_MANY; JK_CONFLICT another revision stands, or a band is not clear */
enum jk_status jk_app_retime(struct jk_app *app, struct jk_arena *arena,
                             const struct jk_retime *proposal, struct jk_retime_outcome *out,
                             struct jk_error *err);

/** A move of a chain by who may file it. */
struct jk_move {
    const struct jk_account *actor;
    int64_t now_s;
    const char *uid; /**< of the main or a leg */
    uint32_t chain_revision;
    int64_t start_s;   /**< the main starts then and its legs move with it; 0: see below */
    int64_t legs_by_s; /**< where start_s is 0: the legs alone move by so much, for the main has
                        *   moved without them (R21) */
};

/** Move a chain, or its legs after it, as one command: shifted as an accepted proposal shifts it
 * (jarak/ical/shift.h) and filed as the chain's next revision. Conflicts are told, not refused.
 *
 * @return as jk_app_retime(); JK_RANGE when nothing would move; JK_INVALID when a notice cannot be
 *         moved */
enum jk_status jk_app_move(struct jk_app *app, struct jk_arena *arena, const struct jk_move *move,
                           struct jk_retime_outcome *out, struct jk_error *err);

/** Accept or decline a proposal. Accepting is one command: the bytes of main and legs are moved by
 * one delta (jarak/ical/shift.h) and filed as the chain's next revision, with all that follows.
 *
 * @return as jk_app_retime(); JK_RANGE when the start was not offered; JK_CONFLICT also when the
 *         proposal was answered or has become void; JK_INVALID when a notice cannot be moved */
enum jk_status jk_app_answer_retime(struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_retime_answer *answer,
                                    struct jk_retime_outcome *out, struct jk_error *err);
#endif
