/* Spans and the growing buffer.
 *
 * A buffer that failed once stays failed and takes nothing more, so writers append without a test
 * behind each call and ask jk_buf_ok() at the end. It always holds a NUL behind its bytes, so the
 * view can be handed to what wants a C string. The room doubles.
 *
 * UTF-8 is checked by RFC 3629's ranges: overlong forms, surrogates and numbers above U+10FFFF are
 * refused, for two spellings of one character get past comparisons. */
#include "jarak/base/bytes.h"
#include "jarak/base/heap.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct jk_span jk_span_of(const char *text)
{
    return (struct jk_span){ text, text ? strlen(text) : 0 };
}

bool jk_span_eq(struct jk_span a, struct jk_span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool jk_span_eq_nocase(struct jk_span a, struct jk_span b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        if (lower(a.at[i]) != lower(b.at[i]))
            return false;
    }
    return true;
}

bool jk_span_starts(struct jk_span span, struct jk_span head)
{
    return span.len >= head.len && (head.len == 0 || memcmp(span.at, head.at, head.len) == 0);
}

bool jk_span_next(struct jk_span *rest, char sep, struct jk_span *part)
{
    while (jk_span_cut(rest, sep, part)) {
        *part = jk_span_trim(*part);
        if (part->len)
            return true;
    }
    return false;
}

struct jk_span jk_span_trim(struct jk_span span)
{
    while (span.len && strchr(" \t\r", span.at[0]))
        span = (struct jk_span){ span.at + 1, span.len - 1 };
    while (span.len && strchr(" \t\r", span.at[span.len - 1]))
        span.len--;
    return span;
}

bool jk_span_cut(struct jk_span *rest, char sep, struct jk_span *part)
{
    const char *end;

    if (!rest->at)
        return false;
    end = rest->len ? memchr(rest->at, sep, rest->len) : NULL;
    if (!end) {
        *part = *rest;
        *rest = (struct jk_span){ NULL, 0 };
        return true;
    }
    *part = (struct jk_span){ rest->at, (size_t)(end - rest->at) };
    *rest = (struct jk_span){ end + 1, rest->len - part->len - 1 };
    return true;
}

/* Length of the character that begins at p, 0 when it is malformed or cut (RFC 3629 section 4). */
static size_t utf8_len(const unsigned char *p, size_t room)
{
    size_t len = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;

    if (len == 1)
        return 1;
    if (len == 0 || p[0] > 0xf4 || room < len)
        return 0;
    if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
        (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
        return 0;
    for (size_t i = 1; i < len; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    }
    return len;
}

/* Bytes of ASCII at the front, looked at eight at a time: nearly all text is that. */
static size_t ascii_run(const unsigned char *p, size_t room)
{
    uint64_t eight;
    size_t len = 0;

    for (; room - len >= sizeof eight; len += sizeof eight) {
        memcpy(&eight, p + len, sizeof eight);
        if (eight & 0x8080808080808080U)
            break;
    }
    return len;
}

bool jk_utf8_valid(struct jk_span span)
{
    const unsigned char *p = (const unsigned char *)span.at;

    for (size_t i = 0; i < span.len;) {
        size_t len = ascii_run(p + i, span.len - i);

        if (len == 0)
            len = utf8_len(p + i, span.len - i);
        if (len == 0)
            return false;
        i += len;
    }
    return true;
}

size_t jk_utf8_cut(struct jk_span span, size_t cap)
{
    size_t start, len = span.len < cap ? span.len : cap;
    const unsigned char *p = (const unsigned char *)span.at;

    for (start = len; start > 0 && len - start < 3 && (p[start - 1] & 0xc0) == 0x80; start--)
        continue;
    if (start > 0 && p[start - 1] >= 0xc0 && utf8_len(p + start - 1, len - start + 1) == 0)
        return start - 1;
    return len;
}

/* Room for `more` bytes and a NUL behind them. */
static bool reserve(struct jk_buf *buf, size_t more)
{
    size_t cap = buf->cap ? buf->cap : 64;
    char *grown;

    if (buf->failed || more > SIZE_MAX / 4 - buf->len)
        buf->failed = true;
    if (buf->failed)
        return false;
    if (buf->at && buf->len + more < buf->cap)
        return true;
    while (cap <= buf->len + more)
        cap *= 2;
    grown = jk_heap_resize(buf->at, cap);
    if (!grown) {
        buf->failed = true;
        return false;
    }
    buf->at = grown;
    buf->cap = cap;
    return true;
}

void jk_buf_add(struct jk_buf *buf, const void *bytes, size_t len)
{
    /* Most of what is written is some bytes long: the usual case is one comparison. */
    if ((len >= buf->cap - buf->len || buf->failed) && !reserve(buf, len))
        return;
    if (len)
        memcpy(buf->at + buf->len, bytes, len);
    buf->len += len;
    buf->at[buf->len] = '\0';
}

void jk_buf_span(struct jk_buf *buf, struct jk_span span)
{
    jk_buf_add(buf, span.at, span.len);
}

void jk_buf_str(struct jk_buf *buf, const char *text)
{
    jk_buf_span(buf, jk_span_of(text));
}

/* Most of it has room where it is to stand, and is formatted once. */
void jk_buf_fmt(struct jk_buf *buf, const char *format, ...)
{
    const size_t room = buf->failed ? 0 : buf->cap - buf->len;
    va_list args, again;
    int len;

    va_start(args, format);
    va_copy(again, args);
    len = vsnprintf(room ? buf->at + buf->len : NULL, room, format, args);
    va_end(args);
    if (len >= 0 && (size_t)len >= room && reserve(buf, (size_t)len))
        vsnprintf(buf->at + buf->len, (size_t)len + 1, format, again);
    va_end(again);
    if (len >= 0 && !buf->failed)
        buf->len += (size_t)len;
    else if (room)
        buf->at[buf->len] = '\0';
}

bool jk_buf_ok(const struct jk_buf *buf)
{
    return !buf->failed;
}

struct jk_span jk_buf_view(const struct jk_buf *buf)
{
    return (struct jk_span){ buf->at ? buf->at : "", buf->len };
}

void jk_buf_reset(struct jk_buf *buf)
{
    buf->len = 0;
    buf->failed = false;
}

void jk_buf_clear(struct jk_buf *buf)
{
    free(buf->at);
    *buf = (struct jk_buf){ 0 };
}
