/* Problems, languages, entity tags, codes: asked of a call that no socket stands behind. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <arpa/inet.h>
#include <string.h>
#include "jarak/http/server/status_map.h"
#include "jarak/base/texts.h"
#include "jarak/policy/texts.h"
#include "daemon/http/server/conn.h"
#include "tests/unit/http/world.h"

/* A call with the given field lines. */
static struct call *call_with(const char *fields)
{
    struct call *call = calloc(1, sizeof *call);
    char head[1024];
    size_t used;

    snprintf(head, sizeof head, "GET / HTTP/1.1\r\nHost: h\r\n%s\r\n", fields);
    cr_assert(jk_wire_feed(&call->wire, head, strlen(head), &used) == JK_WIRE_HEAD, "%s", fields);
    return call;
}

static enum jk_lang lang_of(const char *value)
{
    char field[256];
    struct call *call;
    enum jk_lang lang;

    snprintf(field, sizeof field, "Accept-Language: %s\r\n", value);
    call = call_with(field);
    lang = jk_http_lang(&call->pub);
    http_call_free(call);
    return lang;
}

Test(reply, indonesian_is_spoken_unless_english_is_preferred)
{
    static const char *const indonesian[] = { "",           "id",          "id-ID,en;q=0.9",
                                              "in-ID",      "fr",          "en;q=0",
                                              "*",          "en,id",       "ms-MY",
                                              "en;q=0.5,*", "en;q=2",      "en;q=0.1234",
                                              "en;qq",      "ID , en;q=1", "en-US;q=0.8,id;q=0.9" };
    static const char *const english[] = {
        "en",       "en-US,en;q=0.9",       "EN-gb", "fr,en;q=0.1", "id;q=0.5,en;q=0.501",
        "id;q=0,*", "en;q=1.000,id;q=0.999"
    };
    struct call *none = call_with("");

    cr_assert(eq(int, jk_http_lang(&none->pub), JK_LANG_ID));
    http_call_free(none);
    for (size_t i = 0; i < sizeof indonesian / sizeof *indonesian; i++)
        cr_assert(lang_of(indonesian[i]) == JK_LANG_ID, "%s", indonesian[i]);
    for (size_t i = 0; i < sizeof english / sizeof *english; i++)
        cr_assert(lang_of(english[i]) == JK_LANG_EN, "%s", english[i]);
}

static bool prefers_jcal(const char *accept)
{
    char field[256];
    struct call *call;
    bool found;

    snprintf(field, sizeof field, "%s%s%s", accept ? "Accept: " : "", accept ? accept : "",
             accept ? "\r\n" : "");
    call = call_with(field);
    found = jk_http_prefers(&call->pub, "application/calendar+json", "text/calendar");
    http_call_free(call);
    return found;
}

Test(reply, a_media_type_is_preferred_by_weight_and_by_name)
{
    static const char *const yes[] = {
        "application/calendar+json",
        "Application/Calendar+JSON; charset=utf-8",
        "application/calendar+json, */*",
        "application/*",
        "application/calendar+json;q=0.5, text/calendar;q=0.4",
        "text/calendar;q=0.9, application/calendar+json;charset=utf-8;q=0.95",
        "application/calendar+json;q=0.5, text/*;q=0.4, */*",
        "text/calendar;q=0, */*;q=0.1",
    };
    static const char *const no[] = {
        "",
        "*/*",
        "text/calendar",
        "text/calendar, application/calendar+json",
        "application/calendar+json;q=0.5, text/calendar",
        "application/calendar+json;q=0.5, */*",
        "application/calendar+json;q=0, text/html",
        "application/calendar+json;q=0, application/*;q=0",
        "application/json",
        "application/calendar+jsonx",
        "text/html, */*;q=0.8",
        "*/*;q=0",
        "application/calendar+json;q=2",
    };

    cr_assert(prefers_jcal(NULL) == false);
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        cr_expect(prefers_jcal(yes[i]), "%s", yes[i]);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        cr_expect(prefers_jcal(no[i]) == false, "%s", no[i]);
}

static enum jk_http_condition condition(const char *fields, const char *etag, bool match)
{
    struct call *call = call_with(fields);
    enum jk_http_condition found =
        match ? jk_http_if_match(&call->pub, etag) : jk_http_if_none_match(&call->pub, etag);

    http_call_free(call);
    return found;
}

Test(reply, if_match_compares_strongly_and_if_none_match_weakly)
{
    static const struct {
        const char *value, *etag;
        enum jk_http_condition match, none;
    } rows[] = {
        { "\"a\"", "\"a\"", JK_CONDITION_HIT, JK_CONDITION_HIT },
        { "W/\"a\"", "\"a\"", JK_CONDITION_MISS, JK_CONDITION_HIT },
        { "\"a\"", "W/\"a\"", JK_CONDITION_MISS, JK_CONDITION_HIT },
        { "\"b\", \"a\"", "\"a\"", JK_CONDITION_HIT, JK_CONDITION_HIT },
        { ",\"b\" ,, \"c\",", "\"a\"", JK_CONDITION_MISS, JK_CONDITION_MISS },
        { "\"a\"", NULL, JK_CONDITION_MISS, JK_CONDITION_MISS },
        { "\"a,b\"", "\"a,b\"", JK_CONDITION_HIT, JK_CONDITION_HIT },
        { "\"\"", "\"\"", JK_CONDITION_HIT, JK_CONDITION_HIT },
        { "*", "\"a\"", JK_CONDITION_ANY, JK_CONDITION_ANY },
        { "*", NULL, JK_CONDITION_ANY, JK_CONDITION_ANY },
        { "a", "\"a\"", JK_CONDITION_BAD, JK_CONDITION_BAD },
        { "\"a", "\"a\"", JK_CONDITION_BAD, JK_CONDITION_BAD },
        { "\"a\" \"b\"", "\"a\"", JK_CONDITION_BAD, JK_CONDITION_BAD },
        { "w/\"a\"", "\"a\"", JK_CONDITION_BAD, JK_CONDITION_BAD },
        { "*, \"a\"", "\"a\"", JK_CONDITION_BAD, JK_CONDITION_BAD },
        { "\"a b\"", "\"a b\"", JK_CONDITION_BAD, JK_CONDITION_BAD },
        { "", "\"a\"", JK_CONDITION_BAD, JK_CONDITION_BAD },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char fields[128];

        snprintf(fields, sizeof fields, "If-Match: %s\r\n", rows[i].value);
        cr_assert(condition(fields, rows[i].etag, true) == rows[i].match, "%s", fields);
        snprintf(fields, sizeof fields, "If-None-Match: %s\r\n", rows[i].value);
        cr_assert(condition(fields, rows[i].etag, false) == rows[i].none, "%s", fields);
    }
    cr_assert(condition("", "\"a\"", true) == JK_CONDITION_ABSENT);
    cr_assert(condition("If-Match: \"x\"\r\nIf-Match: \"a\"\r\n", "\"a\"", true) ==
              JK_CONDITION_HIT);
    cr_assert(condition("If-Match: *\r\nIf-Match: \"a\"\r\n", "\"a\"", true) == JK_CONDITION_BAD);
}

Test(reply, every_outcome_has_the_code_of_wire_section_2)
{
    static const struct {
        enum jk_status status;
        int code;
    } rows[] = {
        { JK_NONE, 404 },    { JK_INVALID, 422 },  { JK_RANGE, 422 },    { JK_UNDECODED, 400 },
        { JK_TYPE, 415 },    { JK_TOO_BIG, 413 },  { JK_TOO_MANY, 422 }, { JK_EXISTS, 409 },
        { JK_STALE, 412 },   { JK_REQUIRED, 428 }, { JK_CONFLICT, 409 }, { JK_STATE, 409 },
        { JK_UNKNOWN, 401 }, { JK_DENIED, 403 },   { JK_FULL, 507 },     { JK_BUSY, 503 },
        { JK_MEMORY, 503 },  { JK_IO, 500 },       { JK_CORRUPT, 500 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_assert(eq(int, jk_http_status_of(rows[i].status)->code, rows[i].code));
    for (int s = 0; s < JK_STATUS_END; s++) {
        const struct jk_http_status *row = jk_http_status_of((enum jk_status)s);

        cr_assert(row->retry_s ? row->code == 503 || row->code == 507
                               : row->code != 503 && row->code != 507);
        cr_assert(ne(str, (char *)jk_http_reason(row->code), "Unknown"));
    }
    cr_assert(eq(int, jk_http_status_of(JK_STATUS_END)->code, 500));
}

static struct jk_error problem; /* what the handler below answers */

static size_t refuse_head(void *ctx, struct jk_http_call *call)
{
    (void)ctx;
    jk_http_reply_problem(call, &problem);
    return 0;
}

/* One exchange with a server that only refuses. */
static void exchange_problem(const char *request, struct jk_buf *heard)
{
    struct world world = { .base = event_base_new() };
    struct jk_http_options options = { .base = world.base, .handler = { .on_head = refuse_head } };
    struct jk_error err;

    world.server = jk_http_server_new(&options);
    cr_assert(jk_http_server_listen(world.server, "127.0.0.1:0", &err) == JK_OK);
    exchange(&world, request, heard);
    world_close(&world);
}

Test(reply, a_refusal_is_a_problem_document_in_the_clients_language)
{
    struct jk_buf heard = { 0 };
    json_t *json;

    jk_fail_at(&problem, JK_INVALID, JK_TEXT_DECIMAL, (struct jk_at){ 12, "X-JARAK-RADIUS" },
               "1e2");
    exchange_problem("GET /x HTTP/1.1\r\nHost: h\r\nAccept-Language: en\r\n\r\n", &heard);
    cr_assert(strstr(heard.at, "HTTP/1.1 422 Unprocessable Content\r\n") == heard.at);
    cr_assert(strstr(heard.at, "Content-Type: application/problem+json\r\n") != NULL);
    cr_assert(strstr(heard.at, "Content-Language: en\r\n") != NULL);
    json = json_loads(strstr(heard.at, "\r\n\r\n") + 4, 0, NULL);
    cr_assert(json != NULL);
    cr_assert(eq(int, (int)json_integer_value(json_object_get(json, "status")), 422));
    cr_assert(eq(int, (int)json_integer_value(json_object_get(json, "line")), 12));
    cr_assert(eq(str, (char *)json_string_value(json_object_get(json, "type")),
                 "urn:jarakd:problem:invalid"));
    cr_assert(
        eq(str, (char *)json_string_value(json_object_get(json, "title")), "Invalid content"));
    cr_assert(eq(str, (char *)json_string_value(json_object_get(json, "field")), "X-JARAK-RADIUS"));
    cr_assert(eq(str, (char *)json_string_value(json_object_get(json, "value")), "1e2"));
    cr_assert(eq(str, (char *)json_string_value(json_object_get(json, "detail")),
                 "line 12: X-JARAK-RADIUS \"1e2\": want a plain decimal number without exponent, "
                 "such as 12.5"));
    json_decref(json);
    jk_buf_reset(&heard);
    exchange_problem("GET /x HTTP/1.1\r\nHost: h\r\n\r\n", &heard);
    cr_assert(strstr(heard.at, "Content-Language: id\r\n") != NULL);
    cr_assert(strstr(heard.at, "baris 12: ") != NULL);
    jk_buf_clear(&heard);
}

Test(reply, a_stranger_is_asked_for_credentials_and_a_busy_server_names_a_time)
{
    struct jk_buf heard = { 0 };

    jk_fail(&problem, JK_UNKNOWN, JK_TEXT_NO_MEMORY, "", NULL);
    exchange_problem("GET /x HTTP/1.1\r\nHost: h\r\n\r\n", &heard);
    cr_assert(eq(int, (int)times_in(&heard, "WWW-Authenticate: "), 2));
    jk_buf_reset(&heard);
    exchange_problem("GET /x HTTP/1.1\r\nHost: h\r\nCookie: a=b\r\n\r\n", &heard);
    cr_assert(eq(int, (int)times_in(&heard, "WWW-Authenticate: Bearer"), 1));
    cr_assert(eq(int, (int)times_in(&heard, "WWW-Authenticate: Basic"), 0));
    jk_buf_reset(&heard);
    jk_fail(&problem, JK_BUSY, JK_TEXT_NO_MEMORY, "", NULL);
    exchange_problem("GET /x HTTP/1.1\r\nHost: h\r\n\r\n", &heard);
    cr_assert(strstr(heard.at, "HTTP/1.1 503 ") == heard.at);
    cr_assert(eq(int, (int)times_in(&heard, "Retry-After: 5\r\n"), 1));
    cr_assert(eq(int, (int)times_in(&heard, "\"field\""), 0));
    jk_buf_clear(&heard);
}

static struct sockaddr_storage address_of(const char *text)
{
    struct sockaddr_storage address;
    int len = sizeof address;

    memset(&address, 0, sizeof address);
    cr_assert(evutil_parse_sockaddr_port(text, (struct sockaddr *)&address, &len) == 0, "%s", text);
    return address;
}

static struct peer *take(struct jk_http_server *server, const char *text)
{
    struct sockaddr_storage address = address_of(text);

    return http_peer_take(server, (struct sockaddr *)&address);
}

Test(peer, one_address_gets_64_connections_and_its_neighbour_gets_its_own)
{
    struct jk_http_server *server = calloc(1, sizeof *server);
    struct peer *peers[65];

    server->limits = jk_http_limits_default;
    for (int i = 0; i < 64; i++) {
        peers[i] = take(server, "192.0.2.7");
        cr_assert(peers[i] != NULL);
    }
    cr_assert(take(server, "192.0.2.7") == NULL);
    cr_assert(take(server, "::ffff:192.0.2.7") == NULL); /* the same host by IPv6 socket */
    peers[64] = take(server, "192.0.2.8");
    cr_assert(peers[64] != NULL);
    http_peer_drop(server, peers[63]);
    peers[63] = take(server, "192.0.2.7");
    cr_assert(peers[63] != NULL);
    for (int i = 0; i < 65; i++)
        http_peer_drop(server, peers[i]);
    for (int i = 0; i < PEER_BUCKETS; i++)
        cr_assert(server->peers[i] == NULL);
    free(server);
}

Test(peer, all_of_an_ipv6_network_of_64_bits_counts_as_one)
{
    struct jk_http_server *server = calloc(1, sizeof *server);
    struct peer *one, *other;

    server->limits = jk_http_limits_default;
    server->limits.per_address = 1;
    one = take(server, "2001:db8:0:1::1");
    cr_assert(one != NULL);
    cr_assert(take(server, "2001:db8:0:1:ffff::2") == NULL);
    other = take(server, "2001:db8:0:2::1");
    cr_assert(other != NULL);
    http_peer_drop(server, one);
    http_peer_drop(server, other);
    free(server);
}

Test(peer, loopback_is_told_from_the_rest)
{
    static const char *const local[] = { "127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1" };
    static const char *const remote[] = { "192.0.2.1", "128.0.0.1", "::2", "::ffff:192.0.2.1" };
    char text[INET6_ADDRSTRLEN];

    for (size_t i = 0; i < 4; i++) {
        struct sockaddr_storage l = address_of(local[i]), r = address_of(remote[i]);

        cr_assert(http_peer_is_loopback((struct sockaddr *)&l), "%s", local[i]);
        cr_assert(not(http_peer_is_loopback((struct sockaddr *)&r)), "%s", remote[i]);
        http_peer_text((struct sockaddr *)&r, text);
        cr_assert(eq(str, text, i == 3 ? "192.0.2.1" : (char *)remote[i]));
    }
}
