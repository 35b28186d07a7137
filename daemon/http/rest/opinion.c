/* POST /conflicts/ID/verdict: an agency's opinion on the revision of a conflict it has seen. */
#include "jarak/app/conflicts/opinions.h"
#include "jarak/app/texts/texts.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/model/texts.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/rest/rest.h"

/* {"verdict": "accepted", "note": "...", "revision": 3}; texts live as long as the body. */
static enum jk_status read_act(const json_t *body, struct jk_opinion_act *said,
                               struct jk_error *err)
{
    const char *note = json_string_value(json_object_get(body, "note"));
    json_int_t revision = json_integer_value(json_object_get(body, "revision"));

    said->opinion = json_string_value(json_object_get(body, "verdict"));
    said->note = note ? note : "";
    if (!said->opinion)
        return jk_fail(err, JK_INVALID, JK_TEXT_AGENCY_OPINION, "verdict", "%s", "");
    if (revision < 1 || revision > UINT32_MAX)
        return jk_fail(err, JK_INVALID, JK_TEXT_INTEGER, "revision", "%s", "");
    said->revision = (uint32_t)revision;
    return JK_OK;
}

void rest_opinion_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_opinion_act said = { .actor = api_actor(api, call),
                                   .now_s = api_now(api),
                                   .conflict =
                                       jk_arena_copy(&call->arena, call->match.capture[0]) };
    const struct jk_pack *pack = jk_app_pack(api->options.app);
    json_error_t fault;
    json_t *body = json_loadb(call->body.at, call->body.len, JSON_REJECT_DUPLICATES, &fault);
    struct jk_conflict_view view;
    struct jk_error err;
    enum jk_status rc = JK_OK;

    if (!said.conflict)
        rc = jk_no_memory(&err);
    else if (!json_is_object(body))
        rc = jk_fail_at(&err, JK_INVALID, JK_TEXT_PACK_JSON,
                        (struct jk_at){ (unsigned)fault.line, "" }, "%s", fault.text);
    if (rc == JK_OK)
        rc = read_act(body, &said, &err);
    if (rc == JK_OK)
        rc = jk_app_opine(api->options.app, &call->arena, &said, &view, &err);
    if (rc == JK_OK)
        api_send(api, call, 200, jk_conflict_json(&view, pack), NULL);
    else
        api_refuse(api, call, &err,
                   rc == JK_CONFLICT ? json_pack("[o]", jk_conflict_json(&view, pack)) : NULL);
    json_decref(body);
}
