/* Accounts over the wire: for administrators of the region, each member in its form, no secret. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "tests/unit/http/rest/asked.h"

#define NEW "POST /api/v1/accounts" JSON

Test(accounts, only_an_administrator_asks_for_them)
{
    static const char *const heads[] = {
        "GET /api/v1/accounts",
        NEW,
        "POST /api/v1/accounts/kpu-64.08/disable" JSON,
        "POST /api/v1/accounts/kpu-64.08/dates" JSON,
        "POST /api/v1/accounts/kpu-64.08/password" JSON,
        "POST /api/v1/accounts/kpu-64.08/tokens" JSON,
        "POST /api/v1/accounts/kpu-64.08/tokens/x/revoke",
    };
    struct surface s;

    surface_open(&s);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        for (int role = 0; role <= JK_ROLE_END; role++) {
            const struct asked asked = { (enum jk_role)role, heads[i],
                                         strstr(heads[i], "json") ? "{}" : NULL,
                                         role == JK_ROLE_END ? 401 : 403, NULL };

            if (role != JK_ROLE_ADMIN)
                expect_refused(&s, &asked, 1);
        }
    }
    surface_close(&s);
}

Test(accounts, a_new_one_says_every_member_in_its_form)
{
    static const struct asked bad[] = {
        { JK_ROLE_ADMIN, NEW, "[]", 422, NULL },
        { JK_ROLE_ADMIN, NEW, "{}", 422, NULL },
        { JK_ROLE_ADMIN, NEW, "{\"name\":7}", 422, "\"field\":\"name\"" },
        { JK_ROLE_ADMIN, NEW, "{\"name\":\"baru\",\"role\":\"raja\",\"region\":\"64.08\"}", 422,
          "\"field\":\"role\"" },
        { JK_ROLE_ADMIN, NEW, "{\"name\":\"baru\",\"role\":\"kpu\",\"region\":\"99\"}", 422,
          "\"field\":\"region\"" },
        { JK_ROLE_ADMIN, NEW,
          "{\"name\":\"baru\",\"role\":\"kpu\",\"region\":\"64.08\",\"paslon\":\"1\"}", 422,
          "\"field\":\"paslon\"" },
        { JK_ROLE_ADMIN, NEW,
          "{\"name\":\"baru\",\"role\":\"kpu\",\"region\":\"64.08\",\"paslon\":10000000}", 422,
          "\"field\":\"paslon\"" },
        { JK_ROLE_ADMIN, NEW,
          "{\"name\":\"baru\",\"role\":\"tim\",\"region\":\"64.08\",\"paslon\":1}", 422,
          "\"field\":\"contest\"" },
        { JK_ROLE_ADMIN, NEW,
          "{\"name\":\"baru\",\"role\":\"kpu\",\"region\":\"64.08\",\"not_after\":\"besok\"}", 422,
          "\"field\":\"not_after\"" },
        { JK_ROLE_ADMIN, NEW,
          "{\"name\":\"baru\",\"role\":\"kpu\",\"region\":\"64.08\",\"sandi\":\"x\"}", 422,
          "\"field\":\"sandi\"" },
        { JK_ROLE_ADMIN, NEW, "{\"name\":\"kpu-64.08\",\"role\":\"kpu\",\"region\":\"64.08\"}", 409,
          NULL },
    };
    struct surface s;

    surface_open(&s);
    EXPECT_REFUSED(&s, bad);
    cr_expect(surface_ask(&s, JK_ROLE_ADMIN, NEW,
                          "{\"name\":\"baru\",\"role\":\"kpu\",\"region\":\"64.08\","
                          "\"contest\":null,\"paslon\":null}") == 201,
              "%s", s.body);
    expect_said(&s, "\"name\":\"baru\"");
    expect_said(&s, "\"tokens\":[]");
    surface_close(&s);
}

/* An administrator of a region sees its accounts; beyond it an account is not there. */
Test(accounts, beyond_the_region_of_the_administrator_there_is_none)
{
    static const struct asked asked[] = {
        { JK_ROLE_ADMIN, "GET /api/v1/accounts", NULL, 200, "\"kpu-64.08\"" },
        { JK_ROLE_ADMIN, "POST /api/v1/accounts/bawaslu-64/disable" JSON, "{\"disabled\":true}",
          404, NULL },
        { JK_ROLE_ADMIN, "POST /api/v1/accounts/tiada/disable" JSON, "{\"disabled\":true}", 404,
          NULL },
        { JK_ROLE_ADMIN, "POST /api/v1/accounts/bawaslu-64/tokens" JSON, "{}", 404, NULL },
        { JK_ROLE_ADMIN, NEW, "{\"name\":\"baru\",\"role\":\"kpu\",\"region\":\"64\"}", 403, NULL },
    };
    struct surface s;

    surface_open(&s);
    EXPECT_REFUSED(&s, asked);
    cr_assert(surface_ask(&s, JK_ROLE_ADMIN, "GET /api/v1/accounts", NULL) == 200);
    cr_expect(!surface_said(&s, "\"bawaslu-64\""), "of the province");
    cr_expect(!surface_said(&s, s.tokens[JK_ROLE_KPU]), "no secret");
    surface_close(&s);
}

Test(accounts, one_that_is_disabled_is_out_at_once_and_comes_in_again)
{
    static const struct asked bad[] = {
        { JK_ROLE_ADMIN, "POST /api/v1/accounts/kpu-64.08/disable" JSON, "{}", 422,
          "\"field\":\"disabled\"" },
        { JK_ROLE_ADMIN, "POST /api/v1/accounts/kpu-64.08/disable" JSON, "{\"disabled\":1}", 422,
          "\"field\":\"disabled\"" },
    };
    static const struct asked steps[] = {
        { JK_ROLE_KPU, "GET /api/v1/notices", NULL, 200, NULL },
        { JK_ROLE_ADMIN, "POST /api/v1/accounts/kpu-64.08/disable" JSON, "{\"disabled\":true}", 200,
          "\"disabled\":true" },
        { JK_ROLE_KPU, "GET /api/v1/notices", NULL, 401, NULL },
        { JK_ROLE_ADMIN, "POST /api/v1/accounts/kpu-64.08/disable" JSON, "{\"disabled\":false}",
          200, "\"disabled\":false" },
        { JK_ROLE_KPU, "GET /api/v1/notices", NULL, 200, NULL },
    };
    struct surface s;

    surface_open(&s);
    EXPECT_REFUSED(&s, bad);
    EXPECT_ASKED(&s, steps);
    surface_close(&s);
}

/* WIRE 1: each account bound to not-before and not-after dates. */
Test(accounts, dates_bound_it_and_an_absent_date_is_no_bound)
{
#define DATES "POST /api/v1/accounts/kpu-64.08/dates" JSON
    static const struct asked steps[] = {
        { JK_ROLE_ADMIN, DATES, "{\"not_after\":7}", 422, "\"field\":\"not_after\"" },
        { JK_ROLE_ADMIN, DATES, "{\"not_before\":\"2024-11-02\"}", 200, "\"not_before\"" },
        { JK_ROLE_KPU, "GET /api/v1/notices", NULL, 401, NULL }, /* it is the first of November */
        { JK_ROLE_ADMIN, DATES, "{\"not_after\":\"2024-10-31\"}", 200, "\"not_after\"" },
        { JK_ROLE_KPU, "GET /api/v1/notices", NULL, 401, NULL },
        { JK_ROLE_ADMIN, DATES, "{\"not_after\":\"2024-11-01\"}", 200, NULL },
        { JK_ROLE_KPU, "GET /api/v1/notices", NULL, 200, NULL }, /* the last day belongs to it */
        { JK_ROLE_ADMIN, DATES, "{}", 200, NULL },
        { JK_ROLE_KPU, "GET /api/v1/notices", NULL, 200, NULL },
    };
#undef DATES
    struct surface s;

    surface_open(&s);
    EXPECT_ASKED(&s, steps);
    cr_expect(!surface_said(&s, "not_after"));
    surface_close(&s);
}

static void text_of(const json_t *json, const char *name, char out[80])
{
    const char *text = json_string_value(json_object_get(json, name));

    snprintf(out, 80, "%s", text ? text : "");
}

Test(accounts, a_token_is_told_once_and_ends_by_its_id)
{
    char token[80], id[80] = "", head[160];
    struct surface s;
    json_t *json, *list;

    surface_open(&s);
    cr_assert(surface_ask(&s, JK_ROLE_ADMIN, "POST /api/v1/accounts/kpu-64.08/tokens" JSON,
                          "{\"label\":\"ponsel\"}") == 201,
              "%s", s.body);
    json = asked_json(&s);
    text_of(json, "token", token);
    list = json_object_get(json_object_get(json, "account"), "tokens");
    for (size_t i = 0; i < json_array_size(list); i++) {
        char label[80];

        text_of(json_array_get(list, i), "label", label);
        if (strcmp(label, "ponsel") == 0)
            text_of(json_array_get(list, i), "id", id);
    }
    json_decref(json);
    cr_assert(strlen(token) == JK_TOKEN_HEX && id[0]);
    cr_assert(surface_ask(&s, JK_ROLE_ADMIN, "GET /api/v1/accounts", NULL) == 200);
    cr_expect(!surface_said(&s, token), "never again");
    snprintf(head, sizeof head, "GET /api/v1/notices\r\nAuthorization: Bearer %s", token);
    cr_expect(surface_ask(&s, JK_ROLE_END, head, NULL) == 200, "%s", s.body);
    snprintf(head, sizeof head, "POST /api/v1/accounts/kpu-64.08/tokens/%s/revoke", id);
    cr_expect(surface_ask(&s, JK_ROLE_ADMIN, head, NULL) == 200, "%s", s.body);
    snprintf(head, sizeof head, "GET /api/v1/notices\r\nAuthorization: Bearer %s", token);
    cr_expect(surface_ask(&s, JK_ROLE_END, head, NULL) == 401);
    cr_expect(surface_ask(&s, JK_ROLE_KPU, "GET /api/v1/notices", NULL) == 200, "the others stay");
    cr_expect(surface_ask(&s, JK_ROLE_ADMIN, "POST /api/v1/accounts/kpu-64.08/tokens/tiada/revoke",
                          NULL) == 404);
    surface_close(&s);
}

Test(accounts, a_password_is_a_text_or_null)
{
    static const struct asked asked[] = {
        { JK_ROLE_ADMIN, "POST /api/v1/accounts/kpu-64.08/password" JSON, "{\"password\":7}", 422,
          "\"field\":\"password\"" },
        { JK_ROLE_ADMIN, "POST /api/v1/accounts/kpu-64.08/password" JSON, "{}", 422,
          "\"field\":\"password\"" },
        { JK_ROLE_ADMIN, "POST /api/v1/accounts/kpu-64.08/password" JSON, "{\"password\":null}",
          200, "\"password\":false" },
        { JK_ROLE_ADMIN, "POST /api/v1/accounts/tiada/password" JSON, "{\"password\":null}", 404,
          NULL },
    };
    struct surface s;

    surface_open(&s);
    EXPECT_ASKED(&s, asked);
    surface_close(&s);
}
