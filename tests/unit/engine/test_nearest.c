/* The nearest rival is told the same, whoever was filed first. */
#include <criterion/criterion.h>
#include "jarak/engine/verdict.h"
#include "jarak/geo/geodesic.h"
#include "tests/support/only.h"
#include "tests/support/sides.h"

#define RIVALS 4

static struct jk_body *disc(double lat, double lon, double from_s)
{
    struct jk_presence p = { .shape = { .kind = JK_SHAPE_DISC, .centre = { lat, lon } },
                             .from_s = from_s,
                             .to_s = from_s + 3600,
                             .offset_s = 28800,
                             .size = JK_SIZE_BESAR };

    return jk_body_new(&p);
}

/* Four rivals on one meridian and one parallel, two of them as near as can be, in two orders. */
static struct jk_nearest ask(const int order[RIVALS], double own_from_s)
{
    static const struct jk_party one = { .contest = "x", .count = 1, .paslon = { 1 } };
    static const struct jk_party two = { .contest = "x", .count = 1, .paslon = { 2 } };
    static const struct {
        double lat, lon, from_s;
    } at[RIVALS] = {
        { 0.01, 117.5, 7200 }, { -0.01, 117.5, 7200 }, { 0.01, 117.5, 3600 }, { 0.0, 117.52, 0 }
    };
    struct jk_world *world = jk_world_new();
    struct jk_body *own = disc(0.0, 117.5, own_from_s), *body[RIVALS];
    struct jk_member self = { own, &one, 99, 99 };
    struct jk_nearest nearest;
    uint32_t id;

    for (int i = 0; i < RIVALS; i++) {
        struct jk_member m = { NULL, &two, (uint32_t)order[i], (uint32_t)order[i] };

        m.body = body[i] = disc(at[order[i]].lat, at[order[i]].lon, at[order[i]].from_s);
        cr_assert(jk_world_add(world, &m, &id) == JK_OK);
    }
    nearest = jk_verdict_nearest(world, &self, 1);
    nearest.id = jk_world_get(world, nearest.id).tag;
    for (int i = 0; i < RIVALS; i++)
        jk_body_free(body[i]);
    jk_body_free(own);
    jk_world_free(world);
    return nearest;
}

static const int orders[][RIVALS] = {
    { 0, 1, 2, 3 }, { 3, 2, 1, 0 }, { 1, 0, 3, 2 }, { 2, 3, 0, 1 }, { 0, 2, 1, 3 }
};

Test(nearest, of_two_as_near_the_earlier_then_the_smaller_latitude_whoever_came_first)
{
    jk_geodesic_init();
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        struct jk_nearest n = ask(orders[i], 3600);

        cr_assert(n.found && n.id == 2, "order %zu: %u", i, n.id);
        cr_assert(n.distance_m > 1105.7 && n.distance_m < 1105.8); /* 0.01 degrees of latitude */
    }
}

/* Its own last second is the first instant of all of them. */
Test(nearest, of_two_that_come_later_the_earlier_whoever_came_first)
{
    jk_geodesic_init();
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        cr_assert(ask(orders[i], 0).id == 2, "order %zu: %u", i, ask(orders[i], 0).id);
}

/* What is in force and the change that waits are two bodies of one leg. */
Test(nearest, of_two_versions_at_one_place_the_earlier_is_told_whichever_came_first)
{
    static const struct jk_party one = { .contest = "x", .count = 1, .paslon = { 1 } };
    static const struct jk_party two = { .contest = "x", .count = 1, .paslon = { 2 } };
    const struct jk_row row = { .id = "r", .rung[JK_LEVEL_INFO] = { true, true, 0, 5000 } };
    static struct jk_policy policy;

    jk_geodesic_init();
    cr_assert(side_policy(&policy, &row));
    for (int turn = 0; turn < 2; turn++) {
        struct jk_world *world = jk_world_new();
        struct jk_body *own = disc(0.0, 117.5, 0), *of[2];
        struct jk_member self = { own, &one, 1, 1 };
        struct jk_arena arena = { 0 };
        struct jk_pairings found;
        uint32_t id;

        for (int i = 0; i < 2; i++) {
            struct jk_member m = { NULL, &two, 2, 2 };

            m.body = of[i] = disc(0.01, 117.5, i == turn ? 7200 : 10800);
            cr_assert(jk_world_add(world, &m, &id) == JK_OK);
        }
        cr_assert(jk_verdict_chain(&arena, world, ONLY(&policy), &self, 1, &found) == JK_OK);
        cr_assert(found.count == 1 && found.at[0].part_count == 1);
        cr_expect(found.at[0].parts[0].part.time_b_s == 7200, "turn %d: %.0f", turn,
                  found.at[0].parts[0].part.time_b_s);
        jk_arena_clear(&arena);
        jk_body_free(own);
        jk_body_free(of[0]);
        jk_body_free(of[1]);
        jk_world_free(world);
    }
}
