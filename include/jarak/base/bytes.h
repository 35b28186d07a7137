/* jarak/base/bytes.h: spans of bytes that are borrowed, and a buffer that grows.
 *
 * A struct jk_span never owns. A struct jk_buf owns heap memory and remembers a failed growth:
 * callers append without looking and ask once, at the end, with jk_buf_ok(). Pure but for malloc.
 */
#ifndef JARAK_BASE_BYTES_H
#define JARAK_BASE_BYTES_H
#include <stdbool.h>
#include <stddef.h>

/** `len` bytes at `at`, not ended by NUL, borrowed from someone who outlives the use. */
struct jk_span {
    const char *at;
    size_t len;
};

/** A span over a string literal. */
#define JK_SPAN(literal) ((struct jk_span){ (literal), sizeof(literal) - 1 })

/** A span over a NUL-ended string; null gives the empty span. */
struct jk_span jk_span_of(const char *text);

/** True when both hold the same bytes. */
bool jk_span_eq(struct jk_span a, struct jk_span b);

/** True when both are the same but for the case of ASCII letters. */
bool jk_span_eq_nocase(struct jk_span a, struct jk_span b);

/** True when `span` begins with `head`. */
bool jk_span_starts(struct jk_span span, struct jk_span head);

/** Take the part before the first `sep` off the front of `*rest`.
 *
 * @param rest       shortened past the separator; becomes empty with at == NULL after the last part
 * @param sep        separating byte
 * @param[out] part  the part, possibly empty
 * @return false when *rest was already used up (at == NULL) */
bool jk_span_cut(struct jk_span *rest, char sep, struct jk_span *part);

/** Take the next part of a list that says something: trimmed, and empty ones passed over. Programs
 * and people write "a, b," where "a,b" is meant.
 *
 * @return false when there is none left */
bool jk_span_next(struct jk_span *rest, char sep, struct jk_span *part);

/** Without spaces, tabs and CRs at both ends. */
struct jk_span jk_span_trim(struct jk_span span);

/** True when the bytes are well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms). */
bool jk_utf8_valid(struct jk_span span);

/** The largest length <= cap that does not cut a UTF-8 character of `span`. */
size_t jk_utf8_cut(struct jk_span span, size_t cap);

/** A growing buffer. All zero is an empty one; free with jk_buf_clear(). */
struct jk_buf {
    char *at;    /**< owned; null while empty */
    size_t len;  /**< bytes used */
    size_t cap;  /**< bytes allocated */
    bool failed; /**< an append did not fit in memory; contents end before it */
};

/** Append bytes. `bytes` must not lie inside the buffer. */
void jk_buf_add(struct jk_buf *buf, const void *bytes, size_t len);
/** Append a span. */
void jk_buf_span(struct jk_buf *buf, struct jk_span span);
/** Append a NUL-ended string; null appends nothing. */
void jk_buf_str(struct jk_buf *buf, const char *text);
/** Append one byte. Texts are written a byte at a time in many places: the usual case is here. */
static inline void jk_buf_char(struct jk_buf *buf, char c)
{
    if (buf->failed || buf->cap - buf->len < 2) {
        jk_buf_add(buf, &c, 1);
        return;
    }
    buf->at[buf->len++] = c;
    buf->at[buf->len] = '\0';
}
/** Append formatted text. */
void jk_buf_fmt(struct jk_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** True when nothing was lost for want of memory. */
bool jk_buf_ok(const struct jk_buf *buf);
/** The bytes appended so far, borrowed until the next append or clear. */
struct jk_span jk_buf_view(const struct jk_buf *buf);
/** Forget the contents, keep the memory. */
void jk_buf_reset(struct jk_buf *buf);
/** Free the memory and become empty. */
void jk_buf_clear(struct jk_buf *buf);
#endif
