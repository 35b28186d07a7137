/* The life of the handle: what is asked of every call before its handler is, and what happens once
 * a turn of the loop, at a reload and at the end. */
#include "jarak/http/routes.h"

#include <stdlib.h>
#include <string.h>
#include <event2/event.h>
#include "daemon/http/api/alert_streams.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/form.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/sharing/sharing.h"
#include "daemon/http/api/stating.h"
#include "daemon/http/api/turns.h"
#include "daemon/http/api/metrics_counts.h"
#include "daemon/http/dav/dav.h"
#include "daemon/http/desk/desk.h"
#include "daemon/http/login/check_quota.h"
#include "daemon/http/login/cookie.h"
#include "daemon/http/login/guess_delay.h"
#include "daemon/http/login/hasher.h"
#include "daemon/http/login/link.h"
#include "daemon/http/login/login.h"
#include "daemon/http/login/session.h"
#include "daemon/http/paper/press.h"
#include "daemon/http/public/public.h"
#include "daemon/http/public/send.h"
#include "jarak/app/conflicts/alerts.h"
#include "jarak/app/handle/work.h"
#include "daemon/http/refused.h"
#include "daemon/http/rest/rest.h"
#include "daemon/http/surface.h"
#include "daemon/http/writes.h"
#include "jarak/base/heap.h"

/* Behind what the sockets have for this turn, whoever may still be answered at once. */
static void plan_commit(void *ctx)
{
    const struct jk_api *api = ctx;

    event_active(api->commit, EV_TIMEOUT, 0);
}

static void commit_now(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd;
    (void)what;
    jk_api_flush(ctx);
}

/* Calendar clients read refusals as XML (RFC 4918 section 16). */
static bool is_dav(const struct jk_http_call *call)
{
    return strncmp(call->match.route->pattern, "/dav/", 5) == 0;
}

static bool is_page(const struct jk_http_call *call)
{
    return strncmp(call->match.route->pattern, "/meja/", 6) == 0;
}

/* Asked before the body is read. False: answered. */
static bool admit(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_error err;
    enum jk_status rc = login_admit(api, call, &err);

    if (rc == JK_OK)
        return (!is_dav(call) || !dav_is_too_big(call)) && api_sharing_admit(api, call);
    if (rc == JK_DENIED && is_dav(call))
        dav_refuse_right(call, &err);
    else if (is_page(call) && (rc == JK_DENIED || rc == JK_UNKNOWN))
        desk_refuse_right(api, call, rc, &err);
    else
        jk_http_reply_problem(call, &err);
    return false;
}

/* Another daemon's change is waited for, the past is asked elsewhere, who writes stands back. */
static bool before(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;

    return api_sharing_before(api, call) && api_past_before(api, call) &&
           http_writes_before(api->writes, call);
}

/* Who mistyped an address, or has used up his share, reads a page. */
static bool refuse(void *ctx, struct jk_http_call *call, const struct jk_error *err)
{
    if (http_public_is_of_programs(call) ||
        !jk_http_prefers(call, "text/html", "application/problem+json"))
        return false;
    if (call->match.route && is_page(call))
        desk_refuse_page(ctx, call, err);
    else
        http_public_refuse(ctx, call, err, http_public_lang(call));
    return true;
}

/* What is asked whatever the share: whether we live, what computes nothing, and the way to sign in,
 * for who has done that has a share of his own. Keys are charged to the account they are of, by
 * their handlers; forms of a feed that are kept cost nothing. */
static bool is_free(const struct jk_http_route *route)
{
    static const char *const heads[] = {
        "/assets/",     "/healthz",     "/readyz",      "/metrics",  "/meja/login",
        "/meja/bahasa", "/meja/tautan", "/.well-known", "/feeds/t/", "/feeds/{region}/approved.ics"
    };
    bool free = route->method != JK_HTTP_GET && route->method != JK_HTTP_PROPFIND &&
                route->method != JK_HTTP_REPORT;

    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        free = free || strncmp(route->pattern, heads[i], strlen(heads[i])) == 0;
    return free;
}

/* What an answer costs at least; its handler adds what there is to look at. */
static bool charge(void *ctx, struct jk_http_call *call)
{
    return is_free(call->match.route) || api_work_allowed(ctx, call, JK_WORK_READ);
}

void jk_api_routes(struct jk_buf *out)
{
    for (size_t i = 0; i < http_route_count; i++) {
        const char *join = "";

        jk_buf_fmt(out, "%s\t%s\t", jk_http_method_name(http_routes[i].method),
                   http_routes[i].pattern);
        for (unsigned bit = 0; jk_right_word(bit); bit++) {
            if (http_routes[i].who & 1u << bit) {
                jk_buf_fmt(out, "%s%s", join, jk_right_word(bit));
                join = "+";
            }
        }
        jk_buf_str(out, http_routes[i].who ? "\n" : "-\n");
    }
}

static void note_reply(void *ctx, const struct jk_http_call *call, int code)
{
    struct jk_api *api = ctx;

    api_counters_reply(api->counters, call->match.route, code);
    http_refusals_note(api->refusals, call, code, api_now(api));
}

/* Of daemons that share a journal. */
static void add_fields(void *ctx, const struct jk_http_call *call, struct jk_buf *head)
{
    const struct jk_api *api = ctx;

    api_sharing_fields(api, head);
    login_fields(api, call, head);
}

struct jk_api *jk_api_new(const struct jk_api_options *options)
{
    struct jk_api *api = jk_heap_zeroed(1, sizeof *api);

    if (!api)
        return NULL;
    api->options = *options;
    api->last = &api->first;
    api->route_keys = jk_http_route_keys(http_routes, http_route_count);
    api->router = (struct jk_http_router){ .routes = http_routes,
                                           .count = http_route_count,
                                           .keys = api->route_keys,
                                           .admit = admit,
                                           .charge = charge,
                                           .before = before,
                                           .refused = refuse,
                                           .replied = note_reply,
                                           .fields = options->share ? add_fields : NULL,
                                           .ctx = api };
    api->counters = api_counters_new(&api->router);
    api->refusals = http_refusals_new();
    api->commit = event_new(options->base, -1, 0, commit_now, api);
    api->hasher = login_hasher_new(options->base);
    api->sessions = login_sessions_new(options->session_secret);
    api->guess_delays = login_guess_delay_new();
    api->check_quota = login_check_quota_new();
    api->sign_links = login_links_new();
    api->feeds = http_public_feeds_new();
    api->long_work = api_long_work_new(api);
    api->turns = api_turns_new(api);
    api->stating = api_stating_new(api);
    api->writes = http_writes_new(api);
    api->press = paper_press_new(api, options->paper);
    if (!api->route_keys || !api->counters || !api->refusals || !api->commit || !api->hasher ||
        !api->sessions || !api->guess_delays || !api->check_quota || !api->sign_links ||
        !api->feeds || !api->long_work || !api->turns || !api->stating || !api->writes ||
        !api->press || event_priority_set(api->commit, JK_API_PRIORITIES - 1) != 0) {
        jk_api_free(api);
        return NULL;
    }
    jk_app_set_sink(options->app, api_tell, api);
    jk_app_watch_groups(options->app, plan_commit, api);
    jk_app_allow(options->app, JK_WORK_AT_ONCE);
    return api;
}

void jk_api_free(struct jk_api *api)
{
    if (!api)
        return;
    http_writes_free(api->writes);
    api_stating_free(api->stating);
    api_turns_free(api->turns);
    api_sharing_free(api->sharing);
    api_long_work_free(api->long_work);
    paper_press_free(api->press);
    login_hasher_free(api->hasher);
    jk_api_flush(api);
    login_sessions_free(api->sessions);
    login_guess_delay_free(api->guess_delays);
    login_check_quota_free(api->check_quota);
    login_links_free(api->sign_links);
    api_counters_free(api->counters);
    http_refusals_free(api->refusals);
    http_public_feeds_free(api->feeds);
    api_forget_streams(api);
    if (api->commit)
        event_free(api->commit);
    free(api->route_keys);
    free(api);
}

void jk_api_watch(struct jk_api *api, const struct jk_http_counts *counts)
{
    api->counts = counts;
}

void jk_api_set_app(struct jk_api *api, struct jk_app *app)
{
    api->options.app = app;
    jk_app_set_sink(app, api_tell, api);
    jk_app_watch_groups(app, plan_commit, api);
    jk_app_allow(app, JK_WORK_AT_ONCE);
    api_turns_renew(api->turns);
    jk_api_write_anew(api);
    api_catch_up(api);
}

void jk_api_followed(struct jk_api *api)
{
    login_followed(api);
    api_sharing_go_on(api);
}

void jk_api_set_outbox(struct jk_api *api, struct jk_outbox_queue *outbox_queue)
{
    api->options.outbox_queue = outbox_queue;
}

void jk_api_write_anew(struct jk_api *api)
{
    http_public_drop_feeds(api);
    api_long_work_renew(api->long_work);
}

void jk_api_set_fixed_pages(struct jk_api *api, bool fixed)
{
    api->options.fixed_pages = fixed;
}

struct jk_http_handler jk_api_handler(struct jk_api *api)
{
    return jk_http_router_handler(&api->router);
}

void jk_api_stop(struct jk_api *api)
{
    api_stating_free(api->stating);
    api->stating = NULL;
    api_turns_free(api->turns);
    api->turns = NULL;
    api_long_work_free(api->long_work);
    api->long_work = NULL;
    paper_press_free(api->press);
    api->press = NULL;
}

void jk_api_sweep(struct jk_api *api)
{
    login_sweep(api);
    http_refusals_sweep(api->refusals, api_now(api));
    rest_attachments_sweep(api);
}
