/* Where everything is, each quarter of an hour of the plan. A place on a way is found between the
 * two nodes that enclose the instant: by when a head comes there, and by when a tail has passed. */
#include "jarak/feed/oversight/replay.h"

#include <math.h>
#include "daemon/feed/desk/shared.h"
#include "daemon/feed/json/values.h"
#include "jarak/base/defend.h"
#include "jarak/feed/json/build.h"

#define QUARTER_S 900

/* The place at which `time_of` a node is the instant; false: nothing is there then. */
static bool place_at(const struct jk_body *body, double t, bool tail, struct jk_point *out)
{
    const uint32_t count = jk_body_nodes(body);

    for (uint32_t i = 0; i + 1 < count; i++) {
        const struct jk_node a = jk_body_node(body, i), b = jk_body_node(body, i + 1);
        const double from = tail ? a.out_s : a.in_s, to = tail ? b.out_s : b.in_s;

        if (t < from || t > to)
            continue;
        *out = jk_xyz_place(jk_xyz_between(a.at, b.at, to > from ? (t - from) / (to - from) : 0));
        return true;
    }
    *out = jk_xyz_place(jk_body_node(body, tail ? 0 : count - 1).at);
    return tail ? t < jk_body_node(body, 0).out_s : t > jk_body_node(body, count - 1).in_s;
}

static json_t *leg_json(const struct jk_desk_activity *a, const struct jk_desk_leg *leg, double t)
{
    struct jk_point head = { 0, 0 }, tail = { 0, 0 };
    struct jk_json object, numbers = jk_json_list();

    if (leg->body->shape == JK_SHAPE_ROUTE) {
        place_at(leg->body, t, false, &head);
        place_at(leg->body, t, true, &tail);
    } else {
        head = tail = jk_xyz_place(jk_body_node(leg->body, 0).at);
    }
    for (unsigned i = 0; i < a->facts->party.count; i++)
        jk_json_add(&numbers, json_integer((json_int_t)a->facts->party.paslon[i]));
    object = jk_json_object();
    jk_json_set_text(&object, "uid", leg->notice->uid);
    jk_json_set_text(&object, "leg", jk_leg_word(leg->notice->facts.leg));
    jk_json_set(&object, "paslon", jk_json_end(&numbers));
    jk_json_set(&object, "head", desk_point_json(head));
    jk_json_set(&object, "tail", desk_point_json(tail));
    return jk_json_end(&object);
}

static bool is_there(const struct jk_desk_leg *leg, double t)
{
    return leg->version == JK_DESK_PLAN && leg->body && leg->body->in_s <= t &&
           t < leg->body->out_s;
}

static json_t *moment_json(const struct jk_desk_day *day, double t)
{
    struct jk_json activities = jk_json_list();

    for (size_t i = 0; i < day->activity_count; i++) {
        const struct jk_desk_activity *a = &day->activities[i];

        for (size_t k = 0; k < a->leg_count; k++) {
            if (is_there(&a->legs[k], t))
                jk_json_add(&activities, leg_json(a, &a->legs[k], t));
        }
    }
    return json_pack("{s:o, s:o}", "time", feed_time_json(t, day->region->tz), "activities",
                     jk_json_end(&activities));
}

/* From the first quarter in which something is there to the last, within the local day. */
static json_t *plan_json(const struct jk_desk_day *day)
{
    const double from = (double)day->day * 86400.0 - day->region->tz->offset_s;
    double first = INFINITY, last = -INFINITY;
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < day->activity_count; i++) {
        for (size_t k = 0; k < day->activities[i].leg_count; k++) {
            const struct jk_body *body = day->activities[i].legs[k].body;

            first = body ? fmin(first, body->in_s) : first;
            last = body ? fmax(last, body->out_s) : last;
        }
    }
    for (int quarter = 0; quarter < 96; quarter++) {
        const double t = from + quarter * QUARTER_S;

        if (t > first - QUARTER_S && t < last)
            jk_json_add(&list, moment_json(day, t));
    }
    return jk_json_end(&list);
}

json_t *jk_replay_json(const struct jk_desk_day *day, const struct jk_day_steps *steps,
                       uint64_t entry)
{
    JK_ASSERT(day != NULL && steps != NULL);

    struct jk_json object = jk_json_object(), knowledge = jk_json_list();
    struct jk_buf date = { 0 };

    jk_date_add(&date, day->day);
    jk_json_set_text(&object, "region", day->region->code);
    jk_json_set_text(&object, "date", jk_buf_ok(&date) ? date.at : "");
    jk_buf_clear(&date);
    jk_json_set_integer(&object, "as_of", (json_int_t)entry);
    for (size_t i = 0; i < steps->count; i++) {
        const struct jk_day_step *s = &steps->at[i];

        jk_json_add(&knowledge,
                    json_pack("{s:I, s:o, s:i, s:i, s:i}", "entry", (json_int_t)s->entry, "time",
                              feed_time_json((double)s->time_s, day->region->tz), "notices",
                              (int)s->notices, "states", (int)s->states, "conflicts",
                              (int)s->conflicts));
    }
    jk_json_set(&object, "knowledge", jk_json_end(&knowledge));
    jk_json_set(&object, "plan", plan_json(day));
    return jk_json_end(&object);
}
