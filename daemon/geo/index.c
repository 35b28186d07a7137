#include "jarak/geo/index.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/civil.h"

/* Layout: an open hash table from (layer, day, row, column) to a bucket; hot fields of an item lie
 * together in its bucket. Invariants:
 *  I1  an item stands once in each day bucket its span touches, or once in the long list
 *  I2  items in buckets have radius_m <= cell / 2 and span <= DAYS_MAX days
 *  I3  slots are a power of two and at most half of them are taken */
#define DAYS_MAX     4
#define FIRST_SLOTS  1024
#define BASE_S       1600000000.0 /* 2020-09-13: spans are kept as 32-bit seconds from here */
#define METRES_A_DEG 110574.0     /* the shortest degree of latitude: cells never cover less */
#define COLUMN_STEP  1048576      /* columns of one row; 360 degrees of 38 m */

/* What the filter reads. */
struct entry {
    float x, y, z, radius_m;
    int32_t in_s, out_s; /* from BASE_S, rounded outwards */
    uint32_t owner;
};

struct bucket {
    uint64_t key; /* 0: free */
    struct entry *entries;
    uint32_t count, cap;
};

struct jk_index {
    double cell_deg[JK_INDEX_LAYERS];
    double cell_m[JK_INDEX_LAYERS];
    int32_t day_shift_s;
    struct bucket *slots;
    size_t slot_count, taken;
    struct bucket large[JK_INDEX_LAYERS];
    size_t filled[JK_INDEX_LAYERS];  /* items now in buckets of the layer */
    float widest_m[JK_INDEX_LAYERS]; /* largest radius ever put in a bucket of the layer */
};

static int32_t pack_time(double t, bool up)
{
    double s = up ? ceil(t - BASE_S) : floor(t - BASE_S);

    return (int32_t)fmax(-2147483000.0, fmin(2147483000.0, s));
}

static int32_t day_of(const struct jk_index *index, double t)
{
    return (int32_t)floor((t + index->day_shift_s) / JK_DAY_S);
}

static int32_t row_of(const struct jk_index *index, unsigned layer, double lat_deg)
{
    return (int32_t)floor(lat_deg / index->cell_deg[layer]);
}

/* Columns are as wide as rows are high at the row's equatorward edge. */
static double column_deg(const struct jk_index *index, unsigned layer, int32_t row)
{
    double cell = index->cell_deg[layer];
    double lat = cell * (row >= 0 ? row : -row - 1);

    return cell / fmax(0.02, cos(fmin(lat, 89.0) * 0.017453292519943295));
}

static int32_t column_of(double width_deg, double lon_deg)
{
    return (int32_t)floor((lon_deg + 180.0) / width_deg);
}

static uint64_t key_of(unsigned layer, int32_t day, int32_t row, int32_t column)
{
    uint64_t place = (uint64_t)(row + 32768 * 16) * COLUMN_STEP + (uint64_t)column;

    return (uint64_t)(layer + 1) << 60 | (uint64_t)(uint32_t)(day & 0x7ffff) << 41 |
           (place & UINT64_C(0x1ffffffffff));
}

static size_t hash_of(uint64_t key)
{
    key ^= key >> 32;
    key *= UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(key ^ key >> 29);
}

static struct bucket *slot_for(struct bucket *slots, size_t count, uint64_t key)
{
    size_t i = hash_of(key) & (count - 1);

    while (slots[i].key != 0 && slots[i].key != key)
        i = (i + 1) & (count - 1);
    return &slots[i];
}

static bool grow_slots(struct jk_index *index)
{
    size_t count = 2 * index->slot_count;
    struct bucket *slots = calloc(count, sizeof *slots);

    if (!slots)
        return false;
    for (size_t i = 0; i < index->slot_count; i++) {
        if (index->slots[i].key != 0)
            *slot_for(slots, count, index->slots[i].key) = index->slots[i];
    }
    free(index->slots);
    index->slots = slots;
    index->slot_count = count;
    return true;
}

struct jk_index *jk_index_new(const double cell_m[JK_INDEX_LAYERS], int32_t day_shift_s)
{
    struct jk_index *index = calloc(1, sizeof *index);

    if (!index)
        return NULL;
    for (int i = 0; i < JK_INDEX_LAYERS; i++) {
        index->cell_m[i] = cell_m[i];
        index->cell_deg[i] = cell_m[i] / METRES_A_DEG;
    }
    index->day_shift_s = day_shift_s;
    index->slot_count = FIRST_SLOTS;
    index->slots = calloc(FIRST_SLOTS, sizeof *index->slots);
    if (!index->slots) {
        free(index);
        return NULL;
    }
    return index;
}

void jk_index_free(struct jk_index *index)
{
    if (!index)
        return;
    for (size_t i = 0; i < index->slot_count; i++)
        free(index->slots[i].entries);
    for (int i = 0; i < JK_INDEX_LAYERS; i++)
        free(index->large[i].entries);
    free(index->slots);
    free(index);
}

static enum jk_status put_entry(struct bucket *bucket, const struct entry *entry)
{
    if (bucket->count == bucket->cap) {
        uint32_t cap = bucket->cap ? bucket->cap + bucket->cap / 2 + 1 : 2;
        struct entry *grown = realloc(bucket->entries, cap * sizeof *grown);

        if (!grown)
            return JK_MEMORY;
        bucket->entries = grown;
        bucket->cap = cap;
    }
    bucket->entries[bucket->count++] = *entry;
    return JK_OK;
}

static void drop_entry(struct bucket *bucket, const struct entry *entry)
{
    for (uint32_t i = 0; i < bucket->count; i++) {
        const struct entry *e = &bucket->entries[i];

        if (e->owner == entry->owner && e->x == entry->x && e->y == entry->y && e->z == entry->z &&
            e->in_s == entry->in_s && e->out_s == entry->out_s) {
            bucket->entries[i] = bucket->entries[--bucket->count];
            return;
        }
    }
}

static struct entry entry_of(const struct jk_index_item *item)
{
    /* A float of an earth-centred metre is good to 0.5 m; a metre more keeps the filter safe. */
    return (struct entry){ item->x,
                           item->y,
                           item->z,
                           item->radius_m + 1.0F,
                           pack_time(item->in_s, false),
                           pack_time(item->out_s, true),
                           item->owner };
}

static bool is_large(const struct jk_index *index, const struct jk_index_item *item)
{
    return (double)item->radius_m > index->cell_m[item->layer] / 2.0 ||
           item->out_s - item->in_s > (double)DAYS_MAX * JK_DAY_S;
}

static struct bucket *bucket_for(struct jk_index *index, const struct jk_index_item *item,
                                 int32_t day)
{
    int32_t row = row_of(index, item->layer, (double)item->lat_deg);
    int32_t column = column_of(column_deg(index, item->layer, row), (double)item->lon_deg);
    uint64_t key = key_of(item->layer, day, row, column);
    struct bucket *slot = slot_for(index->slots, index->slot_count, key);

    if (slot->key == key)
        return slot;
    if (2 * index->taken >= index->slot_count) {
        if (!grow_slots(index))
            return NULL;
        slot = slot_for(index->slots, index->slot_count, key);
    }
    slot->key = key;
    index->taken++;
    return slot;
}

enum jk_status jk_index_add(struct jk_index *index, const struct jk_index_item *item)
{
    struct entry entry = entry_of(item);
    int32_t first = day_of(index, item->in_s), last = day_of(index, item->out_s);

    if (is_large(index, item))
        return put_entry(&index->large[item->layer], &entry);
    for (int32_t day = first; day <= last; day++) {
        struct bucket *bucket = bucket_for(index, item, day);

        if (!bucket || put_entry(bucket, &entry) != JK_OK) {
            while (--day >= first) /* undo: the buckets of earlier days exist */
                drop_entry(bucket_for(index, item, day), &entry);
            return JK_MEMORY;
        }
    }
    index->filled[item->layer]++;
    index->widest_m[item->layer] = fmaxf(index->widest_m[item->layer], item->radius_m);
    return JK_OK;
}

void jk_index_remove(struct jk_index *index, const struct jk_index_item *item)
{
    struct entry entry = entry_of(item);
    int32_t last = day_of(index, item->out_s);

    if (is_large(index, item)) {
        drop_entry(&index->large[item->layer], &entry);
        return;
    }
    for (int32_t day = day_of(index, item->in_s); day <= last; day++) {
        struct bucket *bucket = bucket_for(index, item, day);

        if (bucket)
            drop_entry(bucket, &entry);
    }
    index->filled[item->layer]--;
}

/* A query made ready: compared with each entry. */
struct probe {
    float x, y, z, within_m;
    int32_t in_s, out_s;
    jk_index_visit *visit;
    void *ctx;
};

static void scan_bucket(const struct bucket *bucket, const struct probe *p)
{
    for (uint32_t i = 0; i < bucket->count; i++) {
        const struct entry *e = &bucket->entries[i];
        float dx = e->x - p->x, dy = e->y - p->y, dz = e->z - p->z, r = e->radius_m + p->within_m;

        if (e->in_s <= p->out_s && e->out_s >= p->in_s && dx * dx + dy * dy + dz * dz <= r * r)
            p->visit(p->ctx, e->owner);
    }
}

/* The buckets of one row of cells on one day. */
static void scan_row(const struct jk_index *index, unsigned layer, int32_t day, int32_t row,
                     double lon_deg, double half_deg, const struct probe *p)
{
    double width_deg = column_deg(index, layer, row);
    int32_t columns = (int32_t)ceil(360.0 / width_deg);
    int32_t first = column_of(width_deg, lon_deg - half_deg);
    int32_t last = column_of(width_deg, lon_deg + half_deg);

    if (last - first >= columns)
        last = first + columns - 1;
    for (int32_t c = first; c <= last; c++) {
        int32_t column = ((c % columns) + columns) % columns; /* round the date line */
        uint64_t key = key_of(layer, day, row, column);
        const struct bucket *slot = slot_for(index->slots, index->slot_count, key);

        if (slot->key == key)
            scan_bucket(slot, p);
    }
}

void jk_index_query(const struct jk_index *index, const struct jk_index_item *item, unsigned layer,
                    double reach_m, double tau_s, jk_index_visit *visit, void *ctx)
{
    double within = (double)item->radius_m + reach_m + 1.0;
    struct probe p = { item->x,
                       item->y,
                       item->z,
                       (float)within + 1.0F,
                       pack_time(item->in_s - tau_s, false),
                       pack_time(item->out_s + tau_s, true),
                       visit,
                       ctx };
    double half = (within + (double)index->widest_m[layer]) / METRES_A_DEG;
    double lat = (double)item->lat_deg, lon = (double)item->lon_deg;
    double half_lon = half / fmax(0.02, cos(fmin(89.0, fabs(lat) + half) * 0.017453292519943295));
    int32_t last_day = day_of(index, item->out_s + tau_s);
    int32_t last_row = row_of(index, layer, lat + half);

    if (index->large[layer].count)
        scan_bucket(&index->large[layer], &p);
    if (index->filled[layer] == 0)
        return;
    for (int32_t day = day_of(index, item->in_s - tau_s); day <= last_day; day++) {
        for (int32_t row = row_of(index, layer, lat - half); row <= last_row; row++)
            scan_row(index, layer, day, row, lon, half_lon, &p);
    }
}

size_t jk_index_memory(const struct jk_index *index)
{
    size_t octets = sizeof *index + index->slot_count * sizeof *index->slots;

    for (size_t i = 0; i < index->slot_count; i++)
        octets += index->slots[i].cap * sizeof(struct entry);
    for (int i = 0; i < JK_INDEX_LAYERS; i++)
        octets += index->large[i].cap * sizeof(struct entry);
    return octets;
}
