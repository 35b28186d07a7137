/* jarak/ical/amend.h: a stored event as an editor changed it that knows only some of its lines.
 *
 * An editor (the form) writes the event as it showed it and as it was left. What differs between
 * these two is the change; it alone is carried over into the bytes as they were filed. Lines the
 * editor does not know, and those it knows and nobody touched, stay byte for byte, whoever wrote
 * them: a phone's alarm, a polygon, a foreign zone.
 *
 * Lines that mean one thing together change together: begin and end; the ways a geometry is stated.
 * Of DESCRIPTION only the line that differs is exchanged, or all of it where the editor showed all
 * of it. Pure. Source:
 * docs/decisions/0077-edits.md. */
#ifndef JARAK_ICAL_AMEND_H
#define JARAK_ICAL_AMEND_H
#include "jarak/base/arena.h"
#include "jarak/base/error.h"
#include <stdint.h>
#include "jarak/ical/scan.h"

/** A change of one resource. */
struct jk_ical_amend {
    const struct jk_ical_comp *before; /**< its event as the editor showed it */
    const struct jk_ical_comp *after;  /**< as it was left; null: it takes place no more */
    uint32_t sequence;                 /**< SEQUENCE of the new version */
    int64_t stamp_s;                   /**< DTSTAMP and LAST-MODIFIED, UTC */
};

/** Write the bytes of a resource anew.
 *
 * @param arena     takes the result
 * @param bytes     of the resource, as jk_ical_read() took them
 * @param[out] out  in the arena; written on JK_OK only
 * @return JK_OK; JK_EXISTS nothing differs, without a refusal in *err; JK_STATE other hours for an
 *         event that repeats, or for a route that says when each place is passed; JK_MEMORY */
enum jk_status jk_ical_amend(struct jk_arena *arena, struct jk_span bytes,
                             const struct jk_ical_amend *by, struct jk_span *out,
                             struct jk_error *err);

/** The event of a stream that an editor wrote, as jk_ical_amend() wants it.
 *
 * @param arena     takes the tree and a copy of the stream
 * @param stream    one VCALENDAR with one VEVENT
 * @param[out] out  written on JK_OK only
 * @return JK_OK; JK_MEMORY; what jk_ical_scan() returns */
enum jk_status jk_ical_amend_side(struct jk_arena *arena, const struct jk_buf *stream,
                                  const struct jk_ical_comp **out, struct jk_error *err);
#endif
