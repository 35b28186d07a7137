/* What is accepted, how it is read, and hostile streams within their time. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>
#include "tests/unit/ical/help.h"
#include "jarak/ical/write.h"

TestSuite(accept, .init = help_zones);

static struct help read_ok(const char *changes)
{
    struct help h = { .context = help_context() };
    char shown[600];
    enum jk_status rc = help_read(&h, changes);

    jk_error_format(&h.err, JK_LANG_EN, shown, sizeof shown);
    cr_assert(rc == JK_OK, "%s: %s", changes, shown);
    return h;
}

Test(accept, a_rally_is_read_with_its_place_and_hours)
{
    struct help h = read_ok("GEO:0.557900;117.604500|X-JARAK-CROWD:10000|X-JARAK-RADIUS:150.5");
    const struct jk_notice *n = &h.stream.notices[0];

    cr_assert(eq(sz, h.stream.count, 1));
    cr_assert(n->facts.kind == JK_KIND_RAPAT_UMUM && n->instance_count == 1);
    cr_assert(n->facts.shape.centre.lat_deg == 0.5579 && n->facts.shape.centre.lon_deg == 117.6045);
    cr_assert(n->facts.crowd == 10000 && n->facts.radius_m == 150.5);
    cr_assert(n->instances[0].start_s == help_time("2024-11-23T14:00:00+08:00"));
    cr_assert(n->instances[0].end_s == help_time("2024-11-23T17:00:00+08:00"));
    help_clear(&h);
}

Test(accept, the_bytes_stay_byte_for_byte_with_structured_data)
{
    struct help h = read_ok(
        "STRUCTURED-DATA;VALUE=TEXT;FMTTYPE=\"application/geo+json\":{\"type\":\"LineString\"\\,"
        "\"coordinates\":[[117.5\\,0.5]\\,[117.6\\,0.55]]}|CATEGORIES:KONVOI");
    const struct jk_notice *n = &h.stream.notices[0];

    cr_assert(jk_span_eq(n->bytes, jk_buf_view(&h.sent)));
    cr_assert(n->facts.shape.kind == JK_SHAPE_ROUTE && n->facts.shape.point_count == 2);
    cr_assert(n->facts.shape.points[1].lat_deg == 0.55);
    help_clear(&h);
}

Test(accept, all_of_501_exdates_are_read)
{
    struct jk_buf changes = { 0 };
    struct help h;

    /* 20 days; the exceptions name the first 10 of them among 491 days that are none of them. */
    jk_buf_str(&changes, "RRULE:FREQ=DAILY;COUNT=20|DTSTART;TZID=Asia/Makassar:20241001T140000|"
                         "DTEND;TZID=Asia/Makassar:20241001T170000");
    for (int i = 0; i < 491; i++)
        jk_buf_fmt(&changes, "%s202301%02dT%02d%02d00Z", i % 100 == 0 ? "|EXDATE:" : ",",
                   1 + i % 28, i / 28 % 24, i % 60);
    for (int i = 0; i < 10; i++)
        jk_buf_fmt(&changes, "%s202410%02dT060000Z", i == 0 ? "|EXDATE:" : ",", 1 + i);
    h = read_ok(changes.at);
    cr_assert(eq(sz, h.stream.notices[0].instance_count, 10));
    cr_assert(h.stream.notices[0].instances[0].start_s == help_time("2024-10-11T14:00:00+08:00"));
    help_clear(&h);
    jk_buf_clear(&changes);
}

Test(accept, rules_are_expanded_as_a_person_would)
{
    static const struct {
        const char *rule;
        size_t count;
        const char *last; /* start of the last instance */
    } rules[] = {
        { "RRULE:FREQ=DAILY;COUNT=3", 3, "2024-11-25T14:00:00+08:00" },
        { "RRULE:FREQ=DAILY;INTERVAL=2;COUNT=3", 3, "2024-11-27T14:00:00+08:00" },
        { "RRULE:FREQ=WEEKLY;BYDAY=SA;COUNT=2", 2, "2024-11-30T14:00:00+08:00" },
        { "RRULE:FREQ=DAILY;UNTIL=20241126T060000Z", 4, "2024-11-26T14:00:00+08:00" },
        { "RRULE:FREQ=DAILY", 8, "2024-11-30T14:00:00+08:00" }, /* ends with the pack's calendar */
        { "RRULE:FREQ=DAILY;COUNT=3|EXDATE;TZID=Asia/Makassar:20241124T140000", 2,
          "2024-11-25T14:00:00+08:00" },
        { "RDATE;TZID=Asia/Makassar:20241128T140000", 2, "2024-11-28T14:00:00+08:00" },
    };

    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        struct help h = read_ok(rules[i].rule);
        const struct jk_notice *n = &h.stream.notices[0];

        cr_assert(n->instance_count == rules[i].count, "%s: %zu", rules[i].rule, n->instance_count);
        cr_assert(n->instances[n->instance_count - 1].start_s == help_time(rules[i].last), "%s",
                  rules[i].rule);
        help_clear(&h);
    }
}

Test(accept, transparent_private_and_unknown_properties_hide_nothing)
{
    struct help h = read_ok("TRANSP:TRANSPARENT|CLASS:PRIVATE|X-OTHER:1|STATUS:TENTATIVE");

    cr_assert(h.stream.notices[0].facts.cancelled == false);
    cr_assert(eq(sz, h.stream.notices[0].instance_count, 1));
    help_clear(&h);
}

Test(accept, windows_and_indonesian_names_of_zones_are_known)
{
    static const char *const names[] = { "WITA", "Singapore Standard Time", "Asia/Ujung_Pandang",
                                         "/freeassociation.sourceforge.net/Asia/Makassar" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char changes[256];
        struct help h;

        snprintf(changes, sizeof changes,
                 "DTSTART;TZID=%s:20241123T140000|DTEND;TZID=%s:20241123T170000", names[i],
                 names[i]);
        h = read_ok(changes);
        cr_assert(h.stream.notices[0].instances[0].start_s ==
                      help_time("2024-11-23T14:00:00+08:00"),
                  "%s", names[i]);
        help_clear(&h);
    }
}

Test(accept, the_sample_notices_are_read_as_chains)
{
    struct help h = { .context = help_context() };

    help_file(&h, "calendars/kutim-2024/notices/02-rapat-umum-paslon-2.ics");
    cr_assert(help_read_span(&h, jk_buf_view(&h.sent)) == JK_OK);
    cr_assert(eq(sz, h.stream.count, 5));
    for (size_t i = 0; i < h.stream.count; i++)
        cr_assert(eq(str, (char *)jk_notice_chain(&h.stream.notices[i]),
                     "rapat-umum-paslon-2@kutim-2024.simulasi"));
    help_clear(&h);
}

/* Reads hostile bytes: they must be refused and located. */
static void refuse(const char *what, struct jk_span bytes)
{
    struct help h = { .context = help_context() };
    enum jk_status rc = help_read_span(&h, bytes);

    cr_expect(rc != JK_OK, "%s was accepted", what);
    cr_expect(h.err.line > 0 || rc == JK_TOO_BIG, "%s: no line", what);
    cr_expect(h.arena.used < 8 * bytes.len + 16384, "%s takes %zu bytes", what, h.arena.used);
    help_clear(&h);
}

static void refuse_changes(const char *changes)
{
    struct help h = { .context = help_context() };

    help_compose(&h, changes);
    refuse(changes, jk_buf_view(&h.sent));
    help_clear(&h);
}

Test(accept, what_makes_libical_hang_crash_or_guess_is_refused_in_time)
{
    struct jk_buf long_line = { 0 }, deep = { 0 };

    refuse_changes("RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30");
    refuse_changes("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30");
    refuse_changes("RRULE:FREQ=HOURLY;COUNT=4");
    refuse_changes("RRULE:FREQ=DAILY;COUNT=401");
    refuse_changes("DTSTART;TZID=Asia/Makassar:20241323T140000");
    refuse_changes("GEO:0.5;1e2");
    refuse_changes("DTSTART;TZID=Asia/Atlantis:20241123T140000");
    refuse_changes("SEQUENCE:4294967296");
    refuse_changes("-DTEND|DURATION:PT99999999999S");
    jk_buf_str(&long_line, "BEGIN:VCALENDAR\r\nDESCRIPTION:");
    for (int i = 0; i < 3500; i++)
        jk_buf_str(&long_line,
                   "0123456789012345678901234567890123456789012345678901234567890123\r\n ");
    refuse("a folded line of 230 KiB", jk_buf_view(&long_line));
    for (int i = 0; i < 16000; i++)
        jk_buf_str(&deep, "BEGIN:VEVENT\r\n");
    refuse("16,000 components in each other", jk_buf_view(&deep));
    jk_buf_clear(&long_line);
    jk_buf_clear(&deep);
}

Test(accept, what_we_write_we_read)
{
    struct jk_buf out = { 0 };
    struct help h = { .context = help_context() };
    const struct jk_tz *wita = jk_tz_find(JK_SPAN("WITA"));
    const char *title =
        "Rapat umum; \"Paslon 1\", satu\\dua\nbaris kedua dengan tanda panjang — "
        "sehingga baris ini dilipat di tengah huruf yang lebih dari satu oktet: éééé";

    jk_ical_begin(&out, "VCALENDAR");
    jk_ical_line(&out, "VERSION", "2.0");
    jk_ical_line(&out, "PRODID", "-//test//EN");
    jk_ical_zone(&out, wita);
    jk_ical_begin(&out, "VEVENT");
    jk_ical_line(&out, "UID", "w@kutim");
    jk_ical_time(&out, "DTSTAMP", help_time("2024-11-01T00:00:00Z"), NULL);
    jk_ical_time(&out, "DTSTART", help_time("2024-11-23T14:00:00+08:00"), wita);
    jk_ical_time(&out, "DTEND", help_time("2024-11-23T17:00:00+08:00"), wita);
    jk_ical_text(&out, "SUMMARY", title);
    jk_ical_line(&out, "CATEGORIES", "RAPAT-UMUM");
    jk_ical_line(&out, "X-JARAK-CONTEST", "pilbup-64.08");
    jk_ical_line(&out, "X-JARAK-PASLON", "1");
    jk_ical_line(&out, "GEO", "0.5;117.5");
    jk_ical_end(&out, "VEVENT");
    jk_ical_end(&out, "VCALENDAR");
    cr_assert(jk_buf_ok(&out));
    for (const char *line = out.at; *line; line = strstr(line, "\r\n") + 2)
        cr_assert(strstr(line, "\r\n") - line <= JK_ICAL_FOLD, "%.80s", line);
    cr_assert(help_read_span(&h, jk_buf_view(&out)) == JK_OK, "%s %s", h.err.field, h.err.value);
    cr_assert(eq(str, (char *)h.stream.notices[0].facts.summary, (char *)title));
    cr_assert(h.stream.notices[0].instances[0].start_s == help_time("2024-11-23T14:00:00+08:00"));
    help_clear(&h);
    jk_buf_clear(&out);
}

Test(accept, every_example_of_the_profile_is_read)
{
    static const struct {
        const char *name;
        size_t notices, instances; /* of the stream; instances of the first notice */
    } examples[] = {
        { "rally", 1, 1 },
        { "meetings-weekly", 1, 7 }, /* 5 October to 23 November are 8 Saturdays, one excluded */
        { "chain-with-convoy", 3, 1 },
        { "joint-meeting-area", 1, 1 },
        { "place-by-name", 1, 1 },
        { "whole-day-duty", 1, 1 },
        { "cancelled", 1, 0 },
    };

    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        struct help h = { .context = help_context() };
        char path[128];

        h.context.floating = jk_tz_find(JK_SPAN("WITA"));
        snprintf(path, sizeof path, "calendars/examples/%s.ics", examples[i].name);
        help_file(&h, path);
        cr_assert(help_read_span(&h, jk_buf_view(&h.sent)) == JK_OK, "%s: %s %s line %u", path,
                  h.err.field, h.err.value, h.err.line);
        cr_assert(h.stream.count == examples[i].notices, "%s", path);
        cr_assert(h.stream.notices[0].instance_count == examples[i].instances, "%s", path);
        help_clear(&h);
    }
}

Test(accept, what_an_example_states_is_what_is_read)
{
    struct help h = { .context = help_context() };
    const struct jk_notice *n;

    help_file(&h, "calendars/examples/rally.ics");
    cr_assert(help_read_span(&h, jk_buf_view(&h.sent)) == JK_OK);
    n = &h.stream.notices[0];
    cr_assert(eq(str, (char *)n->facts.location, "Stadion Kudungga, Sangatta"));
    cr_assert(n->facts.buildup_s == 7200 && n->facts.dispersal_s == 5400);
    cr_assert(eq(str, (char *)n->facts.letter_no, "012/SIM/XI/2024"));
    cr_assert(n->facts.letter_day == jk_days_from_date(2024, 11, 8));
    cr_assert(n->facts.received_s == help_time("2024-11-08T10:30:00+08:00"));
    cr_assert(n->facts.stated_weekday == 6);
    cr_assert(n->tz && strcmp(n->tz->abbrev, "WITA") == 0);
    help_clear(&h);
    help_file(&h, "calendars/examples/chain-with-convoy.ics");
    cr_assert(help_read_span(&h, jk_buf_view(&h.sent)) == JK_OK);
    n = &h.stream.notices[1];
    cr_assert(n->facts.leg == JK_LEG_BERANGKAT && n->facts.vehicles.motorcycles == 200);
    cr_assert(n->facts.shape.point_count == 4 && n->facts.shape.points[1].lon_deg == 117.565);
    cr_assert(n->facts.shape.times[0] == n->instances[0].start_s);
    cr_assert(n->facts.shape.times[3] == n->instances[0].end_s);
    cr_assert(eq(str, (char *)jk_notice_chain(n), (char *)h.stream.notices[0].uid));
    cr_assert(h.stream.notices[2].facts.column_m == 900 && !h.stream.notices[2].facts.shape.times);
    help_clear(&h);
}

Test(accept, a_date_is_the_whole_day_of_the_region)
{
    struct help h = { .context = help_context() };
    const struct jk_instance *at;

    h.context.floating = jk_tz_find(JK_SPAN("WITA"));
    help_file(&h, "calendars/examples/whole-day-duty.ics");
    cr_assert(help_read_span(&h, jk_buf_view(&h.sent)) == JK_OK);
    at = &h.stream.notices[0].instances[0];
    cr_assert(at->facts->all_day && at->start_s == help_time("2024-11-26T00:00:00+08:00"));
    cr_assert(at->end_s == help_time("2024-11-27T00:00:00+08:00"));
    help_clear(&h);
}
