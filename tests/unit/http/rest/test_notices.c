/* Filing over the wire: status codes of WIRE 2, conditions, and who may do it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/app/app.h"
#include "jarak/app/registry/registry.h"
#include "tests/unit/http/rest/asked.h"

#define PUT "PUT /api/v1/notices/a@uji" CALENDAR

Test(notices, a_put_needs_a_condition_that_holds)
{
    char etag[128], head[256];
    struct surface s;
    const char *rally = surface_rally("a@uji", 1, 0.5, 117.5);

    surface_open(&s);
    cr_expect(surface_ask(&s, JK_ROLE_KPU, PUT, rally) == 428, "%s", s.body);
    expect_said(&s, "\"field\":\"If-Match\"");
    cr_expect(surface_ask(&s, JK_ROLE_KPU, PUT "\r\nIf-Match: *", rally) == 412, "there is none");
    cr_assert(surface_ask(&s, JK_ROLE_KPU, PUT "\r\nIf-None-Match: *", rally) == 201, "%s", s.body);
    cr_expect_str_eq(surface_field(&s, "Location"), "/api/v1/notices/a@uji");
    snprintf(etag, sizeof etag, "%s", surface_field(&s, "ETag"));
    cr_assert(etag[0] == '"');
    rally = surface_rally("a@uji", 1, 0.6, 117.5);
    cr_expect(surface_ask(&s, JK_ROLE_KPU, PUT "\r\nIf-None-Match: *", rally) == 412);
    cr_expect(surface_ask(&s, JK_ROLE_KPU, PUT "\r\nIf-Match: \"lain\"", rally) == 412);
    snprintf(head, sizeof head, PUT "\r\nIf-Match: %s", etag);
    cr_expect(surface_ask(&s, JK_ROLE_KPU, head, rally) == 200, "%s", s.body);
    cr_expect(strcmp(surface_field(&s, "ETag"), etag) != 0, "a new version");
    cr_expect(surface_ask(&s, JK_ROLE_KPU, head, surface_rally("a@uji", 1, 0.7, 117.5)) == 412);
    surface_close(&s);
}

/* SPEC 5: octets equal to the current revision are the same answer and no new revision. */
Test(notices, the_same_bytes_again_are_the_same_answer)
{
    char etag[128], head[256];
    struct surface s;
    uint64_t last;

    surface_open(&s);
    cr_assert(surface_ask(&s, JK_ROLE_KPU, PUT "\r\nIf-None-Match: *",
                          surface_rally("a@uji", 1, 0.5, 117.5)) == 201);
    snprintf(etag, sizeof etag, "%s", surface_field(&s, "ETag"));
    last = jk_store_last_entry(s.desk.store);
    snprintf(head, sizeof head, PUT "\r\nIf-Match: %s", etag);
    cr_expect(surface_ask(&s, JK_ROLE_KPU, head, surface_rally("a@uji", 1, 0.5, 117.5)) == 200,
              "%s", s.body);
    cr_expect_str_eq(surface_field(&s, "ETag"), etag);
    cr_expect(surface_ask(&s, JK_ROLE_KPU, "POST /api/v1/notices" CALENDAR,
                          surface_rally("a@uji", 1, 0.5, 117.5)) == 201,
              "%s", s.body);
    cr_expect(jk_store_last_entry(s.desk.store) == last, "nothing is journalled");
    surface_close(&s);
}

/* WIRE 2: never refuse a valid request because of a conflict; strict asks for it. */
Test(notices, a_conflict_is_told_and_refused_only_to_who_asks_so)
{
    static const struct filed one = { "one@uji", 0.5, 117.5, 1, 0, NULL, NULL };
    struct surface s;
    uint64_t last;

    surface_open(&s);
    cr_assert(desk_file(&s.desk, &one) == JK_OK);
    last = jk_store_last_entry(s.desk.store);
    cr_expect(surface_ask(&s, JK_ROLE_KPU,
                          "POST /api/v1/notices" CALENDAR "\r\nPrefer: handling=strict",
                          surface_rally("two@uji", 2, 0.507235, 117.5)) == 409,
              "%s", s.body);
    expect_said(&s, "\"siaga\"");
    cr_expect(jk_store_last_entry(s.desk.store) == last, "a refusal leaves no trace");
    cr_expect(desk_conflicts(&s.desk) == 0);
    cr_expect(surface_ask(&s, JK_ROLE_KPU, "POST /api/v1/check" CALENDAR,
                          surface_rally("two@uji", 2, 0.507235, 117.5)) == 200,
              "%s", s.body);
    expect_said(&s, "\"siaga\"");
    cr_expect(jk_store_last_entry(s.desk.store) == last, "a check stores nothing");
    cr_expect(surface_ask(&s, JK_ROLE_KPU, "POST /api/v1/notices" CALENDAR,
                          surface_rally("two@uji", 2, 0.507235, 117.5)) == 201,
              "%s", s.body);
    cr_expect(strstr(surface_field(&s, "Link"), "rel=\"related\"") != NULL);
    cr_expect(desk_conflicts(&s.desk) == 1);
    surface_close(&s);
}

Test(notices, the_bytes_are_those_that_were_sent)
{
    const char *rally = surface_rally("a@uji", 1, 0.5, 117.5);
    struct surface s;

    surface_open(&s);
    cr_assert(surface_ask(&s, JK_ROLE_KPU, "POST /api/v1/notices" CALENDAR, rally) == 201);
    cr_assert(surface_ask(&s, JK_ROLE_KPU, "GET /api/v1/notices/a@uji.ics", NULL) == 200);
    cr_expect_str_eq(s.body, rally);
    expect_said(&s, "Content-Type: text/calendar");
    cr_expect(surface_ask(&s, JK_ROLE_KPU, "GET /api/v1/notices/b@uji.ics", NULL) == 404);
    surface_close(&s);
}

Test(notices, refusals_have_their_own_codes_and_name_line_and_property)
{
    static const struct asked bad[] = {
        { JK_ROLE_END, "POST /api/v1/notices" CALENDAR, "x", 401, NULL },
        { JK_ROLE_PEMBACA, "POST /api/v1/notices" CALENDAR, "x", 403, NULL },
        { JK_ROLE_ADMIN, "POST /api/v1/notices" CALENDAR, "x", 403, NULL },
        { JK_ROLE_KESBANGPOL, "POST /api/v1/notices" CALENDAR, "x", 422, NULL },
        { JK_ROLE_KESBANGPOL, "POST /api/v1/import" CALENDAR, "x", 403, NULL },
        { JK_ROLE_KPU, "POST /api/v1/notices\r\nContent-Type: text/html", "x", 415, NULL },
        { JK_ROLE_KPU, "POST /api/v1/notices" CALENDAR, "\xff", 400, NULL },
        { JK_ROLE_KPU, "POST /api/v1/notices" CALENDAR, "x", 422, "application/problem+json" },
        { JK_ROLE_KPU, "POST /api/v1/notices" CALENDAR,
          "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a\r\nGEO:117.5;0.5\r\n"
          "END:VEVENT\r\nEND:VCALENDAR\r\n",
          422, "\"line\":5" },
        { JK_ROLE_KPU, "GET /api/v1/notices/tiada", NULL, 404, NULL },
        { JK_ROLE_KPU, "GET /api/v1/notices/tiada/conflicts", NULL, 404, NULL },
        { JK_ROLE_KPU, "PATCH /api/v1/notices/tiada", NULL, 405, NULL },
        { JK_ROLE_KPU, "DELETE /api/v1/notices", NULL, 405, NULL },
    };
    struct surface s;

    surface_open(&s);
    EXPECT_REFUSED(&s, bad);
    surface_close(&s);
}

/* WIRE 1: existence is secret from whom it is not told. */
Test(notices, a_team_sees_its_own_and_not_the_others)
{
    static const struct asked asked[] = {
        { JK_ROLE_TIM, "GET /api/v1/notices/one@uji", NULL, 200, "\"uid\":\"one@uji\"" },
        { JK_ROLE_TIM, "GET /api/v1/notices/two@uji", NULL, 404, NULL },
        { JK_ROLE_TIM, "GET /api/v1/notices/two@uji.ics", NULL, 404, NULL },
        { JK_ROLE_TIM, "GET /api/v1/notices/one@uji/conflicts", NULL, 200, "\"conflicts\":[]" },
        { JK_ROLE_KPU, "GET /api/v1/notices/one@uji/conflicts", NULL, 200, "\"level\":\"siaga\"" },
    };
    struct surface s;

    surface_open(&s);
    asked_rivals(&s);
    EXPECT_REFUSED(&s, asked);
    surface_close(&s);
}

Test(notices, a_table_is_imported_and_its_faults_named_by_row_and_column)
{
#define CSV  "POST /api/v1/import\r\nContent-Type: text/csv"
#define HEAD "bentuk,tanggal,jam_mulai,jam_selesai,pemilihan,paslon,tempat,lintang,bujur\n"
#define ROW  "rapat umum,20/11/2024,10:00,12:00,pilbup-64.08,1,Lapangan,0.5,117.5\n"
    static const struct asked bad[] = {
        { JK_ROLE_KPU, CSV, HEAD ROW "rapat umum,31/11/2024,10:00,12:00,pilbup-64.08,1,L,0,117\n",
          422, "\"line\":3" },
        { JK_ROLE_KPU, CSV, HEAD ROW "rapat umum,20/11/2024,10:00,12:00,pilbup-64.08,1,L,117,0\n",
          422, "\"field\":\"lintang\"" },
        { JK_ROLE_KPU, CSV, HEAD, 422, NULL },
        { JK_ROLE_TIM, CSV, HEAD ROW, 403, NULL },
    };
    struct surface s;

    surface_open(&s);
    EXPECT_REFUSED(&s, bad);
    cr_expect(surface_ask(&s, JK_ROLE_KPU, CSV, HEAD ROW) == 201, "%s", s.body);
    cr_expect(jk_registry_entries(jk_app_registry(s.desk.app)) == 1);
    surface_close(&s);
#undef CSV
#undef HEAD
#undef ROW
}
