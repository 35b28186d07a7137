/* Entries of another process, brought into memory.
 *
 * Three walks over them. The first finds out which chains they are about, and whether there is
 * anything that is not brought in piece by piece. Those chains are then emptied and read again,
 * with all their notices, by the functions of a start. The second walk brings in what hangs on
 * chains, in the order of the journal; the third tells of alerts, when all else is as it will be
 * seen. */
#include "jarak/app/follow.h"

#include <stdlib.h>
#include <string.h>
#include "daemon/app/accounts/accounts.h"
#include "daemon/app/alerts/room.h"
#include "daemon/app/conflicts/alerts.h"
#include "daemon/app/conflicts/conflicts.h"
#include "daemon/app/conflicts/escalation.h"
#include "daemon/app/conflicts/opinions.h"
#include "daemon/app/conflicts/room.h"
#include "daemon/app/conflicts/sight.h"
#include "daemon/app/contests/room.h"
#include "daemon/app/decisions/certificate.h"
#include "daemon/app/decisions/retime.h"
#include "daemon/app/load.h"
#include "daemon/app/matters/room.h"
#include "daemon/app/notices/attachment.h"
#include "daemon/app/notices/field_reports.h"
#include "daemon/app/notices/resource_names.h"
#include "daemon/app/plain/room.h"
#include "daemon/app/recall/room.h"
#include "daemon/app/registry/registry_internal.h"
#include "daemon/app/teams/room.h"
#include "jarak/app/public/watch.h"
#include "jarak/base/heap.h"
#include "jarak/model/texts.h"
#include "jarak/store/trail.h"

/* What the public sees of a chain changes with these two, and never without. */
struct shown {
    uint32_t feed_revision;
    int64_t changed_s;
};

/* A chain that changed, and how it was shown. */
struct touched {
    const char *chain;
    struct shown shown;
};

struct following {
    struct jk_app *app;
    struct jk_arena arena;
    struct jk_name_table names; /* of struct touched */
    struct touched **list;
    size_t count, cap;
    const char **uids; /* of notices that changed, in the order of the journal */
    size_t uid_count, uid_cap;
    const struct jk_chain *reported; /* that a report lets stand elsewhere */
    struct jk_chain **pairs;         /* of these it is found again where they meet others */
    size_t pair_count, pair_cap;
    bool contests, subscriptions; /* these rooms are read again */
    bool whole;
    int64_t seen_s;
};

static struct touched *touch(struct following *f, const char *chain)
{
    struct touched *t = jk_name_table_find(&f->names, chain);

    if (t)
        return t;
    t = jk_arena_take(&f->arena, sizeof *t);
    if (!t || !(t->chain = jk_arena_copy(&f->arena, jk_span_of(chain))) ||
        !jk_grow(&f->list, f->count, &f->cap, sizeof(struct touched *)) ||
        !jk_name_table_add(&f->names, t->chain, t))
        return NULL;
    f->list[f->count++] = t;
    return t;
}

static enum jk_status touch_notice(struct following *f, const struct jk_notice_row *row)
{
    const char **list = jk_arena_grow(&f->arena, f->uids, f->uid_count, &f->uid_cap, sizeof *list);

    if (!list || !touch(f, row->chain) ||
        !(list[f->uid_count] = jk_arena_copy(&f->arena, jk_span_of(row->uid))))
        return JK_MEMORY;
    f->uids = list;
    f->uid_count++;
    return JK_OK;
}

static enum jk_status find_out(void *ctx, const struct jk_trail_entry *entry)
{
    struct following *f = ctx;

    if (entry->time_s > f->seen_s)
        f->seen_s = entry->time_s;
    switch (entry->kind) {
    case JK_ENTRY_NOTICE:
        return touch_notice(f, &entry->row.notice);
    case JK_ENTRY_CHAIN:
        return touch(f, entry->row.chain.chain) ? JK_OK : JK_MEMORY;
    case JK_ENTRY_STANDING:
        return touch(f, entry->row.standing.chain) ? JK_OK : JK_MEMORY;
    case JK_ENTRY_PACK:
        f->whole = f->whole || strcmp(entry->row.pack.hash, f->app->pack->hash) != 0;
        return JK_OK;
    case JK_ENTRY_EDITION:
    case JK_ENTRY_ERASE:
        f->whole = true;
        return JK_OK;
    case JK_ENTRY_PASLON:
        f->contests = true;
        return JK_OK;
    case JK_ENTRY_SUBSCRIPTION:
    case JK_ENTRY_TOPIC:
        f->subscriptions = true;
        return JK_OK;
    default:
        return JK_OK;
    }
}

static struct shown shown_of(const struct jk_chain *chain)
{
    return chain ? (struct shown){ chain->feed_revision, chain->changed_s } : (struct shown){ 0 };
}

static enum jk_status note_pair(struct following *f, struct jk_chain *chain)
{
    if (!jk_grow(&f->pairs, f->pair_count, &f->pair_cap, sizeof(struct jk_chain *)))
        return JK_MEMORY;
    f->pairs[f->pair_count++] = chain;
    return JK_OK;
}

/* Conflicts of a chain that will stand in the world otherwise: their parts point into what is
 * there. */
static void forget_parts(void *ctx, const struct jk_chain *chain)
{
    struct conflict_list of = conflicts_of(((struct following *)ctx)->app, chain);

    for (size_t i = 0; i < of.count; i++)
        conflicts_forget_parts(of.list[i]);
}

/* Empty those that are known, then read: new notices first, for they are numbered as they come. */
static enum jk_status read_chains(struct following *f, struct jk_error *err)
{
    struct jk_registry *registry = f->app->registry;
    const uint32_t known = jk_registry_entries(registry);
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < f->count; i++) {
        struct jk_chain *chain = jk_registry_chain(registry, f->list[i]->chain);

        f->list[i]->shown = shown_of(chain);
        if (!chain)
            continue;
        forget_parts(f, chain);
        registry_empty_chain(registry, chain);
    }
    for (size_t i = 0; i < f->uid_count && rc == JK_OK; i++) {
        if (!jk_registry_entry(registry, f->uids[i]))
            rc = recall_notice_again(f->app, f->uids[i], err);
    }
    for (size_t i = 0; i < f->count && rc == JK_OK; i++)
        rc = recall_chain_again(f->app, f->list[i]->chain, known, err);
    /* What was seen of a chain that is approved again stands again. */
    for (size_t i = 0; i < f->count && rc == JK_OK; i++)
        rc = notices_reports_apply_chain(f->app, jk_registry_chain(registry, f->list[i]->chain));
    return rc;
}

/* Whoever keeps what the public sees is told which chains are shown otherwise. */
static void note_public(struct following *f)
{
    for (size_t i = 0; i < f->count; i++) {
        const struct jk_chain *chain = jk_registry_chain(f->app->registry, f->list[i]->chain);
        const struct shown before = f->list[i]->shown, now = shown_of(chain);

        if (before.feed_revision != now.feed_revision || before.changed_s != now.changed_s)
            app_public_note(&f->app->published, chain->region->code, chain->number);
    }
}

/* The ids of drafts and chains that calendar clients ask about by the number of their change. */
static enum jk_status note_change(struct jk_app *app, uint64_t seq, enum jk_entry_kind kind,
                                  const char *key)
{
    return app_note_change(app, &(struct jk_change_row){ seq, kind, jk_span_of(key) });
}

static enum jk_status take_account(struct jk_app *app, const struct jk_trail_entry *entry)
{
    switch (entry->kind) {
    case JK_ENTRY_ACCOUNT:
        return accounts_learn(app->accounts, &entry->row.account);
    case JK_ENTRY_ACCESS:
        return accounts_learn_access(app->accounts, &entry->row.access);
    case JK_ENTRY_SCOPE:
        return accounts_learn_scope(app->accounts, &entry->row.scope);
    case JK_ENTRY_TOKEN:
        return accounts_learn_token(app->accounts, &entry->row.token);
    case JK_ENTRY_INBOX:
        return accounts_learn_inbox(app->accounts, &entry->row.inbox);
    default:
        return JK_OK;
    }
}

/* What is over meets nowhere; of what is open it is found where, behind all that stands. */
static enum jk_status take_conflict(struct following *f, const struct jk_trail_entry *entry)
{
    enum jk_status rc = conflicts_learn(f->app, &entry->row.conflict);
    struct conflict *c = rc == JK_OK ? conflicts_of_id(f->app, entry->row.conflict.id) : NULL;

    if (!c)
        return rc == JK_OK ? JK_CORRUPT : rc;
    if (!c->open)
        conflicts_forget_parts(c);
    else if (!c->parts)
        rc = note_pair(f, c->a);
    return rc == JK_OK ? note_change(f->app, entry->seq, entry->kind, c->id) : rc;
}

static enum jk_status take_about(struct jk_app *app, const struct jk_trail_entry *entry)
{
    switch (entry->kind) {
    case JK_ENTRY_OPINION:
        return conflicts_opinions_load(app, &entry->row.opinion);
    case JK_ENTRY_ESCALATION:
        return conflicts_escalation_load(app, &entry->row.escalation);
    case JK_ENTRY_BASELINE:
        return conflicts_learn_baseline(app, &entry->row.baseline);
    default:
        return take_account(app, entry);
    }
}

/* A letter, or the photo of a matter. */
static enum jk_status take_attachment(struct jk_app *app, const struct jk_attachment_row *row)
{
    const enum jk_status rc = notices_attachments_load(app, row);

    return rc == JK_OK ? matters_learn_photo(app, row) : rc;
}

static void note_report(void *ctx, const struct jk_chain *chain)
{
    forget_parts(ctx, chain);
    ((struct following *)ctx)->reported = chain;
}

/* It may let the chain stand elsewhere. */
static enum jk_status take_report(struct following *f, const struct jk_report_row *row)
{
    enum jk_status rc;

    f->reported = NULL;
    rc = notices_reports_learn(f->app, row, note_report, f);
    return rc == JK_OK && f->reported
               ? note_pair(f, jk_registry_chain(f->app->registry, f->reported->id))
               : rc;
}

static enum jk_status take_noted(struct jk_app *app, const struct jk_trail_entry *entry)
{
    switch (entry->kind) {
    case JK_ENTRY_ATTACHMENT:
        return take_attachment(app, &entry->row.attachment);
    case JK_ENTRY_NAME:
        return notices_names_load(app, &entry->row.name);
    case JK_ENTRY_MATTER:
        return matters_learn(app, &entry->row.matter);
    case JK_ENTRY_MATTER_ACT:
        return matters_learn_act(app, entry->seq, &entry->row.matter_act);
    default:
        return take_about(app, entry);
    }
}

static enum jk_status take_entry(void *ctx, const struct jk_trail_entry *entry)
{
    struct following *f = ctx;
    struct jk_app *app = f->app;
    enum jk_status rc;

    switch (entry->kind) {
    case JK_ENTRY_NOTICE:
        return note_change(app, entry->seq, entry->kind, entry->row.notice.uid);
    case JK_ENTRY_CHAIN:
        return note_change(app, entry->seq, entry->kind, entry->row.chain.chain);
    case JK_ENTRY_CERTIFICATE:
        return decisions_certificates_load(app, &entry->row.certificate);
    case JK_ENTRY_RETIME:
        return decisions_retimes_load(app, &entry->row.retime);
    case JK_ENTRY_DRAFT:
        return teams_learn(app, &entry->row.draft);
    case JK_ENTRY_PLAIN:
        rc = plain_learn(app, &entry->row.plain);
        return rc == JK_OK ? note_change(app, entry->seq, entry->kind, entry->row.plain.id) : rc;
    case JK_ENTRY_CONFLICT:
        return take_conflict(f, entry);
    case JK_ENTRY_REPORT:
        return take_report(f, &entry->row.report);
    default:
        return take_noted(app, entry);
    }
}

/* An alert: what its account knows of the conflict, and who listens. */
static enum jk_status take_alert(void *ctx, const struct jk_trail_entry *entry)
{
    struct jk_app *app = ctx;
    const struct jk_alert_row *row = &entry->row.alert;
    struct jk_account *account;

    if (entry->kind != JK_ENTRY_ALERT)
        return JK_OK;
    account = accounts_find(app->accounts, row->account);
    if (!account)
        return JK_CORRUPT;
    if (app->conflicts->sink)
        app->conflicts->sink(app->conflicts->sink_ctx, account, row);
    return conflicts_learn_alert(app, account, row);
}

static enum jk_status read_rooms(struct following *f, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    if (f->contests) {
        contests_clear(f->app);
        rc = contests_load(f->app, err);
        app_public_forget(&f->app->published); /* who is struck out is told there */
    }
    if (rc == JK_OK && f->subscriptions) {
        alerts_clear(f->app);
        rc = alerts_load(f->app, err);
    }
    return rc;
}

/* Where those meet that stand otherwise than before, or of whose meeting a row alone was read. */
static enum jk_status find_pairs(struct following *f)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < f->count && rc == JK_OK; i++)
        rc =
            conflicts_find_parts_of(f->app, jk_registry_chain(f->app->registry, f->list[i]->chain));
    for (size_t i = 0; i < f->pair_count && rc == JK_OK; i++)
        rc = conflicts_find_parts_of(f->app, f->pairs[i]);
    return rc;
}

static enum jk_status bring_in(struct following *f, uint64_t after, struct jk_error *err)
{
    enum jk_status rc = read_chains(f, err);

    if (rc == JK_OK)
        note_public(f);
    if (rc == JK_OK)
        rc = jk_store_each_row(f->app->store, after, UINT32_MAX, take_entry, f, err);
    if (rc == JK_OK)
        rc = read_rooms(f, err);
    if (rc == JK_OK)
        rc = find_pairs(f);
    if (rc != JK_OK)
        return rc;
    plain_settle(f->app);
    if (f->seen_s > f->app->group.seen_s)
        f->app->group.seen_s = f->seen_s;
    return jk_app_follow_alerts(f->app, after, err);
}

enum jk_status jk_app_follow(struct jk_app *app, uint64_t after, bool *whole, struct jk_error *err)
{
    struct following f = { .app = app };
    enum jk_status rc;

    jk_app_watch(app); /* what breaks or is refused from here on is this reading's */
    rc = jk_store_each_row(app->store, after, UINT32_MAX, find_out, &f, err);
    *whole = f.whole;
    if (rc == JK_OK && !f.whole)
        rc = bring_in(&f, after, err);
    if (rc == JK_OK)
        rc = app_sound(app, err);
    jk_name_table_clear(&f.names);
    jk_arena_clear(&f.arena);
    free(f.list);
    free(f.pairs);
    return rc;
}

enum jk_status jk_app_follow_alerts(struct jk_app *app, uint64_t after, struct jk_error *err)
{
    return jk_store_each_row(app->store, after, UINT32_MAX, take_alert, app, err);
}

enum jk_status jk_app_read_again(struct jk_app *app, const struct jk_pack *pack,
                                 struct jk_error *err)
{
    app->pack = pack;
    return app_read_as_stored(app, err);
}

enum jk_status jk_app_take_over(struct jk_app *app, int64_t now_s, bool alike, struct jk_error *err)
{
    enum jk_status rc;

    if (now_s < app->group.seen_s)
        now_s = app->group.seen_s;
    app->life.alike = alike;
    rc = app_judge_again(app, now_s, NULL, NULL, err);
    app->life.alike = false;
    return rc;
}

enum jk_status jk_app_open_following(struct jk_store *store, const struct jk_pack *pack,
                                     const struct jk_app_start *start, struct jk_app **out,
                                     struct jk_error *err)
{
    return app_open_as_stored(store, pack, start, out, err);
}
