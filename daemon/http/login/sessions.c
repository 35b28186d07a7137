/* Sessions: logging in with a password, and who one is.
 *
 * A login passes delays (guess_delay.h) before its password is hashed on the thread of hasher.c: of
 * its name from its address, of its address and of its name; from a device that is known for the
 * account (device.h) only of that device. The first is counted when the work is taken and forgotten
 * after success, so guesses in parallel count too. An unknown name is checked against a dummy that
 * takes as long. When the hash comes back the account is looked up anew, for it may have changed
 * meanwhile.
 *
 * A new login ends the session this browser had, so a planted cookie is never taken over. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/http/api/alert_streams.h"
#include "jarak/http/texts/texts.h"
#include "jarak/model/texts.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/login/cookie.h"
#include "daemon/http/login/device.h"
#include "daemon/http/login/login.h"
#include "daemon/http/login/guess_delay.h"
#include "daemon/http/login/hasher.h"
#include "daemon/http/login/session.h"
#include "jarak/feed/json/build.h"
#include "jarak/base/digest.h"
#include "jarak/http/server/reply.h"

/* A login under way; in the call's arena. */
struct login {
    struct jk_api *api;
    struct jk_http_call *call;
    const char *name;
    const char *next;   /* by a page's form: where to go afterwards; null: JSON is answered */
    bool known;         /* from a device that has logged into this account before */
    struct jk_span key; /* of the name from this address, or on this device */
    struct jk_span address_key, name_key;
};

/* Answers what the caller may do; everyone may ask that. */
static json_t *rights_json(const struct jk_account *account)
{
    struct jk_json list = jk_json_list();

    for (unsigned bit = 0; jk_right_word(bit); bit++) {
        if (jk_account_rights(account) & ~(unsigned)JK_MAY_ENTER & 1u << bit)
            jk_json_add(&list, json_string(jk_right_word(bit)));
    }
    return jk_json_end(&list);
}

/* The account and, unless `cookie` is at null (a token was used), its session. */
static json_t *whoami_json(const struct jk_api *api, const struct jk_account *account,
                           struct jk_span cookie, int64_t until_s)
{
    struct jk_json json = jk_json_object();
    char csrf[SESSION_HEX + 1];

    jk_json_set_text(&json, "account", account->name);
    jk_json_set_text(&json, "role", jk_role_word(account->role));
    jk_json_set_text(&json, "region", account->region);
    jk_json_set(&json, "may", rights_json(account));
    if (account->contest[0]) {
        jk_json_set_text(&json, "contest", account->contest);
        jk_json_set_integer(&json, "paslon", account->paslon);
    }
    if (until_s != 0)
        jk_json_set(&json, "until", api_time_json(api, account->region, until_s));
    if (cookie.at) {
        login_sessions_csrf(api->sessions, cookie, csrf);
        jk_json_set_text(&json, "csrf", csrf);
        jk_json_set_integer(&json, "idle_s", SESSION_IDLE_S);
    }
    return jk_json_end(&json);
}

/* Back to the page, which says what was wrong and in how many ways that is told: by one word. */
static void back_to_form(const struct login *login, const char *fault)
{
    const struct jk_http_header headers[] = {
        { "Location",
          jk_arena_fmt(&login->call->arena, "/meja/login?salah=%s&ke=%s", fault, login->next) },
        { "Cache-Control", "no-store" }
    };

    jk_http_reply_empty(login->call, 303, headers, 2);
}

static void delay(const struct login *login, int64_t wait_s)
{
    struct jk_http_call *call = login->call;
    struct jk_error err;
    char seconds[24];

    if (login->next) {
        back_to_form(login, "tunggu");
        return;
    }
    snprintf(seconds, sizeof seconds, "%lld", (long long)wait_s);
    jk_fail(&err, JK_BUSY, JK_TEXT_SESSION_WAIT, "", "%s", seconds);
    jk_http_reply_error(call, 429, &err, &(struct jk_http_header){ "Retry-After", seconds }, 1);
}

/* Without Basic among the challenges: a browser would put its own window over the page. */
static void refuse_login(const struct login *login)
{
    struct jk_error err;

    if (login->next) {
        back_to_form(login, "sandi");
        return;
    }
    jk_fail(&err, JK_UNKNOWN, JK_TEXT_SESSION_WRONG, "", "%s", "");
    jk_http_reply_error(login->call, 401, &err,
                        &(struct jk_http_header){ "WWW-Authenticate", "Bearer realm=\"jarakd\"" },
                        1);
}

/* The old session of this browser, if any, ends: a cookie someone planted is never taken over. */
static void end_old(struct jk_api *api, const struct jk_http_call *call)
{
    struct session_found old;
    struct jk_span cookie;

    if (login_read_cookie(call, &cookie) &&
        login_sessions_use(api->sessions, cookie, api_now(api), &old))
        login_sessions_end(api->sessions, old.serial, api_now(api));
}

void login_begin(struct jk_api *api, struct jk_http_call *call, const struct jk_account *account,
                 const char *next)
{
    char cookie[SESSION_COOKIE], device[DEVICE_MAX];
    struct session_found found;
    struct jk_error err;
    json_t *json;

    end_old(api, call);
    if (login_sessions_begin(api->sessions, account, api_now(api), cookie, &found) != JK_OK) {
        jk_fail(&err, JK_IO, JK_TEXT_NOT_STORED, "", "%s", "random");
        jk_http_reply_problem(call, &err);
        return;
    }
    json = whoami_json(api, account, jk_span_of(cookie), found.until_s);
    login_device_remember(call, jk_app_salt(api->options.app), account, device);
    if (next)
        json_decref(json);
    login_send_cookies(call, next ? 303 : 201, next ? NULL : json,
                       &(struct cookies){ cookie, SESSION_WHOLE_S, device, next });
    explicit_bzero(cookie, sizeof cookie);
}

static void log_in(struct login *login, const struct jk_account *account)
{
    login_guess_delay_forget(login->api->guess_delays, login->key);
    login_begin(login->api, login->call, account, login->next);
}

/* Of a device that is known only its own counter holds the failure. */
static void fail(struct login *login)
{
    struct jk_api *api = login->api;

    if (!login->known) {
        login_guess_delay_count(api->guess_delays, GUESS_ADDRESS, login->address_key, api_now(api));
        login_guess_delay_count(api->guess_delays, GUESS_NAME, login->name_key, api_now(api));
    }
    refuse_login(login);
}

static void on_checked(struct hash_job *job)
{
    struct login *login = job->ctx;
    struct jk_api *api = login->api;
    const struct jk_account *account = NULL;
    struct jk_error err;

    if (job->status == JK_BUSY) {
        jk_fail(&err, JK_BUSY, JK_TEXT_HASHER_BUSY, "", "%s", "");
        jk_http_reply_problem(login->call, &err);
    } else if (api_settle(api, login->call)) { /* by what is durable */
        account = jk_app_account(api->options.app, login->name);
        /* The account may have changed while its password was checked. */
        if (job->status == JK_OK && account && jk_account_is_open(account, api_now(api)) &&
            strcmp(account->password, job->hash) == 0)
            log_in(login, account);
        else
            fail(login);
    }
    login_hash_job_free(job);
}

/* Held against the account's hash, or where there is none against a dummy that takes as long. */
static void check_password(struct login *login, struct jk_span password)
{
    struct jk_api *api = login->api;
    const struct jk_account *account = jk_app_account(api->options.app, login->name);
    struct hash_job *job = login_hash_job_new(password);
    struct jk_error err;

    if (job) {
        if (account && !account->gone)
            snprintf(job->hash, sizeof job->hash, "%s", account->password);
        job->done = on_checked;
        job->ctx = login;
        if (login_hasher_take(api->hasher, job)) {
            login_guess_delay_count(api->guess_delays, GUESS_PAIR, login->key, api_now(api));
            return;
        }
    }
    login_hash_job_free(job);
    jk_fail(&err, JK_BUSY, JK_TEXT_HASHER_BUSY, "", "%s", "");
    jk_http_reply_problem(login->call, &err);
}

/* A key of what it stands for, the name, and what else tells it from others. */
static struct jk_span make_key(struct jk_http_call *call, const char *what, const char *name,
                               struct jk_span more)
{
    struct jk_buf text = { 0 };
    struct jk_span key = { NULL, 0 };

    jk_buf_fmt(&text, "%s\n%s\n", what, name);
    jk_buf_span(&text, more);
    if (jk_buf_ok(&text))
        key = (struct jk_span){ jk_arena_copy(&call->arena, jk_buf_view(&text)), text.len };
    jk_buf_clear(&text);
    return key;
}

/* Returns null when memory is out. */
static struct login *begin_login(struct jk_api *api, struct jk_http_call *call, const char *text)
{
    struct login *login = jk_arena_take(&call->arena, sizeof *login);
    const struct jk_account *account = jk_app_account(api->options.app, text);
    struct jk_span device;

    if (!login)
        return NULL;
    *login = (struct login){ api, call, jk_arena_copy(&call->arena, jk_span_of(text)),
                             .address_key = login_address_key(call) };
    if (!login->name || !login->address_key.at)
        return NULL;
    login->known = login_device_is_known(call, jk_app_salt(api->options.app), account, &device);
    login->key = login->known ? make_key(call, "device", text, device)
                              : make_key(call, "pair", text, login->address_key);
    login->name_key = make_key(call, "name", text, (struct jk_span){ "", 0 });
    return login->key.at && login->name_key.at ? login : NULL;
}

/* The longest of the delays that this login meets. */
static int64_t wait_of(const struct login *login, int64_t now_s)
{
    const struct guess_delays *delays = login->api->guess_delays;
    const struct jk_span keys[] = { login->key, login->address_key, login->name_key };
    int64_t most_s = 0;

    for (size_t i = 0; i < (login->known ? 1 : 3); i++) {
        int64_t wait_s = login_guess_delay_wait(delays, keys[i], now_s);

        most_s = wait_s > most_s ? wait_s : most_s;
    }
    return most_s;
}

/* @param next as of struct login */
static void try_login(struct jk_api *api, struct jk_http_call *call, const char *name,
                      struct jk_span password, const char *next)
{
    struct login *login = begin_login(api, call, name);
    struct jk_error err;
    int64_t wait_s;

    if (!login) {
        jk_no_memory(&err);
        jk_http_reply_problem(call, &err);
        return;
    }
    login->next = next;
    wait_s = wait_of(login, api_now(api));
    if (wait_s > 0)
        delay(login, wait_s);
    else
        check_password(login, password);
}

void login_form_post(struct jk_api *api, struct jk_http_call *call, const char *name,
                     const char *password, const char *next)
{
    struct jk_error err;

    if (login_is_own_origin(call)) {
        try_login(api, call, name, jk_span_of(password), next);
    } else {
        jk_fail(&err, JK_DENIED, JK_TEXT_SESSION_ORIGIN, "Origin", "%s", "");
        jk_http_reply_problem(call, &err);
    }
}

void login_sessions_post(void *ctx, struct jk_http_call *call)
{
    static const char *const members[] = { "name", "password", NULL };
    struct jk_api *api = ctx;
    struct jk_error err;
    json_t *body = NULL;
    enum jk_status rc = JK_OK;

    if (!login_is_own_origin(call))
        rc = jk_fail(&err, JK_DENIED, JK_TEXT_SESSION_ORIGIN, "Origin", "%s", "");
    else if (!(body = api_read_object(call, members, &err)))
        rc = err.status;
    else if (!json_is_string(json_object_get(body, "name")) ||
             !json_is_string(json_object_get(body, "password")))
        rc = jk_fail(&err, JK_INVALID, JK_TEXT_PACK_STRING, "name, password", "%s", "");
    if (rc == JK_OK)
        try_login(api, call, json_string_value(json_object_get(body, "name")),
                  (struct jk_span){ json_string_value(json_object_get(body, "password")),
                                    json_string_length(json_object_get(body, "password")) },
                  NULL);
    else
        jk_http_reply_problem(call, &err);
    json_decref(body);
}

/* Adds the addresses of the private feeds, which are those of the caller's token. */
static void add_feeds(struct jk_http_call *call, struct jk_json *json)
{
    uint8_t digest[JK_DIGEST_LEN];
    char hash[2 * JK_DIGEST_LEN + 1], key[JK_TOKEN_HEX + 1];
    struct jk_span token;

    if (!login_read_token(call, &token))
        return;
    jk_sha256(token.at, token.len, digest);
    jk_hex(digest, sizeof digest, hash);
    jk_feed_key(hash, key);
    jk_json_set(json, "feeds",
                json_pack("{s:o, s:o, s:o}", "conflicts", json_sprintf("/feeds/t/%s.ics", key),
                          "requests", json_sprintf("/feeds/t/%s/requests.ics", key), "alerts",
                          json_sprintf("/feeds/t/%s/alerts.atom", key)));
}

void login_sessions_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct jk_account *actor = api_actor(api, call);
    const struct caller *caller = call->app;
    struct jk_span cookie = { NULL, 0 };
    struct jk_json json;

    if (caller->session != 0)
        login_read_cookie(call, &cookie);
    json = jk_json_take(whoami_json(api, actor, cookie, caller->until_s));
    if (caller->session == 0 && jk_role_rights(actor->role) & JK_MAY_SEE)
        add_feeds(call, &json);
    api_send(api, call, 200, jk_json_end(&json), NULL);
}

void login_sessions_delete(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct caller *caller = call->app;
    struct jk_error err;

    if (caller->session == 0) {
        jk_fail(&err, JK_NONE, JK_TEXT_SESSION_NONE, "", "%s", "");
        jk_http_reply_problem(call, &err);
        return;
    }
    login_sessions_end(api->sessions, caller->session, api_now(api));
    login_sweep(api); /* its event streams end with it */
    login_send_cookies(call, 204, NULL, &(struct cookies){ "", 0, NULL, NULL });
}

void login_sign_out(struct jk_api *api, struct jk_http_call *call, const char *next)
{
    const struct caller *caller = call->app;

    login_sessions_end(api->sessions, caller->session, api_now(api));
    login_sweep(api); /* its event streams end with it */
    login_send_cookies(call, 303, NULL, &(struct cookies){ "", 0, NULL, next });
}

/* What began in the very second is over too where nobody can begin anything any more. */
static int64_t end_of_second(const struct jk_account *account, int64_t now_s)
{
    return account && account->disabled ? now_s + 1 : now_s;
}

void login_drop(struct jk_api *api, const char *account)
{
    login_sessions_drop(api->sessions, account,
                        end_of_second(jk_app_account(api->options.app, account), api_now(api)));
    api_end_streams(api, account);
}

/* A stream goes on while what it was opened with would still let in. */
static bool still_lasts(struct jk_api *api, const struct caller *by, int64_t now_s)
{
    const struct jk_account *account = jk_app_account(api->options.app, by->name);

    return account && login_sessions_stamp(api->sessions, account) == by->stamp &&
           (by->session == 0 || login_sessions_last(api->sessions, by->session, now_s));
}

void login_followed(struct jk_api *api)
{
    const struct jk_accounts *accounts = jk_app_accounts(api->options.app);
    const int64_t now_s = api_now(api);

    for (size_t i = 0; api->options.share && i < jk_accounts_count(accounts); i++) {
        const struct jk_account *account = jk_accounts_at(accounts, i);

        if (!account->disabled)
            continue;
        login_sessions_cut(api->sessions, account->name, end_of_second(account, now_s));
        api_end_streams(api, account->name);
    }
}

void login_sweep(struct jk_api *api)
{
    int64_t now_s = api_now(api);

    login_sessions_sweep(api->sessions, now_s);
    login_followed(api);
    api_sweep_streams(api, now_s, still_lasts);
}
