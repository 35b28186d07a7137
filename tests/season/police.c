/* The season's own account of SPEC 4: what each act makes of a chain. */
#include "tests/season/acts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/app/app.h"
#include "tests/season/outside.h"
#include "tests/season/pairs.h"

#define NAMES_MAX 64
#define REASON    "jarak dijaga dua regu"

static void adopt(struct season *s, struct plan_chain *chain)
{
    chain->state = JK_STATE_APPROVED;
    chain->approved = chain->public_once = true;
    chain->pending = false;
    chain->pending_state = JK_STATE_END;
    chain->in_force = chain->now;
    chain->approved_step = s->step;
}

static void drop_change(struct plan_chain *chain)
{
    chain->now = chain->in_force;
    chain->pending = false;
    chain->pending_state = JK_STATE_END;
}

static void follow_change(struct season *s, struct plan_chain *chain, enum jk_act_kind kind)
{
    if (kind == JK_ACT_APPROVE)
        adopt(s, chain);
    else if (kind == JK_ACT_REFUSE || kind == JK_ACT_WITHDRAW)
        drop_change(chain);
    else
        act_sync(s, chain);
}

static void follow(struct season *s, struct plan_chain *chain, enum jk_act_kind kind)
{
    static const enum jk_state to[] = { [JK_ACT_REVIEW] = JK_STATE_UNDER_REVIEW,
                                        [JK_ACT_HOLD] = JK_STATE_ON_HOLD,
                                        [JK_ACT_RETURN] = JK_STATE_RETURNED,
                                        [JK_ACT_REFUSE] = JK_STATE_REFUSED,
                                        [JK_ACT_DONE] = JK_STATE_DONE,
                                        [JK_ACT_NOT_HELD] = JK_STATE_NOT_HELD,
                                        [JK_ACT_RESCIND] = JK_STATE_UNDER_REVIEW,
                                        [JK_ACT_WITHDRAW] = JK_STATE_WITHDRAWN };

    if (kind == JK_ACT_APPROVE || kind == JK_ACT_SCHEDULE) {
        adopt(s, chain);
        return;
    }
    if (kind == JK_ACT_UNDO && chain->leaving) {
        chain->leaving = false;
        return;
    }
    if (kind == JK_ACT_UNDO) {
        chain->state = chain->state == JK_STATE_WITHDRAWN ? chain->former : JK_STATE_APPROVED;
        chain->approved = chain->state == JK_STATE_APPROVED;
        return;
    }
    if (kind == JK_ACT_CORRECT_STTP)
        return;
    chain->former = chain->state;
    chain->state = to[kind];
    chain->approved = chain->leaving = false;
}

static bool is_adopting(enum jk_act_kind kind)
{
    return kind == JK_ACT_APPROVE || kind == JK_ACT_SCHEDULE;
}

/* What an office does alone it schedules; all else the police approves. */
static enum jk_act_kind approval_of(const struct plan_chain *chain)
{
    return chain->paslon ? JK_ACT_APPROVE : JK_ACT_SCHEDULE;
}

enum jk_status act_decide(struct season *s, struct plan_chain *chain, const struct act *act)
{
    char uid[PLAN_NAME], sttp[40];
    bool own = act->by_filer || act->kind == JK_ACT_SCHEDULE || !chain->paslon;
    struct jk_decision decision = {
        .actor = own ? act_filer(s, chain)
                     : house_office(s, "polres", plan_contest_region(chain->contest)),
        .uid = uid,
        .on = act->on_change ? JK_ON_CHANGE : JK_ON_PLAN,
        .act = act->kind,
        .sttp = act->kind == JK_ACT_APPROVE || act->kind == JK_ACT_CORRECT_STTP ? sttp : "",
        .reason = act->reason ? act->reason : "",
        .basis = act->basis ? act->basis : "",
        .seen = act->seen,
        .seen_count = act->seen_count
    };
    enum jk_status rc;

    plan_uid(chain, PLAN_MAIN, uid);
    snprintf(sttp, sizeof sttp, "STTP/%05d/X/2024", chain->number);
    house_next(s);
    decision.now_s = s->now_s;
    decision.chain_revision = act_verdict(s, chain).chain_revision;
    rc = house_commit(s, jk_app_decide(s->app, &s->arena, &decision, 1, &s->outcome, &s->err));
    say(s, "%s %s by %s: %s\n", jk_act_word(act->kind), uid, decision.actor->name,
        jk_status_name(rc));
    if (rc == JK_OK || rc == JK_CONFLICT)
        say_verdicts(s, JK_ROLE_POLRES);
    if (rc != JK_OK)
        return rc;
    s->tally.decided[act->kind]++;
    if (is_adopting(act->kind))
        pairs_name(s, chain, act->seen, act->seen_count);
    if (is_adopting(act->kind) && act->seen_count && s->looks)
        outside_override(s, uid, decision.actor->name, decision.reason, act->seen, act->seen_count);
    if (act->on_change)
        follow_change(s, chain, act->kind);
    else
        follow(s, chain, act->kind);
    pairs_touch(s, chain);
    return rc;
}

/* The conflicts that the answer to an approval named, from waspada on. */
static size_t take_names(const struct season *s, struct named *names)
{
    size_t count = 0;

    for (size_t i = 0; s->outcome.count && i < s->outcome.verdicts[0].conflict_count; i++) {
        const struct jk_conflict_view *view = &s->outcome.verdicts[0].conflicts[i];

        if (view->levels.level < JK_LEVEL_WASPADA)
            continue;
        NEED(s, count < NAMES_MAX, "too many conflicts of one chain");
        snprintf(names[count].id, sizeof names[count].id, "%s", view->id);
        names[count].level = (int)view->levels.level;
        names[count++].revision = view->revision;
    }
    return count;
}

static enum jk_status approve_naming(struct season *s, struct plan_chain *chain,
                                     const struct named *names, size_t count, unsigned late)
{
    struct jk_seen seen[NAMES_MAX];

    for (size_t i = 0; i < count; i++)
        seen[i] = (struct jk_seen){ names[i].id, names[i].revision - late };
    return act_decide(s, chain,
                      &(struct act){ .kind = approval_of(chain),
                                     .on_change = chain->pending,
                                     .reason = REASON,
                                     .seen = seen,
                                     .seen_count = count });
}

/* The police knows now what stands against it. */
static void answer_conflicts(struct season *s, struct plan_chain *chain)
{
    struct named names[NAMES_MAX];
    size_t count = take_names(s, names);
    int draw = (int)seeded_whole(&s->r, 0, 9);

    NEED(s, count > 0, "k%05d is not approved, and nothing is named", chain->number);
    s->tally.stale++;
    if (draw == 0) {
        NEED(s, approve_naming(s, chain, names, count, 1) == JK_CONFLICT,
             "k%05d: an old revision counts", chain->number);
        if (count > 1)
            NEED(s, approve_naming(s, chain, names, count - 1, 0) == JK_CONFLICT,
                 "k%05d: one left out", chain->number);
    }
    if (draw >= 8 && chain->paslon) {
        act_decide(s, chain,
                   &(struct act){
                       .kind = JK_ACT_REFUSE, .on_change = chain->pending, .basis = "Pasal 9" });
        return;
    }
    if (draw >= 5 && chain->paslon && act_offer(s, chain)) {
        chain->due_day = s->day + 1 < chain->day ? s->day + 1 : s->day;
        return;
    }
    NEED(s, approve_naming(s, chain, names, count, 0) == JK_OK, "k%05d with all named: %s %s",
         chain->number, s->err.field, s->err.value);
    s->tally.overrides++;
    s->tally.named += count;
}

static void approve(struct season *s, struct plan_chain *chain)
{
    int must = s->looks ? pairs_must_name(s, chain) : 1;
    enum jk_status rc =
        act_decide(s, chain,
                   &(struct act){ .kind = approval_of(chain), .on_change = chain->pending });

    NEED(s, rc == JK_OK || rc == JK_CONFLICT, "approval of k%05d: %s %s %s", chain->number,
         jk_status_name(rc), s->err.field, s->err.value);
    NEED(s, rc != JK_OK || must < 2, "k%05d is approved with a conflict nobody named",
         chain->number);
    NEED(s, rc == JK_OK || must > 0, "k%05d is not approved, and nothing stands against it",
         chain->number);
    if (rc == JK_CONFLICT)
        answer_conflicts(s, chain);
}

void act_police(struct season *s, struct plan_chain *chain)
{
    int draw = (int)seeded_whole(&s->r, 0, 99);
    bool change = chain->pending, waits = s->day < chain->day;
    enum jk_state state = change ? chain->pending_state : chain->state;

    if (!chain->paslon) {
        approve(s, chain);
        return;
    }
    if (act_is_struck(s, chain))
        return;
    chain->due_day = waits ? s->day + 1 : s->day;
    if (draw < 4)
        act_decide(s, chain,
                   &(struct act){ .kind = JK_ACT_REFUSE, .on_change = change, .basis = "Pasal 9" });
    else if (draw < 24 && waits && state == JK_STATE_SUBMITTED)
        act_decide(s, chain, &(struct act){ .kind = JK_ACT_REVIEW, .on_change = change });
    else if (draw < 28 && waits && state == JK_STATE_SUBMITTED)
        act_decide(s, chain,
                   &(struct act){
                       .kind = JK_ACT_HOLD, .on_change = change, .reason = "menunggu KPU" });
    else if (draw < 32 && waits && state == JK_STATE_SUBMITTED && !change)
        act_decide(s, chain, &(struct act){ .kind = JK_ACT_RETURN, .reason = "nomor surat" });
    else if (draw < 34 && change)
        act_decide(s, chain,
                   &(struct act){ .kind = JK_ACT_WITHDRAW,
                                  .on_change = true,
                                  .by_filer = true,
                                  .reason = "batal berubah" });
    else
        approve(s, chain);
}

#define BATCH_MAX 32

static enum jk_status decide_all(struct season *s, struct plan_chain **chains, int count,
                                 enum jk_act_kind kind)
{
    struct jk_decision decisions[BATCH_MAX];
    char uids[BATCH_MAX][PLAN_NAME], sttp[BATCH_MAX][40];
    enum jk_status rc;

    house_next(s);
    for (int i = 0; i < count; i++) {
        plan_uid(chains[i], PLAN_MAIN, uids[i]);
        snprintf(sttp[i], sizeof sttp[i], "STTP/%05d/X/2024", chains[i]->number);
        decisions[i] =
            (struct jk_decision){ .actor = house_office(s, "polres", "64"),
                                  .now_s = s->now_s,
                                  .uid = uids[i],
                                  .on = JK_ON_PLAN,
                                  .act = kind,
                                  .sttp = kind == JK_ACT_APPROVE ? sttp[i] : "",
                                  .reason = "",
                                  .basis = "",
                                  .chain_revision = act_verdict(s, chains[i]).chain_revision };
    }
    rc = house_commit(s, jk_app_decide(s->app, &s->arena, decisions, (size_t)count, &s->outcome,
                                       &s->err));
    say(s, "%s of %d from %s on: %s\n", jk_act_word(kind), count, uids[0], jk_status_name(rc));
    if (rc == JK_OK)
        say_verdicts(s, JK_ROLE_POLRES);
    for (int i = 0; i < count && rc == JK_OK; i++) {
        if (kind == JK_ACT_APPROVE)
            pairs_name(s, chains[i], NULL, 0);
        follow(s, chains[i], kind);
        s->tally.decided[kind]++;
    }
    for (int i = 0; i < count; i++)
        pairs_touch(s, chains[i]);
    s->tally.batches += rc == JK_OK;
    return rc;
}

void act_batch(struct season *s, struct plan_chain **chains, int count)
{
    int must = s->looks ? 0 : 1;
    enum jk_status rc;

    for (int i = 0; i < count && s->looks; i++)
        must = pairs_must_name(s, chains[i]) > must ? pairs_must_name(s, chains[i]) : must;
    rc = decide_all(s, chains, count, JK_ACT_APPROVE);
    NEED(s, rc == JK_OK || rc == JK_CONFLICT, "approval of %d: %s %s", count, jk_status_name(rc),
         s->err.value);
    NEED(s, rc != JK_OK || must < 2, "%d are approved at once with a conflict nobody named", count);
    NEED(s, rc == JK_OK || must > 0, "%d are not approved at once, and nothing stands against them",
         count);
}

void act_done(struct season *s, struct plan_chain **chains, int count)
{
    for (int i = 0; i < count; i += BATCH_MAX) {
        int part = count - i < BATCH_MAX ? count - i : BATCH_MAX;
        enum jk_status rc = decide_all(s, chains + i, part, JK_ACT_DONE);

        NEED(s, rc == JK_OK, "%d done from k%05d on: %s %s", part, chains[i]->number,
             jk_status_name(rc), s->err.value);
    }
}
