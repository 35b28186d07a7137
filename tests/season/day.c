/* A day runs from seven in the morning until four the next, in three ticks, so that what was on is
 * over when it ends. */
#include "tests/season/day.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "daemon/store/replayer.h"
#include "jarak/app/maintain/maintain.h"
#include "tests/season/acts.h"
#include "tests/season/outside.h"
#include "tests/season/pairs.h"

#define HOUR 3600
#define RESTART_TURN \
    4 /* the season as it is starts anew each fourth night, the exchanged one each other */

static void come_to(struct season *s, int day, int hour)
{
    int64_t at_s = PLAN_FIRST_S + (int64_t)PLAN_DAY_S * day + (int64_t)HOUR * hour;

    if (s->now_s < at_s)
        s->now_s = at_s;
}

static bool is_on(const struct season *s, int sixtieth)
{
    return s->day == s->plan.size.days * sixtieth / 60;
}

/* What happens once in a season. */
static void special(struct season *s)
{
    if (is_on(s, 2))
        act_subscribe(s);
    if (is_on(s, 18))
        act_keep_out(s, "polres-64.01.01", true);
    if (is_on(s, 24))
        act_keep_out(s, "polres-64.01.01", false);
    if (is_on(s, 28))
        act_late_account(s);
    if (is_on(s, 34)) {
        house_repack(s, 2);
        pairs_touch_all(s);
    }
    if (is_on(s, 40))
        act_strike(s, false);
    if (is_on(s, 46))
        act_strike(s, true);
}

static void file_all(struct season *s)
{
    for (int i = 0; i < s->plan.count; i++) {
        struct plan_chain *chain = &s->plan.chains[i];

        if (chain->file_day != s->day)
            continue;
        if (chain->by_team)
            act_draft(s, chain);
        else
            act_file(s, chain);
    }
}

static bool waits(const struct season *s, const struct plan_chain *chain)
{
    bool change = chain->state == JK_STATE_APPROVED && chain->pending &&
                  chain->pending_state != JK_STATE_RETURNED;

    return chain->filed && chain->day >= s->day && chain->due_day <= s->day && !chain->leaving &&
           (change || chain->state == JK_STATE_SUBMITTED || chain->state == JK_STATE_UNDER_REVIEW ||
            chain->state == JK_STATE_ON_HOLD);
}

/* Some are approved at once, the others looked at one by one. */
static void police_works(struct season *s)
{
    struct plan_chain *batch[6];
    int count = 0;

    for (int i = 0; i < s->plan.count && count < 6; i++) {
        struct plan_chain *chain = &s->plan.chains[i];

        if (waits(s, chain) && chain->paslon && !chain->pending && !act_is_struck(s, chain) &&
            seeded_whole(&s->r, 0, 4) == 0)
            batch[count++] = chain;
    }
    if (count > 1)
        act_batch(s, batch, count);
    for (int i = 0; i < s->plan.count; i++) {
        if (waits(s, &s->plan.chains[i]))
            act_police(s, &s->plan.chains[i]);
    }
}

/* Something else comes of a chain that is still to come. */
static void turn(struct season *s, struct plan_chain *chain)
{
    int draw = (int)seeded_whole(&s->r, 0, 999);
    bool approved = chain->state == JK_STATE_APPROVED;

    if (chain->state == JK_STATE_RETURNED) {
        act_change(s, chain);
        return;
    }
    if (!chain->paslon || !jk_state_stands(chain->state) || act_is_struck(s, chain))
        return;
    if (draw < 14)
        act_change(s, chain);
    else if (draw < 22)
        act_move(s, chain);
    else if (draw < 32 && !chain->pending)
        act_withdraw(s, chain);
    else if (draw < 35 && approved && !chain->pending)
        NEED(s,
             act_decide(s, chain,
                        &(struct act){ .kind = JK_ACT_RESCIND, .reason = "salah nomor" }) == JK_OK,
             "k%05d: %s", chain->number, s->err.value);
    else if (draw < 37 && approved && !chain->pending)
        NEED(s,
             act_decide(s, chain,
                        &(struct act){ .kind = JK_ACT_CORRECT_STTP, .reason = "salah ketik" }) ==
                 JK_OK,
             "k%05d: %s", chain->number, s->err.value);
    else if (draw < 39)
        act_team_looks(s, chain);
}

static void teams_turn(struct season *s)
{
    for (int i = 0; i < s->plan.count; i++) {
        struct plan_chain *chain = &s->plan.chains[i];

        if (chain->filed && chain->day > s->day)
            turn(s, chain);
    }
}

/* On the ground; and those who read their inbox. */
static void afternoon(struct season *s)
{
    for (int i = 0; i < s->plan.count; i++) {
        struct plan_chain *chain = &s->plan.chains[i];

        if (chain->filed && chain->day == s->day && chain->state == JK_STATE_APPROVED &&
            chain->paslon && !act_is_struck(s, chain) && seeded_whole(&s->r, 0, 14) == 0)
            act_report(s, chain);
    }
    for (int i = 0; i < 64 && i < s->recent_count; i++) {
        struct plan_chain *chain = &s->plan.chains[s->recent[i]];
        int draw = (int)seeded_whole(&s->r, 0, 9);

        if (chain->day < s->day || !jk_state_stands(chain->state))
            continue;
        if (draw < 4)
            act_acknowledge(s, chain);
        else if (draw < 6)
            act_opinion(s, chain);
    }
}

static int last_day(const struct plan_chain *chain)
{
    return plan_day_of(chain->now.leg[0].from_s) + chain->now.leg[0].dates - 1;
}

/* What took place is said to have, but for some that did not, and one by mistake. */
static void say_what_took_place(struct season *s)
{
    struct plan_chain **done = calloc((size_t)s->plan.count, sizeof(struct plan_chain *));
    int count = 0;

    for (int i = 0; i < s->plan.count; i++) {
        struct plan_chain *chain = &s->plan.chains[i];
        int draw;

        if (!chain->filed || chain->state != JK_STATE_APPROVED || chain->pending ||
            !chain->paslon || last_day(chain) != s->day)
            continue;
        draw = (int)seeded_whole(&s->r, 0, 39);
        if (draw == 0)
            NEED(s, act_decide(s, chain, &(struct act){ .kind = JK_ACT_NOT_HELD }) == JK_OK,
                 "k%05d: %s", chain->number, s->err.value);
        else if (draw > 1)
            done[count++] = chain;
    }
    act_done(s, done, count);
    if (count)
        NEED(s,
             act_decide(s, done[0], &(struct act){ .kind = JK_ACT_UNDO, .reason = "keliru" }) ==
                 JK_OK,
             "k%05d: %s", done[0]->number, s->err.value);
    free(done);
}

/* Read on in the journal as jarakctl replay does, and compare all tables. */
static void replay_on(struct season *s)
{
    struct jk_replay replay;
    struct jk_error err;

    NEED(s, store_replayer_run(s->replayer, s->path, &replay, &err) == JK_OK,
         "replay: %s (%llu differences)", replay.first, (unsigned long long)replay.differences);
    s->tally.replayed += (unsigned long)replay.entries;
}

/* From the first entry to the last once more: with the hash each evening ended with this shows that
 * no entry was changed between two evenings. */
static void replay_whole(struct season *s)
{
    struct jk_replay replay;
    struct jk_error err;

    NEED(s, jk_replay_offline(s->path, &replay, &err) == JK_OK,
         "replay of all: %s (%llu differences)", replay.first,
         (unsigned long long)replay.differences);
    s->tally.rows = (unsigned long)replay.rows;
}

static void write_down(struct season *s, const struct day_way *way)
{
    char path[256];
    FILE *f;

    snprintf(path, sizeof path, "%s/%d-%d", way->notes, s->swapped, s->day);
    f = fopen(path, "w");
    NEED(s, f && fwrite(s->said.at, 1, s->said.len, f) == s->said.len && fclose(f) == 0, "%s",
         path);
    NEED(s, write(way->ready, "d", 1) == 1, "nobody listens");
    jk_buf_reset(&s->said);
}

/* One of the two starts anew tonight; each third night the long way. */
static bool starts_anew(const struct season *s)
{
    return (s->day % RESTART_TURN == RESTART_TURN - 1) != s->swapped;
}

static bool by_snapshot(const struct season *s)
{
    return s->day % 3 != 0;
}

static void play_hours(struct season *s)
{
    come_to(s, s->day, 7);
    special(s);
    file_all(s);
    police_works(s);
    teams_turn(s);
    come_to(s, s->day, 13);
    act_tick(s);
    if (starts_anew(s) && by_snapshot(s))
        house_snapshot(s); /* what is done until tonight lies behind it */
    afternoon(s);
    act_matters(s);
    act_personnel(s);
    act_deliver(s);
    come_to(s, s->day, 19);
    act_tick(s);
    come_to(s, s->day + 1, 4);
    act_tick(s);
    say_what_took_place(s);
    act_public(s);
    act_deliver(s);
}

/* What must hold at the end of each day. */
static void end_day(struct season *s)
{
    double began = house_clock(), read, replayed;

    if (s->looks) {
        outside_follow(s);
        outside_conflicts(s);
        outside_decisions(s);
        pairs_check(s);
    }
    read = house_clock();
    if (s->looks)
        replay_on(s);
    replayed = house_clock();
    if (starts_anew(s))
        house_restart(s, by_snapshot(s));
    s->tally.outside_s += read - began;
    s->tally.replay_s += replayed - read;
    s->tally.restart_s += house_clock() - replayed;
}

void day_play(const struct day_way *way, struct tally *tally)
{
    struct season *s = calloc(1, sizeof *s);

    s->swapped = way->swapped;
    s->looks = !way->swapped;
    s->r.state = way->size.seed * 6364136223846793005U + 1442695040888963407U;
    plan_make(&s->plan, &way->size);
    s->of = calloc((size_t)s->plan.count, sizeof *s->of);
    house_open(s);
    outside_open(s);
    NEED(s, store_replayer_new(&s->replayer, &s->err) == JK_OK, "no replayer");
    for (s->day = 0; s->day < way->size.days; s->day++) {
        double began = house_clock();

        play_hours(s);
        s->tally.play_s += house_clock() - began;
        end_day(s);
        write_down(s, way);
    }
    replay_whole(s);
    store_replayer_free(s->replayer);
    *tally = s->tally;
    outside_close(s);
    act_matters_clear();
    house_close(s);
    pairs_clear(s);
    plan_clear(&s->plan);
    free(s);
}
