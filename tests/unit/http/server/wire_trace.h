/* wire_trace.h: everything the reader said about some bytes, as one text.
 *
 * Two runs over the same bytes must give the same text however the bytes were cut. Used by the
 * unit tests and by the fuzzer. */
#ifndef TESTS_UNIT_HTTP_SERVER_WIRE_TRACE_H
#define TESTS_UNIT_HTTP_SERVER_WIRE_TRACE_H
#include <stdlib.h>
#include <string.h>
#include "jarak/http/server/wire.h"

#define TRACE_BODY_LIMIT 65536

static inline void trace_head(const struct jk_wire *wire, struct jk_buf *out)
{
    jk_buf_fmt(out, "%s ", jk_http_method_name(wire->method));
    for (size_t i = 0; i < wire->segment_count; i++) {
        jk_buf_str(out, i ? "|" : "");
        jk_buf_span(out, jk_wire_segment(wire, i));
    }
    jk_buf_str(out, wire->slash ? "/" : wire->asterisk ? "*" : wire->segment_count ? "" : "/");
    if (jk_wire_query(wire).at) {
        jk_buf_str(out, "?");
        jk_buf_span(out, jk_wire_query(wire));
    }
    jk_buf_str(out, wire->expects ? " expects" : "");
}

/* What the owner of the reader does, for one piece. False after a refusal. */
static inline bool trace_piece(struct jk_wire *wire, const char *bytes, size_t len, size_t *offset,
                               struct jk_buf *out, bool offsets)
{
    size_t used, at = 0;
    enum jk_wire_event event;

    while ((event = jk_wire_feed(wire, bytes + at, len - at, &used)) != JK_WIRE_NEED_MORE) {
        at += used;
        *offset += used;
        if (event == JK_WIRE_HEAD)
            event = jk_wire_accept(wire, TRACE_BODY_LIMIT);
        if (event == JK_WIRE_ERROR) {
            jk_buf_fmt(out, "%d", wire->code);
            if (offsets)
                jk_buf_fmt(out, " %s@%zu", wire->blame, *offset);
            return false;
        }
        if (event != JK_WIRE_REQUEST)
            continue;
        trace_head(wire, out);
        for (size_t i = 0; offsets && i < wire->field_count; i++) {
            jk_buf_str(out, " ");
            jk_buf_span(out, jk_wire_field_name(wire, i));
            jk_buf_str(out, "=");
            jk_buf_span(out, jk_wire_field_value(wire, i));
        }
        jk_buf_fmt(out, " %zu:", jk_wire_body(wire).len);
        jk_buf_span(out, jk_wire_body(wire));
        jk_buf_str(out, wire->keep ? " keep" : " close");
        if (offsets)
            jk_buf_fmt(out, "@%zu", *offset);
        jk_buf_str(out, "; ");
        jk_wire_next(wire);
    }
    *offset += used;
    return true;
}

/* Read `bytes` in pieces that end where `ends(i)` says; each piece is copied to memory of exactly
 * its size, so that a sanitizer sees any look beyond it. Appends to `out`. */
static inline void trace_bytes(struct jk_span bytes, const size_t *ends, size_t count, bool offsets,
                               struct jk_buf *out)
{
    struct jk_wire wire = { 0 };
    size_t at = 0, offset = 0;
    bool open = true;

    for (size_t i = 0; i <= count && open; i++) {
        size_t end = i < count && ends[i] < bytes.len ? ends[i] : bytes.len;
        size_t len = end > at ? end - at : 0;
        char *piece = malloc(len ? len : 1);

        if (!piece)
            abort();
        memcpy(piece, bytes.at + at, len);
        open = trace_piece(&wire, piece, len, &offset, out, offsets);
        at += len;
        free(piece);
    }
    if (offsets)
        jk_buf_fmt(out, " end@%zu", offset);
    jk_wire_clear(&wire);
}
#endif
