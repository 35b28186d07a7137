/* jarak/feed/plain/plain.h: what a plain event of a stock calendar says of a campaign activity.
 *
 * A phone knows no X-JARAK lines. What it sends is read as a person would: paslon and contest from
 * the calendar it lies in, the kind from CATEGORIES, a line "Jenis: ..." or the title, the place
 * from GEO, LOCATION, Apple's structured location or a line, everything else from lines such as
 * "Massa: 1500" in DESCRIPTION (calendars/profile.md). The words are those of tables
 * (jarak/model/words.h). Each field says whether it was stated (in the profile's own form), read or
 * inferred, and from which words; what was not understood stays text and is told. Nothing is
 * guessed where two readings remain: that is asked.
 *
 * What was read becomes lines of the profile behind the event's own, each with the parameter
 * X-JARAK-READ that names where it came from; so the ordinary reader judges it, and what the client
 * sent is had back by taking those lines out. Pure. Source: WIRE 4, docs/decisions/0084. */
#ifndef JARAK_FEED_PLAIN_PLAIN_H
#define JARAK_FEED_PLAIN_PLAIN_H
#include <jansson.h>
#include "jarak/base/arena.h"
#include "jarak/policy/pack.h"

/** The facts of a plain event; the first five are needed to file it. */
enum jk_plain_field {
    JK_PLAIN_PASLON,
    JK_PLAIN_KIND,
    JK_PLAIN_DATE,
    JK_PLAIN_START,
    JK_PLAIN_PLACE,
    JK_PLAIN_END,
    JK_PLAIN_POINT,
    JK_PLAIN_CROWD,
    JK_PLAIN_VEHICLES,
    JK_PLAIN_ASSEMBLY,
    JK_PLAIN_ROUTE_OUT,
    JK_PLAIN_ROUTE_BACK,
    JK_PLAIN_CONTACT,
    JK_PLAIN_LETTER_NO,
    JK_PLAIN_LETTER_DATE,
    JK_PLAIN_GATE,
    JK_PLAIN_LEAVE,
    JK_PLAIN_PROPS,
    JK_PLAIN_WEEKDAY,
    JK_PLAIN_FIELD_END
};
#define JK_PLAIN_NEEDED 5 /**< paslon, kind, date, start, place (SPEC 3) */

/** How a fact is known. */
enum jk_plain_how { JK_PLAIN_MISSING, JK_PLAIN_STATED, JK_PLAIN_READ, JK_PLAIN_INFERRED };

/** One fact. Strings live in the arena; "" where there is nothing. */
struct jk_plain_said {
    enum jk_plain_how how;
    const char *value; /**< as the profile has it */
    const char *words; /**< it came from */
    const char *from;  /**< property they stand in; "kalender" for the calendar itself */
};

/** A question that only a person can answer. */
struct jk_plain_doubt {
    enum jk_plain_field field;
    const struct jk_text *text; /**< may hold {value} */
    const char *value;
    bool holds; /**< it is not filed until this is answered */
};

#define JK_PLAIN_DOUBTS_MAX 8
#define JK_PLAIN_UNREAD_MAX 40 /**< lines of DESCRIPTION that are told as not understood */

/** A plain event as it was understood; it lives in the arena. */
struct jk_plain {
    const char *uid, *title;
    struct jk_plain_said said[JK_PLAIN_FIELD_END];
    struct jk_plain_doubt doubts[JK_PLAIN_DOUBTS_MAX];
    size_t doubt_count;
    const char *unread[JK_PLAIN_UNREAD_MAX]; /**< what was not understood stays text */
    size_t unread_count;
    bool asks_to_file;        /**< a line "Ajukan: ya" */
    bool recurs;              /**< RRULE, RDATE or changed instances */
    int64_t start_s, end_s;   /**< of its first instance, for calendars; a date: the local day */
    struct jk_span completed; /**< with what was read, for jk_ical_read() */
    struct jk_span chain; /**< the same with the legs that lines speak of, as a stream of several
                           *   UIDs; `completed` where there are none, or it repeats */
};

/** The facts a reader needs from outside. */
struct jk_plain_context {
    const struct jk_pack *pack;
    const struct jk_contest *contest; /**< of the calendar it lies in */
    uint32_t paslon;                  /**< likewise */
    int64_t stamp_s;                  /**< DTSTAMP where the client wrote none */
    int64_t legs_at_s; /**< the start its legs still belong to, for its main was moved without
                        *   them; JK_NO_TIME: they do not */
};

/** The event without what we wrote: marked blocks (jarak/feed/plain/block.h) and lines that were
 * read.
 *
 * @param[out] out  in the arena; byte for byte but for those
 * @return JK_OK; as jk_ical_scan(); JK_MEMORY */
enum jk_status jk_plain_strip(struct jk_arena *arena, struct jk_span bytes, struct jk_span *out,
                              struct jk_error *err);

/** Understand an event.
 *
 * @param bytes  as jk_plain_strip() gave it; borrowed as long as *out is used
 * @return JK_OK, however little was understood; JK_INVALID without UID or a date that exists, with
 *         several UIDs, or of another component; as jk_ical_scan(); JK_MEMORY */
enum jk_status jk_plain_read(struct jk_arena *arena, struct jk_span bytes,
                             const struct jk_plain_context *context, struct jk_plain *out,
                             struct jk_error *err);

/** The start to which the legs of a filed event still belong (`legs_at_s` when it was completed).
 *
 * @return JK_NO_TIME: it says nothing of them, or cannot be scanned */
int64_t jk_plain_legs_at(struct jk_arena *arena, struct jk_span completed);

/** When the first date of an event ends, as far as it says; a date alone: with the day.
 *
 * @param zone         of dates and of local times
 * @param[out] recurs  there may be later ones
 * @return false: it cannot be read */
bool jk_plain_last(struct jk_arena *arena, struct jk_span bytes, const struct jk_tz *zone,
                   int64_t *end_s, bool *recurs);

/** The UID of an event; in the arena, null when it has none or memory is out. */
const char *jk_plain_uid(struct jk_arena *arena, struct jk_span bytes);

/** True when nothing that is needed is missing and no question holds it back. */
bool jk_plain_is_complete(const struct jk_plain *plain);

/** True when both say the same lines, folds and line ends aside. */
bool jk_plain_same(struct jk_span a, struct jk_span b);

/** The word of a field in JSON: "kind". Static. */
const char *jk_plain_word(enum jk_plain_field field);
/** How an official says it: "bentuk kegiatan". Static. */
const char *jk_plain_name(enum jk_plain_field field, enum jk_lang lang);

/** All of it as JSON: fields with how, value, words and from; missing; doubts; unread.
 * @return given; null when memory is out */
json_t *jk_plain_json(const struct jk_plain *plain, enum jk_lang lang);
#endif
