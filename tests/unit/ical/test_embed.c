/* Folds within characters: what is embedded is UTF-8 and says the same. */
#include <criterion/criterion.h>
#include "jarak/ical/embed.h"
#include "jarak/ical/scan.h"
#include "tests/support/seeded.h"

static void expect(struct jk_span sent, struct jk_span want)
{
    struct jk_buf out = { 0 };

    jk_ical_embed(&out, sent);
    cr_expect(jk_span_eq(jk_buf_view(&out), want), "%.*s", (int)out.len, out.at);
    jk_buf_clear(&out);
}

Test(embed, only_a_line_folded_within_a_character_changes)
{
    expect(JK_SPAN("\xef\xbb\xbf"
                   "\r\n\r\nA:1\r\n 2\r\nB:3\n"),
           JK_SPAN("A:1\r\n 2\r\nB:3\n"));
    expect(JK_SPAN("A:1\n 2\r\nB:\xc3\r\n \xa9\nC:3"), JK_SPAN("A:1\n 2\r\nB:\xc3\xa9\r\nC:3"));
    expect(JK_SPAN("B:\xe2\n\t\x82\r\n \xac"), JK_SPAN("B:\xe2\x82\xac\r\n"));
    expect(JK_SPAN(""), JK_SPAN(""));
}

/* Any folding of a text unfolds to the same text, before and behind. */
Test(embed, what_is_embedded_says_the_same_whatever_was_folded_where)
{
    static const char *const bits[] = { "a", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x93\x85",
                                        " ", "," };
    struct seeded random = { 20241127 };

    for (int round = seeded_rounds(400); round > 0; round--) {
        struct jk_buf plain = { 0 }, sent = { 0 }, out = { 0 };
        struct jk_arena arena = { 0 };
        const struct jk_ical_comp *comp;
        unsigned every = (unsigned)seeded_whole(&random, 1, 40);
        struct jk_error err;

        jk_buf_str(&plain, "X:");
        for (unsigned i = (unsigned)seeded_whole(&random, 0, 200); i > 0; i--)
            jk_buf_str(&plain, bits[seeded_whole(&random, 0, 5)]);
        jk_buf_str(&sent, "BEGIN:A\r\n");
        for (size_t i = 0; i < plain.len; i++) {
            if (i > 0 && seeded_whole(&random, 1, every) == 1)
                jk_buf_str(&sent, seeded_whole(&random, 0, 1) ? "\r\n " : "\n\t");
            jk_buf_char(&sent, plain.at[i]);
        }
        jk_buf_str(&sent, "\r\nEND:A\r\n"); /* a fold at the last place has nothing behind it */
        jk_ical_embed(&out, jk_buf_view(&sent));
        cr_assert(jk_utf8_valid(jk_buf_view(&out)));
        cr_assert(jk_ical_scan(&arena, jk_buf_view(&out), 1000, &comp, &err) == JK_OK);
        cr_assert(jk_span_eq(comp->props->value, (struct jk_span){ plain.at + 2, plain.len - 2 }));
        jk_arena_clear(&arena);
        jk_buf_clear(&plain);
        jk_buf_clear(&sent);
        jk_buf_clear(&out);
    }
}
