/* jarak/feed/calendar/itip.h: the answer to an iTIP message (jarak/ical/itip.h): a METHOD:REPLY
 * with a component for each UID and what became of it in REQUEST-STATUS.
 *
 * Codes are those of RFC 5546 section 3.6, but for the conflict of events: RFC 5545's own example
 * (3.8.8.3) and the clients that read it have 4.1. What a code is about stands in its third field
 * as a property line, so that a program need not read the sentence in COMMENT. Pure. */
#ifndef JARAK_FEED_CALENDAR_ITIP_H
#define JARAK_FEED_CALENDAR_ITIP_H
#include <stdint.h>
#include "jarak/base/bytes.h"
#include "jarak/base/error.h"
#include "jarak/ical/itip.h"

#define JK_ITIP_PENDING  "1.0"  /**< taken, and for an officer to decide */
#define JK_ITIP_SUCCESS  "2.0"  /**< done as asked */
#define JK_ITIP_CLIPPED  "2.11" /**< done; a repetition without end was given one */
#define JK_ITIP_CONFLICT "4.1"  /**< it comes too near to another activity */

/** One REQUEST-STATUS. */
struct jk_itip_status {
    const char *code;         /**< one of the table in itip.c */
    const char *name, *value; /**< the property it is about; name null: none */
};

/** The answer to one UID. Everything is borrowed for the call. */
struct jk_itip_said {
    const char *component; /**< as it came: "VEVENT" */
    const char *uid;
    const char *organizer;      /**< calendar address of who asked */
    const char *attendee;       /**< calendar address of who answers */
    const char *partstat;       /**< "ACCEPTED" */
    uint32_t sequence;          /**< of the version that is answered */
    const char *comment;        /**< a sentence for people; null: none */
    const char *const *related; /**< UIDs of the activities it comes too near to */
    size_t related_count;
    const struct jk_itip_status *statuses;
    size_t status_count; /**< at least 1 */
};

/** Begin the answer. Appends, as all of these. */
void jk_itip_begin(struct jk_buf *buf);
/** Answer one UID. @param now_s  DTSTAMP, UTC */
void jk_itip_add(struct jk_buf *buf, const struct jk_itip_said *said, int64_t now_s);
/** End the answer; jk_buf_ok() tells of lost memory. */
void jk_itip_end(struct jk_buf *buf);

/** The code for a refusal: 3.x, or 5.1 where the fault is ours. Static. */
const char *jk_itip_code_of(const struct jk_error *err);
#endif
