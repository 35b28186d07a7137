#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include "tests/unit/app/desk.h"
#include "jarak/app/app.h"
#include "jarak/app/conflicts/escalation.h"
#include "jarak/app/decisions/decide.h"
#include "jarak/app/registry/registry.h"

static const struct filed one = { "one@app", 0.50, 117.50, 1, 0, NULL, NULL };
/* 1.1 km apart, 150 m of crowd each: under 1 km, siaga. */
static const struct filed two = { "two@app", 0.51, 117.50, 2, 0, NULL, NULL };

static void file_pair(struct desk *d)
{
    cr_assert(desk_file(d, &one) == JK_OK, "%s", d->err.value);
    cr_assert(desk_file(d, &two) == JK_OK, "%s", d->err.value);
}

Test(submit, a_pair_is_one_conflict_told_to_those_who_may_see_it)
{
    struct desk d;

    desk_open(&d);
    cr_assert(desk_file(&d, &one) == JK_OK);
    cr_assert(d.told.len == 0);
    cr_assert(desk_file(&d, &two) == JK_OK && d.outcome.has_conflict);
    cr_assert(desk_conflicts(&d) == 1);
    cr_assert(strstr(d.told.at, "polres-64.08:opened:3 ") != NULL, "%s", d.told.at);
    cr_assert(strstr(d.told.at, "tim") == NULL, "a team learns nothing of the other's plans");
    desk_close(&d);
}

Test(submit, the_same_bytes_again_change_nothing)
{
    struct desk d;

    desk_open(&d);
    file_pair(&d);
    jk_buf_reset(&d.told);
    cr_assert(desk_file(&d, &two) == JK_OK);
    cr_assert(d.told.len == 0 && desk_verdict(&d, "two@app").revision == 1);
    desk_close(&d);
}

Test(submit, an_older_sequence_is_refused_and_a_newer_one_accepted)
{
    struct desk d;
    struct filed moved = two;

    desk_open(&d);
    file_pair(&d);
    moved.lat = 0.9; /* 44 km away: clear, but on the same day still within no row */
    cr_assert(desk_file(&d, &moved) == JK_EXISTS && desk_conflicts(&d) == 1);
    moved.sequence = 1;
    cr_assert(desk_file(&d, &moved) == JK_OK);
    cr_assert(desk_conflicts(&d) == 0);
    cr_assert(strstr(d.told.at, "polres-64.08:closed:0 ") != NULL, "%s", d.told.at);
    desk_close(&d);
}

Test(submit, the_entity_tag_decides_before_the_sequence)
{
    struct desk d;
    struct jk_submission put = { .uid = "one@app", .store = true };
    static const char bytes[] =
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:one@app\r\n"
        "DTSTAMP:20241101T000000Z\r\nDTSTART:20241121T060000Z\r\nDTEND:20241121T080000Z\r\n"
        "SUMMARY:Rapat\r\nCATEGORIES:RAPAT-UMUM\r\nX-JARAK-CONTEST:pilbup-64.08\r\n"
        "X-JARAK-PASLON:1\r\nGEO:0.5;117.5\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    char etag[80];

    desk_open(&d);
    cr_assert(desk_file(&d, &one) == JK_OK);
    put.when.if_none_match_any = true;
    cr_assert(desk_file_bytes(&d, bytes, &put) == JK_STALE);
    put.when = (struct jk_precondition){ .if_match = "\"another\"" };
    cr_assert(desk_file_bytes(&d, bytes, &put) == JK_STALE);
    snprintf(etag, sizeof etag, "%s", desk_verdict(&d, "one@app").etag);
    put.when.if_match = etag;
    cr_assert(desk_file_bytes(&d, bytes, &put) == JK_OK, "%s", d.err.value);
    cr_assert(desk_verdict(&d, "one@app").revision == 2);
    desk_close(&d);
}

Test(submit, strict_handling_stores_nothing_that_conflicts)
{
    struct desk d;
    struct jk_submission strict = { .store = true, .strict = true };
    static const char bytes[] =
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:three@app\r\n"
        "DTSTAMP:20241101T000000Z\r\nDTSTART:20241120T060000Z\r\nDTEND:20241120T080000Z\r\n"
        "SUMMARY:Rapat\r\nCATEGORIES:RAPAT-UMUM\r\nX-JARAK-CONTEST:pilbup-64.08\r\n"
        "X-JARAK-PASLON:2\r\nGEO:0.5;117.5\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    desk_open(&d);
    cr_assert(desk_file(&d, &one) == JK_OK);
    cr_assert(desk_file_bytes(&d, bytes, &strict) == JK_CONFLICT);
    cr_assert(d.outcome.count == 1 && d.outcome.verdicts[0].conflict_count == 1);
    cr_assert(jk_registry_entries(jk_app_registry(d.app)) == 1);
    desk_close(&d);
}

Test(decide, approval_into_a_conflict_names_it_with_the_revision_seen)
{
    struct desk d;
    struct jk_seen seen;
    char id[JK_CONFLICT_HEX + 1];

    desk_open(&d);
    file_pair(&d);
    cr_assert(desk_decide(&d, "one@app", "approve", NULL, 0) == JK_CONFLICT);
    cr_assert(d.outcome.count == 1 && d.outcome.verdicts[0].conflict_count == 1);
    snprintf(id, sizeof id, "%s", d.outcome.verdicts[0].conflicts[0].id);
    seen = (struct jk_seen){ id, d.outcome.verdicts[0].conflicts[0].revision + 1 };
    cr_assert(desk_decide(&d, "one@app", "approve", &seen, 1) == JK_CONFLICT, "not that revision");
    seen.revision--;
    cr_assert(desk_decide(&d, "one@app", "approve", &seen, 1) == JK_OK, "%s", d.err.value);
    cr_assert(strcmp(desk_verdict(&d, "one@app").state, "approved") == 0);
    desk_close(&d);
}

Test(decide, a_change_of_what_is_approved_is_pending_and_the_approved_stays_in_force)
{
    struct desk d;
    struct filed moved = one;
    struct jk_verdict_view view;

    desk_open(&d);
    cr_assert(desk_file(&d, &one) == JK_OK);
    cr_assert(desk_decide(&d, "one@app", "approve", NULL, 0) == JK_OK, "%s", d.err.value);
    moved.sequence = 1;
    moved.lat = 0.9;
    cr_assert(desk_file(&d, &moved) == JK_OK);
    view = desk_verdict(&d, "one@app");
    cr_assert(view.pending && strcmp(view.state, "approved") == 0);
    cr_assert(desk_file(&d, &two) == JK_OK);
    cr_assert(desk_conflicts(&d) == 1, "the approved place still counts");
    desk_close(&d);
}

Test(decide, acts_that_the_state_does_not_allow_are_refused_by_name)
{
    struct desk d;

    desk_open(&d);
    cr_assert(desk_file(&d, &one) == JK_OK);
    cr_assert(desk_decide(&d, "one@app", "done", NULL, 0) == JK_STATE);
    cr_assert(strstr(d.err.value, "approve") != NULL, "%s", d.err.value);
    cr_assert(jk_act_of("bless") == JK_ACT_END, "no act has that word");
    cr_assert(desk_decide(&d, "one@app", "refuse", NULL, 0) == JK_OK, "%s", d.err.value);
    cr_assert(desk_decide(&d, "one@app", "approve", NULL, 0) == JK_STATE, "refused is final");
    desk_close(&d);
}

Test(withdraw, closes_the_conflict_and_keeps_the_uid_taken)
{
    struct desk d;

    desk_open(&d);
    file_pair(&d);
    cr_assert(desk_withdraw(&d, "one@app") == JK_OK, "%s", d.err.value);
    cr_assert(desk_conflicts(&d) == 0);
    cr_assert(strstr(d.told.at, ":closed:0 ") != NULL);
    cr_assert(desk_withdraw(&d, "one@app") != JK_OK);
    desk_reopen(&d, DESK_NOW);
    cr_assert(desk_conflicts(&d) == 0);
    desk_close(&d);
}

/* Somebody takes notice, so that only what expires is told by a tick. */
static void acknowledge(struct desk *d)
{
    const struct jk_conflict_view *open = &desk_verdict(d, "one@app").conflicts[0];
    const struct jk_ack ack = { jk_app_account(d->app, "polres-64.08"), DESK_NOW, open->id,
                                open->revision };
    struct jk_conflict_view view;
    bool already;

    cr_assert(jk_app_ack(d->app, &d->arena, &ack, &view, &already, &d->err) == JK_OK);
    cr_assert(jk_app_commit(d->app, &d->err) == JK_OK);
}

/* 20 November 2024 17.00 WITA is 1732093200; the crowd of a rally takes 60 minutes to disperse. */
Test(expiry, a_conflict_closes_when_both_sides_have_left)
{
    const int64_t gone_s = 1732093200 + 3600;
    struct desk d;

    desk_open(&d);
    d.pack.simulation = false;
    file_pair(&d);
    acknowledge(&d);
    jk_buf_reset(&d.told);
    cr_assert(jk_app_tick(d.app, gone_s - 1, &d.err) == JK_OK);
    cr_assert(!jk_app_in_group(d.app) && desk_conflicts(&d) == 1);
    cr_assert(jk_app_tick(d.app, gone_s, &d.err) == JK_OK);
    cr_assert(jk_app_in_group(d.app) && jk_app_commit(d.app, &d.err) == JK_OK);
    cr_assert(desk_conflicts(&d) == 0);
    cr_assert(strstr(d.told.at, "polres-64.08:closed:0 ") != NULL, "%s", d.told.at);
    jk_buf_reset(&d.told);
    cr_assert(jk_app_tick(d.app, gone_s + 60, &d.err) == JK_OK && !jk_app_in_group(d.app));
    desk_reopen(&d, gone_s + 120);
    cr_assert(desk_conflicts(&d) == 0, "a restart does not reopen what is over");
    cr_assert(d.told.len == 0);
    desk_close(&d);
}

Test(expiry, a_simulation_replays_the_past_and_expires_nothing)
{
    struct desk d;

    desk_open(&d);
    file_pair(&d);
    acknowledge(&d);
    cr_assert(jk_app_tick(d.app, 1795400000, &d.err) == JK_OK);
    cr_assert(!jk_app_in_group(d.app) && desk_conflicts(&d) == 1);
    desk_close(&d);
}

/* The disk refuses: the group is void, memory is what the store has, and the next command works. */
Test(failure, a_commit_that_fails_leaves_no_trace_and_the_desk_goes_on)
{
    struct desk d;
    struct rlimit room, none = { 1, RLIM_INFINITY };
    const struct jk_account *polres;
    struct filed third = { "three@app", 0.505, 117.5, 2, 0, NULL, NULL };

    desk_open(&d);
    file_pair(&d);
    polres = jk_app_account(d.app, "polres-64.08");
    jk_buf_reset(&d.told);
    signal(SIGXFSZ, SIG_IGN);
    cr_assert(getrlimit(RLIMIT_FSIZE, &room) == 0);
    none.rlim_max = room.rlim_max;
    cr_assert(setrlimit(RLIMIT_FSIZE, &none) == 0);
    cr_assert(desk_file(&d, &third) != JK_OK);
    cr_assert(setrlimit(RLIMIT_FSIZE, &room) == 0);
    cr_assert(!jk_app_is_lost(d.app) && d.told.len == 0);
    cr_assert(jk_app_account(d.app, "polres-64.08") == polres, "requests under way hold on to it");
    cr_assert(jk_registry_entries(jk_app_registry(d.app)) == 2 && desk_conflicts(&d) == 1);
    cr_assert(desk_file(&d, &third) == JK_OK, "%s", d.err.value);
    cr_assert(desk_conflicts(&d) == 2);
    desk_reopen(&d, DESK_NOW);
    cr_assert(desk_conflicts(&d) == 2);
    desk_close(&d);
}

Test(restart, conflicts_keep_their_ids_and_revisions)
{
    struct desk d;
    struct jk_verdict_view before, after;
    char id[JK_CONFLICT_HEX + 1];
    uint32_t revision;

    desk_open(&d);
    file_pair(&d);
    before = desk_verdict(&d, "one@app");
    cr_assert(before.conflict_count == 1);
    snprintf(id, sizeof id, "%s", before.conflicts[0].id);
    revision = before.conflicts[0].revision;
    jk_buf_reset(&d.told);
    desk_reopen(&d, DESK_NOW + 60);
    after = desk_verdict(&d, "one@app");
    cr_assert(after.conflict_count == 1 && strcmp(after.conflicts[0].id, id) == 0);
    cr_assert(after.conflicts[0].revision == revision && d.told.len == 0);
    cr_assert(after.conflicts[0].part_count == before.conflicts[0].part_count);
    desk_close(&d);
}
