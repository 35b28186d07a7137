/* Drafts of teams: handing in, replacing, reading, withdrawing; confirming and returning by
 * officials.
 *
 * A draft is shown with what a check of it says now: all of it to officials, what is public to its
 * team. Its verdicts have the draft's state and no acts, for it stands nowhere yet. */
#include <stdio.h>
#include <string.h>
#include "daemon/http/login/check_quota.h"
#include "jarak/app/texts/texts.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/model/texts.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/login/login.h"
#include "jarak/feed/json/build.h"
#include "daemon/http/drafts/drafts.h"
#include "daemon/http/drafts/plain_drafts.h"
#include "jarak/app/teams/team.h"
#include "jarak/http/server/status_map.h"

json_t *drafts_json(const struct jk_api *api, const struct jk_team_draft *draft)
{
    return json_pack("{s:s, s:s, s:s, s:i, s:s, s:s, s:s, s:i, s:o, s:o}", "id", draft->id,
                     "account", draft->account, "contest", draft->contest, "paslon",
                     (int)draft->paslon, "region", draft->region, "state",
                     jk_draft_word(draft->state), "note", draft->note, "revision",
                     (int)draft->revision, "created",
                     api_time_json(api, draft->region, draft->created_s), "changed",
                     api_time_json(api, draft->region, draft->changed_s));
}

/* Verdicts on what stands nowhere yet: a draft's state, and no acts. */
json_t *drafts_verdicts(const struct jk_api *api, const struct jk_http_call *call,
                        const struct jk_outcome *outcome, const struct jk_team_draft *draft)
{
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < outcome->count; i++) {
        struct jk_verdict_view view = outcome->verdicts[i];

        view.state = jk_draft_word(draft->state);
        view.allowed = 0;
        view.etag = "";
        jk_json_add(&list, api_verdict(api, call, &view));
    }
    return jk_json_end(&list);
}

static const char *read_id(struct jk_http_call *call)
{
    return jk_arena_copy(&call->arena, call->match.capture[0]);
}

/* Hand in a new draft (id null) or another version of one. */
static void hand_in(struct jk_api *api, struct jk_http_call *call, const char *id)
{
    const struct jk_submission filing = { .actor = api_actor(api, call),
                                          .now_s = api_now(api),
                                          .bytes = call->body };
    struct jk_draft_taken taken;
    struct jk_error err;
    json_t *json;

    if (!login_allow_check(api, call))
        return;
    if (jk_app_draft_put(api->options.app, &call->arena, &filing, id, &taken, &err) != JK_OK) {
        api_refuse(api, call, &err, NULL);
        return;
    }
    json = json_pack("{s:o, s:o}", "draft", drafts_json(api, taken.draft), "notices",
                     drafts_verdicts(api, call, &taken.outcome, taken.draft));
    if (id)
        api_send(api, call, 200, json, NULL);
    else
        api_send_created(api, call, json,
                         &(struct api_created){ .location =
                                                    jk_arena_fmt(&call->arena, "/api/v1/drafts/%s",
                                                                 taken.draft->id) });
    jk_outcome_clear(&taken.outcome);
}

void drafts_post(struct jk_api *api, struct jk_http_call *call)
{
    hand_in(api, call, NULL);
}

/* Lets teams pass; anybody else is answered that it is a team's to do. */
static bool admit_team(struct jk_api *api, struct jk_http_call *call)
{
    struct jk_error err;

    if (jk_is_team(api_actor(api, call)))
        return true;
    jk_fail(&err, JK_NONE, JK_TEXT_NOT_THERE, "draft", "%s", "");
    api_refuse(api, call, &err, NULL);
    return false;
}

/* The draft of the address where a stock calendar made it; else null. */
static const struct jk_plain_draft *find_plain(const struct jk_api *api, struct jk_http_call *call)
{
    const char *id = read_id(call);

    return id ? jk_app_plain_of(api->options.app, api_actor(api, call), id) : NULL;
}

void drafts_put(void *ctx, struct jk_http_call *call)
{
    const char *id = read_id(call);

    if (find_plain(ctx, call))
        drafts_plain_put(ctx, call, find_plain(ctx, call));
    else if (admit_team(ctx, call))
        hand_in(ctx, call, id ? id : "");
}

/* The draft of the address as its reader may see it, or null: answered. */
static const struct jk_team_draft *find_draft(struct jk_api *api, struct jk_http_call *call)
{
    const char *id = read_id(call);
    const struct jk_team_draft *draft =
        id ? jk_app_draft_of(api->options.app, api_actor(api, call), id) : NULL;
    struct jk_error err;

    if (draft)
        return draft;
    jk_fail(&err, JK_NONE, JK_TEXT_NOT_THERE, "draft", "%s", "");
    api_refuse(api, call, &err, NULL);
    return NULL;
}

json_t *drafts_replaces_json(const struct jk_replaced *there, size_t count)
{
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < count; i++) {
        const struct jk_entry *entry = there[i].entry;

        jk_json_add(&list, json_pack("{s:s, s:s, s:s, s:b, s:i, s:s}", "uid", there[i].uid, "etag",
                                     there[i].etag, "state", jk_state_word(entry->chain->state),
                                     "allowed", there[i].allowed, "chain_revision",
                                     (int)entry->chain->revision, "summary",
                                     entry->current ? entry->current->notice->facts.summary : ""));
    }
    return jk_json_end(&list);
}

/* What a draft would replace, for officials. */
static json_t *replaces_json(const struct jk_api *api, struct jk_http_call *call,
                             const struct jk_team_draft *draft)
{
    struct jk_replaced *there = NULL;
    struct jk_error err;
    size_t count = 0;

    if (draft->bytes && jk_app_draft_replaces(api->options.app, &call->arena, api_actor(api, call),
                                              draft, &there, &count, &err) != JK_OK)
        count = 0;
    return drafts_replaces_json(there, count);
}

/* What filing it would be refused for: the official sees that, and the draft all the same. */
static json_t *refused_json(const struct jk_http_call *call, const struct jk_error *err)
{
    return jk_http_problem_json(call, jk_http_status_of(err->status)->code, err);
}

/* A draft with what a check of it says now: all of it to officials, what is public to its team. */
void drafts_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct jk_team_draft *draft;
    struct jk_submission check = { .actor = api_actor(api, call), .now_s = api_now(api) };
    struct jk_outcome outcome = { 0 };
    struct jk_error err;
    enum jk_status rc = JK_OK;

    if (find_plain(api, call)) {
        drafts_plain_get(api, call, find_plain(api, call));
        return;
    }
    if (!(draft = find_draft(api, call)))
        return;
    check.bytes = (struct jk_span){ draft->bytes, draft->byte_count };
    if (draft->bytes)
        rc = jk_is_team(check.actor)
                 ? jk_app_team_check(api->options.app, &call->arena, &check, &outcome, &err)
                 : jk_app_submit(api->options.app, &call->arena, &check, &outcome, &err);
    if (rc != JK_OK && (rc == JK_HEAVY || jk_is_team(check.actor)))
        api_refuse(api, call, &err, NULL);
    else
        api_send(api, call, 200,
                 json_pack("{s:o, s:o, s:o*, s:o*}", "draft", drafts_json(api, draft), "notices",
                           drafts_verdicts(api, call, &outcome, draft), "replaces",
                           jk_is_team(check.actor) ? NULL : replaces_json(api, call, draft),
                           "refused", rc == JK_OK ? NULL : refused_json(call, &err)),
                 NULL);
    jk_outcome_clear(&outcome);
}

void drafts_bytes(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct jk_team_draft *draft;
    struct jk_error err;

    if (!api_settle(api, call))
        return;
    draft = find_plain(api, call) ? &find_plain(api, call)->as : find_draft(api, call);
    if (draft && draft->bytes) {
        jk_http_reply(call, &(struct jk_http_reply){ .code = 200,
                                                     .content_type = "text/calendar; charset=utf-8",
                                                     .body = { draft->bytes, draft->byte_count } });
    } else if (draft) {
        jk_fail(&err, JK_NONE, JK_TEXT_DRAFT_ENDED, "draft", "%s", "");
        api_refuse(api, call, &err, NULL);
    }
}

void drafts_list(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct jk_account *actor = api_actor(api, call);
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < jk_app_drafts(api->options.app); i++) {
        const struct jk_team_draft *draft = jk_app_draft(api->options.app, i);

        if (jk_app_draft_of(api->options.app, actor, draft->id))
            jk_json_add(&list, drafts_json(api, draft));
    }
    for (size_t i = 0; i < jk_app_plains(api->options.app); i++) {
        const struct jk_plain_draft *draft = jk_app_plain(api->options.app, i);

        if (jk_app_plain_is_seen(api->options.app, actor, draft))
            jk_json_add(&list, drafts_plain_json(api, draft));
    }
    api_send(api, call, 200, json_pack("{s:o}", "drafts", jk_json_end(&list)), NULL);
}

void drafts_delete(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct jk_plain_draft *plain = find_plain(api, call);
    const struct jk_team_draft *draft = plain                   ? &plain->as
                                        : admit_team(api, call) ? find_draft(api, call)
                                                                : NULL;
    struct jk_draft_act act = { .actor = api_actor(api, call), .now_s = api_now(api), .note = "" };
    struct jk_error err;

    if (!draft)
        return;
    act.id = draft->id;
    if ((plain ? jk_app_plain_withdraw(api->options.app, &act, &err)
               : jk_app_draft_withdraw(api->options.app, &act, &err)) != JK_OK)
        api_refuse(api, call, &err, NULL);
    else
        api_send(api, call, 200, json_pack("{s:o}", "draft", drafts_json(api, draft)), NULL);
}

/* "replaces": [{"uid", "etag"}, ...]: what the official saw that the draft replaces. */
static enum jk_status read_replaces(struct jk_http_call *call, const json_t *body,
                                    struct jk_draft_act *act, struct jk_error *err)
{
    const json_t *list = json_object_get(body, "replaces");
    struct jk_replaced *seen = jk_arena_array(&call->arena, json_array_size(list), sizeof *seen);

    if (list && !json_is_array(list))
        return jk_fail(err, JK_INVALID, JK_TEXT_PACK_LIST, "replaces", "%s", "");
    for (size_t i = 0; seen && i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);

        seen[i].uid = json_string_value(json_object_get(item, "uid"));
        seen[i].etag = json_string_value(json_object_get(item, "etag"));
        if (!seen[i].uid || !seen[i].etag)
            return jk_fail(err, JK_INVALID, JK_TEXT_DRAFT_REPLACES, "replaces", "#%zu", i + 1);
    }
    act->replaces = seen;
    act->replaces_count = json_array_size(list);
    return seen ? JK_OK : jk_no_memory(err);
}

/* {"revision": 1, "note": "...", "replaces": [...]}; the note lives as long as *body (given). */
static enum jk_status read_act(struct jk_api *api, struct jk_http_call *call,
                               struct jk_draft_act *act, json_t **body, struct jk_error *err)
{
    static const char *const members[] = { "revision", "note", "replaces", NULL };
    const char *id = read_id(call), *note;
    json_int_t revision;

    *act = (struct jk_draft_act){
        .actor = api_actor(api, call), .now_s = api_now(api), .id = id ? id : "", .note = ""
    };
    *body = api_read_object(call, members, err);
    if (!*body)
        return err->status;
    revision = json_integer_value(json_object_get(*body, "revision"));
    note = json_string_value(json_object_get(*body, "note"));
    if (revision < 1 || revision > UINT32_MAX)
        return jk_fail(err, JK_INVALID, JK_TEXT_INTEGER, "revision", "%s", "");
    act->revision = (uint32_t)revision;
    act->note = note ? note : "";
    return read_replaces(call, *body, act, err);
}

void drafts_confirm(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct jk_plain_draft *plain;
    struct jk_outcome outcome = { 0 };
    struct jk_draft_act act;
    struct jk_error err;
    json_t *body;
    enum jk_status rc = read_act(api, call, &act, &body, &err);

    plain = find_plain(api, call);
    if (rc == JK_OK && plain)
        rc = jk_app_plain_confirm(api->options.app, &call->arena, &act, &outcome, &err);
    else if (rc == JK_OK)
        rc = jk_app_draft_confirm(api->options.app, &call->arena, &act, &outcome, &err);
    if (rc == JK_OK)
        api_send_verdicts(api, call, 201, &(struct api_told){ .outcome = &outcome },
                          &(struct api_created){ .location = "/api/v1/notices",
                                                 .related = outcome.has_conflict });
    else if (rc == JK_CONFLICT)
        api_refuse_with(api, call, &err, "replaces",
                        plain
                            ? drafts_plain_replaces(api, call, plain)
                            : replaces_json(api, call,
                                            jk_app_draft_of(api->options.app, act.actor, act.id)));
    else
        api_refuse(api, call, &err, NULL);
    jk_outcome_clear(&outcome);
    json_decref(body);
}

void drafts_return(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_draft_act act;
    struct jk_error err;
    json_t *body;
    enum jk_status rc = read_act(api, call, &act, &body, &err);
    const struct jk_plain_draft *plain = find_plain(api, call);

    if (rc == JK_OK && plain)
        rc = jk_app_plain_return(api->options.app, &act, &err);
    else if (rc == JK_OK)
        rc = jk_app_draft_return(api->options.app, &act, &err);
    if (rc == JK_OK)
        api_send(api, call, 200,
                 json_pack("{s:o}", "draft",
                           plain ? drafts_plain_json(api, plain)
                                 : drafts_json(api, jk_app_draft_of(api->options.app, act.actor,
                                                                    act.id))),
                 NULL);
    else
        api_refuse(api, call, &err, NULL);
    json_decref(body);
}
