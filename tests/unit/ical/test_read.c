/* The steps of reading a stream, each by what it alone refuses, and what a stream comes out as. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/ical/texts.h"
#include "tests/unit/ical/help.h"

TestSuite(reading, .init = help_zones);

#define LEN(a) (sizeof(a) / sizeof *(a))

#define OTHER(uid)                                                                    \
    "|$BEGIN:VEVENT|$UID:" uid "|$DTSTAMP:20241101T000000Z|$DTSTART:20241123T060000Z" \
    "|$DTEND:20241123T070000Z|$CATEGORIES:RAKOR|$LOCATION:Kantor|$END:VEVENT"

Test(reading, the_methods_that_file_something_in_upper_case)
{
    static const struct {
        const char *line, *method; /* null: refused */
    } cases[] = {
        { "SUMMARY:x", "" },
        { "^METHOD:PUBLISH", "PUBLISH" },
        { "^METHOD:request", "REQUEST" },
        { "^METHOD:Cancel", "CANCEL" },
        { "^METHOD:REPLY", NULL },
        { "^METHOD:", NULL },
    };

    for (size_t i = 0; i < LEN(cases); i++) {
        struct help h = { .context = help_context() };
        enum jk_status rc = help_read(&h, cases[i].line);

        cr_expect(rc == (cases[i].method ? JK_OK : JK_INVALID), "%s", cases[i].line);
        if (cases[i].method)
            cr_expect_str_eq(h.stream.method, cases[i].method);
        else
            cr_expect(h.err.text == JK_TEXT_ICAL_METHOD && h.err.line == 4, "%s", cases[i].line);
        help_clear(&h);
    }
}

Test(reading, a_cancel_cancels_every_notice_of_its_stream)
{
    struct help h = { .context = help_context() };

    cr_assert(help_read(&h, "^METHOD:CANCEL" OTHER("b@kutim")) == JK_OK, "%s", h.err.field);
    cr_assert(h.stream.count == 2);
    for (size_t i = 0; i < 2; i++)
        cr_expect(h.stream.notices[i].facts.cancelled && h.stream.notices[i].instance_count == 0);
    help_clear(&h);
}

/* A PUT is one resource: one UID; a POST, a check and an import may hold many (WIRE 3). */
Test(reading, a_put_has_one_uid_and_the_others_may_have_many)
{
    for (int purpose = JK_ICAL_PUT; purpose <= JK_ICAL_IMPORT; purpose++) {
        struct help h = { .context = help_context() };
        enum jk_status rc;

        h.context.purpose = (enum jk_ical_purpose)purpose;
        rc = help_read(&h, "SUMMARY:x" OTHER("b@kutim") OTHER("c@kutim"));
        if (purpose == JK_ICAL_PUT) {
            cr_expect(rc == JK_INVALID && h.err.text == JK_TEXT_ICAL_ONE_UID);
            cr_expect_str_eq(h.err.value, "b@kutim");
            cr_expect(h.err.line == 15, "of the first component that is of another");
        } else {
            cr_expect(rc == JK_OK && h.stream.count == 3, "%s", h.err.field);
        }
        help_clear(&h);
    }
}

Test(reading, notices_stand_in_the_order_of_their_first_component)
{
    static const char *const uids[] = { "a@kutim", "z@kutim", "b@kutim" };
    struct help h = { .context = help_context() };

    cr_assert(help_read(&h, "SUMMARY:x" OTHER("z@kutim") OTHER("b@kutim")) == JK_OK);
    for (size_t i = 0; i < 3; i++)
        cr_expect_str_eq(h.stream.notices[i].uid, uids[i]);
    help_clear(&h);
}

/* Only VEVENTs are notices; other calendar objects would be lost silently. */
Test(reading, other_calendar_objects_are_refused_and_unknown_components_kept)
{
    static const struct {
        const char *changes, *field;
    } cases[] = {
        { "$BEGIN:VTODO|$UID:t|$END:VTODO", "VTODO" },
        { "$BEGIN:VJOURNAL|$UID:t|$END:VJOURNAL", "VJOURNAL" },
        { "$BEGIN:VFREEBUSY|$UID:t|$END:VFREEBUSY", "VFREEBUSY" },
        { "$BEGIN:VCALENDAR|$END:VCALENDAR", "VCALENDAR" },
        { "$BEGIN:X-OTHER|$UID:t|$END:X-OTHER", NULL },
        { "$BEGIN:VAVAILABILITY|$UID:t|$END:VAVAILABILITY", NULL },
        { "BEGIN:VALARM|TRIGGER:-PT15M|ACTION:DISPLAY|END:VALARM", NULL },
    };

    for (size_t i = 0; i < LEN(cases); i++) {
        struct help h = { .context = help_context() };
        enum jk_status rc = help_read(&h, cases[i].changes);

        cr_expect(rc == (cases[i].field ? JK_INVALID : JK_OK), "%s: %s", cases[i].changes,
                  h.err.field);
        if (cases[i].field)
            cr_expect_str_eq(h.err.field, cases[i].field);
        else
            cr_expect(jk_span_eq(h.stream.notices[0].bytes, jk_buf_view(&h.sent)), "byte for byte");
        help_clear(&h);
    }
}

Test(reading, an_import_may_be_four_times_as_large_as_a_post)
{
    static const struct {
        enum jk_ical_purpose purpose;
        size_t limit;
    } cases[] = {
        { JK_ICAL_PUT, 256 * 1024 },
        { JK_ICAL_POST, 256 * 1024 },
        { JK_ICAL_IMPORT, 1024 * 1024 },
    };

    for (size_t i = 0; i < LEN(cases); i++) {
        for (size_t beyond = 0; beyond < 2; beyond++) {
            struct help h = { .context = help_context() };
            enum jk_status rc;

            h.context.purpose = cases[i].purpose;
            help_compose(&h, "SUMMARY:x");
            /* Whether empty lines may follow is the next step's; here only the size is asked. */
            while (h.sent.len < cases[i].limit + beyond)
                jk_buf_char(&h.sent, '\n');
            rc = help_read_span(&h, jk_buf_view(&h.sent));
            cr_expect((rc == JK_TOO_BIG) == (beyond == 1), "case %zu beyond %zu: %s", i, beyond,
                      jk_status_name(rc));
            help_clear(&h);
        }
    }
}

Test(reading, what_was_there_is_left_alone_by_a_refusal)
{
    struct help h = { .context = help_context() };

    h.stream.count = 4711;
    cr_assert(help_read(&h, "GEO:117.5;0.5") == JK_RANGE);
    cr_assert(h.stream.count == 4711);
    help_clear(&h);
}
