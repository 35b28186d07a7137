/* The civil dates of a piece, and the angle between two. */
#include <criterion/criterion.h>
#include "jarak/base/civil.h"
#include "tests/support/sides.h"

Test(piece, interval_ends_are_exclusive_in_the_zone_of_the_region)
{
    static const struct {
        double in, out;
        int32_t offset_s;
        double first, last;
        const char *why;
    } cases[] = {
        { 0, 86400, 0, 0, 0, "until midnight is not on the next day" },
        { 0, 86401, 0, 0, 1, "a second longer is" },
        { 86400, 86401, 0, 1, 1, "from midnight on is the new day" },
        { 86399, 86401, 0, 0, 1, "over midnight is both" },
        { 86399.9999999, 90000, 0, 1, 1, "an arrival rounded below midnight is midnight" },
        { 0, 86400.0000001, 0, 0, 0, "and a departure above it" },
        { 57600, 57601, 28800, 1, 1, "16.00 UTC is midnight in WITA" },
        { 57599, 57600, 28800, 0, 0, "a second before is not" },
        { 54000, 54001, 32400, 1, 1, "WIT begins an hour earlier" },
        { -1, 1, 0, -1, 0, "before 1970" },
        { -86400, 0, 0, -1, -1, "the last day before 1970" },
        { 0, 3 * 86400, 0, 0, 2, "three days" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_piece p = {
            .in0 = cases[i].in, .in1 = cases[i].in, .out0 = cases[i].out, .out1 = cases[i].out
        };
        double first, last;

        jk_piece_days(&p, cases[i].offset_s, &first, &last);
        cr_assert(first == cases[i].first && last == cases[i].last, "%s: %g..%g", cases[i].why,
                  first, last);
    }
}

static struct jk_piece towards(double azimuth_deg, double length_m)
{
    struct jk_point from = { 0.5, 117.5 };

    jk_geodesic_init();
    return (struct jk_piece){ .a = jk_xyz_of(from),
                              .b = jk_xyz_of(jk_geodesic_direct(from, azimuth_deg, length_m)) };
}

Test(piece, the_angle_between_two_is_that_of_their_directions)
{
    static const struct {
        double a, b, turn;
    } cases[] = { { 0, 0, 0 },      { 0, 180, 180 }, { 0, 90, 90 },
                  { 90, -90, 180 }, { 10, 40, 30 },  { 350, 20, 30 },
                  { 0, 150, 150 },  { 0, 210, 150 }, { 45, 225, 180 } };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_piece a = towards(cases[i].a, 1000), b = towards(cases[i].b, 37);
        struct jk_piece still = towards(0, 0);

        cr_assert(fabs(jk_piece_turn_deg(&a, &b) - cases[i].turn) < 0.02, "case %zu: %g", i,
                  jk_piece_turn_deg(&a, &b));
        cr_assert(jk_piece_turn_deg(&b, &a) == jk_piece_turn_deg(&a, &b));
        cr_assert(jk_piece_turn_deg(&a, &still) == 90.0, "what stands has no direction");
    }
}
