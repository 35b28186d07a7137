/* Listeners and the life of the server.
 *
 * The server sheds load before it has cost anything: an address above its bound, or a connection
 * for which there is no memory, is told 503 on the bare socket. When descriptors run out,
 * connections that wait for nothing are ended; some descriptors are never a connection's. Should
 * none be left all the same, a spare one is given up to take and refuse the client at the head of
 * the queue; the listeners then pause, because a listener that stays readable would spin.
 *
 * A drain closes the listeners first, wakes idle connections and streams so that they end, lets
 * calls under way finish, and frees what is left when its time is up. An idle connection stays a
 * moment longer: a request may be on its way on it that its client cannot send again (RFC 9112 9.3,
 * 9.6). Clients of a socket that was handed over wait in the kernel for who is started next. The
 * end is told from a timer's event and not from the connection that was last, since `done` may free
 * the server. */
#include "jarak/http/server/server.h"
#include "jarak/base/texts.h"
#include "jarak/http/texts/texts.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <netinet/tcp.h>
#include <arpa/inet.h>
#include <event2/listener.h>
#include <openssl/ssl.h>
#include "jarak/base/decimal.h"
#include "daemon/http/server/conn.h"
#include "jarak/base/heap.h"

#define BACKLOG        1024 /* a burst of clients while one commit is on its way to the disk */
#define FILES_RESERVED 24   /* for the store, its log, uploads and the pipes of long work */
#define SHED_AT_ONCE   8 /* idle connections, so that a burst of clients need not look for each */
#define SOCK_MODE      0660 /* jarakctl runs as root or in jarakd's group */

const struct jk_http_limits jk_http_limits_default = {
    .head_ms = 10000,
    .body_ms = 18000,
    .idle_ms = 75000,
    .look_ms = 20000,
    .stall_ms = 5000,
    .call_ms = 60000,
    .write_ms = 20000,
    .linger_ms = 2000,
    .linger_most_ms = 20000,
    .linger_bytes = 134217728,
    .drain_ms = 20000,
    .parting_ms = 500,
    .comment_ms = 15000,
    .pause_ms = 1000,
    .body_floor = 4096,
    .stream_waiting = 262144,
    .crowd = 512,
    .crowd_ms = 30000,
    .per_address = 64,
    .refusal_ms = 100,
    .refusals_ms = 5000,
};

struct listener {
    struct listener *next;
    struct jk_http_server *server;
    struct evconnlistener *socket;
    bool tcp;
    char *path; /* of a UNIX socket of our own making; removed with it */
};

/* Say no without a connection: best effort, never waits. Reading first keeps close() from
 * resetting the connection before the client has read the answer. */
static void refuse_socket(evutil_socket_t fd)
{
    static const char answer[] = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\n"
                                 "Content-Length: 0\r\nConnection: close\r\n\r\n";
    char unread[4096];

    (void)!recv(fd, unread, sizeof unread, MSG_DONTWAIT);
    (void)!send(fd, answer, sizeof answer - 1, MSG_DONTWAIT | MSG_NOSIGNAL);
    shutdown(fd, SHUT_WR);
    close(fd);
}

/* The number from which on descriptors are no connection's: the store opens files, long work pipes.
 */
static int files_high(void)
{
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur > INT_MAX)
        return INT_MAX;
    return files.rlim_cur > 2 * FILES_RESERVED ? (int)files.rlim_cur - FILES_RESERVED
                                               : (int)files.rlim_cur;
}

/* Ends the connections that wait for nothing and whose deadline is nearest: those that never asked
 * before those that did. @return whether there was one */
static bool shed_idle(struct jk_http_server *server)
{
    bool shed = false;

    for (size_t i = 0; i < SHED_AT_ONCE; i++) {
        struct conn *least = NULL;

        for (struct conn *c = server->conns; c; c = c->next) {
            if (c->state == CONN_IDLE && !c->running &&
                evbuffer_get_length(bufferevent_get_input(c->bev)) == 0 &&
                (!least || c->deadline_ms < least->deadline_ms))
                least = c;
        }
        if (!least)
            break;
        shed = true;
        server->counts.shed++;
        http_conn_free(least);
    }
    return shed;
}

static void on_accept(struct evconnlistener *socket, evutil_socket_t fd, struct sockaddr *address,
                      int len, void *arg)
{
    struct listener *listener = arg;
    struct jk_http_server *server = listener->server;
    char text[INET6_ADDRSTRLEN] = "unix";
    struct accepted accepted = { .fd = fd, .address = text };
    bool over = fd >= files_high() && !shed_idle(server);
    int on = 1;

    (void)socket, (void)len;
    server->counts.refused_files += over;
    accepted.unix_socket = address->sa_family == AF_UNIX;
    accepted.peer_uid = accepted.unix_socket ? http_peer_uid(fd) : UINT32_MAX;
    accepted.local = accepted.unix_socket || http_peer_is_loopback(address);
    accepted.tls = listener->tcp && server->tls;
    if (listener->tcp) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        http_peer_text(address, text);
    }
    if (!over && !accepted.unix_socket && (!accepted.local || server->limits.cap_loopback)) {
        accepted.peer = http_peer_take(server, address);
        over = !accepted.peer;
        server->counts.refused_address += over;
    }
    if (over || !http_conn_new(server, &accepted)) {
        http_peer_drop(server, accepted.peer);
        refuse_socket(fd);
    }
}

static void set_listening(struct jk_http_server *server, bool on)
{
    for (struct listener *l = server->listeners; l; l = l->next) {
        if (on)
            evconnlistener_enable(l->socket);
        else
            evconnlistener_disable(l->socket);
    }
}

static void resume(struct jk_http_server *server)
{
    if (!server->paused || server->draining)
        return;
    if (server->spare < 0)
        server->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
    server->paused = false;
    evtimer_del(server->pause_timer);
    set_listening(server, true);
}

static void on_pause_over(evutil_socket_t fd, short what, void *arg)
{
    (void)fd, (void)what;
    resume(arg);
}

/* No descriptor left: idle connections go. Where there is none, the listener stays readable, and
 * going on would spin. With the spare one the
 * client at the head of the queue is told to come back; the others wait in the kernel until a
 * connection ends or the pause is over. */
static void on_accept_error(struct evconnlistener *socket, void *arg)
{
    struct jk_http_server *server = ((struct listener *)arg)->server;
    struct timeval wait = { .tv_sec = server->limits.pause_ms / 1000,
                            .tv_usec = server->limits.pause_ms % 1000 * 1000 };
    int error = errno;

    if ((error == EMFILE || error == ENFILE) && shed_idle(server))
        return;
    if ((error == EMFILE || error == ENFILE) && server->spare >= 0) {
        int fd;

        close(server->spare);
        fd = accept4(evconnlistener_get_fd(socket), NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            refuse_socket(fd);
            server->counts.refused_files++;
        }
        server->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
    }
    if (server->paused)
        return;
    server->paused = true;
    server->counts.pauses++;
    set_listening(server, false);
    evtimer_add(server->pause_timer, &wait);
}

static void close_listeners(struct jk_http_server *server)
{
    while (server->listeners) {
        struct listener *listener = server->listeners;

        server->listeners = listener->next;
        evconnlistener_free(listener->socket);
        if (listener->path)
            unlink(listener->path);
        free(listener->path);
        free(listener);
    }
}

/* Drain is over: nothing is left, or its time is up. `done` may free the server. */
static void on_drained(evutil_socket_t fd, short what, void *arg)
{
    struct jk_http_server *server = arg;
    void (*done)(void *ctx) = server->done;

    (void)fd;
    if (what & EV_TIMEOUT)
        server->counts.late += server->counts.open;
    while ((what & EV_TIMEOUT) && server->conns)
        http_conn_free(server->conns);
    if (server->conns || !done)
        return;
    server->done = NULL;
    done(server->done_ctx);
}

void http_server_conn_gone(struct jk_http_server *server)
{
    resume(server);
    if (server->draining && !server->conns)
        event_active(server->drain_timer, EV_READ, 0);
}

static void ignore_sigpipe(void)
{
    struct sigaction action;

    if (sigaction(SIGPIPE, NULL, &action) == 0 && action.sa_handler == SIG_DFL)
        signal(SIGPIPE, SIG_IGN);
}

struct jk_http_server *jk_http_server_new(const struct jk_http_options *options)
{
    struct jk_http_server *server = jk_heap_zeroed(1, sizeof *server);

    if (!server)
        return NULL;
    ignore_sigpipe();
    server->base = options->base;
    server->handler = options->handler;
    server->limits = options->limits ? *options->limits : jk_http_limits_default;
    server->tls = options->tls;
    if (server->tls)
        SSL_CTX_up_ref(server->tls);
    server->pause_timer = evtimer_new(options->base, on_pause_over, server);
    server->drain_timer = evtimer_new(options->base, on_drained, server);
    server->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (!server->pause_timer || !server->drain_timer || server->spare < 0) {
        jk_http_server_free(server);
        return NULL;
    }
    return server;
}

static bool add_listener(struct jk_http_server *server, struct evconnlistener *socket, bool tcp,
                         const char *path)
{
    struct listener *listener = jk_heap_zeroed(1, sizeof *listener), **at = &server->listeners;

    if (!listener || (path && !(listener->path = jk_heap_copy(path)))) {
        free(listener);
        evconnlistener_free(socket);
        return false;
    }
    listener->server = server;
    listener->socket = socket;
    listener->tcp = tcp;
    while (*at)
        at = &(*at)->next;
    *at = listener;
    evconnlistener_set_cb(socket, on_accept, listener);
    evconnlistener_set_error_cb(socket, on_accept_error);
    return true;
}

#define LISTENER_FLAGS (LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC | LEV_OPT_REUSEABLE)

/* Numeric only: a name could change its meaning between two starts. (libevent's own parser takes
 * no port 0.) */
static bool read_address(const char *text, struct sockaddr_storage *where)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *)where;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)where;
    const char *colon = strrchr(text, ':');
    char host[INET6_ADDRSTRLEN + 2];
    uint64_t port;

    memset(where, 0, sizeof *where);
    if (!colon || (size_t)(colon - text) >= sizeof host ||
        !jk_uint_parse(jk_span_of(colon + 1), 65535, &port))
        return false;
    snprintf(host, sizeof host, "%.*s", (int)(colon - text), text);
    if (inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons((uint16_t)port);
        return true;
    }
    if (host[0] != '[' || colon[-1] != ']')
        return false;
    host[colon - text - 1] = '\0';
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons((uint16_t)port);
    return inet_pton(AF_INET6, host + 1, &v6->sin6_addr) == 1;
}

void jk_http_server_set_handler(struct jk_http_server *server,
                                const struct jk_http_handler *handler)
{
    server->handler = *handler;
}

void jk_http_server_set_per_address(struct jk_http_server *server, unsigned most)
{
    server->limits.per_address = most;
}

enum jk_status jk_http_server_listen(struct jk_http_server *server, const char *address,
                                     struct jk_error *err)
{
    struct sockaddr_storage where;
    struct evconnlistener *socket;

    if (!read_address(address, &where))
        return jk_fail(err, JK_INVALID, JK_TEXT_HTTP_LISTEN, "listen", "%s", address);
    socket = evconnlistener_new_bind(server->base, NULL, NULL, LISTENER_FLAGS, BACKLOG,
                                     (struct sockaddr *)&where,
                                     where.ss_family == AF_INET ? sizeof(struct sockaddr_in)
                                                                : sizeof(struct sockaddr_in6));
    if (!socket)
        return jk_fail(err, JK_IO, JK_TEXT_HTTP_LISTEN_USED, "listen", "%s: %s", address,
                       strerror(errno));
    if (!add_listener(server, socket, true, NULL))
        return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "listen", NULL);
    return JK_OK;
}

enum jk_status jk_http_listen_check(const char *address, struct jk_error *err)
{
    struct sockaddr_storage where;
    enum jk_status rc = JK_OK;
    int on = 1, fd;

    if (!read_address(address, &where))
        return jk_fail(err, JK_INVALID, JK_TEXT_HTTP_LISTEN, "listen", "%s", address);
    fd = socket(where.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        (bind(fd, (struct sockaddr *)&where,
              where.ss_family == AF_INET ? sizeof(struct sockaddr_in)
                                         : sizeof(struct sockaddr_in6)) != 0 &&
         errno != EADDRINUSE))
        rc = jk_fail(err, JK_IO, JK_TEXT_HTTP_LISTEN_USED, "listen", "%s: %s", address,
                     strerror(errno));
    if (fd >= 0)
        close(fd);
    return rc;
}

/* A socket file nobody listens on is what a killed daemon leaves behind. */
static void remove_left_over(const struct sockaddr_un *where)
{
    struct stat file;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return;
    if (stat(where->sun_path, &file) == 0 && S_ISSOCK(file.st_mode) &&
        connect(fd, (const struct sockaddr *)where, sizeof *where) != 0 && errno == ECONNREFUSED)
        unlink(where->sun_path);
    close(fd);
}

enum jk_status jk_http_server_listen_unix(struct jk_http_server *server, const char *path,
                                          struct jk_error *err)
{
    struct sockaddr_un where = { .sun_family = AF_UNIX };
    struct evconnlistener *socket = NULL;
    mode_t before;

    if (path[0] && strlen(path) < sizeof where.sun_path) {
        memcpy(where.sun_path, path, strlen(path) + 1);
        remove_left_over(&where);
        before = umask((mode_t)(0777 & ~SOCK_MODE)); /* never open wider, not for a moment */
        socket = evconnlistener_new_bind(server->base, NULL, NULL, LISTENER_FLAGS, BACKLOG,
                                         (struct sockaddr *)&where, sizeof where);
        umask(before);
    }
    if (!socket)
        return jk_fail(err, JK_IO, JK_TEXT_HTTP_SOCKET, "socket", "%s", path);
    if (!add_listener(server, socket, false, path))
        return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "socket", NULL);
    return JK_OK;
}

enum jk_status jk_http_server_listen_on(struct jk_http_server *server, int fd, struct jk_error *err)
{
    struct sockaddr_storage where = { 0 };
    socklen_t len = sizeof where;
    struct evconnlistener *socket =
        getsockname(fd, (struct sockaddr *)&where, &len) == 0 &&
                evutil_make_socket_nonblocking(fd) == 0
            ? evconnlistener_new(server->base, NULL, NULL, LISTENER_FLAGS, 0, fd)
            : NULL;

    if (!socket || !add_listener(server, socket, where.ss_family != AF_UNIX, NULL))
        return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "listen", NULL);
    return JK_OK;
}

void jk_http_server_hold(struct jk_http_server *server, bool on)
{
    set_listening(server, !on);
}

/* A name that begins with NUL is no file: it is shown with "@", as elsewhere. */
static void write_where(const struct sockaddr_storage *where, char out[JK_HTTP_WHERE_MAX])
{
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)where;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)where;
    const struct sockaddr_un *un = (const struct sockaddr_un *)where;
    char text[INET6_ADDRSTRLEN] = "";

    if (where->ss_family == AF_INET)
        snprintf(out, JK_HTTP_WHERE_MAX, "%s:%u",
                 inet_ntop(AF_INET, &v4->sin_addr, text, sizeof text), ntohs(v4->sin_port));
    else if (where->ss_family == AF_INET6)
        snprintf(out, JK_HTTP_WHERE_MAX, "[%s]:%u",
                 inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof text), ntohs(v6->sin6_port));
    else
        snprintf(out, JK_HTTP_WHERE_MAX, "unix:%s%.107s", un->sun_path[0] ? "" : "@",
                 un->sun_path[0] ? un->sun_path : un->sun_path + 1);
}

void jk_http_server_where(const struct jk_http_server *server, char out[JK_HTTP_WHERE_MAX])
{
    const struct listener *l = server->listeners;
    struct sockaddr_storage where = { 0 };
    socklen_t len = sizeof where;

    while (l && !l->tcp && l->next)
        l = l->next;
    if (l && !l->tcp)
        l = server->listeners;
    out[0] = '\0';
    if (l && getsockname(evconnlistener_get_fd(l->socket), (struct sockaddr *)&where, &len) == 0)
        write_where(&where, out);
}

unsigned jk_http_server_port(const struct jk_http_server *server)
{
    struct sockaddr_storage where;
    socklen_t len = sizeof where;
    const struct listener *l = server->listeners;

    while (l && !l->tcp)
        l = l->next;
    if (!l || getsockname(evconnlistener_get_fd(l->socket), (struct sockaddr *)&where, &len) != 0)
        return 0;
    if (where.ss_family == AF_INET6)
        return ntohs(((struct sockaddr_in6 *)&where)->sin6_port);
    return ntohs(((struct sockaddr_in *)&where)->sin_port);
}

const struct jk_http_counts *jk_http_server_counts(const struct jk_http_server *server)
{
    return &server->counts;
}

void jk_http_server_drain(struct jk_http_server *server, void (*done)(void *ctx), void *ctx)
{
    struct timeval wait = { .tv_sec = server->limits.drain_ms / 1000,
                            .tv_usec = server->limits.drain_ms % 1000 * 1000 };

    if (server->draining)
        return;
    server->draining = true;
    server->parting_ms = http_conn_now_ms() + server->limits.parting_ms;
    server->done = done;
    server->done_ctx = ctx;
    close_listeners(server);
    for (struct conn *conn = server->conns; conn; conn = conn->next)
        http_conn_wake(conn); /* idle ones and streams see the drain and close */
    evtimer_add(server->drain_timer, &wait);
    if (!server->conns)
        event_active(server->drain_timer, EV_READ, 0);
}

void jk_http_server_free(struct jk_http_server *server)
{
    if (!server)
        return;
    server->draining = true; /* nothing resumes any more */
    server->done = NULL;
    close_listeners(server);
    while (server->conns)
        http_conn_free(server->conns);
    http_peer_forget(server);
    if (server->pause_timer)
        event_free(server->pause_timer);
    if (server->drain_timer)
        event_free(server->drain_timer);
    if (server->spare >= 0)
        close(server->spare);
    SSL_CTX_free(server->tls);
    jk_buf_clear(&server->scratch);
    free(server);
}
