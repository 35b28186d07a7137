#include <stdio.h>
#include "daemon/http/api.h"
#include "jarak/app/calendar.h"
#include "jarak/feed/approved.h"

/* The caller is who the address's key belongs to. False: there is no such feed; answered. An
 * unknown key, a disabled account and one without the right look alike. */
static bool enter_by_key(struct jk_api *api, struct jk_http_call *call)
{
    struct caller *caller = jk_arena_take(&call->arena, sizeof *caller);
    const struct jk_account *account;
    int64_t until_s = 0;
    struct jk_error err;

    account = jk_accounts_of_feed(jk_app_accounts(api->options.app), call->match.capture[0],
                                  api_now(api), &until_s);
    if (caller && account && jk_role_rights(account->role) & JK_MAY_SEE) {
        *caller = (struct caller){ .name = account->name, .until_s = until_s };
        call->app = caller;
        return true;
    }
    jk_fail(&err, JK_NONE, JK_TEXT_NOT_THERE, "feed", "%s", "");
    jk_http_reply_problem(call, &err);
    return false;
}

void private_calendar(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_buf out = { 0 };
    struct jk_error err;
    char etag[40];

    if (!enter_by_key(api, call) || !api_settle(api, call))
        return;
    if (jk_app_conflict_calendar(api->options.app, &call->arena, api_actor(api, call)->region,
                                 &out) != JK_OK) {
        jk_fail(&err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "%s", "");
        jk_http_reply_problem(call, &err);
    } else {
        struct jk_http_header headers[] = { { "ETag", etag },
                                            { "Cache-Control", "private, max-age=300" } };

        jk_etag_of(jk_buf_view(&out), etag);
        if (jk_http_not_modified(call, etag))
            jk_http_reply_empty(call, 304, headers, 2);
        else
            jk_http_reply(call,
                          &(struct jk_http_reply){ .code = 200,
                                                   .content_type = "text/calendar; charset=utf-8",
                                                   .headers = headers,
                                                   .header_count = 2,
                                                   .body = jk_buf_view(&out) });
    }
    jk_buf_clear(&out);
}

void private_atom(void *ctx, struct jk_http_call *call)
{
    if (enter_by_key(ctx, call))
        alerts_atom(ctx, call);
}
