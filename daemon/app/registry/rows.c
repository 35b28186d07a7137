/* Rows of the registry as the journal gets them. The number of the entry that changed a row last is
 * kept with it: calendar clients ask what changed since a number. */
#include "daemon/app/registry/rows.h"

#include <string.h>

enum jk_status registry_note_change(const struct jk_app *app, enum jk_status rc, uint64_t *change)
{
    uint8_t hash[32];

    if (rc == JK_OK)
        *change = jk_store_journal_end(app->store, hash);
    return rc;
}

/* What is stored of a version; of none, nothing. False: memory is out. */
static bool stored_of(const struct jk_version *version, struct jk_arena *arena, struct jk_span *out)
{
    const struct jk_notice *whole = version ? jk_version_whole(version, arena) : NULL;

    if (whole)
        *out = whole->stored;
    return whole || !version;
}

enum jk_status registry_put_entry(struct jk_app *app, const struct jk_act *act,
                                  struct jk_entry *entry, struct jk_error *err)
{
    struct jk_notice_row row = { .uid = entry->uid,
                                 .chain = entry->chain->id,
                                 .revision = entry->revision,
                                 .sequence = entry->sequence,
                                 .deleted = entry->deleted || entry->leaving,
                                 .owner = entry->owner,
                                 .created_s = entry->created_s,
                                 .changed_s = entry->changed_s,
                                 .approved_revision = entry->approved_revision };
    struct jk_arena arena = { 0 };
    enum jk_status rc = JK_MEMORY;

    if (stored_of(entry->current, &arena, &row.bytes) &&
        stored_of(entry->approved, &arena, &row.approved))
        rc = jk_store_put_notice(app->store, act, &row, err);
    else
        jk_no_memory(err);
    jk_arena_clear(&arena);
    return registry_note_change(app, rc, &entry->change);
}

static const char *word_or_none(enum jk_state state)
{
    return state == JK_STATE_END ? "" : jk_state_word(state);
}

/* What stands beside the state has an entry of its own, where it is not what was said last: nearly
 * all chains never have one. It comes before the chain's, which is the newest of the two (journal
 * numbers tell calendar clients what changed). */
static enum jk_status put_standing(struct jk_app *app, const struct jk_act *act,
                                   struct jk_chain *chain, struct jk_error *err)
{
    const struct jk_standing_row row = { .chain = chain->id,
                                         .former = word_or_none(chain->former),
                                         .pending_state = word_or_none(chain->pending_state),
                                         .asked_by = "" };
    enum jk_status rc;

    if (chain->kept.former == chain->former && chain->kept.pending_state == chain->pending_state)
        return JK_OK;
    rc = jk_store_put_standing(app->store, act, &row, err);
    if (rc == JK_OK) {
        chain->kept.former = chain->former;
        chain->kept.pending_state = chain->pending_state;
    }
    return rc;
}

enum jk_status registry_put_chain(struct jk_app *app, const struct jk_act *act,
                                  struct jk_chain *chain, struct jk_error *err)
{
    struct jk_chain_row row = { .chain = chain->id,
                                .region = chain->region->code,
                                .state = jk_state_word(chain->state),
                                .revision = chain->revision,
                                .pending = chain->pending,
                                .feed_revision = chain->feed_revision,
                                .changed_s = chain->changed_s,
                                .sttp = chain->sttp };
    enum jk_status rc = put_standing(app, act, chain, err);

    if (rc != JK_OK)
        return rc;
    return registry_note_change(app, jk_store_put_chain(app->store, act, &row, err),
                                &chain->change);
}

void registry_note_public_change(struct jk_app *app, struct jk_chain *chain, int64_t now_s)
{
    chain->feed_revision++;
    chain->changed_s = now_s > chain->changed_s ? now_s : chain->changed_s + 1;
    app_public_note(&app->published, chain->region->code, chain->number);
}

const struct jk_version *registry_entry_in_force(const struct jk_entry *entry)
{
    if (entry->approved_revision == 0)
        return NULL;
    return entry->approved ? entry->approved : entry->current;
}

const struct jk_version *registry_version_in_force(const struct jk_chain *chain)
{
    for (size_t i = 0; i < chain->entry_count; i++) {
        const struct jk_entry *entry = chain->entries[i];

        if (strcmp(entry->uid, chain->id) == 0)
            return registry_entry_in_force(entry);
    }
    return NULL;
}
