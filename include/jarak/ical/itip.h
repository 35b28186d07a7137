/* jarak/ical/itip.h: the envelope of an iTIP message (RFC 5546): what it asks, and of which UIDs.
 *
 * Only what the message says as a message is read here. The notices of a REQUEST go through
 * jk_ical_read() like any other; a message that it refuses must be answered all the same, to each
 * UID, so the envelope is read before and asks for less. Pure. Fuzzed (tests/fuzz/fuzz_itip.c). */
#ifndef JARAK_ICAL_ITIP_H
#define JARAK_ICAL_ITIP_H
#include <stdint.h>
#include "jarak/base/arena.h"
#include "jarak/base/civil.h"
#include "jarak/ical/scan.h"

/** The act that a message asks for. */
enum jk_itip_method {
    JK_ITIP_NONE,    /**< there is no METHOD */
    JK_ITIP_REQUEST, /**< file or change */
    JK_ITIP_CANCEL,  /**< withdraw */
    JK_ITIP_REPLY,   /**< an agency's word on a conflict */
    JK_ITIP_OTHER    /**< PUBLISH, ADD, REFRESH, COUNTER, DECLINECOUNTER and what is no method */
};

/** One UID of a message. Strings live in the arena. */
struct jk_itip_item {
    const char *component; /**< "VEVENT", "VTODO", "VJOURNAL" or "VFREEBUSY" */
    const char *uid;       /**< 1..JK_UID_MAX bytes, one line */
    const char *organizer; /**< calendar address as sent; null where it has none */
    unsigned line;         /**< of its first component */
    size_t count;          /**< its components */
    uint32_t sequence;     /**< 0 where it has none, or none that is a number */
    const char *endless;   /**< an RRULE without COUNT and UNTIL, which the pack's calendar ends */
    const struct jk_ical_comp *first;    /**< of its components */
    const struct jk_ical_comp *calendar; /**< the message: its zones */
};

/** A message. */
struct jk_itip {
    enum jk_itip_method method;
    const char *word;     /**< METHOD as sent; "" where it has none */
    unsigned method_line; /**< of METHOD, else of VCALENDAR */
    struct jk_itip_item *items;
    size_t count; /**< at least 1 */
};

/** Read the envelope.
 *
 * @param arena     takes the result
 * @param bytes    borrowed as long as the result is used
 * @param[out] out  written on JK_OK only
 * @return JK_OK; as jk_ical_scan(); JK_INVALID where nothing has a UID to be answered to;
 *         JK_MEMORY */
enum jk_status jk_itip_read(struct jk_arena *arena, struct jk_span bytes, struct jk_itip *out,
                            struct jk_error *err);

/** The content of a CANCEL for one UID. */
struct jk_itip_cancel {
    uint32_t sequence;    /**< the greatest; 0 where it has none (RFC 5545 3.8.7.4) */
    int64_t dtstamp_s;    /**< the latest, UTC */
    const int64_t *dates; /**< each RECURRENCE-ID once, UTC, in the arena */
    size_t date_count;    /**< 0: the whole of it is cancelled */
};

/** Read an item of a CANCEL: one component for the whole, or one for each date.
 *
 * @param tz  of times without a zone, and of dates
 * @return JK_OK; JK_INVALID or JK_RANGE with line and property: several components that are not all
 *         dates, a date twice, a date and all behind it (RANGE), no DTSTAMP, a SEQUENCE that is
 *         none; JK_TOO_MANY more than JK_INSTANCES_MAX dates; JK_MEMORY */
enum jk_status jk_itip_cancel_read(struct jk_arena *arena, const struct jk_itip_item *item,
                                   const struct jk_tz *tz, struct jk_itip_cancel *out,
                                   struct jk_error *err);

/** The answer of an attendee. */
enum jk_partstat {
    JK_PARTSTAT_NEEDS_ACTION,
    JK_PARTSTAT_ACCEPTED,
    JK_PARTSTAT_DECLINED,
    JK_PARTSTAT_TENTATIVE,
    JK_PARTSTAT_END
};

/** The word of an answer: "ACCEPTED". Static. */
const char *jk_partstat_word(enum jk_partstat partstat);

/** The content of a REPLY. Strings live in the arena. */
struct jk_itip_reply {
    const char *attendee; /**< calendar address of who answers */
    enum jk_partstat partstat;
    uint32_t sequence;   /**< of what is answered */
    const char *comment; /**< COMMENT, several joined by line breaks; "" where there is none */
    unsigned line;       /**< of ATTENDEE */
};

/** Read the item of a REPLY.
 *
 * @param[out] out  attendee and line are written also where its PARTSTAT is refused
 * @return JK_OK; JK_INVALID or JK_RANGE with line and property: more than one component, not
 *         exactly one ATTENDEE, no PARTSTAT we have a word for, no SEQUENCE; JK_MEMORY */
enum jk_status jk_itip_reply_read(struct jk_arena *arena, const struct jk_itip_item *item,
                                  struct jk_itip_reply *out, struct jk_error *err);
#endif
