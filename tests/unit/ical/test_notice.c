/* One UID from its parts: the activity, its changed instances, and which of them counts. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/ical/texts.h"
#include "tests/unit/ical/help.h"

TestSuite(notice, .init = help_zones);

#define LEN(a) (sizeof(a) / sizeof *(a))

/* Five days from 20 November at 14.00 WITA, three hours each. */
#define SERIES                                                                             \
    "DTSTART;TZID=Asia/Makassar:20241120T140000|DTEND;TZID=Asia/Makassar:20241120T170000|" \
    "RRULE:FREQ=DAILY;COUNT=5"

/* A changed instance: which it is, and its own lines. */
#define CHANGED(which, start, end, more)                                          \
    "|$BEGIN:VEVENT|$UID:a@kutim|$DTSTAMP:20241102T000000Z|$RECURRENCE-ID:" which \
    "|$DTSTART:" start "|$DTEND:" end "|$CATEGORIES:RAPAT-UMUM"                   \
    "|$X-JARAK-CONTEST:pilbup-64.08|$X-JARAK-PASLON:1|$GEO:0.6;117.6" more "|$END:VEVENT"

static enum jk_status read_series(struct help *h, const char *more)
{
    char changes[2048];

    *h = (struct help){ .context = help_context() };
    snprintf(changes, sizeof changes, "%s%s", SERIES, more);
    return help_read(h, changes);
}

static const struct jk_notice *series(struct help *h, const char *more)
{
    enum jk_status rc = read_series(h, more);

    cr_assert(rc == JK_OK, "%s: %s %s", more, h->err.field, h->err.value);
    return &h->stream.notices[0];
}

Test(notice, instances_have_the_length_of_the_first_and_its_facts)
{
    struct help h;
    const struct jk_notice *n = series(&h, "");

    cr_assert(n->instance_count == 5);
    for (size_t i = 0; i < 5; i++) {
        const struct jk_instance *one = &n->instances[i];

        cr_expect(one->start_s == help_time("2024-11-20T14:00:00+08:00") + (int64_t)i * 86400);
        cr_expect(one->end_s - one->start_s == 3 * 3600);
        cr_expect(one->recurrence_s == one->start_s && one->facts == &n->facts);
    }
    cr_assert(n->first_start_s == n->instances[0].start_s);
    help_clear(&h);
}

Test(notice, a_changed_instance_keeps_the_start_it_would_have_had_and_its_own_facts)
{
    struct help h;
    const struct jk_notice *n =
        series(&h, CHANGED("20241121T060000Z", "20241123T120000Z", "20241123T123000Z", ""));
    const struct jk_instance *moved = &n->instances[3];

    /* It now lies between the instances of the 23rd (06.00 UTC) and the 24th. */
    cr_assert(n->instance_count == 5);
    cr_assert(moved->start_s == help_time("2024-11-23T12:00:00+00:00"));
    cr_assert(moved->end_s - moved->start_s == 1800);
    cr_assert(moved->recurrence_s == help_time("2024-11-21T06:00:00+00:00"));
    cr_assert(moved->facts->shape.centre.lat_deg == 0.6 && n->facts.shape.centre.lat_deg != 0.6);
    for (size_t i = 1; i < 5; i++)
        cr_expect(n->instances[i - 1].start_s <= n->instances[i].start_s, "by start");
    help_clear(&h);
}

Test(notice, two_instances_at_one_time_stand_in_the_order_of_the_rule)
{
    struct help h;
    const struct jk_notice *n =
        series(&h, CHANGED("20241122T060000Z", "20241121T060000Z", "20241121T090000Z", ""));

    cr_assert(n->instances[1].start_s == n->instances[2].start_s);
    cr_assert(n->instances[1].recurrence_s < n->instances[2].recurrence_s);
    help_clear(&h);
}

Test(notice, a_cancelled_instance_is_none_and_a_cancelled_activity_has_none)
{
    struct help h;
    const struct jk_notice *n = series(&h, CHANGED("20241121T060000Z", "20241121T060000Z",
                                                   "20241121T090000Z", "|$STATUS:CANCELLED"));

    cr_assert(n->instance_count == 4);
    help_clear(&h);
    n = series(&h, "|STATUS:CANCELLED" CHANGED("20241121T060000Z", "20241121T060000Z",
                                               "20241121T090000Z", ""));
    cr_assert(n->instance_count == 0 && n->facts.cancelled);
    help_clear(&h);
}

/* A client that changes one instance raises only that one's SEQUENCE. */
Test(notice, the_highest_sequence_and_the_newest_stamp_of_all_parts_count)
{
    struct help h;
    const struct jk_notice *n =
        series(&h, "|SEQUENCE:2" CHANGED("20241121T060000Z", "20241121T060000Z", "20241121T090000Z",
                                         "|$SEQUENCE:7"));

    cr_assert(n->sequence == 7);
    cr_assert(n->dtstamp_s == help_time("2024-11-02T00:00:00+00:00"));
    help_clear(&h);
    n = series(&h, "|SEQUENCE:9" CHANGED("20241121T060000Z", "20241121T060000Z", "20241121T090000Z",
                                         "|$SEQUENCE:7"));
    cr_assert(n->sequence == 9);
    help_clear(&h);
}

/* A chain is judged as one unit: no instance may be another party's, part's or chain's. */
Test(notice, an_instance_belongs_to_whom_the_activity_belongs)
{
    static const struct {
        const char *from, *to;
    } cases[] = {
        { "$X-JARAK-PASLON:1", "$X-JARAK-PASLON:2" },
        { "$X-JARAK-PASLON:1", "$X-JARAK-PASLON:1,2" },
        { "$X-JARAK-CONTEST:pilbup-64.08", "$X-JARAK-CONTEST:pilgub-64" },
        { "$CATEGORIES:RAPAT-UMUM", "$CATEGORIES:PERTEMUAN-TERBATAS" },
        { "$GEO:0.6;117.6", "$GEO:0.6;117.6|$X-JARAK-LEG:PULANG" },
        { "$GEO:0.6;117.6", "$GEO:0.6;117.6|$X-JARAK-LEG:PULANG|$RELATED-TO:b@kutim" },
    };
    static const char changed[] =
        CHANGED("20241121T060000Z", "20241121T060000Z", "20241121T090000Z", "");

    for (size_t i = 0; i < LEN(cases); i++) {
        char more[1024];
        const char *at = strstr(changed, cases[i].from);
        struct help h;

        cr_assert(at != NULL);
        snprintf(more, sizeof more, "%.*s%s%s", (int)(at - changed), changed, cases[i].to,
                 at + strlen(cases[i].from));
        cr_expect(read_series(&h, more) == JK_INVALID, "case %zu", i);
        cr_expect(h.err.text == JK_TEXT_ICAL_OVERRIDE_DIFFERS, "case %zu: %s", i, h.err.field);
        cr_expect_str_eq(h.err.field, "RECURRENCE-ID");
        help_clear(&h);
    }
}

Test(notice, an_instance_that_the_rule_does_not_give_or_that_stands_twice_is_refused)
{
    static const struct {
        const char *more;
        enum jk_status status;
    } cases[] = {
        { CHANGED("20241121T060001Z", "20241121T060000Z", "20241121T090000Z", ""), JK_RANGE },
        { CHANGED("20241125T060000Z", "20241121T060000Z", "20241121T090000Z", ""), JK_RANGE },
        { CHANGED("20241121T060000Z", "20241121T060000Z", "20241121T090000Z", "")
              CHANGED("20241121T060000Z", "20241122T060000Z", "20241122T090000Z", ""),
          JK_INVALID },
        /* What an EXDATE took away cannot be changed. */
        { "|EXDATE:20241121T060000Z" CHANGED("20241121T060000Z", "20241121T060000Z",
                                             "20241121T090000Z", ""),
          JK_RANGE },
    };

    for (size_t i = 0; i < LEN(cases); i++) {
        struct help h;

        cr_expect(read_series(&h, cases[i].more) == cases[i].status, "case %zu", i);
        cr_expect_str_eq(h.err.field, "RECURRENCE-ID");
        cr_expect(h.err.text == (cases[i].status == JK_RANGE ? JK_TEXT_ICAL_OVERRIDE_LOOSE
                                                             : JK_TEXT_ICAL_OVERRIDE_TWICE),
                  "case %zu", i);
        help_clear(&h);
    }
}

Test(notice, the_zone_of_the_country_in_which_the_start_was_written_is_kept)
{
    static const struct {
        const char *start, *abbrev; /* "" none */
    } cases[] = {
        { "DTSTART;TZID=Asia/Makassar:20241123T140000", "WITA" },
        { "DTSTART;TZID=Asia/Jayapura:20241123T150000", "WIT" },
        { "DTSTART:20241123T060000Z", "" },
        { "DTSTART;TZID=Europe/Berlin:20241123T070000", "" },
    };

    for (size_t i = 0; i < LEN(cases); i++) {
        struct help h = { .context = help_context() };
        const struct jk_notice *n;

        cr_assert(help_read(&h, cases[i].start) == JK_OK, "%s", cases[i].start);
        n = &h.stream.notices[0];
        cr_expect(n->instances[0].start_s == help_time("2024-11-23T06:00:00+00:00"));
        cr_expect_str_eq(n->tz ? n->tz->abbrev : "", cases[i].abbrev);
        help_clear(&h);
    }
}

/* calendars/profile.md: a date that is called off says which, and no more. */
Test(notice, an_instance_that_is_called_off_need_not_say_whose_it_was)
{
#define OFF(more)                                                                           \
    "|$BEGIN:VEVENT|$UID:a@kutim|$DTSTAMP:20241102T000000Z|$RECURRENCE-ID:20241121T060000Z" \
    "|$DTSTART:20241121T060000Z|$STATUS:CANCELLED" more "|$END:VEVENT"
    struct help h;

    cr_expect(series(&h, OFF(""))->instance_count == 4);
    help_clear(&h);
    cr_expect(series(&h, OFF("|$CATEGORIES:RAPAT-UMUM|$X-JARAK-PASLON:1|$X-JARAK-CONTEST:"
                             "pilbup-64.08"))
                  ->instance_count == 4);
    help_clear(&h);
    cr_expect(read_series(&h, OFF("|$X-JARAK-PASLON:2|$X-JARAK-CONTEST:pilbup-64.08")) ==
              JK_INVALID);
    cr_expect(h.err.text == JK_TEXT_ICAL_OVERRIDE_DIFFERS);
    help_clear(&h);
    cr_expect(read_series(&h, OFF("|$CATEGORIES:KONVOI")) == JK_INVALID);
    help_clear(&h);
    /* One that takes place says when it ends, and what it is. */
    cr_expect(read_series(&h,
                          "|$BEGIN:VEVENT|$UID:a@kutim|$DTSTAMP:20241102T000000Z|$RECURRENCE-ID:"
                          "20241121T060000Z|$DTSTART:20241121T060000Z|$END:VEVENT") == JK_INVALID);
    help_clear(&h);
#undef OFF
}
