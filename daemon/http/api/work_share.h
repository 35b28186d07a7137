/* daemon/http/api/work_share.h: how much work each account and each address may cause.
 *
 * Token buckets in the units of jarak/app/handle/work.h, of accounts by their name and of who has
 * not signed in by address. In memory only, in a table of fixed size: whoever has asked for least
 * lately gives up his place, and begins with a full bucket when he comes back. */
#ifndef DAEMON_HTTP_API_WORK_SHARE_H
#define DAEMON_HTTP_API_WORK_SHARE_H
#include <stdbool.h>
#include <stdint.h>

#define WORK_SHARES \
    2048 /* buckets, 24 bytes each: more than accounts and addresses of a busy day */

struct work_shares;

/* Who asks. */
struct work_asker {
    const char *name; /* of the account, or the address */
    bool account;
};

/* @return given; null when memory is out */
struct work_shares *api_work_shares_new(void);
/* Null is allowed. */
void api_work_shares_free(struct work_shares *shares);
/* Take units from the bucket of who asks; a bucket that holds less than they are gives nothing.
 * @return seconds until it would, when nothing was taken; 0: taken */
int64_t api_work_shares_take(struct work_shares *shares, const struct work_asker *who,
                             uint64_t units, int64_t now_ms);
/* What was asked for turned out to be that much more: it is taken, and owed where it is not there.
 */
void api_work_shares_owe(struct work_shares *shares, const struct work_asker *who, uint64_t units,
                         int64_t now_ms);
#endif
