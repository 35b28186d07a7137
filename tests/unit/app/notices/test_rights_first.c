/* Rights before cost (SPEC 5): whoever may not state a notice is refused before a body is made of
 * it, by whichever use case the stream comes in. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/app/app.h"
#include "jarak/app/accounts/account.h"
#include "jarak/app/decisions/retime.h"
#include "jarak/app/teams/team.h"
#include "tests/unit/app/desk.h"

static const struct jk_account *add(struct desk *d, const char *name, const char *role,
                                    const char *region, unsigned paslon)
{
    struct jk_account_ask ask = { .pack = &d->pack, .actor = "uji", .now_s = DESK_NOW };
    struct jk_account_spec spec = { .name = name,
                                    .role = role,
                                    .region = region,
                                    .contest = paslon ? "pilbup-64.08" : "",
                                    .paslon = paslon };

    cr_assert(jk_app_begin(d->app, &d->err) == JK_OK);
    cr_assert(jk_accounts_add(jk_app_accounts(d->app), &ask, &spec, &d->err) == JK_OK, "%s",
              d->err.value);
    cr_assert(jk_app_commit(d->app, &d->err) == JK_OK);
    return jk_app_account(d->app, name);
}

/* Two notices of one stream: the first is the caller's to state, the second may not be. */
static const char *stream_of(const char *second, unsigned paslon, const char *extra)
{
    static char text[4096];
    size_t len =
        (size_t)snprintf(text, sizeof text, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n");

    for (int i = 0; i < 2; i++)
        len += (size_t)snprintf(text + len, sizeof text - len,
                                "BEGIN:VEVENT\r\nUID:%s\r\nDTSTAMP:20241101T000000Z\r\n"
                                "SEQUENCE:7\r\nDTSTART:20241120T060000Z\r\n"
                                "DTEND:20241120T080000Z\r\nSUMMARY:Rapat\r\n"
                                "CATEGORIES:RAPAT-UMUM\r\nX-JARAK-CONTEST:pilbup-64.08\r\n"
                                "X-JARAK-PASLON:%u\r\nGEO:%.1f;117.5\r\n%sEND:VEVENT\r\n",
                                i ? second : "first@rights", i ? paslon : 1, i ? 0.5 : 0.9,
                                i ? extra : "");
    snprintf(text + len, sizeof text - len, "END:VCALENDAR\r\n");
    return text;
}

static uint64_t compiled(const struct desk *d)
{
    struct jk_app_gauges g;

    jk_app_gauges(d->app, &g);
    return g.compiled;
}

/* The use cases that read a stream. */
static enum jk_status file(struct desk *d, const struct jk_submission *rq)
{
    struct jk_submission filing = *rq;

    filing.store = true;
    return jk_app_submit(d->app, &d->arena, &filing, &d->outcome, &d->err);
}

static enum jk_status check(struct desk *d, const struct jk_submission *rq)
{
    return jk_app_submit(d->app, &d->arena, rq, &d->outcome, &d->err);
}

static enum jk_status import(struct desk *d, const struct jk_submission *rq)
{
    struct jk_submission filing = *rq;

    filing.store = filing.batch = true;
    return jk_app_submit(d->app, &d->arena, &filing, &d->outcome, &d->err);
}

static enum jk_status message(struct desk *d, const struct jk_submission *rq)
{
    struct jk_submission filing = *rq;

    filing.store = filing.message = true;
    filing.region = rq->actor->region;
    return jk_app_submit(d->app, &d->arena, &filing, &d->outcome, &d->err);
}

static enum jk_status team_check(struct desk *d, const struct jk_submission *rq)
{
    return jk_app_team_check(d->app, &d->arena, rq, &d->outcome, &d->err);
}

static enum jk_status team_draft(struct desk *d, const struct jk_submission *rq)
{
    struct jk_draft_taken taken;
    enum jk_status rc = jk_app_draft_put(d->app, &d->arena, rq, NULL, &taken, &d->err);

    d->outcome = taken.outcome;
    return rc;
}

static const struct {
    const char *about, *who;
    enum jk_status (*way)(struct desk *d, const struct jk_submission *rq);
    const char *uid;
    unsigned paslon;
    const char *extra, *field;
} rows[] = {
    { "a rival's notice, checked", "tim", team_check, "b@rights", 2, "", "X-JARAK-PASLON" },
    { "a rival's notice, handed in", "tim", team_draft, "b@rights", 2, "", "X-JARAK-PASLON" },
    { "a number of the police, checked by a team", "tim", team_check, "b@rights", 1,
      "X-JARAK-STTP:1\r\n", "X-JARAK-STTP" },
    { "another region, filed", "far", file, "b@rights", 1, "", "X-JARAK-CONTEST" },
    { "another region, checked", "far", check, "b@rights", 1, "", "X-JARAK-CONTEST" },
    { "another region, imported", "far", import, "b@rights", 1, "", "X-JARAK-CONTEST" },
    { "another region, as a message", "far", message, "b@rights", 1, "", "X-JARAK-CONTEST" },
    { "another agency's, filed", "kpu-64.08", file, "held@rights", 1, "", "UID" },
    { "another agency's, imported", "kpu-64.08", import, "held@rights", 1, "", "UID" },
    { "another agency's, as a message", "kpu-64.08", message, "held@rights", 1, "", "UID" },
    { "a number of the police, filed", "kpu-64.08", file, "b@rights", 1, "X-JARAK-STTP:1\r\n",
      "X-JARAK-STTP" },
};

Test(rights_first, nothing_is_compiled_for_whom_it_is_refused)
{
    static const struct filed held = { "held@rights", 0.2, 117.5, 1, 0, NULL, NULL };
    struct desk d;

    desk_open(&d);
    add(&d, "tim", "tim", "64.08", 1);
    add(&d, "far", "bawaslu", "64.03", 0);
    cr_assert(desk_file(&d, &held) == JK_OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct jk_submission rq = { .actor = jk_app_account(d.app, rows[i].who),
                                    .now_s = DESK_NOW };
        uint64_t before;

        jk_outcome_clear(&d.outcome);
        rq.bytes = jk_span_of(stream_of(rows[i].uid, rows[i].paslon, rows[i].extra));
        before = compiled(&d);
        cr_expect(rows[i].way(&d, &rq) == JK_DENIED, "%s", rows[i].about);
        cr_expect_str_eq(d.err.field, rows[i].field, "%s: %s", rows[i].about, d.err.field);
        cr_expect(compiled(&d) == before, "%s was computed", rows[i].about);
    }
    desk_close(&d);
}

/* Moving another agency's chain is refused before it is read again at its new time. */
Test(rights_first, another_agencys_chain_is_not_moved_first)
{
    static const struct filed held = { "held@rights", 0.2, 117.5, 1, 0, NULL, NULL };
    struct jk_retime_outcome out;
    struct jk_move move = { .now_s = DESK_NOW, .uid = "held@rights", .chain_revision = 1 };
    struct desk d;
    uint64_t before;

    desk_open(&d);
    cr_assert(desk_file(&d, &held) == JK_OK);
    move.actor = jk_app_account(d.app, "kpu-64.08");
    move.start_s = 1732111200; /* 20 November, 22.00 WITA */
    before = compiled(&d);
    cr_assert(jk_app_move(d.app, &d.arena, &move, &out, &d.err) == JK_DENIED);
    cr_assert(compiled(&d) == before);
    desk_close(&d);
}
