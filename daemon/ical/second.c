/* Lists are compared as the sets they stand for: libical keeps the order of the text in some and
 * sorts others, and naming a day twice says nothing more. */
#include "jarak/ical/second.h"

#include <libical/ical.h>
#include <stdlib.h>
#include "jarak/base/defend.h"
#include "jarak/base/heap.h"

void jk_rule_second_setup(void)
{
    icalerror_clear_errno();
}

static bool same_until(const struct icaltimetype *read, const struct jk_rule *own)
{
    struct jk_civil date = jk_civil_from_utc(own->until.wall_s, 0);

    if (!own->has_until)
        return read->year == 0;
    return read->year == date.year && read->month == date.month && read->day == date.day &&
           (read->is_date != 0) == own->until.is_date &&
           (own->until.is_date || (read->hour == date.hour && read->minute == date.minute &&
                                   read->second == date.second));
}

static bool same_head(const struct icalrecurrencetype *read, const struct jk_rule *own)
{
    static const icalrecurrencetype_frequency freqs[] = {
        [JK_FREQ_DAILY] = ICAL_DAILY_RECURRENCE,
        [JK_FREQ_WEEKLY] = ICAL_WEEKLY_RECURRENCE,
        [JK_FREQ_MONTHLY] = ICAL_MONTHLY_RECURRENCE,
        [JK_FREQ_YEARLY] = ICAL_YEARLY_RECURRENCE,
    };

    return read->freq == freqs[own->freq] && read->interval == own->interval &&
           read->count == own->count && (int)read->week_start == own->week_start + 1 &&
           same_until(&read->until, own);
}

static bool same_months(const short *read, const struct jk_rule *own)
{
    unsigned months = 0;

    for (size_t i = 0; i < ICAL_BY_MONTH_SIZE && read[i] != ICAL_RECURRENCE_ARRAY_MAX; i++) {
        if (read[i] < 1 || read[i] > 12)
            return false;
        months |= 1U << read[i];
    }
    return months == own->months;
}

static bool same_monthdays(const short *read, const struct jk_rule *own)
{
    unsigned long long from_start = 0, from_end = 0;

    for (size_t i = 0; i < ICAL_BY_MONTHDAY_SIZE && read[i] != ICAL_RECURRENCE_ARRAY_MAX; i++) {
        if (read[i] == 0 || read[i] < -31 || read[i] > 31)
            return false;
        if (read[i] > 0)
            from_start |= 1ULL << read[i];
        else
            from_end |= 1ULL << -read[i];
    }
    return from_start == own->days_from_start && from_end == own->days_from_end;
}

static bool is_day(short read, const struct jk_byday *own)
{
    return icalrecurrencetype_day_position(read) == own->nth &&
           (int)icalrecurrencetype_day_day_of_week(read) == own->weekday + 1;
}

/* Each of theirs is one of ours, and each of ours one of theirs. */
static bool same_days(const short *read, const struct jk_rule *own)
{
    unsigned seen = 0;

    for (size_t i = 0; i < ICAL_BY_DAY_SIZE && read[i] != ICAL_RECURRENCE_ARRAY_MAX; i++) {
        unsigned found = 0;

        for (int k = 0; k < own->byday_count; k++)
            found |= is_day(read[i], &own->byday[k]) ? 1U << k : 0;
        if (!found)
            return false;
        seen |= found;
    }
    return seen == (1U << own->byday_count) - 1;
}

static bool same_positions(const short *read, const struct jk_rule *own)
{
    unsigned seen = 0;

    for (size_t i = 0; i < ICAL_BY_SETPOS_SIZE && read[i] != ICAL_RECURRENCE_ARRAY_MAX; i++) {
        unsigned found = 0;

        for (int k = 0; k < own->setpos_count; k++)
            found |= read[i] == own->setpos[k] ? 1U << k : 0;
        if (!found)
            return false;
        seen |= found;
    }
    return seen == (1U << own->setpos_count) - 1;
}

static bool is_unstated(const short *read)
{
    return read[0] == ICAL_RECURRENCE_ARRAY_MAX;
}

static bool is_same(const struct icalrecurrencetype *read, const struct jk_rule *own)
{
    return same_head(read, own) && same_months(read->by_month, own) &&
           same_monthdays(read->by_month_day, own) && same_days(read->by_day, own) &&
           same_positions(read->by_set_pos, own) && is_unstated(read->by_second) &&
           is_unstated(read->by_minute) && is_unstated(read->by_hour) &&
           is_unstated(read->by_year_day) && is_unstated(read->by_week_no) && !read->rscale;
}

/* Is there memory now? libical leaves a list empty that it had none to copy, and tells nobody: what
 * is read otherwise while memory is short says nothing of the text. */
static bool has_memory(size_t len)
{
    void *probe = jk_heap_take(len);

    free(probe);
    return probe != NULL;
}

enum jk_status jk_rule_second_read(struct jk_arena *arena, struct jk_span value,
                                   const struct jk_rule *own)
{
    char *text = jk_arena_copy(arena, value);
    struct icalrecurrencetype read;
    bool same = false;

    JK_ASSERT((unsigned)own->byday_count <= JK_RULE_BYDAY_MAX);
    JK_ASSERT((unsigned)own->setpos_count <= JK_RULE_SETPOS_MAX);
    if (!text)
        return JK_MEMORY;
    for (int again = 0; again < 2 && !same; again++) {
        icalerror_clear_errno();
        read = icalrecurrencetype_from_string(text);
        if (icalerrno == ICAL_NEWFAILED_ERROR)
            return JK_MEMORY;
        same = is_same(&read, own);
    }
    if (!same && !has_memory(value.len + 1))
        return JK_MEMORY;
    return same ? JK_OK : JK_INVALID;
}
