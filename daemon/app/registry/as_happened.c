/* A plan as it happened: one instance of the plan in force, changed by a verified report (SPEC 4).
 *
 * The plan's own bytes are read anew into a reading of their own, so nothing of the plan itself is
 * changed. The instance is the one nearest in time to the moment reported. Late and early move both
 * ends, longer only the end, off-route the place; per-vertex times are given up where they are no
 * longer true. A single place off the route becomes a detour, put in where it lengthens the way
 * least: a convoy stays a convoy. The result is checked like any route, since a report may ask for
 * an impossible speed. */
#include "daemon/app/registry/as_happened.h"
#include "jarak/model/texts.h"

#include <string.h>
#include "daemon/app/registry/rows.h"
#include "daemon/app/registry/version.h"
#include "jarak/geo/geodesic.h"

/* Seconds between a moment and an instance; 0 while it lasts. */
static int64_t away_s(const struct jk_instance *instance, int64_t at_s)
{
    if (at_s < instance->start_s)
        return instance->start_s - at_s;
    return at_s < instance->end_s ? 0 : at_s - instance->end_s + 1;
}

const struct jk_instance *registry_happened_instance(const struct jk_notice *notice, int64_t at_s)
{
    const struct jk_instance *nearest = NULL;

    for (size_t i = 0; i < notice->instance_count; i++) {
        if (!nearest || away_s(&notice->instances[i], at_s) < away_s(nearest, at_s))
            nearest = &notice->instances[i];
    }
    return nearest;
}

/* Leads the planned way by a place it did not touch, where that is the least way round. */
static enum jk_status add_detour(struct jk_arena *arena, struct jk_shape *shape,
                                 struct jk_point place)
{
    struct jk_point *points = jk_arena_array(arena, shape->point_count + 1, sizeof *points);
    double least_m = 0.0;
    size_t at = 0;

    if (!points)
        return JK_MEMORY;
    for (size_t i = 0; i + 1 < shape->point_count; i++) {
        struct jk_point a = shape->points[i], b = shape->points[i + 1];
        double round_m = jk_geodesic_distance(a, place) + jk_geodesic_distance(place, b) -
                         jk_geodesic_distance(a, b);

        if (at == 0 || round_m < least_m) {
            least_m = round_m;
            at = i + 1;
        }
    }
    memcpy(points, shape->points, at * sizeof *points);
    points[at] = place;
    memcpy(points + at + 1, shape->points + at, (shape->point_count - at) * sizeof *points);
    shape->points = points;
    shape->point_count++;
    return JK_OK;
}

/* Moves the activity to where it is instead. A convoy stays a convoy: by a single place its way
 * makes a detour; anything else stands there. */
static enum jk_status move_place(struct jk_arena *arena, const struct jk_report_said *said,
                                 struct jk_facts *facts, struct jk_error *err)
{
    struct jk_shape *shape = &facts->shape;
    bool moving = shape->kind == JK_SHAPE_ROUTE;

    facts->uncertainty_m = 0.0;
    facts->place_by = JK_PLACE_STATED;
    if (said->point_count > 1 && !moving)
        return jk_fail(err, JK_INVALID, JK_TEXT_REPORT_PLACE, "place", "%s", "");
    if (!moving) {
        shape->kind = JK_SHAPE_DISC;
        shape->centre = said->points[0];
        return JK_OK;
    }
    shape->times = NULL; /* those were of the other way */
    if (said->point_count == 1)
        return add_detour(arena, shape, said->points[0]);
    shape->points = said->points;
    shape->point_count = said->point_count;
    return JK_OK;
}

static enum jk_status change(struct jk_arena *arena, const struct jk_report_said *said,
                             struct jk_instance *instance, struct jk_facts *facts,
                             struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    instance->end_s += said->minutes * 60;
    if (said->kind != JK_REPORT_LONGER)
        instance->start_s += said->minutes * 60;
    else
        facts->shape.times = NULL; /* it is not where they say any more */
    if (said->kind == JK_REPORT_OFF_ROUTE)
        rc = move_place(arena, said, facts, err);
    if (rc == JK_OK && facts->shape.kind == JK_SHAPE_ROUTE && !facts->shape.times)
        rc = jk_route_check(facts->shape.points, NULL, facts->shape.point_count,
                            (struct jk_interval){ instance->start_s, instance->end_s }, err);
    return rc;
}

enum jk_status registry_happened_make(const struct jk_pack *pack, const struct jk_entry *entry,
                                      const struct jk_report *report, struct jk_version **out,
                                      struct jk_error *err)
{
    struct jk_arena arena = { 0 };
    const struct jk_notice *plan = jk_version_whole(registry_entry_in_force(entry), &arena);
    struct jk_reading *reading = NULL; /* of its own: what is changed here is not the plan */
    struct jk_instance *instance;
    struct jk_facts *facts;
    struct jk_notice *notice;
    enum jk_status rc = plan ? jk_reading_make(&(struct jk_read_as){ pack, JK_ICAL_STORED, NULL },
                                               plan->stored, &reading, err)
                             : jk_no_memory(err);

    jk_arena_clear(&arena);
    if (rc != JK_OK)
        return rc;
    notice = &reading->stream.notices[0];
    instance = jk_arena_take(&reading->arena, sizeof *instance);
    facts = jk_arena_take(&reading->arena, sizeof *facts);
    if (instance && facts) {
        *instance = *registry_happened_instance(notice, report->planned_s);
        *facts = *instance->facts;
        instance->facts = facts;
        notice->instances = instance;
        notice->instance_count = 1;
        rc = change(&reading->arena, &report->said, instance, facts, err);
    } else {
        rc = JK_MEMORY;
    }
    *out = rc == JK_OK ? registry_version_new(pack, reading, notice) : NULL;
    jk_reading_drop(reading);
    if (*out)
        registry_version_keep(*out);
    if (rc == JK_MEMORY || (rc == JK_OK && !*out))
        return jk_no_memory(err);
    return rc;
}
