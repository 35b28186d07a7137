/* The work of a connection in each of its states, and the passing of its deadlines.
 *
 * Each state has one row: its step, what happens when its deadline passes, and the length of that.
 * A step looks at the buffers and either enters another state or does nothing, so it may run again
 * at any time. A late client is answered where it can still read an answer (408 while it sends, 503
 * while a handler works) and dropped quietly elsewhere.
 *
 * A body and an answer have no fixed end but must move at body_floor bytes a second after a first
 * grace: slow lines carry large letters, but nobody holds a connection open with a byte now and
 * then. An answer that lies in the kernel counts too: it takes megabytes for a client that reads
 * nothing, and to us such a connection looks idle. */
#include <sys/socket.h>
#include <event2/bufferevent_ssl.h>
#include <openssl/ssl.h>
#include "jarak/http/server/reply.h"
#include "jarak/http/texts/texts.h"
#include "daemon/http/server/conn.h"

#define UNREAD_MS 10 /* until what is in the kernel is read */

/* Hand what was read to the reader; more is in its buffers only after an event. */
static enum jk_wire_event feed(struct conn *conn)
{
    struct evbuffer *in = bufferevent_get_input(conn->bev);
    struct evbuffer_iovec piece = { 0 };
    enum jk_wire_event event;
    size_t used;

    do {
        int pieces = evbuffer_peek(in, -1, NULL, &piece, 1);

        event = jk_wire_feed(&conn->call->wire, pieces > 0 ? piece.iov_base : NULL,
                             pieces > 0 ? piece.iov_len : 0, &used);
        evbuffer_drain(in, used);
    } while (event == JK_WIRE_NEED_MORE && evbuffer_get_length(in) > 0);
    return event;
}

static void refuse(struct conn *conn, int code, const struct jk_text *text, const char *field)
{
    struct jk_error err;

    jk_fail(&err, JK_INVALID, text, field, NULL);
    if (text == JK_TEXT_HTTP_BODY_BIG)
        jk_fail(&err, JK_TOO_BIG, text, field, "%zu", conn->call->wire.limit);
    conn->call->wire.keep = false;
    jk_http_reply_error(&conn->call->pub, code, &err, NULL, 0);
}

static void refuse_malformed(struct conn *conn)
{
    const struct jk_wire *wire = &conn->call->wire;

    conn->server->counts.malformed++;
    refuse(conn, wire->code, wire->text, wire->blame);
}

/* Who waits for a request when the server stops waits until it parts, but no longer than ever. */
static void step_idle(struct conn *conn)
{
    const struct jk_http_server *server = conn->server;

    if (evbuffer_get_length(bufferevent_get_input(conn->bev)) > 0) {
        http_conn_enter(conn, CONN_HEAD);
        if (conn->head_by_ms != 0 && conn->head_by_ms < conn->deadline_ms)
            conn->deadline_ms = conn->head_by_ms;
        conn->head_by_ms = 0;
    } else if (conn->eof)
        http_conn_enter(conn, CONN_CLOSED);
    else if (server->draining && server->parting_ms < conn->deadline_ms)
        conn->deadline_ms = server->parting_ms;
}

/* The head is complete: the handler grants a limit or answers. */
static void let_in(struct conn *conn)
{
    struct jk_http_handler *handler = &conn->server->handler;
    struct call *call = conn->call;
    size_t limit;

    http_call_begin(call);
    limit = handler->on_head(handler->ctx, &call->pub);
    if (conn->state != CONN_HEAD)
        return; /* answered */
    if (jk_wire_accept(&call->wire, limit) == JK_WIRE_ERROR) {
        refuse_malformed(conn);
        return;
    }
    if (call->wire.expects && evbuffer_get_length(bufferevent_get_input(conn->bev)) == 0)
        http_send_bytes(conn, JK_SPAN("HTTP/1.1 100 Continue\r\n\r\n"));
    http_conn_enter(conn, CONN_BODY);
}

static void step_head(struct conn *conn)
{
    enum jk_wire_event event = feed(conn);

    if (event == JK_WIRE_HEAD)
        let_in(conn);
    else if (event == JK_WIRE_ERROR)
        refuse_malformed(conn);
    else if (conn->eof)
        http_conn_enter(conn, CONN_CLOSED);
}

static void step_body(struct conn *conn)
{
    struct jk_http_handler *handler = &conn->server->handler;
    enum jk_wire_event event = feed(conn);

    if (event == JK_WIRE_ERROR) {
        refuse_malformed(conn);
    } else if (event == JK_WIRE_REQUEST) {
        conn->call->pub.body = jk_wire_body(&conn->call->wire);
        conn->server->counts.calls++;
        http_conn_enter(conn, CONN_CALL);
        conn->call->held = true;
        handler->on_call(handler->ctx, &conn->call->pub);
    } else if (conn->eof) {
        http_conn_enter(conn, CONN_CLOSED);
    }
}

static void step_call(struct conn *conn)
{
    if (conn->broken)
        http_conn_enter(conn, CONN_CLOSED); /* the call stays with its handler */
}

static void step_write(struct conn *conn)
{
    if (conn->broken)
        http_conn_enter(conn, CONN_CLOSED);
    else if (http_send_waiting(conn) == 0)
        http_conn_enter(conn, conn->after);
}

static void step_skip(struct conn *conn)
{
    enum jk_wire_event event = feed(conn);

    if (event == JK_WIRE_REQUEST) {
        http_call_reset(conn->call, true);
        http_conn_enter(conn, CONN_IDLE);
    } else if (event == JK_WIRE_ERROR || conn->eof) {
        http_conn_enter(conn, CONN_CLOSED);
    }
}

static void discard_input(struct conn *conn)
{
    struct evbuffer *in = bufferevent_get_input(conn->bev);

    conn->lingered += evbuffer_get_length(in);
    evbuffer_drain(in, evbuffer_get_length(in));
}

static void step_stream(struct conn *conn)
{
    discard_input(conn);
    if (conn->eof) {
        http_conn_enter(conn, CONN_CLOSED);
    } else if (conn->stream->closing || conn->server->draining) {
        http_stream_finish(conn);
        conn->after = CONN_LINGER;
        http_conn_enter(conn, CONN_WRITE);
    }
}

static void shut_our_side(struct conn *conn)
{
    conn->shut = true;
    conn->lingered = 0; /* what a stream threw away does not count */
    if (conn->tls)
        SSL_shutdown(bufferevent_openssl_get_ssl(conn->bev));
    shutdown(bufferevent_getfd(conn->bev), SHUT_WR);
}

/* Closing at once while bytes are unread would reset the connection and could take the answer
 * with it (RFC 9112 section 9.6). So: shut our side, read off what comes, wait a little. Many a
 * client sends all of a body before it looks for an answer: he is read off to the end. */
static void step_linger(struct conn *conn)
{
    if (!conn->shut)
        shut_our_side(conn);
    discard_input(conn);
    if (conn->eof && !conn->penal)
        http_conn_enter(conn, CONN_CLOSED);
    else if (conn->lingered > conn->server->limits.linger_bytes)
        http_receive_pause(conn, true);
}

static void step_closed(struct conn *conn)
{
    (void)conn;
}

static void expire_quietly(struct conn *conn)
{
    http_conn_enter(conn, CONN_CLOSED);
}

/* What is in the kernel by now was asked in time: the loop reads it in its next turn. Closing over
 * it would reset the connection, and its client could not know whether it was heard. */
static bool has_asked(const struct conn *conn)
{
    char octet;

    return !conn->eof && !conn->held_back &&
           recv(bufferevent_getfd(conn->bev), &octet, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

/* Is the kernel still about the last answer? Who takes it stays, and who has not moved it by the
 * floor from one look to the next is cut. */
static bool is_taking(struct conn *conn)
{
    const struct jk_http_limits *limits = &conn->server->limits;
    size_t untaken = http_conn_untaken(conn), before = conn->waiting;
    size_t floor = limits->body_floor * (size_t)limits->stall_ms / 1000;

    conn->waiting = untaken;
    if (untaken == 0)
        return false;
    if (before != 0 && before < untaken + (floor < before ? floor : before))
        http_conn_cut(conn);
    else
        conn->deadline_ms = http_conn_now_ms() + limits->stall_ms;
    return true;
}

/* In a crowd nobody idles for longer than the first look; else for as long as he may. */
static void expire_idle(struct conn *conn)
{
    const struct jk_http_server *server = conn->server;
    int64_t now_ms = http_conn_now_ms(), until_ms = conn->started_ms + server->limits.idle_ms;

    if (has_asked(conn))
        conn->deadline_ms = now_ms + UNREAD_MS;
    else if (server->draining || conn->head_by_ms != 0)
        http_conn_enter(conn, CONN_CLOSED);
    else if (is_taking(conn))
        return;
    else if (now_ms >= until_ms || now_ms < server->crowd_until_ms)
        http_conn_enter(conn, CONN_CLOSED);
    else
        conn->deadline_ms =
            now_ms + server->limits.look_ms < until_ms ? now_ms + server->limits.look_ms : until_ms;
}

static void expire_head(struct conn *conn)
{
    conn->server->counts.late++;
    refuse(conn, 408, JK_TEXT_HTTP_SLOW, "head");
}

/* Each byte that came buys 1/floor of a second: a slow but steady line may send a letter of
 * 5 MiB, and one byte now and then holds nothing open. */
static void expire_body(struct conn *conn)
{
    const struct jk_http_limits *limits = &conn->server->limits;
    int64_t bought_ms = (int64_t)(conn->call->wire.received * 1000 / limits->body_floor);

    conn->deadline_ms = conn->started_ms + limits->body_ms + bought_ms;
    if (conn->deadline_ms > http_conn_now_ms())
        return;
    conn->server->counts.late++;
    if (conn->state == CONN_BODY)
        refuse(conn, 408, JK_TEXT_HTTP_SLOW, "body");
    else
        http_conn_enter(conn, CONN_CLOSED); /* skipping: it has its answer */
}

/* The handler keeps its call; a new one says sorry in its place. */
static void expire_call(struct conn *conn)
{
    struct call *fresh = http_call_new(conn);

    conn->server->counts.late++;
    if (!fresh) {
        http_conn_enter(conn, CONN_CLOSED);
        return;
    }
    conn->call->conn = NULL;
    conn->call = fresh;
    refuse(conn, 503, JK_TEXT_HTTP_LATE, "");
}

static void expire_write(struct conn *conn)
{
    const struct jk_http_limits *limits = &conn->server->limits;
    size_t waiting = http_send_waiting(conn);
    size_t floor = limits->body_floor * (size_t)limits->write_ms / 1000;

    if (conn->waiting - waiting < floor)
        http_conn_cut(conn);
    else
        http_conn_enter(conn, CONN_WRITE);
}

/* Who still sends is read off, as long as it moves; who is silent has had his time. */
static void expire_linger(struct conn *conn)
{
    const struct jk_http_limits *limits = &conn->server->limits;
    uint64_t more = conn->lingered - conn->counted;
    int64_t now_ms = http_conn_now_ms();

    conn->counted = conn->lingered;
    if (more * 1000 >= limits->body_floor * (uint64_t)limits->linger_ms &&
        now_ms < conn->started_ms + limits->linger_most_ms && !conn->server->draining)
        conn->deadline_ms = now_ms + limits->linger_ms;
    else
        http_conn_enter(conn, CONN_CLOSED);
}

static void expire_stream(struct conn *conn)
{
    http_stream_comment(conn);
}

#define LIMIT(name) offsetof(struct jk_http_limits, name)

const struct conn_row conn_rows[] = {
    /* state         step         deadline passed  its length */
    [CONN_IDLE] = { step_idle, expire_idle, LIMIT(idle_ms) },
    [CONN_HEAD] = { step_head, expire_head, LIMIT(head_ms) },
    [CONN_BODY] = { step_body, expire_body, LIMIT(body_ms) },
    [CONN_CALL] = { step_call, expire_call, LIMIT(call_ms) },
    [CONN_WRITE] = { step_write, expire_write, LIMIT(write_ms) },
    [CONN_SKIP] = { step_skip, expire_body, LIMIT(body_ms) },
    [CONN_STREAM] = { step_stream, expire_stream, LIMIT(comment_ms) },
    [CONN_LINGER] = { step_linger, expire_linger, LIMIT(linger_ms) },
    [CONN_CLOSED] = { step_closed, expire_quietly, LIMIT(linger_ms) },
};
_Static_assert(sizeof conn_rows / sizeof *conn_rows == CONN_STATE_END, "every state has its row");
