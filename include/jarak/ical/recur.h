/* jarak/ical/recur.h: recurrence rules: the shapes a campaign needs, expanded in bounded time.
 *
 * Allowed are DAILY, WEEKLY, MONTHLY, YEARLY with INTERVAL, COUNT or UNTIL, WKST, BYMONTH,
 * BYMONTHDAY, BYDAY and, for MONTHLY and YEARLY, BYSETPOS. The walk is our own: libical 3.0.16
 * gives other days than RFC 5545 for five forms of these rules and looks for up to 580 ms, without
 * a way to stop it, for a day that never comes (docs/decisions/0032-libical-recurrences.md). Where
 * it is right it is the oracle of the tests, and it reads every rule a second time
 * (jarak/ical/second.h). Pure. */
#ifndef JARAK_ICAL_RECUR_H
#define JARAK_ICAL_RECUR_H
#include "jarak/base/arena.h"
#include "jarak/base/error.h"
#include "jarak/ical/value.h"

#define JK_RULE_COUNT_MAX    400  /* COUNT; equal to JK_INSTANCES_MAX */
#define JK_RULE_INTERVAL_MAX 1000 /* days to years: no campaign lasts so long */
#define JK_RULE_BYDAY_MAX    14   /* entries of BYDAY: each weekday twice */
#define JK_RULE_SETPOS_MAX   8    /* entries of BYSETPOS */

enum jk_freq { JK_FREQ_DAILY, JK_FREQ_WEEKLY, JK_FREQ_MONTHLY, JK_FREQ_YEARLY };

/** One entry of BYDAY. */
struct jk_byday {
    int nth;     /**< the nth of the month or year, negative from its end; 0: every one */
    int weekday; /**< 0 = Sunday .. 6 */
};

/** A rule as read. */
struct jk_rule {
    enum jk_freq freq;
    int interval; /**< 1..JK_RULE_INTERVAL_MAX */
    int count;    /**< 0: no COUNT */
    bool has_until;
    struct jk_ical_stamp until;                        /**< inclusive */
    int week_start;                                    /**< WKST, 0 = Sunday; Monday when absent */
    unsigned months;                                   /**< BYMONTH, bit 1..12; 0: not stated */
    unsigned long long days_from_start, days_from_end; /**< BYMONTHDAY 1..31 and -1..-31, as bits */
    struct jk_byday byday[JK_RULE_BYDAY_MAX];
    int byday_count;
    int setpos[JK_RULE_SETPOS_MAX];
    int setpos_count;
};

/** The value of an RRULE without blanks and empty parts, as programs leave them ("FREQ=DAILY;").
 *
 * @param value  borrowed; becomes one of the arena
 * @return false when memory is out */
bool jk_rule_clean(struct jk_arena *arena, struct jk_span *value);

/** Read the value of RRULE.
 *
 * @return JK_OK; JK_INVALID or JK_RANGE with the part that is wrong (field "RRULE", no line) */
enum jk_status jk_rule_parse(struct jk_span value, struct jk_rule *out, struct jk_error *err);

/** A walk over the days of a rule; by value, no memory to free. Its members are private. */
struct jk_rule_walk {
    const struct jk_rule *rule;
    int32_t start, last; /* day numbers */
    int32_t period;      /* number of the current period, counted by `freq` from a fixed origin */
    int32_t days[366];
    int day_count, at;
    int given;
};

/** Begin at the day of DTSTART.
 *
 * @param rule       borrowed while walking
 * @param start_day  local day of DTSTART
 * @param last_day   no day after it is given, whatever COUNT says */
void jk_rule_walk_begin(struct jk_rule_walk *walk, const struct jk_rule *rule, int32_t start_day,
                        int32_t last_day);

/** The next day in ascending order; false at the end (last_day, COUNT). UNTIL is the caller's,
 * since it is a moment. Work is at most proportional to the days up to last_day. */
bool jk_rule_walk_next(struct jk_rule_walk *walk, int32_t *day);

/** True when the rule itself gives the day of DTSTART (RFC 5545 leaves the others undefined). */
bool jk_rule_gives_start(const struct jk_rule *rule, int32_t start_day);
#endif
