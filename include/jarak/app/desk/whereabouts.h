/* jarak/app/desk/whereabouts.h: when and where one notice is, and how near its chain comes to
 * others: a line of a list. */
#ifndef JARAK_APP_DESK_WHEREABOUTS_H
#define JARAK_APP_DESK_WHEREABOUTS_H
#include "jarak/app/handle/handle.h"
#include "jarak/app/registry/registry.h"
#include "jarak/policy/policy.h"

#define JK_ANY_DAY INT32_MIN /* the first instance, whenever it is */

/** One notice on one day; everything is borrowed until the application's next command. */
struct jk_whereabouts {
    int64_t start_s, end_s; /**< as stated, UTC seconds, end after start */
    const char *place;      /**< name as it is known; "" unknown */
    const char *district;   /**< sub-district; "" unknown */
    struct jk_levels worst; /**< of the open conflicts of its chain, on whatever day */
};

/** Fill them in from the newest version.
 *
 * @param entry  with a current version
 * @param day    local day of its region on which it is asked for, or JK_ANY_DAY
 * @return false: nothing of it takes place then, and *out is left alone */
bool jk_app_whereabouts(const struct jk_app *app, const struct jk_entry *entry, int32_t day,
                        struct jk_whereabouts *out);
#endif
