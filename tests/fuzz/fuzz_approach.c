/* Closest approach with arbitrary finite numbers: no NaN, no assertion, the same either way round.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/engine/judge.h"
#include "jarak/geo/geodesic.h"

#define POINTS 6

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t len);

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

static struct jk_body *take_body(const uint8_t **at, const uint8_t *end)
{
    struct jk_point points[POINTS];
    struct jk_presence p = { .pad_m = take(at, end, 0, 500), .from_s = take(at, end, 0, 200000) };
    size_t count = 1 + (size_t)take(at, end, 0, POINTS - 1);
    struct jk_error err;
    double spread = take(at, end, 0, 0.5);

    p.to_s = p.from_s + take(at, end, 1, 90000);
    for (size_t i = 0; i < count; i++)
        points[i] = (struct jk_point){ take(at, end, -spread, spread),
                                       114 + take(at, end, -spread, spread) };
    p.shape = (struct jk_shape){ .kind = JK_SHAPE_DISC, .centre = points[0] };
    if (jk_route_check(points, NULL, count, (int64_t)p.from_s, (int64_t)p.to_s + 1, &err) ==
        JK_OK) {
        p.shape =
            (struct jk_shape){ .kind = JK_SHAPE_ROUTE, .points = points, .point_count = count };
        p.column_m = take(at, end, 0.001, 30000);
    }
    return jk_body_new(&p);
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t len)
{
    const uint8_t *at = octets, *end = octets + len;
    struct jk_window window;
    struct jk_approach one, other;
    struct jk_body *a, *b;
    bool found, mirror;

    jk_geodesic_init();
    window = (struct jk_window){ .tau_s = take(&at, end, 0, 20000), .same_day = len % 2 };
    a = take_body(&at, end);
    b = take_body(&at, end);
    found = jk_approach_find(a, b, &window, 20000, &one);
    mirror = jk_approach_find(b, a, &window, 20000, &other);
    if (found && (!(one.gap_m >= 0) || isnan(one.time_a_s) || isnan(one.a.lat_deg)))
        abort();
    if (found && mirror && fabs(one.gap_m - other.gap_m) > 0.01)
        abort();
    if (found != mirror && fmin(found ? one.gap_m : 2e4, mirror ? other.gap_m : 2e4) < 19999)
        abort();
    jk_body_free(a);
    jk_body_free(b);
    return 0;
}
