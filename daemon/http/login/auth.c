/* Who asks is known by the Authorization field alone where there is one, else by the session
 * cookie, else by the UNIX socket, in that order; a weaker proof never stands in for a stronger one
 * that failed. The right of the route is asked for here, before a byte of the body is read. */
#include "daemon/http/login/login.h"
#include "jarak/app/public/watch.h"
#include "jarak/app/texts/texts.h"
#include "jarak/http/texts/texts.h"
#include "jarak/model/texts.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/login/guess_delay.h"
#include "daemon/http/login/session.h"
#include "jarak/app/accounts/account.h"
#include "jarak/app/app.h"
#include "jarak/base/encoding.h"

/* `Bearer TOKEN`, or Basic, whose password is the token with any user name (WIRE 1). */
bool login_read_token(struct jk_http_call *call, struct jk_span *token)
{
    static const struct jk_span bearer = { "Bearer ", 7 }, basic = { "Basic ", 6 };
    struct jk_span value, user;

    if (!jk_http_field(call, "Authorization", &value))
        return false;
    if (value.len > bearer.len &&
        jk_span_eq_nocase((struct jk_span){ value.at, bearer.len }, bearer)) {
        *token = (struct jk_span){ value.at + bearer.len, value.len - bearer.len };
        return true;
    }
    if (value.len <= basic.len ||
        !jk_span_eq_nocase((struct jk_span){ value.at, basic.len }, basic) ||
        !jk_base64_read(&call->arena,
                        (struct jk_span){ value.at + basic.len, value.len - basic.len }, token))
        return false;
    return jk_span_cut(token, ':', &user) && token->at;
}

/* Root and the daemon's own user can read its store anyway: over the UNIX socket they administer
 * accounts, so that the first administrator needs no account. Nothing else: what is filed or
 * decided must have someone's name. */
static bool is_own_socket(const struct jk_http_call *call)
{
    return call->match.route->who == JK_MAY_ADMIN && call->unix_socket &&
           (call->peer_uid == 0 || call->peer_uid == geteuid());
}

static enum jk_status remember(struct jk_http_call *call, const struct caller *who,
                               struct jk_error *err)
{
    struct caller *caller = jk_arena_take(&call->arena, sizeof *caller);

    if (caller) {
        *caller = *who;
        caller->name = jk_arena_copy(&call->arena, jk_span_of(who->name));
    }
    if (!caller || !caller->name)
        return jk_no_memory(err);
    call->app = caller;
    return JK_OK;
}

/* By session cookie. JK_UNKNOWN: none that lasts; JK_DENIED: not from our own pages. */
static enum jk_status find_session(struct jk_api *api, struct jk_http_call *call,
                                   const struct jk_account **actor, struct caller *who,
                                   struct jk_error *err)
{
    const struct jk_account *known;
    struct session_found found;
    struct jk_span cookie;

    if (!login_read_cookie(call, &cookie) ||
        !login_sessions_use(api->sessions, cookie, api_now(api), &found))
        return JK_UNKNOWN;
    known = jk_app_account(api->options.app, found.account);
    if (!known || !jk_account_is_open(known, api_now(api)) ||
        !login_sessions_fits(api->sessions, &found, known))
        return JK_UNKNOWN;
    *actor = known;
    who->session = found.serial;
    if (api_now(api) - found.used_s >= SESSION_RENEW_S)
        who->renew_s = found.made_s;
    who->until_s = found.until_s;
    if (known->not_after_s != 0 && known->not_after_s < who->until_s)
        who->until_s = known->not_after_s;
    return login_check_origin(api, call, cookie, err);
}

/* A wrong token: counted by address, and beyond its free tries told to wait. What it may still
 * learn by a right one is nothing that guesses could find (guess_delay.h). */
static enum jk_status refuse_guess(struct jk_api *api, struct jk_http_call *call,
                                   struct jk_error *err)
{
    struct jk_span address = login_address_key(call), key;
    int64_t now_s = api_now(api), wait_s;
    char text[40];

    if (!address.at)
        return jk_no_memory(err);
    key = (struct jk_span){ text, address.len + 6 };
    memcpy(text, "token\n", 6);
    memcpy(text + 6, address.at, address.len);
    wait_s = login_guess_delay_wait(api->guess_delays, key, now_s);
    if (wait_s == 0) {
        login_guess_delay_count(api->guess_delays, GUESS_TOKEN, key, now_s);
        return jk_fail(err, JK_UNKNOWN, JK_TEXT_NO_TOKEN, "Authorization", "%s", "");
    }
    call->later = jk_arena_fmt(&call->arena, "%lld", (long long)wait_s);
    if (!call->later)
        return jk_no_memory(err);
    return jk_fail(err, JK_LIMIT, JK_TEXT_TOKEN_WAIT, "Authorization", "%s", call->later);
}

/* JK_OK: the caller is remembered, and may use the route. Who sends Authorization is known by that
 * alone. */
static enum jk_status recognize(struct jk_api *api, struct jk_http_call *call, struct jk_error *err)
{
    unsigned right = call->match.route->who;
    const struct jk_account *actor = NULL;
    struct caller who = { .name = "" };
    char name[JK_ACCOUNT_ACTOR_MAX];
    struct jk_span token;

    if (jk_http_field_count(call, "Authorization") > 0) {
        if (login_read_token(call, &token))
            actor = jk_accounts_of_token(jk_app_accounts(api->options.app), token, api_now(api),
                                         &who.until_s);
        if (!actor)
            return refuse_guess(api, call, err);
    } else if (jk_http_field_count(call, "Cookie") > 0) {
        if (find_session(api, call, &actor, &who, err) == JK_DENIED)
            return JK_DENIED;
    } else if (is_own_socket(call)) {
        snprintf(name, sizeof name, "socket:%u", call->peer_uid);
        who.name = name;
        return remember(call, &who, err);
    }
    if (!actor)
        return jk_fail(err, JK_UNKNOWN, JK_TEXT_NO_TOKEN, "Authorization", "%s", "");
    if ((jk_account_rights(actor) & right) != right)
        return jk_fail(err, JK_DENIED, JK_TEXT_NO_RIGHT, "", "%s", jk_role_word(actor->role));
    who.name = actor->name;
    who.stamp = login_sessions_stamp(api->sessions, actor);
    return remember(call, &who, err);
}

enum jk_status login_admit(struct jk_api *api, struct jk_http_call *call, struct jk_error *err)
{
    jk_app_watch(api->options.app);
    if (jk_app_is_lost(api->options.app))
        return jk_fail(err, JK_BUSY, JK_TEXT_NOT_STORED, "", "%s", "");
    return call->match.route->who != 0 ? recognize(api, call, err) : JK_OK;
}
