/* jarak/feed/calendar/query.h: which resources a calendar query wants, and when somebody is busy.
 *
 * A filter is a tree as RFC 4791 section 9.7 has it; the outermost one is of VCALENDAR. Times are
 * held against the instances a notice was read into, so a recurrence is never expanded here.
 * Pure. */
#ifndef JARAK_FEED_CALENDAR_QUERY_H
#define JARAK_FEED_CALENDAR_QUERY_H
#include "jarak/base/arena.h"
#include "jarak/base/bytes.h"
#include "jarak/model/notice.h"

#define JK_QUERY_TEXT_MAX 255 /* bytes looked for: no summary is longer */

/** Text that a value must hold (or not). */
struct jk_query_text {
    const char *text; /**< UTF-8; null: nothing is asked */
    bool byte;        /**< collation i;byte, else i;ascii-casemap */
    bool negate;
};

/** About a parameter of a property. */
struct jk_query_param {
    const char *name;
    bool absent; /**< is-not-defined */
    struct jk_query_text text;
    struct jk_query_param *next;
};

/** About a property. */
struct jk_query_prop {
    const char *name;
    bool absent;
    struct jk_query_text text;
    struct jk_query_param *params;
    struct jk_query_prop *next;
};

/** About a component: it is there and all of this holds, or it is absent. */
struct jk_query_comp {
    const char *name;
    bool absent;
    bool has_range;
    int64_t from_s, to_s; /**< UTC; INT64_MIN and INT64_MAX: open. Of VEVENT, VTODO, VJOURNAL */
    struct jk_query_prop *props;
    struct jk_query_comp *comps;
    struct jk_query_comp *next;
};

/** A resource that is asked about. Everything in it is borrowed for the call. */
struct jk_query_subject {
    struct jk_span bytes;
    const struct jk_instance *instances; /**< when it takes place ... */
    size_t instance_count;
    int64_t start_s, end_s; /**< ... or, where there are none, this; start_s == end_s: never */
    bool other;             /**< it holds no VEVENT */
};

/** True when the filter wants this resource. Bytes that cannot be read match nothing. */
bool jk_query_match(const struct jk_query_comp *filter, const struct jk_query_subject *subject);

/** One time somebody is busy. */
struct jk_busy {
    int64_t from_s, to_s; /**< UTC, from_s < to_s */
};

/** Write a VCALENDAR with one VFREEBUSY. Appends.
 *
 * @param busy   sorted and joined here, cut to the range
 * @param now_s  its DTSTAMP */
void jk_freebusy_write(struct jk_buf *out, struct jk_busy *busy, size_t count, struct jk_busy range,
                       int64_t now_s);
#endif
