/* A chain becomes an activity, and a conflict an entry of the desk's list.
 *
 * The bodies are those of the registry's versions, so that what is drawn is what was judged. A side
 * is told first because its ballot number is smaller, and for no other reason: which notice came in
 * first is no merit (SPEC 9). */
#include "daemon/app/desk/gather.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/app/conflicts/escalation.h"
#include "daemon/app/conflicts/sight.h"
#include "daemon/app/conflicts/view.h"
#include "jarak/app/notices/verdict.h"
#include "jarak/app/registry/ground.h"
#include "jarak/app/public/caldav_view.h"
#include "jarak/policy/occupancy.h"

struct desk_span desk_span_of_day(int32_t day, const struct jk_tz *tz)
{
    int64_t from_s = (int64_t)day * JK_DAY_S - tz->offset_s;

    return (struct desk_span){ from_s, from_s + JK_DAY_S };
}

static bool is_on(const struct jk_instance *instance, struct desk_span day)
{
    return !instance->facts->cancelled && instance->start_s < day.to_s &&
           instance->end_s > day.from_s;
}

static const struct jk_body *body_of(const struct jk_version *version,
                                     const struct jk_instance *instance)
{
    for (size_t i = 0; i < version->body_count; i++) {
        if (version->instances[i] == instance)
            return version->bodies[i];
    }
    return NULL;
}

/* Fills in how long the way and the column on it are. */
static void measure(const struct jk_pack *pack, struct jk_desk_leg *leg)
{
    const struct jk_shape *shape = &leg->instance->facts->shape;
    struct jk_presence presence;

    if (!leg->body || leg->body->shape != JK_SHAPE_ROUTE ||
        jk_occupancy_make(pack, leg->instance, &presence) != JK_OK)
        return;
    leg->length_m = jk_route_length_m(shape->points, shape->point_count);
    leg->column_m = presence.column_m;
}

/* Adds the legs of a version on that day. JK_MEMORY. */
static enum jk_status add_legs(const struct jk_pack *pack, struct jk_arena *arena,
                               const struct jk_version *version, enum jk_desk_version which,
                               struct desk_span day, struct jk_desk_activity *out, size_t *cap)
{
    for (size_t i = 0; version && i < version->notice->instance_count; i++) {
        const struct jk_instance *instance = &version->notice->instances[i];
        struct jk_desk_leg *grown;

        if (!is_on(instance, day))
            continue;
        grown = jk_arena_grow(arena, out->legs, out->leg_count, cap, sizeof *grown);
        if (!grown)
            return JK_MEMORY;
        out->legs = grown;
        grown[out->leg_count] = (struct jk_desk_leg){ .notice = version->notice,
                                                      .instance = instance,
                                                      .version = which,
                                                      .body = body_of(version, instance) };
        measure(pack, &grown[out->leg_count++]);
    }
    return JK_OK;
}

static int compare_legs(const void *a, const void *b)
{
    const struct jk_desk_leg *x = a, *y = b;

    if (x->instance->start_s != y->instance->start_s)
        return x->instance->start_s < y->instance->start_s ? -1 : 1;
    if (x->version != y->version)
        return x->version < y->version ? -1 : 1;
    return strcmp(x->notice->uid, y->notice->uid);
}

/* The leg an activity is called by: the main as planned, else whatever comes first. */
static const struct jk_desk_leg *face_of(const struct jk_desk_activity *a)
{
    for (size_t i = 0; i < a->leg_count; i++) {
        if (a->legs[i].notice->facts.leg == JK_LEG_MAIN && a->legs[i].version == JK_DESK_PLAN)
            return &a->legs[i];
    }
    for (size_t i = 0; i < a->leg_count; i++) {
        if (a->legs[i].notice->facts.leg == JK_LEG_MAIN)
            return &a->legs[i];
    }
    return &a->legs[0];
}

/* Fills in hours and place from the face; where that is no main, the hours of all legs. */
static void add_face(const struct jk_pack *pack, struct jk_desk_activity *out)
{
    const struct jk_desk_leg *face = face_of(out);
    const struct jk_facts *facts = face->instance->facts;
    const struct jk_place *place = jk_pack_place(pack, facts->place_code);
    struct jk_located where = { .count = 0 };

    out->facts = facts;
    out->start_s = face->instance->start_s;
    out->end_s = face->instance->end_s;
    for (size_t i = 0; face->notice->facts.leg != JK_LEG_MAIN && i < out->leg_count; i++) {
        if (out->legs[i].instance->end_s > out->end_s)
            out->end_s = out->legs[i].instance->end_s;
    }
    out->place = facts->location[0] || !place ? facts->location : place->name;
    if (face->body)
        jk_pack_locate(pack, jk_xyz_place(jk_body_node(face->body, 0).at), &where);
    out->district = where.count ? where.regions[0]->name : "";
}

static bool is_shown(const struct jk_chain *chain)
{
    return chain->state != JK_STATE_DRAFT && chain->state != JK_STATE_WITHDRAWN &&
           chain->state != JK_STATE_END;
}

const char *desk_guest_of(const struct jk_account *actor, const struct jk_chain *chain)
{
    if (!actor)
        return NULL;
    return jk_region_covers(actor->region, chain->region->code) && !jk_supervises(actor)
               ? NULL
               : actor->region;
}

/* What a guest is told of an activity has no address, no code and no number of a letter. */
static enum jk_status add_names(const struct jk_app *app, struct jk_arena *arena,
                                const struct jk_chain *chain, const char *guest,
                                struct jk_desk_activity *out)
{
    char *code = guest ? NULL : jk_arena_take(arena, 5);

    out->href = guest ? "" : jk_notice_href(arena, chain->id);
    out->sttp = guest ? "" : chain->sttp;
    out->code = guest ? "" : code;
    if (!out->href || !out->code)
        return JK_MEMORY;
    if (code)
        jk_app_request_code(app, chain, code);
    return JK_OK;
}

enum jk_status desk_gather_activity(const struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_chain *chain, const char *guest,
                                    struct desk_span day, struct jk_desk_activity *out, bool *on)
{
    struct jk_desk_activity a = { .uid = chain->id,
                                  .state = chain->state,
                                  .pending = chain->pending,
                                  .pending_state = chain->pending_state,
                                  .withdrawal_requested = jk_chain_is_leaving(chain) };
    enum jk_status rc = JK_OK;
    size_t cap = 0;

    *on = false;
    for (size_t i = 0; i < chain->entry_count && is_shown(chain) && rc == JK_OK; i++) {
        const struct jk_entry *e = chain->entries[i];
        bool beside = e->approved && e->approved != e->current;

        if (guest && !jk_entry_touches(app->registry, e, guest))
            continue;
        rc = add_legs(app->pack, arena, beside ? e->approved : e->current, JK_DESK_PLAN, day, &a,
                      &cap);
        if (rc == JK_OK && beside)
            rc = add_legs(app->pack, arena, e->current, JK_DESK_CHANGE, day, &a, &cap);
        if (rc == JK_OK)
            rc = add_legs(app->pack, arena, e->happened, JK_DESK_HAPPENED, day, &a, &cap);
    }
    if (rc != JK_OK || a.leg_count == 0)
        return rc;
    qsort(a.legs, a.leg_count, sizeof *a.legs, compare_legs);
    a.assessed = jk_chain_is_assessed(chain);
    a.neutral = jk_chain_is_neutral(chain);
    add_face(app->pack, &a);
    if (add_names(app, arena, chain, guest, &a) != JK_OK)
        return JK_MEMORY;
    *out = a;
    *on = true;
    return JK_OK;
}

void desk_withhold(const struct jk_app *app, const struct jk_account *actor,
                   struct jk_desk_activity *a)
{
    const struct jk_place *place;

    if (!actor || !jk_supervises(actor))
        return;
    place = jk_pack_place(app->pack, a->facts->place_code);
    a->place = place ? place->name : "";
    a->withheld = true;
}

void desk_count_conflict(struct jk_desk_activity *a, const struct jk_desk_conflict *c)
{
    const struct jk_levels *levels = &c->view.levels;
    const struct jk_part *part = &c->view.parts[0].part;
    bool worse = levels->level > a->worst.level ||
                 (levels->level == a->worst.level && levels->level_max > a->worst.level_max);
    bool nearer = levels->level == a->worst.level && levels->level_max == a->worst.level_max &&
                  part->distance_m < a->distance_m;

    a->counts[levels->level]++;
    if (worse || nearer) {
        a->distance_m = part->distance_m;
        a->required_m = part->required_m;
        a->worst_id = c->view.id;
    }
    if (worse)
        a->worst = *levels;
}

/* The smallest ballot number of a chain; those without one come last. */
static uint32_t number_of(const struct jk_chain *chain)
{
    const struct jk_entry *face = jk_chain_face(chain);

    return face && face->current->notice->facts.party.count
               ? face->current->notice->facts.party.paslon[0]
               : UINT32_MAX;
}

static bool is_waiting(const struct jk_chain *chain)
{
    return chain->pending || chain->state == JK_STATE_SUBMITTED ||
           chain->state == JK_STATE_UNDER_REVIEW || chain->state == JK_STATE_ON_HOLD ||
           chain->state == JK_STATE_RETURNED;
}

bool desk_is_undecided(const struct conflict *c)
{
    return is_waiting(c->a) || is_waiting(c->b);
}

static void widen(struct jk_desk_conflict *out, const struct jk_span_s *spans, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int64_t from_s = (int64_t)floor(spans[i].from_s), to_s = (int64_t)ceil(spans[i].to_s);

        out->first_s = from_s < out->first_s ? from_s : out->first_s;
        out->last_s = to_s > out->last_s ? to_s : out->last_s;
    }
}

enum jk_status desk_gather_conflict(const struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_account *actor, const struct conflict *c,
                                    struct jk_desk_conflict *out)
{
    const struct jk_chain *own = number_of(c->b) < number_of(c->a) ? c->b : c->a;
    enum jk_status rc = actor ? conflicts_view_to(app, arena, actor, c, own, &out->view)
                              : conflicts_view(arena, c, own, &out->view);

    out->first_s = INT64_MAX;
    out->last_s = INT64_MIN;
    for (size_t i = 0; rc == JK_OK && i < out->view.part_count; i++) {
        const struct jk_part *part = &out->view.parts[i].part;

        widen(out, part->spans_a, part->span_count_a);
        widen(out, part->spans_b, part->span_count_b);
    }
    if (out->first_s == INT64_MAX)
        out->first_s = out->last_s = c->changed_s;
    out->due_s = conflicts_escalation_due_s(app, c);
    out->undecided = desk_is_undecided(c);
    return rc;
}

static bool any_within(const struct jk_span_s *spans, size_t count, struct desk_span day)
{
    for (size_t i = 0; i < count; i++) {
        if (spans[i].from_s < (double)day.to_s && spans[i].to_s >= (double)day.from_s)
            return true;
    }
    return false;
}

bool desk_is_on_day(const struct conflict *c, struct desk_span day)
{
    for (size_t i = 0; i < c->part_count; i++) {
        const struct jk_part *p = &c->parts[i].part;

        if (any_within(p->spans_a, p->span_count_a, day) ||
            any_within(p->spans_b, p->span_count_b, day))
            return true;
    }
    return false;
}
