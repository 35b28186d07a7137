/* jarak/ical/shift.h: the bytes of a notice at another time.
 *
 * A re-timed chain keeps the submitter's bytes, line by line as sent, but for the lines that state
 * times: DTSTART, DTEND, RECURRENCE-ID, EXDATE, RDATE, the UNTIL of RRULE, `coordTimes`, the
 * weekday of X-JARAK-DAY and absolute alarms move by one delta; SEQUENCE, DTSTAMP and LAST-MODIFIED
 * become those of the new version. Each time keeps the form and zone it was written in. What cannot
 * be moved that way (a rule bound to weekdays moved to another one, dates moved by hours) shows
 * when the result is read again: jk_ical_is_shifted() is the proof, and nothing is used without it.
 * Pure. Source: SPEC 6, "the whole chain shifts by one delta". */
#ifndef JARAK_ICAL_SHIFT_H
#define JARAK_ICAL_SHIFT_H
#include "jarak/ical/read.h"

/** How a notice is moved. */
struct jk_ical_shift {
    int64_t delta_s;        /**< later where positive */
    uint32_t sequence;      /**< SEQUENCE of every component */
    int64_t stamp_s;        /**< DTSTAMP and LAST-MODIFIED, UTC */
    const struct jk_tz *tz; /**< whose days X-JARAK-DAY counts, and of times without a zone */
};

/** Write the bytes of one resource anew.
 *
 * @param arena     takes the result and what is needed on the way
 * @param bytes    as jk_ical_read() took them, at most JK_ICAL_IMPORT_MAX
 * @param[out] out  in the arena; written on JK_OK only
 * @return JK_OK; JK_INVALID with line and property for a time that cannot move; what
 *         jk_ical_scan() says of bytes that were never read; JK_MEMORY */
enum jk_status jk_ical_shift(struct jk_arena *arena, struct jk_span bytes,
                             const struct jk_ical_shift *by, struct jk_span *out,
                             struct jk_error *err);

/** True when `later` is the same notice, every instance and every route time exactly `delta_s`
 * later. */
bool jk_ical_is_shifted(const struct jk_notice *notice, const struct jk_notice *later,
                        int64_t delta_s);
#endif
