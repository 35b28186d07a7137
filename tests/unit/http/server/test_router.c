/* The route table, and what is answered where it says no. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/http/surface.h"
#include "tests/unit/http/world.h"

static void handler(void *ctx, struct jk_http_call *call)
{
    (void)ctx, (void)call;
}

static const struct jk_http_route table[] = {
    { JK_HTTP_GET, "/", 0, 0, NULL, NULL, handler },
    { JK_HTTP_GET, "/api/v1/notices/{uid}", 1, 0, NULL, NULL, handler },
    { JK_HTTP_PUT, "/api/v1/notices/{uid}", 2, 0, NULL, NULL, handler },
    { JK_HTTP_GET, "/api/v1/notices/{uid}.ics", 3, 0, NULL, NULL, handler },
    { JK_HTTP_POST, "/api/v1/notices/{uid}/decision", 4, 0, NULL, NULL, handler },
    { JK_HTTP_GET, "/feeds/{region}/approved.ics", 5, 0, NULL, NULL, handler },
    { JK_HTTP_GET, "/feeds/t/{token}.ics", 6, 0, NULL, NULL, handler },
    { JK_HTTP_PROPFIND, "/dav/...", 7, 0, NULL, NULL, handler },
    { JK_HTTP_OPTIONS, "/dav/...", 8, 0, NULL, NULL, handler },
    { JK_HTTP_GET, "/kalender/", 9, 0, NULL, NULL, handler },
    { JK_HTTP_POST, "/api/v1/alerts/{id}/ack", 10, 0, NULL, NULL, handler },
    { JK_HTTP_GET, "/api/v1/alerts/stream", 11, 0, NULL, NULL, handler },
    { JK_HTTP_GET, "/api/v1/alerts/{id}.cap", 12, 0, NULL, NULL, handler },
};
static struct jk_http_router router = { .routes = table, .count = sizeof table / sizeof *table };

/* With keys the same is found. */
static void find_by_keys(const struct jk_http_call *call, enum jk_route_found found,
                         const struct jk_http_match *match, unsigned allowed)
{
    struct jk_http_router keyed = router;
    struct jk_http_route_key *keys = jk_http_route_keys(router.routes, router.count);
    struct jk_http_match m = { 0 };
    unsigned a = 0;

    cr_assert(keys != NULL);
    keyed.keys = keys;
    cr_assert(jk_http_route_find(&keyed, call, &m, &a) == found && a == allowed);
    cr_assert(found != JK_ROUTE_FOUND || (m.route == match->route && m.rest == match->rest &&
                                          m.capture_count == match->capture_count));
    free(keys);
}

/* The `who` of the route found: 0 also for "/"; -404 and -405 where there is none. */
static int find(enum jk_http_method method, const char *path, struct jk_http_match *match,
                unsigned *allowed)
{
    struct jk_http_call call = { .method = method };
    struct jk_span segments[JK_WIRE_SEGMENTS_MAX], rest = jk_span_of(path), part;
    enum jk_route_found found;

    call.segments = segments;
    jk_span_cut(&rest, '/', &part);
    while (jk_span_cut(&rest, '/', &part)) {
        if (part.len)
            segments[call.segment_count++] = part;
        call.slash = part.len == 0 && call.segment_count > 0;
    }
    found = jk_http_route_find(&router, &call, match, allowed);
    find_by_keys(&call, found, match, *allowed);
    if (found == JK_ROUTE_FOUND)
        return (int)match->route->who;
    return found == JK_ROUTE_NOWHERE ? -404 : -405;
}

Test(route, the_most_literal_pattern_wins_whatever_the_order)
{
    struct jk_http_match m;
    unsigned a;

    cr_assert(eq(int, find(JK_HTTP_GET, "/", &m, &a), 0));
    cr_assert(eq(int, find(JK_HTTP_GET, "/api/v1/notices/abc", &m, &a), 1));
    cr_assert(jk_span_eq(m.capture[0], JK_SPAN("abc")));
    cr_assert(eq(int, find(JK_HTTP_GET, "/api/v1/notices/abc.ics", &m, &a), 3));
    cr_assert(jk_span_eq(m.capture[0], JK_SPAN("abc")));
    cr_assert(eq(int, find(JK_HTTP_GET, "/api/v1/notices/.ics", &m, &a), 1));
    cr_assert(eq(int, find(JK_HTTP_GET, "/feeds/64.08/approved.ics", &m, &a), 5));
    cr_assert(jk_span_eq(m.capture[0], JK_SPAN("64.08")));
    cr_assert(eq(int, find(JK_HTTP_GET, "/feeds/t/s3cret.ics", &m, &a), 6));
    cr_assert(eq(int, find(JK_HTTP_GET, "/api/v1/alerts/stream", &m, &a), 11));
    cr_assert(eq(int, find(JK_HTTP_GET, "/api/v1/alerts/stream.cap", &m, &a), 12));
    cr_assert(eq(int, find(JK_HTTP_POST, "/api/v1/notices/x/decision", &m, &a), 4));
}

/* A path of the pattern, changed at one place: `how` says what and where. */
static void write_path(const char *pattern, unsigned how, char out[256])
{
    static const char *const names[] = { "abc", "abc.ics", "en", "64.08", "x" };
    size_t len = 0;

    for (const char *c = pattern; *c && len < 200; c++) {
        if (*c == '{') {
            len += (size_t)sprintf(out + len, "%s", names[how % 5]);
            c = strchr(c, '}');
        } else {
            out[len++] = *c;
        }
    }
    out[len] = '\0';
    if (how / 5 % 4 == 1)
        strcat(out, "/");
    else if (how / 5 % 4 == 2)
        strcat(out, "/more");
    else if (how / 5 % 4 == 3)
        out[1 + how / 20 % (unsigned)(len > 1 ? len - 1 : 1)] ^= 1;
}

Test(route, of_all_that_jarakd_serves_keys_find_the_same)
{
    struct jk_http_match m;
    unsigned a, found = 0;
    char path[256];

    router.routes = http_routes;
    router.count = http_route_count;
    for (size_t i = 0; i < http_route_count; i++) {
        for (unsigned how = 0; how < 200; how++) {
            memset(&m, 0, sizeof m);
            write_path(http_routes[i].pattern, how, path);
            found += find(http_routes[i].method, path, &m, &a) >= 0;
        }
    }
    cr_assert(found > 50 * http_route_count, "%u", found);
}

Test(route, a_path_nobody_serves_is_not_found)
{
    struct jk_http_match m;
    unsigned a;

    cr_assert(eq(int, find(JK_HTTP_GET, "/api", &m, &a), -404));
    cr_assert(eq(int, find(JK_HTTP_GET, "/api/v1/notices/abc/", &m, &a), -404));
    cr_assert(eq(int, find(JK_HTTP_GET, "/api/v1/notices/a/b/c", &m, &a), -404));
    cr_assert(eq(int, find(JK_HTTP_GET, "/API/v1/notices/a", &m, &a), -404));
    cr_assert(eq(int, find(JK_HTTP_GET, "/kalender", &m, &a), -404));
    cr_assert(eq(int, find(JK_HTTP_GET, "/kalender/", &m, &a), 9));
}

Test(route, a_tail_takes_whatever_is_left)
{
    struct jk_http_match m;
    unsigned a;

    cr_assert(eq(int, find(JK_HTTP_PROPFIND, "/dav", &m, &a), 7));
    cr_assert(eq(sz, m.rest, 1));
    cr_assert(eq(int, find(JK_HTTP_PROPFIND, "/dav/", &m, &a), 7));
    cr_assert(eq(int, find(JK_HTTP_PROPFIND, "/dav/calendars/64.08/requests/", &m, &a), 7));
    cr_assert(eq(int, find(JK_HTTP_OPTIONS, "/dav/x", &m, &a), 8));
    cr_assert(eq(int, find(JK_HTTP_GET, "/dav/x", &m, &a), -405));
}

Test(route, the_methods_allowed_are_those_of_the_best_pattern)
{
    struct jk_http_match m;
    unsigned a;

    cr_assert(eq(int, find(JK_HTTP_DELETE, "/api/v1/notices/abc", &m, &a), -405));
    cr_assert(a ==
              (1u << JK_HTTP_GET | 1u << JK_HTTP_PUT | 1u << JK_HTTP_HEAD | 1u << JK_HTTP_OPTIONS));
    cr_assert(eq(int, find(JK_HTTP_PUT, "/api/v1/notices/abc.ics", &m, &a), -405));
    cr_assert(eq(int, find(JK_HTTP_HEAD, "/api/v1/notices/abc", &m, &a), 1));
    cr_assert(eq(int, find(JK_HTTP_HEAD, "/api/v1/notices/abc/decision", &m, &a), -405));
}

Test(route, refusals_say_what_would_do)
{
    struct world world;
    struct jk_buf heard = { 0 };

    world_open(&world, NULL, NULL);
    exchange(&world, "DELETE /echo HTTP/1.1\r\nHost: h\r\n\r\n", &heard);
    cr_assert(strstr(heard.at, "HTTP/1.1 405 ") == heard.at);
    cr_assert(strstr(heard.at, "Allow: GET, HEAD, POST, OPTIONS\r\n") != NULL);
    jk_buf_reset(&heard);
    exchange(&world, "OPTIONS /echo HTTP/1.1\r\nHost: h\r\n\r\n", &heard);
    cr_assert(strstr(heard.at, "HTTP/1.1 204 ") == heard.at);
    cr_assert(strstr(heard.at, "Allow: GET, HEAD, POST, OPTIONS\r\n") != NULL);
    jk_buf_reset(&heard);
    exchange(&world, "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", &heard);
    cr_assert(strstr(heard.at, "Allow: GET, HEAD, POST, PUT, OPTIONS\r\n") != NULL);
    jk_buf_reset(&heard);
    exchange(&world,
             "PUT /calendar HTTP/1.1\r\nHost: h\r\nContent-Type: text/html\r\n"
             "Content-Length: 1\r\n\r\nx",
             &heard);
    cr_assert(strstr(heard.at, "HTTP/1.1 415 ") == heard.at);
    cr_assert(strstr(heard.at, "Accept: text/calendar\r\n") != NULL);
    jk_buf_clear(&heard);
    world_close(&world);
}

Test(route, media_types_are_read_with_their_parameters)
{
    static const struct {
        const char *type;
        bool good;
    } rows[] = {
        { "text/calendar", true },
        { "Text/Calendar; charset=UTF-8", true },
        { "text/calendar;charset=\"utf-8\";component=VEVENT", true },
        { "text/calendar; charset=iso-8859-1", false },
        { "text/calendars", false },
        { "", false },
    };
    struct world world;

    world_open(&world, NULL, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct jk_buf heard = { 0 };
        char request[256];

        snprintf(request, sizeof request,
                 "PUT /calendar HTTP/1.1\r\nHost: h\r\nContent-Type: %s\r\nContent-Length: 1\r\n"
                 "\r\nx",
                 rows[i].type);
        exchange(&world, request, &heard);
        cr_assert(rows[i].good == (strstr(heard.at, "HTTP/1.1 200 ") == heard.at), "%s",
                  rows[i].type);
        jk_buf_clear(&heard);
    }
    world_close(&world);
}

Test(route, parameters_are_a_closed_set)
{
    static const struct {
        const char *query, *answer;
    } rows[] = {
        { "", "\"area\":\"\"" },
        { "?area=Sangatta+Utara", "\"area\":\"Sangatta Utara\"" },
        { "?area=caf%C3%A9&from=x", "\"area\":\"caf\xc3\xa9\"" },
        { "?area", "\"area\":\"\"" },
        { "?&area=1&", "\"area\":\"1\"" },
        { "?Area=1", "HTTP/1.1 400 " },
        { "?area=1&x=2", "\"value\":\"x\"" },
        { "?area=1&area=2", "HTTP/1.1 400 " },
        { "?area=%ff", "HTTP/1.1 400 " },
        { "?a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a", "HTTP/1.1 400 " },
    };
    struct world world;

    world_open(&world, NULL, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct jk_buf heard = { 0 };
        char request[256];

        snprintf(request, sizeof request, "GET /names/n%s HTTP/1.1\r\nHost: h\r\n\r\n",
                 rows[i].query);
        exchange(&world, request, &heard);
        cr_assert(strstr(heard.at, rows[i].answer) != NULL, "%s: %s", rows[i].query, heard.at);
        jk_buf_clear(&heard);
    }
    world_close(&world);
}
