/* Streams of server-sent events: each remembers the last index it was told, so that what it missed
 * (a reconnect, a reload, the time before it was opened) is read from the inbox and nothing is told
 * twice. The index is the event's id. */
#include "daemon/http/api/alert_streams.h"
#include "jarak/http/server/call.h"

#include <stdlib.h>
#include <string.h>
#include "jarak/app/alerts/inbox.h"
#include "jarak/base/heap.h"
#include "jarak/feed/alert/alert.h"
#include "jarak/http/server/reply.h"
#include "jarak/http/server/stream.h"

#define STREAM_PAGE 500 /* alerts read at a time where a stream is behind */

/* An event stream and how far it was told. */
struct listener {
    struct jk_api *api;
    const char *account; /* owned */
    struct jk_http_stream *stream;
    uint64_t sent;
    int64_t until_s; /* as of its caller */
    uint64_t session;
    struct listener *next;
};

void api_write_alert(struct jk_api *api, struct jk_buf *out, const struct jk_alert_row *row)
{
    struct jk_alert alert = { .conflict = row->conflict,
                              .revision = row->revision,
                              .index = row->index,
                              .event = jk_event_of(row->event),
                              .time_s = row->time_s,
                              .document = row->payload };

    jk_app_alert_title(api->options.app, &alert);
    jk_alert_add(out, &alert);
}

static void send_alert(struct listener *l, const struct jk_alert_row *row)
{
    struct jk_buf data = { 0 };

    if (row->index <= l->sent)
        return;
    api_write_alert(l->api, &data, row);
    if (jk_buf_ok(&data)) {
        struct jk_http_event event = { row->index, "alert", jk_buf_view(&data) };

        jk_http_stream_send(l->stream, &event);
        l->sent = row->index;
    }
    jk_buf_clear(&data);
}

void api_tell(void *ctx, const struct jk_account *account, const struct jk_alert_row *row)
{
    struct jk_api *api = ctx;

    for (struct listener *l = api->listeners; l; l = l->next) {
        if (strcmp(l->account, account->name) == 0)
            send_alert(l, row);
    }
}

static void forget_listener(void *ctx, struct jk_http_stream *stream)
{
    struct listener *gone = ctx;
    struct listener **at = &gone->api->listeners;

    (void)stream;
    while (*at && *at != gone)
        at = &(*at)->next;
    if (*at)
        *at = gone->next;
    jk_text_free(gone->account);
    free(gone);
}

static enum jk_status replay_alert(void *ctx, const struct jk_alert_row *row)
{
    send_alert(ctx, row);
    return JK_OK;
}

/* Everything missed, page by page, each read once. */
static void replay(struct jk_api *api, struct listener *l, const struct jk_account *account)
{
    struct jk_error err;
    struct jk_alert_page page = { account->name, 0, STREAM_PAGE };

    do {
        page.after = l->sent;
        if (jk_app_alerts(api->options.app, &page, replay_alert, l, &err) != JK_OK) {
            jk_http_stream_close(l->stream); /* it reconnects and asks again */
            return;
        }
    } while (l->sent - page.after >= STREAM_PAGE);
}

void api_catch_up(struct jk_api *api)
{
    for (struct listener *l = api->listeners, *next; l; l = next) {
        const struct jk_account *account = jk_app_account(api->options.app, l->account);

        next = l->next; /* a stream that cannot go on closes and takes its listener away */
        if (account)
            replay(api, l, account);
    }
}

void api_end_streams(struct jk_api *api, const char *account)
{
    for (struct listener *l = api->listeners, *next; l; l = next) {
        next = l->next;
        if (strcmp(l->account, account) == 0)
            jk_http_stream_close(l->stream);
    }
}

void api_sweep_streams(struct jk_api *api, int64_t now_s,
                       bool (*lasts)(struct jk_api *api, uint64_t session, int64_t now_s))
{
    for (struct listener *l = api->listeners, *next; l; l = next) {
        const struct jk_account *account = jk_app_account(api->options.app, l->account);

        next = l->next;
        if (!account || !jk_account_is_open(account, now_s) ||
            (l->until_s != 0 && now_s > l->until_s) ||
            (l->session != 0 && !lasts(api, l->session, now_s)))
            jk_http_stream_close(l->stream);
    }
}

static void refuse_memory(struct jk_http_call *call)
{
    struct jk_error err;

    jk_no_memory(&err);
    jk_http_reply_problem(call, &err);
}

void api_listen(struct jk_api *api, struct jk_http_call *call, uint64_t after, bool reset)
{
    const struct caller *caller = call->app;
    const struct jk_account *account = jk_app_account(api->options.app, caller->name);
    struct listener *l = calloc(1, sizeof *l);

    if (!l || !jk_text_set(&l->account, account->name)) {
        free(l);
        refuse_memory(call);
        return;
    }
    l->api = api;
    l->sent = after;
    l->until_s = caller->until_s;
    l->session = caller->session;
    l->stream = jk_http_stream_begin(call, forget_listener, l);
    if (!l->stream) {
        jk_text_free(l->account);
        free(l);
        return;
    }
    l->next = api->listeners;
    api->listeners = l;
    if (reset)
        jk_http_stream_send(l->stream,
                            &(struct jk_http_event){ 0, "reset", JK_SPAN("{\"reset\":true}") });
    replay(api, l, account);
}
