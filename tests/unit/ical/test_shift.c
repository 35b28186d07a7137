/* A notice at another time: the lines of times move, all others stay, and what cannot move is seen.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "tests/unit/ical/help.h"
#include "jarak/ical/shift.h"

#define HOUR 3600

TestSuite(shift, .init = help_zones);

/* With a zone for dates, as the application has one. */
static struct jk_ical_context local(void)
{
    struct jk_ical_context context = help_context();

    context.floating = jk_tz_find(JK_SPAN("WITA"));
    return context;
}

/* A notice, moved and read again. */
struct moved {
    struct help before, after;
    struct jk_span bytes;
    enum jk_status rc;
};

static void move_again(struct moved *m, int64_t delta_s)
{
    const struct jk_ical_shift by = { .delta_s = delta_s,
                                      .sequence = 7,
                                      .stamp_s = help_time("2024-11-05T01:02:03Z"),
                                      .tz = jk_tz_find(JK_SPAN("WITA")) };

    m->rc = jk_ical_shift(&m->before.arena, m->before.stream.notices[0].bytes, &by, &m->bytes,
                          &m->before.err);
    m->after.context = m->before.context;
    if (m->rc == JK_OK)
        m->rc = help_read_span(&m->after, m->bytes);
}

static struct moved move(const char *changes, int64_t delta_s)
{
    struct moved m = { .before = { .context = local() } };

    cr_assert(help_read(&m.before, changes) == JK_OK, "%s: %s", changes, m.before.err.value);
    move_again(&m, delta_s);
    return m;
}

static bool is_moved(const struct moved *m, int64_t delta_s)
{
    return m->rc == JK_OK &&
           jk_ical_is_shifted(&m->before.stream.notices[0], &m->after.stream.notices[0], delta_s);
}

static bool holds(const struct moved *m, const char *line)
{
    char *text = jk_arena_copy((struct jk_arena *)(uintptr_t)&m->before.arena, m->bytes);

    return text && strstr(text, line);
}

static void clear(struct moved *m)
{
    help_clear(&m->before);
    help_clear(&m->after);
}

Test(shift, the_lines_of_times_move_and_all_others_stay)
{
    struct moved m = move("CONTACT:Ibu Sari\\, 0812", -90 * 60);

    cr_assert(is_moved(&m, -90 * 60));
    cr_assert(strcmp(jk_arena_copy(&m.before.arena, m.bytes),
                     "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\n"
                     "SEQUENCE:7\r\nLAST-MODIFIED:20241105T010203Z\r\nUID:a@kutim\r\n"
                     "DTSTAMP:20241105T010203Z\r\n"
                     "DTSTART;TZID=Asia/Makassar:20241123T123000\r\n"
                     "DTEND;TZID=Asia/Makassar:20241123T153000\r\n"
                     "SUMMARY:[SIMULASI] Rapat umum\r\nCATEGORIES:RAPAT-UMUM\r\n"
                     "X-JARAK-CONTEST:pilbup-64.08\r\nX-JARAK-PASLON:1\r\n"
                     "GEO:0.5049;117.5279\r\nCONTACT:Ibu Sari\\, 0812\r\nEND:VEVENT\r\n"
                     "END:VCALENDAR\r\n") == 0,
              "%.*s", (int)m.bytes.len, m.bytes.at);
    clear(&m);
}

Test(shift, each_time_keeps_the_form_it_was_written_in)
{
    static const struct {
        const char *changes, *line;
        int64_t delta_s;
    } cases[] = {
        { "DTSTART:20241123T060000Z|DTEND:20241123T090000Z", "DTSTART:20241124T020000Z\r\n",
          20 * HOUR },
        { "-DTEND|DURATION:PT3H", "DURATION:PT3H\r\n", HOUR },
        { "DTSTART;VALUE=DATE:20241123|DTEND;VALUE=DATE:20241125", "DTEND;VALUE=DATE:20241124\r\n",
          -24 * HOUR },
        { "SEQUENCE:3|LAST-MODIFIED:20241101T000000Z", "SEQUENCE:7\r\n", HOUR },
        { "X-JARAK-DAY:Sabtu", "X-JARAK-DAY:Minggu\r\n", 24 * HOUR },
        { "X-JARAK-DAY:Saturday", "X-JARAK-DAY:Saturday\r\n", HOUR },
        { "X-JARAK-DAY:Senin", "X-JARAK-DAY:Minggu\r\n", -24 * HOUR }, /* wrong, and stays wrong */
        { "BEGIN:VALARM|ACTION:DISPLAY|TRIGGER;VALUE=DATE-TIME:20241123T050000Z|DESCRIPTION:x|"
          "END:VALARM",
          "TRIGGER;VALUE=DATE-TIME:20241123T060000Z\r\n", HOUR },
        { "BEGIN:VALARM|ACTION:DISPLAY|TRIGGER:-PT30M|DESCRIPTION:x|END:VALARM",
          "TRIGGER:-PT30M\r\n", HOUR },
        { "DTSTART;TZID=\"Asia/Makassar\";X-A=\"a:b\":20241123T140000",
          "DTSTART;TZID=\"Asia/Makassar\";X-A=\"a:b\":20241123T150000\r\n", HOUR },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct moved m = move(cases[i].changes, cases[i].delta_s);

        cr_assert(is_moved(&m, cases[i].delta_s), "%s: %s %s", cases[i].changes,
                  jk_status_name(m.rc), m.after.err.value);
        cr_assert(holds(&m, cases[i].line), "%s:\n%.*s", cases[i].line, (int)m.bytes.len,
                  m.bytes.at);
        clear(&m);
    }
}

Test(shift, a_series_moves_whole_with_its_exceptions)
{
    struct moved m = move("RRULE:FREQ=DAILY;UNTIL=20241126T060000Z|EXDATE:20241124T060000Z|"
                          "RDATE;TZID=Asia/Makassar:20241128T140000,20241128T200000|"
                          "$BEGIN:VEVENT|$UID:a@kutim|$DTSTAMP:20241102T000000Z|"
                          "$CATEGORIES:RAPAT-UMUM|$X-JARAK-CONTEST:pilbup-64.08|"
                          "$X-JARAK-PASLON:1|$DTSTART:20241125T010000Z|$DTEND:20241125T020000Z|"
                          "$RECURRENCE-ID:20241125T060000Z|$GEO:0.6;117.6|$END:VEVENT",
                          24 * HOUR);

    cr_assert(m.before.stream.notices[0].instance_count == 5);
    cr_assert(is_moved(&m, 24 * HOUR), "%s %s", jk_status_name(m.rc), m.after.err.value);
    cr_assert(holds(&m, "RRULE:FREQ=DAILY;UNTIL=20241127T060000Z\r\n"));
    cr_assert(holds(&m, "RDATE;TZID=Asia/Makassar:20241129T140000,20241129T200000\r\n"));
    clear(&m);
}

Test(shift, what_cannot_move_is_refused_or_seen)
{
    struct moved m = move("DTSTART;VALUE=DATE:20241123|DTEND;VALUE=DATE:20241125", HOUR);

    cr_assert(m.rc == JK_INVALID && strcmp(m.before.err.field, "DTSTART") == 0 &&
              m.before.err.line == 7);
    clear(&m);
    m = move("RRULE:FREQ=WEEKLY;BYDAY=SA;COUNT=2", HOUR);
    cr_assert(is_moved(&m, HOUR), "another hour of the same Saturdays");
    clear(&m);
    m = move("RRULE:FREQ=WEEKLY;BYDAY=SA;COUNT=2", 24 * HOUR);
    cr_assert(m.rc != JK_OK, "a rule of Saturdays gives no Sunday");
    clear(&m);
    m = move("RRULE:FREQ=DAILY", 24 * HOUR);
    cr_assert(m.rc == JK_OK && !is_moved(&m, 24 * HOUR), "the campaign ends when it ends");
    clear(&m);
    m = move("RRULE:FREQ=MONTHLY;BYMONTHDAY=23;COUNT=1", -24 * HOUR);
    cr_assert(m.rc != JK_OK);
    clear(&m);
}

static void compose_route(struct help *h, const char *member)
{
    char changes[900];

    snprintf(changes, sizeof changes,
             "CATEGORIES:KONVOI|-GEO|DTEND;TZID=Asia/Makassar:20241123T150000|"
             "STRUCTURED-DATA;VALUE=TEXT;FMTTYPE=\"application/geo+json\":{\"type\":\"Feature\"\\,"
             "\"properties\":{\"name\":\"%s\"\\,\"coordTimes\": ["
             "\"2024-11-23T14:00:00+08:00\"\\,\"2024-11-23T06:20:00Z\"\\,"
             "\"2024-11-23T16:00:00+09:00\"]}\\,\"geometry\":{\"type\":\"LineString\"\\,"
             "\"coordinates\":[[117.50\\,0.5000]\\,[117.550\\,0.5]\\,[117.6\\,0.50]]}}",
             member);
    cr_assert(help_read(h, changes) == JK_OK, "%s", h->err.value);
}

Test(shift, route_times_move_each_in_its_offset_and_coordinates_stay)
{
    struct moved m = { .before = { .context = local() } };

    compose_route(&m.before, "jalan \\\\\"coordTimes\\\\\":[\\\\\"x\\\\\"]");
    move_again(&m, 26 * HOUR);
    cr_assert(is_moved(&m, 26 * HOUR), "%s %s", jk_status_name(m.rc), m.before.err.value);
    cr_assert(m.after.stream.notices[0].facts.shape.times[2] ==
              help_time("2024-11-24T17:00:00+08:00"));
    /* Folded anew: looked for in pieces that no fold cuts. */
    cr_assert(holds(&m, "2024-11-24T16:00:00+08:00") || holds(&m, "2024-11-24T08:20:00Z"));
    cr_assert(m.after.stream.notices[0].facts.shape.points[1].lon_deg ==
              m.before.stream.notices[0].facts.shape.points[1].lon_deg);
    clear(&m);
}

Test(shift, there_and_back_again_is_where_it_was)
{
    struct moved m = { .before = { .context = local() } }, back;

    compose_route(&m.before, "x");
    move_again(&m, 5 * HOUR + 17);
    cr_assert(is_moved(&m, 5 * HOUR + 17));
    back = (struct moved){ .before = m.after };
    move_again(&back, -5 * HOUR - 17);
    cr_assert(back.rc == JK_OK);
    cr_assert(jk_ical_is_shifted(&m.before.stream.notices[0], &back.after.stream.notices[0], 0));
    help_clear(&back.after);
    m.after = back.before; /* its arena has grown there */
    clear(&m);
}

Test(shift, all_samples_of_the_profile_move_by_a_day)
{
    static const char *const files[] = {
        "rally", "chain-with-convoy", "joint-meeting-area", "place-by-name", "whole-day-duty",
    };

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct help h = { .context = local() };
        char path[80];

        snprintf(path, sizeof path, "calendars/examples/%s.ics", files[i]);
        help_file(&h, path);
        cr_assert(help_read_span(&h, jk_buf_view(&h.sent)) == JK_OK, "%s %s", path, h.err.value);
        for (size_t k = 0; k < h.stream.count; k++) {
            struct moved m = { .before = { .context = h.context } };

            cr_assert(help_read_span(&m.before, h.stream.notices[k].bytes) == JK_OK);
            move_again(&m, -24 * HOUR);
            cr_assert(is_moved(&m, -24 * HOUR), "%s: %s %s %s", path, h.stream.notices[k].uid,
                      m.before.err.field, m.after.err.value);
            clear(&m);
        }
        help_clear(&h);
    }
}
