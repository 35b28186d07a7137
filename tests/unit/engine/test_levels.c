/* The three ways to a level: levels_fast.c on planes, levels_discs.c from an entry of the index,
 * and the exact one, written here as SPEC 2.2 has it: for each rung the nearest approach in its
 * window, in whole centimetres. A fast way may say that it is not sure; when it is sure it must be
 * right. */
#include <criterion/criterion.h>
#include "daemon/engine/world_internal.h"
#include "jarak/engine/levels_fast.h"
#include "tests/support/sides.h"

/* Both levels by the definition, without a shortcut between rungs. */
static struct jk_levels exact(const struct jk_row *row, const struct jk_body *a,
                              const struct jk_body *b)
{
    struct jk_levels levels = { JK_LEVEL_NONE, JK_LEVEL_NONE };
    double doubt = a->uncertainty_m + b->uncertainty_m;

    for (int l = JK_LEVEL_INFO; l < JK_LEVEL_END; l++) {
        double limit = row->rung[l].distance_m;
        struct jk_window window;
        struct jk_approach near;

        if (!row->rung[l].present)
            continue;
        window = jk_judge_window(&(struct jk_rung_at){ row, l, 0, JK_EXTENT_STATED });
        if (!jk_approach_find(a, b, &window, limit + a->pad_m + b->pad_m + doubt + 1.0, &near))
            continue;
        if (jk_judge_distance_m(a, b, near.gap_m) < limit)
            levels.level = (enum jk_level)l;
        if (jk_judge_distance_m(a, b, fmax(0.0, near.gap_m - doubt)) < limit)
            levels.level_max = (enum jk_level)l;
    }
    return levels;
}

/* A nested row: rungs may be absent, the lowest may count the same day. */
static struct jk_row any_row(struct seeded *r)
{
    double d = (double)seeded_whole(r, 500, 6000);
    int32_t tau = (int32_t)seeded_whole(r, 0, 7200);
    struct jk_row row = { .id = "any", .stated = true };

    for (int l = JK_LEVEL_INFO; l < JK_LEVEL_END; l++) {
        row.rung[l] = (struct jk_rung){ seeded_whole(r, 0, 4) > 0, false, tau, d };
        row.rung[l].same_day = l == JK_LEVEL_INFO && seeded_whole(r, 0, 1);
        d = floor(d * seeded_between(r, 0.3, 1.0)) + 1.0;
        tau = (int32_t)(tau * seeded_between(r, 0.3, 1.0));
    }
    return row;
}

static void any_side(struct seeded *r, struct jk_point origin, struct side *s)
{
    double from = (double)seeded_whole(r, 0, 9000) + 60000, north = seeded_between(r, -4000, 4000);
    double east = seeded_between(r, -4000, 4000);

    if (seeded_whole(r, 0, 2) == 0)
        side_disc(s, side_place(origin, north, east), (double)seeded_whole(r, 0, 300), from,
                  from + (double)seeded_whole(r, 60, 7200));
    else
        side_wander(r,
                    &(struct side_walk){ .origin = origin,
                                         .north_m = north,
                                         .east_m = east,
                                         .heading = seeded_between(r, 0, 6.2832),
                                         .step_m = 900,
                                         .count = (size_t)seeded_whole(r, 2, 30),
                                         .timed = seeded_whole(r, 0, 1),
                                         .least_s = 100,
                                         .from_s = from },
                    s);
    s->presence.uncertainty_m = seeded_whole(r, 0, 2) ? 0.0 : (double)seeded_whole(r, 1, 3000);
    s->presence.offset_s = (int32_t)seeded_whole(r, 7, 9) * 3600;
}

Test(levels, what_the_planes_are_sure_of_is_what_the_geodesic_says, .timeout = 90)
{
    struct seeded r = { 101 };
    static struct side one, other;
    int sure = 0, seen[JK_LEVEL_END] = { 0 }, rounds = seeded_rounds(4000);

    jk_geodesic_init();
    for (int i = 0; i < rounds; i++) {
        struct jk_point origin = { seeded_between(&r, -8, 6), seeded_between(&r, 95, 141) };
        struct jk_row row = any_row(&r);
        struct jk_levels have, mirror, want;
        struct jk_body *a, *b;

        any_side(&r, origin, &one);
        any_side(&r, origin, &other);
        a = jk_body_new(&one.presence);
        b = jk_body_new(&other.presence);
        cr_assert(jk_levels_fast_fits(a, b));
        want = exact(&row, a, b);
        if (jk_levels_fast(&row, a, b, &have)) {
            sure++;
            seen[want.level_max]++;
            cr_assert(have.level == want.level && have.level_max == want.level_max,
                      "pair %d: %d and %d, the geodesic says %d and %d", i, have.level,
                      have.level_max, want.level, want.level_max);
        }
        if (jk_levels_fast(&row, b, a, &mirror))
            cr_assert(mirror.level == want.level && mirror.level_max == want.level_max,
                      "pair %d mirrored", i);
        jk_body_free(a);
        jk_body_free(b);
    }
    cr_assert(sure > rounds * 9 / 10, "sure of %d", sure);
    for (int l = 0; l < JK_LEVEL_END; l++)
        cr_assert(seen[l] > rounds / 50, "level %d: %d times", l, seen[l]);
}

/* Two discs a centimetre and less beside a threshold: it must not be sure. */
Test(levels, near_a_threshold_it_is_not_sure)
{
    static const struct {
        double over_m, doubt_m;
        bool sure;
    } cases[] = { { 0.0, 0, false },    { 0.004, 0, false }, { -0.004, 0, false },
                  { 0.05, 0, true },    { -0.05, 0, true },  { 300.0, 300, false },
                  { 300.05, 300, true } };
    struct jk_row row = { .rung = { [JK_LEVEL_SIAGA] = { true, false, 600, 2000 } } };
    struct jk_point place = { 0.5, 117.5 };

    jk_geodesic_init();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct side one, other;
        struct jk_levels levels;
        struct jk_body *a, *b;

        side_disc(&one, place, 100, 0, 3600);
        side_disc(&other, jk_geodesic_direct(place, 70, 2200 + cases[i].over_m), 100, 0, 3600);
        other.presence.uncertainty_m = cases[i].doubt_m;
        a = jk_body_new(&one.presence);
        b = jk_body_new(&other.presence);
        cr_assert(jk_levels_fast(&row, a, b, &levels) == cases[i].sure, "case %zu", i);
        jk_body_free(a);
        jk_body_free(b);
    }
}

Test(levels, areas_and_zones_take_the_longer_way)
{
    static const struct jk_point corners[] = { { 0, 117 }, { 0, 117.01 }, { 0.01, 117 } };
    const struct jk_ring ring = { corners, 3 };
    struct side disc, area;
    struct jk_risk_zone zone = {
        .id = "z", .factor = 1500, .to_day = 9, .is_disc = true, .radius_m = 500
    };
    const struct jk_land land = { .zones = { &zone, 1 } };
    struct jk_body *a, *b, *zoned;

    jk_geodesic_init();
    zone.centre = jk_xyz_of(corners[0]);
    side_disc(&disc, corners[0], 10, 0, 3600);
    side_disc(&area, corners[0], 0, 0, 3600);
    area.presence.shape =
        (struct jk_shape){ .kind = JK_SHAPE_AREA, .rings = &ring, .ring_count = 1 };
    a = jk_body_new(&disc.presence);
    b = jk_body_new(&area.presence);
    zoned = jk_body_on(&disc.presence, &land);
    cr_assert(jk_levels_fast_fits(a, a));
    cr_assert(!jk_levels_fast_fits(a, b) && !jk_levels_fast_fits(b, a));
    cr_assert(jk_body_zoned(zoned) && !jk_levels_fast_fits(a, zoned));
    jk_body_free(a);
    jk_body_free(b);
    jk_body_free(zoned);
}

static void own_disc(const struct jk_body *body, struct world_disc *own)
{
    struct jk_index_span span;

    engine_world_entry(body, 0, &own->entry, &span);
    own->body = body;
    own->first_day = span.first_day;
    own->last_day = span.last_day;
}

/* Halls of one day in three zones, some over midnight, distances round the rungs. */
Test(levels, an_entry_decides_two_discs_as_the_geodesic_does, .timeout = 60)
{
    struct seeded r = { 102 };
    int sure = 0, rounds = seeded_rounds(40000), seen[JK_LEVEL_END] = { 0 };

    jk_geodesic_init();
    for (int i = 0; i < rounds; i++) {
        struct jk_point place = { seeded_between(&r, -8, 6), seeded_between(&r, 95, 141) };
        struct jk_row row = any_row(&r);
        double from = ENTRY_BASE_S + (double)seeded_whole(&r, 0, 90000);
        struct jk_levels want;
        enum jk_level have;
        struct world_disc own;
        struct jk_index_entry entry;
        struct jk_index_span span;
        struct side one, other;
        struct jk_body *a, *b;

        side_disc(&one, place, (double)seeded_whole(&r, 0, 300), from,
                  from + (double)seeded_whole(&r, 60, 9000));
        from += (double)seeded_whole(&r, -20000, 20000);
        side_disc(&other,
                  jk_geodesic_direct(place, seeded_between(&r, 0, 360),
                                     seeded_between(&r, 0, 7000)),
                  (double)seeded_whole(&r, 0, 300), from,
                  from + (double)seeded_whole(&r, 60, 9000));
        one.presence.offset_s = (int32_t)seeded_whole(&r, 7, 9) * 3600;
        other.presence.offset_s = (int32_t)seeded_whole(&r, 7, 9) * 3600;
        a = jk_body_new(&one.presence);
        b = jk_body_new(&other.presence);
        own_disc(a, &own);
        engine_world_entry(b, 0, &entry, &span);
        cr_assert((own.entry.label & LABEL_PLAIN) && (entry.label & LABEL_PLAIN));
        want = exact(&row, a, b);
        have = engine_world_level_of_discs(&own, &entry, &row);
        if (have != JK_LEVEL_END) {
            sure++;
            seen[have]++;
            cr_assert(have == want.level, "pair %d: %d, the geodesic says %d", i, have, want.level);
        }
        jk_body_free(a);
        jk_body_free(b);
    }
    cr_assert(sure > rounds * 9 / 10, "sure of %d", sure);
    for (int l = 0; l < JK_LEVEL_END; l++)
        cr_assert(seen[l] > rounds / 100, "level %d: %d times", l, seen[l]);
}

/* What an entry cannot hold exactly must not be decided by it. */
Test(levels, only_a_disc_of_whole_seconds_without_doubt_is_plain)
{
    static const struct {
        double from_s, to_s, doubt_m;
        int32_t offset_s;
        bool plain;
    } cases[] = { { 1.7e9, 1.7e9 + 60, 0, 28800, true },
                  { 1.7e9 + 0.5, 1.7e9 + 60, 0, 28800, false },
                  { 1.7e9, 1.7e9 + 60.25, 0, 28800, false },
                  { 1.7e9, 1.7e9 + 60, 1, 28800, false },
                  { 1.7e9, 1.7e9 + 60, 0, 28800 + 60, false },
                  { 1.7e9, 1.7e9 + 60, 0, -12 * 3600, true },
                  { 1.7e9, 1.7e9 + 60, 0, -12 * 3600 - 900, false },
                  { 1e12, 1e12 + 60, 0, 28800, false } };

    jk_geodesic_init();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_index_entry entry;
        struct jk_index_span span;
        struct side s;
        struct jk_body *body;

        side_disc(&s, (struct jk_point){ 0.5, 117.5 }, 50, cases[i].from_s, cases[i].to_s);
        s.presence.uncertainty_m = cases[i].doubt_m;
        s.presence.offset_s = cases[i].offset_s;
        body = jk_body_new(&s.presence);
        engine_world_entry(body, 0, &entry, &span);
        cr_assert(!!(entry.label & LABEL_PLAIN) == cases[i].plain, "case %zu", i);
        cr_assert(label_size(entry.label) == JK_SIZE_BESAR && span.layer == JK_SIZE_BESAR);
        if (cases[i].plain)
            cr_assert(label_zone_s(entry.label) == cases[i].offset_s, "case %zu", i);
        jk_body_free(body);
    }
}

Test(levels, far_instants_stop_at_the_ends_of_an_entry)
{
    cr_assert(engine_world_seconds(ENTRY_BASE_S, true) == 0);
    cr_assert(engine_world_seconds(ENTRY_BASE_S + 0.5, false) == 0);
    cr_assert(engine_world_seconds(ENTRY_BASE_S + 0.5, true) == 1);
    cr_assert(engine_world_seconds(ENTRY_BASE_S - 0.5, false) == -1);
    cr_assert(engine_world_seconds(1e15, true) == 2147483000);
    cr_assert(engine_world_seconds(-1e15, false) == -2147483000);
    cr_assert(world_day(0, 0) == 18518, "13 September 2020");
    cr_assert(world_day(-45000, 0) == 18517, "which begins 12 h 26 min 40 s before the base");
}
