/* Jobs in line, programs that do them, and what comes back through a socket pair.
 *
 * A program gets the document and the end of it (shutdown), and answers with a line that says how
 * long the file is and then the file; what is shorter was cut off by a crash and is not sent. A
 * timer looks while there are jobs: clients that have gone, programs that take too long, and those
 * that have ended and are to be waited for. */
#include "daemon/http/paper/press.h"
#include "daemon/http/paper/paper.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include "daemon/http/api/answer.h"
#include "jarak/base/decimal.h"
#include "jarak/base/heap.h"
#include "jarak/base/log.h"
#include "jarak/http/texts/texts.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"

#define LOOK_MS  100
#define HEAD     "jarakd-paper "
#define HEAD_MAX 40

struct job {
    struct job *next;
    struct press *press;
    struct jk_http_call *call;
    struct press_file file;
    char asker[96];
    struct jk_buf document; /* until it runs */
    pid_t pid;              /* 0: in line */
    struct bufferevent *pipe;
    int64_t until_ms;
};

struct press {
    struct jk_api *api;
    char program[PATH_MAX];
    struct job *jobs; /* in the order they came */
    size_t count, running;
    struct event *look;
    pid_t ended[PRESS_RUNNING + PRESS_WAITING];
    size_t ended_count;
};

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void start_jobs(struct press *press);

static void reap(struct press *press)
{
    for (size_t i = 0; i < press->ended_count;) {
        if (waitpid(press->ended[i], NULL, WNOHANG) == 0)
            i++;
        else
            press->ended[i] = press->ended[--press->ended_count];
    }
}

static void stop_program(struct job *job)
{
    struct press *press = job->press;

    if (job->pipe)
        bufferevent_free(job->pipe);
    job->pipe = NULL;
    if (job->pid == 0)
        return;
    kill(job->pid, SIGKILL); /* our own child, not waited for yet: the number is its */
    if (press->ended_count < sizeof press->ended / sizeof *press->ended)
        press->ended[press->ended_count++] = job->pid;
    else
        waitpid(job->pid, NULL, 0);
    job->pid = 0;
    press->running--;
}

/* Take it out of the line; its call is the caller's to answer. */
static struct jk_http_call *drop_job(struct job *job)
{
    struct jk_http_call *call = job->call;
    struct job **at = &job->press->jobs;

    stop_program(job);
    while (*at != job)
        at = &(*at)->next;
    *at = job->next;
    job->press->count--;
    jk_buf_clear(&job->document);
    free(job);
    return call;
}

static void refuse(struct jk_api *api, struct jk_http_call *call, enum jk_status status,
                   const struct jk_text *text)
{
    struct jk_error err;

    jk_fail(&err, status, text, "", "%s", "");
    paper_refuse(api, call, &err);
}

/* The length that the first line says; false: it is not there, or not ours. */
static bool read_head(struct evbuffer *in, size_t *head, uint64_t *len)
{
    char line[HEAD_MAX + 1];
    ev_ssize_t got = evbuffer_copyout(in, line, HEAD_MAX);
    char *end = got > 0 ? memchr(line, '\n', (size_t)got) : NULL;
    struct jk_span text = { line, end ? (size_t)(end - line) : 0 };

    if (!jk_span_starts(text, JK_SPAN(HEAD)))
        return false;
    *head = text.len + 1;
    text.at += sizeof HEAD - 1;
    text.len -= sizeof HEAD - 1;
    return jk_uint_parse(text, PRESS_MOST, len);
}

/* A drawing opened by itself would be a page of ours: it is kept as a file, and shown by pages that
 * name it as a picture. Readers of PDF do not open under a policy. */
static void send_file(struct jk_http_call *call, const struct press_file *file, struct jk_span body)
{
    bool page = strcmp(file->type, "image/svg+xml") == 0;
    const struct jk_http_header headers[] = {
        { "Cache-Control", "no-store" },
        { "Content-Disposition", jk_arena_fmt(&call->arena, "%s; filename=\"%s\"",
                                              page ? "attachment" : "inline", file->name) },
        { "X-Content-Type-Options", "nosniff" },
        { "Content-Security-Policy", page ? "default-src 'none'; sandbox" : NULL },
    };

    jk_http_reply(call, &(struct jk_http_reply){ .code = 200,
                                                 .content_type = file->type,
                                                 .headers = headers,
                                                 .header_count = sizeof headers / sizeof *headers,
                                                 .body = body });
}

/* All that the program had to say is here. */
static void finish(struct job *job)
{
    struct press *press = job->press;
    struct evbuffer *in = evbuffer_new();
    const struct press_file file = job->file;
    struct jk_http_call *call;
    size_t head = 0;
    uint64_t len = 0;

    if (in)
        evbuffer_add_buffer(in, bufferevent_get_input(job->pipe));
    call = drop_job(job);
    if (press->api->router.admit && !press->api->router.admit(press->api->router.ctx, call)) {
        /* answered: the account was disabled meanwhile, or its time is over */
    } else if (in && read_head(in, &head, &len) && evbuffer_get_length(in) == head + len) {
        struct jk_span all = { (const char *)evbuffer_pullup(in, -1), head + len };

        if (all.at && file.then)
            file.then(press->api, call, (struct jk_span){ all.at + head, len });
        else if (all.at)
            send_file(call, &file, (struct jk_span){ all.at + head, len });
        else
            refuse(press->api, call, JK_MEMORY, JK_TEXT_NO_MEMORY);
    } else {
        jk_log(JK_LOG_WARNING, "paper-lost");
        refuse(press->api, call, JK_BUSY, JK_TEXT_PAPER_LOST);
    }
    if (in)
        evbuffer_free(in);
    start_jobs(press);
}

static void on_written(struct bufferevent *pipe, void *ctx)
{
    (void)ctx;
    shutdown(bufferevent_getfd(pipe), SHUT_WR);
}

static void on_read(struct bufferevent *pipe, void *ctx)
{
    struct job *job = ctx;

    if (evbuffer_get_length(bufferevent_get_input(pipe)) > PRESS_MOST + HEAD_MAX)
        finish(job);
}

static void on_event(struct bufferevent *pipe, short what, void *ctx)
{
    (void)pipe;
    if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR))
        finish(ctx);
}

/* The program: its end of the pair as input and output, standard error, and nothing of ours; no
 * environment, for nothing of it may change a page, but whether it is to be locked. */
static int spawn(const char *program, int fd, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attr;
    sigset_t none, usual;
    char *const argv[] = { (char[]){ "jarakd-paper" }, NULL };
    char *const nothing[] = { getenv("JARAK_SANDBOX") ? (char[]){ "JARAK_SANDBOX=off" } : NULL,
                              NULL };
    int rc = posix_spawn_file_actions_init(&actions);

    if (rc != 0)
        return rc;
    posix_spawnattr_init(&attr);
    sigemptyset(&none);
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setsigdefault(&attr, &usual);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    rc = posix_spawn_file_actions_adddup2(&actions, fd, STDIN_FILENO);
    if (rc == 0)
        rc = posix_spawn_file_actions_adddup2(&actions, fd, STDOUT_FILENO);
    if (rc == 0)
        rc = posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    if (rc == 0)
        rc = posix_spawn(pid, program, &actions, &attr, argv, nothing);
    posix_spawnattr_destroy(&attr);
    posix_spawn_file_actions_destroy(&actions);
    return rc;
}

/* @return false: it cannot be had */
static bool start_job(struct job *job)
{
    struct press *press = job->press;
    int pair[2], rc;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return false;
    rc = spawn(press->program, pair[1], &job->pid);
    close(pair[1]);
    evutil_make_socket_nonblocking(pair[0]);
    if (rc != 0) {
        job->pid = 0;
        close(pair[0]);
        jk_log(JK_LOG_ERROR, "paper-not-started reason=%s", strerror(rc));
        return false;
    }
    press->running++;
    job->until_ms = now_ms() + PRESS_MS;
    job->pipe = bufferevent_socket_new(press->api->options.base, pair[0], BEV_OPT_CLOSE_ON_FREE);
    if (!job->pipe) {
        close(pair[0]);
        return false;
    }
    bufferevent_setcb(job->pipe, on_read, on_written, on_event, job);
    if (bufferevent_write(job->pipe, job->document.at, job->document.len) != 0 ||
        bufferevent_enable(job->pipe, EV_READ | EV_WRITE) != 0)
        return false;
    jk_buf_clear(&job->document);
    return true;
}

static bool may_start(const struct press *press, const struct job *job)
{
    if (job->pid != 0 || press->running >= PRESS_RUNNING)
        return false;
    for (const struct job *other = press->jobs; other; other = other->next) {
        if (other->pid != 0 && strcmp(other->asker, job->asker) == 0)
            return false;
    }
    return true;
}

static void start_jobs(struct press *press)
{
    static const struct timeval soon = { 0, LOOK_MS * 1000 };

    for (struct job *job = press->jobs, *next; job; job = next) {
        next = job->next;
        if (may_start(press, job) && !start_job(job))
            refuse(press->api, drop_job(job), JK_BUSY, JK_TEXT_PAPER_LOST);
    }
    if (press->jobs || press->ended_count)
        event_add(press->look, &soon);
}

/* Drops what nobody waits for any more and what takes too long. */
static void on_look(evutil_socket_t fd, short what, void *ctx)
{
    struct press *press = ctx;

    (void)fd, (void)what;
    for (struct job *job = press->jobs, *next; job; job = next) {
        next = job->next;
        if (jk_http_call_is_left(job->call)) {
            refuse(press->api, drop_job(job), JK_BUSY, JK_TEXT_WORK_LEFT);
        } else if (job->pid != 0 && now_ms() > job->until_ms) {
            jk_log(JK_LOG_WARNING, "paper-late pid=%d", (int)job->pid);
            refuse(press->api, drop_job(job), JK_BUSY, JK_TEXT_PAPER_LOST);
        } else {
            jk_http_call_wait(job->call);
        }
    }
    reap(press);
    start_jobs(press);
}

struct press *paper_press_new(struct jk_api *api, const char *program)
{
    struct press *press = jk_heap_zeroed(1, sizeof *press);

    if (!press)
        return NULL;
    press->api = api;
    snprintf(press->program, sizeof press->program, "%s", program ? program : "");
    press->look = evtimer_new(api->options.base, on_look, press);
    if (press->look)
        return press;
    free(press);
    return NULL;
}

void paper_press_free(struct press *press)
{
    if (!press)
        return;
    while (press->jobs)
        refuse(press->api, drop_job(press->jobs), JK_BUSY, JK_TEXT_WORK_STOPPED);
    while (press->ended_count > 0)
        waitpid(press->ended[--press->ended_count], NULL, 0);
    event_free(press->look);
    free(press);
}

static size_t count_of(const struct press *press, const char *asker)
{
    size_t count = 0;

    for (const struct job *job = press->jobs; job; job = job->next)
        count += strcmp(job->asker, asker) == 0;
    return count;
}

/* False: it was refused. */
static bool has_room(struct jk_api *api, struct jk_http_call *call, const char *asker)
{
    static const struct jk_http_header later = { "Retry-After", "5" };
    const struct press *press = api->press;
    struct jk_error err;

    if (!press || press->count >= PRESS_WAITING) {
        refuse(api, call, JK_BUSY, press ? JK_TEXT_WORK_LINE : JK_TEXT_WORK_STOPPED);
        return false;
    }
    if (count_of(press, asker) < PRESS_OF_ONE)
        return true;
    jk_fail(&err, JK_LIMIT, JK_TEXT_PAPER_MANY, "", "%d", PRESS_OF_ONE);
    jk_http_reply_error(call, 429, &err, &later, 1);
    return false;
}

void paper_press_take(struct jk_api *api, struct jk_http_call *call, const struct press_file *file,
                      struct jk_buf *document)
{
    const struct caller *caller = call->app;
    const char *asker = caller ? caller->name : call->peer;
    struct press *press = api->press;
    struct job *job, **last;

    if (!has_room(api, call, asker)) {
        jk_buf_clear(document);
        return;
    }
    job = jk_buf_ok(document) ? jk_heap_zeroed(1, sizeof *job) : NULL;
    if (!job) {
        jk_buf_clear(document);
        refuse(api, call, JK_MEMORY, JK_TEXT_NO_MEMORY);
        return;
    }
    job->press = press;
    job->call = call;
    job->file = *file;
    job->document = *document;
    *document = (struct jk_buf){ 0 };
    snprintf(job->asker, sizeof job->asker, "%s", asker);
    for (last = &press->jobs; *last; last = &(*last)->next)
        continue;
    *last = job;
    press->count++;
    start_jobs(press);
}
