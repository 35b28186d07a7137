#include "daemon/http/api/api.h"
#include "jarak/app/app.h"
#include "jarak/app/conflicts/alerts.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "daemon/http/public/assets.h"
#include "daemon/http/login/guess_delay.h"
#include "daemon/http/login/hasher.h"
#include "daemon/http/login/check_quota.h"
#include "daemon/http/login/session.h"
#include "daemon/http/api/metrics_counts.h"
#include "jarak/base/log.h"
#include "jarak/http/server/status_map.h"

#define GROUP_MAX 256 /* commands that may wait for one commit, so that none waits long */
#define KIB       1024U

static const struct jk_http_route routes[] = {
    /* method   path   who may   body limit   media types   answer */
    { JK_HTTP_GET, "/", 0, 0, NULL, front_get },
    { JK_HTTP_GET, "/kalender/{region}", 0, 0, NULL, calendar_get },
    { JK_HTTP_GET, "/kalender/{region}/{id}", 0, 0, NULL, activity_get },
    { JK_HTTP_GET, "/kalender/en/{region}", 0, 0, NULL, calendar_get_en },
    { JK_HTTP_GET, "/kalender/en/{region}/{id}", 0, 0, NULL, activity_get_en },
    { JK_HTTP_GET, "/kalender/{region}/{id}.ics", 0, 0, NULL, activity_ics },
    { JK_HTTP_GET, "/assets/{name}", 0, 0, NULL, asset_get },
    { JK_HTTP_GET, "/healthz", 0, 0, NULL, health_get },
    { JK_HTTP_GET, "/readyz", 0, 0, NULL, ready_get },
    { JK_HTTP_GET, "/metrics", 0, 0, NULL, metrics_get }, /* from this machine only */
    { JK_HTTP_GET, "/feeds/{region}/approved.ics", 0, 0, NULL, approved_get },
    { JK_HTTP_GET, "/feeds/{region}/qr.svg", 0, 0, NULL, feed_code },
    { JK_HTTP_GET, "/feeds/t/{token}.ics", 0, 0, NULL, private_calendar },
    { JK_HTTP_GET, "/feeds/t/{token}/requests.ics", 0, 0, NULL, private_requests },
    { JK_HTTP_GET, "/feeds/t/{token}/alerts.atom", 0, 0, NULL, private_atom },
    { JK_HTTP_GET, "/freebusy/{area}.ifb", JK_MAY_READ, 0, NULL, freebusy_get },
    { JK_HTTP_POST, "/api/v1/notices", JK_MAY_FILE, 256 * KIB, "text/calendar", notices_post },
    { JK_HTTP_GET, "/api/v1/notices", JK_MAY_READ, 0, NULL, notices_list },
    { JK_HTTP_PUT, "/api/v1/notices/{uid}", JK_MAY_SUBMIT, 256 * KIB, "text/calendar", notice_put },
    { JK_HTTP_GET, "/api/v1/notices/{uid}", JK_MAY_READ, 0, NULL, notice_get },
    { JK_HTTP_GET, "/api/v1/notices/{uid}.ics", JK_MAY_READ, 0, NULL, notice_bytes },
    { JK_HTTP_DELETE, "/api/v1/notices/{uid}", JK_MAY_SUBMIT, 0, NULL, notice_delete },
    { JK_HTTP_GET, "/api/v1/notices/{uid}/conflicts", JK_MAY_READ, 0, NULL, notice_conflicts },
    { JK_HTTP_GET, "/api/v1/notices/{uid}/history", JK_MAY_READ, 0, NULL, notice_history },
    { JK_HTTP_GET, "/api/v1/notices/{uid}/certificate", JK_MAY_SEE, 0, NULL, notice_certificate },
    { JK_HTTP_GET, "/api/v1/notices/{uid}/slots", JK_MAY_READ, 0, NULL, notice_slots },
    { JK_HTTP_PUT, "/api/v1/notices/{uid}/letter", JK_MAY_SUBMIT, 5120 * KIB,
      "application/pdf,image/jpeg", attachment_put },
    { JK_HTTP_GET, "/api/v1/notices/{uid}/letter", JK_MAY_SEE, 0, NULL, attachment_get },
    { JK_HTTP_POST, "/api/v1/notices/{uid}/decision", JK_MAY_DECIDE, 64 * KIB, "application/json",
      decision_post },
    { JK_HTTP_POST, "/api/v1/notices/{uid}/retime", JK_MAY_DECIDE, 16 * KIB, "application/json",
      retime_post },
    { JK_HTTP_POST, "/api/v1/notices/{uid}/retime/accept", JK_MAY_ACCEPT, 16 * KIB,
      "application/json", retime_accept },
    { JK_HTTP_POST, "/api/v1/notices/{uid}/retime/decline", JK_MAY_ACCEPT, 16 * KIB,
      "application/json", retime_decline },
    { JK_HTTP_POST, "/api/v1/decisions", JK_MAY_DECIDE, 256 * KIB, "application/json",
      decisions_post },
    { JK_HTTP_POST, "/api/v1/reports", JK_MAY_REPORT, 64 * KIB, "application/json,text/calendar",
      reports_post },
    { JK_HTTP_GET, "/api/v1/reports", JK_MAY_SEE, 0, NULL, reports_list },
    { JK_HTTP_POST, "/api/v1/reports/{id}/verify", JK_MAY_REPORT, 0, NULL, report_verify },
    { JK_HTTP_POST, "/api/v1/check", JK_MAY_FILE, 256 * KIB, "text/calendar", check_post },
    { JK_HTTP_POST, "/api/v1/import", JK_MAY_SUBMIT, 1024 * KIB, "text/calendar,text/csv",
      import_post },
    { JK_HTTP_GET, "/api/v1/export", JK_MAY_SEE, 0, NULL, export_get },
    { JK_HTTP_POST, "/api/v1/routes", JK_MAY_FILE, 4096 * KIB,
      "application/gpx+xml,application/vnd.google-earth.kml+xml,application/geo+json,"
      "application/json,application/xml,text/xml",
      routes_post },
    { JK_HTTP_POST, "/api/v1/whatif", JK_MAY_SEE, 256 * KIB, "application/json", whatif_post },
    { JK_HTTP_GET, "/api/v1/drafts", JK_MAY_READ, 0, NULL, drafts_list },
    { JK_HTTP_GET, "/api/v1/drafts/{id}", JK_MAY_READ, 0, NULL, draft_get },
    { JK_HTTP_GET, "/api/v1/drafts/{id}.ics", JK_MAY_READ, 0, NULL, draft_bytes },
    { JK_HTTP_PUT, "/api/v1/drafts/{id}", JK_MAY_FILE, 256 * KIB, "text/calendar", draft_put },
    { JK_HTTP_DELETE, "/api/v1/drafts/{id}", JK_MAY_FILE, 0, NULL, draft_delete },
    { JK_HTTP_POST, "/api/v1/drafts/{id}/confirm", JK_MAY_SUBMIT, 4 * KIB, "application/json",
      draft_confirm },
    { JK_HTTP_POST, "/api/v1/drafts/{id}/return", JK_MAY_SUBMIT, 4 * KIB, "application/json",
      draft_return },
    { JK_HTTP_GET, "/api/v1/conflicts", JK_MAY_SEE, 0, NULL, conflicts_list },
    { JK_HTTP_POST, "/api/v1/conflicts/{id}/verdict", JK_MAY_SEE, 64 * KIB, "application/json",
      opinion_post },
    { JK_HTTP_GET, "/api/v1/subscriptions", JK_MAY_SEE, 0, NULL, subscriptions_list },
    { JK_HTTP_POST, "/api/v1/subscriptions", JK_MAY_SEE, 16 * KIB, "application/json",
      subscriptions_post },
    { JK_HTTP_DELETE, "/api/v1/subscriptions/{id}", JK_MAY_SEE, 0, NULL, subscription_delete },
    { JK_HTTP_POST, "/api/v1/subscriptions/{id}/retry", JK_MAY_SEE, 0, NULL, subscription_retry },
    { JK_HTTP_GET, "/api/v1/alerts", JK_MAY_SEE, 0, NULL, alerts_list },
    { JK_HTTP_GET, "/api/v1/alerts.atom", JK_MAY_SEE, 0, NULL, alerts_atom },
    { JK_HTTP_GET, "/api/v1/digest", JK_MAY_SEE, 0, NULL, digest_get },
    { JK_HTTP_GET, "/api/v1/alerts/stream", JK_MAY_SEE, 0, NULL, alerts_stream },
    { JK_HTTP_POST, "/api/v1/alerts/{id}/ack", JK_MAY_SEE, 0, NULL, alert_ack },
    { JK_HTTP_POST, "/api/v1/sessions", 0, 4 * KIB, "application/json", sessions_post },
    { JK_HTTP_GET, "/api/v1/sessions", JK_MAY_ENTER, 0, NULL, sessions_get },
    { JK_HTTP_DELETE, "/api/v1/sessions", JK_MAY_ENTER, 0, NULL, sessions_delete },
    { JK_HTTP_GET, "/api/v1/accounts", JK_MAY_ADMIN, 0, NULL, accounts_list },
    { JK_HTTP_POST, "/api/v1/accounts", JK_MAY_ADMIN, 4 * KIB, "application/json", accounts_post },
    { JK_HTTP_POST, "/api/v1/accounts/{name}/disable", JK_MAY_ADMIN, 4 * KIB, "application/json",
      account_disable },
    { JK_HTTP_POST, "/api/v1/accounts/{name}/dates", JK_MAY_ADMIN, 4 * KIB, "application/json",
      account_dates },
    { JK_HTTP_POST, "/api/v1/accounts/{name}/password", JK_MAY_ADMIN, 4 * KIB, "application/json",
      account_password },
    { JK_HTTP_POST, "/api/v1/accounts/{name}/tokens", JK_MAY_ADMIN, 4 * KIB, "application/json",
      account_tokens },
    { JK_HTTP_POST, "/api/v1/accounts/{name}/tokens/{id}/revoke", JK_MAY_ADMIN, 0, NULL,
      token_revoke },
    { JK_HTTP_GET, "/api/v1/alerts/{id}.cap", JK_MAY_SEE, 0, NULL, alert_cap },
    { JK_HTTP_GET, "/.well-known/caldav", 0, 0, NULL, dav_discover },
    { JK_HTTP_PROPFIND, "/.well-known/caldav", 0, 64 * KIB, NULL, dav_discover },
    { JK_HTTP_OPTIONS, "/dav/...", 0, 0, NULL, dav_options },
    { JK_HTTP_PROPFIND, "/dav/...", JK_MAY_SEE, 64 * KIB, NULL, dav_propfind },
    { JK_HTTP_PROPPATCH, "/dav/...", JK_MAY_SEE, 64 * KIB, NULL, dav_proppatch },
    { JK_HTTP_REPORT, "/dav/...", JK_MAY_SEE, 1024 * KIB, NULL, dav_report },
    { JK_HTTP_GET, "/dav/...", JK_MAY_SEE, 0, NULL, dav_get },
    { JK_HTTP_POST, "/dav/...", JK_MAY_SEE, 256 * KIB, NULL, dav_post },
    { JK_HTTP_PUT, "/dav/...", JK_MAY_SUBMIT, 256 * KIB, NULL, dav_put },
    { JK_HTTP_DELETE, "/dav/...", JK_MAY_SUBMIT, 0, NULL, dav_delete },
    { JK_HTTP_MOVE, "/dav/...", JK_MAY_DECIDE, 0, NULL, dav_move },
    { JK_HTTP_MKCALENDAR, "/dav/...", JK_MAY_ADMIN, 64 * KIB, NULL, dav_forbid },
    { JK_HTTP_MKCOL, "/dav/...", JK_MAY_ADMIN, 64 * KIB, NULL, dav_forbid },
};

int64_t api_now(const struct jk_api *api)
{
    return api->options.now_s(api->options.ctx);
}

static void send_now(struct waiting *w)
{
    struct jk_http_header headers[] = {
        { "ETag", w->etag[0] ? w->etag : NULL },
        { "Location", w->location[0] ? w->location : NULL },
        { "Link", w->related ? "</api/v1/conflicts>; rel=\"related\"" : NULL },
        { "Content-Type", w->code >= 400 ? "application/problem+json" : "application/json" },
        { "Cache-Control", w->etag[0] ? NULL : "no-store" }
    };

    if (w->body.at) {
        headers[3].value = NULL;
        jk_http_reply(w->call, &(struct jk_http_reply){ .code = w->code,
                                                        .content_type = w->type,
                                                        .headers = headers,
                                                        .header_count = 5,
                                                        .body = w->body });
    } else if (w->json)
        jk_http_reply_json(w->call, w->code, w->json, headers, 5);
    else
        jk_http_reply_empty(w->call, w->code, headers, 2);
}

static void answer(struct jk_api *api, struct waiting *w)
{
    struct waiting *kept;

    if (!jk_app_in_group(api->options.app)) {
        send_now(w);
        return;
    }
    kept = malloc(sizeof *kept);
    if (!kept) { /* commit at once rather than lose the answer */
        jk_api_flush(api);
        send_now(w);
        return;
    }
    *kept = *w;
    kept->next = NULL;
    *api->last = kept;
    api->last = &kept->next;
    if (++api->waiting_count >= GROUP_MAX)
        jk_api_flush(api);
    else
        event_active(api->commit, EV_TIMEOUT, 0);
}

void api_send(struct jk_api *api, struct jk_http_call *call, int code, json_t *json,
              const char *etag)
{
    struct waiting w = { .call = call, .code = code, .json = json };

    snprintf(w.etag, sizeof w.etag, "%s", etag ? etag : "");
    answer(api, &w);
}

void api_send_created(struct jk_api *api, struct jk_http_call *call, json_t *json, const char *etag,
                      const char *location, bool related)
{
    struct waiting w = { .call = call, .code = 201, .json = json, .related = related };

    snprintf(w.etag, sizeof w.etag, "%s", etag ? etag : "");
    snprintf(w.location, sizeof w.location, "%s", location);
    answer(api, &w);
}

void api_reply_text(struct jk_http_call *call, const char *type,
                    const struct jk_http_header *header, struct jk_buf *text)
{
    struct jk_error err;

    if (jk_buf_ok(text)) {
        jk_http_reply(call, &(struct jk_http_reply){ .code = 200,
                                                     .content_type = type,
                                                     .headers = header,
                                                     .header_count = 1,
                                                     .body = jk_buf_view(text) });
    } else {
        jk_no_memory(&err);
        jk_http_reply_problem(call, &err);
    }
    jk_buf_clear(text);
}

void api_reply_bytes(struct jk_http_call *call, const char *etag, struct jk_span bytes)
{
    const struct jk_http_header tag = { "ETag", etag };

    if (jk_http_not_modified(call, etag))
        jk_http_reply_empty(call, 304, &tag, 1);
    else
        jk_http_reply(call, &(struct jk_http_reply){ .code = 200,
                                                     .content_type = "text/calendar; charset=utf-8",
                                                     .headers = &tag,
                                                     .header_count = 1,
                                                     .body = bytes });
}

void api_send_text(struct jk_api *api, struct jk_http_call *call, int code, const char *type,
                   struct jk_span body, bool related)
{
    struct waiting w = {
        .call = call, .code = code, .type = type, .body = body, .related = related
    };

    answer(api, &w);
}

void api_refuse_with(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err,
                     const char *member, json_t *json)
{
    json_t *problem;
    int code = jk_http_status_of(err->status)->code;

    if (!jk_app_in_group(api->options.app) && !json) {
        jk_http_reply_problem(call, err);
        return;
    }
    problem = jk_http_problem_json(call, code, err);
    if (json)
        json_object_set_new(problem, member, json);
    api_send(api, call, code, problem, NULL);
}

void api_refuse(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err,
                json_t *notices)
{
    api_refuse_with(api, call, err, "notices", notices);
}

struct jk_precondition api_precondition(enum jk_http_condition match,
                                        enum jk_http_condition none_match, const char *etag)
{
    struct jk_precondition when = { .if_none_match_any = none_match == JK_CONDITION_ANY };

    when.if_match_any = match == JK_CONDITION_ANY;
    if (match == JK_CONDITION_HIT)
        when.if_match = etag;
    else if (match == JK_CONDITION_MISS || match == JK_CONDITION_BAD)
        when.if_match = "\"\"";
    return when;
}

json_t *api_time_json(const struct jk_api *api, const char *region, int64_t at_s)
{
    const struct jk_pack *pack = jk_app_pack(api->options.app);
    const struct jk_region *known = jk_pack_region(pack, region);
    struct jk_buf text = { 0 };
    json_t *json;

    jk_iso_add(&text, at_s, known ? known->zone->offset_s : pack->zone->offset_s);
    json = jk_buf_ok(&text) ? json_stringn(text.at, text.len) : NULL;
    jk_buf_clear(&text);
    return json;
}

json_t *api_verdict(const struct jk_api *api, const struct jk_http_call *call,
                    const struct jk_verdict_view *view)
{
    const struct jk_account *actor = api_actor(api, call);

    return jk_verdict_json(view, actor ? jk_role_sees(actor->role) : JK_SEE_PUBLIC,
                           jk_http_lang(call));
}

json_t *api_verdicts(const struct jk_api *api, const struct jk_http_call *call,
                     const struct jk_outcome *outcome)
{
    json_t *list = json_array();

    for (size_t i = 0; i < outcome->count; i++)
        json_array_append_new(list, api_verdict(api, call, &outcome->verdicts[i]));
    return list;
}

/* Commit the open group, if there is one, and note how that went. */
static enum jk_status commit_group(struct jk_api *api, struct jk_error *err)
{
    struct timespec from, to;
    enum jk_status rc;

    if (!jk_app_in_group(api->options.app))
        return JK_OK;
    clock_gettime(CLOCK_MONOTONIC, &from);
    rc = jk_app_commit(api->options.app, err);
    clock_gettime(CLOCK_MONOTONIC, &to);
    counters_commit(api->counters,
                    (to.tv_sec - from.tv_sec) * 1000000 + (to.tv_nsec - from.tv_nsec) / 1000);
    api->store_failed = rc != JK_OK;
    return rc;
}

void jk_api_flush(struct jk_api *api)
{
    struct jk_error err;
    enum jk_status rc = commit_group(api, &err);
    struct waiting *w = api->first;

    api->first = NULL;
    api->last = &api->first;
    api->waiting_count = 0;
    while (w) {
        struct waiting *next = w->next;

        if (rc == JK_OK) {
            send_now(w);
        } else {
            json_decref(w->json);
            jk_http_reply_problem(w->call, &err);
        }
        free(w);
        w = next;
    }
    if (rc == JK_OK && api->options.wake)
        api->options.wake(api->options.wake_ctx);
    if (jk_app_is_lost(api->options.app)) {
        jk_log(JK_LOG_ERROR, "state-lost the store cannot be read back; stopping");
        event_base_loopbreak(api->options.base);
    }
}

bool api_settle(struct jk_api *api, struct jk_http_call *call)
{
    struct jk_error err;

    jk_api_flush(api);
    if (!jk_app_is_lost(api->options.app))
        return true;
    jk_fail(&err, JK_BUSY, JK_TEXT_NOT_STORED, "", "%s", "");
    jk_http_reply_problem(call, &err);
    return false;
}

static void commit_now(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd;
    (void)what;
    jk_api_flush(ctx);
}

void jk_api_routes(struct jk_buf *out)
{
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        const char *join = "";

        jk_buf_fmt(out, "%s\t%s\t", jk_http_method_name(routes[i].method), routes[i].pattern);
        for (unsigned bit = 0; jk_right_word(bit); bit++) {
            if (routes[i].who & 1u << bit) {
                jk_buf_fmt(out, "%s%s", join, jk_right_word(bit));
                join = "+";
            }
        }
        jk_buf_str(out, routes[i].who ? "\n" : "-\n");
    }
}

static void count_reply(void *ctx, const struct jk_http_call *call, int code)
{
    struct jk_api *api = ctx;

    counters_reply(api->counters, call->match.route, code);
}

struct jk_api *jk_api_new(const struct jk_api_options *options)
{
    struct jk_api *api = calloc(1, sizeof *api);

    if (!api)
        return NULL;
    api->options = *options;
    api->last = &api->first;
    api->router = (struct jk_http_router){ .routes = routes,
                                           .count = sizeof routes / sizeof *routes,
                                           .admit = api_admit,
                                           .replied = count_reply,
                                           .ctx = api };
    api->counters = counters_new(&api->router);
    api->commit = event_new(options->base, -1, 0, commit_now, api);
    api->hasher = hasher_new(options->base);
    api->sessions = sessions_new();
    api->guess_delays = guess_delay_new();
    api->check_quota = check_quota_new();
    if (!api->counters || !api->commit || !api->hasher || !api->sessions || !api->guess_delays ||
        !api->check_quota || event_priority_set(api->commit, JK_API_PRIORITIES - 1) != 0) {
        jk_api_free(api);
        return NULL;
    }
    jk_app_set_sink(options->app, api_tell, api);
    return api;
}

void jk_api_free(struct jk_api *api)
{
    if (!api)
        return;
    hasher_free(api->hasher);
    jk_api_flush(api);
    sessions_free(api->sessions);
    guess_delay_free(api->guess_delays);
    check_quota_free(api->check_quota);
    counters_free(api->counters);
    api_drop_feeds(api);
    if (api->commit)
        event_free(api->commit);
    free(api);
}

void jk_api_watch(struct jk_api *api, const struct jk_http_counts *counts)
{
    api->counts = counts;
}

void jk_api_set_app(struct jk_api *api, struct jk_app *app)
{
    api_drop_feeds(api);
    api->options.app = app;
    jk_app_set_sink(app, api_tell, api);
    api_catch_up(api);
}

void jk_api_set_fixed_pages(struct jk_api *api, bool fixed)
{
    api->options.fixed_pages = fixed;
}

struct jk_http_handler jk_api_handler(struct jk_api *api)
{
    return jk_http_router_handler(&api->router);
}
