/* Entries by the segment of their address. Only those that need a hashed name are hashed, and they
 * are few. */
#include <string.h>
#include "jarak/app/registry/registry.h"
#include "jarak/model/address.h"

struct jk_entry *jk_registry_addressed(const struct jk_registry *registry, const char *segment)
{
    char hashed[JK_ADDRESS_HEX + 2];

    if (jk_uid_is_plain(segment))
        return jk_registry_entry(registry, segment);
    for (uint32_t i = 0; segment[0] == '~' && i < jk_registry_entries(registry); i++) {
        struct jk_entry *entry = jk_registry_entry_at(registry, i);

        if (jk_uid_is_plain(entry->uid))
            continue;
        jk_uid_hashed(entry->uid, hashed);
        if (strcmp(hashed, segment) == 0)
            return entry;
    }
    return NULL;
}
