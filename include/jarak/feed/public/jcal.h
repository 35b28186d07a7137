/* jarak/feed/public/jcal.h: iCalendar as our own writer made it, once more as jCal (RFC 7265).
 *
 * A component is ["vevent", [properties], [components]], a property ["dtstart", {parameters},
 * "date-time", value ...], all names in lower case. The type is that of VALUE, else the default the
 * property has in RFC 5545, 7986 or 9073; of a property none of them knows it is "unknown" and the
 * value stands as written. By type (RFC 7265 3.6):
 *
 *     DTSTART;TZID=Asia/Makassar:20241123T140000  ["dtstart",{"tzid":"Asia/Makassar"},"date-time",
 *                                                  "2024-11-23T14:00:00"]
 *     TZOFFSETTO:+0800                            ["tzoffsetto",{},"utc-offset","+08:00"]
 *     GEO:0.500000;117.500000                     ["geo",{},"float",[0.500000,117.500000]]
 *     CATEGORIES:KONVOI,TATAP-MUKA                ["categories",{},"text","KONVOI","TATAP-MUKA"]
 *     FREEBUSY:20241123T060000Z/PT1H              ["freebusy",{},"period",
 *                                                  ["2024-11-23T06:00:00Z","PT1H"]]
 *     RRULE:FREQ=DAILY;COUNT=3                    ["rrule",{},"recur",{"freq":"DAILY","count":3}]
 *     X-WR-TIMEZONE:Asia/Makassar                 ["x-wr-timezone",{},"unknown","Asia/Makassar"]
 *
 * Texts lose their escapes; parameter values their quotes and the escapes of RFC 6868, and are a
 * list where there are several. What is read is what jarak/ical/write.h writes: CRLF, UTF-8, no
 * control characters, properties of a component before its components, no parameter twice. It is no
 * parser for what others send. Work grows linearly and nothing has a limit but the depth. Pure. */
#ifndef JARAK_FEED_PUBLIC_JCAL_H
#define JARAK_FEED_PUBLIC_JCAL_H
#include "jarak/base/bytes.h"
#include "jarak/base/status.h"

#define JK_JCAL_TYPE  "application/calendar+json" /* its media type */
#define JK_JCAL_DEPTH 5 /* as JK_ICAL_DEPTH_MAX: VCALENDAR, VEVENT, VALARM and room */

/** Append a stream of one outermost component as jCal, without white space.
 *
 * @param ical      borrowed for the call
 * @param[out] out  may hold a torn piece where the answer is not JK_OK
 * @return JK_OK; JK_INVALID where it is not what our writer makes: a line without colon or name, a
 *         value that its type does not allow, components that do not match; JK_MEMORY */
enum jk_status jk_jcal_write(struct jk_buf *out, struct jk_span ical);

/** Append how a stream begins that is put together from pieces: its outermost component with all
 * properties and at least one component in it, and no end. Behind it stand any number of pieces of
 * jk_jcal_more(), then JK_JCAL_END.
 *
 * @return as jk_jcal_write() */
enum jk_status jk_jcal_begin(struct jk_buf *out, struct jk_span ical);
/** Append whole components of such a stream, or none. @return as jk_jcal_write() */
enum jk_status jk_jcal_more(struct jk_buf *out, struct jk_span ical);

#define JK_JCAL_END "]]" /* of such a stream */
#endif
