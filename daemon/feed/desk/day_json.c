/* The day as its document, and what it has in common with a single conflict's.
 *
 * A way is told by the nodes of the body that is judged: at each place the second in which the head
 * of a column comes there and that in which its tail has passed, counted from the stated start. So
 * whoever draws a column at a minute takes the places with in_s <= minute < out_s and has its true
 * length, without knowing how it is computed. Ways are lists of numbers and not of objects, for
 * sixty routes of a full day would be a megabyte otherwise. */
#include "jarak/feed/desk/day.h"

#include <math.h>
#include "daemon/feed/desk/shared.h"
#include "daemon/feed/json/values.h"
#include "jarak/base/defend.h"
#include "jarak/feed/json/build.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/policy/calendar.h"

/* Six decimals are a tenth of a metre: finer than any drawing. */
static json_t *degrees_json(double deg)
{
    return json_real(round(deg * 1e6) / 1e6);
}

json_t *desk_point_json(struct jk_point at)
{
    return json_pack("[o, o]", degrees_json(at.lat_deg), degrees_json(at.lon_deg));
}

static json_t *tenths_json(double value)
{
    return json_real(round(value * 10.0) / 10.0);
}

static json_t *way_json(const struct jk_body *body, double from_s)
{
    struct jk_json points = jk_json_list(), in = jk_json_list(), out = jk_json_list();

    for (uint32_t i = 0; i < jk_body_nodes(body); i++) {
        const struct jk_node node = jk_body_node(body, i);

        jk_json_add(&points, desk_point_json(jk_xyz_place(node.at)));
        jk_json_add(&in, tenths_json(node.in_s - from_s));
        jk_json_add(&out, tenths_json(node.out_s - from_s));
    }
    return json_pack("{s:o, s:o, s:o}", "points", jk_json_end(&points), "in_s", jk_json_end(&in),
                     "out_s", jk_json_end(&out));
}

static json_t *rings_json(const struct jk_shape *shape)
{
    struct jk_json rings = jk_json_list();

    for (size_t i = 0; i < shape->ring_count; i++) {
        struct jk_json ring = jk_json_list();

        for (size_t k = 0; k < shape->rings[i].count; k++)
            jk_json_add(&ring, desk_point_json(shape->rings[i].points[k]));
        jk_json_add(&rings, jk_json_end(&ring));
    }
    return jk_json_end(&rings);
}

static void add_place(struct jk_json *object, const struct jk_desk_leg *leg)
{
    const struct jk_body *body = leg->body;

    jk_json_set_bool(object, "assessed", body != NULL);
    if (!body)
        return;
    jk_json_set_real(object, "uncertainty_m", body->uncertainty_m);
    if (body->shape == JK_SHAPE_ROUTE) {
        jk_json_set(object, "length_m", tenths_json(leg->length_m));
        jk_json_set(object, "column_m", tenths_json(leg->column_m));
        jk_json_set(object, "way", way_json(body, (double)leg->instance->start_s));
    } else if (body->shape == JK_SHAPE_AREA) {
        jk_json_set(object, "rings", rings_json(&leg->instance->facts->shape));
    } else {
        struct jk_point at = jk_xyz_place(jk_body_node(body, 0).at);

        jk_json_set(object, "lat", degrees_json(at.lat_deg));
        jk_json_set(object, "lon", degrees_json(at.lon_deg));
        jk_json_set_real(object, "radius_m", body->pad_m);
    }
}

static json_t *leg_json(const struct jk_desk_activity *a, const struct jk_desk_leg *leg,
                        const struct jk_tz *tz)
{
    static const char *const versions[] = { "plan", "change", "happened" };
    static const char *const shapes[] = { "none", "disc", "area", "route" };
    const struct jk_instance *instance = leg->instance;
    struct jk_json object = jk_json_object();
    double from_s = leg->body ? leg->body->in_s : (double)instance->start_s;
    double to_s = leg->body ? leg->body->out_s : (double)instance->end_s;

    jk_json_set_text(&object, "uid", leg->notice->uid);
    jk_json_set_text(&object, "leg", jk_leg_word(leg->notice->facts.leg));
    jk_json_set_text(&object, "version", versions[leg->version]);
    jk_json_set(&object, "start", feed_time_json((double)instance->start_s, tz));
    jk_json_set(&object, "end", feed_time_json((double)instance->end_s, tz));
    jk_json_set(&object, "occupied",
                json_pack("[o, o]", feed_time_json(from_s, tz), feed_time_json(to_s, tz)));
    jk_json_set_text(&object, "place", a->withheld ? "" : instance->facts->location);
    jk_json_set_text(&object, "shape", shapes[leg->body ? leg->body->shape : JK_SHAPE_NONE]);
    add_place(&object, leg);
    return jk_json_end(&object);
}

static json_t *vehicles_json(const struct jk_facts *facts)
{
    const struct jk_vehicles *v = &facts->vehicles;

    return facts->has_vehicles
               ? json_pack("{s:i, s:i, s:i, s:i}", "cars", (int)v->cars, "motorcycles",
                           (int)v->motorcycles, "trucks", (int)v->trucks, "buses", (int)v->buses)
               : json_null();
}

static json_t *counts_json(const unsigned counts[JK_LEVEL_END])
{
    return json_pack("{s:i, s:i, s:i, s:i}", "possible", (int)counts[JK_LEVEL_NONE], "info",
                     (int)counts[JK_LEVEL_INFO], "waspada", (int)counts[JK_LEVEL_WASPADA], "siaga",
                     (int)counts[JK_LEVEL_SIAGA]);
}

static void add_state(struct jk_json *object, const struct jk_desk_activity *a)
{
    jk_json_set_text(object, "state", jk_state_word(a->state));
    jk_json_set(object, "pending_state",
                a->pending ? json_string(jk_state_word(a->pending_state)) : json_null());
    jk_json_set_bool(object, "withdrawal_requested", a->withdrawal_requested);
    jk_json_set_bool(object, "assessed", a->assessed);
    jk_json_set_text(object, "sttp", a->sttp);
}

json_t *jk_desk_activity_json(const struct jk_desk_activity *a, const struct jk_pack *pack,
                              const struct jk_tz *tz)
{
    struct jk_json object = jk_json_object(), legs = jk_json_list(), numbers = jk_json_list();

    jk_json_set_text(&object, "uid", a->uid);
    jk_json_set_text(&object, "href", a->href[0] ? a->href : NULL);
    jk_json_set_text(&object, "code", a->code[0] ? a->code : NULL);
    jk_json_set_text(&object, "summary", a->href[0] ? a->facts->summary : NULL);
    jk_json_set_text(&object, "kind", jk_kind_word(a->facts->kind));
    jk_json_set_text(&object, "contest", a->facts->party.contest);
    for (unsigned i = 0; i < a->facts->party.count; i++)
        jk_json_add(&numbers, json_integer((json_int_t)a->facts->party.paslon[i]));
    jk_json_set(&object, "paslon", jk_json_end(&numbers));
    jk_json_set(&object, "party", feed_party_json(pack, &a->facts->party));
    add_state(&object, a);
    jk_json_set(&object, "start", feed_time_json((double)a->start_s, tz));
    jk_json_set(&object, "end", feed_time_json((double)a->end_s, tz));
    jk_json_set_text(&object, "place", a->place);
    jk_json_set_text(&object, "district", a->district);
    jk_json_set(&object, "crowd",
                a->facts->crowd >= 0.0 ? json_integer((json_int_t)a->facts->crowd) : json_null());
    jk_json_set(&object, "vehicles", vehicles_json(a->facts));
    jk_json_set_text(&object, "level", jk_level_word(a->worst.level));
    jk_json_set_text(&object, "level_max", jk_level_word(a->worst.level_max));
    jk_json_set(&object, "counts", counts_json(a->counts));
    for (size_t i = 0; i < a->leg_count; i++)
        jk_json_add(&legs, leg_json(a, &a->legs[i], tz));
    jk_json_set(&object, "legs", jk_json_end(&legs));
    return jk_json_end(&object);
}

json_t *jk_desk_conflict_json(const struct jk_desk_conflict *c, const struct jk_pack *pack,
                              const struct jk_desk_activity *activities, size_t count)
{
    struct jk_json object = jk_json_take(jk_official_conflict_json(&c->view, pack));
    const struct desk_sides sides = desk_sides_of(&c->view, activities, count);
    const struct jk_tz *tz = c->view.tz;

    jk_json_set(&object, "first", feed_time_json((double)c->first_s, tz));
    jk_json_set(&object, "last", feed_time_json((double)c->last_s, tz));
    jk_json_set(&object, "due",
                c->due_s == INT64_MAX ? json_null() : feed_time_json((double)c->due_s, tz));
    jk_json_set_bool(&object, "undecided", c->undecided);
    jk_json_set(&object, "shared_road", desk_shared_json(&c->view, &sides));
    return jk_json_end(&object);
}

static json_t *date_json(int32_t day)
{
    struct jk_buf text = { 0 };

    if (day == INT32_MIN)
        return json_null();
    jk_date_add(&text, day);
    return feed_text_json(&text);
}

/* What a region elects, or what lies above or below it: a re-vote has days of its own. */
static const struct jk_phase *phase_of(const struct jk_pack *pack, const struct jk_region *region,
                                       int32_t day)
{
    const struct jk_calendar_of everybody = { "", region->code };
    const struct jk_phase *phase = jk_phase_on(pack, &everybody, day, JK_DAY_ANY);

    for (size_t i = 0; !phase && i < pack->contest_count; i++) {
        const struct jk_calendar_of of = { pack->contests[i].id, pack->contests[i].region };

        if (jk_region_covers(of.region, region->code) || jk_region_covers(region->code, of.region))
            phase = jk_phase_on(pack, &of, day, JK_DAY_ANY);
    }
    return phase;
}

const char *jk_desk_phase_text(const struct jk_pack *pack, const struct jk_region *region,
                               int32_t day, enum jk_lang lang, struct jk_arena *arena)
{
    const struct jk_phase *phase = phase_of(pack, region, day);

    if (!phase)
        return "";
    if (day == phase->to_day && phase->from_day < phase->to_day)
        return jk_arena_fmt(arena, "%s %c%s", jk_text_get(JK_TEXT_DESK_LAST_DAY, lang),
                            phase->name[lang][0] | 0x20, phase->name[lang] + 1);
    return phase->name[lang];
}

json_t *jk_desk_day_json(const struct jk_desk_day *day, enum jk_lang lang)
{
    JK_ASSERT(day != NULL && (unsigned)lang < JK_LANG_END);

    struct jk_json object = jk_json_object(), activities = jk_json_list(),
                   conflicts = jk_json_list();
    const struct jk_tz *tz = day->region->tz;
    struct jk_arena arena = { 0 };

    jk_json_set(&object, "region",
                json_pack("{s:s, s:s}", "code", day->region->code, "name", day->region->name));
    jk_json_set(&object, "date", date_json(day->day));
    jk_json_set_text(&object, "phase",
                     jk_desk_phase_text(day->pack, day->region, day->day, lang, &arena));
    jk_json_set_bool(&object, "simulation", day->pack->simulation);
    jk_json_set(&object, "time", feed_time_json((double)day->now_s, tz));
    jk_json_set(&object, "day_before", date_json(day->day_before));
    jk_json_set(&object, "day_after", date_json(day->day_after));
    for (size_t i = 0; i < day->activity_count; i++)
        jk_json_add(&activities, jk_desk_activity_json(&day->activities[i], day->pack, tz));
    for (size_t i = 0; i < day->conflict_count; i++)
        jk_json_add(&conflicts, jk_desk_conflict_json(&day->conflicts[i], day->pack,
                                                      day->activities, day->activity_count));
    jk_json_set(&object, "activities", jk_json_end(&activities));
    jk_json_set(&object, "conflicts", jk_json_end(&conflicts));
    jk_arena_clear(&arena);
    return jk_json_end(&object);
}
