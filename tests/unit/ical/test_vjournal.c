/* Field reports as VJOURNAL: read strictly, one at a time. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "tests/unit/ical/help.h"
#include "jarak/ical/vjournal.h"

TestSuite(journal, .init = help_zones);

#define HEAD \
    "=BEGIN:VCALENDAR|VERSION:2.0|PRODID:x|BEGIN:VJOURNAL|UID:r@x|DTSTAMP:20241123T060000Z|"
#define TAIL "|END:VJOURNAL|END:VCALENDAR"

static enum jk_status read(struct help *h, const char *changes, struct jk_report_said *out)
{
    h->context = help_context();
    help_compose(h, changes);
    return jk_ical_journal_read(&h->arena, jk_buf_view(&h->sent), &h->context, out, &h->err);
}

Test(journal, a_late_convoy_from_a_phone)
{
    struct help h = { 0 };
    struct jk_report_said said;

    cr_assert(read(&h,
                   HEAD "RELATED-TO:konvoi@kutim|CATEGORIES:Merah,terlambat|DTSTART;TZID=WITA:"
                        "20241123T140000|X-JARAK-MINUTES:45|DESCRIPTION:hujan\\, licin" TAIL,
                   &said) == JK_OK,
              "%s %s", h.err.field, h.err.value);
    cr_assert(strcmp(said.uid, "konvoi@kutim") == 0 && said.kind == JK_REPORT_LATE);
    cr_assert(said.minutes == 45 && said.at_s == help_time("2024-11-23T14:00:00+08:00"));
    cr_assert(strcmp(said.note, "hujan, licin") == 0 && said.point_count == 0);
    help_clear(&h);
}

Test(journal, a_place_or_a_way)
{
    struct help h = { 0 };
    struct jk_report_said said;

    cr_assert(
        read(&h,
             HEAD "RELATED-TO:a|CATEGORIES:KELUAR-RUTE|DTSTART:20241123T060000Z|GEO:0.5;117.5" TAIL,
             &said) == JK_OK);
    cr_assert(said.point_count == 1 && said.points[0].lon_deg == 117.5);
    help_clear(&h);
    h = (struct help){ 0 };
    cr_assert(read(&h,
                   HEAD "RELATED-TO:a|CATEGORIES:KELUAR-RUTE|DTSTART:20241123T060000Z|"
                        "STRUCTURED-DATA;VALUE=TEXT;FMTTYPE=\"application/geo+json\":{\"type\":"
                        "\"LineString\"\\,\"coordinates\":[[117.5\\,0.5]\\,[117.6\\,0.5]]}" TAIL,
                   &said) == JK_OK,
              "%s", h.err.value);
    cr_assert(said.point_count == 2 && said.points[1].lon_deg == 117.6);
    help_clear(&h);
}

/* A few hundred metres beside the route are seen in a minute, a detour of 300 km in an evening. */
Test(journal, a_way_that_was_seen_has_no_speed)
{
    static const char *const ends[] = { "117.501", "117.50001", "120.0" };

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct help h = { 0 };
        struct jk_report_said said;
        char journal[600];

        snprintf(journal, sizeof journal,
                 HEAD "RELATED-TO:a|CATEGORIES:KELUAR-RUTE|DTSTART:20241123T060000Z|"
                      "STRUCTURED-DATA;VALUE=TEXT;FMTTYPE=\"application/geo+json\":{\"type\":"
                      "\"LineString\"\\,\"coordinates\":[[117.5\\,0.5]\\,[%s\\,0.5]]}" TAIL,
                 ends[i]);
        cr_assert(read(&h, journal, &said) == JK_OK, "%s: %s", ends[i], h.err.value);
        cr_assert(said.point_count == 2);
        help_clear(&h);
    }
}

Test(journal, what_is_refused_names_the_property)
{
    static const struct {
        const char *changes, *field;
    } cases[] = {
        { HEAD "CATEGORIES:SELESAI|DTSTART:20241123T060000Z" TAIL, "RELATED-TO" },
        { HEAD "RELATED-TO:a|CATEGORIES:SELESAI" TAIL, "DTSTART" },
        { HEAD "RELATED-TO:a|CATEGORIES:HEBAT|DTSTART:20241123T060000Z" TAIL, "CATEGORIES" },
        { HEAD "RELATED-TO:a|RELATED-TO:b|CATEGORIES:SELESAI|DTSTART:20241123T060000Z" TAIL,
          "RELATED-TO" },
        { HEAD
          "RELATED-TO:a|CATEGORIES:TERLAMBAT|DTSTART:20241123T060000Z|X-JARAK-MINUTES:1.5" TAIL,
          "X-JARAK-MINUTES" },
        { HEAD "RELATED-TO:a|CATEGORIES:KELUAR-RUTE|DTSTART:20241123T060000Z|GEO:117.5;0.5" TAIL,
          "GEO" },
        { "", "VJOURNAL" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct help h = { 0 };
        struct jk_report_said said;

        cr_assert(read(&h, cases[i].changes, &said) != JK_OK, "#%zu", i);
        cr_assert(strcmp(h.err.field, cases[i].field) == 0, "#%zu %s", i, h.err.field);
        help_clear(&h);
    }
}
