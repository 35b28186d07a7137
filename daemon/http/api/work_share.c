/* Buckets in sets of WAYS by a hash of who asks. A full bucket is as good as none, so where a set
 * is full of others, the one that is or will first be full gives up its place. */
#include "daemon/http/api/work_share.h"

#include <stdlib.h>
#include <string.h>
#include "jarak/app/handle/work.h"
#include "jarak/base/digest.h"
#include "jarak/base/heap.h"

#define WAYS 8
#define SETS (WORK_SHARES / WAYS)

struct share {
    uint64_t who;    /* hash; 0: nobody's */
    int64_t full_us; /* when the bucket is full again */
    bool account;
};

struct work_shares {
    struct share at[SETS][WAYS];
};

struct work_shares *api_work_shares_new(void)
{
    return jk_heap_zeroed(1, sizeof(struct work_shares));
}

void api_work_shares_free(struct work_shares *shares)
{
    free(shares);
}

/* Not to be found by trial: who could choose a name of another's hash would spend his share. */
static uint64_t hash_of(const struct work_asker *who)
{
    uint8_t digest[JK_DIGEST_LEN];
    uint64_t hash;

    jk_sha256(who->name, strlen(who->name), digest);
    memcpy(&hash, digest, sizeof hash);
    return hash | 1;
}

static struct share *share_of(struct work_shares *shares, const struct work_asker *who)
{
    uint64_t hash = hash_of(who);
    struct share *set = shares->at[hash / 2 % SETS], *least = &set[0];

    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].who == hash && set[i].account == who->account)
            return &set[i];
        if (set[i].full_us < least->full_us)
            least = &set[i];
    }
    *least = (struct share){ hash, 0, who->account };
    return least;
}

static uint64_t second_of(const struct work_asker *who)
{
    return who->account ? JK_WORK_ACCOUNT_SECOND : JK_WORK_ADDRESS_SECOND;
}

static uint64_t burst_of(const struct work_asker *who)
{
    return who->account ? JK_WORK_ACCOUNT_BURST : JK_WORK_ADDRESS_BURST;
}

/* How long a bucket takes to gather so much; no more than a full one. */
static int64_t us_of(const struct work_asker *who, uint64_t units)
{
    return (int64_t)((units < burst_of(who) ? units : burst_of(who)) * 1000000 / second_of(who));
}

/* A bucket is kept as the moment at which it is full again: what it lacks now is that much of its
 * rate. In microseconds: a short read is a part of a millisecond, and was free when those were
 * counted. */
int64_t api_work_shares_take(struct work_shares *shares, const struct work_asker *who,
                             uint64_t units, int64_t now_ms)
{
    struct share *share = share_of(shares, who);
    int64_t late_us;

    if (share->full_us < 1000 * now_ms)
        share->full_us = 1000 * now_ms;
    late_us = share->full_us - 1000 * now_ms + us_of(who, units) - us_of(who, UINT64_MAX);
    if (late_us > 0)
        return (late_us + 999999) / 1000000;
    share->full_us += us_of(who, units);
    return 0;
}

void api_work_shares_owe(struct work_shares *shares, const struct work_asker *who, uint64_t units,
                         int64_t now_ms)
{
    struct share *share = share_of(shares, who);

    if (share->full_us < 1000 * now_ms)
        share->full_us = 1000 * now_ms;
    share->full_us += us_of(who, units);
}
