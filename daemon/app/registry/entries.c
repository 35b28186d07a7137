/* Entries and chains, made with the first that is known of them and numbered as they come.
 *
 * What a trial made is taken back: it is the newest, so its number is free again and nobody else
 * has it. Otherwise nothing is ever taken out. */
#include <stdlib.h>
#include <string.h>
#include "daemon/app/registry/registry_internal.h"
#include "jarak/base/heap.h"
#include "jarak/policy/occupancy.h"

static struct jk_chain *make_chain(struct jk_registry *registry, const char *id,
                                   const struct jk_facts *facts)
{
    struct jk_chain *chain;

    if (!jk_grow(&registry->chains, registry->chain_count, &registry->chain_cap,
                 sizeof *registry->chains))
        return NULL;
    chain = jk_heap_zeroed(1, sizeof *chain);
    if (!chain)
        return NULL;
    chain->id = jk_heap_copy(id);
    chain->number = registry->chain_count;
    chain->certificate = chain->sttp = "";
    chain->state = JK_STATE_SUBMITTED;
    chain->former = chain->kept.former = JK_STATE_END;
    chain->pending_state = chain->kept.pending_state = JK_STATE_END;
    chain->region = jk_occupancy_region(registry->pack, facts);
    if (!chain->id || !jk_name_table_add(&registry->chain_names, chain->id, chain)) {
        free((void *)(uintptr_t)chain->id);
        free(chain);
        return NULL;
    }
    registry->chains[registry->chain_count++] = chain;
    return chain;
}

/* The newest, of which nothing is known any more. */
static void drop_chain(struct jk_registry *registry, struct jk_chain *chain)
{
    jk_name_table_remove(&registry->chain_names, chain->id);
    registry->chain_count--;
    free((void *)(uintptr_t)chain->id);
    free(chain->entries);
    free(chain->places);
    free(chain);
}

/* Nearly all chains have one entry: the first takes no more room than it needs. */
static bool room_for_entry(struct jk_chain *chain)
{
    if (!chain->entries && (chain->entries = jk_heap_take(sizeof(struct jk_entry *))) != NULL)
        chain->entry_cap = 1;
    return chain->entries && jk_grow(&chain->entries, chain->entry_count, &chain->entry_cap,
                                     sizeof(struct jk_entry *));
}

/* Each name is hashed once, when it is made: a look-up costs the same with ten notices and with ten
 * thousand. */
static bool add_hashed(struct jk_registry *registry, struct jk_entry *entry)
{
    struct registry_hashed *hashed;

    if (jk_uid_is_plain(entry->uid))
        return true;
    hashed = jk_heap_zeroed(1, sizeof *hashed);
    if (!hashed)
        return false;
    jk_uid_hashed(entry->uid, hashed->name);
    hashed->entry = entry;
    if (jk_name_table_add(&registry->hashed_names, hashed->name, hashed))
        return true;
    free(hashed);
    return false;
}

static void drop_hashed(struct jk_registry *registry, const struct jk_entry *entry)
{
    char name[JK_ADDRESS_HEX + 2];
    struct registry_hashed *hashed;

    if (jk_uid_is_plain(entry->uid))
        return;
    jk_uid_hashed(entry->uid, name);
    hashed = jk_name_table_find(&registry->hashed_names, name);
    jk_name_table_remove(&registry->hashed_names, name);
    free(hashed);
}

void registry_hashed_clear(struct jk_registry *registry)
{
    jk_name_table_free(&registry->hashed_names, NULL);
}

void registry_entry_free_texts(struct jk_entry *entry)
{
    if (entry->uid != entry->chain->id)
        free((void *)(uintptr_t)entry->uid);
}

static struct jk_entry *make_entry(struct jk_registry *registry, const char *uid,
                                   struct jk_chain *chain)
{
    struct jk_entry *entry;

    if (!jk_grow(&registry->entries, registry->entry_count, &registry->entry_cap,
                 sizeof *registry->entries) ||
        !room_for_entry(chain))
        return NULL;
    entry = jk_heap_zeroed(1, sizeof *entry);
    if (!entry)
        return NULL;
    entry->uid = strcmp(uid, chain->id) == 0 ? chain->id : jk_heap_copy(uid);
    entry->number = registry->entry_count;
    entry->chain = chain;
    if (!entry->uid || !jk_name_table_add(&registry->entry_names, entry->uid, entry)) {
        registry_entry_free_texts(entry);
        free(entry);
        return NULL;
    }
    if (!add_hashed(registry, entry)) {
        jk_name_table_remove(&registry->entry_names, entry->uid);
        registry_entry_free_texts(entry);
        free(entry);
        return NULL;
    }
    registry->entries[registry->entry_count++] = entry;
    if (chain->entry_count == 0 && entry->uid == chain->id)
        jk_name_table_remove(&registry->chain_names, chain->id); /* the entry tells of it */
    chain->entries[chain->entry_count++] = entry;
    return entry;
}

/* With its chain, where it is the first of it. A chain is not left without an entry: it would be in
 * no table of the store. */
static struct jk_entry *make_in_chain(struct jk_registry *registry, const char *uid, const char *id,
                                      const struct jk_facts *facts)
{
    struct jk_chain *known = jk_registry_chain(registry, id);
    struct jk_chain *chain = known ? known : make_chain(registry, id, facts);
    struct jk_entry *entry = chain ? make_entry(registry, uid, chain) : NULL;

    if (chain && !known && !entry)
        drop_chain(registry, chain);
    return entry;
}

struct jk_entry *registry_entry_for(struct jk_registry *registry, const struct jk_notice *notice)
{
    struct jk_entry *entry = jk_registry_entry(registry, notice->uid);

    return entry ? entry
                 : make_in_chain(registry, notice->uid, jk_notice_chain(notice), &notice->facts);
}

void registry_drop_newest(struct jk_registry *registry, struct jk_entry *entry)
{
    struct jk_chain *chain = entry->chain;

    registry_unshelve(registry, entry);
    jk_name_table_remove(&registry->entry_names, entry->uid);
    drop_hashed(registry, entry);
    registry->entry_count--;
    chain->entry_count--;
    registry_entry_free_texts(entry);
    free(entry);
    if (chain->entry_count == 0)
        drop_chain(registry, chain);
}

struct jk_entry *jk_registry_tombstone(struct jk_registry *registry, const char *uid,
                                       const char *chain)
{
    const struct jk_facts nothing = jk_facts_unstated();
    struct jk_entry *entry = jk_registry_entry(registry, uid);

    if (!entry)
        entry = make_in_chain(registry, uid, chain, &nothing);
    if (entry) {
        entry->deleted = true;
        registry_chain_changed(registry, entry->chain);
    }
    return entry;
}
