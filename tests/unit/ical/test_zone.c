/* Local time to UTC: zones of the country without any file, foreign ones by calendars/tz. The
 * instants are those of tzdata 2026f (zdump -v). */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include "tests/unit/ical/help.h"
#include "jarak/ical/texts.h"
#include "jarak/ical/scan.h"
#include "jarak/ical/value.h"
#include "jarak/ical/zone.h"

TestSuite(tz, .init = help_zones);

static void expect_utc(const char *tzid, const char *wall, const char *utc)
{
    struct jk_ical_stamp stamp;
    struct jk_ical_tz tz;
    int64_t got = 0;

    cr_assert(jk_ical_stamp_parse(jk_span_of(wall), &stamp), "%s", wall);
    cr_assert(jk_ical_tz_find(jk_span_of(tzid), &tz), "%s", tzid);
    cr_assert(jk_ical_tz_utc(tz, stamp.wall_s, &got), "%s", tzid);
    cr_expect(got == help_time(utc), "%s %s: %lld", tzid, wall, (long long)got);
}

Test(tz, clocks_that_go_forward_and_back_are_followed)
{
    expect_utc("Europe/Berlin", "20240115T120000", "2024-01-15T11:00:00Z");
    expect_utc("Europe/Berlin", "20240715T120000", "2024-07-15T10:00:00Z");
    expect_utc("Europe/Berlin", "20240331T015959", "2024-03-31T00:59:59Z");
    expect_utc("Europe/Berlin", "20240331T030000", "2024-03-31T01:00:00Z");
    expect_utc("America/New_York", "20241103T005959", "2024-11-03T04:59:59Z");
    expect_utc("America/New_York", "20241103T020000", "2024-11-03T07:00:00Z");
    expect_utc("Australia/Sydney", "20241006T030000", "2024-10-05T16:00:00Z");
    expect_utc("Australia/Sydney", "20240601T120000", "2024-06-01T02:00:00Z");
    expect_utc("Australia/Lord_Howe", "20240115T120000", "2024-01-15T01:00:00Z");
    expect_utc("Australia/Lord_Howe", "20240715T120000", "2024-07-15T01:30:00Z");
    /* tzdata calls Ireland's winter its daylight time: a negative hour. */
    expect_utc("Europe/Dublin", "20240715T120000", "2024-07-15T11:00:00Z");
    expect_utc("Europe/Dublin", "20241215T120000", "2024-12-15T12:00:00Z");
}

/* RFC 5545 3.3.5: a skipped time counts with the offset before the gap, a doubled one is the
 * first. */
Test(tz, a_skipped_hour_and_a_doubled_hour_have_one_meaning)
{
    expect_utc("Europe/Berlin", "20240331T023000", "2024-03-31T01:30:00Z");
    expect_utc("Europe/Berlin", "20241027T023000", "2024-10-27T00:30:00Z");
    expect_utc("America/New_York", "20240310T023000", "2024-03-10T07:30:00Z");
    expect_utc("America/New_York", "20241103T013000", "2024-11-03T05:30:00Z");
    expect_utc("Europe/Dublin", "20241027T013000", "2024-10-27T00:30:00Z");
}

Test(tz, wall_and_instant_agree_through_all_hours_of_two_years)
{
    static const char *const names[] = { "Europe/Berlin",    "Australia/Lord_Howe", "Europe/Dublin",
                                         "America/New_York", "Asia/Tokyo",          "WITA" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        int64_t utc_s = help_time("2024-01-02T00:00:00Z"),
                end_s = help_time("2026-01-01T00:00:00Z");
        struct jk_ical_tz tz;
        unsigned later = 0;

        cr_assert(jk_ical_tz_find(jk_span_of(names[i]), &tz));
        for (; utc_s < end_s; utc_s += 1800) {
            int64_t back = 0;

            cr_assert(jk_ical_tz_utc(tz, jk_ical_tz_wall(tz, utc_s), &back));
            later += back != utc_s; /* the second of two equal wall times */
            cr_assert(back == utc_s || back == utc_s - 3600 || back == utc_s - 1800);
        }
        cr_assert(later <= 4); /* two half-hours, in two autumns */
    }
}

Test(tz, names_are_found_in_any_case_and_behind_vendors_paths)
{
    static const char *const known[] = {
        "asia/makassar",
        "WIB",
        "wit",
        "Asia/Singapore",
        "SE Asia Standard Time",
        "Tokyo Standard Time",
        "Etc/UTC",
        "America/Argentina/Buenos_Aires",
        "/mozilla.org/20050126_1/Asia/Jakarta",
        "/citadel.org/20210210_1/America/New_York",
        "/softwarestudio.org/Olson_20011030_5/America/Argentina/Buenos_Aires",
    };
    static const char *const unknown[] = { "",
                                           "Asia",
                                           "Asia/Atlantis",
                                           "/",
                                           "GMT+8",
                                           "Africa/Casablanca",
                                           "WITA ",
                                           "/a/b/c/d/e/f/Asia/Makassar" };
    struct jk_ical_tz tz;

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        cr_expect(jk_ical_tz_find(jk_span_of(known[i]), &tz), "%s", known[i]);
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        cr_expect(not(jk_ical_tz_find(jk_span_of(unknown[i]), &tz)), "%s", unknown[i]);
}

Test(tz, the_country_s_own_zones_need_no_file)
{
    struct jk_ical_tz tz;

    jk_ical_zones_clear();
    expect_utc("Asia/Makassar", "19900101T080000", "1990-01-01T00:00:00Z");
    expect_utc("WIT", "20241123T140000", "2024-11-23T05:00:00Z");
    cr_assert(not(jk_ical_tz_find(JK_SPAN("Europe/Berlin"), &tz)));
}

Test(tz, a_damaged_zone_file_is_refused_whole)
{
    static const char *const damaged[] = {
        "BEGIN:VCALENDAR\nEND:VCALENDAR\n",
        "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:X/Y\nEND:VTIMEZONE\nEND:VCALENDAR\n",
        "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:X/Y\nBEGIN:STANDARD\nDTSTART:20240101T000000\n"
        "TZOFFSETFROM:+0100\nTZOFFSETTO:0100\nEND:STANDARD\nEND:VTIMEZONE\nEND:VCALENDAR\n",
        "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:X/Y\nBEGIN:STANDARD\nDTSTART:20240101T000000\n"
        "RRULE:FREQ=SECONDLY\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0100\nEND:STANDARD\nEND:VTIMEZONE\n"
        "END:VCALENDAR\n",
    };
    struct jk_ical_tz tz;

    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
        struct jk_error err;

        cr_expect(jk_ical_zones_load(jk_span_of(damaged[i]), &err) == JK_INVALID, "%zu", i);
        cr_expect(err.text == JK_TEXT_ICAL_ZONE_DATA && err.line > 0);
        cr_expect(not(jk_ical_tz_find(JK_SPAN("X/Y"), &tz)));
    }
}

/* Windows' registry: every zone at UTC+7, +8 and +9, as its key and as Outlook displays it. */
Test(tz, what_windows_and_outlook_call_the_zones_around_us)
{
    static const struct {
        const char *name;
        int hours;
    } cases[] = {
        { "SE Asia Standard Time", 7 },
        { "Altai Standard Time", 7 },
        { "W. Mongolia Standard Time", 7 },
        { "North Asia Standard Time", 7 },
        { "N. Central Asia Standard Time", 7 },
        { "Tomsk Standard Time", 7 },
        { "China Standard Time", 8 },
        { "North Asia East Standard Time", 8 },
        { "Singapore Standard Time", 8 },
        { "W. Australia Standard Time", 8 },
        { "Taipei Standard Time", 8 },
        { "Ulaanbaatar Standard Time", 8 },
        { "North Korea Standard Time", 9 },
        { "Transbaikal Standard Time", 9 },
        { "Tokyo Standard Time", 9 },
        { "Korea Standard Time", 9 },
        { "Yakutsk Standard Time", 9 },
        { "(UTC+07:00) Bangkok, Hanoi, Jakarta", 7 },
        { "(GMT+07:00) Bangkok, Hanoi, Jakarta", 7 },
        { "(UTC+07:00) Barnaul, Gorno-Altaysk", 7 },
        { "(UTC+07:00) Hovd", 7 },
        { "(UTC+07:00) Krasnoyarsk", 7 },
        { "(UTC+07:00) Novosibirsk", 7 },
        { "(UTC+07:00) Tomsk", 7 },
        { "(UTC+08:00) Beijing, Chongqing, Hong Kong, Urumqi", 8 },
        { "(UTC+08:00) Irkutsk", 8 },
        { "(UTC+08:00) Kuala Lumpur, Singapore", 8 },
        { "(GMT+08:00) Kuala Lumpur\\, Singapore", 8 },
        { "(UTC+08:00) Perth", 8 },
        { "(UTC+08:00) Taipei", 8 },
        { "(UTC+08:00) Ulaanbaatar", 8 },
        { "(UTC+09:00) Chita", 9 },
        { "(UTC+09:00) Osaka, Sapporo, Tokyo", 9 },
        { "(UTC+09:00) Pyongyang", 9 },
        { "(UTC+09:00) Seoul", 9 },
        { "(UTC+09:00) Yakutsk", 9 },
        { "UTC+08:00", 8 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_ical_tz tz;
        int64_t utc_s;

        cr_assert(jk_ical_tz_find(jk_span_of(cases[i].name), &tz), "%s", cases[i].name);
        cr_expect(jk_ical_tz_utc(tz, help_time("2024-11-20T14:00:00Z"), &utc_s) &&
                      utc_s == help_time("2024-11-20T14:00:00Z") - 3600 * cases[i].hours,
                  "%s", cases[i].name);
    }
}

Test(tz, an_offset_where_clocks_may_change_is_no_name)
{
    static const char *const names[] = { "(UTC+01:00) Amsterdam, Berlin",
                                         "(UTC+10:00) Canberra",
                                         "(UTC+08:30) Pyongyang",
                                         "(UTC+08:000) x",
                                         "UTC+08:0",
                                         "(UTC-08:00) Tijuana",
                                         "UTC+08:00x",
                                         "(UTC+08:00" };
    struct jk_ical_tz tz;

    for (size_t i = 0; i + 1 < sizeof names / sizeof *names; i++)
        cr_expect(false == jk_ical_tz_find(jk_span_of(names[i]), &tz), "%s", names[i]);
}

/* One VTIMEZONE named "Sendiri" of two observances. */
static bool stated(const char *from, const char *to, const char *from2, const char *to2,
                   struct jk_ical_tz *tz)
{
    struct jk_arena arena = { 0 };
    const struct jk_ical_comp *calendar;
    struct jk_error err;
    char text[512];
    bool known;

    snprintf(text, sizeof text,
             "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Sendiri\\, kantor\nBEGIN:STANDARD\n"
             "DTSTART:16010101T000000\nTZOFFSETFROM:%s\nTZOFFSETTO:%s\nEND:STANDARD\n"
             "BEGIN:DAYLIGHT\nDTSTART:16010101T000000\nTZOFFSETFROM:%s\nTZOFFSETTO:%s\n"
             "END:DAYLIGHT\nEND:VTIMEZONE\nEND:VCALENDAR\n",
             from, to, from2, to2);
    cr_assert(jk_ical_scan(&arena, jk_span_of(text), 100, &calendar, &err) == JK_OK);
    known = jk_ical_tz_stated(calendar, JK_SPAN("Sendiri, kantor"), tz);
    cr_expect(false == jk_ical_tz_stated(calendar, JK_SPAN("Sendiri"), tz));
    jk_arena_clear(&arena);
    return known;
}

Test(tz, a_zone_of_the_clients_own_counts_where_it_has_one_offset)
{
    struct jk_ical_tz tz;

    cr_assert(stated("+0800", "+0800", "+0800", "+0800", &tz));
    cr_expect_str_eq(jk_ical_tz_name(tz), "Asia/Makassar");
    cr_assert(stated("+1000", "+1000", "+1000", "+1000", &tz));
    cr_expect_str_eq(jk_ical_tz_name(tz), "Etc/GMT-10");
    cr_assert(stated("-0500", "-0500", "-0500", "-0500", &tz));
    cr_expect_str_eq(jk_ical_tz_name(tz), "Etc/GMT+5");
    cr_expect(false == stated("+0800", "+0900", "+0900", "+0800", &tz));
    cr_expect(false == stated("+0900", "+0800", "+0800", "+0800", &tz)); /* until when was it +9? */
    cr_expect(false == stated("+0530", "+0530", "+0530", "+0530", &tz));
    cr_expect(false == stated("8", "+0800", "+0800", "+0800", &tz));
    cr_expect(false == stated("+2300", "+2300", "+2300", "+2300", &tz));
}

Test(tz, a_parameter_and_a_value_are_compared_as_texts)
{
    cr_expect(jk_ical_tzid_eq(JK_SPAN("A, B"), JK_SPAN("A\\, B")));
    cr_expect(jk_ical_tzid_eq(JK_SPAN("A\\, B"), JK_SPAN("A, B")));
    cr_expect(jk_ical_tzid_eq(JK_SPAN("say ^'x^'"), JK_SPAN("say \"x\"")));
    cr_expect(false == jk_ical_tzid_eq(JK_SPAN("A"), JK_SPAN("A, B")));
    cr_expect(false == jk_ical_tzid_eq(JK_SPAN("A, B"), JK_SPAN("A")));
    cr_expect(jk_ical_tzid_eq(JK_SPAN(""), JK_SPAN("")));
}
