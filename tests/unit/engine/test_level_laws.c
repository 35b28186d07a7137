/* Laws of the level with everything on: raises, risk zones, uncertainty (SPEC 2.1 to 2.3).
 *
 * Seeded random pairs of columns, discs and areas on land with zones. Each law is one that a
 * planner relies on without knowing it: to know less never makes a plan look safer, a risk zone
 * never either, and where a route has its vertices is nobody's business. */
#include <criterion/criterion.h>
#include "jarak/base/civil.h"
#include "jarak/geo/outline.h"
#include "tests/support/sides.h"

#define NOON    1732334400.0 /* 23 November 2024, 12.00 WITA */
#define CORNERS 6

static const struct jk_point field = { 0.5, 117.5 };

static const struct jk_policy with_raises = { .vote_s = INFINITY,
                                              .raise = { true, 30, 200, 150, 30 } };

static int32_t today(void)
{
    return jk_local_day((int64_t)NOON, 28800);
}

/* The land of one pair: discs and outlines, freed with the arena. */
struct country {
    struct jk_arena arena;
    struct jk_risk_zone zones[4];
    size_t count;
};

static struct jk_land land_of(const struct country *c)
{
    return (struct jk_land){ .zones = { c->zones, c->count } };
}

static void add_zone(struct seeded *r, struct country *c)
{
    struct jk_risk_zone *z = &c->zones[c->count++];
    double north = seeded_between(r, -3000, 3000), east = seeded_between(r, -3000, 3000);
    struct jk_point ring[CORNERS];
    const struct jk_corners corners = { ring, CORNERS };

    *z = (struct jk_risk_zone){ .id = "z",
                                .factor = (uint16_t)(1000 + 100 * seeded_whole(r, 1, 20)),
                                .from_day = today(),
                                .to_day = today(),
                                .is_disc = seeded_whole(r, 0, 1),
                                .radius_m = seeded_between(r, 5, 900),
                                .centre = jk_xyz_of(side_place(field, north, east)) };
    if (z->is_disc)
        return;
    for (int i = 0; i < CORNERS; i++) {
        double far = seeded_between(r, 20, 1200), turn = 6.283185 * i / CORNERS;

        ring[i] = side_place(field, north + far * cos(turn), east + far * sin(turn));
    }
    cr_assert(jk_outline_make(&c->arena, &corners, 1, &z->outline) == JK_OK);
}

static struct jk_row any_row(struct seeded *r)
{
    double d = (double)seeded_whole(r, 500, 2500);
    int32_t tau = (int32_t)seeded_whole(r, 0, 3600);
    struct jk_row row = { .id = "any", .stated = true };

    for (int l = JK_LEVEL_INFO; l < JK_LEVEL_END; l++) {
        row.rung[l] = (struct jk_rung){ seeded_whole(r, 0, 5) > 0, false, tau, floor(d) };
        row.rung[l].same_day = l == JK_LEVEL_INFO && seeded_whole(r, 0, 2) == 0;
        d = d * seeded_between(r, 0.3, 0.9) + 1.0;
        tau = (int32_t)(tau * seeded_between(r, 0.3, 1.0));
    }
    return row;
}

/* Along one of three roads, so that columns often share some of it. */
static void any_column(struct seeded *r, struct side *s)
{
    double north = 400.0 * (double)seeded_whole(r, -1, 1), way = seeded_whole(r, 0, 1) ? 1 : -1;
    double from = NOON + (double)seeded_whole(r, 0, 5400), east = -way * seeded_between(r, 0, 2500);
    size_t count = (size_t)seeded_whole(r, 2, 7);
    bool timed = seeded_whole(r, 0, 1);

    for (size_t i = 0; i < count; i++) {
        bool stands = timed && i > 0 && seeded_whole(r, 0, 4) == 0 && i + 1 < count;

        if (!stands && i > 0) {
            east += way * seeded_between(r, 50, 900);
            north += seeded_whole(r, 0, 2) ? 0 : seeded_between(r, -300, 300);
        }
        s->points[i] = stands ? s->points[i - 1] : side_place(field, north, east);
        s->times[i] = i ? s->times[i - 1] + 2 * seeded_whole(r, 30, 300) : (int64_t)from;
    }
    side_route(s, count, (double)seeded_whole(r, 10, 1500), from, (double)s->times[count - 1],
               timed);
    s->presence.pad_m = (double)seeded_whole(r, 0, 20);
}

static void any_side(struct seeded *r, struct side *s)
{
    double from = NOON + (double)seeded_whole(r, 0, 7200);

    if (seeded_whole(r, 0, 3) > 0) {
        any_column(r, s);
        return;
    }
    side_disc(s, side_place(field, seeded_between(r, -2000, 2000), seeded_between(r, -2000, 2000)),
              (double)seeded_whole(r, 0, 300), from, from + (double)seeded_whole(r, 60, 7200));
}

static struct jk_levels judge(const struct country *c, const struct jk_row *row,
                              const struct side *a, const struct side *b)
{
    const struct jk_land land = land_of(c);
    struct jk_body *p = jk_body_on(&a->presence, &land), *q = jk_body_on(&b->presence, &land);
    struct jk_levels have = jk_judge_level(&with_raises, row, p, q);
    struct jk_levels mirror = jk_judge_level(&with_raises, row, q, p);

    cr_assert(have.level == mirror.level && have.level_max == mirror.level_max, "mirrored");
    cr_assert(have.level <= have.level_max);
    jk_body_free(p);
    jk_body_free(q);
    return have;
}

Test(level_laws, more_uncertainty_never_lowers_a_level, .timeout = 100)
{
    struct seeded r = { 211 };
    static struct side a, b;
    int higher = 0, rounds = seeded_rounds(4000);

    jk_geodesic_init();
    for (int i = 0; i < rounds; i++) {
        struct country c = { .count = 0 };
        struct jk_row row = any_row(&r);
        struct jk_levels before = { JK_LEVEL_NONE, JK_LEVEL_NONE };

        any_side(&r, &a);
        any_side(&r, &b);
        for (int64_t zones = seeded_whole(&r, 0, 2); zones > 0; zones--)
            add_zone(&r, &c);
        for (int step = 0; step < 4; step++) {
            struct jk_levels now = judge(&c, &row, &a, &b);

            cr_assert(now.level >= before.level && now.level_max >= before.level_max,
                      "pair %d: u %.0f m and %.0f m: %d/%d, with less %d/%d", i,
                      a.presence.uncertainty_m, b.presence.uncertainty_m, now.level, now.level_max,
                      before.level, before.level_max);
            cr_assert(step == 0 || now.level == before.level, "pair %d: the stated position", i);
            higher += now.level_max > before.level_max && step > 0;
            before = now;
            (seeded_whole(&r, 0, 1) ? &a : &b)->presence.uncertainty_m +=
                (double)seeded_whole(&r, 1, 1500);
        }
        jk_arena_clear(&c.arena);
    }
    cr_assert(higher > rounds / 20, "%d rose", higher);
}

Test(level_laws, a_risk_zone_never_lowers_a_level, .timeout = 100)
{
    struct seeded r = { 212 };
    static struct side a, b;
    int higher = 0, rounds = seeded_rounds(4000);

    jk_geodesic_init();
    for (int i = 0; i < rounds; i++) {
        struct country c = { .count = 0 };
        struct jk_row row = any_row(&r);
        struct jk_levels before;

        any_side(&r, &a);
        any_side(&r, &b);
        a.presence.uncertainty_m = seeded_whole(&r, 0, 1) ? 0 : (double)seeded_whole(&r, 1, 900);
        before = judge(&c, &row, &a, &b);
        while (c.count < 4) {
            struct jk_levels now;

            add_zone(&r, &c);
            now = judge(&c, &row, &a, &b);
            cr_assert(now.level >= before.level && now.level_max >= before.level_max,
                      "pair %d: zone %zu: %d/%d, without %d/%d", i, c.count, now.level,
                      now.level_max, before.level, before.level_max);
            higher += now.level > before.level;
            before = now;
        }
        jk_arena_clear(&c.arena);
    }
    cr_assert(higher > rounds / 50, "%d rose", higher);
}

/* Another vertex on a leg, where the head is at half its time. */
static bool split_leg(struct seeded *r, struct side *s)
{
    size_t count = s->presence.shape.point_count;
    size_t leg = (size_t)seeded_whole(r, 0, (int64_t)count - 2);
    struct jk_point cut[3];

    if (jk_point_eq(s->points[leg], s->points[leg + 1]))
        return false;
    jk_geodesic_cut(s->points[leg], s->points[leg + 1], 2, cut);
    memmove(s->points + leg + 2, s->points + leg + 1, (count - leg - 1) * sizeof *s->points);
    memmove(s->times + leg + 2, s->times + leg + 1, (count - leg - 1) * sizeof *s->times);
    s->points[leg + 1] = cut[1];
    s->times[leg + 1] = (s->times[leg] + s->times[leg + 2]) / 2;
    if ((s->times[leg] + s->times[leg + 2]) % 2 != 0)
        return false;
    s->presence.shape.point_count++;
    return true;
}

Test(level_laws, splitting_a_leg_changes_nothing, .timeout = 100)
{
    struct seeded r = { 213 };
    static struct side a, b, split;
    int raised = 0, rounds = seeded_rounds(6000);

    jk_geodesic_init();
    for (int i = 0; i < rounds; i++) {
        struct country c = { .count = 0 };
        struct jk_row row = any_row(&r);
        struct jk_policy plain = { .vote_s = INFINITY };
        struct jk_levels whole, parts;

        any_column(&r, &a);
        any_column(&r, &b);
        b.presence.uncertainty_m = seeded_whole(&r, 0, 1) ? 0 : (double)seeded_whole(&r, 1, 400);
        for (int64_t zones = seeded_whole(&r, 0, 2); zones > 0; zones--)
            add_zone(&r, &c);
        whole = judge(&c, &row, &a, &b);
        split = a;
        split.presence.shape.points = split.points;
        split.presence.shape.times = a.presence.shape.times ? split.times : NULL;
        for (int cuts = 0; cuts < 3; cuts++) {
            struct side kept = split;

            if (!split_leg(&r, &split))
                split = kept;
            split.presence.shape.points = split.points;
            split.presence.shape.times = a.presence.shape.times ? split.times : NULL;
        }
        parts = judge(&c, &row, &split, &b);
        cr_assert(whole.level == parts.level && whole.level_max == parts.level_max,
                  "pair %d: %d/%d whole, %d/%d split", i, whole.level, whole.level_max, parts.level,
                  parts.level_max);
        {
            const struct jk_land land = land_of(&c);
            struct jk_body *p = jk_body_on(&a.presence, &land);
            struct jk_body *q = jk_body_on(&b.presence, &land);

            raised += jk_judge_level(&plain, &row, p, q).level < whole.level;
            jk_body_free(p);
            jk_body_free(q);
        }
        jk_arena_clear(&c.arena);
    }
    cr_assert(raised > rounds / 100, "%d raised", raised);
}

/* Exactly D and exactly tau comply under every factor of one decimal: what is required is compared
 * in whole centimetres and milliseconds. */
Test(level_laws, exactly_d_and_exactly_tau_comply_under_every_factor)
{
    static const struct jk_row row = { .id = "r",
                                       .rung = { [JK_LEVEL_SIAGA] = { true, false, 1800, 1000 } } };
    struct country c = { .count = 1 };
    static struct side a, b;

    jk_geodesic_init();
    for (int tenths = 10; tenths <= 30; tenths++) {
        double factor = tenths / 10.0, far_m = 100.0 * tenths, later_s = 180.0 * tenths;

        c.zones[0] = (struct jk_risk_zone){ .id = "z",
                                            .factor = (uint16_t)(100 * tenths),
                                            .from_day = today(),
                                            .to_day = today(),
                                            .is_disc = true,
                                            .radius_m = 300,
                                            .centre = jk_xyz_of(field) };
        for (int more = -1; more <= 1; more++) {
            enum jk_level want = more < 0 ? JK_LEVEL_SIAGA : JK_LEVEL_NONE;

            side_disc(&a, field, 0, NOON, NOON + 3600);
            side_disc(&b, side_place(field, far_m + 0.01 * more, 0), 0, NOON, NOON + 3600);
            cr_assert(judge(&c, &row, &a, &b).level == want, "factor %.1f, %+d cm", factor, more);
            side_disc(&b, field, 0, NOON + 3600 + later_s + more, NOON + 20000);
            cr_assert(judge(&c, &row, &a, &b).level == want, "factor %.1f, %+d s", factor, more);
        }
    }
}

/* A column that drives along the border of a zone is in it, whatever way the border runs and on
 * whichever side rounding puts it; so is one whose edge reaches the border, and for level_max one
 * that may be there. */
Test(level_laws, a_route_that_is_the_border_has_the_factor)
{
    static const struct {
        double beside_m, pad_m, u_m;
        enum jk_level level, level_max;
    } cases[] = {
        { 0, 0, 0, JK_LEVEL_SIAGA, JK_LEVEL_SIAGA },
        { 0.9, 0, 0, JK_LEVEL_SIAGA, JK_LEVEL_SIAGA },
        { 1.2, 0, 0, JK_LEVEL_NONE, JK_LEVEL_NONE },
        { 10.9, 10, 0, JK_LEVEL_SIAGA, JK_LEVEL_SIAGA },
        { 11.2, 10, 0, JK_LEVEL_NONE, JK_LEVEL_NONE },
        { 40, 10, 30, JK_LEVEL_NONE, JK_LEVEL_SIAGA },
        { 42, 10, 30, JK_LEVEL_NONE, JK_LEVEL_NONE },
    };
    static const struct jk_row row = { .id = "r",
                                       .rung = { [JK_LEVEL_SIAGA] = { true, false, 1800, 1000 } } };
    static struct side a, b;

    jk_geodesic_init();
    for (int deg = 0; deg < 360; deg += 15) {
        struct country c = { .count = 1 };
        struct jk_point ring[] = { jk_geodesic_direct(field, deg, 3000),
                                   jk_geodesic_direct(field, deg + 90.0, 500),
                                   jk_geodesic_direct(field, deg + 180.0, 3000) };
        const struct jk_corners corners = { ring, 3 };

        c.zones[0] = (struct jk_risk_zone){
            .id = "z", .factor = 1500, .from_day = today(), .to_day = today()
        };
        cr_assert(jk_outline_make(&c.arena, &corners, 1, &c.zones[0].outline) == JK_OK);
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            struct jk_point beside = jk_geodesic_direct(field, deg + 270.0, cases[i].beside_m);
            struct jk_levels have;

            a.points[0] = jk_geodesic_direct(beside, deg + 180.0, 500);
            a.points[1] = jk_geodesic_direct(beside, deg, 500);
            side_route(&a, 2, 100, NOON, NOON + 600, false);
            a.presence.pad_m = cases[i].pad_m;
            a.presence.uncertainty_m = cases[i].u_m;
            /* 1,250 m beside the road: clear of 1,000 m, not of 1,500 m. */
            side_disc(&b, jk_geodesic_direct(beside, deg + 270.0, 1250), 0, NOON, NOON + 600);
            have = judge(&c, &row, &a, &b);
            cr_assert(have.level == cases[i].level && have.level_max == cases[i].level_max,
                      "%d degrees, case %zu: %d/%d", deg, i, have.level, have.level_max);
        }
        jk_arena_clear(&c.arena);
    }
}

/* A comb of a hundred teeth, each crossed: the last one counts like the first. */
Test(level_laws, no_border_crossing_is_one_too_many)
{
    static const struct jk_row row = { .id = "r",
                                       .rung = { [JK_LEVEL_SIAGA] = { true, false, 1800, 100 } } };
    struct country c = { .count = 1 };
    static struct jk_point ring[402];
    struct jk_corners corners = { ring, 0 };
    static struct side a, b;

    jk_geodesic_init();
    /* Teeth of 10 m, 30 m apart, reach 100 m over the road from the south. */
    for (int i = 0; i < 100; i++) {
        double east = 30.0 * i;

        ring[corners.count++] = side_place(field, -100, east);
        ring[corners.count++] = side_place(field, 100, east);
        ring[corners.count++] = side_place(field, 100, east + 10);
        ring[corners.count++] = side_place(field, -100, east + 10);
    }
    ring[corners.count++] = side_place(field, -200, 2980);
    ring[corners.count++] = side_place(field, -200, 0);
    c.zones[0] =
        (struct jk_risk_zone){ .id = "z", .factor = 2000, .from_day = today(), .to_day = today() };
    cr_assert(jk_outline_make(&c.arena, &corners, 1, &c.zones[0].outline) == JK_OK);
    a.points[0] = side_place(field, 0, -20);
    a.points[1] = side_place(field, 0, 3500);
    side_route(&a, 2, 100, NOON, NOON + 600, false);
    for (int i = 0; i < 100; i++) {
        side_disc(&b, side_place(field, 150, 30.0 * i + 5), 0, NOON, NOON + 600);
        cr_assert(judge(&c, &row, &a, &b).level == JK_LEVEL_SIAGA, "tooth %d", i);
    }
    /* Behind the last tooth there is no zone. */
    side_disc(&b, side_place(field, 150, 3300), 0, NOON, NOON + 600);
    cr_assert(judge(&c, &row, &a, &b).level == JK_LEVEL_NONE);
    jk_arena_clear(&c.arena);
}
