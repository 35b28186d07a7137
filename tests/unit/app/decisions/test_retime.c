/* Other times: proposed on clear bands, accepted in one command, void when the chain changes. */
#include <criterion/criterion.h>
#include <string.h>
#include "tests/support/seeded.h"
#include "jarak/app/app.h"
#include "jarak/app/decisions/decide.h"
#include "jarak/app/decisions/retime.h"
#include "jarak/app/notices/verdict.h"
#include "jarak/app/registry/registry.h"
#include "tests/unit/app/desk.h"

#define DAYS  60
#define NOON  1732075200 /* 20 November 2024, 12.00 WITA */
#define START 1732082400 /* 14.00 */

/* @param later  days after the one it is planned for */
static struct jk_slots_view slots_of(struct desk *d, const char *uid, enum jk_level level,
                                     int32_t later)
{
    struct jk_slots_request rq = { .uid = uid, .level = level, .now_s = DESK_NOW };
    struct jk_slots_view view;

    cr_assert(jk_app_day_of(d->app, uid, &rq.from_day));
    rq.from_day += later;
    rq.to_day = rq.from_day;
    cr_assert(jk_app_slots(d->app, &d->arena, &rq, &view, &d->err) == JK_OK, "%s", d->err.value);
    return view;
}

static enum jk_status commit(struct desk *d, enum jk_status rc)
{
    struct jk_error err;

    cr_assert(jk_app_commit(d->app, &err) == JK_OK);
    return rc;
}

static enum jk_status propose(struct desk *d, const char *uid, enum jk_level level,
                              struct jk_interval band, struct jk_retime_outcome *out)
{
    struct jk_retime rq = { .actor = jk_app_account(d->app, "polres-64.08"),
                            .now_s = DESK_NOW,
                            .uid = uid,
                            .chain_revision = desk_verdict(d, uid).chain_revision,
                            .level = level,
                            .bands = { &band, 1 },
                            .reason = "dua rapat berdekatan" };

    return commit(d, jk_app_retime(d->app, &d->arena, &rq, out, &d->err));
}

static enum jk_status answer(struct desk *d, const char *uid, uint32_t number, int64_t start_s,
                             struct jk_retime_outcome *out)
{
    struct jk_retime_answer rq = { .actor = jk_app_account(d->app, "bawaslu-64.08"),
                                   .now_s = DESK_NOW + 60,
                                   .uid = uid,
                                   .chain_revision = desk_verdict(d, uid).chain_revision,
                                   .number = number,
                                   .start_s = start_s,
                                   .reason = start_s ? "" : "tim tidak dapat" };

    return commit(d, jk_app_answer_retime(d->app, &d->arena, &rq, out, &d->err));
}

static const struct jk_notice *notice_of(struct desk *d, const char *uid)
{
    return jk_registry_entry(jk_app_registry(d->app), uid)->current->notice;
}

static enum jk_level worst(const struct jk_verdict_view *v)
{
    enum jk_level level = JK_LEVEL_NONE;

    for (size_t i = 0; i < v->conflict_count; i++) {
        if (v->conflicts[i].levels.level_max > level)
            level = v->conflicts[i].levels.level_max;
    }
    return level;
}

/* The band of the least change that is not where it stands. */
static bool pick(const struct jk_slots_view *view, struct seeded *r, struct jk_interval *band,
                 int64_t *start_s)
{
    if (view->open_count == 0)
        return false;
    *band = view->open[seeded_whole(r, 0, (int)view->open_count - 1)].band;
    *start_s = seeded_whole(r, 0, 1) ? band->from_s : band->to_s;
    return *start_s != view->start_s;
}

/* Approve in full knowledge of what it meets. */
static void approve(struct desk *d, const char *uid)
{
    struct jk_arena arena = { 0 };
    struct jk_verdict_view v;
    struct jk_seen seen[16];
    size_t count = 0;

    cr_assert(jk_app_verdict(d->app, &arena, uid, DESK_NOW, &v) == JK_OK);
    for (size_t i = 0; i < v.conflict_count && count < 16; i++)
        seen[count++] = (struct jk_seen){ v.conflicts[i].id, v.conflicts[i].revision };
    cr_assert(desk_decide(d, uid, "approve", seen, count) == JK_OK, "%s %s", d->err.field,
              d->err.value);
    jk_arena_clear(&arena);
}

Test(retime, what_is_accepted_has_no_conflict_from_the_level_on, .timeout = 240)
{
    struct seeded r = { 64 };
    int days = seeded_rounds(DAYS), moved = 0, in_force = 0;

    for (int day = 0; day < days; day++) {
        enum jk_level level = (enum jk_level)seeded_whole(&r, JK_LEVEL_WASPADA, JK_LEVEL_SIAGA);
        struct jk_retime_outcome out;
        struct jk_slots_view view;
        struct jk_verdict_view v;
        struct jk_interval band;
        int64_t start_s;
        struct desk d;

        bool approved = seeded_whole(&r, 0, 1);

        desk_open(&d);
        desk_file_chain(&d, "own", 1, 0.5 + seeded_between(&r, 0, 0.05),
                        117.5 + seeded_between(&r, 0, 0.05), NOON + seeded_whole(&r, -7200, 7200));
        for (int k = 0; k < 3; k++)
            desk_file_chain(&d, (const char *[]){ "a", "b", "c" }[k], 2,
                            0.5 + seeded_between(&r, 0, 0.1), 117.5 + seeded_between(&r, 0, 0.1),
                            NOON + seeded_whole(&r, -14400, 14400));
        if (approved)
            approve(&d, "own@slots");
        if (seeded_whole(&r, 0, 1))
            approve(&d, "a@slots");
        view = slots_of(&d, "own@slots", level, 0);
        if (pick(&view, &r, &band, &start_s)) {
            cr_assert(propose(&d, "own@slots", level, band, &out) == JK_OK, "%s", d.err.value);
            cr_assert(answer(&d, "own-out@slots", 1, start_s, &out) == JK_OK, "day %d: %s %s", day,
                      d.err.field, d.err.value);
            if (approved) /* what is in force goes on to count until the move is approved */
                approve(&d, "own@slots");
            v = desk_verdict(&d, "own@slots");
            cr_assert(worst(&v) < level, "day %d", day);
            cr_assert(notice_of(&d, "own@slots")->instances[0].start_s == start_s);
            cr_assert(notice_of(&d, "own-out@slots")->instances[0].start_s == start_s - 3600);
            moved++;
            in_force += approved;
        }
        desk_close(&d);
    }
    cr_assert(moved >= days / 2 && in_force > days / 8, "%d moved, %d approved", moved, in_force);
}

/* Two rallies a kilometre apart, at the same hours. */
static void open_pair(struct desk *d)
{
    desk_open(d);
    desk_file_chain(d, "own", 1, 0.5, 117.5, START);
    desk_file_chain(d, "other", 2, 0.505, 117.5, START);
    cr_assert(desk_conflicts(d) == 1);
}

static struct jk_interval first_band(struct desk *d, const char *uid)
{
    struct jk_slots_view view = slots_of(d, uid, JK_LEVEL_SIAGA, 1);

    cr_assert(view.open_count > 0);
    return view.open[0].band;
}

/* A day on which nothing else is: the same bands for both. */
static const struct jk_interval next_morning = { START + 86400 - 14400, START + 86400 };

Test(retime, the_same_times_may_be_offered_to_both_sides)
{
    struct jk_retime_outcome out;
    struct jk_verdict_view v;
    struct desk d;

    open_pair(&d);
    cr_assert(propose(&d, "own@slots", JK_LEVEL_WASPADA, next_morning, &out) == JK_OK);
    cr_assert(propose(&d, "other@slots", JK_LEVEL_WASPADA, next_morning, &out) == JK_OK);
    v = desk_verdict(&d, "other@slots");
    cr_assert(v.offer_count == 1 && v.offers[0].fate == JK_FATE_OPEN && v.offers[0].number == 1);
    cr_assert(v.offers[0].bands.at[0].from_s == next_morning.from_s);
    cr_assert(v.chain_revision == 1, "a proposal changes nothing of the chain");
    cr_assert(answer(&d, "own@slots", 1, next_morning.from_s, &out) == JK_OK);
    cr_assert(desk_conflicts(&d) == 0 && strstr(d.told.at, "polres-64.08:closed"));
    cr_assert(answer(&d, "other@slots", 1, next_morning.from_s, &out) == JK_CONFLICT);
    cr_assert(out.has_slots && out.slots.closed_count > 0, "the other side is there now");
    cr_assert(answer(&d, "other@slots", 1, next_morning.from_s + 1, &out) == JK_CONFLICT);
    desk_close(&d);
}

Test(retime, only_clear_times_may_be_proposed)
{
    struct jk_retime_outcome out;
    struct desk d;
    struct jk_interval clear, wide;

    open_pair(&d);
    cr_assert(propose(&d, "own@slots", JK_LEVEL_SIAGA, (struct jk_interval){ START, START },
                      &out) == JK_CONFLICT);
    cr_assert(out.has_slots && strcmp(d.err.field, "bands") == 0);
    clear = first_band(&d, "own@slots");
    wide = (struct jk_interval){ clear.from_s, clear.to_s + 1 };
    cr_assert(propose(&d, "own@slots", JK_LEVEL_SIAGA, wide, &out) == JK_CONFLICT);
    cr_assert(propose(&d, "own@slots", JK_LEVEL_SIAGA, clear, &out) == JK_OK);
    cr_assert(propose(&d, "own@slots", JK_LEVEL_SIAGA, (struct jk_interval){ 9, 8 }, &out) ==
              JK_INVALID);
    cr_assert(propose(&d, "own@slots", JK_LEVEL_SIAGA,
                      (struct jk_interval){ START, START + 9999999 }, &out) == JK_RANGE);
    desk_close(&d);
}

Test(retime, an_answer_is_given_once_and_only_to_what_still_holds)
{
    struct jk_retime_outcome out;
    struct jk_verdict_view v;
    struct desk d;

    open_pair(&d);
    cr_assert(propose(&d, "own@slots", JK_LEVEL_SIAGA, next_morning, &out) == JK_OK);
    cr_assert(answer(&d, "own@slots", 2, next_morning.from_s, &out) == JK_NONE);
    cr_assert(answer(&d, "own@slots", 1, next_morning.to_s + 1, &out) == JK_RANGE);
    cr_assert(answer(&d, "own@slots", 1, 0, &out) == JK_OK);
    v = desk_verdict(&d, "own@slots");
    cr_assert(v.offers[0].fate == JK_FATE_DECLINED && v.chain_revision == 1);
    cr_assert(answer(&d, "own@slots", 1, next_morning.from_s, &out) == JK_CONFLICT);
    cr_assert(out.outcome.count == 1 && !out.has_slots);
    cr_assert(propose(&d, "own@slots", JK_LEVEL_SIAGA, next_morning, &out) == JK_OK);
    cr_assert(desk_decide(&d, "own@slots", "hold", NULL, 0) == JK_OK);
    v = desk_verdict(&d, "own@slots");
    cr_assert(v.offer_count == 2 && v.offers[1].fate == JK_FATE_VOID, "another revision");
    cr_assert(answer(&d, "own@slots", 2, next_morning.from_s, &out) == JK_CONFLICT);
    cr_assert(propose(&d, "own@slots", JK_LEVEL_SIAGA, next_morning, &out) == JK_OK);
    cr_assert(answer(&d, "own@slots", 3, next_morning.from_s, &out) == JK_OK);
    v = desk_verdict(&d, "own@slots");
    cr_assert(v.offers[2].fate == JK_FATE_ACCEPTED && v.offers[2].start_s == next_morning.from_s);
    cr_assert(strcmp(v.state, "on_hold") == 0, "whoever held it lets it go");
    desk_close(&d);
}

Test(retime, an_approved_chain_that_moves_is_a_pending_revision)
{
    struct jk_retime_outcome out;
    struct jk_verdict_view v;
    const struct jk_entry *entry;
    struct desk d;

    desk_open(&d);
    desk_file_chain(&d, "own", 1, 0.5, 117.5, START);
    cr_assert(desk_decide(&d, "own@slots", "approve", NULL, 0) == JK_OK);
    cr_assert(propose(&d, "own@slots", JK_LEVEL_SIAGA, next_morning, &out) == JK_OK);
    cr_assert(answer(&d, "own@slots", 1, next_morning.from_s, &out) == JK_OK);
    v = desk_verdict(&d, "own@slots");
    cr_assert(v.pending && strcmp(v.state, "approved") == 0 && v.sequence == 1);
    entry = jk_registry_entry(jk_app_registry(d.app), "own@slots");
    cr_assert(entry->approved->notice->instances[0].start_s == START, "in force until approved");
    cr_assert(desk_decide(&d, "own@slots", "approve", NULL, 0) == JK_OK);
    cr_assert(!desk_verdict(&d, "own@slots").pending);
    desk_close(&d);
}

Test(retime, what_waits_for_its_submitter_or_is_over_is_not_moved)
{
    struct jk_retime_outcome out;
    struct jk_verdict_view v;
    struct desk d;

    open_pair(&d);
    cr_assert(propose(&d, "own@slots", JK_LEVEL_SIAGA, next_morning, &out) == JK_OK);
    cr_assert(desk_decide(&d, "own@slots", "return", NULL, 0) == JK_OK);
    v = desk_verdict(&d, "own@slots");
    cr_assert(v.offers[0].fate == JK_FATE_VOID);
    cr_assert(propose(&d, "own@slots", JK_LEVEL_SIAGA, next_morning, &out) == JK_STATE);
    cr_assert(answer(&d, "own@slots", 1, next_morning.from_s, &out) == JK_STATE);
    cr_assert(desk_withdraw(&d, "own@slots") == JK_OK);
    cr_assert(propose(&d, "other@slots", JK_LEVEL_SIAGA, next_morning, &out) == JK_OK);
    desk_close(&d);
}

Test(retime, after_a_restart_it_stands_as_it_was)
{
    struct jk_retime_outcome out;
    struct jk_verdict_view v;
    struct jk_replay replay;
    struct desk d;

    open_pair(&d);
    cr_assert(propose(&d, "own@slots", JK_LEVEL_SIAGA, next_morning, &out) == JK_OK);
    cr_assert(propose(&d, "own@slots", JK_LEVEL_WASPADA, next_morning, &out) == JK_OK);
    cr_assert(answer(&d, "own@slots", 1, 0, &out) == JK_OK);
    cr_assert(propose(&d, "other@slots", JK_LEVEL_SIAGA, next_morning, &out) == JK_OK);
    cr_assert(answer(&d, "other@slots", 1, next_morning.to_s, &out) == JK_OK);
    desk_reopen(&d, DESK_NOW + 120);
    v = desk_verdict(&d, "own@slots");
    cr_assert(v.offer_count == 2 && v.offers[0].fate == JK_FATE_DECLINED &&
              v.offers[1].fate == JK_FATE_OPEN && v.offers[1].level == JK_LEVEL_WASPADA);
    cr_assert(strcmp(v.offers[0].answer_reason, "tim tidak dapat") == 0);
    v = desk_verdict(&d, "other@slots");
    cr_assert(v.offers[0].fate == JK_FATE_ACCEPTED && v.sequence == 1);
    cr_assert(jk_app_audit(d.app).changed == 0);
    cr_assert(jk_store_replay(d.path, &replay, &d.err) == JK_OK, "%s", replay.first);
    desk_close(&d);
}

static enum jk_status move(struct desk *d, const char *uid, int64_t start_s, int64_t legs_by_s,
                           struct jk_retime_outcome *out)
{
    const struct jk_move rq = { .actor = jk_app_account(d->app, "bawaslu-64.08"),
                                .now_s = DESK_NOW + 60,
                                .uid = uid,
                                .chain_revision = desk_verdict(d, uid).chain_revision,
                                .start_s = start_s,
                                .legs_by_s = legs_by_s };

    return commit(d, jk_app_move(d->app, &d->arena, &rq, out, &d->err));
}

#define MAIN "move@slots"
#define LEG  "move-out@slots"

Test(retime, a_chain_moves_as_one_and_legs_follow_a_main_that_moved_alone)
{
    static struct desk d;
    struct jk_retime_outcome out;
    int64_t main_s, leg_s;

    desk_open(&d);
    desk_file_chain(&d, "move", 1, 0.5, 117.5, START);
    main_s = notice_of(&d, MAIN)->instances[0].start_s;
    leg_s = notice_of(&d, LEG)->instances[0].start_s;
    cr_assert(move(&d, MAIN, main_s - 86400, 0, &out) == JK_OK, "%s", d.err.field);
    cr_assert(notice_of(&d, MAIN)->instances[0].start_s == main_s - 86400);
    cr_assert(notice_of(&d, LEG)->instances[0].start_s == leg_s - 86400);
    cr_assert(move(&d, LEG, 0, 3600, &out) == JK_OK);
    cr_assert(notice_of(&d, MAIN)->instances[0].start_s == main_s - 86400, "the main stays");
    cr_assert(notice_of(&d, LEG)->instances[0].start_s == leg_s - 86400 + 3600);
    cr_assert(move(&d, MAIN, main_s - 86400, 0, &out) == JK_RANGE, "it is there already");
    cr_assert(move(&d, MAIN, 0, 0, &out) == JK_RANGE, "nothing is said");
    cr_assert(move(&d, MAIN, main_s + 400 * 86400LL, 0, &out) == JK_RANGE);
    desk_close(&d);
}

/* Of an approved chain it is a pending change: what binds stays in force. */
Test(retime, a_move_of_an_approved_chain_is_pending)
{
    static struct desk d;
    struct jk_retime_outcome out;
    int64_t main_s;

    desk_open(&d);
    desk_file_chain(&d, "move", 1, 0.5, 117.5, START);
    approve(&d, MAIN);
    main_s = notice_of(&d, MAIN)->instances[0].start_s;
    cr_assert(move(&d, MAIN, main_s - 86400, 0, &out) == JK_OK, "%s", d.err.field);
    cr_assert(desk_verdict(&d, MAIN).pending);
    cr_assert(
        jk_registry_entry(jk_app_registry(d.app), MAIN)->approved->notice->instances[0].start_s ==
        main_s);
    desk_close(&d);
}
