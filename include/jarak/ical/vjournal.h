/* jarak/ical/vjournal.h: a field report as a VJOURNAL (WIRE 3), from a phone's calendar or a
 * script.
 *
 * One VJOURNAL in one VCALENDAR. Read: RELATED-TO (the UID of the notice), CATEGORIES (TERLAMBAT,
 * KELUAR-RUTE, LEBIH-LAMA, SELESAI), DTSTART (when it was seen), X-JARAK-MINUTES, GEO or
 * STRUCTURED-DATA with a LineString without times, DESCRIPTION. UID and DTSTAMP must be there, as
 * RFC 5545 wants it. Everything else is ignored. Pure. */
#ifndef JARAK_ICAL_VJOURNAL_H
#define JARAK_ICAL_VJOURNAL_H
#include "jarak/ical/read.h"
#include "jarak/model/report.h"

/** Read a report; not yet checked by jk_report_check().
 *
 * @param arena     takes all of the result
 * @param context   its `floating` is the zone of local times
 * @param[out] out  written on JK_OK only
 * @return JK_OK; JK_UNDECODED, JK_TOO_BIG, JK_TOO_MANY, JK_INVALID, JK_RANGE with line and
 * property; JK_MEMORY */
enum jk_status jk_ical_journal_read(struct jk_arena *arena, struct jk_span bytes,
                                    const struct jk_ical_context *context,
                                    struct jk_report_said *out, struct jk_error *err);
#endif
