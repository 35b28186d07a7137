/* An open hash table from the key of a cell to its bucket of entries; behind jarak/geo/index.h.
 *
 * Invariants:
 *  B1  at most LOAD of the slots are taken; a taken slot holds at least one entry
 *  B2  from the slot a key hashes to up to the slot it is in there is no free one
 * Buckets that fall empty are freed; the table itself keeps the room of its fullest time. */
#ifndef DAEMON_GEO_BUCKETS_INTERNAL_H
#define DAEMON_GEO_BUCKETS_INTERNAL_H
#include <stdbool.h>
#include "jarak/geo/index.h"

struct bucket {
    uint64_t key;
    struct jk_index_entry *entries; /* null: free */
    uint32_t count;
};

struct buckets {
    struct bucket *slots;
    size_t slot_count, taken;
};

/* @return false when memory is out */
bool geo_buckets_init(struct buckets *buckets);
/* Free all buckets. */
void geo_buckets_clear(struct buckets *buckets);

/* Add an entry. @return false when memory is out; nothing is then changed */
bool geo_buckets_add(struct buckets *buckets, uint64_t key, const struct jk_index_entry *entry);

/* Remove an entry with the same members, if it is there. */
void geo_buckets_remove(struct buckets *buckets, uint64_t key, const struct jk_index_entry *entry);

/* Bytes held, the allocator's own included. */
size_t geo_buckets_memory(const struct buckets *buckets);

static inline size_t bucket_home(uint64_t key, size_t slot_count)
{
    key ^= key >> 32;
    key *= UINT64_C(0x9e3779b97f4a7c15);
    key ^= key >> 29;
    key *= UINT64_C(0xbf58476d1ce4e5b9);
    return (size_t)((key >> 32) * slot_count >> 32);
}

/* The bucket of a key, or the free slot where it would be. */
static inline struct bucket *bucket_at(struct bucket *slots, size_t count, uint64_t key)
{
    size_t i = bucket_home(key, count);

    while (slots[i].entries && slots[i].key != key)
        i = i + 1 == count ? 0 : i + 1;
    return &slots[i];
}
#endif
