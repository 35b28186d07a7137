/* Answers on their way out. The usual case is one system call: head and body go to the socket
 * together, straight from where they stand; only what the socket does not take is kept. */
#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include "jarak/base/decimal.h"
#include "jarak/http/server/status_map.h"
#include "daemon/http/server/conn.h"

/* IMF-fixdate (RFC 9110 section 5.6.7); not strftime(): its names follow the locale. */
static const char *date_now(struct jk_http_server *server)
{
    static const char days[] = "SunMonTueWedThuFriSat";
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    time_t now = time(NULL);
    struct tm tm;

    if (now == server->date_s || !gmtime_r(&now, &tm))
        return server->date;
    server->date_s = now;
    snprintf(server->date, sizeof server->date, "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT",
             days + 3 * tm.tm_wday, tm.tm_mday, months + 3 * tm.tm_mon, (tm.tm_year + 1900) % 10000,
             tm.tm_hour, tm.tm_min, tm.tm_sec);
    return server->date;
}

#define RETRY_S "2" /* of a 503 or 507 that says nothing else */

static void add_header(struct jk_buf *head, const char *name, const char *value)
{
    size_t at;

    jk_buf_str(head, name);
    jk_buf_add(head, ": ", 2);
    at = head->len;
    jk_buf_str(head, value);
    for (; at < head->len; at++) {
        if ((unsigned char)head->at[at] < 0x20 || head->at[at] == 0x7f)
            head->at[at] = '?'; /* no value can end its line and begin another */
    }
    jk_buf_add(head, "\r\n", 2);
}

static void begin_head(struct conn *conn, int code)
{
    struct jk_http_server *server = conn->server;
    const struct jk_http_handler *handler = &server->handler;
    struct jk_buf *head = &server->scratch;

    jk_buf_reset(head);
    jk_buf_str(head, "HTTP/1.1 ");
    jk_buf_char(head, (char)('0' + code / 100 % 10));
    jk_buf_char(head, (char)('0' + code / 10 % 10));
    jk_buf_char(head, (char)('0' + code % 10));
    jk_buf_char(head, ' ');
    jk_buf_str(head, jk_http_reason(code));
    jk_buf_str(head, "\r\nDate: ");
    jk_buf_str(head, date_now(server));
    jk_buf_add(head, "\r\n", 2);
    if (code >= 100 && code < 600)
        server->counts.replies[code / 100]++;
    if (handler->fields)
        handler->fields(handler->ctx, &conn->call->pub, head);
    if (handler->on_reply)
        handler->on_reply(handler->ctx, &conn->call->pub, code);
}

/* 204 and 304 have no body whatever the handler put there (RFC 9112 section 6.3). */
static bool has_body(int code)
{
    return code >= 200 && code != 204 && code != 304;
}

static void build_head(struct conn *conn, const struct jk_http_reply *reply, size_t len, bool keep)
{
    struct jk_buf *head = &conn->server->scratch;
    bool is_later = reply->code == 503 || reply->code == 507;

    begin_head(conn, reply->code);
    if (reply->content_type && has_body(reply->code))
        add_header(head, "Content-Type", reply->content_type);
    if (has_body(reply->code)) {
        jk_buf_str(head, "Content-Length: ");
        jk_decimal_add(head, (double)len, 0, '.');
        jk_buf_add(head, "\r\n", 2);
    }
    for (size_t i = 0; i < reply->header_count; i++) {
        if (!reply->headers[i].value)
            continue;
        add_header(head, reply->headers[i].name, reply->headers[i].value);
        is_later = is_later && strcasecmp(reply->headers[i].name, "Retry-After") != 0;
    }
    if (is_later) /* whoever forgot to say when */
        add_header(head, "Retry-After", RETRY_S);
    if (!keep)
        jk_buf_str(head, "Connection: close\r\n");
    else if (conn->call->wire.http10)
        jk_buf_str(head, "Connection: keep-alive\r\n");
    jk_buf_add(head, "\r\n", 2);
}

size_t http_send_waiting(const struct conn *conn)
{
    return evbuffer_get_length(bufferevent_get_output(conn->bev));
}

/* A head and its body: one span, or pieces that are shared. */
struct outgoing {
    struct jk_span head, body;
    struct jk_refbuf *const *pieces;
    size_t piece_count;
};

#define PIECES_AT_ONCE 256 /* more than a socket takes of a feed's stretches */

/* Straight to the socket, past the buffer, when nothing waits there. MSG_NOSIGNAL: the reader may
 * be gone. @return bytes taken */
static size_t send_straight(struct conn *conn, const struct outgoing *o)
{
    struct iovec parts[2 + PIECES_AT_ONCE];
    struct msghdr message = { .msg_iov = parts };
    ssize_t sent;

    if (conn->tls || http_send_waiting(conn) > 0)
        return 0;
    parts[message.msg_iovlen++] = (struct iovec){ (void *)(uintptr_t)o->head.at, o->head.len };
    if (o->body.len > 0)
        parts[message.msg_iovlen++] = (struct iovec){ (void *)(uintptr_t)o->body.at, o->body.len };
    for (size_t i = 0; i < o->piece_count && i < PIECES_AT_ONCE; i++) {
        struct jk_span piece = jk_refbuf_view(o->pieces[i]);

        parts[message.msg_iovlen++] = (struct iovec){ (void *)(uintptr_t)piece.at, piece.len };
    }
    do {
        sent = sendmsg(bufferevent_getfd(conn->bev), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    } while (sent < 0 && errno == EINTR);
    if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
        http_conn_enter(conn, CONN_CLOSED);
    return sent > 0 ? (size_t)sent : 0;
}

static void on_piece_sent(const void *bytes, size_t len, void *arg)
{
    (void)bytes, (void)len;
    jk_refbuf_drop(arg);
}

/* Shorten a span by what was sent of it already; `sent` by the same. */
static struct jk_span unsent(struct jk_span span, size_t *sent)
{
    size_t skip = *sent < span.len ? *sent : span.len;

    *sent -= skip;
    return (struct jk_span){ span.at + skip, span.len - skip };
}

static bool wait_copied(struct evbuffer *out, struct jk_span rest)
{
    return rest.len == 0 || evbuffer_add(out, rest.at, rest.len) == 0;
}

static bool wait_shared(struct evbuffer *out, struct jk_refbuf *piece, struct jk_span rest)
{
    if (rest.len == 0)
        return true;
    if (evbuffer_add_reference(out, rest.at, rest.len, on_piece_sent, jk_refbuf_keep(piece)) == 0)
        return true;
    jk_refbuf_drop(piece);
    return false;
}

static void send_out(struct conn *conn, const struct outgoing *o)
{
    struct evbuffer *out = bufferevent_get_output(conn->bev);
    size_t sent = send_straight(conn, o);
    bool ok;

    if (conn->state == CONN_CLOSED)
        return;
    ok = wait_copied(out, unsent(o->head, &sent)) && wait_copied(out, unsent(o->body, &sent));
    for (size_t i = 0; ok && i < o->piece_count; i++)
        ok = wait_shared(out, o->pieces[i], unsent(jk_refbuf_view(o->pieces[i]), &sent));
    if (!ok) /* half an answer is worse than none */
        http_conn_enter(conn, CONN_CLOSED);
}

void http_send_bytes(struct conn *conn, struct jk_span bytes)
{
    send_out(conn, &(struct outgoing){ .head = bytes });
}

static size_t body_length(const struct jk_http_reply *reply)
{
    size_t len = reply->body.len;

    for (size_t i = 0; i < reply->piece_count; i++)
        len += jk_refbuf_view(reply->pieces[i]).len;
    return len;
}

void http_send_reply(struct conn *conn, const struct jk_http_reply *reply, bool keep)
{
    struct outgoing o = { .body = reply->body,
                          .pieces = reply->pieces,
                          .piece_count = reply->piece_count };

    build_head(conn, reply, body_length(reply), keep);
    if (!jk_buf_ok(&conn->server->scratch)) {
        http_conn_enter(conn, CONN_CLOSED);
        return;
    }
    if (!has_body(reply->code) || conn->call->wire.method == JK_HTTP_HEAD)
        o = (struct outgoing){ .body = { "", 0 } };
    o.head = jk_buf_view(&conn->server->scratch);
    send_out(conn, &o);
}

void http_send_stream_head(struct conn *conn)
{
    struct jk_buf *head = &conn->server->scratch;

    begin_head(conn, 200);
    /* X-Accel-Buffering: a proxy of the nginx kind would hold events back. */
    jk_buf_str(head, "Content-Type: text/event-stream\r\nCache-Control: no-store\r\n"
                     "X-Accel-Buffering: no\r\nConnection: close\r\n\r\n");
    if (conn->call->wire.method != JK_HTTP_HEAD)
        jk_buf_str(head, ":\n\n");
    if (!jk_buf_ok(head))
        http_conn_enter(conn, CONN_CLOSED);
    else
        http_send_bytes(conn, jk_buf_view(head));
}
