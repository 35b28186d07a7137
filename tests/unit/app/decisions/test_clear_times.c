/* What slots offer, filed: clear at both ends of a band and not a second beyond. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "tests/support/seeded.h"
#include "jarak/app/decisions/clear_times.h"
#include "jarak/app/notices/submit.h"
#include "jarak/app/notices/verdict.h"
#include "tests/unit/app/desk.h"

#define DAYS 100

/* The highest levels a check of the moved chain finds. */
static struct jk_levels levels_at(struct desk *d, double lat, double lon, int64_t start_s)
{
    struct jk_submission check = { .store = false };
    struct jk_buf text = { 0 };
    struct jk_levels worst = { JK_LEVEL_NONE, JK_LEVEL_NONE };

    desk_write_chain(&text, "own", 1, 1, lat, lon, start_s);
    cr_assert(desk_file_bytes(d, text.at, &check) == JK_OK, "%s %s", d->err.field, d->err.value);
    for (size_t i = 0; i < d->outcome.verdicts[0].conflict_count; i++) {
        struct jk_levels levels = d->outcome.verdicts[0].conflicts[i].levels;

        worst.level = levels.level > worst.level ? levels.level : worst.level;
        worst.level_max = levels.level_max > worst.level_max ? levels.level_max : worst.level_max;
    }
    jk_buf_clear(&text);
    return worst;
}

/* Possible ones included. */
static enum jk_level level_at(struct desk *d, double lat, double lon, int64_t start_s)
{
    return levels_at(d, lat, lon, start_s).level_max;
}

static struct jk_slots_view ask(struct desk *d, struct jk_arena *arena, enum jk_level level,
                                bool venues)
{
    struct jk_slots_request rq = {
        .uid = "own@slots", .level = level, .venues = venues, .now_s = DESK_NOW
    };
    struct jk_slots_view view;

    cr_assert(jk_app_day_of(d->app, rq.uid, &rq.from_day));
    rq.to_day = rq.from_day;
    cr_assert(jk_app_slots(d->app, arena, &rq, &view, &d->err) == JK_OK, "%s", d->err.value);
    return view;
}

/* SPEC 6: bands go by `level`; what `level_max` reaches is marked *belum pasti*. */
Test(slots, what_the_doubt_about_a_place_may_close_is_marked, .timeout = 120)
{
    struct seeded r = { 1124 };
    const int64_t noon = 1732075200; /* 20 November 2024, 12.00 WITA */
    int days = seeded_rounds(60);
    size_t uncertain = 0, certain = 0;

    for (int day = 0; day < days; day++) {
        struct jk_arena arena = { 0 };
        struct jk_slots_view view;
        struct desk d;
        enum jk_level level = (enum jk_level)seeded_whole(&r, JK_LEVEL_WASPADA, JK_LEVEL_SIAGA);
        int64_t start_s = noon + seeded_whole(&r, -10800, 10800);
        char extra[64];

        desk_open(&d);
        desk_file_chain(&d, "own", 1, 0.5, 117.5, start_s);
        for (unsigned k = 0; k < 3; k++) {
            struct filed rival = { .uid = (const char *[]){ "a", "b", "c" }[k],
                                   .lat = 0.5 + seeded_between(&r, -0.07, 0.07),
                                   .lon = 117.5 + seeded_between(&r, -0.07, 0.07),
                                   .paslon = 2,
                                   .extra = extra };

            snprintf(extra, sizeof extra, "X-JARAK-UNCERTAINTY:%d\r\n",
                     k == 0 ? 0 : (int)seeded_whole(&r, 1, 6000));
            cr_assert(desk_file(&d, &rival) == JK_OK, "%s", d.err.field);
        }
        view = ask(&d, &arena, level, false);
        for (size_t i = 0; i < view.open_count; i++) {
            const struct jk_slot_open *open = &view.open[i];
            const int64_t ends[] = { open->band.from_s, open->band.to_s };

            for (int k = 0; k < 2; k++) {
                struct jk_levels levels = levels_at(&d, 0.5, 117.5, ends[k]);

                cr_assert(levels.level < level, "day %d", day);
                cr_assert((levels.level_max >= level) == open->uncertain, "day %d", day);
            }
            uncertain += open->uncertain;
            certain += !open->uncertain;
        }
        for (size_t i = 0; i < view.closed_count; i++) {
            const struct jk_slot_closed *closed = &view.closed[i];

            cr_assert((levels_at(&d, 0.5, 117.5, closed->band.from_s).level >= level) ==
                          (closed->blocker_count > 0),
                      "day %d", day);
        }
        jk_arena_clear(&arena);
        desk_close(&d);
    }
    cr_assert(uncertain > 0 && certain > 0, "%zu and %zu", uncertain, certain);
}

Test(slots, filed_at_its_ends_a_band_is_clear_and_beyond_it_is_not, .timeout = 120)
{
    struct seeded r = { 2024 };
    const int64_t noon = 1732075200; /* 20 November 2024, 12.00 WITA */
    int days = seeded_rounds(DAYS);
    size_t ends = 0;

    for (int day = 0; day < days; day++) {
        struct jk_arena arena = { 0 };
        struct jk_slots_view view;
        struct desk d;
        enum jk_level level = (enum jk_level)seeded_whole(&r, JK_LEVEL_WASPADA, JK_LEVEL_SIAGA);
        double lat = 0.5 + seeded_between(&r, 0, 0.05), lon = 117.5 + seeded_between(&r, 0, 0.05);
        int64_t start_s = noon + seeded_whole(&r, -10800, 10800);

        desk_open(&d);
        desk_file_chain(&d, "own", 1, lat, lon, start_s);
        for (int k = 0; k < 3; k++)
            desk_file_chain(&d, (const char *[]){ "a", "b", "c" }[k], 2,
                            0.5 + seeded_between(&r, 0, 0.1), 117.5 + seeded_between(&r, 0, 0.1),
                            noon + seeded_whole(&r, -14400, 14400));
        view = ask(&d, &arena, level, false);
        for (size_t i = 0; i < view.open_count; i++) {
            const struct jk_interval *band = &view.open[i].band;

            cr_assert(level_at(&d, lat, lon, band->from_s) < level, "day %d", day);
            cr_assert(level_at(&d, lat, lon, band->to_s) < level, "day %d", day);
            ends += 2;
        }
        for (size_t i = 0; i < view.closed_count; i++) {
            const struct jk_slot_closed *closed = &view.closed[i];
            bool near = closed->blocker_count > 0; /* of hours the judge knows nothing */

            cr_assert(near || closed->cuts);
            cr_assert((level_at(&d, lat, lon, closed->band.from_s) >= level) == near, "day %d",
                      day);
            cr_assert((level_at(&d, lat, lon, closed->band.to_s) >= level) == near, "day %d", day);
            ends += 2;
        }
        jk_arena_clear(&arena);
        desk_close(&d);
    }
    cr_assert(ends >= (size_t)days, "%zu ends", ends);
}

/* 09.00 to 18.00 are the hours, and the rival stands near at noon: night and rival are two causes.
 */
Test(slots, closed_stretches_of_different_causes_are_told_apart)
{
    struct jk_arena arena = { 0 };
    struct jk_slots_view view;
    struct desk d;
    size_t night = 0, rival = 0;

    desk_open(&d);
    desk_file_chain(&d, "own", 1, 0.5, 117.5, 1732082400);
    desk_file_chain(&d, "a", 2, 0.505, 117.5, 1732064400); /* 09.00: near from the night on */
    view = ask(&d, &arena, JK_LEVEL_SIAGA, false);
    for (size_t i = 0; i < view.closed_count; i++) {
        const struct jk_slot_closed *closed = &view.closed[i], *next = closed + 1;

        night += closed->cuts && !closed->blocker_count;
        rival += !closed->cuts && closed->blocker_count == 1;
        if (i + 1 < view.closed_count && closed->band.to_s + 1 == next->band.from_s)
            cr_assert(closed->cuts != next->cuts || closed->blocker_count != next->blocker_count);
    }
    cr_expect(night == 2, "before and after the day: %zu", night);
    cr_expect(rival == 1, "%zu", rival);
    jk_arena_clear(&arena);
    desk_close(&d);
}

/* Rallies of 14.00-16.00 may lie between 09.00 and 18.00: they begin until 16.00. */
Test(slots, the_hours_of_rallies_cut_and_say_so)
{
    struct jk_arena arena = { 0 };
    struct jk_slots_view view;
    struct desk d;

    desk_open(&d);
    desk_file_chain(&d, "own", 1, 0.5, 117.5, 1732082400); /* 20 November 2024, 14.00 WITA */
    view = ask(&d, &arena, JK_LEVEL_WASPADA, true);
    cr_assert(view.open_count == 1 && view.closed_count == 2);
    cr_assert(view.open[0].band.from_s == 1732064400 && view.open[0].band.to_s == 1732089600);
    cr_assert(view.open[0].change_s == 0 && view.open[0].rank == 1);
    cr_assert(view.closed[0].cuts == 1U << JK_CUT_HOURS && view.closed[0].blocker_count == 0);
    cr_assert(view.venue_count > 10, "%zu venues", view.venue_count);
    jk_arena_clear(&arena);
    desk_close(&d);
}

Test(slots, nothing_before_now_outside_a_simulation)
{
    struct jk_arena arena = { 0 };
    struct jk_slots_request rq = { .uid = "own@slots",
                                   .level = JK_LEVEL_SIAGA,
                                   .now_s = 1732082400 + 60 };
    struct jk_slots_view view;
    struct desk d;

    desk_open(&d);
    d.pack.simulation = false;
    desk_file_chain(&d, "own", 1, 0.5, 117.5, 1732082400);
    cr_assert(jk_app_day_of(d.app, rq.uid, &rq.from_day));
    rq.to_day = rq.from_day;
    cr_assert(jk_app_slots(d.app, &arena, &rq, &view, &d.err) == JK_OK);
    cr_assert(view.open_count == 1 && view.open[0].band.from_s == rq.now_s);
    cr_assert(view.open[0].change_s == 60);
    rq.uid = "nobody@slots";
    cr_assert(jk_app_slots(d.app, &arena, &rq, &view, &d.err) == JK_NONE);
    rq = (struct jk_slots_request){ .uid = "own@slots", .from_day = 20000, .to_day = 20062 };
    cr_assert(jk_app_slots(d.app, &arena, &rq, &view, &d.err) == JK_RANGE);
    jk_arena_clear(&arena);
    desk_close(&d);
}

/* Rallies of three hours begin 09.00-15.00; a rival one 1.1 km away takes its day. */
Test(slots, a_plan_of_nobody_has_the_bands_its_filing_would_have)
{
    const int64_t midnight = 1732032000; /* 20 November 2024 in WITA */
    struct jk_party one = { "pilbup-64.08", 1, { 1 } }, two = { "pilbup-64.08", 1, { 2 } };
    struct jk_freebusy_request rq = { .party = &one,
                                      .level = JK_LEVEL_WASPADA,
                                      .from_day = 20047,
                                      .to_day = 20048,
                                      .now_s = DESK_NOW };
    struct jk_freebusy_view view;
    struct jk_arena arena = { 0 };
    struct desk d;

    desk_open(&d);
    rq.area = jk_pack_region(&d.pack, "64.08.04");
    cr_assert(rq.area && rq.area->has_point);
    desk_file_chain(&d, "rival", 2, rq.area->point.lat_deg + 0.01, rq.area->point.lon_deg,
                    midnight + 14 * 3600);
    cr_assert(jk_app_freebusy(d.app, &arena, &rq, &view, &d.err) == JK_OK);
    cr_assert(view.length_s == 10800 && view.busy.count >= 1);
    for (size_t i = 0; i < view.busy.count; i++) {
        cr_assert(level_at(&d, rq.area->point.lat_deg, rq.area->point.lon_deg,
                           view.busy.at[i].from_s) >= JK_LEVEL_WASPADA);
        cr_assert(view.busy.at[i].from_s >= midnight + 9 * 3600 &&
                  view.busy.at[i].to_s <= midnight + 15 * 3600);
    }
    cr_assert(view.closed.count == 3);
    cr_assert(view.closed.at[1].from_s == midnight + 15 * 3600 + 1 &&
              view.closed.at[1].to_s == midnight + 33 * 3600 - 1);
    rq.party = &two; /* its own rally is in nobody's way */
    cr_assert(jk_app_freebusy(d.app, &arena, &rq, &view, &d.err) == JK_OK);
    cr_assert(view.busy.count == 0 && view.closed.count == 3);
    rq.kind = JK_KIND_TATAP_MUKA; /* no hours are set for it */
    cr_assert(jk_app_freebusy(d.app, &arena, &rq, &view, &d.err) == JK_OK);
    cr_assert(view.length_s == 7200 && view.closed.count == 0);
    rq.to_day = rq.from_day + 62;
    cr_assert(jk_app_freebusy(d.app, &arena, &rq, &view, &d.err) == JK_RANGE);
    jk_arena_clear(&arena);
    desk_close(&d);
}
