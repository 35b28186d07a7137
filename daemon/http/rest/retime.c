/* Proposing other times, and accepting or declining a proposal.
 *
 * Refusals carry what helps to go on: the chain as it is now, or the clear times that are left. */
#include "jarak/app/decisions/retime.h"
#include "jarak/app/texts/texts.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/model/texts.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/rest/rest.h"

#include <string.h>

static enum jk_status read_time(const json_t *object, const char *member, int64_t *out,
                                struct jk_error *err)
{
    const char *text = json_string_value(json_object_get(object, member));

    if (text && jk_iso_parse(jk_span_of(text), out) && *out > 0)
        return JK_OK;
    return jk_fail(err, JK_INVALID, JK_TEXT_ISO_TIME, member, "%s", text ? text : "");
}

/* A member that names a revision or a proposal. */
static enum jk_status read_number(const json_t *body, const char *member, uint32_t *out,
                                  struct jk_error *err)
{
    json_int_t number = json_integer_value(json_object_get(body, member));

    if (number < 1 || number > UINT32_MAX)
        return jk_fail(err, JK_INVALID, JK_TEXT_INTEGER, member, "%s", "");
    *out = (uint32_t)number;
    return JK_OK;
}

/* Which chain the body is about, and its revision as its writer saw it; null was refused before. */
static enum jk_status read_chain(const json_t *body, const char *uid, uint32_t *revision,
                                 struct jk_error *err)
{
    if (!body)
        return JK_INVALID;
    return uid ? read_number(body, "chain_revision", revision, err) : jk_no_memory(err);
}

static const char *read_reason(const json_t *body)
{
    const char *reason = json_string_value(json_object_get(body, "reason"));

    return reason ? reason : "";
}

static enum jk_status read_bands(struct jk_http_call *call, const json_t *body,
                                 struct jk_intervals *out, struct jk_error *err)
{
    const json_t *list = json_object_get(body, "bands");
    enum jk_status rc = JK_OK;

    out->count = json_array_size(list);
    if (out->count < 1 || out->count > JK_OFFER_BANDS_MAX)
        return jk_fail(err, JK_INVALID, JK_TEXT_RETIME_BANDS, "bands", "%zu", out->count);
    out->at = jk_arena_array(&call->arena, out->count, sizeof *out->at);
    if (!out->at)
        return jk_no_memory(err);
    for (size_t i = 0; i < out->count && rc == JK_OK; i++) {
        rc = read_time(json_array_get(list, i), "from", &out->at[i].from_s, err);
        if (rc == JK_OK)
            rc = read_time(json_array_get(list, i), "to", &out->at[i].to_s, err);
    }
    return rc;
}

static enum jk_status read_level(const json_t *body, enum jk_level *level, struct jk_error *err)
{
    const char *word = json_string_value(json_object_get(body, "level"));

    if (!json_object_get(body, "level"))
        return JK_OK;
    for (int i = JK_LEVEL_INFO; word && i < JK_LEVEL_END; i++) {
        *level = (enum jk_level)i;
        if (strcmp(word, jk_level_word(*level)) == 0)
            return JK_OK;
    }
    return jk_fail(err, JK_INVALID, JK_TEXT_PACK_WORD, "level", "%s", word ? word : "");
}

/* The chain as it now is; or why not, with what stands or what may be had instead. */
static void answer(struct jk_api *api, struct jk_http_call *call, enum jk_status rc, int code,
                   const struct jk_retime_outcome *out, const struct jk_error *err)
{
    if (rc == JK_OK)
        api_send_verdict(api, call, code, &out->outcome.verdicts[0], NULL);
    else if (out->has_slots)
        api_refuse_with(api, call, err, "slots", jk_slots_json(&out->slots));
    else
        api_refuse(api, call, err,
                   out->outcome.count ? api_verdicts(api, call, &out->outcome) : NULL);
}

void rest_retime_post(void *ctx, struct jk_http_call *call)
{
    static const char *const members[] = { "chain_revision", "level", "bands", "reason", NULL };
    struct jk_api *api = ctx;
    struct jk_retime proposal = { .actor = api_actor(api, call),
                                  .now_s = api_now(api),
                                  .uid = api_uid(api, call) };
    struct jk_retime_outcome out = { .has_slots = false };
    struct jk_error err;
    json_t *body = api_read_object(call, members, &err);
    enum jk_status rc = read_chain(body, proposal.uid, &proposal.chain_revision, &err);

    if (rc == JK_OK)
        rc = read_level(body, &proposal.level, &err);
    if (rc == JK_OK)
        rc = read_bands(call, body, &proposal.bands, &err);
    if (rc == JK_OK) {
        proposal.reason = read_reason(body);
        rc = jk_app_retime(api->options.app, &call->arena, &proposal, &out, &err);
    }
    answer(api, call, rc, 201, &out, &err);
    json_decref(body);
}

static void take_answer(struct jk_api *api, struct jk_http_call *call, const char *const members[],
                        bool accept)
{
    struct jk_retime_answer said = { .actor = api_actor(api, call),
                                     .now_s = api_now(api),
                                     .uid = api_uid(api, call) };
    struct jk_retime_outcome out = { .has_slots = false };
    struct jk_error err;
    json_t *body = api_read_object(call, members, &err);
    enum jk_status rc = read_chain(body, said.uid, &said.chain_revision, &err);

    if (rc == JK_OK)
        rc = read_number(body, "proposal", &said.number, &err);
    if (rc == JK_OK && accept)
        rc = read_time(body, "start", &said.start_s, &err);
    if (rc == JK_OK) {
        said.reason = read_reason(body);
        rc = jk_app_answer_retime(api->options.app, &call->arena, &said, &out, &err);
    }
    answer(api, call, rc, 200, &out, &err);
    json_decref(body);
}

void rest_retime_accept(void *ctx, struct jk_http_call *call)
{
    static const char *const members[] = { "chain_revision", "proposal", "start", "reason", NULL };

    take_answer(ctx, call, members, true);
}

void rest_retime_decline(void *ctx, struct jk_http_call *call)
{
    static const char *const members[] = { "chain_revision", "proposal", "reason", NULL };

    take_answer(ctx, call, members, false);
}

/* Whole seconds either way; 0 where the member is absent. */
static enum jk_status read_seconds(const json_t *body, const char *member, int64_t *out,
                                   struct jk_error *err)
{
    const json_t *value = json_object_get(body, member);

    if (value && !json_is_integer(value))
        return jk_fail(err, JK_INVALID, JK_TEXT_INTEGER, member, "%s", "");
    *out = json_integer_value(value);
    return JK_OK;
}

void rest_move_post(void *ctx, struct jk_http_call *call)
{
    static const char *const members[] = { "chain_revision", "start", "legs_by_s", NULL };
    struct jk_api *api = ctx;
    struct jk_move move = { .actor = api_actor(api, call),
                            .now_s = api_now(api),
                            .uid = api_uid(api, call) };
    struct jk_retime_outcome out = { .has_slots = false };
    struct jk_error err;
    json_t *body = api_read_object(call, members, &err);
    enum jk_status rc = read_chain(body, move.uid, &move.chain_revision, &err);

    if (rc == JK_OK && json_object_get(body, "start"))
        rc = read_time(body, "start", &move.start_s, &err);
    if (rc == JK_OK)
        rc = read_seconds(body, "legs_by_s", &move.legs_by_s, &err);
    if (rc == JK_OK)
        rc = jk_app_move(api->options.app, &call->arena, &move, &out, &err);
    answer(api, call, rc, 200, &out, &err);
    json_decref(body);
}
