/* Filters and time ranges: what cannot be filtered by is refused, and never passed over. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "daemon/http/dav/dav.h"

#define XMLNS "xmlns='urn:ietf:params:xml:ns:caldav'"

static enum jk_status read_filter(struct jk_arena *arena, const char *inner,
                                  const struct jk_query_comp **out)
{
    char text[2048];
    struct dav_node *root;
    struct jk_error err;

    snprintf(text, sizeof text, "<filter " XMLNS ">%s</filter>", inner);
    cr_assert(dav_xml_read(arena, jk_span_of(text), &root, &err) == JK_OK, "%s", text);
    return dav_filter_read(arena, root, out);
}

/* The same within VCALENDAR and VEVENT. */
static enum jk_status read_event(struct jk_arena *arena, const char *inner,
                                 const struct jk_query_comp **out)
{
    char text[1024];

    snprintf(text, sizeof text,
             "<comp-filter name='VCALENDAR'><comp-filter name='VEVENT'>%s</comp-filter>"
             "</comp-filter>",
             inner);
    return read_filter(arena, text, out);
}

Test(dav_filter, what_is_asked_is_read_part_by_part)
{
    struct jk_arena arena = { 0 };
    const struct jk_query_comp *f, *event;
    const struct jk_query_prop *prop;

    cr_assert(read_event(&arena,
                         "<time-range start='20241120T000000Z' end='20241121T000000Z'/>"
                         "<prop-filter name='UID'><text-match collation='i;octet' "
                         "negate-condition='yes'>a@b</text-match></prop-filter>"
                         "<prop-filter name='ATTENDEE'><param-filter name='ROLE'><is-not-defined/>"
                         "</param-filter><param-filter name='CN'><text-match>x</text-match>"
                         "</param-filter></prop-filter>"
                         "<prop-filter name='GEO'><is-not-defined/></prop-filter>"
                         "<comp-filter name='VALARM'><is-not-defined/></comp-filter>",
                         &f) == JK_OK);
    event = f->comps;
    cr_assert(event && strcmp(event->name, "VEVENT") == 0 && event->has_range && !f->has_range);
    cr_assert(event->from_s == 1732060800 && event->to_s == 1732147200);
    prop = event->props;
    cr_assert(strcmp(prop->name, "UID") == 0 && strcmp(prop->text.text, "a@b") == 0);
    cr_assert(prop->text.byte && prop->text.negate && !prop->absent);
    prop = prop->next;
    cr_assert(prop->params->absent && strcmp(prop->params->name, "ROLE") == 0);
    cr_assert(strcmp(prop->params->next->text.text, "x") == 0 && !prop->params->next->text.byte);
    cr_assert(prop->next->absent && prop->next->next == NULL);
    cr_assert(event->comps->absent && strcmp(event->comps->name, "VALARM") == 0);
    jk_arena_clear(&arena);
}

Test(dav_filter, what_we_do_not_filter_by_is_refused)
{
    static const char *const unsupported[] = {
        "<prop-filter name='DTSTART'><time-range start='20241120T000000Z'/></prop-filter>",
        "<prop-filter name='UID'><lain/></prop-filter>",
        "<lain/>",
        "<x:is-not-defined xmlns:x='urn:lain'/>",
        "<comp-filter name='VALARM'><time-range start='20241120T000000Z'/></comp-filter>",
    };
    struct jk_arena arena = { 0 };
    const struct jk_query_comp *f;

    for (size_t i = 0; i < sizeof unsupported / sizeof *unsupported; i++)
        cr_expect(read_event(&arena, unsupported[i], &f) == JK_RANGE, "%s", unsupported[i]);
    cr_assert(read_event(&arena,
                         "<prop-filter name='UID'><text-match collation='i;unicode-casemap'>a"
                         "</text-match></prop-filter>",
                         &f) == JK_TYPE);
    cr_assert(read_filter(&arena,
                          "<comp-filter name='VCALENDAR'><time-range start='20241120T000000Z'/>"
                          "</comp-filter>",
                          &f) == JK_RANGE);
    jk_arena_clear(&arena);
}

Test(dav_filter, what_is_malformed_is_told_from_what_is_not_supported)
{
    static const char *const malformed[] = {
        "<prop-filter/>",
        "<prop-filter name='UID'><param-filter/></prop-filter>",
        "<comp-filter/>",
        "<time-range/>",
        "<time-range start='20241121T000000Z' end='20241120T000000Z'/>",
    };
    static const char *const outer[] = {
        "",
        "<comp-filter name='VEVENT'/>",
        "<comp-filter/>",
        "<comp-filter name='VCALENDAR'/><comp-filter name='VCALENDAR'/>",
        "<prop-filter name='UID'/>",
    };
    struct jk_arena arena = { 0 };
    const struct jk_query_comp *f;

    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++)
        cr_expect(read_event(&arena, malformed[i], &f) == JK_INVALID, "%s", malformed[i]);
    for (size_t i = 0; i < sizeof outer / sizeof *outer; i++)
        cr_expect(read_filter(&arena, outer[i], &f) == JK_INVALID, "%s", outer[i]);
    cr_assert(read_filter(&arena, "<comp-filter name='VCALENDAR'/>", &f) == JK_OK);
    jk_arena_clear(&arena);
}

static bool read_range(const char *attributes, int64_t *from_s, int64_t *to_s)
{
    struct jk_arena arena = { 0 };
    struct dav_node *root;
    struct jk_error err;
    char text[256];
    bool ok;

    snprintf(text, sizeof text, "<time-range " XMLNS " %s/>", attributes);
    cr_assert(dav_xml_read(&arena, jk_span_of(text), &root, &err) == JK_OK);
    ok = dav_range_read(root, from_s, to_s);
    jk_arena_clear(&arena);
    return ok;
}

Test(dav_filter, a_range_is_in_utc_and_may_be_open_at_one_end)
{
    static const char *const bad[] = {
        "",
        "start='20241120'",
        "start='20241120T000000'",
        "start='2024-11-20T00:00:00Z'",
        "start='20241120T240000Z'",
        "start='20241131T000000Z'",
        "start='20241120t000000z'",
        "start='20241120T000000Z ' end='x'",
        "start='20241120T000000Z' end='20241120T000000Z'",
        "begin='20241120T000000Z'",
    };
    int64_t from_s, to_s;

    cr_assert(read_range("start='20241120T000000Z'", &from_s, &to_s));
    cr_assert(from_s == 1732060800 && to_s == INT64_MAX);
    cr_assert(read_range("end='20241120T000001Z'", &from_s, &to_s));
    cr_assert(from_s == INT64_MIN && to_s == 1732060801);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect(!read_range(bad[i], &from_s, &to_s), "%s", bad[i]);
}

Test(dav_filter, a_text_that_is_looked_for_has_a_bound)
{
    char text[JK_QUERY_TEXT_MAX + 128], looked[JK_QUERY_TEXT_MAX + 2];
    struct jk_arena arena = { 0 };
    const struct jk_query_comp *f;

    for (size_t len = JK_QUERY_TEXT_MAX; len <= JK_QUERY_TEXT_MAX + 1; len++) {
        memset(looked, 'a', len);
        looked[len] = '\0';
        snprintf(text, sizeof text,
                 "<prop-filter name='UID'><text-match>%s</text-match></prop-filter>", looked);
        cr_assert(read_event(&arena, text, &f) == (len > JK_QUERY_TEXT_MAX ? JK_RANGE : JK_OK));
    }
    jk_arena_clear(&arena);
}
