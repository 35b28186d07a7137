/* jarak/app/desk/conflict_history.h: the history of a conflict is read of the past
 * (jarak/app/past.h), whose store noted it on its way. */
#ifndef JARAK_APP_DESK_CONFLICT_HISTORY_H
#define JARAK_APP_DESK_CONFLICT_HISTORY_H
#include "jarak/app/accounts/account.h"
#include "jarak/feed/oversight/conflict_history.h"

/** Read it.
 *
 * @param past   as jk_app_open_past() gave it
 * @param actor  whose region decides on a side: of a guest's conflict no history is told, for its
 *               levels are those of all of it
 * @param id     whole
 * @param[out] out  in the arena
 * @return JK_OK; JK_NONE no such conflict for the actor; JK_IO; JK_CORRUPT; JK_MEMORY */
enum jk_status jk_app_conflict_history(struct jk_app *past, struct jk_arena *arena,
                                       const struct jk_account *actor, const char *id,
                                       struct jk_conflict_history *out, struct jk_error *err);
#endif
