/* jarak/app/desk/steps.h: by which steps a day came to be known (jarak/feed/desk/steps.h). */
#ifndef JARAK_APP_DESK_STEPS_H
#define JARAK_APP_DESK_STEPS_H
#include "jarak/app/desk/desk.h"
#include "jarak/feed/desk/steps.h"

/** The steps by which a day came to be known, those of after the entry too: of the activities and
 * conflicts that stand on it in the past or today, as far as who asks may see them.
 *
 * @param past  as jk_app_open_past() gave it
 * @param now   of today
 * @param ask   as of jk_app_day(); its actor is of the past
 * @param then  what that said of the past
 * @param[out] out  in the arena
 * @return JK_OK; JK_IO; JK_CORRUPT; JK_MEMORY */
enum jk_status jk_app_day_steps(struct jk_app *past, struct jk_app *now, struct jk_arena *arena,
                                const struct jk_desk_ask *ask, const struct jk_desk_day *then,
                                struct jk_day_steps *out, struct jk_error *err);
#endif
