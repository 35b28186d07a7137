/* daemon/http/login/login.h: who comes in: by token, by session, over the UNIX socket; and the
 * handlers of sessions and accounts. */
#ifndef DAEMON_HTTP_LOGIN_LOGIN_H
#define DAEMON_HTTP_LOGIN_LOGIN_H
#include "daemon/http/api/handle.h"
#include "jarak/app/accounts/account.h"
#include "jarak/http/server/call.h"
#include "jarak/base/bytes.h"
#include "jarak/base/error.h"
#include "jarak/app/accounts/account.h"

/* Finds who asks and whether he may use the route, before the body is read; the call remembers the
 * caller. @return JK_OK; JK_UNKNOWN, JK_DENIED, JK_MEMORY; JK_LIMIT for one wrong token too many */
enum jk_status login_admit(struct jk_api *api, struct jk_http_call *call, struct jk_error *err);
/* The address that guesses are counted by; null when memory is out. Borrowed from the call. */
struct jk_span login_address_key(struct jk_http_call *call);
/* An account's credentials changed: its sessions and whatever was opened with them end. */
void login_drop(struct jk_api *api, const char *account);
/* Entries of others came: what accounts have open that are kept out by now ends at once. */
void login_followed(struct jk_api *api);
/* Forget sessions that are over, and end the streams that were opened with them. */
void login_sweep(struct jk_api *api);
/* The session cookie. False: none, or more than one. Borrowed from the call. */
bool login_read_cookie(const struct jk_http_call *call, struct jk_span *cookie);
/* Check that a request by cookie comes from our own pages (Origin, X-CSRF-Token). JK_OK or
 * JK_DENIED. */
enum jk_status login_check_origin(const struct jk_api *api, const struct jk_http_call *call,
                                  struct jk_span cookie, struct jk_error *err);
/* True when the client came by https, to us or to the proxy on this machine. */
bool login_is_secure(const struct jk_http_call *call);
/* The password of `Authorization: Basic`, or the token of Bearer; borrowed from the call. */
bool login_read_token(struct jk_http_call *call, struct jk_span *token);
/* One check of a team is counted. False: it had its share of the hour; answered 429. */
bool login_allow_check(struct jk_api *api, struct jk_http_call *call);

/* POST /sessions: log in with a password. */
void login_sessions_post(void *ctx, struct jk_http_call *call);
/* GET /sessions: who one is, and what one may. */
void login_sessions_get(void *ctx, struct jk_http_call *call);
/* DELETE /sessions: log out. */
void login_sessions_delete(void *ctx, struct jk_http_call *call);
/* A page's form: sign in and go on to `next`, or back to the page of the form. */
void login_form_post(struct jk_api *api, struct jk_http_call *call, const char *name,
                     const char *password, const char *next);
/* Begin a session of an account: answers with its cookie, and sends the browser on to `next` where
 * there is one, else JSON. */
void login_begin(struct jk_api *api, struct jk_http_call *call, const struct jk_account *account,
                 const char *next);
/* True when the caller administers accounts of that region. */
bool login_may_administer(const struct jk_api *api, const struct jk_http_call *call,
                          const struct jk_account *account);
/* POST /accounts/{name}/link: a link that signs in once. */
void login_account_link(void *ctx, struct jk_http_call *call);
/* Use such a link: begins its session, or answers 404. */
void login_link_use(struct jk_api *api, struct jk_http_call *call, struct jk_span token,
                    const char *next);
/* The same for signing out. */
void login_sign_out(struct jk_api *api, struct jk_http_call *call, const char *next);
/* Who administers by this call, and how far. */
struct jk_account_ask login_ask_of(const struct jk_api *api, const struct jk_http_call *call);
/* What answers once a password was set, or could not be. */
typedef void login_password_done(struct jk_api *api, struct jk_http_call *call, enum jk_status rc,
                                 const char *name, struct jk_error *err);
/* Set the password of an account; `name` lives as long as the call. */
void login_set_password(struct jk_api *api, struct jk_http_call *call, const char *name,
                        struct jk_span password, login_password_done *done);
/* GET /accounts: those of the caller's region. */
void login_accounts_list(void *ctx, struct jk_http_call *call);
/* POST /accounts: a new one. */
void login_accounts_post(void *ctx, struct jk_http_call *call);
/* POST /accounts/{name}/dates: bounded in time anew; an absent date is no bound. */
void login_account_dates(void *ctx, struct jk_http_call *call);
/* POST /accounts/{name}/scope: how far a reader may read. */
void login_account_scope(void *ctx, struct jk_http_call *call);
/* POST /accounts/{name}/disable: kept out, or let in again. */
void login_account_disable(void *ctx, struct jk_http_call *call);
/* POST /accounts/{name}/password: set, or taken away by null. */
void login_account_password(void *ctx, struct jk_http_call *call);
/* POST /accounts/{name}/tokens: a further token, told once. */
void login_account_tokens(void *ctx, struct jk_http_call *call);
/* POST /accounts/{name}/tokens/{id}/revoke: for ever. */
void login_token_revoke(void *ctx, struct jk_http_call *call);
#endif
