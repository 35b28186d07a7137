/* Cuts and ranges along a way: sorted, and what is one becomes one. */
#include <criterion/criterion.h>
#include "jarak/geo/cuts.h"

Test(cuts, are_sorted_and_near_ones_become_one)
{
    static const double in[] = { 5, 1, 1.05, 3, 1.2, 5 };
    struct jk_cuts cuts = { .at = NULL };

    jk_cuts_sort(&cuts, 0);
    cr_assert(cuts.count == 0);
    for (size_t i = 0; i < sizeof in / sizeof *in; i++)
        jk_cuts_add(&cuts, in[i]);
    jk_cuts_sort(&cuts, 0.1);
    cr_assert(cuts.count == 4 && cuts.at[0] == 1 && cuts.at[1] == 1.2 && cuts.at[2] == 3 &&
              cuts.at[3] == 5);
    jk_cuts_clear(&cuts);
    cr_assert(cuts.count == 0 && cuts.at == NULL);
}

Test(cuts, a_row_of_near_ones_does_not_vanish_into_its_first)
{
    struct jk_cuts cuts = { .at = NULL };

    for (int i = 0; i < 100; i++)
        jk_cuts_add(&cuts, 0.06 * i);
    jk_cuts_sort(&cuts, 0.1);
    cr_assert(cuts.count == 50, "%zu", cuts.count);
    jk_cuts_clear(&cuts);
}

Test(ranges, join_where_they_touch_or_overlap)
{
    static const struct jk_range in[] = { { 4, 5 }, { 0, 1 }, { 1, 2 }, { 4.5, 4.7 }, { 7, 7 } };
    struct jk_ranges ranges = { .at = NULL };

    for (size_t i = 0; i < sizeof in / sizeof *in; i++)
        jk_ranges_add(&ranges, in[i].from, in[i].to);
    jk_ranges_join(&ranges);
    cr_assert(ranges.count == 3);
    cr_assert(ranges.at[0].from == 0 && ranges.at[0].to == 2);
    cr_assert(ranges.at[1].from == 4 && ranges.at[1].to == 5);
    cr_assert(ranges.at[2].from == 7 && ranges.at[2].to == 7);
    jk_ranges_clear(&ranges);
}
