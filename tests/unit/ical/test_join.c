#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "tests/unit/ical/help.h"
#include "jarak/ical/join.h"

/* Join what was read, read that, and compare what the notices state. */
static void expect_same(const char *const changes[], size_t count, struct jk_buf *joined)
{
    struct help one[4] = { { .sent = { 0 } } }, all = { .sent = { 0 } };
    struct jk_span bytes[4];
    struct jk_error err;

    for (size_t i = 0; i < count; i++) {
        cr_assert(help_read(&one[i], changes[i]) == JK_OK, "%s %s", one[i].err.field,
                  one[i].err.value);
        bytes[i] = one[i].stream.notices[0].bytes;
    }
    cr_assert(jk_ical_join(bytes, count, joined, &err) == JK_OK);
    cr_assert(help_read_span(&all, jk_buf_view(joined)) == JK_OK, "%u %s", all.err.line,
              all.err.field);
    cr_assert(all.stream.count == count);
    for (size_t i = 0; i < count; i++) {
        const struct jk_notice *a = &one[i].stream.notices[0], *b = &all.stream.notices[i];

        cr_assert(strcmp(a->uid, b->uid) == 0 && a->first_start_s == b->first_start_s);
        cr_assert(a->facts.cancelled == b->facts.cancelled);
        cr_assert(a->instance_count == b->instance_count);
        if (a->instance_count)
            cr_assert(a->instances[0].start_s == b->instances[0].start_s &&
                      a->instances[0].end_s == b->instances[0].end_s);
        help_clear(&one[i]);
    }
    help_clear(&all);
    jk_buf_char(joined, '\0');
}

static unsigned times(const char *text, const char *part)
{
    unsigned count = 0;

    for (const char *at = strstr(text, part); at; at = strstr(at + 1, part))
        count++;
    return count;
}

Test(join, stored_notices_in_one_calendar_read_as_before, .init = help_zones)
{
    static const char *const changes[] = { "", "UID:b@kutim|SUMMARY:lain\\, lagi|",
                                           "UID:c@kutim|RRULE:FREQ=DAILY;COUNT=3|" };
    struct jk_buf joined = { 0 };

    expect_same(changes, 3, &joined);
    cr_assert(times(joined.at, "BEGIN:VTIMEZONE") == 1, "%s", joined.at);
    cr_assert(strstr(joined.at, "TZID:Asia/Makassar\r\n") && strstr(joined.at, "TZOFFSETTO:+0800"));
    cr_assert(times(joined.at, "BEGIN:VCALENDAR") == 1 && times(joined.at, "BEGIN:VEVENT") == 3);
    jk_buf_clear(&joined);
}

Test(join, a_zone_keeps_its_clients_name_and_gets_our_offset, .init = help_zones)
{
    static const char *const changes[] = {
        "UID:b@kutim|DTSTART;TZID=WITA:20241123T140000|DTEND;TZID=WITA:20241123T170000|",
        "UID:c@kutim|DTSTART;TZID=Asia/Singapore:20241123T140000|"
        "DTEND;TZID=Asia/Singapore:20241123T170000|^END:VTIMEZONE|^X-OURS:sent|"
        "^TZID:Asia/Singapore|^BEGIN:VTIMEZONE|",
    };
    struct jk_buf joined = { 0 };

    expect_same(changes, 2, &joined);
    cr_assert(strstr(joined.at, "TZID:WITA\r\n") && strstr(joined.at, "TZOFFSETTO:+0800\r\n"));
    cr_assert(strstr(joined.at, "X-OURS:sent\r\n"), "of others the client's own: %s", joined.at);
    cr_assert(times(joined.at, "BEGIN:VTIMEZONE") == 2);
    jk_buf_clear(&joined);
}

Test(join, a_cancelled_stream_stays_cancelled_among_others, .init = help_zones)
{
    static const char *const changes[] = { "^METHOD:CANCEL|STATUS:CONFIRMED|", "UID:b@kutim|" };
    struct jk_buf joined = { 0 };

    expect_same(changes, 2, &joined);
    cr_assert(!strstr(joined.at, "METHOD:CANCEL") && !strstr(joined.at, "STATUS:CONFIRMED"));
    cr_assert(times(joined.at, "STATUS:CANCELLED") == 1);
    jk_buf_clear(&joined);
}

Test(join, nothing_gives_an_empty_calendar)
{
    struct jk_buf joined = { 0 };
    struct jk_error err;

    cr_assert(jk_ical_join(NULL, 0, &joined, &err) == JK_OK);
    jk_buf_char(&joined, '\0');
    cr_assert_str_eq(joined.at, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//jarakd//export//ID\r\n"
                                "CALSCALE:GREGORIAN\r\nEND:VCALENDAR\r\n");
    jk_buf_clear(&joined);
}

/* Lines of the head are each added above the ones before, and behind the changes, which look for
 * the first line of their name. */
#define OWN_ZONE(offset)                                                                        \
    "DTSTART;TZID=\"Sendiri\";X-A=1:20241123T140000|DTEND;VALUE=DATE-TIME;TZID=Sendiri:"        \
    "20241123T170000|^END:VTIMEZONE|^END:STANDARD|^TZOFFSETTO:" offset "|^TZOFFSETFROM:" offset \
    "|^DTSTART:16010101T000000|^BEGIN:STANDARD|^TZID:Sendiri|^BEGIN:VTIMEZONE|"

/* "Customized Time Zone" is another zone in each resource. */
Test(join, one_name_for_two_zones_is_told_apart, .init = help_zones)
{
    static const char *const changes[] = { "UID:a@kutim|" OWN_ZONE("+0800"),
                                           "UID:b@kutim|" OWN_ZONE("+0900") };
    struct jk_buf joined = { 0 };

    expect_same(changes, 2, &joined);
    cr_assert(strstr(joined.at, "DTSTART;TZID=Asia/Makassar;X-A=1:20241123T140000\r\n"), "%s",
              joined.at);
    cr_assert(strstr(joined.at, "DTEND;VALUE=DATE-TIME;TZID=Asia/Jayapura:20241123T170000\r\n"));
    cr_assert(times(joined.at, "Sendiri") == 0);
    jk_buf_clear(&joined);
}
