/* CAP documents: escaping, types and references, from payloads as the inbox keeps them. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "tests/unit/feed/alert/told.h"
#include "jarak/feed/calendar/xml.h"
#include "jarak/feed/alert/cap.h"
#include "jarak/geo/geodesic.h"

#define PAYLOAD(text)                                                                             \
    "{\"event\":\"opened\",\"level\":\"siaga\",\"text\":\"" text "\",\"text_en\":\"en\","         \
    "\"conflict\":{\"distance_max_m\":400.0,\"required_m\":1000.0,"                               \
    "\"at\":[{\"lat\":-0.5,\"lon\":117.5},{\"lat\":-0.51,\"lon\":117.5}],"                        \
    "\"parts\":[{\"intervals\":[[[\"2024-11-20T14:00:00+08:00\",\"2024-11-20T17:00:00+08:00\"]]," \
    "[[\"2024-11-20T13:00:00+08:00\",\"2024-11-20T18:00:00+08:00\"]]]}]}}"

#define ID "0123456789abcdef"

static struct jk_pack pack_of(bool simulation)
{
    jk_geodesic_init();
    return (struct jk_pack){
        .id = "p", .region = "64.08", .simulation = simulation, .tz = jk_tz_find(JK_SPAN("WITA"))
    };
}

static struct jk_arena arena; /* of the alerts; Criterion runs each test in a process of its own */

static struct jk_alert told(uint32_t revision, enum jk_alert_event event, int64_t time_s)
{
    return told_alert(&arena, PAYLOAD("satu"), revision, event, time_s);
}

/* The document of the last alert; given by `out`. */
static const char *write_cap(struct jk_buf *out, const struct jk_alert *list, size_t count)
{
    struct jk_pack pack = pack_of(false);

    jk_buf_reset(out);
    cr_assert(jk_cap_write(out, &pack, list, count) == JK_OK);
    jk_buf_char(out, '\0');
    return out->at;
}

Test(xml, what_xml_has_no_character_for_never_enters)
{
    struct jk_buf out = { 0 };

    jk_xml_element(&out, "a", "x<y> & \"z\" ]]> \x01\r\n\t\xef\xbf\xbf\xe2\x82\xac");
    jk_buf_char(&out, '\0');
    cr_assert(strcmp(out.at,
                     "<a>x&lt;y&gt; &amp; &quot;z&quot; ]]&gt; ?&#13;\n\t?\xe2\x82\xac</a>\n") == 0,
              "%s", out.at);
    jk_buf_clear(&out);
    jk_arena_clear(&arena);
}

Test(cap, a_real_pack_is_actual_and_urgency_follows_the_time_left)
{
    /* The first side is there from 13.00 WITA, 05:00 UTC of 20 November 2024. */
    static const int64_t begins_s = 1732078800;
    static const struct {
        int64_t before_s;
        const char *urgency;
    } rows[] = { { 90000, "Future" },   { 86400, "Expected" }, { 3601, "Expected" },
                 { 3600, "Immediate" }, { -60, "Immediate" },  { -18000, "Past" } };
    struct jk_buf out = { 0 };
    char want[64];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct jk_alert one = told(1, JK_EVENT_OPENED, begins_s - rows[i].before_s);
        const char *text = write_cap(&out, &one, 1);

        snprintf(want, sizeof want, "<urgency>%s</urgency>", rows[i].urgency);
        cr_assert(strstr(text, want) != NULL, "%s: %s", want, text);
        cr_assert(strstr(text, "<status>Actual</status>") && !strstr(text, "<note>"));
        cr_assert(strstr(text, "<onset>2024-11-20T13:00:00+08:00</onset>") != NULL, "%s", text);
        cr_assert(strstr(text, "<expires>2024-11-20T18:00:00+08:00</expires>") != NULL);
        cr_assert(strstr(text, "<circle>-0.505000,117.500000 0.653</circle>") != NULL, "%s", text);
    }
    jk_buf_clear(&out);
    jk_arena_clear(&arena);
}

Test(cap, a_conflict_that_opens_again_begins_anew)
{
    struct jk_alert list[] = { told(1, JK_EVENT_OPENED, 1000), told(3, JK_EVENT_MOVED, 2000),
                               told(4, JK_EVENT_CLOSED, 3000), told(5, JK_EVENT_OPENED, 4000),
                               told(7, JK_EVENT_CLOSED, 5000) };
    struct jk_buf out = { 0 };
    const char *text = write_cap(&out, list, 3);

    cr_assert(strstr(text, "<msgType>Cancel</msgType>") != NULL);
    cr_assert(strstr(text,
                     "<references>jarakd-64.08," ID "-1,1970-01-01T08:16:40+08:00 jarakd-64.08," ID
                     "-3,1970-01-01T08:33:20+08:00</references>") != NULL,
              "%s", text);
    text = write_cap(&out, list, 4);
    cr_assert(strstr(text, "<msgType>Alert</msgType>") && !strstr(text, "<references>"));
    text = write_cap(&out, list, 5);
    cr_assert(strstr(text, "<references>jarakd-64.08," ID "-5,") != NULL, "%s", text);
    cr_assert(strstr(text, "<severity>Minor</severity>") && strstr(text, ">AllClear<"));
    jk_buf_clear(&out);
    jk_arena_clear(&arena);
}

Test(cap, a_payload_that_is_not_ours_is_refused)
{
    static const char *const bad[] = {
        "",
        "{",
        "{}",
        "[]",
        "{\"text\":1}",
        "{\"level\":\"siaga\",\"text\":\"a\",\"text_en\":\"b\"}",
        "{\"level\":\"merah\",\"text\":\"a\",\"text_en\":\"b\",\"conflict\":{}}"
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct jk_alert one = { ID, 1, 1, JK_EVENT_OPENED, JK_LEVEL_INFO, 1000, bad[i], NULL };

        cr_assert(jk_alert_read(&arena, &one) == JK_CORRUPT && !one.detail, "%s", bad[i]);
    }
    jk_arena_clear(&arena);
}

Test(atom, an_empty_inbox_is_a_whole_feed)
{
    struct jk_pack pack = pack_of(true);
    struct jk_buf out = { 0 };

    cr_assert(jk_atom_write(&out, &pack, "a&b", NULL, 0) == JK_OK);
    jk_buf_char(&out, '\0');
    cr_assert(strstr(out.at, "<id>urn:jarakd:inbox:a&amp;b</id>") != NULL, "%s", out.at);
    cr_assert(strstr(out.at, "</feed>\n") != NULL && !strstr(out.at, "<entry>"));
    jk_buf_clear(&out);
    jk_arena_clear(&arena);
}
