/* Numbers as spreadsheets write them, set to Indonesian or not.
 *
 * There 1.000 is a thousand and 1,5 one and a half; programs write 1.5. A sign with exactly three
 * digits behind it may be either, and a radius taken for a thousandth of itself makes a siaga a
 * waspada: such a cell is refused where it measures, and is thousands where it counts what is whole
 * (decisions/0052). Two groups, or two different signs, leave no doubt, nor does a first 0: no
 * thousands begin with it. */
#include "daemon/feed/table/row.h"

#include <string.h>

#define PARTS_MAX 6 /* groups of digits: far more than any range allows */

/* A cell taken apart: groups of digits, and the sign behind each but the last. */
struct parts {
    struct jk_span digits[PARTS_MAX];
    char sign[PARTS_MAX];
    size_t count;
    bool minus;
};

/* Takes one separating sign; a blank that does not break stands for a blank. 0: none there. */
static char take_sign(struct jk_span *text)
{
    char c = text->len ? text->at[0] : '\0';
    size_t len = 1;

    if (jk_span_starts(*text, JK_SPAN("\xc2\xa0"))) {
        c = ' ';
        len = 2;
    }
    if (c != '.' && c != ',' && c != ' ')
        return '\0';
    *text = (struct jk_span){ text->at + len, text->len - len };
    return c;
}

static struct jk_span take_digits(struct jk_span *text)
{
    struct jk_span digits = { text->at, 0 };

    while (digits.len < text->len && text->at[digits.len] >= '0' && text->at[digits.len] <= '9')
        digits.len++;
    *text = (struct jk_span){ text->at + digits.len, text->len - digits.len };
    return digits;
}

static bool take_apart(struct jk_span text, struct parts *out)
{
    *out = (struct parts){ .count = 0 };
    if (text.len && (text.at[0] == '-' || text.at[0] == '+')) {
        out->minus = text.at[0] == '-';
        text = (struct jk_span){ text.at + 1, text.len - 1 };
    }
    for (;;) {
        if (out->count == PARTS_MAX || !(out->digits[out->count] = take_digits(&text)).len)
            return false;
        out->count++;
        if (!text.len)
            return true;
        out->sign[out->count - 1] = take_sign(&text);
        if (!out->sign[out->count - 1])
            return false;
    }
}

/* The first `count` parts are thousands: one sign, groups of three, no leading 0. */
static bool is_grouped(const struct parts *p, size_t count)
{
    bool ok = p->digits[0].len <= 3 && (count == 1 || p->digits[0].at[0] != '0');

    for (size_t i = 1; i < count && ok; i++)
        ok = p->digits[i].len == 3 && p->sign[i - 1] == p->sign[0];
    return ok;
}

/* How many parts are whole, the last being the fraction where one is left; 0: no number, or two. */
static size_t whole_parts(const struct parts *p, char sep, enum feed_number_kind kind)
{
    size_t last = p->count - 1;
    char sign = last ? p->sign[last - 1] : '\0';

    if (last == 0)
        return 1;
    if (kind == FEED_NUMBER_COUNT || sign == ' ')
        return !p->minus && is_grouped(p, p->count) ? p->count : 0;
    if (last > 1) /* two signs: of one kind they part thousands, of two the last one is decimal */
        return p->sign[0] == sign ? (is_grouped(p, p->count) ? p->count : 0)
                                  : (is_grouped(p, last) ? last : 0);
    if (sign == ',' && sep == ',')
        return 0;
    /* Three digits behind one sign: only a first part that is 0, or too long for a group, tells. */
    return p->digits[1].len == 3 && p->digits[0].len <= 3 && !jk_span_eq(p->digits[0], JK_SPAN("0"))
               ? 0
               : last;
}

bool feed_number_read(struct jk_span text, char sep, enum feed_number_kind kind, struct jk_buf *out)
{
    struct parts p;
    struct jk_span fraction;
    size_t whole;

    if (!take_apart(text, &p) || (kind == FEED_NUMBER_COUNT && p.minus) ||
        !(whole = whole_parts(&p, sep, kind)))
        return false;
    jk_buf_str(out, p.minus ? "-" : "");
    for (size_t i = 0; i < whole; i++)
        jk_buf_span(out, p.digits[i]);
    fraction = whole < p.count ? p.digits[whole] : (struct jk_span){ NULL, 0 };
    /* Zeros at the end say nothing, and the reader counts the digits. */
    while (fraction.len && fraction.at[fraction.len - 1] == '0')
        fraction.len--;
    if (fraction.len) {
        jk_buf_char(out, '.');
        jk_buf_span(out, fraction);
    }
    return true;
}
