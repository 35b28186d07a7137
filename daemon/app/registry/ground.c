/* Grounds of versions, each found once. */
#include "jarak/app/registry/ground.h"

#include <stdlib.h>
#include "daemon/app/registry/registry_internal.h"
#include "jarak/base/heap.h"
#include "jarak/engine/body_ground.h"

/* Bodies of the same facts are of the same places. */
static bool is_again(const struct jk_version *version, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (version->instances[k]->facts == version->instances[i]->facts)
            return true;
    }
    return false;
}

/* A list grows by leaps; there are as many as there are notices, and they grow no more. */
static void trim(struct jk_ground *ground)
{
    const struct jk_region **at =
        ground->count ? jk_heap_resize(ground->at, ground->count * sizeof *at) : NULL;

    if (at) {
        ground->at = at;
        ground->cap = ground->count;
    }
}

static const struct jk_ground *ground_of(const struct jk_pack *pack, const struct jk_entry *entry,
                                         struct jk_version *version)
{
    struct jk_ground *ground = version->ground;
    bool ok = true;

    if (ground)
        return ground;
    ground = jk_heap_zeroed(1, sizeof *ground);
    if (!ground)
        return NULL;
    for (size_t i = 0; i < version->body_count && ok; i++) {
        if (!is_again(version, i))
            ok = jk_ground_add_body(pack, version->bodies[i], ground);
    }
    if (version->body_count == 0 && ok)
        ok = jk_ground_add_named(pack, entry->chain->region->code, &version->notice->facts, ground);
    if (!ok) {
        jk_ground_clear(ground);
        free(ground);
        return NULL;
    }
    trim(ground);
    return version->ground = ground;
}

bool registry_ground_find(const struct jk_pack *pack, const struct jk_entry *entry,
                          struct jk_version *version)
{
    return ground_of(pack, entry, version) != NULL;
}

bool jk_entry_touches(const struct jk_registry *registry, const struct jk_entry *entry,
                      const char *region)
{
    struct jk_version *const versions[] = { entry->current, entry->approved, entry->happened };

    for (size_t i = 0; i < sizeof versions / sizeof *versions && !entry->chain->veiled; i++) {
        const struct jk_ground *ground =
            versions[i] ? ground_of(jk_registry_pack(registry), entry, versions[i]) : NULL;

        if (ground && jk_ground_touches(ground, region))
            return true;
    }
    return false;
}

bool jk_chain_each_ground(const struct jk_registry *registry, const struct jk_chain *chain,
                          void (*each)(void *ctx, const char *region), void *ctx)
{
    for (size_t i = 0; i < chain->entry_count; i++) {
        const struct jk_entry *entry = chain->entries[i];
        struct jk_version *const versions[] = { entry->current, entry->approved, entry->happened };

        for (size_t k = 0; k < sizeof versions / sizeof *versions; k++) {
            const struct jk_ground *ground =
                versions[k] ? ground_of(jk_registry_pack(registry), entry, versions[k]) : NULL;

            if (versions[k] && !ground)
                return false;
            for (size_t n = 0; ground && n < ground->count; n++)
                each(ctx, ground->at[n]->code);
        }
    }
    return true;
}

bool jk_chain_touches(const struct jk_registry *registry, const struct jk_chain *chain,
                      const char *region)
{
    for (size_t i = 0; i < chain->entry_count; i++) {
        if (jk_entry_touches(registry, chain->entries[i], region))
            return true;
    }
    return false;
}
