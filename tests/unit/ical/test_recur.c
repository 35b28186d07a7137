/* Recurrence rules against calendars worked out by hand; test_recur_oracle.c has the random ones.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <libical/ical.h>
#include <stdio.h>
#include "tests/unit/ical/help.h"
#include "jarak/ical/recur.h"

/* The days of a rule from 2024-11-23 on, as text. */
static void expect_days(const char *rule_text, const char *want)
{
    struct jk_buf got = { 0 };
    struct jk_rule_walk walk;
    struct jk_rule rule;
    int32_t day;

    cr_assert(jk_rule_parse(jk_span_of(rule_text), &rule, NULL) == JK_OK, "%s", rule_text);
    jk_rule_walk_begin(&walk, &rule, jk_days_from_date(2024, 11, 23),
                       jk_days_from_date(2026, 12, 31));
    while (jk_rule_walk_next(&walk, &day)) {
        if (got.len)
            jk_buf_char(&got, ' ');
        jk_date_add(&got, day);
    }
    jk_buf_char(&got, '\0');
    cr_expect(eq(str, got.at, (char *)want));
    jk_buf_clear(&got);
}

/* Worked out by hand on the calendars of 2024 to 2026. */
Test(recur, positions_and_ends_of_months_are_counted_as_people_do)
{
    expect_days("FREQ=MONTHLY;BYDAY=SA;BYSETPOS=-2;COUNT=3", "2024-11-23 2024-12-21 2025-01-18");
    expect_days("FREQ=MONTHLY;BYDAY=4SA;COUNT=3", "2024-11-23 2024-12-28 2025-01-25");
    expect_days("FREQ=MONTHLY;BYMONTHDAY=-8;COUNT=4",
                "2024-11-23 2024-12-24 2025-01-24 2025-02-21");
    expect_days("FREQ=YEARLY;COUNT=3", "2024-11-23 2025-11-23 2026-11-23");
    expect_days("FREQ=YEARLY;BYMONTH=11;BYDAY=4SA", "2024-11-23 2025-11-22 2026-11-28");
    expect_days("FREQ=YEARLY;BYMONTH=2,11;BYMONTHDAY=23",
                "2024-11-23 2025-02-23 2025-11-23 2026-02-23 2026-11-23");
    expect_days("FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=7,-1;COUNT=4",
                "2024-11-23 2024-11-30 2024-12-22 2024-12-29");
}

/* RFC 5545 3.3.10 gives this pair to show what WKST changes; here from Saturday 23 November. */
Test(recur, the_first_day_of_the_week_decides_every_second_week)
{
    expect_days("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=SA,SU;WKST=MO",
                "2024-11-23 2024-11-24 2024-12-07 2024-12-08");
    expect_days("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=SA,SU;WKST=SU",
                "2024-11-23 2024-12-01 2024-12-07 2024-12-15");
}

Test(recur, a_thirty_first_or_leap_day_is_skipped_where_there_is_none)
{
    struct jk_rule_walk walk;
    struct jk_rule rule;
    int32_t day, count = 0;

    cr_assert(jk_rule_parse(JK_SPAN("FREQ=YEARLY"), &rule, NULL) == JK_OK);
    jk_rule_walk_begin(&walk, &rule, jk_days_from_date(2024, 2, 29),
                       jk_days_from_date(2040, 12, 31));
    while (jk_rule_walk_next(&walk, &day)) {
        struct jk_civil date = jk_date_from_days(day);

        cr_assert(date.month == 2 && date.day == 29);
        count++;
    }
    cr_assert(eq(int, count, 5)); /* 2024, 2028, 2032, 2036, 2040 */
}

Test(recur, the_longest_walk_there_is_ends)
{
    struct jk_rule_walk walk;
    struct jk_rule rule;
    int32_t day, count = 0;

    /* From 1900 to 2199, a day that comes only in leap years on a Saturday. */
    cr_assert(jk_rule_parse(JK_SPAN("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SA"), &rule, NULL) ==
              JK_OK);
    jk_rule_walk_begin(&walk, &rule, jk_days_from_date(1900, 1, 1),
                       jk_days_from_date(2199, 12, 31));
    while (jk_rule_walk_next(&walk, &day))
        count++;
    cr_assert(eq(int, count, 10)); /* 1908 1936 1964 1992 2020 2048 2076 2116 2144 2172 */
}
