/* Straight to octets: what a comma, a depth and an escape are is said here, once for all JSON we
 * send, and the octets are those of jansson. That looks through a tree against circles and writes
 * by printf; libyajl's generator, which stood here, looks at each byte of a name and calls back for
 * each comma and quote, and took twice as long. */
#include "jarak/feed/json/pen.h"

#include <math.h>
#include <stdint.h>
#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"

void jk_pen_begin(struct jk_pen *pen, struct jk_buf *out)
{
    JK_ASSERT(pen != NULL && out != NULL);

    pen->out = out;
    pen->failed = false;
    pen->is_first = true;
    pen->depth = 0;
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Zero where no byte of `eight` is below `bound`, which is 128 at most. */
static uint64_t below(uint64_t eight, unsigned bound)
{
    return (eight - EACH(bound)) & ~eight & EACH(0x80);
}

static bool is_plain(unsigned char c)
{
    return c >= ' ' && c != '"' && c != '\\';
}

/* How many bytes at the front stand as they are: nearly always all of them. */
static size_t plain_len(const char *at, size_t len)
{
    size_t plain = 0;
    uint64_t eight;

    for (; len - plain >= sizeof eight; plain += sizeof eight) {
        memcpy(&eight, at + plain, sizeof eight);
        if (below(eight, ' ') | below(eight ^ EACH('"'), 1) | below(eight ^ EACH('\\'), 1))
            break;
    }
    while (plain < len && is_plain((unsigned char)at[plain]))
        plain++;
    return plain;
}

static void escape(struct jk_buf *out, unsigned char c)
{
    static const char bytes[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    const char *known = c ? strchr(bytes, c) : NULL;

    jk_buf_char(out, '\\');
    if (known) {
        jk_buf_char(out, letters[known - bytes]);
    } else {
        jk_buf_str(out, "u00");
        jk_buf_char(out, "0123456789ABCDEF"[c >> 4]);
        jk_buf_char(out, "0123456789ABCDEF"[c & 15]);
    }
}

static void write_text(struct jk_buf *out, const char *at, size_t len)
{
    jk_buf_char(out, '"');
    for (;;) {
        size_t plain = plain_len(at, len);

        jk_buf_add(out, at, plain);
        if (plain == len)
            break;
        escape(out, (unsigned char)at[plain]);
        at += plain + 1;
        len -= plain + 1;
    }
    jk_buf_char(out, '"');
}

/* What stands before a value. False: nothing more is written. */
static bool begin_value(struct jk_pen *pen, const char *name)
{
    if (pen->failed)
        return false;
    JK_ASSERT(!name == (pen->depth == 0 || pen->closing[pen->depth - 1] == ']'));
    if (!pen->is_first)
        jk_buf_char(pen->out, ',');
    pen->is_first = false;
    if (name) {
        write_text(pen->out, name, strlen(name));
        jk_buf_char(pen->out, ':');
    }
    return true;
}

static void open_value(struct jk_pen *pen, const char *name, char opening, char closing)
{
    if (pen->depth == JK_PEN_DEPTH)
        pen->failed = true;
    if (!begin_value(pen, name))
        return;
    jk_buf_char(pen->out, opening);
    pen->closing[pen->depth++] = closing;
    pen->is_first = true;
}

static void close_value(struct jk_pen *pen, char closing)
{
    if (pen->failed)
        return;
    JK_ASSERT(pen->depth > 0 && pen->closing[pen->depth - 1] == closing);
    jk_buf_char(pen->out, closing);
    pen->depth--;
    pen->is_first = false;
}

void jk_pen_object(struct jk_pen *pen, const char *name)
{
    open_value(pen, name, '{', '}');
}

void jk_pen_close_object(struct jk_pen *pen)
{
    close_value(pen, '}');
}

void jk_pen_list(struct jk_pen *pen, const char *name)
{
    open_value(pen, name, '[', ']');
}

void jk_pen_close_list(struct jk_pen *pen)
{
    close_value(pen, ']');
}

static void put_span(struct jk_pen *pen, const char *name, struct jk_span text)
{
    if (!jk_utf8_valid(text))
        pen->failed = true;
    if (begin_value(pen, name))
        write_text(pen->out, text.at, text.len);
}

void jk_pen_text(struct jk_pen *pen, const char *name, const char *text)
{
    if (text)
        put_span(pen, name, jk_span_of(text));
    else
        jk_pen_null(pen, name);
}

void jk_pen_buf(struct jk_pen *pen, const char *name, struct jk_buf *text)
{
    if (!jk_buf_ok(text))
        pen->failed = true;
    put_span(pen, name, jk_buf_view(text));
    jk_buf_clear(text);
}

void jk_pen_integer(struct jk_pen *pen, const char *name, long long value)
{
    unsigned long long rest = value < 0 ? 0 - (unsigned long long)value : (unsigned long long)value;
    char digits[24], *at = digits + sizeof digits;

    do
        *--at = (char)('0' + rest % 10);
    while ((rest /= 10) != 0);
    if (value < 0)
        *--at = '-';
    if (begin_value(pen, name))
        jk_buf_add(pen->out, at, (size_t)(digits + sizeof digits - at));
}

#define FINEST 8 /* decimals of places, the finest figures we tell */

/* Of the usual figures the digits as they are; of the others as jansson has them. A decimal of so
 * many digits is the only one of 15 that reads back as its double, so both ways write the same. */
static void real_add(struct jk_buf *text, double value)
{
    double whole = round(value * 1e8);

    if (fabs(whole) < 9e14 && whole / 1e8 == value && fabs(value) >= 1e-4) {
        jk_decimal_add(text, value, FINEST, '.');
        while (text->len > 2 && text->at[text->len - 1] == '0' && text->at[text->len - 2] != '.')
            text->len--;
    } else {
        json_t *number = json_real(value); /* null where it is not finite */
        char digits[64];
        size_t len = number ? json_dumpb(number, digits, sizeof digits,
                                         JSON_ENCODE_ANY | JSON_REAL_PRECISION(15))
                            : 0;

        text->failed = text->failed || len == 0 || len > sizeof digits;
        if (!text->failed)
            jk_buf_add(text, digits, len);
        json_decref(number);
    }
}

void jk_pen_real(struct jk_pen *pen, const char *name, double value)
{
    struct jk_buf text = { 0 };

    real_add(&text, value);
    if (!jk_buf_ok(&text))
        pen->failed = true;
    if (begin_value(pen, name))
        jk_buf_span(pen->out, jk_buf_view(&text));
    jk_buf_clear(&text);
}

void jk_pen_bool(struct jk_pen *pen, const char *name, bool value)
{
    if (begin_value(pen, name))
        jk_buf_str(pen->out, value ? "true" : "false");
}

void jk_pen_null(struct jk_pen *pen, const char *name)
{
    if (begin_value(pen, name))
        jk_buf_str(pen->out, "null");
}

static void put_tree(struct jk_pen *pen, const char *name, const json_t *value);

static void put_members(struct jk_pen *pen, const json_t *object)
{
    const char *key;
    json_t *member;

    json_object_foreach((json_t *)(uintptr_t)object, key, member) put_tree(pen, key, member);
}

/* As deep as the document, which the pen bounds: one that failed goes no deeper. */
static void put_tree(struct jk_pen *pen, const char *name, const json_t *value)
{
    if (pen->failed)
        return;
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        jk_pen_object(pen, name);
        put_members(pen, value);
        jk_pen_close_object(pen);
        break;
    case JSON_ARRAY:
        jk_pen_list(pen, name);
        for (size_t i = 0; i < json_array_size(value); i++)
            put_tree(pen, NULL, json_array_get(value, i));
        jk_pen_close_list(pen);
        break;
    case JSON_STRING:
        put_span(pen, name,
                 (struct jk_span){ json_string_value(value), json_string_length(value) });
        break;
    case JSON_INTEGER:
        jk_pen_integer(pen, name, json_integer_value(value));
        break;
    case JSON_REAL:
        jk_pen_real(pen, name, json_real_value(value));
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        jk_pen_bool(pen, name, json_is_true(value));
        break;
    case JSON_NULL:
        jk_pen_null(pen, name);
        break;
    }
}

void jk_pen_tree(struct jk_pen *pen, const char *name, json_t *value)
{
    if (value)
        put_tree(pen, name, value);
    else
        pen->failed = true;
    json_decref(value);
}

void jk_pen_end(struct jk_pen *pen)
{
    JK_ASSERT(pen->failed || pen->depth == 0);
    if (pen->failed)
        pen->out->failed = true;
}
