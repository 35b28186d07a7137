/* Several acts in one command, STTP recorded and confirmed, and what the public sees of it. */
#include <criterion/criterion.h>
#include <string.h>
#include "tests/unit/app/desk.h"

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
                                 .act = "approve",
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

    cr_assert(jk_app_feed(d->app, &all, "", DESK_NOW, &out) == JK_OK);
    jk_buf_char(&out.octets, '\0');
    return out.octets;
}

static bool is_public(struct desk *d, const char *uid)
{
    struct jk_buf octets = feed(d);
    bool found = strstr(octets.at, uid) != NULL;

    jk_buf_clear(&octets);
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
    act.act = "confirm";
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
