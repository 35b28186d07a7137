/* jarak/ical/join.h: many stored resources as one VCALENDAR.
 *
 * Components stay byte for byte as they were sent, but those of a METHOD:CANCEL stream, which get
 * the STATUS:CANCELLED it meant. A VTIMEZONE for each TZID in use: ours for the zones of the
 * country under whatever name a client gave them, the client's own for others. Reading the result
 * gives the same notices. Pure but for malloc. */
#ifndef JARAK_ICAL_JOIN_H
#define JARAK_ICAL_JOIN_H
#include "jarak/base/bytes.h"
#include "jarak/base/error.h"

/** Write one VCALENDAR from resources as jk_ical_read() took them.
 *
 * @param resources  in the order they are to stand
 * @param[out] out   appended to
 * @return JK_OK; JK_MEMORY; another status with err when one of them cannot be scanned */
enum jk_status jk_ical_join(const struct jk_span *resources, size_t count, struct jk_buf *out,
                            struct jk_error *err);
#endif
