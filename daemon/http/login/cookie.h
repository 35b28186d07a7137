/* daemon/http/login/cookie.h: the session cookie. */
#ifndef DAEMON_HTTP_LOGIN_COOKIE_H
#define DAEMON_HTTP_LOGIN_COOKIE_H
#include <jansson.h>
#include "jarak/http/server/call.h"
#include "jarak/http/server/call.h"

/* Where browsers say a request comes from, it must be our own host. */
bool login_is_own_origin(const struct jk_http_call *call);
/* Answer with the cookie set for that many seconds; `json` is taken, null sends no body. */
void login_send_cookie(struct jk_http_call *call, int code, json_t *json, const char *cookie,
                       int age_s);
#endif
