/* Texts of Windows: what their first bytes say, and what becomes of them. */
#include <criterion/criterion.h>
#include "jarak/base/encoding.h"

static void expect_found(struct jk_span bytes, enum jk_encoding want, size_t mark)
{
    struct jk_span rest;

    cr_expect(jk_encoding_find(bytes, &rest) == want);
    cr_expect(rest.at == bytes.at + mark && rest.len == bytes.len - mark);
}

Test(encoding, a_mark_or_the_first_character_tells)
{
    expect_found(JK_SPAN(""), JK_ENCODING_PLAIN, 0);
    expect_found(JK_SPAN("a"), JK_ENCODING_PLAIN, 0);
    expect_found(JK_SPAN("ab"), JK_ENCODING_PLAIN, 0);
    expect_found(JK_SPAN("\xef\xbb\xbf"
                         "a"),
                 JK_ENCODING_UTF8, 3);
    expect_found(JK_SPAN("\xff\xfe"
                         "a\0"),
                 JK_ENCODING_UTF16_LE, 2);
    expect_found(JK_SPAN("\xfe\xff\0a"), JK_ENCODING_UTF16_BE, 2);
    expect_found(JK_SPAN("<\0"), JK_ENCODING_UTF16_LE, 0);
    expect_found(JK_SPAN("\0{"), JK_ENCODING_UTF16_BE, 0);
    expect_found(JK_SPAN("\0\0"), JK_ENCODING_PLAIN, 0);
}

Test(encoding, two_bytes_a_character_and_four_beyond)
{
    struct jk_buf out = { 0 };

    cr_assert(jk_utf16_add(&out, JK_SPAN("a\0\xe9\0\xac\x20\x3d\xd8\xc5\xdc"), true));
    cr_assert(jk_utf16_add(&out, JK_SPAN("\0a"), false));
    cr_assert(jk_span_eq(jk_buf_view(&out), JK_SPAN("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x93\x85"
                                                    "a")));
    cr_assert(!jk_utf16_add(&out, JK_SPAN("a"), true));
    cr_assert(!jk_utf16_add(&out, JK_SPAN("\x3d\xd8"), true));
    cr_assert(!jk_utf16_add(&out, JK_SPAN("\xc5\xdc"), true));
    cr_assert(!jk_utf16_add(&out,
                            JK_SPAN("\x3d\xd8"
                                    "a\0"),
                            true));
    jk_buf_clear(&out);
}

Test(encoding, western_windows)
{
    struct jk_buf out = { 0 };

    jk_cp1252_add(&out, JK_SPAN("Caf\xe9 \x80\x81"));
    cr_assert(jk_span_eq(jk_buf_view(&out), JK_SPAN("Caf\xc3\xa9 \xe2\x82\xac\xef\xbf\xbd")));
    jk_buf_clear(&out);
}
