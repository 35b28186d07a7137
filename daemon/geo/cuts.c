/* Cuts and ranges along a way: growing arrays, sorted once when all have been added. */
#include "jarak/geo/cuts.h"

#include <math.h>
#include <stdlib.h>
#include "jarak/base/defend.h"
#include "jarak/base/heap.h"

void jk_cuts_add(struct jk_cuts *cuts, double at)
{
    JK_ASSERT(!isnan(at));
    if (jk_grow(&cuts->at, cuts->count, &cuts->cap, sizeof *cuts->at))
        cuts->at[cuts->count++] = at;
    else
        cuts->failed = true;
}

static int compare_numbers(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Each is held against the last one kept, not against its neighbour: a row of near ones does not
 * vanish into its first. */
void jk_cuts_sort(struct jk_cuts *cuts, double apart)
{
    JK_ASSERT(apart >= 0.0);

    size_t kept = 0;

    if (cuts->count == 0)
        return;
    qsort(cuts->at, cuts->count, sizeof *cuts->at, compare_numbers);
    for (size_t i = 1; i < cuts->count; i++) {
        if (cuts->at[i] - cuts->at[kept] > apart)
            cuts->at[++kept] = cuts->at[i];
    }
    cuts->count = kept + 1;
}

void jk_cuts_clear(struct jk_cuts *cuts)
{
    free(cuts->at);
    *cuts = (struct jk_cuts){ .at = NULL };
}

void jk_ranges_add(struct jk_ranges *ranges, double from, double to)
{
    JK_ASSERT(from <= to);
    if (jk_grow(&ranges->at, ranges->count, &ranges->cap, sizeof *ranges->at))
        ranges->at[ranges->count++] = (struct jk_range){ from, to };
    else
        ranges->failed = true;
}

static int compare_ranges(const void *a, const void *b)
{
    const struct jk_range *x = a, *y = b;

    return (x->from > y->from) - (x->from < y->from);
}

void jk_ranges_join(struct jk_ranges *ranges)
{
    size_t kept = 0;

    if (ranges->count == 0)
        return;
    qsort(ranges->at, ranges->count, sizeof *ranges->at, compare_ranges);
    for (size_t i = 1; i < ranges->count; i++) {
        if (ranges->at[i].from <= ranges->at[kept].to)
            ranges->at[kept].to = fmax(ranges->at[kept].to, ranges->at[i].to);
        else
            ranges->at[++kept] = ranges->at[i];
    }
    ranges->count = kept + 1;
}

void jk_ranges_clear(struct jk_ranges *ranges)
{
    free(ranges->at);
    *ranges = (struct jk_ranges){ .at = NULL };
}
