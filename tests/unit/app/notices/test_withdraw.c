/* Withdrawing, and cancelling by message: SEQUENCE decides, then DTSTAMP; all or none. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/app/app.h"
#include "jarak/app/notices/withdraw.h"
#include "jarak/app/registry/registry.h"
#include "tests/unit/app/desk.h"

#define STAMP 1730419200 /* DTSTAMP of what desk_file() files: 1 November 2024, 00.00 UTC */

static enum jk_status cancel(struct desk *d, const struct jk_cancel *list, size_t count)
{
    const struct jk_cancellation rq = { .actor = jk_app_account(d->app, "bawaslu-64.08"),
                                        .now_s = DESK_NOW,
                                        .region = "64.08",
                                        .list = list,
                                        .count = count };
    enum jk_status rc;

    jk_outcome_clear(&d->outcome);
    rc = jk_app_cancel(d->app, &d->arena, &rq, &d->outcome, &d->err);
    cr_assert(jk_app_commit(d->app, rc == JK_OK ? &d->err : NULL) == JK_OK);
    return rc;
}

static enum jk_state state_of(struct desk *d, const char *uid)
{
    return jk_registry_entry(jk_app_registry(d->app), uid)->chain->state;
}

static void file(struct desk *d, const char *uid, double lat, unsigned sequence)
{
    cr_assert(desk_file(d, &(struct filed){ uid, lat, 117.5, 1, sequence, NULL, NULL }) == JK_OK,
              "%s", d->err.value);
}

Test(withdraw, a_message_counts_by_its_sequence_and_then_by_its_stamp)
{
    static const struct {
        uint32_t sequence;
        int64_t dtstamp_s;
        enum jk_status rc;
    } messages[] = {
        { 1, STAMP + 9999, JK_EXISTS }, /* older, however late it was written */
        { 2, STAMP - 1, JK_EXISTS },    { 2, STAMP, JK_EXISTS }, /* what stands itself */
        { 2, STAMP + 1, JK_OK },        { 3, STAMP - 9999, JK_OK },
    };

    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        struct jk_cancel c = { .uid = "a@app",
                               .sequence = messages[i].sequence,
                               .dtstamp_s = messages[i].dtstamp_s };
        struct desk d;

        desk_open(&d);
        file(&d, "a@app", 0.5, 2);
        cr_expect(cancel(&d, &c, 1) == messages[i].rc, "%zu", i);
        cr_expect(state_of(&d, "a@app") ==
                      (messages[i].rc == JK_OK ? JK_STATE_WITHDRAWN : JK_STATE_SUBMITTED),
                  "%zu", i);
        desk_close(&d);
    }
}

Test(withdraw, a_message_about_several_is_taken_whole_or_not_at_all)
{
    struct jk_cancel list[3] = {
        { .uid = "a@app", .sequence = 1, .dtstamp_s = STAMP },
        { .uid = "tiada@app", .sequence = 1, .dtstamp_s = STAMP, .line = 7 },
        { .uid = "b@app", .sequence = 1, .dtstamp_s = STAMP }
    };
    struct desk d;
    uint64_t last;

    desk_open(&d);
    file(&d, "a@app", 0.5, 0);
    file(&d, "b@app", 0.9, 0);
    last = jk_store_last_entry(d.store);
    cr_assert(cancel(&d, list, 3) == JK_NONE && d.err.line == 7);
    cr_assert(state_of(&d, "a@app") == JK_STATE_SUBMITTED && jk_store_last_entry(d.store) == last);
    list[1] = list[2];
    cr_assert(cancel(&d, list, 2) == JK_OK && d.outcome.count == 2);
    cr_assert(state_of(&d, "a@app") == JK_STATE_WITHDRAWN);
    cr_assert(state_of(&d, "b@app") == JK_STATE_WITHDRAWN);
    desk_close(&d);
}

Test(withdraw, said_again_it_is_answered_as_done_whatever_its_sequence)
{
    struct jk_cancel c = { .uid = "a@app", .sequence = 5, .dtstamp_s = STAMP };
    struct desk d;
    uint64_t last;

    desk_open(&d);
    file(&d, "a@app", 0.5, 0);
    cr_assert(cancel(&d, &c, 1) == JK_OK);
    last = jk_store_last_entry(d.store);
    c.sequence = 0;
    cr_assert(cancel(&d, &c, 1) == JK_OK && d.outcome.count == 1);
    cr_assert(jk_store_last_entry(d.store) == last, "nothing more is journalled");
    desk_close(&d);
}

Test(withdraw, the_main_takes_its_legs_with_it_in_whatever_order_they_are_named)
{
    for (int turn = 0; turn < 2; turn++) {
        struct jk_cancel list[2] = {
            { .uid = turn ? "c@slots" : "c-out@slots", .sequence = 1, .dtstamp_s = STAMP },
            { .uid = turn ? "c-out@slots" : "c@slots", .sequence = 1, .dtstamp_s = STAMP }
        };
        struct desk d;

        desk_open(&d);
        desk_file_chain(&d, "c", 1, 0.5, 117.5, 1732082400);
        cr_assert(cancel(&d, list, 2) == JK_OK, "%d", turn);
        cr_assert(state_of(&d, "c@slots") == JK_STATE_WITHDRAWN);
        desk_reopen(&d, DESK_NOW);
        cr_assert(state_of(&d, "c@slots") == JK_STATE_WITHDRAWN);
        desk_close(&d);
    }
}

Test(withdraw, a_leg_alone_leaves_its_chain_and_ends_what_it_was_in)
{
    struct desk d;
    uint32_t revision;

    desk_open(&d);
    desk_file_chain(&d, "c", 1, 0.5, 117.5, 1732082400);
    revision = desk_verdict(&d, "c@slots").chain_revision;
    cr_assert(desk_withdraw(&d, "c-out@slots") == JK_OK);
    cr_assert(state_of(&d, "c@slots") == JK_STATE_SUBMITTED);
    cr_assert(desk_verdict(&d, "c@slots").chain_revision == revision + 1);
    cr_assert(desk_withdraw(&d, "c-out@slots") == JK_NONE, "it is gone");
    cr_assert(desk_withdraw(&d, "c@slots") == JK_OK && desk_withdraw(&d, "c@slots") == JK_NONE);
    desk_close(&d);
}

Test(withdraw, dates_and_whole_notices_do_not_mix_in_one_message)
{
    const int64_t date = 1732082400;
    struct jk_cancel list[2] = {
        { .uid = "a@app", .sequence = 1, .dtstamp_s = STAMP },
        { .uid = "b@app", .sequence = 1, .dtstamp_s = STAMP, .dates = &date, .date_count = 1 }
    };
    struct desk d;

    desk_open(&d);
    file(&d, "a@app", 0.5, 0);
    file(&d, "b@app", 0.9, 0);
    cr_assert(cancel(&d, list, 2) == JK_INVALID);
    cr_assert(state_of(&d, "a@app") == JK_STATE_SUBMITTED);
    desk_close(&d);
}

Test(withdraw, a_rival_that_withdraws_closes_the_conflict)
{
    struct desk d;

    desk_open(&d);
    file(&d, "a@app", 0.5, 0);
    cr_assert(desk_file(&d, &(struct filed){ "b@app", 0.505, 117.5, 2, 0, NULL, NULL }) == JK_OK);
    cr_assert(desk_conflicts(&d) == 1);
    jk_buf_reset(&d.told);
    cr_assert(desk_withdraw(&d, "b@app") == JK_OK && desk_conflicts(&d) == 0);
    jk_buf_char(&d.told, '\0');
    cr_assert(strstr(d.told.at, "polres-64.08:closed:0") != NULL, "%s", d.told.at);
    desk_close(&d);
}
