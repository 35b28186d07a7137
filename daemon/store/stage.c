/* What a transaction writes is copied for upstream as it is written, sent ahead where it is much,
 * and forgotten with the transaction. */
#include "daemon/store/store_internal.h"

/* Entries that are worth a message of their own: those of some eight filings. */
#define AHEAD 24

static struct jk_span keep(struct stage *stage, struct jk_span octets, bool *ok)
{
    char *at = jk_arena_copy(&stage->arena, octets);

    *ok = *ok && at;
    return (struct jk_span){ at, octets.len };
}

void store_stage_reset(struct jk_store *store)
{
    struct stage *stage = &store->stage;

    jk_arena_clear(&stage->arena);
    stage->group = (struct group){ .before = store->tip };
    stage->ahead = 0;
}

void store_stage_forget(struct jk_store *store)
{
    if (store->stage.ahead > 0)
        store->upstream.forget(store->upstream.ctx);
    store->stage.ahead = 0;
}

/* What was put stays: a group is only ever given up whole. */
static void send_ahead(struct jk_store *store)
{
    struct stage *stage = &store->stage;

    if (stage->group.count - stage->ahead < AHEAD)
        return;
    stage->ahead = stage->group.count;
    store->upstream.ahead(store->upstream.ctx, &stage->group);
}

enum jk_status store_stage_entry(struct jk_store *store, const struct entry *entry,
                                 const uint8_t hash[JK_DIGEST_LEN])
{
    struct stage *stage = &store->stage;
    struct group *group = &stage->group;
    struct linked_entry *list, *next;
    bool ok = true;

    if (!store->upstream.ctx)
        return JK_OK;
    list = jk_arena_grow(&stage->arena, group->entries, group->count, &group->cap, sizeof *list);
    if (!list)
        return JK_MEMORY;
    group->entries = list;
    next = &list[group->count];
    next->entry = *entry;
    next->entry.actor = keep(stage, entry->actor, &ok);
    next->entry.payload = keep(stage, entry->payload, &ok);
    for (size_t i = 0; i < JK_DIGEST_LEN; i++)
        next->hash[i] = hash[i];
    group->count += ok;
    if (ok)
        send_ahead(store);
    return ok ? JK_OK : JK_MEMORY;
}

enum jk_status store_stage_side(struct jk_store *store, const struct side *side)
{
    struct stage *stage = &store->stage;
    struct group *group = &stage->group;
    struct side *list;
    bool ok = true;

    if (!store->upstream.ctx)
        return JK_OK;
    list = jk_arena_grow(&stage->arena, group->sides, group->side_count, &group->side_cap,
                         sizeof *list);
    if (!list)
        return JK_MEMORY;
    group->sides = list;
    list[group->side_count] = *side;
    list[group->side_count].name = keep(stage, side->name, &ok);
    list[group->side_count].bytes = keep(stage, side->bytes, &ok);
    group->side_count += ok;
    return ok ? JK_OK : JK_MEMORY;
}

void store_stage_clear(struct jk_store *store)
{
    jk_arena_clear(&store->stage.arena);
}
