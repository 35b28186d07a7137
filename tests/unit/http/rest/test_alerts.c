/* The inbox, acknowledging, opinions and the list of conflicts over the wire (WIRE 1, SPEC 7). */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "tests/unit/http/rest/asked.h"

/* The id of the one conflict that stands open. */
static void conflict_id(struct surface *s, char id[JK_CONFLICT_HEX + 1])
{
    json_t *json;

    cr_assert(surface_ask(s, JK_ROLE_POLRES, "GET /api/v1/conflicts", NULL) == 200, "%s", s->body);
    json = asked_json(s);
    cr_assert(json_array_size(json_object_get(json, "conflicts")) == 1, "%s", s->body);
    snprintf(id, JK_CONFLICT_HEX + 1, "%s",
             json_string_value(
                 json_object_get(json_array_get(json_object_get(json, "conflicts"), 0), "id")));
    json_decref(json);
}

static size_t count_of(struct surface *s, const char *list, const char *head)
{
    json_t *json;
    size_t count;

    cr_assert(surface_ask(s, JK_ROLE_POLRES, head, NULL) == 200, "%s: %s", head, s->body);
    json = asked_json(s);
    count = json_array_size(json_object_get(json, list));
    json_decref(json);
    return count;
}

Test(conflicts_list, level_days_and_state_must_all_fit)
{
    static const struct {
        const char *query;
        size_t count;
    } cases[] = {
        { "", 1 },
        { "?level=info", 1 },
        { "?level=siaga", 1 },
        { "?from=2024-11-20", 1 },
        { "?from=2024-11-21", 0 },
        { "?to=2024-11-20", 1 },
        { "?to=2024-11-19", 0 },
        { "?from=2024-11-20&to=2024-11-20&level=waspada&state=open", 1 },
        { "?region=64.08", 1 },
    };
    struct surface s;

    surface_open(&s);
    asked_rivals(&s);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char head[128];

        snprintf(head, sizeof head, "GET /api/v1/conflicts%s", cases[i].query);
        cr_expect(count_of(&s, "conflicts", head) == cases[i].count, "%s: %s", cases[i].query,
                  s.body);
    }
    cr_assert(desk_withdraw(&s.desk, "two@uji") == JK_OK);
    cr_expect(count_of(&s, "conflicts", "GET /api/v1/conflicts") == 0, "it has closed");
    surface_close(&s);
}

Test(alerts_list, an_inbox_is_read_from_where_the_reader_stands)
{
    struct surface s;

    surface_open(&s);
    asked_rivals(&s);
    cr_expect(count_of(&s, "alerts", "GET /api/v1/alerts") == 1);
    expect_said(&s, "\"index\":1");
    expect_said(&s, "\"event\":\"opened\"");
    cr_assert(desk_withdraw(&s.desk, "two@uji") == JK_OK);
    cr_expect(count_of(&s, "alerts", "GET /api/v1/alerts") == 2);
    cr_expect(count_of(&s, "alerts", "GET /api/v1/alerts?after=1") == 1);
    expect_said(&s, "\"event\":\"closed\"");
    cr_expect(count_of(&s, "alerts", "GET /api/v1/alerts\r\nLast-Event-ID: 1") == 1);
    cr_expect(count_of(&s, "alerts", "GET /api/v1/alerts?after=2") == 0);
    surface_close(&s);
}

Test(alerts_list, a_team_is_told_of_no_conflict_and_a_reader_has_no_inbox)
{
    static const struct asked asked[] = {
        { JK_ROLE_PEMBACA, "GET /api/v1/alerts", NULL, 403, NULL },
        { JK_ROLE_END, "GET /api/v1/alerts", NULL, 401, NULL },
        { JK_ROLE_TIM, "GET /api/v1/conflicts", NULL, 403, NULL },
        { JK_ROLE_PEMBACA, "GET /api/v1/alerts.atom", NULL, 403, NULL },
    };
    struct surface s;

    surface_open(&s);
    asked_rivals(&s);
    EXPECT_REFUSED(&s, asked);
    surface_close(&s);
}

Test(alert_ack, who_takes_notice_is_named_and_the_second_is_told_so)
{
    char id[JK_CONFLICT_HEX + 1], head[96];
    struct surface s;

    surface_open(&s);
    asked_rivals(&s);
    conflict_id(&s, id);
    snprintf(head, sizeof head, "POST /api/v1/alerts/%s-1/ack", id);
    cr_expect(surface_ask(&s, JK_ROLE_POLRES, head, NULL) == 200, "%s", s.body);
    expect_said(&s, "\"already\":false");
    expect_said(&s, "\"polres-64.08\"");
    cr_expect(surface_ask(&s, JK_ROLE_BAWASLU, head, NULL) == 200, "%s", s.body);
    expect_said(&s, "\"already\":true");
    cr_expect(surface_ask(&s, JK_ROLE_BAWASLU, "POST /api/v1/alerts/0123456789abcdef-1/ack",
                          NULL) == 404);
    cr_expect(surface_ask(&s, JK_ROLE_BAWASLU, "POST /api/v1/alerts/x/ack", NULL) == 404);
    snprintf(head, sizeof head, "POST /api/v1/alerts/%s-1/ack?x=1", id);
    cr_expect(surface_ask(&s, JK_ROLE_BAWASLU, head, NULL) == 400);
    surface_close(&s);
}

/* WIRE 1: GET /alerts/{id}.cap; the document names the alert by its global id. */
Test(alert_cap, an_alert_is_a_document_for_other_machines)
{
    char id[JK_CONFLICT_HEX + 1], head[96], says[96];
    struct surface s;

    surface_open(&s);
    asked_rivals(&s);
    conflict_id(&s, id);
    snprintf(head, sizeof head, "GET /api/v1/alerts/%s-1.cap", id);
    snprintf(says, sizeof says, "<identifier>%s-1</identifier>", id);
    cr_expect(surface_ask(&s, JK_ROLE_POLRES, head, NULL) == 200, "%s", s.body);
    expect_said(&s, "Content-Type: application/cap+xml");
    expect_said(&s, says);
    snprintf(head, sizeof head, "GET /api/v1/alerts/%s-2.cap", id);
    cr_expect(surface_ask(&s, JK_ROLE_POLRES, head, NULL) == 404);
    cr_expect(surface_ask(&s, JK_ROLE_POLRES, "GET /api/v1/alerts.atom", NULL) == 200);
    snprintf(says, sizeof says, "/api/v1/alerts/%s-1.cap", id);
    expect_said(&s, says);
    surface_close(&s);
}

/* SPEC 4: each agency gives its own opinion per conflict, of the revision it has seen. */
Test(opinion, each_agency_says_its_own_of_the_revision_it_has_seen)
{
    static const struct {
        enum jk_role role;
        const char *body;
        int code;
        const char *says;
    } cases[] = {
        { JK_ROLE_POLRES, "", 422, NULL },
        { JK_ROLE_POLRES, "[]", 422, NULL },
        { JK_ROLE_POLRES, "{\"revision\":1}", 422, "\"field\":\"verdict\"" },
        { JK_ROLE_POLRES, "{\"verdict\":\"accepted\"}", 422, "\"field\":\"revision\"" },
        { JK_ROLE_POLRES, "{\"verdict\":\"accepted\",\"revision\":0}", 422,
          "\"field\":\"revision\"" },
        { JK_ROLE_POLRES, "{\"verdict\":\"rejudge\",\"revision\":1}", 422, NULL }, /* never said */
        { JK_ROLE_POLRES, "{\"verdict\":\"setuju\",\"revision\":1}", 422, NULL },
        { JK_ROLE_POLRES, "{\"verdict\":\"accepted\",\"revision\":9}", 409, NULL },
        { JK_ROLE_TIM, "{\"verdict\":\"accepted\",\"revision\":1}", 403, NULL },
        { JK_ROLE_POLRES, "{\"verdict\":\"accepted\",\"revision\":1,\"note\":\"dikawal\"}", 200,
          "\"dikawal\"" },
        { JK_ROLE_KESBANGPOL, "{\"verdict\":\"objected\",\"revision\":1}", 422,
          "\"field\":\"note\"" },
        { JK_ROLE_KESBANGPOL, "{\"verdict\":\"objected\",\"revision\":1,\"note\":\"dekat\"}", 200,
          "\"accepted\"" },
    };
    char id[JK_CONFLICT_HEX + 1], head[128];
    struct surface s;

    surface_open(&s);
    asked_rivals(&s);
    conflict_id(&s, id);
    snprintf(head, sizeof head, "POST /api/v1/conflicts/%s/verdict" JSON, id);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct asked asked = { cases[i].role, head, cases[i].body, cases[i].code,
                                     cases[i].says };

        if (cases[i].code == 200)
            expect_asked(&s, &asked, 1);
        else
            expect_refused(&s, &asked, 1);
    }
    expect_said(&s, "\"objected\"");
    cr_expect(surface_ask(&s, JK_ROLE_POLRES,
                          "POST /api/v1/conflicts/0123456789abcdef/verdict" JSON,
                          "{\"verdict\":\"accepted\",\"revision\":1}") == 404);
    surface_close(&s);
}
