/* jarak/app/desk/statistics.h: the figures of a season are gathered from the past
 * (jarak/app/past.h), whose store knows what each conflict once was. */
#ifndef JARAK_APP_DESK_STATISTICS_H
#define JARAK_APP_DESK_STATISTICS_H
#include "jarak/app/accounts/account.h"
#include "jarak/feed/oversight/statistics.h"

/** Whose figures. */
struct jk_stat_ask {
    const struct jk_account *actor; /**< of the past; what its region decides on is counted */
    const char *region;             /**< code: the actor's, or one below it */
    int32_t from_day, to_day;       /**< first days of activities, there */
};

/** Gather them. @param past as jk_app_open_past() gave it @param[out] out in the arena
 * @return JK_OK; JK_IO; JK_CORRUPT; JK_MEMORY */
enum jk_status jk_app_statistics(struct jk_app *past, struct jk_arena *arena,
                                 const struct jk_stat_ask *ask, struct jk_statistics *out,
                                 struct jk_error *err);
#endif
