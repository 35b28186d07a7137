/* A feed that follows its changes has the bytes of one that is written from nothing. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/feed/public/jcal.h"
#include "jarak/app/public/feed.h"
#include "tests/support/feeds.h"
#include "tests/support/seeded.h"
#include "tests/unit/app/desk.h"

#define NOTICES 90
#define STEPS   300

static const struct jk_feed_filter region = {
    .region = "64.08", .kind = -1, .from_day = INT32_MIN, .to_day = INT32_MAX
};

static void write_filtered(struct desk *d, const struct jk_feed_filter *filter,
                           enum jk_feed_form form, struct jk_feed *out)
{
    const struct jk_feed_request request = { filter, "", DESK_NOW, form };

    jk_feed_clear(out);
    cr_assert(jk_app_feed(d->app, &request, out) == JK_OK);
}

static void write_feed(struct desk *d, enum jk_feed_form form, struct jk_feed *out)
{
    write_filtered(d, &region, form, out);
}

/* What one of the days has, or "until" it. */
static struct jk_feed_filter day_filter(const char *day, bool until)
{
    struct jk_feed_filter filter = region;

    cr_assert(jk_date_parse(jk_span_of(day), &filter.to_day));
    if (!until)
        filter.from_day = filter.to_day;
    return filter;
}

/* File a notice of one of three days or file it anew on another. */
static void file_one(struct desk *d, struct seeded *r, int n, unsigned sequence)
{
    static const char *const days[] = { "20241118", "20241119", "20241120" };
    char uid[16];
    const struct filed f = { uid, 0.1 + n / 100.0, 117.0 + n / 200.0,
                             1,   sequence,        days[seeded_whole(r, 0, 2)],
                             NULL };

    snprintf(uid, sizeof uid, "f%d@x", n);
    desk_file(d, &f); /* some are over: refused */
}

static void step(struct desk *d, struct seeded *r, unsigned sequence)
{
    static const char *const acts[] = { "approve", "approve", "approve", "hold", "not_held" };
    int n = (int)seeded_whole(r, 0, NOTICES - 1);
    char uid[16];

    snprintf(uid, sizeof uid, "f%d@x", n);
    switch (seeded_whole(r, 0, 5)) {
    case 0:
        file_one(d, r, n, sequence);
        break;
    case 1:
        if (seeded_whole(r, 0, 3) == 0)
            desk_withdraw(d, uid);
        break;
    default:
        desk_decide(d, uid, acts[seeded_whole(r, 0, 4)], NULL, 0);
    }
}

/* Against one from nothing, by an application that has just read the store. @return its bytes */
static size_t compare(struct desk *d, const struct jk_feed_filter *filter,
                      const struct jk_feed *followed, int at)
{
    struct jk_feed whole = { .modified_s = 0 };
    struct jk_buf before = { 0 }, anew = { 0 };
    size_t len;

    copy_feed(followed, &before);
    write_filtered(d, filter, JK_FEED_PLAIN, &whole);
    copy_feed(&whole, &anew);
    len = anew.len;
    cr_assert(len == before.len && memcmp(anew.at, before.at, len) == 0,
              "step %d: %zu octets, from nothing %zu", at, before.len, len);
    cr_assert_str_eq(whole.etag, followed->etag, "step %d", at);
    jk_feed_clear(&whole);
    jk_buf_clear(&before);
    jk_buf_clear(&anew);
    return len;
}

/* Put together from pieces it is what the whole would be. */
static void compare_jcal(const struct jk_feed *plain, const struct jk_feed *jcal)
{
    struct jk_buf ical = { 0 }, whole = { 0 }, pieces = { 0 };

    copy_feed(plain, &ical);
    copy_feed(jcal, &pieces);
    cr_assert(jk_jcal_write(&whole, jk_buf_view(&ical)) == JK_OK);
    cr_assert(jk_span_eq(jk_buf_view(&whole), jk_buf_view(&pieces)));
    jk_buf_clear(&ical);
    jk_buf_clear(&whole);
    jk_buf_clear(&pieces);
}

Test(feed_book, followed_or_written_from_nothing_it_has_the_same_bytes)
{
    struct jk_feed_filter until = day_filter("2024-11-19", true);
    struct jk_feed plain = { .modified_s = 0 }, zipped = { .modified_s = 0 }, jcal = plain;
    struct jk_feed filtered = { .modified_s = 0 };
    struct seeded r = { 91 };
    struct desk d;
    size_t most = 0, len;

    desk_open(&d);
    for (int n = 0; n < NOTICES; n++)
        file_one(&d, &r, n, 0);
    for (int i = 1; i <= STEPS; i++) {
        step(&d, &r, (unsigned)i);
        if (i % 3 == 0) /* one change, or some at once */
            write_feed(&d, JK_FEED_PLAIN, &plain);
        if (i % 6 == 0)
            write_filtered(&d, &until, JK_FEED_PLAIN, &filtered);
        if (i % 7 == 0)
            write_feed(&d, JK_FEED_GZIP, &zipped);
        if (i % 6 == 0)
            write_feed(&d, JK_FEED_JCAL, &jcal);
        if (i % 42 == 0) {
            cr_assert_str_eq(plain.etag, jcal.etag, "step %d", i);
            compare_jcal(&plain, &jcal);
            cr_assert_str_eq(plain.etag, zipped.etag, "step %d", i);
            desk_reopen(&d, DESK_NOW);
            len = compare(&d, &region, &plain, i);
            cr_assert(compare(&d, &until, &filtered, i) < len, "step %d", i);
            most = len > most ? len : most;
        }
    }
    cr_assert(most > 10000, "%zu octets at most", most);
    jk_feed_clear(&plain);
    jk_feed_clear(&zipped);
    jk_feed_clear(&jcal);
    jk_feed_clear(&filtered);
    desk_close(&d);
}

Test(feed_book, filters_by_the_dozen_push_each_other_out_and_stay_right)
{
    struct jk_feed first = { .modified_s = 0 }, again = { .modified_s = 0 }, other = { 0 };
    struct seeded r = { 17 };
    struct desk d;

    desk_open(&d);
    for (int n = 0; n < 20; n++) {
        char uid[16];

        file_one(&d, &r, n, 0);
        snprintf(uid, sizeof uid, "f%d@x", n);
        desk_decide(&d, uid, "approve", NULL, 0);
    }
    for (int round = 0; round < 3; round++) {
        struct jk_feed_filter filter = day_filter("2024-11-18", false);

        write_filtered(&d, &filter, JK_FEED_PLAIN, round ? &again : &first);
        cr_assert(round == 0 || strcmp(first.etag, again.etag) == 0);
        for (int more = 1; more < 100; more++) {
            filter.to_day = filter.from_day + more;
            write_filtered(&d, &filter, more % 2 ? JK_FEED_GZIP : JK_FEED_JCAL, &other);
        }
        cr_assert(strcmp(first.etag, other.etag) != 0, "it holds other days too");
    }
    jk_feed_clear(&first);
    jk_feed_clear(&again);
    jk_feed_clear(&other);
    desk_close(&d);
}

/* Steps until it is there, an act between any two of them. @return how many were needed */
static int write_in_pieces(struct desk *d, struct seeded *r, enum jk_feed_form form,
                           struct jk_feed *out)
{
    const struct jk_feed_request request = { &region, "", DESK_NOW, form };
    uint64_t before = jk_app_feed_written(d->app);
    int steps = 1;

    for (; !jk_app_feed_step(d->app, &request); steps++) {
        cr_assert_leq(jk_app_feed_written(d->app) - before, JK_FEED_PIECE + 300, "step %d", steps);
        step(d, r, (unsigned)(1000 + steps));
        before = jk_app_feed_written(d->app);
    }
    before = jk_app_feed_written(d->app);
    write_feed(d, form, out);
    cr_assert_eq(jk_app_feed_written(d->app), before, "nothing was left to write");
    return steps;
}

Test(feed_book, it_is_written_in_pieces_while_others_act_between_them)
{
    struct jk_feed plain = { .modified_s = 0 }, zipped = plain, jcal = plain;
    struct seeded r = { 5 };
    struct desk d;

    desk_open(&d);
    for (int n = 0; n < 1300; n++) {
        char uid[16];

        file_one(&d, &r, n, 0);
        snprintf(uid, sizeof uid, "f%d@x", n);
        desk_decide(&d, uid, "approve", NULL, 0);
    }
    cr_assert_geq(write_in_pieces(&d, &r, JK_FEED_PLAIN, &plain), 3);
    cr_assert_geq(write_in_pieces(&d, &r, JK_FEED_GZIP, &zipped), 3);
    cr_assert_geq(write_in_pieces(&d, &r, JK_FEED_JCAL, &jcal), 3);
    write_feed(&d, JK_FEED_PLAIN, &plain);
    write_feed(&d, JK_FEED_GZIP, &zipped);
    cr_assert_str_eq(plain.etag, jcal.etag);
    cr_assert_str_eq(plain.etag, zipped.etag);
    compare_jcal(&plain, &jcal);
    for (int i = 0; i < 200; i++) /* more than are known one by one */
        step(&d, &r, (unsigned)(2000 + i));
    write_in_pieces(&d, &r, JK_FEED_PLAIN, &plain);
    desk_reopen(&d, DESK_NOW);
    compare(&d, &region, &plain, 0);
    jk_feed_clear(&plain);
    jk_feed_clear(&zipped);
    jk_feed_clear(&jcal);
    desk_close(&d);
}

/* What happens in one regency is no change of another's feed, and one of the province's. */
Test(feed_book, a_change_elsewhere_touches_no_other_feed)
{
    struct jk_feed_filter there = region, province = region;
    struct jk_feed feed = { .modified_s = 0 };
    uint64_t version, above, written;
    struct desk d;

    there.region = "64.03";
    province.region = "64";
    desk_open(&d);
    write_filtered(&d, &there, JK_FEED_PLAIN, &feed);
    write_filtered(&d, &province, JK_FEED_PLAIN, &feed);
    version = jk_app_feed_version(d.app, "64.03");
    for (int i = 0; i < 80; i++) {
        char uid[16];
        const struct filed f = { uid, 0.1 + i / 50.0, 117.0 + i / 50.0, 1, 0, "20241120", NULL };

        snprintf(uid, sizeof uid, "f%d@x", i);
        above = jk_app_feed_version(d.app, "64");
        cr_assert(desk_file(&d, &f) == JK_OK && desk_decide(&d, uid, "approve", NULL, 0) == JK_OK);
        cr_assert(jk_app_feed_version(d.app, "64.03") == version);
        cr_assert(jk_app_feed_version(d.app, "64.08") > above &&
                  jk_app_feed_version(d.app, "64") == jk_app_feed_version(d.app, "64.08"));
    }
    written = jk_app_feed_written(d.app);
    write_filtered(&d, &there, JK_FEED_PLAIN, &feed);
    cr_assert(jk_app_feed_written(d.app) == written);
    write_filtered(&d, &province, JK_FEED_PLAIN, &feed);
    cr_assert(jk_app_feed_written(d.app) >= written + 80);
    jk_feed_clear(&feed);
    desk_close(&d);
}

/* Feeds of regions are kept together; of what filters leave the newest few are. */
Test(feed_book, many_filters_leave_the_feed_of_a_region_where_it_is)
{
    struct jk_feed feed = { .modified_s = 0 };
    struct jk_feed_filter filter = region;
    uint64_t written;
    struct desk d;

    desk_open(&d);
    for (unsigned i = 0; i < 12; i++) {
        char uid[16];
        const struct filed f = { uid, 0.2 + i / 10.0, 117.0, 1, 0, "20241120", NULL };

        snprintf(uid, sizeof uid, "f%u@x", i);
        cr_assert(desk_file(&d, &f) == JK_OK && desk_decide(&d, uid, "approve", NULL, 0) == JK_OK);
    }
    write_feed(&d, JK_FEED_PLAIN, &feed);
    for (int i = 0; i < 100; i++) {
        filter.from_day = 20000 - i;
        write_filtered(&d, &filter, JK_FEED_PLAIN, &feed);
    }
    written = jk_app_feed_written(d.app);
    write_feed(&d, JK_FEED_PLAIN, &feed);
    write_filtered(&d, &filter, JK_FEED_PLAIN, &feed);
    cr_assert(jk_app_feed_written(d.app) == written, "both are kept");
    filter.from_day = 20000;
    write_filtered(&d, &filter, JK_FEED_PLAIN, &feed);
    cr_assert(jk_app_feed_written(d.app) == written + 12, "the oldest gave way");
    jk_feed_clear(&feed);
    desk_close(&d);
}
