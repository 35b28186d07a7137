/* daemon/app/registry/room.h: the registry as it is read from the store; for the table of rooms in
 * daemon/app/load.c. */
#ifndef DAEMON_APP_REGISTRY_ROOM_H
#define DAEMON_APP_REGISTRY_ROOM_H
#include "daemon/app/handle/handle.h"

/* Read notices and chains from the store into a registry made anew. */
enum jk_status registry_load(struct jk_app *app, struct jk_error *err);
/* At load, behind the chains: what returned ones wait for. */
enum jk_status registry_missing_load(struct jk_app *app, struct jk_error *err);
/* Free the registry. */
void registry_clear(struct jk_app *app);
#endif
