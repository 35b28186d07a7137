/* Other times, what happens on the ground, and what the offices say of it. Moves stay within
 * daylight, so that all of a chain lies within one day; the look rests on that. */
#include "tests/season/acts.h"

#include <string.h>
#include "jarak/app/app.h"
#include "jarak/app/conflicts/escalation.h"
#include "jarak/app/conflicts/opinions.h"
#include "jarak/app/decisions/retime.h"
#include "jarak/app/notices/field_reports.h"
#include "jarak/app/notices/verdict.h"
#include "jarak/app/registry/registry.h"
#include "jarak/app/teams/team.h"
#include "tests/season/pairs.h"

/* Starts that the season tries: in daylight, so that all of a chain stays within its day. */
static int64_t daylight(const struct plan_chain *chain, int64_t start_s)
{
    int64_t day_s = PLAN_FIRST_S + (int64_t)PLAN_DAY_S * plan_day_of(chain->now.leg[0].from_s);
    int64_t first_s = day_s + 10 * 3600, last_s = day_s + 16 * 3600;

    return start_s < first_s ? first_s : start_s > last_s ? last_s : start_s;
}

/* A chain has moved, as a whole: of what is approved a change waits. */
static void note_move(struct season *s, struct plan_chain *chain, int64_t by_s)
{
    if (chain->state == JK_STATE_APPROVED && !chain->pending)
        chain->in_force = chain->now;
    plan_shift(&chain->now, by_s);
    chain->sequence++;
    act_sync(s, chain);
    pairs_touch(s, chain);
}

void act_move(struct season *s, struct plan_chain *chain)
{
    char uid[PLAN_NAME];
    struct jk_move move = { .actor = act_filer(s, chain), .uid = uid };
    struct jk_retime_outcome out = { .has_slots = false };
    int64_t from_s = chain->now.leg[0].from_s;
    enum jk_status rc;

    plan_uid(chain, PLAN_MAIN, uid);
    move.start_s = daylight(chain, from_s + 900 * seeded_whole(&s->r, -8, 8));
    if (move.start_s == from_s || act_is_struck(s, chain) || chain->now.leg[0].dates > 1)
        return;
    house_next(s);
    move.now_s = s->now_s;
    move.chain_revision = act_verdict(s, chain).chain_revision;
    rc = house_commit(s, jk_app_move(s->app, &s->arena, &move, &out, &s->err));
    s->outcome = out.outcome;
    say(s, "move %s by %lld: %s\n", uid, (long long)(move.start_s - from_s), jk_status_name(rc));
    say_verdicts(s, JK_ROLE_POLRES);
    NEED(s, rc == JK_OK, "move of %s: %s %s %s", uid, jk_status_name(rc), s->err.field,
         s->err.value);
    s->tally.moves++;
    note_move(s, chain, move.start_s - from_s);
}

/* A clear start near the present one. @return 0: none by daylight */
static int64_t find_start(struct season *s, struct plan_chain *chain, struct jk_interval *band)
{
    char uid[PLAN_NAME];
    struct jk_slots_request rq = { .uid = uid, .level = JK_LEVEL_NONE, .now_s = s->now_s };
    struct jk_slots_view view;
    enum jk_status rc;

    plan_uid(chain, PLAN_MAIN, uid);
    NEED(s, jk_app_day_of(s->app, uid, &rq.from_day), "%s has no day", uid);
    rq.to_day = rq.from_day;
    rc = jk_app_slots(s->app, &s->arena, &rq, &view, &s->err);
    NEED(s, rc == JK_OK, "clear times of %s: %s %s", uid, jk_status_name(rc), s->err.value);
    say(s, "%s has %zu clear times\n", uid, view.open_count);
    for (size_t i = 0; i < view.open_count; i++) {
        struct jk_interval open = view.open[i].band;
        int64_t at_s = daylight(chain, open.from_s);

        if (at_s < open.from_s || at_s > open.to_s || at_s == chain->now.leg[0].from_s)
            continue;
        *band = (struct jk_interval){ at_s, open.to_s < at_s + 1800 ? open.to_s : at_s + 1800 };
        return at_s;
    }
    return 0;
}

bool act_offer(struct season *s, struct plan_chain *chain)
{
    char uid[PLAN_NAME];
    struct jk_interval band;
    struct jk_retime offer = { .actor =
                                   house_office(s, "polres", plan_contest_region(chain->contest)),
                               .uid = uid,
                               .level = JK_LEVEL_NONE,
                               .bands = { &band, 1 },
                               .reason = "terlalu dekat" };
    struct jk_retime_answer answer = { .actor = house_office(s, "bawaslu",
                                                             plan_contest_region(chain->contest)),
                                       .uid = uid,
                                       .reason = "" };
    struct jk_retime_outcome out = { .has_slots = false };
    int64_t from_s = chain->now.leg[0].from_s, start_s;
    bool accept = seeded_whole(&s->r, 0, 2) > 0;
    enum jk_status rc;

    plan_uid(chain, PLAN_MAIN, uid);
    if (chain->now.leg[0].dates > 1 || (start_s = find_start(s, chain, &band)) == 0)
        return false;
    house_next(s);
    offer.now_s = answer.now_s = s->now_s;
    offer.chain_revision = answer.chain_revision = act_verdict(s, chain).chain_revision;
    rc = house_commit(s, jk_app_retime(s->app, &s->arena, &offer, &out, &s->err));
    NEED(s, rc == JK_OK, "%s at a clear time: %s %s %s", uid, jk_status_name(rc), s->err.field,
         s->err.value);
    answer.number =
        (uint32_t)out.outcome.verdicts[0].offers[out.outcome.verdicts[0].offer_count - 1].number;
    jk_outcome_clear(&out.outcome);
    s->tally.offers++;
    answer.start_s = accept ? start_s : 0;
    answer.reason = accept ? "" : "panggung sudah dipesan";
    house_next(s);
    rc = house_commit(s, jk_app_answer_retime(s->app, &s->arena, &answer, &out, &s->err));
    s->outcome = out.outcome;
    say(s, "%s of %s to %lld: %s\n", accept ? "accept" : "decline", uid, (long long)start_s,
        jk_status_name(rc));
    say_verdicts(s, JK_ROLE_POLRES);
    NEED(s, rc == JK_OK, "answer to %s: %s %s %s", uid, jk_status_name(rc), s->err.field,
         s->err.value);
    if (!accept) {
        s->tally.declined++;
        return false;
    }
    s->tally.accepted++;
    note_move(s, chain, start_s - from_s);
    /* Of what is approved the former hours stand beside the new ones until that is approved too. */
    NEED(s, !s->looks || chain->pending || pairs_must_name(s, chain) < 2,
         "%s was moved to a clear time and is not clear", uid);
    return true;
}

static enum jk_report_kind draw_report(struct season *s, const struct plan_leg_said *leg,
                                       struct plan_seen *seen, struct jk_report_said *said,
                                       struct jk_point *place)
{
    int draw = (int)seeded_whole(&s->r, 0, 9);

    said->minutes = seen->minutes = 5 * (int)seeded_whole(&s->r, 2, 12);
    if (draw < 4)
        seen->kind = PLAN_SEEN_LATE;
    else if (draw < 6)
        seen->kind = PLAN_SEEN_LONGER;
    else if (draw < 9)
        seen->kind = PLAN_SEEN_ELSEWHERE;
    else
        seen->kind = PLAN_SEEN_NOTHING;
    if (seen->kind == PLAN_SEEN_ELSEWHERE) {
        /* As the report tells it: to a millionth of a degree. */
        seen->at.lat =
            (double)(int64_t)((leg->at[0].lat + seeded_between(&s->r, -0.01, 0.01)) * 1e6) / 1e6;
        seen->at.lon =
            (double)(int64_t)((leg->at[0].lon + seeded_between(&s->r, -0.01, 0.01)) * 1e6) / 1e6;
        *place = (struct jk_point){ seen->at.lat, seen->at.lon };
        said->points = place;
        said->point_count = 1;
    }
    if (seen->kind == PLAN_SEEN_NOTHING)
        said->minutes = 0;
    return seen->kind == PLAN_SEEN_LATE        ? JK_REPORT_LATE
           : seen->kind == PLAN_SEEN_LONGER    ? JK_REPORT_LONGER
           : seen->kind == PLAN_SEEN_ELSEWHERE ? JK_REPORT_OFF_ROUTE
                                               : JK_REPORT_OVER;
}

void act_report(struct season *s, struct plan_chain *chain)
{
    char uid[PLAN_NAME], id[JK_REPORT_HEX + 1];
    const char *region = plan_contest_region(chain->contest);
    int leg = (int)seeded_whole(&s->r, 0, chain->in_force.count - 1);
    struct plan_seen seen = { .date = s->day - plan_day_of(chain->in_force.leg[leg].from_s) };
    struct jk_report_said said = { .uid = uid, .note = "" };
    struct jk_point place;
    struct jk_reporter who = { house_office(s, "bawaslu", region), s->now_s };
    const struct jk_report *report;
    struct jk_confirmation confirmed;

    plan_uid(chain, chain->in_force.leg[leg].leg, uid);
    said.kind = draw_report(s, &chain->in_force.leg[leg], &seen, &said, &place);
    house_next(s);
    who.now_s = said.at_s = s->now_s;
    NEED(s,
         house_commit(s, jk_app_report(s->app, &s->arena, &who, &said, &report, &s->err)) == JK_OK,
         "report of %s: %s %s", uid, s->err.field, s->err.value);
    memcpy(id, report->id, sizeof id);
    pairs_touch(s, chain); /* a note changes nothing */
    house_next(s);
    who = (struct jk_reporter){ house_office(s, "polres", region), s->now_s };
    NEED(s,
         house_commit(s, jk_app_verify_report(s->app, &s->arena, &who, id, &confirmed, &s->err)) ==
             JK_OK,
         "report of %s is not confirmed: %s %s", uid, s->err.field, s->err.value);
    say(s, "%s is seen: %d, %d minutes\n", uid, said.kind, (int)said.minutes);
    chain->seen[leg] = seen;
    s->tally.reports++;
    pairs_touch(s, chain);
}

/* The worst conflict of a chain; of several that of the other that was planned first, for which
 * stands first is the store's own lot. @return false: there is none */
static bool worst_of(struct season *s, const struct plan_chain *chain, struct named *out)
{
    struct jk_verdict_view view = act_verdict(s, chain);
    const struct jk_conflict_view *worst = NULL;

    for (size_t i = 0; i < view.conflict_count; i++) {
        const struct jk_conflict_view *c = &view.conflicts[i];

        if (!worst || c->levels.level > worst->levels.level ||
            (c->levels.level == worst->levels.level && strcmp(c->other.uid, worst->other.uid) < 0))
            worst = c;
    }
    if (!worst)
        return false;
    memcpy(out->id, worst->id, sizeof out->id);
    out->revision = worst->revision;
    out->level = (int)worst->levels.level;
    return true;
}

void act_opinion(struct season *s, struct plan_chain *chain)
{
    static const char *const roles[] = { "bawaslu", "polres", "kpu", "kesbangpol" };
    static const char *const opinions[] = { "accepted", "objected", "open" };
    struct jk_opinion_act act = { .note = "jalan satu",
                                  .opinion = opinions[seeded_whole(&s->r, 0, 2)] };
    const char *role = roles[seeded_whole(&s->r, 0, 3)];
    struct jk_conflict_view view;
    struct named worst;
    enum jk_status rc;

    house_next(s);
    if (!worst_of(s, chain, &worst))
        return;
    act.actor = house_office(s, role, plan_regency(chain->office));
    act.conflict = worst.id;
    act.revision = worst.revision;
    act.now_s = s->now_s;
    rc = house_commit(s, jk_app_opine(s->app, &s->arena, &act, &view, &s->err));
    say(s, "%s says %s of k%05d: %s\n", role, act.opinion, chain->number, jk_status_name(rc));
    NEED(s, rc == JK_OK, "opinion of %s on k%05d: %s %s", role, chain->number, jk_status_name(rc),
         s->err.value);
    s->tally.opinions++;
    pairs_touch(s, chain);
}

void act_acknowledge(struct season *s, struct plan_chain *chain)
{
    struct jk_ack ack = { .actor = NULL };
    struct jk_conflict_view view;
    struct named worst;
    enum jk_status rc;
    bool already;

    house_next(s);
    if (!worst_of(s, chain, &worst) || worst.level < LOOK_INFO)
        return;
    ack.actor = house_office(s, "polres", plan_regency(chain->office));
    ack.now_s = s->now_s;
    ack.conflict = worst.id;
    ack.revision = worst.revision;
    rc = house_commit(s, jk_app_ack(s->app, &s->arena, &ack, &view, &already, &s->err));
    say(s, "notice is taken of k%05d: %s%s\n", chain->number, jk_status_name(rc),
        already ? " again" : "");
    NEED(s, rc == JK_OK, "notice of k%05d: %s %s", chain->number, jk_status_name(rc), s->err.value);
    s->tally.acks++;
    pairs_touch(s, chain);
}

void act_tick(struct season *s)
{
    enum jk_status rc;

    house_next(s);
    rc = house_commit(s, jk_app_tick(s->app, s->now_s, &s->err));
    NEED(s, rc == JK_OK, "the clock: %s %s", jk_status_name(rc), s->err.value);
    s->tally.ticks++;
}

void act_team_looks(struct season *s, struct plan_chain *chain)
{
    const struct jk_entry *entry;
    struct jk_verdict_view view;
    char uid[PLAN_NAME], *text;
    json_t *json;

    plan_uid(chain, PLAN_MAIN, uid);
    house_next(s);
    entry = jk_registry_entry(jk_app_registry(s->app), uid);
    if (!entry || !entry->current || chain->paslon == 0 || chain->paslon == 3)
        return;
    NEED(s, jk_app_team_verdict(s->app, &s->arena, entry, s->now_s, &view) == JK_OK,
         "no verdict on %s for its team", uid);
    json = jk_verdict_json(&view, jk_role_sees(JK_ROLE_TIM), JK_LANG_ID);
    text = json_dumps(json, JSON_COMPACT);
    act_check_public(s, "a team", chain->contest, chain->paslon, text);
    free(text);
    json_decref(json);
}
