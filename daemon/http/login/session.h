/* daemon/http/login/session.h: who is logged in with a password.
 *
 * A session ends 30 minutes after its last use or 12 hours after it began, and when its account's
 * password changes or the account is disabled. Not journalled (docs/journal.md). A daemon of its
 * own keeps sessions in memory: 256 random bits in a cookie, kept as SHA-256, over at a restart.
 * Daemons that share a journal sign them (signed.h): a cookie of one lets in at all, also after a
 * restart; its last use is what was signed last, so that it is written anew once it is two minutes
 * old. Times are wall-clock UTC seconds. */
#ifndef DAEMON_HTTP_LOGIN_SESSION_H
#define DAEMON_HTTP_LOGIN_SESSION_H
#include "daemon/http/login/signed.h"
#include "jarak/app/accounts/account.h"

#define SESSION_HEX      64         /* digits of a CSRF token, and of a cookie that is not signed */
#define SESSION_COOKIE   SIGNED_MAX /* octets of any cookie, with NUL */
#define SESSION_IDLE_S   1800       /* since the last use */
#define SESSION_WHOLE_S  43200      /* in all: a long working day */
#define SESSION_RENEW_S  120        /* a signed cookie that is older is written anew */
#define SESSION_CLOCKS_S 300        /* by so much clocks of daemons may differ */
#define SESSIONS_MAX     4096       /* all; then the one used least recently ends */
#define SESSIONS_EACH    16         /* of one account; then the same */

struct sessions;

/* A session as its request sees it. */
struct session_found {
    uint64_t serial; /* names it; never 0 */
    char account[JK_ACCOUNT_NAME_MAX + 1];
    int64_t until_s; /* when it ends at the latest */
    /* Of a signed one, as its cookie says. */
    int64_t made_s, used_s;
    uint8_t generation[SIGNED_GENERATION];
};

/* @param secret  32 octets that daemons share, copied: sessions are signed; null: kept in memory
 * @return given; null when memory or random bytes are out */
struct sessions *login_sessions_new(const uint8_t *secret);
/* Null is allowed. */
void login_sessions_free(struct sessions *sessions);
/* Begin one. @param[out] cookie its secret, told once; the caller wipes it. @return JK_OK; JK_IO */
enum jk_status login_sessions_begin(struct sessions *sessions, const struct jk_account *account,
                                    int64_t now_s, char cookie[SESSION_COOKIE],
                                    struct session_found *out);
/* The session of a cookie; this counts as a use. A signed one lets in only where it also fits the
 * account (login_sessions_fits()). @return false when there is none any more */
bool login_sessions_use(struct sessions *sessions, struct jk_span cookie, int64_t now_s,
                        struct session_found *out);
/* Is the account still what it was when the session was signed? True of one in memory, which ends
 * by login_sessions_drop(). */
bool login_sessions_fits(const struct sessions *sessions, const struct session_found *found,
                         const struct jk_account *account);
/* What a stream remembers of its account: another value ends it. 0 where sessions are in memory. */
uint64_t login_sessions_stamp(const struct sessions *sessions, const struct jk_account *account);
/* The cookie of a signed session of this account, written anew as used now. False: it is over. */
bool login_sessions_renew(const struct sessions *sessions, const struct jk_account *account,
                          uint64_t serial, int64_t made_s, int64_t now_s,
                          char cookie[SESSION_COOKIE]);
/* The code that requests which change something must send besides the cookie: known only to whoever
 * may read our answers. "" where the cookie was never ours. */
void login_sessions_csrf(const struct sessions *sessions, struct jk_span cookie,
                         char out[SESSION_HEX + 1]);
/* True when the session still lasts. Asking does not count as a use. */
bool login_sessions_last(const struct sessions *sessions, uint64_t serial, int64_t now_s);
/* End one: a signed one at this daemon. */
void login_sessions_end(struct sessions *sessions, uint64_t serial, int64_t now_s);
/* End all of an account that began before this second. */
void login_sessions_drop(struct sessions *sessions, const char *account, int64_t now_s);
/* Forget those that are over. */
void login_sessions_sweep(struct sessions *sessions, int64_t now_s);
/* Where they are signed: what an account began before is over, also once it is let in again. */
void login_sessions_cut(struct sessions *sessions, const char *account, int64_t now_s);
#endif
