/* Whose ground a way touches, held against every place of it. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include "jarak/engine/body_ground.h"
#include "jarak/geo/geodesic.h"
#include "tests/support/seeded.h"
#include "tests/support/sides.h"

#define POINTS 60
#define NOON   1732075200.0

TestSuite(body_ground, .init = jk_geodesic_init);

/* A pack of some sub-districts round a place. */
struct land {
    struct jk_region regions[POINTS];
    struct jk_xyz points[POINTS];
    uint32_t numbers[POINTS];
    char codes[POINTS][12];
    struct jk_arena arena;
    struct jk_pack pack;
};

static void make(struct seeded *r, struct jk_point centre, struct land *land)
{
    *land = (struct land){ .pack = { .neighbour_m = seeded_between(r, 0, 6000),
                                     .border_m = seeded_between(r, 0, 3000),
                                     .border_stated = true } };
    for (uint32_t i = 0; i < POINTS; i++) {
        struct jk_region *region = &land->regions[i];

        snprintf(land->codes[i], sizeof land->codes[i], "64.08.%02u", i);
        region->code = land->codes[i];
        region->has_point = true;
        region->at = land->points[i] = jk_xyz_of(
            side_place(centre, seeded_between(r, -60000, 60000), seeded_between(r, -60000, 60000)));
        land->numbers[i] = i;
    }
    land->pack.regions = land->regions;
    land->pack.region_count = POINTS;
    land->pack.near_regions = land->numbers;
    cr_assert(jk_point_tree_make(&land->arena, land->points, POINTS, &land->pack.near));
}

static bool has(const struct jk_ground *ground, const struct jk_region *region)
{
    for (size_t i = 0; i < ground->count; i++) {
        if (ground->at[i] == region)
            return true;
    }
    return false;
}

/* The grounds at many places of the body, exactly within reach of each. */
static void hold(const struct land *land, const struct jk_body *body, const struct jk_ground *found)
{
    double reach_m = jk_pack_neighbour_m(&land->pack) + body->pad_m + body->uncertainty_m;

    for (uint32_t i = 0; i < jk_body_nodes(body); i++) {
        struct jk_xyz a = jk_body_node(body, i).at,
                      b = jk_body_node(body, i + 1 < jk_body_nodes(body) ? i + 1 : i).at;

        for (int k = 0; k < 20; k++) {
            struct jk_xyz at = { a.x + (b.x - a.x) * k / 20, a.y + (b.y - a.y) * k / 20,
                                 a.z + (b.z - a.z) * k / 20 };
            struct jk_ground here = { .at = NULL };

            cr_assert(jk_ground_add(&land->pack, at, reach_m, &here));
            for (size_t n = 0; n < here.count; n++)
                cr_assert(has(found, here.at[n]), "a ground is missing");
            jk_ground_clear(&here);
        }
    }
}

Test(body_ground, no_place_of_a_way_touches_what_is_not_named)
{
    const struct jk_point centre = { 0.5, 117.5 };
    size_t named = 0, all = 0;

    for (uint64_t n = 0; n < 60; n++) {
        struct seeded r = { 4711 + 77 * n };
        struct jk_ground found = { .at = NULL };
        struct land land;
        struct side side;
        struct jk_body *body;

        make(&r, centre, &land);
        side_wander(&r,
                    &(struct side_walk){ .origin = centre,
                                         .north_m = seeded_between(&r, -20000, 20000),
                                         .east_m = seeded_between(&r, -20000, 20000),
                                         .heading = seeded_between(&r, 0, 6),
                                         .step_m = seeded_between(&r, 20, 4000),
                                         .count = (size_t)seeded_whole(&r, 2, 40),
                                         .least_s = 150,
                                         .from_s = NOON },
                    &side);
        body = jk_body_new(&side.presence);
        cr_assert(body && jk_ground_add_body(&land.pack, body, &found));
        hold(&land, body, &found);
        named += found.count;
        all += POINTS;
        jk_ground_clear(&found);
        jk_body_free(body);
        jk_arena_clear(&land.arena);
    }
    cr_assert_lt(named, all / 2, "not everything is named");
}
