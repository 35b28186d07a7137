/* Numbers as an Indonesian spreadsheet writes them: what is sure is read, what may be two numbers
 * is refused. 1.000 was read as one metre once. */
#include <criterion/criterion.h>
#include <string.h>
#include "daemon/feed/table/row.h"
#include "tests/support/documents.h"

struct written {
    const char *cell;
    char sep;
    const char *want; /* null: refused */
};

static void expect_numbers(const struct written *cases, size_t count, enum feed_number_kind kind)
{
    for (size_t i = 0; i < count; i++) {
        struct jk_buf out = { 0 };
        bool ok = feed_number_read(jk_span_of(cases[i].cell), cases[i].sep, kind, &out);

        cr_expect(ok == (cases[i].want != NULL), "%s with %c", cases[i].cell, cases[i].sep);
        if (ok && cases[i].want)
            cr_expect_str_eq(text_of_buffer(&out), cases[i].want);
        jk_buf_clear(&out);
    }
}

Test(number, metres_and_degrees_have_a_decimal_sign_and_never_three_digits_behind_it)
{
    static const struct written cases[] = {
        { "500", ';', "500" },
        { "0,5012", ';', "0.5012" },
        { "-0,0012", ';', "-0.0012" },
        { "+0,5012", ';', "0.5012" },
        { "117.5023", ';', "117.5023" },
        { "12,5", ';', "12.5" },
        { "12,5", ',', NULL }, /* there a comma parts cells */
        { "12.5", ',', "12.5" },
        { "1.000", ';', NULL },
        { "1,000", ';', NULL },
        { "1.000", ',', NULL },
        { "5.012", ';', NULL },
        { "117,528", ';', NULL },
        { "117,5280", ';', "117.528" },
        { "0,505", ';', "0.505" }, /* no thousands begin with 0 */
        { "00,505", ';', NULL },
        { "1234.567", ';', "1234.567" }, /* no group has four digits */
        { "1.234,5", ';', "1234.5" },
        { "1,234.5", ';', "1234.5" },
        { "1.234.567", ';', "1234567" },
        { "1.175.023", ';', "1175023" }, /* the range refuses it as a longitude */
        { "1 000", ';', "1000" },
        { "1\xc2\xa0"
          "000",
          ';', "1000" },
        { "10 00", ';', NULL },
        { "1.23.456", ';', NULL },
        { "1.234,567,8", ';', NULL },
        { "1,5.2", ';', NULL },
        { "9,5E-05", ';', NULL },
        { "0\xc2\xb0"
          "30'04\"",
          ';', NULL },
        { ".5", ';', NULL },
        { "5,", ';', NULL },
        { "-", ';', NULL },
        { "12 m", ';', NULL },
        { "100,0000", ';', "100" },
    };

    expect_numbers(cases, sizeof cases / sizeof *cases, FEED_NUMBER_MEASURE);
}

Test(number, people_and_vehicles_are_whole_so_three_digits_are_thousands)
{
    static const struct written cases[] = {
        { "500", ';', "500" },
        { "10.552", ';', "10552" },
        { "10,552", ';', "10552" },
        { "1 500", ';', "1500" },
        { "1.200.000", ';', "1200000" },
        { "1.500", ',', "1500" },
        { "1.5", ';', NULL },
        { "1.50", ';', NULL },
        { "0.500", ';', NULL },
        { "1.2000", ';', NULL },
        { "1234.567", ';', NULL },
        { "1.234,567", ';', NULL },
        { "1.234,0", ';', NULL },
        { "-5", ';', NULL },
        { "5e3", ';', NULL },
        { "1.", ';', NULL },
    };

    expect_numbers(cases, sizeof cases / sizeof *cases, FEED_NUMBER_COUNT);
}
