/* Answers wait for the commit of their group: all of a turn share one, a failed one refuses all of
 * them, and no more than 256 wait. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>
#include "daemon/http/api/answer.h"
#include "jarak/app/app.h"
#include "jarak/app/registry/registry.h"
#include "jarak/base/defend.h"
#include "jarak/model/texts.h"
#include "tests/unit/http/surface.h"

#define GROUP 256 /* commands that may wait for one commit (daemon/http/api/answer.c) */

/* Files so many, each on a connection of its own, all sent before the loop runs once. */
static void send_many(struct surface *s, int fds[], int count)
{
    for (int i = 0; i < count; i++) {
        char uid[24];

        snprintf(uid, sizeof uid, "n%d@uji", i);
        fds[i] =
            surface_send(s, JK_ROLE_BAWASLU, "POST /api/v1/notices\r\nContent-Type: text/calendar",
                         surface_rally(uid, 1, 0.5 + 0.001 * i, 117.4));
    }
}

static bool is_filed(struct surface *s, int i)
{
    char uid[24];

    snprintf(uid, sizeof uid, "n%d@uji", i);
    return jk_registry_entry(jk_app_registry(s->desk.app), uid) != NULL;
}

Test(answer, commands_of_one_turn_share_a_commit)
{
    struct surface s;
    int fds[20];

    surface_open(&s);
    send_many(&s, fds, 20);
    for (int i = 0; i < 20; i++)
        cr_assert(eq(int, surface_take(&s, fds[i]), 201), "%s", s.heard.at);
    cr_assert(s.woken < 20, "%u commits", s.woken);
    surface_close(&s);
}

static void note_assert(void)
{
    jk_defend_tell(NULL);
    jk_defend_note(__FILE__, __LINE__, "a promise");
}

/* Puts a rally and answers 201; `want` counts the calls, and the last one asked for breaks a
 * promise. The group stays open. */
struct row {
    int calls, spoil_at;
};

static void file_one(struct surface *s, struct jk_http_call *call)
{
    struct row *row = s->want;
    struct jk_submission filing = { .actor = jk_app_account(s->desk.app, "bawaslu-64.08"),
                                    .now_s = s->now_s,
                                    .store = true };
    struct jk_outcome outcome = { 0 };
    char uid[24];

    snprintf(uid, sizeof uid, "n%d@uji", row->calls);
    filing.bytes = jk_span_of(surface_rally(uid, 1, 0.5 + 0.001 * row->calls, 117.4));
    cr_assert(jk_app_submit(s->desk.app, &s->desk.arena, &filing, &outcome, &s->desk.err) == JK_OK,
              "%s", s->desk.err.value);
    if (++row->calls == row->spoil_at)
        note_assert();
    api_send_created(s->api, call, json_pack("{s:s}", "uid", uid),
                     &(struct api_created){
                         .etag = "\"tag\"", .location = "/here", .related = true });
    jk_outcome_clear(&outcome);
}

static int dial_probe(struct surface *s)
{
    struct jk_http_server *own = s->server;
    int fd;

    s->server = s->probed;
    fd = surface_send(s, JK_ROLE_END, "POST /probe/x", "x");
    s->server = own;
    return fd;
}

Test(answer, a_failed_commit_refuses_all_in_line_and_keeps_nothing_of_them)
{
    struct row row = { 0, 3 };
    struct surface s;
    int fds[4];

    surface_open(&s);
    s.probe = file_one;
    s.want = &row;
    for (int i = 0; i < 4; i++)
        fds[i] = dial_probe(&s);
    for (int i = 0; i < 4; i++) {
        cr_assert(surface_take(&s, fds[i]) >= 500, "%s", s.heard.at);
        cr_assert(not(surface_said(&s, "\"uid\"") || surface_said(&s, "ETag")));
        cr_assert(surface_said(&s, "application/problem+json"));
        cr_assert(not(is_filed(&s, i)), "%d", i);
    }
    cr_assert(row.calls == 4 && s.woken == 0);
    cr_assert(s.api->store_failed && !(jk_app_in_group(s.desk.app)));
    cr_assert(eq(int, surface_take(&s, dial_probe(&s)), 201), "the next group is kept");
    cr_assert(eq(str, (char *)surface_field(&s, "Location"), "/here"));
    cr_assert(eq(str, (char *)surface_field(&s, "ETag"), "\"tag\""));
    cr_assert(surface_field(&s, "Link")[0] && is_filed(&s, 4) && !(s.api->store_failed));
    surface_close(&s);
}

/* Keeps the answers in line: the commit that a turn makes is put off until the test asks. */
static void file_and_hold(struct surface *s, struct jk_http_call *call)
{
    file_one(s, call);
    event_del(s->api->commit);
}

Test(answer, two_hundred_and_fifty_six_are_committed_at_once)
{
    struct row row = { 0, 0 };
    struct surface s;
    int fds[GROUP];

    surface_open(&s);
    s.probe = file_and_hold;
    s.want = &row;
    for (int i = 0; i < GROUP - 1; i++)
        fds[i] = dial_probe(&s);
    while (row.calls < GROUP - 1)
        surface_run(&s);
    cr_assert(s.woken == 0 && s.api->waiting_count == GROUP - 1);
    fds[GROUP - 1] = dial_probe(&s);
    while (row.calls < GROUP)
        surface_run(&s);
    cr_assert(s.woken == 1 && s.api->waiting_count == 0 && !(jk_app_in_group(s.desk.app)));
    for (int i = 0; i < GROUP; i++)
        cr_assert(eq(int, surface_take(&s, fds[i]), 201));
    surface_close(&s);
}

/* One whose answer waits. @return its socket */
static int put_in_line(struct surface *s, struct row *row)
{
    int filed;

    s->want = row;
    s->probe = file_and_hold;
    filed = dial_probe(s);
    while (row->calls < 1)
        surface_run(s);
    return filed;
}

/* With a group open: puts one in line, then shows something durable. */
static void settle(struct surface *s, struct jk_http_call *call)
{
    cr_assert(jk_app_in_group(s->desk.app));
    cr_assert(api_settle(s->api, call));
    cr_assert(not(jk_app_in_group(s->desk.app)));
    api_send_empty(s->api, call, 204, NULL);
}

Test(answer, what_is_shown_of_the_store_is_committed_before)
{
    struct row row = { 0, 0 };
    struct surface s;
    int filed, shown;

    surface_open(&s);
    filed = put_in_line(&s, &row);
    s.probe = settle;
    shown = dial_probe(&s);
    cr_assert(eq(int, surface_take(&s, shown), 204));
    cr_assert(eq(int, surface_take(&s, filed), 201), "its answer left with the commit");
    surface_close(&s);
}

static void refuse(struct surface *s, struct jk_http_call *call)
{
    struct jk_error err;

    jk_fail(&err, JK_NONE, JK_TEXT_NOT_THERE, "uid", "%s", "");
    api_refuse(s->api, call, &err, NULL);
    event_active(s->api->commit, EV_TIMEOUT, 0); /* that was put off */
}

/* A refusal may come of what the group decided: it must not be told before that is durable. */
Test(answer, a_refusal_waits_for_an_open_group_and_fails_with_it)
{
    struct row row = { 0, 0 };
    struct surface s;
    int filed, refused;

    surface_open(&s);
    filed = put_in_line(&s, &row);
    note_assert();
    s.probe = refuse;
    refused = dial_probe(&s);
    cr_assert(surface_take(&s, refused) >= 500, "%s", s.heard.at);
    cr_assert(surface_take(&s, filed) >= 500);
    cr_assert(eq(int, surface_take(&s, dial_probe(&s)), 404), "without a group it is told at once");
    surface_close(&s);
}

/* A question comes while a rally of another is in line, which will not be kept. */
static void ask_beside_a_failing_group(const char *question, const char *body)
{
    struct row row = { 0, 0 };
    struct surface s;
    int filed, asked, code;

    surface_open(&s);
    filed = put_in_line(&s, &row);
    note_assert();
    asked = surface_send(&s, JK_ROLE_POLRES, question, body);
    surface_run(&s);
    jk_api_flush(s.api); /* where the question waited in line */
    code = surface_take(&s, asked);
    cr_assert(not(surface_said(&s, "n0@uji")), "of what is kept: %s: %s", question, s.heard.at);
    cr_assert(eq(int, code, surface_ask(&s, JK_ROLE_POLRES, question, body)), "%s", question);
    cr_assert(code < 500 && !is_filed(&s, 0), "%s", question);
    cr_assert(surface_take(&s, filed) >= 500, "whose it is, is refused");
    surface_close(&s);
}

/* A list waits in line for the commit; alerts, pages, feeds and the past ask for it at once. */
Test(answer, who_only_asks_is_answered_of_what_is_kept)
{
    static const char *const questions[] = {
        "GET /api/v1/notices",        "HEAD /api/v1/notices", "GET /api/v1/alerts",
        "GET /api/v1/conflicts",      "GET /meja/kotak",      "GET /feeds/64.08/approved.ics",
        "GET /api/v1/notices?as_of=1"
    };
    char rally[2048];

    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
        ask_beside_a_failing_group(questions[i], NULL);
    snprintf(rally, sizeof rally, "%s", surface_rally("n1@uji", 1, 0.5, 117.4));
    ask_beside_a_failing_group("POST /api/v1/check\r\nContent-Type: text/calendar", rally);
}

/* Begins a command, and has no memory for its answer. */
static void begin_and_leave(struct surface *s, struct jk_http_call *call)
{
    struct jk_error err;

    cr_assert(eq(int, jk_app_begin(s->desk.app, &err), JK_OK));
    jk_http_reply_empty(call, 503, NULL, 0);
}

Test(answer, a_group_that_nobody_waits_for_ends_with_its_turn)
{
    struct surface s;

    surface_open(&s);
    s.probe = begin_and_leave;
    cr_assert(eq(int, surface_take(&s, dial_probe(&s)), 503));
    surface_run(&s);
    cr_assert(not(jk_app_in_group(s.desk.app)));
    surface_close(&s);
}

static void send_nothing(struct surface *s, struct jk_http_call *call)
{
    if (call->method == JK_HTTP_GET)
        api_send(s->api, call, 200, NULL, "\"t\"");
    else if (call->method == JK_HTTP_PUT)
        api_send_created(s->api, call, NULL, &(struct api_created){ "\"t\"", "/x", true });
    else {
        struct jk_buf text = { .failed = true };

        jk_buf_str(&text, "half");
        api_reply_text(call, "text/plain", &(struct jk_http_header){ "X-A", "b" }, &text);
    }
}

Test(answer, a_document_that_memory_was_out_for_is_503_and_no_part_of_it)
{
    static const char *const heads[] = { "GET /probe/x", "PUT /probe/x", "POST /probe/x" };
    struct surface s;

    surface_open(&s);
    s.probe = send_nothing;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        cr_assert(eq(int, surface_probe(&s, JK_ROLE_END, heads[i], i ? "x" : NULL), 503), "%zu", i);
        cr_assert(not(surface_said(&s, "\"t\"") || surface_said(&s, "half")));
        cr_assert(surface_field(&s, "Retry-After")[0] != '\0');
    }
    surface_close(&s);
}

static void send_bytes(struct surface *s, struct jk_http_call *call)
{
    (void)s;
    api_reply_bytes(call, "\"v1\"", JK_SPAN("BEGIN"));
}

Test(answer, bytes_are_sent_once_to_whoever_has_their_tag)
{
    struct surface s;

    surface_open(&s);
    s.probe = send_bytes;
    cr_assert(eq(int, surface_probe(&s, JK_ROLE_END, "GET /probe/x", NULL), 200));
    cr_assert(eq(str, (char *)s.body, "BEGIN"));
    cr_assert(
        eq(int,
           surface_probe(&s, JK_ROLE_END, "GET /probe/x\r\nIf-None-Match: \"v0\", \"v1\"", NULL),
           304));
    cr_assert(s.body[0] == '\0' && strcmp(surface_field(&s, "ETag"), "\"v1\"") == 0);
    cr_assert(eq(int, surface_probe(&s, JK_ROLE_END, "GET /probe/x\r\nIf-None-Match: \"v0\"", NULL),
                 200));
    surface_close(&s);
}
