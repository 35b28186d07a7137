/* jarak/feed/json/clear_times_plan.h: when an activity may start in an area, as a VFREEBUSY of
 * calendar clients.
 *
 * A period tells of starts, not of presence: in a busy one no second is a clear start of the
 * activity asked for, in what is left every second is one. BUSY is what other activities close,
 * BUSY-UNAVAILABLE what hours, phases, KPU's slots and the present do, BUSY-TENTATIVE what the
 * doubt about a place may close. Who is in the way is not told. Pure. Source: WIRE 1
 * (`/freebusy/{area}.ifb`), RFC 5545 3.6.4. */
#ifndef JARAK_FEED_JSON_CLEAR_TIMES_PLAN_H
#define JARAK_FEED_JSON_CLEAR_TIMES_PLAN_H
#include "jarak/base/intervals.h"
#include "jarak/policy/pack.h"

/** The question and its answer. Everything in it is borrowed for the call. */
struct jk_freebusy_view {
    const struct jk_pack *pack;
    const struct jk_region *area; /**< at whose reference point it is held */
    const struct jk_tz *tz;       /**< of the local days */
    const struct jk_party *party;
    enum jk_kind kind;
    enum jk_level level;
    int64_t length_s;                 /**< of the activity: whole hours */
    int32_t from_day, to_day;         /**< local days; both belong to it */
    struct jk_intervals busy, closed; /**< UTC seconds of starts; no second lies in two of these */
    struct jk_intervals uncertain; /**< clear by the places as they are stated, and not certainly */
};

/** Write the view as a VCALENDAR without METHOD, for one that publishes needs an ORGANIZER
 * (RFC 5546 3.3.1). Appends; equal views and stamps give equal bytes.
 *
 * @param stamp_s  DTSTAMP
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_freebusy_ical(struct jk_buf *out, const struct jk_freebusy_view *view,
                                int64_t stamp_s);
#endif
