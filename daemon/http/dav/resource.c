/* GET, PUT, DELETE and MOVE of one resource: the same use cases as the REST routes.
 *
 * Of the calendars of a region only requests/ can be written; those of its paslon are plain.c. A
 * condition of the client (If-Match, If-None-Match) is turned into the precondition of the use
 * case, which checks it against the state it is about to change. MOVE from requests/ to approved/
 * is the approval of the chain; any other MOVE is refused. */
#include <string.h>
#include "daemon/http/dav/dav.h"
#include "jarak/app/texts/texts.h"
#include "jarak/http/texts/texts.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "jarak/feed/alert/text.h"
#include "jarak/http/server/call.h"
#include "jarak/app/decisions/decide.h"
#include "jarak/app/notices/resource_names.h"
#include "jarak/app/notices/withdraw.h"
#include "jarak/feed/calendar/xml.h"

void dav_get(void *ctx, struct jk_http_call *call)
{
    struct jk_calendar_item item;
    struct dav_subject subject;
    struct jk_span bytes;
    struct jk_error err;
    struct dav_ask ask;

    if (!dav_begin(&ask, ctx, call))
        return;
    if (dav_find_item(&ask, &item) != JK_OK) {
        dav_not_there(&ask);
        return;
    }
    if (jk_http_if_match(call, item.etag) == JK_CONDITION_MISS) {
        jk_fail(&err, JK_STALE, JK_TEXT_HTTP_IF_MATCH, "If-Match", "%s", "");
        dav_refuse_error(&ask, &err);
        return;
    }
    if (jk_http_not_modified(call, item.etag)) { /* most of what clients ask: no bytes are made */
        jk_http_reply_empty(call, 304, &(struct jk_http_header){ "ETag", item.etag }, 1);
        return;
    }
    subject = (struct dav_subject){ .place = ask.place, .item = &item };
    bytes = dav_bytes_of(&ask, &subject, &call->arena);
    if (bytes.len > 0) {
        api_reply_bytes(call, item.etag, bytes);
        return;
    }
    jk_no_memory(&err);
    dav_refuse_error(&ask, &err);
}

enum jk_http_condition dav_if_match(const struct jk_http_call *call, const char *etag, size_t len)
{
    enum jk_http_condition found = jk_http_if_match(call, etag);
    struct jk_span list;
    struct jk_etag tag;

    if (found != JK_CONDITION_MISS || !etag)
        return found;
    for (size_t i = 0; jk_http_field_nth(call, "If-Match", i, &list); i++) {
        while (jk_etag_next(&list, &tag) == JK_OK) {
            if (len == SIZE_MAX ? tag.weak && jk_span_eq(tag.tag, jk_span_of(etag))
                                : tag.tag.len >= len && memcmp(tag.tag.at, etag, len) == 0)
                return JK_CONDITION_HIT;
        }
    }
    return found;
}

static struct jk_precondition read_precondition(const struct dav_ask *ask, const char *etag)
{
    return api_precondition(dav_if_match(ask->call, etag, SIZE_MAX),
                            jk_http_if_none_match(ask->call, etag), etag);
}

bool dav_is_writable(struct dav_ask *ask, enum dav_kind kind)
{
    struct jk_error err;

    bool own = kind == DAV_RESOURCE &&
               (ask->place.calendar == JK_CALENDAR_PASLON || dav_is_of_matters(&ask->place));

    if (ask->place.kind == kind && (own || ask->place.calendar == JK_CALENDAR_REQUESTS))
        return true;
    jk_fail(&err, JK_DENIED, JK_TEXT_DAV_READ_ONLY, "", "%s", "");
    dav_refuse_error(ask, &err);
    return false;
}

bool dav_is_calendar(struct dav_ask *ask)
{
    struct jk_error err;

    if (jk_http_type_is(ask->call, "text/calendar"))
        return true;
    jk_fail(&err, JK_TYPE, JK_TEXT_DAV_TYPE, "Content-Type", "%s", "");
    dav_refuse_error(ask, &err);
    return false;
}

/* The UID exists at another address: where, if it is one the caller may see. */
static void refuse_uid(struct dav_ask *ask, const struct jk_error *err)
{
    const struct jk_registry *registry = jk_app_registry(ask->api->options.app);
    const struct jk_entry *entry = jk_registry_entry(registry, err->value);
    struct dav_place place = ask->place;
    const char *href = NULL;

    if (err->text == JK_TEXT_UID_DIFFERS) {
        entry = jk_app_resource(ask->api->options.app, place.name);
        if (!entry || !jk_region_covers(ask->place.region, entry->chain->region->code)) {
            dav_refuse(ask->call, 403, "C:no-uid-conflict", err, NULL);
            return;
        }
        dav_href_add(&ask->out, ask, &place);
        href = jk_arena_copy(&ask->call->arena, jk_buf_view(&ask->out));
    } else if (entry && jk_region_covers(ask->place.region, entry->chain->region->code)) {
        place.name = jk_app_resource_name(ask->api->options.app, &ask->call->arena, entry);
        if (place.name)
            dav_href_add(&ask->out, ask, &place);
        href = jk_arena_copy(&ask->call->arena, jk_buf_view(&ask->out));
    }
    jk_buf_clear(&ask->out);
    dav_refuse(ask->call, 403, "C:no-uid-conflict", err, href);
}

static void refuse_put(struct dav_ask *ask, const struct jk_error *err)
{
    if (!api_settle(ask->api, ask->call))
        return;
    if (err->text == JK_TEXT_UID_DIFFERS || err->text == JK_TEXT_UID_ELSEWHERE)
        refuse_uid(ask, err);
    else
        dav_refuse_error(ask, err);
}

static void put_item(struct dav_ask *ask)
{
    struct jk_calendar_item item = { .etag = "" };
    bool exists = dav_find_item(ask, &item) == JK_OK;
    struct jk_submission filing = { .actor = ask->actor,
                                    .now_s = api_now(ask->api),
                                    .bytes = ask->call->body,
                                    .name = ask->place.name,
                                    .region = ask->place.region,
                                    .when = read_precondition(ask, exists ? item.etag : NULL),
                                    .store = true };
    struct jk_outcome outcome;
    struct jk_error err;
    enum jk_status rc =
        jk_app_submit(ask->api->options.app, &ask->call->arena, &filing, &outcome, &err);

    if (rc != JK_OK)
        refuse_put(ask, &err);
    else
        api_send_empty(ask->api, ask->call, outcome.created ? 201 : 204, outcome.verdicts[0].etag);
    jk_outcome_clear(&outcome);
}

void dav_put(void *ctx, struct jk_http_call *call)
{
    struct dav_ask ask;

    if (!dav_begin_command(&ask, ctx, call) || !dav_is_writable(&ask, DAV_RESOURCE) ||
        !dav_is_calendar(&ask))
        return;
    if (ask.place.calendar == JK_CALENDAR_PASLON)
        dav_plain_put(&ask);
    else if (dav_is_of_matters(&ask.place))
        dav_matter_put(&ask);
    else
        put_item(&ask);
}

void dav_delete(void *ctx, struct jk_http_call *call)
{
    struct jk_calendar_item item;
    struct jk_withdrawal rq;
    struct jk_outcome outcome;
    struct dav_ask ask;
    struct jk_error err;
    enum jk_status rc;

    if (!dav_begin_command(&ask, ctx, call) || !dav_is_writable(&ask, DAV_RESOURCE))
        return;
    if (ask.place.calendar == JK_CALENDAR_PASLON) {
        dav_plain_delete(&ask);
        return;
    }
    if (dav_is_of_matters(&ask.place)) {
        dav_matter_delete(&ask);
        return;
    }
    if (dav_find_item(&ask, &item) != JK_OK) {
        if (api_settle(ask.api, call))
            dav_not_there(&ask);
        return;
    }
    rq = (struct jk_withdrawal){ ask.actor, api_now(ask.api), item.uid,
                                 read_precondition(&ask, item.etag) };
    rc = jk_app_withdraw(ask.api->options.app, &call->arena, &rq, &outcome, &err);
    if (rc != JK_OK && api_settle(ask.api, call))
        dav_refuse_error(&ask, &err);
    else if (rc == JK_OK)
        api_send_empty(ask.api, call, 204, NULL);
    jk_outcome_clear(&outcome);
}

/* Collections are made by the pack: also who administers cannot add one here. */
void dav_forbid(void *ctx, struct jk_http_call *call)
{
    struct jk_error err;

    (void)ctx;
    jk_fail(&err, JK_STATE, JK_TEXT_DAV_READ_ONLY, "", "%s", "");
    dav_refuse(call, 409, "C:calendar-collection-location-ok", &err, NULL);
}

/* Approval was refused because of conflicts: each is named by its address in conflicts/. */
static void refuse_separation(struct dav_ask *ask, const struct jk_outcome *outcome,
                              const struct jk_error *err)
{
    struct dav_place place = ask->place;
    struct jk_buf *out = &ask->out;

    place.calendar = JK_CALENDAR_CONFLICTS;
    jk_buf_str(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:error xmlns:D=\"DAV:\""
                    " xmlns:J=\"urn:jarakd:dav\"><J:separation-conflict>");
    for (size_t i = 0; outcome->count && i < outcome->verdicts[0].conflict_count; i++) {
        const struct jk_conflict_view *c = &outcome->verdicts[0].conflicts[i];

        place.name = c->id;
        jk_buf_fmt(out, "<J:conflict revision=\"%u\" level=\"%s\"><D:href>", c->revision,
                   jk_level_name(c->levels.level));
        dav_href_add(out, ask, &place);
        jk_buf_str(out, "</D:href></J:conflict>");
    }
    jk_buf_str(out, "</J:separation-conflict>");
    jk_xml_element(out, "J:detail", jk_text_get(err->text, jk_http_lang(ask->call)));
    jk_buf_str(out, "</D:error>\n");
    jk_http_reply(ask->call, &(struct jk_http_reply){ .code = jk_buf_ok(out) ? 409 : 503,
                                                      .content_type = DAV_TYPE,
                                                      .body = jk_buf_view(out) });
    jk_buf_clear(out);
}

/* Moving a notice from requests/ into approved/ approves its chain, as POST .../decision does with
 * the STTP number the notice states and no conflict overridden. */
static void approve(struct dav_ask *ask, const struct jk_entry *entry)
{
    const struct jk_entry *main = jk_chain_main(entry->chain);
    struct jk_decision d = { .actor = ask->actor,
                             .now_s = api_now(ask->api),
                             .uid = entry->chain->id,
                             .on = entry->chain->pending ? JK_ON_CHANGE : JK_ON_PLAN,
                             .act = JK_ACT_APPROVE,
                             .sttp = main ? main->current->notice->facts.sttp : "",
                             .reason = "",
                             .basis = "",
                             .chain_revision = entry->chain->revision };
    struct jk_outcome outcome;
    struct jk_error err;
    enum jk_status rc =
        jk_app_decide(ask->api->options.app, &ask->call->arena, &d, 1, &outcome, &err);

    if (rc == JK_OK)
        api_send_empty(ask->api, ask->call, 201, NULL);
    else if (!api_settle(ask->api, ask->call))
        (void)0; /* answered */
    else if (rc == JK_CONFLICT)
        refuse_separation(ask, &outcome, &err);
    else if (rc == JK_INVALID)
        dav_refuse(ask->call, 409, "J:sttp-required", &err, NULL);
    else
        dav_refuse_error(ask, &err);
    jk_outcome_clear(&outcome);
}

void dav_move(void *ctx, struct jk_http_call *call)
{
    struct jk_calendar_item item;
    struct dav_place to;
    struct jk_span destination;
    struct dav_ask ask;
    struct jk_error err;

    if (!dav_begin(&ask, ctx, call) || !dav_is_writable(&ask, DAV_RESOURCE))
        return;
    if (ask.place.calendar == JK_CALENDAR_PASLON) {
        dav_plain_move(&ask);
        return;
    }
    if (!(jk_role_rights(ask.actor->role) & JK_MAY_DECIDE) || dav_is_of_matters(&ask.place)) {
        jk_fail(&err, JK_DENIED, JK_TEXT_NO_RIGHT, "", "%s", jk_role_word(ask.actor->role));
        dav_refuse_right(call, &err);
        return;
    }
    if (dav_find_item(&ask, &item) != JK_OK) {
        dav_not_there(&ask);
        return;
    }
    if (!jk_http_field(call, "Destination", &destination) ||
        !dav_place_read(&ask, destination, &to) || to.kind != DAV_RESOURCE ||
        to.calendar != JK_CALENDAR_APPROVED) {
        jk_fail(&err, JK_DENIED, JK_TEXT_DAV_READ_ONLY, "Destination", "%s", "");
        dav_refuse_error(&ask, &err);
        return;
    }
    if (dav_if_match(call, item.etag, SIZE_MAX) == JK_CONDITION_MISS) {
        jk_fail(&err, JK_STALE, JK_TEXT_CHANGED_MEANWHILE, "If-Match", "%s", "");
        dav_refuse_error(&ask, &err);
        return;
    }
    approve(&ask, jk_registry_entry(jk_app_registry(ask.api->options.app), item.uid));
}
