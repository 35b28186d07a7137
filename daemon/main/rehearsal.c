/* A fork that writes what it found and ends. It keeps standard error and the pipe and closes all
 * else, for a socket that a copy holds open does not close, and the loop's epoll descriptor would
 * be shared. It ends with its parent. */
#include "jarak/main/rehearsal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include "jarak/base/heap.h"
#include "jarak/base/log.h"

#define NICENESS  10
#define CPU_S     3600 /* what a start of such a store may take, and then it is none */
#define READ_ONCE 65536
#define FOUND_MAX (96U << 20) /* octets: four times what is remembered of a world */

struct jk_rehearsal {
    struct jk_rehearsal_part part;
    struct event *readable;
    pid_t pid;
    int fd;
    struct jk_buf found;
};

static void become_copy(int fd)
{
    static const int signals[] = { SIGTERM, SIGINT, SIGHUP, SIGCHLD, SIGPIPE };
    const struct rlimit cpu = { CPU_S, CPU_S };

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        signal(signals[i], SIG_DFL);
    if (setpriority(PRIO_PROCESS, 0, NICENESS) != 0)
        errno = 0; /* it is only polite */
    setrlimit(RLIMIT_CPU, &cpu);
    if (fd != STDERR_FILENO + 1)
        dup2(fd, STDERR_FILENO + 1);
    close_range(STDERR_FILENO + 2, ~0U, 0);
    fcntl(STDERR_FILENO + 1, F_SETFL, 0); /* it waits for its reader */
    jk_log_setup(JK_LOG_ERROR, JK_LOG_JOURNAL);
}

static _Noreturn void run_copy(const struct jk_rehearsal_part *part, int fd)
{
    struct jk_buf found = { 0 };
    struct jk_span rest;

    become_copy(fd);
    part->work(part->ctx, &found);
    rest = jk_buf_ok(&found) ? jk_buf_view(&found) : (struct jk_span){ "", 0 };
    while (rest.len > 0) {
        ssize_t wrote = write(STDERR_FILENO + 1, rest.at, rest.len);

        if (wrote < 0 && errno != EINTR)
            _exit(EXIT_FAILURE);
        if (wrote > 0)
            rest = (struct jk_span){ rest.at + wrote, rest.len - (size_t)wrote };
    }
    _exit(EXIT_SUCCESS);
}

/* The copy has ended, and perhaps not by itself: then what it said is not whole. */
static void finish(struct jk_rehearsal *r)
{
    int status = 0;
    bool whole = waitpid(r->pid, &status, 0) == r->pid && WIFEXITED(status) &&
                 WEXITSTATUS(status) == EXIT_SUCCESS && jk_buf_ok(&r->found);
    struct jk_buf found = r->found;

    r->pid = 0;
    r->found = (struct jk_buf){ 0 };
    if (!whole)
        jk_log(JK_LOG_WARNING, "findings-lost");
    event_del(r->readable);
    r->part.done(r->part.ctx, /* may free r */
                 whole && found.len ? jk_buf_view(&found) : (struct jk_span){ "", 0 });
    jk_buf_clear(&found);
}

static void on_readable(evutil_socket_t fd, short what, void *ctx)
{
    struct jk_rehearsal *r = ctx;
    char room[READ_ONCE];
    ssize_t got = read(fd, room, sizeof room);

    (void)what;
    if (got < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (got > 0 && r->found.len < FOUND_MAX)
        jk_buf_add(&r->found, room, (size_t)got);
    else if (got > 0)
        kill(r->pid, SIGKILL);
    else
        finish(r);
}

struct jk_rehearsal *jk_rehearsal_new(struct event_base *base, const struct jk_rehearsal_part *part)
{
    struct jk_rehearsal *r = jk_heap_zeroed(1, sizeof *r);
    int ends[2];

    if (!r || pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
        free(r);
        return NULL;
    }
    r->part = *part;
    r->fd = ends[0];
    fflush(stdout);
    r->pid = fork();
    if (r->pid == 0)
        run_copy(part, ends[1]);
    close(ends[1]);
    if (r->pid > 0)
        r->readable = event_new(base, r->fd, EV_READ | EV_PERSIST, on_readable, r);
    else
        r->pid = 0;
    if (r->readable && event_add(r->readable, NULL) == 0)
        return r;
    jk_rehearsal_free(r);
    return NULL;
}

void jk_rehearsal_free(struct jk_rehearsal *r)
{
    if (!r)
        return;
    if (r->pid > 0) {
        kill(r->pid, SIGKILL); /* our own child, not waited for yet: the number is its */
        waitpid(r->pid, NULL, 0);
    }
    if (r->readable)
        event_free(r->readable);
    close(r->fd);
    jk_buf_clear(&r->found);
    free(r);
}
