/* daemon/app/teams/public_world.h: the application as the public knows it.
 *
 * It holds the main activities in the approved feed and nothing else, and judges by the same code:
 * what it finds about a team's plan cannot tell what is not public already (SPEC 9). It is never
 * written to the store and made when first asked for. */
#ifndef DAEMON_APP_TEAMS_PUBLIC_WORLD_H
#define DAEMON_APP_TEAMS_PUBLIC_WORLD_H
#include "daemon/app/handle/handle.h"

/* Bring it up to date. @return borrowed, until the application changes; null when memory is out */
struct jk_app *teams_public_world(struct jk_app *app);

/* As it was brought up to date last; null: nobody has asked for it yet. */
struct jk_app *teams_known_public_world(const struct jk_app *app);

/* How many bodies were made in it: jk_registry_compiled(). */
uint64_t teams_compiled(const struct jk_app *app);

/* Free it. */
void teams_public_world_clear(struct jk_app *app);
#endif
