/* What a transaction writes is copied for upstream as it is written, and forgotten with it.
 *
 * The copies lie in one arena for the group; what is undone stays there until the group is over. */
#include "daemon/store/store_internal.h"

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
    stage->marked = stage->marked_sides = 0;
}

void store_stage_mark(struct jk_store *store)
{
    store->stage.marked = store->stage.group.count;
    store->stage.marked_sides = store->stage.group.side_count;
}

void store_stage_undo(struct jk_store *store)
{
    store->stage.group.count = store->stage.marked;
    store->stage.group.side_count = store->stage.marked_sides;
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
