/* The findings of the engine about a chain are compared with the conflicts known of it: new pairs
 * are opened, others changed, and what is no longer found is closed.
 *
 * A conflict's revision rises when its digest does, and at no other time but escalation; so the
 * same judgement a second time, after a restart or of the pair's other side, writes and tells
 * nothing. Alerts follow `level` alone (SPEC 2.1): what exists by level_max only is listed. */
#include "daemon/app/conflicts/conflicts.h"
#include "jarak/base/heap.h"
#include "jarak/base/texts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/app/conflicts/alerts.h"
#include "daemon/app/conflicts/escalation.h"
#include "daemon/app/conflicts/index.h"
#include "daemon/app/conflicts/judge.h"
#include "daemon/app/conflicts/opinions.h"
#include "daemon/app/conflicts/room.h"
#include "jarak/geo/geodesic.h"

#define MOVED_M                                                                                \
    250.0           /* SPEC 7: told again when the nearest place of either side moved this far \
                     */
#define MOVED_S 600 /* or the time a side is there this much */
#define DEGREE  1e8 /* of a baseline's places */

/* Where and when the worst part is now. */
static struct jk_baseline_row baseline_of(const struct conflict *c)
{
    const struct jk_part *p = &c->parts[0].part;

    return (struct jk_baseline_row){
        .conflict = c->id,
        .lat_a = llround(p->at_a.lat_deg * DEGREE),
        .lon_a = llround(p->at_a.lon_deg * DEGREE),
        .lat_b = llround(p->at_b.lat_deg * DEGREE),
        .lon_b = llround(p->at_b.lon_deg * DEGREE),
        .from_a_s = llround(p->spans_a[0].from_s),
        .to_a_s = llround(p->spans_a[p->span_count_a - 1].to_s),
        .from_b_s = llround(p->spans_b[0].from_s),
        .to_b_s = llround(p->spans_b[p->span_count_b - 1].to_s),
    };
}

/* Copies spans to where there is room for them. */
static struct jk_span_s *keep_spans(struct jk_span_s *room, struct jk_span_s **spans, size_t count)
{
    if (count)
        memcpy(room, *spans, count * sizeof *room);
    *spans = room;
    return room + count;
}

/* Put the parts of a judgement into the conflict, seen from its side a; with their spans they are
 * one piece of memory. */
static enum jk_status keep_parts(struct conflict *c, const struct jk_pairing *pairing, bool from_a)
{
    const size_t count = pairing->part_count;
    struct jk_leg_part *parts;
    struct jk_span_s *room;
    size_t spans = 0;

    for (size_t i = 0; i < count; i++)
        spans += pairing->parts[i].part.span_count_a + pairing->parts[i].part.span_count_b;
    parts = jk_heap_take(count * sizeof *parts + spans * sizeof *room + 1);
    if (!parts)
        return JK_MEMORY;
    room = (struct jk_span_s *)(void *)(parts + count);
    for (size_t i = 0; i < count; i++) {
        struct jk_part *part = &parts[i].part;

        parts[i] = from_a ? pairing->parts[i] : jk_leg_part_swapped(&pairing->parts[i]);
        room = keep_spans(room, &part->spans_a, part->span_count_a);
        room = keep_spans(room, &part->spans_b, part->span_count_b);
    }
    free(c->parts);
    c->parts = parts;
    c->part_count = count;
    c->levels = pairing->levels;
    return JK_OK;
}

static bool is_apart_s(int64_t now_s, int64_t told_s)
{
    return llabs(now_s - told_s) >= MOVED_S;
}

static bool is_apart_m(int64_t lat, int64_t lon, int64_t told_lat, int64_t told_lon)
{
    return jk_geodesic_distance((struct jk_point){ (double)lat / DEGREE, (double)lon / DEGREE },
                                (struct jk_point){ (double)told_lat / DEGREE,
                                                   (double)told_lon / DEGREE }) >= MOVED_M;
}

/* True when either side is elsewhere, or there at another time, than was last told. Both are held
 * against whole seconds and 1e-8 degrees, as the journal keeps them, so that a restart changes
 * nothing; a side's own time counts, for the common instant is often the other side's. */
static bool has_moved(const struct conflict *c)
{
    const struct jk_baseline_row now = baseline_of(c), *told = &c->told;

    return is_apart_s(now.from_a_s, told->from_a_s) || is_apart_s(now.to_a_s, told->to_a_s) ||
           is_apart_s(now.from_b_s, told->from_b_s) || is_apart_s(now.to_b_s, told->to_b_s) ||
           is_apart_m(now.lat_a, now.lon_a, told->lat_a, told->lon_a) ||
           is_apart_m(now.lat_b, now.lon_b, told->lat_b, told->lon_b);
}

/* What an account can be told by what it does not know: all but that something moved. */
static bool can_wait(const struct jk_app *app, enum jk_alert_event event)
{
    return app->conflicts->later && event != JK_EVENT_MOVED;
}

/* Tells a conflict, and keeps where it was told to be. */
static enum jk_status tell(struct jk_app *app, const struct jk_act *act, struct conflict *c,
                           enum jk_alert_event event, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    if (c->part_count) {
        const struct jk_baseline_row now = baseline_of(c);

        rc = jk_store_put_baseline(app->store, act, &now, err);
        if (rc == JK_OK)
            rc = conflicts_learn_baseline(app, &now);
    }
    if (rc != JK_OK || can_wait(app, event))
        return rc;
    return conflicts_put_alerts(app, act, c, event, err);
}

/* The conflict's new revision; told where SPEC 7 says so. Only `level` is told: what exists by
 * level_max alone is listed and asked about, never pushed.
 * @param next   as it is to stand, but for revision, time and digest
 * @param event  JK_EVENT_END: nobody is told */
static enum jk_status put_change(struct jk_app *app, const struct jk_act *act, struct conflict *c,
                                 struct jk_conflict_row *next, enum jk_alert_event event,
                                 struct jk_error *err)
{
    char digest[65];
    enum jk_status rc;

    conflicts_note_change(app);
    next->revision++;
    next->changed_s = act->time_s;
    if (c->part_count) {
        if (conflicts_digest(c->parts, c->part_count, app->registry, digest) != JK_OK)
            return jk_no_memory(err);
        next->digest = digest;
    }
    rc = conflicts_put_row(app, act, c, next, err);
    if (rc == JK_OK)
        rc = conflicts_opinions_reset(app, act, c, err);
    if (rc == JK_OK)
        rc = conflicts_escalation_note(app, act, c, err);
    if (rc != JK_OK)
        return rc;
    return event == JK_EVENT_END ? conflicts_put_alerts(app, act, c, event, err)
                                 : tell(app, act, c, event, err);
}

/* Has it been put in from its other side just now? Nothing else has rows of this policy. */
static bool is_kept(const struct conflict *c, const struct jk_pairing *pairing)
{
    return pairing->digest && c->open && c->part_count == pairing->part_count && c->parts &&
           c->parts[0].part.row == pairing->parts[0].part.row &&
           strcmp(c->digest, pairing->digest) == 0;
}

/* Nothing of it changed, but a version that stands beside what is in conflict may have come to
 * other ground, or left it: who sees it by that is told. At a start each account asks by itself. */
static enum jk_status tell_guests(struct jk_app *app, const struct jk_act *act, struct conflict *c,
                                  struct jk_error *err)
{
    return app->conflicts->later ? JK_OK : conflicts_put_alerts(app, act, c, JK_EVENT_END, err);
}

/* The digest of what the conflict has now, and what is kept of it in today's form. */
static enum jk_status make_digest(const struct jk_app *app, struct conflict *c,
                                  const struct jk_pairing *pairing, char digest[65])
{
    enum jk_status rc = JK_OK;

    if (pairing->digest)
        snprintf(digest, 65, "%s", pairing->digest);
    else
        rc = conflicts_digest(c->parts, c->part_count, app->registry, digest);
    if (rc == JK_OK && c->open && strcmp(digest, c->digest) != 0)
        rc = conflicts_digest_renew(c->parts, c->part_count, app->registry, c->digest);
    return rc;
}

static enum jk_status open_or_change(struct jk_app *app, const struct jk_act *act,
                                     struct jk_chain *chain, const struct jk_pairing *pairing,
                                     struct jk_error *err)
{
    struct jk_chain *other = jk_registry_chain_at(app->registry, pairing->chain);
    struct conflict *c = conflicts_make(app, chain, other);
    struct jk_levels before = { JK_LEVEL_NONE, JK_LEVEL_NONE };
    enum jk_alert_event event = JK_EVENT_END;
    struct jk_conflict_row next;
    char digest[65];

    if (!c)
        return jk_no_memory(err);
    if (c->open)
        before = c->levels;
    if (is_kept(c, pairing))
        return JK_OK;
    if (keep_parts(c, pairing, c->a == chain) != JK_OK)
        return jk_no_memory(err);
    if (make_digest(app, c, pairing, digest) != JK_OK)
        return jk_no_memory(err);
    if (c->open && strcmp(digest, c->digest) == 0) {
        if (!c->told.conflict) /* of a store that did not keep it: counted from now on */
            c->told = baseline_of(c);
        return tell_guests(app, act, c, err);
    }
    if (before.level == JK_LEVEL_NONE && c->levels.level > JK_LEVEL_NONE)
        event = JK_EVENT_OPENED;
    else if (c->levels.level == JK_LEVEL_NONE && before.level > JK_LEVEL_NONE)
        event = JK_EVENT_CLOSED;
    else if (c->levels.level != before.level)
        event = JK_EVENT_LEVEL;
    else if (c->levels.level > JK_LEVEL_NONE && c->told.conflict && has_moved(c))
        event = JK_EVENT_MOVED;
    next = conflicts_row_of(c);
    if (!c->open)
        next.opened_s = act->time_s;
    next.open = true;
    return put_change(app, act, c, &next, event, err);
}

/* A clock that steps back reopens nothing. */
static void note_time(struct jk_app *app, int64_t now_s)
{
    if (now_s > app->group.seen_s)
        app->group.seen_s = now_s;
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
    const bool was_told = c->levels.level > JK_LEVEL_NONE;
    struct jk_conflict_row next = conflicts_row_of(c);
    enum jk_status rc;

    next.open = false;
    next.level = next.level_max = JK_LEVEL_NONE;
    rc = put_change(app, act, c, &next, was_told ? JK_EVENT_CLOSED : JK_EVENT_END, err);
    conflicts_forget_parts(c); /* not before: the alert told where it was */
    return rc;
}

static enum jk_status close_gone(struct jk_app *app, const struct jk_act *act,
                                 const struct jk_chain *chain, const struct jk_pairings *found,
                                 struct jk_error *err)
{
    struct conflict_list of = conflicts_of(app, chain);
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < of.count && rc == JK_OK; i++) {
        struct conflict *c = of.list[i];

        if (c->open && !is_found(found->at, found->count, c->a == chain ? c->b : c->a))
            rc = close_one(app, act, c, err);
    }
    return rc;
}

static bool is_over(const struct jk_app *app, const struct conflict *c, int64_t now_s)
{
    return c->open && conflicts_is_over(app->pack, c->parts, c->part_count, now_s);
}

bool conflicts_is_expiry_due(const struct jk_app *app, int64_t now_s)
{
    for (size_t i = 0; i < conflicts_count(app); i++) {
        if (is_over(app, conflicts_at(app, i), now_s))
            return true;
    }
    return false;
}

enum jk_status conflicts_expire(struct jk_app *app, const struct jk_act *act, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < conflicts_count(app) && rc == JK_OK; i++) {
        struct conflict *c = conflicts_at(app, i);

        if (is_over(app, c, act->time_s))
            rc = close_one(app, act, c, err);
    }
    return rc;
}

enum jk_status conflicts_update_found(struct jk_app *app, const struct jk_act *act,
                                      struct jk_chain *chain, const struct jk_pairings *found,
                                      struct jk_error *err)
{
    struct jk_arena arena = { 0 };
    struct jk_pairings left;
    enum jk_status rc;

    note_time(app, act->time_s);
    rc = conflicts_left(app, &arena, found, &left);
    if (rc == JK_OK)
        rc = conflicts_sort(&arena, left.at, left.count);
    if (rc != JK_OK)
        jk_fail(err, rc, JK_TEXT_NO_MEMORY, "", "%s", "");
    for (size_t i = 0; i < left.count && rc == JK_OK; i++)
        rc = open_or_change(app, act, chain, &left.at[i], err);
    if (rc == JK_OK)
        rc = close_gone(app, act, chain, &left, err);
    jk_arena_clear(&arena);
    return rc;
}

enum jk_status conflicts_update(struct jk_app *app, const struct jk_act *act,
                                struct jk_chain *chain, struct jk_error *err)
{
    struct jk_arena arena = { 0 };
    struct jk_pairings found;
    enum jk_status rc;

    note_time(app, act->time_s);
    rc = conflicts_judge(app, &arena, chain, &found);
    if (rc != JK_OK)
        jk_fail(err, rc, JK_TEXT_NO_MEMORY, "", "%s", "");
    else
        rc = conflicts_update_found(app, act, chain, &found, err);
    jk_arena_clear(&arena);
    return rc;
}

static bool lacks_parts(const struct jk_app *app, const struct jk_chain *chain)
{
    struct conflict_list of = conflicts_of(app, chain);

    for (size_t i = 0; i < of.count; i++) {
        if (of.list[i]->open && !of.list[i]->parts)
            return true;
    }
    return false;
}

/* What was not over for the rows is not over here: no clock is asked. */
enum jk_status conflicts_find_parts_of(struct jk_app *app, struct jk_chain *chain)
{
    const int64_t seen_s = app->group.seen_s;
    struct jk_arena arena = { 0 };
    struct jk_pairings found;
    enum jk_status rc;

    if (!lacks_parts(app, chain))
        return JK_OK;
    app->group.seen_s = INT64_MIN;
    rc = conflicts_judge(app, &arena, chain, &found);
    app->group.seen_s = seen_s;
    for (size_t i = 0; i < found.count && rc == JK_OK; i++) {
        const struct jk_chain *other = jk_registry_chain_at(app->registry, found.at[i].chain);
        struct conflict *c = conflicts_find(app, chain, other);
        struct jk_levels stored;

        if (!c || !c->open || c->parts)
            continue;
        stored = c->levels;
        rc = keep_parts(c, &found.at[i], c->a == chain);
        c->levels = stored;
    }
    jk_arena_clear(&arena);
    return rc;
}
