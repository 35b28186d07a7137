/* Sorted closed intervals of whole seconds: intersection, complement, gaps.
 *
 * Both ends belong to an interval, so [a, b] and [b + 1, c] touch without a gap and an empty one
 * has from > to. The intersection is one merge: of two intervals the one that ends first cannot
 * meet anything later. jk_intervals_rest() takes bands that overlap, as long as they are in order
 * of their starts. */
#include "jarak/base/intervals.h"

#include <stdlib.h>

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

enum jk_status jk_intervals_cut(struct jk_arena *arena, const struct jk_intervals *a,
                                const struct jk_intervals *b, struct jk_intervals *out)
{
    struct jk_intervals both = { jk_arena_array(arena, a->count + b->count, sizeof *both.at), 0 };
    size_t i = 0, k = 0;

    if (!both.at)
        return JK_MEMORY;
    while (i < a->count && k < b->count) {
        const struct jk_interval *x = &a->at[i], *y = &b->at[k];
        struct jk_interval band = { later(x->from_s, y->from_s), earlier(x->to_s, y->to_s) };

        if (band.from_s <= band.to_s)
            both.at[both.count++] = band;
        if (x->to_s < y->to_s)
            i++;
        else
            k++;
    }
    *out = both;
    return JK_OK;
}

enum jk_status jk_intervals_rest(struct jk_arena *arena, const struct jk_intervals *bands,
                                 struct jk_interval range, struct jk_intervals *out)
{
    struct jk_intervals rest = { jk_arena_array(arena, bands->count + 1, sizeof *rest.at), 0 };
    int64_t next = range.from_s;

    if (!rest.at)
        return JK_MEMORY;
    for (size_t i = 0; i < bands->count && next <= range.to_s; i++) {
        struct jk_interval gap = { next, earlier(bands->at[i].from_s - 1, range.to_s) };

        if (gap.from_s <= gap.to_s)
            rest.at[rest.count++] = gap;
        next = later(next, bands->at[i].to_s + 1);
    }
    if (next <= range.to_s)
        rest.at[rest.count++] = (struct jk_interval){ next, range.to_s };
    *out = rest;
    return JK_OK;
}

bool jk_intervals_miss(const struct jk_intervals *bands, struct jk_interval band)
{
    for (size_t i = 0; i < bands->count && band.from_s <= band.to_s; i++) {
        if (bands->at[i].from_s > band.from_s)
            return true;
        band.from_s = later(band.from_s, bands->at[i].to_s + 1);
    }
    return band.from_s <= band.to_s;
}

static int compare_bands(const void *a, const void *b)
{
    const struct jk_interval *x = a, *y = b;

    return (x->from_s > y->from_s) - (x->from_s < y->from_s);
}

size_t jk_intervals_join(struct jk_interval *bands, size_t count)
{
    size_t kept = 0;

    if (count)
        qsort(bands, count, sizeof *bands, compare_bands);
    for (size_t i = 0; i < count; i++) {
        if (kept && bands[i].from_s <= bands[kept - 1].to_s + 1) {
            if (bands[i].to_s > bands[kept - 1].to_s)
                bands[kept - 1].to_s = bands[i].to_s;
        } else {
            bands[kept++] = bands[i];
        }
    }
    return kept;
}
