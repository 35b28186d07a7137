/* jarak/http/server/wire.h: the strict HTTP/1.1 request reader.
 *
 * A push parser without clock, socket or loop: bytes go in, events come out. The same bytes cut
 * anywhere give the same events at the same offsets (fuzzed by tests/fuzz/fuzz_http.c). What two
 * readers could understand differently is refused: that is how requests are smuggled. Memory is
 * bounded by JK_WIRE_HEAD_MAX, JK_WIRE_TARGET_MAX and the body limit that the owner grants.
 *
 *   feed -> HEAD     look at method, segments, fields; then jk_wire_accept() or jk_wire_skip()
 *        -> REQUEST  the body is whole; answer; then jk_wire_next()
 *        -> ERROR    answer with `code` and close: where the next request begins is unknown
 *
 * Source: RFC 9112 (framing), RFC 9110 (fields), RFC 3986 (targets). Stricter than these where they
 * leave a choice: no obs-fold, no bare LF, no absolute-form, no chunk extensions, no trailers. */
#ifndef JARAK_HTTP_SERVER_WIRE_H
#define JARAK_HTTP_SERVER_WIRE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "jarak/base/bytes.h"
#include "jarak/base/text.h"

#define JK_WIRE_TARGET_MAX   4096  /* longest target; our own links stay below 1 KiB */
#define JK_WIRE_METHOD_MAX   32    /* no registered method is longer */
#define JK_WIRE_HEAD_MAX     16384 /* request line and fields; browsers with cookies send 2 KiB */
#define JK_WIRE_FIELDS_MAX   64    /* browsers send about 20 */
#define JK_WIRE_SEGMENTS_MAX 32    /* our deepest route has 6 */
#define JK_WIRE_SKIP_MAX     65536 /* a refused body up to this is read, to keep the connection */

/** Methods we know; everything else is answered 501. */
enum jk_http_method {
    JK_HTTP_GET,
    JK_HTTP_HEAD,
    JK_HTTP_POST,
    JK_HTTP_PUT,
    JK_HTTP_DELETE,
    JK_HTTP_OPTIONS,
    JK_HTTP_PATCH,
    JK_HTTP_PROPFIND,
    JK_HTTP_PROPPATCH,
    JK_HTTP_REPORT,
    JK_HTTP_MKCALENDAR,
    JK_HTTP_MKCOL,
    JK_HTTP_COPY,
    JK_HTTP_MOVE,
    JK_HTTP_LOCK,
    JK_HTTP_UNLOCK,
    JK_HTTP_ACL,
    JK_HTTP_METHOD_END /**< count; also "no method read yet" */
};

/** The token of a method, such as "PROPFIND"; "" when out of range. Static. */
const char *jk_http_method_name(enum jk_http_method method);

/** The result of jk_wire_feed(). */
enum jk_wire_event {
    JK_WIRE_NEED_MORE, /**< everything given was taken; more is needed */
    JK_WIRE_HEAD,      /**< the head is complete, the body is not read yet */
    JK_WIRE_REQUEST,   /**< the body is complete */
    JK_WIRE_ERROR      /**< refused: see code, text, blame; final */
};

/** Where one field, or one decoded segment, stands in its buffer; private. */
struct jk_wire_extent {
    uint16_t name_at, name_len, at, len;
};

/** A reader. All zero is one that waits for a first request; free with jk_wire_clear(). */
struct jk_wire {
    /* From HEAD on, to be read by the owner. */
    enum jk_http_method method; /**< JK_HTTP_METHOD_END until the request line was read */
    bool http10;                /**< the client speaks HTTP/1.0 */
    bool keep;                  /**< the client allows another request after this one */
    bool expects;               /**< it waits for 100 Continue before it sends the body */
    bool has_body;              /**< a body of at least one byte, or a chunked one, follows */
    bool asterisk;              /**< the target is "*" (OPTIONS only) */
    bool slash;                 /**< the path ends with "/" and is more than "/" */
    size_t segment_count;       /**< decoded path segments; 0 for "/" */
    size_t field_count;
    uint64_t received; /**< body bytes read so far, kept or skipped */
    /* After ERROR. */
    int code; /**< HTTP code to answer: 400, 413, 414, 417, 431, 501, 503 or 505 */
    const struct jk_text *text; /**< why, and what would do */
    const char *blame;          /**< static: the field or part at fault */

    /* Private. */
    unsigned state;
    bool chunked, skip, skipped_line;
    unsigned digits; /* of a chunk size */
    uint64_t left;   /* bytes of the body or of the chunk still to come */
    size_t limit;    /* body bytes the owner granted */
    size_t line_at;  /* where the current line begins in head */
    size_t target_at, target_len, path_len;
    size_t authority_at, authority_len; /* of a target in absolute form, else 0 */
    struct jk_buf head;                 /* request line and fields as received */
    struct jk_buf path;                 /* decoded path */
    struct jk_buf body;
    struct jk_wire_extent fields[JK_WIRE_FIELDS_MAX];
    struct jk_wire_extent segments[JK_WIRE_SEGMENTS_MAX];
};

/** Read on.
 *
 * @param bytes     borrowed for the call; may be null when len is 0
 * @param[out] used  how many of them were taken; fewer than len only with an event. Bytes not
 *                   taken belong to what follows the event and are given again
 * @return the event; after REQUEST or ERROR the same again, with nothing taken, until
 *         jk_wire_next(). A request without body gives HEAD, then REQUEST on the next call, also
 *         with len 0. Without jk_wire_accept() the body limit is 0 */
enum jk_wire_event jk_wire_feed(struct jk_wire *wire, const char *bytes, size_t len, size_t *used);

/** Grant the body a size; once, after HEAD.
 *
 * @param limit  largest body in bytes
 * @return JK_WIRE_NEED_MORE; JK_WIRE_ERROR (413) when the declared length is above it already */
enum jk_wire_event jk_wire_accept(struct jk_wire *wire, size_t limit);

/** Read the body off without keeping it, so that the connection can be used again.
 *
 * @return true when the rest of the body is declared, at most JK_WIRE_SKIP_MAX bytes and not
 *         waiting for 100 Continue: then feed until REQUEST. Else false: the connection must close
 */
bool jk_wire_skip(struct jk_wire *wire);

/** Make ready for the next request on the same connection: everything read before is forgotten. */
void jk_wire_next(struct jk_wire *wire);

/** Free the memory and become all zero. */
void jk_wire_clear(struct jk_wire *wire);

/** @name Views, valid from HEAD (body: from REQUEST) until the next call that changes the reader.
 * @{ */

/** The target as received; empty before the request line was read. */
struct jk_span jk_wire_target(const struct jk_wire *wire);
/** The part of the target before "?", not decoded. */
struct jk_span jk_wire_path(const struct jk_wire *wire);
/** The part after "?", not decoded; at == NULL when there is no "?". */
struct jk_span jk_wire_query(const struct jk_wire *wire);
/** Decoded segment `i` < segment_count: UTF-8 without controls, never empty, "." or "..", without
 * "/". */
struct jk_span jk_wire_segment(const struct jk_wire *wire, size_t i);
/** Name of field `i` < field_count, as received. */
struct jk_span jk_wire_field_name(const struct jk_wire *wire, size_t i);
/** Value of field `i` < field_count without surrounding space: visible bytes, space, tab. */
struct jk_span jk_wire_field_value(const struct jk_wire *wire, size_t i);
/** The body so far. */
struct jk_span jk_wire_body(const struct jk_wire *wire);
/** @} */

/** Decode %XX once.
 *
 * @param plus       true: "+" becomes a space (query parameters)
 * @param[out] out   room for raw.len bytes; no NUL is added
 * @param[out] len   bytes written
 * @return false when an escape is cut or not hexadecimal, or gives NUL */
bool jk_percent_decode(struct jk_span raw, bool plus, char *out, size_t *len);

/** `span` without spaces and tabs around it (OWS, RFC 9110 section 5.6.3). */
struct jk_span jk_http_trim(struct jk_span span);
#endif
