/* Columns on roads as the worst questions have them: many corners, one road, many rivals. For the
 * bench of stalls and for the tests that count their work. */
#ifndef TESTS_SUPPORT_ROADS_H
#define TESTS_SUPPORT_ROADS_H
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/engine/slots.h"
#include "tests/support/seeded.h"
#include "tests/support/sides.h"

#define ROADS_NOON 1732075200.0 /* 20 November 2024, 12.00 WITA */
#define ROADS_MAX  160
#define ROADS_MPS  (25.0 / 3.6)

/** One column on the one road: a bent way from the south to the north. */
struct road {
    bool own;        /**< of the chain that asks; else each is a chain of its own */
    bool back;       /**< it is driven the other way */
    size_t corners;  /**< at least 2 */
    double length_m; /**< of the road from end to end */
    double lane_m;   /**< how far east of the road it is driven */
    double from_s;   /**< departure */
};

/** A world of them. */
struct roads {
    struct jk_policy policy;
    struct jk_policies policies; /* that one alone */
    struct jk_world *world;
    struct jk_arena arena;
    struct jk_presence presence[ROADS_MAX]; /**< of the members, own first as they come */
    struct jk_body *bodies[ROADS_MAX];
    struct jk_member members[ROADS_MAX]; /**< own ones */
    size_t own_of[ROADS_MAX];            /**< number of each own member's presence */
    size_t count, own_count;
    struct jk_risk_zone zone[2];
    struct jk_risk_zones zones;
};

static const struct jk_party roads_ours = { .contest = "pilbup-64.08",
                                            .paslon = { 1 },
                                            .count = 1 };
static const struct jk_party roads_theirs = { .contest = "pilbup-64.08",
                                              .paslon = { 2 },
                                              .count = 1 };
static const struct jk_point roads_origin = { 0.5, 117.5 };

/* The row of two convoys of the pack, with raises; two zones on the road: one always, one that
 * holds from the next day on. */
static inline void roads_open(struct roads *r, bool zones)
{
    static const struct jk_row row = { .id = "konvoi-konvoi",
                                       .rung = { [JK_LEVEL_INFO] = { true, false, 7200, 2000 },
                                                 [JK_LEVEL_WASPADA] = { true, false, 3600, 1000 },
                                                 [JK_LEVEL_SIAGA] = { true, false, 1800, 500 } } };
    const int32_t today = 20047; /* 20 November 2024 */

    memset(r, 0, sizeof *r);
    if (!side_policy(&r->policy, &row))
        abort();
    r->policy.raise = (struct jk_raise){ true, 30, 200, 150, 30 };
    r->policies = jk_policies_over(&r->policy, 1);
    r->world = jk_world_new();
    if (!zones)
        return;
    r->zone[0] = (struct jk_risk_zone){ .id = "a",
                                        .factor = 1500,
                                        .from_day = today - 9,
                                        .to_day = today + 99,
                                        .is_disc = true,
                                        .radius_m = 800 };
    r->zone[1] = (struct jk_risk_zone){ .id = "b",
                                        .factor = 2000,
                                        .from_day = today + 1,
                                        .to_day = today + 99,
                                        .is_disc = true,
                                        .radius_m = 900 };
    r->zone[0].centre = jk_xyz_of(side_place(roads_origin, 3000, 0));
    r->zone[1].centre = jk_xyz_of(side_place(roads_origin, 7000, 500));
    r->zones = (struct jk_risk_zones){ r->zone, 2 };
    r->policy.zone_factor = 2.0;
    r->policies = jk_policies_over(&r->policy, 1);
}

/* The corners of a column: the road bends to both sides by some hundred metres. */
static inline void roads_corners(const struct road *road, struct jk_point *points)
{
    for (size_t i = 0; i < road->corners; i++) {
        double share = (double)i / (double)(road->corners - 1), north;

        share = road->back ? 1.0 - share : share;
        north = share * road->length_m;
        points[i] = side_place(roads_origin, north, road->lane_m + 300.0 * sin(north / 1500.0));
    }
}

static inline void roads_put(struct roads *r, const struct road *road,
                             const struct jk_point *points, double from_s, uint32_t chain)
{
    struct jk_presence *p = &r->presence[r->count];
    const struct jk_land land = { .zones = r->zones };
    struct jk_member member;
    uint32_t id;

    *p = (struct jk_presence){
        .shape = { .kind = JK_SHAPE_ROUTE, .points = points, .point_count = road->corners },
        .pad_m = 10,
        .from_s = from_s,
        .to_s = from_s + road->length_m / ROADS_MPS,
        .column_m = 400,
        .offset_s = 28800,
        .size = JK_SIZE_KONVOI
    };
    r->bodies[r->count] = jk_body_on(p, &land);
    if (r->bodies[r->count])
        jk_body_sign(r->bodies[r->count]);
    member = (struct jk_member){ r->bodies[r->count], road->own ? &roads_ours : &roads_theirs,
                                 road->own ? 0 : chain, (uint32_t)r->count, 0 };
    if (road->own) {
        r->own_of[r->own_count] = r->count;
        r->members[r->own_count++] = member;
    }
    r->count++;
    if (!member.body || jk_world_add(r->world, &member, &id) != JK_OK)
        abort();
}

/** Add `times` instances of a column, a day apart. */
static inline void roads_series(struct roads *r, const struct road *road, int times)
{
    struct jk_point *points = jk_arena_array(&r->arena, road->corners, sizeof *points);

    if (!points || r->count + (size_t)times > ROADS_MAX)
        abort();
    roads_corners(road, points);
    for (int i = 0; i < times; i++)
        roads_put(r, road, points, road->from_s + i * 86400.0, 1000);
}

static inline void roads_add(struct roads *r, const struct road *road)
{
    struct jk_point *points = jk_arena_array(&r->arena, road->corners, sizeof *points);

    if (!points || r->count == ROADS_MAX)
        abort();
    roads_corners(road, points);
    roads_put(r, road, points, road->from_s, 1 + (uint32_t)r->count);
}

static inline struct jk_body *roads_shift(void *ctx, size_t own, int64_t delta_s,
                                          const struct jk_slot_days *days)
{
    struct roads *r = ctx;
    struct jk_presence moved = r->presence[r->own_of[own]];
    struct jk_land land = { .zones = r->zones };

    if (days)
        land = (struct jk_land){ r->zones, days->days, days->from_s, days->to_s };
    moved.from_s += (double)delta_s;
    moved.to_s += (double)delta_s;
    return jk_body_on(&moved, &land);
}

static inline enum jk_status roads_slots(struct roads *r, enum jk_level level, int64_t from_s,
                                         int64_t to_s, struct jk_slots *out)
{
    const struct jk_slot_query query = { .own = r->members,
                                         .own_count = r->own_count,
                                         .level = level,
                                         .range = { from_s, to_s },
                                         .shift = roads_shift,
                                         .ctx = r };

    return jk_slots_find(&r->arena, r->world, &r->policies, &query, out);
}

static inline void roads_close(struct roads *r)
{
    jk_world_free(r->world);
    for (size_t i = 0; i < r->count; i++)
        jk_body_free(r->bodies[i]);
    jk_arena_clear(&r->arena);
}

/** A way as a receiver records it: a step of `step_m`, each corner up to `jitter_m` aside. Given:
 * free(3). */
static inline struct jk_point *roads_recorded(size_t count, double step_m, double jitter_m)
{
    struct seeded seeded = { 95000 };
    struct jk_point *line = calloc(count, sizeof *line);

    for (size_t i = 0; line && i < count; i++) {
        double north = (double)i * step_m + seeded_between(&seeded, -jitter_m, jitter_m);

        line[i] =
            (struct jk_point){ 0.5 + north / 110574.0,
                               117.5 + seeded_between(&seeded, -jitter_m, jitter_m) / 111320.0 };
    }
    return line;
}

/** A way that goes `across_m` to the east and back at each corner, a metre on each time. */
static inline struct jk_point *roads_zigzag(size_t count, double across_m)
{
    struct jk_point *line = calloc(count, sizeof *line);

    for (size_t i = 0; line && i < count; i++)
        line[i] = (struct jk_point){ 0.5 + (double)i / 110574.0,
                                     117.5 + (i % 2 ? across_m / 111320.0 : 0.0) };
    return line;
}
#endif
