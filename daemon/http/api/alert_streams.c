/* Streams of server-sent events: each remembers the last index it was told, so that what it missed
 * (a reconnect, a reload, the time before it was opened) is read from the inbox and nothing is told
 * twice. The event's id is the cursor (jarak/app/alerts/cursor.h). */
#include "daemon/http/api/alert_streams.h"
#include "jarak/http/server/call.h"

#include <stdlib.h>
#include "jarak/app/alerts/cursor.h"
#include "jarak/app/alerts/inbox.h"
#include "jarak/base/heap.h"
#include "jarak/feed/alert/alert.h"
#include "jarak/http/server/reply.h"
#include "jarak/http/server/stream.h"

#define STREAM_PAGE 500 /* alerts read at a time where a stream is behind */

/* An event stream and how far it was told. */
struct listener {
    struct jk_api *api;
    struct audience *of;
    struct jk_http_stream *stream;
    uint64_t sent;
    struct caller by;                 /* its name is that of its audience */
    struct listener *next, **at;      /* among all, and what points to it there */
    struct listener *beside, **place; /* likewise among those of its account */
};

/* The streams of one account: an alert is told to them without a look at the others, and written
 * once for all of them. Kept when its last stream ends, for accounts are few and come back. */
struct audience {
    const char *account; /* owned */
    struct listener *first;
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

/* @param data  the alert, once it was written for another stream */
static void send_alert(struct listener *l, const struct jk_alert_row *row, struct jk_buf *data)
{
    if (row->index <= l->sent)
        return;
    if (data->len == 0)
        api_write_alert(l->api, data, row);
    if (jk_buf_ok(data)) {
        char cursor[JK_CURSOR_MAX];
        struct jk_http_event event = { cursor, "alert", jk_buf_view(data) };

        jk_cursor_text(jk_app_account(l->api->options.app, l->of->account), row->index, cursor);
        jk_http_stream_send(l->stream, &event);
        l->sent = row->index;
    }
}

void api_tell(void *ctx, const struct jk_account *account, const struct jk_alert_row *row)
{
    const struct jk_api *api = ctx;
    const struct audience *audience = jk_name_table_find(&api->audiences, account->name);
    struct jk_buf data = { 0 };

    for (struct listener *l = audience ? audience->first : NULL; l; l = l->beside)
        send_alert(l, row, &data);
    jk_buf_clear(&data);
}

static struct audience *audience_of(struct jk_api *api, const char *account)
{
    struct audience *audience = jk_name_table_find(&api->audiences, account);

    if (audience || !(audience = jk_heap_zeroed(1, sizeof *audience)))
        return audience;
    if (!jk_text_set(&audience->account, account) ||
        !jk_name_table_add(&api->audiences, audience->account, audience)) {
        jk_text_free(audience->account);
        free(audience);
        return NULL;
    }
    return audience;
}

static void link_listener(struct jk_api *api, struct listener *l)
{
    l->next = api->listeners;
    l->at = &api->listeners;
    if (l->next)
        l->next->at = &l->next;
    api->listeners = l;
    l->beside = l->of->first;
    l->place = &l->of->first;
    if (l->beside)
        l->beside->place = &l->beside;
    l->of->first = l;
}

static void forget_listener(void *ctx, struct jk_http_stream *stream)
{
    struct listener *gone = ctx;

    (void)stream;
    if (gone->at) {
        *gone->at = gone->next;
        if (gone->next)
            gone->next->at = gone->at;
        *gone->place = gone->beside;
        if (gone->beside)
            gone->beside->place = gone->place;
    }
    free(gone);
}

void api_forget_streams(struct jk_api *api)
{
    for (size_t i = 0; i < api->audiences.cap; i++) {
        struct audience *audience = api->audiences.values[i];

        if (audience)
            jk_text_free(audience->account);
        free(audience);
    }
    jk_name_table_clear(&api->audiences);
}

static enum jk_status replay_alert(void *ctx, const struct jk_alert_row *row)
{
    struct jk_buf data = { 0 };

    send_alert(ctx, row, &data);
    jk_buf_clear(&data);
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
        const struct jk_account *account = jk_app_account(api->options.app, l->of->account);

        next = l->next; /* a stream that cannot go on closes and takes its listener away */
        if (account)
            replay(api, l, account);
    }
}

void api_end_streams(struct jk_api *api, const char *account)
{
    const struct audience *audience = jk_name_table_find(&api->audiences, account);

    for (struct listener *l = audience ? audience->first : NULL, *next; l; l = next) {
        next = l->beside;
        jk_http_stream_close(l->stream);
    }
}

void api_sweep_streams(struct jk_api *api, int64_t now_s,
                       bool (*lasts)(struct jk_api *api, const struct caller *by, int64_t now_s))
{
    for (struct listener *l = api->listeners, *next; l; l = next) {
        const struct jk_account *account = jk_app_account(api->options.app, l->of->account);

        next = l->next;
        if (!account || !jk_account_is_open(account, now_s) ||
            (l->by.until_s != 0 && now_s > l->by.until_s) || !lasts(api, &l->by, now_s))
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
    struct listener *l = jk_heap_zeroed(1, sizeof *l);
    char cursor[JK_CURSOR_MAX];

    if (!l || !(l->of = audience_of(api, account->name))) {
        free(l);
        refuse_memory(call);
        return;
    }
    l->api = api;
    l->sent = after;
    l->by = *caller;
    l->by.name = l->of->account;
    l->stream = jk_http_stream_begin(call, forget_listener, l);
    if (!l->stream) {
        free(l);
        return;
    }
    link_listener(api, l);
    jk_cursor_text(account, after, cursor);
    if (reset) /* with the place to go on from, should nothing follow */
        jk_http_stream_send(l->stream, &(struct jk_http_event){ cursor, "reset",
                                                                JK_SPAN("{\"reset\":true}") });
    replay(api, l, account);
}
