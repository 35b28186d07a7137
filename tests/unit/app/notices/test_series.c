/* A series is its instances: an RRULE with EXDATE and a moved instance, and the same instances as
 * notices of their own, come to the same levels and figures with a world of rivals. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "tests/support/seeded.h"
#include "jarak/app/notices/submit.h"
#include "tests/unit/app/desk.h"

#define RIVALS 40
#define COUNT  9          /* instances by the rule; nine weeks are within the pack */
#define FIRST  1730680200 /* 4 November 2024, 08.30 WITA */
#define SIDE   4          /* vertices of a convoy's road */

/* What repeats: a meeting, or a convoy with the time at each vertex. */
struct series {
    bool moves, weekly;
    int interval, removed, moved; /* which instance EXDATE removes, RECURRENCE-ID moves */
    int64_t start_s, span_s, moved_s;
    double lat[SIDE], lon[SIDE], moved_lat;
    int64_t at_s[SIDE]; /* after the start */
};

static void add_time(struct jk_buf *text, const char *form, int64_t s)
{
    struct jk_civil c = jk_civil_from_utc(s, 28800);
    char shown[24];

    snprintf(shown, sizeof shown, "%04d%02d%02dT%02d%02d%02d", c.year, c.month, c.day, c.hour,
             c.minute, c.second);
    jk_buf_fmt(text, "%s;TZID=Asia/Makassar:%s\r\n", form, shown);
}

static void add_head(struct jk_buf *text, const char *uid, int paslon, int64_t from_s, int64_t to_s)
{
    jk_buf_fmt(text, "BEGIN:VEVENT\r\nUID:%s\r\nDTSTAMP:20241101T000000Z\r\n", uid);
    add_time(text, "DTSTART", from_s);
    add_time(text, "DTEND", to_s);
    jk_buf_fmt(text, "SUMMARY:Acak\r\nX-JARAK-CONTEST:pilbup-64.08\r\nX-JARAK-PASLON:%d\r\n",
               paslon);
}

static void add_road(struct jk_buf *text, const struct series *s, int64_t start_s)
{
    jk_buf_str(text,
               "CATEGORIES:KONVOI\r\nX-JARAK-COLUMN:200\r\nSTRUCTURED-DATA;VALUE=TEXT;"
               "FMTTYPE=\"application/geo+json\":{\"type\":\"LineString\"\\,\"coordTimes\":[");
    for (int i = 0; i < SIDE; i++) {
        struct jk_civil c = jk_civil_from_utc(start_s + s->at_s[i], 28800);

        jk_buf_fmt(text, "%s\"%04d-%02d-%02dT%02d:%02d:%02d+08:00\"", i ? "\\," : "", c.year,
                   c.month, c.day, c.hour, c.minute, c.second);
    }
    jk_buf_str(text, "]\\,\"coordinates\":[");
    for (int i = 0; i < SIDE; i++)
        jk_buf_fmt(text, "%s[%.6f\\,%.6f]", i ? "\\," : "", s->lon[i], s->lat[i]);
    jk_buf_str(text, "]}\r\n");
}

/* The place and kind of an instance that begins at start_s. */
static void add_facts(struct jk_buf *text, const struct series *s, int64_t start_s, double lat)
{
    if (s->moves)
        add_road(text, s, start_s);
    else
        jk_buf_fmt(text, "CATEGORIES:PERTEMUAN-TERBATAS\r\nGEO:%.6f;%.6f\r\n", lat, s->lon[0]);
}

static void begin(struct jk_buf *text)
{
    jk_buf_reset(text);
    jk_buf_str(text, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n");
}

static int64_t start_of(const struct series *s, int i)
{
    return s->start_s + (int64_t)i * s->interval * (s->weekly ? 7 : 1) * 86400;
}

static void write_series(struct jk_buf *text, const struct series *s)
{
    begin(text);
    add_head(text, "series", 1, s->start_s, s->start_s + s->span_s);
    add_facts(text, s, s->start_s, s->lat[0]);
    jk_buf_fmt(text, "RRULE:FREQ=%s;INTERVAL=%d;COUNT=%d\r\n", s->weekly ? "WEEKLY" : "DAILY",
               s->interval, COUNT);
    add_time(text, "EXDATE", start_of(s, s->removed));
    jk_buf_str(text, "END:VEVENT\r\n");
    add_head(text, "series", 1, s->moved_s, s->moved_s + s->span_s);
    add_time(text, "RECURRENCE-ID", start_of(s, s->moved));
    add_facts(text, s, s->moved_s, s->moved_lat);
    jk_buf_str(text, "END:VEVENT\r\nEND:VCALENDAR\r\n");
}

static void write_singles(struct jk_buf *text, const struct series *s)
{
    begin(text);
    for (int i = 0; i < COUNT; i++) {
        int64_t from_s = i == s->moved ? s->moved_s : start_of(s, i);
        char uid[24];

        if (i == s->removed)
            continue;
        snprintf(uid, sizeof uid, "single-%d", i);
        add_head(text, uid, 1, from_s, from_s + s->span_s);
        add_facts(text, s, from_s, i == s->moved ? s->moved_lat : s->lat[0]);
        jk_buf_str(text, "END:VEVENT\r\n");
    }
    jk_buf_str(text, "END:VCALENDAR\r\n");
}

static void random_series(struct seeded *r, struct series *s)
{
    *s = (struct series){ .moves = seeded_whole(r, 0, 1),
                          .weekly = seeded_whole(r, 0, 3) == 0,
                          .interval = 1,
                          .start_s = FIRST + 60 * seeded_whole(r, 0, 120),
                          .removed = (int)seeded_whole(r, 1, 4),
                          .moved = (int)seeded_whole(r, 5, 8) };
    if (!s->weekly)
        s->interval = (int)seeded_whole(r, 1, 3);
    for (int i = 0; i < SIDE; i++) {
        s->lat[i] = 0.5 + seeded_between(r, -0.02, 0.02);
        s->lon[i] = 117.5 + seeded_between(r, -0.02, 0.02);
        s->at_s[i] = i ? s->at_s[i - 1] + seeded_whole(r, 600, 1200) : 0;
    }
    s->span_s = s->moves ? s->at_s[SIDE - 1] : 60 * seeded_whole(r, 30, 180);
    s->moved_s = start_of(s, s->moved) + 60 * seeded_whole(r, -600, 600);
    s->moved_lat = 0.5 + seeded_between(r, -0.02, 0.02);
}

/* Rivals on any of the days, in a town of some 4 km. */
static void file_rivals(struct desk *d, struct seeded *r)
{
    struct jk_buf text = { 0 };

    begin(&text);
    for (int i = 0; i < RIVALS; i++) {
        static const char *const kinds[] = { "RAPAT-UMUM", "PERTEMUAN-TERBATAS", "TATAP-MUKA" };
        int64_t from_s = FIRST + 86400 * seeded_whole(r, 0, 20) + 60 * seeded_whole(r, -60, 240);
        char uid[24];

        snprintf(uid, sizeof uid, "rival-%d", i);
        add_head(&text, uid, 2, from_s, from_s + 60 * seeded_whole(r, 30, 180));
        jk_buf_fmt(&text, "CATEGORIES:%s\r\nGEO:%.6f;%.6f\r\n", kinds[seeded_whole(r, 0, 2)],
                   0.5 + seeded_between(r, -0.02, 0.02), 117.5 + seeded_between(r, -0.02, 0.02));
        if (seeded_whole(r, 0, 4) == 0)
            jk_buf_str(&text, "X-JARAK-UNCERTAINTY:500\r\n");
        jk_buf_str(&text, "END:VEVENT\r\n");
    }
    jk_buf_str(&text, "END:VCALENDAR\r\n");
    cr_assert(desk_file_bytes(d, text.at, NULL) == JK_OK, "%s %s", d->err.field, d->err.value);
    jk_buf_clear(&text);
}

/* What stands between a rival and the series, or the worst of its single notices. */
struct told {
    bool any;
    struct jk_levels levels;
    struct jk_leg_part worst;
};

static void check(struct desk *d, struct jk_buf *text, struct told told[RIVALS])
{
    struct jk_submission check = { .store = false };

    memset(told, 0, RIVALS * sizeof *told);
    cr_assert(desk_file_bytes(d, text->at, &check) == JK_OK, "%s %s", d->err.field, d->err.value);
    for (size_t i = 0; i < d->outcome.count; i++) {
        const struct jk_verdict_view *v = &d->outcome.verdicts[i];

        for (size_t k = 0; k < v->conflict_count; k++) {
            const struct jk_conflict_view *view = &v->conflicts[k];
            struct told *t;
            int rival;

            cr_assert(sscanf(view->other.uid, "rival-%d", &rival) == 1, "%s", view->other.uid);
            t = &told[rival];
            if (!t->any || jk_leg_part_compare(&view->parts[0], &t->worst) < 0)
                t->worst = view->parts[0];
            if (view->levels.level > t->levels.level)
                t->levels.level = view->levels.level;
            if (view->levels.level_max > t->levels.level_max)
                t->levels.level_max = view->levels.level_max;
            t->any = true;
        }
    }
}

static size_t compare(int round, const struct told *series, const struct told *singles)
{
    size_t any = 0;

    for (int i = 0; i < RIVALS; i++) {
        const struct jk_part *p = &series[i].worst.part, *q = &singles[i].worst.part;

        cr_assert(series[i].any == singles[i].any, "series %d, rival %d: %s", round, i,
                  series[i].any ? "only the series" : "only a single notice");
        if (!series[i].any)
            continue;
        any++;
        cr_assert(series[i].levels.level == singles[i].levels.level &&
                      series[i].levels.level_max == singles[i].levels.level_max,
                  "series %d, rival %d: levels", round, i);
        cr_assert(p->row == q->row && p->distance_m == q->distance_m &&
                      p->time_a_s == q->time_a_s && p->time_b_s == q->time_b_s,
                  "series %d, rival %d: %.2f m at %.0f, singles %.2f m at %.0f", round, i,
                  p->distance_m, p->time_a_s, q->distance_m, q->time_a_s);
    }
    return any;
}

/* Each round has 8 x 40 pairs: 10,240 in `make test`. */
Test(series, come_to_what_their_instances_come_to, .timeout = 300)
{
    struct seeded r = { 77 };
    int rounds = seeded_rounds(32);
    struct jk_buf text = { 0 };
    size_t conflicts = 0;

    for (int i = 0; i < rounds; i += 10) {
        struct desk d;

        desk_open(&d);
        file_rivals(&d, &r);
        for (int k = i; k < i + 10 && k < rounds; k++) {
            struct told as_series[RIVALS], as_singles[RIVALS];
            struct series s;

            random_series(&r, &s);
            write_series(&text, &s);
            check(&d, &text, as_series);
            write_singles(&text, &s);
            check(&d, &text, as_singles);
            conflicts += compare(k, as_series, as_singles);
        }
        desk_close(&d);
    }
    cr_assert(conflicts > 3 * (size_t)rounds, "%zu conflicts", conflicts);
    jk_buf_clear(&text);
}
