/* "Moved": told when either side is 250 m or ten minutes from where it was last told (SPEC 7), the
 * same for both sides, in any order of UIDs, and across restarts. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/app/app.h"
#include "jarak/app/conflicts/conflicts.h"
#include "jarak/geo/geodesic.h"
#include "tests/support/seeded.h"
#include "tests/unit/app/desk.h"

/* Two rallies 3 km apart: waspada, so that some hundred metres change no level. */
struct two {
    struct desk d;
    const char *uid[2];
    double lat[2], lon[2];
    int shift_min[2];
    unsigned sequence[2];
};

static void stamp(char out[24], int minutes)
{
    struct jk_civil c = jk_civil_from_utc(1732082400 + 60LL * minutes, 0); /* 14.00 WITA */

    snprintf(out, 24, "%04d%02d%02dT%02d%02d%02dZ", c.year, c.month, c.day, c.hour, c.minute,
             c.second);
}

static void file_side(struct two *t, int side)
{
    struct jk_submission how = { .store = true };
    char text[1024], from[24], to[24];

    stamp(from, t->shift_min[side]);
    stamp(to, t->shift_min[side] + 180);
    snprintf(text, sizeof text,
             "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:%s\r\n"
             "DTSTAMP:20241101T000000Z\r\nSEQUENCE:%u\r\nDTSTART:%s\r\nDTEND:%s\r\n"
             "SUMMARY:x\r\nCATEGORIES:RAPAT-UMUM\r\nX-JARAK-CONTEST:pilbup-64.08\r\n"
             "X-JARAK-PASLON:%d\r\nGEO:%.9f;%.9f\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
             t->uid[side], t->sequence[side]++, from, to, side + 1, t->lat[side], t->lon[side]);
    cr_assert(desk_file_bytes(&t->d, text, &how) == JK_OK, "%s %s", t->d.err.field, t->d.err.value);
}

static void open_two(struct two *t, const char *first, const char *second)
{
    *t = (struct two){ .uid = { first, second }, .lat = { 0.5, 0.5 }, .lon = { 117.5, 117.527 } };
    desk_open(&t->d);
    file_side(t, 0);
    file_side(t, 1);
}

/* Moves a side and says what polres was told of it: "moved", "" ... */
static const char *move(struct two *t, int side, double azimuth, double by_m, int minutes)
{
    static char event[32];
    struct jk_point to =
        jk_geodesic_direct((struct jk_point){ t->lat[side], t->lon[side] }, azimuth, by_m);
    const char *at;

    t->lat[side] = to.lat_deg;
    t->lon[side] = to.lon_deg;
    t->shift_min[side] += minutes;
    jk_buf_reset(&t->d.told);
    file_side(t, side);
    jk_buf_char(&t->d.told, '\0');
    at = strstr(t->d.told.at, "polres-64.08:");
    event[0] = '\0';
    if (at)
        sscanf(at + strlen("polres-64.08:"), "%31[^:]", event);
    jk_buf_reset(&t->d.told);
    return event;
}

/* North or south: the nearest places stay in the middle of both. */
Test(moved, either_side_is_watched_whatever_the_order_of_uids)
{
    static const struct {
        double by_m;
        int minutes;
        const char *event;
    } cases[] = {
        { 249, 0, "" }, { 251, 0, "moved" }, { 0, 9, "" }, { 0, 10, "moved" }, { 0, -10, "moved" },
    };

    for (int order = 0; order < 2; order++) {
        for (int side = 0; side < 2; side++) {
            for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                static struct two t;

                open_two(&t, order ? "zz@uji" : "aa@uji", order ? "aa@uji" : "zz@uji");
                cr_expect(strcmp(move(&t, side, 0, cases[i].by_m, cases[i].minutes),
                                 cases[i].event) == 0,
                          "order %d, side %d, case %zu", order, side, i);
                desk_close(&t.d);
            }
        }
    }
}

/* Small moves add up, from where it was last told. */
Test(moved, what_was_not_told_counts_from_what_was)
{
    static struct two t;

    open_two(&t, "aa@uji", "bb@uji");
    cr_assert(strcmp(move(&t, 1, 0, 130, 0), "") == 0);
    cr_assert(strcmp(move(&t, 1, 0, 130, 0), "moved") == 0, "260 m from where it was told");
    cr_assert(strcmp(move(&t, 1, 180, 130, 0), "") == 0);
    cr_assert(strcmp(move(&t, 1, 180, 130, 0), "moved") == 0);
    desk_close(&t.d);
}

Test(moved, a_restart_forgets_nothing)
{
    static struct two t;

    open_two(&t, "aa@uji", "bb@uji");
    cr_assert(strcmp(move(&t, 1, 0, 130, 0), "") == 0);
    desk_reopen(&t.d, DESK_NOW);
    cr_assert(strcmp(move(&t, 1, 0, 130, 0), "moved") == 0);
    desk_reopen(&t.d, DESK_NOW);
    cr_assert(strcmp(move(&t, 0, 0, 240, 9), "") == 0);
    desk_reopen(&t.d, DESK_NOW);
    cr_assert(strcmp(move(&t, 0, 0, 20, 0), "moved") == 0);
    desk_close(&t.d);
}

/* The law: the same moves give the same alerts, with restarts in between and without, with the UIDs
 * in this order and in the other, and with the sides exchanged. */
Test(moved, alerts_are_the_same_with_restarts_and_mirrored, .timeout = 120)
{
    struct seeded r = { 77 };
    int told = 0;

    for (int round = 0; round < seeded_rounds(6); round++) {
        static struct two plain, restarted, mirrored;

        open_two(&plain, "aa@uji", "bb@uji");
        open_two(&restarted, "aa@uji", "bb@uji");
        open_two(&mirrored, "bb@uji", "aa@uji");
        for (int step = 0; step < 25; step++) {
            int side = (int)seeded_whole(&r, 0, 1), minutes = (int)seeded_whole(&r, -6, 6);
            double azimuth = seeded_between(&r, 0, 360), by_m = seeded_between(&r, 0, 220);
            char event[32];

            snprintf(event, sizeof event, "%s", move(&plain, side, azimuth, by_m, minutes));
            told += event[0] != '\0';
            if (seeded_whole(&r, 0, 1))
                desk_reopen(&restarted.d, DESK_NOW);
            cr_assert(strcmp(move(&restarted, side, azimuth, by_m, minutes), event) == 0,
                      "round %d step %d: a restart tells otherwise than \"%s\"", round, step,
                      event);
            cr_assert(strcmp(move(&mirrored, side, azimuth, by_m, minutes), event) == 0,
                      "round %d step %d: mirrored, not \"%s\"", round, step, event);
        }
        desk_close(&plain.d);
        desk_close(&restarted.d);
        desk_close(&mirrored.d);
    }
    cr_assert(told >= 2 * seeded_rounds(6), "%d told", told);
}
