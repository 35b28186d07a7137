/* The proofs of a shape: speeds of a route, an area that does not cross itself.
 *
 * A route with times must move forward in time, may stand still at one place, and each leg that
 * moves does so between JK_SPEED_MIN_KMH and JK_SPEED_MAX_KMH: the engine divides by speeds and
 * relies on both. First and last time equal DTSTART and DTEND, so that the two statements cannot
 * disagree.
 *
 * For areas every pair of edges is tested by the signs of four triangles, on a plane at the first
 * corner. That is quadratic, bounded by JK_AREA_POINTS_MAX, and simple enough to be certain; edges
 * that only touch are refused too. Neighbours share a corner by right and must only not fold back
 * over each other. */
#include "jarak/model/shape.h"
#include "jarak/model/texts.h"

#include <math.h>
#include "jarak/base/defend.h"
#include "jarak/geo/geodesic.h"
#include "jarak/geo/plane.h"

/* Checks what one leg of a route with times says about motion. */
static enum jk_status check_leg(double length_m, int64_t from_s, int64_t to_s, unsigned at,
                                struct jk_error *err)
{
    if (to_s < from_s)
        return jk_fail(err, JK_RANGE, JK_TEXT_ROUTE_BACKWARDS, "coordTimes", "#%u", at + 1);
    if (to_s == from_s && length_m > 0.0)
        return jk_fail(err, JK_RANGE, JK_TEXT_ROUTE_JUMP, "coordTimes", "#%u", at + 1);
    if (length_m > (double)(to_s - from_s) * (JK_SPEED_MAX_KMH / 3.6))
        return jk_fail(err, JK_RANGE, JK_TEXT_ROUTE_SPEED, "coordTimes", "#%u: %.0f km/h", at + 1,
                       length_m / (double)(to_s - from_s) * 3.6);
    if (length_m > 0.0 && length_m < (double)(to_s - from_s) * (JK_SPEED_MIN_KMH / 3.6))
        return jk_fail(err, JK_RANGE, JK_TEXT_ROUTE_SLOW, "coordTimes", "#%u", at + 1);
    return JK_OK;
}

/* Length of the route; with times, every leg is checked on the way. */
static enum jk_status walk_legs(const struct jk_point *points, const int64_t *times, size_t count,
                                double *length_m, struct jk_error *err)
{
    *length_m = 0.0;
    for (size_t i = 1; i < count; i++) {
        double leg_m = jk_point_eq(points[i - 1], points[i])
                           ? 0.0
                           : jk_geodesic_distance(points[i - 1], points[i]);
        enum jk_status rc;

        *length_m += leg_m;
        if (times && (rc = check_leg(leg_m, times[i - 1], times[i], (unsigned)i, err)) != JK_OK)
            return rc;
    }
    return JK_OK;
}

/* Without times the whole route is one leg at one speed. With times only legs that move have a
 * least speed, so a route may wait; its mean may therefore be as small as it likes. */
enum jk_status jk_route_check(const struct jk_point *points, const int64_t *times, size_t count,
                              struct jk_interval when, struct jk_error *err)
{
    JK_ASSERT(points != NULL || count == 0);

    const char *field = "STRUCTURED-DATA";
    double length_m, speed_kmh;
    enum jk_status rc;

    if (count < 2)
        return jk_fail(err, JK_INVALID, JK_TEXT_ROUTE_POINTS, field, "%zu", count);
    if (count > JK_ROUTE_POINTS_MAX)
        return jk_fail(err, JK_TOO_MANY, JK_TEXT_ROUTE_LONG, field, "%zu", count);
    if ((rc = walk_legs(points, times, count, &length_m, err)) != JK_OK)
        return rc;
    if (!(length_m > 0.0))
        return jk_fail(err, JK_INVALID, times ? JK_TEXT_ROUTE_STILL : JK_TEXT_ROUTE_POINTS, field,
                       "%s", "0 m");
    if (length_m > JK_ROUTE_LENGTH_MAX)
        return jk_fail(err, JK_TOO_MANY, JK_TEXT_ROUTE_LONG, field, "%.0f m", length_m);
    if (times && (times[0] != when.from_s || times[count - 1] != when.to_s))
        return jk_fail(err, JK_RANGE, JK_TEXT_ROUTE_ENDS, "coordTimes", "%s",
                       times[0] != when.from_s ? "DTSTART" : "DTEND");
    if (!times && when.from_s == JK_ROUTE_SEEN)
        return JK_OK;
    speed_kmh = length_m / (double)(when.to_s - when.from_s) * 3.6;
    if (!(speed_kmh <= JK_SPEED_MAX_KMH) || when.to_s <= when.from_s)
        return jk_fail(err, JK_RANGE, JK_TEXT_ROUTE_SPEED, field, "%.0f km/h", speed_kmh);
    if (!times && speed_kmh < JK_SPEED_MIN_KMH)
        return jk_fail(err, JK_RANGE, JK_TEXT_ROUTE_SLOW, field, "%.4f km/h", speed_kmh);
    return JK_OK;
}

/* Twice the signed area of the triangle a, b, c: > 0 when c lies left of a-b. */
static double turn(struct jk_xy a, struct jk_xy b, struct jk_xy c)
{
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

/* True when c, known to be on the line a-b, lies between them. */
static bool is_between(struct jk_xy a, struct jk_xy b, struct jk_xy c)
{
    return fmin(a.x, b.x) <= c.x && c.x <= fmax(a.x, b.x) && fmin(a.y, b.y) <= c.y &&
           c.y <= fmax(a.y, b.y);
}

/* True when the edges a-b and c-d have a point in common: each edge has the ends of the other on
 * both sides, or an end lies on the other edge. */
static bool edges_meet(struct jk_xy a, struct jk_xy b, struct jk_xy c, struct jk_xy d)
{
    double abc = turn(a, b, c), abd = turn(a, b, d), cda = turn(c, d, a), cdb = turn(c, d, b);

    if (((abc > 0 && abd < 0) || (abc < 0 && abd > 0)) &&
        ((cda > 0 && cdb < 0) || (cda < 0 && cdb > 0)))
        return true;
    return (abc == 0 && is_between(a, b, c)) || (abd == 0 && is_between(a, b, d)) ||
           (cda == 0 && is_between(c, d, a)) || (cdb == 0 && is_between(c, d, b));
}

/* The outlines on one plane: corner i of all rings laid end to end, and where each ring ends. */
struct outline {
    struct jk_xy corner[JK_AREA_POINTS_MAX];
    size_t next[JK_AREA_POINTS_MAX]; /* the corner that follows in the same ring */
    size_t count;
};

static enum jk_status lay_rings(const struct jk_ring *rings, size_t ring_count, struct outline *out,
                                struct jk_error *err)
{
    struct jk_plane plane = jk_plane_at(jk_xyz_of(rings[0].points[0]));

    out->count = 0;
    for (size_t r = 0; r < ring_count; r++) {
        size_t first = out->count;

        if (rings[r].count < 3)
            return jk_fail(err, JK_INVALID, JK_TEXT_AREA_RING, "STRUCTURED-DATA", "%zu",
                           rings[r].count);
        if (rings[r].count > JK_AREA_POINTS_MAX - out->count)
            return jk_fail(err, JK_TOO_MANY, JK_TEXT_AREA_LARGE, "STRUCTURED-DATA", "%s", "points");
        for (size_t i = 0; i < rings[r].count; i++, out->count++) {
            struct jk_xy at = jk_plane_put(&plane, jk_xyz_of(rings[r].points[i]));

            if (!(hypot(at.x, at.y) <= JK_AREA_SPAN_MAX))
                return jk_fail(err, JK_TOO_MANY, JK_TEXT_AREA_LARGE, "STRUCTURED-DATA", "%s",
                               "100 km");
            out->corner[out->count] = at;
            out->next[out->count] = i + 1 < rings[r].count ? out->count + 1 : first;
        }
    }
    return JK_OK;
}

/* Neighbouring edges share a corner and may meet there only: they must not fold back. */
static bool folds_back(const struct outline *o, size_t i)
{
    struct jk_xy a = o->corner[i], b = o->corner[o->next[i]], c = o->corner[o->next[o->next[i]]];

    return (a.x == b.x && a.y == b.y) ||
           (turn(a, b, c) == 0 && (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y) < 0);
}

enum jk_status jk_area_check(const struct jk_ring *rings, size_t ring_count, struct jk_error *err)
{
    JK_ASSERT(rings != NULL || ring_count == 0);

    struct outline o;
    enum jk_status rc;

    if (ring_count < 1 || rings[0].count < 3)
        return jk_fail(err, JK_INVALID, JK_TEXT_AREA_RING, "STRUCTURED-DATA", "%zu", ring_count);
    if (ring_count > JK_AREA_RINGS_MAX)
        return jk_fail(err, JK_TOO_MANY, JK_TEXT_AREA_LARGE, "STRUCTURED-DATA", "%zu", ring_count);
    if ((rc = lay_rings(rings, ring_count, &o, err)) != JK_OK)
        return rc;
    for (size_t i = 0; i < o.count; i++) {
        bool crossed = folds_back(&o, i);

        for (size_t k = i + 1; k < o.count && !crossed; k++) {
            if (o.next[i] != k && o.next[k] != i)
                crossed =
                    edges_meet(o.corner[i], o.corner[o.next[i]], o.corner[k], o.corner[o.next[k]]);
        }
        if (crossed)
            return jk_fail(err, JK_RANGE, JK_TEXT_AREA_CROSSED, "STRUCTURED-DATA", "#%zu", i + 1);
    }
    return JK_OK;
}
