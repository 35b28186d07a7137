/* Numbers, spans, refusals and sealing. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/policy/texts.h"
#include "jarak/base/digest.h"
#include "jarak/base/error.h"

Test(decimal, only_plain_decimals_are_numbers)
{
    static const char *const wrong[] = {
        "",    "+",   ".5", "5.", "1e2",    "0x10", "1,5",
        "inf", "nan", " 1", "1 ", "1.2345", "--1",  "1234567890123456"
    };
    double value;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_assert(jk_decimal_parse(jk_span_of(wrong[i]), 3, &value) == false, "%s", wrong[i]);
    cr_assert(jk_decimal_parse(JK_SPAN("-0.125"), 3, &value) && value == -0.125);
    cr_assert(jk_decimal_parse(JK_SPAN("117.604500"), 12, &value) && value == 117.6045);
}

static void shows(double metres, const char *id, const char *en)
{
    struct jk_buf buf = { 0 };

    jk_distance_add(&buf, metres, true);
    cr_assert(eq(str, buf.at, (char *)id));
    jk_buf_reset(&buf);
    jk_distance_add(&buf, metres, false);
    cr_assert(eq(str, buf.at, (char *)en));
    jk_buf_clear(&buf);
}

Test(decimal, distances_are_rounded_down_so_that_a_near_miss_never_looks_compliant)
{
    shows(999.99, "999 m", "999 m");
    shows(11499, "11,4 km", "11.4 km");
    shows(9999.99, "9,9 km", "9.9 km");
    shows(0, "0 m", "0 m");
}

Test(error, a_refusal_names_line_field_value_and_what_would_do)
{
    struct jk_error err;
    char text[300];

    jk_fail_at(&err, JK_RANGE, JK_TEXT_DECIMAL, (struct jk_at){ 12, "GEO" }, "%s", "1e2\n");
    jk_error_format(&err, JK_LANG_EN, text, sizeof text);
    cr_assert(
        eq(str, text,
           "line 12: GEO \"1e2?\": want a plain decimal number without exponent, such as 12.5"));
    jk_error_format(&err, JK_LANG_ID, text, 20);
    cr_assert(eq(sz, strlen(text), 19));
}

Test(utf8, overlong_surrogate_and_cut_characters_are_refused)
{
    static const char *const wrong[] = { "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82",
                                         "\xff" };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_assert(jk_utf8_valid(jk_span_of(wrong[i])) == false, "%zu", i);
    cr_assert(jk_utf8_valid(JK_SPAN("Jum\xe2\x80\x99"
                                    "at \xf0\x9f\x97\x93")));
    cr_assert(eq(sz, jk_utf8_cut(JK_SPAN("ab\xe2\x82\xac"), 4), 2));
    cr_assert(eq(sz, jk_utf8_cut(JK_SPAN("ab\xe2\x82\xac"), 5), 5));
}

Test(seal, what_was_sealed_opens_for_its_own_key_and_name_only)
{
    uint8_t key[JK_SEAL_KEY_LEN] = { 1 }, other[JK_SEAL_KEY_LEN] = { 2 },
            nonce[JK_SEAL_NONCE_LEN] = { 3 };
    struct jk_buf sealed = { 0 }, plain = { 0 };

    cr_assert(jk_seal(key, nonce, JK_SPAN("a@x"), JK_SPAN("rahasia"), &sealed) == JK_OK);
    cr_assert(memmem(sealed.at, sealed.len, "rahasia", 7) == NULL);
    cr_assert(jk_unseal(key, JK_SPAN("a@x"), jk_buf_view(&sealed), &plain) == JK_OK);
    cr_assert(jk_span_eq(jk_buf_view(&plain), JK_SPAN("rahasia")));
    cr_assert(jk_unseal(other, JK_SPAN("a@x"), jk_buf_view(&sealed), &plain) == JK_CORRUPT);
    cr_assert(jk_unseal(key, JK_SPAN("b@x"), jk_buf_view(&sealed), &plain) == JK_CORRUPT);
    for (size_t i = 0; i < sealed.len; i++) {
        sealed.at[i] ^= 1;
        cr_assert(jk_unseal(key, JK_SPAN("a@x"), jk_buf_view(&sealed), &plain) == JK_CORRUPT, "%zu",
                  i);
        sealed.at[i] ^= 1;
    }
    jk_buf_clear(&sealed);
    jk_buf_clear(&plain);
}

Test(digest, lists_of_spans_cannot_be_confused)
{
    struct jk_span one[] = { JK_SPAN("ab"), JK_SPAN("c") }, two[] = { JK_SPAN("a"), JK_SPAN("bc") };
    uint8_t x[JK_DIGEST_LEN], y[JK_DIGEST_LEN];
    char hex[2 * JK_DIGEST_LEN + 1];

    jk_sha256_list(one, 2, x);
    jk_sha256_list(two, 2, y);
    cr_assert(memcmp(x, y, sizeof x) != 0);
    jk_sha256("abc", 3, x); /* FIPS 180-4, example B.1 */
    jk_hex(x, sizeof x, hex);
    cr_assert(eq(str, hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
}
