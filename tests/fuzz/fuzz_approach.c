/* Closest approach with arbitrary finite numbers: no NaN, no assertion, the same either way round.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/engine/judge.h"
#include "jarak/geo/geodesic.h"

#define POINTS  6
#define LIMIT_M 20000.0

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* The next number of the input, folded into a range. */
static double take(const uint8_t **at, const uint8_t *end, double low, double high)
{
    uint32_t n = 0;

    if (end - *at < 4)
        return low;
    memcpy(&n, *at, 4);
    *at += 4;
    return low + (high - low) * (double)n / 4294967295.0;
}

/* A route with the time at each vertex, stops among them, where it is one. */
static void take_route(struct jk_presence *p, const struct jk_point *points, int64_t *times,
                       size_t count, const uint8_t **at, const uint8_t *end)
{
    bool timed = take(at, end, 0, 2) >= 1;
    struct jk_error err;

    times[0] = (int64_t)p->from_s;
    for (size_t i = 1; timed && i < count; i++)
        times[i] = times[i - 1] + (int64_t)take(at, end, 0, 20000);
    if (timed && times[count - 1] > times[0])
        p->to_s = (double)times[count - 1];
    if (jk_route_check(points, timed ? times : NULL, count,
                       (struct jk_interval){ (int64_t)p->from_s, (int64_t)p->to_s }, &err) != JK_OK)
        return;
    p->shape = (struct jk_shape){ .kind = JK_SHAPE_ROUTE,
                                  .points = points,
                                  .times = timed ? times : NULL,
                                  .point_count = count };
    p->column_m = take(at, end, 0.001, 30000);
}

/* A disc, a route or an area somewhere on the earth, the date line and the poles not left out. */
static struct jk_body *take_body(const uint8_t **at, const uint8_t *end, struct jk_point origin)
{
    struct jk_point points[POINTS];
    struct jk_ring ring = { points, 0 };
    struct jk_presence p = { .pad_m = take(at, end, 0, 500),
                             .from_s = floor(take(at, end, 0, 200000)) };
    size_t count = 1 + (size_t)take(at, end, 0, POINTS - 1);
    double spread = take(at, end, 0, 0.5);
    int64_t times[POINTS];
    struct jk_error err;

    p.to_s = p.from_s + floor(take(at, end, 1, 90000));
    p.uncertainty_m = fmax(0, take(at, end, -5000, 5000));
    for (size_t i = 0; i < count; i++) {
        double lon = origin.lon_deg + take(at, end, -spread, spread);

        points[i].lat_deg = fmax(-90, fmin(90, origin.lat_deg + take(at, end, -spread, spread)));
        points[i].lon_deg = lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon;
    }
    ring.count = count;
    p.shape = (struct jk_shape){ .kind = JK_SHAPE_DISC, .centre = points[0] };
    if (take(at, end, 0, 4) < 1 && jk_area_check(&ring, 1, &err) == JK_OK)
        p.shape = (struct jk_shape){ .kind = JK_SHAPE_AREA, .rings = &ring, .ring_count = 1 };
    else
        take_route(&p, points, times, count, at, end);
    return jk_body_new(&p);
}

static void must(bool promise)
{
    if (!promise)
        abort();
}

static void check_approach(const struct jk_body *a, const struct jk_body *b,
                           const struct jk_window *window)
{
    struct jk_approach one, other;
    bool found = jk_approach_find(a, b, window, LIMIT_M, &one);
    bool mirror = jk_approach_find(b, a, window, LIMIT_M, &other);

    must(!found || (one.gap_m >= 0 && isfinite(one.time_a_s) && isfinite(one.time_b_s)));
    must(!found || (isfinite(one.a.lat_deg) && isfinite(one.b.lon_deg)));
    must(!(found && mirror) || fabs(one.gap_m - other.gap_m) <= 0.01);
    if (found != mirror)
        must((found ? one.gap_m : other.gap_m) >= LIMIT_M - 1);
}

/* Levels mirror, and what is told of a violation is finite and below what is required. */
static void check_level(const struct jk_body *a, const struct jk_body *b, double tau_s)
{
    const struct jk_policy policy = { .vote_s = INFINITY };
    const struct jk_row row = {
        .id = "r",
        .rung = { [JK_LEVEL_INFO] = { true, true, 0, 15000 },
                  [JK_LEVEL_SIAGA] = { true, false, (int32_t)tau_s, 1000 } },
    };
    struct jk_levels levels = jk_judge_level(&policy, &row, a, b);
    struct jk_levels mirror = jk_judge_level(&policy, &row, b, a);
    struct jk_arena arena = { 0 };
    struct jk_part part;

    must(levels.level == mirror.level && levels.level_max == mirror.level_max);
    must(levels.level_max >= levels.level);
    if (levels.level_max > JK_LEVEL_NONE) {
        must(jk_judge_part(&arena, &policy, &(struct jk_judged){ &row, a, b, levels }, &part) ==
             JK_OK);
        must(part.distance_m >= 0 && isfinite(part.time_a_s) && isfinite(part.time_b_s));
        must(levels.level == JK_LEVEL_NONE || part.distance_m < part.required_m);
    }
    jk_arena_clear(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    const uint8_t *at = bytes, *end = bytes + len;
    struct jk_window window = { .same_day = len % 2 };
    struct jk_point origin;
    struct jk_body *a, *b;

    jk_geodesic_init();
    window.tau_s = take(&at, end, 0, 20000);
    origin.lat_deg = take(&at, end, -90, 90);
    origin.lon_deg = take(&at, end, -180, 180);
    a = take_body(&at, end, origin);
    b = take_body(&at, end, origin);
    must(a && b);
    check_approach(a, b, &window);
    check_level(a, b, window.tau_s);
    jk_body_free(a);
    jk_body_free(b);
    return 0;
}
