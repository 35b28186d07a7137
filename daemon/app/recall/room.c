/* The registry is read from the newest bytes of each notice, through the same reader as a filing,
 * and what was accepted once is accepted for ever: bytes that cannot be read are a corrupt store.
 * Chains follow, for they say in which state their notices stand.
 *
 * With a snapshot the same rows come in the same order, most of them out of it: what the journal
 * changed behind it is known by its key before the first record is looked at, and read from the
 * store in the record's place. What was filed since follows in the order of its first entry, which
 * is that of the store's rows. */
#include "daemon/app/recall/room.h"
#include "daemon/app/recall/shrink.h"

#include <stdlib.h>
#include <string.h>
#include "daemon/app/registry/registry_internal.h"
#include "daemon/app/registry/rows.h"
#include "daemon/app/registry/sttp_numbers.h"
#include "daemon/app/registry/version.h"
#include "jarak/base/heap.h"

/* Read stored bytes again; what was accepted once is accepted for ever, or the store is not ours.
 */
static enum jk_status read_stored(struct jk_app *app, struct jk_span bytes, struct jk_reading **out)
{
    struct jk_error err;

    return jk_reading_make(&(struct jk_read_as){ app->pack, JK_ICAL_STORED, NULL }, bytes, out,
                           &err);
}

/* @param shrink  null: it is made small at once */
static enum jk_status load_version(struct jk_app *app, const struct jk_notice_row *row,
                                   struct recall_shrink *shrink)
{
    struct jk_reading *reading;
    struct jk_change change;
    struct jk_error err;
    enum jk_status rc = read_stored(app, row->bytes, &reading);

    if (rc != JK_OK)
        return rc;
    rc = jk_registry_put(app->registry, reading, &reading->stream.notices[0], &change, &err);
    if (rc == JK_OK) {
        jk_registry_settle(app->registry, &change);
        recall_shrink_add(shrink, change.entry->current);
    }
    jk_reading_drop(reading);
    return rc;
}

/* What the row says of its entry beside the notice.
 * @param has_bytes  a version of it was put */
static enum jk_status note_row(struct jk_app *app, struct jk_entry *entry,
                               const struct jk_notice_row *row, bool has_bytes)
{
    entry->revision = row->revision;
    entry->sequence = row->sequence;
    entry->deleted = row->deleted;
    /* A leg that is deleted has no bytes, unless that was only asked for; of a main its chain
     * tells. */
    if (row->deleted && has_bytes && strcmp(row->uid, row->chain) != 0) {
        entry->deleted = false;
        jk_entry_leave(entry, true);
    }
    entry->created_s = row->created_s;
    entry->changed_s = row->changed_s;
    entry->approved_revision = row->approved_revision;
    return registry_own(app->registry, entry, row->owner) ? JK_OK : JK_MEMORY;
}

static enum jk_status read_notice(struct jk_app *app, const struct jk_notice_row *row,
                                  struct recall_shrink *shrink)
{
    struct jk_reading *approved = NULL;
    struct jk_entry *entry;
    enum jk_status rc = JK_OK;

    /* Withdrawn or erased: nothing stands, the UID stays taken. */
    if (row->bytes.len == 0 && !jk_registry_tombstone(app->registry, row->uid, row->chain))
        return JK_MEMORY;
    if (row->bytes.len > 0)
        rc = load_version(app, row, shrink);
    if (rc != JK_OK)
        return rc;
    entry = jk_registry_entry(app->registry, row->uid);
    rc = note_row(app, entry, row, row->bytes.len > 0);
    if (rc != JK_OK || row->approved.len == 0)
        return rc;
    rc = read_stored(app, row->approved, &approved);
    if (rc == JK_OK)
        rc = jk_registry_put_approved(app->registry, entry, approved, &approved->stream.notices[0]);
    jk_reading_drop(approved);
    return rc;
}

static enum jk_status load_notice(void *ctx, const struct jk_notice_row *row)
{
    return read_notice(ctx, row, NULL);
}

/* What stands beside the state. Of a chain that was withdrawn when that was not kept yet, its place
 * in the feed tells what it had been. */
static void load_standing(struct jk_chain *chain, const struct jk_chain_row *row)
{
    chain->former = chain->kept.former = jk_state_of(row->former);
    chain->pending_state = chain->kept.pending_state = jk_state_of(row->pending_state);
    if (chain->pending && chain->pending_state == JK_STATE_END)
        chain->pending_state = JK_STATE_SUBMITTED; /* from before changes had a state */
    if (chain->state == JK_STATE_WITHDRAWN && chain->former == JK_STATE_END)
        chain->former = chain->feed_revision > 0 ? JK_STATE_APPROVED : JK_STATE_SUBMITTED;
}

/* A chain is made with the region of its newest place, and has that of its first one: it leaves the
 * days and sums it was put into by the wrong one, and load_chain() lets it stand again. */
static enum jk_status load_region(struct jk_app *app, struct jk_chain *chain,
                                  const struct jk_region *region)
{
    enum jk_status rc = JK_OK;

    if (!region || region == chain->region)
        return JK_OK;
    rc = jk_registry_restate(app->registry, chain, JK_STATE_DRAFT, false);
    chain->region = region;
    return rc;
}

static enum jk_status load_chain(void *ctx, const struct jk_chain_row *row)
{
    struct jk_app *app = ctx;
    struct jk_chain *chain = jk_registry_chain(app->registry, row->chain);
    enum jk_state state = jk_state_of(row->state);
    struct jk_entry *main;
    enum jk_status rc;

    if (!chain || state == JK_STATE_END)
        return JK_CORRUPT;
    chain->revision = row->revision;
    chain->pending = row->pending;
    chain->feed_revision = row->feed_revision;
    chain->changed_s = row->changed_s;
    rc = load_region(app, chain, jk_pack_region(app->pack, row->region));
    if (rc != JK_OK)
        return rc;
    if (!registry_sttp_set(app->registry, chain, row->sttp))
        return JK_MEMORY;
    main = jk_registry_entry(app->registry, chain->id);
    if (state == JK_STATE_APPROVED && main && main->current && main->deleted) {
        main->deleted = false;
        jk_entry_leave(main, true);
    }
    rc = jk_registry_restate(app->registry, chain, state, false);
    load_standing(chain, row);
    return rc;
}

void recall_begin(struct recall *recall, struct jk_snapshot_reader *reader, bool judged)
{
    *recall = (struct recall){ .reader = reader, .judged = judged };
    recall->has_record = jk_snapshot_next(reader, &recall->record);
}

static void clear_table(struct recall_table *table)
{
    for (size_t i = 0; i < table->count; i++)
        free(table->list[i]);
    free(table->list);
    jk_name_table_clear(&table->names);
}

void recall_end(struct recall *recall)
{
    clear_table(&recall->notices);
    clear_table(&recall->chains);
    clear_table(&recall->conflicts);
    jk_arena_clear(&recall->arena);
}

static void next_record(struct recall *recall)
{
    recall->is_seen = false;
    recall->has_record = jk_snapshot_next(recall->reader, &recall->record);
}

static bool is_next(struct recall *recall, enum record_of of)
{
    if (recall->is_seen)
        next_record(recall);
    return recall->has_record && recall->record.at[0] == (char)of;
}

static enum jk_status note_key(struct recall *recall, struct recall_table *table,
                               struct jk_span span)
{
    const char *key = jk_arena_copy(&recall->arena, span);
    struct recall_changed *changed;

    if (!key)
        return JK_MEMORY;
    if (jk_name_table_find(&table->names, key))
        return JK_OK;
    if (!jk_grow(&table->list, table->count, &table->cap, sizeof(struct recall_changed *)) ||
        !(changed = jk_heap_zeroed(1, sizeof *changed)))
        return JK_MEMORY;
    table->list[table->count++] = changed;
    changed->key = key;
    return jk_name_table_add(&table->names, key, changed) ? JK_OK : JK_MEMORY;
}

static enum jk_status note_changed(void *ctx, const struct jk_change_row *row)
{
    struct recall *recall = ctx;

    recall->changes++;
    if (row->kind == JK_ENTRY_NOTICE || row->kind == JK_ENTRY_ERASE)
        return note_key(recall, &recall->notices, row->key);
    if (row->kind == JK_ENTRY_CHAIN)
        return note_key(recall, &recall->chains, row->key);
    if (row->kind == JK_ENTRY_CONFLICT)
        return note_key(recall, &recall->conflicts, row->key);
    return JK_OK;
}

/* Has the journal changed that row since? Then it counts as taken from here on. */
static bool take_changed(struct recall_table *table, const char *key)
{
    struct recall_changed *changed = jk_name_table_find(&table->names, key);

    if (changed)
        changed->taken = true;
    return changed != NULL;
}

static enum jk_status put_recalled(struct jk_app *app, const struct recalled_entry *said)
{
    struct jk_span versions = said->versions;
    struct jk_version *version;
    struct jk_entry *entry;
    enum jk_status rc;

    if (said->has_current) {
        version = registry_version_read(app->pack, &versions);
        if (!version)
            return JK_CORRUPT;
        entry = registry_put_recalled(app->registry, version, said->etag);
    } else {
        entry = jk_registry_tombstone(app->registry, said->row.uid, said->row.chain);
    }
    if (!entry)
        return JK_MEMORY;
    rc = note_row(app, entry, &said->row, said->has_current);
    entry->change = said->change;
    if (rc != JK_OK || !said->has_approved)
        return rc;
    version = registry_version_read(app->pack, &versions);
    if (!version)
        return JK_CORRUPT;
    return registry_put_approved(app->registry, entry, version) ? JK_OK : JK_MEMORY;
}

static enum jk_status recall_entries(struct jk_app *app, struct recall *recall,
                                     struct jk_error *err)
{
    struct recalled_entry said;
    enum jk_status rc = JK_OK;

    for (; rc == JK_OK && is_next(recall, RECORD_ENTRY); next_record(recall)) {
        if (!recall_read_entry(recall->record, &said))
            return JK_CORRUPT;
        if (take_changed(&recall->notices, said.row.uid))
            rc = jk_store_find_notice(app->store, said.row.uid, load_notice, app, err);
        else
            rc = put_recalled(app, &said);
    }
    for (size_t i = 0; i < recall->notices.count && rc == JK_OK; i++) {
        if (!recall->notices.list[i]->taken)
            rc = jk_store_find_notice(app->store, recall->notices.list[i]->key, load_notice, app,
                                      err);
    }
    return rc;
}

static enum jk_status recall_chains(struct jk_app *app, struct recall *recall, struct jk_error *err)
{
    struct recalled_chain said;
    enum jk_status rc = JK_OK;

    for (; rc == JK_OK && is_next(recall, RECORD_CHAIN); next_record(recall)) {
        if (!recall_read_chain(recall->record, &said))
            return JK_CORRUPT;
        if (take_changed(&recall->chains, said.row.chain)) {
            rc = jk_store_find_chain(app->store, said.row.chain, load_chain, app, err);
            continue;
        }
        rc = load_chain(app, &said.row);
        if (rc == JK_OK)
            jk_registry_chain(app->registry, said.row.chain)->change = said.change;
    }
    for (size_t i = 0; i < recall->chains.count && rc == JK_OK; i++) {
        if (!recall->chains.list[i]->taken)
            rc = jk_store_find_chain(app->store, recall->chains.list[i]->key, load_chain, app, err);
    }
    return rc;
}

static enum jk_status load_recalled(struct jk_app *app, struct recall *recall, struct jk_error *err)
{
    struct recalled_counts counts;
    enum jk_status rc = jk_store_each_change(app->store, jk_snapshot_entries(recall->reader),
                                             note_changed, recall, err);

    if (rc != JK_OK)
        return rc;
    if (!is_next(recall, RECORD_COUNTS) || !recall_read_counts(recall->record, &counts))
        return JK_CORRUPT;
    next_record(recall);
    registry_read_begin(app->registry, counts.entries);
    rc = recall_entries(app, recall, err);
    return rc == JK_OK ? recall_chains(app, recall, err) : rc;
}

/* All notices, one behind the other. */
struct many {
    struct jk_app *app;
    struct recall_shrink *shrink;
};

static enum jk_status load_one_of_many(void *ctx, const struct jk_notice_row *row)
{
    struct many *many = ctx;

    return read_notice(many->app, row, many->shrink);
}

static enum jk_status load_stored(struct jk_app *app, struct jk_error *err)
{
    struct many many = { app, recall_shrink_begin() };
    enum jk_status rc;

    registry_read_begin(app->registry, 0);
    rc = jk_store_each_notice(app->store, load_one_of_many, &many, err);
    recall_shrink_end(many.shrink);
    return rc == JK_OK ? jk_store_each_chain(app->store, load_chain, app, err) : rc;
}

/* False: the start is given up. */
static bool read_end(struct jk_app *app)
{
    uint32_t at = 0;
    bool on = true;

    do {
        at = registry_read_end(app->registry, at);
        on = app_tell_start(app);
    } while (on && at < jk_registry_chains(app->registry));
    return on;
}

enum jk_status recall_load(struct jk_app *app, struct jk_error *err)
{
    enum jk_status rc;

    app->registry = jk_registry_new(app->pack);
    if (!app->registry)
        return jk_no_memory(err);
    rc = app->recall ? load_recalled(app, app->recall, err) : load_stored(app, err);
    if (rc == JK_OK && !read_end(app))
        rc = app_fail_given_up(err);
    return rc == JK_OK ? recall_missing_load(app, err) : rc;
}

enum jk_status recall_notice_again(struct jk_app *app, const char *uid, struct jk_error *err)
{
    return jk_store_find_notice(app->store, uid, load_notice, app, err);
}

enum jk_status recall_chain_again(struct jk_app *app, const char *id, uint32_t before,
                                  struct jk_error *err)
{
    struct jk_chain *chain = jk_registry_chain(app->registry, id);
    enum jk_status rc = chain ? JK_OK : JK_CORRUPT;

    for (size_t i = 0; chain && i < chain->entry_count && rc == JK_OK; i++) {
        if (chain->entries[i]->number < before)
            rc = recall_notice_again(app, chain->entries[i]->uid, err);
    }
    if (rc == JK_OK)
        rc = jk_store_find_chain(app->store, id, load_chain, app, err);
    if (rc == JK_OK)
        rc = registry_happen_again(app->registry, chain);
    return rc == JK_OK ? recall_missing_of(app, chain, err) : rc;
}

bool recall_next_change(struct recall *recall, struct jk_change_row *out)
{
    if (!is_next(recall, RECORD_CHANGE) || !recall_read_change(recall->record, out))
        return false;
    recall->is_seen = true;
    return true;
}

bool recall_next_inbox(struct recall *recall, const char **account, uint64_t *last_alert)
{
    if (!is_next(recall, RECORD_INBOX) || !recall_read_inbox(recall->record, account, last_alert))
        return false;
    recall->is_seen = true;
    return true;
}

bool recall_next_guest(struct recall *recall, struct recalled_guest *out)
{
    if (!is_next(recall, RECORD_GUEST) || !recall_read_guest(recall->record, out))
        return false;
    recall->is_seen = true;
    return true;
}

bool recall_next_lost(struct recall *recall, struct recalled_lost *out)
{
    if (!is_next(recall, RECORD_LOST) || !recall_read_lost(recall->record, out))
        return false;
    recall->is_seen = true;
    return true;
}

bool recall_next_parts(struct recall *recall, const char **id, struct jk_span *parts)
{
    if (!is_next(recall, RECORD_PARTS) || !recall_read_parts(recall->record, id, parts))
        return false;
    recall->is_seen = true;
    return true;
}

bool recall_is_done(const struct recall *recall)
{
    return !recall->has_record && jk_snapshot_is_whole(recall->reader);
}

bool recall_is_all(const struct recall *recall)
{
    return recall && recall->changes == 0;
}

bool recall_is_changed(const struct recall *recall, const struct jk_chain *chain)
{
    if (jk_name_table_find(&recall->chains.names, chain->id))
        return true;
    for (size_t i = 0; i < chain->entry_count; i++) {
        if (jk_name_table_find(&recall->notices.names, chain->entries[i]->uid))
            return true;
    }
    return false;
}

bool recall_is_conflict_changed(const struct recall *recall, const char *id)
{
    return jk_name_table_find(&recall->conflicts.names, id) != NULL;
}

bool recall_write(const struct jk_app *app, struct jk_snapshot_writer *writer)
{
    struct jk_buf record = { 0 };
    bool settled = true;

    recall_write_counts((struct recalled_counts){ jk_registry_entries(app->registry),
                                                  jk_registry_chains(app->registry) },
                        &record);
    jk_snapshot_add(writer, jk_buf_view(&record));
    for (uint32_t i = 0; i < jk_registry_entries(app->registry) && settled; i++) {
        jk_buf_reset(&record);
        settled = recall_write_entry(app->pack, jk_registry_entry_at(app->registry, i), &record);
        if (settled)
            jk_snapshot_add(writer, jk_buf_view(&record));
    }
    for (uint32_t i = 0; i < jk_registry_chains(app->registry) && settled; i++) {
        jk_buf_reset(&record);
        recall_write_chain(jk_registry_chain_at(app->registry, i), &record);
        jk_snapshot_add(writer, jk_buf_view(&record));
    }
    settled = settled && jk_buf_ok(&record);
    jk_buf_clear(&record);
    return settled;
}

void recall_clear(struct jk_app *app)
{
    jk_registry_free(app->registry);
    app->registry = NULL;
}
