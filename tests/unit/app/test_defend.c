/* A promise of our own breaks while a command runs: it is undone, and nothing of it is stored. The
 * failure is noted by hand, as a failed JK_ASSERT() of the release notes it. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/app/app.h"
#include "jarak/app/public/feed.h"
#include "jarak/app/public/watch.h"
#include "jarak/app/registry/registry.h"
#include "jarak/base/defend.h"
#include "tests/unit/app/desk.h"

static const struct filed one = { "one@app", 0.50, 117.50, 1, 0, NULL, NULL };
static const struct filed two = { "two@app", 0.51, 117.50, 2, 0, NULL, NULL };

static const char rally[] =
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:spoilt@app\r\n"
    "DTSTAMP:20241101T000000Z\r\nDTSTART:20241121T060000Z\r\nDTEND:20241121T080000Z\r\n"
    "SUMMARY:Rapat\r\nCATEGORIES:RAPAT-UMUM\r\nX-JARAK-CONTEST:pilbup-64.08\r\n"
    "X-JARAK-PASLON:1\r\nGEO:0.5;117.5\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

static void note(void)
{
    jk_defend_tell(NULL);
    jk_defend_note(__FILE__, __LINE__, "a promise");
}

/* Put the rally; its group stays open. */
static enum jk_status submit(struct desk *d)
{
    struct jk_submission filing = { .actor = jk_app_account(d->app, "bawaslu-64.08"),
                                    .now_s = DESK_NOW,
                                    .bytes = jk_span_of(rally),
                                    .store = true };

    jk_outcome_clear(&d->outcome);
    return jk_app_submit(d->app, &d->arena, &filing, &d->outcome, &d->err);
}

static void expect_undone(struct desk *d)
{
    uint64_t entries = jk_store_last_entry(d->store);

    cr_assert(jk_app_commit(d->app, &d->err) == JK_CORRUPT);
    cr_assert(!jk_app_is_lost(d->app) && !jk_app_in_group(d->app));
    cr_assert(jk_registry_entry(jk_app_registry(d->app), "spoilt@app") == NULL);
    cr_assert(jk_registry_entry(jk_app_registry(d->app), "one@app") != NULL);
    cr_assert(jk_store_last_entry(d->store) < entries, "the journal has nothing of it either");
    desk_reopen(d, DESK_NOW);
    cr_assert(jk_registry_entry(jk_app_registry(d->app), "spoilt@app") == NULL);
}

Test(defend, a_command_in_which_a_promise_breaks_stores_nothing)
{
    struct desk d;

    desk_open(&d);
    cr_assert(desk_file(&d, &one) == JK_OK);
    jk_app_watch(d.app);
    cr_assert(submit(&d) == JK_OK);
    note();
    expect_undone(&d);
    cr_assert(submit(&d) == JK_OK && jk_app_commit(d.app, &d.err) == JK_OK, "and then it goes on");
    cr_assert(jk_registry_entry(jk_app_registry(d.app), "spoilt@app") != NULL);
    desk_close(&d);
}

Test(defend, it_makes_no_difference_that_the_promise_broke_before_the_group_was_opened)
{
    struct desk d;

    desk_open(&d);
    cr_assert(desk_file(&d, &one) == JK_OK);
    jk_app_watch(d.app);
    note();
    cr_assert(submit(&d) == JK_OK);
    expect_undone(&d);
    desk_close(&d);
}

Test(defend, a_command_is_not_undone_for_what_broke_before_it_began)
{
    struct desk d;

    desk_open(&d);
    cr_assert(desk_file(&d, &one) == JK_OK);
    note();
    jk_app_watch(d.app);
    cr_assert(desk_file(&d, &two) == JK_OK, "%s", d.err.value);
    cr_assert(desk_conflicts(&d) == 1);
    desk_close(&d);
}

/* The second command's watch must not forgive what broke in the first. */
Test(defend, commands_that_share_a_group_are_undone_together)
{
    struct desk d;

    desk_open(&d);
    cr_assert(desk_file(&d, &one) == JK_OK);
    jk_app_watch(d.app);
    cr_assert(submit(&d) == JK_OK);
    note();
    jk_app_watch(d.app);
    expect_undone(&d);
    desk_close(&d);
}

Test(defend, an_alert_of_a_spoilt_command_is_told_to_nobody)
{
    struct desk d;

    desk_open(&d);
    cr_assert(desk_file(&d, &one) == JK_OK);
    jk_buf_reset(&d.told);
    jk_app_watch(d.app);
    note();
    cr_assert(desk_file(&d, &two) == JK_CORRUPT);
    cr_assert(d.told.len == 0 && desk_conflicts(&d) == 0);
    desk_close(&d);
}

/* A feed that was put together while a promise broke must not be what the next one is sent. */
Test(defend, what_was_kept_on_the_way_is_made_anew_once)
{
    struct desk d;
    uint64_t version;

    desk_open(&d);
    cr_assert(desk_file(&d, &one) == JK_OK);
    version = jk_app_feed_version(d.app, "64.08");
    jk_app_watch(d.app);
    cr_assert(jk_app_feed_version(d.app, "64.08") == version);
    note();
    jk_app_watch(d.app);
    cr_assert(jk_app_feed_version(d.app, "64.08") > version);
    version = jk_app_feed_version(d.app, "64.08");
    jk_app_watch(d.app);
    cr_assert(jk_app_feed_version(d.app, "64.08") == version);
    desk_close(&d);
}
