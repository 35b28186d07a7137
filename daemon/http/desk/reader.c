/* What all pages have in common: language, account, refusals, redirections.
 *
 * Pages are Indonesian unless a person chose otherwise: many office machines have a browser in
 * English and a reader who is not. The choice lies in a cookie. */
#include "daemon/http/desk/reader.h"
#include "daemon/http/desk/desk.h"

#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/login/cookie.h"
#include "daemon/http/login/login.h"
#include "daemon/http/login/session.h"
#include "jarak/base/decimal.h"
#include "jarak/app/alerts/cursor.h"
#include "jarak/app/desk/desk.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/base/digest.h"
#include "jarak/http/public/assets.h"
#include "jarak/http/server/status_map.h"
#include "jarak/http/texts/texts.h"

/* A path as a value of a query. */
const char *desk_escape(struct jk_http_call *call, const char *path)
{
    struct jk_buf out = { 0 };
    const char *kept;

    for (const char *c = path; *c; c++) {
        if (strchr("&+%#?", *c))
            jk_buf_fmt(&out, "%%%02X", (unsigned char)*c);
        else
            jk_buf_char(&out, *c);
    }
    kept = jk_buf_ok(&out) ? jk_arena_copy(&call->arena, jk_buf_view(&out)) : NULL;
    jk_buf_clear(&out);
    return kept ? kept : "/meja/";
}

static enum jk_lang lang_of(const struct jk_http_call *call)
{
    struct jk_span chosen;

    return api_find_cookie(call, JK_SPAN("jarak_bahasa"), &chosen) &&
                   jk_span_eq(chosen, JK_SPAN("en"))
               ? JK_LANG_EN
               : JK_LANG_ID;
}

struct jk_desk_reader desk_reader(struct jk_api *api, struct jk_http_call *call)
{
    const struct jk_pack *pack = jk_app_pack(api->options.app);
    const struct jk_account *actor = call->app ? api_actor(api, call) : NULL;
    unsigned rights = actor ? jk_account_rights(actor) : 0;
    struct jk_desk_reader reader = { .pack = pack,
                                     .region = actor ? jk_pack_region(pack, actor->region) : NULL,
                                     .lang = lang_of(call),
                                     .assets = jk_asset_folder(),
                                     .map_tiles =
                                         api->options.map_tiles ? api->options.map_tiles : "",
                                     .map_credit =
                                         api->options.map_credit ? api->options.map_credit : "",
                                     .here = jk_arena_copy(&call->arena, call->target),
                                     .of_s = api->of_s,
                                     .of_dated = api->of_dated,
                                     .csrf = "" };
    struct jk_span cookie;
    char *csrf = jk_arena_take(&call->arena, SESSION_HEX + 1);

    if (!reader.region)
        reader.region = jk_pack_region(pack, pack->region);
    if (!reader.here)
        reader.here = "/meja/";
    if (!actor)
        return reader;
    reader.account = actor->name;
    reader.role = jk_role_word(actor->role);
    reader.sees = jk_role_sees(actor->role);
    reader.may_see = rights & JK_MAY_SEE;
    reader.may_oversee = rights & JK_MAY_OVERSEE;
    reader.may_submit = rights & JK_MAY_SUBMIT;
    reader.may_campaign = rights & JK_MAY_CAMPAIGN;
    reader.may_decide = rights & JK_MAY_DECIDE;
    reader.may_admin = rights & JK_MAY_ADMIN;
    reader.past = api->past.asked ? api->past.entry : 0;
    reader.past_s = api->past.time_s;
    reader.past_other = api->past.other_pack;
    if (reader.past) /* what is over is only looked at */
        reader.may_submit = reader.may_decide = reader.may_admin = false;
    jk_cursor_text(actor, actor->last_alert, reader.cursor);
    reader.waiting = jk_app_waiting(api->options.app, actor);
    if (csrf && login_read_cookie(call, &cookie)) {
        login_sessions_csrf(api->sessions, cookie, csrf);
        reader.csrf = csrf;
    }
    return reader;
}

#define POLICY(images)                                                                          \
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:" images "; " \
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

static void send_page(struct jk_http_call *call, int code, const char *policy, enum jk_status rc,
                      struct jk_buf *page)
{
    const struct jk_http_header headers[] = {
        { "Cache-Control", "no-store" },       { "Retry-After", call->later },
        { "Content-Security-Policy", policy }, { "X-Content-Type-Options", "nosniff" },
        { "Referrer-Policy", "same-origin" },
    };
    struct jk_error err;

    if (rc == JK_OK && policy) {
        jk_http_reply(call,
                      &(struct jk_http_reply){ .code = code,
                                               .content_type = "text/html; charset=utf-8",
                                               .headers = headers,
                                               .header_count = sizeof headers / sizeof *headers,
                                               .body = jk_buf_view(page) });
    } else {
        jk_no_memory(&err);
        jk_http_reply_problem(call, &err);
    }
    jk_buf_clear(page);
}

void desk_send(struct jk_http_call *call, int code, enum jk_status rc, struct jk_buf *page)
{
    send_page(call, code, POLICY(""), rc, page);
}

/* Tiles of another origin are the one thing a page may load from elsewhere, where an operator has
 * named them. What the option may hold ends no directive: jarak/config/tiles.h. */
void desk_send_map(struct jk_api *api, struct jk_http_call *call, int code, enum jk_status rc,
                   struct jk_buf *page)
{
    const char *tiles = api->options.map_tiles;
    const char *host = tiles ? strstr(tiles, "//") : NULL;
    int length = host ? (int)(strcspn(host + 2, "/") + (size_t)(host + 2 - tiles)) : 0;

    send_page(call, code,
              host ? jk_arena_fmt(&call->arena, POLICY(" %.*s"), length, tiles) : POLICY(""), rc,
              page);
}

void desk_go(struct jk_api *api, struct jk_http_call *call, const char *href)
{
    const struct jk_http_header headers[] = { { "Location", href },
                                              { "Cache-Control", "no-store" } };

    if (!jk_app_in_group(api->options.app) || api_settle(api, call))
        jk_http_reply_empty(call, 303, headers, 2);
}

void desk_refuse_page(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err)
{
    struct jk_desk_reader reader = desk_reader(api, call);
    struct jk_desk_message message = { .title = jk_text_get(JK_TEXT_DESK_FAULT, reader.lang),
                                       .href = reader.account ? "/meja/" : "/meja/login",
                                       .link = jk_text_get(JK_TEXT_DESK_BACK, reader.lang) };
    struct jk_buf page = { 0 };
    char text[600];

    call->later = jk_http_retry_s(call, err);
    jk_error_format(err, reader.lang, text, sizeof text);
    message.text = text;
    desk_send(call, jk_http_status_of(err->status)->code,
              jk_desk_message_page(&page, &reader, &message), &page);
}

void desk_refuse(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err)
{
    /* A copy does what is heavy, and asks again here. */
    if (err->status == JK_HEAVY || err->status == JK_BUSY)
        api_refuse(api, call, err, NULL);
    else
        desk_refuse_page(api, call, err);
}

void desk_refuse_right(struct jk_api *api, struct jk_http_call *call, enum jk_status why,
                       const struct jk_error *err)
{
    const char *path = desk_own_path(call, call->target);
    struct jk_http_header headers[] = { { "Location", NULL }, { "Cache-Control", "no-store" } };

    if (why != JK_UNKNOWN) {
        desk_refuse(api, call, err);
        return;
    }
    /* What a form has sent is not done after signing in: nobody would expect it. */
    headers[0].value =
        call->method == JK_HTTP_POST
            ? "/meja/login?berakhir=1"
            : jk_arena_fmt(&call->arena, "/meja/login?ke=%s", desk_escape(call, path));
    jk_http_reply_empty(call, 303, headers, 2);
}

bool desk_read_form(struct jk_api *api, struct jk_http_call *call, struct api_form *form)
{
    struct jk_desk_reader reader = desk_reader(api, call);
    struct jk_error err;
    enum jk_status rc = api_form_read(call, form, &err);

    /* By a token there is no session to be abused, and no form either. */
    if (rc == JK_OK && (!reader.csrf[0] || strlen(api_form_get(form, "csrf")) != SESSION_HEX ||
                        !jk_equal_secret(api_form_get(form, "csrf"), reader.csrf, SESSION_HEX)))
        rc = jk_fail(&err, JK_DENIED, JK_TEXT_SESSION_CSRF, "csrf", "%s", "");
    if (rc != JK_OK)
        desk_refuse(api, call, &err);
    return rc == JK_OK;
}

const char *desk_own_path(struct jk_http_call *call, struct jk_span path)
{
    bool own = path.len > 0 && path.at[0] == '/' && !(path.len > 1 && path.at[1] == '/');
    const char *kept;

    for (size_t i = 0; i < path.len && own; i++)
        own = (unsigned char)path.at[i] > ' ' && path.at[i] != '\\' &&
              (unsigned char)path.at[i] < 127;
    kept = own ? jk_arena_copy(&call->arena, path) : NULL;
    return kept ? kept : "/meja/";
}

const char *desk_stated_text(struct jk_api *api, struct jk_http_call *call,
                             const struct jk_text *text)
{
    struct jk_span rest, number = { NULL, 0 };
    const char *count, *changed;
    uint64_t plain;
    char filled[200];

    if (!jk_http_param(call, "selesai", &rest) || !jk_span_cut(&rest, '-', &number) ||
        !jk_uint_parse(number, UINT32_MAX, &plain) || !jk_uint_parse(rest, UINT32_MAX, &plain))
        return NULL;
    count = jk_arena_copy(&call->arena, number);
    changed = jk_arena_copy(&call->arena, rest);
    if (!count || !changed)
        return NULL;
    jk_text_fill(jk_text_get(text, desk_reader(api, call).lang),
                 (const char *const[]){ "count", count, "value", changed, NULL }, filled,
                 sizeof filled);
    return jk_arena_copy(&call->arena, jk_span_of(filled));
}
