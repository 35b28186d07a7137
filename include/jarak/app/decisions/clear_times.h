/* jarak/app/decisions/clear_times.h: when a chain, or a plan nobody has filed, may start instead.
 *
 * Source: SPEC 6. */
#ifndef JARAK_APP_DECISIONS_CLEAR_TIMES_H
#define JARAK_APP_DECISIONS_CLEAR_TIMES_H
#include "jarak/app/handle/handle.h"
#include "jarak/feed/json/clear_times.h"
#include "jarak/feed/json/clear_times_plan.h"

/** A question for clear start times. */
struct jk_slots_request {
    const char *uid;          /**< of the main or a leg */
    int32_t from_day, to_day; /**< local days of the main's start, at most 62 */
    enum jk_level level;      /**< clear of conflicts, possible ones included, from here on;
                               *   JK_LEVEL_NONE: from where an approval must name them */
    bool venues;              /**< look at the pack's venues too */
    int64_t now_s;
};

/** When a chain may start instead (SPEC 6): the same answer for either side of a conflict.
 *
 * @param[out] out  in the arena and borrowed from the application until its next command
 * @return JK_OK; JK_NONE no such chain, or its main is not there; JK_RANGE; JK_MEMORY; JK_HEAVY */
enum jk_status jk_app_slots(struct jk_app *app, struct jk_arena *arena,
                            const struct jk_slots_request *request, struct jk_slots_view *out,
                            struct jk_error *err);

/** A question for the start times of an activity that nobody has filed. */
struct jk_freebusy_request {
    const struct jk_region *area; /**< with a reference point */
    const struct jk_party *party; /**< who would hold it */
    enum jk_kind kind;            /**< a standing campaign activity: at most JK_KIND_TATAP_MUKA */
    int32_t from_day, to_day;     /**< local days of the start, at most 62 */
    enum jk_level level;          /**< as of struct jk_slots_request */
    int64_t now_s;
};

/** When a rally of three hours, or another meeting of two, may start at an area's reference point:
 * the pack's defaults stand for what a notice would say of it.
 *
 * @param[out] out  in the arena and borrowed from the request
 * @return JK_OK; JK_RANGE; JK_MEMORY */
enum jk_status jk_app_freebusy(struct jk_app *app, struct jk_arena *arena,
                               const struct jk_freebusy_request *request,
                               struct jk_freebusy_view *out, struct jk_error *err);
#endif
