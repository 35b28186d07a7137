/* Karney's geodesics as PROJ brings them, made symmetric.
 *
 * Rounding makes the inverse of (a, b) and of (b, a) differ in the last bits. A distance that
 * depended on whose activity comes first would let a threshold fall differently for the two sides,
 * so the places are always asked in one order, by latitude and then longitude. Azimuths and direct
 * problems have a direction and need no order.
 *
 * One inverse costs far more than a plane: callers ask only for what is reported, or lies within an
 * error bound of a threshold. */
#include "jarak/geo/geodesic.h"

#include <geodesic.h>
#include <math.h>
#include <stdbool.h>
#include "jarak/base/defend.h"

#define SLACK_DEG    1e-9       /* what turning earth-centred places into degrees may round */
#define HALF_ROUND_M 20038000.0 /* half the equator is 20,037,508 m; no two points are farther */

/* Set once by jk_geodesic_init() and only read afterwards. */
static struct geod_geodesic wgs84;

static bool is_place(struct jk_point p)
{
    return fabs(p.lat_deg) < 90.0 + SLACK_DEG && fabs(p.lon_deg) < 180.0 + SLACK_DEG;
}

void jk_geodesic_init(void)
{
    if (wgs84.a == 0.0)
        geod_init(&wgs84, JK_WGS84_A, JK_WGS84_F);
}

/* Karney's inverse is symmetric only to rounding; one order makes ours symmetric to the bit. */
static bool in_order(struct jk_point a, struct jk_point b)
{
    return a.lat_deg < b.lat_deg || (a.lat_deg == b.lat_deg && a.lon_deg <= b.lon_deg);
}

double jk_geodesic_distance(struct jk_point a, struct jk_point b)
{
    JK_ASSERT_ALL(wgs84.a > 0.0);
    JK_ASSERT_ALL(is_place(a) && is_place(b));

    struct jk_point from = in_order(a, b) ? a : b, to = in_order(a, b) ? b : a;
    double distance_m;

    geod_inverse(&wgs84, from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg, &distance_m, NULL,
                 NULL);
    JK_ASSERT(distance_m >= 0.0 && distance_m <= HALF_ROUND_M); /* a NaN fails too */
    return distance_m;
}

double jk_geodesic_azimuth(struct jk_point a, struct jk_point b)
{
    JK_ASSERT(wgs84.a > 0.0);
    JK_ASSERT(is_place(a) && is_place(b));

    double azimuth_deg;

    geod_inverse(&wgs84, a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg, NULL, &azimuth_deg, NULL);
    return azimuth_deg;
}

struct jk_point jk_geodesic_direct(struct jk_point from, double azimuth_deg, double distance_m)
{
    JK_ASSERT(wgs84.a > 0.0);
    JK_ASSERT(is_place(from));
    JK_ASSERT(isfinite(azimuth_deg) && isfinite(distance_m));

    struct jk_point to;

    geod_direct(&wgs84, from.lat_deg, from.lon_deg, azimuth_deg, distance_m, &to.lat_deg,
                &to.lon_deg, NULL);
    return to;
}

void jk_geodesic_cut(struct jk_point a, struct jk_point b, unsigned steps, struct jk_point *out)
{
    JK_ASSERT(steps >= 1 && out != NULL);
    JK_ASSERT(is_place(a) && is_place(b));

    struct geod_geodesicline line;

    out[0] = a;
    out[steps] = b;
    if (steps < 2)
        return;
    geod_inverseline(&line, &wgs84, a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg, 0);
    for (unsigned i = 1; i < steps; i++)
        geod_position(&line, line.s13 * i / steps, &out[i].lat_deg, &out[i].lon_deg, NULL);
}
