/* Earth-centred coordinates and the plane, with the certified error of its distances.
 *
 * On a sphere of radius R an arc s away from the centre projects orthographically to h = R sin(s /
 * R), so s = h (1 + h^2 / 6 R^2 + 3 h^4 / 40 R^4 + ...): stretching h by the first term gives the
 * azimuthal equidistant radius, and distances through the centre are those of the geodesic but for
 * terms of h^5 / R^4 and for the ellipsoid. Across the radius a plane is too wide by a factor that
 * grows with (s / R)^2, so the error of a distance grows as r^3 / R^2, r the radius that holds both
 * places. Its largest factor over all positions is measured, not derived; the certificate takes
 * twice that. It holds for any two places within r of the centre; planes are laid anew through the
 * middle of each pair, so that r is small.
 *
 * A straight piece stands for a geodesic of at most JK_PIECE_MAX_M: the sagitta between chord and
 * arc is vertical, and the sideways bend on the ellipsoid is below a tenth of a millimetre, which
 * is part of the bound. */
#include "jarak/geo/plane.h"

#include <math.h>
#include "jarak/base/defend.h"
#include "jarak/geo/geodesic.h"

#define E2      (JK_WGS84_F * (2.0 - JK_WGS84_F)) /* first eccentricity squared */
#define EARTH_M 6.371e6 /* any mean radius: it only scales a correction of some mm */
#define DEGREE  0.017453292519943295

struct jk_xyz jk_xyz_of(struct jk_point place)
{
    JK_ASSERT(fabs(place.lat_deg) <= 90.0 && fabs(place.lon_deg) <= 180.0);

    double lat = place.lat_deg * DEGREE, lon = place.lon_deg * DEGREE;
    double s = sin(lat), c = cos(lat);
    double n = JK_WGS84_A / sqrt(1.0 - E2 * s * s);

    return (struct jk_xyz){ n * c * cos(lon), n * c * sin(lon), n * (1.0 - E2) * s };
}

/* Bowring (1976), two rounds: exact to rounding this near to the surface. */
struct jk_point jk_xyz_place(struct jk_xyz at)
{
    const double b = JK_WGS84_A * (1.0 - JK_WGS84_F), ep2 = E2 / (1.0 - E2);
    double p = hypot(at.x, at.y), beta = atan2(JK_WGS84_A * at.z, b * p), lat = 0.0;

    for (int round = 0; round < 2; round++) {
        double s = sin(beta), c = cos(beta);

        lat = atan2(at.z + ep2 * b * s * s * s, p - E2 * JK_WGS84_A * c * c * c);
        beta = atan((1.0 - JK_WGS84_F) * tan(lat));
    }
    return (struct jk_point){ lat / DEGREE, atan2(at.y, at.x) / DEGREE };
}

struct jk_xyz jk_xyz_middle(struct jk_xyz a, struct jk_xyz b)
{
    return (struct jk_xyz){ 0.5 * (a.x + b.x), 0.5 * (a.y + b.y), 0.5 * (a.z + b.z) };
}

struct jk_xyz jk_xyz_between(struct jk_xyz a, struct jk_xyz b, double x)
{
    return (struct jk_xyz){ a.x + x * (b.x - a.x), a.y + x * (b.y - a.y), a.z + x * (b.z - a.z) };
}

double jk_xyz_chord(struct jk_xyz a, struct jk_xyz b)
{
    double x = a.x - b.x, y = a.y - b.y, z = a.z - b.z;

    return sqrt(x * x + y * y + z * z);
}

struct jk_plane jk_plane_at(struct jk_xyz centre)
{
    /* The ellipsoid's normal at a point is its gradient: (x, y, z / (1 - e2)), up to length. */
    double ux = centre.x, uy = centre.y, uz = centre.z / (1.0 - E2);
    double p2 = ux * ux + uy * uy, p = sqrt(p2), u = sqrt(p2 + uz * uz);
    double ex = -uy / p, ey = ux / p;

    ux /= u;
    uy /= u;
    uz /= u;
    /* east lies in the equator's plane; north = up x east. */
    return (struct jk_plane){ .origin = centre,
                              .east = { ex, ey, 0.0 },
                              .north = { -uz * ey, uz * ex, ux * ey - uy * ex } };
}

struct jk_xy jk_plane_put(const struct jk_plane *plane, struct jk_xyz at)
{
    double dx = at.x - plane->origin.x, dy = at.y - plane->origin.y, dz = at.z - plane->origin.z;
    double e = dx * plane->east.x + dy * plane->east.y;
    double n = dx * plane->north.x + dy * plane->north.y + dz * plane->north.z;
    /* The height above the plane is dropped; the stretch puts back what that takes from the arc. */
    double stretch = 1.0 + (e * e + n * n) / (6.0 * EARTH_M * EARTH_M);

    return (struct jk_xy){ e * stretch, n * stretch };
}

double jk_plane_error_m(double radius_m)
{
    JK_ASSERT_ALL(radius_m >= 0.0);
    /* Measured worst case is 0.125 r^3 / R^2, across the centre's radius; twice that, and a tenth
     * of a mm for the bend of a piece. */
    return 1.0e-4 + 0.25 * radius_m * radius_m * radius_m / (EARTH_M * EARTH_M);
}
