/* Striking a paslon out is a withdrawal of each of its activities by one command.
 *
 * What is over stays as it was: it took place. An activity with another paslon stays too, for it is
 * the other's; how many there are is told, since somebody has to look at them. A team that is kept
 * out is let in again by name: whether the same people speak for the paslon after a court has put
 * it in again, nobody here knows. */
#include "jarak/app/registry/walk.h"
#include "jarak/app/decisions/strike.h"

#include <string.h>
#include "daemon/app/contests/room.h"
#include "daemon/app/decisions/decide.h"
#include "daemon/app/decisions/strike.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/control_chars.h"
#include "jarak/model/texts.h"

static bool has_paslon(const struct jk_contest *contest, uint32_t number)
{
    for (size_t i = 0; i < contest->paslon_count; i++) {
        if (contest->paslon[i].number == number)
            return true;
    }
    return false;
}

static enum jk_status check(const struct jk_app *app, const struct jk_strike *strike,
                            struct jk_error *err)
{
    const struct jk_contest *contest = jk_pack_contest(app->pack, strike->contest);
    const struct jk_struck *before;

    if (!contest || !has_paslon(contest, strike->number) ||
        !jk_region_covers(strike->actor->region, contest->region))
        return jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "paslon", "%s/%u", strike->contest,
                       strike->number);
    if (!strike->reason[0] || !jk_is_one_line(jk_span_of(strike->reason)))
        return jk_fail(err, JK_INVALID, JK_TEXT_ACT_REASON, "reason", "%s", "");
    if (!strike->basis[0] || !jk_is_one_line(jk_span_of(strike->basis)))
        return jk_fail(err, JK_INVALID, JK_TEXT_ACT_BASIS, "basis", "%s", "");
    before = jk_app_struck(app, strike->contest, strike->number);
    if ((before && before->struck) == !strike->again)
        return jk_fail(err, JK_STATE, JK_TEXT_STRUCK_ALREADY, "paslon", "%s/%u", strike->contest,
                       strike->number);
    return JK_OK;
}

/* Whose activity is it? 0: of others; 1: its own alone; 2: with another paslon. */
static int share_of(const struct jk_strike *strike, const struct jk_chain *chain)
{
    const struct jk_entry *face = chain->revision ? jk_chain_face(chain) : NULL;
    const struct jk_party *party = face ? &face->current->notice->facts.party : NULL;

    for (unsigned i = 0; party && i < party->count; i++) {
        if (party->paslon[i] == strike->number && strcmp(party->contest, strike->contest) == 0)
            return party->count == 1 ? 1 : 2;
    }
    return 0;
}

static enum jk_status end_chain(struct jk_app *app, struct jk_arena *arena,
                                const struct jk_strike *strike, struct jk_chain *chain,
                                struct jk_error *err)
{
    const struct jk_decision d = { .actor = strike->actor,
                                   .now_s = strike->now_s,
                                   .uid = chain->id,
                                   .on = JK_ON_PLAN,
                                   .act = JK_ACT_WITHDRAW,
                                   .sttp = "",
                                   .reason = strike->reason,
                                   .basis = strike->basis,
                                   .chain_revision = chain->revision };

    return decisions_carry_out(app, arena, chain, &d, err);
}

/* An exercise may lie in any year. */
static bool is_to_come(const struct jk_app *app, const struct jk_chain *chain, int64_t now_s)
{
    return app->pack->simulation || !jk_chain_is_over(chain, now_s);
}

/* Ends activities of a paslon until as many are as one command ends. */
static enum jk_status end_chains(struct jk_app *app, struct jk_arena *arena,
                                 const struct jk_strike *strike, size_t most,
                                 struct jk_struck_out *out, struct jk_error *err)
{
    struct jk_walk walk = jk_registry_walk_contest(app->registry, strike->contest);
    /* What is ended is listed elsewhere: the walk has to be over then. */
    struct jk_chain **chains =
        jk_arena_array(arena, jk_walk_most(&walk), sizeof(struct jk_chain *));
    size_t count = 0, ended = 0;
    enum jk_status rc = chains ? JK_OK : jk_no_memory(err);
    struct jk_chain *next;

    while (chains && (next = jk_walk_chain(&walk)))
        chains[count++] = next;
    out->joint = 0;
    for (size_t i = 0; i < count && rc == JK_OK; i++) {
        struct jk_chain *chain = chains[i];
        bool open = jk_state_stands(chain->state) && is_to_come(app, chain, strike->now_s);
        int share = open ? share_of(strike, chain) : 0;

        out->joint += share == 2;
        if (share != 1)
            continue;
        if (ended == most) {
            out->more = true;
            break;
        }
        rc = end_chain(app, arena, strike, chain, err);
        ended++;
    }
    out->count += ended;
    return rc;
}

static enum jk_status keep_out(struct jk_app *app, const struct jk_strike *strike,
                               struct jk_struck_out *out, struct jk_error *err)
{
    const struct jk_account_ask ask = { app->pack, strike->actor->name, NULL, strike->now_s };
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < jk_accounts_count(app->accounts) && rc == JK_OK; i++) {
        const struct jk_account *account = jk_accounts_at(app->accounts, i);

        if (account->gone || account->disabled || !jk_is_team(account) ||
            account->paslon != strike->number || strcmp(account->contest, strike->contest) != 0)
            continue;
        rc = jk_accounts_disable(app->accounts, &ask, account->name, true, err);
        out->accounts++;
    }
    return rc;
}

enum jk_status jk_app_strike(struct jk_app *app, struct jk_arena *arena,
                             const struct jk_strike *strike, struct jk_struck_out *out,
                             struct jk_error *err)
{
    const struct jk_act act = { strike->actor->name, strike->now_s };
    struct jk_paslon_row row = { .contest = strike->contest,
                                 .number = strike->number,
                                 .state = strike->again ? "standing" : "struck",
                                 .reason = strike->reason,
                                 .basis = strike->basis,
                                 .actor = strike->actor->name,
                                 .role = jk_role_word(strike->actor->role),
                                 .time_s = strike->now_s };
    enum jk_status rc = check(app, strike, err);

    *out = (struct jk_struck_out){ .count = 0 };
    if (rc != JK_OK)
        return rc;
    row.id = jk_arena_fmt(arena, "%s/%u", strike->contest, strike->number);
    if (!row.id)
        return jk_no_memory(err);
    rc = jk_app_begin(app, err);
    if (rc == JK_OK)
        rc = contests_put(app, &act, &row, err);
    if (rc == JK_OK && !strike->again)
        rc = end_chains(app, arena, strike, JK_STRIKE_STEP, out, err);
    if (rc == JK_OK && !strike->again)
        rc = keep_out(app, strike, out, err);
    app->contests->unfinished = app->contests->unfinished || out->more;
    if (rc != JK_OK)
        app_break(app, rc);
    return rc;
}

bool decisions_is_strike_due(const struct jk_app *app)
{
    return app->contests->unfinished;
}

enum jk_status jk_app_strike_on(struct jk_app *app, struct jk_arena *arena, int64_t now_s,
                                struct jk_struck_out *out, struct jk_error *err)
{
    size_t before = out->count;
    enum jk_status rc = jk_app_begin(app, err);

    out->more = false;
    for (size_t i = 0; i < app->contests->count && rc == JK_OK; i++) {
        const struct jk_struck *s = &app->contests->list[i];
        const struct jk_strike strike = { .actor = jk_app_account(app, s->actor),
                                          .now_s = now_s,
                                          .contest = s->contest,
                                          .number = s->number,
                                          .reason = s->reason,
                                          .basis = s->basis };

        if (s->struck && strike.actor)
            rc = end_chains(app, arena, &strike, JK_STRIKE_STEP - (out->count - before), out, err);
    }
    app->contests->unfinished = out->more;
    return rc == JK_OK ? rc : app_break(app, rc);
}
