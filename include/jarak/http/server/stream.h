/* jarak/http/server/stream.h: server-sent events (text/event-stream).
 *
 * A stream takes the place of a call. The server sends a comment when nothing was sent for
 * comment_ms, so that proxies keep it open, and drops a reader that lets more than stream_waiting
 * bytes wait: it reconnects with Last-Event-ID and misses nothing, since ids are inbox indexes.
 * Loop thread only. Source: WIRE section 1; HTML standard, server-sent events. */
#ifndef JARAK_HTTP_SERVER_STREAM_H
#define JARAK_HTTP_SERVER_STREAM_H
#include <stdbool.h>
#include <stdint.h>
#include "jarak/http/server/call.h"

struct jk_http_stream;

/** One event. */
struct jk_http_event {
    const char *id;      /**< null: none; else a token, what the client returns as Last-Event-ID */
    const char *name;    /**< null: "message"; a token */
    struct jk_span data; /**< UTF-8; may hold line feeds, carriage returns are left out */
};

/** Answer a call with 200 and an event stream; the call is gone afterwards.
 *
 * @param on_close  called exactly once from the loop, never from within a jk_http_stream_ function,
 *                  whoever ended it: the client, jk_http_stream_close(), a slow reader, drain or
 *                  jk_http_server_free(). The stream is gone when it returns
 * @param ctx       the caller's, handed to on_close
 * @return borrowed until on_close; null when there is no reader (HEAD, client gone, memory out):
 *         the call is answered all the same and on_close will not be called */
struct jk_http_stream *
jk_http_stream_begin(struct jk_http_call *call,
                     void (*on_close)(void *ctx, struct jk_http_stream *stream), void *ctx);

/** Send an event. @return false when the stream is closing (on_close follows or came) */
bool jk_http_stream_send(struct jk_http_stream *stream, const struct jk_http_event *event);

/** End it after what was sent; on_close follows from the loop. */
void jk_http_stream_close(struct jk_http_stream *stream);
#endif
