/* jarak/engine/verdict.h: one chain against the world: its conflicts, part by part, and its
 * nearest.
 *
 * A chain is judged as one unit: all its legs, all their instances, against every member of every
 * other chain that the index lets through. One pairing for each other chain, with one part for each
 * pair of legs that violates a level, worst first. The answer depends on the members only, not on
 * the order they were added. Pure but for the world's stamps; takes from an arena. Source:
 * SPEC 2.4. */
#ifndef JARAK_ENGINE_VERDICT_H
#define JARAK_ENGINE_VERDICT_H
#include "jarak/engine/candidates.h"
#include "jarak/engine/judge.h"

/** What a leg does at the instant at which it is nearest. */
enum jk_during {
    JK_DURING_HELD,     /**< it takes place, or its column is on the way */
    JK_DURING_BUILDUP,  /**< people are there already */
    JK_DURING_DISPERSAL /**< people are there still, or the tail has not passed */
};

/** One pair of legs. Instances of the same two notices are one part: the worst one's figures. */
struct jk_leg_part {
    uint32_t tag_own, tag_other; /**< the members' tags (which notice) */
    enum jk_leg leg_own, leg_other;
    enum jk_during during_own, during_other; /**< filled in by whoever knows the stated hours */
    struct jk_part part;                     /**< own is a, other is b */
};

/** All that stands between the chain and one other. */
struct jk_pairing {
    uint32_t chain;            /**< the other chain's number */
    struct jk_levels levels;   /**< highest over the parts */
    struct jk_leg_part *parts; /**< worst first: level, then distance, then instant */
    size_t part_count;         /**< at least 1 */
    const char *digest;        /**< of what is told of it, filled in by whoever made it; or null */
};

/** The nearest rival on a shared local day, whether or not it is too near. */
struct jk_nearest {
    bool found;
    uint32_t id;       /**< member in the world */
    double distance_m; /**< edge to edge, rounded to 1 cm */
    struct jk_point at_own, at_other;
    double time_own_s, time_other_s;
};

#define JK_NEAREST_REACH_M 50000.0 /* farther away nobody calls it near */

/** Pairings of one chain, worst first, then by instant and place. */
struct jk_pairings {
    struct jk_pairing *at; /**< in the arena */
    size_t count;
};

/** Judge `own` (all members of one chain; not necessarily in the world) against the world.
 *
 * @param[out] out  written on JK_OK
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_verdict_chain(struct jk_arena *arena, struct jk_world *world,
                                const struct jk_policies *policies, const struct jk_member *own,
                                size_t own_count, struct jk_pairings *out);

/** The nearest rival of a chain within JK_NEAREST_REACH_M on a shared civil date. */
struct jk_nearest jk_verdict_nearest(struct jk_world *world, const struct jk_member *own,
                                     size_t own_count);

/** Order of parts: -1 when `a` is worse (comes first), 1, or 0 when they tie. */
int jk_leg_part_compare(const struct jk_leg_part *a, const struct jk_leg_part *b);
#endif
