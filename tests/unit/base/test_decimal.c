/* Numbers at their borders: fifteen digits, whole numbers up to 2^64 - 1, halves. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/decimal.h"
#include "tests/support/seeded.h"

Test(decimal, fifteen_significant_digits_are_the_most)
{
    static const struct {
        const char *text;
        unsigned fraction;
        bool good;
        double value;
    } cases[] = {
        { "999999999999999", 0, true, 999999999999999.0 },
        { "9999999999999999", 0, false, 0 },
        { "000000000000000000001", 0, true, 1 }, /* leading zeros are no digits */
        { "123.000000000000", 12, true, 123 },   /* 15 with those behind the point */
        { "1234.000000000000", 12, false, 0 },
        { "0.000000000001", 12, true, 1e-12 },
        { "0.0000000000001", 12, false, 0 },
        { "1.50", 2, true, 1.5 },
        { "1.500", 2, false, 0 },
        { "1.5", 0, false, 0 },
        { "+7", 0, true, 7 },
        { "-7", 0, true, -7 },
        { "-", 0, false, 0 },
        { "-0", 0, true, 0 },
        { "1.2.3", 3, false, 0 },
        { "-.5", 3, false, 0 },
        { "1e5", 3, false, 0 },
        { "1_000", 3, false, 0 },
        { "\xd9\xa1", 3, false, 0 }, /* an Arabic digit */
    };
    double value = 0;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool good = jk_decimal_parse(jk_span_of(cases[i].text), cases[i].fraction, &value);

        cr_assert(good == cases[i].good, "%s", cases[i].text);
        cr_assert(!good || value == cases[i].value, "%s: %.17g", cases[i].text, value);
    }
    value = 42;
    cr_assert(!jk_decimal_parse((struct jk_span){ "1\0", 2 }, 3, &value) && value == 42,
              "a NUL is no end, and a refusal writes nothing");
}

/* The C library rounds decimals to the nearest double: ours must be that one. */
Test(decimal, it_is_the_double_nearest_to_the_decimal)
{
    struct seeded r = { 121 };

    for (int i = 0; i < 20000; i++) {
        struct jk_buf text = { 0 };
        double value;

        jk_buf_fmt(&text, "%s%d.%09lld", seeded_whole(&r, 0, 1) ? "-" : "",
                   (int)seeded_whole(&r, 0, 99999), (long long)seeded_whole(&r, 0, 999999999));
        cr_assert(jk_decimal_parse(jk_buf_view(&text), 12, &value), "%s", text.at);
        cr_assert(value == strtod(text.at, NULL), "%s", text.at);
        jk_buf_clear(&text);
    }
}

Test(decimal, whole_numbers_end_exactly_at_their_bound)
{
    static const struct {
        const char *text;
        uint64_t max;
        bool good;
        uint64_t value;
    } cases[] = {
        { "0", 0, true, 0 },
        { "1", 0, false, 0 },
        { "100", 100, true, 100 },
        { "101", 100, false, 0 },
        { "00100", 100, true, 100 },
        { "18446744073709551615", UINT64_MAX, true, UINT64_MAX },
        { "18446744073709551616", UINT64_MAX, false, 0 },
        { "99999999999999999999", UINT64_MAX, false, 0 },
        { "", 9, false, 0 },
        { "+1", 9, false, 0 },
        { "-1", 9, false, 0 },
        { "1 ", 9, false, 0 },
        { "5", 4, false, 0 },
        { "12", 15, true, 12 },
        { "16", 15, false, 0 },
    };
    uint64_t value = 0;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool good = jk_uint_parse(jk_span_of(cases[i].text), cases[i].max, &value);

        cr_assert(good == cases[i].good, "%s up to %llu", cases[i].text,
                  (unsigned long long)cases[i].max);
        cr_assert(!good || value == cases[i].value, "%s", cases[i].text);
    }
}

Test(decimal, halves_go_away_from_zero_and_nothing_is_minus_zero)
{
    static const struct {
        double value;
        unsigned fraction;
        char point;
        const char *want;
    } cases[] = {
        { 0.5, 0, '.', "1" },          { -0.5, 0, '.', "-1" },
        { 0.49, 0, '.', "0" },         { -0.49, 0, '.', "0" },
        { -0.0, 2, '.', "0.00" },      { 2.5, 0, '.', "3" },
        { 12.3456, 3, ',', "12,346" }, { 0.05, 2, '.', "0.05" },
        { -1.25, 1, '.', "-1.3" },     { 999999.999, 2, '.', "1000000.00" },
        { 1e15, 0, '.', "?" },         { NAN, 0, '.', "?" },
        { -INFINITY, 2, '.', "?" },    { 1e14, 9, '.', "?" },
        { 1, 10, '.', "?" },           { 123456.789, 9, '.', "123456.789000000" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_buf buf = { 0 };

        jk_decimal_add(&buf, cases[i].value, cases[i].fraction, cases[i].point);
        cr_assert_str_eq(buf.at, cases[i].want);
        jk_buf_clear(&buf);
    }
}

Test(decimal, digits_are_those_of_the_rounded_number)
{
    uint64_t state = 18;

    for (int i = 0; i < 20000; i++) {
        struct jk_buf buf = { 0 };
        const unsigned fraction = (unsigned)i % 10;
        char want[64];
        int64_t whole, unit = 1;
        double value;

        state = state * 6364136223846793005U + 1442695040888963407U;
        value = ((double)(int64_t)state / 9.3e18) * (i % 3 ? 200.0 : 0.001);
        for (unsigned k = 0; k < fraction; k++)
            unit *= 10;
        whole = (int64_t)round(fabs(value) * (double)unit);
        if (fraction)
            snprintf(want, sizeof want, "%s%" PRId64 ".%0*" PRId64, value < 0 && whole ? "-" : "",
                     whole / unit, (int)fraction, whole % unit);
        else
            snprintf(want, sizeof want, "%s%" PRId64, value < 0 && whole ? "-" : "", whole);
        jk_decimal_add(&buf, value, fraction, '.');
        cr_assert_str_eq(buf.at, want);
        jk_buf_clear(&buf);
    }
}

Test(decimal, numbers_as_programs_write_them)
{
    static const struct {
        const char *text;
        double value;
    } sound[] = {
        { "5", 5 },
        { "+.5", 0.5 },
        { "-117.", -117 },
        { "9.5E-5", 9.5e-5 },
        { "1e3", 1000 },
        { "-6.1e-05", -6.1e-5 },
        { "000000117.5", 117.5 },
        { "0.12345678901234567890123456789", 0.123456789012345 },
        { "0e-99", 0 },
        { "1e+07", 1e7 },
        { "0000.000", 0 },
        { "123456789012345.9", 123456789012345 },
    };
    static const char *const wrong[] = { "",
                                         ".",
                                         "+",
                                         "-.",
                                         "e5",
                                         "1e",
                                         "1e+",
                                         "1e100",
                                         "1e1.5",
                                         "0,5",
                                         "1 ",
                                         " 1",
                                         "0x1",
                                         "nan",
                                         "inf",
                                         "1..2",
                                         "1.2.3",
                                         "--1",
                                         "1234567890123456",
                                         "1e5x" };
    double value = 7;

    for (size_t i = 0; i < sizeof sound / sizeof *sound; i++) {
        cr_assert(jk_number_parse(jk_span_of(sound[i].text), &value), "%s", sound[i].text);
        cr_assert(fabs(value - sound[i].value) <= 1e-14 * fabs(sound[i].value), "%s: %.17g",
                  sound[i].text, value);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_assert(!jk_number_parse(jk_span_of(wrong[i]), &value), "%s", wrong[i]);
}
