/* Calendar queries and free-busy (jarak/feed/calendar/query.h). */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/feed/calendar/query.h"

static const char bytes[] =
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a@uji\r\nDTSTART:20241120T060000Z\r\n"
    "SUMMARY;LANGUAGE=id:Rapat\\, umum\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

/* Does VCALENDAR > VEVENT with these parts want the notice of [100, 200)? */
static bool wants(struct jk_query_comp event)
{
    struct jk_query_comp calendar = { .name = "VCALENDAR", .comps = &event };
    struct jk_query_subject subject = { .bytes = { bytes, sizeof bytes - 1 },
                                        .start_s = 100,
                                        .end_s = 200 };

    event.name = event.name ? event.name : "VEVENT";
    return jk_query_match(&calendar, &subject);
}

static bool wants_range(int64_t from_s, int64_t to_s)
{
    return wants((struct jk_query_comp){ .has_range = true, .from_s = from_s, .to_s = to_s });
}

static bool wants_prop(struct jk_query_prop prop)
{
    return wants((struct jk_query_comp){ .props = &prop });
}

static bool wants_text(const char *name, const char *text, bool byte, bool negate)
{
    return wants_prop((struct jk_query_prop){ name, false, { text, byte, negate }, NULL, NULL });
}

Test(query, ranges_are_half_open_at_both_ends)
{
    cr_assert(wants_range(150, 160) && wants_range(0, 101) && wants_range(199, 300));
    cr_assert(!wants_range(0, 100) && !wants_range(200, 300));
    cr_assert(wants_range(INT64_MIN, INT64_MAX));
}

Test(query, text_is_looked_for_without_escapes_and_without_regard_to_case)
{
    cr_assert(wants_text("SUMMARY", "rapat, UMUM", false, false));
    cr_assert(!wants_text("SUMMARY", "rapat", true, false));
    cr_assert(wants_text("SUMMARY", "Rapat", true, false));
    cr_assert(!wants_text("SUMMARY", "umum", false, true));
    cr_assert(wants_text("SUMMARY", "terbatas", false, true));
    cr_assert(!wants_text("LOCATION", "x", false, true), "a property that is absent has no text");
}

Test(query, what_is_absent_is_found_absent)
{
    struct jk_query_param language = { .name = "LANGUAGE", .absent = true };

    cr_assert(wants_prop((struct jk_query_prop){ .name = "LOCATION", .absent = true }));
    cr_assert(!wants_prop((struct jk_query_prop){ .name = "summary", .absent = true }));
    cr_assert(!wants_prop((struct jk_query_prop){ .name = "SUMMARY", .params = &language }));
    cr_assert(wants((struct jk_query_comp){ .name = "VTODO", .absent = true }));
    cr_assert(!wants((struct jk_query_comp){ .name = "VTODO" }));
}

Test(query, bytes_that_cannot_be_read_match_nothing)
{
    struct jk_query_prop uid = { .name = "UID" };
    struct jk_query_comp event = { .name = "VEVENT", .props = &uid };
    struct jk_query_comp calendar = { .name = "VCALENDAR", .comps = &event };
    struct jk_query_subject subject = { .bytes = { bytes, 40 }, .end_s = 1 };

    cr_assert(!jk_query_match(&calendar, &subject));
}

Test(query, busy_times_are_joined_and_cut_to_what_was_asked)
{
    struct jk_busy busy[] = { { 500, 600 }, { 0, 100 }, { 90, 200 }, { 200, 210 }, { 900, 999 } };
    struct jk_buf out = { 0 };

    jk_freebusy_write(&out, busy, 5, (struct jk_busy){ 50, 550 }, 0);
    jk_buf_char(&out, '\0');
    cr_assert(strstr(out.at, "FREEBUSY:19700101T000050Z/19700101T000330Z\r\n"
                             "FREEBUSY:19700101T000820Z/19700101T000910Z\r\nEND:VFREEBUSY") != NULL,
              "%s", out.at);
    jk_buf_clear(&out);
}
