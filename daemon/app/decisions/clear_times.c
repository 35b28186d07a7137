/* Clear times of a chain: the engine's bands cut by the calendar, told with their reasons (SPEC 6).
 *
 * The members are the newest versions of main and legs, because that is what would be filed again;
 * a shifted one is made by the very functions a filing uses (make_shifted), so what is offered here
 * passes the check. Each cut of the calendar is kept apart: of a closed stretch every cut that
 * misses it is named, and every chain that blocks a second of it. Open bands are ranked by how far
 * they move the start.
 *
 * At other venues the main is tried alone: its legs lead to the old place and would be planned
 * anew. An area or a series is not moved to a point. */
#include <stdlib.h>
#include <string.h>
#include "daemon/app/registry/version.h"
#include "daemon/app/decisions/clear_times.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"
#include "daemon/app/conflicts/view.h"
#include "jarak/app/notices/verdict.h"
#include "jarak/geo/geodesic.h"
#include "jarak/policy/occupancy.h"

static struct jk_body *make_shifted(void *ctx, size_t own, int64_t delta_s,
                                    const struct jk_slot_days *days)
{
    const struct clear_search *f = ctx;
    struct jk_instance moved = *f->instances[own];
    struct jk_land land = { .zones = f->app->pack->zones };
    struct jk_presence presence;

    if (days)
        land = (struct jk_land){ land.zones, days->days, days->from_s, days->to_s };
    moved.start_s += delta_s;
    moved.end_s += delta_s;
    if (jk_occupancy_make(f->app->pack, &moved, &presence) != JK_OK)
        return NULL;
    return jk_body_on(&presence, &land);
}

static void add_version(struct clear_search *f, const struct jk_entry *entry)
{
    const struct jk_version *version = entry->current;
    size_t body = 0;

    for (size_t i = 0; i < version->notice->instance_count; i++) {
        const struct jk_instance *instance = &version->notice->instances[i];
        struct jk_presence presence;

        if (jk_occupancy_make(f->app->pack, instance, &presence) != JK_OK)
            continue;
        f->instances[f->member_count] = instance;
        f->members[f->member_count++] = registry_member(f->app->pack, entry, version, body++);
    }
}

/* Gathers the newest versions of main and legs: they are what would be filed again. */
static enum jk_status gather(struct clear_search *f)
{
    const struct jk_notice **notices;
    const struct jk_entry *main = jk_chain_main(f->chain);
    size_t bodies = 0;

    notices = jk_arena_array(f->arena, f->chain->entry_count, sizeof *notices);
    for (size_t i = 0; i < f->chain->entry_count; i++)
        bodies += f->chain->entries[i]->current ? f->chain->entries[i]->current->body_count : 0;
    f->members = jk_arena_array(f->arena, bodies, sizeof *f->members);
    f->instances = jk_arena_array(f->arena, bodies, sizeof *f->instances);
    if (!notices || !f->members || !f->instances)
        return JK_MEMORY;
    f->window.notices = notices;
    notices[f->window.notice_count++] = main->current->notice;
    add_version(f, main);
    for (size_t i = 0; i < f->chain->entry_count; i++) {
        const struct jk_entry *entry = f->chain->entries[i];

        if (entry == main || !entry->current)
            continue;
        notices[f->window.notice_count++] = entry->current->notice;
        add_version(f, entry);
    }
    return JK_OK;
}

/* One search of the engine, if it is not too much. */
static enum jk_status search_once(const struct clear_search *f, bool as_stated,
                                  struct jk_slots *out)
{
    struct jk_slot_query query = { .own = f->members,
                                   .own_count = f->member_count,
                                   .level = f->rq->level,
                                   .as_stated = as_stated,
                                   .range = f->window.range,
                                   .shift = make_shifted,
                                   .ctx = (void *)(uintptr_t)f };
    struct jk_world *world = jk_registry_world(f->app->registry);
    const struct jk_policies *policies = &f->app->pack->policies;

    if (f->units) {
        *f->units += JK_WORK_SLOT_NODE * jk_slots_weigh(world, policies, &query);
        if (*f->units > f->app->work.allowed)
            return JK_HEAVY;
    }
    return jk_slots_find(f->arena, world, policies, &query, out);
}

/* Where no place is uncertain both questions have one answer. */
enum jk_status decisions_clear_search(struct clear_search *f, struct clear_found *out)
{
    enum jk_status rc = search_once(f, false, &out->slots);

    if (rc != JK_OK)
        return rc;
    out->certain = out->slots.clear;
    if (out->slots.uncertain)
        rc = search_once(f, true, &out->slots);
    if (rc == JK_OK)
        out->clear = out->slots.clear;
    for (int cut = 0; cut < JK_CUT_END && rc == JK_OK; cut++) {
        rc = jk_window_shifts(f->arena, &f->window, (enum jk_cut)cut, &out->cuts[cut]);
        if (rc == JK_OK)
            rc = jk_intervals_cut(f->arena, &out->clear, &out->cuts[cut], &out->clear);
        if (rc == JK_OK)
            rc = jk_intervals_cut(f->arena, &out->certain, &out->cuts[cut], &out->certain);
    }
    return rc;
}

static int64_t least_change(struct jk_interval deltas)
{
    if (deltas.from_s > 0)
        return deltas.from_s;
    return deltas.to_s < 0 ? deltas.to_s : 0;
}

static int compare_change(const void *a, const void *b)
{
    const struct jk_slot_open *x = *(const struct jk_slot_open *const *)a;
    const struct jk_slot_open *y = *(const struct jk_slot_open *const *)b;

    if (llabs(x->change_s) != llabs(y->change_s))
        return llabs(x->change_s) < llabs(y->change_s) ? -1 : 1;
    return (x->change_s > y->change_s) - (x->change_s < y->change_s);
}

/* Bands that are being told. */
struct opening {
    const struct clear_search *search;
    struct jk_slot_open *at;
    size_t count;
};

static void add_open(struct opening *o, struct jk_interval deltas, bool uncertain)
{
    int64_t start_s = o->search->start_s;

    if (deltas.from_s <= deltas.to_s)
        o->at[o->count++] = (struct jk_slot_open){
            .band = { start_s + deltas.from_s, start_s + deltas.to_s },
            .change_s = least_change(deltas),
            .uncertain = uncertain,
        };
}

/* A band is told in parts where some of it is uncertain: what lies between the certain bands. */
static void add_parts(struct opening *o, struct jk_interval band,
                      const struct jk_intervals *certain, size_t *next)
{
    while (*next < certain->count && certain->at[*next].to_s <= band.to_s) {
        struct jk_interval sure = certain->at[(*next)++];

        add_open(o, (struct jk_interval){ band.from_s, sure.from_s - 1 }, true);
        add_open(o, sure, false);
        band.from_s = sure.to_s + 1;
    }
    add_open(o, band, true);
}

static enum jk_status tell_open(const struct clear_search *f, const struct clear_found *found,
                                const struct jk_slot_open **out, size_t *count)
{
    size_t most = found->clear.count + 2 * found->certain.count, next = 0;
    struct opening o = { f, jk_arena_array(f->arena, most, sizeof *o.at), 0 };
    struct jk_slot_open **order = jk_arena_array(f->arena, most, sizeof *order);

    if (!o.at || !order)
        return JK_MEMORY;
    for (size_t i = 0; i < found->clear.count; i++)
        add_parts(&o, found->clear.at[i], &found->certain, &next);
    for (size_t i = 0; i < o.count; i++)
        order[i] = &o.at[i];
    if (o.count > 0)
        qsort(order, o.count, sizeof(struct jk_slot_open *), compare_change);
    for (size_t i = 0; i < o.count; i++)
        order[i]->rank = (unsigned)i + 1;
    *out = o.at;
    *count = o.count;
    return JK_OK;
}

/* Tries the main alone at another venue: its legs lead to the old one and would be planned anew. */
static enum jk_status try_venue(const struct clear_search *whole, const struct jk_place *place,
                                struct jk_slot_venue *out)
{
    const struct jk_notice *main = whole->window.notices[0];
    struct jk_facts facts = main->facts;
    struct jk_instance instance = main->instances[0];
    const struct jk_instance *instances[] = { &instance };
    struct jk_presence presence;
    struct jk_member member = { .party = &facts.party,
                                .chain = whole->chain->number,
                                .policy = whole->members[0].policy };
    struct clear_search f = *whole;
    struct clear_found found;
    const struct jk_land land = { .zones = whole->app->pack->zones };
    struct jk_body *body;
    enum jk_status rc;

    facts.shape.centre = place->point;
    facts.uncertainty_m = place->uncertainty_m;
    instance.facts = &facts;
    *out = (struct jk_slot_venue){ .place = place };
    out->distance_m = jk_geodesic_distance(main->facts.shape.centre, place->point);
    if (jk_occupancy_make(f.app->pack, &instance, &presence) != JK_OK)
        return JK_NONE;
    member.body = body = jk_body_on(&presence, &land);
    if (!body)
        return JK_MEMORY;
    f.members = &member;
    f.instances = instances;
    f.member_count = 1;
    f.window.notice_count = 1;
    rc = decisions_clear_search(&f, &found);
    jk_body_free(body);
    return rc == JK_OK ? tell_open(&f, &found, &out->open, &out->open_count) : rc;
}

static int64_t venue_change(const struct jk_slot_venue *v)
{
    for (size_t i = 0; i < v->open_count; i++) {
        if (v->open[i].rank == 1)
            return llabs(v->open[i].change_s);
    }
    return INT64_MAX;
}

static int compare_venues(const void *a, const void *b)
{
    const struct jk_slot_venue *x = a, *y = b;
    int64_t cx = venue_change(x), cy = venue_change(y);

    if (cx != cy)
        return cx < cy ? -1 : 1;
    return (x->distance_m > y->distance_m) - (x->distance_m < y->distance_m);
}

static enum jk_status tell_venues(const struct clear_search *f, struct jk_slots_view *out)
{
    const struct jk_pack *pack = f->app->pack;
    const struct jk_facts *facts = &f->window.notices[0]->facts;
    struct jk_slot_venue *venues = jk_arena_array(f->arena, pack->place_count, sizeof *venues);
    enum jk_status rc = JK_OK;

    if (!venues)
        return JK_MEMORY;
    if (facts->shape.kind != JK_SHAPE_DISC || f->window.notices[0]->instance_count != 1)
        return JK_OK; /* an area or a series is not moved to a point */
    for (size_t i = 0; i < pack->place_count; i++) {
        const struct jk_place *place = &pack->places[i];

        if (!jk_region_covers(f->chain->region->code, place->region) ||
            (place->capacity > 0.0 && place->capacity < facts->crowd))
            continue;
        rc = try_venue(f, place, &venues[out->venue_count]);
        if (rc != JK_OK && rc != JK_NONE)
            return rc;
        out->venue_count += rc == JK_OK && venues[out->venue_count].open_count > 0;
    }
    qsort(venues, out->venue_count, sizeof *venues, compare_venues);
    out->venues = venues;
    return JK_OK;
}

static enum jk_status answer(struct clear_search *f, struct jk_slots_view *out)
{
    struct clear_found found;
    enum jk_status rc = gather(f);

    if (rc == JK_OK)
        rc = decisions_clear_search(f, &found);
    if (rc == JK_OK)
        rc = tell_open(f, &found, &out->open, &out->open_count);
    if (rc == JK_OK)
        rc = decisions_tell_closed(f, &found, out);
    return rc == JK_OK && f->rq->venues ? tell_venues(f, out) : rc;
}

bool decisions_days_fit(int32_t from_day, int32_t to_day)
{
    return to_day >= from_day && to_day - from_day < JK_SLOT_RANGE_S / JK_DAY_S;
}

enum jk_status jk_app_slots(struct jk_app *app, struct jk_arena *arena,
                            const struct jk_slots_request *request, struct jk_slots_view *out,
                            struct jk_error *err)
{
    const struct jk_entry *entry = jk_registry_entry(app->registry, request->uid);
    const struct jk_entry *main = entry ? jk_chain_main(entry->chain) : NULL;
    uint64_t units = 0;
    struct jk_slots_request asked = *request;
    struct clear_search f = { .app = app, .arena = arena, .rq = &asked, .units = &units };
    enum jk_status rc;

    if (!main || main->current->notice->instance_count == 0)
        return jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "uid", "%s", request->uid);
    if (!decisions_days_fit(request->from_day, request->to_day))
        return jk_fail(err, JK_RANGE, JK_TEXT_SLOTS_RANGE, "date", "%s", "");
    f.chain = main->chain;
    if (asked.level == JK_LEVEL_NONE)
        asked.level = jk_chain_policy(app->registry, f.chain)->override_from;
    f.start_s = main->current->notice->instances[0].start_s;
    f.window = (struct jk_window_query){ .pack = app->pack,
                                         .region = f.chain->region->code,
                                         .tz = f.chain->region->tz,
                                         .now_s = request->now_s };
    f.window.range.from_s =
        (int64_t)request->from_day * JK_DAY_S - f.window.tz->offset_s - f.start_s;
    f.window.range.to_s =
        ((int64_t)request->to_day + 1) * JK_DAY_S - f.window.tz->offset_s - f.start_s - 1;
    *out = (struct jk_slots_view){ .pack = app->pack,
                                   .policy = jk_chain_policy(app->registry, f.chain),
                                   .tz = f.window.tz,
                                   .uid = main->uid,
                                   .chain_revision = f.chain->revision,
                                   .level = asked.level,
                                   .from_day = request->from_day,
                                   .to_day = request->to_day,
                                   .start_s = f.start_s,
                                   .end_s = main->current->notice->instances[0].end_s };
    rc = answer(&f, out);
    if (rc == JK_HEAVY)
        return app_afford(app, units, err);
    return rc == JK_OK ? rc : jk_fail(err, rc, JK_TEXT_NO_MEMORY, "", "%s", "");
}

bool jk_app_day_of(const struct jk_app *app, const char *uid, int32_t *day)
{
    const struct jk_entry *entry = jk_registry_entry(app->registry, uid);
    const struct jk_entry *main = entry ? jk_chain_main(entry->chain) : NULL;

    if (!main || main->current->notice->instance_count == 0)
        return false;
    *day = jk_local_day(main->current->notice->instances[0].start_s,
                        main->chain->region->tz->offset_s);
    return true;
}
