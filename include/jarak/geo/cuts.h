/* jarak/geo/cuts.h: places along a way, kept as ascending numbers, and ranges of them.
 *
 * A failure of memory is remembered and told once at the end, so that who adds needs no test for
 * each. Start from all zeros; free with jk_cuts_clear() or jk_ranges_clear(). Pure but for malloc.
 */
#ifndef JARAK_GEO_CUTS_H
#define JARAK_GEO_CUTS_H
#include <stdbool.h>
#include <stddef.h>

/** Numbers along a way: metres or shares. */
struct jk_cuts {
    double *at; /**< owned */
    size_t count, cap;
    bool failed; /**< memory was out: some are missing */
};

/** Append a number. */
void jk_cuts_add(struct jk_cuts *cuts, double at);

/** Sort, and make one of those at most `apart` from the one before. */
void jk_cuts_sort(struct jk_cuts *cuts, double apart);

void jk_cuts_clear(struct jk_cuts *cuts);

/** A part of a way: from <= to. */
struct jk_range {
    double from, to;
};

/** Parts of a way; they may overlap until they are joined. */
struct jk_ranges {
    struct jk_range *at; /**< owned */
    size_t count, cap;
    bool failed; /**< memory was out: some are missing */
};

/** Append a range. */
void jk_ranges_add(struct jk_ranges *ranges, double from, double to);

/** Sort, and join those that touch or overlap. */
void jk_ranges_join(struct jk_ranges *ranges);

void jk_ranges_clear(struct jk_ranges *ranges);
#endif
