/* Event streams: every write is bounded by what may wait for a slow reader. */
#include "jarak/http/server/stream.h"

#include <stdlib.h>
#include <string.h>
#include "daemon/http/server/conn.h"
#include "jarak/base/heap.h"

struct jk_http_stream *
jk_http_stream_begin(struct jk_http_call *pub,
                     void (*on_close)(void *ctx, struct jk_http_stream *stream), void *ctx)
{
    struct call *call = call_of(pub);
    struct conn *conn = call->conn;
    struct jk_http_stream *stream = jk_heap_zeroed(1, sizeof *stream);

    if (!conn || !stream || call->wire.method == JK_HTTP_HEAD || conn->server->draining) {
        static const struct jk_http_header headers[] = { { "Cache-Control", "no-store" },
                                                         { "Retry-After", "5" } };
        bool asked = conn && call->wire.method == JK_HTTP_HEAD;
        struct jk_http_reply reply = { .code = asked ? 200 : 503,
                                       .content_type = "text/event-stream",
                                       .headers = headers,
                                       .header_count = asked ? 1 : 2,
                                       .close = true };

        free(stream);
        jk_http_reply(pub, &reply);
        return NULL;
    }
    *stream = (struct jk_http_stream){ .conn = conn, .on_close = on_close, .ctx = ctx };
    call->held = false;
    http_send_stream_head(conn);
    http_call_reset(call, true);
    conn->stream = stream;
    conn->waiting = 0; /* not looked yet */
    conn->looked_ms = http_conn_now_ms();
    conn->server->counts.streams++;
    http_conn_enter(conn, CONN_STREAM);
    http_conn_settle(conn);
    return stream;
}

void http_stream_finish(struct conn *conn)
{
    struct jk_http_stream *stream = conn->stream;

    conn->stream = NULL;
    conn->server->counts.streams--;
    stream->conn = NULL;
    if (stream->on_close)
        stream->on_close(stream->ctx, stream);
    free(stream);
}

/* Not one byte of what was due at the last look, a comment's time ago, has been taken since. Who
 * reads now and then is kept: stream_waiting bounds what waits for him. */
static bool is_stalled(struct conn *conn)
{
    uint64_t untaken, taken = conn->taken;
    bool was_due = conn->waiting > 0;
    int64_t now_ms = http_conn_now_ms();

    if (now_ms - conn->looked_ms < conn->server->limits.comment_ms)
        return false;
    untaken = http_conn_untaken(conn);
    conn->waiting = untaken;
    conn->taken = conn->written > untaken ? conn->written - untaken : 0;
    conn->looked_ms = now_ms;
    return was_due && untaken > 0 && conn->taken <= taken;
}

/* False when the reader is too slow: it is cut from the loop, not from under its owner's feet. */
static bool stream_bytes(struct conn *conn, struct jk_span bytes)
{
    if (conn->state == CONN_CLOSED)
        return false;
    if (http_send_waiting(conn) + bytes.len > conn->server->limits.stream_waiting ||
        is_stalled(conn)) {
        conn->server->counts.slow_streams++;
        http_conn_cut(conn);
    } else {
        conn->written += bytes.len;
        http_send_bytes(conn, bytes);
    }
    if (conn->state != CONN_CLOSED)
        http_conn_enter(conn, CONN_STREAM); /* the next comment counts from here */
    else if (!conn->running)
        http_conn_wake(conn);
    return conn->state != CONN_CLOSED;
}

void http_stream_comment(struct conn *conn)
{
    stream_bytes(conn, JK_SPAN(":\n\n"));
}

static void add_line(struct jk_buf *out, const char *field, struct jk_span text)
{
    jk_buf_str(out, field);
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] != '\r' && text.at[i] != '\n')
            jk_buf_char(out, text.at[i]);
    }
    jk_buf_char(out, '\n');
}

bool jk_http_stream_send(struct jk_http_stream *stream, const struct jk_http_event *event)
{
    struct conn *conn = stream->conn;
    struct jk_span rest = event->data, line;
    struct jk_buf *out;

    if (!conn || stream->closing)
        return false;
    out = &conn->server->scratch;
    jk_buf_reset(out);
    if (event->id)
        jk_buf_fmt(out, "id: %s\n", event->id);
    if (event->name)
        add_line(out, "event: ", jk_span_of(event->name));
    while (jk_span_cut(&rest, '\n', &line))
        add_line(out, "data: ", line);
    jk_buf_char(out, '\n');
    return jk_buf_ok(out) && stream_bytes(conn, jk_buf_view(out));
}

void jk_http_stream_close(struct jk_http_stream *stream)
{
    if (stream->closing || !stream->conn)
        return;
    stream->closing = true;
    http_conn_wake(stream->conn);
}
