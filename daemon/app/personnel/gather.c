/* Chains of a day become tasks and duties.
 *
 * A chain is walked for the days beside the one that is counted too, for who sets out at six for a
 * duty at eight, or comes back after midnight, is busy on another day than it. Whose activity it is
 * is never looked at. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/app/conflicts/index.h"
#include "daemon/app/personnel/room.h"
#include "jarak/app/registry/walk.h"
#include "jarak/geo/plane.h"
#include "jarak/policy/occupancy.h"

#define WAY_S      (12 * 3600) /* nobody is on the way to a duty for longer */
#define NODES_MOST 96          /* of a way that zones are asked at: they are kilometres wide */

/* A day while it is gathered. */
struct gathering {
    struct jk_app *app;
    struct jk_arena *arena;
    struct jk_personnel_day *out;
    int64_t from_s, to_s;
    size_t task_cap, duty_cap;
};

static const struct jk_body *body_of(const struct jk_version *version,
                                     const struct jk_instance *instance)
{
    for (size_t i = 0; i < version->body_count; i++) {
        if (version->instances[i] == instance)
            return version->bodies[i];
    }
    return NULL;
}

/* From when it occupies its place until when, whole seconds outwards. */
static void occupied(const struct jk_instance *instance, const struct jk_body *body,
                     int64_t *from_s, int64_t *to_s)
{
    *from_s = body ? (int64_t)floor(body->in_s) : instance->start_s;
    *to_s = body ? (int64_t)ceil(body->out_s) : instance->end_s;
}

static bool happens_in(const struct jk_instance *instance, int64_t from_s, int64_t to_s)
{
    return !instance->facts->cancelled && instance->start_s < to_s && instance->end_s > from_s;
}

/* Highest zone that a body lies in on the day; of a long way at some of its nodes. */
static unsigned zone_of(const struct gathering *g, const struct jk_body *body)
{
    const struct jk_risk_zones *zones = &g->out->pack->zones;
    uint32_t nodes = jk_body_nodes(body), step = 1 + nodes / NODES_MOST;
    unsigned best = JK_ZONE_NONE;

    for (size_t z = 0; z < zones->count; z++) {
        const struct jk_risk_zone *zone = &zones->at[z];
        unsigned level = 0;
        bool in = false;

        if (g->out->day < zone->from_day || g->out->day > zone->to_day)
            continue;
        while (jk_zone_level_word(level) && strcmp(jk_zone_level_word(level), zone->level) != 0)
            level++;
        if (!jk_zone_level_word(level) ||
            (best != JK_ZONE_NONE && jk_zone_rank(level) <= jk_zone_rank(best)))
            continue;
        for (uint32_t i = 0; i < nodes && !in; i += step)
            in = jk_risk_zone_touches(zone, jk_body_node(body, i).at, body->pad_m);
        best = in ? level : best;
    }
    return best;
}

static void raise_zone(unsigned *zone, unsigned other)
{
    if (other != JK_ZONE_NONE &&
        (*zone == JK_ZONE_NONE || jk_zone_rank(other) > jk_zone_rank(*zone)))
        *zone = other;
}

static const struct jk_region *district_of(const struct jk_pack *pack, const struct jk_body *body)
{
    struct jk_located where = { .count = 0 };

    if (!body)
        return NULL;
    jk_pack_locate(pack, jk_xyz_place(jk_body_node(body, 0).at), &where);
    return where.count ? where.regions[0] : NULL;
}

/* One version of one notice of the chain adds to the hours and the zone of the whole. */
static void add_version(const struct gathering *g, const struct jk_version *version,
                        struct jk_personnel_task *task)
{
    for (size_t i = 0; version && i < version->notice->instance_count; i++) {
        const struct jk_instance *instance = &version->notice->instances[i];
        const struct jk_body *body = body_of(version, instance);
        int64_t from_s, to_s;

        occupied(instance, body, &from_s, &to_s);
        if (instance->facts->cancelled || from_s >= g->to_s || to_s <= g->from_s)
            continue;
        task->task.from_s = from_s < task->task.from_s ? from_s : task->task.from_s;
        task->task.to_s = to_s > task->task.to_s ? to_s : task->task.to_s;
        if (instance->facts->crowd > task->of.crowd)
            task->of.crowd = instance->facts->crowd;
        if (body)
            raise_zone(&task->of.zone, zone_of(g, body));
        if (body && !task->task.district)
            task->task.district = district_of(g->out->pack, body);
    }
}

static bool any_within(const struct jk_span_s *spans, size_t count, const struct gathering *g)
{
    for (size_t i = 0; i < count; i++) {
        if (spans[i].from_s < (double)g->to_s && spans[i].to_s >= (double)g->from_s)
            return true;
    }
    return false;
}

/* The worst of its open conflicts on the day. */
static enum jk_level level_of(const struct gathering *g, const struct jk_chain *chain)
{
    const struct conflict_list list = conflicts_of(g->app, chain);
    enum jk_level worst = JK_LEVEL_NONE;

    for (size_t i = 0; i < list.count; i++) {
        const struct conflict *c = list.list[i];
        bool on = false;

        if (!c->open || c->levels.level <= worst)
            continue;
        for (size_t p = 0; p < c->part_count && !on; p++)
            on = any_within(c->parts[p].part.spans_a, c->parts[p].part.span_count_a, g) ||
                 any_within(c->parts[p].part.spans_b, c->parts[p].part.span_count_b, g);
        if (on)
            worst = c->levels.level;
    }
    return worst;
}

static const char *place_of(const struct jk_pack *pack, const struct jk_facts *facts)
{
    const struct jk_place *place = jk_pack_place(pack, facts->place_code);

    return facts->location[0] || !place ? facts->location : place->name;
}

static enum jk_status add_task(struct gathering *g, const struct jk_chain *chain,
                               const struct jk_facts *face)
{
    struct jk_personnel_day *out = g->out;
    struct jk_personnel_task task = { .uid = chain->id,
                                      .party = &face->party,
                                      .of = { .kind = face->kind,
                                              .size = jk_occupancy_size(out->pack, face, face),
                                              .zone = JK_ZONE_NONE,
                                              .crowd = JK_NOT_STATED },
                                      .place = place_of(out->pack, face),
                                      .task = { .from_s = INT64_MAX, .to_s = INT64_MIN },
                                      .chain = chain->number },
                             *grown;

    for (size_t i = 0; i < chain->entry_count; i++) {
        const struct jk_entry *e = chain->entries[i];

        add_version(g, e->current, &task);
        add_version(g, e->approved, &task);
        add_version(g, e->happened, &task);
    }
    if (task.task.to_s <= task.task.from_s)
        return JK_OK;
    task.of.level = level_of(g, chain);
    task.task.officers = jk_demand_officers(out->pack, chain->region->code, &task.of, NULL);
    grown = jk_arena_grow(g->arena, out->tasks, out->task_count, &g->task_cap, sizeof *grown);
    if (!grown)
        return JK_MEMORY;
    out->tasks = grown;
    grown[out->task_count++] = task;
    return JK_OK;
}

static size_t unit_number(const struct jk_pack *pack, const struct jk_unit *unit)
{
    return unit ? (size_t)(unit - pack->personnel.units) : SIZE_MAX;
}

/* Where a duty begins and where it ends: its own place, else that of what it guards. */
static void place_duty(const struct jk_pack *pack, const struct jk_body *body,
                       struct jk_personnel_duty *duty)
{
    if (!body)
        return;
    duty->duty.placed = true;
    duty->duty.begin = jk_xyz_place(jk_body_node(body, 0).at);
    duty->duty.end = body->shape == JK_SHAPE_ROUTE
                         ? jk_xyz_place(jk_body_node(body, jk_body_nodes(body) - 1).at)
                         : duty->duty.begin;
    duty->duty.district = district_of(pack, body);
}

static void check_unit(const struct gathering *g, const struct jk_unit *unit,
                       const struct jk_instance *instance, struct jk_personnel_duty *duty)
{
    const struct jk_facts *facts = instance->facts;

    if (!facts->unit[0] || duty->fault != JK_DUTY_SOUND)
        return;
    if (!unit)
        duty->fault = JK_DUTY_UNIT_UNKNOWN;
    else if (!jk_unit_holds(unit, jk_local_day(instance->start_s, g->out->region->tz->offset_s)))
        duty->fault = JK_DUTY_UNIT_AWAY;
}

static enum jk_status add_duty(struct gathering *g, const struct jk_entry *entry,
                               const struct jk_instance *instance)
{
    struct jk_personnel_day *out = g->out;
    const struct jk_facts *facts = instance->facts;
    const struct jk_unit *unit = jk_unit_of(out->pack, facts->unit);
    struct jk_personnel_duty *grown =
        jk_arena_grow(g->arena, out->duties, out->duty_count, &g->duty_cap, sizeof *grown);
    struct jk_personnel_duty *duty = grown ? &grown[out->duty_count] : NULL;

    if (!grown)
        return JK_MEMORY;
    out->duties = grown;
    *duty = (struct jk_personnel_duty){ .summary = facts->summary,
                                        .unit = unit ? unit->name : facts->unit,
                                        .guards = facts->guards,
                                        .about = "",
                                        .duty = { .uid = entry->uid,
                                                  .unit = unit_number(out->pack, unit),
                                                  .from_s = instance->start_s,
                                                  .to_s = instance->end_s,
                                                  .officers = (uint32_t)facts->officers },
                                        .entry = entry->number,
                                        .chain = UINT32_MAX };
    personnel_find_guarded(g->app, facts->guards, duty);
    check_unit(g, unit, instance, duty);
    place_duty(out->pack, body_of(entry->current, instance), duty);
    out->duty_count++;
    return JK_OK;
}

static enum jk_status add_duties(struct gathering *g, const struct jk_chain *chain)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < chain->entry_count; i++) {
        const struct jk_entry *entry = chain->entries[i];
        const struct jk_notice *notice = entry->current ? entry->current->notice : NULL;

        for (size_t k = 0; notice && k < notice->instance_count && rc == JK_OK; k++) {
            const struct jk_instance *instance = &notice->instances[k];

            if (instance->facts->officers > 0.0 &&
                happens_in(instance, g->from_s - WAY_S, g->to_s + WAY_S))
                rc = add_duty(g, entry, instance);
        }
    }
    return rc;
}

static enum jk_status add_chain(struct gathering *g, const struct jk_chain *chain)
{
    const struct jk_entry *face = jk_chain_face(chain);
    const struct jk_facts *facts = face ? &face->current->notice->facts : NULL;

    if (!facts || !jk_state_stands(chain->state) ||
        !jk_region_covers(g->out->region->code, chain->region->code))
        return JK_OK;
    return facts->kind == JK_KIND_PENGAMANAN ? add_duties(g, chain) : add_task(g, chain, facts);
}

static int compare_tasks(const void *a, const void *b)
{
    const struct jk_personnel_task *x = a, *y = b;

    if (x->task.from_s != y->task.from_s)
        return x->task.from_s < y->task.from_s ? -1 : 1;
    return strcmp(x->uid, y->uid);
}

static int compare_duties(const void *a, const void *b)
{
    const struct jk_personnel_duty *x = a, *y = b;

    if (x->duty.from_s != y->duty.from_s)
        return x->duty.from_s < y->duty.from_s ? -1 : 1;
    return strcmp(x->duty.uid, y->duty.uid);
}

enum jk_status personnel_gather(struct jk_app *app, struct jk_arena *arena,
                                struct jk_personnel_day *out)
{
    const int64_t from_s = (int64_t)out->day * JK_DAY_S - out->region->tz->offset_s;
    struct gathering g = {
        .app = app, .arena = arena, .out = out, .from_s = from_s, .to_s = from_s + JK_DAY_S
    };
    uint8_t *seen = jk_arena_array(arena, jk_registry_chains(app->registry) / 8 + 1, sizeof *seen);
    enum jk_status rc = seen ? JK_OK : JK_MEMORY;

    for (int32_t day = out->day - 1; day <= out->day + 1 && rc == JK_OK; day++) {
        struct jk_walk walk = jk_registry_walk_day(app->registry, out->region->code, day);
        const struct jk_chain *chain;

        while (rc == JK_OK && (chain = jk_walk_chain(&walk))) {
            uint8_t bit = (uint8_t)(1U << chain->number % 8);

            if (seen[chain->number / 8] & bit)
                continue;
            seen[chain->number / 8] |= bit;
            rc = add_chain(&g, chain);
        }
    }
    if (out->task_count)
        qsort(out->tasks, out->task_count, sizeof *out->tasks, compare_tasks);
    if (out->duty_count)
        qsort(out->duties, out->duty_count, sizeof *out->duties, compare_duties);
    return rc;
}

static void widen(const struct jk_version *version, int64_t after_s, int64_t before_s,
                  int64_t *from_s, int64_t *to_s)
{
    for (size_t i = 0; version && i < version->notice->instance_count; i++) {
        const struct jk_instance *instance = &version->notice->instances[i];
        int64_t begin_s, end_s;

        occupied(instance, body_of(version, instance), &begin_s, &end_s);
        if (instance->facts->cancelled || end_s <= after_s || begin_s >= before_s)
            continue;
        *from_s = begin_s < *from_s ? begin_s : *from_s;
        *to_s = end_s > *to_s ? end_s : *to_s;
    }
}

bool personnel_hours_of(const struct jk_chain *chain, int64_t after_s, int64_t before_s,
                        int64_t *from_s, int64_t *to_s)
{
    *from_s = INT64_MAX;
    *to_s = INT64_MIN;
    for (size_t i = 0; i < chain->entry_count; i++) {
        widen(chain->entries[i]->current, after_s, before_s, from_s, to_s);
        widen(chain->entries[i]->approved, after_s, before_s, from_s, to_s);
        widen(chain->entries[i]->happened, after_s, before_s, from_s, to_s);
    }
    return *from_s < *to_s;
}
