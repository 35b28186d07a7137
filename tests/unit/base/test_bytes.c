/* Spans, UTF-8, and the buffer that remembers a failure. */
#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>
#include "jarak/base/bytes.h"

Test(span, parts_are_cut_off_one_by_one_also_empty_ones)
{
    static const struct {
        const char *text, *parts[4];
        int count;
    } cases[] = { { "a,b", { "a", "b" }, 2 }, { "a,,b", { "a", "", "b" }, 3 },
                  { ",", { "", "" }, 2 },     { "a,", { "a", "" }, 2 },
                  { "a", { "a" }, 1 },        { "", { "" }, 1 } };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_span rest = jk_span_of(cases[i].text), part;
        int count = 0;

        while (jk_span_cut(&rest, ',', &part)) {
            cr_assert(count < cases[i].count, "%s", cases[i].text);
            cr_assert(jk_span_eq(part, jk_span_of(cases[i].parts[count])), "%s", cases[i].text);
            count++;
        }
        cr_assert(count == cases[i].count, "%s: %d", cases[i].text, count);
        cr_assert(!jk_span_cut(&rest, ',', &part), "used up");
    }
}

Test(span, only_ascii_letters_lose_their_case)
{
    static const struct {
        const char *a, *b;
        bool same;
    } cases[] = { { "RAPAT-Umum", "rapat-uMUM", true },
                  { "", "", true },
                  { "a", "", false },
                  { "a", "ab", false },
                  { "[", "{", false },
                  { "@", "`", false },
                  { "\xc3\x84", "\xc3\xa4", false },
                  { "Z9", "z9", true } };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_assert(jk_span_eq_nocase(jk_span_of(cases[i].a), jk_span_of(cases[i].b)) ==
                      cases[i].same,
                  "%s and %s", cases[i].a, cases[i].b);
}

Test(span, heads_and_trimming)
{
    cr_assert(jk_span_starts(JK_SPAN("abc"), JK_SPAN("")));
    cr_assert(jk_span_starts(JK_SPAN("abc"), JK_SPAN("abc")));
    cr_assert(!jk_span_starts(JK_SPAN("ab"), JK_SPAN("abc")));
    cr_assert(!jk_span_starts(JK_SPAN("abc"), JK_SPAN("b")));
    cr_assert(jk_span_eq(jk_span_trim(JK_SPAN(" \t\r a b \r")), JK_SPAN("a b")));
    cr_assert(jk_span_trim(JK_SPAN(" \t ")).len == 0);
    cr_assert(jk_span_eq(jk_span_trim(JK_SPAN("\na\n")), JK_SPAN("\na\n")), "a line break stays");
    cr_assert(jk_span_of(NULL).len == 0 && jk_span_eq(jk_span_of(NULL), JK_SPAN("")));
}

/* Every code point of RFC 3629, and every byte in place of each of its bytes: a second decoder,
 * written by the definition, says which are well formed. */
static bool decodes(const unsigned char *p, size_t len)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    uint32_t c;
    size_t more;

    if (len == 0)
        return true;
    more = p[0] < 0x80 ? 0 : (p[0] & 0xe0) == 0xc0 ? 1 : (p[0] & 0xf0) == 0xe0 ? 2 : 3;
    if ((p[0] >= 0x80 && p[0] < 0xc0) || p[0] >= 0xf8 || len < more + 1)
        return false;
    c = more == 0 ? p[0] : p[0] & (0x3fU >> more);
    for (size_t i = 1; i <= more; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return false;
        c = c << 6 | (p[i] & 0x3fU);
    }
    if (c < least[more + (more > 0)] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return false;
    return decodes(p + more + 1, len - more - 1);
}

Test(utf8, every_lead_and_every_second_byte_is_judged_as_the_definition_does)
{
    static const unsigned char tails[] = { 0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90,
                                           0x9f, 0xa0, 0xbf, 0xc0, 0xff };

    for (int a = 0; a < 256; a++) {
        for (int b = 0; b < 256; b++) {
            for (size_t i = 0; i < sizeof tails; i++) {
                unsigned char p[] = { (unsigned char)a, (unsigned char)b, tails[i], 0x80 };

                for (size_t len = 1; len <= 4; len++)
                    cr_assert(jk_utf8_valid((struct jk_span){ (char *)p, len }) == decodes(p, len),
                              "%02x %02x %02x 80, %zu bytes", a, b, tails[i], len);
            }
        }
    }
}

Test(utf8, a_cut_leaves_whole_characters_and_no_fewer_than_it_must)
{
    static const char text[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x97\x93z"; /* 1, 2, 3, 4, 1 bytes */
    static const size_t want[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11 };

    for (size_t cap = 0; cap < sizeof want / sizeof *want; cap++)
        cr_assert(jk_utf8_cut(JK_SPAN(text), cap) == want[cap], "at %zu: %zu", cap,
                  jk_utf8_cut(JK_SPAN(text), cap));
}

Test(buf, after_a_failure_nothing_more_is_taken_until_it_is_reset)
{
    struct jk_buf buf = { 0 };

    jk_buf_str(&buf, "utuh");
    jk_buf_add(&buf, "", SIZE_MAX / 2);
    cr_assert(!jk_buf_ok(&buf));
    jk_buf_str(&buf, "x");
    jk_buf_char(&buf, 'x');
    jk_buf_fmt(&buf, "%d", 7);
    jk_buf_span(&buf, JK_SPAN("x"));
    cr_assert(!jk_buf_ok(&buf), "it stays failed");
    cr_assert(jk_span_eq(jk_buf_view(&buf), JK_SPAN("utuh")), "and ends before the failure");
    jk_buf_reset(&buf);
    jk_buf_str(&buf, "baru");
    cr_assert(jk_buf_ok(&buf) && jk_span_eq(jk_buf_view(&buf), JK_SPAN("baru")));
    jk_buf_clear(&buf);
    cr_assert(buf.at == NULL && jk_buf_view(&buf).at != NULL && jk_buf_view(&buf).len == 0);
}

Test(buf, it_is_always_ended_and_holds_zeros_too)
{
    struct jk_buf buf = { 0 };

    for (int i = 0; i < 300; i++) {
        jk_buf_fmt(&buf, "%d;", i);
        cr_assert(buf.at[buf.len] == '\0' && buf.len < buf.cap);
    }
    cr_assert(buf.len == 10 * 2 + 90 * 3 + 200 * 4);
    jk_buf_reset(&buf);
    jk_buf_add(&buf, "a\0b", 3);
    cr_assert(jk_span_eq(jk_buf_view(&buf), (struct jk_span){ "a\0b", 3 }));
    jk_buf_str(&buf, NULL);
    jk_buf_add(&buf, NULL, 0);
    cr_assert(buf.len == 3);
    jk_buf_clear(&buf);
}

Test(span, the_next_part_of_a_list_is_one_that_says_something)
{
    struct jk_span rest = JK_SPAN(" , a ,,\tb c\t, "), part;

    cr_assert(jk_span_next(&rest, ',', &part) && jk_span_eq(part, JK_SPAN("a")));
    cr_assert(jk_span_next(&rest, ',', &part) && jk_span_eq(part, JK_SPAN("b c")));
    cr_assert(!jk_span_next(&rest, ',', &part) && !jk_span_next(&rest, ',', &part));
}
