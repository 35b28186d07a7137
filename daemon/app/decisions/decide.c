/* A decision is checked whole before anything changes: that the act is allowed now, that what it
 * demands is there, and that the official saw the chain and its conflicts as they stand (SPEC 4,
 * informed override). Several decisions are one command: all of them, or none.
 *
 * Conflicts are judged afresh for an approval, not read from memory, so that what is named is what
 * is true at this moment. */
#include "daemon/app/decisions/decide.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/control_chars.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"

#include <string.h>
#include "daemon/app/conflicts/act_alerts.h"
#include "daemon/app/conflicts/conflicts.h"
#include "daemon/app/conflicts/view.h"
#include "daemon/app/decisions/certificate.h"
#include "daemon/app/notices/allowed.h"
#include "daemon/app/notices/field_reports.h"
#include "daemon/app/notices/verdict.h"
#include "daemon/app/notices/chain_acts.h"
#include "daemon/app/registry/rows.h"
#include "daemon/app/registry/sttp_numbers.h"

/* While a change is pending an act says what it is on: withdrawing the change is not withdrawing
 * the rally. */
static enum jk_status check_on(const struct jk_chain *chain, const struct jk_decision *d,
                               struct jk_error *err)
{
    bool pending = chain->state == JK_STATE_APPROVED && chain->pending;

    if (pending && d->on == JK_ON_UNSAID)
        return jk_fail(err, JK_INVALID, JK_TEXT_ACT_ON, "on", "%s", "");
    return JK_OK;
}

/* Refuses an act that is not this account's, or not allowed now; the refusal lists those that are.
 */
static enum jk_status check_act(const struct jk_app *app, const struct jk_chain *chain,
                                const struct jk_decision *d, struct jk_error *err)
{
    unsigned possible = d->on == JK_ON_CHANGE ? notices_acts_on_change(chain)
                                              : notices_acts_allowed(chain, d->now_s);
    unsigned own = notices_acts_of(app, d->actor, chain, d->on, d->now_s);
    struct jk_buf list = { 0 };
    enum jk_status rc;

    if (own >> d->act & 1)
        return JK_OK;
    if (possible >> d->act & 1)
        return jk_fail(err, JK_DENIED, JK_TEXT_NO_RIGHT, "act", "%s", jk_act_word(d->act));
    for (int i = 0; i < JK_ACT_END; i++) {
        if (own >> i & 1)
            jk_buf_fmt(&list, "%s%s", list.len ? ", " : "", jk_act_word((enum jk_act_kind)i));
    }
    rc = jk_fail(err, JK_STATE, JK_TEXT_ACT_NOT_NOW, "act", "%s (%s): %s", jk_act_word(d->act),
                 jk_state_word(chain->state), list.at ? list.at : "-");
    jk_buf_clear(&list);
    return rc;
}

/* Checks what the act's row demands of the decision. */
static enum jk_status check_demands(const struct jk_decision *d, struct jk_error *err)
{
    const struct chain_act *act = notices_act(d->act);
    const struct {
        const char *field, *text;
    } texts[] = { { "sttp", d->sttp }, { "reason", d->reason }, { "basis", d->basis } };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (!jk_is_one_line(jk_span_of(texts[i].text)))
            return jk_fail(err, JK_INVALID, JK_TEXT_ONE_LINE, texts[i].field, "%s", "");
    }
    if (act->wants_sttp && !d->sttp[0])
        return jk_fail(err, JK_INVALID, JK_TEXT_ACT_STTP, "sttp", "%s", "");
    if (strlen(d->sttp) > JK_STTP_MAX)
        return jk_fail(err, JK_RANGE, JK_TEXT_ACT_STTP, "sttp", "%s", d->sttp);
    if (act->wants_reason && !d->reason[0])
        return jk_fail(err, JK_INVALID, JK_TEXT_ACT_REASON, "reason", "%s", "");
    if (d->missing && act->to != JK_STATE_RETURNED)
        return jk_fail(err, JK_INVALID, JK_TEXT_ACT_MISSING, "missing", "%s", jk_act_word(d->act));
    if (act->wants_basis && !d->basis[0])
        return jk_fail(err, JK_INVALID, JK_TEXT_ACT_BASIS, "basis", "%s", "");
    return JK_OK;
}

static bool is_seen(const struct jk_decision *d, const struct jk_conflict_view *view)
{
    for (size_t i = 0; i < d->seen_count; i++) {
        if (strcmp(d->seen[i].conflict, view->id) == 0)
            return d->seen[i].revision == view->revision;
    }
    return false;
}

/* Informed override (SPEC 4): every open conflict from override_from on must be named with the
 * revision seen, and then a reason is wanted too. */
static enum jk_status check_override(enum jk_level from, const struct jk_decision *d,
                                     const struct jk_conflict_views *views, struct jk_error *err)
{
    bool overrides = false;

    for (size_t i = 0; i < views->count; i++) {
        if (views->at[i].levels.level < from)
            continue;
        overrides = true;
        if (!is_seen(d, &views->at[i]))
            return jk_fail(err, JK_CONFLICT, JK_TEXT_OVERRIDE_SEEN, "seen", "%s/%u",
                           views->at[i].id, views->at[i].revision);
    }
    if (overrides && !d->reason[0])
        return jk_fail(err, JK_INVALID, JK_TEXT_OVERRIDE_REASON, "reason", "%s", "");
    return JK_OK;
}

/* Many at once are approved only where no conflict wants to be looked at singly. */
static enum jk_status check_clear(enum jk_level from, const struct jk_decision *d,
                                  const struct jk_conflict_views *views, struct jk_error *err)
{
    for (size_t i = 0; i < views->count; i++) {
        if (views->at[i].levels.level >= from)
            return jk_fail(err, JK_CONFLICT, JK_TEXT_DECISION_SINGLY, "uid", "%s: %s", d->uid,
                           views->at[i].id);
    }
    return JK_OK;
}

static char *seen_json(struct jk_arena *arena, const struct jk_decision *d)
{
    struct jk_buf list = { 0 };
    char *text;

    jk_seen_write(&list, d->seen, d->seen_count, d->missing);
    text = jk_buf_ok(&list) ? jk_arena_copy(arena, jk_buf_view(&list)) : NULL;
    jk_buf_clear(&list);
    return text;
}

/* Ids are checked to be hexadecimal, as ours are: they go into the journal as they are. */
static enum jk_status check_seen(const struct jk_decision *d, struct jk_error *err)
{
    for (size_t i = 0; i < d->seen_count; i++) {
        const char *id = d->seen[i].conflict;

        if (strspn(id, "0123456789abcdef") != JK_CONFLICT_HEX || strlen(id) != JK_CONFLICT_HEX)
            return jk_fail(err, JK_INVALID, JK_TEXT_OVERRIDE_SEEN, "seen", "%s", id);
    }
    return JK_OK;
}

/* True when the feed shows a chain in this state as something that is, or was, held. */
static bool is_held(enum jk_state state)
{
    return state == JK_STATE_APPROVED || state == JK_STATE_DONE;
}

/* True when the act changes what the public sees: something is published, or is cancelled, or is
 * cancelled no more. What was only recorded from paper was never public and stays so. */
static bool is_public_change(const struct jk_chain *chain, const struct jk_decision *d,
                             enum jk_state before)
{
    if (d->act == JK_ACT_APPROVE || d->act == JK_ACT_CONFIRM || d->act == JK_ACT_SCHEDULE)
        return true;
    if (d->on == JK_ON_CHANGE)
        return false;
    return chain->feed_revision > 0 && is_held(before) != is_held(chain->state);
}

/* What came back is whole again: its main, and what was seen of it on the ground. */
static enum jk_status bring_back(struct jk_app *app, struct jk_chain *chain)
{
    struct jk_entry *main = jk_registry_entry(app->registry, chain->id);

    if (main && main->current) {
        main->deleted = false;
        jk_entry_leave(main, false);
    }
    return notices_reports_apply_chain(app, chain);
}

/* The approval has ended, and with it what was asked of it. */
static void end_request(struct jk_app *app, struct jk_chain *chain)
{
    struct jk_entry *main = jk_registry_entry(app->registry, chain->id);

    if (main && main->current)
        jk_entry_leave(main, false);
}

/* The chain's numbers after an act; what is in the feed changes only where the public sees it. */
static enum jk_status note_act(struct jk_app *app, struct jk_chain *chain,
                               const struct jk_decision *d, enum jk_state before)
{
    enum jk_status rc = JK_OK;

    chain->revision++;
    if (d->act == JK_ACT_RETURN)
        chain->missing = d->missing;
    if ((d->sttp[0] || d->act == JK_ACT_RESCIND) &&
        !registry_sttp_set(app->registry, chain, d->act == JK_ACT_RESCIND ? "" : d->sttp))
        rc = JK_MEMORY;
    if (before == JK_STATE_APPROVED && chain->state != JK_STATE_APPROVED)
        end_request(app, chain);
    if (d->act == JK_ACT_RESCIND) { /* what is newest is the request now */
        chain->pending = false;
        chain->pending_state = JK_STATE_END;
    }
    if (rc == JK_OK && d->act == JK_ACT_UNDO)
        rc = bring_back(app, chain);
    if (is_public_change(chain, d, before))
        registry_note_public_change(app, chain, d->now_s);
    return rc;
}

/* True when what is in force afterwards was judged for this act. */
static bool is_judged(const struct jk_decision *d, enum jk_state before)
{
    return d->act == JK_ACT_APPROVE || d->act == JK_ACT_CONFIRM || d->act == JK_ACT_SCHEDULE ||
           (d->act == JK_ACT_UNDO && before != JK_STATE_APPROVED);
}

static enum jk_status store_act(struct jk_app *app, struct jk_arena *arena, struct jk_chain *chain,
                                const struct jk_decision *d, enum jk_state before,
                                struct jk_error *err)
{
    struct jk_act act = { d->actor->name, d->now_s };
    struct jk_decision_row row = {
        .chain = chain->id,
        .act = jk_arena_fmt(arena, "%s%s", d->on == JK_ON_CHANGE ? JK_ACT_ON_CHANGE : "",
                            jk_act_word(d->act)),
        .actor = d->actor->name,
        .role = jk_role_word(d->actor->role),
        .reason = d->reason,
        .basis = d->basis,
        .sttp = d->sttp,
        .chain_revision = d->chain_revision,
        .seen = seen_json(arena, d),
        .time_s = d->now_s
    };
    enum jk_status rc =
        row.seen && row.act ? jk_store_put_decision(app->store, &act, &row, err) : JK_MEMORY;

    for (size_t i = 0; i < chain->entry_count && rc == JK_OK; i++)
        rc = registry_put_entry(app, &act, chain->entries[i], err);
    if (rc == JK_OK)
        rc = registry_put_chain(app, &act, chain, err);
    if (rc == JK_OK)
        rc = conflicts_update(app, &act, chain, err);
    if (rc == JK_OK)
        rc = conflicts_tell_filer(app, &act, chain,
                                  &(struct act_done){ d->actor, jk_act_word(d->act), d->on,
                                                      d->reason[0] ? d->reason : d->basis },
                                  err);
    if (rc == JK_OK && chain->state == JK_STATE_APPROVED && is_judged(d, before))
        rc = decisions_keep_certificate(app, arena, &act, chain, err);
    return rc;
}

/* Where the act leads the chain, or its change alone. What takes a change off the table leaves the
 * plan; what looks at it moves its own state and nothing else. */
static enum jk_status move_on(struct jk_app *app, struct jk_chain *chain,
                              const struct jk_decision *d)
{
    const struct chain_act *act = notices_act(d->act);
    enum jk_state to = notices_act_target(chain, d->act);

    if (d->on != JK_ON_CHANGE || act->adopts)
        return jk_registry_restate(app->registry, chain, to, act->adopts);
    if (to == JK_STATE_REFUSED || to == JK_STATE_WITHDRAWN)
        return jk_registry_drop_change(app->registry, chain, d->now_s);
    chain->pending_state = to;
    return JK_OK;
}

enum jk_status decisions_carry_out(struct jk_app *app, struct jk_arena *arena,
                                   struct jk_chain *chain, const struct jk_decision *d,
                                   struct jk_error *err)
{
    enum jk_state before = chain->state;
    enum jk_status rc = jk_app_begin(app, err);

    if (rc == JK_OK)
        rc = move_on(app, chain, d);
    if (rc == JK_OK)
        rc = note_act(app, chain, d, before);
    if (rc == JK_OK)
        rc = store_act(app, arena, chain, d, before, err);
    if (rc != JK_OK)
        app_break(app, rc);
    return rc;
}

/* A decision under way: what it is about, and what stands against it. */
struct deciding {
    const struct jk_decision *d;
    struct jk_chain *chain;
    struct jk_conflict_views fresh; /* what a chain would meet that comes back */
};

/* True when the act makes the chain bind again that was given up: somebody else may be there now.
 */
static bool comes_back(const struct deciding *x)
{
    return x->d->act == JK_ACT_UNDO && x->chain->state == JK_STATE_WITHDRAWN &&
           x->chain->former == JK_STATE_APPROVED;
}

/* Judges a withdrawn chain as if it were approved again, and leaves no trace of that. */
static enum jk_status view_back(struct jk_app *app, struct jk_arena *arena, struct deciding *x)
{
    struct jk_chain *chain = x->chain;
    enum jk_status rc = jk_registry_restate(app->registry, chain, chain->former, false), back;

    if (rc == JK_OK)
        rc = conflicts_view_fresh(app, arena, chain, &x->fresh);
    back = jk_registry_restate(app->registry, chain, JK_STATE_WITHDRAWN, false);
    return rc == JK_OK ? back : rc;
}

static enum jk_status check_conflicts(struct jk_app *app, struct jk_arena *arena,
                                      struct deciding *x, bool alone, struct jk_error *err)
{
    enum jk_level from = jk_chain_policy(app->registry, x->chain)->override_from;
    struct jk_conflict_views conflicts;
    enum jk_status rc;

    if (comes_back(x)) {
        rc = view_back(app, arena, x);
        conflicts = x->fresh;
    } else if (notices_act(x->d->act)->adopts) {
        rc = conflicts_view_fresh(app, arena, x->chain, &conflicts);
    } else {
        return JK_OK;
    }
    if (rc != JK_OK)
        return jk_fail(err, rc, JK_TEXT_NO_MEMORY, "", "%s", "");
    return alone ? check_override(from, x->d, &conflicts, err)
                 : check_clear(from, x->d, &conflicts, err);
}

/* Checks that this account may do this to the chain as it stands. JK_CONFLICT where what the
 * official saw is no longer so. */
static enum jk_status check_decision(struct jk_app *app, struct jk_arena *arena, struct deciding *x,
                                     bool alone, struct jk_error *err)
{
    const struct jk_decision *d = x->d;
    enum jk_status rc;

    x->chain = jk_registry_chain(app->registry, d->uid);
    if (x->chain &&
        (x->chain->revision == 0 || !jk_region_covers(d->actor->region, x->chain->region->code)))
        x->chain = NULL; /* outside the region even existence is secret */
    if (!x->chain)
        return jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "uid", "%s", d->uid);
    if ((rc = check_on(x->chain, d, err)) != JK_OK ||
        (rc = check_act(app, x->chain, d, err)) != JK_OK || (rc = check_demands(d, err)) != JK_OK ||
        (rc = check_seen(d, err)) != JK_OK)
        return rc;
    if (d->chain_revision != x->chain->revision)
        return jk_fail(err, JK_CONFLICT, JK_TEXT_CHAIN_CHANGED, "chain_revision", "%s: %u", d->uid,
                       d->chain_revision);
    return check_conflicts(app, arena, x, alone, err);
}

/* The verdicts of all chains that were found, as they stand now. */
static enum jk_status answer(struct jk_app *app, struct jk_arena *arena, const struct deciding *x,
                             size_t count, struct jk_outcome *out)
{
    struct jk_verdict_view *views = jk_arena_array(arena, count, sizeof *views);
    size_t told = 0;

    for (size_t i = 0; views && i < count; i++) {
        struct jk_verdict_view *view = &views[told];

        if (!x[i].chain)
            continue;
        if (notices_view_chain(app, arena, x[i].chain, x[i].d->now_s, view) != JK_OK)
            return JK_MEMORY;
        if (x[i].chain->state == JK_STATE_WITHDRAWN && x[i].fresh.count > 0) {
            view->conflicts = x[i].fresh.at; /* it stands nowhere yet: what it would meet */
            view->conflict_count = x[i].fresh.count;
        }
        told++;
    }
    *out = (struct jk_outcome){ .verdicts = views, .count = told };
    for (size_t i = 0; i < told; i++)
        out->has_conflict = out->has_conflict || views[i].conflict_count > 0;
    return views ? JK_OK : JK_MEMORY;
}

/* Two decisions of one command on one chain, or with one STTP number, are a mistake. */
static enum jk_status check_apart(const struct deciding *x, size_t i, struct jk_error *err)
{
    for (size_t k = 0; k < i; k++) {
        if (x[k].chain == x[i].chain)
            return jk_fail(err, JK_INVALID, JK_TEXT_DECISION_TWICE, "uid", "%s", x[i].d->uid);
        if (x[i].d->sttp[0] && strcmp(x[k].d->sttp, x[i].d->sttp) == 0)
            return jk_fail(err, JK_INVALID, JK_TEXT_DECISION_TWICE, "sttp", "%s", x[i].d->sttp);
    }
    return JK_OK;
}

enum jk_status jk_app_decide(struct jk_app *app, struct jk_arena *arena,
                             const struct jk_decision *decisions, size_t count,
                             struct jk_outcome *out, struct jk_error *err)
{
    struct deciding *x = jk_arena_array(arena, count, sizeof *x);
    enum jk_status rc = JK_OK;

    *out = (struct jk_outcome){ 0 };
    if (!x)
        return jk_no_memory(err);
    for (size_t i = 0; i < count && rc == JK_OK; i++) {
        x[i].d = &decisions[i];
        rc = check_decision(app, arena, &x[i], count == 1, err);
        if (rc == JK_OK)
            rc = check_apart(x, i, err);
    }
    for (size_t i = 0; i < count && rc == JK_OK; i++)
        rc = decisions_carry_out(app, arena, x[i].chain, &decisions[i], err);
    if ((rc == JK_OK || rc == JK_CONFLICT) && answer(app, arena, x, count, out) != JK_OK)
        return jk_no_memory(err);
    return rc;
}

enum jk_status jk_app_history(struct jk_app *app, const char *chain, jk_decision_each *each,
                              void *ctx, struct jk_error *err)
{
    return jk_store_each_decision(app->store, chain, each, ctx, err);
}
