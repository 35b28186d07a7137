/* Whose ground a place touches: held against grounds found point by point. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/geo/geodesic.h"
#include "jarak/policy/ground.h"
#include "jarak/policy/texts.h"
#include "pack_case.h"

static double between(double low, double high)
{
    return low + (high - low) * (double)rand() / RAND_MAX;
}

static bool has(const struct jk_ground *g, const struct jk_region *region)
{
    for (size_t i = 0; i < g->count; i++) {
        if (g->at[i] == region)
            return true;
    }
    return false;
}

/* No ground within reach is left out: whatever lies within reach of the place and nearest to a
 * point belongs to a ground that is named. And where nothing reaches beyond the place, its own
 * ground alone is named. */
Test(ground, no_cell_within_reach_is_left_out_and_few_beyond_are_named)
{
    size_t named = 0, seen = 0;

    jk_geodesic_init();
    srand(16);
    for (int n = 0; n < 300; n++) {
        struct jk_region regions[30] = { { .code = NULL } };
        struct jk_pack pack = { .regions = regions,
                                .region_count = 30,
                                .reference_m = n % 3 ? 0.0 : between(5e3, 60e3) };
        struct jk_point place = { between(0.2, 0.8), between(117.2, 117.8) };
        struct jk_xyz points[30];
        uint32_t numbers[30];
        struct jk_arena arena = { 0 };
        size_t count = 0;
        double reach_m = between(0.0, 15e3);
        struct jk_ground ground = { .at = NULL }, alone = { .at = NULL };
        bool met[30] = { false };

        for (int i = 0; i < 30; i++) {
            regions[i].code = "64.08.01";
            regions[i].has_point = i != 7;
            regions[i].at = jk_xyz_of((struct jk_point){ between(0, 1), between(117, 118) });
        }
        for (uint32_t i = 0; i < 30; i++) {
            if (regions[i].has_point) {
                points[count] = regions[i].at;
                numbers[count++] = i;
            }
        }
        cr_assert(jk_point_tree_make(&arena, points, count, &pack.near));
        pack.near_regions = numbers;
        cr_assert(jk_ground_add(&pack, jk_xyz_of(place), reach_m, &ground));
        for (int k = 0; k < 400; k++) {
            struct jk_point there =
                jk_geodesic_direct(place, between(0, 360), reach_m * sqrt(between(0, 1)));
            const struct jk_region *nearest = jk_pack_nearest(&pack, there);

            if (!nearest)
                continue;
            cr_assert(has(&ground, nearest), "round %d: a ground within %.0f m is missing", n,
                      reach_m);
            met[nearest - regions] = true;
        }
        for (int i = 0; i < 30; i++)
            seen += met[i];
        named += ground.count;
        cr_assert(jk_ground_add(&pack, jk_xyz_of(place), 0.0, &alone));
        cr_assert_eq(alone.count, (size_t)(jk_pack_nearest(&pack, place) != NULL));
        cr_assert(alone.count == 0 || alone.at[0] == jk_pack_nearest(&pack, place));
        jk_ground_clear(&ground);
        jk_ground_clear(&alone);
        jk_arena_clear(&arena);
    }
    cr_assert_lt((double)named, 1.5 * (double)seen, "%zu named where %zu were met", named, seen);
}

#define TWO_SQUARES                                                                           \
    "{\"type\":\"FeatureCollection\",\"features\":["                                          \
    "{\"type\":\"Feature\",\"properties\":{\"code\":\"64.08.04\"},\"geometry\":{\"type\":"    \
    "\"Polygon\",\"coordinates\":[[[117.5,0.5],[117.6,0.5],[117.6,0.6],[117.5,0.6],[117.5,"   \
    "0.5]]]}},{\"type\":\"Feature\",\"properties\":{\"code\":\"64.08.17\"},\"geometry\":{"    \
    "\"type\":\"Polygon\",\"coordinates\":[[[117.6,0.5],[117.7,0.5],[117.7,0.6],[117.6,0.6]," \
    "[117.6,0.5]]]}}]}"

Test(ground, territories_count_to_the_metre_with_the_margin_of_the_pack)
{
    struct pack_case c;
    struct jk_ground ground = { .at = NULL };
    const struct jk_point corner = { 0.55, 117.6 };

    jk_geodesic_init();
    pack_case_open(&c);
    pack_case_add(&c, "areas.geojson", TWO_SQUARES);
    cr_assert_eq(pack_case_load(&c), JK_OK, "%s", c.err.field);
    cr_assert_float_eq(jk_pack_neighbour_m(&c.pack), 5500.0, 1e-9);
    for (int side = -1; side <= 1; side += 2) {
        struct jk_point place = jk_geodesic_direct(corner, 270, 2000.0 - 0.5 * side);

        cr_assert(jk_ground_add(&c.pack, jk_xyz_of(place), 2000.0, &ground));
        cr_assert(jk_ground_touches(&ground, "64.08.04"));
        cr_assert_eq(jk_ground_touches(&ground, "64.08.17"), side > 0);
        cr_assert(jk_ground_touches(&ground, "64.08") && jk_ground_touches(&ground, "64"));
        cr_assert_not(jk_ground_touches(&ground, "64.03"));
        jk_ground_clear(&ground);
    }
    pack_case_clear(&c);
}

Test(ground, margin_and_error_are_the_packs)
{
    static const struct pack_refusal refusals[] = {
        { "pack.json", "neighbour_margin_m", "0", JK_OK, NULL, "" },
        { "pack.json", "border_error_m", "0", JK_OK, NULL, "" },
        { "pack.json", "neighbour_margin_m", "-1", JK_RANGE, JK_TEXT_PACK_NUMBER,
          "pack.json: neighbour_margin_m" },
        { "pack.json", "border_error_m", "100001", JK_RANGE, JK_TEXT_PACK_NUMBER,
          "pack.json: border_error_m" },
    };
    struct pack_case c;

    jk_geodesic_init();
    pack_case_expect(refusals, sizeof refusals / sizeof *refusals);
    pack_case_open(&c);
    cr_assert_eq(pack_case_load(&c), JK_OK);
    cr_assert_float_eq(jk_pack_neighbour_m(&c.pack), 10000.0, 1e-9,
                       "borders between points are guesses");
    pack_case_set(&c, "pack.json", "border_error_m", "0");
    cr_assert_eq(pack_case_load(&c), JK_OK);
    cr_assert_float_eq(jk_pack_neighbour_m(&c.pack), 5000.0, 1e-9);
    pack_case_clear(&c);
}

Test(ground, what_has_no_place_touches_what_its_text_names)
{
    struct pack_case c;
    struct jk_facts facts = { .location = "Lapangan di Kec. Bengalon" };
    struct jk_ground ground = { .at = NULL };

    jk_geodesic_init();
    pack_case_open(&c);
    cr_assert_eq(pack_case_load(&c), JK_OK);
    cr_assert(jk_ground_add_named(&c.pack, "64.08", &facts, &ground));
    cr_assert_eq(ground.count, 1);
    cr_assert_str_eq(ground.at[0]->name, "Bengalon");
    jk_ground_clear(&ground);
    facts.location = "belum tahu";
    cr_assert(jk_ground_add_named(&c.pack, "64.08", &facts, &ground));
    cr_assert_eq(ground.count, 0);
    jk_ground_clear(&ground);
    pack_case_clear(&c);
}
