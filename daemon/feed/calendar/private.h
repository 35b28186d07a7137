/* daemon/feed/calendar/private.h: calendars that are given to calendar services: they tell when,
 * not what.
 */
#ifndef DAEMON_FEED_CALENDAR_PRIVATE_H
#define DAEMON_FEED_CALENDAR_PRIVATE_H
#include "jarak/base/bytes.h"
#include "jarak/policy/pack.h"

#define PRIVATE_TITLE_MAX 128 /* bytes with the NUL: the longest text and four digits */

/* Begin a VCALENDAR that is published, with a name and how often to look. */
void feed_private_begin(struct jk_buf *out, const char *prodid, const struct jk_text *name);
/* "Konflik 7F3A, buka jarakd": the text with the first four digits of an id. */
void feed_private_title(const struct jk_text *text, const char *id, char out[PRIVATE_TITLE_MAX]);
/* VTIMEZONE of every zone an item of the region may stand in, that of `first` first. */
void feed_zones_write(struct jk_buf *out, const struct jk_pack *pack, const char *region,
                      const struct jk_tz *first);
#endif
