/* Routes and areas at the borders of their limits. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include "jarak/geo/geodesic.h"
#include "jarak/model/shape.h"
#include "jarak/model/texts.h"

static const struct jk_point start = { 0.5, 117.5 };

static struct jk_point east(double metres)
{
    return jk_geodesic_direct(start, 90, metres);
}

/* 200 km/h is 55.55 m/s: 5,555 m in 100 s are within, 5,556 m are above. 0.1 km/h is 2.77 cm/s. */
Test(route, speeds_end_exactly_at_their_limits)
{
    static const struct {
        double metres;
        int64_t seconds;
        enum jk_status want;
    } cases[] = { { 5555, 100, JK_OK },     { 5556, 100, JK_RANGE }, { 27.8, 1000, JK_OK },
                  { 27.7, 1000, JK_RANGE }, { 1000, 0, JK_RANGE },   { 1000, -100, JK_RANGE } };
    struct jk_error err;

    jk_geodesic_init();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_point p[] = { start, east(cases[i].metres) };
        int64_t times[] = { 50, 50 + cases[i].seconds };

        cr_assert(jk_route_check(p, NULL, 2, (struct jk_interval){ 50, 50 + cases[i].seconds },
                                 &err) == cases[i].want,
                  "case %zu without times", i);
        cr_assert(jk_route_check(p, times, 2, (struct jk_interval){ 50, 50 + cases[i].seconds },
                                 &err) == cases[i].want,
                  "case %zu with times", i);
    }
}

/* One leg too slow is refused even where the mean is not; a halt is no leg. */
Test(route, every_leg_that_moves_has_its_own_speed_and_a_halt_may_last)
{
    struct jk_error err;
    struct jk_point p[4];
    const int64_t slow[] = { 0, 100, 100100, 100200 };

    jk_geodesic_init();
    p[0] = start;
    p[1] = east(1000);
    p[2] = east(1010); /* 10 m in 100,000 s */
    p[3] = east(2000);
    cr_assert(jk_route_check(p, slow, 4, (struct jk_interval){ 0, 100200 }, &err) == JK_RANGE);
    cr_assert(err.text == JK_TEXT_ROUTE_SLOW);
    p[2] = p[1];
    cr_assert(jk_route_check(p, slow, 4, (struct jk_interval){ 0, 100200 }, &err) == JK_OK,
              "a day's halt");
    p[0] = p[1];
    p[3] = p[1];
    cr_assert(jk_route_check(p, slow, 4, (struct jk_interval){ 0, 100200 }, &err) == JK_INVALID &&
              err.text == JK_TEXT_ROUTE_STILL);
}

Test(route, points_and_length_end_at_their_limits)
{
    struct jk_point *p = calloc(JK_ROUTE_POINTS_MAX + 1, sizeof *p);
    struct jk_point far[2] = { start, { 0.5, 117.5 } };
    struct jk_error err;

    jk_geodesic_init();
    for (int i = 0; i <= JK_ROUTE_POINTS_MAX; i++)
        p[i] = (struct jk_point){ 0.5 + 1e-5 * (i % 2), 117.5 };
    cr_assert(jk_route_check(p, NULL, JK_ROUTE_POINTS_MAX, (struct jk_interval){ 0, 3600 }, &err) ==
              JK_OK);
    cr_assert(jk_route_check(p, NULL, JK_ROUTE_POINTS_MAX + 1, (struct jk_interval){ 0, 3600 },
                             &err) == JK_TOO_MANY);
    far[1] = east(JK_ROUTE_LENGTH_MAX - 1);
    cr_assert(jk_route_check(far, NULL, 2, (struct jk_interval){ 0, 40000 }, &err) == JK_OK);
    far[1] = east(JK_ROUTE_LENGTH_MAX + 1);
    cr_assert(jk_route_check(far, NULL, 2, (struct jk_interval){ 0, 40000 }, &err) == JK_TOO_MANY);
    free(p);
}

/* A ring of small numbers in degrees, ended by the count. */
static enum jk_status check(const double *xy, size_t count, struct jk_error *err)
{
    struct jk_point p[16];
    const struct jk_ring ring = { p, count };

    for (size_t i = 0; i < count; i++)
        p[i] = (struct jk_point){ 0.001 * xy[2 * i + 1], 117 + 0.001 * xy[2 * i] };
    return jk_area_check(&ring, 1, err);
}

Test(area, outlines_that_touch_or_fold_are_refused)
{
    static const struct {
        double xy[12];
        size_t count;
        enum jk_status want;
        const char *why;
    } cases[] = {
        { { 0, 0, 1, 0, 0, 1 }, 3, JK_OK, "a triangle" },
        { { 0, 0, 0, 1, 1, 0 }, 3, JK_OK, "the other way round" },
        { { 0, 0, 4, 0, 4, 4, 2, 1, 0, 4 }, 5, JK_OK, "concave" },
        { { 0, 0, 1, 0, 2, 0 }, 3, JK_RANGE, "a line there and back" },
        { { 0, 0, 0, 0, 1, 1, 1, 0 }, 4, JK_RANGE, "a corner twice" },
        { { 0, 0, 2, 0, 2, 2, 0, 0, 0, 2 }, 5, JK_RANGE, "back at its first corner" },
        { { 0, 0, 4, 0, 2, 0, 2, 2 }, 4, JK_RANGE, "folds back along its edge" },
        { { 0, 0, 4, 0, 4, 4, 2, 0, 0, 4 }, 5, JK_RANGE, "a corner on an edge" },
        { { 0, 0, 2, 2, 2, 0, 0, 2 }, 4, JK_RANGE, "a bow" },
        { { 0, 0, 1, 0 }, 2, JK_INVALID, "two corners" },
    };
    struct jk_error err;

    jk_geodesic_init();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_assert(check(cases[i].xy, cases[i].count, &err) == cases[i].want, "%s", cases[i].why);
}

Test(area, sizes_end_at_their_limits)
{
    static struct jk_point p[JK_AREA_POINTS_MAX + 1];
    struct jk_ring ring = { p, JK_AREA_POINTS_MAX }, many[JK_AREA_RINGS_MAX + 1];
    struct jk_point wide[3] = { start, start, { 0.51, 117.5 } };
    struct jk_error err;

    jk_geodesic_init();
    for (int i = 0; i <= JK_AREA_POINTS_MAX; i++) {
        double angle = 6.283185307 * i / (JK_AREA_POINTS_MAX + 1);

        p[i] = (struct jk_point){ 0.5 + 0.01 * cos(angle), 117.5 + 0.01 * sin(angle) };
    }
    cr_assert(jk_area_check(&ring, 1, &err) == JK_OK);
    ring.count++;
    cr_assert(jk_area_check(&ring, 1, &err) == JK_TOO_MANY);
    for (int i = 0; i <= JK_AREA_RINGS_MAX; i++)
        many[i] = (struct jk_ring){ p + 3 * i, 3 }; /* slices of the circle: none meets another */
    cr_assert(jk_area_check(many, JK_AREA_RINGS_MAX, &err) == JK_OK);
    cr_assert(jk_area_check(many, JK_AREA_RINGS_MAX + 1, &err) == JK_TOO_MANY);
    cr_assert(jk_area_check(many, 0, &err) == JK_INVALID);
    ring = (struct jk_ring){ wide, 3 };
    wide[1] = east(99990);
    cr_assert(jk_area_check(&ring, 1, &err) == JK_OK);
    wide[1] = east(100010);
    cr_assert(jk_area_check(&ring, 1, &err) == JK_TOO_MANY);
}
