/* What a person reads of a refusal: where, what was found, and what would do. */
#include "jarak/base/error.h"

#include <criterion/criterion.h>
#include <string.h>
#include "jarak/base/bytes.h"
#include "jarak/base/texts.h"

static const struct jk_text text = { { "mau {field}, bukan {value}",
                                       "want {field}, not {value}" } };

static void expect(const struct jk_error *err, enum jk_lang lang, const char *want)
{
    char shown[700];
    size_t len = jk_error_format(err, lang, shown, sizeof shown);

    cr_expect_str_eq(shown, want, "%s", shown);
    cr_expect(len == strlen(want));
}

Test(error, line_field_and_value_are_said_as_far_as_they_are_known)
{
    struct jk_error err;

    cr_assert(jk_fail_at(&err, JK_RANGE, &text, (struct jk_at){ 12, "GEO" }, "%d", 117) ==
              JK_RANGE);
    cr_assert(err.status == JK_RANGE && err.line == 12);
    expect(&err, JK_LANG_ID, "baris 12: GEO: mau GEO, bukan 117");
    expect(&err, JK_LANG_EN, "line 12: GEO: want GEO, not 117");
    jk_fail(&err, JK_INVALID, &text, "GEO", "%s", "");
    expect(&err, JK_LANG_EN, "GEO: want GEO, not ");
    jk_fail(&err, JK_INVALID, &text, "", "%s", "x");
    expect(&err, JK_LANG_EN, "want , not x"); /* said once */
    jk_fail(&err, JK_INVALID, &text, NULL, NULL);
    expect(&err, JK_LANG_EN, "want , not ");
}

Test(error, what_strangers_sent_is_printable)
{
    static const struct {
        const char *value, *want;
    } cases[] = {
        { "a\r\nb\x1b[2J\x7f", "a??b?[2J?" },
        { "\xc3\xa9\xf0\x9f\x9a\xa9", "\xc3\xa9\xf0\x9f\x9a\xa9" },
        { "a\xff"
          "b",
          "a?b" },
        { "\xff\xc3\xa9x", "???x" }, /* one wrong byte: none of them is believed */
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_error err;

        jk_fail(&err, JK_INVALID, &text, "X\n", "%s", cases[i].value);
        cr_expect_str_eq(err.value, cases[i].want, "case %zu: %s", i, err.value);
        cr_expect_str_eq(err.field, "X?");
    }
}

/* A character that the end of the room would cut is left out whole. */
Test(error, what_is_too_long_is_cut_between_characters)
{
    char value[401] = "", shown[40];
    struct jk_error err;

    for (int i = 0; i < 100; i++)
        strcat(value, "\xf0\x9f\x9a\xa9");
    jk_fail(&err, JK_INVALID, &text, value, "%s", value);
    cr_assert(strlen(err.value) == 116 && strlen(err.field) == 124, "%zu", strlen(err.value));
    cr_assert(jk_utf8_valid(jk_span_of(err.value)) && jk_utf8_valid(jk_span_of(err.field)));
    for (size_t cap = 1; cap <= sizeof shown; cap++) {
        size_t len = jk_error_format(&err, JK_LANG_EN, shown, cap);

        cr_assert(len < cap && shown[len] == '\0' && jk_utf8_valid((struct jk_span){ shown, len }));
    }
    shown[0] = 'x';
    cr_assert(jk_error_format(&err, JK_LANG_EN, shown, 0) == 0 && shown[0] == 'x');
}

Test(error, who_does_not_ask_why_gets_the_status_alone)
{
    struct jk_error err;

    cr_assert(jk_fail(NULL, JK_STALE, &text, "f", "%s", "v") == JK_STALE);
    cr_assert(jk_fail_at(NULL, JK_FULL, &text, (struct jk_at){ 1, "f" }, NULL) == JK_FULL);
    cr_assert(jk_no_memory(&err) == JK_MEMORY && err.text == JK_TEXT_NO_MEMORY);
    cr_assert(jk_no_memory(NULL) == JK_MEMORY);
}
