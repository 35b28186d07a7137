/* The set of conflicts does not depend on who filed first (SPEC 2.4): the notices of random chains,
 * mains and legs each by itself, filed in two orders. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "tests/support/seeded.h"
#include "jarak/app/conflicts/conflicts.h"
#include "tests/unit/app/desk.h"

#define CHAINS  60 /* 1,770 pairs */
#define NOTICES (3 * CHAINS)

/* What a world has to file: one stream for each notice. */
struct world {
    struct jk_buf notice[NOTICES];
    size_t count;
};

static const char *local_time(char out[24], int64_t s)
{
    struct jk_civil c = jk_civil_from_utc(s, 28800);

    snprintf(out, 24, "%04d%02d%02dT%02d%02d%02d", c.year, c.month, c.day, c.hour, c.minute,
             c.second);
    return out;
}

static struct jk_buf *next_notice(struct world *w, const char *uid, int paslon, int64_t from_s,
                                  int64_t to_s)
{
    struct jk_buf *text = &w->notice[w->count++];
    char from[24], to[24];

    jk_buf_fmt(text,
               "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:%s\r\n"
               "DTSTAMP:20241101T000000Z\r\nDTSTART;TZID=Asia/Makassar:%s\r\n"
               "DTEND;TZID=Asia/Makassar:%s\r\nSUMMARY:Acak\r\nX-JARAK-CONTEST:%s\r\n"
               "X-JARAK-PASLON:%d\r\n",
               uid, local_time(from, from_s), local_time(to, to_s),
               paslon > 2 ? "pilgub-64" : "pilbup-64.08", 1 + (paslon - 1) % 2);
    return text;
}

static void end_notice(struct jk_buf *text)
{
    jk_buf_str(text, "END:VEVENT\r\nEND:VCALENDAR\r\n");
}

static void add_leg(struct world *w, struct seeded *r, int chain, const char *leg, int paslon,
                    int64_t from_s, const double lat[2], const double lon[2])
{
    char uid[48];
    struct jk_buf *text;

    snprintf(uid, sizeof uid, "c%d-%s", chain, leg);
    text = next_notice(w, uid, paslon, from_s, from_s + 60 * seeded_whole(r, 20, 60));
    jk_buf_fmt(text,
               "CATEGORIES:KONVOI\r\nX-JARAK-LEG:%s\r\nRELATED-TO;RELTYPE=PARENT:c%d\r\n"
               "X-JARAK-VEHICLES:cars=%d;motorcycles=%d\r\nSTRUCTURED-DATA;VALUE=TEXT;FMTTYPE="
               "\"application/geo+json\":{\"type\":\"LineString\"\\,\"coordinates\":"
               "[[%.6f\\,%.6f]\\,[%.6f\\,%.6f]\\,[%.6f\\,%.6f]]}\r\n",
               leg, chain, (int)seeded_whole(r, 5, 80), (int)seeded_whole(r, 0, 400), lon[0],
               lat[0], (lon[0] + lon[1]) / 2 + seeded_between(r, -0.02, 0.02),
               (lat[0] + lat[1]) / 2 + seeded_between(r, -0.02, 0.02), lon[1], lat[1]);
    end_notice(text);
}

static void add_chain(struct world *w, struct seeded *r, int chain)
{
    static const char *const kinds[] = { "RAPAT-UMUM", "PERTEMUAN-TERBATAS", "TATAP-MUKA" };
    double lat[] = { 0.5 + seeded_between(r, -0.08, 0.08), 0.5 + seeded_between(r, -0.08, 0.08) };
    double lon[] = { 117.5 + seeded_between(r, -0.08, 0.08),
                     117.5 + seeded_between(r, -0.08, 0.08) };
    double back_lat[] = { lat[1], lat[0] }, back_lon[] = { lon[1], lon[0] };
    int64_t from_s = 1732064400 + 86400 * seeded_whole(r, 0, 1) + 60 * seeded_whole(r, 0, 480);
    int64_t to_s = from_s + 60 * seeded_whole(r, 30, 180);
    int paslon = (int)seeded_whole(r, 1, 4);
    struct jk_buf *text;
    char uid[48];

    snprintf(uid, sizeof uid, "c%d", chain);
    text = next_notice(w, uid, paslon, from_s, to_s);
    jk_buf_fmt(text, "CATEGORIES:%s\r\nGEO:%.6f;%.6f\r\n", kinds[seeded_whole(r, 0, 2)], lat[1],
               lon[1]);
    if (seeded_whole(r, 0, 9) == 0)
        jk_buf_str(text, "RRULE:FREQ=DAILY;COUNT=3\r\n");
    if (seeded_whole(r, 0, 9) == 0)
        jk_buf_str(text, "X-JARAK-UNCERTAINTY:800\r\n");
    end_notice(text);
    if (seeded_whole(r, 0, 1))
        add_leg(w, r, chain, "BERANGKAT", paslon, from_s - 4500, lat, lon);
    if (seeded_whole(r, 0, 1))
        add_leg(w, r, chain, "PULANG", paslon, to_s + 600, back_lat, back_lon);
}

static void shuffle(struct world *w, struct seeded *r)
{
    for (size_t i = w->count; i > 1; i--) {
        size_t k = (size_t)seeded_whole(r, 0, (int64_t)i - 1);
        struct jk_buf kept = w->notice[i - 1];

        w->notice[i - 1] = w->notice[k];
        w->notice[k] = kept;
    }
}

static int compare_views(const void *a, const void *b)
{
    const struct jk_conflict_view *x = a, *y = b;
    int order = strcmp(x->own.uid, y->own.uid);

    return order ? order : strcmp(x->other.uid, y->other.uid);
}

/* File all and list the conflicts in one order, the smaller UID first. Ids are salted and differ.
 */
static struct jk_conflict_view *file_world(struct desk *d, const struct world *w,
                                           struct jk_arena *arena, size_t *count)
{
    struct jk_conflict_views all;
    struct jk_conflict_view *views;

    desk_open(d);
    for (size_t i = 0; i < w->count; i++)
        cr_assert(desk_file_bytes(d, w->notice[i].at, NULL) == JK_OK, "%s %s", d->err.field,
                  d->err.value);
    cr_assert(jk_app_conflicts(d->app, arena,
                               &(struct jk_conflicts_ask){ &(struct jk_account){ .region = "64" },
                                                           "64", true },
                               &all) == JK_OK);
    views = all.at;
    *count = all.count;
    for (size_t i = 0; i < *count; i++) {
        struct jk_side_view own = views[i].own;
        struct jk_leg_part *worst;

        if (strcmp(own.uid, views[i].other.uid) < 0)
            continue;
        cr_assert((worst = jk_arena_array(arena, 1, sizeof *worst)) != NULL);
        *worst = jk_leg_part_swapped(&views[i].parts[0]);
        views[i].own = views[i].other;
        views[i].other = own;
        views[i].parts = worst; /* only the worst is looked at */
    }
    qsort(views, *count, sizeof *views, compare_views);
    return views;
}

static bool is_same_place(struct jk_point a, struct jk_point b)
{
    return fabs(a.lat_deg - b.lat_deg) < 1e-9 && fabs(a.lon_deg - b.lon_deg) < 1e-9;
}

static void compare(int world, const struct jk_conflict_view *x, const struct jk_conflict_view *y)
{
    const struct jk_part *p = &x->parts[0].part, *q = &y->parts[0].part;

    cr_assert(compare_views(x, y) == 0, "world %d: %s-%s, in the other order %s-%s", world,
              x->own.uid, x->other.uid, y->own.uid, y->other.uid);
    cr_assert(x->levels.level == y->levels.level && x->levels.level_max == y->levels.level_max,
              "world %d: %s-%s: levels", world, x->own.uid, x->other.uid);
    cr_assert(x->part_count == y->part_count && strcmp(p->row->id, q->row->id) == 0 &&
                  x->parts[0].leg_own == y->parts[0].leg_own &&
                  x->parts[0].leg_other == y->parts[0].leg_other,
              "world %d: %s-%s: parts", world, x->own.uid, x->other.uid);
    cr_assert(p->distance_m == q->distance_m && p->time_a_s == q->time_a_s &&
                  p->time_b_s == q->time_b_s && p->meet == q->meet,
              "world %d: %s-%s: %.2f m at %.0f, in the other order %.2f m at %.0f", world,
              x->own.uid, x->other.uid, p->distance_m, p->time_a_s, q->distance_m, q->time_a_s);
    /* Which side is laid down first shows in the last bits of a place, far below what is told. */
    cr_assert(is_same_place(p->at_a, q->at_a) && is_same_place(p->at_b, q->at_b),
              "world %d: %s-%s: other places", world, x->own.uid, x->other.uid);
}

/* 6 worlds of 1,770 pairs in `make test`, 60 in test-long. */
Test(order, of_filing_changes_no_conflict, .timeout = 300)
{
    struct seeded r = { 2024 };
    int worlds = seeded_rounds(6);
    size_t told = 0;

    for (int world = 0; world < (worlds ? worlds : 1); world++) {
        static struct world w;
        struct jk_arena one = { 0 }, other = { 0 };
        struct jk_conflict_view *x, *y;
        size_t x_count, y_count;
        struct desk d, e;

        w.count = 0;
        for (int chain = 0; chain < CHAINS; chain++)
            add_chain(&w, &r, chain);
        x = file_world(&d, &w, &one, &x_count);
        shuffle(&w, &r);
        y = file_world(&e, &w, &other, &y_count);
        for (size_t i = 0; i < x_count && i < y_count; i++)
            compare(world, &x[i], &y[i]);
        cr_assert(x_count == y_count, "world %d: %zu conflicts, in the other order %zu", world,
                  x_count, y_count);
        told += x_count;
        for (size_t i = 0; i < w.count; i++)
            jk_buf_clear(&w.notice[i]);
        jk_arena_clear(&one);
        jk_arena_clear(&other);
        desk_close(&d);
        desk_close(&e);
    }
    cr_assert(told > 50 * (size_t)worlds, "%zu conflicts", told);
}
