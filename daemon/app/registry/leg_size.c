/* Legs and their main may come in any order, be changed and be withdrawn, and each is read alone.
 * So the size class of a standing leg that states no crowd is settled here, whenever anything of
 * its chain has changed: it is a function of the chain's present versions, which makes undoing a
 * change no case of its own.
 *
 * The index keeps the class of every member, so a version whose class changes leaves the world and
 * enters it again. While the main has a pending change, the version in force and the new one may
 * differ: the larger class counts, for unknown is not small. */
#include "daemon/app/registry/leg_size.h"

#include "daemon/app/registry/registry_internal.h"
#include "daemon/app/registry/version.h"
#include "jarak/policy/occupancy.h"

/* The facts that a leg without a crowd is sized by: those of the larger of the main's versions. */
static const struct jk_facts *main_facts(const struct jk_pack *pack, const struct jk_chain *chain)
{
    const struct jk_entry *main = jk_chain_main(chain);
    const struct jk_facts *current, *approved;

    if (!main)
        return NULL;
    current = &main->current->notice->facts;
    if (!main->approved)
        return current;
    approved = &main->approved->notice->facts;
    /* besar < sedang < kecil in the enumeration */
    return jk_occupancy_size(pack, approved, NULL) < jk_occupancy_size(pack, current, NULL)
               ? approved
               : current;
}

static void fit(struct jk_registry *registry, const struct jk_facts *main,
                const struct jk_entry *entry, struct jk_version *version)
{
    const struct jk_pack *pack = registry->pack;
    const struct jk_notice *notice = version ? version->notice : NULL;
    bool stood = version && version->standing, differs = false;

    for (size_t i = 0; version && i < version->body_count; i++)
        differs = differs || version->bodies[i]->key.size !=
                                 jk_occupancy_size(pack, version->instances[i]->facts, main);
    if (!differs || !notice)
        return;
    registry_version_leave(registry, entry, version);
    for (size_t i = 0; i < version->body_count; i++)
        version->bodies[i]->key.size = jk_occupancy_size(pack, version->instances[i]->facts, main);
    if (stood)
        registry_version_enter(registry, entry, version);
}

void registry_fit_legs(struct jk_registry *registry, struct jk_chain *chain)
{
    const struct jk_facts *main = main_facts(registry->pack, chain);

    for (size_t i = 0; i < chain->entry_count; i++) {
        struct jk_entry *entry = chain->entries[i];

        fit(registry, main, entry, entry->current);
        fit(registry, main, entry, entry->approved);
        fit(registry, main, entry, entry->happened);
    }
}
