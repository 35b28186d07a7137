/* The calendar part of an alert's e-mail: one entry for a conflict's life, published or cancelled.
 */
#include "daemon/feed/alert/mail_calendar.h"

#include "tests/support/documents.h"
#include "tests/unit/feed/alert/told.h"

#define TIMED                                                                                     \
    "{\"level\":\"siaga\",\"text\":\"PERINGATAN JARAK\\nsatu\",\"text_en\":\"en\",\"conflict\":{" \
    "\"parts\":[{\"intervals\":[[[\"2024-11-20T14:00:00+08:00\",\"2024-11-20T17:00:00+08:00\"]]," \
    "[[\"2024-11-20T13:00:00+08:00\",\"2024-11-20T15:00:00+08:00\"]]]}]}}"
#define UNTIMED "{\"level\":\"waspada\",\"text\":\"a\",\"text_en\":\"b\",\"conflict\":{}}"

static const char *entry(struct jk_buf *out, const char *document, enum jk_alert_event event)
{
    struct jk_pack pack = { .id = "p", .region = "64.08", .tz = jk_tz_find(JK_SPAN("WITA")) };
    struct jk_arena arena = { 0 };
    struct jk_alert told = told_alert(&arena, document, 12, event, 1732078800);

    jk_buf_reset(out);
    feed_mail_entry_add(out, &pack, &told, "jarak@kpu.example");
    jk_arena_clear(&arena);
    return text_of_buffer(out);
}

Test(mail_calendar, an_entry_lasts_from_the_first_to_the_last_instant_that_is_named)
{
    struct jk_buf out = { 0 };
    const char *text = entry(&out, TIMED, JK_EVENT_LEVEL);

    expect_holds(text, "UID:konflik-" TOLD_ID "@jarakd\r\nSEQUENCE:12\r\n");
    expect_holds(text, "DTSTART:20241120T050000Z\r\nDTEND:20241120T090000Z\r\n");
    expect_holds(text, "DTSTAMP:20241120T050000Z\r\n");
    expect_holds(text, "ORGANIZER:mailto:jarak@kpu.example\r\n");
    expect_holds(text, "DESCRIPTION:PERINGATAN JARAK\\nsatu\r\n");
    expect_holds(text, "STATUS:CONFIRMED\r\nTRANSP:TRANSPARENT\r\n");
    jk_buf_clear(&out);
}

/* RFC 5546 3.2.5: a cancellation needs no times. */
Test(mail_calendar, only_a_closing_cancels_and_may_do_without_times)
{
    struct jk_buf out = { 0 };

    for (int event = 0; event < JK_EVENT_END; event++) {
        const char *text = entry(&out, UNTIMED, (enum jk_alert_event)event);
        bool closed = event == JK_EVENT_CLOSED;

        cr_expect((strstr(text, "STATUS:CANCELLED\r\n") != NULL) == closed, "%d", event);
        cr_expect((strstr(text, "STATUS:CONFIRMED\r\n") != NULL) == !closed, "%d", event);
        expect_lacks(text, "DTSTART");
        expect_lacks(text, "DTEND");
    }
    jk_buf_clear(&out);
}

Test(mail_calendar, the_method_is_that_of_all_its_entries)
{
    for (int cancel = 0; cancel < 2; cancel++) {
        struct jk_buf out = { 0 };

        feed_mail_calendar_begin(&out, cancel != 0);
        feed_mail_calendar_end(&out);
        cr_expect_str_eq(text_of_buffer(&out),
                         cancel ? "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//jarakd//alerts//ID"
                                  "\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n"
                                : "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//jarakd//alerts//ID"
                                  "\r\nMETHOD:PUBLISH\r\nEND:VCALENDAR\r\n");
        jk_buf_clear(&out);
    }
}

/* Subjects go through relays that take ASCII alone. */
Test(mail_calendar, a_title_is_ascii_says_the_level_and_that_it_is_a_simulation)
{
    for (int simulation = 0; simulation < 2; simulation++) {
        struct jk_pack pack = { .simulation = simulation != 0 };
        struct jk_arena arena = { 0 };

        for (int event = 0; event < JK_EVENT_END; event++) {
            struct jk_alert told =
                told_alert(&arena, TIMED, 1, (enum jk_alert_event)event, 1732078800);
            struct jk_buf title = { 0 };
            const char *text;

            feed_mail_title_add(&title, &pack, &told);
            text = text_of_buffer(&title);
            for (const char *c = text; *c; c++)
                cr_expect(*c >= ' ' && *c < 127, "%s", text);
            cr_expect(strncmp(text, "PERINGATAN JARAK", 16) == 0, "%s", text);
            cr_expect((strstr(text, "SIMULASI") != NULL) == (simulation != 0), "%s", text);
            cr_expect((strstr(text, "tidak lagi") != NULL) == (event == JK_EVENT_CLOSED), "%s",
                      text);
            jk_buf_clear(&title);
        }
        jk_arena_clear(&arena);
    }
}
