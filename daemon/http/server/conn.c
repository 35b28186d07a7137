/* A connection: bytes in, one step of its state, bytes out. Callbacks decide nothing.
 *
 * Timers are lazy: a deadline that moves later only changes a number, and the timer, going off too
 * early, is set again. So a connection that answers request after request touches no timer. */
#include "daemon/http/server/conn.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <event2/bufferevent_ssl.h>
#include <linux/sockios.h>
#include <openssl/ssl.h>
#include "jarak/base/defend.h"
#include "jarak/base/heap.h"
#include "jarak/http/server/reply.h"
#include "jarak/http/texts/texts.h"

#define WRITE_AT_ONCE (1 << 20) /* libevent's 16 KiB would make five calls of a feed of 64 KiB */

int64_t http_conn_now_ms(void)
{
    struct timespec now;

    /* Behind by a tick of the kernel (4 ms by Debian's, 10 at most): limits are of seconds, but for
     * UNREAD_MS, which may take twice as long. */
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t limit_of(const struct conn *conn, enum conn_state state)
{
    const char *limits = (const char *)&conn->server->limits;
    int64_t limit;

    memcpy(&limit, limits + conn_rows[state].limit_at, sizeof limit);
    return limit;
}

void http_conn_enter(struct conn *conn, enum conn_state state)
{
    int64_t now_ms = http_conn_now_ms();

    if (conn->state == CONN_CLOSED)
        return;
    if (state != conn->state)
        conn->started_ms = now_ms;
    conn->state = state;
    conn->deadline_ms = now_ms + limit_of(conn, state);
    if (state == CONN_IDLE) {
        const struct jk_http_limits *limits = &conn->server->limits;

        conn->waiting = 0; /* not looked yet */
        if (limits->look_ms < limits->idle_ms)
            conn->deadline_ms = conn->started_ms + limits->look_ms;
    }
    if (state == CONN_WRITE)
        conn->waiting = http_send_waiting(conn);
}

void http_conn_cut(struct conn *conn)
{
    struct linger none = { .l_onoff = 1 };

    setsockopt(bufferevent_getfd(conn->bev), SOL_SOCKET, SO_LINGER, &none, sizeof none);
    conn->server->counts.late++;
    http_conn_enter(conn, CONN_CLOSED);
}

size_t http_conn_untaken(const struct conn *conn)
{
    int kernel = 0;

    if (ioctl(bufferevent_getfd(conn->bev), SIOCOUTQ, &kernel) != 0 || kernel < 0)
        kernel = 0;
    return http_send_waiting(conn) + (size_t)kernel;
}

static void arm(struct conn *conn)
{
    struct timeval wait;
    int64_t wait_ms;

    if (conn->armed_ms && conn->armed_ms <= conn->deadline_ms)
        return;
    wait_ms = conn->deadline_ms - http_conn_now_ms();
    wait_ms = wait_ms > 1 ? wait_ms : 1;
    wait = (struct timeval){ .tv_sec = wait_ms / 1000, .tv_usec = wait_ms % 1000 * 1000 };
    event_add(conn->timer, &wait);
    conn->armed_ms = conn->deadline_ms;
}

void http_conn_wake(struct conn *conn)
{
    event_active(conn->timer, EV_READ, 0);
}

void http_conn_settle(struct conn *conn)
{
    size_t unread = evbuffer_get_length(bufferevent_get_input(conn->bev));

    if (conn->running)
        return;
    if (conn->state == CONN_WRITE || (conn->state == CONN_IDLE && unread == 0 && !conn->eof))
        arm(conn); /* the loop will call: nothing to do before */
    else
        http_conn_wake(conn);
}

void http_conn_free(struct conn *conn)
{
    struct jk_http_server *server = conn->server;

    if (conn->stream)
        http_stream_finish(conn);
    if (conn->call && conn->call->held)
        conn->call->conn = NULL; /* the handler still has it; its answer will free it */
    else
        http_call_free(conn->call);
    if (conn->prev)
        conn->prev->next = conn->next;
    else
        server->conns = conn->next;
    if (conn->next)
        conn->next->prev = conn->prev;
    http_peer_drop(server, conn->peer);
    if (conn->readable)
        event_free(conn->readable);
    event_free(conn->timer);
    bufferevent_free(conn->bev);
    free(conn);
    server->counts.open--;
    http_server_conn_gone(server);
}

/* A client that pipelines while an answer is due is held back in its kernel. Not by libevent's high
 * mark: with that (2.1.12) the read callback is called without end as long as the input stays full.
 */
static void throttle(struct conn *conn)
{
    bool waits = conn->state == CONN_CALL || conn->state == CONN_WRITE;
    size_t unread = evbuffer_get_length(bufferevent_get_input(conn->bev));

    if (waits && !conn->held_back && unread >= JK_HTTP_READ_AHEAD) {
        conn->held_back = true;
        http_receive_pause(conn, true);
    } else if (!waits && conn->held_back) {
        conn->held_back = false;
        http_receive_pause(conn, false);
    }
}

/* One turn: frees the connection when it is over, so it is the last statement of every callback. */
static void conn_run(struct conn *conn, bool expired)
{
    enum conn_state before = conn->state;

    conn->running = true;
    if (expired)
        conn_rows[before].expire(conn);
    do {
        before = conn->state;
        conn_rows[before].step(conn);
    } while (conn->state != before);
    conn->running = false;
    if (conn->state == CONN_CLOSED) {
        http_conn_free(conn);
        return;
    }
    throttle(conn);
    arm(conn);
}

static void on_io(struct bufferevent *bev, void *arg)
{
    struct conn *conn = arg;

    (void)bev;
    if (!conn->running)
        conn_run(conn, false);
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
    struct conn *conn = arg;

    (void)fd, (void)what;
    if (http_receive(conn) && !conn->running)
        conn_run(conn, false);
}

static void on_event(struct bufferevent *bev, short what, void *arg)
{
    struct conn *conn = arg;

    (void)bev;
    if (what & BEV_EVENT_EOF)
        conn->eof = true; /* half-closed: what was asked is still answered */
    if (what & BEV_EVENT_ERROR)
        conn->eof = conn->broken = true;
    if (!conn->running)
        conn_run(conn, false);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
    struct conn *conn = arg;

    (void)fd;
    conn->armed_ms = 0;
    conn_run(conn, (what & EV_TIMEOUT) && http_conn_now_ms() >= conn->deadline_ms);
}

static bool make_bev(struct conn *conn, const struct accepted *accepted)
{
    struct event_base *base = conn->server->base;
    SSL *ssl = NULL;

    if (accepted->tls) {
        ssl = SSL_new(conn->server->tls);
        if (ssl)
            conn->bev =
                bufferevent_openssl_socket_new(base, accepted->fd, ssl, BUFFEREVENT_SSL_ACCEPTING,
                                               BEV_OPT_CLOSE_ON_FREE);
        if (ssl && !conn->bev)
            SSL_free(ssl);
        if (conn->bev)
            bufferevent_openssl_set_allow_dirty_shutdown(conn->bev, 1);
    } else {
        conn->bev = bufferevent_socket_new(base, accepted->fd, BEV_OPT_CLOSE_ON_FREE);
    }
    return conn->bev != NULL;
}

/* @return false where the kernel cannot watch it: nobody would ever hear of it again */
static bool start_bev(struct conn *conn)
{
    bufferevent_setcb(conn->bev, on_io, on_io, on_event, conn);
    bufferevent_set_max_single_read(conn->bev, JK_HTTP_READ_AHEAD);
    bufferevent_set_max_single_write(conn->bev, WRITE_AT_ONCE);
    return bufferevent_enable(conn->bev, EV_WRITE) == 0 && http_receive_start(conn, on_readable);
}

static void link_conn(struct conn *conn)
{
    struct jk_http_server *server = conn->server;

    conn->next = server->conns;
    if (conn->next)
        conn->next->prev = conn;
    server->conns = conn;
    server->counts.open++;
    server->counts.accepted++;
    if (server->counts.open >= server->limits.crowd)
        server->crowd_until_ms = http_conn_now_ms() + server->limits.crowd_ms;
}

bool http_conn_new(struct jk_http_server *server, const struct accepted *accepted)
{
    struct conn *conn = jk_heap_zeroed(1, sizeof *conn);

    if (!conn)
        return false;
    conn->server = server;
    conn->tls = accepted->tls;
    conn->local = accepted->local;
    conn->unix_socket = accepted->unix_socket;
    conn->peer_uid = accepted->peer_uid;
    memcpy(conn->address, accepted->address, strnlen(accepted->address, INET6_ADDRSTRLEN - 1));
    conn->call = http_call_new(conn);
    conn->timer = event_new(server->base, -1, 0, on_timer, conn);
    if (!conn->call || !conn->timer || !make_bev(conn, accepted)) {
        http_call_free(conn->call);
        if (conn->timer)
            event_free(conn->timer);
        free(conn);
        return false;
    }
    conn->peer = accepted->peer;
    link_conn(conn);
    if (!start_bev(conn)) {
        http_conn_free(conn); /* taken and ended: the socket goes with it */
        return true;
    }
    http_conn_enter(conn, CONN_IDLE);
    conn->head_by_ms = http_conn_now_ms() + server->limits.head_ms; /* with the handshake */
    conn->deadline_ms = conn->head_by_ms;
    arm(conn);
    return true;
}

static bool can_answer(const struct conn *conn)
{
    return conn->state == CONN_HEAD || conn->state == CONN_BODY || conn->state == CONN_CALL;
}

/* Send the answer to the connection's call and go on. */
static void answer_call(struct conn *conn, const struct jk_http_reply *reply)
{
    struct jk_wire *wire = &conn->call->wire;
    bool keep, whole = conn->state == CONN_CALL;

    if (JK_NEVER(!can_answer(conn)))
        return;
    conn->penal = http_peer_is_over(conn, reply->code);
    keep = wire->keep && !reply->close && !conn->server->draining && !conn->penal &&
           jk_wire_skip(wire);
    conn->call->held = false;
    http_send_reply(conn, reply, keep);
    http_call_reset(conn->call, whole || !keep);
    conn->after = !keep ? CONN_LINGER : whole ? CONN_IDLE : CONN_SKIP;
    http_conn_enter(conn, http_send_waiting(conn) > 0 ? CONN_WRITE : conn->after);
    http_conn_settle(conn);
}

/* What is told in place of an answer that was made while a promise of our own broke or memory was
 * refused: it may be wrong or lack a part, and that nothing was found, known or well formed may
 * mean only that there was no room to look. A calendar that is told 404 forgets the feed, a filer
 * looks for a mistake of hers, and behind a 500 nobody asks again. A failure may be told as it is.
 *
 * @return false: the answer is sound */
static bool is_unsound(struct jk_http_call *pub, const struct jk_http_reply *reply,
                       struct jk_error *err)
{
    const enum jk_status sound = jk_defend_since(&pub->mark);

    pub->mark = jk_defend_mark(); /* what is told instead is judged by itself */
    if (sound == JK_CORRUPT && reply->code < 500)
        jk_fail(err, JK_CORRUPT, JK_TEXT_HTTP_DEFENDED, "", NULL);
    else if (sound == JK_MEMORY && reply->code <= 500)
        jk_no_memory(err);
    else
        return false;
    return true;
}

void jk_http_reply(struct jk_http_call *pub, const struct jk_http_reply *reply)
{
    struct call *call = call_of(pub);
    struct jk_error err;

    if (is_unsound(pub, reply, &err))
        jk_http_reply_problem(pub, &err);
    else if (pub->divert)
        pub->divert(pub->divert_ctx, reply);
    else if (call->conn)
        answer_call(call->conn, reply);
    else
        http_call_free(call); /* the client left meanwhile */
}

bool jk_http_call_is_left(const struct jk_http_call *pub)
{
    const struct conn *conn = ((const struct call *)pub)->conn;

    return !conn || conn->eof || conn->broken;
}

void jk_http_call_wait(struct jk_http_call *pub)
{
    struct conn *conn = call_of(pub)->conn;

    if (conn && conn->state == CONN_CALL)
        conn->deadline_ms = http_conn_now_ms() + conn->server->limits.call_ms;
}
