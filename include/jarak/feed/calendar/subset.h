/* jarak/feed/calendar/subset.h: the part of a resource that a calendar client asks for.
 *
 * RFC 4791 section 9.6: components and properties by name, a recurrence as its instances in a span
 * of time (expand), or without the exceptions that do not touch the span (limit-recurrence-set).
 * Lines that are not asked away are copied byte by byte. Instances are those the notice was read
 * into, 400 at most (WIRE 3): a rule is never walked here. VERSION and PRODID are always there, or
 * the rest would not be iCalendar. Pure. */
#ifndef JARAK_FEED_CALENDAR_SUBSET_H
#define JARAK_FEED_CALENDAR_SUBSET_H
#include "jarak/base/civil.h"
#include "jarak/base/error.h"
#include "jarak/feed/calendar/query.h"

/** A property that is wanted. */
struct jk_subset_prop {
    const char *name;
    bool no_value; /**< its name and parameters only */
    struct jk_subset_prop *next;
};

/** A component that is wanted, and what of it. */
struct jk_subset_comp {
    const char *name;
    bool all_props, all_comps;
    struct jk_subset_prop *props; /**< where not all_props */
    struct jk_subset_comp *comps; /**< where not all_comps */
    struct jk_subset_comp *next;
};

/** The treatment of a recurrence. */
enum jk_subset_form {
    JK_SUBSET_WHOLE,  /**< it stays */
    JK_SUBSET_EXPAND, /**< a component for each instance in the span, times in UTC, dates stay */
    JK_SUBSET_LIMIT   /**< the master, and the exceptions that are or would have been in the span */
};

/** A wish. */
struct jk_subset {
    enum jk_subset_form form;
    int64_t from_s, to_s;              /**< UTC, from_s < to_s; not of JK_SUBSET_WHOLE */
    size_t instances_max;              /**< bytes of instances before one more is too many */
    const struct jk_subset_comp *comp; /**< VCALENDAR; null: everything */
};

/** Write the part of a resource. Appends.
 *
 * @param subject   bytes that were accepted, and their instances; without instances its
 *                  start_s..end_s is the only one
 * @param floating  the zone of dates and of local times without TZID; null: none are there
 * @return JK_OK; JK_INVALID bytes that are not iCalendar; JK_TOO_BIG more than instances_max;
 *         JK_MEMORY */
enum jk_status jk_subset_write(struct jk_buf *out, const struct jk_subset *subset,
                               const struct jk_query_subject *subject,
                               const struct jk_tz *floating);
#endif
