/* Recurrence rules against libical's iterator, on rules of every form the gate admits.
 *
 * libical 3.0.16 is wrong on five forms, which is why the daemon walks rules itself; each is left
 * out below by name, and has a test that shows both answers, so that a libical which is right one
 * day says so. python-dateutil sided with us on every one of 1,129 rules asked (decision 0032).
 */
#include <criterion/criterion.h>
#include <libical/ical.h>
#include <string.h>
#include "help.h"
#include "jarak/ical/recur.h"
#include "jarak/ical/second.h"
#include "tests/support/seeded.h"

#define RULES 10000
#define DAYS  1500 /* of each: four years, so that a leap day comes again */

static const char *const weekday_names[] = { "SU", "MO", "TU", "WE", "TH", "FR", "SA" };

static int below(struct seeded *random, int end)
{
    return (int)seeded_whole(random, 0, end - 1);
}

/* Different numbers 1..max in any order; `minus`: one in three counts from the end. */
static void add_numbers(struct jk_buf *buf, struct seeded *random, const char *part, int max,
                        bool minus)
{
    int count = 1 + below(random, 4), taken[4];

    jk_buf_fmt(buf, ";%s=", part);
    for (int i = 0; i < count; i++) {
        bool again = true;

        while (again) {
            taken[i] = 1 + below(random, max);
            again = false;
            for (int k = 0; k < i; k++)
                again |= taken[k] == taken[i];
        }
        jk_buf_fmt(buf, "%s%s%d", i ? "," : "", minus && below(random, 3) == 0 ? "-" : "",
                   taken[i]);
    }
}

/* Different weekdays in any order. `most`: highest ordinal; 0: none. */
static void add_days(struct jk_buf *buf, struct seeded *random, int most)
{
    int first = below(random, 7), step = 1 + below(random, 6), count = 1 + below(random, 4);

    jk_buf_str(buf, ";BYDAY=");
    for (int i = 0; i < count; i++) {
        if (i)
            jk_buf_char(buf, ',');
        if (most && below(random, 2))
            jk_buf_fmt(buf, "%s%d", below(random, 3) ? "" : "-", 1 + below(random, most));
        jk_buf_str(buf, weekday_names[(first + i * step) % 7]);
    }
}

static void add_end(struct jk_buf *buf, struct seeded *random)
{
    int which = below(random, 4);

    if (which == 0)
        jk_buf_fmt(buf, ";COUNT=%d", 1 + below(random, JK_RULE_COUNT_MAX));
    if (which == 1)
        jk_buf_fmt(buf, ";UNTIL=202%d%02d%02dT235959Z", 4 + below(random, 5), 1 + below(random, 12),
                   1 + below(random, 28));
}

static void compose(struct jk_buf *buf, struct seeded *random)
{
    static const struct {
        const char *name;
        int interval;
    } freqs[] = { { "DAILY", 40 }, { "WEEKLY", 8 }, { "MONTHLY", 14 }, { "YEARLY", 5 } };
    int freq = below(random, 4);
    size_t head;

    jk_buf_reset(buf);
    jk_buf_fmt(buf, "FREQ=%s", freqs[freq].name);
    if (below(random, 2))
        jk_buf_fmt(buf, ";INTERVAL=%d", 1 + below(random, freqs[freq].interval));
    add_end(buf, random);
    if (below(random, 4) == 0)
        jk_buf_fmt(buf, ";WKST=%s", weekday_names[below(random, 7)]);
    head = buf->len;
    if (below(random, 4) == 0)
        add_numbers(buf, random, "BYMONTH", 12, false);
    if (freq != 1 && below(random, 3) == 0)
        add_numbers(buf, random, "BYMONTHDAY", 31, true);
    if (below(random, 2))
        add_days(buf, random, freq < 2 ? 0 : freq == 3 && below(random, 2) ? 53 : 5);
    if (freq >= 2 && buf->len > head && below(random, 3) == 0)
        add_numbers(buf, random, "BYSETPOS", 6, true);
    jk_buf_char(buf, '\0');
}

/* The forms libical gets wrong; `example_of` below names a rule of each. BYDAY naming a weekday
 * twice, the fifth, is never composed. */
static bool is_wrong_there(const struct jk_rule *rule)
{
    bool monthdays = rule->days_from_start || rule->days_from_end;

    return (rule->freq == JK_FREQ_YEARLY && monthdays && !rule->months) ||
           (rule->freq == JK_FREQ_DAILY && rule->days_from_end) ||
           (rule->freq == JK_FREQ_WEEKLY && rule->interval > 1 && rule->week_start > 1) ||
           (rule->setpos_count && rule->days_from_end);
}

static int32_t day_of(struct icaltimetype t)
{
    return jk_days_from_date(t.year, t.month, t.day);
}

static icalrecur_iterator *open_theirs(const char *text, int32_t start)
{
    struct jk_civil date = jk_date_from_days(start);
    struct icaltimetype from = {
        .year = date.year, .month = date.month, .day = date.day, .hour = 14
    };

    return icalrecur_iterator_new(icalrecurrencetype_from_string(text), from);
}

/* UNTIL ends the caller's walk, not the rule's. */
static int32_t last_day(const struct jk_rule *rule, int32_t start)
{
    int32_t until = jk_local_day(rule->until.wall_s, 0), last = start + DAYS;

    return rule->has_until && until < last ? until : last;
}

static void compare(const char *text, const struct jk_rule *rule, int32_t start)
{
    icalrecur_iterator *theirs = open_theirs(text, start);
    struct jk_rule_walk walk;
    struct icaltimetype next;
    int32_t day, count = 0;

    cr_assert(theirs != NULL, "%s", text);
    jk_rule_walk_begin(&walk, rule, start, last_day(rule, start));
    while (jk_rule_walk_next(&walk, &day)) {
        next = icalrecur_iterator_next(theirs);
        cr_assert(!icaltime_is_null_time(next) && day_of(next) == day,
                  "%s from day %d: instance %d: ours %d, libical's %d", text, (int)start,
                  (int)count, (int)day, icaltime_is_null_time(next) ? 0 : (int)day_of(next));
        count++;
    }
    next = icalrecur_iterator_next(theirs);
    cr_assert(icaltime_is_null_time(next) || day_of(next) > start + DAYS,
              "%s from day %d: libical has one more: %d", text, (int)start, (int)day_of(next));
    icalrecur_iterator_free(theirs);
}

/* DTSTART must match its rule: the first day from `start` on that it gives. */
static bool first_day(const struct jk_rule *rule, int32_t *start)
{
    for (int32_t day = *start; day < *start + 800; day++) {
        if (jk_rule_gives_start(rule, day)) {
            *start = day;
            return true;
        }
    }
    return false;
}

/* One in five begins where months and years are not alike. */
static int32_t choose_start(struct seeded *random)
{
    static const int ends[][2] = { { 1, 31 }, { 2, 29 }, { 3, 30 }, { 8, 31 }, { 12, 31 } };
    int end = below(random, 5);

    if (below(random, 5) == 0)
        return jk_days_from_date(2024, ends[end][0], ends[end][1]);
    return jk_days_from_date(2024, 1, 1) + below(random, 366);
}

Test(recur_oracle, ten_thousand_random_rules_are_read_and_walked_as_by_libical)
{
    struct seeded random = { 0x9e3779b97f4a7c15ULL };
    int rules = seeded_rounds(RULES), compared = 0, left_out = 0, never = 0;
    struct jk_arena arena = { 0 };
    struct jk_buf text = { 0 };

    while (compared < rules) {
        int32_t start = choose_start(&random);
        struct jk_rule rule;
        struct jk_span value;

        compose(&text, &random);
        value = jk_span_of(text.at);
        cr_assert(jk_rule_parse(value, &rule, NULL) == JK_OK, "%s", text.at);
        cr_assert(jk_rule_second_read(&arena, value, &rule) == JK_OK, "%s", text.at);
        jk_arena_clear(&arena);
        if (is_wrong_there(&rule)) {
            left_out++;
        } else if (!first_day(&rule, &start)) {
            never++;
        } else {
            compare(text.at, &rule, start);
            compared++;
        }
    }
    cr_assert(left_out < compared && never < compared / 4, "%d %d %d", compared, left_out, never);
    jk_buf_clear(&text);
}

/* What both say of a rule's second instance from that date on; libical's 0: none. */
static void second_of(const char *text, const char *from, int32_t *ours, int32_t *theirs)
{
    int32_t start = jk_local_day(help_time(from), 0);
    icalrecur_iterator *other = open_theirs(text, start);
    struct jk_rule_walk walk;
    struct icaltimetype next;
    struct jk_rule rule;

    cr_assert(jk_rule_parse(jk_span_of(text), &rule, NULL) == JK_OK && other);
    jk_rule_walk_begin(&walk, &rule, start, start + DAYS);
    cr_assert(jk_rule_walk_next(&walk, ours) && *ours == start && jk_rule_walk_next(&walk, ours));
    icalrecur_iterator_next(other);
    next = icalrecur_iterator_next(other);
    *theirs = icaltime_is_null_time(next) ? 0 : day_of(next);
    icalrecur_iterator_free(other);
}

/* The right days are RFC 5545's, worked out by hand. Where libical begins to give them the form
 * above need not be left out any more. */
Test(recur_oracle, the_forms_left_out_are_those_that_libical_gets_wrong)
{
    static const struct {
        const char *rule, *from, *right;
    } example_of[] = {
        /* YEARLY expands BYMONTHDAY over all months (3.3.10's table); libical stays in one. */
        { "FREQ=YEARLY;BYMONTHDAY=21", "2024-03-21T00:00:00Z", "2024-04-21T00:00:00Z" },
        /* DAILY is limited by BYMONTHDAY; libical does not see days counted from the end. */
        { "FREQ=DAILY;BYMONTHDAY=19,-13", "2024-05-19T00:00:00Z", "2024-06-18T00:00:00Z" },
        /* Thursday to Wednesday is a week: both days are in it, and the next is the eighth. */
        { "FREQ=WEEKLY;INTERVAL=2;WKST=TH;BYDAY=SU,WE", "2024-12-04T00:00:00Z",
          "2024-12-15T00:00:00Z" },
        /* In September the -11th is the 20th: a set has it once, libical twice. */
        { "FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=5,-11,20;BYSETPOS=-1", "2024-03-21T00:00:00Z",
          "2024-09-20T00:00:00Z" },
        /* A set has Monday once. */
        { "FREQ=WEEKLY;BYDAY=MO,MO", "2024-11-04T00:00:00Z", "2024-11-11T00:00:00Z" },
    };

    for (size_t i = 0; i < sizeof example_of / sizeof *example_of; i++) {
        int32_t ours, theirs;

        second_of(example_of[i].rule, example_of[i].from, &ours, &theirs);
        cr_expect(ours == jk_local_day(help_time(example_of[i].right), 0), "%s: %d",
                  example_of[i].rule, (int)ours);
        cr_expect(theirs != ours, "libical is right: %s", example_of[i].rule);
    }
}

Test(recur_oracle, a_rule_that_two_readers_read_otherwise_is_refused)
{
    struct jk_arena arena = { 0 };
    static const char *const others[] = {
        "FREQ=WEEKLY;COUNT=3;BYDAY=SA",
        "FREQ=DAILY;COUNT=3;BYDAY=SA,SU",
        "FREQ=WEEKLY;COUNT=4;BYDAY=SA,SU",
        "FREQ=WEEKLY;COUNT=3;BYDAY=SA,SU,MO",
        "FREQ=WEEKLY;COUNT=3;BYDAY=SA,MO",
        "FREQ=WEEKLY;INTERVAL=2;COUNT=3;BYDAY=SA,SU",
        "FREQ=WEEKLY;UNTIL=20241201;BYDAY=SA,SU",
        "FREQ=WEEKLY;COUNT=3;BYDAY=SA,SU;WKST=SU",
        "FREQ=WEEKLY;COUNT=3;BYDAY=SA,SU;BYMONTH=11",
        "FREQ=MONTHLY;COUNT=3;BYDAY=SA,SU;BYMONTHDAY=5",
        "FREQ=MONTHLY;COUNT=3;BYDAY=SA,SU;BYSETPOS=1",
        "FREQ=MONTHLY;COUNT=3;BYDAY=1SA,SU",
    };
    struct jk_rule own;

    cr_assert(jk_rule_parse(JK_SPAN("FREQ=WEEKLY;COUNT=3;BYDAY=SA,SU"), &own, NULL) == JK_OK);
    cr_assert(jk_rule_second_read(&arena, JK_SPAN("FREQ=WEEKLY;COUNT=3;BYDAY=SU,SA"), &own) ==
              JK_OK);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct jk_span value = jk_span_of(others[i]);
        struct jk_rule other;

        cr_expect(jk_rule_second_read(&arena, value, &own) == JK_INVALID, "%s", others[i]);
        cr_assert(jk_rule_parse(value, &other, NULL) == JK_OK, "%s", others[i]);
        cr_expect(jk_rule_second_read(&arena, value, &other) == JK_OK, "%s", others[i]);
    }
    jk_arena_clear(&arena);
}
