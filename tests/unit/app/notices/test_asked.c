/* What is approved does not vanish by a DELETE: taking it back is asked for, and an officer
 * answers. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "tests/support/feeds.h"
#include "tests/unit/app/desk.h"
#include "jarak/app/app.h"
#include "jarak/app/notices/withdraw.h"
#include "jarak/app/public/feed.h"
#include "jarak/app/registry/registry.h"

static const struct filed plan = { "a@asked", 0.3, 117.2, 1, 0, NULL, NULL };
static const struct filed rival = { "b@asked", 0.3045, 117.2, 2, 0, NULL, NULL };
static const struct filed leg = { "leg@asked",
                                  0.301,
                                  117.2,
                                  1,
                                  0,
                                  NULL,
                                  "RELATED-TO;RELTYPE=PARENT:a@asked\r\nX-JARAK-LEG:BUBAR\r\n" };

static void same_feed(struct desk *d, const struct jk_buf *before)
{
    struct jk_buf now = desk_feed(d);

    cr_assert(jk_span_eq(jk_buf_view(&now), jk_buf_view(before)), "the public sees no request");
    jk_buf_clear(&now);
}

static const struct jk_entry *entry_of(struct desk *d, const char *uid)
{
    return jk_registry_entry(jk_app_registry(d->app), uid);
}

static void is_asked(struct desk *d, const char *uid, bool asked)
{
    struct jk_verdict_view v = desk_verdict(d, uid);

    cr_assert_str_eq(v.state, "approved");
    cr_assert(v.withdrawal_requested == asked);
    cr_assert(jk_entry_is_requested(entry_of(d, uid)), "it stays listed");
}

static void again(struct desk *d)
{
    struct jk_replay replay = { 0 };

    desk_reopen(d, d->now_s);
    cr_assert(jk_app_audit(d->app).changed == 0);
    cr_assert(jk_store_replay(d->path, &replay, &d->err) == JK_OK, "%s", replay.first);
}

static struct jk_buf open_approved(struct desk *d, char etag[40], const char *uid)
{
    desk_open(d);
    cr_assert(desk_file(d, &plan) == JK_OK && desk_file(d, &leg) == JK_OK);
    cr_assert(desk_decide(d, "a@asked", "approve", NULL, 0) == JK_OK);
    cr_assert(desk_file(d, &rival) == JK_OK && desk_conflicts(d) > 0);
    memcpy(etag, entry_of(d, uid)->etag, 40);
    return desk_feed(d);
}

Test(asked, deleting_an_approved_main_asks_and_an_officer_with_a_reason_withdraws)
{
    struct jk_buf before;
    char etag[40], asked[40];
    struct desk d;

    before = open_approved(&d, etag, "a@asked");
    cr_assert(desk_withdraw(&d, "a@asked") == JK_OK);
    is_asked(&d, "a@asked", true);
    is_asked(&d, "leg@asked", false);
    cr_assert_str_neq(entry_of(&d, "a@asked")->etag, etag);
    memcpy(asked, entry_of(&d, "a@asked")->etag, sizeof asked);
    cr_assert(!desk_verdict(&d, "a@asked").pending && desk_conflicts(&d) > 0, "it protects still");
    same_feed(&d, &before);
    again(&d);
    is_asked(&d, "a@asked", true);
    cr_assert_str_eq(entry_of(&d, "a@asked")->etag, asked);
    cr_assert(desk_withdraw(&d, "a@asked") == JK_OK, "said twice");
    cr_assert(desk_decide(&d, "a@asked", "withdraw", NULL, 0) == JK_OK);
    cr_assert_str_eq(desk_verdict(&d, "a@asked").state, "withdrawn");
    cr_assert(desk_conflicts(&d) == 0);
    again(&d);
    cr_assert(desk_decide(&d, "a@asked", "undo", NULL, 0) == JK_CONFLICT, "the rival stands there");
    jk_buf_clear(&before);
    desk_close(&d);
}

Test(asked, the_request_is_undone_before_the_start)
{
    struct jk_buf before;
    char etag[40];
    struct desk d;

    before = open_approved(&d, etag, "a@asked");
    cr_assert(!(desk_verdict(&d, "a@asked").allowed >> JK_ACT_UNDO & 1), "nothing was asked for");
    cr_assert(desk_withdraw(&d, "a@asked") == JK_OK);
    d.now_s = 1732082400; /* it begins */
    cr_assert(desk_decide(&d, "a@asked", "undo", NULL, 0) == JK_STATE);
    d.now_s = DESK_NOW;
    cr_assert(desk_decide(&d, "a@asked", "undo", NULL, 0) == JK_OK, "%s", d.err.value);
    is_asked(&d, "a@asked", false);
    cr_assert_str_eq(entry_of(&d, "a@asked")->etag, etag);
    same_feed(&d, &before);
    again(&d);
    is_asked(&d, "a@asked", false);
    jk_buf_clear(&before);
    desk_close(&d);
}

Test(asked, a_leg_goes_when_the_change_is_approved_and_stays_when_it_is_refused)
{
    static const char *const acts[] = { "refuse", "approve" };

    for (int i = 0; i < 2; i++) {
        struct jk_buf before;
        char etag[40];
        struct desk d;

        before = open_approved(&d, etag, "leg@asked");
        cr_assert(desk_withdraw(&d, "leg@asked") == JK_OK);
        is_asked(&d, "leg@asked", true);
        cr_assert(desk_verdict(&d, "a@asked").pending);
        cr_assert_str_neq(entry_of(&d, "leg@asked")->etag, etag);
        same_feed(&d, &before);
        again(&d);
        is_asked(&d, "leg@asked", true);
        if (i == 1) { /* the conflict with the rival is named elsewhere: it goes first */
            cr_assert(desk_withdraw(&d, "b@asked") == JK_OK);
        }
        cr_assert(desk_decide(&d, "a@asked", acts[i], NULL, 0) == JK_OK, "%s", d.err.value);
        again(&d);
        cr_assert((entry_of(&d, "leg@asked")->current != NULL) == (i == 0));
        if (i == 0) {
            is_asked(&d, "leg@asked", false);
            cr_assert_str_eq(entry_of(&d, "leg@asked")->etag, etag);
        }
        jk_buf_clear(&before);
        desk_close(&d);
    }
}

Test(asked, filing_it_again_takes_the_request_back)
{
    static const struct filed changed = { "leg@asked",
                                          0.3015,
                                          117.2,
                                          1,
                                          1,
                                          NULL,
                                          "RELATED-TO;RELTYPE=PARENT:a@asked\r\n"
                                          "X-JARAK-LEG:BUBAR\r\n" };
    struct jk_buf before;
    char etag[40];
    struct desk d;

    before = open_approved(&d, etag, "leg@asked");
    cr_assert(desk_withdraw(&d, "leg@asked") == JK_OK);
    cr_assert(desk_file(&d, &changed) == JK_OK, "%s", d.err.value);
    is_asked(&d, "leg@asked", false);
    again(&d);
    is_asked(&d, "leg@asked", false);
    jk_buf_clear(&before);
    desk_close(&d);
}

Test(asked, what_is_not_approved_is_withdrawn_at_once)
{
    struct desk d;

    desk_open(&d);
    cr_assert(desk_file(&d, &plan) == JK_OK && desk_file(&d, &leg) == JK_OK);
    cr_assert(desk_withdraw(&d, "leg@asked") == JK_OK);
    cr_assert(entry_of(&d, "leg@asked")->current == NULL);
    cr_assert(desk_withdraw(&d, "a@asked") == JK_OK);
    cr_assert_str_eq(desk_verdict(&d, "a@asked").state, "withdrawn");
    desk_close(&d);
}

/* What ends the approval answers the request, and a change of what binds no more is a request's. */
Test(asked, a_request_and_a_change_end_with_the_approval_they_were_of)
{
    static const struct filed changed = { "a@asked", 0.6, 117.9, 1, 1, NULL, NULL };
    struct desk d;

    desk_open(&d);
    cr_assert(desk_file(&d, &plan) == JK_OK);
    cr_assert(desk_decide(&d, "a@asked", "approve", NULL, 0) == JK_OK);
    cr_assert(desk_file(&d, &changed) == JK_OK);
    cr_assert(desk_withdraw(&d, "a@asked") == JK_OK);
    for (int i = 0; i < 2; i++) {
        struct jk_verdict_view v;

        if (i == 0)
            cr_assert(desk_decide(&d, "a@asked", "rescind", NULL, 0) == JK_STATE, "on the change");
        if (i == 0) {
            struct jk_decision act = { .actor = jk_app_account(d.app, "polres-64.08"),
                                       .now_s = d.now_s,
                                       .uid = "a@asked",
                                       .on = JK_ON_PLAN,
                                       .act = JK_ACT_RESCIND,
                                       .sttp = "",
                                       .reason = "salah paslon",
                                       .basis = "" };

            act.chain_revision = desk_verdict(&d, "a@asked").chain_revision;
            cr_assert(jk_app_decide(d.app, &d.arena, &act, 1, &d.outcome, &d.err) == JK_OK, "%s",
                      d.err.value);
            cr_assert(jk_app_commit(d.app, &d.err) == JK_OK);
        }
        v = desk_verdict(&d, "a@asked");
        cr_assert_str_eq(v.state, "under_review");
        cr_assert(!v.withdrawal_requested && !v.pending && v.pending_state[0] == '\0');
        cr_assert(jk_entry_is_requested(entry_of(&d, "a@asked")));
        again(&d);
    }
    desk_close(&d);
}

/* Both come with the check and are gone before its answer is written: the name must not be. */
Test(asked, the_nearest_of_a_check_may_be_of_the_same_stream)
{
    static const char stream[] =
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n"
        "BEGIN:VEVENT\r\nUID:nearest-one@asked\r\nDTSTAMP:20241101T000000Z\r\n"
        "DTSTART:20241120T060000Z\r\nDTEND:20241120T080000Z\r\nSUMMARY:Rapat\r\n"
        "CATEGORIES:RAPAT-UMUM\r\nX-JARAK-CONTEST:pilbup-64.08\r\nX-JARAK-PASLON:1\r\n"
        "GEO:0.5;117.5\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:nearest-two@asked\r\nDTSTAMP:20241101T000000Z\r\n"
        "DTSTART:20241120T060000Z\r\nDTEND:20241120T080000Z\r\nSUMMARY:Rapat\r\n"
        "CATEGORIES:RAPAT-UMUM\r\nX-JARAK-CONTEST:pilbup-64.08\r\nX-JARAK-PASLON:2\r\n"
        "GEO:0.51;117.5\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    const struct jk_submission check = { .store = false };
    struct desk d;

    desk_open(&d);
    cr_assert(desk_file_bytes(&d, stream, &check) == JK_OK, "%s", d.err.value);
    cr_assert(d.outcome.count == 2);
    cr_assert_str_eq(d.outcome.verdicts[0].nearest_uid, "nearest-two@asked");
    cr_assert_str_eq(d.outcome.verdicts[1].nearest_uid, "nearest-one@asked");
    desk_close(&d);
}
