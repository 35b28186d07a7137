/* Agenda and attendance of a meeting, as calendars write them. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/ical/rakor.h"

#define EVENT(lines)                                                                         \
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a\r\n" lines "END:VEVENT\r\nEND:" \
    "VCALENDAR\r\n"

Test(rakor, agenda_and_who_was_there_are_read_as_a_calendar_writes_them)
{
    struct jk_arena arena = { 0 };
    struct jk_rakor said;

    cr_assert(
        jk_rakor_read(&arena,
                      JK_SPAN(EVENT("DESCRIPTION:Satu\\nDua\\, tiga\r\n"
                                    "ATTENDEE;CN=\"Kapolres\";PARTSTAT=ACCEPTED:mailto:a@x\r\n"
                                    "ATTENDEE;PARTSTAT=declined;CN=Kajari:mailto:b@x\r\n"
                                    "ATTENDEE:mailto:c@x\r\nATTENDEE;CN=:urn:x\r\n"
                                    "ATTENDEE;CN=\" \":\tmail\x7Fto:d@x\r\n")),
                      &said) == JK_OK);
    cr_assert_str_eq(said.agenda, "Satu\nDua, tiga");
    cr_assert(said.count == 5);
    cr_assert_str_eq(said.attendees[0].name, "Kapolres");
    cr_assert(said.attendees[0].is == JK_ATTENDANCE_PRESENT);
    cr_assert_str_eq(said.attendees[1].name, "Kajari");
    cr_assert(said.attendees[1].is == JK_ATTENDANCE_ABSENT);
    cr_assert_str_eq(said.attendees[2].name, "c@x");
    cr_assert_str_eq(said.attendees[2].address, "mailto:c@x");
    cr_assert(said.attendees[2].is == JK_ATTENDANCE_INVITED);
    cr_assert_str_eq(said.attendees[3].name, "urn:x");
    cr_assert_str_eq(said.attendees[4].name, "mail to:d@x");
    cr_assert_str_eq(said.attendees[4].address, "mail to:d@x");
    jk_arena_clear(&arena);
}

Test(rakor, what_says_nothing_of_it_is_an_empty_meeting)
{
    static const char *const none[] = { "", "x", EVENT(""), EVENT("DESCRIPTION:a\\q\r\n"),
                                        "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n" };
    struct jk_arena arena = { 0 };
    struct jk_rakor said;

    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        cr_assert(jk_rakor_read(&arena, jk_span_of(none[i]), &said) == JK_OK);
        cr_assert(said.count == 0 && !said.agenda[0], "%zu", i);
    }
    jk_arena_clear(&arena);
}

/* Whatever a name holds, one line comes of it, and is read as it was meant. */
Test(rakor, a_name_ends_neither_its_line_nor_its_parameter)
{
    static const char *const names[] = { "Ani",
                                         "Ketua \"KPU\"",
                                         "a:b;c,d",
                                         "x\r\nATTENDEE:y",
                                         "\";PARTSTAT=DECLINED:z",
                                         "Nama yang panjang sekali " };
    struct jk_arena arena = { 0 };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct jk_buf event = { 0 };
        struct jk_rakor said;

        jk_buf_str(&event, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n");
        jk_rakor_attendee_add(&event, names[i], NULL, JK_ATTENDANCE_PRESENT);
        jk_buf_str(&event, "END:VEVENT\r\nEND:VCALENDAR\r\n");
        cr_assert(jk_rakor_read(&arena, jk_buf_view(&event), &said) == JK_OK);
        cr_assert(said.count == 1 && said.attendees[0].is == JK_ATTENDANCE_PRESENT, "%s", event.at);
        cr_assert_str_eq(said.attendees[0].address, "invalid:nomail");
        cr_assert(!strchr(said.attendees[0].name, '"'));
        jk_buf_clear(&event);
    }
    jk_arena_clear(&arena);
}

Test(rakor, a_hall_is_told_and_more_are_passed_over)
{
    struct jk_arena arena = { 0 };
    struct jk_buf event = { 0 };
    struct jk_rakor said;

    jk_buf_str(&event, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n");
    for (size_t i = 0; i < JK_ATTENDEES_MAX + 20; i++)
        jk_rakor_attendee_add(&event, "Ani", "mailto:a@x", JK_ATTENDANCE_INVITED);
    jk_buf_str(&event, "END:VEVENT\r\nEND:VCALENDAR\r\n");
    cr_assert(jk_rakor_read(&arena, jk_buf_view(&event), &said) == JK_OK);
    cr_assert(said.count == JK_ATTENDEES_MAX);
    jk_buf_clear(&event);
    jk_arena_clear(&arena);
}
