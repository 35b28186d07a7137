/* Clear start times against the judge: seeded random days, and cases a person can check. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include "jarak/base/civil.h"
#include "jarak/engine/slots.h"
#include "tests/support/roads.h"
#include "tests/support/rows.h"
#include "tests/support/seeded.h"
#include "tests/support/sides.h"
#include "tests/support/only.h"

#define LEGS   4
#define OTHERS 6
#define NOON   1732075200.0 /* 20 November 2024, 12.00 WITA */

struct day {
    struct side own[LEGS], other[OTHERS];
    struct jk_member members[LEGS];
    struct jk_body *bodies[LEGS + OTHERS];
    struct jk_point corners[OTHERS + LEGS][8];
    struct jk_ring rings[OTHERS + LEGS];
    size_t own_count, other_count, area_count;
    struct jk_policy policy;
    const struct jk_policy *second; /* of some of the others; null: all have one policy */
    struct jk_world *world;
    struct jk_arena arena;
    struct jk_risk_zone zone[2];
    struct jk_risk_zones zones;
    bool as_stated; /* asked by level and not by level_max */
    size_t judged;  /* bodies made for single seconds */
};

static const struct jk_party paslon_1 = { .contest = "pilbup-64.08", .paslon = { 1 }, .count = 1 };
static const struct jk_party paslon_2 = { .contest = "pilbup-64.08", .paslon = { 2 }, .count = 1 };

/* One row for all rivals; everything else is exempt. */
static void set_policy(struct jk_policy *policy, const struct jk_row *row)
{
    struct jk_row exempt = { .exempt = true };
    struct jk_error err;

    *policy = (struct jk_policy){ .vote_s = INFINITY };
    for (int relation = 0; relation < JK_RELATION_END; relation++) {
        for (int era = 0; era < JK_ERA_END; era++) {
            for (int a = 0; a < JK_SIZE_END; a++) {
                for (int b = 0; b < JK_SIZE_END; b++)
                    cr_assert(jk_policy_set(policy, (enum jk_relation)relation, (enum jk_era)era,
                                            (enum jk_size)a, (enum jk_size)b,
                                            relation == JK_RELATION_RIVAL ? row : &exempt,
                                            &err) == JK_OK);
            }
        }
    }
    rows_exempt_rest(policy);
    cr_assert(jk_policy_seal(policy, &err) == JK_OK);
}

static struct jk_body *shift_body(void *ctx, size_t own, int64_t delta_s,
                                  const struct jk_slot_days *days)
{
    struct day *d = ctx;
    struct jk_land land = { .zones = d->zones };
    struct side moved = d->own[own];

    moved.presence.from_s += (double)delta_s;
    moved.presence.to_s += (double)delta_s;
    moved.presence.shift_s += delta_s;
    if (!days)
        d->judged++;
    else
        land = (struct jk_land){ d->zones, days->days, days->from_s, days->to_s };
    return jk_body_on(&moved.presence, &land);
}

/* The policy of another leg. */
static uint32_t policy_of(const struct day *d, size_t other)
{
    return d->second && other % 3 == 1;
}

static void open_day(struct day *d)
{
    uint32_t id;

    d->world = jk_world_new();
    for (size_t i = 0; i < d->own_count; i++) {
        d->bodies[i] = shift_body(d, i, 0, NULL);
        d->members[i] = (struct jk_member){ d->bodies[i], &paslon_1, 0, (uint32_t)i };
        cr_assert(jk_world_add(d->world, &d->members[i], &id) == JK_OK);
    }
    for (size_t i = 0; i < d->other_count; i++) {
        const struct jk_land land = { .zones = d->zones };
        struct jk_member member = { jk_body_on(&d->other[i].presence, &land), &paslon_2,
                                    1 + (uint32_t)i / 2, 100 + (uint32_t)i, policy_of(d, i) };

        d->bodies[LEGS + i] = (struct jk_body *)(uintptr_t)member.body;
        cr_assert(jk_world_add(d->world, &member, &id) == JK_OK);
    }
}

static void close_day(struct day *d)
{
    jk_world_free(d->world);
    for (size_t i = 0; i < LEGS + OTHERS; i++)
        jk_body_free(d->bodies[i]);
    jk_arena_clear(&d->arena);
}

/* What the judge says of two legs, by each policy that one of them has. */
static struct jk_levels judge(const struct day *d, const struct jk_body *own, size_t other)
{
    const struct jk_policy *by[] = { &d->policy, policy_of(d, other) ? d->second : NULL };
    const struct jk_body *body = d->bodies[LEGS + other];
    struct jk_levels levels = { JK_LEVEL_NONE, JK_LEVEL_NONE };

    for (size_t i = 0; i < 2 && by[i]; i++) {
        const struct jk_row *row = jk_policy_row(by[i], JK_RELATION_RIVAL, &own->key, &body->key);
        struct jk_levels found = jk_judge_level(by[i], row, own, body);

        levels.level = found.level > levels.level ? found.level : levels.level;
        levels.level_max = found.level_max > levels.level_max ? found.level_max : levels.level_max;
    }
    return levels;
}

/* What the judge says of the whole chain at a delta. */
static bool is_clear(struct day *d, int64_t delta, enum jk_level level)
{
    bool clear = true;
    struct jk_levels levels;

    for (size_t i = 0; i < d->own_count && clear; i++) {
        struct jk_body *body = shift_body(d, i, delta, NULL);

        for (size_t k = 0; k < d->other_count && clear; k++) {
            levels = judge(d, body, k);
            clear = (d->as_stated ? levels.level : levels.level_max) < level;
        }
        jk_body_free(body);
    }
    return clear;
}

static struct jk_slots find(struct day *d, enum jk_level level, int64_t from_s, int64_t to_s)
{
    struct jk_slot_query query = { .own = d->members,
                                   .own_count = d->own_count,
                                   .level = level,
                                   .as_stated = d->as_stated,
                                   .range = { from_s, to_s },
                                   .shift = shift_body,
                                   .ctx = d };
    struct jk_policy both[2];
    struct jk_policies policies;
    struct jk_slots slots;

    both[0] = d->policy;
    both[1] = d->second ? *d->second : d->policy;
    policies = jk_policies_over(both, d->second ? 2 : 1);
    cr_assert(jk_slots_find(&d->arena, d->world, &policies, &query, &slots) == JK_OK);
    return slots;
}

static bool in_clear(const struct jk_slots *slots, int64_t delta)
{
    for (size_t i = 0; i < slots->clear.count; i++) {
        if (delta >= slots->clear.at[i].from_s && delta <= slots->clear.at[i].to_s)
            return true;
    }
    return false;
}

static void random_route(struct seeded *r, struct jk_point origin, struct side *s, double from)
{
    size_t count = (size_t)seeded_whole(r, 2, 6);
    double north = seeded_between(r, -3000, 3000), east = seeded_between(r, -3000, 3000);
    double heading = seeded_between(r, 0, 6.2832);
    bool timed = seeded_whole(r, 0, 1);

    side_wander(r,
                &(struct side_walk){ .origin = origin,
                                     .north_m = north,
                                     .east_m = east,
                                     .heading = heading,
                                     .step_m = 1500,
                                     .count = count,
                                     .timed = timed,
                                     .least_s = 150,
                                     .from_s = from },
                s);
}

/* A square or a triangle some hundred metres across. */
static void random_area(struct seeded *r, struct jk_point origin, struct day *d, struct side *s,
                        double from, double to)
{
    double north = seeded_between(r, -3000, 3000), east = seeded_between(r, -3000, 3000);
    double half = seeded_between(r, 20, 1500);
    struct jk_ring *ring = &d->rings[d->area_count];
    struct jk_point *corners = d->corners[d->area_count++];

    corners[0] = side_place(origin, north - half, east - half);
    corners[1] = side_place(origin, north - half, east + half);
    corners[2] = side_place(origin, north + half, east + half);
    corners[3] = side_place(origin, north + half, east - half);
    *ring = (struct jk_ring){ corners, (size_t)seeded_whole(r, 3, 4) };
    side_disc(s, corners[0], 0, from, to);
    s->presence.shape = (struct jk_shape){ .kind = JK_SHAPE_AREA, .rings = ring, .ring_count = 1 };
}

static void random_leg(struct seeded *r, struct jk_point origin, struct day *d, struct side *s)
{
    double from = NOON + (double)seeded_whole(r, -10 * 3600, 13 * 3600);
    double to = from + (double)seeded_whole(r, 60, 7200);

    switch (seeded_whole(r, 0, 4)) {
    case 0:
    case 1:
        side_disc(s,
                  side_place(origin, seeded_between(r, -3000, 3000),
                             seeded_between(r, -3000, 3000)),
                  (double)seeded_whole(r, 0, 300), from, to);
        break;
    case 2:
        random_area(r, origin, d, s, from, to);
        break;
    default:
        random_route(r, origin, s, from);
    }
    if (seeded_whole(r, 0, 5) == 0)
        s->presence.uncertainty_m = (double)seeded_whole(r, 1, 800);
    if (seeded_whole(r, 0, 9) == 0)
        s->presence.offset_s = 25200; /* over the border lies another zone */
}

static void random_policy(struct seeded *r, struct jk_policy *policy)
{
    double far = (double)seeded_whole(r, 600, 5000);
    int32_t long_s = (int32_t)seeded_whole(r, 20, 120) * 60;
    struct jk_row row = {
        .id = "any",
        .rung = { [JK_LEVEL_INFO] = { true, seeded_whole(r, 0, 2) == 0, long_s, far },
                  [JK_LEVEL_WASPADA] = { true, false, long_s / 2, far / 2 },
                  [JK_LEVEL_SIAGA] = { true, false, seeded_whole(r, 0, 1) ? long_s / 4 : 0,
                                       far / 5 } }
    };

    if (seeded_whole(r, 0, 3) == 0)
        row.rung[JK_LEVEL_SIAGA].present = false;
    set_policy(policy, &row);
    policy->raise = (struct jk_raise){ seeded_whole(r, 0, 1), 30, 200, 150, 30 };
}

/* A zone somewhere on the ground that holds until that day, from it, or always. */
static void random_zones(struct seeded *r, struct jk_point origin, struct day *d)
{
    const int32_t today = jk_local_day((int64_t)NOON, 28800);

    d->zones = (struct jk_risk_zones){ d->zone, (size_t)seeded_whole(r, 0, 3) % 3 };
    for (size_t i = 0; i < d->zones.count; i++) {
        struct jk_point corners[4];
        const struct jk_corners ring = { corners, 4 };
        double north = seeded_between(r, -3000, 3000), east = seeded_between(r, -3000, 3000);
        double half = seeded_between(r, 100, 2000);

        d->zone[i] = (struct jk_risk_zone){ .id = "z",
                                            .factor = (uint16_t)(JK_FACTOR_ONE +
                                                                 250 * seeded_whole(r, 1, 8)),
                                            .from_day = today - (int32_t)seeded_whole(r, -1, 3),
                                            .is_disc = seeded_whole(r, 0, 1),
                                            .radius_m = half };
        d->zone[i].to_day = d->zone[i].from_day + (int32_t)seeded_whole(r, 0, 4);
        d->zone[i].centre = jk_xyz_of(side_place(origin, north, east));
        corners[0] = side_place(origin, north - half, east - half);
        corners[1] = side_place(origin, north - half, east + half);
        corners[2] = side_place(origin, north + half, east + half);
        corners[3] = side_place(origin, north + half, east - half);
        cr_assert(jk_outline_make(&d->arena, &ring, 1, &d->zone[i].outline) == JK_OK);
        d->policy.zone_factor =
            fmax(d->policy.zone_factor, (double)d->zone[i].factor / JK_FACTOR_ONE);
    }
}

/* @return bands found */
static size_t check_day(struct seeded *r, struct day *d, int number)
{
    d->as_stated = seeded_whole(r, 0, 2) == 0;

    enum jk_level level = (enum jk_level)seeded_whole(r, JK_LEVEL_INFO, JK_LEVEL_SIAGA);
    int64_t from = -6 * 3600, to = 6 * 3600;
    struct jk_slots slots = find(d, level, from, to);

    for (size_t i = 0; i < slots.clear.count; i++) {
        const struct jk_interval *band = &slots.clear.at[i];

        cr_assert(is_clear(d, band->from_s, level), "day %d level %d delta %ld", number, level,
                  (long)band->from_s);
        cr_assert(is_clear(d, band->to_s, level), "day %d level %d delta %ld", number, level,
                  (long)band->to_s);
        cr_assert(band->from_s == from || !is_clear(d, band->from_s - 1, level),
                  "day %d level %d delta %ld is clear too", number, level, (long)band->from_s - 1);
        cr_assert(band->to_s == to || !is_clear(d, band->to_s + 1, level),
                  "day %d level %d delta %ld is clear too", number, level, (long)band->to_s + 1);
    }
    for (int i = 0; i < 12; i++) {
        int64_t delta = seeded_whole(r, from, to);

        cr_assert(is_clear(d, delta, level) == in_clear(&slots, delta),
                  "day %d level %d delta %ld: the judge says %s", number, level, (long)delta,
                  is_clear(d, delta, level) ? "clear" : "not");
    }
    return slots.clear.count;
}

Test(slots, bands_are_clear_at_their_ends_and_nowhere_between)
{
    struct seeded r = { 6408 }, apart = { 6474 };
    static struct jk_policy second;
    int rounds = seeded_rounds(2000);
    size_t bands = 0;

    jk_geodesic_init();
    for (int number = 0; number < rounds; number++) {
        struct day d = { .own_count = (size_t)seeded_whole(&r, 1, LEGS),
                         .other_count = (size_t)seeded_whole(&r, 1, OTHERS) };
        struct jk_point origin = { seeded_between(&r, -3, 3), seeded_between(&r, 113, 118) };

        for (size_t i = 0; i < d.own_count; i++)
            random_leg(&r, origin, &d, &d.own[i]);
        for (size_t i = 0; i < d.other_count; i++)
            random_leg(&r, origin, &d, &d.other[i]);
        for (size_t i = 0; i < d.own_count; i++) {
            if (d.own[i].presence.shape.kind == JK_SHAPE_ROUTE)
                d.own[i].presence.shape.points = d.own[i].points;
        }
        random_policy(&r, &d.policy);
        random_zones(&r, origin, &d);
        if (number % 2 == 1) {
            random_policy(&apart, &second);
            second.statement = 1;
            d.second = &second;
        }
        open_day(&d);
        bands += check_day(&r, &d, number);
        close_day(&d);
    }
    cr_assert(bands > (size_t)rounds * 5 / 4, "%zu bands: the days were too empty", bands);
}

/* A column on the one road, either way, some metres beside it: from or to the north. */
static void road_leg(struct seeded *r, struct jk_point origin, struct side *s, double from)
{
    size_t count = (size_t)seeded_whole(r, 2, 6);
    double lane = (double)seeded_whole(r, 0, 260), step = (double)seeded_whole(r, 300, 1500);
    double start = (double)seeded_whole(r, -2000, 2000);
    bool back = seeded_whole(r, 0, 2) == 0;

    side_wander(r,
                &(struct side_walk){ .origin = origin,
                                     .north_m = start,
                                     .east_m = lane,
                                     .heading = back ? 3.1416 : 0.0,
                                     .step_m = step,
                                     .count = count,
                                     .timed = seeded_whole(r, 0, 1),
                                     .least_s = 150,
                                     .from_s = from },
                s);
    for (size_t i = 0; i < count; i++)
        s->points[i] = side_place(origin, start + (back ? -step : step) * (double)i,
                                  lane + (double)seeded_whole(r, -30, 30));
    if (seeded_whole(r, 0, 3) == 0)
        s->presence.uncertainty_m = (double)seeded_whole(r, 1, 100);
}

#define ROAD_S (4 * 3600) /* deltas looked at to both sides */

static bool in_blocked(const struct jk_slots *slots, uint32_t chain, int64_t delta)
{
    for (size_t i = 0; i < slots->blocked_count; i++) {
        const struct jk_blocked *b = &slots->blocked[i];

        if (b->chain == chain && delta >= b->band.from_s && delta <= b->band.to_s)
            return true;
    }
    return false;
}

/* Each chain is told for each second it forbids, whatever the others forbid. */
static void agree_by_chain(struct day *d, const struct jk_slots *slots, int64_t delta, int number)
{
    bool blocks[1 + OTHERS] = { false };

    for (size_t i = 0; i < d->own_count; i++) {
        struct jk_body *body = shift_body(d, i, delta, NULL);

        for (size_t k = 0; k < d->other_count; k++) {
            if (judge(d, body, k).level_max >= JK_LEVEL_SIAGA)
                blocks[1 + k / 2] = true;
        }
        jk_body_free(body);
    }
    for (uint32_t chain = 1; chain <= (d->other_count + 1) / 2; chain++)
        cr_assert(blocks[chain] == in_blocked(slots, chain, delta), "road %d delta %ld chain %u",
                  number, (long)delta, chain);
}

static void agree(struct day *d, const struct jk_slots *slots, int64_t delta, int number)
{
    bool clear;

    if (delta < -ROAD_S || delta > ROAD_S)
        return;
    clear = is_clear(d, delta, JK_LEVEL_SIAGA);
    cr_assert(clear == in_clear(slots, delta), "road %d delta %ld: the judge says %s", number,
              (long)delta, clear ? "clear" : "not");
}

/* @return bands found */
static size_t check_road(struct seeded *r, struct day *d, int number)
{
    struct jk_slots slots = find(d, JK_LEVEL_SIAGA, -ROAD_S, ROAD_S);
    size_t count = slots.clear.count;
    int64_t edge = count ? slots.clear.at[seeded_whole(r, 0, (int)count - 1)].to_s : 0;

    for (size_t i = 0; i < count; i++) {
        agree(d, &slots, slots.clear.at[i].from_s - 1, number);
        agree(d, &slots, slots.clear.at[i].from_s, number);
        agree(d, &slots, slots.clear.at[i].to_s, number);
        agree(d, &slots, slots.clear.at[i].to_s + 1, number);
    }
    for (int64_t delta = edge - 100; delta <= edge + 100; delta++)
        agree(d, &slots, delta, number);
    for (int i = 0; i < 60; i++) {
        agree(d, &slots, seeded_whole(r, -ROAD_S, ROAD_S), number);
        agree_by_chain(d, &slots, seeded_whole(r, -ROAD_S, ROAD_S), number);
    }
    for (size_t i = 0; i < slots.blocked_count; i++) {
        int64_t from_s = slots.blocked[i].band.from_s, to_s = slots.blocked[i].band.to_s;

        agree_by_chain(d, &slots, from_s > -ROAD_S ? from_s - 1 : from_s, number);
        agree_by_chain(d, &slots, to_s < ROAD_S ? to_s + 1 : to_s, number);
    }
    return count;
}

/* The distance at which two columns only just share a road, some tenths of a millimetre more or
 * less: what rounding and planes leave in doubt is settled as the judge has it. */
static double just_within_m(struct seeded *r, const struct day *d)
{
    const struct jk_window everywhen = { INFINITY, false, 0, JK_EXTENT_STATED };
    struct jk_body *a = jk_body_new(&d->own[0].presence), *b = jk_body_new(&d->other[0].presence);
    struct jk_approach near = { .gap_m = 100.0 };

    jk_approach_find(a, b, &everywhen, INFINITY, &near);
    jk_body_free(a);
    jk_body_free(b);
    return fmax(0.0, near.gap_m + seeded_between(r, -1e-4, 4e-4));
}

/* Columns share a road over midnight while zones begin and end, so that a raise comes and goes with
 * every second: the slots must say what the judge says, at the ends of the bands, at each second
 * round one of them and anywhere. */
Test(slots, columns_on_one_road_are_clear_when_the_judge_says_so)
{
    struct seeded r = { 1406 }, apart = { 1407 };
    static struct jk_policy second;
    int rounds = seeded_rounds(800);
    size_t bands = 0;

    jk_geodesic_init();
    for (int number = 0; number < rounds; number++) {
        struct day d = { .own_count = (size_t)seeded_whole(&r, 1, 2),
                         .other_count = (size_t)seeded_whole(&r, 1, 5) };
        struct jk_point origin = { seeded_between(&r, -3, 3), seeded_between(&r, 113, 118) };
        double start = NOON + (double)seeded_whole(&r, 0, 1) * 12 * 3600.0;

        for (size_t i = 0; i < d.own_count; i++)
            road_leg(&r, origin, &d.own[i], start + (double)seeded_whole(&r, -1800, 1800));
        for (size_t i = 0; i < d.other_count; i++)
            road_leg(&r, origin, &d.other[i], start + (double)seeded_whole(&r, -1800, 1800));
        random_policy(&r, &d.policy);
        d.policy.raise =
            (struct jk_raise){ true, 30.0 + 100.0 * (double)seeded_whole(&r, 0, 4),
                               100.0 + 150.0 * (double)seeded_whole(&r, 0, 8), 150, 30 };
        if (number % 3 == 0) /* a length that is shared for a while to the centimetre */
            d.policy.raise.stretch_m =
                floor(100.0 * jk_route_length_m(d.own[0].presence.shape.points,
                                                d.own[0].presence.shape.point_count)) /
                100.0;
        if (number % 3 == 1)
            d.policy.raise.within_m = just_within_m(&r, &d);
        random_zones(&r, origin, &d);
        if (number % 2 == 1) {
            random_policy(&apart, &second);
            second.statement = 1;
            second.raise = (struct jk_raise){ seeded_whole(&apart, 0, 2) > 0, 60, 250, 150, 30 };
            d.second = &second;
        }
        open_day(&d);
        bands += check_road(&r, &d, number);
        close_day(&d);
    }
    cr_assert(bands > (size_t)rounds * 5 / 4, "%zu bands: the roads were too empty", bands);
}

/* Two columns on one road: whatever their length, only some seconds are left to the judge. Before
 * it was asked about each second at which a raise could come about, some 8,000. */
Test(slots, the_judge_is_asked_about_few_seconds)
{
    static const struct jk_row row = { .id = "konvoi-konvoi",
                                       .rung = { [JK_LEVEL_INFO] = { true, false, 7200, 2000 },
                                                 [JK_LEVEL_WASPADA] = { true, false, 3600, 1000 },
                                                 [JK_LEVEL_SIAGA] = { true, false, 1800, 500 } } };
    const struct jk_point origin = { 0.5, 117.5 };

    jk_geodesic_init();
    for (int zones = 0; zones <= 1; zones++) {
        struct seeded r = { 20 };
        struct day d = { .own_count = 2, .other_count = 4 };

        set_policy(&d.policy, &row);
        d.policy.raise = (struct jk_raise){ true, 30, 200, 150, 30 };
        if (zones)
            random_zones(&r, origin, &d);
        for (size_t i = 0; i < d.own_count; i++)
            road_leg(&r, origin, &d.own[i], NOON + (double)i * 600);
        for (size_t i = 0; i < d.other_count; i++)
            road_leg(&r, origin, &d.other[i], NOON + 7200 + (double)i * 600);
        open_day(&d);
        find(&d, JK_LEVEL_SIAGA, -43200, 43199);
        cr_assert(d.judged < 200, "%zu seconds judged, zones %d", d.judged, zones);
        close_day(&d);
    }
}

/* The pairs of pieces looked at on one road of 12 km with that many corners. */
static uint64_t meetings_of(size_t corners)
{
    struct roads roads;
    struct jk_slots slots;
    uint64_t meetings;

    roads_open(&roads, true);
    roads_add(&roads,
              &(struct road){
                  .own = true, .corners = corners, .length_m = 12000, .from_s = ROADS_NOON });
    for (int i = 0; i < 6; i++)
        roads_add(&roads, &(struct road){ .corners = corners,
                                          .length_m = 12000,
                                          .lane_m = i * 100,
                                          .back = i % 2,
                                          .from_s = ROADS_NOON + i * 900 });
    cr_assert(roads_slots(&roads, JK_LEVEL_WASPADA, -43200, 43199, &slots) == JK_OK);
    cr_assert(slots.blocked_count > 0);
    meetings = slots.meetings;
    roads_close(&roads);
    return meetings;
}

/* Pieces whose band is covered already are not looked at: eight times the corners on the same road
 * are 64 times the pairs, and must not be as much work. */
Test(slots, work_grows_with_the_corners_and_not_with_their_square)
{
    uint64_t few, many;

    jk_geodesic_init();
    few = meetings_of(50);
    many = meetings_of(400);
    cr_assert(few > 0 && many < 16 * few, "%lu meetings, then %lu", (unsigned long)few,
              (unsigned long)many);
}

/* Two rallies at one place, 14.00-15.00 and 16.00-17.00, 30 minutes apart at least: the first may
 * start from 14.30 less (it ends 15.30), and the next day-half behind: forbidden is more than 1,800
 * s and less than 12,600 s later: (16.00 - 15.00) - 30 min, (17.00 - 14.00) + 30 min. */
Test(slots, a_case_for_pencil_and_paper)
{
    static const struct jk_row row = { .id = "any",
                                       .rung = { [JK_LEVEL_SIAGA] = { true, false, 1800, 100 } } };
    const struct jk_point field = { 0.5, 117.5 };
    struct day d = { .own_count = 1, .other_count = 1 };
    struct jk_slots slots;

    jk_geodesic_init();
    side_disc(&d.own[0], field, 10, NOON + 7200, NOON + 10800);
    side_disc(&d.other[0], field, 10, NOON + 14400, NOON + 18000);
    set_policy(&d.policy, &row);
    open_day(&d);
    slots = find(&d, JK_LEVEL_SIAGA, -36000, 36000);
    cr_assert(slots.clear.count == 2);
    cr_assert(slots.clear.at[0].from_s == -36000 && slots.clear.at[0].to_s == 1800);
    cr_assert(slots.clear.at[1].from_s == 12600 && slots.clear.at[1].to_s == 36000);
    cr_assert(slots.blocked_count == 1 && slots.blocked[0].chain == 1);
    cr_assert(slots.blocked[0].band.from_s == 1801 && slots.blocked[0].band.to_s == 12599);
    close_day(&d);
}

/* Same local day: any start of 20 November is forbidden; the rally of one hour is off that day when
 * it ends at midnight or begins at it: from 14.00, 10 h later less, or 15 h earlier. */
Test(slots, same_day_forbids_the_whole_civil_date)
{
    static const struct jk_row row = { .id = "any",
                                       .rung = { [JK_LEVEL_INFO] = { true, true, 0, 15000 } } };
    const struct jk_point field = { 0.5, 117.5 };
    struct day d = { .own_count = 1, .other_count = 1 };
    struct jk_slots slots;

    jk_geodesic_init();
    side_disc(&d.own[0], field, 10, NOON + 7200, NOON + 10800);
    side_disc(&d.other[0], field, 10, NOON + 14400, NOON + 18000);
    set_policy(&d.policy, &row);
    open_day(&d);
    slots = find(&d, JK_LEVEL_INFO, -86400, 86400);
    cr_assert(slots.blocked_count == 1);
    cr_assert(slots.blocked[0].band.from_s == -15 * 3600 + 1);
    cr_assert(slots.blocked[0].band.to_s == 10 * 3600 - 1);
    close_day(&d);
}

Test(slots, an_empty_or_endless_range_is_refused)
{
    struct day d = { .own_count = 0 };
    struct jk_slot_query query = { .range = { 1, 0 } };
    struct jk_slots slots;

    open_day(&d);
    cr_assert(jk_slots_find(&d.arena, d.world, ONLY(&d.policy), &query, &slots) == JK_RANGE);
    query.range = (struct jk_interval){ 0, JK_SLOT_RANGE_S + 1 };
    cr_assert(jk_slots_find(&d.arena, d.world, ONLY(&d.policy), &query, &slots) == JK_RANGE);
    close_day(&d);
}
