/* What several handlers read of a request in the same way, at its borders. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "jarak/app/app.h"
#include "tests/unit/http/surface.h"

/* Answers 200 with "read", or the refusal. */
static void tell(struct jk_http_call *call, enum jk_status rc, const struct jk_error *err)
{
    if (rc == JK_OK)
        jk_http_reply(call, &(struct jk_http_reply){ .code = 200, .body = JK_SPAN("read") });
    else
        jk_http_reply_problem(call, err);
}

static void read_object(struct surface *s, struct jk_http_call *call)
{
    static const char *const members[] = { "a", "b", NULL };
    struct jk_error err = { .status = JK_OK };
    json_t *body = api_read_object(call, members, &err);

    (void)s;
    tell(call, body ? JK_OK : err.status, &err);
    json_decref(body);
}

Test(request, a_body_is_an_object_of_members_that_are_known_each_once)
{
    static const struct {
        const char *body;
        int code;
    } bodies[] = {
        { "{}", 200 },
        { "{\"a\":1,\"b\":null}", 200 },
        { " {\"b\":{\"c\":1}} ", 200 }, /* what lies within is the route's matter */
        { "{\"c\":1}", 422 },
        { "{\"A\":1}", 422 },
        { "{\"a\":1,\"a\":1}", 422 },
        { "[]", 422 },
        { "null", 422 },
        { "\"a\"", 422 },
        { "{\"a\":1} x", 422 },
        { "{\"a\":1", 422 },
        { "", 422 },
        { "{\"a\":\"\xff\"}", 422 },
    };
    struct surface s;

    surface_open(&s);
    s.probe = read_object;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        cr_assert(eq(int, surface_probe(&s, JK_ROLE_END, "POST /probe/x", bodies[i].body),
                     bodies[i].code),
                  "%s: %s", bodies[i].body, s.heard.at);
    cr_assert(
        eq(int, surface_probe(&s, JK_ROLE_END, "POST /probe/x", "{\n\n\"a\" \"rahasia\"}"), 422));
    cr_assert(surface_said(&s, "\"line\":3"), "%s", s.heard.at);
    cr_assert(not(surface_said(&s, "rahasia")), "a password may stand in a body");
    surface_close(&s);
}

static void read_filter(struct surface *s, struct jk_http_call *call)
{
    struct jk_feed_filter *filter = s->want;
    struct jk_error err;
    enum jk_status rc;

    *filter = (struct jk_feed_filter){ .kind = -1, .from_day = INT32_MIN, .to_day = INT32_MAX };
    rc = api_read_filter(s->api, call, filter, &err);
    if (rc == JK_OK && filter->area)
        filter->area = strcmp(filter->area, "64.08") == 0 ? "64.08" : "?";
    tell(call, rc, &err);
}

static int ask_filter(struct surface *s, const char *query)
{
    char head[256];

    snprintf(head, sizeof head, "GET /probe/x?%s", query);
    return surface_probe(s, JK_ROLE_END, head, NULL);
}

Test(request, a_filter_is_what_was_asked_for_and_empty_fields_of_a_form_are_nothing)
{
    struct jk_feed_filter f = { 0 };
    struct surface s;

    surface_open(&s);
    s.probe = read_filter;
    s.want = &f;
    cr_assert(eq(int, ask_filter(&s, "area=&paslon=&kind=&from=&to="), 200), "%s", s.heard.at);
    cr_assert(f.area == NULL && f.paslon == 0 && f.kind == -1);
    cr_assert(f.from_day == INT32_MIN && f.to_day == INT32_MAX);
    cr_assert(
        eq(int, ask_filter(&s, "area=64.08&paslon=2&kind=RAPAT-UMUM&from=2024-11-20&to=2024-11-23"),
           200));
    cr_assert(f.area && strcmp(f.area, "64.08") == 0 && f.paslon == 2);
    cr_assert(eq(int, f.kind, JK_KIND_RAPAT_UMUM));
    cr_assert(f.from_day == jk_days_from_date(2024, 11, 20));
    cr_assert(f.to_day == jk_days_from_date(2024, 11, 23));
    surface_close(&s);
}

Test(request, a_filter_that_cannot_be_is_said_and_never_left_out)
{
    static const char *const bad[] = { "area=99.99",
                                       "area=64.08%20",
                                       "paslon=x",
                                       "paslon=-1",
                                       "paslon=1e1",
                                       "kind=PESTA",
                                       "from=2024-11-31",
                                       "to=20241123",
                                       "from=2024-11-23T00:00",
                                       "to=kemarin",
                                       "from=2024-02-30",
                                       "kind=%00",
                                       "from=23-11-2024T14:00",
                                       "to=23-11-2024+14.00",
                                       "to=31-11-2024" };
    struct jk_feed_filter f;
    struct surface s;
    char most[64];

    surface_open(&s);
    s.probe = read_filter;
    s.want = &f;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect(eq(int, ask_filter(&s, bad[i]), 400), "%s: %s", bad[i], s.heard.at);
    snprintf(most, sizeof most, "paslon=%u", (unsigned)JK_PASLON_NO_MAX);
    cr_assert(eq(int, ask_filter(&s, most), 200));
    cr_assert(eq(u32, f.paslon, JK_PASLON_NO_MAX));
    snprintf(most, sizeof most, "paslon=%u", (unsigned)JK_PASLON_NO_MAX + 1);
    cr_assert(eq(int, ask_filter(&s, most), 400));
    surface_close(&s);
}

struct days {
    int32_t from, to;
};

static void read_days(struct surface *s, struct jk_http_call *call)
{
    struct days *days = s->want;
    struct jk_error err;

    *days = (struct days){ 1, 2 };
    tell(call, api_read_days(call, &days->from, &days->to, &err), &err);
}

Test(request, a_day_is_itself_and_a_stretch_is_both_ends)
{
    static const char *const bad[] = { "date=", "date=/2024-11-23", "date=2024-11-20/2024-11-23/x",
                                       "date=2024-11-20/kini", "date=2024-13-01" };
    int32_t day = jk_days_from_date(2024, 11, 20);
    struct days days;
    struct surface s;

    surface_open(&s);
    s.probe = read_days;
    s.want = &days;
    cr_assert(eq(int, ask_filter(&s, "other=1"), 200));
    cr_assert(days.from == 1 && days.to == 2, "without one both stay");
    cr_assert(eq(int, ask_filter(&s, "date=2024-11-20"), 200));
    cr_assert(days.from == day && days.to == day);
    cr_assert(eq(int, ask_filter(&s, "date=2024-11-20/2024-11-23"), 200));
    cr_assert(days.from == day && days.to == day + 3);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect(eq(int, ask_filter(&s, bad[i]), 422), "%s: %s", bad[i], s.heard.at);
    surface_close(&s);
}

static void read_level(struct surface *s, struct jk_http_call *call)
{
    struct jk_error err;

    tell(call, api_read_level(call, s->want, &err), &err);
}

Test(request, a_level_is_a_word_of_one_that_is_told_and_else_the_policys)
{
    enum jk_level level = JK_LEVEL_NONE;
    struct surface s;

    surface_open(&s);
    s.probe = read_level;
    s.want = &level;
    cr_assert(eq(int, ask_filter(&s, "other=1"), 200));
    cr_assert(eq(int, level, JK_LEVEL_NONE), "the policy's");
    cr_assert(eq(int, ask_filter(&s, "level=siaga"), 200));
    cr_assert(eq(int, level, JK_LEVEL_SIAGA));
    cr_assert(eq(int, ask_filter(&s, "level=info"), 200));
    cr_assert(eq(int, level, JK_LEVEL_INFO));
    cr_assert(eq(int, ask_filter(&s, "level=SIAGA"), 422));
    cr_assert(eq(int, ask_filter(&s, "level="), 422));
    surface_close(&s);
}

Test(request, a_condition_that_is_not_met_is_one_that_no_version_meets)
{
    const char *tag = "\"v1\"";
    struct jk_precondition when;

    when = api_precondition(JK_CONDITION_ABSENT, JK_CONDITION_ABSENT, tag);
    cr_assert(when.if_match == NULL && !(when.if_match_any) && !(when.if_none_match_any));
    when = api_precondition(JK_CONDITION_HIT, JK_CONDITION_ABSENT, tag);
    cr_assert(when.if_match == tag && !(when.if_match_any));
    when = api_precondition(JK_CONDITION_ANY, JK_CONDITION_ABSENT, tag);
    cr_assert(when.if_match == NULL && when.if_match_any);
    for (int i = 0; i < 2; i++) {
        when = api_precondition(i ? JK_CONDITION_MISS : JK_CONDITION_BAD, JK_CONDITION_ABSENT, tag);
        cr_assert(when.if_match && strcmp(when.if_match, tag) != 0,
                  "not left out: that would write");
    }
    when = api_precondition(JK_CONDITION_ABSENT, JK_CONDITION_ANY, NULL);
    cr_assert(when.if_none_match_any && when.if_match == NULL);
}

static void find_entry(struct surface *s, struct jk_http_call *call)
{
    const struct jk_entry *entry = api_find_entry(s->api, call);

    if (entry)
        jk_http_reply(call, &(struct jk_http_reply){ .code = 200, .body = jk_span_of(entry->uid) });
}

/* What is not one's own is not there: 404 as for a UID nobody ever filed, and not 403. */
Test(request, a_notice_is_found_by_the_officers_of_its_region_and_its_own_team)
{
    static const struct filed own = { "own@uji", 0.5, 117.5, 1, 0, NULL, NULL };
    static const struct filed rival = { "rival@uji", 0.9, 117.0, 2, 0, NULL, NULL };
    char nobody[1024];
    struct surface s;

    surface_open(&s);
    cr_assert(desk_file(&s.desk, &own) == JK_OK && desk_file(&s.desk, &rival) == JK_OK);
    s.probe = find_entry;
    for (int role = JK_ROLE_BAWASLU; role <= JK_ROLE_KESBANGPOL; role++) {
        cr_assert(eq(int, surface_probe(&s, (enum jk_role)role, "GET /probe/own@uji", NULL), 200));
        cr_assert(
            eq(int, surface_probe(&s, (enum jk_role)role, "GET /probe/rival@uji", NULL), 200));
    }
    cr_assert(eq(int, surface_probe(&s, JK_ROLE_TIM, "GET /probe/own@uji", NULL), 200));
    cr_assert(eq(int, surface_probe(&s, JK_ROLE_TIM, "GET /probe/tiada@uji", NULL), 404));
    snprintf(nobody, sizeof nobody, "%s", s.body);
    cr_assert(eq(int, surface_probe(&s, JK_ROLE_TIM, "GET /probe/rival@uji", NULL), 404));
    cr_assert(eq(str, (char *)s.body, nobody), "the two cannot be told apart");
    surface_close(&s);
}

static void wants_strict(struct surface *s, struct jk_http_call *call)
{
    (void)s;
    jk_http_reply_empty(call, api_wants_strict(call) ? 204 : 404, NULL, 0);
}

Test(request, strict_is_said_in_whatever_case_and_nothing_else_means_it)
{
    struct surface s;

    surface_open(&s);
    s.probe = wants_strict;
    cr_assert(eq(int, surface_probe(&s, JK_ROLE_END, "GET /probe/x", NULL), 404));
    cr_assert(eq(int,
                 surface_probe(&s, JK_ROLE_END, "GET /probe/x\r\nPrefer: Handling=STRICT", NULL),
                 204));
    cr_assert(eq(int,
                 surface_probe(&s, JK_ROLE_END, "GET /probe/x\r\nPrefer: handling=lenient", NULL),
                 404));
    surface_close(&s);
}
