#include "daemon/http/api.h"

#include <string.h>

/* A text member; "" where it is absent, null where it is none. */
static const char *text_of(const json_t *body, const char *name)
{
    const json_t *value = json_object_get(body, name);

    return !value || json_is_null(value) ? "" : json_string_value(value);
}

static enum jk_status read_seen(struct jk_http_call *call, const json_t *body,
                                struct jk_decision *d, struct jk_error *err)
{
    const json_t *list = json_object_get(body, "seen");
    struct jk_seen *seen = jk_arena_array(&call->arena, json_array_size(list), sizeof *seen);

    if (list && !json_is_array(list))
        return jk_fail(err, JK_INVALID, JK_TEXT_PACK_LIST, "seen", "%s", "");
    for (size_t i = 0; seen && i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        const char *id = json_string_value(json_object_get(item, "conflict"));
        json_int_t revision = json_integer_value(json_object_get(item, "revision"));

        if (!id || revision < 1 || revision > UINT32_MAX)
            return jk_fail(err, JK_INVALID, JK_TEXT_OVERRIDE_SEEN, "seen", "#%zu", i + 1);
        seen[i] = (struct jk_seen){ id, (uint32_t)revision };
    }
    d->seen = seen;
    d->seen_count = json_array_size(list);
    return seen ? JK_OK : jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "%s", "");
}

static enum jk_status read_decision(struct jk_http_call *call, const json_t *body,
                                    struct jk_decision *d, struct jk_error *err)
{
    json_int_t revision = json_integer_value(json_object_get(body, "chain_revision"));

    d->act = text_of(body, "act");
    d->sttp = text_of(body, "sttp");
    d->reason = text_of(body, "reason");
    d->basis = text_of(body, "basis");
    if (!d->act || !d->sttp || !d->reason || !d->basis)
        return jk_fail(err, JK_INVALID, JK_TEXT_PACK_STRING, "act, sttp, reason, basis", "%s", "");
    if (revision < 0 || revision > UINT32_MAX)
        return jk_fail(err, JK_INVALID, JK_TEXT_INTEGER, "chain_revision", "%s", "");
    d->chain_revision = (uint32_t)revision;
    return read_seen(call, body, d, err);
}

void decision_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_decision d = { .actor = api_actor(api, call),
                             .now_s = api_now(api),
                             .uid = jk_arena_copy(&call->arena, call->match.capture[0]) };
    json_error_t fault;
    json_t *body = json_loadb(call->body.at, call->body.len, JSON_REJECT_DUPLICATES, &fault);
    struct jk_outcome outcome = { 0 };
    struct jk_error err;
    enum jk_status rc = JK_OK;

    if (!d.uid)
        rc = jk_fail(&err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "%s", "");
    else if (!json_is_object(body))
        rc = jk_fail_at(&err, JK_INVALID, JK_TEXT_PACK_JSON, (unsigned)fault.line, "", "%s",
                        fault.text);
    if (rc == JK_OK)
        rc = read_decision(call, body, &d, &err);
    if (rc == JK_OK)
        rc = jk_app_decide(api->options.app, &call->arena, &d, &outcome, &err);
    if (rc != JK_OK)
        api_refuse(api, call, &err, rc == JK_CONFLICT ? api_verdicts(api, call, &outcome) : NULL);
    else
        api_send(api, call, 200, api_verdict(api, call, &outcome.verdicts[0]), NULL);
    jk_outcome_clear(&outcome);
    json_decref(body);
}
