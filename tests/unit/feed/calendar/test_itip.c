/* Answers to iTIP messages (jarak/feed/calendar/itip.h), by RFC 5546 section 3.6 and docs/itip.md.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/feed/calendar/itip.h"
#include "jarak/base/texts.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/http/texts/texts.h"
#include "jarak/ical/texts.h"
#include "jarak/model/texts.h"
#include "jarak/ical/scan.h"

static struct jk_itip_said plain(const struct jk_itip_status *statuses, size_t count)
{
    return (struct jk_itip_said){ .component = "VEVENT",
                                  .uid = "a@uji",
                                  .organizer = "mailto:x@y",
                                  .attendee = "urn:jarakd:region:64.08",
                                  .partstat = "ACCEPTED",
                                  .sequence = 4294967295u,
                                  .statuses = statuses,
                                  .status_count = count };
}

/* The answer to these, as a string on the heap. */
static char *answer(const struct jk_itip_said *said, size_t count)
{
    struct jk_buf out = { 0 };

    jk_itip_begin(&out);
    for (size_t i = 0; i < count; i++)
        jk_itip_add(&out, &said[i], 1732078800);
    jk_itip_end(&out);
    jk_buf_char(&out, '\0');
    cr_assert(jk_buf_ok(&out));
    return out.at;
}

Test(itip, an_answer_to_the_byte)
{
    static const struct jk_itip_status done = { JK_ITIP_SUCCESS, NULL, NULL };
    struct jk_itip_said said = plain(&done, 1);
    char *text = answer(&said, 1);

    cr_assert(strcmp(text,
                     "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//jarakd//itip//ID\r\n"
                     "METHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:a@uji\r\nDTSTAMP:20241120T050000Z\r\n"
                     "SEQUENCE:4294967295\r\nORGANIZER:mailto:x@y\r\n"
                     "ATTENDEE;PARTSTAT=ACCEPTED:urn:jarakd:region:64.08\r\n"
                     "REQUEST-STATUS:2.0;Success\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n") == 0,
              "%s", text);
    free(text);
}

Test(itip, a_conflict_names_each_activity_it_is_with)
{
    static const struct jk_itip_status statuses[] = {
        { JK_ITIP_SUCCESS, NULL, NULL }, { JK_ITIP_CONFLICT, "RELATED-TO", "b;c@uji" }
    };
    static const char *const related[] = { "b;c@uji", "d@uji" };
    struct jk_itip_said said = plain(statuses, 2);
    char *text;

    said.related = related;
    said.related_count = 2;
    said.comment = "Terlalu dekat, lihat\nkonflik";
    text = answer(&said, 1);
    cr_assert(strstr(text, "REQUEST-STATUS:4.1;Event conflict;RELATED-TO:b\\;c@uji\r\n"), "%s",
              text);
    cr_assert(strstr(text, "RELATED-TO;RELTYPE=SIBLING:b\\;c@uji\r\n"));
    cr_assert(strstr(text, "RELATED-TO;RELTYPE=SIBLING:d@uji\r\n"));
    cr_assert(strstr(text, "COMMENT:Terlalu dekat\\, lihat\\nkonflik\r\n"));
    free(text);
}

/* What others wrote cannot begin a line or end a component. */
Test(itip, an_answer_holds_as_many_components_as_were_answered_whatever_stands_in_them)
{
    static const struct jk_itip_status bad = { "3.1", "SUMMARY", "x\r\nEND:VEVENT" };
    struct jk_itip_said said[2] = { plain(&bad, 1), plain(&bad, 1) };
    const struct jk_ical_comp *calendar;
    struct jk_arena arena = { 0 };
    struct jk_error err;
    char *text;

    said[0].uid = "a\nEND:VCALENDAR";
    said[0].organizer = "mailto:x\r\nBEGIN:VALARM";
    said[0].attendee = "urn:x\nX:1";
    said[1].component = "VTODO";
    said[1].comment = "END:VTODO\r\n";
    text = answer(said, 2);
    cr_assert(jk_ical_scan(&arena, jk_span_of(text), 1000, &calendar, &err) == JK_OK, "%s", text);
    cr_assert(jk_ical_is(calendar->children->name, "VEVENT"));
    cr_assert(jk_ical_is(calendar->children->next->name, "VTODO"));
    cr_assert(!calendar->children->next->next && !calendar->children->children);
    for (const struct jk_ical_prop *p = calendar->children->props; p; p = p->next)
        cr_assert(!jk_ical_is(p->name, "X"));
    jk_arena_clear(&arena);
    free(text);
}

Test(itip, long_lines_are_folded_and_come_back_whole)
{
    static const struct jk_itip_status done = { JK_ITIP_SUCCESS, NULL, NULL };
    struct jk_itip_said said = plain(&done, 1);
    const struct jk_ical_prop *prop;
    const struct jk_ical_comp *calendar;
    struct jk_arena arena = { 0 };
    struct jk_error err;
    char *text, comment[400];
    size_t line = 0;

    for (size_t i = 0; i + 2 < sizeof comment; i += 2)
        memcpy(comment + i, "\xc3\xa9", 3); /* two bytes a letter: no fold may cut one */
    said.comment = comment;
    text = answer(&said, 1);
    for (const char *c = text; *c; c++) {
        line = *c == '\n' ? 0 : line + 1;
        cr_assert(line <= 76, "75 octets and a CR");
    }
    cr_assert(jk_ical_scan(&arena, jk_span_of(text), 1000, &calendar, &err) == JK_OK);
    for (prop = calendar->children->props; prop && !jk_ical_is(prop->name, "COMMENT");)
        prop = prop->next;
    cr_assert(prop && jk_span_eq(prop->value, jk_span_of(comment)));
    jk_arena_clear(&arena);
    free(text);
}

/* docs/itip.md, the table of REQUEST-STATUS. */
Test(itip, a_refusal_has_the_code_of_its_sentence_then_of_its_property_then_of_its_status)
{
    static const struct {
        enum jk_status status;
        const struct jk_text *text;
        const char *field, *code;
    } rows[] = {
        { JK_INVALID, JK_TEXT_ITIP_METHOD, "METHOD", "3.14" },
        { JK_INVALID, JK_TEXT_ITIP_CANCEL_MIXED, "RECURRENCE-ID", "3.14" },
        { JK_INVALID, JK_TEXT_ICAL_MISSING, "DTSTAMP", "3.11" },
        { JK_INVALID, JK_TEXT_ITIP_TWICE, "UID", "3.4" },
        { JK_INVALID, JK_TEXT_ICAL_TZID, "DTSTART", "3.3" },
        { JK_INVALID, JK_TEXT_ITIP_PARTSTAT, "PARTSTAT", "3.3" },
        { JK_INVALID, JK_TEXT_ITIP_ATTENDEE, "ATTENDEE", "3.7" },
        { JK_DENIED, JK_TEXT_ITIP_OTHER_AGENCY, "ATTENDEE", "3.8" },
        { JK_INVALID, JK_TEXT_ICAL_UTC, "DTSTAMP", "3.5" },
        { JK_RANGE, JK_TEXT_ICAL_UTC, "RRULE", "3.6" },
        { JK_INVALID, JK_TEXT_ICAL_UTC, "VERSION", "3.9" },
        { JK_STALE, JK_TEXT_ICAL_UTC, "DTSTAMP", "3.1" }, /* the form is right: it is the value */
        { JK_RANGE, JK_TEXT_ICAL_SEQUENCE, "SEQUENCE", "3.1" },
        { JK_NONE, JK_TEXT_NOT_THERE, "UID", "3.1" },
        { JK_TOO_BIG, JK_TEXT_DAV_TOO_BIG, "", "3.10" },
        { JK_TOO_MANY, JK_TEXT_DAV_XML, "", "3.10" },
        { JK_DENIED, JK_TEXT_DAV_READ_ONLY, "", "3.8" },
        { JK_STATE, JK_TEXT_DAV_READ_ONLY, "", "3.8" },
        { JK_MEMORY, JK_TEXT_NO_MEMORY, "", "5.1" },
        { JK_BUSY, JK_TEXT_NOT_STORED, "", "5.1" },
        { JK_FULL, JK_TEXT_NOT_STORED, "", "5.1" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct jk_error err = { .status = JK_OK };

        jk_fail(&err, rows[i].status, rows[i].text, rows[i].field, "%s", "");
        cr_assert(strcmp(jk_itip_code_of(&err), rows[i].code) == 0, "row %zu: %s", i,
                  jk_itip_code_of(&err));
    }
}
