/* Lines for paper: what was written is read back, what is wrong is refused, and texts of strangers
 * stay one line. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/feed/sheet/sheet.h"

#define HEAD "form\tpdf\npage 210.00 297.00 12.00\n"

/* How reading a document ends, and how many lines were read. */
static enum jk_status read_all(const char *text, size_t len, size_t *count)
{
    struct jk_sheet_reader reader = jk_sheet_reader_of((struct jk_span){ text, len });
    struct jk_sheet_item item;
    enum jk_status rc;

    for (*count = 0; (rc = jk_sheet_next(&reader, &item)) == JK_OK; ++*count)
        continue;
    return rc;
}

static enum jk_status read_text(const char *text)
{
    size_t count;

    return read_all(text, strlen(text), &count);
}

Test(sheet, what_is_written_is_read_back)
{
    struct jk_buf out = { 0 };
    struct jk_sheet_reader reader;
    struct jk_sheet_item item;
    const char *const heads[] = { "Paslon", "Tempat" };

    jk_sheet_say(&out, JK_SHEET_FORM, "pdf");
    jk_sheet_measure(&out, JK_SHEET_PAGE, (double[]){ 297, 210, 10.5 }, 3);
    jk_sheet_measure(&out, JK_SHEET_TABLE, (double[]){ 1, 20, 30 }, 3);
    jk_sheet_list(&out, JK_SHEET_HEADS, heads, 2);
    jk_sheet_mark(&out, JK_SHEET_ROW);
    jk_sheet_look(&out, JK_SHEET_CELL, JK_LOOK_BOLD, "Paslon 1");
    jk_sheet_mark(&out, JK_SHEET_END);
    jk_sheet_mark(&out, JK_SHEET_END);
    reader = jk_sheet_reader_of(jk_buf_view(&out));
    cr_assert(eq(int, jk_sheet_next(&reader, &item), JK_OK));
    cr_assert(jk_span_eq(item.texts[0], JK_SPAN("pdf")));
    cr_assert(eq(int, jk_sheet_next(&reader, &item), JK_OK));
    cr_assert(epsilon_eq(dbl, item.numbers[2], 10.5, 1e-9));
    cr_assert(eq(int, jk_sheet_next(&reader, &item), JK_OK));
    cr_assert(eq(sz, item.number_count, 3));
    cr_assert(eq(int, jk_sheet_next(&reader, &item), JK_OK));
    cr_assert(jk_span_eq(item.texts[1], JK_SPAN("Tempat")));
    cr_assert(eq(int, jk_sheet_next(&reader, &item), JK_OK));
    cr_assert(eq(int, jk_sheet_next(&reader, &item), JK_OK));
    cr_assert(eq(int, (int)item.numbers[0], JK_LOOK_BOLD));
    cr_assert(jk_span_eq(item.texts[0], JK_SPAN("Paslon 1")));
    cr_assert(eq(int, jk_sheet_next(&reader, &item), JK_OK));
    cr_assert(eq(int, jk_sheet_next(&reader, &item), JK_OK));
    cr_assert(eq(int, jk_sheet_next(&reader, &item), JK_NONE));
    jk_buf_clear(&out);
}

Test(sheet, what_may_not_stand_there_is_refused)
{
    static const char *const wrong[] = {
        "",
        "form\tpdf\n",
        HEAD,
        "p\ta\n",
        HEAD "form\tpdf\np\ta\n",
        HEAD "p\ta\nlang\tid\n",
        HEAD "row\n",
        HEAD "end\n",
        HEAD "table 1 10\nrow\ncell 0\ta\ncell 0\tb\nend\nend\n",
        HEAD "table 1 10\nrow\nalso 0\ta\nend\nend\n",
        HEAD "table 1 10\nheads\ta\tb\nend\n",
        HEAD "table 1 10\np\tx\nend\n",
        HEAD "draw 50 50 100 100\nm 1 1\n",
        HEAD "m 1 1\n",
        HEAD "p\ta",
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_assert(eq(int, read_text(wrong[i]), JK_INVALID), "%s", wrong[i]);
    cr_assert(eq(int, read_text(HEAD "p\ta\n"), JK_NONE));
}

Test(sheet, numbers_and_texts_are_held_against_their_bounds)
{
    static const char *const wrong[] = {
        "p 1\ta\n",
        "p\n",
        "p\ta\tb\n",
        "p\ta\x01\n",
        "p\t\xff\n",
        "p\t\xe2\x80\xae\n",
        "gap\n",
        "gap -1\n",
        "gap 1e2\n",
        "gap nan\n",
        "gap 100001\n",
        "gap 1 2\n",
        "gap  1\n",
        "centre 2\ta\n",
        "table 1\n",
        "table 2 10\nend\n",
        "table 1 1\nend\n",
        "table 1 4 4 4 4 4 4 4 4 4 4 4 4 4\nend\n",
        "code 20 21\tff\ta\n",
        "code 20 20.5\tff\ta\n",
        "signs\ta\tb\tc\td\te\tf\tg\n",
        "draw 1 1 1 1\nend\n",
        "unknown\n",
        "\n",
    };
    char text[200];

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        snprintf(text, sizeof text, HEAD "%s", wrong[i]);
        cr_assert(eq(int, read_text(text), JK_INVALID), "%s", wrong[i]);
    }
}

Test(sheet, texts_of_strangers_stay_one_line_of_characters)
{
    static const char *const texts[] = { "a\tb\nc\rd",
                                         "\xe2\x80\xae"
                                         "abc\xe2\x80\xa8"
                                         "d",
                                         "\xc2",
                                         "abc\xe2\x80",
                                         "\xff\xfe"
                                         "abc",
                                         "" };
    char *high = malloc(5001);

    memset(high, 'x', 5000);
    high[5000] = '\0';
    for (size_t i = 0; i <= sizeof texts / sizeof *texts; i++) {
        struct jk_buf out = { 0 };
        size_t count;

        jk_buf_str(&out, HEAD);
        jk_sheet_say(&out, JK_SHEET_TEXT, i < sizeof texts / sizeof *texts ? texts[i] : high);
        cr_assert(eq(int, read_all(out.at, out.len, &count), JK_NONE), "text %zu", i);
        cr_assert(eq(sz, count, 3));
        jk_buf_clear(&out);
    }
    free(high);
}

/* Whatever is cut out of a document, put twice or changed is read to its end or refused, and never
 * read past its end. */
Test(sheet, documents_changed_at_random_are_read_or_refused)
{
    static const char whole[] =
        HEAD "title\tx\nh1\tMatriks\ntable 1 10 20\nheads\ta\tb\nrow\ncell 1\tc\nalso 2\td\n"
             "boxes\te\tf\nend\nend\ndraw 100 50 1000 500\npen\tr1\nm 1 2\nl 3 4\nz\ns\nc 1 2 3\n"
             "t 1 2\ts e\tU\nend\nsigns\ta\tb\n";
    size_t count;
    unsigned seed = 7;

    cr_assert(eq(int, read_text(whole), JK_NONE));
    for (int round = 0; round < 20000; round++) {
        size_t len = sizeof whole - 1;
        char *copy = malloc(len);
        enum jk_status rc;

        memcpy(copy, whole, len);
        for (int k = 0; k < 3; k++) {
            seed = seed * 1103515245u + 12345u;
            copy[seed / 65536 % len] = "\n\t 0z.-\xff"[seed / 7 % 8];
        }
        seed = seed * 1103515245u + 12345u;
        if (round % 3 == 0)
            len = seed / 65536 % len;
        rc = read_all(copy, len, &count);
        cr_assert(rc == JK_NONE || rc == JK_INVALID);
        free(copy);
    }
}
