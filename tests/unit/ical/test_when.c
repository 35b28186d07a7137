/* Times of one VEVENT: forms and zones of a moment, ends, rules and their exceptions. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/ical/texts.h"
#include "jarak/ical/when.h"
#include "tests/unit/ical/help.h"

TestSuite(when, .init = help_zones);

static const struct jk_tz wita = { "Asia/Makassar", "WITA", 28800 };

/* One event of the lines given, read by when.c alone. */
struct reading {
    struct jk_arena arena;
    struct jk_ical_context context;
    struct jk_ical_times times;
    struct jk_error err;
    struct jk_buf bytes;
    enum jk_status rc;
};

static void read_lines(struct reading *x, const char *lines, bool floating)
{
    struct jk_span rest = jk_span_of(lines), line;
    const struct jk_ical_comp *event;

    *x = (struct reading){ .context = help_context() };
    x->context.floating = floating ? &wita : NULL;
    jk_buf_str(&x->bytes, "BEGIN:VEVENT\r\n");
    while (jk_span_cut(&rest, '|', &line)) {
        jk_buf_span(&x->bytes, line);
        jk_buf_str(&x->bytes, "\r\n");
    }
    jk_buf_str(&x->bytes, "END:VEVENT\r\n");
    cr_assert(jk_ical_scan(&x->arena, jk_buf_view(&x->bytes), 1000, &event, &x->err) == JK_OK, "%s",
              lines);
    x->rc = jk_ical_times_read(&x->arena,
                               &(struct jk_ical_time_props){ event, jk_ical_find(event, "DTSTART"),
                                                             jk_ical_find(event, "DTEND"),
                                                             jk_ical_find(event, "DURATION"),
                                                             jk_ical_find(event, "RRULE"),
                                                             jk_ical_find(event, "RECURRENCE-ID") },
                               &x->context, &x->times, &x->err);
}

static void clear(struct reading *x)
{
    jk_arena_clear(&x->arena);
    jk_buf_clear(&x->bytes);
}

#define AT "DTSTART;TZID=Asia/Makassar:20241123T140000|"

Test(when, starts_and_ends_are_instants_whatever_their_form)
{
    static const struct {
        const char *lines, *start, *end;
        bool floating;
    } cases[] = {
        { AT "DTEND;TZID=Asia/Makassar:20241123T170000", "2024-11-23T06:00:00Z",
          "2024-11-23T09:00:00Z", false },
        { "DTSTART:20241123T060000Z|DURATION:PT3H", "2024-11-23T06:00:00Z", "2024-11-23T09:00:00Z",
          false },
        { AT "DTEND;TZID=Asia/Jayapura:20241123T160000", "2024-11-23T06:00:00Z",
          "2024-11-23T07:00:00Z", false },
        { "DTSTART:20241123T140000|DTEND:20241123T150000", "2024-11-23T06:00:00Z",
          "2024-11-23T07:00:00Z", true },
        { "DTSTART;VALUE=DATE:20241123", "2024-11-22T16:00:00Z", "2024-11-23T16:00:00Z", true },
        { "DTSTART;VALUE=DATE:20241123|DTEND;VALUE=DATE:20241125", "2024-11-22T16:00:00Z",
          "2024-11-24T16:00:00Z", true },
        { "DTSTART;VALUE=DATE:20241123|DURATION:P2D", "2024-11-22T16:00:00Z",
          "2024-11-24T16:00:00Z", true },
        { AT "DURATION:P31D", "2024-11-23T06:00:00Z", "2024-12-24T06:00:00Z", false },
        { "DTSTART;VALUE=DATE-TIME:20241123T060000Z|DURATION:PT1S", "2024-11-23T06:00:00Z",
          "2024-11-23T06:00:01Z", false },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading x;

        read_lines(&x, cases[i].lines, cases[i].floating);
        cr_assert(x.rc == JK_OK, "%s: %s", cases[i].lines, x.err.field);
        cr_assert(x.times.start.utc_s == help_time(cases[i].start), "%s", cases[i].lines);
        cr_assert(x.times.end_s == help_time(cases[i].end), "%s", cases[i].lines);
        cr_assert(x.times.rule == NULL && !x.times.is_override);
        clear(&x);
    }
}

Test(when, what_is_guessed_elsewhere_is_refused_with_property_and_reason)
{
    const struct {
        const char *lines, *field;
        const struct jk_text *reason;
        bool floating;
    } cases[] = {
        { "DTSTART:20241123T140000|DURATION:PT1H", "DTSTART", JK_TEXT_ICAL_FLOATING, false },
        { "DTSTART;VALUE=DATE:20241123", "DTSTART", JK_TEXT_ICAL_FLOATING, false },
        { "DTSTART:20241123|DURATION:P1D", "DTSTART", JK_TEXT_ICAL_VALUE_TYPE, true },
        { "DTSTART;VALUE=DATE:20241123T060000Z|DURATION:P1D", "DTSTART", JK_TEXT_ICAL_VALUE_TYPE,
          true },
        { "DTSTART;VALUE=PERIOD:20241123T060000Z|DURATION:P1D", "DTSTART", JK_TEXT_ICAL_VALUE_TYPE,
          true },
        { "DTSTART;TZID=Asia/Makassar:20241123T060000Z|DURATION:P1D", "DTSTART",
          JK_TEXT_ICAL_TZID_EXTRA, true },
        { "DTSTART;TZID=Asia/Makassar;VALUE=DATE:20241123", "DTSTART", JK_TEXT_ICAL_TZID_EXTRA,
          true },
        { "DTSTART;TZID=Asia/Atlantis:20241123T060000|DURATION:P1D", "DTSTART", JK_TEXT_ICAL_TZID,
          true },
        { "DTSTART:2024-11-23|DURATION:P1D", "DTSTART", JK_TEXT_ICAL_TIME, true },
        { AT "DTEND;TZID=Asia/Makassar:20241123T140000", "DTEND", JK_TEXT_ICAL_END_BEFORE, false },
        { AT "DTEND;TZID=Asia/Makassar:20241123T135959", "DTEND", JK_TEXT_ICAL_END_BEFORE, false },
        { AT "DTEND;TZID=Asia/Jayapura:20241123T150000", "DTEND", JK_TEXT_ICAL_END_BEFORE, false },
        { AT "DTEND;VALUE=DATE:20241124", "DTEND", JK_TEXT_ICAL_END_TYPE, true },
        { "DTSTART;VALUE=DATE:20241123|DTEND:20241124T000000Z", "DTEND", JK_TEXT_ICAL_END_TYPE,
          true },
        { AT "DTEND;TZID=Asia/Makassar:20241224T140001", "DTEND", JK_TEXT_ICAL_DURATION_LONG,
          false },
        { AT "DURATION:P31DT1S", "DURATION", JK_TEXT_ICAL_DURATION_LONG, false },
        { AT "DURATION:PT0S", "DURATION", JK_TEXT_ICAL_END_BEFORE, false },
        { AT "DURATION:-PT1H", "DURATION", JK_TEXT_ICAL_END_BEFORE, false },
        { AT "DURATION:1H", "DURATION", JK_TEXT_ICAL_DURATION, false },
        { "DTSTART;VALUE=DATE:20241123|DURATION:PT1H", "DURATION", JK_TEXT_ICAL_END_TYPE, true },
        { AT "DURATION:PT1H|DTEND:20241123T090000Z", "DURATION", JK_TEXT_ICAL_END_BOTH, false },
        { "DTSTART:20241123T060000Z", "DTSTART", JK_TEXT_ICAL_END_NONE, false },
        { AT "DURATION:PT1H|RRULE:FREQ=WEEKLY;BYDAY=SU", "RRULE", JK_TEXT_ICAL_RULE_START, false },
        { AT "DURATION:PT1H|RRULE:FREQ=DAILY;UNTIL=20241123T055959Z", "RRULE",
          JK_TEXT_ICAL_RULE_UNTIL_EARLY, false },
        { AT "DURATION:PT1H|RRULE:FREQ=DAILY;UNTIL=20241130", "RRULE", JK_TEXT_ICAL_RULE_UNTIL,
          false },
        { AT "DURATION:PT1H|RRULE:FREQ=DAILY;UNTIL=20241130T000000", "RRULE",
          JK_TEXT_ICAL_RULE_UNTIL, false },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading x;

        read_lines(&x, cases[i].lines, cases[i].floating);
        cr_assert(x.rc == JK_INVALID || x.rc == JK_RANGE, "%s", cases[i].lines);
        cr_assert(x.err.text == cases[i].reason, "%s: the reason", cases[i].lines);
        cr_assert_str_eq(x.err.field, cases[i].field);
        cr_assert(x.err.line > 0, "%s", cases[i].lines);
        clear(&x);
    }
}

/* How many instances, and the first and the last of them. */
Test(when, rules_and_dates_give_every_start_once_in_order)
{
    static const struct {
        const char *lines;
        size_t count;
        const char *first, *last;
    } cases[] = {
        { "", 1, "2024-11-23T06:00:00Z", "2024-11-23T06:00:00Z" },
        { "RRULE:FREQ=DAILY;COUNT=3", 3, "2024-11-23T06:00:00Z", "2024-11-25T06:00:00Z" },
        { "RRULE:FREQ=DAILY;UNTIL=20241125T060000Z", 3, "2024-11-23T06:00:00Z",
          "2024-11-25T06:00:00Z" },
        { "RRULE:FREQ=DAILY;UNTIL=20241125T055959Z", 2, "2024-11-23T06:00:00Z",
          "2024-11-24T06:00:00Z" },
        { "RRULE:FREQ=DAILY", 8, "2024-11-23T06:00:00Z", "2024-11-30T06:00:00Z" },
        { "RDATE:20241120T060000Z,20241126T060000Z", 3, "2024-11-20T06:00:00Z",
          "2024-11-26T06:00:00Z" },
        { "RDATE:20241123T060000Z,20241124T060000Z,20241124T060000Z", 2, "2024-11-23T06:00:00Z",
          "2024-11-24T06:00:00Z" },
        { "RRULE:FREQ=DAILY;COUNT=3|EXDATE:20241124T060000Z", 2, "2024-11-23T06:00:00Z",
          "2024-11-25T06:00:00Z" },
        { "RRULE:FREQ=DAILY;COUNT=3|EXDATE:20241124T060001Z", 3, "2024-11-23T06:00:00Z",
          "2024-11-25T06:00:00Z" },
        { "RRULE:FREQ=DAILY;COUNT=2|RDATE:20241127T060000Z|EXDATE:20241127T060000Z", 2,
          "2024-11-23T06:00:00Z", "2024-11-24T06:00:00Z" },
        { "EXDATE;TZID=Asia/Makassar:20241123T140000", 0, NULL, NULL },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_buf lines = { 0 };
        struct jk_ical_starts starts;
        struct reading x;

        jk_buf_fmt(&lines, AT "DURATION:PT1H%s%s", cases[i].lines[0] ? "|" : "", cases[i].lines);
        read_lines(&x, lines.at, false);
        cr_assert(x.rc == JK_OK, "%s", lines.at);
        cr_assert(jk_ical_times_expand(&x.arena, &x.times, &x.context, &starts, &x.err) == JK_OK);
        cr_assert(starts.count == cases[i].count, "%s: %zu", lines.at, starts.count);
        if (starts.count) {
            cr_assert(starts.at[0] == help_time(cases[i].first), "%s", lines.at);
            cr_assert(starts.at[starts.count - 1] == help_time(cases[i].last), "%s", lines.at);
        }
        for (size_t k = 1; k < starts.count; k++)
            cr_assert(starts.at[k - 1] < starts.at[k], "%s", lines.at);
        clear(&x);
        jk_buf_clear(&lines);
    }
}
