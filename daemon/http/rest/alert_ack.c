/* POST /alerts/ID/ack: an account takes notice of a conflict, which stops its escalation. */
#include "jarak/app/conflicts/escalation.h"
#include "jarak/app/texts/texts.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/rest/rest.h"

/* Not there, for whom it concerns: said before anything is looked up. */
static enum jk_status read_ack(struct jk_http_call *call, struct jk_ack *ack, struct jk_error *err)
{
    if (rest_read_alert_id(call, &ack->conflict, &ack->revision))
        return JK_OK;
    return jk_fail(err, JK_NONE, JK_TEXT_ALERT_NOT_THERE, "alert", "%.*s",
                   (int)call->match.capture[0].len, call->match.capture[0].at);
}

void rest_alert_ack(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_ack ack = { .actor = api_actor(api, call), .now_s = api_now(api) };
    struct jk_conflict_view view;
    struct jk_error err;
    bool already;
    enum jk_status rc = read_ack(call, &ack, &err);

    if (rc == JK_OK)
        rc = jk_app_ack(api->options.app, &call->arena, &ack, &view, &already, &err);
    if (rc == JK_OK)
        api_send(api, call, 200,
                 json_pack("{s:b, s:o}", "already", already, "conflict",
                           jk_conflict_json(&view, jk_app_pack(api->options.app))),
                 NULL);
    else
        api_refuse(api, call, &err, NULL);
}
