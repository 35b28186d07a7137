/* jarak/geo/geodesic.h: shortest lines on the WGS84 ellipsoid; the only caller of PROJ's geod_*.
 *
 * C. F. F. Karney, "Algorithms for geodesics", J. Geodesy 87 (2013): accurate to nanometres. One
 * inverse costs some 600 ns, so the engine asks it only within a bound of a threshold and for what
 * it reports. Metres, degrees, azimuths clockwise from north. Pure once jk_geodesic_init() was
 * called. */
#ifndef JARAK_GEO_GEODESIC_H
#define JARAK_GEO_GEODESIC_H
#include "jarak/geo/point.h"

#define JK_WGS84_A 6378137.0             /* equatorial radius, metres */
#define JK_WGS84_F (1.0 / 298.257223563) /* flattening */

/** Set the ellipsoid up. Once, at start, before any other call here: PROJ sets process-wide
 * statics in it. Calling it again changes nothing. */
void jk_geodesic_init(void);

/** Length of the geodesic from a to b, metres, >= 0; the same to the last bit for (b, a). */
double jk_geodesic_distance(struct jk_point a, struct jk_point b);

/** Azimuth at a of the geodesic to b, -180..180; of no meaning where both are one place. */
double jk_geodesic_azimuth(struct jk_point a, struct jk_point b);

/** The place `distance_m` along the geodesic that leaves `from` at `azimuth_deg`. */
struct jk_point jk_geodesic_direct(struct jk_point from, double azimuth_deg, double distance_m);

/** Places at equal steps on the geodesic from a to b.
 *
 * @param steps     >= 1; the geodesic is cut into that many equal parts
 * @param[out] out  steps + 1 places; the first is a and the last is b to the last bit */
void jk_geodesic_cut(struct jk_point a, struct jk_point b, unsigned steps, struct jk_point *out);
#endif
