/* jarak/ical/notice.h: the VEVENTs of one UID, master and overrides, as one notice. Pure. */
#ifndef JARAK_ICAL_NOTICE_H
#define JARAK_ICAL_NOTICE_H
#include "jarak/ical/profile.h"

#define JK_ICAL_OVERRIDES_MAX 200 /* of one UID (WIRE 3) */
#define JK_ICAL_STREAM_INSTANCES_MAX \
    20000 /* of a whole stream: fifty campaigns of daily meetings */
#define JK_ICAL_STREAM_PAIRS_MAX \
    (JK_AREA_POINTS_MAX * JK_AREA_POINTS_MAX) /* one area of 2,000 points or 4,444 of 30: 17 ms */
#define JK_ICAL_SPREAD_MAX 16 /* bytes of all resources: so many times the body's cap */

/** The components of one UID. */
struct jk_ical_group {
    const struct jk_ical_draft **drafts; /**< in the order sent; all drafts of a stream lie in one
                                          *   array, so their addresses give that order */
    size_t count;                        /**< at least 1 */
};

/** Join master and overrides and expand the recurrence; `bytes` stays empty.
 *
 * An instance whose override is cancelled does not happen and is left out, and so are all instances
 * of a cancelled master. SEQUENCE and DTSTAMP are the highest of all components.
 *
 * @param[out] out  written on JK_OK; its address must not change afterwards (instances point to
 *                  out->facts)
 * @return JK_OK; JK_INVALID, JK_RANGE, JK_TOO_MANY with line and property; JK_MEMORY */
enum jk_status jk_ical_notice_make(struct jk_arena *arena, const struct jk_ical_group *group,
                                   const struct jk_ical_context *context, struct jk_notice *out,
                                   struct jk_error *err);
#endif
