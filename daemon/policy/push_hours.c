/* When an alert may be pushed: siaga at once, waspada by day, info with the digest (SPEC 2.3).
 *
 * The hour is the reader's local one. A waspada that falls into the night waits for the next
 * digest, which opens the day; the digest of an info counts from when the info was told, so that
 * one which missed its digest is late and not skipped. */
#include "jarak/policy/push_hours.h"

#include "jarak/base/civil.h"
#include "jarak/base/defend.h"

/* The first local 06.00 after an instant (not at it). */
static int64_t next_digest(int64_t after_s, int32_t offset_s)
{
    int64_t at =
        (int64_t)jk_local_day(after_s, offset_s) * 86400 + JK_DAY_BEGINS_H * 3600 - offset_s;

    return at > after_s ? at : at + 86400;
}

int64_t jk_push_from(enum jk_level level, int64_t told_s, int64_t now_s, int64_t start_s,
                     int32_t offset_s)
{
    JK_ASSERT((unsigned)level < JK_LEVEL_END);
    JK_ASSERT(offset_s > -JK_DAY_S && offset_s < JK_DAY_S);

    int hour = jk_civil_from_utc(now_s, offset_s).hour;
    int64_t from_s;

    if (level == JK_LEVEL_SIAGA)
        return now_s;
    /* From when it was told, not from now: a digest that was missed is due at once. */
    if (level != JK_LEVEL_WASPADA)
        return next_digest(told_s, offset_s);
    if (hour >= JK_DAY_BEGINS_H && hour < JK_DAY_ENDS_H)
        return now_s;
    /* In the morning it may be too late: from twelve hours before the start on nobody sleeps, until
     * what it tells of is a day past. */
    from_s = next_digest(now_s, offset_s);
    if (start_s != INT64_MAX && start_s > now_s - JK_DAY_S && start_s - JK_URGENT_WITHIN_S < from_s)
        from_s = start_s - JK_URGENT_WITHIN_S;
    return from_s > now_s ? from_s : now_s;
}
