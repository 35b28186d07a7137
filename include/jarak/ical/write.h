/* jarak/ical/write.h: our own writer of iCalendar, line by line into a struct jk_buf.
 *
 * Lines end with CRLF and fold at 75 bytes, never inside a UTF-8 character (RFC 5545 3.1). Names,
 * parameters and untyped values are ours and written as given; text of others goes through
 * jk_ical_text(). A lack of memory shows in jk_buf_ok() at the end. Pure; times 1900..2199.
 *
 *     jk_ical_begin(&buf, "VEVENT");
 *     jk_ical_text(&buf, "SUMMARY", title);
 *     jk_ical_time(&buf, "DTSTART", start_s, zone);   with jk_ical_zone(&buf, zone) before
 *     jk_ical_end(&buf, "VEVENT"); */
#ifndef JARAK_ICAL_WRITE_H
#define JARAK_ICAL_WRITE_H
#include "jarak/base/bytes.h"
#include "jarak/base/civil.h"

#define JK_ICAL_FOLD 75 /* bytes of a line without its CRLF (RFC 5545 3.1) */

/** `BEGIN:<name>`. */
void jk_ical_begin(struct jk_buf *buf, const char *name);
/** `END:<name>`. */
void jk_ical_end(struct jk_buf *buf, const char *name);

/** `<name>:<value>`; parameters are part of `name`. The value is written as it is: for tokens,
 * numbers and values whose form is already iCalendar's. Control characters in it are dropped, so
 * that no value can begin a line. */
void jk_ical_line(struct jk_buf *buf, const char *name, const char *value);
/** As jk_ical_line(), with the value as a span. */
void jk_ical_value(struct jk_buf *buf, const char *name, struct jk_span value);

/** A TEXT value: `\`, `;`, `,` and line breaks are escaped, other controls but TAB dropped.
 *
 * @param text  UTF-8; null writes an empty value */
void jk_ical_text(struct jk_buf *buf, const char *name, const char *text);
/** Append a text with the same escapes to a value that has several parts, without line. */
void jk_ical_text_add(struct jk_buf *value, const char *text);

/** A DATE-TIME: in UTC with `Z` (zone null) or local with `;TZID=`. */
void jk_ical_time(struct jk_buf *buf, const char *name, int64_t utc_s, const struct jk_tz *tz);
/** A DATE with `;VALUE=DATE`. */
void jk_ical_date(struct jk_buf *buf, const char *name, int32_t day);
/** A period `start/end` in UTC as a piece of a FREEBUSY value, without line. */
void jk_ical_period_add(struct jk_buf *value, int64_t from_s, int64_t to_s);
/** A DURATION of whole seconds >= 0, such as `PT15M`. */
void jk_ical_duration(struct jk_buf *buf, const char *name, int64_t seconds);

/** The VTIMEZONE of a zone of the country: the fixed offset it has had since 1988 at the latest. */
void jk_ical_zone(struct jk_buf *buf, const struct jk_tz *tz);
#endif
