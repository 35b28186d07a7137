/* jarak/policy/balance.h: officers needed, sent and there, hour by hour of one day.
 *
 * What is needed are tasks (activities by the table of demand, polling stations); what is sent are
 * duties of units. Each hour has the most that is asked for at one moment of it: a task that ends
 * at 10.20 and one that begins at 10.40 are not both counted. A duty takes its officers from when
 * they set out from their unit's base until they are back; who ends one duty and could not be back
 * in time for the next goes on to it directly where that can be done, and is then busy in between.
 * The order in which tasks and duties are given does not matter, nor whose they are. Times are
 * seconds UTC. Pure but for the arena; N tasks and duties take N log N and, for each unit, N
 * squared of its own duties. Source: docs/decisions/0113-personnel.md. */
#ifndef JARAK_POLICY_BALANCE_H
#define JARAK_POLICY_BALANCE_H
#include "jarak/policy/personnel.h"

#define JK_DAY_HOURS 24

/** Somebody has to be guarded. */
struct jk_task {
    int64_t from_s, to_s; /**< [from, to) */
    uint32_t officers;
    const struct jk_region *district; /**< null: not known */
};

/** Officers are sent. */
struct jk_duty {
    const char *uid;      /**< of the notice: the order of equal ones */
    size_t unit;          /**< number among the pack's units; SIZE_MAX: none of them */
    int64_t from_s, to_s; /**< on the spot, [from, to) */
    uint32_t officers;
    bool placed; /**< else the way there is not known and counts nothing */
    struct jk_point begin, end;
    const struct jk_region *district; /**< null: not known */
};

/** One hour. */
struct jk_hour {
    uint32_t need;      /**< of all tasks */
    uint32_t committed; /**< of all duties, with their ways */
};

/** A unit on the day. */
struct jk_unit_day {
    const struct jk_unit *unit;
    uint32_t capacity; /**< 0 on a day it is not there */
    uint32_t committed[JK_DAY_HOURS];
    uint32_t duties;
    bool over; /**< in some hour */
};

/** A sub-district on the day. */
struct jk_district_day {
    const struct jk_region *region;
    uint32_t need, duties; /**< the most of any hour */
    uint32_t missing; /**< the most by which needed exceeds sent in one hour; ways not counted */
};

/** The balance. */
struct jk_balance {
    int64_t from_s; /**< when the day begins */
    struct jk_hour hours[JK_DAY_HOURS];
    uint32_t capacity; /**< of all units there that day */
    bool known;        /**< any unit is put under the region: else nothing is over */
    struct jk_unit_day *units;
    size_t unit_count;
    struct jk_district_day *districts; /**< those with a task or duty, by code */
    size_t district_count;
};

/** What is balanced. */
struct jk_balance_ask {
    const struct jk_pack *pack;
    const char *region; /**< code: units under it or below it */
    int32_t day;        /**< local */
    const struct jk_tz *tz;
    const struct jk_task *tasks;
    size_t task_count;
    const struct jk_duty *duties;
    size_t duty_count;
};

/** Balance a day. @param[out] out  in the arena @return JK_OK; JK_MEMORY */
enum jk_status jk_balance_make(struct jk_arena *arena, const struct jk_balance_ask *ask,
                               struct jk_balance *out);

/** Does the day ask for more than there is in that hour? */
bool jk_balance_is_short(const struct jk_balance *balance, unsigned hour);
/** Does a unit send more than it has in that hour? */
bool jk_unit_is_over(const struct jk_unit_day *unit, unsigned hour);
/** Does [from, to) touch that hour? */
bool jk_hour_touches(const struct jk_balance *balance, unsigned hour, int64_t from_s, int64_t to_s);
#endif
