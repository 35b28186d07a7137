/* jarak/ical/value.h: the value types of RFC 5545 that notices use, read strictly.
 *
 * Not libical's readers: they take month 13, wrap large numbers and stop at the first byte they
 * do not like. Each reader here wants the whole span. Pure. */
#ifndef JARAK_ICAL_VALUE_H
#define JARAK_ICAL_VALUE_H
#include <stdint.h>
#include "jarak/base/arena.h"
#include "jarak/base/civil.h"

/** A DATE or DATE-TIME as written, before its zone is known. */
struct jk_ical_stamp {
    int64_t wall_s; /**< seconds since 1970-01-01T00:00:00 on the writer's wall */
    bool is_date;   /**< DATE: wall_s is that midnight */
    bool is_utc;    /**< ended by Z */
};

/** Read `YYYYMMDD`, `YYYYMMDDTHHMMSS` or that with `Z`; dates that exist, seconds 0..59. */
bool jk_ical_stamp_parse(struct jk_span span, struct jk_ical_stamp *out);

/** Read a DURATION (RFC 5545 3.3.6), such as `PT3H`, `P1DT30M` or `-PT15M`.
 *
 * @param[out] seconds  days count 86,400; at most nine digits a number, so nothing wraps */
bool jk_ical_duration_parse(struct jk_span span, int64_t *seconds);

/** Undo the escapes of a TEXT value (`\\`, `\;`, `\,`, `\n`, `\N`).
 *
 * @return NUL-ended, in the arena; null with *bad == true for another escape, with *bad == false
 *         when memory is out */
char *jk_ical_text_unescape(struct jk_arena *arena, struct jk_span span, bool *bad);

/** Take the part before the next unescaped comma off a list of TEXT values; see jk_span_cut(). */
bool jk_ical_text_cut(struct jk_span *rest, struct jk_span *part);
#endif
