/* daemon/engine/pair.h: two members of a world with the rulings on them, judged or remembered.
 *
 * Where two policies meet, each judges the pair by its own row, and the highest level of all
 * counts (SPEC 2.3). An exempt row says that there is none. */
#ifndef DAEMON_ENGINE_PAIR_H
#define DAEMON_ENGINE_PAIR_H
#include "jarak/engine/candidates.h"
#include "jarak/engine/judge.h"

/* All borrowed. */
struct engine_pair {
    struct jk_world *world; /* what is remembered is asked of it and told to it */
    const struct jk_policies *policies;
    const struct jk_body *a, *b;
    struct jk_ruling rulings[JK_RULINGS_MAX];
    size_t count;
};

/* A member, which need not be in the world, with one that is. */
struct engine_pair engine_pair_of(struct jk_world *world, const struct jk_policies *policies,
                                  const struct jk_member *own, uint32_t other);

/* The levels of all rulings together. */
struct jk_levels engine_pair_levels(const struct engine_pair *pair);

/* Nodes of both bodies, for each ruling that the judge would have to be asked for. */
uint64_t engine_pair_weigh(const struct engine_pair *pair);

/* All that is told of a pair: by the ruling that says more, with the levels of all. Spans in the
 * arena.
 *
 * @param levels  those of the pair; level_max is above none
 * @return JK_OK; JK_MEMORY */
enum jk_status engine_pair_tell(struct jk_arena *arena, const struct engine_pair *pair,
                                struct jk_levels levels, struct jk_part *out);
#endif
