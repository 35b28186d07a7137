/* Text in XML: references, and characters that XML 1.0 has no form for. */
#include "jarak/feed/calendar/xml.h"
#include "tests/support/documents.h"

Test(xml, characters_that_may_not_stand_for_themselves)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "Lapangan A", "Lapangan A" },
        { "a<b>&\"c\"", "a&lt;b&gt;&amp;&quot;c&quot;" },
        { "]]>", "]]&gt;" },
        { "it's", "it's" },
        { "a\r\nb\tc", "a&#13;\nb\tc" }, /* a bare return would come out as a feed */
        { "a\x01"
          "b\x1f"
          "c\x0b",
          "a?b?c?" },
        { "\xef\xbf\xbe\xef\xbf\xbf", "??" },                       /* U+FFFE, U+FFFF */
        { "\xef\xbf\xbd\xef\xbc\x81", "\xef\xbf\xbd\xef\xbc\x81" }, /* U+FFFD and U+FF01 stay */
        { "\xc3\xa9\xf0\x9f\x9a\xa9", "\xc3\xa9\xf0\x9f\x9a\xa9" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_buf out = { 0 };

        jk_xml_text(&out, cases[i].text);
        cr_expect_str_eq(text_of_buffer(&out), cases[i].want, "case %zu: %s", i, out.at);
        jk_buf_clear(&out);
    }
}

Test(xml, a_span_may_hold_a_nul_and_end_within_a_character)
{
    struct jk_buf out = { 0 };

    jk_xml_span(&out, (struct jk_span){ "a\0b", 3 });
    jk_xml_span(&out, (struct jk_span){ "\xef\xbf\xbe", 2 });
    cr_assert(out.len == 5 && memcmp(out.at, "a?b\xef\xbf", 5) == 0);
    jk_buf_clear(&out);
}

Test(xml, an_element_without_a_text_is_left_out_and_with_an_empty_one_is_empty)
{
    struct jk_buf out = { 0 };

    jk_xml_element(&out, "a", NULL);
    jk_xml_element(&out, "b", "");
    jk_xml_element(&out, "c", "1 < 2");
    cr_assert_str_eq(text_of_buffer(&out), "<b></b>\n<c>1 &lt; 2</c>\n");
    jk_buf_clear(&out);
}
