/* jarak/engine/slots.h: when a chain may start instead: the exact set of clear whole seconds.
 *
 * The whole chain shifts by one delta. For a pair of pieces nearer than D somewhere the forbidden
 * deltas are the open interval (min(b_in - a_out) - tau, max(b_out - a_in) + tau) over the convex
 * set of places that near; for same day, those that put both on one civil date. The extremes are
 * closed forms; a whole second that rounding or the plane's error leaves in doubt is asked of the
 * judge itself (judge.h), so that what is offered here is clear there and the other way round.
 * Seconds; pure but for the world's stamps; takes from an arena. Source: SPEC 6. */
#ifndef JARAK_ENGINE_SLOTS_H
#define JARAK_ENGINE_SLOTS_H
#include "jarak/base/intervals.h"
#include "jarak/engine/candidates.h"
#include "jarak/engine/judge.h"

/** Deltas one other chain forbids. */
struct jk_blocked {
    struct jk_interval band;
    uint32_t chain; /**< the other chain's number */
};

/** Which days of risk zones count, and over which shifts (struct jk_land). */
struct jk_slot_days {
    enum jk_zone_days days;
    double from_s, to_s;
};

/** Make the body of one of the query's own members again, `delta_s` later, as a filing would.
 *
 * @param days  null: as a filing would
 * @return given, freed with jk_body_free(); null when memory is out */
typedef struct jk_body *jk_slot_shift(void *ctx, size_t own, int64_t delta_s,
                                      const struct jk_slot_days *days);

/** A query for clear start times. */
struct jk_slot_query {
    const struct jk_member *own; /**< all members of one chain */
    size_t own_count;
    enum jk_level level;      /**< clear means: no conflict at or above this level ... */
    bool as_stated;           /**< ... by `level`; else by `level_max`, possible ones included */
    struct jk_interval range; /**< deltas looked at; at most JK_SLOT_RANGE_S long */
    jk_slot_shift *shift;     /**< for the seconds that only the judge can decide */
    void *ctx;
};

#define JK_SLOT_RANGE_S (62LL * 86400) /* a campaign; longer asks cost more than they tell */

/** The answer, ascending and complete: every delta of the range lies in exactly one band of `clear`
 * or in at least one of `blocked`. */
struct jk_slots {
    struct jk_intervals clear;
    struct jk_blocked *blocked; /**< by start, end, chain; merged for each chain */
    size_t blocked_count;
    bool uncertain;    /**< a pair that may come near has an uncertain place: the answer by `level`
                        *   may be another than that by `level_max` */
    uint64_t meetings; /**< parts of two bodies held against each other: the measure of the work */
    uint64_t judged;   /**< seconds of a pair that were asked of the judge: a check each */
};

/** Find the clear deltas of a chain.
 *
 * @param world     the chain's own members in it are left out
 * @param[out] out  in the arena
 * @return JK_OK; JK_RANGE when the range is empty or too long; JK_MEMORY */
enum jk_status jk_slots_find(struct jk_arena *arena, struct jk_world *world,
                             const struct jk_policies *policies, const struct jk_slot_query *query,
                             struct jk_slots *out);

/** What jk_slots_find() would cost, without searching: the nodes of both bodies of all pairs that
 * may come near, counted for each day of the range, which jk_slots_find() would take. */
uint64_t jk_slots_weigh(struct jk_world *world, const struct jk_policies *policies,
                        const struct jk_slot_query *query);
#endif
