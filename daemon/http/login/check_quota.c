/* How many checks a team may ask in an hour: a ring of times for each account.
 *
 * The oldest of the last CHECK_QUOTA_MOST times must be an hour back. The ring is exact, where a
 * counter by the hour would allow twice as many around its turn. */
#include "daemon/http/login/check_quota.h"
#include "jarak/http/texts/texts.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/login/login.h"
#include "jarak/http/server/call.h"

#include <stdlib.h>
#include <string.h>
#include "jarak/app/accounts/account.h"
#include "jarak/base/heap.h"

#define HOUR_S 3600

struct asker {
    char account[JK_ACCOUNT_NAME_MAX + 1];
    int64_t at_s[CHECK_QUOTA_MOST]; /* a ring; 0: not yet */
    unsigned oldest;
};

struct check_quota {
    struct asker *askers; /* some teams: looked through one by one */
    size_t count, cap;
};

struct check_quota *login_check_quota_new(void)
{
    return jk_heap_zeroed(1, sizeof(struct check_quota));
}

void login_check_quota_free(struct check_quota *check_quota)
{
    if (!check_quota)
        return;
    free(check_quota->askers);
    free(check_quota);
}

static struct asker *asker_of(struct check_quota *check_quota, const char *account)
{
    struct asker *grown;

    for (size_t i = 0; i < check_quota->count; i++) {
        if (strcmp(check_quota->askers[i].account, account) == 0)
            return &check_quota->askers[i];
    }
    if (!jk_grow(&check_quota->askers, check_quota->count, &check_quota->cap, sizeof *grown))
        return NULL;
    grown = &check_quota->askers[check_quota->count++];
    *grown = (struct asker){ .oldest = 0 };
    memcpy(grown->account, account, strnlen(account, JK_ACCOUNT_NAME_MAX));
    return grown;
}

/* Take one for that account. @return seconds to wait, when nothing was taken; 0: taken */
static int64_t take_one(struct check_quota *check_quota, const char *account, int64_t now_s)
{
    struct asker *asker = asker_of(check_quota, account);
    int64_t free_s;

    if (!asker) /* without memory to count this account in, it waits the whole hour */
        return HOUR_S;
    free_s = asker->at_s[asker->oldest] + HOUR_S;
    if (asker->at_s[asker->oldest] != 0 && free_s > now_s)
        return free_s - now_s < HOUR_S ? free_s - now_s : HOUR_S;
    asker->at_s[asker->oldest] = now_s;
    asker->oldest = (asker->oldest + 1) % CHECK_QUOTA_MOST;
    return 0;
}

bool login_allow_check(struct jk_api *api, struct jk_http_call *call)
{
    const struct jk_account *actor = api_actor(api, call);
    struct jk_error err;
    char seconds[24];
    int64_t wait = 0;

    if (!api->unbound) /* else it was counted before the work was put off */
        wait = take_one(api->check_quota, actor->name, api_now(api));
    if (wait == 0)
        return true;
    snprintf(seconds, sizeof seconds, "%lld", (long long)wait);
    jk_fail(&err, JK_LIMIT, JK_TEXT_TEAM_HOURLY, "", "%d", CHECK_QUOTA_MOST);
    jk_http_reply_error(call, 429, &err, &(struct jk_http_header){ "Retry-After", seconds }, 1);
    return false;
}
