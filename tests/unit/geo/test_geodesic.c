/* PROJ's geodesics as we call them: published lengths, both directions, equal steps. */
#include <criterion/criterion.h>
#include <math.h>
#include "jarak/geo/geodesic.h"
#include "tests/support/seeded.h"

/* Known on WGS84: the quarter meridian (Karney 2013, 10,001,965.729 m), a degree of the equator
 * (a pi / 180), the first and the last degree of a meridian, and the examples of GeographicLib. */
Test(geodesic, published_lengths)
{
    static const struct {
        struct jk_point a, b;
        double length_m, slack_m;
        const char *what;
    } cases[] = {
        { { 0, 0 }, { 90, 0 }, 10001965.7293, 1e-3, "quarter meridian" },
        { { 0, 117 }, { 0, 118 }, 111319.4908, 1e-3, "a degree of the equator" },
        { { 0, 117 }, { 1, 117 }, 110574.3886, 1e-3, "the first degree of a meridian" },
        { { 89, 0 }, { 90, 0 }, 111693.8649, 1e-3, "the last degree" },
        { { 40.6, -73.8 }, { 51.6, -0.5 }, 5551759.4003, 1e-3, "JFK to LHR" },
        { { -41.32, 174.81 },
          { 40.96, -5.50 },
          19959679.26735382,
          1e-3,
          "Wellington to Salamanca" },
        { { 0, 0 }, { 0.5, 179.5 }, 19936288.579, 1e-3, "nearly antipodal (Vincenty fails)" },
        { { 0, 0 }, { 0, 180 }, 20003931.4586, 1e-3, "antipodal: over a pole" },
        { { 0.5, 180 }, { 0.5, -180 }, 0, 1e-9, "one place, two longitudes" },
        { { 0.5, 179.9 }, { 0.5, -179.9 }, 0, 0, "over the date line" },
    };

    jk_geodesic_init();
    for (size_t i = 0; i + 1 < sizeof cases / sizeof *cases; i++)
        cr_assert(fabs(jk_geodesic_distance(cases[i].a, cases[i].b) - cases[i].length_m) <=
                      cases[i].slack_m,
                  "%s: %.4f", cases[i].what, jk_geodesic_distance(cases[i].a, cases[i].b));
    cr_assert(fabs(jk_geodesic_distance(cases[9].a, cases[9].b) -
                   jk_geodesic_distance((struct jk_point){ 0.5, 117.9 },
                                        (struct jk_point){ 0.5, 118.1 })) < 1e-6,
              "over the date line as anywhere else");
}

Test(geodesic, it_is_the_same_to_the_last_bit_both_ways)
{
    struct seeded r = { 141 };

    jk_geodesic_init();
    for (int i = 0; i < 20000; i++) {
        struct jk_point a = { seeded_between(&r, -11, 6), seeded_between(&r, 95, 141) };
        struct jk_point b = { a.lat_deg + seeded_between(&r, -0.1, 0.1),
                              a.lon_deg + seeded_between(&r, -0.1, 0.1) };

        if (i % 5 == 0)
            b.lat_deg = a.lat_deg;
        cr_assert(jk_geodesic_distance(a, b) == jk_geodesic_distance(b, a), "pair %d", i);
        cr_assert(jk_geodesic_distance(a, a) == 0.0);
    }
}

Test(geodesic, who_goes_there_by_azimuth_and_length_arrives)
{
    struct seeded r = { 142 };

    jk_geodesic_init();
    for (int i = 0; i < 5000; i++) {
        struct jk_point a = { seeded_between(&r, -80, 80), seeded_between(&r, -180, 180) };
        double azimuth = seeded_between(&r, -180, 180), length = seeded_between(&r, 1, 2e6), off;
        struct jk_point b = jk_geodesic_direct(a, azimuth, length);

        cr_assert(fabs(b.lat_deg) <= 90 && fabs(b.lon_deg) <= 180);
        cr_assert(fabs(jk_geodesic_distance(a, b) - length) < 1e-6, "walk %d", i);
        off = fmod(jk_geodesic_azimuth(a, b) - azimuth + 540, 360) - 180;
        cr_assert(fabs(off) * length < 1e-3, "walk %d: %g degrees off", i, off);
    }
    cr_assert(fabs(jk_geodesic_azimuth((struct jk_point){ 0, 117 }, (struct jk_point){ 1, 117 })) <
              1e-12);
    cr_assert(jk_geodesic_azimuth((struct jk_point){ 0, 117 }, (struct jk_point){ 0, 118 }) == 90);
    cr_assert(jk_geodesic_azimuth((struct jk_point){ 0, 118 }, (struct jk_point){ 0, 117 }) == -90);
}

Test(geodesic, a_cut_keeps_its_ends_and_has_equal_steps)
{
    static const unsigned steps[] = { 1, 2, 3, 7, 100 };
    const struct jk_point a = { 0.123456789, 117.987654321 }, b = { -0.4, 118.6 };
    struct jk_point out[101];

    jk_geodesic_init();
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        double whole = jk_geodesic_distance(a, b);

        jk_geodesic_cut(a, b, steps[i], out);
        cr_assert(jk_point_eq(out[0], a) && jk_point_eq(out[steps[i]], b), "to the last bit");
        for (unsigned k = 0; k < steps[i]; k++)
            cr_assert(fabs(jk_geodesic_distance(out[k], out[k + 1]) - whole / steps[i]) < 1e-6,
                      "step %u of %u", k, steps[i]);
    }
}
