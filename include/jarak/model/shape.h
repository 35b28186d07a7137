/* jarak/model/shape.h: the geometry of an activity as stated: a disc, an area or a route.
 *
 * Nothing behind this module checks a shape again: rings close and do not cross themselves, route
 * times never go back, a route moves. Degrees on WGS84, metres, UTC seconds. Pure; memory is the
 * caller's (normally the request's arena). Source: SPEC 2.1. */
#ifndef JARAK_MODEL_SHAPE_H
#define JARAK_MODEL_SHAPE_H
#include <stddef.h>
#include <stdint.h>
#include "jarak/base/error.h"
#include "jarak/base/intervals.h"
#include "jarak/geo/point.h"

#define JK_ROUTE_POINTS_MAX 20000 /* far above any real route, and one request's memory */
#define JK_ROUTE_LENGTH_MAX 2.0e6 /* metres; no convoy crosses more than an island */
#define JK_AREA_POINTS_MAX  2000  /* over all rings; a venue's outline has tens */
#define JK_AREA_RINGS_MAX   50
#define JK_AREA_SPAN_MAX    1.0e5     /* metres across; larger is not a venue */
#define JK_SPEED_MAX_KMH    200.0     /* above: an error of hours or route, not a convoy */
#define JK_SPEED_MIN_KMH    0.1       /* below: standing; a column would take weeks to pass */
#define JK_NO_TIME          INT64_MIN /* a route vertex without a stated time */

/** The form of a place. */
enum jk_shape_kind {
    JK_SHAPE_NONE, /**< no GEO and no geometry: known by name only */
    JK_SHAPE_DISC, /**< GEO, with a radius stated or by default */
    JK_SHAPE_AREA, /**< polygon: one outer ring and holes */
    JK_SHAPE_ROUTE /**< moving along geodesic legs */
};

/** One ring of an area: `count` different points, the last joined to the first. */
struct jk_ring {
    const struct jk_point *points;
    size_t count;
};

/** The stated geometry; which members count depends on `kind`. */
struct jk_shape {
    enum jk_shape_kind kind;
    struct jk_point centre;      /**< DISC; for AREA and ROUTE the GEO where stated */
    const struct jk_ring *rings; /**< AREA: rings[0] is the outer one */
    size_t ring_count;
    const struct jk_point *points; /**< ROUTE: vertices in driving order */
    const int64_t *times;          /**< ROUTE: head time at each vertex of the first instance, UTC
                                    *   seconds; null when only departure and arrival are stated */
    size_t point_count;
};

/** For both ends of the interval of jk_route_check(): the way was seen, not planned, so it has no
 * speed. */
#define JK_ROUTE_SEEN INT64_MIN

/** Check the vertices and times of a route.
 *
 * @param points,count  the vertices; equal neighbours are allowed (a stop, or a doubled point)
 * @param times         one for each vertex, or null
 * @param when          DTSTART and DTEND of the first instance: with times, times[0] and
 *                      times[count - 1] must equal them; without, the length over this span is the
 *                      speed; both JK_ROUTE_SEEN, without times: no speed is checked
 * @return JK_OK; JK_INVALID fewer than two different points; JK_RANGE times going back, equal times
 *         at different places, no leg that moves, ends that differ from DTSTART and DTEND, a speed
 *         above JK_SPEED_MAX_KMH or, where it moves at all, below JK_SPEED_MIN_KMH on any leg;
 * JK_TOO_MANY above the limits of size */
enum jk_status jk_route_check(const struct jk_point *points, const int64_t *times, size_t count,
                              struct jk_interval when, struct jk_error *err);

/** Check the rings of an area: closed outlines without self-intersection, holes included.
 *
 * @param rings  points without the repeated last one that GeoJSON has
 * @return JK_OK; JK_INVALID too few points; JK_RANGE when an outline crosses or touches itself or
 *         another ring; JK_TOO_MANY above the limits of size */
enum jk_status jk_area_check(const struct jk_ring *rings, size_t ring_count, struct jk_error *err);
#endif
