/* GET /notices/UID/slots: clear times as JSON or VFREEBUSY, by what the client prefers. */
#include "jarak/app/notices/verdict.h"
#include "jarak/model/texts.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/rest/rest.h"
#include "jarak/http/server/call.h"
#include "jarak/app/teams/team.h"

static enum jk_status read_request(struct jk_http_call *call, struct jk_slots_request *rq,
                                   struct jk_error *err)
{
    struct jk_span value;
    enum jk_status rc = api_read_days(call, &rq->from_day, &rq->to_day, err);

    rq->venues = jk_http_param(call, "venues", &value);
    if (rc == JK_OK && rq->venues && !jk_span_eq(value, JK_SPAN("1")))
        rc =
            jk_fail(err, JK_INVALID, JK_TEXT_PACK_WORD, "venues", "%.*s", (int)value.len, value.at);
    return rc == JK_OK ? api_read_level(call, &rq->level, err) : rc;
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

void rest_notice_slots(void *ctx, struct jk_http_call *call)
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
    if (read_request(call, &rq, &err) != JK_OK || find_slots(api, call, &rq, &view, &err) != JK_OK)
        api_refuse(api, call, &err, NULL);
    else if (jk_http_prefers(call, "text/calendar", "application/json"))
        send_calendar(call, &view, rq.now_s);
    else
        api_send(api, call, 200, jk_slots_json(&view), NULL);
}
