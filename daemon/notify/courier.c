/* The daemon's side of the sending process: start it, feed it, notice when it is gone.
 *
 * Sending needs name look-ups, TLS and slow strangers, so it lives in a process of its own; if that
 * crashes or hangs, the daemon loses nothing but the messages under way, which go back to the queue
 * (lost) and are sent again. Frames go over one socket pair and receipts come back. The process is
 * given up when the pipe ends, when a frame is too big, or when messages are under way and no
 * receipt came for JK_COURIER_SILENT_MS. The pause before the next start doubles and falls back
 * with the first receipt: a program that works restarts at once, one that cannot start does not
 * spin.
 *
 * Where it runs apart there is a socket to connect to in place of a child to start, and everything
 * else is the same: the socket is held by the service manager, so that it is there while the other
 * side begins anew. What is written to it goes to whoever listens: that must be our own user, or
 * root, who holds it for him.
 *
 * SIGCHLD only reaps: receipts that stand in the pipe behind a dead child still count, and the end
 * of the pipe follows them. */
#include "jarak/notify/courier.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "jarak/base/heap.h"
#include "jarak/base/log.h"

#define TURN_MAX 16 /* messages framed in one turn of the loop, so that requests get theirs */

extern char **environ;

struct jk_courier {
    struct jk_courier_options options;
    char program[PATH_MAX];
    struct sockaddr_un apart; /* its path is empty: a child of ours */
    struct event *timer;      /* restart, or the next message that is due, or silence */
    struct event *reap;       /* SIGCHLD */
    struct bufferevent *pipe;
    pid_t pid;     /* 0: no child */
    int64_t pause; /* before the next restart */
    int64_t start; /* monotonic ms: not before */
    int64_t heard; /* monotonic ms of the last receipt, or of the first message after silence */
    size_t under_way;
};

static int64_t clock_ms(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void arm(struct jk_courier *c, int64_t wait_ms)
{
    int64_t wait = wait_ms < 0 ? 0 : wait_ms > 3600000 ? 3600000 : wait_ms;
    struct timeval tv = { (time_t)(wait / 1000), (suseconds_t)(wait % 1000) * 1000 };

    event_add(c->timer, &tv);
}

/* The pipe is of no use any more: forget it and what it carried; come back after a pause. */
static void give_up(struct jk_courier *c)
{
    if (c->pipe)
        bufferevent_free(c->pipe);
    c->pipe = NULL;
    if (c->pid > 0)
        kill(c->pid, SIGKILL); /* our own child, not yet waited for: the number is its */
    c->under_way = 0;
    c->options.lost(c->options.ctx);
    c->start = clock_ms(CLOCK_MONOTONIC) + c->pause;
    jk_log(JK_LOG_WARNING, "notify-gone again-in-ms=%lld", (long long)c->pause);
    c->pause = c->pause * 2 < c->options.most_ms ? c->pause * 2 : c->options.most_ms;
    arm(c, c->start - clock_ms(CLOCK_MONOTONIC));
}

/* Only wait for it: the end of the pipe follows, behind the receipts that are still in it. */
static void on_child(evutil_socket_t signal_no, short what, void *ctx)
{
    struct jk_courier *c = ctx;

    (void)signal_no;
    (void)what;
    if (c->pid > 0 && waitpid(c->pid, NULL, WNOHANG) == c->pid)
        c->pid = 0;
}

static void receive(struct jk_courier *c, struct jk_span frame)
{
    struct jk_arena arena = { 0 };
    struct jk_receipt receipt;

    if (jk_receipt_read(frame, &arena, &receipt) == JK_OK) {
        c->heard = clock_ms(CLOCK_MONOTONIC);
        c->pause = c->options.first_ms; /* it works */
        if (receipt.subscription[0]) {
            c->under_way -= c->under_way > 0;
            c->options.receive(c->options.ctx, clock_ms(CLOCK_REALTIME), &receipt);
        }
    }
    jk_arena_clear(&arena);
}

static void on_read(struct bufferevent *bev, void *ctx)
{
    struct jk_courier *c = ctx;
    struct evbuffer *in = bufferevent_get_input(bev);
    size_t len = evbuffer_get_length(in);
    struct jk_span rest = { (const char *)evbuffer_pullup(in, -1), len }, frame;
    enum jk_status rc;

    while ((rc = jk_frame_take(&rest, &frame)) == JK_OK)
        receive(c, frame);
    evbuffer_drain(in, len - rest.len);
    if (rc == JK_TOO_BIG) {
        give_up(c);
        return;
    }
    jk_courier_wake(c);
}

static void on_event(struct bufferevent *bev, short what, void *ctx)
{
    (void)bev;
    if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR))
        give_up(ctx);
}

/* The child: our end of the pair as its standard input, nothing of ours besides. */
static int spawn(const char *program, const char *ca, int fd, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attr;
    sigset_t none;
    char *const argv[] = { (char[]){ "jarakd-notify" }, (char *)(uintptr_t)ca, NULL };
    int rc = posix_spawn_file_actions_init(&actions);

    if (rc != 0)
        return rc;
    posix_spawnattr_init(&attr);
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK);
    rc = posix_spawn_file_actions_adddup2(&actions, fd, STDIN_FILENO);
    if (rc == 0)
        rc = posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    if (rc == 0)
        rc = posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    if (rc == 0)
        rc = posix_spawn(pid, program, &actions, &attr, argv, environ);
    posix_spawnattr_destroy(&attr);
    posix_spawn_file_actions_destroy(&actions);
    return rc;
}

static void take_pipe(struct jk_courier *c, int fd)
{
    c->pipe = bufferevent_socket_new(c->options.base, fd, BEV_OPT_CLOSE_ON_FREE);
    if (!c->pipe) {
        close(fd);
        return;
    }
    bufferevent_setcb(c->pipe, on_read, NULL, on_event, c);
    bufferevent_enable(c->pipe, EV_READ | EV_WRITE);
}

static bool is_ours(int fd)
{
    struct ucred peer;
    socklen_t len = sizeof peer;

    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 &&
           (peer.uid == geteuid() || peer.uid == 0);
}

/* Never waits: a UNIX socket takes us at once or not at all. */
static void reach(struct jk_courier *c)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const char *reason = "not of our user";

    if (fd < 0 || connect(fd, (struct sockaddr *)&c->apart, sizeof c->apart) != 0) {
        reason = strerror(errno);
    } else if (is_ours(fd)) {
        take_pipe(c, fd);
        fd = -1; /* taken, or closed */
        reason = "memory";
    }
    if (c->pipe) {
        jk_log(JK_LOG_INFO, "notify-reached socket=%s", c->apart.sun_path);
        return;
    }
    if (fd >= 0)
        close(fd);
    jk_log(JK_LOG_ERROR, "notify-not-reached socket=%s reason=%s", c->apart.sun_path, reason);
    give_up(c);
}

static void start(struct jk_courier *c)
{
    int pair[2], rc;

    if (c->apart.sun_path[0]) {
        reach(c);
        return;
    }
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
        give_up(c);
        return;
    }
    rc = spawn(c->program, c->options.ca, pair[1], &c->pid);
    close(pair[1]);
    evutil_make_socket_nonblocking(pair[0]);
    if (rc == 0) {
        take_pipe(c, pair[0]);
    } else {
        c->pid = 0;
        close(pair[0]);
    }
    if (!c->pipe) {
        jk_log(JK_LOG_ERROR, "notify-not-started reason=%s", strerror(rc));
        give_up(c);
        return;
    }
    jk_log(JK_LOG_INFO, "notify-started pid=%d", (int)c->pid);
}

/* Frame what is due. @return milliseconds until something may be again; -1: not known */
static int64_t pump(struct jk_courier *c)
{
    int64_t now_ms = clock_ms(CLOCK_REALTIME), due_ms = now_ms;
    struct jk_buf frame = { 0 };
    enum jk_status rc = JK_OK;

    for (int i = 0; i < TURN_MAX; i++) {
        rc = c->options.next(c->options.ctx, now_ms, &frame, &due_ms);
        if (rc != JK_OK)
            break;
        if (c->under_way++ == 0)
            c->heard = clock_ms(CLOCK_MONOTONIC);
        bufferevent_write(c->pipe, frame.at, frame.len);
        jk_buf_reset(&frame);
    }
    jk_buf_clear(&frame);
    if (rc == JK_OK)
        return 0;
    return due_ms == INT64_MAX ? -1 : due_ms > now_ms ? due_ms - now_ms : 0;
}

static void on_timer(evutil_socket_t fd, short what, void *ctx)
{
    struct jk_courier *c = ctx;
    int64_t now = clock_ms(CLOCK_MONOTONIC), wait;

    (void)fd;
    (void)what;
    on_child(0, 0, c);
    if (!c->pipe && (now < c->start || c->pid > 0)) { /* not yet, or the old one still dies */
        arm(c, now < c->start ? c->start - now : 10);
        return;
    }
    if (!c->pipe)
        start(c);
    if (!c->pipe)
        return;
    if (c->under_way && now - c->heard > JK_COURIER_SILENT_MS) {
        give_up(c);
        return;
    }
    wait = pump(c);
    if (c->under_way && (wait < 0 || wait > JK_COURIER_SILENT_MS))
        wait = JK_COURIER_SILENT_MS;
    if (wait >= 0)
        arm(c, wait);
}

struct jk_courier *jk_courier_new(const struct jk_courier_options *options)
{
    struct jk_courier *c = jk_heap_zeroed(1, sizeof *c);

    if (!c)
        return NULL;
    c->options = *options;
    c->pause = options->first_ms;
    c->apart.sun_family = AF_UNIX;
    if (options->socket)
        snprintf(c->apart.sun_path, sizeof c->apart.sun_path, "%s", options->socket);
    else
        snprintf(c->program, sizeof c->program, "%s", options->program);
    c->timer = event_new(options->base, -1, 0, on_timer, c);
    c->reap = evsignal_new(options->base, SIGCHLD, on_child, c);
    if (!c->timer || !c->reap || event_add(c->reap, NULL) != 0) {
        jk_courier_free(c);
        return NULL;
    }
    jk_courier_wake(c);
    return c;
}

void jk_courier_wake(struct jk_courier *courier)
{
    event_active(courier->timer, EV_TIMEOUT, 0);
}

void jk_courier_free(struct jk_courier *courier)
{
    if (!courier)
        return;
    if (courier->pipe)
        bufferevent_free(courier->pipe); /* the child reads the end of its input and ends */
    if (courier->timer)
        event_free(courier->timer);
    if (courier->reap)
        event_free(courier->reap);
    free(courier);
}
