/* Recurrence rules: a rule is a predicate on days, walked period by period.
 *
 * Every allowed part of a rule narrows within one period (a day, week, month or year), so a day is
 * in the set iff each stated part says so; where a rule is silent, DTSTART fixes weekday, day or
 * month (start_matches). The walk fills one period at a time with the days that match, lets
 * BYSETPOS choose among them, and goes on by INTERVAL. It looks at each day of the periods it
 * visits once, and ends behind the last day asked for or with the calendar's end, whether or not
 * anything matches: a rule that never matches again costs a bounded walk and not an endless one.
 *
 * Parts that would make a rule repeat within a day, or count weeks and days of the year, are
 * refused: campaigns do not need them. COUNT counts what the rule gives, from DTSTART on. */
#include "jarak/ical/recur.h"
#include "jarak/ical/texts.h"

#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"

#define DAY_FIRST (-25567) /* 1900-01-01: base/civil knows 1900..2199 */
#define DAY_END   84005    /* 2199-12-31 */

static const char weekdays[] = "SUMOTUWETHFRSA";

static enum jk_status refuse(struct jk_error *err, enum jk_status status,
                             const struct jk_text *text, struct jk_span part)
{
    return jk_fail(err, status, text, "RRULE", "%.*s",
                   part.len < JK_ERROR_VALUE_MAX ? (int)part.len : JK_ERROR_VALUE_MAX, part.at);
}

/* `+3`, `-1`, `12`: a whole number 1..max, or negative where `minus` allows it. */
static bool read_signed(struct jk_span span, int max, bool minus, int *out)
{
    bool negative = span.len && span.at[0] == '-';
    uint64_t value;

    if (span.len && (span.at[0] == '-' || span.at[0] == '+'))
        span = (struct jk_span){ span.at + 1, span.len - 1 };
    if ((negative && !minus) || !jk_uint_parse(span, (uint64_t)max, &value) || value == 0)
        return false;
    *out = negative ? -(int)value : (int)value;
    return true;
}

static bool read_weekday(struct jk_span span, int *out)
{
    if (span.len != 2)
        return false;
    for (*out = 0; *out < 7; (*out)++) {
        if (jk_span_eq_nocase(span, (struct jk_span){ weekdays + 2 * *out, 2 }))
            return true;
    }
    return false;
}

static enum jk_status read_freq(struct jk_span value, struct jk_rule *rule, struct jk_error *err)
{
    static const char *const names[] = { "DAILY", "WEEKLY", "MONTHLY", "YEARLY" };

    for (int i = 0; i < 4; i++) {
        if (jk_span_eq_nocase(value, jk_span_of(names[i]))) {
            rule->freq = (enum jk_freq)i;
            return JK_OK;
        }
    }
    return refuse(err, JK_INVALID, JK_TEXT_ICAL_RULE_FREQ, value);
}

static enum jk_status read_interval(struct jk_span value, struct jk_rule *rule,
                                    struct jk_error *err)
{
    if (!read_signed(value, JK_RULE_INTERVAL_MAX, false, &rule->interval))
        return refuse(err, JK_RANGE, JK_TEXT_ICAL_RULE_INTERVAL, value);
    return JK_OK;
}

static enum jk_status read_count(struct jk_span value, struct jk_rule *rule, struct jk_error *err)
{
    if (!read_signed(value, JK_RULE_COUNT_MAX, false, &rule->count))
        return refuse(err, JK_RANGE, JK_TEXT_ICAL_RULE_COUNT, value);
    return JK_OK;
}

static enum jk_status read_until(struct jk_span value, struct jk_rule *rule, struct jk_error *err)
{
    if (!jk_ical_stamp_parse(value, &rule->until))
        return refuse(err, JK_INVALID, JK_TEXT_ICAL_RULE_UNTIL, value);
    rule->has_until = true;
    return JK_OK;
}

static enum jk_status read_wkst(struct jk_span value, struct jk_rule *rule, struct jk_error *err)
{
    if (!read_weekday(value, &rule->week_start))
        return refuse(err, JK_INVALID, JK_TEXT_ICAL_RULE_PART, value);
    return JK_OK;
}

static enum jk_status read_months(struct jk_span value, struct jk_rule *rule, struct jk_error *err)
{
    struct jk_span rest = value, part;
    int month;

    while (jk_span_cut(&rest, ',', &part)) {
        if (!read_signed(part, 12, false, &month))
            return refuse(err, JK_INVALID, JK_TEXT_ICAL_RULE_PART, value);
        rule->months |= 1U << month;
    }
    return JK_OK;
}

static enum jk_status read_monthdays(struct jk_span value, struct jk_rule *rule,
                                     struct jk_error *err)
{
    struct jk_span rest = value, part;
    int day;

    while (jk_span_cut(&rest, ',', &part)) {
        if (!read_signed(part, 31, true, &day))
            return refuse(err, JK_INVALID, JK_TEXT_ICAL_RULE_PART, value);
        if (day > 0)
            rule->days_from_start |= 1ULL << day;
        else
            rule->days_from_end |= 1ULL << -day;
    }
    return JK_OK;
}

static enum jk_status read_byday(struct jk_span value, struct jk_rule *rule, struct jk_error *err)
{
    struct jk_span rest = value, part;

    while (jk_span_cut(&rest, ',', &part)) {
        struct jk_byday *day = &rule->byday[rule->byday_count];

        if (rule->byday_count == JK_RULE_BYDAY_MAX || part.len < 2 ||
            !read_weekday((struct jk_span){ part.at + part.len - 2, 2 }, &day->weekday))
            return refuse(err, JK_INVALID, JK_TEXT_ICAL_RULE_PART, value);
        day->nth = 0;
        if (part.len > 2 &&
            !read_signed((struct jk_span){ part.at, part.len - 2 }, 53, true, &day->nth))
            return refuse(err, JK_INVALID, JK_TEXT_ICAL_RULE_PART, value);
        rule->byday_count++;
    }
    return JK_OK;
}

static enum jk_status read_setpos(struct jk_span value, struct jk_rule *rule, struct jk_error *err)
{
    struct jk_span rest = value, part;

    while (jk_span_cut(&rest, ',', &part)) {
        if (rule->setpos_count == JK_RULE_SETPOS_MAX ||
            !read_signed(part, 366, true, &rule->setpos[rule->setpos_count]))
            return refuse(err, JK_INVALID, JK_TEXT_ICAL_RULE_PART, value);
        rule->setpos_count++;
    }
    return JK_OK;
}

/* RSCALE needs other calendars; the parts of hours, weeks and year days only make rules that never
 * match again or more often than daily. */
static enum jk_status refuse_part(struct jk_span value, struct jk_rule *rule, struct jk_error *err)
{
    (void)rule;
    return refuse(err, JK_INVALID, JK_TEXT_ICAL_RULE_PART, value);
}

static enum jk_status refuse_rscale(struct jk_span value, struct jk_rule *rule,
                                    struct jk_error *err)
{
    (void)rule;
    return refuse(err, JK_INVALID, JK_TEXT_ICAL_RULE_RSCALE, value);
}

static const struct {
    const char *name;
    enum jk_status (*read)(struct jk_span value, struct jk_rule *rule, struct jk_error *err);
} parts[] = {
    { "FREQ", read_freq },       { "INTERVAL", read_interval }, { "COUNT", read_count },
    { "UNTIL", read_until },     { "WKST", read_wkst },         { "BYMONTH", read_months },
    { "BYDAY", read_byday },     { "BYSETPOS", read_setpos },   { "BYMONTHDAY", read_monthdays },
    { "RSCALE", refuse_rscale }, { "SKIP", refuse_rscale },     { "BYSECOND", refuse_part },
    { "BYMINUTE", refuse_part }, { "BYHOUR", refuse_part },     { "BYYEARDAY", refuse_part },
    { "BYWEEKNO", refuse_part },
};

#define PARTS      (sizeof parts / sizeof *parts)
#define PART_FREQ  0x001U
#define PART_COUNT 0x004U
#define PART_UNTIL 0x008U

/* Refuses the pairs that RFC 5545's table in 3.3.10 marks N/A, and parts that contradict. */
static bool fits_together(const struct jk_rule *rule, unsigned seen)
{
    bool by = rule->months || rule->days_from_start || rule->days_from_end || rule->byday_count;

    if (!(seen & PART_FREQ) || (seen & PART_COUNT && seen & PART_UNTIL))
        return false;
    if (rule->freq == JK_FREQ_WEEKLY && (rule->days_from_start || rule->days_from_end))
        return false;
    if (rule->setpos_count && (!by || rule->freq < JK_FREQ_MONTHLY))
        return false;
    for (int i = 0; i < rule->byday_count; i++) {
        if (rule->byday[i].nth && rule->freq < JK_FREQ_MONTHLY)
            return false;
    }
    return true;
}

/* One separator between parts that are there, and no blanks: what a second reader sees as well. */
static void join_parts(struct jk_buf *out, struct jk_span list, char sep)
{
    struct jk_span part;

    for (bool first = true; jk_span_next(&list, sep, &part); first = false) {
        if (!first)
            jk_buf_char(out, sep);
        if (sep == ';')
            join_parts(out, part, ',');
        else
            jk_buf_span(out, part);
    }
}

bool jk_rule_clean(struct jk_arena *arena, struct jk_span *value)
{
    struct jk_buf clean = { 0 };
    const char *copy;

    join_parts(&clean, *value, ';');
    copy = jk_buf_ok(&clean) ? jk_arena_copy(arena, jk_buf_view(&clean)) : NULL;
    *value = (struct jk_span){ copy, clean.len };
    jk_buf_clear(&clean);
    return copy != NULL;
}

enum jk_status jk_rule_parse(struct jk_span value, struct jk_rule *out, struct jk_error *err)
{
    JK_ASSERT(out != NULL);

    struct jk_span rest = value, part, name;
    unsigned seen = 0;
    enum jk_status rc;

    *out = (struct jk_rule){ .interval = 1, .week_start = 1 };
    while (jk_span_cut(&rest, ';', &part)) {
        struct jk_span whole = part;
        size_t i = 0;

        jk_span_cut(&part, '=', &name);
        while (i < PARTS && !jk_span_eq_nocase(name, jk_span_of(parts[i].name)))
            i++;
        if (i == PARTS || !part.at || seen & 1U << i)
            return refuse(err, JK_INVALID, JK_TEXT_ICAL_RULE_PART, whole);
        seen |= 1U << i;
        if ((rc = parts[i].read(part, out, err)) != JK_OK)
            return rc;
    }
    if (!fits_together(out, seen))
        return refuse(err, JK_INVALID, JK_TEXT_ICAL_RULE_FORM, value);
    return JK_OK;
}

static int32_t month_first(int32_t month)
{
    return jk_days_from_date(month / 12, month % 12 + 1, 1);
}

/* The number of the period (day, week, month, year) a day lies in. */
static int32_t period_of(const struct jk_rule *rule, int32_t day)
{
    struct jk_civil date;

    if (rule->freq == JK_FREQ_DAILY)
        return day;
    if (rule->freq == JK_FREQ_WEEKLY) {
        int32_t since = day - DAY_FIRST + (jk_weekday(DAY_FIRST) - rule->week_start + 7) % 7;

        return since / 7;
    }
    date = jk_date_from_days(day);
    return rule->freq == JK_FREQ_MONTHLY ? date.year * 12 + date.month - 1 : date.year;
}

/* The first day of a period; of the next one it is the end. */
static int32_t period_first(const struct jk_rule *rule, int32_t period)
{
    switch (rule->freq) {
    case JK_FREQ_DAILY:
        return period;
    case JK_FREQ_WEEKLY:
        return DAY_FIRST - (jk_weekday(DAY_FIRST) - rule->week_start + 7) % 7 + 7 * period;
    case JK_FREQ_MONTHLY:
        return month_first(period);
    default:
        return jk_days_from_date(period, 1, 1);
    }
}

/* Does the nth weekday count within the month, or within the year (YEARLY without BYMONTH)? */
static bool byday_matches(const struct jk_rule *rule, int32_t day, const struct jk_civil *date)
{
    bool yearly = rule->freq == JK_FREQ_YEARLY && !rule->months;
    int32_t month = date->year * 12 + date->month - 1;
    int32_t first = yearly ? jk_days_from_date(date->year, 1, 1) : month_first(month);
    int32_t end = yearly ? jk_days_from_date(date->year + 1, 1, 1) : month_first(month + 1);
    int weekday = jk_weekday(day);

    for (int i = 0; i < rule->byday_count; i++) {
        const struct jk_byday *by = &rule->byday[i];

        if (by->weekday != weekday)
            continue;
        if (by->nth == 0 || by->nth == (day - first) / 7 + 1 ||
            by->nth == -((end - 1 - day) / 7 + 1))
            return true;
    }
    return false;
}

static bool monthday_matches(const struct jk_rule *rule, const struct jk_civil *date)
{
    int32_t month = date->year * 12 + date->month - 1;
    int length = month_first(month + 1) - month_first(month);

    return rule->days_from_start & 1ULL << date->day ||
           rule->days_from_end & 1ULL << (length - date->day + 1);
}

/* Where the rule is silent, DTSTART fixes the weekday, the day of the month or the month. */
static bool start_matches(const struct jk_rule *rule, int32_t day, int32_t start,
                          const struct jk_civil *date)
{
    struct jk_civil first;

    if (rule->byday_count || rule->days_from_start || rule->days_from_end ||
        rule->freq == JK_FREQ_DAILY)
        return true;
    if (rule->freq == JK_FREQ_WEEKLY)
        return jk_weekday(day) == jk_weekday(start);
    first = jk_date_from_days(start);
    return date->day == first.day &&
           (rule->freq == JK_FREQ_MONTHLY || rule->months || date->month == first.month);
}

/* All parts narrow within one period, so a day is in the set iff each stated part says so. */
static bool day_matches(const struct jk_rule *rule, int32_t day, int32_t start)
{
    struct jk_civil date = jk_date_from_days(day);

    if (rule->months && !(rule->months & 1U << date.month))
        return false;
    if ((rule->days_from_start || rule->days_from_end) && !monthday_matches(rule, &date))
        return false;
    if (rule->byday_count && !byday_matches(rule, day, &date))
        return false;
    return start_matches(rule, day, start, &date);
}

/* Keep the days BYSETPOS names, in order. */
static void choose_positions(struct jk_rule_walk *walk)
{
    int kept = 0;

    for (int i = 0; i < walk->day_count; i++) {
        bool named = false;

        for (int k = 0; k < walk->rule->setpos_count && !named; k++) {
            int pos = walk->rule->setpos[k];

            named = pos > 0 ? pos == i + 1 : walk->day_count + pos == i;
        }
        if (named)
            walk->days[kept++] = walk->days[i];
    }
    walk->day_count = kept;
}

/* Fill the days of the walk's period and move it on; false behind the last day. */
static bool fill_period(struct jk_rule_walk *walk)
{
    int32_t first, end;

    walk->day_count = walk->at = 0;
    first = period_first(walk->rule, walk->period);
    if (first > walk->last)
        return false;
    end = period_first(walk->rule, walk->period + 1);
    for (int32_t day = first; day < end; day++) {
        if (day_matches(walk->rule, day, walk->start))
            walk->days[walk->day_count++] = day;
    }
    if (walk->rule->setpos_count)
        choose_positions(walk);
    walk->period += walk->rule->interval;
    return true;
}

void jk_rule_walk_begin(struct jk_rule_walk *walk, const struct jk_rule *rule, int32_t start_day,
                        int32_t last_day)
{
    JK_ASSERT(rule->interval >= 1 && rule->interval <= JK_RULE_INTERVAL_MAX);
    JK_ASSERT(start_day >= DAY_FIRST && start_day <= DAY_END);
    JK_ASSERT(rule->count >= 0 && rule->count <= JK_RULE_COUNT_MAX);
    walk->rule = rule;
    walk->start = start_day;
    walk->last = last_day < DAY_END - 366 ? last_day : DAY_END - 366;
    walk->period = period_of(rule, start_day);
    walk->day_count = walk->at = walk->given = 0;
}

bool jk_rule_walk_next(struct jk_rule_walk *walk, int32_t *day)
{
    JK_ASSERT_ALL(walk->at <= walk->day_count && walk->given >= 0);
    if (walk->rule->count && walk->given == walk->rule->count)
        return false;
    for (;;) {
        while (walk->at < walk->day_count) {
            int32_t next = walk->days[walk->at++];

            if (next > walk->last)
                return false;
            if (next >= walk->start) {
                walk->given++;
                *day = next;
                return true;
            }
        }
        if (!fill_period(walk))
            return false;
    }
}

bool jk_rule_gives_start(const struct jk_rule *rule, int32_t start_day)
{
    struct jk_rule_walk walk;
    int32_t day;

    jk_rule_walk_begin(&walk, rule, start_day, start_day);
    return jk_rule_walk_next(&walk, &day) && day == start_day;
}
