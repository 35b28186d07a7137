/* Outlines: inside by even-odd, distance to the border, crossings of a way. The references walk
 * every edge on one plane in which the outline was drawn. */
#include <criterion/criterion.h>
#include <math.h>
#include "jarak/geo/geodesic.h"
#include "jarak/geo/outline.h"
#include "tests/support/seeded.h"
#include "tests/support/sides.h"

#define CORNERS 200

static const struct jk_point field = { 0.5, 117.5 };

/* Rings in metres east and north of the field. */
struct drawn {
    struct jk_xy at[3][CORNERS];
    size_t count[3], rings;
};

static struct jk_xyz place(struct jk_xy at)
{
    return jk_xyz_of(side_place(field, at.y, at.x));
}

static void make(struct jk_arena *arena, const struct drawn *d, struct jk_outline *out)
{
    static struct jk_point points[3][CORNERS];
    struct jk_corners rings[3];

    for (size_t r = 0; r < d->rings; r++) {
        for (size_t i = 0; i < d->count[r]; i++)
            points[r][i] = side_place(field, d->at[r][i].y, d->at[r][i].x);
        rings[r] = (struct jk_corners){ points[r], d->count[r] };
    }
    cr_assert(jk_outline_make(arena, rings, d->rings, out) == JK_OK);
}

static void square(struct drawn *d, double half)
{
    size_t r = d->rings++;

    d->count[r] = 4;
    for (int i = 0; i < 4; i++)
        d->at[r][i] = (struct jk_xy){ i == 0 || i == 3 ? -half : half, i < 2 ? -half : half };
}

/* A star with corners at two radii: many edges, concave everywhere. */
static void star(struct seeded *r, struct drawn *d, double near_m, double far_m)
{
    size_t ring = d->rings++, count = (size_t)seeded_whole(r, 2, CORNERS / 2) * 2;

    d->count[ring] = count;
    for (size_t i = 0; i < count; i++) {
        double angle = 6.283185307179586 * (double)i / (double)count;
        double radius = i % 2 ? near_m : seeded_between(r, near_m, far_m);

        d->at[ring][i] = (struct jk_xy){ radius * cos(angle), radius * sin(angle) };
    }
}

static double border_of(const struct drawn *d, struct jk_xy p, bool *inside)
{
    double least = INFINITY;

    *inside = false;
    for (size_t r = 0; r < d->rings; r++) {
        for (size_t i = 0; i < d->count[r]; i++) {
            struct jk_xy a = d->at[r][i], b = d->at[r][(i + 1) % d->count[r]];
            double dx = b.x - a.x, dy = b.y - a.y;
            double share = ((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy);

            share = fmin(1, fmax(0, share));
            least = fmin(least, hypot(a.x + share * dx - p.x, a.y + share * dy - p.y));
            if ((a.y > p.y) != (b.y > p.y) && p.x < a.x + (p.y - a.y) * dx / dy)
                *inside = !*inside;
        }
    }
    return least;
}

Test(outline, the_inside_ends_at_the_edges_and_holes_are_outside)
{
    static const struct {
        struct jk_xy at;
        bool inside;
    } cases[] = { { { 0, 0 }, false },      { { 150, 0 }, true },      { { 99.9, 0 }, false },
                  { { 100.1, 0 }, true },   { { 499.9, 0 }, true },    { { 500.1, 0 }, false },
                  { { 0, -499.9 }, true },  { { 0, -500.1 }, false },  { { 499, 499 }, true },
                  { { 501, 501 }, false },  { { -99, 99 }, false },    { { -101, 99 }, true },
                  { { 5000, 100 }, false }, { { -300, 500.1 }, false } };
    struct drawn d = { .rings = 0 };
    struct jk_arena arena = { 0 };
    struct jk_outline o;

    jk_geodesic_init();
    square(&d, 500);
    square(&d, 100);
    make(&arena, &d, &o);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_assert(jk_outline_covers(&o, place(cases[i].at)) == cases[i].inside, "case %zu", i);
    jk_arena_clear(&arena);
}

Test(outline, the_border_is_looked_for_as_far_as_asked)
{
    struct drawn d = { .rings = 0 };
    struct jk_arena arena = { 0 };
    struct jk_outline o;
    struct jk_xyz east;

    jk_geodesic_init();
    square(&d, 500);
    make(&arena, &d, &o);
    east = place((struct jk_xy){ 700, 0 });
    cr_assert(fabs(jk_outline_border_m(&o, east, 200.1) - 200) < 0.01);
    cr_assert(isinf(jk_outline_border_m(&o, east, 199.9)));
    cr_assert(fabs(jk_outline_border_m(&o, place((struct jk_xy){ 0, 0 }), 1000) - 500) < 0.01,
              "from within too");
    cr_assert(fabs(jk_outline_border_m(&o, place((struct jk_xy){ 800, 900 }), 1000) - 500) < 0.01,
              "of a corner");
    cr_assert(jk_outline_border_m(&o, place((struct jk_xy){ 500, 10 }), 0.01) < 0.01);
    jk_arena_clear(&arena);
}

/* Squares of 1,000 m and 200 m round the middle; a way 20 m north of it, from west to east. */
Test(outline, a_way_is_near_a_border_on_ranges)
{
    static const struct {
        double from_m, to_m, within_m;
        size_t count;
        double want_m[8];
        const char *why;
    } cases[] = {
        { -1000, 1000, 1, 4, { -501, -499, -101, -99, 99, 101, 499, 501 }, "through both" },
        { -1000, 1000, 250, 2, { -750, -250, 250, 750 }, "the inner one is near all through" },
        { -1000, -510, 1, 0, { 0 }, "ends before" },
        { -400, -200, 1, 0, { 0 }, "between the two" },
        { -1000, -499.5, 1, 1, { -501, -499.5 }, "ends on the border" },
        { 0, 300, 90, 1, { 0, 190 }, "begins near" },
    };
    struct drawn d = { .rings = 0 };
    struct jk_arena arena = { 0 };
    struct jk_outline o;

    jk_geodesic_init();
    square(&d, 500);
    square(&d, 100);
    make(&arena, &d, &o);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double length = cases[i].to_m - cases[i].from_m;
        struct jk_ranges near = { .at = NULL };

        jk_outline_reach(&o, place((struct jk_xy){ cases[i].from_m, 20 }),
                         place((struct jk_xy){ cases[i].to_m, 20 }), cases[i].within_m, &near);
        jk_ranges_join(&near);
        if (cases[i].within_m == 250) { /* [-750, -250] and [-350, 350] and [250, 750] are one */
            cr_assert(near.count == 1, "%s: %zu", cases[i].why, near.count);
            cr_assert(fabs(near.at[0].from - 0.125) < 1e-4 && fabs(near.at[0].to - 0.875) < 1e-4);
        } else {
            cr_assert(near.count == cases[i].count, "%s: %zu", cases[i].why, near.count);
            for (size_t k = 0; k < near.count; k++) {
                double from = cases[i].from_m + near.at[k].from * length;
                double to = cases[i].from_m + near.at[k].to * length;

                cr_assert(fabs(from - cases[i].want_m[2 * k]) < 0.01 &&
                              fabs(to - cases[i].want_m[2 * k + 1]) < 0.01,
                          "%s: %.3f..%.3f", cases[i].why, from, to);
            }
        }
        jk_ranges_clear(&near);
    }
    jk_arena_clear(&arena);
}

/* What is told near is near, and what is not is not: asked at many places of random ways. */
Test(outline, ranges_hold_the_places_that_are_near_and_no_others, .timeout = 60)
{
    struct seeded r = { 31 };
    struct drawn d = { .rings = 0 };
    struct jk_arena arena = { 0 };
    struct jk_outline o;

    jk_geodesic_init();
    square(&d, 500);
    square(&d, 100);
    make(&arena, &d, &o);
    for (int i = 0; i < seeded_rounds(2000); i++) {
        struct jk_xyz a =
            place((struct jk_xy){ seeded_between(&r, -900, 900), seeded_between(&r, -900, 900) });
        struct jk_xyz b =
            place((struct jk_xy){ seeded_between(&r, -900, 900), seeded_between(&r, -900, 900) });
        double within = seeded_between(&r, 0.5, 300);
        struct jk_ranges near = { .at = NULL };

        jk_outline_reach(&o, a, b, within, &near);
        jk_ranges_join(&near);
        for (int k = 0; k <= 50; k++) {
            double share = k / 50.0, border;
            bool told = false;

            border = jk_outline_border_m(&o, jk_xyz_between(a, b, share), 1000);
            for (size_t n = 0; n < near.count; n++)
                told = told || (near.at[n].from <= share && share <= near.at[n].to);
            cr_assert(told == (border <= within) || fabs(border - within) < 0.01,
                      "way %d at %.2f: %.3f m from the border, within %.3f", i, share, border,
                      within);
        }
        jk_ranges_clear(&near);
    }
    jk_arena_clear(&arena);
}

Test(outline, rings_of_two_corners_and_none_at_all_are_refused)
{
    static const struct jk_point two[] = { { 0, 117 }, { 0, 118 } };
    const struct jk_corners ring = { two, 2 };
    struct jk_arena arena = { 0 };
    struct jk_outline o;

    jk_geodesic_init();
    cr_assert(jk_outline_make(&arena, &ring, 1, &o) == JK_INVALID);
    cr_assert(jk_outline_make(&arena, NULL, 0, &o) == JK_INVALID);
    jk_arena_clear(&arena);
}

/* Hundreds of edges under chunks: those a chunk's sphere drops must not matter. */
Test(outline, stars_are_answered_as_by_a_walk_over_all_edges, .timeout = 60)
{
    struct seeded r = { 151 };
    struct jk_arena arena = { 0 };
    int inside_count = 0;

    jk_geodesic_init();
    for (int i = 0; i < 60; i++) {
        struct drawn d = { .rings = 0 };
        struct jk_outline o;

        star(&r, &d, 800, 2500);
        if (seeded_whole(&r, 0, 1))
            star(&r, &d, 100, 600);
        make(&arena, &d, &o);
        for (int k = 0; k < 100; k++) {
            struct jk_xy p = { seeded_between(&r, -2600, 2600), seeded_between(&r, -2600, 2600) };
            struct jk_xy q = { p.x + seeded_between(&r, -900, 900),
                               p.y + seeded_between(&r, -900, 900) };
            double within = seeded_between(&r, 1, 900), have;
            struct jk_ranges near = { .at = NULL };
            bool inside, there;
            double border = border_of(&d, p, &inside), other = border_of(&d, q, &there);

            if (border < 0.5 || other < 0.5)
                continue; /* the drawing's plane is off by less */
            cr_assert(jk_outline_covers(&o, place(p)) == inside, "star %d place %d", i, k);
            have = jk_outline_border_m(&o, place(p), within);
            if (fabs(border - within) > 0.5)
                cr_assert(isinf(have) == (border > within), "star %d place %d", i, k);
            cr_assert(isinf(have) || fabs(have - border) < 0.5, "star %d: %.2f, not %.2f", i, have,
                      border);
            /* A way from inside to outside comes by the border; one that does not has both ends on
             * one side of it. */
            jk_outline_reach(&o, place(p), place(q), 0.01, &near);
            cr_assert(near.count > 0 || inside == there, "star %d way %d", i, k);
            jk_ranges_clear(&near);
            inside_count += inside;
        }
        jk_arena_clear(&arena);
    }
    cr_assert(inside_count > 500, "%d inside", inside_count);
}
