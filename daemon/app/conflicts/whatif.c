/* The effect of another policy: both policies over the same world, pair by pair.
 *
 * Each chain of the region that asks is judged twice by the engine and the pairings are compared; a
 * pair is told once, by the chain with the lower number where both are of the region. Nothing is
 * stored and no alert is written. Conflicts that are over are left out on both sides. The cost is
 * two judgements of the region's chains. */
#include "jarak/app/conflicts/whatif.h"
#include "jarak/base/texts.h"

#include <stdlib.h>
#include <string.h>
#include "daemon/app/conflicts/judge.h"
#include "daemon/app/conflicts/room.h"
#include "daemon/app/conflicts/view.h"

/* A comparison under way. */
struct comparing {
    struct jk_registry *registry;
    struct jk_arena *arena; /* of the answer */
    const struct jk_whatif_request *rq;
    struct jk_whatif_view *view;
    struct jk_whatif_pair *pairs;
    size_t cap;
};

static bool is_asked(const struct comparing *c, const struct jk_chain *chain)
{
    return !c->rq->region[0] || jk_region_covers(c->rq->region, chain->region->code);
}

/* Judges one chain under one policy; keeps pairings that are still to come, each pair once. */
static enum jk_status judge(const struct comparing *c, struct jk_arena *arena,
                            const struct jk_policy *policy, const struct jk_chain *chain,
                            struct jk_pairings *out)
{
    const struct jk_pack *pack = jk_registry_pack(c->registry);
    struct jk_member *members;
    size_t member_count, kept = 0;
    enum jk_status rc = jk_registry_members(c->registry, chain, arena, &members, &member_count);

    if (rc == JK_OK)
        rc = jk_verdict_chain(arena, jk_registry_world(c->registry), policy, members, member_count,
                              out);
    if (rc != JK_OK)
        return rc;
    for (size_t i = 0; i < out->count; i++) {
        const struct jk_pairing *p = &out->at[i];

        const struct jk_chain *other = jk_registry_chain_at(c->registry, p->chain);

        if ((p->chain > chain->number || !is_asked(c, other)) &&
            !conflicts_is_over(pack, p->parts, p->part_count, c->rq->now_s))
            out->at[kept++] = *p;
    }
    out->count = kept;
    return JK_OK;
}

static const struct jk_pairing *find(const struct jk_pairings *list, uint32_t chain)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->at[i].chain == chain)
            return &list->at[i];
    }
    return NULL;
}

static bool add_pair(struct comparing *c, const struct jk_whatif_pair *pair)
{
    struct jk_whatif_pair *pairs =
        jk_arena_grow(c->arena, c->pairs, c->view->pair_count, &c->cap, sizeof *pairs);

    if (!pairs)
        return false;
    c->pairs = pairs;
    c->pairs[c->view->pair_count++] = *pair;
    return true;
}

/* Counts a pair of chains and keeps it where the two policies differ. `now` or `then` may be null.
 */
static enum jk_status note(struct comparing *c, const struct jk_chain *chain,
                           const struct jk_pairing *now, const struct jk_pairing *then)
{
    const struct jk_pairing *told = then ? then : now;
    const struct jk_chain *other = jk_registry_chain_at(c->registry, told->chain);
    struct jk_whatif_pair pair = { .a = conflicts_view_side(chain),
                                   .b = conflicts_view_side(other),
                                   .distance_m = told->parts[0].part.distance_m,
                                   .rule = told->parts[0].part.row->id,
                                   .tz = chain->region->tz };

    if (now) {
        pair.before = now->levels;
        c->view->before[now->levels.level]++;
    }
    if (then) {
        pair.after = then->levels;
        c->view->after[then->levels.level]++;
    }
    if (pair.before.level == pair.after.level && pair.before.level_max == pair.after.level_max)
        return JK_OK;
    return add_pair(c, &pair) ? JK_OK : JK_MEMORY;
}

static enum jk_status compare_chain(struct comparing *c, const struct jk_chain *chain)
{
    struct jk_arena arena = { 0 };
    struct jk_pairings now, then;
    enum jk_status rc = judge(c, &arena, &jk_registry_pack(c->registry)->policy, chain, &now);

    if (rc == JK_OK)
        rc = judge(c, &arena, c->rq->policy, chain, &then);
    for (size_t i = 0; rc == JK_OK && i < then.count; i++)
        rc = note(c, chain, find(&now, then.at[i].chain), &then.at[i]);
    for (size_t i = 0; rc == JK_OK && i < now.count; i++) {
        if (!find(&then, now.at[i].chain))
            rc = note(c, chain, &now.at[i], NULL);
    }
    jk_arena_clear(&arena);
    return rc;
}

static int compare_pairs(const void *x, const void *y)
{
    const struct jk_whatif_pair *a = x, *b = y;
    int order = (int)b->after.level - (int)a->after.level;

    if (order == 0)
        order = (int)b->before.level - (int)a->before.level;
    if (order == 0)
        order = (a->distance_m > b->distance_m) - (a->distance_m < b->distance_m);
    if (order == 0)
        order = strcmp(a->a.uid, b->a.uid);
    return order ? order : strcmp(a->b.uid, b->b.uid);
}

enum jk_status jk_whatif(struct jk_registry *registry, struct jk_arena *arena,
                         const struct jk_whatif_request *request, struct jk_whatif_view *out)
{
    struct comparing c = { registry, arena, request, out, NULL, 0 };
    enum jk_status rc = JK_OK;

    *out = (struct jk_whatif_view){ .now = &jk_registry_pack(registry)->policy,
                                    .then = request->policy };
    for (uint32_t i = 0; i < jk_registry_chains(registry) && rc == JK_OK; i++) {
        if (is_asked(&c, jk_registry_chain_at(registry, i)))
            rc = compare_chain(&c, jk_registry_chain_at(registry, i));
    }
    if (out->pair_count)
        qsort(c.pairs, out->pair_count, sizeof *c.pairs, compare_pairs);
    out->pairs = c.pairs;
    return rc;
}

/* Gives the pairs the ids the store would give them. */
static void name_pairs(struct jk_app *app, struct jk_whatif_view *view)
{
    struct jk_whatif_pair *pairs = (struct jk_whatif_pair *)(uintptr_t)view->pairs; /* ours still */

    for (size_t i = 0; i < view->pair_count; i++)
        conflicts_id(app, jk_registry_chain(app->registry, pairs[i].a.uid),
                     jk_registry_chain(app->registry, pairs[i].b.uid), pairs[i].id);
}

/* What it costs: under the other policy nothing is remembered, and most bodies meet one other. */
static uint64_t weigh(const struct jk_app *app, const char *region)
{
    uint64_t units = 0;

    for (uint32_t i = 0; i < jk_registry_entries(app->registry); i++) {
        const struct jk_entry *entry = jk_registry_entry_at(app->registry, i);
        const struct jk_version *version = entry->current;

        if (!version || !jk_region_covers(region, entry->chain->region->code))
            continue;
        for (size_t k = 0; k < version->body_count; k++)
            units += JK_WORK_PAIR_NODE * jk_body_nodes(version->bodies[k]);
    }
    return units;
}

enum jk_status jk_app_whatif(struct jk_app *app, struct jk_arena *arena,
                             const struct jk_whatif_ask *ask, struct jk_whatif_view *out,
                             struct jk_error *err)
{
    struct jk_policy *policy = jk_arena_take(arena, sizeof *policy);
    struct jk_whatif_request request = { policy, ask->actor->region, ask->now_s };
    enum jk_status rc;

    if (!policy)
        return jk_no_memory(err);
    rc = jk_pack_policy(app->pack, ask->policy, policy, err);
    if (rc != JK_OK)
        return rc;
    rc = app_afford(app, weigh(app, ask->actor->region), err);
    if (rc != JK_OK)
        return rc;
    rc = jk_whatif(app->registry, arena, &request, out);
    if (rc != JK_OK)
        return jk_fail(err, rc, JK_TEXT_NO_MEMORY, "", "%s", "");
    name_pairs(app, out);
    return JK_OK;
}
