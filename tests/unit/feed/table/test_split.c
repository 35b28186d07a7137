/* Cells of a table: RFC 4180 with either separator, and where a quote is out of place. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/feed/table/row.h"
#include "jarak/feed/table/grid.h"
#include "jarak/feed/texts/texts.h"

/* All cells as "a|b/c|d": `|` behind a cell, `/` behind a row. */
static enum jk_status split(const char *text, char sep, char *out, size_t cap, struct jk_error *err)
{
    struct splitter s = { jk_span_of(text), 0, 1, sep };
    struct jk_arena arena = { 0 };
    enum jk_status rc;

    out[0] = '\0';
    do {
        const char *cell;
        bool last;

        if ((rc = feed_split_cell(&s, &arena, &cell, &last, err)) != JK_OK)
            break;
        snprintf(out + strlen(out), cap - strlen(out), "%s%s", cell, last ? "/" : "|");
    } while (s.at < s.text.len);
    jk_arena_clear(&arena);
    return rc;
}

Test(split, cells_rows_and_quotes)
{
    static const struct {
        char sep;
        const char *text, *want;
    } cases[] = {
        { ',', "a,b\nc,d\n", "a|b/c|d/" },
        { ',', "a,b\r\nc,d", "a|b/c|d/" },
        { ';', "a,b;c\n", "a,b|c/" },
        { ',', ",,\n", "||/" },
        { ',', "\"a,b\",c\n", "a,b|c/" },
        { ',', "\"kata \"\"ya\"\"\",x\n", "kata \"ya\"|x/" },
        { ',', "\"\",x\n", "|x/" },
        { ',', "\"\"\"\",x\n", "\"|x/" },
        { ',', "\"satu\ndua\",x\n", "satu\ndua|x/" },
        { ',', "\"satu\r\ndua\",x\n", "satu\ndua|x/" }, /* a return before a feed goes */
        { ',', "\"a\rb\"\n", "a\rb/" },
        { ',', " a , b \n", " a | b /" }, /* spaces are the cell's */
        { ';', "a;\n", "a|/" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_error err;
        char have[256];

        cr_expect(split(cases[i].text, cases[i].sep, have, sizeof have, &err) == JK_OK, "%zu", i);
        cr_expect_str_eq(have, cases[i].want, "case %zu: %s", i, have);
    }
}

Test(split, an_apostrophe_before_a_formula_goes_and_any_other_stays)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "'=1+1,x\n", "=1+1|x/" },  { "'+62,x\n", "+62|x/" },      { "'@a,x\n", "@a|x/" },
        { "'Budi,x\n", "'Budi|x/" }, { "Ma'ruf,x\n", "Ma'ruf|x/" }, { "'',x\n", "''|x/" },
        { "'-5,x\n", "-5|x/" },      { "',x\n", "'|x/" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_error err;
        char have[64];

        cr_expect(split(cases[i].text, ',', have, sizeof have, &err) == JK_OK, "%zu", i);
        cr_expect_str_eq(have, cases[i].want, "case %zu: %s", i, have);
    }
}

Test(split, a_quote_out_of_place_is_told_with_the_line_on_which_its_cell_begins)
{
    static const struct {
        const char *text;
        unsigned line;
    } cases[] = {
        { "a\"b,c\n", 1 },       { "\"a\"b,c\n", 1 },          { "\"a\n", 1 },
        { "a,b\n\"c\nd\ne", 2 }, { "a,\"b\nc\"\nd,e\"\n", 3 }, { "\"a\" ,b\n", 1 },
        { "\"a\"\"\n", 1 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_error err;
        char have[64];

        cr_expect(split(cases[i].text, ',', have, sizeof have, &err) == JK_INVALID, "%zu", i);
        cr_expect(err.text == JK_TEXT_CSV_QUOTE && err.line == cases[i].line, "case %zu: %u", i,
                  err.line);
    }
}

Test(split, a_cell_may_have_8_kib)
{
    for (size_t beyond = 0; beyond < 2; beyond++) {
        size_t len = JK_GRID_CELL_MAX + beyond;
        char *text = malloc(len + 2), *have = malloc(len + 8);
        struct jk_error err;
        enum jk_status rc;

        memset(text, 'x', len);
        strcpy(text + len, "\n");
        rc = split(text, ',', have, len + 8, &err);
        cr_expect(rc == (beyond ? JK_TOO_BIG : JK_OK), "%s", jk_status_name(rc));
        cr_expect(!beyond || err.text == JK_TEXT_CSV_LONG);
        free(text);
        free(have);
    }
}
