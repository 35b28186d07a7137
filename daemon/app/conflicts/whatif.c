/* The effect of another policy: both policies over the same world, pair by pair.
 *
 * Each chain of the region that asks is judged twice by the engine and the pairings are compared; a
 * pair is told once, by the chain with the lower number where both are of the region. Nothing is
 * stored and no alert is written. Conflicts that are over are left out on both sides.
 *
 * What is stated for some holds for one side of many pairs only. A member's policy is a number, so
 * such a pair is judged over both sets in one table: those of the other chains stand where they
 * stood, and the chain's own members say the numbers of the second half. The cost is two judgements
 * of the region's chains, three where it would be stated for some. */
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
    struct jk_policies then;         /* with the other one */
    struct jk_policies ours, theirs; /* and with it for the chain's members alone; for all others */
    struct jk_whatif_pairs pairs;
};

/* How a chain meets others: as it is, and with the other policy for whom it may hold. */
struct compared {
    struct jk_pairings now, then, ours, theirs; /* empty where none would be such */
    bool in_scope;
};

static bool is_asked(const struct comparing *c, const struct jk_chain *chain)
{
    return !c->rq->region[0] || jk_region_covers(c->rq->region, chain->region->code);
}

/* Judges one chain under one set of policies; keeps pairings that are still to come, each pair
 * once.
 * @param shift  its own members are judged by policies so much further on */
static enum jk_status judge(const struct comparing *c, struct jk_arena *arena,
                            const struct jk_policies *policies, uint32_t shift,
                            const struct jk_chain *chain, struct jk_pairings *out)
{
    const struct jk_pack *pack = jk_registry_pack(c->registry);
    struct jk_member *members;
    size_t member_count, kept = 0;
    enum jk_status rc = jk_registry_members(c->registry, chain, arena, &members, &member_count);

    for (size_t i = 0; rc == JK_OK && i < member_count; i++)
        members[i].policy += shift;
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

/* As a pair would be judged: by whom it holds for. */
static const struct jk_pairing *after_of(const struct comparing *c, const struct compared *of,
                                         uint32_t other)
{
    const bool holds = is_in_scope(c, jk_registry_chain_at(c->registry, other));

    if (of->in_scope)
        return find(holds ? &of->then : &of->ours, other);
    return find(holds ? &of->theirs : &of->now, other);
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
    pair.after = levels_of(then);
    return jk_whatif_note(&c->pairs, &pair) ? JK_OK : JK_MEMORY;
}

static enum jk_status judge_all(const struct comparing *c, struct jk_arena *arena,
                                const struct jk_chain *chain, struct compared *out)
{
    const struct jk_policies *now = &jk_registry_pack(c->registry)->policies;
    enum jk_status rc = judge(c, arena, now, 0, chain, &out->now);

    out->in_scope = is_in_scope(c, chain);
    if (rc == JK_OK && out->in_scope)
        rc = judge(c, arena, &c->then, 0, chain, &out->then);
    if (rc == JK_OK && c->rq->scope)
        rc = out->in_scope ? judge(c, arena, &c->ours, now->count, chain, &out->ours)
                           : judge(c, arena, &c->theirs, now->count, chain, &out->theirs);
    return rc;
}

static enum jk_status compare_chain(struct comparing *c, const struct jk_chain *chain)
{
    struct jk_arena arena = { 0 };
    struct compared of = { .in_scope = false };
    const struct jk_pairings *const lists[] = { &of.then, &of.ours, &of.theirs, &of.now };
    enum jk_status rc = judge_all(c, &arena, chain, &of);

    for (size_t k = 0; k < sizeof lists / sizeof *lists; k++) {
        for (size_t i = 0; rc == JK_OK && i < lists[k]->count; i++) {
            const uint32_t other = lists[k]->at[i].chain;
            const struct jk_pairing *now = find(&of.now, other), *then = after_of(c, &of, other);
            bool told = !now && !then; /* it is only near by a policy that is not theirs */

            for (size_t before = 0; before < k && !told; before++)
                told = find(lists[before], other) != NULL;
            rc = told ? JK_OK : note(c, chain, now, then);
        }
    }
    jk_arena_clear(&arena);
    return rc;
}

/* The pack's policies with the other one in place of all that are made of the same statement; each
 * set alone, and behind the other. */
static enum jk_status exchange_policy(struct comparing *c)
{
    const struct jk_policies *now = &jk_registry_pack(c->registry)->policies;
    const uint32_t count = now->count;
    struct jk_policy *all = jk_arena_array(c->arena, 3 * count, sizeof *all);
    struct jk_policy *then = all ? all + count : NULL;

    if (!all)
        return JK_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        bool other = now->at[i].statement == c->rq->now->statement;

        all[i] = all[2 * count + i] = now->at[i];
        then[i] = other ? *c->rq->policy : now->at[i];
        then[i].vote_s = now->at[i].vote_s;
    }
    c->then = jk_policies_over(then, count);
    c->ours = jk_policies_over(all, 2 * count);
    c->theirs = jk_policies_over(then, 2 * count);
    return JK_OK;
}

enum jk_status jk_whatif(struct jk_registry *registry, struct jk_arena *arena,
                         const struct jk_whatif_request *request, struct jk_whatif_view *out)
{
    struct comparing c = { .registry = registry,
                           .arena = arena,
                           .rq = request,
                           .pairs = { .arena = arena, .view = out } };
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

/* What it costs: under the other policy nothing is remembered, and most bodies meet one other. What
 * would hold for some is judged twice. */
static uint64_t weigh(const struct jk_app *app, const struct jk_whatif_request *request)
{
    const char *region = request->region;
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
    return request->scope ? 2 * units : units;
}

/* Compares the policy in force with another, within the region of whoever asks. */
static enum jk_status compare(struct jk_app *app, struct jk_arena *arena,
                              const struct jk_whatif_request *request, struct jk_whatif_view *out,
                              struct jk_error *err)
{
    enum jk_status rc = app_afford(app, weigh(app, request), err);

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
