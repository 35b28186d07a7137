/* The registry is read from the newest bytes of each notice, through the same reader as a filing,
 * and what was accepted once is accepted for ever: bytes that cannot be read are a corrupt store.
 * Chains follow, for they say in which state their notices stand. */
#include "daemon/app/registry/room.h"

#include <string.h>
#include "daemon/app/registry/rows.h"
#include "daemon/app/registry/sttp_numbers.h"
#include "jarak/app/registry/registry.h"

/* Read stored bytes again; what was accepted once is accepted for ever, or the store is not ours.
 */
static enum jk_status read_stored(struct jk_app *app, struct jk_span bytes, struct jk_reading **out)
{
    struct jk_error err;

    return jk_reading_make(&(struct jk_read_as){ app->pack, JK_ICAL_STORED, NULL }, bytes, out,
                           &err);
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
    /* A leg that is deleted has no bytes, unless that was only asked for; of a main its chain
     * tells. */
    if (row->deleted && row->bytes.len > 0 && strcmp(row->uid, row->chain) != 0) {
        entry->deleted = false;
        jk_entry_leave(entry, true);
    }
    if (!registry_own(app->registry, entry, row->owner))
        return JK_MEMORY;
    entry->created_s = row->created_s;
    entry->changed_s = row->changed_s;
    entry->approved_revision = row->approved_revision;
    if (row->approved.len == 0)
        return JK_OK;
    rc = read_stored(app, row->approved, &approved);
    if (rc == JK_OK)
        rc = jk_registry_put_approved(app->registry, entry, approved, &approved->stream.notices[0]);
    jk_reading_drop(approved);
    return rc;
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
    if (jk_pack_region(app->pack, row->region))
        chain->region = jk_pack_region(app->pack, row->region);
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

enum jk_status registry_load(struct jk_app *app, struct jk_error *err)
{
    enum jk_status rc;

    app->registry = jk_registry_new(app->pack);
    if (!app->registry)
        return jk_no_memory(err);
    rc = jk_store_each_notice(app->store, load_notice, app, err);
    if (rc == JK_OK)
        rc = jk_store_each_chain(app->store, load_chain, app, err);
    return rc == JK_OK ? registry_missing_load(app, err) : rc;
}

void registry_clear(struct jk_app *app)
{
    jk_registry_free(app->registry);
    app->registry = NULL;
}
