/* Value types of RFC 5545, each at its borders. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/ical/value.h"

Test(value, stamps_are_dates_local_times_or_utc_and_nothing_between)
{
    static const struct {
        const char *text;
        bool good, is_date, is_utc;
        int64_t wall_s;
    } cases[] = {
        { "19700101", true, true, false, 0 },
        { "19700101T000001", true, false, false, 1 },
        { "19700101T000001Z", true, false, true, 1 },
        { "20241123T235959", true, false, false, 20050LL * 86400 + 86399 },
        { "20240229", true, true, false, 19782LL * 86400 },
        { "20230229", false, false, false, 0 },
        { "20241301", false, false, false, 0 },
        { "20241123T240000", false, false, false, 0 }, /* 24.00 is the next day's 0.00 */
        { "20241123T236000", false, false, false, 0 },
        { "20241123T235960", false, false, false, 0 }, /* no leap second */
        { "20241123T2359", false, false, false, 0 },
        { "20241123t235959", false, false, false, 0 },
        { "20241123T235959z", false, false, false, 0 },
        { "20241123T235959+", false, false, false, 0 },
        { "2024112", false, false, false, 0 },
        { "202411230", false, false, false, 0 },
        { "20241123Z", false, false, false, 0 },
        { "2024-11-23", false, false, false, 0 },
        { "+0241123", false, false, false, 0 },
        { "", false, false, false, 0 },
        { "18991231", false, false, false, 0 },
        { "22000101", false, false, false, 0 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_ical_stamp s;
        bool good = jk_ical_stamp_parse(jk_span_of(cases[i].text), &s);

        cr_assert(good == cases[i].good, "%s", cases[i].text);
        if (good)
            cr_assert(s.wall_s == cases[i].wall_s && s.is_date == cases[i].is_date &&
                          s.is_utc == cases[i].is_utc,
                      "%s", cases[i].text);
    }
}

Test(value, durations_have_each_unit_once_and_in_order)
{
    static const struct {
        const char *text;
        bool good;
        int64_t seconds;
    } cases[] = {
        { "PT3H", true, 10800 },
        { "P1DT30M", true, 88200 },
        { "-PT15M", true, -900 },
        { "+P1D", true, 86400 },
        { "P2W", true, 1209600 },
        { "PT0S", true, 0 },
        { "PT1H2M3S", true, 3723 },
        { "PT1H3S", true, 3603 }, /* RFC 5545 wants the M between; clients leave it out */
        { "PT999999999S", true, 999999999 },
        { "P999999999W", true, 999999999LL * 604800 },
        { "PT9999999999S", false, 0 }, /* ten digits */
        { "P", false, 0 },
        { "PT", false, 0 },
        { "P1DT", false, 0 },
        { "P1", false, 0 },
        { "PT1", false, 0 },
        { "PTS", false, 0 },
        { "PT1S1M", false, 0 },
        { "PT1H1H", false, 0 },
        { "P1H", false, 0 },
        { "PT1D", false, 0 },
        { "P1W1D", false, 0 },
        { "P1DT1W", false, 0 },
        { "P1Y", false, 0 },
        { "PT1.5H", false, 0 },
        { "pt1h", false, 0 },
        { "--PT1H", false, 0 },
        { "P-1D", false, 0 },
        { "PT1H ", false, 0 },
        { "PT1HT1M", false, 0 },
        { "W", false, 0 },
        { "PW", false, 0 },
        { "", false, 0 },
        { "-", false, 0 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t seconds = 4242;
        bool good = jk_ical_duration_parse(jk_span_of(cases[i].text), &seconds);

        cr_assert(good == cases[i].good, "%s", cases[i].text);
        cr_assert(!good || seconds == cases[i].seconds, "%s: %lld", cases[i].text,
                  (long long)seconds);
    }
}

Test(value, the_escapes_of_text_are_undone_and_others_refused)
{
    static const struct {
        const char *text, *want; /* null: refused */
    } cases[] = { { "a\\, b\\; c\\\\ d\\n e\\N f", "a, b; c\\ d\n e\n f" },
                  { "", "" },
                  { "a:b\"c", "a:b\"c" },
                  { "\\\\n", "\\n" },
                  { "a\\", NULL },
                  { "a\\:", NULL },
                  { "a\\t", NULL },
                  { "\\\"", NULL } };
    struct jk_arena arena = { 0 };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool bad;
        char *text = jk_ical_text_unescape(&arena, jk_span_of(cases[i].text), &bad);

        cr_assert(bad == !cases[i].want && (text != NULL) == !bad, "%s", cases[i].text);
        if (text)
            cr_assert_str_eq(text, cases[i].want);
    }
    jk_arena_clear(&arena);
}

Test(value, lists_of_texts_are_cut_at_commas_that_are_not_escaped)
{
    static const struct {
        const char *text, *parts[4];
        int count;
    } cases[] = { { "a,b", { "a", "b" }, 2 },
                  { "a\\,b,c", { "a\\,b", "c" }, 2 },
                  { "a\\\\,b", { "a\\\\", "b" }, 2 },
                  { "a,", { "a", "" }, 2 },
                  { "", { "" }, 1 },
                  { "a\\", { "a\\" }, 1 },
                  { ",,", { "", "", "" }, 3 } };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_span rest = jk_span_of(cases[i].text), part;
        int count = 0;

        while (jk_ical_text_cut(&rest, &part)) {
            cr_assert(count < cases[i].count && jk_span_eq(part, jk_span_of(cases[i].parts[count])),
                      "%s", cases[i].text);
            count++;
        }
        cr_assert(count == cases[i].count, "%s", cases[i].text);
    }
}
