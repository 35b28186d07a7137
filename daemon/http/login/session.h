/* daemon/http/login/session.h: who is logged in with a password, in memory only.
 *
 * A session is 256 random bits in a cookie, kept as SHA-256; it ends 30 minutes after its last use
 * or 12 hours after it began, at a restart, and when its account's password changes or the account
 * is disabled. Not journalled (docs/journal.md). Times are wall-clock UTC seconds. */
#ifndef DAEMON_HTTP_LOGIN_SESSION_H
#define DAEMON_HTTP_LOGIN_SESSION_H
#include "jarak/app/accounts/account.h"

#define SESSION_HEX     64    /* digits of a cookie, and of its CSRF token */
#define SESSION_IDLE_S  1800  /* since the last use */
#define SESSION_WHOLE_S 43200 /* in all: a long working day */
#define SESSIONS_MAX    4096  /* all; then the one used least recently ends */
#define SESSIONS_EACH   16    /* of one account; then the same */

struct sessions;

/* A session as its request sees it. */
struct session_found {
    uint64_t serial; /* names it; never 0 */
    char account[JK_ACCOUNT_NAME_MAX + 1];
    int64_t until_s; /* when it ends at the latest */
};

/* @return given; null when memory or random bytes are out */
struct sessions *login_sessions_new(void);
/* Null is allowed. */
void login_sessions_free(struct sessions *sessions);
/* Begin one. @param[out] cookie its secret, told once; the caller wipes it. @return JK_OK; JK_IO */
enum jk_status login_sessions_begin(struct sessions *sessions, const char *account, int64_t now_s,
                                    char cookie[SESSION_HEX + 1], struct session_found *out);
/* The session of a cookie; this counts as a use. @return false when there is none any more */
bool login_sessions_use(struct sessions *sessions, struct jk_span cookie, int64_t now_s,
                        struct session_found *out);
/* The code that requests which change something must send besides the cookie: known only to whoever
 * may read our answers. */
void login_sessions_csrf(const struct sessions *sessions, struct jk_span cookie,
                         char out[SESSION_HEX + 1]);
/* True when the session still lasts. Asking does not count as a use. */
bool login_sessions_last(const struct sessions *sessions, uint64_t serial, int64_t now_s);
/* End one. */
void login_sessions_end(struct sessions *sessions, uint64_t serial);
/* End all of an account. */
void login_sessions_drop(struct sessions *sessions, const char *account);
/* Forget those that are over. */
void login_sessions_sweep(struct sessions *sessions, int64_t now_s);
#endif
