/* JSON written member by member: the octets jansson makes of the same document, or none. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include "jarak/feed/json/build.h"
#include "jarak/feed/json/pen.h"

static void expect(struct jk_buf *text, const char *want)
{
    cr_assert(jk_buf_ok(text));
    cr_assert_str_eq(text->at, want);
    jk_buf_clear(text);
}

/* Both ways of the same value. */
static void expect_as_jansson(json_t *value)
{
    char *want = json_dumps(value, JSON_COMPACT | JSON_REAL_PRECISION(15) | JSON_ENCODE_ANY);
    struct jk_buf text = { 0 };

    jk_json_write(&text, value);
    expect(&text, want);
    free(want);
}

Test(pen, a_document_has_its_members_in_order)
{
    struct jk_buf text = { 0 }, name = { 0 };
    struct jk_pen pen;

    jk_buf_str(&text, "data: ");
    jk_buf_str(&name, "Sangatta");
    jk_pen_begin(&pen, &text);
    jk_pen_object(&pen, NULL);
    jk_pen_text(&pen, "z", NULL);
    jk_pen_real(&pen, "a", 0.5);
    jk_pen_bool(&pen, "m", false);
    jk_pen_list(&pen, "l");
    jk_pen_integer(&pen, NULL, -7);
    jk_pen_object(&pen, NULL);
    jk_pen_close_object(&pen);
    jk_pen_null(&pen, NULL);
    jk_pen_close_list(&pen);
    jk_pen_buf(&pen, "place", &name);
    jk_pen_tree(&pen, "tree", json_pack("{s:[i, b]}", "x", 1, 1));
    jk_pen_close_object(&pen);
    jk_pen_end(&pen);
    expect(&text,
           "data: {\"z\":null,\"a\":0.5,\"m\":false,\"l\":[-7,{},null],\"place\":\"Sangatta\","
           "\"tree\":{\"x\":[1,true]}}");
}

Test(pen, a_text_is_escaped_as_jansson_does)
{
    char all[130];

    for (int i = 1; i < 129; i++)
        all[i - 1] = (char)(i < 128 ? i : ' ');
    all[128] = '\0';
    expect_as_jansson(json_string(all));
    expect_as_jansson(
        json_pack("{s:s, s:s#}", "a\"/\\\n", "caf\xc3\xa9 \xf0\x9f\x93\x85", "nul", "a\0b", 3));
}

/* What we tell has eight decimals at most; anything else is written as jansson has it. */
Test(pen, a_number_is_written_as_jansson_writes_it)
{
    static const double some[] = { 0,         -0.0,         1,           -1,          0.1,   1e-4,
                                   1e-5,      9.99e-5,      116.9,       117.55,      1e15,  1e16,
                                   1e300,     -2.5e-300,    0.1 + 0.2,   1.0 / 3,     1e8,   9e6,
                                   8999999.5, 123456789.12, 99999999.99, 0.123456785, 5e-324 };

    for (size_t i = 0; i < sizeof some / sizeof *some; i++)
        expect_as_jansson(json_real(some[i]));
    srand(126);
    for (int i = 0; i < 20000; i++) {
        double value = (rand() - RAND_MAX / 2) / 1e8 * pow(10, rand() % 12 - 4);

        expect_as_jansson(json_real(i % 2 ? value : round(value * 1e8) / 1e8));
        expect_as_jansson(json_integer(rand() - RAND_MAX / 2));
    }
}

static void expect_failed(void (*put)(struct jk_pen *pen))
{
    struct jk_buf text = { 0 };
    struct jk_pen pen;

    jk_pen_begin(&pen, &text);
    jk_pen_list(&pen, NULL);
    put(&pen);
    jk_pen_integer(&pen, NULL, 1);
    jk_pen_close_list(&pen);
    jk_pen_end(&pen);
    cr_assert(!jk_buf_ok(&text));
    jk_buf_clear(&text);
}

static void put_no_text(struct jk_pen *pen)
{
    jk_pen_text(pen, NULL, "\xff");
}

static void put_no_number(struct jk_pen *pen)
{
    jk_pen_real(pen, NULL, NAN);
}

static void put_nothing(struct jk_pen *pen)
{
    jk_pen_tree(pen, NULL, NULL);
}

static void put_lost_text(struct jk_pen *pen)
{
    struct jk_buf lost = { .failed = true };

    jk_pen_buf(pen, NULL, &lost);
}

static void put_too_deep(struct jk_pen *pen)
{
    json_t *deep = json_array();

    for (int i = 0; i < 200; i++)
        deep = json_pack("[o]", deep);
    jk_pen_tree(pen, NULL, deep);
}

Test(pen, what_could_not_be_written_fails_the_whole)
{
    expect_failed(put_no_text);
    expect_failed(put_no_number);
    expect_failed(put_nothing);
    expect_failed(put_lost_text);
    expect_failed(put_too_deep);
}
