/* Base64 against RFC 4648 section 10, and what is none. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>
#include "jarak/base/encoding.h"

static const struct {
    const char *plain, *coded;
} vectors[] = { { "f", "Zg==" },        { "fo", "Zm8=" },        { "foo", "Zm9v" },
                { "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" } };

Test(base64, the_vectors_of_the_rfc_are_written_and_read)
{
    struct jk_arena arena = { 0 };
    struct jk_buf buf = { 0 };

    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        char want[32];
        struct jk_span read;

        jk_buf_reset(&buf);
        jk_base64_lines_add(&buf, jk_span_of(vectors[i].plain));
        snprintf(want, sizeof want, "%s\r\n", vectors[i].coded);
        cr_assert(eq(str, buf.at, want));
        cr_assert(jk_base64_read(&arena, jk_span_of(vectors[i].coded), &read));
        cr_assert(jk_span_eq(read, jk_span_of(vectors[i].plain)), "%s", vectors[i].coded);
    }
    jk_buf_clear(&buf);
    jk_arena_clear(&arena);
}

Test(base64, a_line_has_76_characters_and_no_bytes_give_no_line)
{
    static const size_t lengths[] = { 0, 1, 56, 57, 58, 114, 115, 1000 };
    struct jk_buf buf = { 0 };
    char bytes[1000];

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i * 7);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        size_t lines = (lengths[i] + 56) / 57, digits = (lengths[i] + 2) / 3 * 4;
        struct jk_span rest, line;

        jk_buf_reset(&buf);
        jk_base64_lines_add(&buf, (struct jk_span){ bytes, lengths[i] });
        cr_assert(eq(sz, buf.len, digits + 2 * lines), "%zu bytes", lengths[i]);
        rest = jk_buf_view(&buf);
        while (jk_span_cut(&rest, '\n', &line))
            cr_assert(line.len <= 77, "%zu bytes", lengths[i]);
    }
    jk_buf_clear(&buf);
}

Test(base64, what_is_none_is_refused)
{
    static const char *const wrong[] = { "",     "Z",         "Zg",    "Zg=",   "Z===",
                                         "====", "Zg==Zg==",  "Zm9v ", " Zm9v", "Zm\n9",
                                         "Zm-_", "Zm9v\r\nA", "=m9v",  "Zm=v" };
    struct jk_arena arena = { 0 };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct jk_span out;

        cr_assert(jk_base64_read(&arena, jk_span_of(wrong[i]), &out) == false, "\"%s\"", wrong[i]);
    }
    jk_arena_clear(&arena);
}
