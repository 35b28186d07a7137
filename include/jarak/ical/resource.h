/* jarak/ical/resource.h: the bytes of one UID out of a stream of several.
 *
 * WIRE 3: the stream's VCALENDAR head lines, the VTIMEZONEs the resource uses, its own components
 * and END, each byte as sent, in that order. A stream of one UID stays as it is. Pure. */
#ifndef JARAK_ICAL_RESOURCE_H
#define JARAK_ICAL_RESOURCE_H
#include "jarak/ical/profile.h"

#define JK_ICAL_ZONES_MAX 64 /* VTIMEZONEs in a stream; clients send one or two */

/** What the resources of a stream have around them; looked for once, for a stream may have some
 * thousand components. */
struct jk_ical_frame {
    const struct jk_ical_comp *calendar;
    const struct jk_ical_comp *zones[JK_ICAL_ZONES_MAX]; /**< its VTIMEZONEs, as sent */
    size_t zone_count;
};

/** The frame of a scanned stream of at most JK_ICAL_ZONES_MAX VTIMEZONEs; borrows it. */
struct jk_ical_frame jk_ical_frame_of(const struct jk_ical_comp *calendar);

/** Make the bytes of one resource.
 *
 * @param frame        of the stream
 * @param drafts,count its components, in the order sent
 * @param[out] out     a copy in the arena
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_ical_resource_make(struct jk_arena *arena, const struct jk_ical_frame *frame,
                                     const struct jk_ical_draft *const *drafts, size_t count,
                                     struct jk_span *out);
#endif
