/* daemon/app/teams/public_world.h: the application as the public knows it.
 *
 * It holds the main activities in the approved feed and nothing else, and judges by the same code:
 * what it finds about a team's plan cannot tell what is not public already (SPEC 9). It is never
 * written to the store and made when first asked for. */
#ifndef DAEMON_APP_TEAMS_PUBLIC_WORLD_H
#define DAEMON_APP_TEAMS_PUBLIC_WORLD_H
#include "daemon/app/app_internal.h"

/* Bring it up to date. @return borrowed, until the application changes; null when memory is out */
struct jk_app *public_world_of(struct jk_app *app);

/* Free it. */
void public_world_clear(struct jk_app *app);

/* The version of a chain's main that is in force for the public, or null (feed.c). */
const struct jk_version *chain_in_force(const struct jk_chain *chain);
#endif
