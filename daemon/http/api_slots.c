#include "daemon/http/api.h"

#include <string.h>

/* `date=2024-11-23` or `date=2024-11-20/2024-11-23`; without one the day it is planned for. */
static bool read_days(struct jk_http_call *call, struct jk_slots_request *rq, struct jk_error *err)
{
    struct jk_span value, first, last;

    if (!jk_http_param(call, "date", &value))
        return true;
    last = value;
    if (!jk_span_cut(&last, '/', &first))
        first = value;
    if (last.len == 0)
        last = first;
    if (jk_date_parse(first, &rq->from_day) && jk_date_parse(last, &rq->to_day))
        return true;
    jk_fail(err, JK_INVALID, JK_TEXT_ISO_DATE, "date", "%.*s", (int)value.len, value.at);
    return false;
}

static bool read_request(struct jk_api *api, struct jk_http_call *call, struct jk_slots_request *rq,
                         struct jk_error *err)
{
    static const char *const params[] = { "date", "level", "venues", NULL };
    struct jk_span value;

    rq->level = jk_app_pack(api->options.app)->policy.override_from;
    if (jk_http_query_check(call, params, err) != JK_OK || !read_days(call, rq, err))
        return false;
    rq->venues = jk_http_param(call, "venues", &value) && jk_span_eq(value, JK_SPAN("1"));
    if (!jk_http_param(call, "level", &value))
        return true;
    for (int level = JK_LEVEL_INFO; level < JK_LEVEL_END; level++) {
        if (jk_span_eq(value, jk_span_of(jk_level_word((enum jk_level)level)))) {
            rq->level = (enum jk_level)level;
            return true;
        }
    }
    jk_fail(err, JK_INVALID, JK_TEXT_PACK_WORD, "level", "%.*s", (int)value.len, value.at);
    return false;
}

static bool wants_calendar(const struct jk_http_call *call)
{
    struct jk_span accept;

    return jk_http_field(call, "Accept", &accept) && accept.len >= 13 &&
           memcmp(accept.at, "text/calendar", 13) == 0;
}

static void send_calendar(struct jk_http_call *call, const struct jk_slots_view *view,
                          int64_t now_s)
{
    struct jk_buf text = { 0 };

    jk_slots_ical(&text, view, now_s); /* a failure shows in the text */
    api_reply_text(call, "text/calendar; charset=utf-8",
                   &(struct jk_http_header){ "Vary", "Accept" }, &text);
}

static enum jk_status find_slots(struct jk_api *api, struct jk_http_call *call,
                                 const struct jk_slots_request *rq, struct jk_slots_view *out,
                                 struct jk_error *err)
{
    return jk_is_team(api_actor(api, call))
               ? jk_app_team_slots(api->options.app, &call->arena, rq, out, err)
               : jk_app_slots(api->options.app, &call->arena, rq, out, err);
}

void notice_slots(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_slots_request rq = { .now_s = api_now(api) };
    const struct jk_entry *entry;
    struct jk_slots_view view;
    struct jk_error err;

    if (!api_settle(api, call)) /* times are offered on what is durable */
        return;
    entry = api_find_entry(api, call);
    if (!entry)
        return;
    rq.uid = entry->uid;
    if (!jk_app_day_of(api->options.app, rq.uid, &rq.from_day)) {
        jk_fail(&err, JK_NONE, JK_TEXT_NOT_THERE, "uid", "%s", rq.uid);
        api_refuse(api, call, &err, NULL);
        return;
    }
    rq.to_day = rq.from_day;
    if (!read_request(api, call, &rq, &err) || find_slots(api, call, &rq, &view, &err) != JK_OK)
        api_refuse(api, call, &err, NULL);
    else if (wants_calendar(call))
        send_calendar(call, &view, rq.now_s);
    else
        api_send(api, call, 200, jk_slots_json(&view), NULL);
}
