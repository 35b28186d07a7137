/* Content lines: folds, ranges of bytes, line numbers and every limit of the scanner. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>
#include "tests/unit/ical/help.h"
#include "jarak/ical/scan.h"

/* One scanned text. */
struct scanned {
    struct jk_arena arena;
    const struct jk_ical_comp *comp;
    struct jk_error err;
    enum jk_status rc;
};

static struct scanned scan(struct jk_span text)
{
    struct scanned s = { .comp = NULL };

    s.rc = jk_ical_scan(&s.arena, text, JK_ICAL_LINES_MAX, &s.comp, &s.err);
    return s;
}

static void expect_refused(struct jk_span text, enum jk_status status, unsigned line)
{
    struct scanned s = scan(text);

    cr_expect(s.rc == status && s.err.line == line, "got %s line %u for %.*s", jk_status_name(s.rc),
              s.err.line, text.len < 60 ? (int)text.len : 60, text.at);
    jk_arena_clear(&s.arena);
}

Test(scan, lines_end_with_crlf_or_lf_and_the_last_may_end_with_neither)
{
    static const char *const texts[] = { "BEGIN:A\r\nX:1\r\nEND:A\r\n", "BEGIN:A\nX:1\nEND:A\n",
                                         "BEGIN:A\r\nX:1\nEND:A", "begin:a\nx:1\nend:A\n\n\r\n" };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct scanned s = scan(jk_span_of(texts[i]));

        cr_assert(s.rc == JK_OK, "%zu", i);
        cr_assert(jk_ical_is(s.comp->name, "A") && jk_ical_is(s.comp->props->name, "X"));
        cr_assert(jk_span_eq(s.comp->props->value, JK_SPAN("1")));
        jk_arena_clear(&s.arena);
    }
}

Test(scan, a_fold_may_cut_a_letter_and_the_letter_is_whole_again)
{
    struct scanned s = scan(JK_SPAN("BEGIN:A\r\nSUM\r\n MARY:caf\xc3\r\n\t\xa9 x\r\n  y\r\nZ:2\r\n"
                                    "END:A\r\n"));
    const struct jk_ical_prop *prop;

    cr_assert(s.rc == JK_OK);
    prop = s.comp->props;
    cr_assert(jk_ical_is(prop->name, "SUMMARY"));
    cr_assert(jk_span_eq(prop->value, JK_SPAN("caf\xc3\xa9 x y")));
    cr_assert(eq(uint, prop->line, 2));
    cr_assert(eq(uint, prop->next->line, 6)); /* lines as sent, folds counted */
    cr_assert(jk_span_eq(prop->bytes, JK_SPAN("SUM\r\n MARY:caf\xc3\r\n\t\xa9 x\r\n  y\r\n")));
    jk_arena_clear(&s.arena);
}

Test(scan, parameters_are_read_with_and_without_quotes)
{
    struct scanned s =
        scan(JK_SPAN("BEGIN:A\nX;P=1;q=\"a;b:c\";R=\"x\",\"y\";S=:v;w:\"z\"\nEND:A\n"));
    const struct jk_ical_prop *prop = s.comp->props;

    cr_assert(s.rc == JK_OK && prop->param_count == 4);
    cr_assert(jk_span_eq(jk_ical_param(prop, "p"), JK_SPAN("1")));
    cr_assert(jk_span_eq(jk_ical_param(prop, "Q"), JK_SPAN("a;b:c")));
    cr_assert(jk_span_eq(jk_ical_param(prop, "R"), JK_SPAN("\"x\",\"y\"")));
    cr_assert(jk_ical_param(prop, "S").at && jk_ical_param(prop, "S").len == 0);
    cr_assert(jk_ical_param(prop, "T").at == NULL);
    cr_assert(jk_span_eq(prop->value, JK_SPAN("v;w:\"z\"")));
    jk_arena_clear(&s.arena);
}

Test(scan, a_component_keeps_its_bytes_from_begin_to_end)
{
    const char *text = "BEGIN:A\nBEGIN:B\nX:1\nEND:B\nY:2\nBEGIN:C\nEND:C\nEND:A\n";
    struct scanned s = scan(jk_span_of(text));
    const struct jk_ical_comp *b = s.comp->children;

    cr_assert(s.rc == JK_OK);
    cr_assert(jk_span_eq(b->bytes, JK_SPAN("BEGIN:B\nX:1\nEND:B\n")));
    cr_assert(eq(uint, b->line, 2));
    cr_assert(jk_span_eq(b->next->bytes, JK_SPAN("BEGIN:C\nEND:C\n")));
    cr_assert(jk_span_eq(s.comp->bytes, jk_span_of(text)));
    cr_assert(jk_span_eq(s.comp->end, JK_SPAN("END:A\n")));
    jk_arena_clear(&s.arena);
}

Test(scan, what_is_not_text_is_undecoded_and_controls_are_refused)
{
    expect_refused(JK_SPAN("BEGIN:A\nX:\0\nEND:A\n"), JK_UNDECODED, 2);
    expect_refused(JK_SPAN("BEGIN:A\nX:\xff\nEND:A\n"), JK_UNDECODED, 2);
    expect_refused(JK_SPAN("BEGIN:A\nX:\xed\xa0\x80\nEND:A\n"), JK_UNDECODED, 2); /* surrogate */
    expect_refused(JK_SPAN("BEGIN:A\nX:\xc0\x80\nEND:A\n"), JK_UNDECODED, 2);     /* overlong */
    expect_refused(JK_SPAN("BEGIN:A\nX:a\rb\nEND:A\n"), JK_INVALID, 2); /* some see two lines */
    expect_refused(JK_SPAN(" BEGIN:A\nEND:A\n"), JK_INVALID, 1);
    expect_refused(JK_SPAN("BEGIN:A\nlost its fold: x\nEND:A\n"), JK_INVALID, 2);
    expect_refused(JK_SPAN(""), JK_INVALID, 1);
    expect_refused(JK_SPAN("\n\n"), JK_INVALID, 1);
}

/* `name:` and a value that together have `len` bytes, folded at 75, in a component. */
static void add_long_line(struct jk_buf *buf, const char *name, size_t len)
{
    size_t used = strlen(name);

    jk_buf_reset(buf);
    jk_buf_fmt(buf, "BEGIN:A\r\n%s", name);
    for (; used < len; used++)
        jk_buf_str(buf, used % 74 == 0 ? "\r\n x" : "x");
    jk_buf_str(buf, "\r\nEND:A\r\n");
}

/* What jk_ical_strict() says of the first property. */
static enum jk_status strict(struct jk_span text, size_t max)
{
    struct scanned s = scan(text);
    struct jk_error err;
    enum jk_status rc = JK_NONE;

    cr_assert(s.rc == JK_OK, "%s", jk_status_name(s.rc));
    rc = jk_ical_strict(s.comp->props, max, "X", &err);
    cr_assert(rc == JK_OK || (err.line == s.comp->props->line && strcmp(err.field, "X") == 0));
    jk_arena_clear(&s.arena);
    return rc;
}

Test(scan, a_line_has_no_limit_but_what_is_read_has_one)
{
    struct jk_buf buf = { 0 };

    add_long_line(&buf, "SUMMARY:", 200000);
    cr_expect(strict(jk_buf_view(&buf), 200000 - strlen("SUMMARY:")) == JK_OK);
    cr_expect(strict(jk_buf_view(&buf), 200000 - strlen("SUMMARY:") - 1) == JK_TOO_BIG);
    jk_buf_clear(&buf);
}

Test(scan, what_nobody_reads_may_be_written_in_any_way)
{
    static const char *const loose[] = {
        "X_Y:1",
        "item1.X-ABADR:1",
        "X;A_B=1:v",
        "X;=1:v",
        "X;QUOTED-PRINTABLE:v",
        "X;A=b\"c\"d;E=\"f\":v",
        "X;A=\"Blok \"A\" 5\";E=f:v",
        "X;A=\"stays open;E=f:v",
        "X;:v",
    };
    char text[128];

    for (size_t i = 0; i < sizeof loose / sizeof *loose; i++) {
        struct scanned s;

        snprintf(text, sizeof text, "BEGIN:A\n%s\nEND:A\n", loose[i]);
        s = scan(jk_span_of(text));
        cr_expect(s.rc == JK_OK && s.comp->props->loose, "%s: %s", loose[i], jk_status_name(s.rc));
        jk_arena_clear(&s.arena);
        cr_expect(strict(jk_span_of(text), 100) == JK_INVALID, "%s", loose[i]);
    }
    cr_expect(strict(JK_SPAN("BEGIN:A\nX:\x1b[2J\nEND:A\n"), 9) == JK_INVALID);
    cr_expect(strict(JK_SPAN("BEGIN:A\nX:\x7f\nEND:A\n"), 9) == JK_INVALID);
    cr_expect(strict(JK_SPAN("BEGIN:A\nX:a\tb\nEND:A\n"), 9) == JK_OK);
    cr_expect(strict(JK_SPAN("BEGIN:A\nX;A=\"b:c\":1\nEND:A\n"), 9) == JK_OK);
}

Test(scan, a_byte_order_mark_and_empty_lines_say_nothing)
{
    struct scanned s = scan(JK_SPAN("\xef\xbb\xbf\r\n\r\nBEGIN:A\r\n\r\nX:1\r\n \r\n\t\r\n\r\n"
                                    "END:A\r\n  \r\n\r\n \t\r\n"));

    cr_assert(s.rc == JK_OK && s.comp->line == 3 && s.comp->props->line == 5);
    cr_assert(jk_span_starts(s.comp->bytes, JK_SPAN("BEGIN:A\r\n\r\nX:1")));
    cr_assert(s.comp->props->next == NULL);
    jk_arena_clear(&s.arena);
}

Test(scan, eight_thousand_lines_are_read_and_one_more_is_not)
{
    struct jk_buf buf = { 0 };

    for (unsigned extra = 0; extra < 2; extra++) {
        struct scanned s;

        jk_buf_reset(&buf);
        jk_buf_str(&buf, "BEGIN:A\n");
        for (unsigned i = 0; i < JK_ICAL_LINES_MAX - 2 + extra; i++)
            jk_buf_str(&buf, "X:1\n");
        jk_buf_str(&buf, "END:A\n");
        s = scan(jk_buf_view(&buf));
        cr_expect(s.rc == (extra ? JK_TOO_MANY : JK_OK));
        cr_expect(s.err.line == (extra ? JK_ICAL_LINES_MAX + 1 : 0));
        jk_arena_clear(&s.arena);
    }
    jk_buf_clear(&buf);
}

Test(scan, a_thousand_parameters_are_read_and_five_levels)
{
    struct jk_buf buf = { 0 };
    struct scanned s;

    jk_buf_str(&buf, "BEGIN:A\nX");
    for (unsigned i = 0; i < 1000; i++)
        jk_buf_fmt(&buf, ";P%u=%u", i, i);
    jk_buf_str(&buf, ":1\nEND:A\n");
    s = scan(jk_buf_view(&buf));
    cr_assert(s.rc == JK_OK && s.comp->props->param_count == 1000);
    cr_expect(jk_span_eq(jk_ical_param(s.comp->props, "P999"), JK_SPAN("999")));
    cr_expect(s.comp->props->loose == false);
    jk_arena_clear(&s.arena);
    jk_buf_reset(&buf);
    jk_buf_str(&buf, "BEGIN:A\nX");
    for (unsigned i = 0; i < JK_ICAL_PARAMS_MAX + 1; i++)
        jk_buf_str(&buf, ";P=1");
    jk_buf_str(&buf, ":1\nEND:A\n");
    s = scan(jk_buf_view(&buf));
    cr_assert(s.rc == JK_OK && s.comp->props->param_count == JK_ICAL_PARAMS_MAX);
    cr_expect(s.comp->props->loose && jk_span_eq(s.comp->props->value, JK_SPAN("1")));
    jk_arena_clear(&s.arena);
    jk_buf_clear(&buf);
    expect_refused(JK_SPAN("BEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\n"), JK_TOO_MANY,
                   6);
    expect_refused(JK_SPAN("BEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\nEND:A\n"), JK_INVALID, 4);
}
