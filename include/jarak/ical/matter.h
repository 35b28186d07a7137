/* jarak/ical/matter.h: a matter as VJOURNAL (a report) or VTODO (a task, and with
 * CATEGORIES:KIRIMAN a drop), both ways (WIRE 3).
 *
 * One of them in one VCALENDAR. A report: UID, DTSTAMP, CATEGORIES (its topic), DTSTART (when it
 * was seen; left out: now), SUMMARY, DESCRIPTION, LOCATION, GEO, RELATED-TO, X-JARAK-REGION. A
 * task: UID, DTSTAMP, SUMMARY, DESCRIPTION, LOCATION, GEO, RELATED-TO, DUE (a date: its last
 * second), PERCENT-COMPLETE, STATUS, X-JARAK-AGENCY, X-JARAK-REGION. A drop has the lines of a task
 * but the agency; DTSTART is when it has to leave, RELATED-TO the activity it travels with, and
 * X-JARAK-STAGE, X-JARAK-MODE, X-JARAK-FROM, X-JARAK-CARRIER, X-JARAK-ITEMS say the rest; what
 * happened to it stands in X-JARAK-LEFT, COMPLETED, X-JARAK-RECEIVED-BY and X-JARAK-CONDITION.
 * Everything else is passed over: what we serve is written by us, so a client that keeps something
 * of its own in a task keeps it for itself. Reading what was written gives the same matter. Pure.
 */
#ifndef JARAK_ICAL_MATTER_H
#define JARAK_ICAL_MATTER_H
#include "jarak/ical/read.h"
#include "jarak/model/matter.h"

/** A matter as a stream has it. */
struct jk_ical_matter {
    struct jk_matter_said said;
    enum jk_matter_state
        state; /**< of a task or a drop by STATUS and PERCENT-COMPLETE, where either stands */
    bool has_state;
    bool has_plan; /**< of a drop: it says its stage; where not, a client has dropped these lines */
};

/** Read a matter; not yet checked by jk_matter_check().
 *
 * @param arena     takes all of the result
 * @param context   its `floating` is the zone of local times
 * @param[out] out  written on JK_OK only
 * @return JK_OK; JK_UNDECODED, JK_TOO_BIG, JK_TOO_MANY, JK_INVALID, JK_RANGE with line and
 *         property (JK_TEXT_MATTER_TOPIC: a VJOURNAL of no topic); JK_MEMORY */
enum jk_status jk_ical_matter_read(struct jk_arena *arena, struct jk_span bytes,
                                   const struct jk_ical_context *context,
                                   struct jk_ical_matter *out, struct jk_error *err);

/** What is written beside what was said. */
struct jk_ical_matter_stand {
    enum jk_matter_state state;
    uint32_t revision;            /**< SEQUENCE is one less */
    int64_t created_s, changed_s; /**< UTC */
};

/** Write the VCALENDAR of one matter. Appends; memory shows in jk_buf_ok(). */
void jk_ical_matter_write(struct jk_buf *out, const struct jk_matter_said *said,
                          const struct jk_ical_matter_stand *stand);
#endif
