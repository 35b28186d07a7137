/* daemon/http/login/check_quota.h: how often an account may ask for something costly within any
 * hour.
 *
 * A sliding window: the times of the last so many are kept, in memory only. */
#ifndef DAEMON_HTTP_LOGIN_CHECK_QUOTA_H
#define DAEMON_HTTP_LOGIN_CHECK_QUOTA_H
#include <stdint.h>

#define CHECK_QUOTA_MOST 30 /* checks of a team (WIRE 1) */

struct check_quota;

/* @return given; null when memory is out */
struct check_quota *login_check_quota_new(void);
/* Null is allowed. */
void login_check_quota_free(struct check_quota *check_quota);
#endif
