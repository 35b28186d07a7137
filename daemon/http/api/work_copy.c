/* The copy writes lengths and octets: what it was estimated at, findings, then, where there is one,
 * the answer: code, whether the connection ends, media type, headers and body. The reader believes
 * no length. */
#include "daemon/http/api/work_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include "daemon/http/api/long_work.h"
#include "jarak/app/findings.h"
#include "jarak/app/handle/work.h"
#include "jarak/base/civil.h"
#include "jarak/base/log.h"

#define NICENESS    10
#define HEADERS_MAX 16

static void add_number(struct jk_buf *out, uint64_t number)
{
    jk_buf_add(out, (const char *)&number, sizeof number);
}

/* Null is told from "": its length is that of nothing at all. */
static void add_text(struct jk_buf *out, const char *at, size_t len)
{
    add_number(out, at ? len : UINT64_MAX);
    if (at && len)
        jk_buf_add(out, at, len);
}

static void add_string(struct jk_buf *out, const char *text)
{
    add_text(out, text, text ? strlen(text) : 0);
}

/* Where an answer goes. */
struct diverted {
    const struct jk_api *api;
    struct jk_buf *out;
};

/* Says of when it is; a page leads on to the same time, and so does an address it is sent on to. */
static void add_headers(const struct jk_api *api, const struct jk_http_reply *reply,
                        struct jk_buf *out)
{
    const bool past = api->past.entry > 0;
    struct jk_buf text = { 0 };

    add_number(out, reply->header_count + past);
    for (size_t i = 0; i < reply->header_count; i++) {
        const char *value = reply->headers[i].value;

        jk_buf_reset(&text);
        if (api->past.asked && value && strcmp(reply->headers[i].name, "Location") == 0) {
            jk_buf_fmt(&text, "%s%cas_of=%" PRIu64, value, strchr(value, '?') ? '&' : '?',
                       api->past.entry);
            value = jk_buf_ok(&text) ? text.at : value;
        }
        add_string(out, reply->headers[i].name);
        add_string(out, value);
    }
    if (past) {
        jk_buf_reset(&text);
        jk_buf_fmt(&text, "%" PRIu64 "; ", api->past.entry);
        jk_iso_add(&text, api->past.time_s, 0);
        add_string(out, "Jarak-As-Of");
        add_string(out, jk_buf_ok(&text) ? text.at : NULL);
    }
    jk_buf_clear(&text);
}

/* The body of a page of the past in the place of that which was written. */
static void lead_on(const struct jk_api *api, const struct jk_http_reply *reply,
                    struct jk_buf *body)
{
    struct jk_buf page = { 0 };

    if (!api->past.asked || !reply->content_type ||
        strncmp(reply->content_type, "text/html", strlen("text/html")) != 0)
        return;
    api_past_page(api, jk_buf_view(body), &page);
    jk_buf_clear(body);
    *body = page;
}

/* The handler's answer, as it is written for the parent. */
static void divert(void *ctx, const struct jk_http_reply *reply)
{
    const struct diverted *to = ctx;
    struct jk_buf *out = to->out, body = { 0 };

    jk_buf_reset(out);
    add_number(out, (uint64_t)reply->code);
    add_number(out, reply->close);
    add_string(out, reply->content_type);
    add_headers(to->api, reply, out);
    jk_buf_span(&body, reply->body);
    for (size_t i = 0; i < reply->piece_count; i++)
        jk_buf_span(&body, jk_refbuf_view(reply->pieces[i]));
    lead_on(to->api, reply, &body);
    add_text(out, body.at ? body.at : "", body.len);
    out->failed = out->failed || body.failed;
    jk_buf_clear(&body);
}

static void limit(__rlimit_resource_t what, rlim_t most)
{
    struct rlimit now;

    if (getrlimit(what, &now) == 0 && (now.rlim_cur == RLIM_INFINITY || now.rlim_cur > most)) {
        now.rlim_cur = most;
        setrlimit(what, &now);
    }
}

/* Pages of data this process has, as the kernel counts them for RLIMIT_DATA; 0: not known. */
static rlim_t data_bytes(void)
{
    FILE *f = fopen("/proc/self/status", "re");
    char line[128];
    unsigned long kib = 0;

    while (f && fgets(line, sizeof line, f) && sscanf(line, "VmData: %lu kB", &kib) != 1)
        continue;
    if (f)
        fclose(f);
    return (rlim_t)kib * 1024;
}

/* A copy is not the daemon: it listens to nobody, holds nothing open, and goes when it must. */
static void become_copy(const struct work_order *order)
{
    static const int signals[] = { SIGTERM, SIGINT, SIGHUP, SIGCHLD, SIGPIPE };
    rlim_t data;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        signal(signals[i], SIG_DFL);
    if (setpriority(PRIO_PROCESS, 0, NICENESS) != 0)
        errno = 0; /* it is only polite */
    limit(RLIMIT_CPU, WORK_CPU_S);
    data = data_bytes();
    if (order->question && data)
        limit(RLIMIT_DATA, data + ((rlim_t)(order->past ? WORK_PAST_MIB : WORK_GROWS_MIB) << 20));
    if (order->fd != STDERR_FILENO + 1)
        dup2(order->fd, STDERR_FILENO + 1);
    close_range(STDERR_FILENO + 2, ~0U, 0);
    fcntl(STDERR_FILENO + 1, F_SETFL, 0); /* it waits for its reader */
}

static bool write_all(int fd, struct jk_span rest)
{
    while (rest.len > 0) {
        ssize_t wrote = write(fd, rest.at, rest.len);

        if (wrote < 0 && errno != EINTR)
            return false;
        if (wrote > 0)
            rest = (struct jk_span){ rest.at + wrote, rest.len - (size_t)wrote };
    }
    return true;
}

_Noreturn void api_work_copy_run(struct jk_api *api, struct jk_http_call *call,
                                 const struct work_order *order)
{
    struct jk_app *app = api->options.app; /* of today, also where the past is asked for */
    const uint64_t weighed = jk_app_weighed(app);
    const struct jk_findings_mark mark = jk_app_findings_mark(app);
    struct jk_buf reply = { 0 }, findings = { 0 }, out = { 0 };
    struct diverted to = { api, &reply };

    become_copy(order);
    jk_log_setup(JK_LOG_ERROR, JK_LOG_JOURNAL);
    api->options.wake = NULL;
    api->listeners = NULL;
    api->audiences = (struct jk_name_table){ .cap = 0 };
    api->unbound = true;
    if (order->question)
        jk_app_allow(app, JK_WORK_MOST);
    else
        jk_app_rehearse(app);
    call->divert = divert;
    call->divert_ctx = &to;
    if (order->tail)
        order->tail(api, call, order->tail_ctx);
    else if (!order->past || api_past_enter(api, call, order->past))
        call->match.route->handler(api, call);
    add_number(&out, jk_app_weighed(app) - weighed);
    jk_app_findings_write(app, &mark, &findings);
    add_text(&out, findings.at ? findings.at : "", jk_buf_ok(&findings) ? findings.len : 0);
    if (jk_buf_ok(&reply) && reply.len > 0)
        jk_buf_add(&out, reply.at, reply.len);
    _exit(jk_buf_ok(&out) && write_all(STDERR_FILENO + 1, jk_buf_view(&out)) ? EXIT_SUCCESS
                                                                             : EXIT_FAILURE);
}

static bool take_number(struct jk_span *rest, uint64_t *out)
{
    if (rest->len < sizeof *out)
        return false;
    memcpy(out, rest->at, sizeof *out);
    *rest = (struct jk_span){ rest->at + sizeof *out, rest->len - sizeof *out };
    return true;
}

static bool take_text(struct jk_span *rest, struct jk_span *out)
{
    uint64_t len;

    *out = (struct jk_span){ NULL, 0 };
    if (!take_number(rest, &len))
        return false;
    if (len == UINT64_MAX)
        return true;
    if (len > rest->len)
        return false;
    *out = (struct jk_span){ rest->at, (size_t)len };
    *rest = (struct jk_span){ rest->at + len, rest->len - (size_t)len };
    return true;
}

/* With a NUL at its end; null where none was sent. */
static bool take_string(struct jk_arena *arena, struct jk_span *rest, const char **out)
{
    struct jk_span text;

    *out = NULL;
    if (!take_text(rest, &text))
        return false;
    if (text.at && !(*out = jk_arena_copy(arena, text)))
        return false;
    return true;
}

static bool take_reply(struct jk_arena *arena, struct jk_span *rest, struct jk_http_reply *out)
{
    uint64_t code, ends, count;
    struct jk_http_header *headers;

    if (!take_number(rest, &code) || !take_number(rest, &ends) ||
        !take_string(arena, rest, &out->content_type) || !take_number(rest, &count) || code < 200 ||
        code > 599 || count > HEADERS_MAX)
        return false;
    headers = jk_arena_array(arena, (size_t)count, sizeof *headers);
    if (!headers)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!take_string(arena, rest, &headers[i].name) || !headers[i].name ||
            !take_string(arena, rest, &headers[i].value))
            return false;
    }
    out->code = (int)code;
    out->close = ends != 0;
    out->headers = headers;
    out->header_count = (size_t)count;
    return take_text(rest, &out->body);
}

bool api_work_back_read(struct jk_arena *arena, struct jk_span text, struct work_back *out)
{
    *out = (struct work_back){ .has_reply = false };
    if (!take_number(&text, &out->units) || !take_text(&text, &out->findings))
        return false;
    out->has_reply = text.len > 0;
    return !out->has_reply || (take_reply(arena, &text, &out->reply) && text.len == 0);
}

bool api_work_copy_was_too_long(pid_t pid)
{
    siginfo_t how = { 0 };

    return waitid(P_PID, (id_t)pid, &how, WEXITED | WNOWAIT) == 0 && how.si_code != CLD_EXITED &&
           how.si_status == SIGXCPU;
}
