/* Strict readers of RFC 5545 values: dates and times, durations, TEXT.
 *
 * Each wants the whole span and nothing else: a reader that stops where it no longer understands
 * turns 20241123T14 into midnight. Second 60 is refused, for no campaign begins in a leap second
 * and our seconds have none. A duration has each unit at most once and in order, weeks stand alone,
 * and nine digits a number keep the sum far from overflow. An unknown escape is refused, because
 * dropping the backslash would change the text. */
#include "jarak/ical/value.h"

#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"

/* `len` digits at `at` as a number; -1 when one of them is none. */
static int read_digits(const char *at, size_t len)
{
    int value = 0;

    for (size_t i = 0; i < len; i++) {
        if (at[i] < '0' || at[i] > '9')
            return -1;
        value = value * 10 + (at[i] - '0');
    }
    return value;
}

static bool read_clock(const char *at, struct jk_civil *civil)
{
    civil->hour = read_digits(at, 2);
    civil->minute = read_digits(at + 2, 2);
    civil->second = read_digits(at + 4, 2);
    return civil->hour >= 0 && civil->hour < 24 && civil->minute >= 0 && civil->minute < 60 &&
           civil->second >= 0 && civil->second < 60;
}

/* Three lengths are three forms: date, local time, UTC. Anything between is cut off or padded, and
 * refused. */
bool jk_ical_stamp_parse(struct jk_span span, struct jk_ical_stamp *out)
{
    JK_ASSERT(out != NULL);

    struct jk_civil civil = { 0 };

    if (span.len != 8 && span.len != 15 && span.len != 16)
        return false;
    civil.year = read_digits(span.at, 4);
    civil.month = read_digits(span.at + 4, 2);
    civil.day = read_digits(span.at + 6, 2);
    if (!jk_date_valid(civil.year, civil.month, civil.day))
        return false;
    if (span.len > 8 && (span.at[8] != 'T' || !read_clock(span.at + 9, &civil)))
        return false;
    if (span.len == 16 && span.at[15] != 'Z')
        return false;
    *out = (struct jk_ical_stamp){ .wall_s = jk_civil_to_utc(&civil, 0),
                                   .is_date = span.len == 8,
                                   .is_utc = span.len == 16 };
    return true;
}

/* Read the numbers of a duration: each unit at most once and in the order of `units`. */
static bool read_units(struct jk_span part, const char *units, const int64_t *worth, int64_t *sum)
{
    size_t unit = 0, i = 0;
    uint64_t value;

    if (part.len == 0)
        return false;
    while (i < part.len) {
        size_t from = i;

        while (i < part.len && part.at[i] >= '0' && part.at[i] <= '9')
            i++;
        if (i == part.len || i - from > 9 ||
            !jk_uint_parse((struct jk_span){ part.at + from, i - from }, 999999999, &value))
            return false;
        while (units[unit] && units[unit] != part.at[i])
            unit++;
        if (!units[unit])
            return false;
        *sum += (int64_t)value * worth[unit++];
        i++;
    }
    return true;
}

/* Weeks stand alone; else days before the T and hours, minutes, seconds behind it. A T with nothing
 * behind it is refused by read_units(). */
bool jk_ical_duration_parse(struct jk_span span, int64_t *seconds)
{
    JK_ASSERT(seconds != NULL);

    static const int64_t day_worth[] = { JK_DAY_S }, clock_worth[] = { 3600, 60, 1 };
    static const int64_t week_worth[] = { 7 * JK_DAY_S };
    struct jk_span rest = span, days;
    bool negative = span.len && span.at[0] == '-';
    int64_t sum = 0;

    if (rest.len && (rest.at[0] == '-' || rest.at[0] == '+')) {
        rest.at++;
        rest.len--;
    }
    if (rest.len < 2 || rest.at[0] != 'P')
        return false;
    rest.at++;
    rest.len--;
    if (rest.at[rest.len - 1] == 'W') {
        if (!read_units(rest, "W", week_worth, &sum))
            return false;
    } else {
        jk_span_cut(&rest, 'T', &days);
        if (days.len && !read_units(days, "D", day_worth, &sum))
            return false;
        if (rest.at && !read_units(rest, "HMS", clock_worth, &sum))
            return false;
    }
    *seconds = negative ? -sum : sum;
    return true;
}

/* The text is never longer than the value, so the room is known before. */
char *jk_ical_text_unescape(struct jk_arena *arena, struct jk_span span, bool *bad)
{
    JK_ASSERT(arena != NULL && bad != NULL);

    char *text = jk_arena_take(arena, span.len + 1);
    size_t used = 0;

    *bad = false;
    if (!text)
        return NULL;
    for (size_t i = 0; i < span.len; i++) {
        char c = span.at[i];

        if (c == '\\') {
            c = ++i < span.len ? span.at[i] : '\0';
            *bad = c != '\\' && c != ';' && c != ',' && c != 'n' && c != 'N';
            if (*bad)
                return NULL;
            if (c == 'n' || c == 'N')
                c = '\n';
        }
        text[used++] = c;
    }
    text[used] = '\0';
    return text;
}

bool jk_ical_text_cut(struct jk_span *rest, struct jk_span *part)
{
    size_t i = 0;

    if (!rest->at)
        return false;
    while (i < rest->len && rest->at[i] != ',')
        i += rest->at[i] == '\\' && i + 1 < rest->len ? 2 : 1;
    *part = (struct jk_span){ rest->at, i };
    if (i == rest->len) {
        *rest = (struct jk_span){ NULL, 0 };
    } else {
        rest->at += i + 1;
        rest->len -= i + 1;
    }
    return true;
}
