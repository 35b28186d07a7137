/* The nearest of many points, held against a walk over all of them. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/geo/geodesic.h"
#include "jarak/geo/point_tree.h"

#define MOST 700

static double between(double low, double high)
{
    return low + (high - low) * (double)rand() / RAND_MAX;
}

struct seen {
    const struct jk_point_tree *tree;
    struct jk_xyz place;
    double within_m;
    bool met[MOST];
};

static void note(void *ctx, size_t number, double distance_m)
{
    struct seen *s = ctx;

    cr_assert(!s->met[number], "visited once");
    cr_assert_float_eq(distance_m, jk_xyz_chord(s->place, s->tree->points[number]), 0.0);
    s->met[number] = true;
}

static void hold(const struct jk_point_tree *tree, struct jk_xyz place, double within_m)
{
    struct seen seen = { tree, place, within_m, { false } };
    double least = within_m;
    size_t want = SIZE_MAX, got;
    bool found = jk_point_tree_find(tree, place, within_m, &got);

    jk_point_tree_each(tree, place, within_m, note, &seen);
    for (size_t i = 0; i < tree->count; i++) {
        double distance = jk_xyz_chord(place, tree->points[i]);

        if (distance < least) {
            least = distance;
            want = i;
        }
        cr_assert_eq(seen.met[i], distance <= within_m, "point %zu of %zu", i, tree->count);
    }
    cr_assert_eq(found, want != SIZE_MAX);
    cr_assert(!found || got == want, "%zu is as near as %zu and comes first", want, got);
}

/* Few coordinates, so that many points are as near as each other, and many are the same. */
Test(point_tree, finds_what_a_walk_finds_also_among_equals)
{
    jk_geodesic_init();
    srand(164);
    for (int n = 0; n < 400; n++) {
        struct jk_xyz points[MOST];
        struct jk_arena arena = { 0 };
        struct jk_point_tree tree;
        size_t count = (size_t)between(0, n % 10 ? 40 : MOST);

        for (size_t i = 0; i < count; i++)
            points[i] = n % 2 ? jk_xyz_of((struct jk_point){ between(-2, 2), between(116, 119) })
                              : (struct jk_xyz){ floor(between(0, 4)), floor(between(0, 4)),
                                                 floor(between(0, 4)) };
        cr_assert(jk_point_tree_make(&arena, points, count, &tree));
        for (int k = 0; k < 40; k++) {
            struct jk_xyz place =
                n % 2 ? jk_xyz_of((struct jk_point){ between(-3, 3), between(115, 120) })
                      : (struct jk_xyz){ floor(between(0, 4)), floor(between(0, 4)),
                                         floor(between(0, 4)) };

            hold(&tree, place, k % 3 ? INFINITY : n % 2 ? between(0, 2e5) : floor(between(0, 5)));
        }
        jk_arena_clear(&arena);
    }
}
