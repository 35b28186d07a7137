/* Risk zones: D and tau in minutes grow where a zone touches, on its days, and nowhere else. */
#include <criterion/criterion.h>
#include "jarak/base/civil.h"
#include "jarak/engine/judge.h"
#include "tests/support/seeded.h"
#include "tests/support/sides.h"

#define NOON 1732075200.0 /* 20 November 2024, 12.00 WITA */

static const struct jk_point field = { 0.5, 117.5 };
static const struct jk_policy plain = { .vote_s = INFINITY };
static const struct jk_row row = { .id = "r",
                                   .rung = { [JK_LEVEL_SIAGA] = { true, false, 1800, 1000 } } };

static int32_t today(void)
{
    return jk_local_day((int64_t)NOON, 28800);
}

/* A disc of 300 m north and east of the field. */
static struct jk_risk_zone zone_at(double north, double east, double factor)
{
    jk_geodesic_init();
    return (struct jk_risk_zone){ .id = "z",
                                  .factor = (uint16_t)(factor * JK_FACTOR_ONE + 0.5),
                                  .from_day = today(),
                                  .to_day = today(),
                                  .is_disc = true,
                                  .radius_m = 300,
                                  .centre = jk_xyz_of(side_place(field, north, east)) };
}

static enum jk_status judge(struct jk_arena *arena, const struct side *a, const struct side *b,
                            const struct jk_risk_zone *zones, size_t count, const struct jk_row *by,
                            struct jk_part *part)
{
    const struct jk_land land = { .zones = { zones, count } };
    struct jk_body *p = jk_body_on(&a->presence, &land), *q = jk_body_on(&b->presence, &land);
    struct jk_levels levels = jk_judge_level(&plain, by, p, q);
    enum jk_status rc = JK_NONE;

    if (levels.level_max > JK_LEVEL_NONE)
        rc = jk_judge_part(arena, &plain, &(struct jk_judged){ by, p, q, levels }, part);
    jk_body_free(p);
    jk_body_free(q);
    return rc;
}

/* 1,200 m between two crowds: clear of 1,000 m, not of 1,500 m. */
Test(zones, the_distance_grows_where_one_of_the_two_is_touched_on_the_zones_days)
{
    struct jk_arena arena = { 0 };
    struct jk_risk_zone zone = zone_at(0, 0, 1.5);
    struct jk_part part;
    struct side a, b;

    jk_geodesic_init();
    side_disc(&a, field, 0, NOON, NOON + 3600);
    side_disc(&b, side_place(field, 1200, 0), 0, NOON, NOON + 3600);
    cr_assert(judge(&arena, &a, &b, NULL, 0, &row, &part) == JK_NONE);
    cr_assert(judge(&arena, &a, &b, &zone, 1, &row, &part) == JK_OK);
    cr_assert(part.levels.level == JK_LEVEL_SIAGA && part.required_m == 1500);
    cr_assert(part.factor == 1500 && part.tau_s == 2700 && part.distance_m == 1200);
    cr_assert(judge(&arena, &b, &a, &zone, 1, &row, &part) == JK_OK, "whichever is a");
    zone.from_day = zone.to_day = today() + 1;
    cr_assert(judge(&arena, &a, &b, &zone, 1, &row, &part) == JK_NONE, "tomorrow's zone");
    zone = zone_at(301.1, 0, 1.5);
    cr_assert(judge(&arena, &a, &b, &zone, 1, &row, &part) == JK_NONE, "1.1 m beside the zone");
    a.presence.pad_m = 2; /* its edge reaches in */
    cr_assert(judge(&arena, &a, &b, &zone, 1, &row, &part) == JK_OK);
    jk_arena_clear(&arena);
}

/* 40 minutes between: clear of 30, not of 45. */
Test(zones, tolerances_in_minutes_grow_and_the_day_does_not)
{
    static const struct jk_row day = { .id = "d",
                                       .rung = { [JK_LEVEL_INFO] = { true, true, 0, 1000 } } };
    struct jk_arena arena = { 0 };
    const struct jk_risk_zone zone = zone_at(0, 0, 1.5);
    struct jk_part part;
    struct side a, b;

    jk_geodesic_init();
    side_disc(&a, field, 0, NOON, NOON + 3600);
    side_disc(&b, field, 0, NOON + 3600 + 2400, NOON + 9000);
    cr_assert(judge(&arena, &a, &b, NULL, 0, &row, &part) == JK_NONE);
    cr_assert(judge(&arena, &a, &b, &zone, 1, &row, &part) == JK_OK);
    side_disc(&b, field, 0, NOON + 3600 + 2700, NOON + 9000);
    cr_assert(judge(&arena, &a, &b, &zone, 1, &row, &part) == JK_NONE, "exactly 45 minutes");
    side_disc(&b, field, 0, NOON + 12 * 3600, NOON + 13 * 3600);
    cr_assert(judge(&arena, &a, &b, &zone, 1, &day, &part) == JK_NONE, "after midnight");
    jk_arena_clear(&arena);
}

/* The largest factor of all that touch counts, once. */
Test(zones, factors_do_not_multiply_each_other)
{
    struct jk_arena arena = { 0 };
    const struct jk_risk_zone zones[] = { zone_at(0, 0, 1.5), zone_at(50, 0, 2.0),
                                          zone_at(1200, 0, 1.25) };
    struct jk_part part;
    struct side a, b;

    jk_geodesic_init();
    side_disc(&a, field, 0, NOON, NOON + 3600);
    side_disc(&b, side_place(field, 1200, 0), 0, NOON, NOON + 3600);
    cr_assert(judge(&arena, &a, &b, zones, 3, &row, &part) == JK_OK);
    cr_assert(part.factor == 2000 && part.required_m == 2000);
    jk_arena_clear(&arena);
}

/* A convoy drives east along the field's parallel through the zone (300 m and the metre of its
 * border to both sides of the field). The crowd stands 1,200 m north of where it is outside, then
 * of where it is inside. */
Test(zones, a_route_is_cut_at_the_border)
{
    struct jk_arena arena = { 0 };
    const struct jk_risk_zone zone = zone_at(0, 0, 1.5);
    const struct jk_land land = { .zones = { &zone, 1 } };
    struct jk_part part;
    struct jk_body *body;
    struct side a, b;
    int inside = 0;

    jk_geodesic_init();
    a.points[0] = side_place(field, 0, -5000);
    a.points[1] = side_place(field, 0, 5000);
    side_route(&a, 2, 100, NOON, NOON + 1000, false);
    body = jk_body_on(&a.presence, &land);
    for (uint32_t i = 0; i < jk_body_pieces(body); i++) {
        struct jk_piece piece;

        cr_assert(jk_body_piece(body, i, &piece));
        if (jk_body_factor(body, i, JK_EXTENT_STATED) != 1500)
            continue;
        inside++;
        cr_assert(fabs(jk_xyz_chord(piece.a, piece.b) - 602.0) < 0.1);
    }
    cr_assert(inside == 1);
    jk_body_free(body);
    side_disc(&b, side_place(field, 1200, -3000), 0, NOON, NOON + 3600);
    cr_assert(judge(&arena, &a, &b, &zone, 1, &row, &part) == JK_NONE);
    side_disc(&b, side_place(field, 1200, 0), 0, NOON, NOON + 3600);
    cr_assert(judge(&arena, &a, &b, &zone, 1, &row, &part) == JK_OK);
    cr_assert(part.factor == 1500 && fabs(part.distance_m - 1200) < 0.02);
    jk_arena_clear(&arena);
}

/* A square of 2 km round the zone: no corner of it is in the zone. */
Test(zones, a_zone_inside_an_area_touches_it)
{
    struct jk_arena arena = { 0 };
    const struct jk_risk_zone zone = zone_at(0, 0, 1.5);
    const struct jk_point corners[] = { side_place(field, -1000, -1000),
                                        side_place(field, -1000, 1000),
                                        side_place(field, 1000, 1000),
                                        side_place(field, 1000, -1000) };
    const struct jk_ring ring = { corners, 4 };
    struct jk_part part;
    struct side a, b;

    jk_geodesic_init();
    side_disc(&a, field, 0, NOON, NOON + 3600);
    a.presence.shape = (struct jk_shape){ .kind = JK_SHAPE_AREA, .rings = &ring, .ring_count = 1 };
    side_disc(&b, side_place(field, 2200, 0), 0, NOON, NOON + 3600);
    cr_assert(judge(&arena, &a, &b, NULL, 0, &row, &part) == JK_NONE);
    cr_assert(judge(&arena, &a, &b, &zone, 1, &row, &part) == JK_OK);
    jk_arena_clear(&arena);
}

static void random_side(struct seeded *r, struct side *s)
{
    double from = NOON + (double)seeded_whole(r, 0, 7200);
    size_t count = (size_t)seeded_whole(r, 2, 5);

    if (seeded_whole(r, 0, 1)) {
        side_disc(s,
                  side_place(field, seeded_between(r, -3000, 3000), seeded_between(r, -3000, 3000)),
                  (double)seeded_whole(r, 0, 300), from, from + (double)seeded_whole(r, 60, 7200));
        return;
    }
    for (size_t i = 0; i < count; i++)
        s->points[i] =
            side_place(field, seeded_between(r, -3000, 3000), seeded_between(r, -3000, 3000));
    side_route(s, count, (double)seeded_whole(r, 1, 2000), from,
               from + (double)seeded_whole(r, 1800, 7200), false);
}

Test(zones, adding_one_never_lowers_a_level_and_it_mirrors, .timeout = 100)
{
    struct seeded r = { 23 };
    struct side a, b;
    int raised = 0;

    jk_geodesic_init();
    for (int i = 0; i < seeded_rounds(10000); i++) {
        struct jk_risk_zone zones[3];
        struct jk_row any = row;
        struct jk_levels before = { 0, 0 }, after;

        any.rung[JK_LEVEL_INFO] = (struct jk_rung){ true, seeded_whole(&r, 0, 1), 3600, 2000 };
        random_side(&r, &a);
        random_side(&r, &b);
        for (size_t k = 0; k < 3; k++)
            zones[k] = zone_at(seeded_between(&r, -3000, 3000), seeded_between(&r, -3000, 3000),
                               1.0 + (double)seeded_whole(&r, 0, 8) / 4.0);
        for (size_t count = 0; count <= 3; count++) {
            const struct jk_land land = { .zones = { zones, count } };
            struct jk_body *p = jk_body_on(&a.presence, &land);
            struct jk_body *q = jk_body_on(&b.presence, &land);

            after = jk_judge_level(&plain, &any, p, q);
            cr_assert(after.level >= before.level && after.level_max >= before.level_max,
                      "pair %d: zone %zu lowers %d to %d", i, count, before.level, after.level);
            cr_assert(jk_judge_level(&plain, &any, q, p).level == after.level, "pair %d mirrors",
                      i);
            raised += count > 0 && after.level > before.level;
            before = after;
            jk_body_free(p);
            jk_body_free(q);
        }
    }
    cr_assert(raised > seeded_rounds(10000) / 100, "%d raised", raised);
}

static bool is_one_place(struct jk_point a, struct jk_point b)
{
    return fabs(a.lat_deg - b.lat_deg) < 2e-9 && fabs(a.lon_deg - b.lon_deg) < 2e-9;
}

/* Two columns ride one road through the zone, one behind the other: at its border the one that is
 * inside and the other, a centimetre before it, are as near and as early as the other way round. */
Test(zones, what_is_told_at_a_border_is_told_alike_from_both_sides, .timeout = 100)
{
    struct jk_arena arena = { 0 };
    struct seeded r = { 29 };
    const struct jk_risk_zone zone = zone_at(0, 0, 1.5);
    int told = 0;

    jk_geodesic_init();
    for (int i = 0; i < seeded_rounds(2000); i++) {
        struct jk_part one, other;
        struct side a, b;

        for (size_t k = 0; k < 4; k++)
            a.points[k] =
                side_place(field, seeded_between(&r, -200, 200), -3000 + 1900 * (double)k);
        memcpy(b.points, a.points, sizeof a.points);
        side_route(&a, 4, (double)seeded_whole(&r, 20, 800), NOON,
                   NOON + 60 * (double)seeded_whole(&r, 8, 20), false);
        side_route(&b, 4, (double)seeded_whole(&r, 20, 800),
                   NOON + 60 * (double)seeded_whole(&r, 0, 60),
                   NOON + 60 * (double)seeded_whole(&r, 70, 90), false);
        if (judge(&arena, &a, &b, &zone, 1, &row, &one) != JK_OK)
            continue;
        cr_assert(judge(&arena, &b, &a, &zone, 1, &row, &other) == JK_OK, "pair %d", i);
        cr_assert(one.time_a_s == other.time_b_s && one.time_b_s == other.time_a_s, "pair %d", i);
        cr_assert(is_one_place(one.at_a, other.at_b) && is_one_place(one.at_b, other.at_a),
                  "pair %d: %.9f %.9f and %.9f %.9f, swapped %.9f %.9f and %.9f %.9f", i,
                  one.at_a.lat_deg, one.at_a.lon_deg, one.at_b.lat_deg, one.at_b.lon_deg,
                  other.at_b.lat_deg, other.at_b.lon_deg, other.at_a.lat_deg, other.at_a.lon_deg);
        told++;
    }
    cr_assert(told > seeded_rounds(2000) / 4, "%d told", told);
    jk_arena_clear(&arena);
}
