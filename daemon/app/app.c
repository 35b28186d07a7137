#include "daemon/app/notices/resource_names.h"
#include "daemon/app/teams/public_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void jk_app_set_sink(struct jk_app *app, jk_alert_sink *sink, void *ctx)
{
    app->sink = sink;
    app->sink_ctx = ctx;
}

const struct jk_pack *jk_app_pack(const struct jk_app *app)
{
    return app->pack;
}

const struct jk_registry *jk_app_registry(const struct jk_app *app)
{
    return app->registry;
}

void jk_outcome_clear(struct jk_outcome *outcome)
{
    jk_reading_drop(outcome->reading);
    *outcome = (struct jk_outcome){ 0 };
}

bool jk_app_in_group(const struct jk_app *app)
{
    return app->in_group;
}

uint64_t jk_app_feed_version(const struct jk_app *app)
{
    return app->feed_version;
}

struct jk_accounts *jk_app_accounts(struct jk_app *app)
{
    return &app->accounts;
}

const struct jk_account *jk_app_account(const struct jk_app *app, const char *name)
{
    return jk_accounts_find(&app->accounts, name);
}

enum jk_status jk_app_add_account(struct jk_app *app, int64_t now_s,
                                  const struct jk_account_row *row, struct jk_error *err)
{
    struct jk_act act = { "jarakd", now_s };

    return accounts_put(&app->accounts, &act, row, err);
}

/* Read stored bytes again; what was accepted once is accepted for ever, or the store is not ours.
 */
static enum jk_status read_stored(struct jk_app *app, struct jk_span bytes, struct jk_reading **out)
{
    struct jk_error err;

    return jk_reading_make(app->pack, JK_ICAL_IMPORT, app->pack->zone, bytes, out, &err);
}

static enum jk_status load_version(struct jk_app *app, const struct jk_notice_row *row)
{
    struct jk_reading *reading;
    struct jk_change change;
    struct jk_error err;
    enum jk_status rc = read_stored(app, row->bytes, &reading);

    if (rc != JK_OK)
        return rc;
    rc = jk_registry_put(app->registry, reading, &reading->stream.notices[0], &change, &err);
    if (rc == JK_OK)
        jk_registry_settle(app->registry, &change);
    jk_reading_drop(reading);
    return rc;
}

static enum jk_status load_notice(void *ctx, const struct jk_notice_row *row)
{
    struct jk_app *app = ctx;
    struct jk_reading *approved = NULL;
    struct jk_entry *entry;
    enum jk_status rc;

    if (row->bytes.len == 0) { /* withdrawn or erased: nothing stands, the UID stays taken */
        entry = jk_registry_tombstone(app->registry, row->uid, row->chain);
        if (!entry)
            return JK_MEMORY;
    } else if ((rc = load_version(app, row)) != JK_OK) {
        return rc;
    }
    entry = jk_registry_entry(app->registry, row->uid);
    entry->revision = row->revision;
    entry->sequence = row->sequence;
    entry->deleted = row->deleted;
    entry->owner = strdup(row->owner);
    entry->created_s = row->created_s;
    entry->changed_s = row->changed_s;
    entry->approved_revision = row->approved_revision;
    if (!entry->owner)
        return JK_MEMORY;
    if (row->approved.len == 0)
        return JK_OK;
    rc = read_stored(app, row->approved, &approved);
    if (rc == JK_OK)
        rc = jk_registry_put_approved(app->registry, entry, approved, &approved->stream.notices[0]);
    jk_reading_drop(approved);
    return rc;
}

static enum jk_status load_chain(void *ctx, const struct jk_chain_row *row)
{
    struct jk_app *app = ctx;
    struct jk_chain *chain = jk_registry_chain(app->registry, row->chain);
    enum jk_state state = jk_state_of(row->state);

    if (!chain || state == JK_STATE_END)
        return JK_CORRUPT;
    chain->revision = row->revision;
    chain->pending = row->pending;
    chain->feed_revision = row->feed_revision;
    chain->changed_s = row->changed_s;
    snprintf(chain->sttp, sizeof chain->sttp, "%s", row->sttp);
    if (jk_pack_region(app->pack, row->region))
        chain->region = jk_pack_region(app->pack, row->region);
    return jk_registry_restate(app->registry, chain, state, false);
}

static enum jk_status load_certificate(void *ctx, const struct jk_certificate_row *row)
{
    struct jk_app *app = ctx;
    struct jk_chain *chain = jk_registry_chain(app->registry, row->chain);

    if (!chain)
        return JK_CORRUPT;
    snprintf(chain->certificate, sizeof chain->certificate, "%s", row->sha256);
    return JK_OK;
}

static enum jk_status load_conflict(void *ctx, const struct jk_conflict_row *row)
{
    return conflicts_adopt(ctx, row);
}

static void settle_group(struct jk_app *app)
{
    app->in_group = false;
    app->told_count = 0;
    jk_arena_clear(&app->group);
}

static enum jk_status load(struct jk_app *app, struct jk_error *err)
{
    enum jk_status rc;

    app->registry = jk_registry_new(app->pack);
    if (!app->registry)
        return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "%s", "");
    if ((rc = accounts_load(&app->accounts, err)) != JK_OK ||
        (rc = jk_store_each_notice(app->store, load_notice, app, err)) != JK_OK ||
        (rc = jk_store_each_chain(app->store, load_chain, app, err)) != JK_OK ||
        (rc = missing_load(app, err)) != JK_OK ||
        (rc = jk_store_each_attachment(app->store, attachments_load, app, err)) != JK_OK ||
        (rc = jk_store_each_retime(app->store, retimes_load, app, err)) != JK_OK ||
        (rc = jk_store_each_report(app->store, reports_load, app, err)) != JK_OK ||
        (rc = reports_apply(app, err)) != JK_OK ||
        (rc = jk_store_each_certificate(app->store, load_certificate, app, err)) != JK_OK ||
        (rc = jk_store_each_conflict(app->store, load_conflict, app, err)) != JK_OK ||
        (rc = jk_store_each_opinion(app->store, opinions_load, app, err)) != JK_OK ||
        (rc = jk_store_each_escalation(app->store, escalation_load, app, err)) != JK_OK ||
        (rc = jk_store_each_subscription(app->store, subscriptions_load, app, err)) != JK_OK ||
        (rc = jk_store_each_draft(app->store, drafts_load, app, err)) != JK_OK ||
        (rc = jk_store_each_name(app->store, names_load, app, err)) != JK_OK ||
        (rc = jk_store_each_change(app->store, changes_load, app, err)) != JK_OK)
        return rc;
    app->feed_version++;
    app->rebuilds++;
    app->feed_log_count = 0;
    return JK_OK;
}

/* All but the accounts: requests and streams under way hold on to those. */
static void forget(struct jk_app *app)
{
    conflicts_clear(app);
    subscriptions_clear(app);
    drafts_clear(app);
    feed_books_clear(app);
    public_ids_clear(app);
    names_clear(app);
    public_world_clear(app);
    reports_clear(app);
    jk_registry_free(app->registry);
    app->registry = NULL;
    jk_arena_clear(&app->group);
    app->told_count = 0;
    app->in_group = false;
    app->broken = JK_OK;
    accounts_forget(&app->accounts);
}

/* Judge all chains of the registry; what differs from what is stored goes into the open group. */
static enum jk_status judge_all(struct jk_app *app, const struct jk_act *act, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (uint32_t i = 0; i < jk_registry_chains(app->registry) && rc == JK_OK; i++)
        rc = conflicts_update(app, act, jk_registry_chain_at(app->registry, i), err);
    return rc;
}

/* Another policy, zone or calendar: what the agencies said was of the old one. */
static enum jk_status reset_opinions(struct jk_app *app, const struct jk_act *act,
                                     struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < app->conflict_count && rc == JK_OK; i++)
        rc = opinions_reset(app, act, app->conflicts[i], err);
    return rc;
}

static void note_audit(struct jk_app *app)
{
    app->audit =
        (struct jk_audit){ .chains = jk_registry_chains(app->registry), .changed = app->reported };
    for (size_t i = 0; i < app->conflict_count; i++)
        app->audit.conflicts += app->conflicts[i]->open;
}

struct jk_audit jk_app_audit(const struct jk_app *app)
{
    return app->audit;
}

void jk_app_gauges(const struct jk_app *app, struct jk_app_gauges *out)
{
    const struct jk_world *world = jk_registry_world(app->registry);

    *out = (struct jk_app_gauges){ .notices = jk_registry_entries(app->registry),
                                   .chains = jk_registry_chains(app->registry),
                                   .bodies = jk_world_count(world),
                                   .index_bytes = jk_world_memory(world) };
    for (size_t i = 0; i < app->conflict_count; i++) {
        if (app->conflicts[i]->open)
            out->open[app->conflicts[i]->levels.level]++;
    }
    memcpy(out->verdicts, app->verdicts, sizeof out->verdicts);
}

int64_t jk_app_seen(const struct jk_app *app)
{
    return app->stored_s > app->seen_s ? app->stored_s : app->seen_s;
}

/* At start the pack or the program may be others than those of the last judgement: what changed is
 * stored and told like any other change. */
static enum jk_status judge_again(struct jk_app *app, int64_t now_s, struct jk_error *err)
{
    struct jk_act act = { "jarakd", now_s };
    bool same = jk_store_judged_by(app->store, app->pack->hash);
    enum jk_status rc = jk_app_begin(app, err);

    if (rc == JK_OK && !same)
        rc = reset_opinions(app, &act, err);
    if (rc == JK_OK)
        rc = jk_store_put_pack(app->store, &act, app->pack->id, app->pack->hash, err);
    if (rc == JK_OK)
        rc = judge_all(app, &act, err);
    if (rc == JK_OK)
        rc = escalation_note_all(app, &act, err);
    if (rc == JK_OK)
        rc = put_welcome(app, &act, err);
    if (rc == JK_OK)
        rc = jk_store_commit(app->store, err);
    if (rc != JK_OK)
        return rc;
    settle_group(app);
    note_audit(app);
    return JK_OK;
}

enum jk_status jk_app_open(struct jk_store *store, const struct jk_pack *pack, int64_t now_s,
                           struct jk_app **out, struct jk_error *err)
{
    struct jk_app *app = calloc(1, sizeof *app);
    enum jk_status rc;

    if (!app)
        return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "%s", "");
    app->store = app->accounts.store = store;
    app->pack = pack;
    app->seen_s = now_s;
    app->stored_s = jk_store_newest_s(store);
    rc = load(app, err);
    if (rc == JK_OK)
        rc = judge_again(app, now_s, err);
    if (rc != JK_OK) {
        jk_store_rollback(store);
        jk_app_close(app);
        return rc;
    }
    *out = app;
    return JK_OK;
}

void jk_app_close(struct jk_app *app)
{
    if (!app)
        return;
    forget(app);
    accounts_clear(&app->accounts);
    free(app->told);
    free(app);
}

enum jk_status jk_app_begin(struct jk_app *app, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    if (!app->in_group)
        rc = jk_store_begin(app->store, err);
    app->in_group = rc == JK_OK;
    app->command = jk_store_last_entry(app->store) + 1;
    return rc;
}

/* The store kept nothing of the group; memory must not either. What is stored was judged by this
 * pack and this program, so judging it again gives the parts their places and writes nothing. */
static enum jk_status rebuild(struct jk_app *app, struct jk_error *err)
{
    struct jk_act act = { "jarakd", app->seen_s };
    enum jk_status rc;

    jk_store_rollback(app->store);
    forget(app);
    rc = load(app, err);
    return rc == JK_OK ? judge_all(app, &act, err) : rc;
}

enum jk_status jk_app_commit(struct jk_app *app, struct jk_error *err)
{
    struct jk_error later;
    enum jk_status rc = app->broken != JK_OK ? app->broken : app->accounts.broken;

    if (!app->in_group)
        return JK_OK;
    if (rc != JK_OK)
        jk_fail(err, rc, JK_TEXT_NOT_STORED, "", "%s", "");
    else
        rc = jk_store_commit(app->store, err);
    if (rc != JK_OK) {
        app->lost = rebuild(app, &later) != JK_OK;
        return rc;
    }
    for (size_t i = 0; app->sink && i < app->told_count; i++)
        app->sink(app->sink_ctx, app->told[i].account, &app->told[i].row);
    settle_group(app);
    return JK_OK;
}

enum jk_status tick_once(struct jk_app *app, const struct jk_act *act, bool *ticked,
                         struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    if (!*ticked && (rc = jk_app_begin(app, err)) == JK_OK)
        rc = jk_store_put_tick(app->store, act, err);
    *ticked = true;
    return rc;
}

enum jk_status jk_app_tick(struct jk_app *app, int64_t now_s, struct jk_error *err)
{
    /* A clock that was set back does not take the world with it. */
    struct jk_act act = { "jarakd", now_s > app->seen_s ? now_s : app->seen_s };
    bool ticked = false;
    enum jk_status rc = conflicts_expire(app, &act, &ticked, err);

    if (rc == JK_OK)
        rc = escalation_advance(app, &act, &ticked, err);

    if (rc != JK_OK)
        app->broken = rc;
    return rc;
}

enum jk_status jk_app_clock(struct jk_app *app, int64_t from_s, int64_t to_s, struct jk_error *err)
{
    struct jk_act act = { "jarakd", to_s > app->seen_s ? to_s : app->seen_s };
    struct jk_clock_row row = { from_s, to_s };
    enum jk_status rc = jk_app_begin(app, err);

    if (rc == JK_OK)
        rc = jk_store_put_clock(app->store, &act, &row, err);
    if (rc != JK_OK)
        app->broken = rc;
    return rc;
}

enum jk_status jk_app_welcome(struct jk_app *app, int64_t now_s, struct jk_error *err)
{
    struct jk_act act = { "jarakd", now_s };
    enum jk_status rc = put_welcome(app, &act, err);

    if (rc != JK_OK)
        app->broken = rc;
    return rc;
}

bool jk_app_is_lost(const struct jk_app *app)
{
    return app->lost;
}

enum jk_status jk_app_history(struct jk_app *app, const char *chain, jk_decision_each *each,
                              void *ctx, struct jk_error *err)
{
    return jk_store_each_decision(app->store, chain, each, ctx, err);
}
