/* Every refusal of the profile: tests/cases/ical_refuse.txt, one row a case. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>
#include "tests/support/texts.h"
#include "tests/unit/ical/help.h"
#include "jarak/base/decimal.h"

#define COLUMNS 7

struct row {
    unsigned number; /* line of the case file */
    struct jk_span at[COLUMNS];
};

static struct jk_span trim(struct jk_span span)
{
    while (span.len && span.at[span.len - 1] == ' ')
        span.len--;
    while (span.len && span.at[0] == ' ')
        span = (struct jk_span){ span.at + 1, span.len - 1 };
    return span;
}

static void split(struct row *row, struct jk_span line)
{
    struct jk_span rest = line;

    for (size_t i = 0; i < COLUMNS; i++)
        cr_assert(jk_span_cut(&rest, '|', &row->at[i]), "row %u has %zu columns", row->number, i);
    cr_assert(rest.at == NULL, "row %u has too many columns", row->number);
    for (size_t i = 0; i < COLUMNS; i++)
        row->at[i] = trim(row->at[i]);
}

/* The changes parted by " ¶ " as help_compose() wants them. */
static void changes_of(struct jk_span column, char *out, size_t cap)
{
    size_t used = 0;

    cr_assert(column.len < cap);
    for (size_t i = 0; i < column.len; i++) {
        if (memcmp(column.at + i, "\xc2\xb6", 2) != 0) {
            out[used++] = column.at[i];
            continue;
        }
        while (used && out[used - 1] == ' ')
            used--;
        out[used++] = '|';
        i += 2; /* and the blank behind it */
    }
    out[used] = '\0';
}

static void check_row(const struct row *row)
{
    struct help h = { .context = help_context() };
    char changes[2048], shown[600];
    uint64_t line;

    if (jk_span_eq(row->at[4], JK_SPAN("put")))
        h.context.purpose = JK_ICAL_PUT;
    if (jk_span_eq(row->at[4], JK_SPAN("wita")))
        h.context.floating = jk_tz_find(JK_SPAN("WITA"));
    changes_of(row->at[5], changes, sizeof changes);
    cr_assert(jk_uint_parse(row->at[2], 100000, &line));
    cr_expect(help_read(&h, changes) != JK_OK, "row %u was accepted", row->number);
    jk_error_format(&h.err, JK_LANG_EN, shown, sizeof shown);
    cr_expect(jk_span_eq(row->at[0], jk_span_of(jk_status_name(h.err.status))) &&
                  jk_span_eq(row->at[1], jk_span_of(h.err.field)) && line == h.err.line &&
                  jk_span_eq(row->at[3], jk_span_of(text_name(h.err.text))),
              "row %u: got %s %s %u %s: %s", row->number, jk_status_name(h.err.status), h.err.field,
              h.err.line, text_name(h.err.text), shown);
    help_clear(&h);
}

TestSuite(refuse, .init = help_zones);

Test(refuse, every_case_names_line_property_and_what_would_do)
{
    struct help file = { .sent = { 0 } };
    struct jk_span rest, line;
    struct row row = { 0 };
    unsigned cases = 0;

    help_file(&file, "tests/cases/ical_refuse.txt");
    rest = jk_buf_view(&file.sent);
    while (jk_span_cut(&rest, '\n', &line)) {
        row.number++;
        if (line.len == 0 || line.at[0] == '#')
            continue;
        split(&row, line);
        check_row(&row);
        cases++;
    }
    cr_assert(ge(uint, cases, 150));
    help_clear(&file);
}

Test(refuse, the_sound_notice_itself_is_accepted)
{
    struct help h = { .context = help_context() };

    cr_assert(eq(int, help_read(&h, ""), JK_OK));
    help_clear(&h);
}
