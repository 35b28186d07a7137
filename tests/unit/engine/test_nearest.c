/* The nearest rival is told the same, whoever was filed first. */
#include <criterion/criterion.h>
#include "jarak/engine/verdict.h"
#include "jarak/geo/geodesic.h"

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
static struct jk_nearest ask(const int order[RIVALS])
{
    static const struct jk_party one = { .contest = "x", .count = 1, .paslon = { 1 } };
    static const struct jk_party two = { .contest = "x", .count = 1, .paslon = { 2 } };
    static const struct {
        double lat, lon, from_s;
    } at[RIVALS] = {
        { 0.01, 117.5, 7200 }, { -0.01, 117.5, 7200 }, { 0.01, 117.5, 3600 }, { 0.0, 117.52, 0 }
    };
    struct jk_world *world = jk_world_new();
    struct jk_body *own = disc(0.0, 117.5, 3600), *body[RIVALS];
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

Test(nearest, of_two_as_near_the_earlier_then_the_smaller_latitude_whoever_came_first)
{
    static const int orders[][RIVALS] = {
        { 0, 1, 2, 3 }, { 3, 2, 1, 0 }, { 1, 0, 3, 2 }, { 2, 3, 0, 1 }, { 0, 2, 1, 3 }
    };

    jk_geodesic_init();
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        struct jk_nearest n = ask(orders[i]);

        cr_assert(n.found && n.id == 2, "order %zu: %u", i, n.id);
        cr_assert(n.distance_m > 1105.7 && n.distance_m < 1105.8); /* 0.01 degrees of latitude */
    }
}
