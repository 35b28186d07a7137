/* Bands of whole seconds, against a row of bits. */
#include <criterion/criterion.h>
#include "jarak/base/intervals.h"
#include "tests/support/seeded.h"

#define LINE 64

/* Ascending bands that do not touch, out of the set bits of a line. */
static struct jk_intervals bands_of(struct jk_arena *arena, uint64_t line)
{
    struct jk_intervals bands = { jk_arena_array(arena, LINE, sizeof *bands.at), 0 };

    for (int i = 0; i < LINE; i++) {
        if (!(line >> i & 1))
            continue;
        if (bands.count && bands.at[bands.count - 1].to_s == i - 1)
            bands.at[bands.count - 1].to_s = i;
        else
            bands.at[bands.count++] = (struct jk_interval){ i, i };
    }
    return bands;
}

static bool same(struct jk_intervals a, struct jk_intervals b)
{
    if (a.count != b.count)
        return false;
    for (size_t i = 0; i < a.count; i++) {
        if (a.at[i].from_s != b.at[i].from_s || a.at[i].to_s != b.at[i].to_s)
            return false;
    }
    return true;
}

static uint64_t range_bits(int from, int to)
{
    uint64_t line = 0;

    for (int i = from; i <= to; i++)
        line |= UINT64_C(1) << i;
    return line;
}

Test(intervals, cutting_is_and_resting_is_not, .timeout = 20)
{
    struct jk_arena arena = { 0 };
    struct seeded r = { 131 };

    for (int i = 0; i < 20000; i++) {
        uint64_t x = seeded_next(&r) | seeded_next(&r), y = seeded_next(&r) & seeded_next(&r);
        int from = (int)seeded_whole(&r, 0, LINE - 1), to = (int)seeded_whole(&r, from, LINE - 1);
        struct jk_intervals a, b, out;
        uint64_t range = range_bits(from, to);

        if (i % 7 == 0)
            x = 0;
        a = bands_of(&arena, x);
        b = bands_of(&arena, y);
        cr_assert(jk_intervals_miss(&a, (struct jk_interval){ from, to }) == ((range & ~x) != 0),
                  "round %d: miss", i);
        cr_assert(jk_intervals_rest(&arena, &a, (struct jk_interval){ from, to }, &out) == JK_OK);
        cr_assert(same(out, bands_of(&arena, range & ~x)), "round %d: rest", i);
        cr_assert(jk_intervals_cut(&arena, &a, &b, &a) == JK_OK, "into itself");
        cr_assert(same(a, bands_of(&arena, x & y)), "round %d: cut", i);
        jk_arena_clear(&arena);
    }
}

Test(intervals, the_rest_of_overlapping_bands_leaves_each_second_once)
{
    struct jk_interval at[] = { { 0, 10 }, { 2, 3 }, { 5, 20 }, { 22, 22 }, { 22, 30 } };
    const struct jk_intervals bands = { at, 5 };
    struct jk_arena arena = { 0 };
    struct jk_intervals out;

    cr_assert(jk_intervals_rest(&arena, &bands, (struct jk_interval){ -5, 40 }, &out) == JK_OK);
    cr_assert(out.count == 3);
    cr_assert(out.at[0].from_s == -5 && out.at[0].to_s == -1);
    cr_assert(out.at[1].from_s == 21 && out.at[1].to_s == 21, "one second is a band");
    cr_assert(out.at[2].from_s == 31 && out.at[2].to_s == 40);
    cr_assert(jk_intervals_rest(&arena, &bands, (struct jk_interval){ 3, 2 }, &out) == JK_OK);
    cr_assert(out.count == 0, "nothing of an empty range");
    cr_assert(!jk_intervals_miss(&bands, (struct jk_interval){ 3, 2 }));
    jk_arena_clear(&arena);
}
