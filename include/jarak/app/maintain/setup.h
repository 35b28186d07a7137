/* jarak/app/maintain/setup.h: what must be set up once in a process before anything is judged. */
#ifndef JARAK_APP_MAINTAIN_SETUP_H
#define JARAK_APP_MAINTAIN_SETUP_H
#include "jarak/base/bytes.h"
#include "jarak/base/error.h"

/** Set up PROJ's ellipsoid, jansson's seed, libical's errors and our zones. Once, at start.
 *
 * @param zones  bytes of calendars/tz/zones.ics, borrowed for the call
 * @return as jk_ical_zones_load() */
enum jk_status jk_process_setup(struct jk_span zones, struct jk_error *err);
#endif
