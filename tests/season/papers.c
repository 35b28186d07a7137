/* What teams and their supervisors hand in: filings, drafts, changes, withdrawals. A refusal that
 * the season does not expect is wrong. */
#include "tests/season/acts.h"

#include <string.h>
#include "jarak/app/app.h"
#include "jarak/app/notices/verdict.h"
#include "jarak/app/notices/withdraw.h"
#include "jarak/app/contests/struck.h"
#include "jarak/app/teams/team.h"
#include "tests/season/pairs.h"

struct jk_verdict_view act_verdict(struct season *s, const struct plan_chain *chain)
{
    struct jk_verdict_view view;
    char uid[PLAN_NAME];

    plan_uid(chain, PLAN_MAIN, uid);
    NEED(s, jk_app_verdict(s->app, &s->arena, uid, s->now_s, &view) == JK_OK, "no verdict on %s",
         uid);
    return view;
}

void act_sync(struct season *s, struct plan_chain *chain)
{
    struct jk_verdict_view view = act_verdict(s, chain);

    chain->state = jk_state_of(view.state);
    chain->pending = view.pending;
    chain->pending_state = view.pending ? jk_state_of(view.pending_state) : JK_STATE_END;
}

const struct jk_account *act_filer(const struct season *s, const struct plan_chain *chain)
{
    return chain->paslon ? house_office(s, "bawaslu", plan_contest_region(chain->contest))
                         : house_office(s, "kpu", plan_regency(chain->office));
}

/* Which of its paslon have been struck out, as bits. */
static unsigned struck_of(const struct season *s, const struct plan_chain *chain)
{
    unsigned found = 0;

    for (unsigned paslon = 1; paslon <= 2; paslon++) {
        const struct jk_struck *struck = jk_app_struck(s->app, plan_contest_id(chain->contest),
                                                       s->swapped ? 3 - paslon : paslon);

        if (chain->paslon & paslon && struck && struck->struck)
            found |= paslon;
    }
    return found;
}

bool act_is_struck(const struct season *s, const struct plan_chain *chain)
{
    return struck_of(s, chain) != 0;
}

static enum jk_status submit(struct season *s, struct plan_chain *chain,
                             const struct plan_version *version)
{
    struct jk_buf text = { 0 };
    struct jk_submission filing = { .actor = act_filer(s, chain), .store = true };
    enum jk_status rc;
    char uid[PLAN_NAME];

    house_next(s);
    filing.now_s = s->now_s;
    plan_write(chain, version, s->swapped, &text);
    filing.bytes = jk_buf_view(&text);
    rc = house_commit(s, jk_app_submit(s->app, &s->arena, &filing, &s->outcome, &s->err));
    jk_buf_clear(&text);
    plan_uid(chain, PLAN_MAIN, uid);
    say(s, "file %s: %s\n", uid, jk_status_name(rc));
    if (rc == JK_OK)
        say_verdicts(s, JK_ROLE_POLRES);
    if (rc == JK_OK && s->outcome.verdicts[0].conflict_count)
        s->recent[s->recent_count++ % 64] = chain->number;
    return rc;
}

static void note_filed(struct season *s, struct plan_chain *chain)
{
    chain->filed = true;
    chain->state = JK_STATE_SUBMITTED;
    chain->due_day = s->day + (int)seeded_whole(&s->r, 0, 2);
    if (chain->due_day >= chain->day)
        chain->due_day = s->day;
    s->tally.filed++;
    s->tally.activities += (unsigned long)chain->now.leg[0].dates;
    s->tally.legs += (unsigned long)chain->now.count - 1;
    pairs_touch(s, chain);
}

void act_file(struct season *s, struct plan_chain *chain)
{
    enum jk_status rc = submit(s, chain, &chain->now);

    if (act_is_struck(s, chain)) {
        NEED(s, rc == JK_STATE, "k%05d of a paslon that is struck out: %s", chain->number,
             jk_status_name(rc));
        s->tally.refused++;
        return;
    }
    NEED(s, rc == JK_OK, "k%05d: %s %s %s", chain->number, jk_status_name(rc), s->err.field,
         s->err.value);
    note_filed(s, chain);
}

/* What the team was answered. */
static void check_answer(struct season *s, const struct plan_chain *chain)
{
    for (size_t i = 0; i < s->outcome.count; i++) {
        json_t *json =
            jk_verdict_json(&s->outcome.verdicts[i], jk_role_sees(JK_ROLE_TIM), JK_LANG_ID);
        char *text = json_dumps(json, JSON_COMPACT);

        act_check_public(s, "a team", chain->contest, chain->paslon, text);
        free(text);
        json_decref(json);
    }
}

static enum jk_status put_draft(struct season *s, struct plan_chain *chain, const char *id,
                                struct jk_draft_taken *taken)
{
    struct jk_submission how = { .actor = house_team(s, chain->contest, chain->paslon),
                                 .now_s = s->now_s };
    struct jk_buf text = { 0 };
    enum jk_status rc;

    plan_write(chain, &chain->now, s->swapped, &text);
    how.bytes = jk_buf_view(&text);
    house_next(s);
    rc = jk_app_draft_put(s->app, &s->arena, &how, id, taken, &s->err);
    s->outcome = taken->outcome;
    say(s, "draft k%05d: %s\n", chain->number, jk_status_name(rc));
    if (rc == JK_OK) {
        say_verdicts(s, JK_ROLE_TIM);
        check_answer(s, chain);
    }
    house_commit(s, rc);
    jk_buf_clear(&text);
    return rc;
}

void act_draft(struct season *s, struct plan_chain *chain)
{
    struct jk_draft_act act = { .note = "" };
    struct jk_draft_taken taken;
    char id[JK_DRAFT_HEX + 1];

    if (act_is_struck(s, chain) || put_draft(s, chain, NULL, &taken) != JK_OK) {
        act_file(s, chain); /* on paper then: the team has too many */
        return;
    }
    s->tally.drafts++;
    memcpy(id, taken.draft->id, sizeof id);
    act.id = id;
    act.actor = act_filer(s, chain);
    if (seeded_whole(&s->r, 0, 5) == 0) {
        house_next(s);
        act.now_s = s->now_s;
        act.note = "Nomor surat?";
        NEED(s, house_commit(s, jk_app_draft_return(s->app, &act, &s->err)) == JK_OK,
             "draft k%05d is not given back", chain->number);
        NEED(s, put_draft(s, chain, id, &taken) == JK_OK, "draft k%05d a second time: %s",
             chain->number, s->err.value);
        s->tally.drafts_returned++;
    }
    house_next(s);
    act.now_s = s->now_s;
    act.note = "";
    NEED(s,
         house_commit(s, jk_app_draft_confirm(s->app, &s->arena, &act, &s->outcome, &s->err)) ==
             JK_OK,
         "draft k%05d is not filed: %s %s", chain->number, s->err.field, s->err.value);
    say_verdicts(s, JK_ROLE_POLRES);
    note_filed(s, chain);
}

void act_change(struct season *s, struct plan_chain *chain)
{
    struct plan_version before = chain->now;
    enum jk_status rc;

    if (act_is_struck(s, chain))
        return;
    plan_change(&s->plan, &s->r, chain, &chain->now);
    chain->sequence++;
    rc = submit(s, chain, &chain->now);
    NEED(s, rc == JK_OK, "change of k%05d: %s %s %s", chain->number, jk_status_name(rc),
         s->err.field, s->err.value);
    if (chain->state == JK_STATE_APPROVED && !chain->pending)
        chain->in_force = before;
    act_sync(s, chain);
    NEED(s, chain->approved == (chain->state == JK_STATE_APPROVED), "k%05d is %s", chain->number,
         jk_state_word(chain->state));
    s->tally.changes++;
    pairs_touch(s, chain);
}

static enum jk_status withdraw(struct season *s, struct plan_chain *chain)
{
    char uid[PLAN_NAME];
    struct jk_withdrawal rq = { .actor = act_filer(s, chain), .uid = uid };
    enum jk_status rc;

    plan_uid(chain, PLAN_MAIN, uid);
    house_next(s);
    rq.now_s = s->now_s;
    rc = house_commit(s, jk_app_withdraw(s->app, &s->arena, &rq, &s->outcome, &s->err));
    say(s, "withdraw %s: %s\n", uid, jk_status_name(rc));
    say_verdicts(s, JK_ROLE_POLRES);
    NEED(s, rc == JK_OK, "withdrawal of %s: %s %s", uid, jk_status_name(rc), s->err.value);
    s->tally.withdrawals++;
    return rc;
}

/* What is approved is only asked for, and an officer says yes or lets it stand. */
static void answer_withdrawal(struct season *s, struct plan_chain *chain)
{
    bool goes = seeded_whole(&s->r, 0, 3) > 0;

    chain->leaving = true;
    pairs_touch(s, chain);
    NEED(s, act_verdict(s, chain).withdrawal_requested, "k%05d: nobody was asked", chain->number);
    NEED(s,
         act_decide(s, chain,
                    &(struct act){ .kind = goes ? JK_ACT_WITHDRAW : JK_ACT_UNDO,
                                   .reason = "diminta tim" }) == JK_OK,
         "k%05d, asked to be withdrawn: %s", chain->number, s->err.value);
}

void act_withdraw(struct season *s, struct plan_chain *chain)
{
    withdraw(s, chain);
    if (chain->state == JK_STATE_APPROVED) {
        answer_withdrawal(s, chain);
        return;
    }
    chain->former = chain->state;
    chain->state = JK_STATE_WITHDRAWN;
    pairs_touch(s, chain);
    if (seeded_whole(&s->r, 0, 3) > 0)
        return;
    NEED(s,
         act_decide(s, chain,
                    &(struct act){ .kind = JK_ACT_UNDO, .by_filer = true, .reason = "keliru" }) ==
             JK_OK,
         "k%05d, withdrawn by mistake: %s", chain->number, s->err.value);
}
