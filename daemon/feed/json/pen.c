/* yajl writes, we count nothing: it keeps commas, depth (128 at most) and escapes. Two things it
 * would do otherwise than jansson, whose octets ours must be: a real with 17 digits, which makes
 * 116.9 a 116.90000000000001, and an exponent; so reals are handed to it as text. And it writes to
 * what malloc() gave it without looking, so its two structs (some 620 bytes) lie in the pen. */
#include "jarak/feed/json/pen.h"

#include <math.h>
#include <stdalign.h>
#include <string.h>
#include <yajl/yajl_gen.h>
#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"

static void take_octets(void *ctx, const char *text, size_t len)
{
    if (len == 1) /* a comma, a colon, a quote: five of seven calls */
        jk_buf_char(ctx, *text);
    else
        jk_buf_add(ctx, text, len);
}

/* From the pen's room, piece by piece. The room is for what yajl asks at the beginning; it asks for
 * nothing later, for its own buffer is not used. */
static void *take_room(void *ctx, size_t len)
{
    struct jk_pen *pen = ctx;
    void *taken = pen->room + pen->used;

    len = (len + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
    JK_ASSERT(len <= sizeof pen->room - pen->used);
    pen->used += len;
    return taken;
}

static void *take_more(void *ctx, void *old, size_t len)
{
    (void)ctx, (void)old, (void)len;
    return NULL;
}

static void drop_room(void *ctx, void *old)
{
    (void)ctx, (void)old;
}

void jk_pen_begin(struct jk_pen *pen, struct jk_buf *out)
{
    JK_ASSERT(pen != NULL && out != NULL);

    pen->used = 0;
    pen->failed = false;
    pen->out = out;
    pen->gen = yajl_gen_alloc(&(yajl_alloc_funcs){ take_room, take_more, drop_room, pen });
    yajl_gen_config(pen->gen, yajl_gen_print_callback, take_octets, (void *)out);
}

static void note(struct jk_pen *pen, yajl_gen_status status)
{
    if (status != yajl_gen_status_ok)
        pen->failed = true;
}

static void put_text(struct jk_pen *pen, const char *at, size_t len)
{
    note(pen, yajl_gen_string(pen->gen, (const unsigned char *)at, len));
}

/* False: nothing more is written. */
static bool put_name(struct jk_pen *pen, const char *name)
{
    if (!pen->failed && name)
        put_text(pen, name, strlen(name));
    return !pen->failed;
}

void jk_pen_object(struct jk_pen *pen, const char *name)
{
    if (put_name(pen, name))
        note(pen, yajl_gen_map_open(pen->gen));
}

void jk_pen_close_object(struct jk_pen *pen)
{
    if (!pen->failed)
        note(pen, yajl_gen_map_close(pen->gen));
}

void jk_pen_list(struct jk_pen *pen, const char *name)
{
    if (put_name(pen, name))
        note(pen, yajl_gen_array_open(pen->gen));
}

void jk_pen_close_list(struct jk_pen *pen)
{
    if (!pen->failed)
        note(pen, yajl_gen_array_close(pen->gen));
}

static void put_span(struct jk_pen *pen, const char *name, struct jk_span text)
{
    if (!jk_utf8_valid(text))
        pen->failed = true;
    if (put_name(pen, name))
        put_text(pen, text.at, text.len);
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
    if (put_name(pen, name))
        note(pen, yajl_gen_integer(pen->gen, value));
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
    if (put_name(pen, name))
        note(pen, yajl_gen_number(pen->gen, text.at, text.len));
    jk_buf_clear(&text);
}

void jk_pen_bool(struct jk_pen *pen, const char *name, bool value)
{
    if (put_name(pen, name))
        note(pen, yajl_gen_bool(pen->gen, value));
}

void jk_pen_null(struct jk_pen *pen, const char *name)
{
    if (put_name(pen, name))
        note(pen, yajl_gen_null(pen->gen));
}

static void put_tree(struct jk_pen *pen, const char *name, const json_t *value);

static void put_members(struct jk_pen *pen, const json_t *object)
{
    const char *key;
    json_t *member;

    json_object_foreach((json_t *)(uintptr_t)object, key, member) put_tree(pen, key, member);
}

/* As deep as the document, which yajl bounds: a failed pen goes no deeper. */
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
    if (pen->failed)
        pen->out->failed = true;
    yajl_gen_free(pen->gen);
}
