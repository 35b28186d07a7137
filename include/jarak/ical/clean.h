/* jarak/ical/clean.h: libical as the second reader of what our own reader accepted.
 *
 * libical sees a copy written by us: one VEVENT with the times and the rule, checked values only,
 * no VTIMEZONE, no value lists, nothing of the client's text. It must find no error and read the
 * same start and rule; else we have misunderstood something and refuse. Only its parser and
 * accessors are called: no clock, no zone files, no ring buffers. */
#ifndef JARAK_ICAL_CLEAN_H
#define JARAK_ICAL_CLEAN_H
#include "jarak/ical/profile.h"

/** Let libical read the times of a VEVENT again.
 *
 * @return JK_OK; JK_INVALID when it disagrees; JK_MEMORY */
enum jk_status jk_ical_clean_check(const struct jk_ical_draft *draft, struct jk_error *err);
#endif
