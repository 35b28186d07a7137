/* The page of a draft from a calendar, and filing it by an official. */
#include "daemon/http/desk/desk.h"

#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/desk/reader.h"
#include "jarak/app/plain/plain.h"
#include "jarak/base/decimal.h"
#include "jarak/feed/desk/draft.h"
#include "jarak/http/server/status_map.h"
#include "jarak/model/texts.h"

static const struct jk_plain_draft *find(struct jk_api *api, struct jk_http_call *call)
{
    const char *id = jk_arena_copy(&call->arena, call->match.capture[0]);
    const struct jk_plain_draft *draft =
        id ? jk_app_plain_of(api->options.app, api_actor(api, call), id) : NULL;
    struct jk_error err;

    if (draft)
        return draft;
    jk_fail(&err, JK_NONE, JK_TEXT_NOT_THERE, "id", "%s", "");
    desk_refuse(api, call, &err);
    return NULL;
}

static void show(struct jk_api *api, struct jk_http_call *call, int code,
                 const struct jk_plain_draft *draft, const char *fault)
{
    struct jk_desk_reader reader = desk_reader(api, call);
    struct jk_plain plain;
    struct jk_buf out = { 0 };
    struct jk_error err;

    if (jk_app_plain_read(api->options.app, &call->arena, draft, &plain) != JK_OK) {
        jk_fail(&err, JK_NONE, JK_TEXT_NOT_THERE, "id", "%s", "");
        desk_refuse(api, call, &err);
        return;
    }
    desk_send(call, code,
              jk_desk_draft_page(&out, &reader,
                                 &(struct jk_draft_page){ .id = draft->as.id,
                                                          .plain = &plain,
                                                          .complete = draft->complete,
                                                          .missing = draft->missing,
                                                          .revision = draft->as.revision,
                                                          .may_confirm = reader.may_submit &&
                                                                         reader.may_campaign,
                                                          .fault = fault }),
              &out);
}

void desk_draft_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct jk_plain_draft *draft;

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return;
    draft = find(api, call);
    if (draft)
        show(api, call, 200, draft, NULL);
}

void desk_draft_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_draft_act act = { .actor = api_actor(api, call), .now_s = api_now(api), .note = "" };
    const struct jk_plain_draft *draft;
    struct jk_outcome outcome = { 0 };
    struct api_form form;
    struct jk_error err;
    uint64_t revision = 0;
    char text[600];
    const char *uid;
    enum jk_status rc;

    if (!desk_read_form(api, call, &form))
        return;
    draft = find(api, call);
    if (!draft)
        return;
    jk_uint_parse(jk_span_of(api_form_get(&form, "revisi")), UINT32_MAX, &revision);
    uid = jk_arena_copy(&call->arena, jk_span_of(draft->uid ? draft->uid : ""));
    act.id = draft->as.id;
    act.revision = (uint32_t)revision;
    rc = jk_app_plain_confirm(api->options.app, &call->arena, &act, &outcome, &err);
    jk_outcome_clear(&outcome);
    if (rc == JK_OK) {
        desk_go(api, call, jk_arena_fmt(&call->arena, "/meja/pemberitahuan/%s?selesai=1", uid));
    } else if (rc == JK_HEAVY || rc == JK_BUSY) {
        api_refuse(api, call, &err, NULL);
    } else {
        jk_error_format(&err, desk_reader(api, call).lang, text, sizeof text);
        show(api, call, jk_http_status_of(rc)->code, draft, text);
    }
}
