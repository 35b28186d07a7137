/* Deciding, one chain or many, and the history of a chain.
 *
 * A body is read member by member; the application judges what they mean. A conflict (409) carries
 * the verdicts as they are now, so the officer decides on what stands. A team reads of an approval
 * or a review neither reason nor basis, which may speak of the other side, and no reports from the
 * ground. */
#include "jarak/feed/json/build.h"
#include "jarak/app/texts/texts.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/http/texts/texts.h"
#include "jarak/model/texts.h"
#include "jarak/feed/json/seen.h"
#include "jarak/app/decisions/decide.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/rest/rest.h"
#include "jarak/http/server/call.h"
#include "jarak/app/teams/team.h"
#include "jarak/feed/json/seen.h"

#include <string.h>

#define DECISIONS_MAX 200 /* a day of a busy regency; each is judged again */

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
    return seen ? JK_OK : jk_no_memory(err);
}

/* `"missing": ["letter_no", ...]`. */
static enum jk_status read_missing(const json_t *body, struct jk_decision *d, struct jk_error *err)
{
    const json_t *list = json_object_get(body, "missing");

    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *word = json_string_value(json_array_get(list, i));

        if (!word || !jk_missing_add(&d->missing, word))
            return jk_fail(err, JK_INVALID, JK_TEXT_ACT_MISSING, "missing", "%s", word ? word : "");
    }
    return !list || json_is_array(list)
               ? JK_OK
               : jk_fail(err, JK_INVALID, JK_TEXT_ACT_MISSING, "missing", "%s", "");
}

static enum jk_status read_decision(struct jk_http_call *call, const json_t *body,
                                    struct jk_decision *d, struct jk_error *err)
{
    json_int_t revision = json_integer_value(json_object_get(body, "chain_revision"));
    const char *act = text_of(body, "act"), *on = text_of(body, "on");
    enum jk_status rc;

    d->sttp = text_of(body, "sttp");
    d->reason = text_of(body, "reason");
    d->basis = text_of(body, "basis");
    if (!act || !d->sttp || !d->reason || !d->basis)
        return jk_fail(err, JK_INVALID, JK_TEXT_PACK_STRING, "act, sttp, reason, basis", "%s", "");
    if (!on || (d->on = jk_on_of(on)) == JK_ON_END)
        return jk_fail(err, JK_INVALID, JK_TEXT_ACT_ON, "on", "%s", on ? on : "");
    if ((d->act = jk_act_of(act)) == JK_ACT_END)
        return jk_fail(err, JK_INVALID, JK_TEXT_ACT_UNKNOWN, "act", "%s", act);
    if (revision < 0 || revision > UINT32_MAX)
        return jk_fail(err, JK_INVALID, JK_TEXT_INTEGER, "chain_revision", "%s", "");
    d->chain_revision = (uint32_t)revision;
    if ((rc = read_missing(body, d, err)) != JK_OK)
        return rc;
    return read_seen(call, body, d, err);
}

/* The body as a JSON object; a refusal otherwise. */
static json_t *read_body(struct jk_http_call *call, struct jk_error *err)
{
    json_error_t fault;
    json_t *body = json_loadb(call->body.at, call->body.len, JSON_REJECT_DUPLICATES, &fault);

    if (json_is_object(body))
        return body;
    jk_fail_at(err, JK_INVALID, JK_TEXT_PACK_JSON, (struct jk_at){ (unsigned)fault.line, "" }, "%s",
               fault.text);
    json_decref(body);
    return NULL;
}

void rest_decision_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_decision d = { .actor = api_actor(api, call),
                             .now_s = api_now(api),
                             .uid = api_uid(api, call) };
    struct jk_outcome outcome = { 0 };
    struct jk_error err;
    json_t *body = read_body(call, &err);
    enum jk_status rc = body ? JK_OK : JK_INVALID;

    if (rc == JK_OK && !d.uid)
        rc = jk_no_memory(&err);
    if (rc == JK_OK)
        rc = read_decision(call, body, &d, &err);
    if (rc == JK_OK)
        rc = jk_app_decide(api->options.app, &call->arena, &d, 1, &outcome, &err);
    if (rc != JK_OK)
        api_refuse(api, call, &err, rc == JK_CONFLICT ? api_verdicts(api, call, &outcome) : NULL);
    else
        api_send_verdict(api, call, 200, &outcome.verdicts[0], NULL);
    jk_outcome_clear(&outcome);
    json_decref(body);
}

struct decisions {
    struct jk_decision *at;
    size_t count;
};

/* {"decisions": [{"uid", "act", ...}, ...]} */
static enum jk_status read_decisions(struct jk_api *api, struct jk_http_call *call,
                                     const json_t *body, struct decisions *out,
                                     struct jk_error *err)
{
    const json_t *list = json_object_get(body, "decisions");
    struct jk_decision *d;
    enum jk_status rc = JK_OK;

    out->count = json_array_size(list);
    if (out->count < 1 || out->count > DECISIONS_MAX)
        return jk_fail(err, JK_INVALID, JK_TEXT_DECISION_LIST, "decisions", "%zu", out->count);
    out->at = d = jk_arena_array(&call->arena, out->count, sizeof *d);
    if (!d)
        return jk_no_memory(err);
    for (size_t i = 0; i < out->count && rc == JK_OK; i++) {
        const json_t *item = json_array_get(list, i);

        d[i] = (struct jk_decision){ .actor = api_actor(api, call),
                                     .now_s = api_now(api),
                                     .uid = json_string_value(json_object_get(item, "uid")) };
        if (!d[i].uid)
            return jk_fail(err, JK_INVALID, JK_TEXT_PACK_MISSING, "uid", "#%zu", i + 1);
        rc = read_decision(call, item, &d[i], err);
    }
    return rc;
}

void rest_decisions_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct decisions decisions = { NULL, 0 };
    struct jk_outcome outcome = { 0 };
    struct jk_error err;
    json_t *body = read_body(call, &err);
    enum jk_status rc = body ? JK_OK : JK_INVALID;

    if (rc == JK_OK)
        rc = read_decisions(api, call, body, &decisions, &err);
    if (rc == JK_OK)
        rc = jk_app_decide(api->options.app, &call->arena, decisions.at, decisions.count, &outcome,
                           &err);
    if (rc != JK_OK)
        api_refuse(api, call, &err, rc == JK_CONFLICT ? api_verdicts(api, call, &outcome) : NULL);
    else
        api_send_verdicts(api, call, 200, &(struct api_told){ .outcome = &outcome }, NULL);
    jk_outcome_clear(&outcome);
    json_decref(body);
}

/* Where the acts of a chain are gathered. */
struct history {
    struct jk_json list;
    const struct jk_tz *tz;
    struct jk_arena *arena;
    bool team;     /* its reader is a team */
    bool overseer; /* its reader supervises */
};

/* A proposal has a number and its times besides; an answer to one has the start chosen. */
static json_t *retime_json(const struct history *h, const struct jk_retime_row *row)
{
    struct jk_json said = jk_json_object();
    struct jk_intervals bands;
    struct jk_buf start = { 0 };

    jk_json_set_integer(&said, "proposal", (json_int_t)row->number);
    jk_json_set_text(&said, "level", jk_level_word((enum jk_level)row->level));
    if (row->bands[0] && jk_offer_bands_read(h->arena, row->bands, &bands) == JK_OK)
        jk_json_set(&said, "bands", jk_offer_bands_json(&bands, h->tz));
    jk_iso_add(&start, row->start_s, h->tz->offset_s);
    if (row->start_s && jk_buf_ok(&start))
        jk_json_set_text(&said, "start", start.at);
    jk_buf_clear(&start);
    return jk_json_end(&said);
}

static json_t *missing_json(unsigned missing)
{
    struct jk_json list = jk_json_list();

    for (unsigned bit = 0; jk_missing_word(bit); bit++) {
        if (missing >> bit & 1)
            jk_json_add(&list, json_string(jk_missing_word(bit)));
    }
    return jk_json_end(&list);
}

/* An act on the change alone is journalled as "change:hold". */
static bool is_on_change(const struct jk_decision_row *row)
{
    return strncmp(row->act, JK_ACT_ON_CHANGE, strlen(JK_ACT_ON_CHANGE)) == 0;
}

static const char *act_word(const struct jk_decision_row *row)
{
    return row->act + (is_on_change(row) ? strlen(JK_ACT_ON_CHANGE) : 0);
}

/* A team is not told the reasons of an approval or a review: they may speak of the other side. */
static json_t *act_json_of_team(const struct jk_decision_row *row, const char *time)
{
    const char *act = act_word(row);
    bool told = jk_act_reason_is_told(act);

    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:i}", "time", time, "act", act, "role",
                     row->role, "sttp", row->sttp, "reason", told ? row->reason : "", "basis",
                     told ? row->basis : "", "chain_revision", (int)row->chain_revision);
}

/* Who supervises reads no numbers of receipts, and no notes from the ground, which name people. */
static json_t *act_json(const struct history *h, const struct jk_decision_row *row,
                        const char *time)
{
    const bool noted = strcmp(row->act, "report") == 0 || strcmp(row->act, "verify") == 0;

    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:o}", "time", time, "act",
                     act_word(row), "account", row->actor, "role", row->role, "sttp",
                     h->overseer ? "" : row->sttp, "reason",
                     h->overseer && noted ? "" : row->reason, "basis", row->basis, "chain_revision",
                     (int)row->chain_revision, "seen", jk_seen_json(row->seen));
}

/* Field reports and the agencies' opinions are told to the authorities only; a team reads what was
 * filed and decided. */
static bool is_internal(const struct jk_decision_row *row)
{
    return strcmp(row->act, "report") == 0 || strcmp(row->act, "verify") == 0 ||
           strcmp(row->act, "opinion") == 0;
}

static enum jk_status add_act(void *ctx, const struct jk_decision_row *row)
{
    struct history *h = ctx;
    struct jk_buf time = { 0 };
    unsigned missing = jk_missing_read(row->seen);
    struct jk_json act;

    if (h->team && is_internal(row))
        return JK_OK;
    jk_iso_add(&time, row->time_s, h->tz->offset_s);
    if (!jk_buf_ok(&time))
        return JK_MEMORY;
    if (h->team)
        act = jk_json_take(act_json_of_team(row, time.at));
    else
        act = jk_json_take(act_json(h, row, time.at));
    jk_json_set_text(&act, "on", jk_on_word(is_on_change(row) ? JK_ON_CHANGE : JK_ON_PLAN));
    if (missing)
        jk_json_set(&act, "missing", missing_json(missing));
    if (row->retime && !h->team)
        jk_json_set(&act, "retime", retime_json(h, row->retime));
    jk_json_add(&h->list, jk_json_end(&act));
    jk_buf_clear(&time);
    return JK_OK;
}

void rest_notice_history(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct jk_entry *entry;
    struct history h;
    struct jk_error err;

    if (!api_settle(api, call)) /* as it is stored */
        return;
    entry = api_find_entry(api, call);
    if (!entry)
        return;
    h = (struct history){ jk_json_list(), entry->chain->region->tz, &call->arena,
                          jk_is_team(api_actor(api, call)), rest_is_overseer(api, call) };
    if (jk_app_history(api->options.app, entry->chain->id, add_act, &h, &err) == JK_OK) {
        api_send(api, call, 200,
                 json_pack("{s:s, s:o}", "chain", entry->chain->id, "history",
                           jk_json_end(&h.list)),
                 NULL);
        return;
    }
    json_decref(jk_json_end(&h.list));
    api_refuse(api, call, &err, NULL);
}
