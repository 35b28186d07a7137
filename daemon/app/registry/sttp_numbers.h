/* daemon/app/registry/sttp_numbers.h: which STTP numbers were issued, and how often in a region. */
#ifndef DAEMON_APP_REGISTRY_STTP_NUMBERS_H
#define DAEMON_APP_REGISTRY_STTP_NUMBERS_H
#include "jarak/app/registry/registry.h"

/* The number of a chain, "" for none; the only maker of `sttp`. Cut to what it holds.
 * @return false: out of memory, the chain is as before */
bool registry_sttp_set(struct jk_registry *registry, struct jk_chain *chain, const char *sttp);
/* How many chains of its region have this chain's number, it too; 0 where it has none. */
unsigned registry_sttp_count(const struct jk_registry *registry, const struct jk_chain *chain);
/* Forget all of them; the registry is being freed. */
void registry_sttp_clear(struct jk_registry *registry);
#endif
