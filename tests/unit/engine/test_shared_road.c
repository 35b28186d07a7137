/* Which road two columns share: each metre once, wherever the vertices are; when it raises. */
#include <criterion/criterion.h>
#include "jarak/engine/shared_road.h"
#include "tests/support/sides.h"

static const struct jk_point field = { 0.5, 117.5 };
static const struct jk_raise raise = { true, 30, 200, 150, 30 };

/* East from one metre to another at 5 m/s, `north` metres beside, with vertices every `step`. */
static struct jk_body *road(double north, double from_m, double to_m, double leaves_s, double step)
{
    static struct side s;
    size_t count = 1 + (size_t)ceil(fabs(to_m - from_m) / step);

    for (size_t i = 0; i < count; i++)
        s.points[i] =
            side_place(field, north, from_m + (to_m - from_m) * (double)i / (double)(count - 1));
    side_route(&s, count, 100, leaves_s, leaves_s + fabs(to_m - from_m) / 5.0, false);
    return jk_body_new(&s.presence);
}

static void add_length(void *ctx, struct jk_xyz from, struct jk_xyz to)
{
    *(double *)ctx += jk_xyz_chord(from, to);
}

static struct jk_shared_road find(struct jk_body *a, struct jk_body *b, double tau_s)
{
    const struct jk_row row = { .rung = {
                                    [JK_LEVEL_WASPADA] = { true, false, (int32_t)tau_s, 1000 } } };
    struct jk_shared_road one = jk_shared_road_find(&raise, &row, a, b, JK_EXTENT_STATED);
    struct jk_shared_road other = jk_shared_road_find(&raise, &row, b, a, JK_EXTENT_STATED);

    cr_assert(one.length_m == other.length_m && one.head_on == other.head_on &&
                  one.raises == other.raises,
              "swapped: %.2f and %.2f m", one.length_m, other.length_m);
    for (int turned = 0; turned < 2; turned++) {
        double drawn_m = 0;

        jk_shared_road_each(&raise, &row, turned ? b : a, turned ? a : b, JK_EXTENT_STATED,
                            add_length, &drawn_m);
        cr_assert(fabs(drawn_m - one.length_m) <= 0.02, "drawn %.2f m of %.2f", drawn_m,
                  one.length_m);
    }
    jk_body_free(a);
    jk_body_free(b);
    return one;
}

Test(shared_road, what_lies_within_30_m_is_shared_and_200_m_of_it_raise)
{
    static const struct {
        double beside_m, from_m, to_m, tau_s, want_m, slack_m;
        bool head_on, raises;
        const char *why;
    } cases[] = {
        { 0, -1000, 1000, 3600, 2000, 1, false, true, "one road, one direction" },
        { 29.9, -1000, 1000, 3600, 2000, 1, false, true, "29.9 m beside" },
        { 30.1, -1000, 1000, 3600, 0, 0, false, false, "30.1 m beside" },
        { 0, 1000, -1000, 3600, 2000, 1, true, true, "against each other" },
        { 0, 820, 3000, 3600, 210, 1, false, true, "180 m and 30 m before them" },
        { 0, 840, 3000, 3600, 190, 1, false, false, "under 200 m" },
        { 0, 3000, 960, 3600, 70, 1, true, true, "head-on raises however short" },
        { 0, 2000, 4000, 3600, 0, 0, false, false, "another stretch of it" },
    };

    jk_geodesic_init();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (double step = 2500; step > 100; step /= 7) {
            struct jk_shared_road have =
                find(road(0, -1000, 1000, -1, 5000),
                     road(cases[i].beside_m, cases[i].from_m, cases[i].to_m, 0, step),
                     cases[i].tau_s);

            cr_assert(fabs(have.length_m - cases[i].want_m) <= cases[i].slack_m, "%s: %.2f m",
                      cases[i].why, have.length_m);
            cr_assert(have.head_on == cases[i].head_on && have.raises == cases[i].raises, "%s",
                      cases[i].why);
        }
    }
}

/* At 5 m/s a column of 100 m takes 20 s past a place, and places up to 30 m apart count: of two
 * that leave `later` apart, the later is 26 s less behind. */
Test(shared_road, who_comes_later_than_tau_shares_nothing)
{
    static const struct {
        double later_s, tau_s;
        bool shares;
    } cases[] = { { 1000, 0, false },
                  { 1000, 973, false },
                  { 1000, 975, true },
                  { 25, 0, true },
                  { 27, 0, false } };

    jk_geodesic_init();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_shared_road have =
            find(road(0, -1000, 1000, 0, 5000), road(0, -1000, 1000, cases[i].later_s, 300),
                 cases[i].tau_s);

        cr_assert((have.length_m > 0) == cases[i].shares, "case %zu: %.2f m", i, have.length_m);
    }
}

/* Crossing at 90 degrees is neither following nor head-on, however near. */
Test(shared_road, a_crossing_is_no_shared_road)
{
    static struct side s;
    struct jk_shared_road have;

    jk_geodesic_init();
    s.points[0] = side_place(field, -1000, 0);
    s.points[1] = side_place(field, 1000, 0);
    side_route(&s, 2, 100, 0, 400, false);
    have = find(road(0, -1000, 1000, 0, 5000), jk_body_new(&s.presence), 3600);
    cr_assert(have.length_m == 0 && !have.raises && !have.head_on);
}

/* There and back on the same road: every metre once. */
Test(shared_road, a_metre_driven_twice_counts_once)
{
    static struct side s;
    struct jk_shared_road have;

    jk_geodesic_init();
    s.points[0] = side_place(field, 0, -1000);
    s.points[1] = side_place(field, 0, 1000);
    s.points[2] = s.points[0];
    side_route(&s, 3, 100, 1, 801, false);
    have = find(road(0, -1000, 1000, 0, 5000), jk_body_new(&s.presence), 3600);
    cr_assert(fabs(have.length_m - 2000) < 1 && have.head_on && have.raises, "%.2f m",
              have.length_m);
}

/* One leaves the road for 600 m and comes back: what lies between the two shared ends is not
 * shared, however long the piece of the other is that runs past all of it. Ends of 20 m, and on the
 * ways out and back 30 m each until they are too far. */
Test(shared_road, what_lies_between_two_shared_ends_is_not_counted)
{
    for (double step = 5000; step > 20; step /= 5) {
        static struct side s;
        struct jk_shared_road have;

        jk_geodesic_init();
        s.points[0] = side_place(field, 0, -1000);
        s.points[1] = side_place(field, 0, -980);
        s.points[2] = side_place(field, 600, -980);
        s.points[3] = side_place(field, 600, 980);
        s.points[4] = side_place(field, 0, 980);
        s.points[5] = side_place(field, 0, 1000);
        side_route(&s, 6, 100, 0, 640, false);
        have = find(road(0, -1000, 1000, 0, step), jk_body_new(&s.presence), 3600);
        cr_assert(fabs(have.length_m - 100) < 0.1 && !have.raises, "vertices each %.0f m: %.2f m",
                  step, have.length_m);
    }
}

/* The straight column shares 190 m, the one with the bends 205 m of the same road: the longer
 * counts, whichever side asks. */
Test(shared_road, of_two_from_the_same_place_at_the_same_second_one_is_first)
{
    static struct side straight, bent;
    struct jk_shared_road have;

    jk_geodesic_init();
    straight.points[0] = field;
    straight.points[1] = side_place(field, 0, 190);
    straight.points[2] = side_place(field, 3000, 190);
    side_route(&straight, 3, 100, 0, 3000, false);
    bent.points[0] = field;
    for (int i = 1; i <= 11; i++)
        bent.points[i] = side_place(field, i % 2 ? 7 : 0, 190.0 * i / 11);
    bent.points[12] = side_place(field, -3000, 3190);
    side_route(&bent, 13, 100, 0, 3000, false);
    have = find(jk_body_new(&straight.presence), jk_body_new(&bent.presence), 3600);
    cr_assert(fabs(have.length_m - 190) < 1 || fabs(have.length_m - 205) < 1, "%.2f m",
              have.length_m);
}

/* Two that cannot be told apart: the longer counts. */
Test(shared_road, of_two_that_begin_and_end_as_one_the_longer_counts)
{
    static struct side straight, bent;
    struct jk_shared_road have;

    jk_geodesic_init();
    for (int i = 0; i < 12; i++) {
        straight.points[i] = side_place(field, 0, 190.0 * i / 11);
        bent.points[i] = side_place(field, i % 2 && i < 11 ? 7 : 0, 190.0 * i / 11);
    }
    side_route(&straight, 12, 100, 0, 300, false);
    side_route(&bent, 12, 100, 0, 300, false);
    /* As many seconds behind their heads, the tails leave together. */
    bent.presence.column_m = 100.0 * jk_route_length_m(bent.points, 12) / 190.0;
    have = find(jk_body_new(&straight.presence), jk_body_new(&bent.presence), 3600);
    cr_assert(have.length_m > 200 && have.raises, "%.2f m", have.length_m);
}
