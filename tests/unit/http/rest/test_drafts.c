/* Drafts over the wire: a team hands in, officials see, confirm and return (SPEC 4, WIRE 1). */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/app/app.h"
#include "jarak/app/registry/registry.h"
#include "jarak/app/teams/team.h"
#include "tests/unit/http/rest/asked.h"

/* A team's draft of a rally; its id. */
static void hand_in(struct surface *s, const char *uid, char id[JK_DRAFT_HEX + 1])
{
    cr_assert(surface_ask(s, JK_ROLE_TIM, "POST /api/v1/notices" CALENDAR,
                          surface_rally(uid, 1, 0.5, 117.5)) == 201,
              "%s", s->body);
    snprintf(id, JK_DRAFT_HEX + 1, "%s", surface_field(s, "Location") + strlen("/api/v1/drafts/"));
}

static int ask_of(struct surface *s, enum jk_role role, const char *method, const char *id,
                  const char *rest, const char *body)
{
    char head[160];

    snprintf(head, sizeof head, "%s /api/v1/drafts/%s%s", method, id, rest);
    return surface_ask(s, role, head, body);
}

Test(drafts, what_a_team_files_stands_nowhere_until_an_official_confirms_it)
{
    char id[JK_DRAFT_HEX + 1];
    struct surface s;

    surface_open(&s);
    hand_in(&s, "d@uji", id);
    expect_said(&s, "\"state\":\"draft\"");
    expect_said(&s, "\"allowed\":[]");
    cr_expect(jk_registry_entry(jk_app_registry(s.desk.app), "d@uji") == NULL);
    cr_expect(surface_ask(&s, JK_ROLE_KPU, "GET /api/v1/notices/d@uji", NULL) == 404);
    cr_expect(ask_of(&s, JK_ROLE_KPU, "POST", id, "/confirm" JSON, "{\"revision\":1}") == 201, "%s",
              s.body);
    expect_said(&s, "\"state\":\"submitted\"");
    cr_expect(surface_ask(&s, JK_ROLE_KPU, "GET /api/v1/notices/d@uji", NULL) == 200);
    cr_expect(ask_of(&s, JK_ROLE_TIM, "GET", id, ".ics", NULL) == 404, "its bytes are gone");
    cr_expect(ask_of(&s, JK_ROLE_TIM, "GET", id, "", NULL) == 200, "%s", s.body);
    expect_said(&s, "\"state\":\"confirmed\"");
    surface_close(&s);
}

Test(drafts, they_are_seen_by_their_team_and_the_officials_of_their_region)
{
    static const struct {
        enum jk_role role;
        int code;
    } cases[] = {
        { JK_ROLE_TIM, 200 },    { JK_ROLE_BAWASLU, 200 }, { JK_ROLE_KPU, 200 },
        { JK_ROLE_POLRES, 200 }, { JK_ROLE_END, 401 },
    };
    char id[JK_DRAFT_HEX + 1];
    struct surface s;

    surface_open(&s);
    hand_in(&s, "d@uji", id);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_expect(ask_of(&s, cases[i].role, "GET", id, "", NULL) == cases[i].code, "case %zu: %s",
                  i, s.body);
        cr_expect(ask_of(&s, cases[i].role, "GET", id, ".ics", NULL) == cases[i].code, "case %zu",
                  i);
        if (cases[i].code == 200)
            cr_expect_str_eq(s.body, surface_rally("d@uji", 1, 0.5, 117.5));
    }
    cr_expect(ask_of(&s, JK_ROLE_TIM, "GET", "0000000000000000", "", NULL) == 404);
    surface_close(&s);
}

Test(drafts, only_the_team_changes_or_takes_back_its_own)
{
    char id[JK_DRAFT_HEX + 1];
    struct surface s;
    const char *rally;

    surface_open(&s);
    hand_in(&s, "d@uji", id);
    rally = surface_rally("d@uji", 1, 0.6, 117.5);
    cr_expect(ask_of(&s, JK_ROLE_KPU, "PUT", id, CALENDAR, rally) == 404);
    cr_expect(ask_of(&s, JK_ROLE_KPU, "DELETE", id, "", NULL) == 404);
    cr_expect(ask_of(&s, JK_ROLE_TIM, "PUT", id, CALENDAR, rally) == 200, "%s", s.body);
    expect_said(&s, "\"revision\":2");
    cr_expect(ask_of(&s, JK_ROLE_TIM, "PUT", id, CALENDAR, surface_rally("d@uji", 2, 0.6, 117.5)) ==
                  403,
              "another's: %s", s.body);
    cr_expect(ask_of(&s, JK_ROLE_TIM, "PUT", "0000000000000000", CALENDAR, rally) == 404);
    cr_expect(ask_of(&s, JK_ROLE_TIM, "DELETE", id, "", NULL) == 200, "%s", s.body);
    expect_said(&s, "\"state\":\"withdrawn\"");
    cr_expect(ask_of(&s, JK_ROLE_TIM, "DELETE", id, "", NULL) == 409, "once: %s", s.body);
    surface_close(&s);
}

Test(drafts, a_team_confirms_and_returns_nothing)
{
    char id[JK_DRAFT_HEX + 1];
    struct surface s;

    surface_open(&s);
    hand_in(&s, "d@uji", id);
    cr_expect(ask_of(&s, JK_ROLE_TIM, "POST", id, "/confirm" JSON, "{\"revision\":1}") == 403);
    cr_expect(ask_of(&s, JK_ROLE_TIM, "POST", id, "/return" JSON,
                     "{\"revision\":1,\"note\":\"x\"}") == 403);
    cr_expect(ask_of(&s, JK_ROLE_KESBANGPOL, "POST", id, "/confirm" JSON, "{\"revision\":1}") ==
              403);
    surface_close(&s);
}

/* SPEC 9: for a team checks are computed against public facts only. */
Test(drafts, the_team_is_told_less_than_the_official_of_one_draft)
{
    static const struct filed rival = { "two@uji", 0.507235, 117.5, 2, 0, NULL, NULL };
    char id[JK_DRAFT_HEX + 1];
    struct surface s;

    surface_open(&s);
    cr_assert(desk_file(&s.desk, &rival) == JK_OK);
    hand_in(&s, "d@uji", id);
    cr_expect(!surface_said(&s, "two@uji") && surface_said(&s, "\"conflicts\":[]"), "%s", s.body);
    cr_expect(ask_of(&s, JK_ROLE_TIM, "GET", id, "", NULL) == 200);
    cr_expect(!surface_said(&s, "two@uji"), "%s", s.body);
    cr_expect(ask_of(&s, JK_ROLE_KPU, "GET", id, "", NULL) == 200);
    cr_expect(surface_said(&s, "two@uji"), "%s", s.body);
    surface_close(&s);
}
