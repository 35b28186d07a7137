/* Streams of several components: overrides, several UIDs, whose bytes are whose, and bounds of the
 * whole. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>
#include "tests/unit/ical/help.h"
#include "jarak/ical/texts.h"
#include "jarak/ical/notice.h"
#include "jarak/ical/resource.h"

#define OVERRIDE                                                                        \
    "$BEGIN:VEVENT|$UID:a@kutim|$DTSTAMP:20241102T000000Z|$CATEGORIES:RAPAT-UMUM|"      \
    "$X-JARAK-CONTEST:pilbup-64.08|$X-JARAK-PASLON:1|$DTSTART:20241125T010000Z|$DTEND:" \
    "20241125T020000Z"

TestSuite(stream, .init = help_zones);

static struct help read_ok(const char *changes)
{
    struct help h = { .context = help_context() };
    char shown[600];
    enum jk_status rc = help_read(&h, changes);

    jk_error_format(&h.err, JK_LANG_EN, shown, sizeof shown);
    cr_assert(rc == JK_OK, "%s: %s", changes, shown);
    return h;
}

Test(stream, a_changed_instance_has_its_own_hours_and_place)
{
    struct help h = read_ok("RRULE:FREQ=DAILY;COUNT=3|SEQUENCE:1|" OVERRIDE
                            "|$RECURRENCE-ID;TZID=Asia/Makassar:20241124T140000|$GEO:0.6;117.6|"
                            "$SEQUENCE:4|$END:VEVENT");
    const struct jk_notice *n = &h.stream.notices[0];

    cr_assert(h.stream.count == 1 && n->instance_count == 3);
    /* By start: 23 November, the 24th moved to the morning of the 25th, the 25th. */
    cr_assert(n->instances[0].facts == &n->facts && n->instances[2].facts == &n->facts);
    cr_assert(n->instances[1].facts->shape.centre.lat_deg == 0.6);
    cr_assert(n->instances[1].start_s == help_time("2024-11-25T09:00:00+08:00"));
    cr_assert(n->instances[1].end_s == help_time("2024-11-25T10:00:00+08:00"));
    cr_assert(n->sequence == 4 && n->dtstamp_s == help_time("2024-11-02T00:00:00Z"));
    help_clear(&h);
}

Test(stream, instances_stand_in_order_of_their_real_start)
{
    struct help h = read_ok("RRULE:FREQ=DAILY;COUNT=3|" OVERRIDE
                            "|$RECURRENCE-ID:20241123T060000Z|$GEO:0.6;117.6|$END:VEVENT");
    const struct jk_notice *n = &h.stream.notices[0];

    cr_assert(eq(sz, n->instance_count, 3));
    cr_assert(n->instances[0].start_s == help_time("2024-11-24T06:00:00Z"));
    cr_assert(n->instances[1].start_s == help_time("2024-11-25T01:00:00Z"));
    cr_assert(n->instances[1].recurrence_s == help_time("2024-11-23T06:00:00Z"));
    cr_assert(n->instances[1].facts->shape.centre.lat_deg == 0.6);
    cr_assert(n->instances[2].start_s == help_time("2024-11-25T06:00:00Z"));
    cr_assert(n->first_start_s == help_time("2024-11-23T06:00:00Z"));
    help_clear(&h);
}

Test(stream, a_cancelled_instance_does_not_happen_and_a_cancelled_notice_has_none)
{
    struct help h = read_ok("RRULE:FREQ=DAILY;COUNT=3|" OVERRIDE
                            "|$RECURRENCE-ID:20241124T060000Z|$STATUS:CANCELLED|$END:VEVENT");

    cr_assert(eq(sz, h.stream.notices[0].instance_count, 2));
    cr_assert(not(h.stream.notices[0].facts.cancelled));
    help_clear(&h);
    h = read_ok("STATUS:CANCELLED|-GEO");
    cr_assert(h.stream.notices[0].facts.cancelled && h.stream.notices[0].instance_count == 0);
    help_clear(&h);
    h = read_ok("^METHOD:cancel");
    cr_assert(h.stream.notices[0].facts.cancelled);
    cr_assert(eq(str, (char *)h.stream.method, "CANCEL"));
    help_clear(&h);
    h = read_ok("RRULE:FREQ=DAILY;COUNT=2|EXDATE:20241123T060000Z,20241124T060000Z");
    cr_assert(eq(sz, h.stream.notices[0].instance_count, 0));
    help_clear(&h);
}

Test(stream, an_instance_changed_twice_and_201_changes_are_refused)
{
    struct help h = { .context = help_context() };
    struct jk_buf bytes = { 0 };

    cr_assert(help_read(&h,
                        "RRULE:FREQ=DAILY;COUNT=3|" OVERRIDE
                        "|$RECURRENCE-ID:20241124T060000Z|$GEO:0.6;117.6|$END:VEVENT|" OVERRIDE
                        "|$RECURRENCE-ID;TZID=WITA:20241124T140000|$GEO:0.6;117.6|$END:VEVENT") ==
              JK_INVALID);
    cr_assert(h.err.text == JK_TEXT_ICAL_OVERRIDE_TWICE && h.err.line == 35);
    help_compose(&h, "RRULE:FREQ=DAILY;COUNT=300|DTSTART:20240101T060000Z|DTEND:20240101T070000Z");
    jk_buf_add(&bytes, h.sent.at, h.sent.len - strlen("END:VCALENDAR\r\n"));
    for (int day = 0; day <= JK_ICAL_OVERRIDES_MAX; day++) {
        struct jk_civil c = jk_date_from_days(jk_days_from_date(2024, 1, 1) + day);

        jk_buf_fmt(&bytes,
                   "BEGIN:VEVENT\r\nUID:a@kutim\r\nDTSTAMP:20241101T000000Z\r\n"
                   "RECURRENCE-ID:%04d%02d%02dT060000Z\r\nDTSTART:20241123T060000Z\r\n"
                   "DURATION:PT1H\r\nCATEGORIES:RAPAT-UMUM\r\nX-JARAK-CONTEST:pilbup-64.08\r\n"
                   "X-JARAK-PASLON:1\r\nLOCATION:x\r\nEND:VEVENT\r\n",
                   c.year, c.month, c.day);
        if (day == JK_ICAL_OVERRIDES_MAX - 1) { /* 200 are read */
            struct jk_buf whole = { 0 };

            jk_buf_span(&whole, jk_buf_view(&bytes));
            jk_buf_str(&whole, "END:VCALENDAR\r\n");
            cr_assert(help_read_span(&h, jk_buf_view(&whole)) == JK_OK);
            jk_buf_clear(&whole);
        }
    }
    jk_buf_str(&bytes, "END:VCALENDAR\r\n");
    cr_assert(help_read_span(&h, jk_buf_view(&bytes)) == JK_TOO_MANY);
    cr_assert(h.err.text == JK_TEXT_ICAL_OVERRIDES && h.err.line > 0);
    jk_buf_clear(&bytes);
    help_clear(&h);
}

/* The notice of the help file beside a second one in another zone. */
static const char two[] = "BEGIN:VCALENDAR\r\n"
                          "VERSION:2.0\r\n"
                          "PRODID:-//a\r\n"
                          " fold//EN\r\n"
                          "BEGIN:VTIMEZONE\r\nTZID:WITA\r\nX-T:1\r\nEND:VTIMEZONE\r\n"
                          "BEGIN:VEVENT\nUID:one\nDTSTAMP:20241101T000000Z\n"
                          "DTSTART;TZID=WITA:20241123T140000\nDURATION:PT1H\nCATEGORIES:RAKOR\n"
                          "LOCATION:Sangatta\nEND:VEVENT\n"
                          "X-HEAD:behind\r\n"
                          "BEGIN:X-OTHER\r\nX-O:1\r\nEND:X-OTHER\r\n"
                          "BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\nEND:VTIMEZONE\r\n"
                          "BEGIN:VEVENT\r\nUID:two\r\nDTSTAMP:20241101T000000Z\r\n"
                          "DTSTART;TZID=Asia/Tokyo:20241123T140000\r\nDURATION:PT1H\r\n"
                          "CATEGORIES:RAKOR\r\nLOCATION:Sang\r\n atta\r\n"
                          "BEGIN:VALARM\r\nTRIGGER:-PT15M\r\nACTION:DISPLAY\r\nEND:VALARM\r\n"
                          "END:VEVENT\r\n"
                          "END:VCALENDAR\r\n";

Test(stream, each_uid_gets_head_its_zones_its_components_and_end)
{
    struct help h = { .context = help_context() };

    cr_assert(help_read_span(&h, jk_span_of(two)) == JK_OK);
    cr_assert(eq(sz, h.stream.count, 2));
    cr_assert(jk_span_eq(h.stream.notices[0].bytes,
                         JK_SPAN("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//a\r\n fold//EN\r\n"
                                 "X-HEAD:behind\r\n"
                                 "BEGIN:VTIMEZONE\r\nTZID:WITA\r\nX-T:1\r\nEND:VTIMEZONE\r\n"
                                 "BEGIN:VEVENT\nUID:one\nDTSTAMP:20241101T000000Z\n"
                                 "DTSTART;TZID=WITA:20241123T140000\nDURATION:PT1H\n"
                                 "CATEGORIES:RAKOR\nLOCATION:Sangatta\nEND:VEVENT\n"
                                 "END:VCALENDAR\r\n")));
    cr_assert(
        jk_span_eq(h.stream.notices[1].bytes,
                   JK_SPAN("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//a\r\n fold//EN\r\n"
                           "X-HEAD:behind\r\n"
                           "BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\nEND:VTIMEZONE\r\n"
                           "BEGIN:VEVENT\r\nUID:two\r\nDTSTAMP:20241101T000000Z\r\n"
                           "DTSTART;TZID=Asia/Tokyo:20241123T140000\r\nDURATION:PT1H\r\n"
                           "CATEGORIES:RAKOR\r\nLOCATION:Sang\r\n atta\r\n"
                           "BEGIN:VALARM\r\nTRIGGER:-PT15M\r\nACTION:DISPLAY\r\nEND:VALARM\r\n"
                           "END:VEVENT\r\nEND:VCALENDAR\r\n")));
    help_clear(&h);
}

Test(stream, the_bytes_of_each_uid_put_alone_are_the_same_notice)
{
    struct help h = { .context = help_context() }, again = { .context = help_context() };

    again.context.purpose = JK_ICAL_PUT;
    cr_assert(help_read_span(&h, jk_span_of(two)) == JK_OK);
    for (size_t i = 0; i < h.stream.count; i++) {
        const struct jk_notice *one = &h.stream.notices[i], *put;

        cr_assert(help_read_span(&again, one->bytes) == JK_OK);
        put = &again.stream.notices[0];
        cr_assert(jk_span_eq(put->bytes, one->bytes));
        cr_assert(strcmp(put->uid, one->uid) == 0 && put->instance_count == one->instance_count);
        cr_assert(put->instances[0].start_s == one->instances[0].start_s);
    }
    help_clear(&again);
    help_clear(&h);
}

Test(stream, one_bad_component_refuses_the_whole_stream_at_its_line)
{
    struct help h = { .context = help_context() };
    struct jk_buf bytes = { 0 };
    const char *bad = strstr(two, "20241101T000000Z\r\nDTSTART;TZID=Asia");

    jk_buf_add(&bytes, two, (size_t)(bad - two));
    jk_buf_str(&bytes, "2024-11-01");
    jk_buf_str(&bytes, bad + strlen("20241101T000000Z"));
    cr_assert(help_read_span(&h, jk_buf_view(&bytes)) == JK_INVALID);
    cr_assert(h.err.line == 26 && strcmp(h.err.field, "DTSTAMP") == 0);
    jk_buf_clear(&bytes);
    help_clear(&h);
}

/* `count` small notices with one more line each, in one stream. */
static void add_many(struct jk_buf *buf, unsigned count, const char *head, const char *more)
{
    jk_buf_reset(buf);
    jk_buf_fmt(buf, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n%s", head);
    for (unsigned i = 0; i < count; i++)
        jk_buf_fmt(buf,
                   "BEGIN:VEVENT\r\nUID:%u\r\nDTSTAMP:20240101T000000Z\r\n"
                   "DTSTART:20241001T000000Z\r\nDURATION:PT1H\r\nCATEGORIES:RAKOR\r\n"
                   "LOCATION:x\r\n%sEND:VEVENT\r\n",
                   count - i, more);
    jk_buf_str(buf, "END:VCALENDAR\r\n");
}

/* Reading takes at most 40 bytes of memory for a byte sent (26 in the worst of these): what
 * multiplies is refused before it has multiplied. */
static void expect_bounded(const struct jk_buf *bytes, enum jk_status status,
                           const struct jk_text *text)
{
    struct help h = { .context = help_context() };
    enum jk_status rc = help_read_span(&h, jk_buf_view(bytes));

    cr_expect(rc == status && h.err.text == text, "%s", jk_status_name(rc));
    cr_expect(h.arena.used < 40 * bytes->len, "%zu bytes of memory for %zu sent", h.arena.used,
              bytes->len);
    help_clear(&h);
}

Test(stream, what_multiplies_is_bounded)
{
    struct jk_buf bytes = { 0 }, head = { 0 };

    add_many(&bytes, 850, "", ""); /* the order is that of the stream, not of the UIDs */
    expect_bounded(&bytes, JK_OK, NULL);
    add_many(&bytes, 600, "", "RRULE:FREQ=DAILY\r\n");
    expect_bounded(&bytes, JK_TOO_MANY, JK_TEXT_ICAL_STREAM_INSTANCES);
    for (int i = 0; i < 14; i++) {
        jk_buf_fmt(&head, "X-%d:", i);
        for (int k = 0; k < 800; k++)
            jk_buf_str(&head, "0123456789");
        jk_buf_str(&head, "\r\n");
    }
    add_many(&bytes, 800, head.at, "");
    expect_bounded(&bytes, JK_TOO_BIG, JK_TEXT_ICAL_HEAD);
    jk_buf_reset(&head);
    for (unsigned i = 0; i <= JK_ICAL_ZONES_MAX; i++)
        jk_buf_fmt(&head, "BEGIN:VTIMEZONE\r\nTZID:Z%u\r\nEND:VTIMEZONE\r\n", i);
    add_many(&bytes, 800, head.at, "");
    expect_bounded(&bytes, JK_TOO_MANY, JK_TEXT_ICAL_ZONES);
    jk_buf_clear(&head);
    jk_buf_clear(&bytes);
}

Test(stream, many_large_areas_are_refused)
{
    struct jk_buf bytes = { 0 }, area = { 0 };

    /* A comb of 2,000 corners in short numbers: six of them fit a body. */
    jk_buf_str(&area, "STRUCTURED-DATA;VALUE=TEXT;FMTTYPE=\"application/geo+json\":"
                      "{\"type\":\"Polygon\"\\,\"coordinates\":[[[0\\,0]");
    for (int i = 0; i < 1996; i++)
        jk_buf_fmt(&area, "\\,[0.%04d\\,0.%d]", i + 1, 1 + i % 2);
    jk_buf_str(&area, "\\,[0.3\\,0]\\,[0\\,0]]]}\r\n");
    add_many(&bytes, 1, "", area.at);
    expect_bounded(&bytes, JK_OK, NULL);
    add_many(&bytes, 6, "", area.at);
    expect_bounded(&bytes, JK_TOO_MANY, JK_TEXT_ICAL_STREAM_AREAS);
    jk_buf_clear(&area);
    jk_buf_clear(&bytes);
}

Test(stream, notices_keep_the_order_sent_and_a_body_its_cap)
{
    struct help h = { .context = help_context() };
    struct jk_buf bytes = { 0 };

    add_many(&bytes, 12, "", "");
    cr_assert(help_read_span(&h, jk_buf_view(&bytes)) == JK_OK);
    cr_assert(eq(sz, h.stream.count, 12));
    cr_assert(eq(str, (char *)h.stream.notices[0].uid, "12"));
    cr_assert(eq(str, (char *)h.stream.notices[11].uid, "1"));
    while (bytes.len <= JK_ICAL_BODY_MAX)
        jk_buf_str(&bytes, "\r\n");
    cr_assert(help_read_span(&h, jk_buf_view(&bytes)) == JK_TOO_BIG);
    cr_assert(h.err.text == JK_TEXT_ICAL_BODY);
    h.context.purpose = JK_ICAL_IMPORT;
    cr_assert(help_read_span(&h, jk_buf_view(&bytes)) != JK_TOO_BIG);
    jk_buf_clear(&bytes);
    help_clear(&h);
}
