/* jarak/feed/desk/day.h: all that happens on one day in one region, as the officials' desk shows
 * it.
 *
 * A snapshot the application fills (jarak/app/desk/desk.h) and that is written twice: as the
 * document of GET /api/v1/days/{region}/{date}, and as the pages of the desk. An activity is a
 * chain on that day; its legs are the instances of its notices that touch the day, each with the
 * body it is judged by, so that a drawing shows what the engine saw. Everything is borrowed for the
 * call. Seconds since 1970 UTC, metres. Pure. Source: WIRE 1. */
#ifndef JARAK_FEED_DESK_DAY_H
#define JARAK_FEED_DESK_DAY_H
#include <jansson.h>
#include "jarak/engine/body.h"
#include "jarak/feed/json/verdict.h"
#include "jarak/model/chain_state.h"
#include "jarak/model/notice.h"
#include "jarak/policy/balance.h"

/** Where a leg comes from. */
enum jk_desk_version {
    JK_DESK_PLAN,    /**< what is in force, or asked for where nothing is */
    JK_DESK_CHANGE,  /**< a change that waits for its decision, beside the plan */
    JK_DESK_HAPPENED /**< as a verified report says */
};

/** One leg on the ground. */
struct jk_desk_leg {
    const struct jk_notice *notice;
    const struct jk_instance *instance; /**< its stated hours and facts */
    enum jk_desk_version version;
    const struct jk_body *body; /**< null: it has no place that could be judged */
    double length_m;            /**< of a route; else 0 */
    double column_m;            /**< of a column; else 0 */
};

/** One chain on that day. */
struct jk_desk_activity {
    const char *uid;  /**< of the main */
    const char *href; /**< of the main's resource below /api/v1; "" where another region decides on
                       *   it: then only what touches the reader's ground is told */
    const char *code; /**< four digits officers call the request by; "" likewise */
    const struct jk_facts *facts; /**< of the main, else of the first leg, as of that day */
    enum jk_state state;
    bool pending;                /**< a change waits beside what is in force ... */
    enum jk_state pending_state; /**< ... in this state */
    bool withdrawal_requested;
    bool assessed;          /**< false: *belum dapat dinilai* */
    bool neutral;           /**< an office's own business */
    bool withheld;          /**< nothing of it is told as it was written */
    const char *sttp;       /**< "" none */
    const char *place;      /**< name as it is known; "" unknown */
    const char *district;   /**< sub-district; "" unknown */
    int64_t start_s, end_s; /**< of the main on that day; where it is not there, of its legs */
    struct jk_levels worst; /**< of its open conflicts on that day */
    unsigned counts[JK_LEVEL_END]; /**< of them, by level; none: possible ones */
    const char *worst_id;          /**< of the worst of them; null: it has none */
    double distance_m, required_m; /**< of the worst of them; where `worst.level_max` is not none */
    struct jk_desk_leg *legs;      /**< by start */
    size_t leg_count;
};

/** An open conflict of that day. */
struct jk_desk_conflict {
    struct jk_conflict_view view;
    int64_t first_s, last_s; /**< of its parts on that day: from the first to the last instant */
    int64_t due_s; /**< when it is told further up, unless somebody takes notice; INT64_MAX never */
    bool undecided; /**< a side of it waits for a decision */
};

/** The day. */
struct jk_desk_day {
    const struct jk_pack *pack;
    const struct jk_region *region; /**< what is of it or below it */
    int32_t day;                    /**< local day of the region */
    int64_t now_s;
    struct jk_desk_activity *activities; /**< by start, then UID */
    size_t activity_count;
    struct jk_desk_conflict *conflicts; /**< worst first, then nearer, then by id */
    size_t conflict_count;
    const struct jk_balance *balance; /**< officers, for a reader of the police; else null */
    int32_t day_before, day_after;    /**< nearest days with an activity; INT32_MIN: none */
};

/** The first words of a day: "Hari terakhir masa kampanye", by the calendar of what the region
 * elects. "" outside every phase. In the arena or static; null when memory is out. */
const char *jk_desk_phase_text(const struct jk_pack *pack, const struct jk_region *region,
                               int32_t day, enum jk_lang lang, struct jk_arena *arena);

/** A day as its document. @return given (json_decref); null when memory is out */
json_t *jk_desk_day_json(const struct jk_desk_day *day, enum jk_lang lang);

/** One activity as in that document. @return given; null when memory is out */
json_t *jk_desk_activity_json(const struct jk_desk_activity *activity, const struct jk_pack *pack,
                              const struct jk_tz *tz);

/** How many nodes the columns have that are asked again for the road they share: what a drawing of
 * the conflict, or its document, costs beside the rest. 0: none, or too many to be asked at all. */
size_t jk_desk_shared_nodes(const struct jk_conflict_view *view,
                            const struct jk_desk_activity *activities, size_t count);

/** A conflict as in that document: as everywhere, with its sides' places, its times, and the lines
 * of the road both drive.
 *
 * @param activities  among which its sides are, where they are anywhere
 * @return given; null when memory is out */
json_t *jk_desk_conflict_json(const struct jk_desk_conflict *conflict, const struct jk_pack *pack,
                              const struct jk_desk_activity *activities, size_t count);
#endif
