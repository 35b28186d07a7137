/* A draft of a stock calendar as JSON: what was understood, from which words, what is missing, what
 * stays text; and, where it is complete, what a check of it says now, as of every draft.
 *
 * A change of what is filed may move the main of a chain: `chain` says how many legs would be left
 * behind and by how much, for POST /notices/{uid}/move. */
#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/login/check_quota.h"
#include "daemon/http/drafts/plain_drafts.h"
#include "jarak/app/registry/registry.h"
#include "jarak/app/texts/texts.h"
#include "jarak/feed/json/build.h"
#include "jarak/http/server/status_map.h"

/* What was understood, in the arena; null: it has ended. */
static const struct jk_plain *understand(const struct jk_api *api, struct jk_http_call *call,
                                         const struct jk_plain_draft *draft)
{
    struct jk_plain *plain = jk_arena_take(&call->arena, sizeof *plain);

    return plain && jk_app_plain_read(api->options.app, &call->arena, draft, plain) == JK_OK ? plain
                                                                                             : NULL;
}

json_t *drafts_plain_json(const struct jk_api *api, const struct jk_plain_draft *draft)
{
    struct jk_json json = jk_json_take(drafts_json(api, &draft->as));
    struct jk_json missing = jk_json_list();

    for (int i = 0; i < JK_PLAIN_NEEDED; i++) {
        if (draft->missing >> i & 1)
            jk_json_add(&missing, json_string(jk_plain_word((enum jk_plain_field)i)));
    }
    jk_json_set_text(&json, "source", "calendar");
    jk_json_set_bool(&json, "complete", draft->complete);
    jk_json_set(&json, "missing", jk_json_end(&missing));
    jk_json_set_text(&json, "title", draft->title ? draft->title : "");
    return jk_json_end(&json);
}

json_t *drafts_plain_replaces(const struct jk_api *api, struct jk_http_call *call,
                              const struct jk_plain_draft *draft)
{
    struct jk_replaced *there = NULL;
    struct jk_error err;
    size_t count = 0;

    if (jk_app_plain_replaces(api->options.app, &call->arena, api_actor(api, call), draft, &there,
                              &count, &err) != JK_OK)
        count = 0;
    return drafts_replaces_json(there, count);
}

/* The filed event it changes, where its legs would be left behind; null: none would. */
static json_t *chain_json(const struct jk_api *api, const struct jk_plain *plain)
{
    struct jk_app *app = api->options.app;
    int64_t by_s;
    size_t legs = jk_app_plain_legs_behind(app, plain->uid, plain, &by_s);
    const struct jk_entry *entry = jk_registry_entry(jk_app_registry(app), plain->uid);

    if (legs == 0)
        return NULL;
    return json_pack("{s:s, s:i, s:I, s:i}", "uid", plain->uid, "legs", (int)legs, "legs_by_s",
                     (json_int_t)by_s, "chain_revision", (int)entry->chain->revision);
}

/* A check of what would be filed, as its reader may see it. */
static enum jk_status check(struct jk_api *api, struct jk_http_call *call,
                            const struct jk_plain *plain, struct jk_outcome *out,
                            struct jk_error *err)
{
    const struct jk_account *actor = api_actor(api, call);
    const struct jk_entry *entry = jk_registry_entry(jk_app_registry(api->options.app), plain->uid);
    /* Legs are made with a new main alone; whether it is new a team knows of its own. */
    bool filed = entry && entry->current && (!jk_is_team(actor) || jk_is_own(actor, entry));
    const struct jk_submission filing = { .actor = actor,
                                          .now_s = api_now(api),
                                          .bytes = filed ? plain->completed : plain->chain };

    *out = (struct jk_outcome){ 0 };
    if (!jk_plain_is_complete(plain))
        return JK_OK;
    return jk_is_team(filing.actor)
               ? jk_app_team_check(api->options.app, &call->arena, &filing, out, err)
               : jk_app_submit(api->options.app, &call->arena, &filing, out, err);
}

/* All of it, behind what is told of every draft. */
static json_t *whole_json(struct jk_api *api, struct jk_http_call *call,
                          const struct jk_plain_draft *draft, const struct jk_plain *plain)
{
    struct jk_json json = jk_json_object();
    const struct jk_entry *entry = jk_registry_entry(jk_app_registry(api->options.app), plain->uid);
    bool officer = !jk_is_team(api_actor(api, call));
    json_t *chain = NULL;

    if (entry && entry->current && (officer || jk_is_own(api_actor(api, call), entry)))
        chain = chain_json(api, plain);
    jk_json_set(&json, "draft", drafts_plain_json(api, draft));
    jk_json_set(&json, "plain", jk_plain_json(plain, jk_http_lang(call)));
    if (officer)
        jk_json_set(&json, "replaces", drafts_plain_replaces(api, call, draft));
    if (chain)
        jk_json_set(&json, "chain", chain);
    return jk_json_end(&json);
}

void drafts_plain_get(struct jk_api *api, struct jk_http_call *call,
                      const struct jk_plain_draft *draft)
{
    const struct jk_plain *plain = understand(api, call, draft);
    struct jk_outcome outcome = { 0 };
    struct jk_error err = { .status = JK_OK };
    struct jk_json json;
    enum jk_status rc = plain ? check(api, call, plain, &outcome, &err) : JK_OK;

    if (rc == JK_HEAVY || rc == JK_MEMORY) {
        api_refuse(api, call, &err, NULL);
        return;
    }
    json = jk_json_take(plain ? whole_json(api, call, draft, plain)
                              : json_pack("{s:o}", "draft", drafts_plain_json(api, draft)));
    jk_json_set(&json, "notices", drafts_verdicts(api, call, &outcome, &draft->as));
    if (rc != JK_OK)
        jk_json_set(&json, "refused",
                    jk_http_problem_json(call, jk_http_status_of(err.status)->code, &err));
    api_send(api, call, 200, jk_json_end(&json), NULL);
    jk_outcome_clear(&outcome);
}

void drafts_plain_put(struct jk_api *api, struct jk_http_call *call,
                      const struct jk_plain_draft *draft)
{
    const struct jk_contest *contest =
        jk_pack_contest(jk_app_pack(api->options.app), draft->as.contest);
    struct jk_plain_filing filing = { .actor = api_actor(api, call),
                                      .now_s = api_now(api),
                                      .contest = contest,
                                      .paslon = draft->as.paslon,
                                      .id = draft->as.id,
                                      .bytes = call->body };
    struct jk_plain_taken taken;
    struct jk_error err;

    if (!contest) {
        jk_fail(&err, JK_STATE, JK_TEXT_DRAFT_ENDED, "draft", "%s", "");
        api_refuse(api, call, &err, NULL);
        return;
    }
    if (jk_app_plain_put(api->options.app, &call->arena, &filing, &taken, &err) != JK_OK)
        api_refuse(api, call, &err, NULL);
    else if (taken.filed)
        api_send_verdicts(api, call, 200, &(struct api_told){ .outcome = &taken.outcome }, NULL);
    else
        drafts_plain_get(api, call, taken.draft);
    jk_outcome_clear(&taken.outcome);
}
