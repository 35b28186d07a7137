/* Other times over the wire: what a proposal and an answer must say, and whose each is (WIRE 1). */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "tests/unit/http/rest/asked.h"

#define ONE     "POST /api/v1/notices/one@uji/retime" JSON
#define ACCEPT  "POST /api/v1/notices/one@uji/retime/accept" JSON
#define DECLINE "POST /api/v1/notices/one@uji/retime/decline" JSON

#define BAND(from, to) "{\"from\":\"2024-11-" from "+08:00\",\"to\":\"2024-11-" to "+08:00\"}"
#define DAY            BAND("25T09:00:00", "25T12:00:00")

Test(retime, a_proposal_says_every_member_in_its_form)
{
    static const struct asked bad[] = {
        { JK_ROLE_POLRES, ONE, "[]", 422, NULL },
        { JK_ROLE_POLRES, ONE, "{}", 422, "\"field\":\"chain_revision\"" },
        { JK_ROLE_POLRES, ONE, "{\"chain_revision\":0,\"bands\":[" DAY "]}", 422,
          "\"field\":\"chain_revision\"" },
        { JK_ROLE_POLRES, ONE, "{\"chain_revision\":4294967296,\"bands\":[" DAY "]}", 422,
          "\"field\":\"chain_revision\"" },
        { JK_ROLE_POLRES, ONE, "{\"chain_revision\":\"1\",\"bands\":[" DAY "]}", 422,
          "\"field\":\"chain_revision\"" },
        { JK_ROLE_POLRES, ONE, "{\"chain_revision\":1,\"reason\":\"x\"}", 422,
          "\"field\":\"bands\"" },
        { JK_ROLE_POLRES, ONE, "{\"chain_revision\":1,\"bands\":[]}", 422, "\"field\":\"bands\"" },
        { JK_ROLE_POLRES, ONE, "{\"chain_revision\":1,\"bands\":[{}]}", 422, "\"field\":\"from\"" },
        { JK_ROLE_POLRES, ONE,
          "{\"chain_revision\":1,\"bands\":[{\"from\":\"2024-11-25T09:00:00+08:00\"}]}", 422,
          "\"field\":\"to\"" },
        { JK_ROLE_POLRES, ONE,
          "{\"chain_revision\":1,\"bands\":[{\"from\":\"2024-11-25\",\"to\":\"2024-11-25\"}]}", 422,
          "\"field\":\"from\"" },
        { JK_ROLE_POLRES, ONE, "{\"chain_revision\":1,\"level\":\"none\",\"bands\":[" DAY "]}", 422,
          "\"field\":\"level\"" },
        { JK_ROLE_POLRES, ONE, "{\"chain_revision\":1,\"level\":2,\"bands\":[" DAY "]}", 422,
          "\"field\":\"level\"" },
        { JK_ROLE_POLRES, ONE, "{\"chain_revision\":1,\"jam\":1,\"bands\":[" DAY "]}", 422,
          "\"field\":\"jam\"" },
    };
    struct surface s;

    surface_open(&s);
    asked_rivals(&s);
    EXPECT_REFUSED(&s, bad);
    surface_close(&s);
}

/* WIRE 1: polres proposes, bawaslu accepts for the team. */
Test(retime, polres_proposes_and_nobody_else)
{
    static const struct asked asked[] = {
        { JK_ROLE_BAWASLU, ONE, "{}", 403, NULL }, { JK_ROLE_KPU, ONE, "{}", 403, NULL },
        { JK_ROLE_TIM, ONE, "{}", 403, NULL },     { JK_ROLE_PEMBACA, ONE, "{}", 403, NULL },
        { JK_ROLE_END, ONE, "{}", 401, NULL },     { JK_ROLE_POLRES, ACCEPT, "{}", 403, NULL },
        { JK_ROLE_KPU, ACCEPT, "{}", 403, NULL },
    };
    struct surface s;

    surface_open(&s);
    asked_rivals(&s);
    EXPECT_REFUSED(&s, asked);
    surface_close(&s);
}

Test(retime, sixteen_bands_may_be_weighed_and_one_more_may_not)
{
    for (int count = 16; count <= 17; count++) {
        struct jk_buf body = { 0 };
        struct surface s;
        int code;

        surface_open(&s);
        asked_rivals(&s);
        jk_buf_str(&body, "{\"chain_revision\":1,\"level\":\"siaga\",\"bands\":[");
        for (int i = 0; i < count; i++)
            jk_buf_fmt(&body,
                       "%s{\"from\":\"2024-11-21T10:%02d:00+08:00\","
                       "\"to\":\"2024-11-21T10:%02d:30+08:00\"}",
                       i ? "," : "", i, i);
        jk_buf_str(&body, "],\"reason\":\"uji\"}");
        jk_buf_char(&body, '\0');
        code = surface_ask(&s, JK_ROLE_POLRES, ONE, body.at);
        cr_expect(code == (count == 16 ? 201 : 422), "%d: %d %s", count, code, s.body);
        jk_buf_clear(&body);
        surface_close(&s);
    }
}

Test(retime, a_proposal_is_answered_once_by_a_start_that_it_offered)
{
    static const struct asked asked[] = {
        { JK_ROLE_POLRES, ONE,
          "{\"chain_revision\":7,\"bands\":[{\"from\":\"2024-11-21T10:00:00+08:00\","
          "\"to\":\"2024-11-21T11:00:00+08:00\"}],\"reason\":\"x\"}",
          409, NULL },
        { JK_ROLE_POLRES, ONE,
          "{\"chain_revision\":1,\"bands\":[{\"from\":\"2024-11-21T10:00:00+08:00\","
          "\"to\":\"2024-11-21T11:00:00+08:00\"}],\"reason\":\"berdekatan\"}",
          201, "\"proposal\":1" },
        { JK_ROLE_BAWASLU, ACCEPT, "{\"chain_revision\":1,\"proposal\":1}", 422,
          "\"field\":\"start\"" },
        { JK_ROLE_BAWASLU, ACCEPT,
          "{\"chain_revision\":1,\"proposal\":0,\"start\":\"2024-11-21T10:30:00+08:00\"}", 422,
          "\"field\":\"proposal\"" },
        { JK_ROLE_BAWASLU, DECLINE,
          "{\"chain_revision\":1,\"proposal\":1,\"start\":\"2024-11-21T10:30:00+08:00\"}", 422,
          "\"field\":\"start\"" },
    };
    struct surface s;
    uint64_t last;

    surface_open(&s);
    asked_rivals(&s);
    EXPECT_ASKED(&s, asked);
    cr_expect(surface_ask(&s, JK_ROLE_BAWASLU, ACCEPT,
                          "{\"chain_revision\":1,\"proposal\":1,"
                          "\"start\":\"2024-11-21T10:30:00+08:00\"}") == 200,
              "%s", s.body);
    expect_said(&s, "\"status\":\"accepted\"");
    expect_said(&s, "\"start\":\"2024-11-21T10:30:00+08:00\"");
    cr_expect(desk_conflicts(&s.desk) == 0, "another day: they no longer meet");
    last = jk_store_last_entry(s.desk.store);
    cr_expect(surface_ask(&s, JK_ROLE_BAWASLU, DECLINE,
                          "{\"chain_revision\":2,\"proposal\":1,\"reason\":\"x\"}") >= 400);
    cr_expect(jk_store_last_entry(s.desk.store) == last, "it was answered already");
    surface_close(&s);
}

Test(retime, a_proposal_that_is_declined_leaves_the_plan)
{
    struct surface s;

    surface_open(&s);
    asked_rivals(&s);
    cr_assert(surface_ask(&s, JK_ROLE_POLRES, ONE,
                          "{\"chain_revision\":1,\"bands\":[{\"from\":"
                          "\"2024-11-21T10:00:00+08:00\",\"to\":\"2024-11-21T10:00:00+08:00\"}],"
                          "\"reason\":\"berdekatan\"}") == 201,
              "one second is a band: %s", s.body);
    cr_assert(surface_ask(&s, JK_ROLE_BAWASLU, DECLINE,
                          "{\"chain_revision\":1,\"proposal\":1,\"reason\":\"dipakai\"}") == 200,
              "%s", s.body);
    expect_said(&s, "\"status\":\"declined\"");
    expect_said(&s, "\"reason\":\"dipakai\"");
    cr_expect(desk_conflicts(&s.desk) == 1);
    surface_close(&s);
}
