/* daemon/http/login/cookie.h: the session cookie. */
#ifndef DAEMON_HTTP_LOGIN_COOKIE_H
#define DAEMON_HTTP_LOGIN_COOKIE_H
#include <jansson.h>
#include "jarak/http/server/call.h"
#include "jarak/http/server/call.h"

/* Where browsers say a request comes from, it must be our own host. */
bool login_is_own_origin(const struct jk_http_call *call);
/* The value of the one cookie of that name; two are someone's attempt to plant one. */
bool login_find_cookie(const struct jk_http_call *call, struct jk_span name, struct jk_span *value);
/* Cookies to be set. */
struct cookies {
    const char *session;
    int age_s;          /* of the session's */
    const char *device; /* "" or null: left as it is */
    const char *next;   /* of a redirection; null: none */
};
/* Answer with cookies; `json` is taken, null sends no body. */
void login_send_cookies(struct jk_http_call *call, int code, json_t *json,
                        const struct cookies *cookies);
#endif
