/* jarak/model/notice.h: one notice (pemberitahuan) as read: a UID, what it states, and when.
 *
 * A notice is one iCalendar resource: the main activity or one leg of a chain, with all its
 * instances. Everything is validated; strings are UTF-8 without control characters but TAB and LF,
 * ended by NUL, and live in the arena the notice was read into. Source: WIRE 3, SPEC 1 and 2.1. */
#ifndef JARAK_MODEL_NOTICE_H
#define JARAK_MODEL_NOTICE_H
#include <stdbool.h>
#include <stdint.h>
#include "jarak/base/bytes.h"
#include "jarak/base/civil.h"
#include "jarak/model/activity.h"
#include "jarak/model/shape.h"

#define JK_UID_MAX       255 /* bytes; RFC 7986 advises 255 */
#define JK_INSTANCES_MAX 400 /* of one UID (WIRE 3): a campaign of 60 days has far fewer */
#define JK_NOT_STATED    (-1.0)
#define JK_OFFICERS_MAX  100000 /* of one duty: a province has some twenty thousand */
#define JK_UNIT_CODE_MAX 40     /* bytes of a unit's code */

/** What a VEVENT says of its area or route. */
enum jk_geometry_said {
    JK_GEOMETRY_SILENT,   /**< nothing */
    JK_GEOMETRY_STATED,   /**< STRUCTURED-DATA or X-JARAK-GEOMETRY */
    JK_GEOMETRY_NONE,     /**< X-JARAK-GEOMETRY:NONE: what was stored is removed */
    JK_GEOMETRY_CARRIED,  /**< silent, and the version before knew it (jarak/ical/carry.h) */
    JK_GEOMETRY_DOUBTFUL, /**< carried, though its GEO has moved away from it */
};

/** Where the place of a VEVENT comes from when it states no geometry. */
enum jk_place_by {
    JK_PLACE_STATED,    /**< stated, or there is none */
    JK_PLACE_BY_CODE,   /**< X-JARAK-PLACE */
    JK_PLACE_BY_NAME,   /**< LOCATION is the name of a place of the pack */
    JK_PLACE_BY_AROUND, /**< LOCATION is somewhere in one, such as a field of a desa */
    JK_PLACE_ONLINE     /**< LOCATION says that it takes place nowhere: "daring" */
};

/** The facts one VEVENT states (the master or an override). Absent numbers are JK_NOT_STATED. */
struct jk_facts {
    /* By the size of their kinds: a nation keeps millions. Texts first, "" when absent. */
    const char *summary;
    const char *location;
    const char *place_code;  /**< X-JARAK-PLACE: gazetteer code */
    const char *geometry;    /**< the GeoJSON of an area or route, as it was sent */
    const char *letter_no;   /**< X-JARAK-LETTER-NO */
    const char *sttp;        /**< X-JARAK-STTP */
    const char *contact;     /**< CONTACT, restricted */
    const char *props;       /**< X-JARAK-PROPS */
    const char *public_note; /**< X-JARAK-PUBLIC-NOTE */
    const char *inferred;    /**< X-JARAK-INFERRED: properties nobody stated, `DTEND` */
    const char *unit;        /**< X-JARAK-UNIT: code of the unit a duty is of */
    const char *guards;      /**< X-JARAK-GUARDS: UID of what a duty guards, or a code of a place,
                              *   a polling station or a region */
    struct jk_shape shape;
    double radius_m;      /**< X-JARAK-RADIUS, 0..20,000 */
    double uncertainty_m; /**< X-JARAK-UNCERTAINTY, 0..100,000 */
    double crowd;         /**< X-JARAK-CROWD, whole, 0..10,000,000 */
    double officers;      /**< X-JARAK-OFFICERS, whole, 1..100,000: of a duty; the police's own */
    double column_m;      /**< X-JARAK-COLUMN, > 0..100,000; wins over vehicles */
    double width_m;       /**< X-JARAK-WIDTH, full width, 0..500 */
    double buildup_s;     /**< X-JARAK-BUILDUP, whole seconds, 0..86,400 */
    double dispersal_s;   /**< X-JARAK-DISPERSAL, likewise */
    int64_t received_s;   /**< X-JARAK-RECEIVED, UTC; JK_NO_TIME when absent */
    struct jk_party party;
    struct jk_vehicles vehicles;
    unsigned line; /**< of BEGIN:VEVENT in the stream, for findings */
    enum jk_kind kind;
    enum jk_leg leg;
    enum jk_mode mode;
    enum jk_place_by place_by; /**< set when the pack's gazetteer is asked (policy/settle.h) */
    enum jk_geometry_said geometry_said;
    int32_t letter_day; /**< X-JARAK-LETTER-DATE as day number; INT32_MIN when absent */
    int stated_weekday; /**< X-JARAK-DAY, 0 = Sunday..6; -1 when absent */
    bool has_vehicles;  /**< X-JARAK-VEHICLES was stated */
    bool cancelled;     /**< STATUS:CANCELLED */
    bool all_day;       /**< DTSTART was a date: occupied from local midnight to midnight */
};

/** Facts in which nothing is stated: numbers absent, texts "", place and party none. */
struct jk_facts jk_facts_unstated(void);

/** One occurrence. Routes with coordTimes shift by start_s minus the first instance's start. */
struct jk_instance {
    int64_t start_s, end_s;       /**< UTC, start_s < end_s; stated times without buffers */
    int64_t recurrence_s;         /**< the start it would have by the rule: its RECURRENCE-ID */
    const struct jk_facts *facts; /**< the master's or its override's */
};

/** One UID. */
struct jk_notice {
    const char *uid;        /**< 1..JK_UID_MAX bytes, no control characters */
    const char *parent;     /**< UID of the main (RELATED-TO;RELTYPE=PARENT), null for a main */
    int64_t dtstamp_s;      /**< DTSTAMP */
    int64_t first_start_s;  /**< DTSTART of the master: coordTimes are those of this instance */
    const struct jk_tz *tz; /**< zone DTSTART was written in; null for UTC or another zone */
    struct jk_facts facts;  /**< the master's */
    const struct jk_instance
        *instances; /**< by start; at least one unless cancelled or all EXDATEd */
    uint32_t instance_count;
    uint32_t sequence;     /**< SEQUENCE, 0..INT32_MAX */
    struct jk_span bytes;  /**< the resource as it was sent, byte for byte (WIRE 3) */
    struct jk_span stored; /**< what is kept of it: `bytes`, and behind them what was carried */
};

/** Does it state one point, itself or by a code? Not where its place was read out of a name: that
 * point is ours and not the notice's, and goes into nothing that is sent on. */
bool jk_facts_state_point(const struct jk_facts *facts);

/** Does it say who guards what: officers, a unit, what is guarded? Those three are the police's own
 * planning and are told to the police alone (docs/decisions/0113-personnel.md). */
bool jk_facts_are_duty(const struct jk_facts *facts);

/** Is it an office's own, scheduled by it and without an STTP (SPEC 4)? Not where it names a
 * paslon: then it is a campaign activity, whatever it is called. */
bool jk_facts_are_neutral(const struct jk_facts *facts);

/** Do two notices state the same of the same activity? SEQUENCE, DTSTAMP, zones in which the same
 * instants are written, and lines nobody reads do not count. */
bool jk_notice_same(const struct jk_notice *a, const struct jk_notice *b);

/** The UID of the chain a notice belongs to: the main's. */
const char *jk_notice_chain(const struct jk_notice *notice);
#endif
