/* Field reports over the wire: filing as JSON or VJOURNAL, confirming, and the list. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "tests/unit/http/rest/asked.h"

#define POST "POST /api/v1/reports" JSON

/* Two approved rallies far from each other, on their day: 14.10 WITA. */
static void open_day(struct surface *s)
{
    static const struct filed rallies[] = {
        { "one@uji", 0.5, 117.5, 1, 0, NULL, NULL },
        { "two@uji", 0.9, 117.1, 2, 0, NULL, NULL },
    };

    surface_open(s);
    for (size_t i = 0; i < 2; i++) {
        cr_assert(desk_file(&s->desk, &rallies[i]) == JK_OK);
        cr_assert(desk_decide(&s->desk, rallies[i].uid, "approve", NULL, 0) == JK_OK, "%s",
                  s->desk.err.value);
    }
    s->now_s = 1732083000;
}

Test(reports, what_is_said_is_read_member_by_member)
{
    static const struct asked bad[] = {
        { JK_ROLE_POLRES, POST, "", 422, NULL },
        { JK_ROLE_POLRES, POST, "{}", 422, "\"field\":\"uid\"" },
        { JK_ROLE_POLRES, POST, "{\"uid\":7,\"kind\":\"late\"}", 422, "\"field\":\"uid\"" },
        { JK_ROLE_POLRES, POST, "{\"uid\":\"one@uji\"}", 422, "\"field\":\"kind\"" },
        { JK_ROLE_POLRES, POST, "{\"uid\":\"one@uji\",\"kind\":\"terlambat\"}", 422,
          "\"field\":\"kind\"" },
        { JK_ROLE_POLRES, POST, "{\"uid\":\"one@uji\",\"kind\":\"late\",\"minutes\":1.5}", 422,
          "\"field\":\"minutes\"" },
        { JK_ROLE_POLRES, POST, "{\"uid\":\"one@uji\",\"kind\":\"late\",\"minutes\":1441}", 422,
          "\"field\":\"minutes\"" },
        { JK_ROLE_POLRES, POST, "{\"uid\":\"one@uji\",\"kind\":\"late\"}", 422,
          "\"field\":\"minutes\"" },
        { JK_ROLE_POLRES, POST,
          "{\"uid\":\"one@uji\",\"kind\":\"late\",\"minutes\":10,\"at\":\"14.00\"}", 422,
          "\"field\":\"at\"" },
        { JK_ROLE_POLRES, POST, "{\"uid\":\"one@uji\",\"kind\":\"off_route\"}", 422,
          "\"field\":\"place\"" },
        { JK_ROLE_POLRES, POST, "{\"uid\":\"one@uji\",\"kind\":\"off_route\",\"place\":{}}", 422,
          "\"field\":\"place\"" },
        { JK_ROLE_POLRES, POST,
          "{\"uid\":\"one@uji\",\"kind\":\"off_route\",\"place\":[{\"lat\":0.5}]}", 422,
          "\"field\":\"place\"" },
        { JK_ROLE_POLRES, POST,
          "{\"uid\":\"one@uji\",\"kind\":\"off_route\",\"place\":[{\"lat\":117.5,\"lon\":0.5}]}",
          422, "\"field\":\"place\"" },
        { JK_ROLE_POLRES, POST, "{\"uid\":\"tiada\",\"kind\":\"over\"}", 404, NULL },
        { JK_ROLE_POLRES, POST, "{\"uid\":\"one@uji\",\"kind\":\"over\",\"siapa\":\"x\"}", 422,
          "\"field\":\"siapa\"" },
        { JK_ROLE_POLRES, "POST /api/v1/reports" CALENDAR, "BEGIN:VCALENDAR\r\n", 422, NULL },
        { JK_ROLE_TIM, POST, "{}", 403, NULL },
        { JK_ROLE_PEMBACA, POST, "{}", 403, NULL },
        { JK_ROLE_POLRES, "POST /api/v1/reports\r\nContent-Type: text/plain", "x", 415, NULL },
    };
    struct surface s;

    open_day(&s);
    EXPECT_REFUSED(&s, bad);
    surface_close(&s);
}

/* The id of the report that was filed last. */
static void report_id(const struct surface *s, char id[17])
{
    json_t *json = asked_json(s);

    snprintf(id, 17, "%s", json_string_value(json_object_get(json, "id")));
    json_decref(json);
}

static size_t listed(struct surface *s, enum jk_role role, const char *query)
{
    char head[128];
    json_t *json;
    size_t count;

    snprintf(head, sizeof head, "GET /api/v1/reports%s", query);
    cr_assert(surface_ask(s, role, head, NULL) == 200, "%s: %s", query, s->body);
    json = asked_json(s);
    count = json_array_size(json_object_get(json, "reports"));
    json_decref(json);
    return count;
}

/* SPEC 4: a report needs no permission, and what is verified is judged; the plan stays. */
Test(reports, a_second_account_confirms_what_the_first_one_saw)
{
    char id[17], head[96];
    struct surface s;

    open_day(&s);
    cr_assert(surface_ask(&s, JK_ROLE_POLRES, POST,
                          "{\"uid\":\"one@uji\",\"kind\":\"late\",\"minutes\":30}") == 201,
              "%s", s.body);
    expect_said(&s, "Location: /api/v1/reports");
    expect_said(&s, "\"verified\":false");
    report_id(&s, id);
    cr_expect(listed(&s, JK_ROLE_KPU, "?verified=false") == 1);
    cr_expect(listed(&s, JK_ROLE_KPU, "?verified=true") == 0);
    snprintf(head, sizeof head, "POST /api/v1/reports/%s/verify", id);
    cr_expect(surface_ask(&s, JK_ROLE_POLRES, head, NULL) >= 400, "nobody confirms himself: %s",
              s.body);
    cr_expect(surface_ask(&s, JK_ROLE_BAWASLU, head, NULL) == 200, "%s", s.body);
    expect_said(&s, "\"verified\":true");
    expect_said(&s, "\"notice\":");
    cr_expect(listed(&s, JK_ROLE_KPU, "?verified=true&uid=one@uji") == 1);
    cr_expect(surface_ask(&s, JK_ROLE_BAWASLU, "POST /api/v1/reports/0000000000000000/verify",
                          NULL) == 404);
    surface_close(&s);
}

Test(reports, a_list_is_filtered_by_notice_and_ground_and_takes_no_other_word)
{
    struct surface s;

    open_day(&s);
    for (int i = 0; i < 2; i++)
        cr_assert(surface_ask(&s, JK_ROLE_POLRES, POST,
                              i ? "{\"uid\":\"one@uji\",\"kind\":\"late\",\"minutes\":5}"
                                : "{\"uid\":\"two@uji\",\"kind\":\"late\",\"minutes\":5}") == 201,
                  "%s", s.body);
    cr_expect(listed(&s, JK_ROLE_BAWASLU, "") == 2);
    cr_expect(listed(&s, JK_ROLE_BAWASLU, "?uid=two@uji") == 1);
    cr_expect(listed(&s, JK_ROLE_BAWASLU, "?uid=tiada") == 0);
    cr_expect(listed(&s, JK_ROLE_BAWASLU, "?region=64.08") == 2);
    cr_expect(surface_ask(&s, JK_ROLE_BAWASLU, "GET /api/v1/reports?region=64.03", NULL) == 403,
              "an empty list would read as a quiet day there");
    cr_expect(listed(&s, JK_ROLE_BAWASLU, "?region=64") == 2, "what the caller sees of it");
    cr_expect(surface_ask(&s, JK_ROLE_BAWASLU, "GET /api/v1/reports?verified=ya", NULL) == 422);
    expect_said(&s, "\"field\":\"verified\"");
    cr_expect(surface_ask(&s, JK_ROLE_BAWASLU, "GET /api/v1/reports?siapa=x", NULL) == 400);
    cr_expect(surface_ask(&s, JK_ROLE_TIM, "GET /api/v1/reports", NULL) == 403);
    surface_close(&s);
}
