#include "daemon/app/app_internal.h"

#include <stdlib.h>
#include <string.h>

/* What was put is the journal's newest entry: what it changed is told apart by its number. */
static enum jk_status note_change(const struct jk_app *app, enum jk_status rc, uint64_t *change)
{
    uint8_t hash[32];

    if (rc == JK_OK)
        *change = jk_store_journal_end(app->store, hash);
    return rc;
}

enum jk_status put_entry_row(struct jk_app *app, const struct jk_act *act, struct jk_entry *entry,
                             struct jk_error *err)
{
    struct jk_notice_row row = { .uid = entry->uid,
                                 .chain = entry->chain->id,
                                 .revision = entry->revision,
                                 .sequence = entry->sequence,
                                 .deleted = entry->deleted,
                                 .owner = entry->owner,
                                 .created_s = entry->created_s,
                                 .changed_s = entry->changed_s,
                                 .approved_revision = entry->approved_revision };

    if (entry->current)
        row.bytes = entry->current->notice->bytes;
    if (entry->approved)
        row.approved = entry->approved->notice->bytes;
    return note_change(app, jk_store_put_notice(app->store, act, &row, err), &entry->change);
}

enum jk_status put_chain_row(struct jk_app *app, const struct jk_act *act, struct jk_chain *chain,
                             struct jk_error *err)
{
    struct jk_chain_row row = { .chain = chain->id,
                                .region = chain->region->code,
                                .state = jk_state_word(chain->state),
                                .revision = chain->revision,
                                .pending = chain->pending,
                                .feed_revision = chain->feed_revision,
                                .changed_s = chain->changed_s,
                                .sttp = chain->sttp };

    return note_change(app, jk_store_put_chain(app->store, act, &row, err), &chain->change);
}

enum jk_status put_conflict_row(struct jk_app *app, const struct jk_act *act,
                                struct conflict *conflict, struct jk_error *err)
{
    struct jk_conflict_row row = { .id = conflict->id,
                                   .chain_a = conflict->a->id,
                                   .chain_b = conflict->b->id,
                                   .revision = conflict->revision,
                                   .level = (uint8_t)conflict->levels.level,
                                   .level_max = (uint8_t)conflict->levels.level_max,
                                   .open = conflict->open,
                                   .digest = conflict->digest,
                                   .opened_s = conflict->opened_s,
                                   .changed_s = conflict->changed_s };

    return note_change(app, jk_store_put_conflict(app->store, act, &row, err), &conflict->change);
}

bool conflict_is_seen(const struct jk_account *account, const struct conflict *c)
{
    return jk_region_covers(account->region, c->a->region->code) ||
           jk_region_covers(account->region, c->b->region->code);
}

/* 0 for a province, 1 for a kabupaten, 2 below it: the dots of Kemendagri's code. */
static int depth_of(const char *code)
{
    int dots = 0;

    for (; *code; code++)
        dots += *code == '.';
    return dots;
}

/* A step reaches the accounts of its circle, and Forkopimda's within it. */
static bool is_reached(const struct jk_account *account, enum jk_step step)
{
    int depth = depth_of(account->region), reached = step == JK_STEP_PROVINCE ? 0 : 1;

    return depth == reached || (depth > reached && jk_role_is_forkopimda(account->role));
}

static bool is_told(const struct jk_account *account, const struct conflict *c, const char *event)
{
    return !account->disabled && jk_role_rights(account->role) & JK_MAY_SEE &&
           conflict_is_seen(account, c) &&
           (strcmp(event, JK_EVENT_ESCALATED) != 0 || is_reached(account, c->escalation.step));
}

static bool keep_told(struct jk_app *app, const struct jk_account *account,
                      const struct jk_alert_row *row)
{
    if (app->told_count == app->told_cap) {
        size_t cap = app->told_cap ? 2 * app->told_cap : 32;
        struct told *grown = realloc(app->told, cap * sizeof *grown);

        if (!grown)
            return false;
        app->told = grown;
        app->told_cap = cap;
    }
    app->told[app->told_count++] = (struct told){ account, *row };
    return true;
}

/* What every account is told of it alike. */
static enum jk_status write_alert(struct jk_app *app, const struct jk_act *act,
                                  const struct conflict *conflict, const char *event,
                                  struct jk_alert_row *row, struct jk_error *err)
{
    struct jk_conflict_view view;
    struct jk_buf payload = { 0 };
    enum jk_status rc = view_conflict(&app->group, conflict, conflict->a, &view);

    *row = (struct jk_alert_row){ .conflict = conflict->id,
                                  .revision = conflict->revision,
                                  .event = event,
                                  .level = (uint8_t)conflict->levels.level,
                                  .time_s = act->time_s };
    if (rc == JK_OK && jk_alert_write(&payload, &view, app->pack, event, app->command) == JK_OK)
        row->payload = jk_arena_copy(&app->group, jk_buf_view(&payload));
    jk_buf_clear(&payload);
    if (rc != JK_OK || !row->payload)
        return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "%s", "");
    return JK_OK;
}

static enum jk_status put_alert(struct jk_app *app, const struct jk_act *act,
                                struct jk_account *account, struct jk_alert_row *row,
                                struct jk_error *err)
{
    enum jk_status rc;

    row->account = account->name;
    row->index = account->last_alert + 1;
    rc = jk_store_put_alert(app->store, act, row, err);
    if (rc == JK_OK && !keep_told(app, account, row))
        rc = jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "%s", "");
    if (rc == JK_OK)
        account->last_alert = row->index;
    return rc;
}

enum jk_status put_alerts(struct jk_app *app, const struct jk_act *act,
                          const struct conflict *conflict, const char *event, struct jk_error *err)
{
    struct jk_alert_row row;
    enum jk_status rc = write_alert(app, act, conflict, event, &row, err);

    for (size_t i = 0; i < app->accounts.count && rc == JK_OK; i++) {
        struct jk_account *account = app->accounts.list[i];

        if (is_told(account, conflict, event))
            rc = put_alert(app, act, account, &row, err);
    }
    return rc;
}

/* How a conflict stands in somebody's eyes: what is closed has no level. */
static enum jk_status note_known(void *ctx, const struct jk_alert_row *row)
{
    const struct jk_app *app = ctx;
    struct conflict *c = jk_name_table_find(&app->conflict_ids, row->conflict);

    if (c)
        c->known = strcmp(row->event, "closed") == 0 ? JK_LEVEL_NONE : (enum jk_level)row->level;
    return JK_OK;
}

static const char *missed_event(enum jk_level known, enum jk_level now)
{
    if (now == JK_LEVEL_NONE)
        return "closed";
    return known == JK_LEVEL_NONE ? "opened" : "level";
}

/* Tell one account what it does not know. */
static enum jk_status bring_up(struct jk_app *app, const struct jk_act *act,
                               struct jk_account *account, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < app->conflict_count; i++)
        app->conflicts[i]->known = JK_LEVEL_NONE;
    if (account->last_alert > 0)
        rc = jk_store_each_last_alert(app->store, account->name, note_known, app, err);
    for (size_t i = 0; i < app->conflict_count && rc == JK_OK; i++) {
        struct conflict *c = app->conflicts[i];
        enum jk_level now = c->open ? c->levels.level : JK_LEVEL_NONE;
        const char *event = missed_event(c->known, now);
        struct jk_alert_row row;

        if (c->known == now || !is_told(account, c, event))
            continue;
        rc = write_alert(app, act, c, event, &row, err);
        if (rc == JK_OK)
            rc = put_alert(app, act, account, &row, err);
    }
    return rc;
}

enum jk_status put_welcome(struct jk_app *app, const struct jk_act *act, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < app->accounts.count && rc == JK_OK; i++)
        rc = bring_up(app, act, app->accounts.list[i], err);
    return rc;
}
