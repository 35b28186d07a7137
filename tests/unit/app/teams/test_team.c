/* What a team may see: its own, and of all else what is public (SPEC 9). */
#include "jarak/app/teams/team.h"

#include <criterion/criterion.h>
#include <string.h>
#include "daemon/app/teams/public_world.h"
#include "jarak/app/app.h"
#include "tests/unit/app/desk.h"

static const struct jk_account team = {
    .name = "tim-1", .role = JK_ROLE_TIM, .region = "64.08", .contest = "pilbup-64.08", .paslon = 1
};

/* 800 m apart on one day: siaga between rivals. */
static const struct filed own = { "own@uji", 0.5, 117.5, 1, 0, NULL, NULL };
static const struct filed rival = { "rival@uji", 0.507235, 117.5, 2, 0, NULL, NULL };

static struct jk_entry *entry_of(const struct desk *d, const char *uid)
{
    return jk_registry_entry(jk_app_registry(d->app), uid);
}

static size_t seen_conflicts(struct desk *d)
{
    struct jk_verdict_view view;

    cr_assert(jk_app_team_verdict(d->app, &d->arena, entry_of(d, "own@uji"), DESK_NOW, &view) ==
              JK_OK);
    return view.conflict_count;
}

Test(team, its_own_are_those_of_its_number_in_its_contest)
{
    struct jk_account other = team;
    struct desk d;

    desk_open(&d);
    cr_assert(desk_file(&d, &own) == JK_OK);
    cr_assert(desk_file(&d, &rival) == JK_OK);
    cr_expect(jk_is_own(&team, entry_of(&d, "own@uji")));
    cr_expect(!jk_is_own(&team, entry_of(&d, "rival@uji")));
    other.contest = "pilgub-64";
    cr_expect(!jk_is_own(&other, entry_of(&d, "own@uji")), "paslon 1 of another contest");
    cr_expect(jk_is_team(&team));
    other.role = JK_ROLE_BAWASLU;
    cr_expect(!jk_is_team(&other));
    desk_close(&d);
}

Test(team, a_plan_that_is_not_public_shows_in_nothing)
{
    struct desk d;

    desk_open(&d);
    cr_assert(desk_file(&d, &own) == JK_OK);
    cr_assert(desk_file(&d, &rival) == JK_OK);
    cr_assert(desk_conflicts(&d) == 1, "the officers know");
    cr_assert(seen_conflicts(&d) == 0, "the team does not");
    desk_close(&d);
}

/* The rival's plan becomes public by its approval, and stops being so when it is withdrawn. */
Test(team, the_public_world_follows_what_is_published)
{
    struct jk_app *world;
    struct desk d;

    desk_open(&d);
    cr_assert(desk_file(&d, &rival) == JK_OK);
    world = teams_public_world(d.app);
    cr_assert(world != NULL && jk_registry_entry(world->registry, "rival@uji") == NULL);
    cr_assert(desk_decide(&d, "rival@uji", "approve", NULL, 0) == JK_OK);
    cr_assert(desk_file(&d, &own) == JK_OK);
    cr_assert(seen_conflicts(&d) == 1, "it stands in the feed now");
    cr_assert(teams_public_world(d.app) == world, "it is brought up to date, not made anew");
    cr_assert(jk_registry_entry(world->registry, "rival@uji")->current != NULL);
    cr_assert(jk_registry_entry(world->registry, "own@uji") == NULL, "a visit leaves no trace");
    cr_assert(desk_withdraw(&d, "rival@uji") == JK_OK, "%s", d.err.value);
    cr_assert(seen_conflicts(&d) == 1, "that it may go is asked for, and it stands");
    cr_assert(desk_decide(&d, "rival@uji", "withdraw", NULL, 0) == JK_OK, "%s", d.err.value);
    cr_assert(seen_conflicts(&d) == 0);
    desk_close(&d);
}

/* What was held is no less public than it was, and a restart makes no other public. */
Test(team, what_was_held_counts_for_a_team_as_before_and_after_a_restart)
{
    static const struct filed another = { "lagi@uji", 0.9, 117.2, 1, 0, "20241122", NULL };
    struct jk_verdict_view view;
    struct desk d;

    desk_open(&d);
    cr_assert(desk_file(&d, &own) == JK_OK);
    cr_assert(desk_decide(&d, "own@uji", "approve", NULL, 0) == JK_OK);
    cr_assert(desk_file(&d, &another) == JK_OK);
    cr_assert(teams_public_world(d.app) != NULL);
    d.now_s = 1732276800; /* 22 November, 20.00 WITA */
    cr_assert(desk_decide(&d, "own@uji", "done", NULL, 0) == JK_OK, "%s", d.err.value);
    for (int restart = 0; restart < 2; restart++) {
        size_t i = 0;

        cr_assert(jk_app_team_verdict(d.app, &d.arena, entry_of(&d, "lagi@uji"), d.now_s, &view) ==
                  JK_OK);
        while (i < view.finding_count && strcmp(view.findings[i].rule, "R17") != 0)
            i++;
        cr_expect(i < view.finding_count, "restart %d: one rally was held", restart);
        desk_reopen(&d, d.now_s);
    }
    desk_close(&d);
}

/* An approved plan that is being changed stays in the feed as it was approved. */
Test(team, a_pending_change_of_another_is_not_seen)
{
    struct filed moved = rival;
    char id[JK_CONFLICT_HEX + 1];
    struct jk_verdict_view view;
    struct jk_seen seen;
    struct desk d;

    desk_open(&d);
    cr_assert(desk_file(&d, &rival) == JK_OK);
    cr_assert(desk_decide(&d, "rival@uji", "approve", NULL, 0) == JK_OK);
    cr_assert(desk_file(&d, &own) == JK_OK);
    cr_assert(seen_conflicts(&d) == 1);
    moved.sequence = 1;
    moved.lat = 1.5; /* far away, once it is approved */
    cr_assert(desk_file(&d, &moved) == JK_OK);
    cr_assert(seen_conflicts(&d) == 1);
    view = desk_verdict(&d, "rival@uji");
    cr_assert(view.conflict_count == 1, "its approved plan is near still");
    memcpy(id, view.conflicts[0].id, sizeof id);
    seen = (struct jk_seen){ id, view.conflicts[0].revision };
    cr_assert(desk_decide(&d, "rival@uji", "approve", &seen, 1) == JK_OK, "%s", d.err.value);
    cr_assert(seen_conflicts(&d) == 0);
    desk_close(&d);
}

Test(team, a_stream_with_a_notice_that_is_not_the_teams_is_refused_whole)
{
    static const char *const paslon[] = { "1", "2", "1,2" };
    static const enum jk_status want[] = { JK_OK, JK_DENIED, JK_OK }; /* a joint one is its own */
    struct desk d;

    desk_open(&d);
    for (size_t i = 0; i < 3; i++) {
        struct jk_submission filing = { .actor = &team, .now_s = DESK_NOW };
        struct jk_outcome outcome;
        struct jk_buf text = { 0 };
        uint64_t last = jk_store_last_entry(d.store);
        enum jk_status rc;

        jk_buf_fmt(&text,
                   "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:x@uji\r\n"
                   "DTSTAMP:20241101T000000Z\r\nDTSTART:20241120T060000Z\r\n"
                   "DTEND:20241120T090000Z\r\nCATEGORIES:RAPAT-UMUM\r\n"
                   "X-JARAK-CONTEST:pilbup-64.08\r\nX-JARAK-PASLON:%s\r\nGEO:0.5;117.5\r\n"
                   "END:VEVENT\r\nEND:VCALENDAR\r\n",
                   paslon[i]);
        filing.bytes = jk_buf_view(&text);
        rc = jk_app_team_check(d.app, &d.arena, &filing, &outcome, &d.err);
        cr_expect(rc == want[i], "%s: %s", paslon[i], jk_status_name(rc));
        if (rc == JK_DENIED)
            cr_expect_str_eq(d.err.field, "X-JARAK-PASLON");
        else
            jk_outcome_clear(&outcome);
        cr_expect(jk_store_last_entry(d.store) == last, "a check keeps nothing");
        cr_expect(entry_of(&d, "x@uji") == NULL);
        jk_buf_clear(&text);
    }
    desk_close(&d);
}
