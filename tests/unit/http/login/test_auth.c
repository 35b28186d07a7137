/* Who comes in: what is looked at first, what a cookie must prove, and which role may what. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/http/login/cookie.h"
#include "daemon/http/login/login.h"
#include "daemon/http/login/session.h"
#include "jarak/app/app.h"
#include "jarak/http/server/reply.h"
#include "tests/unit/http/surface.h"

#define WHO "GET /api/v1/sessions"

static char cookie[SESSION_COOKIE];

/* A session of kpu; its cookie is in `cookie`. */
static struct session_found log_in(struct surface *s)
{
    struct session_found found;

    cr_assert(login_sessions_begin(s->api->sessions,
                                   jk_app_account(s->desk.app, surface_account(JK_ROLE_KPU)),
                                   s->now_s, cookie, &found) == JK_OK);
    return found;
}

static int ask(struct surface *s, const char *head, const char *field)
{
    char text[512];

    snprintf(text, sizeof text, "%s\r\nCookie: jarak_session=%s%s", head, cookie, field);
    return surface_ask(s, JK_ROLE_END, text, NULL);
}

Test(auth, a_header_alone_says_who_asks_also_where_a_cookie_came_too)
{
    struct surface s;
    char head[SESSION_COOKIE + 64];

    surface_open(&s);
    log_in(&s);
    cr_assert(eq(int, ask(&s, WHO, ""), 200));
    cr_assert(surface_said(&s, "\"kpu-64.08\""), "%s", s.heard.at);
    snprintf(head, sizeof head, WHO "\r\nCookie: jarak_session=%s", cookie);
    cr_assert(eq(int, surface_ask(&s, JK_ROLE_POLRES, head, NULL), 200));
    cr_assert(surface_said(&s, "\"polres-64.08\"") && !surface_said(&s, "kpu"), "%s", s.heard.at);
    cr_assert(eq(int, ask(&s, WHO, "\r\nAuthorization: Bearer 00"), 401),
              "a bad one is not passed over");
    cr_assert(eq(int, ask(&s, WHO, "\r\nAuthorization: x"), 401));
    cr_assert(eq(int, surface_ask(&s, JK_ROLE_END, WHO, NULL), 401));
    surface_close(&s);
}

Test(auth, a_token_comes_as_bearer_or_as_the_password_of_basic)
{
    static const char *const bad[] = { "Bearer",     "Bearer ",  "Basic",  "Basic !!!",
                                       "Basic eDp5", "Digest x", "bearer0" };
    struct surface s;
    char head[512], *at;

    surface_open(&s);
    snprintf(head, sizeof head, WHO "\r\nAuthorization: bEARER %s", s.tokens[JK_ROLE_KPU]);
    cr_assert(eq(int, surface_ask(&s, JK_ROLE_END, head, NULL), 200));
    snprintf(head, sizeof head, WHO "\r\nAuthorization: Bearer %s", s.tokens[JK_ROLE_KPU]);
    at = head + strlen(head) - 1;
    *at = *at == '0' ? '1' : '0';
    cr_assert(eq(int, surface_ask(&s, JK_ROLE_END, head, NULL), 401));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        snprintf(head, sizeof head, WHO "\r\nAuthorization: %s", bad[i]);
        cr_assert(eq(int, surface_ask(&s, JK_ROLE_END, head, NULL), 401), "%s", bad[i]);
    }
    surface_close(&s);
}

Test(auth, a_cookie_ends_with_its_session_and_its_account)
{
    struct surface s;
    struct jk_account_ask as;

    surface_open(&s);
    as = (struct jk_account_ask){ .pack = &s.desk.pack, .actor = "uji", .now_s = s.now_s };
    log_in(&s);
    s.now_s += SESSION_IDLE_S + 1;
    cr_assert(eq(int, ask(&s, WHO, ""), 401), "left alone for too long");
    log_in(&s);
    cr_assert(jk_app_begin(s.desk.app, &s.desk.err) == JK_OK);
    cr_assert(jk_accounts_disable(jk_app_accounts(s.desk.app), &as, "kpu-64.08", true,
                                  &s.desk.err) == JK_OK);
    cr_assert(jk_app_commit(s.desk.app, &s.desk.err) == JK_OK);
    cr_assert(eq(int, ask(&s, WHO, ""), 401), "disabled");
    surface_close(&s);
}

Test(auth, a_request_by_cookie_comes_from_our_own_pages)
{
    static const struct {
        const char *field;
        bool own;
    } origins[] = {
        { "", true },
        { "\r\nOrigin: http://uji", true },
        { "\r\nOrigin: https://UJI", true },
        { "\r\nOrigin: http://uji.example", false },
        { "\r\nOrigin: http://uji:8080", false },
        { "\r\nOrigin: null", false },
        { "\r\nOrigin: uji", false },
        { "\r\nOrigin: ftp://uji", false },
        { "\r\nOrigin: http:uji", false },
        { "\r\nOrigin: http://uji\r\nOrigin: http://uji", false },
    };
    struct surface s;

    surface_open(&s);
    log_in(&s);
    for (size_t i = 0; i < sizeof origins / sizeof *origins; i++)
        cr_expect(eq(int, ask(&s, WHO, origins[i].field), origins[i].own ? 200 : 403), "%s",
                  origins[i].field);
    surface_close(&s);
}

Test(auth, what_changes_something_by_cookie_needs_the_code_of_that_session)
{
    char field[128], csrf[SESSION_HEX + 1], other[SESSION_HEX + 1];
    struct surface s;

    surface_open(&s);
    log_in(&s);
    login_sessions_csrf(s.api->sessions, jk_span_of(cookie), other);
    log_in(&s);
    login_sessions_csrf(s.api->sessions, jk_span_of(cookie), csrf);
    cr_assert(eq(int, ask(&s, "DELETE /api/v1/sessions", ""), 403));
    snprintf(field, sizeof field, "\r\nX-CSRF-Token: %s", other);
    cr_assert(eq(int, ask(&s, "DELETE /api/v1/sessions", field), 403), "of another session");
    snprintf(field, sizeof field, "\r\nX-CSRF-Token: %.63s", csrf);
    cr_assert(eq(int, ask(&s, "DELETE /api/v1/sessions", field), 403), "cut short");
    snprintf(field, sizeof field, "\r\nX-CSRF-Token: %s", csrf);
    cr_assert(eq(int, ask(&s, "DELETE /api/v1/sessions", field), 204), "%s", s.heard.at);
    cr_assert(strstr(surface_field(&s, "Set-Cookie"), "Max-Age=0") != NULL);
    cr_assert(eq(int, ask(&s, WHO, ""), 401));
    surface_close(&s);
}

static void read_cookie(struct surface *s, struct jk_http_call *call)
{
    struct jk_span cookie_said;

    (void)s;
    if (login_read_cookie(call, &cookie_said))
        jk_http_reply(call, &(struct jk_http_reply){ .code = 200, .body = cookie_said });
    else
        jk_http_reply_empty(call, 404, NULL, 0);
}

Test(auth, exactly_one_cookie_of_our_name_is_one)
{
    static const struct {
        const char *field, *value;
    } fields[] = {
        { "jarak_session=abc", "abc" },
        { "a=b; jarak_session=abc; c=d", "abc" },
        { "a=b;jarak_session=abc", "abc" },
        { "jarak_session=a=b", "a=b" },
        { "jarak_session=", "" },
        { "jarak_session", NULL },
        { "JARAK_SESSION=abc", NULL },
        { "xjarak_session=abc", NULL },
        { "jarak_session=a; jarak_session=b", NULL },
        { "jarak_session=a\r\nCookie: jarak_session=a", NULL },
    };
    struct surface s;
    char head[256];

    surface_open(&s);
    s.probe = read_cookie;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        snprintf(head, sizeof head, "GET /probe/x\r\nCookie: %s", fields[i].field);
        cr_assert(eq(int, surface_probe(&s, JK_ROLE_END, head, NULL), fields[i].value ? 200 : 404),
                  "%s", fields[i].field);
        if (fields[i].value)
            cr_assert(eq(str, (char *)s.body, (char *)fields[i].value));
    }
    surface_close(&s);
}

static void set_cookie(struct surface *s, struct jk_http_call *call)
{
    (void)s;
    login_send_cookies(call, 204, NULL, &(struct cookies){ "abc", 60, NULL });
}

Test(auth, the_cookie_is_kept_from_scripts_other_sites_and_plain_lines)
{
    struct surface s;

    surface_open(&s);
    s.probe = set_cookie;
    cr_assert(eq(int, surface_probe(&s, JK_ROLE_END, "GET /probe/x", NULL), 204));
    cr_assert(eq(str, (char *)surface_field(&s, "Set-Cookie"),
                 "jarak_session=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=60"));
    cr_assert(eq(str, (char *)surface_field(&s, "Cache-Control"), "no-store"));
    surface_probe(&s, JK_ROLE_END, "GET /probe/x\r\nX-Forwarded-Proto: https", NULL);
    cr_assert(strstr(surface_field(&s, "Set-Cookie"), "; Secure") != NULL,
              "a proxy on this machine speaks https");
    surface_probe(&s, JK_ROLE_END, "GET /probe/x\r\nX-Forwarded-Proto: http", NULL);
    cr_assert(strstr(surface_field(&s, "Set-Cookie"), "Secure") == NULL);
    surface_close(&s);
}

/* docs/rights.md, first table. */
Test(auth, each_role_has_its_rights_and_no_other)
{
    static const struct {
        enum jk_right right;
        const char *roles; /* of those who have it: b k p s t r a, in the order of enum jk_role */
    } rights[] = {
        { JK_MAY_SUBMIT, "bkps" },  { JK_MAY_DECIDE, "p" },      { JK_MAY_SEE, "bkps" },
        { JK_MAY_ADMIN, "a" },      { JK_MAY_ENTER, "bkpstra" }, { JK_MAY_ACCEPT, "b" },
        { JK_MAY_REPORT, "bkps" },  { JK_MAY_FILE, "bkpst" },    { JK_MAY_READ, "bkpst" },
        { JK_MAY_LOOK, "bkpstr" },  { JK_MAY_AUDIT, "pa" },      { JK_MAY_OVERSEE, "bkps" },
        { JK_MAY_FOLLOW, "bkpst" }, { JK_MAY_CAMPAIGN, "bkpt" },
    };
    unsigned all = 0;

    for (size_t i = 0; i < sizeof rights / sizeof *rights; i++) {
        all |= rights[i].right;
        for (int role = 0; role < JK_ROLE_END; role++)
            cr_expect(eq(int, (jk_role_rights((enum jk_role)role) & rights[i].right) != 0,
                         strchr(rights[i].roles, "bkpstra"[role]) != NULL),
                      "%s %x", jk_role_word((enum jk_role)role), rights[i].right);
    }
    for (int role = 0; role < JK_ROLE_END; role++)
        cr_expect(zero(uint, jk_role_rights((enum jk_role)role) & ~all));
}

/* One route for each right, asked as each role: refused by 403 where it has none. */
Test(auth, a_route_is_refused_to_those_without_its_right_before_anything_is_looked_up)
{
    static const struct {
        enum jk_right right;
        const char *head, *body;
    } routes[] = {
        { JK_MAY_SUBMIT, "DELETE /api/v1/notices/tiada", NULL },
        { JK_MAY_DECIDE, "POST /api/v1/decisions\r\nContent-Type: application/json", "{}" },
        { JK_MAY_SEE, "GET /api/v1/conflicts", NULL },
        { JK_MAY_ADMIN, "GET /api/v1/accounts", NULL },
        { JK_MAY_ENTER, WHO, NULL },
        { JK_MAY_AUDIT, "GET /api/v1/journal?to=2000-01-01", NULL },
        { JK_MAY_ACCEPT,
          "POST /api/v1/notices/tiada/retime/accept\r\nContent-Type: application/json", "{}" },
        { JK_MAY_REPORT, "POST /api/v1/reports/tiada/verify", NULL },
        { JK_MAY_FILE, "POST /api/v1/check\r\nContent-Type: text/calendar", "x" },
        { JK_MAY_READ, "GET /api/v1/notices/tiada/history", NULL },
        { JK_MAY_LOOK, "GET /api/v1/notices/tiada", NULL },
    };
    struct surface s;

    surface_open(&s);
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        for (int role = 0; role < JK_ROLE_END; role++) {
            int code = surface_ask(&s, (enum jk_role)role, routes[i].head, routes[i].body);
            bool may = jk_role_rights((enum jk_role)role) & routes[i].right;

            cr_expect(code != 401 && (code == 403) == !may, "%s as %s: %d", routes[i].head,
                      jk_role_word((enum jk_role)role), code);
        }
        cr_expect(eq(int, surface_ask(&s, JK_ROLE_END, routes[i].head, routes[i].body), 401));
    }
    surface_close(&s);
}
