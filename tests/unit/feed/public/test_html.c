/* What stands between tags can neither open one nor end an attribute. */
#include "jarak/feed/public/page.h"
#include "tests/support/documents.h"

Test(html, the_five_signs_are_escaped_controls_dropped_and_all_else_stays)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "", "" },
        { "Lapangan A", "Lapangan A" },
        { "<b>", "&lt;b&gt;" },
        { "a&b", "a&amp;b" },
        { "&lt;", "&amp;lt;" }, /* nothing is taken for escaped already */
        { "\"'", "&quot;&#39;" },
        { "satu\ndua", "satu\ndua" },
        { "a\tb\rc\x01z\x1b[1m", "abcz[1m" },
        { "\x7f", "\x7f" },
        { "\xc3\xa9 \xf0\x9f\x9a\xa9", "\xc3\xa9 \xf0\x9f\x9a\xa9" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_buf out = { 0 };

        jk_html_add(&out, cases[i].text);
        cr_expect_str_eq(text_of_buffer(&out), cases[i].want, "case %zu: %s", i, out.at);
        jk_buf_clear(&out);
    }
}

Test(html, no_text_of_one_byte_leaves_a_sign_that_means_something)
{
    for (int c = 1; c < 256; c++) {
        char text[2] = { (char)c, '\0' };
        struct jk_buf out = { 0 };

        jk_html_add(&out, text);
        cr_expect(strpbrk(text_of_buffer(&out), "<>\"'") == NULL, "%d", c);
        jk_buf_clear(&out);
    }
}
