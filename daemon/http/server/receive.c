/* Requests on their way in. The usual case is one system call: libevent's buffers would ask first
 * how much there is to read. Behind TLS the bytes come from the library, and libevent reads. */
#include <errno.h>
#include <sys/socket.h>
#include "daemon/http/server/conn.h"

bool http_receive_start(struct conn *conn, event_callback_fn on_readable)
{
    if (conn->tls)
        return bufferevent_enable(conn->bev, EV_READ) == 0;
    evbuffer_unfreeze(bufferevent_get_input(conn->bev), 0); /* else only libevent may add to it */
    conn->readable = event_new(conn->server->base, bufferevent_getfd(conn->bev),
                               EV_READ | EV_PERSIST, on_readable, conn);
    return conn->readable && event_add(conn->readable, NULL) == 0;
}

void http_receive_pause(struct conn *conn, bool pause)
{
    if (conn->tls && pause)
        bufferevent_disable(conn->bev, EV_READ);
    else if (conn->tls)
        bufferevent_enable(conn->bev, EV_READ);
    else if (pause)
        event_del(conn->readable);
    else
        event_add(conn->readable, NULL);
}

/* Nothing comes behind that; the kernel would tell so again and again. */
static void end(struct conn *conn, bool broken)
{
    conn->eof = true; /* half-closed: what was asked is still answered */
    conn->broken = conn->broken || broken;
    http_receive_pause(conn, true);
}

bool http_receive(struct conn *conn)
{
    struct jk_http_server *server = conn->server;
    const ssize_t len =
        recv(bufferevent_getfd(conn->bev), server->received, sizeof server->received, MSG_DONTWAIT);

    if (len < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        return false;
    if (len <= 0)
        end(conn, len < 0);
    else if (evbuffer_add(bufferevent_get_input(conn->bev), server->received, (size_t)len) != 0)
        end(conn, true);
    return true;
}
