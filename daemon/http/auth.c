#include "daemon/http/api.h"

#include <stdio.h>
#include <unistd.h>
#include <openssl/evp.h>

/* Standard base64 of one line; the octets live in the call's arena. */
static bool decode_base64(struct jk_http_call *call, struct jk_span text, struct jk_span *out)
{
    unsigned char *octets = jk_arena_take(&call->arena, text.len / 4 * 3 + 1);
    int len;

    if (!octets || text.len == 0 || text.len % 4 != 0)
        return false;
    len = EVP_DecodeBlock(octets, (const unsigned char *)text.at, (int)text.len);
    if (len < 0)
        return false;
    for (size_t i = text.len; i > text.len - 2 && text.at[i - 1] == '='; i--)
        len--; /* EVP_DecodeBlock() counts the padding as octets */
    *out = (struct jk_span){ (const char *)octets, (size_t)len };
    return true;
}

/* `Bearer TOKEN`, or Basic, whose password is the token with any user name (WIRE 1). */
bool api_read_token(struct jk_http_call *call, struct jk_span *token)
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
        !decode_base64(call, (struct jk_span){ value.at + basic.len, value.len - basic.len },
                       token))
        return false;
    return jk_span_cut(token, ':', &user) && token->at;
}

/* By name, not by address: between the head and the body of a request the accounts may have been
 * loaded again. They are never taken away. */
const struct jk_account *api_actor(const struct jk_api *api, const struct jk_http_call *call)
{
    const struct caller *caller = call->app;

    return caller ? jk_app_account(api->options.app, caller->name) : NULL;
}

/* Root and the daemon's own user can read its store anyway: over the UNIX socket they administer
 * accounts, so that the first administrator needs no account. Nothing else: what is filed or
 * decided must have someone's name. */
static bool is_own_socket(const struct jk_http_call *call)
{
    return call->match.route->who == JK_MAY_ADMIN && call->unix_socket &&
           (call->peer_uid == 0 || call->peer_uid == geteuid());
}

static bool remember(struct jk_http_call *call, const char *name, int64_t until_s)
{
    struct caller *caller = jk_arena_take(&call->arena, sizeof *caller);

    if (caller)
        *caller = (struct caller){ jk_arena_copy(&call->arena, jk_span_of(name)), until_s };
    call->app = caller && caller->name ? caller : NULL;
    return call->app != NULL;
}

/* JK_OK: the caller is remembered, and may use the route. */
static enum jk_status recognize(struct jk_api *api, struct jk_http_call *call, struct jk_error *err)
{
    unsigned who = call->match.route->who;
    const struct jk_account *actor = NULL;
    char name[JK_ACCOUNT_ACTOR_MAX];
    struct jk_span token;
    int64_t until_s = 0;

    if (api_read_token(call, &token)) {
        actor =
            jk_accounts_of_token(jk_app_accounts(api->options.app), token, api_now(api), &until_s);
    } else if (is_own_socket(call)) {
        snprintf(name, sizeof name, "socket:%u", call->peer_uid);
        return remember(call, name, 0) ? JK_OK
                                       : jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "%s", "");
    }
    if (!actor)
        return jk_fail(err, JK_UNKNOWN, JK_TEXT_NO_TOKEN, "Authorization", "%s", "");
    if ((jk_role_rights(actor->role) & who) != who)
        return jk_fail(err, JK_DENIED, JK_TEXT_NO_RIGHT, "", "%s", jk_role_word(actor->role));
    return remember(call, actor->name, until_s)
               ? JK_OK
               : jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "%s", "");
}

bool api_admit(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_error err;
    enum jk_status rc = JK_OK;

    if (jk_app_is_lost(api->options.app))
        rc = jk_fail(&err, JK_BUSY, JK_TEXT_NOT_STORED, "", "%s", "");
    else if (call->match.route->who != 0)
        rc = recognize(api, call, &err);
    if (rc == JK_OK)
        return true;
    jk_http_reply_problem(call, &err);
    return false;
}
