/* Notices as GeoJSON. Longitude stands first here (RFC 7946 3.1.1), and nowhere outside.
 *
 * Rings are closed and turned as RFC 7946 3.1.6 wants them, the outer one against the clock and
 * holes with it; the sign of the shoelace area in degrees decides. Stated numbers are told and
 * unstated ones (negative) are left out, so that a reader does not take a default for a statement.
 */
#include <stdlib.h>
#include "jarak/feed/json/build.h"
#include "daemon/feed/json/values.h"
#include "jarak/base/defend.h"
#include "jarak/feed/table/table.h"

static json_t *position_json(struct jk_point point)
{
    return json_pack("[f, f]", point.lon_deg, point.lat_deg);
}

static json_t *positions_json(const struct jk_point *points, size_t count)
{
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < count; i++)
        jk_json_add(&list, position_json(points[i]));
    return jk_json_end(&list);
}

/* Twice the signed area in square degrees: above zero where it runs against the clock. */
static double turn_of(const struct jk_ring *ring)
{
    double sum = 0;

    for (size_t i = 0; i < ring->count; i++) {
        struct jk_point a = ring->points[i], b = ring->points[(i + 1) % ring->count];

        sum += a.lon_deg * b.lat_deg - b.lon_deg * a.lat_deg;
    }
    return sum;
}

/* Closed; the outer ring against the clock, holes with it (RFC 7946 3.1.6). */
static json_t *ring_json(const struct jk_ring *ring, bool outer)
{
    bool turned = (turn_of(ring) > 0) != outer;
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i <= ring->count; i++) {
        size_t k = turned ? ring->count - i : i;

        jk_json_add(&list, position_json(ring->points[k % ring->count]));
    }
    return jk_json_end(&list);
}

static json_t *geometry_json(const struct jk_shape *shape)
{
    struct jk_json rings;

    switch (shape->kind) {
    case JK_SHAPE_DISC:
        return json_pack("{s:s, s:o}", "type", "Point", "coordinates",
                         position_json(shape->centre));
    case JK_SHAPE_ROUTE:
        return json_pack("{s:s, s:o}", "type", "LineString", "coordinates",
                         positions_json(shape->points, shape->point_count));
    case JK_SHAPE_AREA:
        rings = jk_json_list();
        for (size_t i = 0; i < shape->ring_count; i++)
            jk_json_add(&rings, ring_json(&shape->rings[i], i == 0));
        return json_pack("{s:s, s:o}", "type", "Polygon", "coordinates", jk_json_end(&rings));
    case JK_SHAPE_NONE:
        break;
    }
    return json_null();
}

static json_t *paslon_json(const struct jk_party *party)
{
    struct jk_json list = jk_json_list();

    for (unsigned i = 0; i < party->count; i++)
        jk_json_add(&list, json_integer(party->paslon[i]));
    return jk_json_end(&list);
}

/* The dates that are as these facts say. */
static json_t *times_json(const struct jk_register_item *item, const struct jk_facts *facts)
{
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < item->notice->instance_count; i++) {
        const struct jk_instance *at = &item->notice->instances[i];

        if (at->facts == facts)
            jk_json_add(&list, json_pack("{s:o, s:o}", "start",
                                         feed_time_json((double)at->start_s, item->tz), "end",
                                         feed_time_json((double)at->end_s, item->tz)));
    }
    return jk_json_end(&list);
}

static void add_stated(struct jk_json *object, const char *name, double value)
{
    if (value >= 0)
        jk_json_set(object, name, json_real(value));
}

static json_t *properties_json(const struct jk_register_item *item, const struct jk_facts *f)
{
    const struct jk_notice *n = item->notice;
    struct jk_json times,
        object = jk_json_take(
            json_pack("{s:s, s:s?, s:s, s:s, s:s, s:o, s:s, s:s, s:s, s:s, s:b, s:o}", "uid",
                      n->uid, "parent", n->parent, "leg", jk_leg_word(f->leg), "kind",
                      jk_kind_word(f->kind), "contest", f->party.contest, "paslon",
                      paslon_json(&f->party), "summary", f->summary, "location", f->location,
                      "state", item->state, "sttp", item->sttp, "cancelled", f->cancelled, "times",
                      times_json(item, f)));

    add_stated(&object, "radius_m", f->radius_m);
    add_stated(&object, "uncertainty_m", f->uncertainty_m);
    add_stated(&object, "crowd", f->crowd);
    if (f->shape.kind == JK_SHAPE_ROUTE && f->shape.times) {
        times = jk_json_list();
        for (size_t i = 0; i < f->shape.point_count; i++)
            jk_json_add(&times, feed_time_json((double)f->shape.times[i], item->tz));
        jk_json_set(&object, "coordTimes", jk_json_end(&times));
    }
    return jk_json_end(&object);
}

/* A feature at a time: the document of many thousands never stands in memory as a tree. */
static bool add_feature(struct jk_buf *out, const struct jk_register_item *item,
                        const struct jk_facts *facts, bool *first)
{
    json_t *feature =
        json_pack("{s:s, s:o, s:o}", "type", "Feature", "geometry", geometry_json(&facts->shape),
                  "properties", properties_json(item, facts));

    jk_buf_str(out, *first ? "\n" : ",\n");
    *first = false;
    jk_json_write(out, feature);
    return jk_buf_ok(out);
}

static bool has_date(const struct jk_notice *n, const struct jk_facts *facts, size_t before)
{
    bool has = false;

    for (size_t i = 0; i < before && !has; i++)
        has = n->instances[i].facts == facts;
    return has;
}

/* The series where its dates are, then each date that has facts of its own; a notice without any
 * date once. */
static bool add_notice(struct jk_buf *out, const struct jk_register_item *item, bool *first)
{
    const struct jk_notice *n = item->notice;
    bool ok = true;

    if (n->instance_count == 0 || has_date(n, &n->facts, n->instance_count))
        ok = add_feature(out, item, &n->facts, first);
    for (size_t i = 0; i < n->instance_count && ok; i++) {
        const struct jk_facts *own = n->instances[i].facts;

        if (own != &n->facts && !has_date(n, own, i))
            ok = add_feature(out, item, own, first);
    }
    return ok;
}

enum jk_status jk_register_map(const struct jk_register_item *items, size_t count,
                               struct jk_buf *out)
{
    JK_ASSERT(items != NULL || count == 0);

    bool ok = true, first = true;

    jk_buf_str(out, "{\"type\":\"FeatureCollection\",\"features\":[");
    for (size_t i = 0; i < count && ok; i++)
        ok = add_notice(out, &items[i], &first);
    jk_buf_str(out, "\n]}\n");
    return ok && jk_buf_ok(out) ? JK_OK : JK_MEMORY;
}
