/* daemon/app/registry/registry_internal.h: the registry's own members, for the files that move
 * versions into and out of the world, and for daemon/app/repack, which lets them stand by another
 * pack. Nobody else includes it. */
#ifndef DAEMON_APP_REGISTRY_REGISTRY_INTERNAL_H
#define DAEMON_APP_REGISTRY_REGISTRY_INTERNAL_H
#include "daemon/app/registry/days.h"
#include "daemon/app/registry/shelves.h"
#include "daemon/app/registry/totals.h"
#include "jarak/app/registry/registry.h"
#include "jarak/base/name_table.h"

struct jk_registry {
    const struct jk_pack *pack;
    struct jk_world *world;
    struct jk_name_table entry_names;
    struct jk_name_table chain_names;      /* of chains whose first entry is not their main */
    struct jk_name_table hashed_names;     /* struct registry_hashed, of the few that have one */
    struct totals totals;                  /* of the current versions that stand or were held */
    struct registry_days days;             /* of all versions that stand */
    struct registry_shelves shelves;       /* of all chains */
    struct jk_name_table sttp;             /* how many chains have a number (sttp_numbers.h) */
    struct jk_name_table owned, certified; /* owned.c */
    struct jk_entry **entries;
    struct jk_chain **chains;
    uint32_t entry_count, chain_count;
    size_t entry_cap, chain_cap;
    uint64_t compiled; /* jk_registry_compiled() */
    uint64_t changes;  /* jk_registry_changes() */
    bool is_read;      /* between registry_read_begin() and its end */
};

/* The entry of a notice, and its chain, made where they are not there yet; null: memory is out. */
struct jk_entry *registry_entry_for(struct jk_registry *registry, const struct jk_notice *notice);
/* Frees the texts of an entry whose chain is still there. */
void registry_entry_free_texts(struct jk_entry *entry);
/* Drops an entry that only a change under way had made: it is the newest, and so is its chain if it
 * has no other. */
void registry_drop_newest(struct jk_registry *registry, struct jk_entry *entry);
/* What an entry is called in an address whose UID cannot stand in one. */
struct registry_hashed {
    char name[JK_ADDRESS_HEX + 2];
    struct jk_entry *entry;
};
/* Frees them. */
void registry_hashed_clear(struct jk_registry *registry);
/* What follows from a change of a version, of the entries or of the region of a chain: sizes of its
 * legs, and where it is listed. */
void registry_chain_changed(struct jk_registry *registry, struct jk_chain *chain);
/* Lets a current version enter the world, and counts it. False: out of memory, nothing changed. */
bool registry_stand(struct jk_registry *registry, const struct jk_entry *entry,
                    struct jk_version *version);
/* Counts a current version that was held, and so stands no more. False: out of memory, not counted.
 */
bool registry_count(struct jk_registry *registry, const struct jk_entry *entry,
                    struct jk_version *version);
/* Everything is about to be read, so many entries as far as that is known: what follows
 * from a change of a chain is found at the end, once for each. */
void registry_read_begin(struct jk_registry *registry, uint32_t entries);
/* A piece of that end: of some hundred chains, a fraction of a millisecond.
 * @param from  0, and then what it gave @return jk_registry_chains() where it came to the end */
uint32_t registry_read_end(struct jk_registry *registry, uint32_t from);
/* The entity tag of what is shown of the entry: its current version, and that it is asked back;
 * with quotes, "" where there is none. */
void registry_make_etag(struct jk_entry *entry);
/* Puts a version that is settled already, in an entry and a chain that are made where they are not
 * there; nothing may stand in that entry.
 * @param version  given, freed where it cannot be put
 * @param etag     of the entry, as registry_make_etag() made it
 * @return the entry; null: memory is out */
struct jk_entry *registry_put_recalled(struct jk_registry *registry, struct jk_version *version,
                                       const char *etag);
/* Puts one beside it as the one that is approved, likewise. False: memory is out. */
bool registry_put_approved(struct jk_registry *registry, struct jk_entry *entry,
                           struct jk_version *version);
/* The opposite of registry_stand(); null is allowed. */
void registry_step_down(struct jk_registry *registry, const struct jk_entry *entry,
                        struct jk_version *version);
/* Frees what is known of owners and certificates. */
void registry_owned_clear(struct jk_registry *registry);
/* Each judges and counts by the other's pack from here on, in the other's world; who is an entry
 * and who a chain stays. */
void registry_exchange(struct jk_registry *a, struct jk_registry *b);
/* Finds whose ground a version touches and keeps it there. False: memory is out. */
bool registry_ground_find(const struct jk_pack *pack, const struct jk_entry *entry,
                          struct jk_version *version);
/* standing.c: nothing of the chain stands any more, as before its notices were read the first time;
 * what reports said of them is kept. */
void registry_empty_chain(struct jk_registry *registry, struct jk_chain *chain);
/* They were read again: what reports said happens beside them. JK_MEMORY. */
enum jk_status registry_happen_again(struct jk_registry *registry, struct jk_chain *chain);
#endif
