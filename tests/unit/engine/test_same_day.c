/* The same local day: occupied on one civil date, each in its own zone (SPEC 2.2). */
#include <criterion/criterion.h>
#include "jarak/base/civil.h"
#include "jarak/engine/candidates.h"
#include "jarak/engine/levels_fast.h"
#include "tests/support/sides.h"
#include "tests/support/only.h"

#define MIDNIGHT 1732809600.0 /* 29 November 2024, 00.00 WITA */
#define HOUR     3600.0

static const struct jk_point field = { 0.5, 117.5 };
static const struct jk_row day_row = { .id = "d",
                                       .stated = true,
                                       .rung = { [JK_LEVEL_INFO] = { true, true, 0, 2000 } } };
static const struct jk_policy plain = { .vote_s = INFINITY };

/* A column east of the field that stands at one of its vertices from before until after midnight.
 */
static void stand_at(struct side *s, size_t vertex)
{
    size_t n = 0;

    for (size_t i = 0; i < 3; i++) {
        s->points[n] = side_place(field, 0, 1500.0 * (double)i);
        s->times[n] = (int64_t)(MIDNIGHT + HOUR * (i < vertex    ? -2.0 - 0.2 * (2.0 - (double)i)
                                                   : i == vertex ? -1.0
                                                                 : 2.0 + 0.2 * (double)i));
        n++;
        if (i == vertex) {
            s->points[n] = s->points[n - 1];
            s->times[n] = (int64_t)(MIDNIGHT + 1.5 * HOUR);
            n++;
        }
    }
    side_route(s, n, 100, (double)s->times[0], (double)s->times[n - 1], true);
}

/* On the day before midnight and on the day after it, where it stands; and not on the day before
 * that. The rival is beside the standing head or, for the tail, 100 m behind it. */
Test(same_day, a_column_that_stands_over_midnight_is_there_on_both_days)
{
    static struct side column, rival;

    jk_geodesic_init();
    for (size_t vertex = 0; vertex < 3; vertex++) {
        stand_at(&column, vertex);
        for (int day = -2; day <= 1; day++) {
            double from = MIDNIGHT + 86400.0 * day + 9 * HOUR;
            enum jk_level want = day == -1 || day == 0 ? JK_LEVEL_INFO : JK_LEVEL_NONE;
            struct jk_body *p, *q;

            side_disc(&rival, side_place(field, 1990, 1500.0 * (double)vertex), 0, from,
                      from + HOUR);
            p = jk_body_new(&column.presence);
            q = jk_body_new(&rival.presence);
            cr_assert(jk_judge_level(&plain, &day_row, p, q).level == want, "vertex %zu, day %d",
                      vertex, day);
            cr_assert(jk_judge_level(&plain, &day_row, q, p).level == want, "mirrored");
            jk_body_free(p);
            jk_body_free(q);
        }
    }
}

/* A zone of one day holds for a column that stands in it over that day's midnight. */
Test(same_day, a_zone_of_either_day_holds_where_a_column_stands_over_midnight)
{
    static const struct jk_row row = { .id = "r",
                                       .stated = true,
                                       .rung = { [JK_LEVEL_SIAGA] = { true, false, 1800, 1000 } } };
    static struct side column, rival;

    jk_geodesic_init();
    stand_at(&column, 0);
    side_disc(&rival, side_place(field, 1400, 0), 0, MIDNIGHT - HOUR, MIDNIGHT + HOUR);
    for (int day = -2; day <= 1; day++) {
        int32_t on = jk_local_day((int64_t)MIDNIGHT, 28800) + day;
        struct jk_risk_zone zone = { .id = "z",
                                     .factor = 1500,
                                     .from_day = on,
                                     .to_day = on,
                                     .is_disc = true,
                                     .radius_m = 50,
                                     .centre = jk_xyz_of(field) };
        const struct jk_land land = { .zones = { &zone, 1 } };
        struct jk_body *p = jk_body_on(&column.presence, &land);
        struct jk_body *q = jk_body_on(&rival.presence, &land);
        enum jk_level want = day == -1 || day == 0 ? JK_LEVEL_SIAGA : JK_LEVEL_NONE;

        cr_assert(jk_judge_level(&plain, &row, p, q).level == want, "zone of day %d", day);
        jk_body_free(p);
        jk_body_free(q);
    }
}

struct seen {
    enum jk_level level;
};

static void note_level(void *ctx, uint32_t id, struct jk_levels levels)
{
    (void)id;
    ((struct seen *)ctx)->level = levels.level;
}

/* Two rivals 9 km apart on both sides of the border of WIB and WITA, at the same hour round
 * midnight of one of them: a row of the same day without a row in minutes below it speaks of civil
 * dates alone. Discs in the index, discs before the judge, and areas, must say one thing. */
Test(same_day, fast_and_slow_say_one_thing_over_the_border_of_two_zones)
{
    static const struct {
        double from_h, to_h; /* of the rival in WIB, hours from midnight in WITA */
        enum jk_level want;  /* the one in WITA is there from 00.00 to 01.00 on the 29th */
    } cases[] = {
        { 0, 1, JK_LEVEL_NONE }, /* 23.00 to 24.00 WIB on the 28th */
        { 0, 1.5, JK_LEVEL_INFO },
        { -1, 0.5, JK_LEVEL_NONE },
        { 1, 2, JK_LEVEL_INFO },
    };
    struct jk_row row = day_row;
    struct jk_policy policy;

    jk_geodesic_init();
    row.rung[JK_LEVEL_INFO].distance_m = 15000;
    cr_assert(side_policy(&policy, &row));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static struct side wita, wib;
        const struct jk_party one = { .contest = "x", .count = 1, .paslon = { 1 } };
        const struct jk_party two = { .contest = "x", .count = 1, .paslon = { 2 } };
        struct jk_world *world = jk_world_new();
        struct seen seen = { JK_LEVEL_NONE };
        struct jk_levels fast = { JK_LEVEL_NONE, JK_LEVEL_NONE };
        struct jk_member a, b;
        struct jk_body *p, *q;
        uint32_t id;

        side_disc(&wita, field, 100, MIDNIGHT, MIDNIGHT + HOUR);
        side_disc(&wib, side_place(field, 0, -9000), 100, MIDNIGHT + cases[i].from_h * HOUR,
                  MIDNIGHT + cases[i].to_h * HOUR);
        wib.presence.offset_s = 25200;
        p = jk_body_new(&wita.presence);
        q = jk_body_new(&wib.presence);
        a = (struct jk_member){ p, &one, 0, 0 };
        b = (struct jk_member){ q, &two, 1, 1 };
        cr_assert(jk_world_add(world, &b, &id) == JK_OK);
        jk_world_check(world, ONLY(&policy), &a, note_level, &seen);
        cr_assert(seen.level == cases[i].want, "case %zu by the index: %d", i, seen.level);
        cr_assert(jk_levels_fast(&row, p, q, &fast) && fast.level == cases[i].want,
                  "case %zu on planes: %d", i, fast.level);
        cr_assert(jk_judge_level(&policy, &row, p, q).level == cases[i].want, "case %zu", i);
        jk_body_free(p);
        /* The same crowd on a field with corners takes the slow way. */
        {
            const struct jk_point corners[] = { side_place(field, -50, -50),
                                                side_place(field, -50, 50),
                                                side_place(field, 50, 50),
                                                side_place(field, 50, -50) };
            const struct jk_ring ring = { corners, 4 };

            wita.presence.shape =
                (struct jk_shape){ .kind = JK_SHAPE_AREA, .rings = &ring, .ring_count = 1 };
            wita.presence.pad_m = 0;
            p = jk_body_new(&wita.presence);
            cr_assert(jk_judge_level(&policy, &row, p, q).level == cases[i].want,
                      "case %zu with an area", i);
            jk_body_free(p);
        }
        jk_body_free(q);
        jk_world_free(world);
    }
}
