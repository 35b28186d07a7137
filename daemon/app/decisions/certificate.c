/* Gathering the evidence of a verdict: which bodies, paired how (SPEC 5).
 *
 * A conflict keeps the figures of its worst pair of instances, not which instances they were. The
 * pair is found again by judging: the first pair of bodies of the two legs that gives exactly the
 * stored levels, distance and instants. If none does, the store and the bodies disagree and no
 * certificate is written (JK_CORRUPT). Each body is told once and named by its number, with the
 * hash of its notice's bytes. The document kept at an approval is sealed with the chain's key; its
 * hash is public. */
#include <stdlib.h>
#include <string.h>
#include "daemon/app/decisions/certificate.h"
#include "daemon/app/registry/rows.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"
#include "jarak/app/decisions/certificate.h"
#include "jarak/app/notices/verdict.h"
#include "jarak/base/digest.h"
#include "jarak/feed/certificate/certificate.h"

/* Bodies told so far, each once. */
struct gathering {
    struct jk_app *app;
    struct jk_arena *arena;
    struct jk_certificate_body *bodies;
    size_t count, cap;
    const struct jk_policy **policies; /* the chain's own first */
    size_t policy_count, policy_cap;
};

/* The version of an entry one of whose bodies this is. */
static const struct jk_version *version_of(const struct jk_entry *entry, const struct jk_body *body)
{
    const struct jk_version *versions[] = { entry->current, entry->approved, entry->happened };

    for (size_t v = 0; v < sizeof versions / sizeof *versions; v++) {
        for (size_t i = 0; versions[v] && i < versions[v]->body_count; i++) {
            if (versions[v]->bodies[i] == body)
                return versions[v];
        }
    }
    return NULL;
}

/* The number of a policy in the list, added where it is new; SIZE_MAX when memory is out. */
static size_t policy_number(struct gathering *g, const struct jk_policy *policy)
{
    const struct jk_policy **grown;

    for (size_t i = 0; i < g->policy_count; i++) {
        if (g->policies[i] == policy)
            return i;
    }
    grown = jk_arena_grow(g->arena, g->policies, g->policy_count, &g->policy_cap, sizeof *grown);
    if (!grown)
        return SIZE_MAX;
    g->policies = grown;
    g->policies[g->policy_count] = policy;
    return g->policy_count++;
}

/* The number of a body in the list, added where it is new; SIZE_MAX when memory is out. */
static size_t number_of(struct gathering *g, const struct jk_member *member)
{
    const struct jk_entry *entry = jk_registry_entry_at(g->app->registry, member->tag);
    const struct jk_version *version = version_of(entry, member->body);
    size_t policy = policy_number(g, &g->app->pack->policies.at[member->policy]);
    struct jk_certificate_body *body;
    uint8_t digest[JK_DIGEST_LEN];
    struct jk_span bytes;

    for (size_t i = 0; i < g->count; i++) {
        if (g->bodies[i].body == member->body)
            return i;
    }
    body = jk_arena_grow(g->arena, g->bodies, g->count, &g->cap, sizeof *body);
    if (!body || policy == SIZE_MAX)
        return SIZE_MAX;
    g->bodies = body;
    body = &g->bodies[g->count];
    *body = (struct jk_certificate_body){ member->body,  entry->uid, entry->chain->id,
                                          member->party, policy,     "" };
    if (!jk_version_bytes(version, g->arena, &bytes))
        return SIZE_MAX;
    jk_sha256(bytes.at, bytes.len, digest);
    jk_hex(digest, sizeof digest, body->bytes_sha256);
    return g->count++;
}

/* True when this pair of bodies gives the part as it was told. A part is the worst of all instances
 * of two notices; it keeps their figures, not which they were. */
static bool is_told_by(struct jk_arena *arena, const struct jk_leg_part *told,
                       const struct jk_body *a, const struct jk_body *b)
{
    const struct jk_policy *policy = told->part.policy;
    const struct jk_ruling *beside = &told->part.beside.ruling;
    struct jk_levels levels = jk_judge_level(policy, told->part.row, a, b), all = levels;
    struct jk_part part;

    if (beside->row && !beside->row->exempt) {
        struct jk_levels more = jk_judge_level(beside->policy, beside->row, a, b);

        all.level = more.level > all.level ? more.level : all.level;
        all.level_max = more.level_max > all.level_max ? more.level_max : all.level_max;
    }
    return all.level == told->part.levels.level && all.level_max == told->part.levels.level_max &&
           levels.level_max > JK_LEVEL_NONE &&
           jk_judge_part(arena, policy, &(struct jk_judged){ told->part.row, a, b, levels },
                         &part) == JK_OK &&
           part.distance_m == told->part.distance_m && part.time_a_s == told->part.time_a_s &&
           part.time_b_s == told->part.time_b_s;
}

/* One chain's members that stand in the world. */
struct side {
    struct jk_member *at;
    size_t count;
};

/* Lists a chain's members and tells all of them: what is not too near is evidence as well. */
static enum jk_status read_side(struct gathering *g, const struct jk_chain *chain, struct side *out)
{
    enum jk_status rc =
        jk_registry_members(g->app->registry, chain, g->arena, &out->at, &out->count);

    for (size_t i = 0; rc == JK_OK && i < out->count; i++) {
        if (number_of(g, &out->at[i]) == SIZE_MAX)
            rc = JK_MEMORY;
    }
    return rc;
}

static enum jk_status find_pair(struct gathering *g, const struct jk_leg_part *told,
                                const struct side *own, const struct side *other,
                                struct jk_certificate_pair *out)
{
    for (size_t i = 0; i < own->count; i++) {
        for (size_t k = 0; k < other->count; k++) {
            const struct jk_member *a = &own->at[i], *b = &other->at[k];

            if (a->tag != told->tag_own || b->tag != told->tag_other ||
                !is_told_by(g->arena, told, a->body, b->body))
                continue;
            *out = (struct jk_certificate_pair){ number_of(g, a), number_of(g, b) };
            return out->own == SIZE_MAX || out->other == SIZE_MAX ? JK_MEMORY : JK_OK;
        }
    }
    return JK_CORRUPT; /* what is stored as found is not what the bodies give */
}

static enum jk_status pair_conflict(struct gathering *g, const struct jk_conflict_view *view,
                                    const struct side *own, struct jk_certificate_pair *pairs)
{
    const struct jk_chain *chain = jk_registry_chain(g->app->registry, view->other.uid);
    struct side other;
    enum jk_status rc = read_side(g, chain, &other);

    for (size_t i = 0; rc == JK_OK && i < view->part_count; i++)
        rc = find_pair(g, &view->parts[i], own, &other, &pairs[i]);
    return rc;
}

/* Finds which of the own bodies is the one that the nearest rival is that near to. */
static enum jk_status pair_nearest(struct gathering *g, const struct jk_nearest *nearest,
                                   const struct side *own, struct jk_certificate_pair *out)
{
    const struct jk_member other = jk_world_get(jk_registry_world(g->app->registry), nearest->id);

    for (size_t i = 0; i < own->count; i++) {
        const struct jk_body *a = own->at[i].body, *b = other.body;
        double limit_m = nearest->distance_m + a->pad_m + b->pad_m + 1.0;
        struct jk_approach found;

        if (!jk_approach_find(a, b, &jk_window_same_date, limit_m, &found) ||
            jk_judge_distance_m(a, b, found.gap_m) != nearest->distance_m ||
            found.time_a_s != nearest->time_own_s)
            continue;
        *out = (struct jk_certificate_pair){ number_of(g, &own->at[i]), number_of(g, &other) };
        return out->own == SIZE_MAX || out->other == SIZE_MAX ? JK_MEMORY : JK_OK;
    }
    return JK_CORRUPT;
}

static enum jk_status pair_all(struct gathering *g, const struct jk_verdict_view *verdict,
                               const struct jk_chain *chain, struct jk_certificate_view *out)
{
    struct jk_certificate_pair *pairs, *nearest = jk_arena_take(g->arena, sizeof *nearest);
    struct side own;
    size_t parts = 0, at = 0;
    enum jk_status rc = read_side(g, chain, &own);

    for (size_t i = 0; i < verdict->conflict_count; i++)
        parts += verdict->conflicts[i].part_count;
    pairs = jk_arena_array(g->arena, parts, sizeof *pairs);
    if (rc == JK_OK && (!pairs || !nearest))
        rc = JK_MEMORY;
    for (size_t i = 0; rc == JK_OK && i < verdict->conflict_count; i++) {
        rc = pair_conflict(g, &verdict->conflicts[i], &own, pairs + at);
        at += verdict->conflicts[i].part_count;
    }
    if (rc == JK_OK && verdict->has_nearest) {
        rc = pair_nearest(g, &verdict->nearest, &own, nearest);
        out->nearest = nearest;
    }
    out->pairs = pairs;
    return rc;
}

enum jk_status jk_app_certificate(struct jk_app *app, struct jk_arena *arena, const char *uid,
                                  int64_t now_s, json_t **out)
{
    const struct jk_entry *entry = jk_registry_entry(app->registry, uid);
    struct gathering g = { .app = app, .arena = arena };
    struct jk_certificate_view view = { .now_s = now_s };
    struct jk_verdict_view verdict;
    uint8_t hash[JK_DIGEST_LEN];
    enum jk_status rc;

    if (!entry || !entry->current)
        return JK_NONE;
    entry = jk_chain_face(entry->chain);
    if (policy_number(&g, jk_chain_policy(app->registry, entry->chain)) == SIZE_MAX)
        return JK_MEMORY;
    rc = jk_app_verdict(app, arena, entry->uid, now_s, &verdict);
    if (rc == JK_OK)
        rc = pair_all(&g, &verdict, entry->chain, &view);
    if (rc != JK_OK)
        return rc;
    view.verdict = &verdict;
    view.journal_seq = jk_store_journal_end(app->store, hash);
    jk_hex(hash, sizeof hash, view.journal_hash);
    view.bodies = g.bodies;
    view.body_count = g.count;
    view.policies = g.policies;
    view.policy_count = g.policy_count;
    *out = jk_certificate_json(&view);
    return *out ? JK_OK : JK_MEMORY;
}

enum jk_status decisions_keep_certificate(struct jk_app *app, struct jk_arena *arena,
                                          const struct jk_act *act, struct jk_chain *chain,
                                          struct jk_error *err)
{
    struct jk_certificate_row row = { .chain = chain->id, .chain_revision = chain->revision };
    json_t *document = NULL;
    char hash[65], *text = NULL;
    enum jk_status rc =
        jk_app_certificate(app, arena, jk_chain_face(chain)->uid, act->time_s, &document);

    if (rc == JK_OK && (!jk_certificate_hash(document, hash) ||
                        !(text = json_dumps(document, JSON_COMPACT | JSON_SORT_KEYS))))
        rc = JK_MEMORY;
    if (rc == JK_OK) {
        row.sha256 = hash;
        row.document = jk_span_of(text);
        rc = jk_store_put_certificate(app->store, act, &row, err);
        if (rc == JK_OK && !registry_certify(app->registry, chain, hash))
            rc = jk_no_memory(err);
    } else {
        jk_fail(err, rc, JK_TEXT_NO_MEMORY, "certificate", "%s", "");
    }
    json_decref(document);
    free(text);
    return rc;
}

enum jk_status jk_app_kept_certificate(struct jk_app *app, const char *uid, struct jk_buf *out,
                                       struct jk_error *err)
{
    const struct jk_entry *entry = jk_registry_entry(app->registry, uid);

    if (!entry)
        return jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "uid", "%s", uid);
    return jk_store_find_certificate(app->store, entry->chain->id, out, err);
}

enum jk_status decisions_certificates_load(void *ctx, const struct jk_certificate_row *row)
{
    struct jk_app *app = ctx;
    struct jk_chain *chain = jk_registry_chain(app->registry, row->chain);

    if (!chain)
        return JK_CORRUPT;
    return registry_certify(app->registry, chain, row->sha256) ? JK_OK : JK_MEMORY;
}
