/* daemon/app/registry/leg_size.h: standing legs without a crowd have their main's size class. */
#ifndef DAEMON_APP_REGISTRY_LEG_SIZE_H
#define DAEMON_APP_REGISTRY_LEG_SIZE_H
#include "jarak/app/registry/registry.h"

/* Fit the bodies of a chain's legs to its main, after a version of any of them has come or gone.
 * Entering the world again needs no memory that was not there. */
void registry_fit_legs(struct jk_registry *registry, struct jk_chain *chain);
#endif
