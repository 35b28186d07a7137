/* jarak/geo/plane.h: earth-centred coordinates and a local plane centred on a pair of pieces.
 *
 * Our own closed form. A place becomes x, y, z once, when its body is built; a plane then costs one
 * square root and a projection some twenty multiplications, without trigonometry. The plane touches
 * the ellipsoid below a middle place; horizontal offsets h are stretched by 1 + h^2/6R^2, from the
 * orthographic to the azimuthal equidistant radius, so that distances through the centre are those
 * of the geodesic and others are nearly so.
 *
 * Certified: for any two places within r of the centre, |plane - geodesic| <= jk_plane_error_m(r);
 * the same bound covers a straight line of at most JK_PIECE_MAX_M standing for the geodesic between
 * its ends. Shown by tests/unit/geo/test_plane.c at latitudes -11..6 and far beyond (-80..80).
 * Never UTM, never a sphere: at 10,000 m they are 3.5 m and up to 56 m wrong here. Metres; pure, no
 * allocation. */
#ifndef JARAK_GEO_PLANE_H
#define JARAK_GEO_PLANE_H
#include "jarak/geo/point.h"

#define JK_PIECE_MAX_M 4000.0 /* longest straight piece: its bend stays below a tenth of a mm */

/** Earth-centred, earth-fixed, metres. */
struct jk_xyz {
    double x, y, z;
};

/** East and north of a plane's centre, metres. */
struct jk_xy {
    double x, y;
};

/** A plane that touches the ellipsoid at (below) `origin`. */
struct jk_plane {
    struct jk_xyz origin, east, north;
};

/** The place on the ellipsoid's surface. */
struct jk_xyz jk_xyz_of(struct jk_point place);

/** The surface place on the normal through `at`, for points within 10 km of the surface; to 1e-9 m.
 */
struct jk_point jk_xyz_place(struct jk_xyz at);

/** The middle of two. */
struct jk_xyz jk_xyz_middle(struct jk_xyz a, struct jk_xyz b);

/** a + x (b - a). */
struct jk_xyz jk_xyz_between(struct jk_xyz a, struct jk_xyz b, double x);

/** The straight distance through the earth: never longer than the geodesic. */
double jk_xyz_chord(struct jk_xyz a, struct jk_xyz b);

/** Lay a plane at `centre`, a point on or some kilometres below the surface, not at a pole. */
struct jk_plane jk_plane_at(struct jk_xyz centre);

/** Where `at` lies on the plane. */
struct jk_xy jk_plane_put(const struct jk_plane *plane, struct jk_xyz at);

/** Certified error of plane distances within `radius_m` of the centre, metres; rises with it. */
double jk_plane_error_m(double radius_m);

#endif
