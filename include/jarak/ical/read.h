/* jarak/ical/read.h: bytes in, validated notices out; the profile of WIRE section 3.
 *
 * The strict reader stands before libical: our own scanner measures, unfolds, checks and reads
 * every number; libical, the second reader, sees the value of an RRULE that we have read, and must
 * read the same. Nothing is guessed and nothing is half taken: one bad component refuses the whole
 * stream and names line and property. Pure: no clock, file or environment. */
#ifndef JARAK_ICAL_READ_H
#define JARAK_ICAL_READ_H
#include "jarak/base/arena.h"
#include "jarak/model/notice.h"

#define JK_ICAL_BODY_MAX   (256U * 1024)  /* bytes of a PUT, POST or check */
#define JK_ICAL_IMPORT_MAX (1024U * 1024) /* bytes of an import */

/** The purpose of a stream; it sets limits of size and whether many UIDs may stand in it. */
enum jk_ical_purpose {
    JK_ICAL_PUT,
    JK_ICAL_POST,
    JK_ICAL_IMPORT,
    JK_ICAL_STORED /**< accepted before: limits of an import; what settle() does not know any more
                    *   is passed over */
};

struct jk_ical_comp;

/** Adds what the pack knows to the facts of one VEVENT.
 *
 * @return JK_OK; JK_INVALID with field and value, the reader adds the line */
typedef enum jk_status jk_ical_settle(const void *ctx, struct jk_facts *facts,
                                      struct jk_error *err);

/** The notice of that UID as it stands, with its GeoJSON, which a silent new version keeps
 * (jarak/ical/carry.h).
 *
 * @param[out] out  in the arena or borrowed as long as it; null where there is none
 * @return JK_OK; JK_MEMORY */
typedef enum jk_status jk_ical_before(const void *ctx, struct jk_arena *arena, const char *uid,
                                      const struct jk_notice **out);

/** The facts a reader needs from outside. */
struct jk_ical_context {
    enum jk_ical_purpose purpose;
    const struct jk_tz *floating; /**< zone for local times without TZID and for dates; null: such
                                   *   times are refused */
    int64_t window_from_s;        /**< the pack's calendar: an unbounded RRULE ends with it */
    int64_t window_to_s;
    jk_ical_before *before; /**< the version that a UID has now, or null; null: there is none */
    const void *before_ctx;
    const struct jk_ical_comp *calendar; /**< the stream, whose VTIMEZONEs may have one offset; null
                                          *   where nobody scanned it (jk_ical_read() sets it) */
    jk_ical_settle *settle; /**< called for each VEVENT once it is read; null: nothing is added */
    const void *settle_ctx;
};

/** A stream as read; it lives in the arena. */
struct jk_ical_stream {
    struct jk_notice *notices; /**< in the order of their first component */
    size_t count;              /**< at least 1 */
    const char *method;        /**< METHOD, upper case; "" when absent */
};

/** Load our own zones, the only ones that count. Once, at start, before the first jk_ical_read();
 * without them only UTC and the zones of the country are known.
 *
 * @param zones  the bytes of calendars/tz/zones.ics, borrowed for the call
 * @return JK_OK; JK_INVALID when it is not a list of VTIMEZONEs; JK_MEMORY */
enum jk_status jk_ical_zones_load(struct jk_span zones, struct jk_error *err);

/** Free what jk_ical_zones_load() made. */
void jk_ical_zones_clear(void);

/** Read a stream.
 *
 * @param arena     takes all of the result
 * @param bytes    borrowed; the notices' `bytes` are copies in the arena
 * @param[out] out  written on JK_OK only
 * @return JK_OK; JK_UNDECODED not UTF-8 or NUL inside; JK_TOO_BIG, JK_TOO_MANY above a limit;
 *         JK_INVALID or JK_RANGE with line, property, value and what would do; JK_MEMORY */
enum jk_status jk_ical_read(struct jk_arena *arena, struct jk_span bytes,
                            const struct jk_ical_context *context, struct jk_ical_stream *out,
                            struct jk_error *err);
#endif
