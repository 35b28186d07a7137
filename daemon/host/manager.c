/* sd_notify and sd_listen_fds by hand: one datagram each, and descriptors from 3 on.
 *
 * One socket is kept for all datagrams: where descriptors run out, or a sandbox allows no new one,
 * the watchdog is fed all the same. It is not connected, so that a manager that begins anew at the
 * same path is heard. */
#include "jarak/host/manager.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>
#include "jarak/base/decimal.h"

#define FIRST_FD 3

static struct {
    struct sockaddr_un to;
    socklen_t len; /* 0: nobody is told */
    int fd;
    int64_t watchdog_ms;
} manager = { .fd = -1 };

/* A variable as a number. @return false: it is not there, or none */
static bool read_number(const char *name, uint64_t most, uint64_t *out)
{
    const char *text = getenv(name);

    return text && jk_uint_parse(jk_span_of(text), most, out);
}

static void read_address(const char *path)
{
    size_t len = path ? strlen(path) : 0;

    if (len < 2 || len >= sizeof manager.to.sun_path || (path[0] != '/' && path[0] != '@'))
        return;
    manager.fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (manager.fd < 0)
        return;
    manager.to.sun_family = AF_UNIX;
    memcpy(manager.to.sun_path, path, len);
    if (path[0] == '@')
        manager.to.sun_path[0] = '\0';
    manager.len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
}

void jk_manager_begin(void)
{
    uint64_t usec = 0, pid = 0;

    if (read_number("WATCHDOG_USEC", INT64_MAX, &usec) &&
        (!getenv("WATCHDOG_PID") ||
         (read_number("WATCHDOG_PID", INT32_MAX, &pid) && pid == (uint64_t)getpid())))
        manager.watchdog_ms = (int64_t)(usec / 2000);
    read_address(getenv("NOTIFY_SOCKET"));
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
}

int64_t jk_manager_watchdog_ms(void)
{
    return manager.len > 0 ? manager.watchdog_ms : 0;
}

static void tell(const char *state)
{
    if (manager.len > 0 && sendto(manager.fd, state, strlen(state), MSG_NOSIGNAL | MSG_DONTWAIT,
                                  (struct sockaddr *)&manager.to, manager.len) < 0)
        perror("NOTIFY_SOCKET");
}

void jk_manager_ready(void)
{
    tell("READY=1\nSTATUS=");
}

/* A nation's store is read for minutes where there is no snapshot: each line buys one of them. */
void jk_manager_loading(unsigned percent)
{
    char state[96];

    snprintf(state, sizeof state, "STATUS=loading %u %%\nEXTEND_TIMEOUT_USEC=60000000", percent);
    tell(state);
}

void jk_manager_reloading(void)
{
    struct timespec now;
    char state[96];

    clock_gettime(CLOCK_MONOTONIC, &now);
    snprintf(state, sizeof state, "RELOADING=1\nMONOTONIC_USEC=%" PRId64,
             (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000);
    tell(state);
}

void jk_manager_stopping(void)
{
    tell("STOPPING=1");
}

void jk_manager_alive(void)
{
    tell("WATCHDOG=1");
}

static bool is_listening(int fd)
{
    int type = 0, listens = 0, family = 0;
    socklen_t a = sizeof type, b = sizeof listens, c = sizeof family;

    return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &a) == 0 && type == SOCK_STREAM &&
           getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &b) == 0 && listens &&
           getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &family, &c) == 0 &&
           (family == AF_UNIX || family == AF_INET || family == AF_INET6);
}

/* @return JK_OK; JK_INVALID: the descriptor is no socket to accept from */
static enum jk_status take_socket(int fd, struct jk_handed *out)
{
    int flags = fcntl(fd, F_GETFL);

    if (flags < 0 || !is_listening(fd) || fcntl(fd, F_SETFD, FD_CLOEXEC) != 0 ||
        fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0)
        return JK_INVALID;
    out->fd[out->count++] = fd;
    return JK_OK;
}

/* Families tell them apart, so that nobody has to name them: LISTEN_FDNAMES is only taken away. */
enum jk_status jk_manager_sockets(struct jk_handed *out)
{
    enum jk_status rc = JK_OK;
    uint64_t pid = 0, count = 0;

    out->count = 0;
    if (!read_number("LISTEN_PID", INT32_MAX, &pid) || pid != (uint64_t)getpid() ||
        !read_number("LISTEN_FDS", INT32_MAX, &count))
        count = 0;
    unsetenv("LISTEN_PID");
    unsetenv("LISTEN_FDS");
    unsetenv("LISTEN_FDNAMES");
    if (count > JK_HANDED_MAX)
        return JK_TOO_MANY;
    for (uint64_t i = 0; i < count && rc == JK_OK; i++)
        rc = take_socket(FIRST_FD + (int)i, out);
    return rc;
}
