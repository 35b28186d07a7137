/* Recurrence rules against libical's iterator, which production code does not use: it is exact
 * where it ends, and is the independent reference for rules that are not sparse. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <libical/ical.h>
#include <stdio.h>
#include "tests/unit/ical/help.h"
#include "jarak/ical/recur.h"

#define RULES 2000 /* random rules; every part and frequency occurs hundreds of times */
#define DAYS  900  /* of each: longer than any pack's calendar */

/* xorshift64*: the same rules on every machine. */
static unsigned next_random(uint64_t *state, unsigned below)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (unsigned)((*state * 2685821657736338717ULL >> 33) % below);
}

static const char *const weekday_names[] = { "SU", "MO", "TU", "WE", "TH", "FR", "SA" };

static void add_numbers(struct jk_buf *buf, uint64_t *state, const char *part, unsigned max,
                        bool minus)
{
    unsigned count = 1 + next_random(state, 4);

    jk_buf_fmt(buf, ";%s=", part);
    for (unsigned i = 0; i < count; i++)
        jk_buf_fmt(buf, "%s%s%u", i ? "," : "", minus && next_random(state, 3) == 0 ? "-" : "",
                   1 + i * max / count + next_random(state, max / count));
}

/* Weekdays ascending and each once: libical gives an instance twice for BYDAY=WE,WE. */
static void add_days(struct jk_buf *buf, uint64_t *state, bool numbered)
{
    unsigned count = 1 + next_random(state, 3);

    jk_buf_str(buf, ";BYDAY=");
    for (unsigned i = 0; i < count; i++) {
        if (i)
            jk_buf_char(buf, ',');
        if (numbered && next_random(state, 2))
            jk_buf_fmt(buf, "%s%u", next_random(state, 2) ? "-" : "", 1 + next_random(state, 4));
        jk_buf_str(buf, weekday_names[2 * i + next_random(state, 2)]);
    }
}

/* A rule of the shapes jk_rule_parse() allows. WKST only Sunday or Monday: with WKST=SA libical
 * 3.0.16 loses DTSTART (FREQ=WEEKLY;INTERVAL=4;WKST=SA;BYDAY=MO,TU,FR from Friday 2024-08-30). */
static void compose(struct jk_buf *buf, uint64_t *state)
{
    static const char *const names[] = { "DAILY", "WEEKLY", "MONTHLY", "YEARLY" };
    unsigned freq = next_random(state, 4);

    jk_buf_reset(buf);
    jk_buf_fmt(buf, "FREQ=%s;INTERVAL=%u", names[freq], 1 + next_random(state, freq == 3 ? 1 : 4));
    if (next_random(state, 4) == 0)
        jk_buf_fmt(buf, ";COUNT=%u", 1 + next_random(state, 60));
    if (freq == 1 && next_random(state, 2))
        jk_buf_fmt(buf, ";WKST=%s", weekday_names[next_random(state, 2)]);
    if (next_random(state, 4) == 0)
        add_numbers(buf, state, "BYMONTH", 12, false);
    if (freq != 1 && freq != 3 && next_random(state, 3) == 0)
        add_numbers(buf, state, "BYMONTHDAY", 28, freq == 2);
    else if (next_random(state, 2))
        add_days(buf, state, freq == 2);
    jk_buf_char(buf, '\0');
}

static int32_t day_of(struct icaltimetype t)
{
    return jk_days_from_date(t.year, t.month, t.day);
}

/* Both walk the same rule; the reference is asked no further than our last day. */
static void compare(const char *text, const struct jk_rule *rule, int32_t start)
{
    struct jk_civil date = jk_date_from_days(start);
    struct icaltimetype from = {
        .year = date.year, .month = date.month, .day = date.day, .hour = 14
    };
    struct icalrecurrencetype theirs = icalrecurrencetype_from_string(text);
    icalrecur_iterator *other = icalrecur_iterator_new(theirs, from);
    struct jk_rule_walk walk;
    int32_t day, count = 0;

    cr_assert(other != NULL, "%s", text);
    jk_rule_walk_begin(&walk, rule, start, start + DAYS);
    while (jk_rule_walk_next(&walk, &day)) {
        struct icaltimetype next = icalrecur_iterator_next(other);

        cr_assert(icaltime_is_null_time(next) == 0 && day_of(next) == day,
                  "%s from day %d: instance %d: ours %d, libical's %d", text, (int)start,
                  (int)count, (int)day, icaltime_is_null_time(next) ? 0 : (int)day_of(next));
        count++;
    }
    if (!rule->count || count < rule->count) {
        struct icaltimetype next = icalrecur_iterator_next(other);

        cr_assert(icaltime_is_null_time(next) || day_of(next) > start + DAYS,
                  "%s from day %d: libical has one more: %d", text, (int)start, (int)day_of(next));
    }
    icalrecur_iterator_free(other);
}

/* The first day from `start` on that the rule gives: DTSTART must match its rule. */
static bool first_day(const struct jk_rule *rule, int32_t *start)
{
    for (int32_t day = *start; day < *start + 120; day++) {
        if (jk_rule_gives_start(rule, day)) {
            *start = day;
            return true;
        }
    }
    return false;
}

Test(recur, two_thousand_random_rules_give_what_libical_gives)
{
    uint64_t state = 0x9e3779b97f4a7c15ULL;
    struct jk_buf text = { 0 };
    unsigned compared = 0;

    for (unsigned i = 0; i < RULES; i++) {
        int32_t start = jk_days_from_date(2024, 1, 1) + (int32_t)next_random(&state, 366);
        struct jk_rule rule;

        compose(&text, &state);
        cr_assert(jk_rule_parse(jk_span_of(text.at), &rule, NULL) == JK_OK, "%s", text.at);
        if (!first_day(&rule, &start))
            continue;
        compare(text.at, &rule, start);
        compared++;
    }
    cr_assert(ge(uint, compared, RULES / 2));
    jk_buf_clear(&text);
}

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

Test(recur, the_longest_walk_there_is_ends_soon)
{
    struct jk_rule_walk walk;
    struct jk_rule rule;
    double began = help_ms();
    int32_t day, count = 0;

    /* From 1900 to 2199, a day that comes only in leap years on a Saturday. */
    cr_assert(jk_rule_parse(JK_SPAN("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SA"), &rule, NULL) ==
              JK_OK);
    jk_rule_walk_begin(&walk, &rule, jk_days_from_date(1900, 1, 1),
                       jk_days_from_date(2199, 12, 31));
    while (jk_rule_walk_next(&walk, &day))
        count++;
    cr_assert(eq(int, count, 10)); /* 1908 1936 1964 1992 2020 2048 2076 2116 2144 2172 */
    cr_assert(lt(dbl, help_ms() - began, 500.0)); /* 110,000 days; 5 ms without sanitizers */
}
