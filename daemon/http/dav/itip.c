/* iTIP by POST to requests/ (WIRE 4, docs/itip.md): REQUEST files or changes, CANCEL withdraws
 * or takes dates out, REPLY gives an agency's word on a conflict. The same use cases as the REST
 * routes; the answer is a METHOD:REPLY, whatever became of it, or the usual JSON. */
#include <string.h>
#include "daemon/http/dav/itip.h"
#include "daemon/http/api/long_work.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/texts.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/http/texts/texts.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "jarak/http/server/call.h"
#include "jarak/app/notices/verdict.h"
#include "jarak/app/notices/withdraw.h"
#include "jarak/http/server/status_map.h"

#define ITIP_TYPE "text/calendar; charset=utf-8; method=REPLY"

struct jk_arena *dav_itip_arena(const struct itip_message *m)
{
    return &m->ask->call->arena;
}

static bool wants_json(const struct jk_http_call *call)
{
    struct jk_span accept, one;

    if (!jk_http_field(call, "Accept", &accept))
        return false;
    jk_span_cut(&accept, ',', &one);
    return jk_span_starts(jk_span_trim(one), JK_SPAN("application/json"));
}

struct jk_itip_said dav_itip_said(const struct itip_message *m, const struct jk_itip_item *item)
{
    return (struct jk_itip_said){ .component = item->component,
                                  .uid = item->uid,
                                  .organizer = item->organizer ? item->organizer : m->caller,
                                  .attendee = m->desk,
                                  .partstat = jk_partstat_word(JK_PARTSTAT_DECLINED),
                                  .sequence = item->sequence };
}

/* Send the components written so far and end the call. */
void dav_itip_send(struct itip_message *m, struct jk_buf *text, int code, bool related)
{
    const char *body;
    struct jk_error err;

    jk_itip_end(text);
    body = jk_buf_ok(text) ? jk_arena_copy(dav_itip_arena(m), jk_buf_view(text)) : NULL;
    if (body) {
        api_send_text(m->ask->api, m->ask->call, code,
                      &(struct api_text){
                          .type = ITIP_TYPE, .body = { body, text->len }, .related = related });
    } else {
        jk_no_memory(&err);
        api_refuse(m->ask->api, m->ask->call, &err, NULL);
    }
    jk_buf_clear(text);
}

/* Nothing was done: all UIDs are told the same, for a message is taken whole or not at all. */
void dav_itip_refuse(struct itip_message *m, const struct jk_itip_said *like)
{
    const struct jk_error *err = &m->err;

    if (api_put_off(m->ask->api, m->ask->call, err))
        return;

    const struct jk_itip_status status = { jk_itip_code_of(err), err->field[0] ? err->field : NULL,
                                           err->value };
    struct jk_buf text = { 0 };
    char comment[1024];

    jk_error_format(err, jk_http_lang(m->ask->call), comment, sizeof comment);
    jk_itip_begin(&text);
    for (size_t i = 0; i < m->itip.count; i++) {
        struct jk_itip_said said = like ? *like : dav_itip_said(m, &m->itip.items[i]);

        said.comment = comment;
        said.statuses = &status;
        said.status_count = 1;
        jk_itip_add(&text, &said, api_now(m->ask->api));
    }
    dav_itip_send(m, &text, jk_http_status_of(err->status)->code, false);
}

static void refuse(struct itip_message *m)
{
    if (m->json)
        api_refuse(m->ask->api, m->ask->call, &m->err, NULL);
    else
        dav_itip_refuse(m, NULL);
}

/* The conflicts of a notice stand at its main; where the message has only a leg, there. */
static const struct jk_verdict_view *conflicts_of(struct itip_message *m,
                                                  const struct jk_outcome *outcome,
                                                  const struct jk_verdict_view *own)
{
    struct jk_verdict_view *main;

    for (size_t i = 0; i < outcome->count; i++) {
        if (strcmp(outcome->verdicts[i].uid, own->chain) == 0)
            return own;
    }
    main = jk_arena_take(dav_itip_arena(m), sizeof *main);
    return main && jk_app_verdict(m->ask->api->options.app, dav_itip_arena(m), own->chain,
                                  api_now(m->ask->api), main) == JK_OK
               ? main
               : own;
}

/* 2.0 unless nothing was stored, then what of it is otherwise than asked, then each conflict. */
static bool add_statuses(struct itip_message *m, const struct jk_itip_item *item,
                         const struct jk_verdict_view *view, bool stored, struct jk_itip_said *said)
{
    size_t max = view->conflict_count + 2, count = 0;
    struct jk_itip_status *statuses = jk_arena_array(dav_itip_arena(m), max, sizeof *statuses);
    const char **related = jk_arena_array(dav_itip_arena(m), max, sizeof *related);

    if (!statuses || !related)
        return false;
    if (stored)
        statuses[count++] = (struct jk_itip_status){ JK_ITIP_SUCCESS, NULL, NULL };
    if (stored && item->endless)
        statuses[count++] = (struct jk_itip_status){ JK_ITIP_CLIPPED, "RRULE", item->endless };
    for (size_t i = 0; i < view->conflict_count; i++) {
        const char *other = view->conflicts[i].other.uid;

        statuses[count++] = (struct jk_itip_status){ JK_ITIP_CONFLICT, "RELATED-TO", other };
        related[said->related_count++] = other;
    }
    if (count == 0) /* strict: another UID of the message has the conflict */
        statuses[count++] = (struct jk_itip_status){ JK_ITIP_CONFLICT, NULL, NULL };
    said->statuses = statuses;
    said->status_count = count;
    said->related = related;
    return true;
}

/* Approved as it stands is accepted; all else waits for an official. */
static enum jk_partstat partstat_of(const struct jk_verdict_view *view, bool stored)
{
    if (!stored || strcmp(view->state, "refused") == 0)
        return JK_PARTSTAT_DECLINED;
    return strcmp(view->state, "approved") == 0 && !view->pending ? JK_PARTSTAT_ACCEPTED
                                                                  : JK_PARTSTAT_NEEDS_ACTION;
}

static const struct jk_verdict_view *verdict_of(const struct jk_outcome *outcome, const char *uid)
{
    for (size_t i = 0; i < outcome->count; i++) {
        if (strcmp(outcome->verdicts[i].uid, uid) == 0)
            return &outcome->verdicts[i];
    }
    return NULL;
}

/* Judged: stored, or not stored because of its conflicts. */
static void reply_verdicts(struct itip_message *m, const struct jk_outcome *outcome, int code)
{
    const bool stored = code != 409;
    struct jk_buf text = { 0 };

    jk_itip_begin(&text);
    for (size_t i = 0; i < m->itip.count; i++) {
        const struct jk_itip_item *item = &m->itip.items[i];
        const struct jk_verdict_view *view = verdict_of(outcome, item->uid);
        struct jk_itip_said said = dav_itip_said(m, item);

        text.failed =
            text.failed || !view ||
            !add_statuses(m, item, stored ? conflicts_of(m, outcome, view) : view, stored, &said);
        if (text.failed)
            break;
        said.partstat = jk_partstat_word(partstat_of(view, stored));
        jk_itip_add(&text, &said, api_now(m->ask->api));
    }
    dav_itip_send(m, &text, code, outcome->has_conflict);
}

/* Files the message as POST /api/v1/notices does. */
static void take_request(struct itip_message *m)
{
    struct dav_ask *ask = m->ask;
    struct jk_submission filing = { .actor = ask->actor,
                                    .now_s = api_now(ask->api),
                                    .bytes = ask->call->body,
                                    .region = ask->place.region,
                                    .strict = api_wants_strict(ask->call),
                                    .store = true,
                                    .message = true };
    struct jk_outcome outcome;
    enum jk_status rc =
        jk_app_submit(ask->api->options.app, dav_itip_arena(m), &filing, &outcome, &m->err);

    if (m->json && rc == JK_OK)
        api_send_verdicts(ask->api, ask->call, 201, &(struct api_told){ .outcome = &outcome },
                          &(struct api_created){ .location = "/api/v1/notices",
                                                 .related = outcome.has_conflict });
    else if (m->json)
        api_refuse(ask->api, ask->call, &m->err,
                   rc == JK_CONFLICT ? api_verdicts(ask->api, ask->call, &outcome) : NULL);
    else if (rc == JK_OK || rc == JK_CONFLICT)
        reply_verdicts(m, &outcome, rc == JK_OK ? 201 : 409);
    else
        dav_itip_refuse(m, NULL);
    jk_outcome_clear(&outcome);
}

static enum jk_status read_cancels(struct itip_message *m, struct jk_cancel **out)
{
    struct jk_cancel *list = jk_arena_array(dav_itip_arena(m), m->itip.count, sizeof *list);
    const struct jk_region *region =
        jk_pack_region(jk_app_pack(m->ask->api->options.app), m->ask->place.region);

    if (!list)
        return jk_fail(&m->err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "%s", "");
    for (size_t i = 0; i < m->itip.count; i++) {
        const struct jk_itip_item *item = &m->itip.items[i];
        struct jk_itip_cancel said;
        enum jk_status rc =
            jk_itip_cancel_read(dav_itip_arena(m), item, region->tz, &said, &m->err);

        if (rc != JK_OK)
            return rc;
        list[i] = (struct jk_cancel){ .uid = item->uid,
                                      .sequence = said.sequence,
                                      .dtstamp_s = said.dtstamp_s,
                                      .dates = said.dates,
                                      .date_count = said.date_count,
                                      .line = item->line };
    }
    *out = list;
    return JK_OK;
}

static void reply_cancelled(struct itip_message *m)
{
    static const struct jk_itip_status done = { JK_ITIP_SUCCESS, NULL, NULL };
    static const struct jk_itip_status asked = { JK_ITIP_PENDING, NULL, NULL };
    const struct jk_registry *registry = jk_app_registry(m->ask->api->options.app);
    struct jk_buf text = { 0 };

    jk_itip_begin(&text);
    for (size_t i = 0; i < m->itip.count; i++) {
        const struct jk_entry *entry = jk_registry_entry(registry, m->itip.items[i].uid);
        struct jk_itip_said said = dav_itip_said(m, &m->itip.items[i]);
        bool leaving = entry && entry->leaving;

        said.partstat = jk_partstat_word(leaving ? JK_PARTSTAT_NEEDS_ACTION : JK_PARTSTAT_ACCEPTED);
        said.statuses = leaving ? &asked : &done;
        said.status_count = 1;
        jk_itip_add(&text, &said, api_now(m->ask->api));
    }
    dav_itip_send(m, &text, 200, false);
}

/* As DELETE of each of them; where dates are cancelled, as PUT of what is left. */
static void take_cancel(struct itip_message *m)
{
    struct dav_ask *ask = m->ask;
    struct jk_cancellation rq = { .actor = ask->actor,
                                  .now_s = api_now(ask->api),
                                  .region = ask->place.region,
                                  .count = m->itip.count };
    struct jk_outcome outcome = { 0 };
    struct jk_cancel *list = NULL;
    enum jk_status rc = read_cancels(m, &list);

    rq.list = list;
    if (rc == JK_OK)
        rc = jk_app_cancel(ask->api->options.app, dav_itip_arena(m), &rq, &outcome, &m->err);
    if (rc != JK_OK)
        refuse(m);
    else if (m->json)
        api_send_verdicts(ask->api, ask->call, 200, &(struct api_told){ .outcome = &outcome },
                          NULL);
    else if (list[0].date_count > 0)
        reply_verdicts(m, &outcome, 200);
    else
        reply_cancelled(m);
    jk_outcome_clear(&outcome);
}

/* The methods we know, the right each needs, and who takes it. */
static const struct {
    enum jk_itip_method method;
    unsigned right;
    void (*take)(struct itip_message *m);
} methods[] = {
    { JK_ITIP_REQUEST, JK_MAY_SUBMIT, take_request },
    { JK_ITIP_CANCEL, JK_MAY_SUBMIT, take_cancel },
    { JK_ITIP_REPLY, JK_MAY_SEE, dav_itip_take_reply },
};

/* `Content-Type: text/calendar; method=...` must say what METHOD says (RFC 5545 8.1). */
static bool type_agrees(const struct itip_message *m)
{
    struct jk_span rest, param, name;

    if (!jk_http_field(m->ask->call, "Content-Type", &rest))
        return true;
    while (jk_span_cut(&rest, ';', &param)) {
        param = jk_span_trim(param);
        jk_span_cut(&param, '=', &name);
        if (!jk_span_eq_nocase(name, JK_SPAN("method")))
            continue;
        if (param.len >= 2 && param.at[0] == '"')
            param = (struct jk_span){ param.at + 1, param.len - 2 };
        return jk_ical_is(param, m->itip.word);
    }
    return true;
}

static enum jk_status check_message(struct itip_message *m)
{
    const struct jk_itip *itip = &m->itip;
    const struct jk_text *text =
        itip->method == JK_ITIP_NONE ? JK_TEXT_ITIP_NO_METHOD : JK_TEXT_ITIP_METHOD;

    if (itip->method == JK_ITIP_NONE || itip->method == JK_ITIP_OTHER)
        return jk_fail_at(&m->err, JK_INVALID, text, (struct jk_at){ itip->method_line, "METHOD" },
                          "%s", itip->word);
    if (!type_agrees(m))
        return jk_fail_at(&m->err, JK_INVALID, JK_TEXT_ITIP_TYPE_METHOD,
                          (struct jk_at){ itip->method_line, "METHOD" }, "%s", itip->word);
    for (size_t i = 0; i < itip->count; i++) {
        if (strcmp(itip->items[i].component, "VEVENT") != 0)
            return jk_fail_at(&m->err, JK_INVALID, JK_TEXT_ITIP_COMPONENT,
                              (struct jk_at){ itip->items[i].line, "BEGIN" }, "%s",
                              itip->items[i].component);
    }
    return JK_OK;
}

static void take(struct itip_message *m)
{
    enum jk_role role = m->ask->actor->role;
    size_t i = 0;

    if (check_message(m) != JK_OK) {
        refuse(m);
        return;
    }
    while (methods[i].method != m->itip.method)
        i++;
    if ((jk_role_rights(role) & methods[i].right) == methods[i].right) {
        methods[i].take(m);
        return;
    }
    jk_fail(&m->err, JK_DENIED, JK_TEXT_NO_RIGHT, "", "%s", jk_role_word(role));
    refuse(m);
}

void dav_post(void *ctx, struct jk_http_call *call)
{
    struct dav_ask ask;
    struct itip_message m = { .ask = &ask, .json = wants_json(call) };

    if (!dav_begin(&ask, ctx, call) || !dav_is_writable(&ask, DAV_CALENDAR) ||
        !dav_is_calendar(&ask))
        return;
    m.desk = jk_arena_fmt(&call->arena, "urn:jarakd:region:%s", ask.place.region);
    m.caller = jk_arena_fmt(&call->arena, "/dav/principals/%s/", ask.actor->name);
    if (!m.desk || !m.caller)
        dav_no_memory(&ask);
    else if (jk_itip_read(&call->arena, call->body, &m.itip, &m.err) == JK_OK)
        take(&m);
    else if (m.json)
        api_refuse(ask.api, call, &m.err, NULL);
    else
        dav_refuse_error(&ask, &m.err);
}
