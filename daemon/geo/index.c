/* A grid of days and cells, with levels for large and for long entries.
 *
 * An open hash table (buckets.c) leads from (layer, level, day, row, column) to a bucket of
 * entries. Rows are slices of the earth-centred z, columns equal angles of longitude in a row:
 * neither costs more than an arc tangent. A row's columns are about a cell wide at its edge nearer
 * to the equator, so near the poles they become fewer. Invariants:
 *
 *   I1  an entry stands once in each bucket of its cell that its days touch, at most DAYS_MAX
 *       (but for spans beyond all levels)
 *   I2  entries have radius_m <= cell / RADII, but on the last level
 *
 * An entry stands in the one cell of its centre, so a probe must look as far as its reach plus the
 * largest radius on the level: I2 keeps that within a fraction of a cell, and widest_m is what is
 * really there. The last size level has no bound but widest_m, which is still right, only slower.
 * Long spans go to time levels of 8, 64 and 512 days, so an entry has few copies and a probe few
 * days to ask.
 *
 * A search costs a cache miss for each slot and one for each bucket found. Keys are therefore
 * collected, BATCH at a time: the slots are asked for as the keys come in, then the entries of all,
 * and only then are they read, so the misses overlap. Everything errs towards a visit too many
 * (SLACK_M, half_angle), never too few. */
#include "jarak/geo/index.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/geo/buckets_internal.h"
#include "jarak/base/defend.h"
#include "jarak/base/heap.h"

#define DAYS_MAX    4
#define RADII       3.0 /* cells are so much wider than radii */
#define SIZE_LEVELS 6   /* cells of 1, 4, 16.. 1,024 times the layer's */
#define TIME_LEVELS 4   /* days, 8, 64 and 512 at once */
#define LEVELS      (SIZE_LEVELS * TIME_LEVELS)
#define BATCH       64 /* buckets asked for at once: their cache misses overlap */
#define AHEAD       8  /* entries fetched ahead; behind them the processor runs on by itself */
#define EACH_AHEAD  2  /* buckets whose entries are fetched ahead of a walk over all */
#define LOOK_BACK   16
#define EARTH_M     6.4e6
#define SLACK_M     4.0 /* covers floats of earth-centred metres and an arc tangent of floats */
#define TWO_PI      6.283185307179586
#define SPLIT_DAY   (INT32_C(1) << 19)

/* The entries on one level of a layer, in sum. */
struct level {
    uint32_t entries; /* copies in several buckets counted */
    float widest_m;   /* largest radius since it was last empty */
};

struct jk_index {
    double cell_m[JK_INDEX_LAYERS];
    struct level levels[JK_INDEX_LAYERS][LEVELS];
    uint32_t in_use[JK_INDEX_LAYERS]; /* bit n: level n holds something */
    struct buckets buckets;
};

static double cell_of(const struct jk_index *index, unsigned layer, unsigned level)
{
    return index->cell_m[layer] * (double)(1U << 2 * (level % SIZE_LEVELS));
}

static unsigned day_shift(unsigned level)
{
    return 3 * (level / SIZE_LEVELS);
}

static unsigned level_for(const struct jk_index *index, const struct jk_index_span *span,
                          float radius_m)
{
    unsigned size = 0, time = 0;

    while (size + 1 < SIZE_LEVELS && (double)radius_m * RADII > cell_of(index, span->layer, size))
        size++;
    while (time + 1 < TIME_LEVELS &&
           (span->last_day >> 3 * time) - (span->first_day >> 3 * time) >= DAYS_MAX)
        time++;
    return time * SIZE_LEVELS + size;
}

/* floor() for numbers that fit, without a call of the library. */
static int32_t whole_below(double x)
{
    int32_t whole = (int32_t)x;

    return whole - (whole > x);
}

static int32_t row_of(double cell, double z)
{
    return whole_below(z / cell);
}

/* Columns in a row: as many as make each at most a cell wide at the row's edge nearer to the
 * equator. */
static int32_t columns_of(double cell, int32_t row)
{
    double z = cell * (row >= 0 ? row : -row - 1), r2 = EARTH_M * EARTH_M - z * z;

    return r2 > 0.0 ? 1 + (int32_t)(TWO_PI * sqrt(r2) / cell) : 1;
}

static int32_t column_of(int32_t columns, double lon)
{
    return whole_below(lon * (1.0 / TWO_PI) * columns);
}

static uint64_t key_of(unsigned layer, unsigned level, int32_t day, int32_t row, int32_t column)
{
    return (uint64_t)layer << 61 | (uint64_t)level << 56 |
           (uint64_t)((uint32_t)(day + SPLIT_DAY) & 0xfffffU) << 36 |
           (uint64_t)((uint32_t)row & 0xffffU) << 20 | ((uint32_t)column & 0xfffffU);
}

struct jk_index *jk_index_new(const double cell_m[JK_INDEX_LAYERS])
{
    JK_ASSERT_ALL(cell_m[0] > 0.0 && cell_m[JK_INDEX_LAYERS - 1] > 0.0);

    struct jk_index *index = jk_heap_zeroed(1, sizeof *index);

    if (!index)
        return NULL;
    memcpy(index->cell_m, cell_m, sizeof index->cell_m);
    if (!geo_buckets_init(&index->buckets)) {
        free(index);
        return NULL;
    }
    return index;
}

void jk_index_free(struct jk_index *index)
{
    if (!index)
        return;
    geo_buckets_clear(&index->buckets);
    free(index);
}

/* The cell of an entry, as a key without its day. */
static uint64_t cell_key(const struct jk_index *index, const struct jk_index_span *span,
                         unsigned level, const struct jk_index_entry *entry)
{
    double cell = cell_of(index, span->layer, level);
    int32_t row = row_of(cell, (double)entry->z), columns = columns_of(cell, row);
    double lon = atan2((double)entry->y, (double)entry->x);
    int32_t column = column_of(columns, lon < 0.0 ? lon + TWO_PI : lon);

    return key_of(span->layer, level, 0, row, column >= columns ? 0 : column);
}

static uint64_t with_day(uint64_t key, int32_t day)
{
    return (key & ~(UINT64_C(0xfffff) << 36)) | (uint64_t)((uint32_t)(day + SPLIT_DAY) & 0xfffffU)
                                                    << 36;
}

/* The entry goes into the bucket of its cell for each day; when memory runs out, the days before
 * are taken out again. */
enum jk_status jk_index_add(struct jk_index *index, const struct jk_index_span *span,
                            const struct jk_index_entry *entry)
{
    JK_ASSERT(span->layer < JK_INDEX_LAYERS);
    JK_ASSERT(span->first_day <= span->last_day);
    JK_ASSERT(entry->radius_m >= 0.0F && entry->in_s <= entry->out_s);

    unsigned level = level_for(index, span, entry->radius_m), shift = day_shift(level);
    uint64_t cell = cell_key(index, span, level, entry);
    int32_t first = span->first_day >> shift, last = span->last_day >> shift;
    struct level *l = &index->levels[span->layer][level];

    for (int32_t day = first; day <= last; day++) {
        if (geo_buckets_add(&index->buckets, with_day(cell, day), entry))
            continue;
        while (--day >= first)
            geo_buckets_remove(&index->buckets, with_day(cell, day), entry);
        return JK_MEMORY;
    }
    l->widest_m = l->entries ? fmaxf(l->widest_m, entry->radius_m) : entry->radius_m;
    l->entries += (uint32_t)(last - first + 1);
    index->in_use[span->layer] |= UINT32_C(1) << level;
    return JK_OK;
}

void jk_index_remove(struct jk_index *index, const struct jk_index_span *span,
                     const struct jk_index_entry *entry)
{
    JK_ASSERT(span->layer < JK_INDEX_LAYERS);
    JK_ASSERT(span->first_day <= span->last_day);
    JK_ASSERT(entry->radius_m >= 0.0F && entry->in_s <= entry->out_s);

    unsigned level = level_for(index, span, entry->radius_m), shift = day_shift(level);
    uint64_t cell = cell_key(index, span, level, entry);
    int32_t first = span->first_day >> shift, last = span->last_day >> shift;
    struct level *l = &index->levels[span->layer][level];

    for (int32_t day = first; day <= last; day++)
        geo_buckets_remove(&index->buckets, with_day(cell, day), entry);
    l->entries -= (uint32_t)(last - first + 1);
    if (l->entries == 0)
        index->in_use[span->layer] &= ~(UINT32_C(1) << level);
}

unsigned jk_index_copies(const struct jk_index *index, const struct jk_index_span *span,
                         float radius_m)
{
    JK_ASSERT(span->layer < JK_INDEX_LAYERS);
    JK_ASSERT(span->first_day <= span->last_day);
    JK_ASSERT(radius_m >= 0.0F);

    unsigned shift = day_shift(level_for(index, span, radius_m));

    return (unsigned)((span->last_day >> shift) - (span->first_day >> shift) + 1);
}

/* Buckets asked for together: first all slots are fetched, then all entries, then they are seen. */
struct batch {
    const struct jk_index *index;
    jk_index_visit *visit;
    void *ctx;
    uint64_t keys[BATCH];
    size_t count;
};

/* Two passes: first every bucket that exists has its entries asked for, then they are visited, so
 * that the memory is on its way for all of them at once. */
static void see_batch(struct batch *b)
{
    const struct bucket *found[BATCH];
    size_t count = 0;

    for (size_t i = 0; i < b->count; i++) {
        const struct bucket *slot =
            bucket_at(b->index->buckets.slots, b->index->buckets.slot_count, b->keys[i]);

        if (!slot->entries)
            continue;
        for (uint32_t e = 0; e < slot->count && e < AHEAD; e += 2)
            __builtin_prefetch(slot->entries + e);
        found[count++] = slot;
    }
    b->count = 0;
    for (size_t i = 0; i < count; i++)
        b->visit(b->ctx, found[i]->entries, found[i]->count);
}

/* Neighbouring probes ask for the same cells: those of the last few are remembered. */
static void ask(struct batch *b, uint64_t key)
{
    for (size_t i = b->count; i > 0 && i + LOOK_BACK > b->count; i--) {
        if (b->keys[i - 1] == key)
            return;
    }
    __builtin_prefetch(&b->index->buckets.slots[bucket_home(key, b->index->buckets.slot_count)]);
    b->keys[b->count++] = key;
    if (b->count == BATCH)
        see_batch(b);
}

/* At least asin(x), the half width in longitude; all round where x is near to 1. The series of asin
 * is below x + x^3 / 5 up to 0.5. */
static double half_angle(double x)
{
    if (x < 0.5)
        return x + x * x * x / 5.0;
    return x < 0.999 ? asin(x) : TWO_PI;
}

/* Asks for a row of cells on one level: the columns round the probe, on all its days. Two places
 * `within` apart have longitudes at most asin(within / p) apart, p the distance of one from the
 * axis. */
static void ask_row(struct batch *b, const struct jk_index_probe *probe, unsigned level,
                    int32_t row, double lon, double half)
{
    int32_t columns = columns_of(cell_of(b->index, probe->span.layer, level), row);
    int32_t first = column_of(columns, lon - half), last = column_of(columns, lon + half);
    int32_t last_day = probe->span.last_day >> day_shift(level);

    if (half >= TWO_PI / 4.0 || last - first >= columns) {
        first = 0;
        last = columns - 1;
    }
    for (int32_t c = first; c <= last; c++) {
        int32_t column = c < 0 ? c + columns : c >= columns ? c - columns : c;

        for (int32_t d = probe->span.first_day >> day_shift(level); d <= last_day; d++)
            ask(b, key_of(probe->span.layer, level, d, row, column));
    }
}

static double longitude(const struct jk_index_probe *probe)
{
    double lon = (double)atan2f(probe->y, probe->x);

    return lon < 0.0 ? lon + TWO_PI : lon;
}

/* Asks level by level. Only what lies on a level counts for it: its largest radius, and whether
 * there is anything at all. */
static void ask_probe(struct batch *b, const struct jk_index_probe *probe, double lon)
{
    double x = (double)probe->x, y = (double)probe->y, z = (double)probe->z;
    double p = sqrt(x * x + y * y);
    uint32_t in_use = b->index->in_use[probe->span.layer];

    for (unsigned level = 0; in_use >> level; level++) {
        const struct level *l = &b->index->levels[probe->span.layer][level];
        double cell = cell_of(b->index, probe->span.layer, level), within, half;
        int32_t last_row;

        if (!(in_use >> level & 1))
            continue;
        within = probe->reach_m + (double)l->widest_m + SLACK_M;
        half = half_angle(within / p);
        last_row = row_of(cell, z + within);
        for (int32_t row = row_of(cell, z - within); row <= last_row; row++)
            ask_row(b, probe, level, row, lon, half);
    }
}

void jk_index_search(const struct jk_index *index, const struct jk_index_probe *probes,
                     size_t count, jk_index_visit *visit, void *ctx)
{
    JK_ASSERT(visit != NULL && (probes != NULL || count == 0));

    struct batch b;
    double lon = 0.0;

    b.index = index;
    b.visit = visit;
    b.ctx = ctx;
    b.count = 0;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || probes[i].x != probes[i - 1].x || probes[i].y != probes[i - 1].y)
            lon = longitude(&probes[i]);
        if (index->in_use[probes[i].span.layer])
            ask_probe(&b, &probes[i], lon);
    }
    see_batch(&b);
}

static int compare_keys(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/* Sorting the keys brings the cells of one layer, day and row together; the walk asks for memory
 * some buckets ahead. */
enum jk_status jk_index_each(const struct jk_index *index, jk_index_visit *visit, void *ctx)
{
    JK_ASSERT(visit != NULL);

    uint64_t *keys = jk_heap_take((index->buckets.taken + 1) * sizeof *keys);
    size_t count = 0;

    if (!keys)
        return JK_MEMORY;
    for (size_t i = 0; i < index->buckets.slot_count; i++) {
        if (index->buckets.slots[i].entries)
            keys[count++] = index->buckets.slots[i].key;
    }
    qsort(keys, count, sizeof *keys, compare_keys);
    for (size_t i = 0; i < count; i++) {
        const struct buckets *b = &index->buckets;
        const struct bucket *slot = bucket_at(b->slots, b->slot_count, keys[i]);

        if (i + 2 * EACH_AHEAD < count)
            __builtin_prefetch(&b->slots[bucket_home(keys[i + 2 * EACH_AHEAD], b->slot_count)]);
        if (i + EACH_AHEAD < count)
            __builtin_prefetch(bucket_at(b->slots, b->slot_count, keys[i + EACH_AHEAD])->entries);
        visit(ctx, slot->entries, slot->count);
    }
    free(keys);
    return JK_OK;
}

size_t jk_index_memory(const struct jk_index *index)
{
    return sizeof *index + geo_buckets_memory(&index->buckets);
}
