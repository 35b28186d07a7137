/* Legs and their main may come in any order, be changed and be withdrawn, and each is read alone.
 * So the size class of a standing leg that states no crowd is settled here, whenever anything of
 * its chain has changed: it is a function of the chain's present versions, which makes undoing a
 * change no case of its own.
 *
 * The index keeps the class of every member, so a version whose class changes leaves the world and
 * enters it again. While the main has a pending change, the version in force and the new one may
 * differ: the larger class counts, for unknown is not small. */
#include "daemon/app/registry/leg_size.h"

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

static void fit(struct jk_world *world, const struct jk_pack *pack, const struct jk_facts *main,
                const struct jk_entry *entry, struct jk_version *version, uint32_t tag)
{
    const struct jk_notice *notice = version ? version->notice : NULL;
    bool stood = version && version->standing, differs = false;

    for (size_t i = 0; version && i < version->body_count; i++)
        differs = differs || version->bodies[i]->key.size !=
                                 jk_occupancy_size(pack, version->instances[i]->facts, main);
    if (!differs || !notice)
        return;
    registry_version_leave(world, version);
    for (size_t i = 0; i < version->body_count; i++)
        version->bodies[i]->key.size = jk_occupancy_size(pack, version->instances[i]->facts, main);
    if (stood)
        registry_version_enter(world, version, entry->chain->number, tag);
}

void registry_fit_legs(struct jk_world *world, const struct jk_pack *pack, struct jk_chain *chain)
{
    const struct jk_facts *main = main_facts(pack, chain);

    for (size_t i = 0; i < chain->entry_count; i++) {
        struct jk_entry *entry = chain->entries[i];

        fit(world, pack, main, entry, entry->current, entry->number);
        fit(world, pack, main, entry, entry->approved, entry->number);
        fit(world, pack, main, entry, entry->happened, entry->number | JK_TAG_HAPPENED);
    }
}
