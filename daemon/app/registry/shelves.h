/* daemon/app/registry/shelves.h: the lists behind jarak/app/registry/walk.h, and what keeps them
 * up. */
#ifndef DAEMON_APP_REGISTRY_SHELVES_H
#define DAEMON_APP_REGISTRY_SHELVES_H
#include "jarak/app/registry/registry.h"
#include "jarak/base/name_table.h"

struct registry_shelves {
    struct jk_name_table table; /* by the code of a regency or province */
    bool lost;                  /* memory ran out once: they may miss something, and are not used */
};

/* Lists a chain under what it is about now, and no longer under what it was about before; whenever
 * a version or an entry of it, or its region, has changed. */
void registry_shelve(struct jk_registry *registry, struct jk_chain *chain);
/* Takes an entry off all lists; its chain has it still. */
void registry_unshelve(struct jk_registry *registry, const struct jk_entry *entry);
/* Takes a chain off all lists. */
void registry_unshelve_chain(struct jk_registry *registry, struct jk_chain *chain);
/* Frees the lists; the chains' places are freed apart. */
void registry_shelves_clear(struct registry_shelves *shelves);
#endif
