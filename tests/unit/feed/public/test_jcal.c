/* iCalendar as jCal (jarak/feed/public/jcal.h); expected values by RFC 7265 and its examples. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <string.h>
#include "jarak/feed/public/jcal.h"
#include "jarak/ical/write.h"

#define HEAD "BEGIN:VCALENDAR\r\n"
#define END  "END:VCALENDAR\r\n"

/* The properties of a VCALENDAR with these lines as compact JSON; "" where they are refused. */
static const char *props_of(const char *lines)
{
    static char text[4096];
    struct jk_buf ical = { 0 }, out = { 0 };
    enum jk_status rc;
    json_t *json;
    char *props;

    jk_buf_fmt(&ical, HEAD "%s" END, lines);
    rc = jk_jcal_write(&out, jk_buf_view(&ical));
    cr_assert(rc == JK_OK || rc == JK_INVALID);
    text[0] = '\0';
    if (rc == JK_OK) {
        json = json_loadb(out.at, out.len, JSON_REJECT_DUPLICATES, NULL);
        cr_assert(json, "%.*s", (int)out.len, out.at);
        cr_assert_str_eq(json_string_value(json_array_get(json, 0)), "vcalendar");
        cr_assert(json_array_size(json) == 3 && json_array_size(json_array_get(json, 2)) == 0);
        props = json_dumps(json_array_get(json, 1), JSON_COMPACT);
        snprintf(text, sizeof text, "%s", props);
        free(props);
        json_decref(json);
    }
    jk_buf_clear(&ical);
    jk_buf_clear(&out);
    return text;
}

static void expect(const char *line, const char *property)
{
    char want[1024];

    snprintf(want, sizeof want, "[%s]", property);
    cr_expect_str_eq(props_of(line), want, "%s", line);
}

Test(jcal, each_type_has_its_form)
{
    expect("DTSTART;TZID=Asia/Makassar:20241123T140000\r\n",
           "[\"dtstart\",{\"tzid\":\"Asia/Makassar\"},\"date-time\",\"2024-11-23T14:00:00\"]");
    expect("DTSTAMP:20241101T010203Z\r\n",
           "[\"dtstamp\",{},\"date-time\",\"2024-11-01T01:02:03Z\"]");
    expect("DTSTART;VALUE=DATE:20240229\r\n", "[\"dtstart\",{},\"date\",\"2024-02-29\"]");
    expect("TZOFFSETTO:+0800\r\n", "[\"tzoffsetto\",{},\"utc-offset\",\"+08:00\"]");
    expect("TZOFFSETFROM:-043012\r\n", "[\"tzoffsetfrom\",{},\"utc-offset\",\"-04:30:12\"]");
    expect("REFRESH-INTERVAL;VALUE=DURATION:PT15M\r\n",
           "[\"refresh-interval\",{},\"duration\",\"PT15M\"]");
    expect("TRIGGER:-P1D\r\n", "[\"trigger\",{},\"duration\",\"-P1D\"]");
    expect("SEQUENCE:7\r\n", "[\"sequence\",{},\"integer\",7]");
    expect("PRIORITY:+007\r\n", "[\"priority\",{},\"integer\",7]");
    expect("GEO:0.5;-117.25\r\n", "[\"geo\",{},\"float\",[0.5,-117.25]]");
    expect("GEO:+00.5;-000.25\r\n", "[\"geo\",{},\"float\",[0.5,-0.25]]");
    expect("X-A;VALUE=BOOLEAN:TRUE\r\n", "[\"x-a\",{},\"boolean\",true]");
    expect("X-A;VALUE=TIME:140000Z\r\n", "[\"x-a\",{},\"time\",\"14:00:00Z\"]");
    expect("SOURCE;VALUE=URI:https://a.id/x;y,z\r\n",
           "[\"source\",{},\"uri\",\"https://a.id/x;y,z\"]");
    expect("ATTENDEE:mailto:a@b.id\r\n", "[\"attendee\",{},\"cal-address\",\"mailto:a@b.id\"]");
    expect("SUMMARY:\r\n", "[\"summary\",{},\"text\",\"\"]");
}

Test(jcal, several_values_stand_one_behind_the_other_and_parts_in_a_list)
{
    expect("CATEGORIES:KONVOI,TATAP\\, MUKA\r\n",
           "[\"categories\",{},\"text\",\"KONVOI\",\"TATAP, MUKA\"]");
    expect("EXDATE;VALUE=DATE:20241123,20241124\r\n",
           "[\"exdate\",{},\"date\",\"2024-11-23\",\"2024-11-24\"]");
    expect("FREEBUSY;FBTYPE=FREE:20241123T060000Z/20241123T070000Z,20241123T080000Z/PT1H\r\n",
           "[\"freebusy\",{\"fbtype\":\"FREE\"},\"period\",[\"2024-11-23T06:00:00Z\","
           "\"2024-11-23T07:00:00Z\"],[\"2024-11-23T08:00:00Z\",\"PT1H\"]]");
    expect("REQUEST-STATUS:3.1;Invalid\\; value;DTSTART:9\r\n",
           "[\"request-status\",{},\"text\",[\"3.1\",\"Invalid; value\",\"DTSTART:9\"]]");
    /* A comma in a text that is no list belongs to it. */
    expect("SUMMARY:a,b;c\r\n", "[\"summary\",{},\"text\",\"a,b;c\"]");
}

Test(jcal, a_rule_is_an_object)
{
    expect("RRULE:FREQ=WEEKLY;COUNT=5;BYDAY=MO,-1FR;BYMONTH=11;WKST=SU\r\n",
           "[\"rrule\",{},\"recur\",{\"freq\":\"WEEKLY\",\"count\":5,\"byday\":[\"MO\",\"-1FR\"],"
           "\"bymonth\":11,\"wkst\":\"SU\"}]");
    expect("RRULE:FREQ=YEARLY;UNTIL=20241123T060000Z;BYMONTHDAY=1,-1\r\n",
           "[\"rrule\",{},\"recur\",{\"freq\":\"YEARLY\",\"until\":\"2024-11-23T06:00:00Z\","
           "\"bymonthday\":[1,-1]}]");
    expect("RRULE:FREQ=DAILY;UNTIL=20241123\r\n",
           "[\"rrule\",{},\"recur\",{\"freq\":\"DAILY\",\"until\":\"2024-11-23\"}]");
}

Test(jcal, what_nobody_knows_is_unknown_unless_it_says_what_it_is)
{
    expect("X-WR-TIMEZONE:Asia/Makassar\r\n",
           "[\"x-wr-timezone\",{},\"unknown\",\"Asia/Makassar\"]");
    expect("X-WR-CALNAME:a\\, \"b\"\r\n", "[\"x-wr-calname\",{},\"unknown\",\"a\\\\, \\\"b\\\"\"]");
    expect("X-A;VALUE=TEXT:a\\, b\r\n", "[\"x-a\",{},\"text\",\"a, b\"]");
    expect("X-A;VALUE=X-Odd:a\\,b\r\n", "[\"x-a\",{},\"x-odd\",\"a\\\\,b\"]");
}

Test(jcal, texts_and_parameters_lose_what_only_icalendar_needs)
{
    expect("SUMMARY:a\\nb\\N\\\\n\\;\\,\"\tc\r\n",
           "[\"summary\",{},\"text\",\"a\\nb\\n\\\\n;,\\\"\\tc\"]");
    expect("SUMMARY;ALTREP=\"x:a;b,c\";LANGUAGE=id:d\r\n",
           "[\"summary\",{\"altrep\":\"x:a;b,c\",\"language\":\"id\"},\"text\",\"d\"]");
    expect("ATTENDEE;MEMBER=\"mailto:a\",\"mailto:b\";CN=c:x:y\r\n",
           "[\"attendee\",{\"member\":[\"mailto:a\",\"mailto:b\"],\"cn\":\"c\"},\"cal-address\","
           "\"x:y\"]");
    expect("SUMMARY;X-A=^'a^^b^n^c:d\r\n",
           "[\"summary\",{\"x-a\":\"\\\"a^b\\n^c\"},\"text\",\"d\"]");
}

Test(jcal, folds_disappear_wherever_they_are)
{
    struct jk_buf text = { 0 }, out = { 0 };
    json_t *json;
    char title[601] = "";

    for (int i = 0; i < 100; i++)
        strcat(title, "é, ;\n");
    jk_ical_begin(&text, "VCALENDAR");
    jk_ical_text(&text, "SUMMARY", title);
    jk_ical_end(&text, "VCALENDAR");
    cr_assert(jk_jcal_write(&out, jk_buf_view(&text)) == JK_OK);
    json = json_loadb(out.at, out.len, 0, NULL);
    cr_assert_str_eq(json_string_value(
                         json_array_get(json_array_get(json_array_get(json, 1), 0), 3)),
                     title);
    json_decref(json);
    jk_buf_clear(&text);
    jk_buf_clear(&out);
    expect("GE\r\n O:0.\r\n 5;1\r\n 17\r\n", "[\"geo\",{},\"float\",[0.5,117]]");
}

Test(jcal, components_stand_in_the_third_place)
{
    static const char ical[] = HEAD "VERSION:2.0\r\nBEGIN:VTIMEZONE\r\nTZID:Asia/Makassar\r\n"
                                    "BEGIN:STANDARD\r\nTZNAME:WITA\r\nEND:STANDARD\r\n"
                                    "END:VTIMEZONE\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\n" END;
    struct jk_buf out = { 0 };

    jk_buf_str(&out, "x"); /* it appends */
    cr_assert(jk_jcal_write(&out, (struct jk_span){ ical, sizeof ical - 1 }) == JK_OK);
    jk_buf_char(&out, '\0');
    cr_assert_str_eq(out.at, "x[\"vcalendar\",[[\"version\",{},\"text\",\"2.0\"]],["
                             "[\"vtimezone\",[[\"tzid\",{},\"text\",\"Asia/Makassar\"]],["
                             "[\"standard\",[[\"tzname\",{},\"text\",\"WITA\"]],[]]]],"
                             "[\"vevent\",[],[]]]]");
    jk_buf_clear(&out);
}

Test(jcal, what_our_writer_does_not_make_is_refused)
{
    static const char *const lines[] = {
        "SUMMARY\r\n",
        ":a\r\n",
        "SUMMARY;:a\r\n",
        "SUMMARY;X:a\r\n",
        "SUMMARY;X=\"a:b\r\n",
        "SUMMARY;X=\"a\"b:c\r\n",
        "SUMMARY:a\n",
        "SUMMARY:a",
        "\"SUMMARY\":a\r\n",
        "DTSTART:20241123\r\n",
        "DTSTART:20241323T140000\r\n",
        "DTSTART;VALUE=DATE:20241123T140000\r\n",
        "GEO:0.5;1e2\r\n",
        "GEO:.5;1\r\n",
        "GEO:5.;1\r\n",
        "GEO:;\r\n",
        "SEQUENCE:1.5\r\n",
        "SEQUENCE:-\r\n",
        "TZOFFSETTO:0800\r\n",
        "TZOFFSETTO:+08:00\r\n",
        "TRIGGER:15M\r\n",
        "FREEBUSY:20241123T060000Z\r\n",
        "FREEBUSY:20241123T060000Z/\r\n",
        "RRULE:FREQ\r\n",
        "RRULE:\r\n",
        "RRULE:FREQ=DAILY;UNTIL=soon\r\n",
        "X-A;VALUE=BOOLEAN:maybe\r\n",
        "X-A;VALUE=TIME:14:00\r\n",
        "BEGIN:VEVENT\r\nEND:VTODO\r\n",
        "BEGIN:VEVENT\r\n",
        "BEGIN:VEVENT\r\nEND:VEVENT\r\nNAME:behind\r\n",
        "END:VCALENDAR\r\n",
        "BEGIN:\r\n",
    };
    struct jk_buf out = { 0 };

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        cr_expect_str_eq(props_of(lines[i]), "", "%s", lines[i]);
    cr_assert(jk_jcal_write(&out, JK_SPAN("")) == JK_INVALID);
    cr_assert(jk_jcal_write(&out, JK_SPAN("VERSION:2.0\r\n")) == JK_INVALID);
    cr_assert(jk_jcal_write(&out, JK_SPAN(HEAD END HEAD END)) == JK_INVALID);
    cr_assert(jk_jcal_write(&out, JK_SPAN(HEAD HEAD HEAD HEAD HEAD HEAD)) == JK_INVALID);
    jk_buf_clear(&out);
}
