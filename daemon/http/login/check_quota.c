#include "daemon/http/login/check_quota.h"

#include <stdlib.h>
#include <string.h>
#include "jarak/app/accounts/account.h"

#define HOUR_S 3600

struct asker {
    char account[JK_ACCOUNT_NAME_MAX + 1];
    int64_t at_s[HOURLY_MOST]; /* a ring; 0: not yet */
    unsigned oldest;
};

struct hourly {
    struct asker *askers; /* some teams: looked through one by one */
    size_t count;
};

struct hourly *hourly_new(void)
{
    return calloc(1, sizeof(struct hourly));
}

void hourly_free(struct hourly *hourly)
{
    if (!hourly)
        return;
    free(hourly->askers);
    free(hourly);
}

static struct asker *asker_of(struct hourly *hourly, const char *account)
{
    struct asker *grown;

    for (size_t i = 0; i < hourly->count; i++) {
        if (strcmp(hourly->askers[i].account, account) == 0)
            return &hourly->askers[i];
    }
    grown = realloc(hourly->askers, (hourly->count + 1) * sizeof *grown);
    if (!grown)
        return NULL;
    hourly->askers = grown;
    grown = &hourly->askers[hourly->count++];
    *grown = (struct asker){ .oldest = 0 };
    memcpy(grown->account, account, strnlen(account, JK_ACCOUNT_NAME_MAX));
    return grown;
}

int64_t hourly_take(struct hourly *hourly, const char *account, int64_t now_s)
{
    struct asker *asker = asker_of(hourly, account);
    int64_t free_s;

    if (!asker) /* who cannot be counted waits */
        return HOUR_S;
    free_s = asker->at_s[asker->oldest] + HOUR_S;
    if (asker->at_s[asker->oldest] != 0 && free_s > now_s)
        return free_s - now_s < HOUR_S ? free_s - now_s : HOUR_S;
    asker->at_s[asker->oldest] = now_s;
    asker->oldest = (asker->oldest + 1) % HOURLY_MOST;
    return 0;
}
