/* The cookie of a session, and what a request that comes with it must prove: a browser sends
 * cookies along from any page, so that a request is believed only with an Origin of our own and,
 * where it changes something, with the token only our pages can read. */
#include "daemon/http/login/cookie.h"
#include "jarak/http/texts/texts.h"

#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/sharing/sharing.h"
#include "daemon/http/login/device.h"
#include "daemon/http/login/login.h"
#include "daemon/http/login/session.h"
#include "jarak/base/digest.h"

#include <string.h>

#define COOKIE      "jarak_session"
#define SEQ_LASTS_S 60 /* a daemon that is behind by more says so on its pages */

bool login_read_cookie(const struct jk_http_call *call, struct jk_span *cookie)
{
    return api_find_cookie(call, JK_SPAN(COOKIE), cookie);
}

/* Where browsers say a request comes from, it must be our own host; the scheme is a proxy's matter
 * unless we speak TLS ourselves. */
bool login_is_own_origin(const struct jk_http_call *call)
{
    struct jk_span origin, host, scheme;

    if (!jk_http_field(call, "Origin", &origin))
        return true;
    if (jk_http_field_count(call, "Origin") != 1 || !jk_http_field(call, "Host", &host) ||
        !jk_span_cut(&origin, ':', &scheme) || !origin.at || !jk_span_starts(origin, JK_SPAN("//")))
        return false;
    origin = (struct jk_span){ origin.at + 2, origin.len - 2 };
    return jk_span_eq_nocase(origin, host) && (jk_span_eq(scheme, JK_SPAN("https")) ||
                                               (!call->tls && jk_span_eq(scheme, JK_SPAN("http"))));
}

enum jk_status login_check_origin(const struct jk_api *api, const struct jk_http_call *call,
                                  struct jk_span cookie, struct jk_error *err)
{
    char want[SESSION_HEX + 1];
    struct jk_span sent;

    if (!login_is_own_origin(call))
        return jk_fail(err, JK_DENIED, JK_TEXT_SESSION_ORIGIN, "Origin", "%s", "");
    if (call->method == JK_HTTP_GET || call->method == JK_HTTP_HEAD)
        return JK_OK;
    /* A form sends it as a field, which desk_read_form() holds against the session's; and every
     * browser says where a form comes from. */
    if (strncmp(call->match.route->pattern, "/meja/", 6) == 0)
        return jk_http_field_count(call, "Origin") == 1
                   ? JK_OK
                   : jk_fail(err, JK_DENIED, JK_TEXT_SESSION_ORIGIN, "Origin", "%s", "");
    login_sessions_csrf(api->sessions, cookie, want);
    if (!jk_http_field(call, "X-CSRF-Token", &sent) || sent.len != SESSION_HEX ||
        !jk_equal_secret(sent.at, want, SESSION_HEX))
        return jk_fail(err, JK_DENIED, JK_TEXT_SESSION_CSRF, "X-CSRF-Token", "%s", "");
    return JK_OK;
}

bool login_is_secure(const struct jk_http_call *call)
{
    struct jk_span scheme;

    return call->tls || (call->local && jk_http_field(call, "X-Forwarded-Proto", &scheme) &&
                         jk_span_eq_nocase(scheme, JK_SPAN("https")));
}

#define COOKIE_FORM "%s=%s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%d%s"

static const char *write_cookie(struct jk_http_call *call, const char *name, const char *value,
                                int age_s)
{
    return jk_arena_fmt(&call->arena, COOKIE_FORM, name, value, age_s,
                        login_is_secure(call) ? "; Secure" : "");
}

static void add_cookie(const struct jk_http_call *call, const char *name, const char *value,
                       int64_t age_s, struct jk_buf *head)
{
    jk_buf_fmt(head, "Set-Cookie: " COOKIE_FORM "\r\n", name, value, (int)age_s,
               login_is_secure(call) ? "; Secure" : "");
}

/* Only where the account is what it was when the call was let in: one that was changed meanwhile
 * would be given a cookie that holds again. */
static void renew(const struct jk_api *api, const struct jk_http_call *call, struct jk_buf *head)
{
    const struct caller *caller = call->app;
    const struct jk_account *account = jk_app_account(api->options.app, caller->name);
    const int64_t now_s = api_now(api);
    char cookie[SESSION_COOKIE];

    if (account && login_sessions_stamp(api->sessions, account) == caller->stamp &&
        login_sessions_renew(api->sessions, account, caller->session, caller->renew_s, now_s,
                             cookie))
        add_cookie(call, COOKIE, cookie, caller->renew_s + SESSION_WHOLE_S - now_s, head);
    explicit_bzero(cookie, sizeof cookie);
}

void login_fields(const struct jk_api *api, const struct jk_http_call *call, struct jk_buf *head)
{
    const struct caller *caller = call->app;
    char seq[API_MARK_HEX + 1];

    if (!caller || caller->session == 0)
        return;
    if (caller->renew_s != 0)
        renew(api, call, head);
    if (api_sharing_wrote(api, call, seq))
        add_cookie(call, API_SEQ_COOKIE, seq, SEQ_LASTS_S, head);
}

void login_send_cookies(struct jk_http_call *call, int code, json_t *json,
                        const struct cookies *cookies)
{
    struct jk_http_header headers[4] = { { "Cache-Control", "no-store" } };
    size_t count = 1;

    if (cookies->next)
        headers[count++] = (struct jk_http_header){ "Location", cookies->next };
    if (cookies->device && cookies->device[0])
        headers[count++] =
            (struct jk_http_header){ "Set-Cookie", write_cookie(call, DEVICE_COOKIE,
                                                                cookies->device, DEVICE_AGE_S) };
    headers[count++] =
        (struct jk_http_header){ "Set-Cookie",
                                 write_cookie(call, COOKIE, cookies->session, cookies->age_s) };
    if (json)
        jk_http_reply_json(call, code, json, headers, count);
    else
        jk_http_reply_empty(call, code, headers, count);
}
