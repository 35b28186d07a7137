/* What was squeezed comes back byte for byte, with any dictionary and of any length. */
#include "jarak/base/squeeze.h"

#include <criterion/criterion.h>
#include <string.h>
#include "tests/support/seeded.h"

Test(squeeze, what_comes_back_is_what_went_in)
{
    struct seeded random = { 3 };
    static char text[20000];

    for (int round = 0; round < 300; round++) {
        size_t len = (size_t)seeded_whole(&random, 0, round % 10 ? 600 : (int)sizeof text);
        struct jk_span dictionary =
            round % 3 ? JK_SPAN("BEGIN:VEVENT\r\nEND:VEVENT\r\n") : JK_SPAN("");
        struct jk_arena arena = { 0 };
        struct jk_buf squeezed = { 0 };
        char *back;

        for (size_t i = 0; i < len; i++)
            text[i] = (char)seeded_whole(&random, 0, round % 2 ? 255 : 3);
        jk_squeeze(&squeezed, (struct jk_span){ text, len }, dictionary);
        cr_assert(jk_buf_ok(&squeezed));
        back = jk_unsqueeze(&arena, jk_buf_view(&squeezed), len, dictionary);
        cr_assert(back != NULL && memcmp(back, text, len) == 0 && back[len] == '\0',
                  "%zu bytes of round %d", len, round);
        jk_buf_clear(&squeezed);
        jk_arena_clear(&arena);
    }
}

Test(squeeze, a_text_like_the_dictionary_shrinks_to_nearly_nothing)
{
    const struct jk_span text = JK_SPAN("BEGIN:VEVENT\r\nCATEGORIES:RAPAT-UMUM\r\nEND:VEVENT\r\n");
    struct jk_buf squeezed = { 0 };

    jk_squeeze(&squeezed, text, text);
    cr_assert(squeezed.len * 4 < text.len, "%zu of %zu", squeezed.len, text.len);
    jk_buf_clear(&squeezed);
}

Test(squeeze, another_length_or_a_cut_end_gives_nothing)
{
    const struct jk_span text = JK_SPAN("GEO:0.5;117.5, and some more of it: 0.25;116.75");
    struct jk_arena arena = { 0 };
    struct jk_buf squeezed = { 0 };
    struct jk_span view;

    jk_squeeze(&squeezed, text, JK_SPAN(""));
    view = jk_buf_view(&squeezed);
    cr_assert(!jk_unsqueeze(&arena, view, text.len - 1, JK_SPAN("")));
    cr_assert(!jk_unsqueeze(&arena, view, text.len + 1, JK_SPAN("")));
    view.len--;
    cr_assert(!jk_unsqueeze(&arena, view, text.len, JK_SPAN("")));
    jk_buf_clear(&squeezed);
    jk_arena_clear(&arena);
}
