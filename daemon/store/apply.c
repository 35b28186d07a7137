/* Entries that another process wrote become part of this file, as if they had been put here.
 *
 * They are checked on the way as replay checks them (J1 to J3), and folded by the same statements
 * as what is put. The rows beside the journal are written as they stand behind the run; an older
 * one of that name goes. */
#include "daemon/store/store_internal.h"
#include "jarak/store/texts.h"

#include <inttypes.h>
#include <string.h>

static enum jk_status broken(struct jk_error *err, const char *law, uint64_t seq)
{
    return jk_fail(err, JK_CORRUPT, JK_TEXT_STORE_CHAIN, law, "%" PRIu64, seq);
}

static int write_sides(struct jk_store *store, const struct group *group)
{
    int rc = SQLITE_OK;

    for (size_t i = 0; i < group->side_count && rc == SQLITE_OK; i++) {
        const struct side *side = &group->sides[i];
        struct side old = *side;

        old.gone = true;
        rc = store_side_write(store, &old);
        if (rc == SQLITE_OK && !side->gone)
            rc = store_side_write(store, side);
    }
    return rc;
}

/* Check J1 to J3 and fold the entry. */
static enum jk_status apply_one(struct jk_store *store, const struct linked_entry *linked,
                                struct jk_error *err)
{
    const struct entry *entry = &linked->entry;
    const bool known = entry->kind > 0 && entry->kind < JK_ENTRY_END;
    const struct kind *kind = known ? store_kind_of((enum jk_entry_kind)entry->kind) : NULL;
    struct value values[FIELDS_MAX];
    struct tip next = { .seq = entry->seq };
    int rc;

    if (entry->seq != store->tip.seq + 1)
        return broken(err, "J1", entry->seq);
    store_journal_hash(store->tip.hash, entry, next.hash);
    if (memcmp(next.hash, linked->hash, JK_DIGEST_LEN) != 0)
        return broken(err, "J2", entry->seq);
    if (!kind || entry->version != kind->version ||
        store_codec_read((enum jk_entry_kind)entry->kind, entry->payload, values) != JK_OK)
        return broken(err, "J3", entry->seq);
    rc = store_journal_write(store, entry, next.hash);
    if (rc == SQLITE_OK)
        rc = store_folds_apply(&store->folds, (enum jk_entry_kind)entry->kind, next.seq, values);
    if (rc == SQLITE_OK && entry->kind == JK_ENTRY_ERASE) /* a snapshot may know the notice */
        rc = store_step(store, ST_SNAPSHOT_DROP);
    if (rc == SQLITE_OK)
        store->tip = next;
    return store_wrote(store, rc, err);
}

enum jk_status store_apply(struct jk_store *store, const struct group *group, struct jk_error *err)
{
    enum jk_status rc;

    if (store->in_transaction)
        return jk_fail(err, JK_STATE, JK_TEXT_STORE_IN_GROUP, "store", "%s", "");
    store->failed = JK_OK;
    rc = store_status(store->db, store_step(store, ST_BEGIN), err);
    if (rc != JK_OK)
        return rc;
    store->in_transaction = true;
    store->begun = store->tip;
    rc = store_status(store->db, write_sides(store, group), err);
    for (size_t i = 0; i < group->count && rc == JK_OK; i++)
        rc = apply_one(store, &group->entries[i], err);
    if (rc == JK_OK)
        return store_commit_here(store, err);
    jk_store_rollback(store);
    return rc;
}
