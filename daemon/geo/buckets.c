/* The hash table of buckets behind the index: linear probing, deletion without tombstones.
 *
 * Probing runs forward to the next free slot (invariant B2), so a miss ends at the first free one;
 * at a load of 0.75 that takes 2.5 slots for a hit and 8.5 for a miss in the mean (Knuth, TAOCP 3,
 * 6.4), one behind the other in memory. A slot that falls empty is closed at once: entries behind
 * it that would no longer be found move up, so that a table in which activities come and go for
 * months does not fill with dead marks. Growing by GROWTH, not by 2, keeps the memory of a large
 * table near its need; the price is a rehash a little more often.
 *
 * A bucket's room is a function of its count alone (room_for), so no capacity is stored: an entry
 * that is added or removed reallocates only where that function steps. */
#include "daemon/geo/buckets_internal.h"
#include "jarak/base/heap.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SLOTS 512
#define LOAD        0.75
#define GROWTH      1.35

bool geo_buckets_init(struct buckets *buckets)
{
    *buckets =
        (struct buckets){ jk_heap_zeroed(FIRST_SLOTS, sizeof *buckets->slots), FIRST_SLOTS, 0 };
    return buckets->slots != NULL;
}

void geo_buckets_clear(struct buckets *buckets)
{
    for (size_t i = 0; i < buckets->slot_count; i++)
        free(buckets->slots[i].entries);
    free(buckets->slots);
}

static bool grow_slots(struct buckets *buckets)
{
    size_t count = (size_t)((double)buckets->slot_count * GROWTH) + 1;
    struct bucket *slots = jk_heap_zeroed(count, sizeof *slots);

    if (!slots)
        return false;
    for (size_t i = 0; i < buckets->slot_count; i++) {
        if (buckets->slots[i].entries)
            *bucket_at(slots, count, buckets->slots[i].key) = buckets->slots[i];
    }
    free(buckets->slots);
    buckets->slots = slots;
    buckets->slot_count = count;
    return true;
}

/* Room for `count` entries: rounded up to a multiple of a power of two between an eighth and a
 * quarter of it, so at most a quarter lies idle. */
static uint32_t room_for(uint32_t count)
{
    uint32_t step = 1;

    while (8 * step < count)
        step *= 2;
    return (count + step - 1) / step * step;
}

/* The bucket of a key with room for one more; null when memory is out. */
static struct bucket *open_slot(struct buckets *buckets, uint64_t key)
{
    struct bucket *slot = bucket_at(buckets->slots, buckets->slot_count, key);
    struct jk_index_entry *grown;

    if (!slot->entries && (double)(buckets->taken + 1) > LOAD * (double)buckets->slot_count) {
        if (!grow_slots(buckets))
            return NULL;
        slot = bucket_at(buckets->slots, buckets->slot_count, key);
    }
    if (slot->entries && room_for(slot->count) > slot->count)
        return slot;
    grown = jk_heap_resize(slot->entries, room_for(slot->count + 1) * sizeof *grown);
    if (!grown)
        return NULL;
    if (!slot->entries) {
        slot->key = key;
        buckets->taken++;
    }
    slot->entries = grown;
    return slot;
}

/* Take a slot out; those behind it that would be lost move up (Knuth, TAOCP 3, 6.4 R). */
static void close_slot(struct buckets *buckets, struct bucket *slot)
{
    size_t count = buckets->slot_count, hole = (size_t)(slot - buckets->slots), i = hole;

    free(slot->entries);
    for (;;) {
        size_t home;

        i = i + 1 == count ? 0 : i + 1;
        if (!buckets->slots[i].entries)
            break;
        home = bucket_home(buckets->slots[i].key, count);
        if (hole <= i ? home <= hole || home > i : home <= hole && home > i) {
            buckets->slots[hole] = buckets->slots[i];
            hole = i;
        }
    }
    buckets->slots[hole] = (struct bucket){ 0, NULL, 0 };
    buckets->taken--;
}

bool geo_buckets_add(struct buckets *buckets, uint64_t key, const struct jk_index_entry *entry)
{
    struct bucket *bucket = open_slot(buckets, key);

    if (!bucket)
        return false;
    bucket->entries[bucket->count++] = *entry;
    return true;
}

/* Finds the entry by its bytes, puts the last one in its place, and gives room back where
 * room_for() says so; a bucket that is empty gives up its slot. */
void geo_buckets_remove(struct buckets *buckets, uint64_t key, const struct jk_index_entry *entry)
{
    struct bucket *slot = bucket_at(buckets->slots, buckets->slot_count, key);
    uint32_t before = slot->entries ? room_for(slot->count) : 0;
    struct jk_index_entry *fewer;

    for (uint32_t i = 0; i < slot->count; i++) {
        if (memcmp(&slot->entries[i], entry, sizeof *entry) == 0) {
            slot->entries[i] = slot->entries[--slot->count];
            break;
        }
    }
    if (!slot->entries)
        return;
    if (slot->count == 0) {
        close_slot(buckets, slot);
    } else if (room_for(slot->count) < before) {
        fewer = jk_heap_resize(slot->entries, room_for(slot->count) * sizeof *fewer);
        slot->entries = fewer ? fewer : slot->entries;
    }
}

size_t geo_buckets_memory(const struct buckets *buckets)
{
    size_t bytes = buckets->slot_count * sizeof *buckets->slots;

    for (size_t i = 0; i < buckets->slot_count; i++) {
        if (buckets->slots[i].entries) /* malloc: 8 bytes of its own, in steps of 16 */
            bytes +=
                (room_for(buckets->slots[i].count) * sizeof(struct jk_index_entry) + 23) / 16 * 16;
    }
    return bytes;
}
