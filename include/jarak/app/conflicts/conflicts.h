/* jarak/app/conflicts/conflicts.h: the conflicts of a region as they stand. */
#ifndef JARAK_APP_CONFLICTS_CONFLICTS_H
#define JARAK_APP_CONFLICTS_CONFLICTS_H
#include "jarak/app/accounts/account.h"
#include "jarak/app/handle/handle.h"
#include "jarak/feed/json/verdict.h"

/** Which conflicts are asked for. */
struct jk_conflicts_ask {
    const struct jk_account *actor; /**< an officer: sees those his region decides on, and of others
                                     *   what touches his ground (SPEC 9) */
    const char *region; /**< code: with a side in it or below it, or touching its ground */
    bool open_only;     /**< closed ones are left out */
};

/** Conflicts as the actor sees them, in the arena, worst first. @return JK_OK; JK_MEMORY */
enum jk_status jk_app_conflicts(struct jk_app *app, struct jk_arena *arena,
                                const struct jk_conflicts_ask *ask, struct jk_conflict_views *out);

/** How many open conflicts may be shown in a region, at most. */
size_t jk_app_conflicts_most(const struct jk_app *app, const char *region);
#endif
