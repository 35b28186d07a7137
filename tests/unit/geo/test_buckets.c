/* The buckets behind the index: against a plain list while keys come, go and collide. */
#include <criterion/criterion.h>
#include "daemon/geo/buckets_internal.h"
#include "tests/support/seeded.h"

#define KEYS 700
#define MOST 40

static uint32_t held[KEYS][MOST];
static int holds[KEYS];

static struct jk_index_entry entry(int key, uint32_t owner)
{
    return (struct jk_index_entry){ .x = (float)key, .owner = owner };
}

/* What is in the bucket is what was put in, in any order. */
static void check_key(const struct buckets *b, int key)
{
    const struct bucket *slot = bucket_at(b->slots, b->slot_count, (uint64_t)key * 1000003);

    cr_assert((slot->entries != NULL) == (holds[key] > 0), "key %d", key);
    if (!slot->entries)
        return;
    cr_assert(slot->count == (uint32_t)holds[key], "key %d: %u of %d", key, slot->count,
              holds[key]);
    for (int i = 0; i < holds[key]; i++) {
        bool found = false;

        for (uint32_t k = 0; k < slot->count; k++)
            found = found ||
                    (slot->entries[k].owner == held[key][i] && slot->entries[k].x == (float)key);
        cr_assert(found, "key %d lost %u", key, held[key][i]);
    }
}

Test(buckets, nothing_is_lost_while_keys_come_and_go, .timeout = 60)
{
    struct seeded r = { 161 };
    struct buckets b;
    size_t taken = 0;
    uint32_t next = 1;

    cr_assert(geo_buckets_init(&b));
    for (int step = 0; step < 60000; step++) {
        /* Waves: fill mostly for a while, then empty mostly, so that slots close and open. */
        bool fill = step / 9000 % 2 == 0;
        int key = (int)seeded_whole(&r, 0, KEYS - 1);

        if (holds[key] < MOST && seeded_whole(&r, 0, 3) < (fill ? 3 : 1)) {
            struct jk_index_entry e = entry(key, next);

            cr_assert(geo_buckets_add(&b, (uint64_t)key * 1000003, &e));
            taken += holds[key] == 0;
            held[key][holds[key]++] = next++;
        } else if (holds[key] > 0) {
            int i = (int)seeded_whole(&r, 0, holds[key] - 1);
            struct jk_index_entry e = entry(key, held[key][i]);

            geo_buckets_remove(&b, (uint64_t)key * 1000003, &e);
            held[key][i] = held[key][--holds[key]];
            taken -= holds[key] == 0;
        }
        cr_assert(b.taken == taken, "step %d", step);
        cr_assert((double)b.taken <= 0.75 * (double)b.slot_count + 1, "B1 at step %d", step);
        check_key(&b, key);
        for (int k = 0; step % 3000 == 0 && k < KEYS; k++)
            check_key(&b, k);
    }
    cr_assert(geo_buckets_memory(&b) >= b.slot_count * sizeof *b.slots);
    geo_buckets_clear(&b);
}

Test(buckets, removing_what_is_not_there_changes_nothing)
{
    struct jk_index_entry one = entry(1, 1), two = entry(1, 2);
    struct buckets b;

    cr_assert(geo_buckets_init(&b));
    geo_buckets_remove(&b, 5, &one);
    cr_assert(b.taken == 0);
    cr_assert(geo_buckets_add(&b, 5, &one));
    geo_buckets_remove(&b, 5, &two);
    geo_buckets_remove(&b, 6, &one);
    cr_assert(b.taken == 1 && bucket_at(b.slots, b.slot_count, 5)->count == 1);
    cr_assert(geo_buckets_add(&b, 5, &one), "the same twice is two");
    geo_buckets_remove(&b, 5, &one);
    cr_assert(bucket_at(b.slots, b.slot_count, 5)->count == 1);
    geo_buckets_remove(&b, 5, &one);
    cr_assert(b.taken == 0 && bucket_at(b.slots, b.slot_count, 5)->entries == NULL);
    geo_buckets_clear(&b);
}
