/* Answers on their way out. The usual case is one system call: head and body go to the socket
 * together, straight from where they stand; only what the socket does not take is kept. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include "jarak/http/status_map.h"
#include "daemon/http/conn.h"

struct jk_shared_body {
    size_t refs;
    struct jk_buf octets;
};

struct jk_shared_body *jk_shared_body_take(struct jk_buf *octets)
{
    struct jk_shared_body *body = jk_buf_ok(octets) ? malloc(sizeof *body) : NULL;

    if (!body)
        return NULL;
    *body = (struct jk_shared_body){ 1, *octets };
    *octets = (struct jk_buf){ 0 };
    return body;
}

struct jk_shared_body *jk_shared_body_new(struct jk_span octets)
{
    struct jk_buf copy = { 0 };
    struct jk_shared_body *body;

    jk_buf_reserve(&copy, octets.len);
    jk_buf_span(&copy, octets);
    body = jk_shared_body_take(&copy);
    jk_buf_clear(&copy);
    return body;
}

struct jk_buf jk_shared_body_reuse(struct jk_shared_body *body)
{
    struct jk_buf octets = { 0 };

    if (body && body->refs == 1) {
        octets = body->octets;
        body->octets = (struct jk_buf){ 0 };
        jk_buf_reset(&octets);
    }
    jk_shared_body_drop(body);
    return octets;
}

struct jk_shared_body *jk_shared_body_keep(struct jk_shared_body *body)
{
    body->refs++;
    return body;
}

void jk_shared_body_drop(struct jk_shared_body *body)
{
    if (!body || --body->refs > 0)
        return;
    jk_buf_clear(&body->octets);
    free(body);
}

struct jk_span jk_shared_body_view(const struct jk_shared_body *body)
{
    return jk_buf_view(&body->octets);
}

static void on_shared_sent(const void *octets, size_t len, void *arg)
{
    (void)octets, (void)len;
    jk_shared_body_drop(arg);
}

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

    begin_head(conn, reply->code);
    if (reply->content_type && has_body(reply->code))
        add_header(head, "Content-Type", reply->content_type);
    if (has_body(reply->code)) {
        char digits[24];

        snprintf(digits, sizeof digits, "%zu", len);
        add_header(head, "Content-Length", digits);
    }
    for (size_t i = 0; i < reply->header_count; i++) {
        if (reply->headers[i].value)
            add_header(head, reply->headers[i].name, reply->headers[i].value);
    }
    if (!keep)
        jk_buf_str(head, "Connection: close\r\n");
    else if (conn->call->wire.http10)
        jk_buf_str(head, "Connection: keep-alive\r\n");
    jk_buf_add(head, "\r\n", 2);
}

size_t send_waiting(const struct conn *conn)
{
    return evbuffer_get_length(bufferevent_get_output(conn->bev));
}

/* Straight to the socket, past the buffer, when nothing waits there. MSG_NOSIGNAL: the reader may
 * be gone. @return octets taken */
static size_t send_straight(struct conn *conn, struct jk_span head, struct jk_span body)
{
    struct iovec parts[2] = { { .iov_base = (void *)(uintptr_t)head.at, .iov_len = head.len },
                              { .iov_base = (void *)(uintptr_t)body.at, .iov_len = body.len } };
    struct msghdr message = { .msg_iov = parts, .msg_iovlen = body.len ? 2 : 1 };
    ssize_t sent;

    if (conn->tls || send_waiting(conn) > 0)
        return 0;
    do {
        sent = sendmsg(bufferevent_getfd(conn->bev), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    } while (sent < 0 && errno == EINTR);
    if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
        conn_enter(conn, CONN_CLOSED);
    return sent > 0 ? (size_t)sent : 0;
}

static void send_parts(struct conn *conn, struct jk_span head, struct jk_span body,
                       struct jk_shared_body *shared)
{
    struct evbuffer *out = bufferevent_get_output(conn->bev);
    size_t sent = send_straight(conn, head, body), skip = sent > head.len ? sent - head.len : 0;
    int failed = 0;

    if (conn->state == CONN_CLOSED || sent == head.len + body.len)
        return;
    if (sent < head.len)
        failed = evbuffer_add(out, head.at + sent, head.len - sent);
    if (body.len > skip && !shared)
        failed |= evbuffer_add(out, body.at + skip, body.len - skip);
    if (body.len > skip && shared) {
        jk_shared_body_keep(shared);
        if (evbuffer_add_reference(out, body.at + skip, body.len - skip, on_shared_sent, shared)) {
            jk_shared_body_drop(shared);
            failed = -1;
        }
    }
    if (failed) /* half an answer is worse than none */
        conn_enter(conn, CONN_CLOSED);
}

void send_octets(struct conn *conn, struct jk_span octets)
{
    send_parts(conn, octets, (struct jk_span){ "", 0 }, NULL);
}

void send_reply(struct conn *conn, const struct jk_http_reply *reply, bool keep)
{
    struct jk_span body = reply->shared ? jk_shared_body_view(reply->shared) : reply->body;

    build_head(conn, reply, body.len, keep);
    if (!jk_buf_ok(&conn->server->scratch)) {
        conn_enter(conn, CONN_CLOSED);
        return;
    }
    if (!has_body(reply->code) || conn->call->wire.method == JK_HTTP_HEAD)
        body = (struct jk_span){ "", 0 };
    send_parts(conn, jk_buf_view(&conn->server->scratch), body, reply->shared);
}

void send_stream_head(struct conn *conn)
{
    struct jk_buf *head = &conn->server->scratch;

    begin_head(conn, 200);
    /* X-Accel-Buffering: a proxy of the nginx kind would hold events back. */
    jk_buf_str(head, "Content-Type: text/event-stream\r\nCache-Control: no-store\r\n"
                     "X-Accel-Buffering: no\r\nConnection: close\r\n\r\n");
    if (conn->call->wire.method != JK_HTTP_HEAD)
        jk_buf_str(head, ":\n\n");
    if (!jk_buf_ok(head))
        conn_enter(conn, CONN_CLOSED);
    else
        send_octets(conn, jk_buf_view(head));
}
