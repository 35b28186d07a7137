/* Arrays that grow, texts that are owned, arenas, and bytes that several hold. */
#include <criterion/criterion.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/arena.h"
#include "jarak/base/heap.h"
#include "jarak/base/refbuf.h"

Test(heap, an_array_doubles_where_it_is_full_and_only_there)
{
    uint32_t *array = NULL;
    size_t cap = 0, grown = 0, before;

    for (uint32_t count = 0; count < 5000; count++) {
        before = cap;
        cr_assert(jk_grow(&array, count, &cap, sizeof *array));
        cr_assert(cap > count);
        cr_assert(cap == before || (before == count && (before == 0 || cap == 2 * before)));
        grown += cap != before;
        array[count] = count;
    }
    cr_assert(grown <= 10, "%zu reallocations of 5,000 elements", grown);
    for (uint32_t i = 0; i < 5000; i++)
        cr_assert(array[i] == i);
    free(array);
}

/* A size that wraps around would give an array shorter than its count. */
Test(heap, a_size_that_overflows_is_refused_and_changes_nothing)
{
    char *array = NULL;
    size_t cap = 0;

    cr_assert(!jk_grow(&array, 0, &cap, SIZE_MAX / 15));
    cr_assert(array == NULL && cap == 0);
    cap = SIZE_MAX / 8;
    cr_assert(!jk_grow(&array, cap, &cap, 8));
    cr_assert(array == NULL && cap == SIZE_MAX / 8);
}

Test(heap, a_text_is_copied_and_the_old_one_let_go)
{
    char source[] = "satu";
    const char *field = NULL;

    cr_assert(jk_text_set(&field, source));
    source[0] = 'x';
    cr_assert_str_eq(field, "satu");
    cr_assert(jk_text_set(&field, ""));
    cr_assert_str_eq(field, "");
    cr_assert(jk_text_set(&field, field), "from itself");
    jk_text_free(field);
    jk_text_free(NULL);
}

Test(arena, what_is_taken_is_zero_aligned_and_apart)
{
    static const size_t lens[] = { 1, 3, 16, 17, 4031, 4032, 4033, 100000, 1 };
    struct jk_arena arena = { 0 };
    unsigned char *at[9];

    for (size_t i = 0; i < 9; i++) {
        at[i] = jk_arena_take(&arena, lens[i]);
        cr_assert(at[i] != NULL && (uintptr_t)at[i] % alignof(max_align_t) == 0, "%zu", lens[i]);
        for (size_t k = 0; k < lens[i]; k++)
            cr_assert(at[i][k] == 0, "byte %zu of %zu", k, lens[i]);
        memset(at[i], (int)i + 1, lens[i]);
    }
    for (size_t i = 0; i < 9; i++)
        cr_assert(at[i][0] == i + 1 && at[i][lens[i] - 1] == i + 1, "%zu was written over", i);
    cr_assert(arena.used >= 112164);
    cr_assert(jk_arena_take(&arena, 0) != NULL);
    jk_arena_clear(&arena);
    cr_assert(arena.head == NULL && arena.used == 0);
    jk_arena_clear(&arena);
}

Test(arena, sizes_that_overflow_are_refused)
{
    struct jk_arena arena = { 0 };
    size_t cap = SIZE_MAX / 4;
    char old;

    cr_assert(jk_arena_take(&arena, SIZE_MAX) == NULL);
    cr_assert(jk_arena_array(&arena, SIZE_MAX / 2, 3) == NULL);
    cr_assert(jk_arena_array(&arena, SIZE_MAX, 1) == NULL);
    cr_assert(jk_arena_grow(&arena, &old, cap, &cap, 16) == NULL && cap == SIZE_MAX / 4);
    cr_assert(arena.used == 0);
    jk_arena_clear(&arena);
}

Test(arena, arrays_grow_with_what_they_hold_and_texts_are_ended)
{
    struct jk_arena arena = { 0 };
    uint64_t *array = NULL, *before;
    size_t cap = 0;
    char *text;

    for (size_t count = 0; count < 1000; count++) {
        before = array;
        array = jk_arena_grow(&arena, array, count, &cap, sizeof *array);
        cr_assert(array != NULL && cap > count);
        cr_assert(array == before || count == cap / 2 || count == 0);
        array[count] = count;
    }
    for (size_t i = 0; i < 1000; i++)
        cr_assert(array[i] == i);
    text = jk_arena_copy(&arena, (struct jk_span){ "abcdef", 3 });
    cr_assert_str_eq(text, "abc");
    cr_assert_str_eq(jk_arena_copy(&arena, (struct jk_span){ NULL, 0 }), "");
    cr_assert_str_eq(jk_arena_fmt(&arena, "%s %d", "pukul", 14), "pukul 14");
    text = jk_arena_fmt(&arena, "%9000d", 7);
    cr_assert(strlen(text) == 9000 && text[8999] == '7');
    jk_arena_clear(&arena);
}

Test(refbuf, the_last_of_its_holders_frees_it)
{
    struct jk_buf bytes = { 0 };
    struct jk_refbuf *shared, *again;

    jk_buf_str(&bytes, "umpan");
    shared = jk_refbuf_take(&bytes);
    cr_assert(bytes.at == NULL && bytes.len == 0, "the bytes have gone over");
    again = jk_refbuf_keep(shared);
    cr_assert(again == shared);
    jk_refbuf_drop(shared);
    cr_assert(jk_span_eq(jk_refbuf_view(again), JK_SPAN("umpan")), "still held once");
    jk_refbuf_drop(again);
    jk_refbuf_drop(NULL);
    cr_assert(jk_refbuf_view(NULL).len == 0 && jk_refbuf_view(NULL).at != NULL);
}

/* A buffer that lost bytes must not be sent as if it were whole. */
Test(refbuf, a_buffer_that_failed_is_not_shared)
{
    struct jk_buf bytes = { 0 };

    jk_buf_str(&bytes, "sebagian");
    jk_buf_add(&bytes, "", SIZE_MAX / 2);
    cr_assert(jk_refbuf_take(&bytes) == NULL);
    cr_assert(bytes.at == NULL && jk_buf_ok(&bytes), "it is empty and whole again");
}
