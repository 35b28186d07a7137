/* Two members of a world with the rulings on them.
 *
 * What is found of long columns is remembered for each row by itself, so that a pair of two
 * policies is remembered as two, unless memory was refused meanwhile: what errs on the safe side
 * for once must not do so for ever. Of two rulings with the same levels the one of the lower number
 * is told: both sides of a pair are told the same. */
#include "daemon/engine/pair.h"
#include "daemon/engine/world_internal.h"
#include "jarak/base/defend.h"
#include "jarak/base/heap.h"

struct engine_pair engine_pair_of(struct jk_world *world, const struct jk_policies *policies,
                                  const struct jk_member *own, uint32_t other)
{
    const struct world_row *row = &world->rows[other];
    const struct jk_kept_party *kept = &world->parties.at[row->party];
    struct engine_pair pair = { world, policies, own->body, row->body, { { NULL, NULL } }, 0 };

    pair.count =
        jk_policies_rule(policies, jk_party_relation(own->party, &kept->party),
                         &(struct jk_ruled){ own->policy, &own->body->key },
                         &(struct jk_ruled){ kept->policy, &row->body->key }, pair.rulings);
    return pair;
}

/* As they are remembered or by the judge. */
static struct jk_levels levels_by(const struct engine_pair *pair, const struct jk_ruling *ruling)
{
    struct jk_pair_memory *memory = jk_world_remembered(pair->world, pair->policies);
    const struct jk_body *a = pair->a, *b = pair->b;
    struct jk_levels levels = { JK_LEVEL_NONE, JK_LEVEL_NONE };
    const uint64_t refusals = jk_heap_refusals();
    struct jk_pair_key key;
    bool turned, kept;

    if (ruling->row->exempt)
        return levels;
    kept = memory && jk_pair_key_make(&a, &b, ruling->row, &key, &turned);
    if (kept && jk_pair_memory_find(memory, &key, JK_PAIR_LEVELS, NULL, &levels))
        return levels;
    pair->world->work.nodes += jk_body_nodes(a) + jk_body_nodes(b);
    levels = jk_judge_level(ruling->policy, ruling->row, a, b);
    if (kept && jk_heap_refusals() == refusals)
        jk_pair_memory_keep(memory, &key, JK_PAIR_LEVELS, &levels);
    return levels;
}

static struct jk_levels higher(struct jk_levels a, struct jk_levels b)
{
    return (struct jk_levels){ a.level > b.level ? a.level : b.level,
                               a.level_max > b.level_max ? a.level_max : b.level_max };
}

struct jk_levels engine_pair_levels(const struct engine_pair *pair)
{
    struct jk_levels levels = levels_by(pair, &pair->rulings[0]);

    return pair->count == 1 ? levels : higher(levels, levels_by(pair, &pair->rulings[1]));
}

uint64_t engine_pair_weigh(const struct engine_pair *pair)
{
    struct jk_pair_memory *memory = jk_world_remembered(pair->world, pair->policies);
    uint64_t nodes = jk_body_nodes(pair->a) + jk_body_nodes(pair->b), weight = 0;

    for (size_t i = 0; i < pair->count; i++) {
        const struct jk_body *a = pair->a, *b = pair->b;
        const struct jk_row *row = pair->rulings[i].row;
        struct jk_pair_key key;
        struct jk_levels levels;
        bool turned;

        if (!row->exempt && (!memory || !jk_pair_key_make(&a, &b, row, &key, &turned) ||
                             !jk_pair_memory_find(memory, &key, JK_PAIR_LEVELS, NULL, &levels)))
            weight += nodes;
    }
    return weight;
}

/* What is remembered is judged from the side whose print comes first: both sides of a check ask,
 * and are told the same. */
static enum jk_status tell_by(struct jk_arena *arena, const struct engine_pair *pair,
                              const struct jk_ruling *ruling, struct jk_levels levels,
                              struct jk_part *out)
{
    struct jk_pair_memory *memory = jk_world_remembered(pair->world, pair->policies);
    struct jk_judged judged = { ruling->row, pair->a, pair->b, levels };
    struct jk_pair_key key;
    bool turned;
    enum jk_status rc = JK_OK;

    if (!memory || !jk_pair_key_make(&judged.a, &judged.b, judged.row, &key, &turned))
        return jk_judge_part(arena, ruling->policy, &judged, out);
    if (!jk_pair_memory_find(memory, &key, JK_PAIR_PART, arena, out)) {
        rc = jk_judge_part(arena, ruling->policy, &judged, out);
        if (rc == JK_OK)
            jk_pair_memory_keep(memory, &key, JK_PAIR_PART, out);
    }
    if (rc == JK_OK && turned)
        *out = jk_part_swapped(out);
    return rc;
}

static bool says_more(struct jk_levels a, struct jk_levels b)
{
    return a.level != b.level ? a.level > b.level : a.level_max > b.level_max;
}

enum jk_status engine_pair_tell(struct jk_arena *arena, const struct engine_pair *pair,
                                struct jk_levels levels, struct jk_part *out)
{
    struct jk_levels by[JK_RULINGS_MAX];
    size_t first;
    enum jk_status rc;

    if (pair->count == 1)
        return tell_by(arena, pair, &pair->rulings[0], levels, out);
    for (size_t i = 0; i < pair->count; i++)
        by[i] = levels_by(pair, &pair->rulings[i]);
    first = says_more(by[1], by[0]);
    rc = tell_by(arena, pair, &pair->rulings[first], by[first], out);
    out->levels = levels;
    out->beside = (struct jk_ruled_beside){ pair->rulings[1 - first], by[1 - first] };
    return rc;
}
