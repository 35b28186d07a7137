/* jarak/ical/profile.h: what one VEVENT states, property by property.
 *
 * The table in profile.c is the profile of WIRE 3 (calendars/profile.md for its users): which
 * properties we read, how often each may stand, its form and range. Everything else is kept in the
 * bytes and ignored. Pure. */
#ifndef JARAK_ICAL_PROFILE_H
#define JARAK_ICAL_PROFILE_H
#include "jarak/ical/when.h"

/** A VEVENT as read: the master of a notice or one of its overrides. */
struct jk_ical_draft {
    const struct jk_ical_comp *comp;
    const char *uid;    /**< 1..JK_UID_MAX bytes */
    const char *parent; /**< RELATED-TO;RELTYPE=PARENT; null when absent */
    uint32_t sequence;
    int64_t dtstamp_s;
    struct jk_facts facts;
    bool has_kind; /**< always, but for a cancelled override */
    struct jk_ical_time_props props;
    const struct jk_ical_prop *geometry;   /**< STRUCTURED-DATA with GeoJSON, or null */
    const struct jk_ical_prop *geometry_x; /**< X-JARAK-GEOMETRY with GeoJSON, or null */
    struct jk_ical_times times;
};

/** Read and check one VEVENT, geometry included.
 *
 * @param arena     takes what the draft points to; the draft itself is the caller's
 * @param comp      the VEVENT; borrowed as long as the draft is used
 * @param cancel    the stream says METHOD:CANCEL
 * @return JK_OK; JK_INVALID, JK_RANGE, JK_TOO_MANY with line and property; JK_MEMORY */
enum jk_status jk_ical_profile_read(struct jk_arena *arena, const struct jk_ical_comp *comp,
                                    const struct jk_ical_context *context, bool cancel,
                                    struct jk_ical_draft *out, struct jk_error *err);
#endif
