/* The rooms, and the application's life from opening its store to closing it.
 *
 * Memory is a fold over the store. Each room reads its part and forgets it again; a row of the
 * table is all that the rest knows of a room. The order is that of the table, for later rooms lean
 * on earlier ones; it is forgotten from the last to the first. Accounts keep their addresses when
 * they are forgotten, for requests and streams under way hold on to them.
 *
 * Opening judges everything again: the pack or the program may be others than those of the last
 * judgement, and what changed by that is journalled and told like any other change. */
#include "daemon/app/load.h"

#include <stdlib.h>
#include <string.h>
#include "daemon/app/accounts/accounts.h"
#include "daemon/app/alerts/room.h"
#include "daemon/app/conflicts/alerts.h"
#include "daemon/app/conflicts/conflicts.h"
#include "daemon/app/conflicts/escalation.h"
#include "daemon/app/conflicts/kept_parts.h"
#include "daemon/app/conflicts/opinions.h"
#include "daemon/app/conflicts/room.h"
#include "daemon/app/conflicts/sight.h"
#include "daemon/app/contests/room.h"
#include "daemon/app/decisions/room.h"
#include "daemon/app/editions/room.h"
#include "daemon/app/matters/room.h"
#include "daemon/app/notices/room.h"
#include "daemon/app/personnel/room.h"
#include "daemon/app/plain/room.h"
#include "daemon/app/public/room.h"
#include "daemon/app/recall/room.h"
#include "daemon/app/teams/public_world.h"
#include "daemon/app/teams/room.h"
#include "jarak/app/app.h"
#include "jarak/app/public/watch.h"
#include "jarak/base/heap.h"
#include "jarak/model/texts.h"
#include "jarak/app/registry/registry.h"

/* The calls every room answers; null where it has nothing to do. */
static const struct room {
    enum jk_status (*open)(struct jk_app *app, struct jk_error *err); /* make it, empty */
    enum jk_status (*load)(struct jk_app *app, struct jk_error *err); /* read it from the store */
    void (*clear)(struct jk_app *app);                                /* forget what was read */
    void (*settle)(struct jk_app *app);                               /* the group is durable */
    void (*close)(struct jk_app *app);                                /* free it; it was cleared */
} rooms[] = {
    { accounts_room_open, accounts_room_load, accounts_room_clear, NULL, accounts_room_close },
    { contests_open, contests_load, contests_clear, NULL, contests_close },
    { editions_open, editions_load, editions_clear, NULL, editions_close },
    { NULL, recall_load, recall_clear, NULL, NULL },
    { notices_open, notices_load, notices_clear, NULL, notices_close },
    { NULL, decisions_load, NULL, NULL, NULL },
    { conflicts_open, conflicts_load, conflicts_clear, conflicts_settle, conflicts_close },
    { personnel_open, NULL, personnel_clear, NULL, personnel_close },
    { matters_open, matters_load, matters_clear, NULL, matters_close },
    { alerts_open, alerts_load, alerts_clear, NULL, alerts_close },
    { teams_open, teams_load, teams_clear, NULL, teams_close },
    { public_open, NULL, public_clear, NULL, public_close },
    { plain_open, plain_load, plain_clear, plain_settle, plain_close },
};
#define ROOMS (sizeof rooms / sizeof *rooms)

/* Behind everything it may be about. */
enum jk_status app_note_change(struct jk_app *app, const struct jk_change_row *row)
{
    struct jk_arena arena = { 0 };
    const char *key = jk_arena_copy(&arena, row->key);
    struct jk_entry *entry;
    struct jk_chain *chain;
    struct conflict *conflict;

    if (!key)
        return JK_MEMORY;
    if (row->kind == JK_ENTRY_CHAIN) {
        if ((chain = jk_registry_chain(app->registry, key)) != NULL)
            chain->change = row->seq;
    } else if (row->kind == JK_ENTRY_CONFLICT) {
        if ((conflict = conflicts_of_id(app, key)) != NULL) {
            conflict->change = row->seq;
            conflicts_note_first(app, conflict);
        }
    } else if (row->kind == JK_ENTRY_PLAIN) {
        plain_note_change(app, key, row->seq);
    } else if ((entry = jk_registry_entry(app->registry, key)) != NULL) {
        entry->change = row->seq;
    }
    jk_arena_clear(&arena);
    return JK_OK;
}

static enum jk_status load_change(void *ctx, const struct jk_change_row *row)
{
    return app_note_change(ctx, row);
}

/* What guests were told last, as a snapshot knows it of those who were told nothing since. */
static enum jk_status recall_guests(struct jk_app *app, struct recall *recall,
                                    struct jk_name_table *known)
{
    struct recalled_guest said;
    const char *name;
    uint64_t last_alert;

    while (recall_next_inbox(recall, &name, &last_alert)) {
        const struct jk_account *account = jk_app_account(app, name);

        if (account && account->last_alert == last_alert &&
            !jk_name_table_add(known, account->name, (void *)(uintptr_t)account))
            return JK_MEMORY;
    }
    while (recall_next_guest(recall, &said)) {
        const struct jk_account *account = jk_name_table_find(known, said.account);
        struct conflict *c = conflicts_of_id(app, said.conflict);

        if (account && c && conflicts_guest_tell(app, c, account, said.level) != JK_OK)
            return JK_MEMORY;
    }
    return JK_OK;
}

static enum jk_status load_guests(struct jk_app *app, struct jk_error *err)
{
    struct jk_name_table known = { .cap = 0 };
    enum jk_status rc = app->recall ? recall_guests(app, app->recall, &known) : JK_OK;

    if (rc == JK_OK)
        rc = conflicts_guests_load(app, &known, err);
    jk_name_table_clear(&known);
    return rc;
}

static enum jk_status recall_lost(struct jk_app *app, struct recall *recall)
{
    struct recalled_lost said;

    while (recall_next_lost(recall, &said)) {
        const struct plain_lost lost = { (char *)(uintptr_t)said.account,
                                         (char *)(uintptr_t)said.contest, said.paslon,
                                         said.change };

        if (!plain_note_lost(app, &lost))
            return JK_MEMORY;
    }
    return JK_OK;
}

/* The parts of conflicts of which nothing has changed; those of the others are found again. */
static void recall_parts(struct jk_app *app, struct recall *recall)
{
    struct jk_span parts;
    const char *id;

    while (recall_next_parts(recall, &id, &parts)) {
        struct conflict *c = conflicts_of_id(app, id);

        if (c && c->open && !recall_is_conflict_changed(recall, id) &&
            !recall_is_changed(recall, c->a) && !recall_is_changed(recall, c->b))
            conflicts_parts_read(app, c, parts);
    }
}

/* Those that a snapshot knows of, then those of the journal behind it. */
static enum jk_status load_changes(struct jk_app *app, struct jk_error *err)
{
    struct jk_change_row row;
    uint64_t after = 0;
    enum jk_status rc = JK_OK;

    if (app->recall) {
        while (rc == JK_OK && recall_next_change(app->recall, &row))
            rc = load_change(app, &row);
        if (rc == JK_OK)
            rc = recall_lost(app, app->recall);
        if (rc == JK_OK)
            recall_parts(app, app->recall);
        after = jk_snapshot_entries(app->recall->reader);
    }
    return rc == JK_OK ? jk_store_each_change(app->store, after, load_change, app, err) : rc;
}

static enum jk_status load(struct jk_app *app, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < ROOMS && rc == JK_OK; i++) {
        if (rooms[i].load)
            rc = rooms[i].load(app, err);
    }
    if (rc == JK_OK)
        rc = load_guests(app, err);
    if (rc == JK_OK)
        rc = load_changes(app, err);
    if (rc == JK_OK) {
        conflicts_order(app);
        plain_settle(app);
    }
    app->published.rebuilds++;
    app_public_forget(&app->published);
    return rc;
}

static void forget(struct jk_app *app)
{
    app_repack_forget(app);
    for (size_t i = ROOMS; i-- > 0;) {
        if (rooms[i].clear)
            rooms[i].clear(app);
    }
    jk_arena_clear(&app->group.arena);
    app->group.open = false;
    app->group.broken = JK_OK;
}

/* Does a start have to judge the chain? What a snapshot knows was judged by this program and this
 * pack, and so was its every pair, unless it says otherwise. What was changed behind it may have
 * been by another program that took no snapshot. What was followed was, where whoever wrote it is
 * alike. */
static bool is_to_judge(const struct jk_app *app, const struct jk_chain *chain)
{
    struct conflict_list of = conflicts_of(app, chain);

    if (app->recall ? !app->recall->judged || recall_is_changed(app->recall, chain)
                    : !app->life.alike)
        return true;
    for (size_t i = 0; i < of.count; i++) {
        if ((of.list[i]->open && !of.list[i]->parts) ||
            (app->recall && recall_is_conflict_changed(app->recall, of.list[i]->id)))
            return true;
    }
    for (size_t i = 0; i < chain->entry_count; i++) {
        if (chain->entries[i]->happened)
            return true;
    }
    return false;
}

/* Judge all chains; what differs from what is stored goes into the open group.
 * @param found  null: nothing is known of them */
static enum jk_status judge_all(struct jk_app *app, const struct jk_act *act,
                                const struct beside *found, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (uint32_t i = 0; i < jk_registry_chains(app->registry) && rc == JK_OK; i++) {
        struct jk_chain *chain = jk_registry_chain_at(app->registry, i);

        app->life.judged = i;
        if (!app_tell_start(app))
            return app_fail_given_up(err);
        if (found)
            rc = conflicts_update_found(app, act, chain, repack_found(found, chain), err);
        else if (is_to_judge(app, chain))
            rc = conflicts_update(app, act, chain, err);
    }
    return rc;
}

static void note_audit(struct jk_app *app, size_t changed_before)
{
    app->life.chains = jk_registry_chains(app->registry);
    app->life.changed = conflicts_changed(app) - changed_before;
    app->life.open_conflicts = 0;
    for (size_t i = 0; i < conflicts_count(app); i++)
        app->life.open_conflicts += conflicts_at(app, i)->open;
}

/* Was everything told before this start? Nothing was changed behind the snapshot, and no account
 * was made, or let in again, while no daemon ran. */
static bool has_heard_all(const struct jk_app *app)
{
    return recall_is_all(app->recall) && app->recall->judged &&
           !jk_store_accounts_changed(app->store, jk_snapshot_entries(app->recall->reader));
}

enum jk_status app_judge_again(struct jk_app *app, int64_t now_s, const struct beside *found,
                               const struct jk_edition *edition, struct jk_error *err)
{
    const size_t changed = conflicts_changed(app);
    struct jk_act act = { "jarakd", now_s };
    const enum jk_status same = jk_store_judged_by(app->store, app->pack->hash, err);
    enum jk_status rc = same == JK_NONE ? JK_OK : same;

    app->life.alike = app->life.alike && same == JK_OK;
    if (rc == JK_OK)
        rc = jk_app_begin(app, err);
    if (rc == JK_OK && edition)
        rc = editions_put(app, edition, now_s, err);
    if (rc == JK_OK && same == JK_NONE)
        rc = conflicts_opinions_reset_all(app, &act, err);
    if (rc == JK_OK)
        rc = jk_store_put_pack(app->store, &act, app->pack->id, app->pack->hash, err);
    app->conflicts->later = found != NULL;
    if (rc == JK_OK)
        rc = judge_all(app, &act, found, err);
    app->conflicts->later = false;
    if (rc == JK_OK)
        rc = conflicts_escalation_note_all(app, &act, err);
    if (rc == JK_OK && !found && !has_heard_all(app))
        rc = conflicts_welcome(app, &act, err);
    if (rc == JK_OK)
        rc = app_sound(app, err);
    if (rc == JK_OK && app->life.given_up)
        rc = app_fail_given_up(err); /* some question to the store may have had no answer */
    if (rc == JK_OK)
        rc = jk_store_commit(app->store, err);
    if (rc != JK_OK)
        return rc;
    app_settle(app);
    note_audit(app, changed);
    return JK_OK;
}

static enum jk_status open_rooms(struct jk_app *app, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < ROOMS && rc == JK_OK; i++) {
        if (rooms[i].open)
            rc = rooms[i].open(app, err);
    }
    return rc;
}

/* Read everything by a snapshot, or, where that fails or the snapshot has no end, from the store
 * alone: what is missing in the middle of one shows as anything.
 * @param recall  begun; null: there is none */
static enum jk_status load_by(struct jk_app *app, struct recall *recall, struct jk_error *err)
{
    enum jk_status rc;

    app->recall = recall;
    app->life.to_read = recall || !app->life.start ? 0 : jk_store_notices(app->store);
    rc = load(app, err);
    if (rc == JK_OK && app->life.given_up)
        rc = app_fail_given_up(err); /* part of it may be missing */
    if (!recall || app->life.given_up || (rc == JK_OK && recall_is_done(recall)))
        return rc;
    app->recall = NULL;
    app->life.recalled = "spoilt";
    forget(app);
    jk_app_watch(app);
    app->life.to_read = app->life.start ? jk_store_notices(app->store) : 0;
    return load(app, err);
}

/* What the start before left; null: nothing that is of use.
 * @param[out] judged  by this program and pack, as all was that is in it */
static struct jk_snapshot_reader *open_snapshot(struct jk_app *app,
                                                const struct jk_app_start *start, bool *judged,
                                                struct jk_error *err)
{
    struct jk_snapshot_reader *reader = NULL;
    uint8_t maker[JK_DIGEST_LEN];

    *judged = true;
    if (!start || !start->snapshot)
        return NULL;
    app_snapshot_maker(app->pack, start, *judged, maker);
    jk_snapshot_open(app->store, start->snapshot, maker, &reader, &app->life.recalled);
    if (!reader && strcmp(app->life.recalled, "other-program-or-pack") == 0) {
        *judged = false;
        app_snapshot_maker(app->pack, start, *judged, maker);
        jk_snapshot_open(app->store, start->snapshot, maker, &reader, &app->life.recalled);
    }
    if (!reader || jk_store_judged_by(app->store, app->pack->hash, err) == JK_OK)
        return reader;
    app->life.recalled = "other-pack"; /* it was judged by one since */
    jk_snapshot_close(reader);
    return NULL;
}

/* What becomes of what was read. */
typedef enum jk_status then_do(struct jk_app *app, struct jk_error *err);

static enum jk_status load_and(struct jk_app *app, const struct jk_app_start *start, then_do *then,
                               struct jk_error *err)
{
    bool judged;
    struct jk_snapshot_reader *reader = open_snapshot(app, start, &judged, err);
    struct recall recall;
    enum jk_status rc;

    if (reader) {
        recall_begin(&recall, reader, judged);
        app->life.recalled = "used";
    }
    rc = load_by(app, reader ? &recall : NULL, err);
    app->life.judging = true;
    if (rc == JK_OK)
        rc = then(app, err);
    app->recall = NULL;
    if (reader)
        recall_end(&recall);
    jk_snapshot_close(reader);
    return rc;
}

static enum jk_status judge_read(struct jk_app *app, struct jk_error *err)
{
    return app_judge_again(app, app->group.seen_s, NULL, NULL, err);
}

/* Nothing is judged: the parts of conflicts alone are no rows, and a snapshot has most of them. */
static enum jk_status find_parts(struct jk_app *app, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (uint32_t i = 0; i < jk_registry_chains(app->registry) && rc == JK_OK; i++) {
        app->life.judged = i;
        if (!app_tell_start(app))
            return app_fail_given_up(err);
        rc = conflicts_find_parts_of(app, jk_registry_chain_at(app->registry, i));
    }
    if (rc != JK_OK)
        return jk_no_memory(err);
    if ((rc = app_sound(app, err)) != JK_OK)
        return rc;
    if (app->life.given_up)
        return app_fail_given_up(err);
    note_audit(app, conflicts_changed(app));
    return JK_OK;
}

/* Null: memory is out. */
static struct jk_app *new_app(struct jk_store *store, const struct jk_pack *pack, int64_t now_s)
{
    struct jk_app *app = jk_heap_zeroed(1, sizeof *app);

    if (!app)
        return NULL;
    app->store = store;
    app->pack = pack;
    app->group.seen_s = now_s;
    app->work.allowed = UINT64_MAX;
    app->work.weighed = &app->weighed;
    app->life.recalled = "not-asked";
    app->life.stored_s = jk_store_newest_s(store);
    return app;
}

enum jk_status app_read_as_stored(struct jk_app *app, struct jk_error *err)
{
    enum jk_status rc;

    forget(app);
    jk_app_watch(app);
    rc = load(app, err);
    return rc == JK_OK ? find_parts(app, err) : rc;
}

/* @param app  new, or null: memory is out. It is closed where it cannot be opened */
static enum jk_status open_app(struct jk_app *app, const struct jk_app_start *start, then_do *then,
                               struct jk_app **out, struct jk_error *err)
{
    enum jk_status rc;

    if (!app)
        return jk_no_memory(err);
    rc = open_rooms(app, err);
    if (rc == JK_OK) {
        jk_app_watch(app);
        app_watch_start(app, start);
        rc = load_and(app, start, then, err);
        app_watch_start(app, NULL);
    }
    if (rc != JK_OK) {
        jk_store_rollback(app->store);
        jk_app_close(app);
        return rc;
    }
    *out = app;
    return JK_OK;
}

enum jk_status app_open_as_stored(struct jk_store *store, const struct jk_pack *pack,
                                  const struct jk_app_start *start, struct jk_app **out,
                                  struct jk_error *err)
{
    return open_app(new_app(store, pack, jk_store_newest_s(store)), start, find_parts, out, err);
}

enum jk_status jk_app_open(struct jk_store *store, const struct jk_pack *pack, int64_t now_s,
                           const struct jk_app_start *start, struct jk_app **out,
                           struct jk_error *err)
{
    return open_app(new_app(store, pack, now_s), start, judge_read, out, err);
}

void jk_app_close(struct jk_app *app)
{
    if (!app)
        return;
    forget(app);
    for (size_t i = ROOMS; i-- > 0;) {
        if (rooms[i].close)
            rooms[i].close(app);
    }
    app_public_clear(&app->published);
    free(app);
}

/* The store was judged by this pack and this program, so judging it again gives the parts their
 * places and writes nothing. */
enum jk_status app_rebuild(struct jk_app *app, struct jk_error *err)
{
    struct jk_act act = { "jarakd", app->group.seen_s };
    enum jk_status rc;

    jk_store_rollback(app->store);
    forget(app);
    jk_app_watch(app);
    rc = load(app, err);
    if (rc == JK_OK)
        rc = judge_all(app, &act, NULL, err);
    return rc == JK_OK ? app_sound(app, err) : rc;
}

void app_settle(struct jk_app *app)
{
    for (size_t i = 0; i < ROOMS; i++) {
        if (rooms[i].settle)
            rooms[i].settle(app);
    }
    app->group.open = false;
    jk_arena_clear(&app->group.arena);
    jk_app_watch(app);
}

struct jk_audit jk_app_audit(const struct jk_app *app)
{
    return (struct jk_audit){ (uint32_t)app->life.chains, app->life.open_conflicts,
                              app->life.changed, app->life.recalled };
}

void jk_app_gauges(const struct jk_app *app, struct jk_app_gauges *out)
{
    const struct jk_world *world = jk_registry_world(app->registry);

    *out = (struct jk_app_gauges){ .notices = jk_registry_entries(app->registry),
                                   .chains = jk_registry_chains(app->registry),
                                   .bodies = jk_world_count(world),
                                   .index_bytes = jk_world_memory(world) };
    for (size_t i = 0; i < conflicts_count(app); i++) {
        const struct conflict *c = conflicts_at(app, i);

        if (c->open)
            out->open[c->levels.level]++;
    }
    out->compiled = jk_registry_compiled(app->registry) + teams_compiled(app);
    memcpy(out->verdicts, app->notices->verdicts, sizeof out->verdicts);
}
