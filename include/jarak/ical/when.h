/* jarak/ical/when.h: the times of one VEVENT: start, end, recurrence set, all as instants.
 *
 * Nothing is guessed: a time is UTC, has a TZID we know, or is local and the caller named the zone.
 * Source: RFC 5545 3.3.5, 3.8.2, 3.8.5; WIRE 3 'Reading'. Pure. */
#ifndef JARAK_ICAL_WHEN_H
#define JARAK_ICAL_WHEN_H
#include "jarak/ical/read.h"
#include "jarak/ical/recur.h"
#include "jarak/ical/scan.h"
#include "jarak/ical/zone.h"

#define JK_ICAL_DURATION_MAX_S                                        \
    (31LL * JK_DAY_S) /* of one instance; a campaign act ends the day \
                       */

/** How a time was written. */
enum jk_ical_form { JK_FORM_DATE, JK_FORM_LOCAL, JK_FORM_UTC, JK_FORM_ZONED };

/** A moment as written and as the instant it is. */
struct jk_ical_moment {
    enum jk_ical_form form;
    int64_t wall_s;
    int64_t utc_s;
    struct jk_ical_tz tz; /**< the zone of wall_s; for DATE and LOCAL the context's */
};

/** Read a DATE or DATE-TIME with the parameters VALUE and TZID of its property, which the caller
 * has found strict (jk_ical_strict()).
 *
 * @param prop     whose parameters count and whose name and line a refusal carries
 * @param value    one value of it (EXDATE has many)
 * @param context  its `floating` is the zone of DATE and LOCAL; null there refuses them
 * @return JK_OK; JK_INVALID for form, zone or VALUE; JK_RANGE before the zone's data */
enum jk_status jk_ical_moment_read(const struct jk_ical_prop *prop, struct jk_span value,
                                   const struct jk_ical_context *context,
                                   struct jk_ical_moment *out, struct jk_error *err);

/** A VEVENT and its properties that state its times; absent ones are null. */
struct jk_ical_time_props {
    const struct jk_ical_comp *event; /**< its EXDATE and RDATE lines are found here */
    const struct jk_ical_prop *dtstart, *dtend, *duration, *rrule, *recurrence_id;
    bool cancelled; /**< of an override: it needs no end */
};

/** The times of a VEVENT; arrays live in the arena. */
struct jk_ical_times {
    struct jk_ical_moment start;
    int64_t end_s;              /**< of the first instance, UTC, > start.utc_s */
    const struct jk_rule *rule; /**< null without RRULE */
    int64_t until_s;            /**< last instant the rule may give; INT64_MAX without UNTIL */
    const int64_t *exdates;     /**< UTC, ascending; every value of every EXDATE */
    size_t exdate_count;
    const int64_t *rdates; /**< likewise of RDATE */
    size_t rdate_count;
    bool is_override;
    int64_t recurrence_s; /**< RECURRENCE-ID, when is_override */
    unsigned line;        /**< of the VEVENT, for refusals */
};

/** Read and check them.
 *
 * @param props  event and dtstart are not null
 * @return JK_OK; JK_INVALID, JK_RANGE with line and property; JK_MEMORY */
enum jk_status jk_ical_times_read(struct jk_arena *arena, const struct jk_ical_time_props *props,
                                  const struct jk_ical_context *context, struct jk_ical_times *out,
                                  struct jk_error *err);

/** A recurrence set: instants, ascending, each once. */
struct jk_ical_starts {
    const int64_t *at; /**< in the arena */
    size_t count;      /**< 0 when every instance is excluded */
};

/** The recurrence set: the starts of all instances.
 *
 * An RRULE ends with the pack's calendar (SPEC 8): it gives nothing at or after
 * context->window_to_s but the first instance. EXDATEs are taken away, then JK_INSTANCES_MAX
 * counts.
 *
 * @return JK_OK; JK_TOO_MANY; JK_MEMORY */
enum jk_status jk_ical_times_expand(struct jk_arena *arena, const struct jk_ical_times *times,
                                    const struct jk_ical_context *context,
                                    struct jk_ical_starts *out, struct jk_error *err);
#endif
