/* What is asked of stored notices: free-busy, certificates, clear times, what-if, digest, pages. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "tests/unit/http/rest/asked.h"

#define FB "GET /freebusy/64.08.04.ifb"

Test(freebusy, an_official_says_for_whom_and_a_team_asks_for_itself)
{
    static const struct asked asked[] = {
        { JK_ROLE_KPU, FB "?contest=pilbup-64.08&paslon=1", NULL, 200, "BEGIN:VFREEBUSY" },
        { JK_ROLE_KPU, FB, NULL, 422, "\"field\":\"contest\"" },
        { JK_ROLE_KPU, FB "?contest=pilbup-64.08", NULL, 422, "\"field\":\"paslon\"" },
        { JK_ROLE_KPU, FB "?contest=pilbup-99&paslon=1", NULL, 422, "\"field\":\"contest\"" },
        { JK_ROLE_KPU, FB "?contest=pilbup-64.08&paslon=3", NULL, 422, "\"field\":\"paslon\"" },
        { JK_ROLE_TIM, FB, NULL, 200, "text/calendar" },
        { JK_ROLE_TIM, FB "?paslon=1", NULL, 200, NULL },
        { JK_ROLE_TIM, FB "?paslon=2", NULL, 403, "\"field\":\"paslon\"" },
        { JK_ROLE_TIM, FB "?contest=pilgub-64", NULL, 403, NULL },
    };
    struct surface s;

    surface_open(&s);
    EXPECT_REFUSED(&s, asked);
    surface_close(&s);
}

Test(freebusy, an_area_is_one_of_the_callers_with_a_point_to_stand_at)
{
#define WHO "?contest=pilbup-64.08&paslon=1"
    static const struct asked asked[] = {
        { JK_ROLE_KPU, "GET /freebusy/64.08.99.ifb" WHO, NULL, 404, "\"field\":\"area\"" },
        { JK_ROLE_KPU, "GET /freebusy/64.03.ifb" WHO, NULL, 403, "\"field\":\"area\"" },
        { JK_ROLE_KPU, "GET /freebusy/64.08.ifb" WHO, NULL, 422, "\"field\":\"area\"" },
        { JK_ROLE_KPU, FB WHO "&kind=KONVOI", NULL, 422, "\"field\":\"kind\"" },
        { JK_ROLE_KPU, FB WHO "&kind=TATAP-MUKA", NULL, 200, NULL },
        { JK_ROLE_KPU, FB WHO "&level=siaga", NULL, 200, NULL },
        { JK_ROLE_KPU, FB WHO "&level=gawat", NULL, 422, "\"field\":\"level\"" },
        { JK_ROLE_KPU, FB WHO "&hari=1", NULL, 400, NULL },
        { JK_ROLE_KPU, FB WHO "&date=2024-11-21", NULL, 200, NULL },
        { JK_ROLE_KPU, FB WHO "&date=21-11-2024", NULL, 422, NULL },
    };
#undef WHO
    struct surface s;

    surface_open(&s);
    EXPECT_REFUSED(&s, asked);
    surface_close(&s);
}

/* Answers hold for a quarter of an hour, so their tag does too. */
Test(freebusy, within_a_quarter_of_an_hour_the_tag_stays)
{
    char first[128];
    struct surface s;

    surface_open(&s);
    s.now_s = DESK_NOW / 900 * 900;
    cr_assert(surface_ask(&s, JK_ROLE_TIM, FB, NULL) == 200);
    snprintf(first, sizeof first, "%s", surface_field(&s, "ETag"));
    cr_assert(first[0] == '"');
    s.now_s += 899;
    cr_assert(surface_ask(&s, JK_ROLE_TIM, FB, NULL) == 200);
    cr_expect_str_eq(surface_field(&s, "ETag"), first);
    s.now_s += 1;
    cr_assert(surface_ask(&s, JK_ROLE_TIM, FB, NULL) == 200);
    cr_expect(strcmp(surface_field(&s, "ETag"), first) != 0);
    surface_close(&s);
}

Test(certificate, of_the_verdict_as_it_stands_or_of_the_approval_byte_for_byte)
{
    static const struct filed alone = { "one@uji", 0.5, 117.5, 1, 0, NULL, NULL };
    static const struct asked before[] = {
        { JK_ROLE_KPU, "GET /api/v1/notices/one@uji/certificate", NULL, 200, "\"chain\"" },
        { JK_ROLE_KPU, "GET /api/v1/notices/one@uji/certificate?of=approval", NULL, 404, NULL },
        { JK_ROLE_KPU, "GET /api/v1/notices/one@uji/certificate?of=now", NULL, 400,
          "\"field\":\"of\"" },
        { JK_ROLE_KPU, "GET /api/v1/notices/one@uji/certificate?untuk=1", NULL, 400, NULL },
        { JK_ROLE_KPU, "GET /api/v1/notices/tiada/certificate", NULL, 404, NULL },
        { JK_ROLE_TIM, "GET /api/v1/notices/one@uji/certificate", NULL, 403, NULL },
    };
    char first[4096];
    struct surface s;

    surface_open(&s);
    cr_assert(desk_file(&s.desk, &alone) == JK_OK);
    EXPECT_REFUSED(&s, before);
    cr_assert(desk_decide(&s.desk, "one@uji", "approve", NULL, 0) == JK_OK);
    cr_assert(surface_ask(&s, JK_ROLE_KPU, "GET /api/v1/notices/one@uji/certificate?of=approval",
                          NULL) == 200,
              "%s", s.body);
    snprintf(first, sizeof first, "%s", s.body);
    s.now_s += 86400;
    cr_assert(surface_ask(&s, JK_ROLE_KPU, "GET /api/v1/notices/one@uji/certificate?of=approval",
                          NULL) == 200);
    cr_expect(strncmp(first, s.body, sizeof first - 1) == 0, "whatever the day");
    surface_close(&s);
}

Test(slots, days_and_level_of_a_query_and_the_form_the_client_prefers)
{
    static const struct asked asked[] = {
        { JK_ROLE_KPU, "GET /api/v1/notices/one@uji/slots", NULL, 200, "application/json" },
        { JK_ROLE_KPU, "GET /api/v1/notices/one@uji/slots?date=2024-11-21&level=siaga", NULL, 200,
          "2024-11-21" },
        { JK_ROLE_KPU, "GET /api/v1/notices/one@uji/slots?date=besok", NULL, 422, NULL },
        { JK_ROLE_KPU, "GET /api/v1/notices/one@uji/slots?date=2024-11-21&venues=ya", NULL, 422,
          NULL },
        { JK_ROLE_KPU, "GET /api/v1/notices/one@uji/slots?level=none", NULL, 422,
          "\"field\":\"level\"" },
        { JK_ROLE_KPU, "GET /api/v1/notices/one@uji/slots?jam=1", NULL, 400, NULL },
        { JK_ROLE_KPU, "GET /api/v1/notices/one@uji/slots\r\nAccept: text/calendar", NULL, 200,
          "BEGIN:VFREEBUSY" },
        { JK_ROLE_KPU, "GET /api/v1/notices/tiada/slots", NULL, 404, NULL },
        { JK_ROLE_TIM, "GET /api/v1/notices/one@uji/slots", NULL, 200, NULL },
        { JK_ROLE_TIM, "GET /api/v1/notices/two@uji/slots", NULL, 404, NULL },
    };
    struct surface s;

    surface_open(&s);
    asked_rivals(&s);
    EXPECT_REFUSED(&s, asked);
    surface_close(&s);
}

Test(whatif, a_policy_that_is_none_is_refused_with_the_member_that_is_wrong)
{
    static const struct asked asked[] = {
        { JK_ROLE_KPU, "POST /api/v1/whatif" JSON, "{", 422, NULL },
        { JK_ROLE_KPU, "POST /api/v1/whatif" JSON, "{}", 422, "policy.json: rows" },
        { JK_ROLE_KPU, "POST /api/v1/whatif" JSON,
          "{\"id\":\"x\",\"version\":0,\"rows\":[{\"id\":\"a\",\"exempt\":true}]}", 422,
          "policy.json: version" },
        { JK_ROLE_TIM, "POST /api/v1/whatif" JSON, "{}", 403, NULL },
        { JK_ROLE_PEMBACA, "POST /api/v1/whatif" JSON, "{}", 403, NULL },
        { JK_ROLE_KPU, "POST /api/v1/whatif\r\nContent-Type: text/plain", "{}", 415, NULL },
    };
    struct surface s;

    surface_open(&s);
    asked_rivals(&s);
    EXPECT_REFUSED(&s, asked);
    surface_close(&s);
}

Test(whatif, another_policy_is_compared_and_nothing_of_it_is_kept)
{
    static const struct asked asked[] = {
        { JK_ROLE_KPU, "POST /api/v1/whatif" JSON,
          "{\"id\":\"longgar\",\"version\":1,\"rows\":[{\"id\":\"a\",\"exempt\":true}]}", 200,
          "\"longgar\"" },
    };
    struct surface s;

    surface_open(&s);
    asked_rivals(&s);
    EXPECT_REFUSED(&s, asked);
    cr_expect(desk_conflicts(&s.desk) == 1, "the policy in force answers on");
    surface_close(&s);
}

/* Entries keep their numbers, so a page never skips or repeats one. */
Test(notices_list, pages_of_a_hundred_hold_each_notice_once)
{
    char head[96] = "GET /api/v1/notices", seen[121] = "";
    size_t pages = 0, count = 0;
    struct surface s;

    surface_open(&s);
    for (int i = 0; i < 120; i++) {
        char uid[16];
        const struct filed f = { uid, 0.2 + 0.02 * (i % 10), 116.5 + 0.1 * (i / 10), 1, 0, NULL,
                                 NULL };

        snprintf(uid, sizeof uid, "n%03d@uji", i);
        cr_assert(desk_file(&s.desk, &f) == JK_OK, "%s", s.desk.err.value);
    }
    memset(seen, '.', 120);
    while (head[0]) {
        json_t *json, *list, *cursor;

        cr_assert(surface_ask(&s, JK_ROLE_KPU, head, NULL) == 200, "%s", s.body);
        json = asked_json(&s);
        list = json_object_get(json, "notices");
        cursor = json_object_get(json, "cursor");
        cr_expect(json_array_size(list) == (pages ? 20 : 100));
        for (size_t i = 0; i < json_array_size(list); i++) {
            const char *uid = json_string_value(json_object_get(json_array_get(list, i), "uid"));
            int number = 0;

            cr_assert(sscanf(uid, "n%d@uji", &number) == 1);
            cr_expect(seen[number] == '.', "%s again", uid);
            seen[number] = 'x';
            count++;
        }
        if (json_is_integer(cursor))
            snprintf(head, sizeof head, "GET /api/v1/notices?cursor=%lld",
                     (long long)json_integer_value(cursor));
        else
            head[0] = '\0';
        json_decref(json);
        cr_assert(++pages < 5);
    }
    cr_expect(pages == 2 && count == 120);
    /* A team's few stand in one page: a cursor would tell how many others there are. */
    cr_assert(surface_ask(&s, JK_ROLE_TIM, "GET /api/v1/notices", NULL) == 200);
    expect_said(&s, "\"cursor\":null");
    cr_expect(!surface_said(&s, "\"code\""), "codes are the officers'");
    surface_close(&s);
}

Test(digest, what_became_of_the_region_and_of_no_other)
{
    static const struct asked asked[] = {
        { JK_ROLE_KPU, "GET /api/v1/digest", NULL, 200, "\"siaga\":1" },
        { JK_ROLE_KPU, "GET /api/v1/digest?region=64", NULL, 403, NULL },
        { JK_ROLE_KPU, "GET /api/v1/digest?day=1", NULL, 400, NULL },
        { JK_ROLE_TIM, "GET /api/v1/digest", NULL, 403, NULL },
    };
    struct surface s;

    surface_open(&s);
    asked_rivals(&s);
    EXPECT_REFUSED(&s, asked);
    surface_close(&s);
}
