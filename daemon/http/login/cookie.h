/* daemon/http/login/cookie.h: the session cookie. */
#ifndef DAEMON_HTTP_LOGIN_COOKIE_H
#define DAEMON_HTTP_LOGIN_COOKIE_H
#include <jansson.h>
#include "daemon/http/api/handle.h"
#include "jarak/http/server/call.h"

/* Where browsers say a request comes from, it must be our own host. */
bool login_is_own_origin(const struct jk_http_call *call);
/* Cookies to be set. */
struct cookies {
    const char *session;
    int age_s;          /* of the session's */
    const char *device; /* "" or null: left as it is */
    const char *next;   /* of a redirection; null: none */
};
/* Where a journal is shared, for the head of any answer: the session of the call written anew, and
 * the entry that whoever has written must find at the next daemon. */
void login_fields(const struct jk_api *api, const struct jk_http_call *call, struct jk_buf *head);
/* Answer with cookies; `json` is taken, null sends no body. */
void login_send_cookies(struct jk_http_call *call, int code, json_t *json,
                        const struct cookies *cookies);
#endif
