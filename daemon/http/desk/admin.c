/* The accounts of a region as pages: the same use cases as over JSON
 * (daemon/http/login/accounts.c), with forms. What could not be done is told on the list it was
 * asked from. */
#include "daemon/http/desk/desk.h"

#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/desk/decision.h"
#include "daemon/http/desk/reader.h"
#include "daemon/http/login/login.h"
#include "jarak/app/conflicts/alerts.h"
#include "jarak/feed/admin/accounts.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/http/server/status_map.h"

static const char *const roles[] = { "bawaslu", "polres",  "kpu",   "kesbangpol",
                                     "tim",     "pembaca", "admin", NULL };

static enum jk_status gather(struct jk_api *api, struct jk_http_call *call,
                             struct jk_admin_page *page)
{
    const struct jk_accounts *accounts = jk_app_accounts(api->options.app);
    const char *scope = login_ask_of(api, call).scope;
    size_t all = jk_accounts_count(accounts);
    struct jk_account_view *list = jk_arena_array(&call->arena, all, sizeof *list);

    for (size_t i = 0; list && i < all; i++) {
        const struct jk_account *account = jk_accounts_at(accounts, i);

        if (account->gone || (scope && !jk_region_covers(scope, account->region)))
            continue;
        if (jk_account_view(account, jk_app_pack(api->options.app), &call->arena,
                            &list[page->count++]) != JK_OK)
            return JK_MEMORY;
    }
    page->accounts = list;
    page->roles = roles;
    return list ? JK_OK : JK_MEMORY;
}

static void show(struct jk_api *api, struct jk_http_call *call, int code,
                 struct jk_admin_page *page)
{
    struct jk_desk_reader reader = desk_reader(api, call);
    struct jk_buf out = { 0 };
    enum jk_status rc;

    /* What the page tells is durable. */
    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return;
    rc = gather(api, call, page);
    if (rc == JK_OK)
        rc = jk_desk_admin_page(&out, &reader, page);
    desk_send(call, code, rc, &out);
}

void desk_admin_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_admin_page page = { .count = 0 };
    struct jk_span done;

    if (jk_http_param(call, "selesai", &done))
        page.done = jk_text_get(JK_TEXT_ADMIN_DONE, desk_reader(api, call).lang);
    show(api, call, 200, &page);
}

/* Back to the list, or the list with why not. */
static void finish(struct jk_api *api, struct jk_http_call *call, enum jk_status rc,
                   const char *name, struct jk_error *err)
{
    struct jk_admin_page page = { .count = 0 };
    char text[600];

    (void)name;
    if (rc == JK_OK) {
        desk_go(api, call, "/meja/admin?selesai=1");
        return;
    }
    jk_error_format(err, desk_reader(api, call).lang, text, sizeof text);
    page.fault = text;
    show(api, call, jk_http_status_of(err->status)->code, &page);
}

static struct jk_span bound_of(const struct api_form *form, const char *name)
{
    const char *text = api_form_get(form, name);

    return text[0] ? jk_span_of(text) : (struct jk_span){ NULL, 0 };
}

void desk_account_make_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_account_ask ask = login_ask_of(api, call);
    struct jk_account_spec spec = { .region = ask.scope, .contest = "" };
    struct api_form form;
    struct jk_error err;
    enum jk_status rc;

    if (!desk_read_form(api, call, &form))
        return;
    spec.name = api_form_get(&form, "nama");
    spec.role = api_form_get(&form, "peran");
    if (strcmp(spec.role, "tim") == 0) { /* the one role that speaks for somebody */
        spec.contest = api_form_get(&form, "pemilihan");
        spec.paslon = desk_number_of(api_form_get(&form, "paslon"));
    }
    spec.valid.not_before = bound_of(&form, "mulai");
    spec.valid.not_after = bound_of(&form, "sampai");
    rc = jk_app_begin(api->options.app, &err);
    if (rc == JK_OK)
        rc = jk_accounts_add(jk_app_accounts(api->options.app), &ask, &spec, &err);
    if (rc == JK_OK)
        rc = jk_app_welcome(api->options.app, ask.now_s, &err);
    finish(api, call, rc, spec.name, &err);
}

static void set_disabled(struct jk_api *api, struct jk_http_call *call, const char *name,
                         bool disabled)
{
    struct jk_account_ask ask = login_ask_of(api, call);
    struct jk_error err;
    enum jk_status rc = jk_app_begin(api->options.app, &err);

    if (rc == JK_OK)
        rc = jk_accounts_disable(jk_app_accounts(api->options.app), &ask, name, disabled, &err);
    if (rc == JK_OK && !disabled)
        rc = jk_app_welcome(api->options.app, ask.now_s, &err);
    if (rc == JK_OK && disabled)
        login_drop(api, name);
    finish(api, call, rc, name, &err);
}

static void set_dates(struct jk_api *api, struct jk_http_call *call, const char *name,
                      const struct api_form *form)
{
    struct jk_account_ask ask = login_ask_of(api, call);
    const struct jk_validity valid = { bound_of(form, "mulai"), bound_of(form, "sampai") };
    struct jk_error err;
    enum jk_status rc = jk_app_begin(api->options.app, &err);

    if (rc == JK_OK)
        rc = jk_accounts_date(jk_app_accounts(api->options.app), &ask, name, &valid, &err);
    if (rc == JK_OK)
        login_drop(api, name);
    finish(api, call, rc, name, &err);
}

static void set_scope(struct jk_api *api, struct jk_http_call *call, const char *name,
                      const struct api_form *form)
{
    struct jk_account_ask ask = login_ask_of(api, call);
    const struct jk_scope_spec spec = { .scope = api_form_get(form, "cakupan"),
                                        .office = api_form_get(form, "kantor"),
                                        .reason = api_form_get(form, "alasan") };
    struct jk_error err;
    enum jk_status rc = jk_app_begin(api->options.app, &err);

    if (rc == JK_OK)
        rc = jk_accounts_scope(jk_app_accounts(api->options.app), &ask, name, &spec, &err);
    if (rc == JK_OK)
        login_drop(api, name); /* what it was shown it may not be shown any more */
    finish(api, call, rc, name, &err);
}

static void revoke(struct jk_api *api, struct jk_http_call *call, const char *name, const char *id)
{
    struct jk_account_ask ask = login_ask_of(api, call);
    struct jk_error err;
    enum jk_status rc = jk_app_begin(api->options.app, &err);

    if (rc == JK_OK)
        rc = jk_accounts_revoke(jk_app_accounts(api->options.app), &ask, name, id, &err);
    if (rc == JK_OK)
        login_drop(api, name);
    finish(api, call, rc, name, &err);
}

/* The token stands on this answer alone, which nobody keeps. */
static void issue(struct jk_api *api, struct jk_http_call *call, const char *name,
                  const char *label)
{
    struct jk_account_ask ask = login_ask_of(api, call);
    const struct jk_token_spec spec = { .label = label };
    struct jk_admin_page page = { .of = name };
    char token[JK_TOKEN_HEX + 1];
    struct jk_error err;
    enum jk_status rc = jk_app_begin(api->options.app, &err);

    if (rc == JK_OK)
        rc = jk_accounts_issue(jk_app_accounts(api->options.app), &ask, name, &spec, token, &err);
    if (rc != JK_OK) {
        finish(api, call, rc, name, &err);
        return;
    }
    page.token = token;
    show(api, call, 201, &page);
    explicit_bzero(token, sizeof token);
}

void desk_account_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const char *name = jk_arena_copy(&call->arena, call->match.capture[0]), *act;
    struct api_form form;
    struct jk_error err;

    if (!desk_read_form(api, call, &form))
        return;
    act = api_form_get(&form, "a");
    if (!name) {
        jk_no_memory(&err);
        desk_refuse(api, call, &err);
    } else if (strcmp(act, "nonaktifkan") == 0 || strcmp(act, "aktifkan") == 0) {
        set_disabled(api, call, name, act[0] == 'n');
    } else if (strcmp(act, "sandi") == 0) {
        login_set_password(api, call, name, jk_span_of(api_form_get(&form, "sandi")), finish);
    } else if (strcmp(act, "token") == 0) {
        issue(api, call, name, api_form_get(&form, "label"));
    } else if (strcmp(act, "tanggal") == 0) {
        set_dates(api, call, name, &form);
    } else if (strcmp(act, "cakupan") == 0) {
        set_scope(api, call, name, &form);
    } else if (strcmp(act, "cabut") == 0) {
        revoke(api, call, name, api_form_get(&form, "token"));
    } else {
        jk_fail(&err, JK_INVALID, JK_TEXT_ADMIN_ACT, "a", "%s", act);
        finish(api, call, JK_INVALID, name, &err);
    }
}
