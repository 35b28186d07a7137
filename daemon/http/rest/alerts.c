/* The inbox as a list and as a stream, and the list of conflicts.
 *
 * Alerts are numbered without gaps, so Last-Event-ID or ?after= (jarak/app/alerts/cursor.h)
 * continues exactly where a reader stopped. A stream begins only when an open group is committed:
 * what is told must be durable. */
#include "jarak/feed/json/build.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/model/texts.h"
#include "jarak/app/alerts/cursor.h"
#include "jarak/app/alerts/inbox.h"
#include "daemon/http/api/alert_streams.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "jarak/app/handle/work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/rest/rest.h"
#include "jarak/http/server/call.h"
#include "jarak/app/conflicts/conflicts.h"

#include <stdlib.h>
#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/feed/alert/frame.h"

#define ALERTS_PAGE 500 /* alerts of one answer */

/* Where a reader goes on. */
struct place {
    uint64_t after;
    bool reset; /* it stood where this inbox has other alerts, or none: the store was restored */
};

/* From where on: Last-Event-ID, else ?after=, else everything. A Last-Event-ID that is no cursor
 * was never one of ours and counts as none. False: ?after= is no cursor. */
static bool read_place(const struct jk_api *api, struct jk_http_call *call, struct place *out,
                       struct jk_error *err)
{
    struct jk_cursor cursor = { 0 };
    struct jk_span value;

    if (!(jk_http_field(call, "Last-Event-ID", &value) && jk_cursor_parse(value, &cursor)) &&
        jk_http_param(call, "after", &value)) {
        if (!jk_cursor_parse(value, &cursor)) {
            jk_fail(err, JK_INVALID, JK_TEXT_INTEGER, "after", "%.*s", (int)value.len, value.at);
            return false;
        }
        if (!cursor.epoch_s)
            cursor.epoch_s = JK_CURSOR_TODAY;
    }
    out->reset = !jk_cursor_resume(api_actor(api, call), &cursor, &out->after);
    return true;
}

void rest_alerts_stream(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_error err;
    struct place place;

    if (!read_place(api, call, &place, &err))
        api_refuse(api, call, &err, NULL);
    else if (api_settle(api, call)) /* what is told must be durable */
        api_listen(api, call, place.after, place.reset);
}

/* Alerts on their way into a list. */
struct listing {
    struct jk_api *api;
    struct jk_buf list;
    uint64_t last; /* index */
};

static enum jk_status list_alert(void *ctx, const struct jk_alert_row *row)
{
    struct listing *l = ctx;

    jk_buf_str(&l->list, l->list.len ? "," : "");
    api_write_alert(l->api, &l->list, row);
    l->last = row->index;
    return jk_buf_ok(&l->list) ? JK_OK : JK_MEMORY;
}

static void send_list(struct jk_api *api, struct jk_http_call *call, const struct jk_buf *body)
{
    const char *kept = jk_buf_ok(body) ? jk_arena_copy(&call->arena, jk_buf_view(body)) : NULL;
    struct jk_error err;

    if (kept) {
        api_send_text(api, call, 200,
                      &(struct api_text){ .type = "application/json",
                                          .body = { kept, body->len } });
    } else {
        jk_no_memory(&err);
        api_refuse(api, call, &err, NULL);
    }
}

/* The documents are put into the list as they are kept. */
void rest_alerts_list(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct listing listing = { .api = api };
    struct jk_buf body = { 0 };
    struct jk_alert_page page = { .limit = ALERTS_PAGE };
    char cursor[JK_CURSOR_MAX];
    struct place place;
    struct jk_error err = { .status = JK_OK };
    enum jk_status rc;

    if (!read_place(api, call, &place, &err)) {
        api_refuse(api, call, &err, NULL);
        return;
    }
    page.after = place.after;
    page.account = api_actor(api, call)->name;
    listing.last = place.after;
    rc = jk_app_alerts(api->options.app, &page, list_alert, &listing, &err);
    if (rc != JK_OK) {
        if (rc == JK_MEMORY)
            jk_no_memory(&err);
        else
            jk_fail(&err, JK_IO, JK_TEXT_FILE_READ, "alerts", "%s", "");
        api_refuse(api, call, &err, NULL);
    } else {
        jk_buf_str(&body, "{\"alerts\":[");
        jk_buf_span(&body, jk_buf_view(&listing.list));
        jk_cursor_text(api_actor(api, call), listing.last, cursor);
        jk_buf_str(&body, "]");
        if (strchr(cursor, '.')) /* else it is the last index */
            jk_buf_fmt(&body, ",\"cursor\":\"%s\"", cursor);
        jk_buf_str(&body, place.reset ? ",\"reset\":true}" : "}");
        send_list(api, call, &body);
    }
    jk_buf_clear(&listing.list);
    jk_buf_clear(&body);
}

/* Levels, days and state a list of conflicts asks for. */
struct conflict_query {
    const char *region;
    enum jk_level least;
    int32_t from_day, to_day;
    bool open_only;
};

static bool read_conflict_query(struct jk_api *api, struct jk_http_call *call,
                                struct conflict_query *q, struct jk_error *err)
{
    struct jk_span value;

    *q = (struct conflict_query){ api_actor(api, call)->region, JK_LEVEL_NONE, INT32_MIN, INT32_MAX,
                                  true };
    if (api_read_region(api, call, &q->region, err) != JK_OK)
        return false;
    if (jk_http_param(call, "state", &value)) {
        q->open_only = jk_span_eq(value, JK_SPAN("open"));
        if (!q->open_only && !jk_span_eq(value, JK_SPAN("all"))) {
            jk_fail(err, JK_INVALID, JK_TEXT_PACK_WORD, "state", "%.*s", (int)value.len, value.at);
            return false;
        }
    }
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
    day = jk_local_day((int64_t)view->parts[0].part.time_a_s, view->tz->offset_s);
    return day >= q->from_day && day <= q->to_day;
}

/* Keeps those that are asked for: only what is told is written. */
static void keep_asked(const struct conflict_query *q, struct jk_conflict_views *views)
{
    size_t kept = 0;

    for (size_t i = 0; i < views->count; i++) {
        if (is_asked(q, &views->at[i]))
            views->at[kept++] = views->at[i];
    }
    views->count = kept;
}

void rest_conflicts_list(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct conflict_query q;
    struct jk_conflicts_ask ask;
    struct jk_conflict_views views;
    struct jk_error err;
    struct jk_json list;

    if (!read_conflict_query(api, call, &q, &err)) {
        api_refuse(api, call, &err, NULL);
        return;
    }
    if (!jk_region_covers(api_actor(api, call)->region, q.region))
        q.region = api_actor(api, call)->region;
    ask = (struct jk_conflicts_ask){ api_actor(api, call), q.region, q.open_only };
    if (jk_app_conflicts(api->options.app, &call->arena, &ask, &views) != JK_OK) {
        jk_no_memory(&err);
        api_refuse(api, call, &err, NULL);
        return;
    }
    keep_asked(&q, &views);
    if (!api_work(api, call, JK_WORK_CONFLICT * views.count))
        return;
    list = jk_json_list();
    for (size_t i = 0; i < views.count; i++)
        jk_json_add(&list, jk_official_conflict_json(&views.at[i], jk_app_pack(api->options.app)));
    api_send(api, call, 200, json_pack("{s:o}", "conflicts", jk_json_end(&list)), NULL);
}
