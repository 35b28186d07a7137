/* jarak/engine/candidates.h: the legs that stand in the world, and which of them come too near.
 *
 * A world holds members: a body with the party and the chain it belongs to. Its index is
 * conservative and no search has a limit, so nothing is missed. What the index keeps of a disc is
 * enough to decide most pairs of discs where they stand; whatever lies within the floats' error of
 * a threshold, moves, has an outline, an uncertainty or a risk zone goes to the judge. Bodies stay
 * the caller's. Not thread-safe, and a visitor may not search the same world; no clock, no I/O. */
#ifndef JARAK_ENGINE_CANDIDATES_H
#define JARAK_ENGINE_CANDIDATES_H
#include "jarak/engine/body.h"
#include "jarak/engine/judge.h"

/** One leg in the world (one instance of one notice). */
struct jk_member {
    const struct jk_body *body;   /**< borrowed while it is a member */
    const struct jk_party *party; /**< copied when it becomes a member */
    uint32_t chain;               /**< members of one chain never conflict with each other */
    uint32_t tag;                 /**< the caller's: which notice and instance it is */
    uint32_t policy;              /**< number of the policy it is judged by */
};

struct jk_world;

/** An empty world; given, free with jk_world_free(); null when memory is out. */
struct jk_world *jk_world_new(void);

/** Free a world; the bodies stay. Null is allowed. */
void jk_world_free(struct jk_world *world);

/** Add a member.
 *
 * @param[out] id  its number until it is removed; numbers of removed members are used again
 * @return JK_OK; JK_MEMORY (no member is then added) */
enum jk_status jk_world_add(struct jk_world *world, const struct jk_member *member, uint32_t *id);

/** Remove a member that is in the world. Its body must still be there. */
void jk_world_remove(struct jk_world *world, uint32_t id);

/** The member of that number; its party is borrowed until the next add or remove. */
struct jk_member jk_world_get(const struct jk_world *world, uint32_t id);

/** Called once for each member that comes too near, with its levels: level_max is above none. */
typedef void jk_world_hit(void *ctx, uint32_t id, struct jk_levels levels);

/** Check `member` against the world: visit every member of another chain that violates a ruling on
 * the two, in no stated order. The levels are the highest that jk_judge_level() gives by any.
 *
 * @param member  need not be in the world */
void jk_world_check(struct jk_world *world, const struct jk_policies *policies,
                    const struct jk_member *member, jk_world_hit *visit, void *ctx);

/** What jk_world_check() of this member would cost, without judging: the nodes of both bodies of
 * all pairs that would go to the judge and are not remembered. */
uint64_t jk_world_weigh(struct jk_world *world, const struct jk_policies *policies,
                        const struct jk_member *member);

/** Called for each pair of members that come too near. */
typedef void jk_world_pair(void *ctx, uint32_t id, uint32_t other, struct jk_levels levels);

/** Check all members against each other: visit every pair that jk_world_check() would tell of, each
 * once, neighbours in space and time close together.
 *
 * @return JK_OK; JK_MEMORY, nothing is then visited */
enum jk_status jk_world_audit(struct jk_world *world, const struct jk_policies *policies,
                              jk_world_pair *visit, void *ctx);

/** Called once for each member found. */
typedef void jk_world_visit(void *ctx, uint32_t id);

/** How far and when a search looks round a member. */
struct jk_around {
    double reach_m;      /**< >= 0 */
    double from_s, to_s; /**< from_s <= to_s */
};

/** Visit every member of another chain within reach that is on the ground at some time of [from_s,
 * to_s), whatever the policy says; and perhaps others. */
void jk_world_around(struct jk_world *world, const struct jk_member *member,
                     const struct jk_around *around, jk_world_visit *visit, void *ctx);

/** Visit every rival within `reach_m` that is on the ground on one of the civil dates of this
 * member, each in its own zone; and perhaps others. */
void jk_world_rivals(struct jk_world *world, const struct jk_member *member, double reach_m,
                     jk_world_visit *visit, void *ctx);

/** Members now in the world. */
uint32_t jk_world_count(const struct jk_world *world);

/** Remember what is found of long pairs under these policies (jarak/engine/pair_memory.h), and
 * forget what was remembered before. @return false: out of memory, nothing is remembered */
bool jk_world_remember(struct jk_world *world, const struct jk_policies *policies,
                       size_t bytes_most);
/** What is remembered under those policies, or, where they are null, whatever the policy (what
 * hangs on none). Borrowed; null: nothing is. */
struct jk_pair_memory *jk_world_remembered(const struct jk_world *world,
                                           const struct jk_policies *policies);

/** Counts of the work of searches, to show that they do not degrade. */
struct jk_world_work {
    uint64_t entries; /**< of the index that were looked at */
    uint64_t judged;  /**< pairs of bodies that went to the judge */
    uint64_t nodes;   /**< of both bodies of such pairs that were not remembered */
};
/** Work of all checks since the world was made. */
struct jk_world_work jk_world_work(const struct jk_world *world);

/** Bytes the world's index and tables hold, bodies not counted. */
size_t jk_world_memory(const struct jk_world *world);
#endif
