/* The effect of another policy: both policies over the same world, pair by pair.
 *
 * Each chain of the region that asks is judged twice by the engine and the pairings are compared; a
 * pair is told once, by the chain with the lower number where both are of the region. Nothing is
 * stored and no alert is written. Conflicts that are over are left out on both sides. The cost is
 * two judgements of the region's chains. */
#include "jarak/app/registry/walk.h"
#include "jarak/app/conflicts/whatif.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/decimal.h"
#include "jarak/base/texts.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include "daemon/app/conflicts/judge.h"
#include "daemon/app/conflicts/room.h"
#include "daemon/app/conflicts/view.h"

/* A comparison under way. */
struct comparing {
    struct jk_registry *registry;
    struct jk_arena *arena; /* of the answer */
    const struct jk_whatif_request *rq;
    struct jk_policies then; /* with the other one */
    struct jk_whatif_pairs pairs;
};

static bool is_asked(const struct comparing *c, const struct jk_chain *chain)
{
    return !c->rq->region[0] || jk_region_covers(c->rq->region, chain->region->code);
}

/* Judges one chain under one set of policies; keeps pairings that are still to come, each pair
 * once. */
static enum jk_status judge(const struct comparing *c, struct jk_arena *arena,
                            const struct jk_policies *policies, const struct jk_chain *chain,
                            struct jk_pairings *out)
{
    const struct jk_pack *pack = jk_registry_pack(c->registry);
    struct jk_member *members;
    size_t member_count, kept = 0;
    enum jk_status rc = jk_registry_members(c->registry, chain, arena, &members, &member_count);

    if (rc == JK_OK)
        rc = jk_verdict_chain(arena, jk_registry_world(c->registry), policies, members,
                              member_count, out);
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

/* Would what is stated hold for a chain? */
static bool is_in_scope(const struct comparing *c, const struct jk_chain *chain)
{
    const struct jk_pack *pack = jk_registry_pack(c->registry);
    const struct jk_contest *contest =
        jk_pack_contest(pack, jk_chain_face(chain)->current->notice->facts.party.contest);
    const struct jk_calendar_of of = { contest ? contest->id : "",
                                       contest ? contest->region : chain->region->code };

    return !c->rq->scope || jk_edition_would_hold(pack, c->rq->scope, &of);
}

static struct jk_levels levels_of(const struct jk_pairing *pairing)
{
    return pairing ? pairing->levels : (struct jk_levels){ JK_LEVEL_NONE, JK_LEVEL_NONE };
}

/* Of a pair in which it would hold for one side the other is judged as before, and the higher level
 * counts. */
static struct jk_levels after_of(const struct comparing *c, const struct jk_chain *a,
                                 const struct jk_chain *b, const struct jk_pairing *now,
                                 const struct jk_pairing *then)
{
    const bool one = is_in_scope(c, a), other = is_in_scope(c, b);
    const struct jk_levels before = levels_of(now), after = levels_of(then);

    if (one && other)
        return after;
    if (!one && !other)
        return before;
    return (struct jk_levels){ before.level > after.level ? before.level : after.level,
                               before.level_max > after.level_max ? before.level_max
                                                                  : after.level_max };
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

    pair.before = levels_of(now);
    pair.after = after_of(c, chain, other, now, then);
    return jk_whatif_note(&c->pairs, &pair) ? JK_OK : JK_MEMORY;
}

static enum jk_status compare_chain(struct comparing *c, const struct jk_chain *chain)
{
    struct jk_arena arena = { 0 };
    struct jk_pairings now, then;
    enum jk_status rc = judge(c, &arena, &jk_registry_pack(c->registry)->policies, chain, &now);

    if (rc == JK_OK)
        rc = judge(c, &arena, &c->then, chain, &then);
    for (size_t i = 0; rc == JK_OK && i < then.count; i++)
        rc = note(c, chain, find(&now, then.at[i].chain), &then.at[i]);
    for (size_t i = 0; rc == JK_OK && i < now.count; i++) {
        if (!find(&then, now.at[i].chain))
            rc = note(c, chain, &now.at[i], NULL);
    }
    jk_arena_clear(&arena);
    return rc;
}

/* The pack's policies with the other one in place of all that are made of the same statement. */
static enum jk_status exchange_policy(struct comparing *c)
{
    const struct jk_policies *now = &jk_registry_pack(c->registry)->policies;
    struct jk_policy *then = jk_arena_array(c->arena, now->count, sizeof *then);

    if (!then)
        return JK_MEMORY;
    for (uint32_t i = 0; i < now->count; i++) {
        bool other = now->at[i].statement == c->rq->now->statement;

        then[i] = other ? *c->rq->policy : now->at[i];
        then[i].vote_s = now->at[i].vote_s;
    }
    c->then = jk_policies_over(then, now->count);
    return JK_OK;
}

enum jk_status jk_whatif(struct jk_registry *registry, struct jk_arena *arena,
                         const struct jk_whatif_request *request, struct jk_whatif_view *out)
{
    struct comparing c = {
        registry, arena, request, { .at = NULL }, { .arena = arena, .view = out }
    };
    enum jk_status rc = exchange_policy(&c);
    const struct jk_chain *chain;
    struct jk_walk walk;

    *out = (struct jk_whatif_view){ .now = request->now, .then = request->policy };
    walk = jk_registry_walk(registry, request->region);
    while (rc == JK_OK && (chain = jk_walk_chain(&walk))) {
        if (is_asked(&c, chain))
            rc = compare_chain(&c, chain);
    }
    jk_whatif_end(&c.pairs);
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
    struct jk_walk walk = jk_registry_walk(app->registry, region);
    const struct jk_entry *entry;
    uint64_t units = 0;

    while ((entry = jk_walk_entry(&walk))) {
        const struct jk_version *version = entry->current;

        if (!version || !jk_region_covers(region, entry->chain->region->code))
            continue;
        for (size_t k = 0; k < version->body_count; k++)
            units += JK_WORK_PAIR_NODE * jk_body_nodes(version->bodies[k]);
    }
    return units;
}

/* Compares the policy in force with another, within the region of whoever asks. */
static enum jk_status compare(struct jk_app *app, struct jk_arena *arena,
                              const struct jk_whatif_request *request, struct jk_whatif_view *out,
                              struct jk_error *err)
{
    enum jk_status rc = app_afford(app, weigh(app, request->region), err);

    if (rc != JK_OK)
        return rc;
    rc = jk_whatif(app->registry, arena, request, out);
    if (rc != JK_OK)
        return jk_fail(err, rc, JK_TEXT_NO_MEMORY, "", "%s", "");
    name_pairs(app, out);
    return JK_OK;
}

enum jk_status jk_app_whatif(struct jk_app *app, struct jk_arena *arena,
                             const struct jk_whatif_ask *ask, struct jk_whatif_view *out,
                             struct jk_error *err)
{
    struct jk_policy *policy = jk_arena_take(arena, sizeof *policy);
    enum jk_status rc = policy ? jk_pack_policy(app->pack, jk_policy_for(app->pack, &ask->of),
                                                ask->policy, policy, err)
                               : jk_no_memory(err);

    const struct jk_whatif_request request = { .now = jk_policy_for(app->pack, &ask->of),
                                               .policy = policy,
                                               .region = ask->actor->region,
                                               .now_s = ask->now_s };

    return rc == JK_OK ? compare(app, arena, &request, out, err) : rc;
}

/* A limit as it was typed: 12,5 or 12.5; empty leaves what stands there. */
static enum jk_status read_limit(const char *typed, const char *field, double scale, double *out,
                                 struct jk_error *err)
{
    char plain[24];
    size_t len = strlen(typed);
    double value;

    if (!typed[0])
        return JK_OK;
    for (size_t i = 0; i <= len && i < sizeof plain; i++)
        plain[i] = typed[i] == ',' ? '.' : typed[i];
    if (len >= sizeof plain || !jk_decimal_parse((struct jk_span){ plain, len }, 3, &value) ||
        value < 0)
        return jk_fail(err, JK_INVALID, JK_TEXT_WHATIF_NUMBER, field, "%s", typed);
    *out = value * scale;
    return JK_OK;
}

/* Puts a limit into every row of that name. */
static enum jk_status put_limit(struct jk_policy *policy, const char *id, enum jk_level level,
                                const struct jk_rung *limit, struct jk_error *err)
{
    enum jk_status rc = JK_OK;
    bool found = false;

    for (int i = 0; i < JK_RELATION_END * JK_ERA_END * JK_SIZE_END * JK_SIZE_END * 2; i++) {
        int sea = i % 2, b = i / 2 % JK_SIZE_END, a = i / 2 / JK_SIZE_END % JK_SIZE_END;
        int era = i / 2 / JK_SIZE_END / JK_SIZE_END % JK_ERA_END;
        int relation = i / 2 / JK_SIZE_END / JK_SIZE_END / JK_ERA_END;
        struct jk_row row =
            sea ? policy->sea_land[relation][era][a][b] : policy->rows[relation][era][a][b];

        if (a > b || !row.stated || row.exempt || strcmp(row.id, id) != 0)
            continue;
        found = true;
        row.rung[level] = *limit;
        rc = sea ? jk_policy_set_sea_land(policy, (enum jk_relation)relation, (enum jk_era)era,
                                          (enum jk_size)a, (enum jk_size)b, &row, err)
                 : jk_policy_set(policy, (enum jk_relation)relation, (enum jk_era)era,
                                 (enum jk_size)a, (enum jk_size)b, &row, err);
        if (rc != JK_OK)
            return rc;
    }
    return found ? rc : jk_fail(err, JK_INVALID, JK_TEXT_WHATIF_ROW, "baris", "%s", id);
}

/* The row of that name as it is in force; null where there is none. */
static const struct jk_row *row_of(const struct jk_policy *policy, const char *id)
{
    const struct jk_row *all = &policy->rows[0][0][0][0], *sea = &policy->sea_land[0][0][0][0];

    for (size_t i = 0; i < sizeof policy->rows / sizeof *all; i++) {
        if (all[i].stated && !all[i].exempt && strcmp(all[i].id, id) == 0)
            return &all[i];
        if (sea[i].stated && !sea[i].exempt && strcmp(sea[i].id, id) == 0)
            return &sea[i];
    }
    return NULL;
}

static enum jk_level level_of(const char *word)
{
    for (int level = JK_LEVEL_INFO; level < JK_LEVEL_END; level++) {
        if (strcmp(jk_level_word((enum jk_level)level), word) == 0)
            return (enum jk_level)level;
    }
    return JK_LEVEL_NONE;
}

enum jk_status jk_app_policy_limit(const struct jk_app *app, const struct jk_calendar_of *of,
                                   const struct jk_limit_ask *limit, struct jk_policy *out,
                                   struct jk_error *err)
{
    const struct jk_policy *now = jk_policy_for(app->pack, of);
    const struct jk_row *row = row_of(now, limit->row);
    enum jk_level level = level_of(limit->level);
    struct jk_rung rung = { .present = true };
    double seconds = 0;
    enum jk_status rc;

    if (!row || level == JK_LEVEL_NONE)
        return jk_fail(err, JK_INVALID, JK_TEXT_WHATIF_ROW, "baris", "%s", limit->row);
    if (row->rung[level].present)
        rung = row->rung[level];
    rc = read_limit(limit->distance_km, "jarak", 1000, &rung.distance_m, err);
    if (rc == JK_OK)
        rc = read_limit(limit->minutes, "menit", 60, &seconds, err);
    if (rc != JK_OK)
        return rc;
    if (limit->minutes[0]) {
        rung.same_day = false;
        rung.tau_s = seconds < 7 * 86400 ? (int32_t)seconds : 7 * 86400 + 1;
    }
    *out = *now;
    snprintf(out->id, sizeof out->id, "%.40s", "usulan");
    rc = put_limit(out, limit->row, level, &rung, err);
    return rc == JK_OK ? jk_policy_seal(out, err) : rc;
}

enum jk_status jk_app_whatif_limit(struct jk_app *app, struct jk_arena *arena,
                                   const struct jk_whatif_ask *ask,
                                   const struct jk_limit_ask *limit, struct jk_whatif_view *out,
                                   struct jk_error *err)
{
    struct jk_policy *policy = jk_arena_take(arena, sizeof *policy);
    const struct jk_whatif_request request = { .now = jk_policy_for(app->pack, &ask->of),
                                               .policy = policy,
                                               .region = ask->actor->region,
                                               .now_s = ask->now_s,
                                               .scope = &ask->of };
    enum jk_status rc =
        policy ? jk_app_policy_limit(app, &ask->of, limit, policy, err) : jk_no_memory(err);

    return rc == JK_OK ? compare(app, arena, &request, out, err) : rc;
}
