/* Memory that lives as long as a request: aligned, zeroed, apart, and bounded. */
#include "jarak/base/arena.h"

#include <criterion/criterion.h>
#include <stdalign.h>
#include <stdint.h>
#include <string.h>
#include "tests/support/seeded.h"

Test(arena, what_is_taken_is_zero_aligned_and_nobody_elses)
{
    enum { PIECES = 500 };
    struct seeded random = { 7 };
    struct jk_arena arena = { 0 };
    unsigned char *at[PIECES];
    size_t len[PIECES];

    for (int i = 0; i < PIECES; i++) {
        /* Some are larger than a block. */
        len[i] = (size_t)seeded_whole(&random, 0, i % 50 ? 300 : 9000);
        at[i] = jk_arena_take(&arena, len[i]);
        cr_assert(at[i] != NULL && (uintptr_t)at[i] % alignof(max_align_t) == 0);
        for (size_t k = 0; k < len[i]; k++)
            cr_assert(at[i][k] == 0, "piece %d", i);
        memset(at[i], i % 255 + 1, len[i]);
    }
    for (int i = 0; i < PIECES; i++) {
        for (size_t k = 0; k < len[i]; k++)
            cr_assert(at[i][k] == i % 255 + 1, "piece %d was written over", i);
    }
    jk_arena_clear(&arena);
    cr_assert(arena.head == NULL && arena.used == 0);
}

Test(arena, sizes_that_cannot_be_are_refused_and_leave_it_as_it_was)
{
    struct jk_arena arena = { 0 };

    cr_assert(jk_arena_take(&arena, SIZE_MAX) == NULL);
    cr_assert(jk_arena_take(&arena, SIZE_MAX / 2 + 1) == NULL);
    cr_assert(jk_arena_array(&arena, SIZE_MAX / 4, 8) == NULL, "the product would wrap");
    cr_assert(jk_arena_array(&arena, 2, SIZE_MAX / 2) == NULL);
    cr_assert(arena.head == NULL && arena.used == 0);
    cr_assert(jk_arena_array(&arena, 0, 8) != NULL && jk_arena_array(&arena, 8, 0) != NULL);
    jk_arena_clear(&arena);
}

Test(arena, an_array_grows_by_doubling_and_keeps_its_content)
{
    struct jk_arena arena = { 0 };
    size_t cap = 0, grown = 0;
    int *list = NULL;

    for (int i = 0; i < 1000; i++) {
        int *next = jk_arena_grow(&arena, list, (size_t)i, &cap, sizeof *list);

        cr_assert(next != NULL && cap > (size_t)i);
        grown += next != list;
        list = next;
        list[i] = i;
    }
    for (int i = 0; i < 1000; i++)
        cr_assert(list[i] == i);
    cr_assert(grown == 8 && cap == 1024, "8, 16 .. 1,024: %zu times to %zu", grown, cap);
    jk_arena_clear(&arena);
}

Test(arena, copies_and_formats_end_with_nul)
{
    struct jk_arena arena = { 0 };
    static char longest[20000];

    cr_assert_str_eq(jk_arena_copy(&arena, (struct jk_span){ "abcdef", 3 }), "abc");
    cr_assert_str_eq(jk_arena_copy(&arena, (struct jk_span){ NULL, 0 }), "");
    cr_assert_str_eq(jk_arena_fmt(&arena, "%s-%d", "a", 7), "a-7");
    memset(longest, 'x', sizeof longest - 1);
    cr_assert_str_eq(jk_arena_fmt(&arena, "%s", longest), longest);
    jk_arena_clear(&arena);
}
