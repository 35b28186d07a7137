/* Several acts in one command, STTP recorded and confirmed, and what the public sees of it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "tests/support/feeds.h"
#include "tests/unit/app/desk.h"
#include "jarak/app/app.h"
#include "jarak/app/decisions/decide.h"
#include "jarak/app/public/feed.h"

static const struct filed far_apart[] = {
    { "a@x", 0.3, 117.2, 1, 0, NULL, NULL },
    { "b@x", 0.9, 117.8, 2, 0, NULL, NULL },
    { "c@x", 1.5, 117.2, 1, 0, NULL, NULL },
};

static struct jk_decision approval(struct desk *d, const char *uid, const char *sttp)
{
    return (struct jk_decision){ .actor = jk_app_account(d->app, "polres-64.08"),
                                 .now_s = DESK_NOW,
                                 .uid = uid,
                                 .act = JK_ACT_APPROVE,
                                 .sttp = sttp,
                                 .reason = "",
                                 .basis = "",
                                 .chain_revision = desk_verdict(d, uid).chain_revision };
}

static enum jk_status decide(struct desk *d, const struct jk_decision *list, size_t count)
{
    struct jk_error err;
    enum jk_status rc;

    jk_outcome_clear(&d->outcome);
    rc = jk_app_decide(d->app, &d->arena, list, count, &d->outcome, &d->err);

    cr_assert(jk_app_commit(d->app, &err) == JK_OK);
    return rc;
}

/* The public feed; given, jk_buf_clear(). */
static struct jk_buf feed(struct desk *d)
{
    struct jk_feed_filter all = {
        .region = "64.08", .kind = -1, .from_day = INT32_MIN, .to_day = INT32_MAX
    };
    struct jk_feed out = { .modified_s = 0 };
    struct jk_buf bytes = { 0 };

    cr_assert(jk_app_feed(d->app, &(struct jk_feed_request){ &all, "", DESK_NOW, false }, &out) ==
              JK_OK);
    copy_feed(&out, &bytes);
    jk_feed_clear(&out);
    jk_buf_char(&bytes, '\0');
    return bytes;
}

static bool is_public(struct desk *d, const char *uid)
{
    struct jk_buf bytes = feed(d);
    bool found = strstr(bytes.at, uid) != NULL;

    jk_buf_clear(&bytes);
    return found;
}

Test(decide, several_are_approved_together_or_none_is)
{
    struct jk_decision list[3];
    struct desk d;

    desk_open(&d);
    for (size_t i = 0; i < 3; i++)
        cr_assert(desk_file(&d, &far_apart[i]) == JK_OK);
    list[0] = approval(&d, "a@x", "S/1");
    list[1] = approval(&d, "b@x", "S/2");
    list[2] = approval(&d, "c@x", "S/3");
    list[2].chain_revision++;
    cr_assert(decide(&d, list, 3) == JK_CONFLICT);
    cr_assert(strcmp(desk_verdict(&d, "a@x").state, "submitted") == 0, "all or none");
    list[2].chain_revision--;
    list[2].sttp = "S/2";
    cr_assert(decide(&d, list, 3) == JK_INVALID, "one number, two letters");
    list[2].sttp = "S/3";
    list[2].uid = "a@x";
    cr_assert(decide(&d, list, 3) == JK_INVALID, "one chain twice");
    list[2].uid = "c@x";
    cr_assert(decide(&d, list, 3) == JK_OK && d.outcome.count == 3);
    for (size_t i = 0; i < 3; i++)
        cr_assert(strcmp(desk_verdict(&d, far_apart[i].uid).state, "approved") == 0);
    desk_close(&d);
}

Test(decide, what_is_in_conflict_is_decided_singly)
{
    static const struct filed near = { "n@x", 0.93, 117.8, 1, 0, NULL, NULL }; /* 3.3 km from b */
    struct jk_decision list[2];
    struct desk d;

    desk_open(&d);
    cr_assert(desk_file(&d, &far_apart[0]) == JK_OK && desk_file(&d, &far_apart[1]) == JK_OK);
    cr_assert(desk_file(&d, &near) == JK_OK);
    list[0] = approval(&d, "a@x", "S/1");
    list[1] = approval(&d, "b@x", "S/2");
    cr_assert(decide(&d, list, 2) == JK_CONFLICT);
    cr_assert(strncmp(d.err.value, "b@x: ", 5) == 0, "%s", d.err.value);
    cr_assert(strcmp(desk_verdict(&d, "a@x").state, "submitted") == 0);
    desk_close(&d);
}

Test(decide, an_sttp_issued_on_paper_binds_and_is_public_once_confirmed)
{
    static const struct filed paper = { "p@x", 0.5, 117.5, 1, 0, NULL, "X-JARAK-STTP:S/77\r\n" };
    struct jk_decision act;
    struct desk d;

    desk_open(&d);
    cr_assert(desk_file(&d, &paper) == JK_OK);
    cr_assert(strcmp(desk_verdict(&d, "p@x").state, "approved") == 0);
    cr_assert(desk_verdict(&d, "p@x").recorded && !is_public(&d, "p@x"));
    cr_assert(strcmp(desk_verdict(&d, "p@x").sttp, "S/77") == 0);
    desk_reopen(&d, DESK_NOW);
    cr_assert(desk_verdict(&d, "p@x").recorded && !is_public(&d, "p@x"));
    act = approval(&d, "p@x", "");
    act.act = JK_ACT_CONFIRM;
    cr_assert(decide(&d, &act, 1) == JK_OK, "%s", d.err.value);
    cr_assert(!desk_verdict(&d, "p@x").recorded && is_public(&d, "p@x"));
    act.chain_revision++;
    cr_assert(decide(&d, &act, 1) == JK_STATE, "once");
    desk_close(&d);
}

Test(decide, what_was_only_recorded_leaves_no_trace_in_public_when_it_is_withdrawn)
{
    static const struct filed paper = { "p@x", 0.5, 117.5, 1, 0, NULL, "X-JARAK-STTP:S/77\r\n" };
    static const struct filed changed = { "p@x", 0.51, 117.5, 1, 1, NULL, NULL };
    struct desk d;

    desk_open(&d);
    cr_assert(desk_file(&d, &paper) == JK_OK);
    cr_assert(desk_file(&d, &changed) == JK_OK);
    cr_assert(desk_verdict(&d, "p@x").pending, "a change of it is looked at like any other");
    cr_assert(desk_withdraw(&d, "p@x") == JK_OK);
    cr_assert(!is_public(&d, "p@x"));
    desk_reopen(&d, DESK_NOW);
    cr_assert(!is_public(&d, "p@x"));
    desk_close(&d);
}

/* SPEC 4, written out: where each act leads from each state; "" where it is not allowed. */
static const char *const acts[] = { "review",  "approve",  "hold",         "return",
                                    "refuse",  "withdraw", "done",         "not_held",
                                    "confirm", "undo",     "correct_sttp", "rescind" };
#define ACTS (sizeof acts / sizeof *acts)

static const struct transition {
    const char *state, *path[2]; /* the acts that lead there from submitted */
    const char *to[ACTS];
} transitions[] = {
    { "submitted",
      { NULL, NULL },
      { "under_review", "approved", "on_hold", "returned", "refused", "withdrawn", "", "", "", "",
        "", "" } },
    { "under_review",
      { "review", NULL },
      { "", "approved", "on_hold", "returned", "refused", "withdrawn", "", "", "", "", "", "" } },
    { "on_hold",
      { "hold", NULL },
      { "under_review", "approved", "", "returned", "refused", "withdrawn", "", "", "", "", "",
        "" } },
    { "returned", { "return", NULL }, { "", "", "", "", "", "withdrawn", "", "", "", "", "", "" } },
    { "approved",
      { "approve", NULL },
      { "", "", "", "", "", "withdrawn", "done", "not_held", "", "", "approved", "under_review" } },
    { "refused", { "refuse", NULL }, { "", "", "", "", "", "", "", "", "", "", "", "" } },
    { "withdrawn", { "withdraw", NULL }, { "", "", "", "", "", "", "", "", "", "", "", "" } },
    { "done",
      { "approve", "done" },
      { "", "", "", "", "", "", "", "", "", "approved", "done", "" } },
    { "not_held",
      { "approve", "not_held" },
      { "", "", "", "", "", "", "", "", "", "approved", "not_held", "" } },
};

static void bring_to(struct desk *d, const struct transition *t, const char *uid)
{
    struct filed f = { uid, 0.3, 117.2, 1, 0, NULL, NULL };

    cr_assert(desk_file(d, &f) == JK_OK);
    for (int i = 0; i < 2 && t->path[i]; i++)
        cr_assert(desk_decide(d, uid, t->path[i], NULL, 0) == JK_OK, "%s", t->path[i]);
    cr_assert(strcmp(desk_verdict(d, uid).state, t->state) == 0, "%s", t->state);
}

/* Is the act among those a verdict says are allowed? */
static bool is_listed(unsigned allowed, const char *act)
{
    return allowed >> jk_act_of(act) & 1;
}

static void try_act(struct desk *d, const struct transition *t, size_t act)
{
    struct jk_verdict_view before;
    enum jk_status rc;
    char uid[32];

    snprintf(uid, sizeof uid, "%s-%zu@x", t->state, act);
    bring_to(d, t, uid);
    before = desk_verdict(d, uid);
    cr_assert(is_listed(before.allowed, acts[act]) == (t->to[act][0] != '\0'), "%s: %s", t->state,
              acts[act]);
    rc = desk_decide(d, uid, acts[act], NULL, 0);
    if (t->to[act][0]) {
        cr_assert(rc == JK_OK, "%s: %s", t->state, acts[act]);
        cr_assert(strcmp(desk_verdict(d, uid).state, t->to[act]) == 0, "%s: %s", t->state,
                  acts[act]);
        return;
    }
    cr_assert(rc == JK_STATE, "%s: %s", t->state, acts[act]);
    before = desk_verdict(d, uid);
    cr_assert(strcmp(before.state, t->state) == 0);
    for (int a = 0; a < JK_ACT_END; a++) {
        const char *word = jk_act_word((enum jk_act_kind)a);

        cr_assert(!is_listed(before.allowed, word) || strstr(d->err.value, word) != NULL,
                  "the refusal names %s", word);
    }
}

Test(decide, every_act_from_every_state_leads_where_spec_says_or_is_refused)
{
    for (size_t i = 0; i < sizeof transitions / sizeof *transitions; i++) {
        struct desk d;

        desk_open(&d);
        d.now_s = DESK_NOW + 30 * 86400; /* the rally is over: what depends on the clock is true */
        for (size_t act = 0; act < ACTS; act++)
            try_act(&d, &transitions[i], act);
        desk_close(&d);
    }
}

Test(decide, a_returned_chain_is_submitted_again_by_filing_and_a_final_one_is_not)
{
    struct filed changed = { "again@x", 0.31, 117.2, 1, 1, NULL, NULL };
    struct desk d;

    desk_open(&d);
    d.now_s = DESK_NOW + 30 * 86400;
    bring_to(&d, &transitions[3], "again@x");
    cr_assert(desk_file(&d, &changed) == JK_OK);
    cr_assert(strcmp(desk_verdict(&d, "again@x").state, "submitted") == 0);
    for (size_t i = 5; i < sizeof transitions / sizeof *transitions; i++) {
        changed.uid = transitions[i].state;
        bring_to(&d, &transitions[i], changed.uid);
        cr_assert(desk_file(&d, &changed) == JK_STATE, "%s", transitions[i].state);
    }
    desk_close(&d);
}
