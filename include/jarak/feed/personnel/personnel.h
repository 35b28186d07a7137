/* jarak/feed/personnel/personnel.h: the officers of a day as the police's page and document show
 * them: what asks for how many, who is sent where, what is left.
 *
 * A snapshot the application fills (jarak/app/personnel/personnel.h), written as a page of the desk
 * and as the document of GET /api/v1/personnel. It is the planning of the police: whoever writes it
 * has made sure that its reader is of the police. Everything is borrowed for the call. Seconds UTC.
 * Pure. Source: docs/decisions/0113-personnel.md. */
#ifndef JARAK_FEED_PERSONNEL_PERSONNEL_H
#define JARAK_FEED_PERSONNEL_PERSONNEL_H
#include <jansson.h>
#include "jarak/feed/desk/page.h"
#include "jarak/model/notice.h"
#include "jarak/policy/balance.h"
#include "jarak/policy/rules.h"

/** An activity that asks for officers. */
struct jk_personnel_task {
    const char *uid; /**< of the chain's main */
    const struct jk_party *party;
    struct jk_demand_of of;
    const char *place; /**< as it is known; "" unknown */
    struct jk_task task;
    uint32_t chain; /**< its number in the registry */
};

/** A duty. */
struct jk_personnel_duty {
    const char *summary;
    const char *unit;   /**< its name, or the code nobody knows; "" none was stated */
    const char *guards; /**< code or UID as it was stated; "" none was */
    const char *about;  /**< what that is, in words; "" where it is not known */
    struct jk_duty duty;
    enum jk_duty_fault fault;
    int64_t guarded_from_s, guarded_to_s; /**< where it has moved */
    uint32_t entry, chain; /**< numbers: its own entry; the chain it guards, UINT32_MAX: none */
};

/** Polling stations of a sub-district, on the day of the vote. */
struct jk_personnel_tps {
    const struct jk_region *region;
    uint32_t stations[JK_STATION_RISKS], officers[JK_STATION_RISKS];
    int64_t from_s, to_s; /**< guarded from the first to the last of them */
};

/** The day. */
struct jk_personnel_day {
    const struct jk_pack *pack;
    const struct jk_region
        *region; /**< units put under it or below it, and what is decided there */
    int32_t day;
    bool vote;
    struct jk_balance balance;
    struct jk_personnel_task *tasks; /**< activities, by begin, then UID */
    size_t task_count;
    struct jk_personnel_duty *duties; /**< likewise */
    size_t duty_count;
    struct jk_personnel_tps *tps; /**< by code; none on other days */
    size_t tps_count;
};

/** What if there were so many stations with so many officers each? */
struct jk_personnel_whatif {
    uint32_t stations, each;
    uint32_t capacity; /**< officers there are */
};

/** What it says: "171 TPS x 2 = 342 dari 614; sisa 272". Appends. */
void jk_personnel_whatif_add(struct jk_buf *out, const struct jk_personnel_whatif *ask,
                             enum jk_lang lang);

/** The day as its document. @return given (json_decref); null when memory is out */
json_t *jk_personnel_json(const struct jk_personnel_day *day, enum jk_lang lang);
/** The answer of a what-if. @return likewise */
json_t *jk_personnel_whatif_json(const struct jk_personnel_whatif *ask, enum jk_lang lang);

/** The page. @param whatif  stations 0: nothing was asked @param fault  null: nothing is wrong
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_personnel_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                 const struct jk_personnel_day *day,
                                 const struct jk_personnel_whatif *whatif, const char *fault);
#endif
