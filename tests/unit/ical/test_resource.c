/* The bytes of one UID out of a stream of many: head, the zones it names, its events, and the end.
 */
#include "jarak/ical/resource.h"

#include <criterion/criterion.h>
#include <string.h>
#include "jarak/ical/scan.h"
#include "tests/unit/ical/help.h"

#define ZONE(id)                                                                      \
    "BEGIN:VTIMEZONE\r\nTZID:" id "\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n" \
    "TZOFFSETFROM:+0800\r\nTZOFFSETTO:+0800\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
#define EVENT(uid, more) "BEGIN:VEVENT\r\nUID:" uid "\r\n" more "END:VEVENT\r\n"

struct stream {
    struct jk_arena arena;
    const struct jk_ical_comp *calendar;
    struct jk_ical_draft drafts[8];
    size_t count;
};

/* Scans a stream; its events are drafts in their order. */
static void scan(struct stream *s, const char *text)
{
    struct jk_error err;

    *s = (struct stream){ .count = 0 };
    cr_assert(jk_ical_scan(&s->arena, jk_span_of(text), 8000, &s->calendar, &err) == JK_OK, "%s",
              err.value);
    for (const struct jk_ical_comp *c = s->calendar->children; c; c = c->next) {
        if (jk_span_eq(c->name, JK_SPAN("VEVENT")))
            s->drafts[s->count++].comp = c;
    }
}

/* The resource of events `first` and, where it is another, `second`. */
static void expect(const char *text, size_t first, size_t second, const char *want)
{
    const struct jk_ical_draft *drafts[2];
    struct jk_ical_frame frame;
    struct jk_span bytes;
    struct stream s;

    scan(&s, text);
    frame = jk_ical_frame_of(s.calendar);
    drafts[0] = &s.drafts[first];
    drafts[1] = &s.drafts[second];
    cr_assert(jk_ical_resource_make(&s.arena, &frame, drafts, first == second ? 1 : 2, &bytes) ==
              JK_OK);
    cr_expect(jk_span_eq(bytes, jk_span_of(want)), "%.*s", (int)bytes.len, bytes.at);
    jk_arena_clear(&s.arena);
}

#define HEAD "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n"
#define END  "END:VCALENDAR\r\n"

Test(resource, an_event_takes_the_head_and_leaves_the_others)
{
    static const char text[] = HEAD EVENT("a", "") EVENT("b", "") EVENT("a", "SEQUENCE:2\r\n") END;

    expect(text, 1, 1, HEAD EVENT("b", "") END);
    expect(text, 0, 2, HEAD EVENT("a", "") EVENT("a", "SEQUENCE:2\r\n") END);
}

/* Zones nobody names are left out: each UID would otherwise carry the zones of all. */
Test(resource, only_zones_that_are_named_come_along)
{
#define A EVENT("a", "DTSTART;TZID=Satu:20241123T140000\r\n")
#define B EVENT("b", "DTSTART;TZID=Dua:20241123T140000\r\nDTEND;TZID=Satu:20241123T150000\r\n")
#define C EVENT("c", "DTSTART:20241123T060000Z\r\n")
    static const char text[] = HEAD ZONE("Satu") ZONE("Dua") ZONE("Tiga") A B C END;

    expect(text, 0, 0, HEAD ZONE("Satu") A END);
    expect(text, 1, 1, HEAD ZONE("Satu") ZONE("Dua") B END);
    expect(text, 2, 2, HEAD C END);
#undef A
#undef B
#undef C
}

Test(resource, a_zone_that_stands_behind_the_event_or_in_an_alarm_is_named_too)
{
#define A                                                                              \
    EVENT("a", "BEGIN:VALARM\r\nTRIGGER;VALUE=DATE-TIME;TZID=Satu:20241123T130000\r\n" \
               "END:VALARM\r\n")
    static const char text[] = HEAD EVENT("b", "") A ZONE("Satu") END;

    expect(text, 1, 1, HEAD ZONE("Satu") A END);
    expect(text, 0, 0, HEAD EVENT("b", "") END);
#undef A
}

/* A parameter quotes its commas and a value escapes them: one zone. */
Test(resource, a_zone_is_named_as_a_text_and_not_as_it_is_escaped)
{
#define A EVENT("a", "DTSTART;TZID=\"(UTC+07:00) Bangkok, Hanoi, Jakarta\":20241123T140000\r\n")
#define B EVENT("b", "DTSTART;TZID=Tim ^'A^':20241123T140000\r\n")
    static const char text[] =
        HEAD ZONE("(UTC+07:00) Bangkok\\, Hanoi\\, Jakarta") ZONE("Tim \"A\"") A B END;

    expect(text, 0, 0, HEAD ZONE("(UTC+07:00) Bangkok\\, Hanoi\\, Jakarta") A END);
    expect(text, 1, 1, HEAD ZONE("Tim \"A\"") B END);
#undef A
#undef B
}

/* Each byte as sent: folds, bare line feeds, and lines of the head that nobody reads. */
Test(resource, nothing_is_rewritten)
{
#define OWN "BEGIN:VEVENT\nUID:a\nSUMMARY:sa\n tu\nX-LAIN;P=\"q\":1\nEND:VEVENT\n"
    static const char text[] =
        "BEGIN:VCALENDAR\nVERSION:2.0\nX-WR-CALNAME:k\n alender\n" OWN EVENT("b",
                                                                             "") "END:VCALENDAR";

    expect(text, 0, 0,
           "BEGIN:VCALENDAR\nVERSION:2.0\nX-WR-CALNAME:k\n alender\n" OWN "END:VCALENDAR");
#undef OWN
}
