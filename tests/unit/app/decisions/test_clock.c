/* Acts whose truth depends on the clock: what is over, what has not begun, and what is undone. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "tests/support/feeds.h"
#include "tests/unit/app/desk.h"
#include "jarak/app/app.h"
#include "jarak/app/decisions/decide.h"
#include "jarak/app/public/feed.h"

/* The rally of `filed` is 14.00-17.00 WITA on 20 November 2024, and its crowd has left at 18.00. */
#define BEGIN_S 1732082400
#define END_S   (BEGIN_S + 10800)
#define GONE_S  (END_S + 3600)

static const struct filed rally = { "a@clock", 0.3, 117.2, 1, 0, NULL, NULL };
static const struct filed rival = { "b@clock", 0.3045, 117.2, 2, 0, NULL, NULL }; /* 500 m */
static const struct filed home = { "pulang@clock",
                                   0.3,
                                   117.2,
                                   1,
                                   0,
                                   "20241121",
                                   "RELATED-TO;RELTYPE=PARENT:a@clock\r\nX-JARAK-LEG:BUBAR\r\n" };

static bool allows(struct desk *d, const char *uid, const char *act)
{
    enum jk_act_kind kind = jk_act_of(act);

    cr_assert(kind != JK_ACT_END, "there is no act %s", act);
    return desk_verdict(d, uid).allowed >> kind & 1;
}

static void is_state(struct desk *d, const char *uid, const char *state)
{
    cr_assert_str_eq(desk_verdict(d, uid).state, state);
}

/* The line of a VEVENT of the public feed, "" where there is none; in the arena. */
static const char *status_in_feed(struct desk *d, const char *uid)
{
    struct jk_feed_filter all = {
        .region = "64.08", .kind = -1, .from_day = INT32_MIN, .to_day = INT32_MAX
    };
    struct jk_feed out = { .modified_s = 0 };
    struct jk_buf bytes = { 0 };
    const char *found = "", *at;
    char name[64];

    snprintf(name, sizeof name, "UID:%s\r\n", uid);
    cr_assert(jk_app_feed(d->app, &(struct jk_feed_request){ &all, "", d->now_s, false }, &out) ==
              JK_OK);
    copy_feed(&out, &bytes);
    jk_feed_clear(&out);
    jk_buf_char(&bytes, '\0');
    at = strstr(bytes.at, name);
    if (at && (at = strstr(at, "STATUS:")))
        found = strncmp(at, "STATUS:CANCELLED", 16) == 0 ? "CANCELLED" : "CONFIRMED";
    jk_buf_clear(&bytes);
    return found;
}

static void approve(struct desk *d, const struct filed *f)
{
    cr_assert(desk_file(d, f) == JK_OK, "%s %s", d->err.field, d->err.value);
    cr_assert(desk_decide(d, f->uid, "approve", NULL, 0) == JK_OK, "%s", d->err.value);
}

Test(clock, nothing_was_held_or_failed_before_it_has_ended)
{
    static const char *const acts[] = { "done", "not_held" };
    struct desk d;

    desk_open(&d);
    approve(&d, &rally);
    for (size_t i = 0; i < 2; i++) {
        d.now_s = DESK_NOW;
        cr_assert(!allows(&d, "a@clock", acts[i]));
        cr_assert(desk_decide(&d, "a@clock", acts[i], NULL, 0) == JK_STATE);
        d.now_s = GONE_S - 1; /* the crowd is still leaving */
        cr_assert(desk_decide(&d, "a@clock", acts[i], NULL, 0) == JK_STATE);
        is_state(&d, "a@clock", "approved");
    }
    d.now_s = GONE_S;
    cr_assert(allows(&d, "a@clock", "done") && allows(&d, "a@clock", "not_held"));
    cr_assert(desk_decide(&d, "a@clock", "done", NULL, 0) == JK_OK);
    desk_close(&d);
}

/* Is the rally told that it is one too many (R17)? A regency's pair has one. */
static bool is_too_many(struct desk *d, const char *uid)
{
    struct jk_verdict_view view = desk_verdict(d, uid);

    for (size_t i = 0; i < view.finding_count; i++) {
        if (strcmp(view.findings[i].rule, "R17") == 0)
            return true;
    }
    return false;
}

Test(clock, a_rally_that_was_held_counts_for_how_many_there_may_be)
{
    static const struct filed second = { "c@clock", 0.9, 117.2, 1, 0, "20241122", NULL };
    struct desk d;

    desk_open(&d);
    approve(&d, &rally);
    d.now_s = GONE_S;
    cr_assert(desk_decide(&d, "a@clock", "done", NULL, 0) == JK_OK);
    cr_assert(desk_file(&d, &second) == JK_OK);
    for (int restart = 0; restart < 2; restart++) {
        cr_assert(is_too_many(&d, "c@clock"), "it has had its one");
        cr_assert(desk_conflicts(&d) == 0);
        desk_reopen(&d, d.now_s);
    }
    cr_assert(desk_decide(&d, "a@clock", "undo", NULL, 0) == JK_OK);
    cr_assert(desk_decide(&d, "a@clock", "not_held", NULL, 0) == JK_OK);
    cr_assert(!is_too_many(&d, "c@clock"), "that one was not held after all");
    desk_close(&d);
}

Test(clock, a_rally_of_the_23rd_is_protected_on_the_18th_whatever_is_said)
{
    struct desk d;

    desk_open(&d);
    approve(&d, &rally);
    cr_assert(desk_decide(&d, "a@clock", "done", NULL, 0) == JK_STATE);
    cr_assert(desk_file(&d, &rival) == JK_OK);
    cr_assert(desk_conflicts(&d) == 1);
    desk_close(&d);
}

Test(clock, a_chain_has_ended_with_its_last_leg)
{
    struct desk d;

    desk_open(&d);
    cr_assert(desk_file(&d, &rally) == JK_OK && desk_file(&d, &home) == JK_OK);
    cr_assert(desk_decide(&d, "a@clock", "approve", NULL, 0) == JK_OK);
    d.now_s = GONE_S;
    cr_assert(desk_decide(&d, "a@clock", "done", NULL, 0) == JK_STATE,
              "its people go home next day");
    d.now_s = GONE_S + 86400;
    cr_assert(desk_decide(&d, "a@clock", "done", NULL, 0) == JK_OK, "%s", d.err.value);
    desk_close(&d);
}

Test(clock, a_series_has_ended_with_its_last_date)
{
    static const struct filed series = {
        "s@clock", 0.3, 117.2, 1, 0, NULL, "RRULE:FREQ=DAILY;COUNT=2\r\n"
    };
    struct desk d;

    desk_open(&d);
    approve(&d, &series);
    d.now_s = GONE_S;
    cr_assert(desk_decide(&d, "s@clock", "done", NULL, 0) == JK_STATE);
    d.now_s = GONE_S + 86400;
    cr_assert(desk_decide(&d, "s@clock", "done", NULL, 0) == JK_OK);
    desk_close(&d);
}

Test(clock, what_was_set_done_by_mistake_is_approved_again_and_still_so_after_a_restart)
{
    static const char *const acts[] = { "done", "not_held" };
    struct desk d;

    for (size_t i = 0; i < 2; i++) {
        desk_open(&d);
        approve(&d, &rally);
        d.now_s = GONE_S;
        cr_assert(desk_decide(&d, "a@clock", acts[i], NULL, 0) == JK_OK);
        cr_assert_str_eq(status_in_feed(&d, "a@clock"), i ? "CANCELLED" : "CONFIRMED");
        cr_assert(desk_decide(&d, "a@clock", "undo", NULL, 0) == JK_OK, "%s", d.err.value);
        is_state(&d, "a@clock", "approved");
        cr_assert_str_eq(status_in_feed(&d, "a@clock"), "CONFIRMED");
        desk_reopen(&d, d.now_s);
        is_state(&d, "a@clock", "approved");
        desk_close(&d);
    }
}

Test(clock, what_was_withdrawn_comes_back_as_it_was_before_it_begins)
{
    static const char *const paths[][2] = {
        { NULL, "submitted" },    { "review", "under_review" }, { "hold", "on_hold" },
        { "return", "returned" }, { "approve", "approved" },
    };
    struct desk d;

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        desk_open(&d);
        cr_assert(desk_file(&d, &rally) == JK_OK);
        if (paths[i][0])
            cr_assert(desk_decide(&d, "a@clock", paths[i][0], NULL, 0) == JK_OK);
        cr_assert(desk_decide(&d, "a@clock", "withdraw", NULL, 0) == JK_OK);
        desk_reopen(&d, d.now_s);
        d.now_s = BEGIN_S;
        cr_assert(!allows(&d, "a@clock", "undo"));
        cr_assert(desk_decide(&d, "a@clock", "undo", NULL, 0) == JK_STATE, "it would have begun");
        d.now_s = BEGIN_S - 1;
        cr_assert(desk_decide(&d, "a@clock", "undo", NULL, 0) == JK_OK, "%s", d.err.value);
        is_state(&d, "a@clock", paths[i][1]);
        cr_assert(desk_file(&d, &rival) == JK_OK);
        cr_assert(desk_conflicts(&d) == 1, "it stands again: %s", paths[i][1]);
        desk_close(&d);
    }
}

/* Somebody else may have been given the place meanwhile: what comes back approved is an approval.
 */
Test(clock, what_comes_back_approved_names_the_conflicts_it_makes)
{
    char id[JK_CONFLICT_HEX + 1];
    struct jk_seen seen = { id, 0 };
    struct desk d;

    desk_open(&d);
    approve(&d, &rally);
    cr_assert(desk_decide(&d, "a@clock", "withdraw", NULL, 0) == JK_OK);
    approve(&d, &rival);
    cr_assert(desk_decide(&d, "a@clock", "undo", NULL, 0) == JK_CONFLICT);
    is_state(&d, "a@clock", "withdrawn");
    cr_assert(desk_conflicts(&d) == 0, "a refusal leaves no trace");
    cr_assert(d.outcome.count == 1 && d.outcome.verdicts[0].conflict_count == 1);
    seen.revision = d.outcome.verdicts[0].conflicts[0].revision;
    snprintf(id, sizeof id, "%s", d.outcome.verdicts[0].conflicts[0].id);
    cr_assert(desk_decide(&d, "a@clock", "undo", &seen, 1) == JK_OK, "%s", d.err.value);
    is_state(&d, "a@clock", "approved");
    cr_assert(desk_conflicts(&d) == 1);
    desk_close(&d);
}

Test(clock, an_sttp_issued_by_mistake_is_taken_back_and_the_public_is_told)
{
    static const struct filed moved = { "a@clock", 0.6, 117.9, 1, 1, NULL, NULL };
    struct desk d;

    desk_open(&d);
    approve(&d, &rally);
    cr_assert(desk_decide(&d, "a@clock", "rescind", NULL, 0) == JK_OK, "%s", d.err.value);
    is_state(&d, "a@clock", "under_review");
    cr_assert_str_eq(desk_verdict(&d, "a@clock").sttp, "");
    cr_assert_str_eq(status_in_feed(&d, "a@clock"), "CANCELLED");
    cr_assert(desk_file(&d, &moved) == JK_OK, "it is a request again, which may change");
    cr_assert(!desk_verdict(&d, "a@clock").pending);
    cr_assert_str_eq(status_in_feed(&d, "a@clock"), "CANCELLED");
    desk_reopen(&d, d.now_s);
    is_state(&d, "a@clock", "under_review");
    cr_assert_str_eq(status_in_feed(&d, "a@clock"), "CANCELLED");
    cr_assert(desk_file(&d, &rival) == JK_OK);
    cr_assert(desk_conflicts(&d) == 0, "where it was it no longer stands");
    cr_assert(desk_decide(&d, "a@clock", "approve", NULL, 0) == JK_OK, "%s", d.err.value);
    cr_assert_str_eq(status_in_feed(&d, "a@clock"), "CONFIRMED");
    desk_close(&d);
}

Test(clock, a_wrong_number_is_corrected_and_nothing_else_changes)
{
    struct jk_decision act;
    struct desk d;

    desk_open(&d);
    approve(&d, &rally);
    cr_assert(jk_act_of("correct_sttp") != JK_ACT_END);
    act = (struct jk_decision){ .actor = jk_app_account(d.app, "polres-64.08"),
                                .now_s = d.now_s,
                                .uid = "a@clock",
                                .act = jk_act_of("correct_sttp"),
                                .sttp = "STTP/02/XI/2024",
                                .reason = "",
                                .basis = "",
                                .chain_revision = desk_verdict(&d, "a@clock").chain_revision };
    cr_assert(jk_app_decide(d.app, &d.arena, &act, 1, &d.outcome, &d.err) == JK_INVALID);
    cr_assert_str_eq(d.err.field, "reason");
    act.reason = "salah ketik";
    cr_assert(jk_app_decide(d.app, &d.arena, &act, 1, &d.outcome, &d.err) == JK_OK);
    cr_assert(jk_app_commit(d.app, &d.err) == JK_OK);
    cr_assert_str_eq(desk_verdict(&d, "a@clock").sttp, "STTP/02/XI/2024");
    is_state(&d, "a@clock", "approved");
    desk_close(&d);
}

static bool warns(struct desk *d, const char *uid)
{
    struct jk_verdict_view view = desk_verdict(d, uid);

    for (size_t i = 0; i < view.finding_count; i++) {
        if (strcmp(view.findings[i].field, "X-JARAK-STTP") == 0)
            return true;
    }
    return false;
}

Test(clock, one_number_for_two_letters_warns_at_both)
{
    static const struct filed other = { "c@clock", 1.2, 117.8, 2, 0, NULL, NULL };
    struct desk d;

    desk_open(&d);
    approve(&d, &rally);
    cr_assert(!warns(&d, "a@clock"));
    approve(&d, &other); /* the desk writes the same number on all */
    cr_assert(warns(&d, "a@clock") && warns(&d, "c@clock"));
    desk_reopen(&d, d.now_s);
    cr_assert(warns(&d, "a@clock") && warns(&d, "c@clock"));
    cr_assert(desk_decide(&d, "c@clock", "rescind", NULL, 0) == JK_OK);
    cr_assert(!warns(&d, "a@clock"));
    desk_close(&d);
}
