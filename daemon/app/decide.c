#include "daemon/app/app_internal.h"

#include <stdlib.h>
#include <string.h>

#define IN(state) (1U << JK_STATE_##state)
#define ACTS_MAX  10

/* SPEC 4's table, by act. What every act must answer is a column. */
static const struct {
    const char *act;
    unsigned from; /* states it is allowed in */
    enum jk_state to;
    bool wants_sttp, wants_reason, wants_basis;
} acts[] = {
    { "review", IN(SUBMITTED) | IN(ON_HOLD), JK_STATE_UNDER_REVIEW, false, false, false },
    { "approve", IN(SUBMITTED) | IN(UNDER_REVIEW) | IN(ON_HOLD) | IN(APPROVED), JK_STATE_APPROVED,
      true, false, false },
    { "hold", IN(SUBMITTED) | IN(UNDER_REVIEW), JK_STATE_ON_HOLD, false, true, false },
    { "return", IN(SUBMITTED) | IN(UNDER_REVIEW) | IN(ON_HOLD), JK_STATE_RETURNED, false, true,
      false },
    { "refuse", IN(SUBMITTED) | IN(UNDER_REVIEW) | IN(ON_HOLD), JK_STATE_REFUSED, false, false,
      true },
    { "withdraw",
      IN(DRAFT) | IN(SUBMITTED) | IN(UNDER_REVIEW) | IN(ON_HOLD) | IN(RETURNED) | IN(APPROVED),
      JK_STATE_WITHDRAWN, false, true, false },
    { "done", IN(APPROVED), JK_STATE_DONE, false, false, false },
    { "not_held", IN(APPROVED), JK_STATE_NOT_HELD, false, false, false },
};
#define ACT_COUNT (sizeof acts / sizeof *acts)
_Static_assert(ACT_COUNT < ACTS_MAX, "the list of allowed acts has room for all");

static bool is_allowed(const struct jk_case *chain, size_t act)
{
    /* An approved chain is approved again only when a change of it is pending. */
    if (chain->state == JK_STATE_APPROVED && acts[act].to == JK_STATE_APPROVED)
        return chain->pending;
    return acts[act].from >> chain->state & 1;
}

const char *const *acts_allowed(const struct jk_case *chain)
{
    static const char *lists[JK_STATE_END][2][ACTS_MAX]; /* filled the same way each time */
    const char **list = lists[chain->state][chain->pending];
    size_t count = 0;

    for (size_t i = 0; i < ACT_COUNT; i++) {
        if (is_allowed(chain, i))
            list[count++] = acts[i].act;
    }
    list[count] = NULL;
    return list;
}

static enum jk_status find_act(const struct jk_case *chain, const struct jk_decision *d,
                               size_t *act, struct jk_error *err)
{
    struct jk_buf list = { 0 };
    enum jk_status rc;

    for (*act = 0; *act < ACT_COUNT && strcmp(acts[*act].act, d->act) != 0; ++*act)
        continue;
    if (*act == ACT_COUNT)
        return jk_fail(err, JK_INVALID, JK_TEXT_ACT_UNKNOWN, "act", "%s", d->act);
    if (is_allowed(chain, *act))
        return JK_OK;
    for (const char *const *a = acts_allowed(chain); *a; a++)
        jk_buf_fmt(&list, "%s%s", list.len ? ", " : "", *a);
    rc = jk_fail(err, JK_STATE, JK_TEXT_ACT_NOT_NOW, "act", "%s (%s): %s", d->act,
                 jk_state_word(chain->state), list.at ? list.at : "-");
    jk_buf_clear(&list);
    return rc;
}

static enum jk_status check_demands(const struct jk_decision *d, size_t act, struct jk_error *err)
{
    if (acts[act].wants_sttp && !d->sttp[0])
        return jk_fail(err, JK_INVALID, JK_TEXT_ACT_STTP, "sttp", "%s", "");
    if (strlen(d->sttp) >= sizeof((struct jk_case *)0)->sttp)
        return jk_fail(err, JK_RANGE, JK_TEXT_ACT_STTP, "sttp", "%s", d->sttp);
    if (acts[act].wants_reason && !d->reason[0])
        return jk_fail(err, JK_INVALID, JK_TEXT_ACT_REASON, "reason", "%s", "");
    if (acts[act].wants_basis && !d->basis[0])
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
static enum jk_status check_override(const struct jk_app *app, const struct jk_decision *d,
                                     const struct jk_conflict_view *views, size_t count,
                                     struct jk_error *err)
{
    bool overrides = false;

    for (size_t i = 0; i < count; i++) {
        if (views[i].levels.level < app->pack->policy.override_from)
            continue;
        overrides = true;
        if (!is_seen(d, &views[i]))
            return jk_fail(err, JK_CONFLICT, JK_TEXT_OVERRIDE_SEEN, "seen", "%s/%u", views[i].id,
                           views[i].revision);
    }
    if (overrides && !d->reason[0])
        return jk_fail(err, JK_INVALID, JK_TEXT_OVERRIDE_REASON, "reason", "%s", "");
    return JK_OK;
}

static char *seen_json(struct jk_arena *arena, const struct jk_decision *d)
{
    struct jk_buf list = { 0 };
    char *text;

    jk_buf_char(&list, '[');
    for (size_t i = 0; i < d->seen_count; i++) /* ids are checked to be our hexadecimal ones */
        jk_buf_fmt(&list, "%s{\"conflict\":\"%s\",\"revision\":%u}", i ? "," : "",
                   d->seen[i].conflict, d->seen[i].revision);
    jk_buf_char(&list, ']');
    text = jk_arena_copy(arena, jk_buf_view(&list));
    jk_buf_clear(&list);
    return text;
}

static enum jk_status check_seen(const struct jk_decision *d, struct jk_error *err)
{
    for (size_t i = 0; i < d->seen_count; i++) {
        const char *id = d->seen[i].conflict;

        if (strspn(id, "0123456789abcdef") != JK_CONFLICT_HEX || strlen(id) != JK_CONFLICT_HEX)
            return jk_fail(err, JK_INVALID, JK_TEXT_OVERRIDE_SEEN, "seen", "%s", id);
    }
    return JK_OK;
}

/* The chain's numbers after an act; what is in the feed changes only where the public sees it. */
static void note_act(struct jk_app *app, struct jk_case *chain, const struct jk_decision *d,
                     enum jk_state before)
{
    chain->revision++;
    if (d->sttp[0])
        snprintf(chain->sttp, sizeof chain->sttp, "%s", d->sttp);
    if (chain->state == JK_STATE_APPROVED ||
        (before == JK_STATE_APPROVED &&
         (chain->state == JK_STATE_WITHDRAWN || chain->state == JK_STATE_NOT_HELD))) {
        chain->feed_revision++;
        chain->changed_s = d->now_s;
        app->feed_version++;
    }
}

static enum jk_status store_act(struct jk_app *app, struct jk_arena *arena, struct jk_case *chain,
                                const struct jk_decision *d, struct jk_error *err)
{
    struct jk_act act = { d->actor->name, d->now_s };
    struct jk_decision_row row = { .chain = chain->id,
                                   .act = d->act,
                                   .actor = d->actor->name,
                                   .role = jk_role_word(d->actor->role),
                                   .reason = d->reason,
                                   .basis = d->basis,
                                   .sttp = d->sttp,
                                   .chain_revision = d->chain_revision,
                                   .seen = seen_json(arena, d),
                                   .time_s = d->now_s };
    enum jk_status rc = row.seen ? jk_store_put_decision(app->store, &act, &row, err) : JK_MEMORY;

    for (size_t i = 0; i < chain->entry_count && rc == JK_OK; i++)
        rc = put_entry_row(app, &act, chain->entries[i], err);
    if (rc == JK_OK)
        rc = put_case_row(app, &act, chain, err);
    if (rc == JK_OK)
        rc = conflicts_update(app, &act, chain, err);
    if (rc == JK_OK && chain->state == JK_STATE_APPROVED)
        rc = certificate_keep(app, arena, &act, chain, err);
    return rc;
}

/* Everything was checked: change the chain, memory first, then its rows. */
static enum jk_status carry_out(struct jk_app *app, struct jk_arena *arena, struct jk_case *chain,
                                const struct jk_decision *d, size_t act, struct jk_error *err)
{
    enum jk_state before = chain->state;
    enum jk_status rc = jk_app_begin(app, err);

    if (rc == JK_OK)
        rc = jk_docket_restate(app->docket, chain, acts[act].to, acts[act].to == JK_STATE_APPROVED);
    if (rc == JK_OK) {
        note_act(app, chain, d, before);
        rc = store_act(app, arena, chain, d, err);
    }
    if (rc != JK_OK)
        app->broken = rc;
    return rc;
}

/* The main's verdict, with the conflicts as they stand. */
static enum jk_status answer(struct jk_app *app, struct jk_arena *arena,
                             const struct jk_case *chain, int64_t now_s, struct jk_outcome *out)
{
    struct jk_verdict_view *view = jk_arena_take(arena, sizeof *view);
    const struct jk_entry *face = jk_case_face(chain);
    struct jk_conflict_view *conflicts;
    size_t count;
    enum jk_status rc = view ? view_conflicts(app, arena, chain, &conflicts, &count) : JK_MEMORY;

    if (rc == JK_OK && !face)
        face = chain->entries[0];
    if (rc == JK_OK)
        rc = view_verdict(app, arena, face, now_s, conflicts, count, view);
    if (rc != JK_OK)
        return rc;
    *out = (struct jk_outcome){ .verdicts = view, .count = 1, .has_conflict = count > 0 };
    return JK_OK;
}

enum jk_status jk_app_decide(struct jk_app *app, struct jk_arena *arena,
                             const struct jk_decision *d, struct jk_outcome *out,
                             struct jk_error *err)
{
    struct jk_case *chain = jk_docket_case(app->docket, d->uid);
    struct jk_conflict_view *conflicts;
    size_t count, act;
    enum jk_status rc;

    *out = (struct jk_outcome){ 0 };
    if (!chain || chain->revision == 0)
        return jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "uid", "%s", d->uid);
    if (!jk_region_covers(d->actor->region, chain->region->code))
        return jk_fail(err, JK_DENIED, JK_TEXT_OTHER_REGION, "uid", "%s", chain->region->code);
    if ((rc = find_act(chain, d, &act, err)) != JK_OK ||
        (rc = check_demands(d, act, err)) != JK_OK || (rc = check_seen(d, err)) != JK_OK)
        return rc;
    if ((rc = view_fresh(app, arena, chain, &conflicts, &count)) != JK_OK)
        return jk_fail(err, rc, JK_TEXT_NO_MEMORY, "", "%s", "");
    if (d->chain_revision != chain->revision)
        rc = jk_fail(err, JK_CONFLICT, JK_TEXT_CHAIN_CHANGED, "chain_revision", "%u",
                     d->chain_revision);
    else if (acts[act].to == JK_STATE_APPROVED)
        rc = check_override(app, d, conflicts, count, err);
    if (rc == JK_OK)
        rc = carry_out(app, arena, chain, d, act, err);
    if ((rc == JK_OK || rc == JK_CONFLICT) && answer(app, arena, chain, d->now_s, out) != JK_OK)
        return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "%s", "");
    return rc;
}

/* Deleting the main withdraws the chain; deleting a leg takes it out, pending where it is approved.
 */
static enum jk_status withdraw_entry(struct jk_app *app, const struct jk_act *act,
                                     struct jk_entry *entry, struct jk_error *err)
{
    struct jk_case *chain = entry->chain;
    struct jk_change change;
    bool was_approved = chain->state == JK_STATE_APPROVED;
    enum jk_status rc = JK_OK;

    if (strcmp(entry->uid, chain->id) == 0) {
        rc = jk_docket_restate(app->docket, chain, JK_STATE_WITHDRAWN, false);
        entry->deleted = true;
        if (was_approved) {
            chain->feed_revision++;
            chain->changed_s = act->time_s;
            app->feed_version++;
        }
    } else {
        jk_docket_remove(app->docket, entry, &change);
        jk_docket_settle(app->docket, &change);
        chain->pending = chain->pending || was_approved;
    }
    entry->revision++;
    entry->changed_s = act->time_s;
    chain->revision++;
    if (rc == JK_OK)
        rc = put_entry_row(app, act, entry, err);
    if (rc == JK_OK)
        rc = put_case_row(app, act, chain, err);
    if (rc == JK_OK)
        rc = conflicts_update(app, act, chain, err);
    return rc == JK_OK ? verdicts_reset_chain(app, act, chain, err) : rc;
}

enum jk_status jk_app_withdraw(struct jk_app *app, struct jk_arena *arena,
                               const struct jk_account *actor, int64_t now_s, const char *uid,
                               const struct jk_precondition *when, struct jk_outcome *out,
                               struct jk_error *err)
{
    struct jk_entry *entry = jk_docket_entry(app->docket, uid);
    struct jk_act act = { actor->name, now_s };
    struct jk_case *chain;
    enum jk_status rc;

    *out = (struct jk_outcome){ 0 };
    if (!entry || !entry->current || entry->deleted)
        return jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "uid", "%s", uid);
    chain = entry->chain;
    if (!jk_region_covers(actor->region, chain->region->code))
        return jk_fail(err, JK_DENIED, JK_TEXT_OTHER_REGION, "uid", "%s", chain->region->code);
    if (when->if_match && strcmp(when->if_match, entry->etag) != 0)
        return jk_fail(err, JK_STALE, JK_TEXT_CHANGED_MEANWHILE, "If-Match", "%s", when->if_match);
    if (!(jk_state_stands(chain->state) || chain->state == JK_STATE_DRAFT))
        return jk_fail(err, JK_STATE, JK_TEXT_CHAIN_FINAL, "uid", "%s",
                       jk_state_word(chain->state));
    rc = jk_app_begin(app, err);
    if (rc == JK_OK)
        rc = withdraw_entry(app, &act, entry, err);
    if (rc != JK_OK) {
        app->broken = rc;
        return rc;
    }
    return answer(app, arena, chain, now_s, out);
}
