/* daemon/app/conflicts/conflicts.h: conflicts are opened, changed and closed as chains are judged.
 */
#ifndef DAEMON_APP_CONFLICTS_CONFLICTS_H
#define DAEMON_APP_CONFLICTS_CONFLICTS_H
#include "daemon/app/handle/handle.h"
#include "jarak/app/registry/registry.h"
#include "jarak/engine/verdict.h"

/* Judge a chain and bring its conflicts up to date in memory and in the store; who has to be is
 * told. In the open group. */
enum jk_status conflicts_update(struct jk_app *app, const struct jk_act *act,
                                struct jk_chain *chain, struct jk_error *err);
/* The same with what was found of the chain before; as of conflicts_judge(). It may have come to be
 * over since. */
enum jk_status conflicts_update_found(struct jk_app *app, const struct jk_act *act,
                                      struct jk_chain *chain, const struct jk_pairings *found,
                                      struct jk_error *err);
/* True when an open conflict is over at this instant. */
bool conflicts_is_expiry_due(const struct jk_app *app, int64_t now_s);
/* Close the open conflicts that are over at act->time_s. In the open group. */
enum jk_status conflicts_expire(struct jk_app *app, const struct jk_act *act, struct jk_error *err);
/* Find the parts of a chain's open conflicts whose rows alone were read, and change nothing else:
 * levels stay those that were stored, also where they would be others by the pack and the program
 * of today. What is not found any more has no parts. JK_MEMORY. */
enum jk_status conflicts_find_parts_of(struct jk_app *app, struct jk_chain *chain);
#endif
