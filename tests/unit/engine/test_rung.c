/* One rung of a row: its window under a factor, its distance in centimetres, and that the fast way
 * says what the exact one says. */
#include <criterion/criterion.h>
#include "daemon/engine/rung.h"
#include "tests/support/sides.h"

#define DAY                 \
    {                       \
        true, true, 0, 9000 \
    }

Test(rung, same_day_carries_the_tau_of_the_next_rung_that_counts_minutes)
{
    static const struct {
        struct jk_rung info, waspada, siaga;
        int level;
        uint16_t factor;
        double tau_s;
        bool same_day;
    } cases[] = {
        { { true, false, 7200, 3000 }, { 0 }, { 0 }, JK_LEVEL_INFO, 1000, 7200, false },
        { { true, false, 7200, 3000 }, { 0 }, { 0 }, JK_LEVEL_INFO, 1500, 10800, false },
        { DAY, { true, false, 3600, 900 }, { 0 }, JK_LEVEL_INFO, 1000, 3600, true },
        { DAY, { true, false, 3600, 900 }, { 0 }, JK_LEVEL_INFO, 2000, 7200, true },
        { DAY, { 0 }, { true, false, 60, 10 }, JK_LEVEL_INFO, 1000, 60, true },
        { DAY, DAY, { true, false, 60, 10 }, JK_LEVEL_INFO, 1000, 60, true },
        { DAY, DAY, { 0 }, JK_LEVEL_INFO, 1000, JK_NEVER_S, true }, /* minutes never count */
        { DAY, DAY, DAY, JK_LEVEL_SIAGA, 3000, JK_NEVER_S, true },
        { DAY, { true, false, 0, 900 }, { 0 }, JK_LEVEL_INFO, 1000, 0, true },
        { { true, false, 1800, 3000 }, { 0 }, { 0 }, JK_LEVEL_INFO, 1100, 1980, false },
        { { true, false, 1, 3000 }, { 0 }, { 0 }, JK_LEVEL_INFO, 1001, 1.001, false },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_row row = { .rung = { [JK_LEVEL_INFO] = cases[i].info,
                                        [JK_LEVEL_WASPADA] = cases[i].waspada,
                                        [JK_LEVEL_SIAGA] = cases[i].siaga } };
        struct jk_window w = jk_judge_window(
            &(struct jk_rung_at){ &row, cases[i].level, cases[i].factor, JK_EXTENT_STATED });

        cr_assert(w.tau_s == cases[i].tau_s && w.same_day == cases[i].same_day &&
                      w.factor == cases[i].factor,
                  "case %zu: tau %g", i, w.tau_s);
    }
}

Test(rung, what_is_required_is_whole_centimetres_under_a_factor)
{
    static const struct {
        double distance_m;
        uint16_t factor;
        double want_m;
    } cases[] = { { 1000, 1100, 1100 }, { 1000, 1600, 1600 }, { 1000, 2200, 2200 },
                  { 500, 1001, 500.5 }, { 0.01, 1400, 0.01 }, { 0.01, 1500, 0.02 },
                  { 1000, 0, 1000 },    { 0.1, 3000, 0.3 } };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_row row = { .rung = {
                                  [JK_LEVEL_INFO] = { true, false, 60, cases[i].distance_m } } };
        const struct jk_rung_at at = { &row, JK_LEVEL_INFO, cases[i].factor, JK_EXTENT_STATED };

        cr_assert(jk_judge_limit_m(&at) == floor(cases[i].want_m * 100 + 0.5) / 100, "case %zu: %g",
                  i, jk_judge_limit_m(&at));
    }
}

Test(rung, distances_are_whole_centimetres_edge_to_edge)
{
    static const struct {
        double gap_m, pad_a_m, pad_b_m, want_m;
    } cases[] = {
        { 1000, 0, 0, 1000 },       { 1000.004, 0, 0, 1000 },    { 1000.005, 0, 0, 1000.01 },
        { 999.996, 0, 0, 1000 },    { 999.994, 0, 0, 999.99 },   { 1000, 150, 150, 700 },
        { 300, 150, 150, 0 },       { 299, 150, 150, 0 },        { 0, 0, 0, 0 },
        { 300.01, 150, 150, 0.01 }, { INFINITY, 5, 5, INFINITY }
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_body a = { .pad_m = cases[i].pad_a_m }, b = { .pad_m = cases[i].pad_b_m };
        double have = jk_judge_distance_m(&a, &b, cases[i].gap_m);

        cr_assert(have == cases[i].want_m || fabs(have - cases[i].want_m) < 1e-9, "case %zu: %g", i,
                  have);
    }
}

/* Two discs whose edges are exactly D apart, a centimetre nearer, and one farther: the exact way
 * must decide, for the plane's error is larger than what lies between. */
Test(rung, at_the_threshold_the_geodesic_decides)
{
    static const double over[] = { -0.01, 0.0, 0.01 };
    struct jk_row row = { .rung = { [JK_LEVEL_SIAGA] = { true, false, 600, 10000 } } };
    const struct jk_rung_at at = { &row, JK_LEVEL_SIAGA, JK_FACTOR_ONE, JK_EXTENT_STATED };
    struct jk_point a = { 0.5, 117.5 };

    jk_geodesic_init();
    for (int azimuth = 0; azimuth < 360; azimuth += 15) {
        for (size_t i = 0; i < 3; i++) {
            struct side one, other;
            struct jk_body *p, *q;
            double gap;

            side_disc(&one, a, 100, 0, 3600);
            side_disc(&other, jk_geodesic_direct(a, azimuth, 10250 + over[i]), 150, 0, 3600);
            p = jk_body_new(&one.presence);
            q = jk_body_new(&other.presence);
            gap = engine_rung_gap(&at, p, q);
            cr_assert(fabs(jk_judge_distance_m(p, q, gap) - 10000 - over[i]) < 1e-6,
                      "azimuth %d: %.4f", azimuth, gap);
            jk_body_free(p);
            jk_body_free(q);
        }
    }
}
