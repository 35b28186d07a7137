#include "daemon/http/api/api.h"
#include "jarak/app/alerts/inbox.h"
#include "jarak/app/conflicts/conflicts.h"
#include "daemon/http/login/session.h"

#include <stdlib.h>
#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/feed/alert/frame.h"

#define ALERTS_PAGE 500 /* alerts of one answer */

static void write_alert(struct jk_buf *out, const struct jk_alert_row *row)
{
    const struct jk_told told = { row->conflict, row->revision, row->time_s, row->event,
                                  row->payload };

    jk_alert_told(out, row->index, &told);
}

static void send_alert(struct listener *l, const struct jk_alert_row *row)
{
    struct jk_buf data = { 0 };

    if (row->index <= l->sent)
        return;
    write_alert(&data, row);
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
    free((void *)(uintptr_t)gone->account);
    free(gone);
}

static enum jk_status replay_alert(void *ctx, const struct jk_alert_row *row)
{
    send_alert(ctx, row);
    return JK_OK;
}

/* From where on: Last-Event-ID, else ?after=, else everything. False: not a number. */
static bool read_after(struct jk_http_call *call, uint64_t *after, struct jk_error *err)
{
    static const char *const names[] = { "after", NULL };
    struct jk_span value;

    *after = 0;
    if (jk_http_query_check(call, names, err) != JK_OK)
        return false;
    if (!jk_http_field(call, "Last-Event-ID", &value) && !jk_http_param(call, "after", &value))
        return true;
    if (jk_uint_parse(value, INT64_MAX, after))
        return true;
    jk_fail(err, JK_INVALID, JK_TEXT_INTEGER, "after", "%.*s", (int)value.len, value.at);
    return false;
}

/* Everything missed, page by page, each read once. */
static void replay(struct jk_api *api, struct listener *l, const struct jk_account *account)
{
    struct jk_error err;
    uint64_t before;

    do {
        before = l->sent;
        if (jk_app_alerts(api->options.app, account, l->sent, ALERTS_PAGE, replay_alert, l, &err) !=
            JK_OK) {
            jk_http_stream_close(l->stream); /* it reconnects and asks again */
            return;
        }
    } while (l->sent - before >= ALERTS_PAGE);
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

void api_drop_caller(struct jk_api *api, const char *name)
{
    sessions_drop(api->sessions, name);
    for (struct listener *l = api->listeners, *next; l; l = next) {
        next = l->next;
        if (strcmp(l->account, name) == 0)
            jk_http_stream_close(l->stream);
    }
}

void jk_api_sweep(struct jk_api *api)
{
    int64_t now_s = api_now(api);

    sessions_sweep(api->sessions, now_s);
    attachments_sweep(api);
    for (struct listener *l = api->listeners, *next; l; l = next) {
        const struct jk_account *account = jk_app_account(api->options.app, l->account);

        next = l->next;
        if (!account || !jk_account_is_open(account, now_s) ||
            (l->until_s != 0 && now_s > l->until_s) ||
            (l->session != 0 && !sessions_last(api->sessions, l->session, now_s)))
            jk_http_stream_close(l->stream);
    }
}

void alerts_stream(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct jk_account *account = api_actor(api, call);
    const struct caller *caller = call->app;
    struct listener *l = calloc(1, sizeof *l);
    struct jk_error err;
    uint64_t after;

    if (!read_after(call, &after, &err)) {
        free(l);
        api_refuse(api, call, &err, NULL);
        return;
    }
    if (!api_settle(api, call)) { /* what is told must be durable */
        free(l);
        return;
    }
    if (l)
        l->account = strdup(account->name);
    if (!l || !l->account) {
        free(l);
        jk_no_memory(&err);
        jk_http_reply_problem(call, &err);
        return;
    }
    l->api = api;
    l->sent = after;
    l->until_s = caller->until_s;
    l->session = caller->session;
    l->stream = jk_http_stream_begin(call, forget_listener, l);
    if (!l->stream) {
        free((void *)(uintptr_t)l->account);
        free(l);
        return;
    }
    l->next = api->listeners;
    api->listeners = l;
    replay(api, l, account);
}

static enum jk_status list_alert(void *ctx, const struct jk_alert_row *row)
{
    struct jk_buf text = { 0 };
    json_t *object;

    write_alert(&text, row);
    object = jk_buf_ok(&text) ? json_loadb(text.at, text.len, 0, NULL) : NULL;
    jk_buf_clear(&text);
    return object && json_array_append_new(ctx, object) == 0 ? JK_OK : JK_MEMORY;
}

void alerts_list(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_error err;
    json_t *list;
    uint64_t after;

    if (!read_after(call, &after, &err)) {
        api_refuse(api, call, &err, NULL);
        return;
    }
    list = json_array();
    if (jk_app_alerts(api->options.app, api_actor(api, call), after, ALERTS_PAGE, list_alert, list,
                      &err) != JK_OK) {
        json_decref(list);
        jk_fail(&err, JK_IO, JK_TEXT_FILE_READ, "alerts", "%s", "");
        api_refuse(api, call, &err, NULL);
        return;
    }
    api_send(api, call, 200, json_pack("{s:o}", "alerts", list), NULL);
}

static const char *const conflict_params[] = { "region", "from", "to", "level", "state", NULL };

/* Levels, days and state a list of conflicts asks for. */
struct conflict_query {
    const char *region;
    enum jk_level least;
    int32_t from_day, to_day;
    bool open_only;
};

static bool read_conflict_query(const struct jk_api *api, struct jk_http_call *call,
                                struct conflict_query *q, struct jk_error *err)
{
    struct jk_span value;

    *q = (struct conflict_query){ api_actor(api, call)->region, JK_LEVEL_NONE, INT32_MIN, INT32_MAX,
                                  true };
    if (jk_http_query_check(call, conflict_params, err) != JK_OK)
        return false;
    if (jk_http_param(call, "region", &value))
        q->region = jk_arena_copy(&call->arena, value);
    if (jk_http_param(call, "state", &value))
        q->open_only = jk_span_eq(value, JK_SPAN("open"));
    if ((jk_http_param(call, "from", &value) && !jk_date_parse(value, &q->from_day)) ||
        (jk_http_param(call, "to", &value) && !jk_date_parse(value, &q->to_day))) {
        jk_fail(err, JK_INVALID, JK_TEXT_ISO_DATE, "from, to", "%.*s", (int)value.len, value.at);
        return false;
    }
    if (!jk_http_param(call, "level", &value))
        return true;
    for (int level = JK_LEVEL_INFO; level < JK_LEVEL_END; level++) {
        if (jk_span_eq(value, jk_span_of(jk_level_word((enum jk_level)level))))
            q->least = (enum jk_level)level;
    }
    if (q->least == JK_LEVEL_NONE)
        jk_fail(err, JK_INVALID, JK_TEXT_PACK_WORD, "level", "%.*s", (int)value.len, value.at);
    return q->least != JK_LEVEL_NONE;
}

static bool is_asked(const struct conflict_query *q, const struct jk_conflict_view *view)
{
    int32_t day;

    if (view->levels.level < q->least)
        return false;
    if (view->part_count == 0)
        return true;
    day = jk_local_day((int64_t)view->parts[0].part.time_a_s, view->zone->offset_s);
    return day >= q->from_day && day <= q->to_day;
}

void conflicts_list(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct conflict_query q;
    struct jk_conflict_view *views;
    struct jk_error err;
    json_t *list;
    size_t count;

    if (!read_conflict_query(api, call, &q, &err)) {
        api_refuse(api, call, &err, NULL);
        return;
    }
    if (!jk_region_covers(api_actor(api, call)->region, q.region))
        q.region = api_actor(api, call)->region;
    if (jk_app_conflicts(api->options.app, &call->arena, q.region, q.open_only, &views, &count) !=
        JK_OK) {
        jk_no_memory(&err);
        api_refuse(api, call, &err, NULL);
        return;
    }
    list = json_array();
    for (size_t i = 0; i < count; i++) {
        if (is_asked(&q, &views[i]))
            json_array_append_new(list, jk_conflict_json(&views[i], jk_app_pack(api->options.app)));
    }
    api_send(api, call, 200, json_pack("{s:o}", "conflicts", list), NULL);
}
