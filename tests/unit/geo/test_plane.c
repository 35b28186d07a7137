/* The plane's certified bound, against PROJ's geodesics. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdio.h>
#include "jarak/geo/geodesic.h"
#include "jarak/geo/plane.h"
#include "tests/support/seeded.h"

static struct jk_point around(struct seeded *r, struct jk_point centre, double radius_m)
{
    return jk_geodesic_direct(centre, seeded_between(r, -180, 180),
                              radius_m * sqrt(seeded_between(r, 0, 1)));
}

/* Largest error as a share of the bound, over pairs within radius_m of a centre at that latitude.
 */
static double worst_share(struct seeded *r, double lat_deg, double radius_m, int rounds)
{
    double worst = 0.0;

    for (int i = 0; i < rounds; i++) {
        struct jk_point centre = { lat_deg, seeded_between(r, -180, 180) };
        struct jk_plane plane = jk_plane_at(jk_xyz_of(centre));
        struct jk_point a = around(r, centre, radius_m), b = around(r, centre, radius_m);
        struct jk_xy pa = jk_plane_put(&plane, jk_xyz_of(a)),
                     pb = jk_plane_put(&plane, jk_xyz_of(b));
        double error = fabs(hypot(pa.x - pb.x, pa.y - pb.y) - jk_geodesic_distance(a, b));

        worst = fmax(worst, error / jk_plane_error_m(radius_m));
    }
    return worst;
}

Test(plane, is_within_its_stated_bound_of_the_geodesic_at_every_latitude)
{
    static const double radii[] = { 10, 100, 500, 1000, 2000, 5000, 10000, 20000, 50000 };
    struct seeded r = { 6408 };
    double worst = 0.0;

    jk_geodesic_init();
    for (double lat = -80; lat <= 80; lat += lat < -12 || lat >= 7 ? 7.9 : 0.9) {
        for (size_t i = 0; i < sizeof radii / sizeof *radii; i++) {
            double share = worst_share(&r, lat, radii[i], seeded_rounds(500));

            cr_assert(share <= 1.0, "latitude %g, radius %g m: %.2f of the bound", lat, radii[i],
                      share);
            worst = fmax(worst, share);
        }
    }
    cr_assert(worst > 0.2, "the bound is looser than it says: %.3f used", worst);
}

Test(plane, a_straight_piece_bends_less_than_the_bound)
{
    struct seeded r = { 17 };

    jk_geodesic_init();
    for (int i = 0; i < seeded_rounds(5000); i++) {
        struct jk_point cut[9], a = { seeded_between(&r, -80, 80), seeded_between(&r, -180, 180) };
        struct jk_plane plane;
        double far_m = seeded_between(&r, 0, 8000);

        jk_geodesic_cut(a, jk_geodesic_direct(a, seeded_between(&r, -180, 180), JK_PIECE_MAX_M), 8,
                        cut);
        plane = jk_plane_at(jk_xyz_of(jk_geodesic_direct(a, seeded_between(&r, -180, 180), far_m)));
        for (int k = 1; k < 8; k++) {
            struct jk_xy from = jk_plane_put(&plane, jk_xyz_of(cut[0]));
            struct jk_xy to = jk_plane_put(&plane, jk_xyz_of(cut[8]));
            struct jk_xy at = jk_plane_put(&plane, jk_xyz_of(cut[k]));
            double off = hypot(from.x + (to.x - from.x) * k / 8 - at.x,
                               from.y + (to.y - from.y) * k / 8 - at.y);

            cr_assert(off <= jk_plane_error_m(far_m + JK_PIECE_MAX_M), "%g m off", off);
        }
    }
}

Test(plane, a_place_survives_the_way_there_and_back)
{
    struct seeded r = { 5 };

    for (int i = 0; i < 2000; i++) {
        struct jk_point a = { seeded_between(&r, -89, 89), seeded_between(&r, -180, 180) };
        struct jk_point b = jk_xyz_place(jk_xyz_of(a));

        cr_assert(fabs(a.lat_deg - b.lat_deg) < 1e-12 && fabs(a.lon_deg - b.lon_deg) < 1e-12);
    }
}
