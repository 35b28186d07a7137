/* Withdrawing notices, and cancelling by message (RFC 5546 CANCEL), whole or by dates.
 *
 * Deleting the main withdraws the chain; deleting a leg takes it out. What is approved binds
 * others, so of that it is only asked for: it stands, and stays listed, until an officer has said
 * why it may go. A message is checked for all its UIDs before anything changes, and applied in one
 * group. A date is cancelled by filing the notice again without it (ical/except.h), so the usual
 * checks, alerts and revisions apply; messages that name dates and whole notices at once are
 * refused, since they would need both ways in one.
 *
 * A message older than what stands changes nothing: SEQUENCE decides, then DTSTAMP. One about what
 * is cancelled already is answered as done. */
#include <string.h>
#include "daemon/app/conflicts/act_alerts.h"
#include "daemon/app/conflicts/conflicts.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/texts.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/model/texts.h"
#include "daemon/app/conflicts/opinions.h"
#include "daemon/app/notices/filing.h"
#include "daemon/app/notices/history.h"
#include "daemon/app/notices/ownership.h"
#include "daemon/app/notices/verdict.h"
#include "daemon/app/registry/rows.h"
#include "jarak/app/notices/verdict.h"
#include "jarak/app/notices/withdraw.h"
#include "jarak/ical/except.h"
#include "jarak/ical/join.h"

/* True for what binds: taking it back is asked for, and an officer answers (SPEC 4). */
static bool is_asked_for(const struct jk_entry *entry)
{
    return entry->chain->state == JK_STATE_APPROVED && entry->approved_revision > 0;
}

/* Takes out what binds nobody: the main with its chain, or a leg. */
static enum jk_status take_out(struct jk_app *app, struct jk_entry *entry)
{
    struct jk_change change;

    if (jk_entry_is_main(entry)) {
        entry->deleted = true;
        return jk_registry_restate(app->registry, entry->chain, JK_STATE_WITHDRAWN, false);
    }
    jk_registry_remove(app->registry, entry, &change);
    jk_registry_settle(app->registry, &change);
    return JK_OK;
}

/* Of what is approved it is kept that it was asked for; a leg is a pending change of its chain. Of
 * anything else the main withdraws the chain, and a leg is taken out. */
static enum jk_status withdraw_entry(struct jk_app *app, const struct jk_act *act,
                                     const struct jk_account *actor, struct jk_entry *entry,
                                     struct jk_error *err)
{
    struct jk_chain *chain = entry->chain;
    bool asked = is_asked_for(entry);
    enum jk_status rc = JK_OK;

    if (asked && entry->leaving)
        return JK_OK; /* said before */
    rc = notices_note_act(app, act,
                          &(struct noted_act){ asked ? "ask_withdraw" : "withdraw", actor, entry,
                                               chain->revision },
                          err);
    if (asked)
        jk_entry_leave(entry, true);
    else if (rc == JK_OK)
        rc = take_out(app, entry);
    if (asked && !jk_entry_is_main(entry))
        jk_chain_pend(chain);
    entry->revision++;
    entry->changed_s = act->time_s;
    chain->revision++;
    if (rc == JK_OK)
        rc = registry_put_entry(app, act, entry, err);
    if (rc == JK_OK)
        rc = registry_put_chain(app, act, chain, err);
    if (rc == JK_OK)
        rc = conflicts_update(app, act, chain, err);
    if (rc == JK_OK)
        rc = conflicts_opinions_reset_chain(app, act, chain, err);
    return rc == JK_OK
               ? conflicts_tell_filer(app, act, chain,
                                      &(struct act_done){ actor,
                                                          asked ? "ask_withdraw" : "withdraw",
                                                          JK_ON_PLAN, "" },
                                      err)
               : rc;
}

enum jk_status jk_app_withdraw(struct jk_app *app, struct jk_arena *arena,
                               const struct jk_withdrawal *rq, struct jk_outcome *out,
                               struct jk_error *err)
{
    struct jk_entry *entry = jk_registry_entry(app->registry, rq->uid);
    struct jk_act act = { rq->actor->name, rq->now_s };
    struct jk_verdict_view *view = jk_arena_take(arena, sizeof *view);
    struct jk_chain *chain;
    enum jk_status rc;

    *out = (struct jk_outcome){ 0 };
    if (!view)
        return jk_no_memory(err);
    if (!entry || !entry->current || entry->deleted ||
        !jk_region_covers(rq->actor->region, entry->chain->region->code))
        return jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "uid", "%s", rq->uid);
    chain = entry->chain;
    if (!notices_may_change(app, rq->actor, entry))
        return jk_fail(err, JK_DENIED, JK_TEXT_NOT_OWN, "uid", "%s", rq->uid);
    if (rq->when.if_match && strcmp(rq->when.if_match, entry->etag) != 0)
        return jk_fail(err, JK_STALE, JK_TEXT_CHANGED_MEANWHILE, "If-Match", "%s", "");
    if (!(jk_state_stands(chain->state) || chain->state == JK_STATE_DRAFT))
        return jk_fail(err, JK_STATE, JK_TEXT_CHAIN_FINAL, "uid", "%s",
                       jk_state_word(chain->state));
    rc = jk_app_begin(app, err);
    if (rc == JK_OK)
        rc = withdraw_entry(app, &act, rq->actor, entry, err);
    if (rc != JK_OK) {
        app_break(app, rc);
        return rc;
    }
    rc = entry->leaving ? jk_app_verdict(app, arena, entry->uid, rq->now_s, view)
                        : notices_view_chain(app, arena, chain, rq->now_s, view);
    if (rc != JK_OK)
        return jk_no_memory(err);
    *out = (struct jk_outcome){ .verdicts = view, .count = 1 };
    return JK_OK;
}

static bool is_cancelled(const struct jk_entry *entry)
{
    return entry->deleted || entry->chain->state == JK_STATE_WITHDRAWN;
}

/* A message that cancels, on its way through. */
struct cancelling {
    struct jk_app *app;
    struct jk_arena *arena;
    const struct jk_cancellation *rq;
    struct jk_error *err;
};

/* Checks that the notice is there and may still be changed. */
static enum jk_status check_there(const struct cancelling *x, const struct jk_cancel *c)
{
    const struct jk_entry *entry = jk_registry_entry(x->app->registry, c->uid);

    if (!entry || entry->revision == 0 ||
        !jk_region_covers(x->rq->region, entry->chain->region->code))
        return jk_fail_at(x->err, JK_NONE, JK_TEXT_NOT_THERE, (struct jk_at){ c->line, "UID" },
                          "%s", c->uid);
    if (!notices_may_change(x->app, x->rq->actor, entry))
        return jk_fail_at(x->err, JK_DENIED, JK_TEXT_NOT_OWN, (struct jk_at){ c->line, "UID" },
                          "%s", c->uid);
    if (!is_cancelled(entry) && !jk_state_stands(entry->chain->state) &&
        entry->chain->state != JK_STATE_DRAFT)
        return jk_fail_at(x->err, JK_STATE, JK_TEXT_CHAIN_FINAL, (struct jk_at){ c->line, "UID" },
                          "%s", jk_state_word(entry->chain->state));
    return JK_OK;
}

/* RFC 5546 2.1.5: a message older than what stands changes nothing. Its DTSTAMP counts where the
 * SEQUENCE is the same, for some clients cancel without raising it. */
static enum jk_status check_newer(const struct jk_entry *entry, const struct jk_cancel *c,
                                  struct jk_error *err)
{
    if (c->sequence < entry->sequence ||
        (c->sequence == entry->sequence && c->dtstamp_s <= entry->current->notice->dtstamp_s))
        return jk_fail_at(err, JK_EXISTS, JK_TEXT_ITIP_CANCEL_OLD,
                          (struct jk_at){ c->line, "SEQUENCE" }, "%u", c->sequence);
    return JK_OK;
}

static enum jk_status check_cancel(const struct cancelling *x, const struct jk_cancel *c)
{
    const struct jk_entry *entry = jk_registry_entry(x->app->registry, c->uid);
    enum jk_status rc = check_there(x, c);

    return rc != JK_OK || is_cancelled(entry) ? rc : check_newer(entry, c, x->err);
}

/* Cancels all notices of a message. The main may have taken its legs with it, so the order makes no
 * difference. */
static enum jk_status cancel_all(const struct cancelling *x)
{
    struct jk_act act = { x->rq->actor->name, x->rq->now_s };
    enum jk_status rc = jk_app_begin(x->app, x->err);

    for (size_t i = 0; i < x->rq->count && rc == JK_OK; i++) {
        struct jk_entry *entry = jk_registry_entry(x->app->registry, x->rq->list[i].uid);

        if (is_cancelled(entry))
            continue;
        entry->sequence = x->rq->list[i].sequence;
        rc = withdraw_entry(x->app, &act, x->rq->actor, entry, x->err);
    }
    if (rc != JK_OK)
        app_break(x->app, rc);
    return rc;
}

/* Views a notice; of a withdrawn one its chain's verdict is shown. */
static enum jk_status view_of(const struct cancelling *x, const struct jk_cancel *c,
                              struct jk_verdict_view *out)
{
    const struct jk_entry *entry = jk_registry_entry(x->app->registry, c->uid);
    enum jk_status rc;

    if (!is_cancelled(entry))
        return jk_app_verdict(x->app, x->arena, c->uid, x->rq->now_s, out);
    rc = notices_view_chain(x->app, x->arena, entry->chain, x->rq->now_s, out);
    out->uid = c->uid;
    return rc;
}

/* Writes the bytes of a notice without its cancelled dates; empty where nothing changes. */
static enum jk_status except_dates(const struct cancelling *x, const struct jk_cancel *c,
                                   struct jk_span *out)
{
    const struct jk_entry *entry = jk_registry_entry(x->app->registry, c->uid);
    enum jk_status rc = check_there(x, c);
    const struct jk_notice *whole;
    struct jk_ical_except by = { .at = c->dates, .count = c->date_count, .stamp_s = c->dtstamp_s };

    *out = (struct jk_span){ NULL, 0 };
    if (rc != JK_OK || is_cancelled(entry))
        return rc;
    by.tz = entry->chain->region->tz;
    by.sequence = c->sequence > entry->sequence ? c->sequence : entry->sequence + 1;
    whole = jk_version_whole(entry->current, x->arena);
    rc = whole ? jk_ical_except(x->arena, whole, &by, out, x->err) : jk_no_memory(x->err);
    if (rc == JK_EXISTS) /* said before */
        return JK_OK;
    if (rc == JK_NONE)
        x->err->line = c->line;
    return rc == JK_OK ? check_newer(entry, c, x->err) : rc;
}

/* Files those notices anew that lose dates. */
static enum jk_status file_without(const struct cancelling *x, const struct jk_span *bytes,
                                   size_t count, struct jk_outcome *out)
{
    struct jk_buf stream = { 0 };
    struct jk_outcome filed = { 0 };
    struct jk_submission filing = { .actor = x->rq->actor,
                                    .now_s = x->rq->now_s,
                                    .region = x->rq->region,
                                    .store = true,
                                    .batch = true, /* the notices are ours: large ones fit too */
                                    .message = true };
    enum jk_status rc = jk_ical_join(bytes, count, &stream, x->err);

    filing.bytes = jk_buf_view(&stream);
    if (rc == JK_OK)
        rc = jk_app_submit(x->app, x->arena, &filing, &filed, x->err);
    out->has_conflict = filed.has_conflict;
    jk_outcome_clear(&filed);
    jk_buf_clear(&stream);
    return rc;
}

static enum jk_status cancel_dates(const struct cancelling *x, struct jk_outcome *out)
{
    struct jk_verdict_view *views = jk_arena_array(x->arena, x->rq->count, sizeof *views);
    struct jk_span *bytes = jk_arena_array(x->arena, x->rq->count, sizeof *bytes);
    enum jk_status rc = views && bytes ? JK_OK : JK_MEMORY;
    size_t count = 0;

    for (size_t i = 0; i < x->rq->count && rc == JK_OK; i++) {
        rc = except_dates(x, &x->rq->list[i], &bytes[count]);
        count += bytes[count].at != NULL;
    }
    if (rc == JK_OK && count > 0)
        rc = file_without(x, bytes, count, out);
    for (size_t i = 0; i < x->rq->count && rc == JK_OK; i++)
        rc = view_of(x, &x->rq->list[i], &views[i]);
    out->verdicts = views;
    out->count = rc == JK_OK ? x->rq->count : 0;
    return rc;
}

/* Counts the notices of which only dates are cancelled. */
static size_t count_dated(const struct jk_cancellation *rq)
{
    size_t count = 0;

    for (size_t i = 0; i < rq->count; i++)
        count += rq->list[i].date_count > 0;
    return count;
}

static enum jk_status cancel_whole(const struct cancelling *x, struct jk_outcome *out)
{
    struct jk_verdict_view *views = jk_arena_array(x->arena, x->rq->count, sizeof *views);
    enum jk_status rc = views ? JK_OK : JK_MEMORY;

    for (size_t i = 0; i < x->rq->count && rc == JK_OK; i++)
        rc = check_cancel(x, &x->rq->list[i]);
    if (rc == JK_OK)
        rc = cancel_all(x);
    for (size_t i = 0; i < x->rq->count && rc == JK_OK; i++)
        rc = notices_view_chain(x->app, x->arena,
                                jk_registry_entry(x->app->registry, x->rq->list[i].uid)->chain,
                                x->rq->now_s, &views[i]);
    if (rc == JK_OK)
        *out = (struct jk_outcome){ .verdicts = views, .count = x->rq->count };
    return rc;
}

enum jk_status jk_app_cancel(struct jk_app *app, struct jk_arena *arena,
                             const struct jk_cancellation *rq, struct jk_outcome *out,
                             struct jk_error *err)
{
    size_t dated = count_dated(rq);
    struct cancelling x = { app, arena, rq, err };
    enum jk_status rc;

    *out = (struct jk_outcome){ 0 };
    if (dated > 0 && dated < rq->count)
        return jk_fail_at(err, JK_INVALID, JK_TEXT_ITIP_CANCEL_MIXED,
                          (struct jk_at){ rq->list[0].line, "UID" }, "%s", rq->list[0].uid);
    rc = dated ? cancel_dates(&x, out) : cancel_whole(&x, out);
    return rc == JK_MEMORY ? jk_fail(err, rc, JK_TEXT_NO_MEMORY, "", "%s", "") : rc;
}
