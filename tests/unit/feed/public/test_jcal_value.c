/* Values of iCalendar as jCal, each type by RFC 7265 section 3.6, and what is none of its type. */
#include "daemon/feed/public/jcal_value.h"

#include "tests/support/documents.h"

/* `"type",value...` of a property; null `want`: it is refused. */
static void expect(const char *name, const char *type, const char *value, const char *want)
{
    struct jk_buf out = { 0 };
    bool ok =
        feed_jcal_values(&out, jk_span_of(name),
                         type ? jk_span_of(type) : (struct jk_span){ NULL, 0 }, jk_span_of(value));

    cr_expect(ok == (want != NULL), "%s:%s", name, value);
    if (ok && want)
        cr_expect_str_eq(text_of_buffer(&out), want, "%s:%s gives %s", name, value, out.at);
    jk_buf_clear(&out);
}

Test(jcal_value, numbers_are_those_of_json)
{
    expect("SEQUENCE", NULL, "0", "\"integer\",0");
    expect("SEQUENCE", NULL, "-0007", "\"integer\",-7");
    expect("SEQUENCE", NULL, "+12", "\"integer\",12");
    expect("SEQUENCE", NULL, "000", "\"integer\",0");
    expect("SEQUENCE", NULL, "1.0", NULL);
    expect("SEQUENCE", NULL, "", NULL);
    expect("SEQUENCE", NULL, "-", NULL);
    expect("SEQUENCE", NULL, "1e3", NULL);
    expect("SEQUENCE", NULL, " 1", NULL);
    expect("X-F", "FLOAT", "1.50", "\"float\",1.50");
    expect("X-F", "float", "-00.5", "\"float\",-0.5");
    expect("X-F", "FLOAT", "1.", NULL);
    expect("X-F", "FLOAT", ".5", NULL);
    expect("X-F", "FLOAT", "1.5.5", NULL);
    expect("X-F", "FLOAT", "NaN", NULL);
}

Test(jcal_value, times_get_their_marks_and_must_be_ones_there_are)
{
    expect("DTSTART", NULL, "20241123T140000Z", "\"date-time\",\"2024-11-23T14:00:00Z\"");
    expect("DTSTART", NULL, "20241123T140000", "\"date-time\",\"2024-11-23T14:00:00\"");
    expect("DTSTART", "DATE", "20241123", "\"date\",\"2024-11-23\"");
    expect("DTSTART", NULL, "20241123", NULL); /* a date needs VALUE=DATE */
    expect("DTSTART", "DATE", "20230229", NULL);
    expect("DTSTART", NULL, "20241123T240000", NULL);
    expect("X-T", "TIME", "140000", "\"time\",\"14:00:00\"");
    expect("X-T", "TIME", "140000Z", "\"time\",\"14:00:00Z\"");
    expect("X-T", "TIME", "1400", NULL);
    expect("X-T", "TIME", "140000X", NULL);
    expect("TZOFFSETTO", NULL, "-0430", "\"utc-offset\",\"-04:30\"");
    expect("TZOFFSETTO", NULL, "0800", NULL);
    expect("TZOFFSETTO", NULL, "+08:00", NULL);
    expect("DURATION", NULL, "-P1DT2H", "\"duration\",\"-P1DT2H\"");
    expect("DURATION", NULL, "1H", NULL);
}

Test(jcal_value, a_period_is_two_ends_or_a_start_and_a_duration)
{
    expect("FREEBUSY", NULL, "20241123T060000Z/20241123T090000Z",
           "\"period\",[\"2024-11-23T06:00:00Z\",\"2024-11-23T09:00:00Z\"]");
    expect("FREEBUSY", NULL, "20241123T060000Z/PT3H",
           "\"period\",[\"2024-11-23T06:00:00Z\",\"PT3H\"]");
    expect("FREEBUSY", NULL, "20241123T060000Z/PT1H,20241124T060000Z/PT2H",
           "\"period\",[\"2024-11-23T06:00:00Z\",\"PT1H\"],[\"2024-11-24T06:00:00Z\",\"PT2H\"]");
    expect("FREEBUSY", NULL, "20241123T060000Z", NULL);
    expect("FREEBUSY", NULL, "20241123T060000Z/", NULL);
    expect("FREEBUSY", NULL, "/PT3H", NULL);
}

Test(jcal_value, texts_lose_their_escapes_and_json_gets_its_own)
{
    expect("SUMMARY", NULL, "a\\, b\\; c\\\\d\\ne\\Nf", "\"text\",\"a, b; c\\\\d\\ne\\nf\"");
    expect("SUMMARY", NULL, "\"kata\"", "\"text\",\"\\\"kata\\\"\"");
    expect("SUMMARY", NULL, "", "\"text\",\"\"");
    expect("SUMMARY", NULL, "a,b", "\"text\",\"a,b\""); /* one value: no list */
    expect("CATEGORIES", NULL, "A,B\\,C,", "\"text\",\"A\",\"B,C\",\"\"");
    expect("SUMMARY", NULL, "a\tb", "\"text\",\"a\\u0009b\"");
    expect("DESCRIPTION", NULL, "\xc3\xa9\xf0\x9f\x9a\xa9",
           "\"text\",\"\xc3\xa9\xf0\x9f\x9a\xa9\"");
}

Test(jcal_value, parts_of_one_value_are_a_list)
{
    expect("GEO", NULL, "0.5;117.5", "\"float\",[0.5,117.5]");
    expect("GEO", NULL, "0.5;", NULL);
    expect("REQUEST-STATUS", NULL, "2.0;Success;a\\;b", "\"text\",[\"2.0\",\"Success\",\"a;b\"]");
}

Test(jcal_value, a_rule_is_an_object_with_numbers_where_they_are_some)
{
    expect("RRULE", NULL, "FREQ=WEEKLY;COUNT=3;BYDAY=SA,-1SU;INTERVAL=2",
           "\"recur\",{\"freq\":\"WEEKLY\",\"count\":3,\"byday\":[\"SA\",\"-1SU\"],"
           "\"interval\":2}");
    expect("RRULE", NULL, "FREQ=DAILY;UNTIL=20241130",
           "\"recur\",{\"freq\":\"DAILY\",\"until\":\"2024-11-30\"}");
    expect("RRULE", NULL, "FREQ=DAILY;UNTIL=20241130T060000Z",
           "\"recur\",{\"freq\":\"DAILY\",\"until\":\"2024-11-30T06:00:00Z\"}");
    expect("RRULE", NULL, "FREQ=MONTHLY;BYMONTHDAY=-1,15",
           "\"recur\",{\"freq\":\"MONTHLY\",\"bymonthday\":[-1,15]}");
    expect("RRULE", NULL, "FREQ", NULL);
    expect("RRULE", NULL, "=DAILY", NULL);
    expect("RRULE", NULL, "FREQ=DAILY;UNTIL=besok", NULL);
}

Test(jcal_value, what_nobody_knows_goes_as_it_is)
{
    expect("X-JARAK-PASLON", NULL, "1,2", "\"unknown\",\"1,2\"");
    expect("X-JARAK-PASLON", NULL, "a\\,b", "\"unknown\",\"a\\\\,b\"");
    expect("X-JARAK-X", "X-Sendiri", "a;b", "\"x-sendiri\",\"a;b\"");
    expect("X-B", "BOOLEAN", "True", "\"boolean\",true");
    expect("X-B", "BOOLEAN", "false", "\"boolean\",false");
    expect("X-B", "BOOLEAN", "ya", NULL);
    expect("URL", NULL, "https://a.example/?x=1,2;3", "\"uri\",\"https://a.example/?x=1,2;3\"");
    expect("organizer", NULL, "mailto:a@b", "\"cal-address\",\"mailto:a@b\"");
}

/* RFC 6868: ^n, ^^ and ^' in parameters. */
Test(jcal_value, parameters_lose_the_escapes_of_carets)
{
    static const struct {
        const char *value, *want;
    } cases[] = {
        { "a", "\"a\"" },      { "a^nb", "\"a\\nb\"" },
        { "a^^b", "\"a^b\"" }, { "^'kata^'", "\"\\\"kata\\\"\"" },
        { "a^", "\"a^\"" },    { "a^xb", "\"a^xb\"" },
        { "^^n", "\"^n\"" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_buf out = { 0 };

        feed_jcal_param(&out, jk_span_of(cases[i].value));
        cr_expect_str_eq(text_of_buffer(&out), cases[i].want, "%s", out.at);
        jk_buf_reset(&out);
        feed_jcal_lower(&out, JK_SPAN("X-\"\xc3\x89"));
        cr_expect_str_eq(text_of_buffer(&out), "\"x-\\\"\xc3\x89\"");
        jk_buf_clear(&out);
    }
}
