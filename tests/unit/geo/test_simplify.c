/* Fewer corners: the stated error is held against places sampled densely along the recorded line,
 * by geodesics alone. */
#include <criterion/criterion.h>
#include <math.h>
#include "jarak/geo/geodesic.h"
#include "jarak/geo/simplify.h"
#include "tests/support/seeded.h"

#define CORNERS_MAX 400
#define SAMPLES     5 /* places on each recorded leg, its ends among them */

struct recorded {
    struct jk_point line[CORNERS_MAX], drawn[CORNERS_MAX];
    size_t count;
};

static double rounded(double deg)
{
    return round(deg * 1e6) / 1e6;
}

static void add(struct recorded *way, struct jk_point p)
{
    way->line[way->count] = p;
    way->drawn[way->count++] = (struct jk_point){ rounded(p.lat_deg), rounded(p.lon_deg) };
}

/* Distance to a geodesic leg: the foot is approached along it. An upper bound where it has not yet
 * arrived, so that a test errs to the strict side. */
static double distance_to_leg(struct jk_point p, struct jk_point a, struct jk_point b)
{
    double length_m = jk_geodesic_distance(a, b), azimuth, along_m = 0.0, best;
    struct jk_point foot = a;

    best = fmin(jk_geodesic_distance(p, a), jk_geodesic_distance(p, b));
    if (length_m == 0.0)
        return best;
    azimuth = jk_geodesic_azimuth(a, b);
    for (int i = 0; i < 6; i++) {
        double gap_m = jk_geodesic_distance(foot, p), heading;

        best = fmin(best, gap_m);
        if (gap_m < 1e-7)
            break;
        heading = length_m - along_m > 1.0 ? jk_geodesic_azimuth(foot, b)
                                           : azimuth; /* hardly turns within a leg */
        along_m += gap_m * cos((jk_geodesic_azimuth(foot, p) - heading) * M_PI / 180.0);
        along_m = fmin(fmax(along_m, 0.0), length_m);
        foot = jk_geodesic_direct(a, azimuth, along_m);
    }
    return fmin(best, jk_geodesic_distance(foot, p));
}

/* The farthest sampled place from the leg that stands for it. */
static double farthest(const struct recorded *way, const struct jk_simplified *simple)
{
    double worst = 0.0;

    for (size_t leg = 0; leg + 1 < simple->count; leg++) {
        struct jk_point a = way->drawn[simple->kept[leg]], b = way->drawn[simple->kept[leg + 1]];

        for (size_t k = simple->kept[leg]; k < simple->kept[leg + 1]; k++) {
            struct jk_point cut[SAMPLES];

            jk_geodesic_cut(way->line[k], way->line[k + 1], SAMPLES - 1, cut);
            for (size_t i = 0; i < SAMPLES; i++)
                worst = fmax(worst, distance_to_leg(cut[i], a, b));
        }
    }
    return worst;
}

/* A way that wanders, stands, jitters, turns back and takes a long leg now and then. */
static void wander(struct seeded *r, struct recorded *way, struct jk_point from)
{
    size_t count = (size_t)seeded_whole(r, 2, 60);
    double heading = seeded_between(r, -180, 180), turn = seeded_between(r, 0, 30);

    way->count = 0;
    add(way, from);
    while (way->count < count) {
        double die = seeded_between(r, 0, 1), step_m = seeded_between(r, 1, 60);

        if (die < 0.02)
            heading += 180.0;
        else if (die < 0.05)
            step_m = seeded_between(r, 1000, 30000);
        else if (die < 0.15)
            step_m = 0.5;
        heading += seeded_between(r, -turn, turn);
        from = jk_geodesic_direct(from, heading, step_m);
        if (!(fabs(from.lat_deg) < 85.0))
            break;
        add(way, jk_geodesic_direct(from, seeded_between(r, -180, 180), seeded_between(r, 0, 3)));
    }
}

Test(simplify, the_stated_error_holds_for_every_place_of_a_thousand_lines)
{
    static const double bounds[] = { 0.1, 0.5, 1.0, 2.0, 5.0 };
    struct seeded r = { 640808 };
    size_t in = 0, out = 0;
    double used = 0.0;

    jk_geodesic_init();
    for (int i = 0; i < seeded_rounds(1000); i++) {
        bool here = i % 2; /* Indonesia, or anywhere, the antimeridian included */
        struct jk_point from = { here ? seeded_between(&r, -11, 6) : seeded_between(&r, -75, 75),
                                 here ? seeded_between(&r, 95, 141)
                                      : seeded_between(&r, -180, 180) };
        double bound = bounds[i % 5], worst;
        struct jk_arena arena = { 0 };
        struct jk_simplified simple;
        struct recorded way;

        wander(&r, &way, from);
        if (way.count < 2)
            continue;
        cr_assert(jk_way_simplify(&arena, &(struct jk_way){ way.line, way.drawn, way.count }, bound,
                                  &simple) == JK_OK);
        cr_assert(simple.kept[0] == 0 && simple.kept[simple.count - 1] == way.count - 1);
        for (size_t k = 1; k < simple.count; k++)
            cr_assert(simple.kept[k] > simple.kept[k - 1]);
        worst = farthest(&way, &simple);
        cr_assert(simple.error_m <= bound, "line %d: %.3f above %.3f", i, simple.error_m, bound);
        cr_assert(worst <= simple.error_m + 1e-4, "line %d: %.4f m, stated %.4f", i, worst,
                  simple.error_m);
        used = fmax(used, worst / simple.error_m);
        in += way.count;
        out += simple.count;
        jk_arena_clear(&arena);
    }
    cr_assert(used > 0.95, "the bound is looser than it says: %.3f of it used", used);
    cr_assert(out * 4 < in * 3, "%zu of %zu corners kept", out, in);
}

static size_t kept_of(const struct recorded *way, double bound)
{
    struct jk_arena arena = { 0 };
    struct jk_simplified simple;
    size_t count;

    jk_geodesic_init();
    cr_assert(jk_way_simplify(&arena, &(struct jk_way){ way->line, way->drawn, way->count }, bound,
                              &simple) == JK_OK);
    count = simple.count;
    jk_arena_clear(&arena);
    return count;
}

Test(simplify, a_straight_road_keeps_its_ends_and_a_way_back_stays_one)
{
    struct recorded way = { .count = 0 };

    for (int i = 0; i <= 100; i++)
        add(&way, (struct jk_point){ 0.5 + i * 0.0003, 117.5 }); /* 33 m a step, 3.3 km */
    cr_assert(kept_of(&way, 5.0) == 2);
    for (int i = 1; i <= 50; i++)
        add(&way, (struct jk_point){ 0.53 - i * 0.0003, 117.5 });
    cr_assert(kept_of(&way, 5.0) == 3, "it turned round");
    for (int i = 1; i <= 80; i++)
        add(&way, (struct jk_point){ 0.515 + i * 0.0003, 117.5 });
    cr_assert(kept_of(&way, 5.0) == 4, "and again");
}

Test(simplify, long_legs_are_kept_whole_and_never_made)
{
    struct recorded way = { .count = 0 };

    add(&way, (struct jk_point){ 0.0, 110.0 });
    add(&way, (struct jk_point){ 1.0, 115.0 });
    cr_assert(kept_of(&way, 5.0) == 2);
    way.count = 0;
    for (int i = 0; i <= 1000; i++) {
        if (way.count == CORNERS_MAX)
            break;
        add(&way, (struct jk_point){ 0.5, 117.5 + i * 0.0003 });
    }
    cr_assert(kept_of(&way, 5.0) == 2 + (size_t)(399 * 0.0003 * 111320.0 / JK_MERGED_MAX_M), "%zu",
              kept_of(&way, 5.0));
}
