/* Chains by who filed something of them, and by the hash of what their approval was based on.
 *
 * Both only grow: an owner keeps what he filed, and the certificate of an approval that was
 * followed by another no longer fits its chain. */
#include <stdlib.h>
#include <string.h>
#include "daemon/app/registry/registry_internal.h"
#include "daemon/app/registry/rows.h"
#include "jarak/base/heap.h"

struct registry_owned {
    const char *owner;
    uint32_t *chains; /* numbers, ascending */
    size_t count, cap;
};

#define CERTIFICATE_HEX 64

struct certified {
    char hash[CERTIFICATE_HEX + 1];
    struct jk_chain *chain;
};

static struct registry_owned *owned_by(struct jk_registry *registry, const char *owner)
{
    struct registry_owned *owned = jk_name_table_find(&registry->owned, owner);

    if (owned || !(owned = jk_heap_zeroed(1, sizeof *owned)))
        return owned;
    if (jk_text_set(&owned->owner, owner) &&
        jk_name_table_add(&registry->owned, owned->owner, owned))
        return owned;
    jk_text_free(owned->owner);
    free(owned);
    return NULL;
}

/* Chains come by number, but for a leg that is filed later by another than the main. */
static bool add_chain(struct registry_owned *owned, uint32_t chain)
{
    size_t at = owned->count;

    while (at > 0 && owned->chains[at - 1] > chain)
        at--;
    if (at > 0 && owned->chains[at - 1] == chain)
        return true;
    if (!jk_grow(&owned->chains, owned->count, &owned->cap, sizeof *owned->chains))
        return false;
    memmove(&owned->chains[at + 1], &owned->chains[at],
            (owned->count - at) * sizeof *owned->chains);
    owned->chains[at] = chain;
    owned->count++;
    return true;
}

bool registry_own(struct jk_registry *registry, struct jk_entry *entry, const char *owner)
{
    struct registry_owned *owned = owned_by(registry, owner);

    if (!owned || !add_chain(owned, entry->chain->number))
        return false;
    entry->owner = owned->owner;
    return true;
}

size_t jk_registry_owned(const struct jk_registry *registry, const char *owner,
                         const uint32_t **chains)
{
    const struct registry_owned *owned = jk_name_table_find(&registry->owned, owner);

    *chains = owned ? owned->chains : NULL;
    return owned ? owned->count : 0;
}

bool registry_certify(struct jk_registry *registry, struct jk_chain *chain, const char *hash)
{
    struct certified *certified = jk_name_table_find(&registry->certified, hash);

    if (!certified) {
        certified = jk_heap_zeroed(1, sizeof *certified);
        if (!certified)
            return false;
        memcpy(certified->hash, hash, strnlen(hash, sizeof certified->hash - 1));
        if (!jk_name_table_add(&registry->certified, certified->hash, certified)) {
            free(certified);
            return false;
        }
        certified->chain = chain;
    }
    chain->certificate = certified->hash;
    return true;
}

struct jk_chain *jk_registry_certified(const struct jk_registry *registry, struct jk_span hash)
{
    char name[CERTIFICATE_HEX + 1] = "";
    const struct certified *certified;

    if (hash.len == 0 || hash.len >= sizeof name)
        return NULL;
    memcpy(name, hash.at, hash.len);
    certified = jk_name_table_find(&registry->certified, name);
    return certified && strcmp(certified->chain->certificate, name) == 0 ? certified->chain : NULL;
}

void registry_owned_clear(struct jk_registry *registry)
{
    for (size_t i = 0; i < registry->owned.cap; i++) {
        struct registry_owned *owned = registry->owned.values[i];

        if (owned) {
            jk_text_free(owned->owner);
            free(owned->chains);
        }
        free(owned);
    }
    jk_name_table_clear(&registry->owned);
    jk_name_table_free(&registry->certified, NULL);
}
