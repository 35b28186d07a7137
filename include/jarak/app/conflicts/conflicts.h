/* jarak/app/conflicts/conflicts.h: the conflicts of a region as they stand. */
#ifndef JARAK_APP_CONFLICTS_CONFLICTS_H
#define JARAK_APP_CONFLICTS_CONFLICTS_H
#include "jarak/app/handle/handle.h"
#include "jarak/feed/json/verdict.h"

/** Conflicts with a side in `region` or below it, in the arena, worst first; `open_only` leaves
 * closed ones out. @return JK_OK; JK_MEMORY */
enum jk_status jk_app_conflicts(struct jk_app *app, struct jk_arena *arena, const char *region,
                                bool open_only, struct jk_conflict_views *out);
#endif
