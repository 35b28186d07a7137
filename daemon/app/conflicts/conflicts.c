#include "daemon/app/app_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/geo/geodesic.h"

#define MOVED_M 250.0 /* SPEC 7: told again when the nearest place moved this far */
#define MOVED_S 600.0 /* or its instant this much */

struct conflict_list conflicts_of(const struct jk_app *app, const struct jk_chain *chain)
{
    return chain->number < app->of_chain_cap ? app->of_chain[chain->number]
                                             : (struct conflict_list){ 0 };
}

struct conflict *conflicts_find(const struct jk_app *app, const struct jk_chain *x,
                                const struct jk_chain *y)
{
    char id[JK_CONFLICT_HEX + 1];

    conflict_id(app, x, y, id);
    return jk_name_table_find(&app->conflict_ids, id);
}

static bool grow_of_chain(struct jk_app *app, size_t number)
{
    size_t cap = app->of_chain_cap ? app->of_chain_cap : 64;
    struct conflict_list *grown;

    while (cap <= number)
        cap *= 2;
    if (cap == app->of_chain_cap)
        return true;
    grown = realloc(app->of_chain, cap * sizeof *grown);
    if (!grown)
        return false;
    memset(grown + app->of_chain_cap, 0, (cap - app->of_chain_cap) * sizeof *grown);
    app->of_chain = grown;
    app->of_chain_cap = cap;
    return true;
}

static bool list_conflict(struct jk_app *app, const struct jk_chain *chain,
                          struct conflict *conflict)
{
    struct conflict_list *of;

    if (!grow_of_chain(app, chain->number))
        return false;
    of = &app->of_chain[chain->number];
    if (of->count == of->cap) {
        size_t cap = of->cap ? 2 * of->cap : 4;
        struct conflict **grown = realloc(of->list, cap * sizeof *grown);

        if (!grown)
            return false;
        of->list = grown;
        of->cap = cap;
    }
    of->list[of->count++] = conflict;
    return true;
}

static bool list_everywhere(struct jk_app *app, struct conflict *c)
{
    if (app->conflict_count == app->conflict_cap) {
        size_t cap = app->conflict_cap ? 2 * app->conflict_cap : 64;
        struct conflict **grown = realloc(app->conflicts, cap * sizeof *grown);

        if (!grown)
            return false;
        app->conflicts = grown;
        app->conflict_cap = cap;
    }
    if (!jk_name_table_add(&app->conflict_ids, c->id, c))
        return false;
    app->conflicts[app->conflict_count++] = c;
    return list_conflict(app, c->a, c) && list_conflict(app, c->b, c);
}

static struct conflict *make_conflict(struct jk_app *app, struct jk_chain *x, struct jk_chain *y)
{
    struct conflict *c = calloc(1, sizeof *c);

    if (!c)
        return NULL;
    conflict_id(app, x, y, c->id);
    c->a = strcmp(x->id, y->id) < 0 ? x : y;
    c->b = c->a == x ? y : x;
    if (!list_everywhere(app, c)) {
        free(c); /* a list that kept it belongs to an application that is about to be rebuilt */
        return NULL;
    }
    return c;
}

void conflicts_clear(struct jk_app *app)
{
    for (size_t i = 0; i < app->conflict_count; i++) {
        jk_arena_clear(&app->conflicts[i]->arena);
        opinions_clear(app->conflicts[i]);
        escalation_clear(app->conflicts[i]);
        free(app->conflicts[i]);
    }
    for (size_t i = 0; i < app->of_chain_cap; i++)
        free(app->of_chain[i].list);
    free(app->of_chain);
    free(app->conflicts);
    jk_name_table_clear(&app->conflict_ids);
    app->of_chain = NULL;
    app->conflicts = NULL;
    app->conflict_count = app->conflict_cap = app->of_chain_cap = 0;
}

static struct jk_span_s *keep_spans(struct jk_arena *arena, const struct jk_span_s *spans,
                                    size_t count)
{
    struct jk_span_s *kept = jk_arena_array(arena, count, sizeof *kept);

    if (kept && count)
        memcpy(kept, spans, count * sizeof *kept);
    return kept;
}

/* Put the parts of a judgement into the conflict, seen from its side a. */
static enum jk_status keep_parts(struct conflict *c, const struct jk_pairing *pairing, bool from_a)
{
    jk_arena_clear(&c->arena);
    c->parts = jk_arena_array(&c->arena, pairing->part_count, sizeof *c->parts);
    if (!c->parts)
        return JK_MEMORY;
    for (size_t i = 0; i < pairing->part_count; i++) {
        struct jk_leg_part *part = &c->parts[i];

        *part = from_a ? pairing->parts[i] : jk_leg_part_swapped(&pairing->parts[i]);
        part->part.spans_a = keep_spans(&c->arena, part->part.spans_a, part->part.span_count_a);
        part->part.spans_b = keep_spans(&c->arena, part->part.spans_b, part->part.span_count_b);
        if (!part->part.spans_a || !part->part.spans_b)
            return JK_MEMORY;
    }
    c->part_count = pairing->part_count;
    c->levels = pairing->levels;
    return JK_OK;
}

static void remember_told(struct conflict *c)
{
    c->told_at = c->parts[0].part.at_a;
    c->told_s = c->parts[0].part.time_a_s;
}

static bool has_moved(const struct conflict *c)
{
    return fabs(c->parts[0].part.time_a_s - c->told_s) >= MOVED_S ||
           jk_geodesic_distance(c->told_at, c->parts[0].part.at_a) >= MOVED_M;
}

/* Store the conflict's new revision; tell it where SPEC 7 says so. Only `level` is told: what
 * exists by level_max alone is listed and asked about, never pushed. */
static enum jk_status report(struct jk_app *app, const struct jk_act *act, struct conflict *c,
                             const char *event, struct jk_error *err)
{
    enum jk_status rc;

    app->reported++;
    c->revision++;
    c->changed_s = act->time_s;
    if (c->part_count)
        conflict_digest(c->parts, c->part_count, app->registry, c->digest);
    rc = put_conflict_row(app, act, c, err);
    if (rc == JK_OK)
        rc = opinions_reset(app, act, c, err);
    if (rc == JK_OK)
        rc = escalation_note(app, act, c, err);
    if (rc != JK_OK || !event)
        return rc;
    if (c->part_count)
        remember_told(c);
    return put_alerts(app, act, c, event, err);
}

static enum jk_status open_or_change(struct jk_app *app, const struct jk_act *act,
                                     struct jk_chain *chain, const struct jk_pairing *pairing,
                                     struct jk_error *err)
{
    struct jk_chain *other = jk_registry_chain_at(app->registry, pairing->chain);
    struct conflict *c = conflicts_find(app, chain, other);
    struct jk_levels before = { JK_LEVEL_NONE, JK_LEVEL_NONE };
    const char *event = NULL;
    char digest[65];

    if (!c && !(c = make_conflict(app, chain, other)))
        return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "%s", "");
    if (c->open)
        before = c->levels;
    if (keep_parts(c, pairing, c->a == chain) != JK_OK)
        return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "%s", "");
    conflict_digest(c->parts, c->part_count, app->registry, digest);
    if (c->open && strcmp(digest, c->digest) == 0) {
        if (c->told_s == 0.0) /* first judgement since the store was loaded */
            remember_told(c);
        return JK_OK;
    }
    if (before.level == JK_LEVEL_NONE && c->levels.level > JK_LEVEL_NONE)
        event = "opened";
    else if (c->levels.level == JK_LEVEL_NONE && before.level > JK_LEVEL_NONE)
        event = "closed";
    else if (c->levels.level != before.level)
        event = "level";
    else if (c->levels.level > JK_LEVEL_NONE && has_moved(c))
        event = "moved";
    if (!c->open)
        c->opened_s = act->time_s;
    c->open = true;
    return report(app, act, c, event, err);
}

/* A clock that steps back reopens nothing. */
static void note_time(struct jk_app *app, int64_t now_s)
{
    if (now_s > app->seen_s)
        app->seen_s = now_s;
}

static bool spans_over(const struct jk_span_s *spans, size_t count, double now_s)
{
    return count == 0 || spans[count - 1].to_s <= now_s; /* merged, hence in order */
}

bool pairing_is_over(const struct jk_pack *pack, const struct jk_leg_part *parts, size_t count,
                     int64_t now_s)
{
    for (size_t i = 0; i < count; i++) {
        const struct jk_part *part = &parts[i].part;

        if (!spans_over(part->spans_a, part->span_count_a, (double)now_s) ||
            !spans_over(part->spans_b, part->span_count_b, (double)now_s))
            return false;
    }
    return !pack->simulation;
}

/* Take out the pairings that are over. @return how many are left */
static size_t drop_over(const struct jk_app *app, struct jk_pairing *pairings, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        if (!pairing_is_over(app->pack, pairings[i].parts, pairings[i].part_count, app->seen_s))
            pairings[kept++] = pairings[i];
    }
    return kept;
}

static bool is_found(const struct jk_pairing *pairings, size_t count, const struct jk_chain *other)
{
    for (size_t i = 0; i < count; i++) {
        if (pairings[i].chain == other->number)
            return true;
    }
    return false;
}

static enum jk_status close_one(struct jk_app *app, const struct jk_act *act, struct conflict *c,
                                struct jk_error *err)
{
    bool was_told = c->levels.level > JK_LEVEL_NONE;

    c->open = false;
    c->levels = (struct jk_levels){ JK_LEVEL_NONE, JK_LEVEL_NONE };
    return report(app, act, c, was_told ? "closed" : NULL, err);
}

static enum jk_status close_gone(struct jk_app *app, const struct jk_act *act,
                                 const struct jk_chain *chain, const struct jk_pairing *pairings,
                                 size_t count, struct jk_error *err)
{
    struct conflict_list of = conflicts_of(app, chain);
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < of.count && rc == JK_OK; i++) {
        struct conflict *c = of.list[i];

        if (c->open && !is_found(pairings, count, c->a == chain ? c->b : c->a))
            rc = close_one(app, act, c, err);
    }
    return rc;
}

enum jk_status conflicts_expire(struct jk_app *app, const struct jk_act *act, bool *ticked,
                                struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    note_time(app, act->time_s);
    for (size_t i = 0; i < app->conflict_count && rc == JK_OK; i++) {
        struct conflict *c = app->conflicts[i];

        if (!c->open || !pairing_is_over(app->pack, c->parts, c->part_count, app->seen_s))
            continue;
        rc = tick_once(app, act, ticked, err);
        if (rc == JK_OK)
            rc = close_one(app, act, c, err);
    }
    return rc;
}

enum jk_status conflicts_judge(const struct jk_app *app, struct jk_arena *arena,
                               const struct jk_chain *chain, struct jk_pairing **out, size_t *count)
{
    struct jk_member *members;
    size_t member_count;
    enum jk_status rc = jk_registry_members(app->registry, chain, arena, &members, &member_count);

    *out = NULL;
    *count = 0;
    if (rc == JK_OK)
        rc = jk_verdict_chain(arena, jk_registry_world(app->registry), &app->pack->policy, members,
                              member_count, out, count);
    *count = drop_over(app, *out, *count);
    return rc;
}

/* Worst first, so that they are told in that order; else as they were found. */
static enum jk_status sort_pairings(struct jk_arena *arena, struct jk_pairing *pairings,
                                    size_t count)
{
    struct jk_pairing *found = jk_arena_array(arena, count, sizeof *found);
    size_t at = 0;

    if (count && !found)
        return JK_MEMORY;
    if (count)
        memcpy(found, pairings, count * sizeof *found);
    for (int level = JK_LEVEL_END - 1; level >= 0; level--) {
        for (size_t i = 0; i < count; i++) {
            if (found[i].levels.level == (enum jk_level)level)
                pairings[at++] = found[i];
        }
    }
    return JK_OK;
}

enum jk_status conflicts_update(struct jk_app *app, const struct jk_act *act,
                                struct jk_chain *chain, struct jk_error *err)
{
    struct jk_arena arena = { 0 };
    struct jk_pairing *pairings;
    size_t count;
    enum jk_status rc;

    note_time(app, act->time_s);
    rc = conflicts_judge(app, &arena, chain, &pairings, &count);
    if (rc == JK_OK)
        rc = sort_pairings(&arena, pairings, count);
    if (rc != JK_OK)
        jk_fail(err, rc, JK_TEXT_NO_MEMORY, "", "%s", "");
    for (size_t i = 0; i < count && rc == JK_OK; i++)
        rc = open_or_change(app, act, chain, &pairings[i], err);
    if (rc == JK_OK)
        rc = close_gone(app, act, chain, pairings, count, err);
    jk_arena_clear(&arena);
    return rc;
}

enum jk_status conflicts_adopt(struct jk_app *app, const struct jk_conflict_row *row)
{
    struct jk_chain *a = jk_registry_chain(app->registry, row->chain_a);
    struct jk_chain *b = jk_registry_chain(app->registry, row->chain_b);
    struct conflict *c;

    if (!a || !b)
        return JK_CORRUPT;
    c = make_conflict(app, a, b);
    if (!c)
        return JK_MEMORY;
    c->revision = row->revision;
    c->levels = (struct jk_levels){ (enum jk_level)row->level, (enum jk_level)row->level_max };
    c->open = row->open;
    snprintf(c->digest, sizeof c->digest, "%s", row->digest);
    c->opened_s = row->opened_s;
    c->changed_s = row->changed_s;
    return JK_OK;
}
