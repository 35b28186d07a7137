/* jarak/engine/candidates.h: the legs that stand in the world, and which of them may be near.
 *
 * A world holds members: a body with the party and the chain it belongs to. Its index is
 * conservative, so a check that judges every candidate misses nothing (no LIMIT). Bodies stay the
 * caller's. Not thread-safe; no clock, no I/O. */
#ifndef JARAK_ENGINE_CANDIDATES_H
#define JARAK_ENGINE_CANDIDATES_H
#include "jarak/engine/body.h"
#include "jarak/geo/index.h"

/** One leg in the world (one instance of one notice). */
struct jk_member {
    const struct jk_body *body;   /**< borrowed while it is a member */
    const struct jk_party *party; /**< borrowed likewise */
    uint32_t chain;               /**< members of one chain never conflict with each other */
    uint32_t tag;                 /**< the caller's: which notice and instance it is */
};

struct jk_world;

/** An empty world.
 *
 * @param day_shift_s  see jk_index_new()
 * @return given, free with jk_world_free(); null when memory is out */
struct jk_world *jk_world_new(int32_t day_shift_s);

/** Free a world; the bodies stay. Null is allowed. */
void jk_world_free(struct jk_world *world);

/** Add a member.
 *
 * @param[out] id  its number until it is removed; numbers of removed members are used again
 * @return JK_OK; JK_MEMORY (the world is then unchanged) */
enum jk_status jk_world_add(struct jk_world *world, const struct jk_member *member, uint32_t *id);

/** Remove a member that is in the world. */
void jk_world_remove(struct jk_world *world, uint32_t id);

/** The member of that number, borrowed until the next add or remove. */
const struct jk_member *jk_world_get(const struct jk_world *world, uint32_t id);

/** Called once for each candidate. */
typedef void jk_candidate_visit(void *ctx, uint32_t id);

/** Visit every member of another chain that might violate a row of the policy with this one, each
 * once, in no stated order. `member` need not be in the world; the world may not change meanwhile.
 */
void jk_world_candidates(struct jk_world *world, const struct jk_policy *policy,
                         const struct jk_member *member, jk_candidate_visit *visit, void *ctx);

/** Visit every member of another chain within `reach_m` that is on the ground at some time of
 * [from_s, to_s), whatever the policy says. */
void jk_world_around(struct jk_world *world, const struct jk_member *member, double reach_m,
                     double from_s, double to_s, jk_candidate_visit *visit, void *ctx);

/** Visit every rival within `reach_m` that is on the ground on one of the civil dates of this
 * member, each in its own zone; and perhaps others. */
void jk_world_rivals(struct jk_world *world, const struct jk_member *member, double reach_m,
                     jk_candidate_visit *visit, void *ctx);

/** Members now in the world. */
uint32_t jk_world_count(const struct jk_world *world);

/** Octets the world's index and tables hold, bodies not counted. */
size_t jk_world_memory(const struct jk_world *world);
#endif
