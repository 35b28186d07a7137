/* Accounts over HTTP: for administrators, and for root and the daemon's own user on the socket.
 *
 * An administrator sees and changes the accounts of its region; outside that scope an account is
 * not there (app/accounts/admin.c). Every act opens the group, changes accounts, and is answered by
 * what is durable. An act that takes something away (disabling, new dates, another password, a
 * revoked token) ends the sessions and streams of the account at once. */
#include <stdlib.h>
#include <string.h>
#include "jarak/feed/json/build.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/http/texts/texts.h"
#include "jarak/interchange/texts.h"
#include "jarak/model/texts.h"
#include "jarak/app/conflicts/alerts.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/login/login.h"
#include "daemon/http/login/hasher.h"

struct jk_account_ask login_ask_of(const struct jk_api *api, const struct jk_http_call *call)
{
    const struct caller *caller = call->app;
    const struct jk_account *account = api_actor(api, call);

    return (struct jk_account_ask){ .pack = jk_app_pack(api->options.app),
                                    .actor = caller->name,
                                    .scope = account ? account->region : NULL,
                                    .now_s = api_now(api) };
}

bool login_may_administer(const struct jk_api *api, const struct jk_http_call *call,
                          const struct jk_account *account)
{
    const char *scope = login_ask_of(api, call).scope;

    return !scope || jk_region_covers(scope, account->region);
}

static json_t *account_json(const struct jk_api *api, struct jk_http_call *call,
                            const struct jk_account *account)
{
    struct jk_account_view view;

    return jk_account_view(account, jk_app_pack(api->options.app), &call->arena, &view) == JK_OK
               ? jk_account_json(&view)
               : NULL;
}

void login_accounts_list(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct jk_accounts *accounts = jk_app_accounts(api->options.app);
    const char *scope = login_ask_of(api, call).scope;
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < jk_accounts_count(accounts); i++) {
        const struct jk_account *account = jk_accounts_at(accounts, i);

        if (!account->gone && (!scope || jk_region_covers(scope, account->region)))
            jk_json_add(&list, account_json(api, call, account));
    }
    api_send(api, call, 200, json_pack("{s:o}", "accounts", jk_json_end(&list)), NULL);
}

/* A text member, "" where it is absent or null. False: it is something else. */
static bool read_text(const json_t *body, const char *name, const char **out, struct jk_error *err)
{
    const json_t *value = json_object_get(body, name);

    *out = !value || json_is_null(value) ? "" : json_string_value(value);
    if (!*out)
        jk_fail(err, JK_INVALID, JK_TEXT_PACK_STRING, name, "%s", "");
    return *out != NULL;
}

/* A text member as a span, at null where it is absent. */
static bool read_span(const json_t *body, const char *name, struct jk_span *out,
                      struct jk_error *err)
{
    const char *text;

    *out = (struct jk_span){ NULL, 0 };
    if (!read_text(body, name, &text, err))
        return false;
    if (text[0])
        *out = jk_span_of(text);
    return true;
}

static bool read_spec(const json_t *body, struct jk_account_spec *spec, struct jk_error *err)
{
    const json_t *paslon = json_object_get(body, "paslon");
    json_int_t number = json_integer_value(paslon);

    if (!read_text(body, "name", &spec->name, err) || !read_text(body, "role", &spec->role, err) ||
        !read_text(body, "region", &spec->region, err) ||
        !read_text(body, "contest", &spec->contest, err) ||
        !read_span(body, "not_before", &spec->valid.not_before, err) ||
        !read_span(body, "not_after", &spec->valid.not_after, err))
        return false;
    if (paslon && !json_is_null(paslon) &&
        (!json_is_integer(paslon) || number < 0 || number > JK_PASLON_NO_MAX)) {
        jk_fail(err, JK_INVALID, JK_TEXT_INTEGER, "paslon", "%s", "");
        return false;
    }
    spec->paslon = (uint32_t)number;
    return true;
}

/* Answers with the account's new state, or with the refusal. */
static void answer(struct jk_api *api, struct jk_http_call *call, enum jk_status rc,
                   const char *name, int code, struct jk_error *err)
{
    if (rc != JK_OK)
        api_refuse(api, call, err, NULL);
    else
        api_send(api, call, code, account_json(api, call, jk_app_account(api->options.app, name)),
                 NULL);
}

void login_accounts_post(void *ctx, struct jk_http_call *call)
{
    static const char *const members[] = { "name",   "role",       "region",    "contest",
                                           "paslon", "not_before", "not_after", NULL };
    struct jk_api *api = ctx;
    struct jk_account_ask ask = login_ask_of(api, call);
    struct jk_account_spec spec;
    struct jk_error err;
    json_t *body = api_read_object(call, members, &err);
    enum jk_status rc = JK_INVALID;

    if (body && read_spec(body, &spec, &err)) {
        rc = jk_app_begin(api->options.app, &err);
        if (rc == JK_OK)
            rc = jk_accounts_add(jk_app_accounts(api->options.app), &ask, &spec, &err);
        if (rc == JK_OK)
            rc = jk_app_welcome(api->options.app, ask.now_s, &err);
    }
    answer(api, call, rc, rc == JK_OK ? spec.name : "", 201, &err);
    json_decref(body);
}

/* The account's name in the address; null: memory is out, answered. */
static const char *read_name(struct jk_api *api, struct jk_http_call *call, size_t capture)
{
    const char *name = jk_arena_copy(&call->arena, call->match.capture[capture]);
    struct jk_error err;

    if (!name) {
        jk_no_memory(&err);
        api_refuse(api, call, &err, NULL);
    }
    return name;
}

void login_account_disable(void *ctx, struct jk_http_call *call)
{
    static const char *const members[] = { "disabled", NULL };
    struct jk_api *api = ctx;
    struct jk_account_ask ask = login_ask_of(api, call);
    const char *name = read_name(api, call, 0);
    struct jk_error err;
    json_t *body, *disabled;
    enum jk_status rc = JK_INVALID;

    if (!name)
        return;
    body = api_read_object(call, members, &err);
    disabled = json_object_get(body, "disabled");
    if (body && !json_is_boolean(disabled))
        jk_fail(&err, JK_INVALID, JK_TEXT_HTTP_BOOLEAN, "disabled", "%s", "");
    else if (body && (rc = jk_app_begin(api->options.app, &err)) == JK_OK)
        rc = jk_accounts_disable(jk_app_accounts(api->options.app), &ask, name,
                                 json_is_true(disabled), &err);
    if (rc == JK_OK && !json_is_true(disabled))
        rc = jk_app_welcome(api->options.app, ask.now_s, &err);
    if (rc == JK_OK && json_is_true(disabled))
        login_drop(api, name);
    answer(api, call, rc, name, 200, &err);
    json_decref(body);
}

void login_account_dates(void *ctx, struct jk_http_call *call)
{
    static const char *const members[] = { "not_before", "not_after", NULL };
    struct jk_api *api = ctx;
    struct jk_account_ask ask = login_ask_of(api, call);
    const char *name = read_name(api, call, 0);
    struct jk_validity valid;
    struct jk_error err;
    json_t *body;
    enum jk_status rc = JK_INVALID;

    if (!name)
        return;
    body = api_read_object(call, members, &err);
    if (body && read_span(body, "not_before", &valid.not_before, &err) &&
        read_span(body, "not_after", &valid.not_after, &err) &&
        (rc = jk_app_begin(api->options.app, &err)) == JK_OK)
        rc = jk_accounts_date(jk_app_accounts(api->options.app), &ask, name, &valid, &err);
    if (rc == JK_OK)
        login_drop(api, name); /* sessions and streams end when the old dates did */
    answer(api, call, rc, name, 200, &err);
    json_decref(body);
}

void login_account_scope(void *ctx, struct jk_http_call *call)
{
    static const char *const members[] = { "scope", "office", "reason", NULL };
    struct jk_api *api = ctx;
    struct jk_account_ask ask = login_ask_of(api, call);
    const char *name = read_name(api, call, 0);
    struct jk_scope_spec spec;
    struct jk_error err;
    json_t *body;
    enum jk_status rc = JK_INVALID;

    if (!name)
        return;
    body = api_read_object(call, members, &err);
    if (body && read_text(body, "scope", &spec.scope, &err) &&
        read_text(body, "office", &spec.office, &err) &&
        read_text(body, "reason", &spec.reason, &err) &&
        (rc = jk_app_begin(api->options.app, &err)) == JK_OK)
        rc = jk_accounts_scope(jk_app_accounts(api->options.app), &ask, name, &spec, &err);
    if (rc == JK_OK)
        login_drop(api, name); /* what it was shown it may not be shown any more */
    answer(api, call, rc, name, 200, &err);
    json_decref(body);
}

/* Back on the loop with the hash: a password set over HTTP. */
struct setting {
    struct jk_api *api;
    struct jk_http_call *call;
    const char *name; /* in the call's arena */
    login_password_done *done;
};

static void set_password(const struct setting *s, const char *hash)
{
    struct jk_account_ask ask = login_ask_of(s->api, s->call);
    const struct jk_account *account = jk_app_account(s->api->options.app, s->name);
    bool again = account && account->password[0]; /* a first one is no news to anybody */
    struct jk_error err;
    enum jk_status rc = jk_app_begin(s->api->options.app, &err);

    if (rc == JK_OK)
        rc = jk_accounts_password(jk_app_accounts(s->api->options.app), &ask, s->name, hash, &err);
    if (rc == JK_OK && again)
        rc = jk_app_tell_password(s->api->options.app, &ask, s->name, &err);
    if (rc == JK_OK)
        login_drop(s->api, s->name); /* whoever knew the old one is out */
    s->done(s->api, s->call, rc, s->name, &err);
}

static void answer_password(struct jk_api *api, struct jk_http_call *call, enum jk_status rc,
                            const char *name, struct jk_error *err)
{
    answer(api, call, rc, name, 200, err);
}

static void on_hash(struct hash_job *job)
{
    struct setting *s = job->ctx;
    struct jk_error err;

    if (job->status == JK_OK) {
        set_password(s, job->hash);
    } else {
        jk_fail(&err, job->status == JK_INVALID ? JK_INVALID : JK_BUSY,
                job->status == JK_INVALID ? JK_TEXT_PASSWORD_FORM : JK_TEXT_HASHER_BUSY,
                job->status == JK_INVALID ? "password" : "", "%s", "");
        s->done(s->api, s->call, err.status, s->name, &err);
    }
    login_hash_job_free(job);
}

/* Hashing takes long by design, so it runs on the hasher's thread and the call waits; only the hash
 * comes back. */
void login_set_password(struct jk_api *api, struct jk_http_call *call, const char *name,
                        struct jk_span password, login_password_done *done)
{
    struct setting *setting = jk_arena_take(&call->arena, sizeof *setting);
    struct hash_job *job = login_hash_job_new(password);
    struct jk_error err;

    if (setting && job) {
        *setting = (struct setting){ api, call, name, done };
        job->make = true;
        job->done = on_hash;
        job->ctx = setting;
        if (login_hasher_take(api->hasher, job))
            return;
    }
    login_hash_job_free(job);
    jk_fail(&err, JK_BUSY, JK_TEXT_HASHER_BUSY, "", "%s", "");
    done(api, call, err.status, name, &err);
}

void login_account_password(void *ctx, struct jk_http_call *call)
{
    static const char *const members[] = { "password", NULL };
    struct jk_api *api = ctx;
    const char *name = read_name(api, call, 0);
    struct jk_error err;
    json_t *body, *password;

    if (!name)
        return;
    body = api_read_object(call, members, &err);
    password = json_object_get(body, "password");
    if (body && json_is_null(password)) {
        set_password(&(struct setting){ api, call, name, answer_password }, "");
    } else if (json_is_string(password)) {
        login_set_password(api, call, name,
                           (struct jk_span){ json_string_value(password),
                                             json_string_length(password) },
                           answer_password);
    } else {
        if (body)
            jk_fail(&err, JK_INVALID, JK_TEXT_PASSWORD_FORM, "password", "%s", "");
        api_refuse(api, call, &err, NULL);
    }
    json_decref(body);
}

void login_account_tokens(void *ctx, struct jk_http_call *call)
{
    static const char *const members[] = { "label", "not_before", "not_after", NULL };
    struct jk_api *api = ctx;
    struct jk_account_ask ask = login_ask_of(api, call);
    const char *name = read_name(api, call, 0);
    struct jk_token_spec spec;
    char token[JK_TOKEN_HEX + 1];
    struct jk_error err;
    json_t *body, *account;
    enum jk_status rc = JK_INVALID;

    if (!name)
        return;
    body = api_read_object(call, members, &err);
    if (body && read_text(body, "label", &spec.label, &err) &&
        read_span(body, "not_before", &spec.valid.not_before, &err) &&
        read_span(body, "not_after", &spec.valid.not_after, &err) &&
        (rc = jk_app_begin(api->options.app, &err)) == JK_OK)
        rc = jk_accounts_issue(jk_app_accounts(api->options.app), &ask, name, &spec, token, &err);
    if (rc != JK_OK) {
        api_refuse(api, call, &err, NULL);
    } else {
        account = account_json(api, call, jk_app_account(api->options.app, name));
        api_send(api, call, 201, json_pack("{s:s, s:o}", "token", token, "account", account), NULL);
        explicit_bzero(token, sizeof token);
    }
    json_decref(body);
}

void login_token_revoke(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_account_ask ask = login_ask_of(api, call);
    const char *name = read_name(api, call, 0), *id = name ? read_name(api, call, 1) : NULL;
    struct jk_error err;
    enum jk_status rc;

    if (!id)
        return;
    rc = jk_app_begin(api->options.app, &err);
    if (rc == JK_OK)
        rc = jk_accounts_revoke(jk_app_accounts(api->options.app), &ask, name, id, &err);
    if (rc == JK_OK)
        login_drop(api, name); /* streams do not know by which token they came */
    answer(api, call, rc, name, 200, &err);
}
