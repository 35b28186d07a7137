/* Feeds whose address holds the key, for calendar programs that send no credentials.
 *
 * The key stands for its account, and only the right to see counts. An unknown key, a disabled
 * account and one without the right get the same 404, so an address tells nothing about itself. */
#include "jarak/app/app.h"
#include "jarak/app/conflicts/conflicts.h"
#include "jarak/app/handle/work.h"
#include "jarak/app/public/caldav_view.h"
#include "jarak/app/registry/registry.h"
#include "jarak/model/texts.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/public/public.h"
#include "daemon/http/rest/rest.h"

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

typedef enum jk_status write_calendar(const struct jk_app *app, struct jk_arena *arena,
                                      const char *region, struct jk_buf *out);

/* The account of the key is charged, wherever its calendar programs are. */
static void reply_by_key(struct jk_api *api, struct jk_http_call *call, write_calendar *write,
                         uint64_t (*weigh)(const struct jk_api *, const char *region))
{
    struct jk_buf out = { 0 };

    if (!enter_by_key(api, call) || !api_settle(api, call) ||
        !api_work(api, call, JK_WORK_READ + weigh(api, api_actor(api, call)->region)))
        return;
    if (write(api->options.app, &call->arena, api_actor(api, call)->region, &out) != JK_OK)
        out.failed = true;
    api_reply_calendar(call, &out);
}

static uint64_t weigh_conflicts(const struct jk_api *api, const char *region)
{
    return JK_WORK_MEMBER * jk_app_conflicts_most(api->options.app, region);
}

void http_public_private_calendar(void *ctx, struct jk_http_call *call)
{
    reply_by_key(ctx, call, jk_app_conflict_calendar, weigh_conflicts);
}

static uint64_t weigh_requests(const struct jk_api *api, const char *region)
{
    return JK_WORK_MEMBER / 2 * api_looked_at(api, region);
}

void http_public_private_requests(void *ctx, struct jk_http_call *call)
{
    reply_by_key(ctx, call, jk_app_request_calendar, weigh_requests);
}

void http_public_private_atom(void *ctx, struct jk_http_call *call)
{
    if (enter_by_key(ctx, call))
        rest_alerts_atom(ctx, call);
}
