/* daemon/http/login/ended.h: signed sessions that are over before their time, as this daemon knows.
 *
 * In memory: what was logged out here, and accounts that were kept out. A daemon that did not see
 * it takes such a cookie until it is idle. Times are wall-clock UTC seconds. */
#ifndef DAEMON_HTTP_LOGIN_ENDED_H
#define DAEMON_HTTP_LOGIN_ENDED_H
#include "jarak/app/accounts/account.h"

#define ENDED_MAX 4096 /* sessions; then the one that would be over first gives way */

struct ended;

/* @return given; null when memory is out */
struct ended *login_ended_new(void);
/* Null is allowed. */
void login_ended_free(struct ended *ended);
/* A session is over; it would have been at `until_s` at the latest. */
void login_ended_note(struct ended *ended, uint64_t serial, int64_t until_s);
/* What an account began before this second is over. */
void login_ended_cut(struct ended *ended, const char *account, int64_t now_s);
/* Is that session over, which began then? */
bool login_ended_has(const struct ended *ended, uint64_t serial, const char *account,
                     int64_t made_s);
/* Forget what would be over by now anyway. */
void login_ended_sweep(struct ended *ended, int64_t now_s);
#endif
