/* Checking, changing, reading and deleting notices; what is filed by many at once: filing.c.
 *
 * PUT and DELETE need a condition (428 without one),
 * because two clerks with one notice open must not overwrite each other. A team's filing becomes
 * a draft, and a team reads verdicts as seen from outside (teams/team.h). */
#include "jarak/feed/json/build.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/texts.h"
#include "jarak/app/desk/whereabouts.h"
#include "jarak/app/notices/verdict.h"
#include "jarak/app/personnel/personnel.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/login/login.h"
#include "daemon/http/drafts/drafts.h"
#include "daemon/http/rest/rest.h"
#include "jarak/http/server/call.h"
#include "jarak/app/teams/team.h"
#include "jarak/app/notices/withdraw.h"

#include <stdio.h>
#include <string.h>

static void refuse_status(struct jk_api *api, struct jk_http_call *call, enum jk_status status,
                          const struct jk_text *text, const char *field)
{
    struct jk_error err;

    jk_fail(&err, status, text, field, "%s", "");
    api_refuse(api, call, &err, NULL);
}

/* Takes the body as a submission that is only judged; a handler that stores it says so itself. */
static struct jk_submission read_submission(struct jk_api *api, struct jk_http_call *call)
{
    return (struct jk_submission){ .actor = api_actor(api, call),
                                   .now_s = api_now(api),
                                   .bytes = call->body,
                                   .strict = api_wants_strict(call) };
}

void rest_notices_post(void *ctx, struct jk_http_call *call)
{
    if (jk_is_team(api_actor(ctx, call)))
        drafts_post(ctx, call);
    else
        rest_file_stream(ctx, call);
}

void rest_check_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct jk_submission filing = read_submission(api, call);
    struct jk_outcome outcome;
    struct jk_error err;
    enum jk_status rc;

    if (jk_is_team(filing.actor) && !login_allow_check(api, call))
        return;
    rc = jk_is_team(filing.actor)
             ? jk_app_team_check(api->options.app, &call->arena, &filing, &outcome, &err)
             : jk_app_submit(api->options.app, &call->arena, &filing, &outcome, &err);
    if (rc == JK_OK)
        api_send_verdicts(api, call, 200, &(struct api_told){ .outcome = &outcome }, NULL);
    else
        api_refuse(api, call, &err, NULL);
    jk_outcome_clear(&outcome);
}

/* A withdrawn notice has no tag, so that If-None-Match: * lets its UID be used again. */
static struct jk_precondition read_precondition(const struct jk_api *api,
                                                const struct jk_http_call *call, const char *uid)
{
    const struct jk_entry *entry = jk_registry_entry(jk_app_registry(api->options.app), uid);
    const char *etag = entry && entry->current && !entry->deleted ? entry->etag : NULL;

    return api_precondition(jk_http_if_match(call, etag), jk_http_if_none_match(call, etag), etag);
}

static bool has_precondition(const struct jk_precondition *when)
{
    return when->if_match || when->if_match_any || when->if_none_match_any;
}

/* The verdict on a stored notice as its reader may see it. */
static enum jk_status view_for(struct jk_api *api, struct jk_http_call *call,
                               const struct jk_entry *entry, struct jk_verdict_view *out)
{
    return jk_is_team(api_actor(api, call))
               ? jk_app_team_verdict(api->options.app, &call->arena, entry, api_now(api), out)
               : jk_app_verdict(api->options.app, &call->arena, entry->uid, api_now(api), out);
}

/* 412 between two clerks: the refusal shows what stands, as a verdict and byte for byte, beside
 * what the client holds itself. */
static void refuse_stale(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err,
                         const char *uid)
{
    const struct jk_entry *entry = jk_registry_entry(jk_app_registry(api->options.app), uid);
    struct jk_json problem;
    struct jk_verdict_view view;
    struct jk_span bytes;

    if (err->status != JK_STALE || !entry || !entry->current ||
        !jk_region_covers(api_actor(api, call)->region, entry->chain->region->code) ||
        view_for(api, call, entry, &view) != JK_OK ||
        !jk_version_bytes(entry->current, &call->arena, &bytes) ||
        !jk_personnel_withhold(api_actor(api, call), entry->current->notice, &call->arena,
                               &bytes)) {
        api_refuse(api, call, err, NULL);
        return;
    }
    problem = jk_json_take(jk_http_problem_json(call, 412, err));
    jk_json_set(&problem, "notices", json_pack("[o]", api_verdict(api, call, &view)));
    jk_json_set(&problem, "stored", json_stringn(bytes.at, bytes.len));
    api_send(api, call, 412, jk_json_end(&problem), NULL);
}

void rest_notice_put(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_submission filing = read_submission(api, call);
    struct jk_outcome outcome;
    struct jk_error err;
    enum jk_status rc;

    filing.uid = api_uid(api, call);
    filing.store = true;
    if (!filing.uid) {
        refuse_status(api, call, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
        return;
    }
    filing.when = read_precondition(api, call, filing.uid);
    if (!has_precondition(&filing.when)) {
        refuse_status(api, call, JK_REQUIRED, JK_TEXT_WANT_CONDITION, "If-Match");
        return;
    }
    rc = jk_app_submit(api->options.app, &call->arena, &filing, &outcome, &err);
    if (rc == JK_STALE) {
        refuse_stale(api, call, &err, filing.uid);
    } else if (rc != JK_OK) {
        api_refuse(api, call, &err, rc == JK_CONFLICT ? api_verdicts(api, call, &outcome) : NULL);
    } else {
        const struct jk_verdict_view *verdict = &outcome.verdicts[0];

        api_send_verdict(api, call, outcome.created ? 201 : 200, verdict,
                         &(struct api_created){ .etag = verdict->etag,
                                                .location = outcome.created ? verdict->href : NULL,
                                                .related =
                                                    outcome.created && outcome.has_conflict });
    }
    jk_outcome_clear(&outcome);
}

/* The verdict, and for whoever asks for one notice what it is. */
static json_t *with_activity(struct jk_api *api, struct jk_http_call *call,
                             const struct jk_entry *entry, const struct jk_verdict_view *view)
{
    const struct jk_facts *facts = &entry->current->notice->facts;
    struct jk_json verdict = jk_json_take(api_verdict(api, call, view));

    struct jk_json activity =
        jk_json_take(rest_entry_json(api->options.app, &call->arena, entry, JK_ANY_DAY,
                                     jk_is_team(api_actor(api, call)) ? REST_TEAM : REST_OFFICER));

    if (jk_sees_personnel(api_actor(api, call)) && jk_facts_are_duty(facts)) {
        jk_json_set_integer(&activity, "officers", (json_int_t)facts->officers);
        jk_json_set_text(&activity, "unit", facts->unit);
        jk_json_set_text(&activity, "guards", facts->guards);
    }
    jk_json_set(&verdict, "activity", jk_json_end(&activity));
    return jk_json_end(&verdict);
}

void rest_notice_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct jk_entry *entry;
    struct jk_verdict_view view;

    if (rest_notice_public(api, call))
        return;
    entry = api_find_entry(api, call);
    if (!entry)
        return;
    if (rest_is_overseer(api, call))
        api_send(api, call, 200,
                 rest_entry_json(api->options.app, &call->arena, entry, JK_ANY_DAY, REST_OVERSEER),
                 NULL);
    else if (view_for(api, call, entry, &view) != JK_OK)
        refuse_status(api, call, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
    else if (!jk_http_refuse_mismatch(call, view.etag))
        api_send(api, call, 200, with_activity(api, call, entry, &view), view.etag);
}

void rest_notice_bytes(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct jk_entry *entry;
    struct jk_span bytes;

    if (!api_settle(api, call)) /* bytes are answered as they are stored */
        return;
    entry = api_find_entry(api, call);
    if (!entry)
        return;
    if (jk_version_bytes(entry->current, &call->arena, &bytes) &&
        jk_personnel_withhold(api_actor(api, call), entry->current->notice, &call->arena, &bytes))
        api_reply_bytes(call, entry->etag, bytes);
    else
        refuse_status(api, call, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
}

void rest_notice_delete(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_withdrawal rq = { .actor = api_actor(api, call),
                                .now_s = api_now(api),
                                .uid = api_uid(api, call) };
    struct jk_outcome outcome = { 0 };
    struct jk_error err;
    enum jk_status rc;

    if (rq.uid)
        rq.when = read_precondition(api, call, rq.uid);
    if (!rq.when.if_match && !rq.when.if_match_any) {
        refuse_status(api, call, JK_REQUIRED, JK_TEXT_WANT_CONDITION, "If-Match");
        return;
    }
    rc = jk_app_withdraw(api->options.app, &call->arena, &rq, &outcome, &err);
    if (rc != JK_OK)
        refuse_stale(api, call, &err, rq.uid);
    else
        /* What is approved stays until an officer confirms: accepted, and not done. */
        api_send_verdict(api, call, outcome.verdicts[0].withdrawal_requested ? 202 : 200,
                         &outcome.verdicts[0], NULL);
    jk_outcome_clear(&outcome);
}

void rest_notice_conflicts(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct jk_entry *entry = api_find_entry(api, call);
    struct jk_verdict_view view;
    struct jk_json list = jk_json_list();

    if (!entry) {
        json_decref(jk_json_end(&list));
        return;
    }
    if (view_for(api, call, jk_chain_face(entry->chain), &view) == JK_OK) {
        for (size_t i = 0; i < view.conflict_count; i++) {
            struct jk_conflict_view told = view.conflicts[i];

            if (rest_is_overseer(api, call))
                told.own.summary = told.other.summary = NULL;
            jk_json_add(&list, jk_conflict_json(&told, view.pack));
        }
    }
    api_send(api, call, 200, json_pack("{s:o}", "conflicts", jk_json_end(&list)), NULL);
}
