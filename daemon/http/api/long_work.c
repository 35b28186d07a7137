/* Jobs in line, copies that do them, and what comes back through a pipe.
 *
 * A copy writes what it found, then, of a question, the answer, and ends; nothing is read before
 * its end. It keeps standard error and the pipe and closes everything else, for a socket that a
 * copy holds open does not close, and the loop's epoll descriptor would be shared. It runs with a
 * lower priority, may use so much processor time, and ends with its parent.
 *
 * The next job is the first in line whose asker has none running: one account's work waits for
 * itself and not before the others. A timer looks while there are jobs: clients that have gone, and
 * copies that have ended. */
#include "daemon/http/api/long_work.h"
#include "jarak/app/texts/texts.h"
#include "jarak/http/texts/texts.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <event2/event.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/api/work_copy.h"
#include "daemon/http/api/work_share.h"
#include "jarak/app/findings.h"
#include "jarak/app/handle/work.h"
#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"
#include "jarak/base/heap.h"
#include "jarak/base/log.h"
#include "jarak/http/server/reply.h"

#define LOOK_MS   100 /* how soon a copy ends after its client */
#define READ_ONCE 65536
#define BACK_MOST (96U << 20) /* octets of findings and answer */

/* A request that is being worked on elsewhere, or waits for that. */
struct job {
    struct job *next;
    struct long_work *work;
    struct jk_http_call *call;
    char asker[96]; /* the account's name, or the address */
    bool question;
    uint64_t units;      /* that were taken from the asker's share; of a command: none */
    uint64_t past;       /* the entry it is asked as of; 0: it is asked of today */
    api_work_done *done; /* null: the answer is passed on */
    api_tail *tail;      /* of a command that is done: the answer is all that is left; or null */
    void *tail_ctx;
    pid_t pid; /* 0: in line */
    struct event *readable;
    int fd;
    struct jk_buf back;
};

struct long_work {
    struct jk_api *api;
    struct job *jobs; /* in the order they came */
    size_t count, running;
    struct event *look;
    struct work_shares *shares;
    pid_t ended[WORK_COPIES + WORK_WAITING]; /* copies to be waited for */
    size_t ended_count;
    uint64_t copies, refused;
};

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void start_jobs(struct long_work *work);

/* Copies that were ended may still be on their way out; nobody waits for them. */
static void reap(struct long_work *work)
{
    for (size_t i = 0; i < work->ended_count;) {
        if (waitpid(work->ended[i], NULL, WNOHANG) == 0)
            i++;
        else
            work->ended[i] = work->ended[--work->ended_count];
    }
}

/* Its copy, if there is one, is ended. */
static void stop_copy(struct job *job)
{
    struct long_work *work = job->work;

    if (job->pid == 0)
        return;
    kill(job->pid, SIGKILL);
    if (work->ended_count < sizeof work->ended / sizeof *work->ended)
        work->ended[work->ended_count++] = job->pid;
    else
        waitpid(job->pid, NULL, 0);
    if (job->readable)
        event_free(job->readable);
    close(job->fd);
    jk_buf_clear(&job->back);
    job->readable = NULL;
    job->pid = 0;
    if (!job->tail)
        work->running--;
}

/* Take it out of the line; its call is the caller's to answer. */
static struct jk_http_call *drop_job(struct job *job)
{
    struct jk_http_call *call = job->call;
    struct job **at = &job->work->jobs;

    stop_copy(job);
    while (*at != job)
        at = &(*at)->next;
    *at = job->next;
    job->work->count--;
    free(job);
    return call;
}

/* In words where a person reads it. */
static void tell_refusal(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err)
{
    if (!api->router.refused || !api->router.refused(api->router.ctx, call, err))
        jk_http_reply_problem(call, err);
}

static void refuse(struct jk_api *api, struct jk_http_call *call, enum jk_status status,
                   const struct jk_text *text)
{
    struct jk_error err;

    jk_fail(&err, status, text, "", "%s", "");
    tell_refusal(api, call, &err);
}

/* The handler once more, here, with what was found: whatever it costs still, it is done. */
static void run_command(struct jk_api *api, struct jk_http_call *call)
{
    api->unbound = true;
    jk_app_allow(api->options.app, UINT64_MAX);
    call->match.route->handler(api, call);
    api->unbound = false;
    jk_app_allow(api->options.app, JK_WORK_AT_ONCE);
}

/* What is done is told, whatever it costs. */
static void tell_here(struct jk_api *api, struct jk_http_call *call, api_tail *tail, void *ctx)
{
    const bool before = api->unbound;

    api->unbound = true;
    tail(api, call, ctx);
    api->unbound = before;
}

/* Who asks: the account, or the address of who has not signed in. */
static struct work_asker asker_of(const struct jk_http_call *call)
{
    const struct caller *caller = call->app;

    return caller ? (struct work_asker){ caller->name, true }
                  : (struct work_asker){ call->peer, false };
}

/* Who asks from this machine without an account is a proxy, and stands for everybody. */
static bool has_share(const struct jk_http_call *call)
{
    return call->app || !call->local;
}

static void owe(struct long_work *work, const struct jk_http_call *call, uint64_t units)
{
    const struct work_asker who = asker_of(call);

    if (has_share(call))
        api_work_shares_owe(work->shares, &who, units, now_ms());
}

/* What a rehearsal refused changes nothing here either: it was so a moment ago, and is told. What
 * it would have done ends in a 503. */
static bool is_refused(const struct work_back *back)
{
    return back->has_reply && back->reply.code >= 400 && back->reply.code < 500;
}

static void finish_tail(struct job *job)
{
    struct long_work *work = job->work;
    const struct job told = *job;
    struct jk_buf back = job->back;
    struct work_back read;

    job->back = (struct jk_buf){ 0 };
    drop_job(job);
    if (jk_buf_ok(&back) && api_work_back_read(&told.call->arena, jk_buf_view(&back), &read) &&
        read.has_reply)
        jk_http_reply(told.call, &read.reply);
    else
        tell_here(work->api, told.call, told.tail, told.tail_ctx);
    jk_buf_clear(&back);
    start_jobs(work);
}

/* All that a copy had to say is here. */
static void finish(struct job *job)
{
    struct long_work *work = job->work;
    struct jk_api *api = work->api;
    struct jk_buf back = job->back;
    const bool question = job->question;
    const uint64_t taken = job->units;
    api_work_done *done = job->done;
    struct work_back read;
    const bool whole =
        jk_buf_ok(&back) && api_work_back_read(&job->call->arena, jk_buf_view(&back), &read);
    const bool too_much =
        !whole && (job->back.len >= BACK_MOST || api_work_copy_was_too_long(job->pid));
    struct jk_http_call *call;

    job->back = (struct jk_buf){ 0 };
    call = drop_job(job);
    if (whole && !jk_app_findings_read(api->options.app, read.findings))
        jk_log(JK_LOG_WARNING, "findings-lost");
    if (whole && question && read.units > JK_WORK_MOST)
        work->refused++; /* by the copy, before it did any of it */
    else if (whole && question && read.units > taken)
        owe(work, call, read.units - taken);
    if (api->router.admit && !api->router.admit(api->router.ctx, call))
        (void)0; /* answered: the account was disabled meanwhile, or its time is over */
    else if (!question && !(whole && is_refused(&read)))
        run_command(api, call);
    else if (whole && read.has_reply && done)
        done(api, call, &read.reply);
    else if (whole && read.has_reply)
        jk_http_reply(call, &read.reply);
    else if (too_much)
        refuse(api, call, JK_TOO_MANY, JK_TEXT_WORK_TOO_LONG);
    else
        refuse(api, call, JK_MEMORY, JK_TEXT_NO_MEMORY);
    jk_buf_clear(&back);
    start_jobs(work);
}

static void on_readable(evutil_socket_t fd, short what, void *ctx)
{
    struct job *job = ctx;
    char room[READ_ONCE];
    ssize_t got = read(fd, room, sizeof room);

    (void)what;
    if (got < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (got > 0 && job->back.len < BACK_MOST)
        jk_buf_add(&job->back, room, (size_t)got);
    else if (job->tail)
        finish_tail(job); /* frees job, as does: */
    else
        finish(job);
}

static bool has_running(const struct long_work *work, const char *asker)
{
    for (const struct job *job = work->jobs; job; job = job->next) {
        if (job->pid != 0 && !job->tail && strcmp(job->asker, asker) == 0)
            return true;
    }
    return false;
}

static bool has_tail_running(const struct long_work *work)
{
    for (const struct job *job = work->jobs; job; job = job->next) {
        if (job->pid != 0 && job->tail)
            return true;
    }
    return false;
}

/* An answer is short and waits for no long work, but for the answer before it. */
static bool may_start(const struct long_work *work, const struct job *job)
{
    if (job->pid != 0)
        return false;
    return job->tail ? !has_tail_running(work)
                     : work->running < WORK_COPIES && !has_running(work, job->asker);
}

/* @return false: this machine gives no process now; it waits on */
static bool start_job(struct job *job)
{
    struct jk_api *api = job->work->api;
    int ends[2];

    JK_ASSERT(job->pid == 0); /* of two copies one would be nobody's */
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return false;
    fflush(stdout);
    job->pid = fork();
    if (job->pid == 0)
        api_work_copy_run(api, job->call,
                          &(struct work_order){ ends[1], job->question, job->past, job->tail,
                                                job->tail_ctx });
    close(ends[1]);
    if (job->pid > 0)
        job->readable =
            event_new(api->options.base, ends[0], EV_READ | EV_PERSIST, on_readable, job);
    job->fd = ends[0];
    if (job->pid > 0)
        job->work->running += !job->tail, job->work->copies++;
    if (job->pid > 0 && job->readable && event_add(job->readable, NULL) == 0)
        return true;
    if (job->pid > 0) {
        stop_copy(job);
    } else {
        job->pid = 0;
        close(ends[0]);
    }
    return false;
}

static void plan_look(struct long_work *work)
{
    static const struct timeval soon = { 0, LOOK_MS * 1000 };

    if (work->jobs || work->ended_count)
        event_add(work->look, &soon);
}

static bool any_may_start(const struct long_work *work)
{
    for (const struct job *job = work->jobs; job; job = job->next) {
        if (may_start(work, job))
            return true;
    }
    return false;
}

/* A copy holds no open group: it would tell what is not durable, and its answer would stand in line
 * for a commit that nobody makes. A commit sends answers, and what is told behind them may be put
 * in line and begun: so it comes before any job is looked at. Where it leaves a group open, the
 * next look begins what may. */
static void start_jobs(struct long_work *work)
{
    const struct jk_app *app = work->api->options.app;

    if (any_may_start(work) && jk_app_in_group(app))
        jk_api_flush(work->api);
    for (struct job *job = work->jobs; job && !jk_app_in_group(app); job = job->next) {
        if (may_start(work, job) && !start_job(job))
            break;
    }
    plan_look(work);
}

/* Drops what nobody waits for any more, and tells the others' connections that they wait for
 * something. */
static void on_look(evutil_socket_t fd, short what, void *ctx)
{
    struct long_work *work = ctx;

    (void)fd, (void)what;
    for (struct job *job = work->jobs, *next; job; job = next) {
        next = job->next;
        if (jk_http_call_is_left(job->call))
            refuse(work->api, drop_job(job), JK_BUSY, JK_TEXT_WORK_LEFT);
        else
            jk_http_call_wait(job->call);
    }
    reap(work);
    start_jobs(work);
}

struct long_work *api_long_work_new(struct jk_api *api)
{
    struct long_work *work = jk_heap_zeroed(1, sizeof *work);

    if (!work)
        return NULL;
    work->api = api;
    work->look = evtimer_new(api->options.base, on_look, work);
    work->shares = api_work_shares_new();
    if (work->look && work->shares)
        return work;
    api_long_work_free(work);
    return NULL;
}

void api_long_work_free(struct long_work *work)
{
    if (!work)
        return;
    while (work->jobs) {
        const struct job job = *work->jobs;

        drop_job(work->jobs);
        if (job.tail)
            tell_here(work->api, job.call, job.tail, job.tail_ctx);
        else
            refuse(work->api, job.call, JK_BUSY, JK_TEXT_WORK_STOPPED);
    }
    while (work->ended_count > 0)
        waitpid(work->ended[--work->ended_count], NULL, 0);
    if (work->look)
        event_free(work->look);
    api_work_shares_free(work->shares);
    free(work);
}

void api_long_work_renew(struct long_work *work)
{
    if (!work)
        return;
    for (struct job *job = work->jobs; job; job = job->next)
        stop_copy(job);
    start_jobs(work);
}

static size_t count_of(const struct long_work *work, const char *asker)
{
    size_t count = 0;

    for (const struct job *job = work->jobs; job; job = job->next)
        count += strcmp(job->asker, asker) == 0;
    return count;
}

/* How long to wait is said in words, too: no person reads the field. */
static void refuse_later(struct jk_api *api, struct jk_http_call *call, int64_t wait_s)
{
    struct jk_error err;

    call->later = jk_arena_fmt(&call->arena, "%" PRId64, wait_s);
    jk_fail(&err, JK_LIMIT, JK_TEXT_WORK_SHARE, "", "%" PRId64, wait_s);
    tell_refusal(api, call, &err);
}

static void put_in_line(struct long_work *work, struct job *job)
{
    struct job **last = &work->jobs;

    while (*last)
        last = &(*last)->next;
    *last = job;
    job->work = work;
    work->count++;
    start_jobs(work);
}

void api_work_tail(struct jk_api *api, struct jk_http_call *call, api_tail *tail, void *ctx)
{
    struct long_work *work = call->divert ? NULL : api->long_work;
    struct job *job = work && work->count < WORK_WAITING ? jk_heap_zeroed(1, sizeof *job) : NULL;

    if (!job) {
        tell_here(api, call, tail, ctx);
        return;
    }
    job->call = call;
    job->tail = tail;
    job->tail_ctx = ctx;
    snprintf(job->asker, sizeof job->asker, "%s", asker_of(call).name);
    put_in_line(work, job);
}

/* Puts a request in line. @param past  as of struct job */
static void enqueue(struct jk_api *api, struct jk_http_call *call, uint64_t units, uint64_t past,
                    api_work_done *done)
{
    struct long_work *work = api->long_work;
    const struct work_asker who = asker_of(call);
    struct job *job;

    if (!work || work->count >= WORK_WAITING) {
        refuse(api, call, JK_BUSY, work ? JK_TEXT_WORK_LINE : JK_TEXT_WORK_STOPPED);
        return;
    }
    if (count_of(work, who.name) >= WORK_OF_ONE) {
        refuse_later(api, call, 5);
        return;
    }
    job = jk_heap_zeroed(1, sizeof *job);
    if (!job) {
        refuse(api, call, JK_MEMORY, JK_TEXT_NO_MEMORY);
        return;
    }
    job->call = call;
    job->question = api_only_asks(call);
    job->units = job->question ? units : 0;
    job->past = past;
    job->done = done;
    snprintf(job->asker, sizeof job->asker, "%s", who.name);
    put_in_line(work, job);
}

static void refuse_size(struct jk_api *api, struct jk_http_call *call, uint64_t units)
{
    struct jk_error err;

    jk_fail(&err, JK_TOO_MANY, JK_TEXT_WORK_TOO_MUCH, "", "%" PRIu64 " > %" PRIu64, units,
            JK_WORK_MOST);
    tell_refusal(api, call, &err);
}

bool api_work_allowed(struct jk_api *api, struct jk_http_call *call, uint64_t units)
{
    const struct work_asker who = asker_of(call);
    struct long_work *work = api->long_work;
    int64_t wait_s = 0;

    if (units > JK_WORK_MOST) {
        refuse_size(api, call, units);
        if (work)
            work->refused++;
        return false;
    }
    if (work && has_share(call))
        wait_s = api_work_shares_take(work->shares, &who, units, now_ms());
    if (wait_s == 0)
        return true;
    work->refused++;
    refuse_later(api, call, wait_s);
    return false;
}

bool api_work_then(struct jk_api *api, struct jk_http_call *call, uint64_t units,
                   api_work_done *done)
{
    if (api->unbound)
        return true;
    if (!api_work_allowed(api, call, units))
        return false;
    if (units <= JK_WORK_AT_ONCE)
        return true;
    if (api_settle(api, call)) /* a copy holds no open group */
        enqueue(api, call, units, 0, done);
    return false;
}

void api_work_past(struct jk_api *api, struct jk_http_call *call, uint64_t seq, uint64_t units,
                   api_work_done *done)
{
    if (api_work_allowed(api, call, units) && api_settle(api, call))
        enqueue(api, call, units, seq, done);
}

bool api_work(struct jk_api *api, struct jk_http_call *call, uint64_t units)
{
    return api_work_then(api, call, units, NULL);
}

struct long_work_counts api_long_work_counts(const struct jk_api *api)
{
    const struct long_work *work = api->long_work;

    return work ? (struct long_work_counts){ work->copies, work->refused,
                                             work->count - work->running, work->running }
                : (struct long_work_counts){ 0 };
}

bool api_put_off(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err)
{
    uint64_t units = 0;

    if (err->status != JK_HEAVY)
        return false;
    jk_uint_parse(jk_span_of(err->value), UINT64_MAX, &units);
    if (api->unbound) /* a copy that saw more than was seen before it */
        refuse_size(api, call, units);
    else if ((!api_only_asks(call) || api_work_allowed(api, call, units)) && api_settle(api, call))
        enqueue(api, call, units, 0, NULL);
    return true;
}
