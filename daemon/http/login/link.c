/* Links that sign somebody in once: a short list, compared in constant time.
 *
 * Both handlers ask the same three things first: is it an exercise, and does the request come from
 * this machine itself. Elsewhere the routes are not there. */
#include "daemon/http/login/link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/login/cookie.h"
#include "daemon/http/login/login.h"
#include "daemon/http/login/session.h"
#include "jarak/base/digest.h"
#include "jarak/base/heap.h"
#include "jarak/base/random.h"
#include "jarak/http/texts/texts.h"
#include "jarak/model/texts.h"

#define LINK_HEX    64
#define LINK_LAST_S 600
#define LINKS_MAX   16 /* then the oldest gives way */

struct sign_link {
    uint8_t digest[JK_DIGEST_LEN];
    char account[JK_ACCOUNT_NAME_MAX + 1]; /* "": free */
    int64_t until_s;
};

struct sign_links {
    struct sign_link at[LINKS_MAX];
    size_t next;
};

struct sign_links *login_links_new(void)
{
    return jk_heap_zeroed(1, sizeof(struct sign_links));
}

void login_links_free(struct sign_links *links)
{
    free(links);
}

/* Makes one for an account; the token is told once. JK_IO: no random bytes. */
static enum jk_status make_link(struct sign_links *links, const char *account, int64_t now_s,
                                char token[LINK_HEX + 1])
{
    struct sign_link *link = &links->at[links->next++ % LINKS_MAX];
    uint8_t bytes[LINK_HEX / 2];

    if (jk_random(bytes, sizeof bytes) != JK_OK)
        return JK_IO;
    jk_hex(bytes, sizeof bytes, token);
    jk_sha256(token, LINK_HEX, link->digest);
    snprintf(link->account, sizeof link->account, "%s", account);
    link->until_s = now_s + LINK_LAST_S;
    return JK_OK;
}

/* Uses one up. False: there is none, it was used, or its time is over. */
static bool use_link(struct sign_links *links, struct jk_span token, int64_t now_s, char *account)
{
    struct sign_link *found = NULL;
    uint8_t digest[JK_DIGEST_LEN];

    jk_sha256(token.at, token.len, digest);
    for (size_t i = 0; i < LINKS_MAX; i++) {
        if (links->at[i].account[0] && jk_equal_secret(links->at[i].digest, digest, sizeof digest))
            found = &links->at[i];
    }
    if (!found)
        return false;
    snprintf(account, JK_ACCOUNT_NAME_MAX + 1, "%s", found->account);
    found->account[0] = '\0';
    return found->until_s >= now_s;
}

/* Is it an exercise, and does this machine itself ask? */
static bool may_be_used(const struct jk_api *api, const struct jk_http_call *call)
{
    return jk_app_pack(api->options.app)->simulation && call->local &&
           jk_http_field_count(call, "X-Forwarded-For") == 0;
}

/* Links are of the daemon that made them: several could not tell that one was used at another. */
static void refuse(const struct jk_api *api, struct jk_http_call *call)
{
    struct jk_error err;

    jk_fail(&err, JK_NONE, api->options.share ? JK_TEXT_SIGN_LINK_ELSEWHERE : JK_TEXT_SIGN_LINK, "",
            "%s", "");
    jk_http_reply_problem(call, &err);
}

void login_account_link(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const char *name = jk_arena_copy(&call->arena, call->match.capture[0]);
    const struct jk_account *account = name ? jk_app_account(api->options.app, name) : NULL;
    char token[LINK_HEX + 1];

    if (!may_be_used(api, call) || !account || !jk_account_is_open(account, api_now(api)) ||
        !login_may_administer(api, call, account) ||
        make_link(api->sign_links, name, api_now(api), token) != JK_OK) {
        refuse(api, call);
        return;
    }
    api_send(api, call, 201,
             json_pack("{s:o, s:i}", "path", json_sprintf("/meja/tautan/%s", token), "lasts_s",
                       LINK_LAST_S),
             NULL);
    explicit_bzero(token, sizeof token);
}

void login_link_use(struct jk_api *api, struct jk_http_call *call, struct jk_span token,
                    const char *next)
{
    char name[JK_ACCOUNT_NAME_MAX + 1];
    const struct jk_account *account = NULL;

    if (may_be_used(api, call) && login_is_own_origin(call) &&
        use_link(api->sign_links, token, api_now(api), name))
        account = jk_app_account(api->options.app, name);
    if (account && jk_account_is_open(account, api_now(api)))
        login_begin(api, call, account, next);
    else
        refuse(api, call);
}
