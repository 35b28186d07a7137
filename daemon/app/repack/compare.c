/* What another pack would change, told without changing anything.
 *
 * What stands is what conflicts say, what would be is what was found beside; neither is judged
 * again. A pair with one side on the asked ground is told by that side, one with both by the chain
 * with the lower number. */
#include "daemon/app/repack/compare.h"

#include "daemon/app/conflicts/index.h"
#include "daemon/app/conflicts/judge.h"
#include "daemon/app/conflicts/view.h"
#include "jarak/app/registry/walk.h"

struct comparing {
    const struct beside *b;
    const char *region;
    int64_t now_s;
    struct jk_whatif_pairs pairs;
};

static const struct jk_levels none = { JK_LEVEL_NONE, JK_LEVEL_NONE };

/* Told by this chain, and not by the other? */
static bool is_told_by(const struct comparing *c, const struct jk_chain *chain,
                       const struct jk_chain *other)
{
    return other->number > chain->number ||
           !jk_registry_walks(c->b->app->registry, c->region, other);
}

/* As it stands; null: it does not, or is over. */
static const struct conflict *standing(const struct comparing *c, const struct jk_chain *chain,
                                       const struct jk_chain *other)
{
    const struct conflict *conflict = conflicts_find(c->b->app, chain, other);

    return conflict && conflict->open && conflict->part_count &&
                   !conflicts_is_over(c->b->app->pack, conflict->parts, conflict->part_count,
                                      c->now_s)
               ? conflict
               : NULL;
}

static bool has_pair(const struct jk_pairings *found, const struct jk_chain *other)
{
    bool has = false;

    for (size_t i = 0; i < found->count && !has; i++)
        has = found->at[i].chain == other->number;
    return has;
}

static enum jk_status note(struct comparing *c, const struct jk_chain *chain,
                           const struct jk_chain *other, const struct conflict *now,
                           const struct jk_pairing *then)
{
    const struct jk_part *told = then ? &then->parts[0].part : &now->parts[0].part;
    struct jk_whatif_pair pair = { .a = conflicts_view_side(chain),
                                   .b = conflicts_view_side(other),
                                   .before = now ? now->levels : none,
                                   .after = then ? then->levels : none,
                                   .distance_m = told->distance_m,
                                   .rule = told->row->id,
                                   .tz = chain->region->tz };

    conflicts_id(c->b->app, chain, other, pair.id);
    return jk_whatif_note(&c->pairs, &pair) ? JK_OK : JK_MEMORY;
}

static enum jk_status compare_chain(struct comparing *c, const struct jk_chain *chain)
{
    const struct jk_registry *registry = c->b->app->registry;
    const struct jk_pairings *found = repack_found(c->b, chain);
    const struct conflict_list stand = conflicts_of(c->b->app, chain);
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < found->count && rc == JK_OK; i++) {
        const struct jk_pairing *p = &found->at[i];
        const struct jk_chain *other = jk_registry_chain_at(registry, p->chain);

        if (is_told_by(c, chain, other) &&
            !conflicts_is_over(c->b->pack, p->parts, p->part_count, c->now_s))
            rc = note(c, chain, other, standing(c, chain, other), p);
    }
    for (size_t i = 0; i < stand.count && rc == JK_OK; i++) {
        const struct conflict *conflict = stand.list[i];
        const struct jk_chain *other = conflict->a == chain ? conflict->b : conflict->a;

        if (is_told_by(c, chain, other) && !has_pair(found, other) && standing(c, chain, other))
            rc = note(c, chain, other, conflict, NULL);
    }
    return rc;
}

enum jk_status repack_compare(const struct beside *b, struct jk_arena *arena, const char *region,
                              int64_t now_s, struct jk_whatif_view *out)
{
    struct comparing c = { b, region, now_s, { .arena = arena, .view = out } };
    struct jk_walk walk = jk_registry_walk(b->app->registry, region);
    enum jk_status rc = JK_OK;
    struct jk_chain *chain;

    *out = (struct jk_whatif_view){ .now = NULL };
    while (rc == JK_OK && (chain = jk_walk_chain(&walk)))
        rc = compare_chain(&c, chain);
    jk_whatif_end(&c.pairs);
    return rc;
}
