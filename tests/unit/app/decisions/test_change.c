/* The change of an approved chain is decided by itself; the plan in force stays as it is. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "tests/support/feeds.h"
#include "tests/unit/app/desk.h"
#include "jarak/app/app.h"
#include "jarak/app/decisions/decide.h"
#include "jarak/app/public/feed.h"
#include "jarak/app/registry/registry.h"
#include "jarak/feed/json/verdict.h"

static const struct filed plan = { "a@change", 0.3, 117.2, 1, 0, NULL, NULL };
static const struct filed moved = { "a@change", 0.6, 117.9, 1, 1, NULL, NULL };
static const struct filed rival = { "b@change", 0.6045, 117.9, 2, 0, NULL, NULL };
static const struct filed leg = { "leg@change",
                                  0.301,
                                  117.2,
                                  1,
                                  0,
                                  NULL,
                                  "RELATED-TO;RELTYPE=PARENT:a@change\r\nX-JARAK-LEG:BUBAR\r\n" };

static enum jk_status decide_on(struct desk *d, enum jk_on on, const char *act)
{
    struct jk_decision decision = { .actor = jk_app_account(d->app, "polres-64.08"),
                                    .now_s = d->now_s,
                                    .uid = "a@change",
                                    .on = on,
                                    .act = jk_act_of(act),
                                    .sttp = "STTP/01",
                                    .reason = "belum jelas",
                                    .basis = "Pasal 9" };
    struct jk_error err;
    enum jk_status rc;

    decision.chain_revision = desk_verdict(d, "a@change").chain_revision;
    jk_outcome_clear(&d->outcome);
    rc = jk_app_decide(d->app, &d->arena, &decision, 1, &d->outcome, &d->err);
    cr_assert(jk_app_commit(d->app, &err) == JK_OK);
    return rc;
}

static bool same_feed(struct desk *d, const struct jk_buf *before)
{
    struct jk_buf now = desk_feed(d);
    bool same = jk_span_eq(jk_buf_view(&now), jk_buf_view(before));

    jk_buf_clear(&now);
    return same;
}

static void replays(struct desk *d)
{
    struct jk_replay replay = { 0 };

    desk_reopen(d, d->now_s);
    cr_assert(jk_app_audit(d->app).changed == 0, "a restart changes nothing");
    cr_assert(jk_store_replay(d->path, &replay, &d->err) == JK_OK, "%s", replay.first);
}

static void open_changed(struct desk *d, struct jk_buf *before)
{
    desk_open(d);
    cr_assert(desk_file(d, &plan) == JK_OK && desk_file(d, &leg) == JK_OK);
    cr_assert(desk_decide(d, "a@change", "approve", NULL, 0) == JK_OK);
    *before = desk_feed(d);
    cr_assert(desk_file(d, &moved) == JK_OK);
}

static void is_pending(struct desk *d, const char *state)
{
    struct jk_verdict_view v = desk_verdict(d, "a@change");

    cr_assert_str_eq(v.state, "approved");
    cr_assert(v.pending == (state[0] != '\0'));
    cr_assert_str_eq(v.pending_state, state);
}

Test(change, it_is_looked_at_held_and_returned_by_itself)
{
    static const char *const steps[][2] = { { "review", "under_review" },
                                            { "hold", "on_hold" },
                                            { "return", "returned" } };
    static const struct filed again = { "a@change", 0.61, 117.9, 1, 2, NULL, NULL };
    struct jk_buf before;
    struct desk d;

    open_changed(&d, &before);
    is_pending(&d, "submitted");
    for (size_t i = 0; i < 3; i++) {
        cr_assert(decide_on(&d, JK_ON_CHANGE, steps[i][0]) == JK_OK, "%s: %s", steps[i][0],
                  d.err.value);
        is_pending(&d, steps[i][1]);
        cr_assert(same_feed(&d, &before), "%s", steps[i][0]);
        replays(&d);
        is_pending(&d, steps[i][1]);
    }
    cr_assert(decide_on(&d, JK_ON_CHANGE, "approve") == JK_STATE, "its submitter has it");
    cr_assert(desk_file(&d, &again) == JK_OK);
    is_pending(&d, "submitted");
    cr_assert(decide_on(&d, JK_ON_CHANGE, "approve") == JK_OK);
    is_pending(&d, "");
    cr_assert(!same_feed(&d, &before));
    jk_buf_clear(&before);
    desk_close(&d);
}

Test(change, what_is_refused_or_taken_back_leaves_the_plan_byte_for_byte)
{
    static const char *const acts[] = { "refuse", "withdraw" };

    for (size_t i = 0; i < 2; i++) {
        const struct jk_entry *entry;
        struct jk_buf before;
        struct desk d;

        open_changed(&d, &before);
        cr_assert(desk_file(&d, &rival) == JK_OK && desk_conflicts(&d) == 1, "both stand");
        cr_assert(decide_on(&d, JK_ON_CHANGE, acts[i]) == JK_OK, "%s", d.err.value);
        is_pending(&d, "");
        cr_assert(same_feed(&d, &before));
        cr_assert(desk_conflicts(&d) == 0, "where it would have been it stands no more");
        replays(&d);
        is_pending(&d, "");
        cr_assert(same_feed(&d, &before));
        entry = jk_registry_entry(jk_app_registry(d.app), "a@change");
        cr_assert(entry->current && !entry->approved && entry->current->notice->sequence == 0);
        cr_assert(desk_decide(&d, "a@change", "withdraw", NULL, 0) == JK_OK);
        jk_buf_clear(&before);
        desk_close(&d);
    }
}

Test(change, a_new_leg_goes_and_a_deleted_one_comes_back)
{
    static const struct filed fresh = { "baru@change",
                                        0.302,
                                        117.2,
                                        1,
                                        0,
                                        NULL,
                                        "RELATED-TO;RELTYPE=PARENT:a@change\r\n"
                                        "X-JARAK-LEG:KUMPUL\r\n" };
    struct jk_registry *registry;
    struct desk d;

    desk_open(&d);
    cr_assert(desk_file(&d, &plan) == JK_OK && desk_file(&d, &leg) == JK_OK);
    cr_assert(desk_decide(&d, "a@change", "approve", NULL, 0) == JK_OK);
    cr_assert(desk_file(&d, &fresh) == JK_OK);
    cr_assert(desk_withdraw(&d, "leg@change") == JK_OK);
    cr_assert(decide_on(&d, JK_ON_CHANGE, "refuse") == JK_OK, "%s", d.err.value);
    replays(&d);
    is_pending(&d, "");
    registry = (struct jk_registry *)jk_app_registry(d.app);
    cr_assert(jk_registry_entry(registry, "leg@change")->current != NULL);
    cr_assert(!jk_registry_entry(registry, "leg@change")->deleted);
    cr_assert(jk_registry_entry(registry, "baru@change")->current == NULL);
    desk_close(&d);
}

Test(change, an_act_says_what_it_is_on)
{
    struct jk_buf before;
    struct desk d;

    open_changed(&d, &before);
    cr_assert(decide_on(&d, JK_ON_UNSAID, "approve") == JK_INVALID);
    cr_assert_str_eq(d.err.field, "on");
    cr_assert(decide_on(&d, JK_ON_UNSAID, "withdraw") == JK_INVALID, "the plan, or the change?");
    cr_assert(decide_on(&d, JK_ON_PLAN, "hold") == JK_STATE, "the plan is approved");
    cr_assert(decide_on(&d, JK_ON_CHANGE, "rescind") == JK_STATE);
    cr_assert(decide_on(&d, JK_ON_PLAN, "withdraw") == JK_OK);
    jk_buf_clear(&before);
    desk_close(&d);
}

Test(change, where_none_is_pending_there_is_none_to_decide)
{
    struct desk d;

    desk_open(&d);
    cr_assert(desk_file(&d, &plan) == JK_OK);
    cr_assert(decide_on(&d, JK_ON_CHANGE, "approve") == JK_STATE);
    cr_assert(decide_on(&d, JK_ON_PLAN, "approve") == JK_OK);
    desk_close(&d);
}

/* Approved, then erased for good, as it is done while no daemon runs. */
static void open_erased(struct desk *d, struct jk_buf *before)
{
    desk_open(d);
    cr_assert(desk_file(d, &plan) == JK_OK);
    cr_assert(desk_decide(d, "a@change", "approve", NULL, 0) == JK_OK);
    cr_assert(jk_store_begin(d->store, &d->err) == JK_OK);
    cr_assert(jk_store_erase(d->store, &(struct jk_act){ "uji", d->now_s }, "a@change",
                             "permintaan", &d->err) == JK_OK);
    cr_assert(jk_store_commit(d->store, &d->err) == JK_OK);
    desk_reopen(d, d->now_s);
    *before = desk_feed(d);
    cr_assert(desk_file(d, &moved) == JK_OK);
}

/* Nothing of it is in force any more, so what is filed there anew binds nobody before an officer
 * says so, and never where he says no. */
Test(change, what_is_filed_where_the_approved_was_erased_is_not_approved)
{
    for (int approves = 0; approves < 2; approves++) {
        struct jk_buf before;
        struct desk d;

        open_erased(&d, &before);
        is_pending(&d, "submitted");
        cr_assert(same_feed(&d, &before), "told to the public");
        replays(&d);
        cr_assert(same_feed(&d, &before), "told to the public behind a restart");
        cr_assert(decide_on(&d, JK_ON_CHANGE, approves ? "approve" : "refuse") == JK_OK, "%s %s",
                  d.err.field, d.err.value);
        cr_assert(same_feed(&d, &before) == !approves);
        replays(&d);
        cr_assert(same_feed(&d, &before) == !approves);
        jk_buf_clear(&before);
        desk_close(&d);
    }
}
