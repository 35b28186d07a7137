/* The call whose statement is judged, and those behind it.
 *
 * A timer looks while there are any: who has gone, and whether the next may begin. It may when
 * nothing is under way any more, what main tells by taking it. */
#include "daemon/http/api/stating.h"

#include <stdlib.h>
#include <event2/event.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "jarak/app/app.h"
#include "jarak/app/handle/work.h"
#include "jarak/app/registry/registry.h"
#include "jarak/base/heap.h"
#include "jarak/http/server/reply.h"
#include "jarak/http/texts/texts.h"

#define LINE_MAX 8  /* offices of one daemon that state in the same seconds */
#define LOOK_MS  50 /* a person waits, and it costs nothing */

struct stating {
    struct jk_api *api;
    struct jk_http_call *call; /* whose statement is judged; null: none is */
    api_stated *then;
    api_tried *tried;                    /* instead, where it is only tried; else null */
    struct jk_http_call *line[LINE_MAX]; /* the first come first */
    size_t count;
    struct event *look;
};

static void plan_look(struct stating *s)
{
    static const struct timeval soon = { 0, LOOK_MS * 1000 };

    if (s->call || s->count)
        event_add(s->look, &soon);
}

static void refuse(struct jk_http_call *call, const struct jk_text *text)
{
    struct jk_error err;

    jk_fail(&err, JK_BUSY, text, "", "%s", "");
    jk_http_reply_problem(call, &err);
}

static struct jk_http_call *take(struct stating *s, size_t i)
{
    struct jk_http_call *call = s->line[i];

    s->count--;
    for (; i < s->count; i++)
        s->line[i] = s->line[i + 1];
    return call;
}

/* From its beginning: its account may be another by now, and what it saw too. */
static void begin_anew(struct jk_api *api, struct jk_http_call *call)
{
    if (!api->router.admit || api->router.admit(api->router.ctx, call))
        call->match.route->handler(api, call);
}

static void on_look(evutil_socket_t fd, short what, void *ctx)
{
    struct stating *s = ctx;
    struct jk_http_call *call = s->call;

    (void)fd, (void)what;
    if (call && jk_http_call_is_left(call)) {
        s->call = NULL;
        s->api->options.unstate(s->api->options.state_ctx);
        refuse(call, JK_TEXT_WORK_LEFT);
    } else if (call) {
        jk_http_call_wait(call);
    }
    for (size_t i = 0; i < s->count;) {
        if (jk_http_call_is_left(s->line[i]))
            refuse(take(s, i), JK_TEXT_WORK_LEFT);
        else
            jk_http_call_wait(s->line[i++]);
    }
    if (!s->call && s->count)
        begin_anew(s->api, take(s, 0));
    plan_look(s);
}

struct stating *api_stating_new(struct jk_api *api)
{
    struct stating *s = jk_heap_zeroed(1, sizeof *s);

    if (!s)
        return NULL;
    s->api = api;
    s->look = evtimer_new(api->options.base, on_look, s);
    if (s->look)
        return s;
    free(s);
    return NULL;
}

void api_stating_free(struct stating *s)
{
    if (!s)
        return;
    if (s->call)
        refuse(s->call, JK_TEXT_WORK_STOPPED);
    while (s->count)
        refuse(take(s, 0), JK_TEXT_WORK_STOPPED);
    event_free(s->look);
    free(s);
}

static void wait_in_line(struct stating *s, struct jk_http_call *call)
{
    if (s->count == LINE_MAX) {
        refuse(call, JK_TEXT_STATE_LINE);
        return;
    }
    s->line[s->count++] = call;
    plan_look(s);
}

static void tell(struct jk_api *api, struct jk_http_call *call, api_stated *then, api_tried *tried,
                 const struct jk_error *err)
{
    if (tried)
        tried(api, call, NULL, err);
    else
        then(api, call, err);
}

/* One of `then` and `tried`. */
static void begin(struct jk_api *api, struct jk_http_call *call, const struct jk_edition *edition,
                  api_stated *then, api_tried *tried)
{
    struct stating *s = api->stating;
    struct jk_error err;
    enum jk_status rc;

    if (!s || !api->options.state) {
        refuse(call, JK_TEXT_WORK_STOPPED);
        return;
    }
    if (!api_settle(api, call)) /* what is judged is durable */
        return;
    rc = s->call ? JK_BUSY
                 : api->options.state(api->options.state_ctx, edition, tried != NULL, &err);
    if (rc == JK_BUSY) {
        wait_in_line(s, call);
    } else if (rc != JK_OK) {
        tell(api, call, then, tried, &err);
    } else {
        s->call = call;
        s->then = then;
        s->tried = tried;
        plan_look(s);
    }
}

void api_state(struct jk_api *api, struct jk_http_call *call, const struct jk_edition *edition,
               api_stated *then)
{
    begin(api, call, edition, then, NULL);
}

/* Whoever states leaves an entry with his name, and there are so many editions at most; a trial
 * leaves nothing, so it is taken from the share of who asks: each notice is read, made and judged.
 */
void api_try(struct jk_api *api, struct jk_http_call *call, const struct jk_edition *edition,
             api_tried *then)
{
    const struct jk_registry *registry = jk_app_registry(api->options.app);

    if (!api_work_allowed(api, call,
                          JK_WORK_READ + JK_WORK_VERDICT * jk_registry_entries(registry)))
        return;
    begin(api, call, edition, NULL, then);
}

void jk_api_stated(struct jk_api *api, const struct jk_error *err)
{
    struct stating *s = api->stating;
    struct jk_http_call *call = s ? s->call : NULL;

    if (!call)
        return;
    s->call = NULL;
    tell(api, call, s->then, s->tried, err);
}

void jk_api_tried(struct jk_api *api, const struct jk_repack *judged)
{
    struct stating *s = api->stating;
    struct jk_http_call *call = s ? s->call : NULL;

    if (!call)
        return;
    s->call = NULL;
    s->tried(api, call, judged, NULL);
}
