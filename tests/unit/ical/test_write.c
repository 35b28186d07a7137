/* Our own writer: folds, escapes, times; and that no value of others can begin a line. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>
#include "tests/unit/ical/help.h"
#include "jarak/ical/scan.h"
#include "jarak/ical/write.h"
#include "tests/support/seeded.h"

static void expect(struct jk_buf *buf, const char *want)
{
    jk_buf_char(buf, '\0');
    cr_expect(eq(str, buf->at, (char *)want));
    jk_buf_reset(buf);
}

Test(write, texts_are_escaped_and_controls_dropped)
{
    struct jk_buf buf = { 0 };

    jk_ical_text(&buf, "SUMMARY", "a;b,c\\d\ne\tf\r\x01g:\"h\"");
    expect(&buf, "SUMMARY:a\\;b\\,c\\\\d\\ne\tfg:\"h\"\r\n");
    jk_ical_text(&buf, "SUMMARY", NULL);
    expect(&buf, "SUMMARY:\r\n");
    jk_ical_line(&buf, "X-A", "1\r\nATTENDEE:mailto:x");
    expect(&buf, "X-A:1ATTENDEE:mailto:x\r\n");
    jk_buf_clear(&buf);
}

Test(write, times_dates_and_durations_have_the_form_of_rfc_5545)
{
    const struct jk_tz *wita = jk_tz_find(JK_SPAN("WITA"));
    int64_t at = help_time("2024-11-23T14:00:00+08:00");
    struct jk_buf buf = { 0 };

    jk_ical_time(&buf, "DTSTART", at, wita);
    expect(&buf, "DTSTART;TZID=Asia/Makassar:20241123T140000\r\n");
    jk_ical_time(&buf, "DTSTAMP", at, NULL);
    expect(&buf, "DTSTAMP:20241123T060000Z\r\n");
    jk_ical_date(&buf, "DTSTART", jk_days_from_date(2024, 2, 29));
    expect(&buf, "DTSTART;VALUE=DATE:20240229\r\n");
    jk_ical_period_add(&buf, at, at + 3600);
    expect(&buf, "20241123T060000Z/20241123T070000Z");
    jk_ical_duration(&buf, "D", 900);
    expect(&buf, "D:PT15M\r\n");
    jk_ical_duration(&buf, "D", 0);
    expect(&buf, "D:PT0S\r\n");
    jk_ical_duration(&buf, "D", JK_DAY_S);
    expect(&buf, "D:P1D\r\n");
    jk_ical_duration(&buf, "D", JK_DAY_S + 3601);
    expect(&buf, "D:P1DT1H0M1S\r\n");
    jk_ical_zone(&buf, wita);
    expect(&buf, "BEGIN:VTIMEZONE\r\nTZID:Asia/Makassar\r\nBEGIN:STANDARD\r\n"
                 "DTSTART:19880101T000000\r\nTZNAME:WITA\r\nTZOFFSETFROM:+0800\r\n"
                 "TZOFFSETTO:+0800\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n");
    jk_buf_clear(&buf);
}

/* Any text of one to 200 characters of one to four bytes: each line within 75 bytes and whole
 * UTF-8 by itself, and the scanner gives the text back. */
Test(write, lines_fold_at_75_bytes_and_never_inside_a_letter)
{
    static const char *const letters[] = { "a", "\xc3\xa9", "\xe2\x80\x94", "\xf0\x9f\x9a\x97" };
    struct jk_buf text = { 0 }, out = { 0 };

    for (size_t len = 1; len <= 200; len++) {
        const struct jk_ical_comp *comp;
        struct jk_arena arena = { 0 };
        struct jk_span rest, line;

        jk_buf_reset(&text);
        jk_buf_reset(&out);
        for (size_t i = 0; i < len; i++)
            jk_buf_str(&text, letters[(i * 7 + len) % 4]);
        jk_buf_char(&text, '\0');
        jk_ical_begin(&out, "A");
        jk_ical_text(&out, "X", text.at);
        jk_ical_end(&out, "A");
        rest = jk_buf_view(&out);
        while (jk_span_cut(&rest, '\n', &line)) {
            cr_assert(line.len <= JK_ICAL_FOLD + 1, "%zu", line.len); /* and the CR */
            cr_assert(jk_utf8_valid(line));
        }
        cr_assert(jk_ical_scan(&arena, jk_buf_view(&out), 100, &comp, NULL) == JK_OK);
        cr_assert(jk_span_eq(comp->props->value, jk_span_of(text.at)));
        jk_arena_clear(&arena);
    }
    jk_buf_clear(&text);
    jk_buf_clear(&out);
}

/* One character after the other, as the writer once did: the reference for lines taken in runs. */
static void write_slowly(struct jk_buf *out, const char *text)
{
    size_t used = 2;

    jk_buf_str(out, "X:");
    for (const char *c = text; *c;) {
        unsigned char first = (unsigned char)*c;
        size_t len = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4, width = len;
        bool escaped = strchr("\\;,\n", *c) != NULL;
        const char n = *c == '\n' ? 'n' : *c;

        if (!escaped && ((first < 0x20 && first != '\t') || first == 0x7f)) {
            c += len;
            continue;
        }
        width += escaped;
        if (used + width > JK_ICAL_FOLD) {
            jk_buf_str(out, "\r\n ");
            used = 1;
        }
        jk_buf_str(out, escaped ? "\\" : "");
        jk_buf_add(out, escaped ? &n : c, len);
        used += width;
        c += len;
    }
    jk_buf_str(out, "\r\n");
}

Test(write, runs_of_plain_letters_are_folded_as_single_ones_are)
{
    static const char *const pieces[] = {
        "a",
        "Lapangan ",
        "\xc3\xa9",
        "\xe2\x80\x94",
        "\xf0\x9f\x9a\x97",
        "\\",
        ";",
        ",",
        "\n",
        "\t",
        "\x01",
        "\x7f",
        "0123456789012345678901234567890123456789",
    };
    struct jk_buf text = { 0 }, slow = { 0 }, fast = { 0 };
    struct seeded r = { 75 };

    for (int round = 0; round < 20000; round++) {
        jk_buf_reset(&text);
        jk_buf_reset(&slow);
        jk_buf_reset(&fast);
        for (int64_t i = seeded_whole(&r, 0, 30); i > 0; i--)
            jk_buf_str(&text, pieces[seeded_whole(&r, 0, sizeof pieces / sizeof *pieces - 1)]);
        jk_buf_char(&text, '\0');
        write_slowly(&slow, text.at);
        jk_ical_text(&fast, "X", text.at);
        cr_assert(jk_span_eq(jk_buf_view(&slow), jk_buf_view(&fast)), "round %d: %s", round,
                  text.at);
    }
    jk_buf_clear(&text);
    jk_buf_clear(&slow);
    jk_buf_clear(&fast);
}
