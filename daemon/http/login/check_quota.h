/* daemon/http/login/check_quota.h: how often an account may ask for something costly within any
 * hour.
 *
 * A sliding window: the times of the last so many are kept, in memory only. */
#ifndef DAEMON_HTTP_LOGIN_CHECK_QUOTA_H
#define DAEMON_HTTP_LOGIN_CHECK_QUOTA_H
#include <stdint.h>

#define HOURLY_MOST 30 /* checks of a team (WIRE 1) */

struct hourly;

/* @return given; null when memory is out */
struct hourly *hourly_new(void);
/* Null is allowed. */
void hourly_free(struct hourly *hourly);
/* Take one for that account. @return seconds to wait, when nothing was taken; 0: taken */
int64_t hourly_take(struct hourly *hourly, const char *account, int64_t now_s);
#endif
