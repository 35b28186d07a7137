/* Bodies and addresses of commands: what is not what it should be is refused and changes nothing.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>
#include "daemon/http/api/request.h"
#include "daemon/http/rest/rest.h"
#include "jarak/app/alerts/subscriptions.h"
#include "jarak/app/app.h"
#include "jarak/app/teams/team.h"
#include "tests/unit/http/surface.h"

#define JSON     "\r\nContent-Type: application/json"
#define CALENDAR "\r\nContent-Type: text/calendar"

struct refusal {
    const char *body;
    int code;
};

static void expect_each(struct surface *s, enum jk_role role, const char *head,
                        const struct refusal refusals[], size_t count)
{
    uint64_t last = jk_store_last_entry(s->desk.store);

    for (size_t i = 0; i < count; i++)
        cr_expect(eq(int, surface_ask(s, role, head, refusals[i].body), refusals[i].code), "%s: %s",
                  refusals[i].body, s->body);
    cr_expect(eq(u64, jk_store_last_entry(s->desk.store), last), "nothing is journalled");
}

#define EXPECT_EACH(s, role, head, list) \
    expect_each(s, role, head, list, sizeof list / sizeof *list)

static const struct filed one = { "one@uji", 0.5, 117.5, 1, 0, NULL, NULL };

Test(rest, a_decision_is_all_of_its_members_or_refused)
{
    static const struct refusal bad[] = {
        { "", 422 },
        { "[]", 422 },
        { "{}", 422 },
        { "{\"act\":1}", 422 },
        { "{\"act\":\"setujui\"}", 422 },
        { "{\"act\":\"approve\",\"act\":\"approve\"}", 422 },
        { "{\"act\":\"approve\",\"sttp\":1,\"chain_revision\":1}", 422 },
        { "{\"act\":\"approve\",\"sttp\":\"S\",\"chain_revision\":-1}", 422 },
        { "{\"act\":\"approve\",\"sttp\":\"S\",\"chain_revision\":4294967296}", 422 },
        { "{\"act\":\"approve\",\"sttp\":\"S\",\"chain_revision\":1,\"seen\":{}}", 422 },
        { "{\"act\":\"approve\",\"sttp\":\"S\",\"chain_revision\":1,\"seen\":[{}]}", 422 },
        { "{\"act\":\"return\",\"reason\":\"x\",\"chain_revision\":1,\"missing\":[\"semua\"]}",
          422 },
        { "{\"act\":\"return\",\"reason\":\"x\",\"chain_revision\":1,\"missing\":\"waktu\"}", 422 },
        { "{\"act\":\"approve\",\"sttp\":\"S\",\"chain_revision\":2}", 409 },
        { "{\"act\":\"approve\",\"sttp\":\"S\"}", 409 },
    };
    struct surface s;

    surface_open(&s);
    cr_assert(desk_file(&s.desk, &one) == JK_OK);
    EXPECT_EACH(&s, JK_ROLE_POLRES, "POST /api/v1/notices/one@uji/decision" JSON, bad);
    cr_assert(eq(int,
                 surface_ask(&s, JK_ROLE_POLRES, "POST /api/v1/notices/one@uji/decision" JSON,
                             "{\"act\":\"approve\",\"sttp\":\"S\",\"chain_revision\":1}"),
                 200),
              "%s", s.body);
    surface_close(&s);
}

#define DECISIONS_MAX 200 /* of one list */

Test(rest, decisions_are_a_list_of_some_and_all_or_none)
{
    static const struct refusal bad[] = {
        { "{}", 422 },
        { "{\"decisions\":[]}", 422 },
        { "{\"decisions\":{}}", 422 },
        { "{\"decisions\":[1]}", 422 },
        { "{\"decisions\":[{\"act\":\"approve\",\"chain_revision\":1}]}", 422 },
        { "{\"decisions\":[{\"uid\":\"one@uji\",\"act\":\"approve\",\"sttp\":\"S\","
          "\"chain_revision\":1},{\"uid\":\"tiada\",\"act\":\"approve\",\"sttp\":\"S\","
          "\"chain_revision\":1}]}",
          404 },
    };
    struct jk_buf many = { 0 };
    struct refusal too_many = { NULL, 422 };
    struct surface s;

    surface_open(&s);
    cr_assert(desk_file(&s.desk, &one) == JK_OK);
    EXPECT_EACH(&s, JK_ROLE_POLRES, "POST /api/v1/decisions" JSON, bad);
    cr_assert(eq(int, jk_registry_entry(jk_app_registry(s.desk.app), "one@uji")->chain->state,
                 JK_STATE_SUBMITTED));
    jk_buf_str(&many, "{\"decisions\":[");
    for (int i = 0; i <= DECISIONS_MAX; i++)
        jk_buf_fmt(&many, "%s{\"uid\":\"u%d\",\"act\":\"review\"}", i ? "," : "", i);
    jk_buf_str(&many, "]}");
    jk_buf_char(&many, '\0');
    too_many.body = many.at;
    expect_each(&s, JK_ROLE_POLRES, "POST /api/v1/decisions" JSON, &too_many, 1);
    cr_assert(surface_said(&s, "\"decisions\""), "%s", s.body);
    jk_buf_clear(&many);
    surface_close(&s);
}

Test(rest, a_subscription_asks_for_nothing_by_a_misspelt_word)
{
    static const struct refusal bad[] = {
        { "{}", 422 },
        { "[]", 422 },
        { "{\"channel\":\"webhook\",\"level\":\"info\",\"target\":\"https://a.example/"
          "\",\"wilayah\":\"\"}",
          422 },
        { "{\"channel\":\"webhook\",\"level\":\"none\",\"target\":\"https://a.example/\"}", 422 },
        { "{\"channel\":\"webhook\",\"level\":\"Info\",\"target\":\"https://a.example/\"}", 422 },
        { "{\"channel\":\"sms\",\"level\":\"info\",\"target\":\"https://a.example/\"}", 422 },
        { "{\"channel\":\"webhook\",\"level\":\"info\",\"target\":1}", 422 },
        { "{\"channel\":\"webhook\",\"level\":\"info\",\"target\":null}", 422 },
        { "{\"channel\":\"webhook\",\"level\":\"info\",\"target\":\"https://a.example/"
          "\",\"area\":\"65\"}",
          422 },
        { "{\"channel\":\"webhook\",\"level\":\"info\",\"target\":\"https://a.example/"
          "\",\"kind\":\"x\"}",
          422 },
        { "{\"channel\":\"webhook\",\"level\":\"info\",\"target\":\"https://b.example/\"}", 403 },
        { "{\"channel\":\"email\",\"level\":\"info\",\"target\":\"a@b.example\"}", 403 },
    };
    struct surface s;
    char address[128];

    surface_open(&s);
    s.api->options.hosts = "a.example";
    EXPECT_EACH(&s, JK_ROLE_KPU, "POST /api/v1/subscriptions" JSON, bad);
    cr_assert(eq(int,
                 surface_ask(&s, JK_ROLE_KPU, "POST /api/v1/subscriptions" JSON,
                             "{\"channel\":\"webhook\",\"level\":\"info\",\"target\":"
                             "\"https://a.example/\"}"),
                 201),
              "%s", s.body);
    cr_assert(surface_said(&s, "\"secret\""));
    snprintf(address, sizeof address, "DELETE %s", surface_field(&s, "Location"));
    cr_assert(eq(int, surface_ask(&s, JK_ROLE_KPU, "GET /api/v1/subscriptions", NULL), 200));
    cr_assert(surface_said(&s, "a.example") && !surface_said(&s, "\"secret\""), "told once");
    surface_ask(&s, JK_ROLE_POLRES, "GET /api/v1/subscriptions", NULL);
    cr_assert(not(surface_said(&s, "a.example")), "only the caller's own are there");
    cr_assert(eq(int, surface_ask(&s, JK_ROLE_POLRES, address, NULL), 404));
    cr_assert(eq(int, surface_ask(&s, JK_ROLE_KPU, address, NULL), 204));
    cr_assert(eq(int, surface_ask(&s, JK_ROLE_KPU, address, NULL), 404));
    surface_close(&s);
}

static const char *draft_of(struct surface *s, char id[JK_DRAFT_HEX + 1])
{
    cr_assert(eq(int,
                 surface_ask(s, JK_ROLE_TIM, "POST /api/v1/notices" CALENDAR,
                             surface_rally("d@uji", 1, 0.5, 117.5)),
                 201),
              "%s", s->body);
    snprintf(id, JK_DRAFT_HEX + 1, "%.*s", JK_DRAFT_HEX,
             surface_field(s, "Location") + strlen("/api/v1/drafts/"));
    return id;
}

Test(rest, a_draft_is_acted_on_by_the_revision_that_was_seen)
{
    static const struct refusal bad[] = {
        { "", 422 },
        { "{}", 422 },
        { "{\"revision\":0}", 422 },
        { "{\"revision\":\"1\"}", 422 },
        { "{\"revision\":1.0}", 422 },
        { "{\"revision\":4294967296}", 422 },
        { "{\"revision\":1,\"catatan\":\"\"}", 422 },
        { "{\"revision\":2,\"note\":\"x\"}", 412 },
    };
    char id[JK_DRAFT_HEX + 1], head[160];
    struct surface s;

    surface_open(&s);
    draft_of(&s, id);
    snprintf(head, sizeof head, "POST /api/v1/drafts/%s/confirm" JSON, id);
    EXPECT_EACH(&s, JK_ROLE_KPU, head, bad);
    snprintf(head, sizeof head, "POST /api/v1/drafts/%s/return" JSON, id);
    EXPECT_EACH(&s, JK_ROLE_KPU, head, bad);
    cr_assert(eq(int, surface_ask(&s, JK_ROLE_KPU, head, "{\"revision\":1}"), 422),
              "without a note the team learns nothing");
    cr_assert(
        eq(int, surface_ask(&s, JK_ROLE_KPU, head, "{\"revision\":1,\"note\":\"waktu\"}"), 200));
    snprintf(head, sizeof head, "PUT /api/v1/drafts/%s" CALENDAR, id);
    cr_assert(eq(int, surface_ask(&s, JK_ROLE_KPU, head, surface_rally("d@uji", 1, 0.5, 117.5)),
                 404),
              "only a team hands in");
    cr_assert(
        eq(int, surface_ask(&s, JK_ROLE_TIM, head, surface_rally("d@uji", 1, 0.6, 117.5)), 200));
    snprintf(head, sizeof head, "POST /api/v1/drafts/%s/confirm" JSON, id);
    cr_assert(eq(int, surface_ask(&s, JK_ROLE_KPU, head, "{\"revision\":1}"), 412));
    cr_assert(eq(int, surface_ask(&s, JK_ROLE_KPU, head, "{\"revision\":3}"), 201), "%s", s.body);
    cr_assert(eq(int, surface_ask(&s, JK_ROLE_KPU, head, "{\"revision\":4}"), 409), "it has ended");
    snprintf(head, sizeof head, "GET /api/v1/drafts/%s.ics", id);
    cr_assert(eq(int, surface_ask(&s, JK_ROLE_TIM, head, NULL), 404));
    surface_close(&s);
}

static void read_alert_id(struct surface *s, struct jk_http_call *call)
{
    const char *conflict = NULL;
    uint32_t revision = 0;

    (void)s;
    if (rest_read_alert_id(call, &conflict, &revision))
        jk_http_reply(call, &(struct jk_http_reply){
                                .code = 200,
                                .body = jk_span_of(
                                    jk_arena_fmt(&call->arena, "%s %u", conflict, revision)) });
    else
        jk_http_reply_empty(call, 404, NULL, 0);
}

Test(rest, an_alert_is_named_by_its_conflict_and_a_revision_from_one)
{
    static const struct {
        const char *id, *read;
    } ids[] = {
        { "0123456789abcdef-1", "0123456789abcdef 1" },
        { "0123456789abcdef-4294967295", "0123456789abcdef 4294967295" },
        { "0123456789abcdef-4294967296", NULL },
        { "0123456789abcdef-0", NULL },
        { "0123456789abcdef-", NULL },
        { "0123456789abcdef", NULL },
        { "0123456789abcdef--1", NULL },
        { "0123456789abcdef-1-1", NULL },
        { "0123456789abcde-1", NULL },
        { "0123456789abcdef0-1", NULL },
        { "-1", NULL },
    };
    struct surface s;
    char head[96];

    surface_open(&s);
    s.probe = read_alert_id;
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        snprintf(head, sizeof head, "GET /probe/%s", ids[i].id);
        cr_expect(eq(int, surface_probe(&s, JK_ROLE_END, head, NULL), ids[i].read ? 200 : 404),
                  "%s", ids[i].id);
        if (ids[i].read)
            cr_expect(eq(str, (char *)s.body, (char *)ids[i].read));
    }
    surface_close(&s);
}

Test(rest, a_notice_is_taken_back_only_by_who_says_which_version)
{
    struct surface s;

    surface_open(&s);
    cr_assert(desk_file(&s.desk, &one) == JK_OK);
    cr_assert(eq(int, surface_ask(&s, JK_ROLE_KPU, "DELETE /api/v1/notices/one@uji", NULL), 428));
    cr_assert(
        eq(int, surface_ask(&s, JK_ROLE_KPU, "DELETE /api/v1/notices/one@uji\r\nIf-Match: *", NULL),
           403),
        "another agency filed it");
    cr_assert(eq(int,
                 surface_ask(&s, JK_ROLE_BAWASLU,
                             "DELETE /api/v1/notices/one@uji\r\nIf-Match: \"0000\"", NULL),
                 412));
    cr_assert(eq(int,
                 surface_ask(&s, JK_ROLE_BAWASLU, "DELETE /api/v1/notices/one@uji\r\nIf-Match: *",
                             NULL),
                 200),
              "%s", s.body);
    surface_close(&s);
}

Test(rest, an_import_is_of_a_type_it_can_read_and_taken_whole)
{
    char stream[2048];
    const char *end, *event;
    struct surface s;

    surface_open(&s);
    snprintf(stream, sizeof stream, "%s", surface_rally("a@uji", 1, 0.5, 117.5));
    cr_assert(
        eq(int,
           surface_ask(&s, JK_ROLE_KPU, "POST /api/v1/import\r\nContent-Type: text/plain", stream),
           415));
    /* A second event in the same stream, with a paslon that there is not. */
    end = strstr(stream, "END:VCALENDAR");
    event = strstr(surface_rally("b@uji", 77, 0.9, 117.5), "BEGIN:VEVENT");
    snprintf(stream + (end - stream), sizeof stream - (size_t)(end - stream), "%s", event);
    cr_assert(eq(int, surface_ask(&s, JK_ROLE_KPU, "POST /api/v1/import" CALENDAR, stream), 422),
              "%s", s.body);
    cr_assert(jk_registry_entry(jk_app_registry(s.desk.app), "a@uji") == NULL);
    surface_close(&s);
}

Test(rest, queries_of_lists_are_closed_sets_of_parameters)
{
    static const struct {
        const char *target;
        int code;
    } asked[] = {
        { "/api/v1/notices?paslon=1&state=submitted&date=2024-11-20&region=64.08", 200 },
        { "/api/v1/notices?calon=1", 400 },
        { "/api/v1/notices?paslon=1&paslon=1", 400 },
        { "/api/v1/notices?paslon=x", 422 },
        { "/api/v1/notices?state=setuju", 422 },
        { "/api/v1/notices?region=64", 200 },
        { "/api/v1/notices?region=64.03", 403 },
        { "/api/v1/notices?region=99", 422 },
        { "/api/v1/notices?date=20241120", 422 },
        { "/api/v1/notices?cursor=-1", 422 },
        { "/api/v1/alerts?after=9223372036854775807", 200 },
        { "/api/v1/alerts?after=9223372036854775808", 422 },
        { "/api/v1/alerts?after=", 422 },
        { "/api/v1/alerts?sejak=1", 400 },
        { "/api/v1/conflicts?level=siaga&state=open&from=2024-11-20&to=2024-11-20", 200 },
        { "/api/v1/conflicts?state=all&region=64.08.04", 200 },
        { "/api/v1/conflicts?state=terbuka", 422 },
        { "/api/v1/conflicts?region=64.03", 403 },
        { "/api/v1/conflicts?region=", 422 },
        { "/api/v1/conflicts?level=gawat", 422 },
        { "/api/v1/digest?at=2024-11-20T08:00:00Z", 400 },
        { "/api/v1/conflicts?from=besok", 422 },
        { "/api/v1/export?format=csv", 200 },
        { "/api/v1/export?format=pdf", 422 },
        { "/api/v1/export", 422 },
    };
    struct surface s;
    char head[128];

    surface_open(&s);
    cr_assert(desk_file(&s.desk, &one) == JK_OK);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        snprintf(head, sizeof head, "GET %s", asked[i].target);
        cr_expect(eq(int, surface_ask(&s, JK_ROLE_KPU, head, NULL), asked[i].code), "%s: %s",
                  asked[i].target, s.body);
    }
    surface_close(&s);
}

/* It is for whoever asks the sides to move: a team would learn how many plans came before its own.
 */
Test(rest, officers_see_who_is_asked_first_and_what_is_not_assessed)
{
    static const char said[] =
        "\"precedence\":{\"kpu_slot\":false,\"received\":null,\"receipt\":1}";
    struct surface s;

    surface_open(&s);
    cr_assert(desk_file(&s.desk, &one) == JK_OK);
    cr_assert(surface_ask(&s, JK_ROLE_KPU, "GET /api/v1/notices/one@uji", NULL) == 200);
    cr_expect(strstr(s.body, said) != NULL, "%s", s.body);
    cr_assert(surface_ask(&s, JK_ROLE_KPU, "GET /api/v1/notices", NULL) == 200);
    cr_expect(strstr(s.body, said) != NULL, "%s", s.body);
    cr_expect(strstr(s.body, "\"assessed\":true") != NULL, "%s", s.body);
    cr_assert(surface_ask(&s, JK_ROLE_TIM, "GET /api/v1/notices/one@uji", NULL) == 200, "%s",
              s.body);
    cr_expect(strstr(s.body, "\"precedence\":null") != NULL, "%s", s.body);
    cr_assert(surface_ask(&s, JK_ROLE_TIM, "GET /api/v1/notices", NULL) == 200);
    cr_expect(strstr(s.body, "precedence") == NULL && strstr(s.body, "one@uji") != NULL);
    surface_close(&s);
}
