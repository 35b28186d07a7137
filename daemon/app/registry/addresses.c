/* Entries by the segment of their address, and by their hashed name: each is hashed once, when it
 * is made, so a look-up costs the same with ten notices and with ten thousand. */
#include "daemon/app/registry/registry_internal.h"
#include "jarak/app/registry/registry.h"

struct jk_entry *jk_registry_hashed(const struct jk_registry *registry, const char *name)
{
    return jk_name_table_find(&registry->hashed_names, name);
}

struct jk_entry *jk_registry_addressed(const struct jk_registry *registry, const char *segment)
{
    struct jk_entry *entry;

    if (jk_uid_is_plain(segment))
        return jk_registry_entry(registry, segment);
    entry = jk_registry_hashed(registry, segment);
    return entry && !jk_uid_is_plain(entry->uid) ? entry : NULL;
}
