/* The table of members, and their entries in the index.
 *
 * A row holds what every judged pair reads: body, chain, tag, party and the stamp of the search
 * that last saw it. Free rows form a list through their stamps. Each chunk of a body has one entry
 * in the index, made anew from the body whenever it is needed: adding and removing compute the same
 * entry, bit for bit, so nothing is kept twice. That is why a body must not change, and must still
 * be there, until its member is removed.
 *
 * An entry is wider than its chunk by pad, uncertainty and ENTRY_SLACK_M, its times are rounded
 * outwards to whole seconds and its days are those of its own zone. What an entry says is exact
 * only of a plain disc (is_plain): whole seconds, no uncertainty, no zone factor, and an offset
 * that fits the label. Adding is undone entry by entry when memory runs out. */
#include "daemon/engine/world_internal.h"

#include <math.h>
#include <stdlib.h>
#include "jarak/base/defend.h"
#include "jarak/base/heap.h"

_Static_assert(JK_SIZE_END <= JK_INDEX_LAYERS, "one layer of the index for each size class");
_Static_assert(JK_SIZE_END <= 8, "a size class fits in a label");

/* A search costs a cache miss or two a cell, and even a full day has few activities in one: so
 * cells are wider than the searches that end in them (15 km for stadiums, 1 km and a chunk for
 * columns). Wider ones still are not faster at a million activities, and would be slower at ten. */
static const double cell_m[JK_INDEX_LAYERS] = {
    [JK_SIZE_BESAR] = 48000.0,  [JK_SIZE_SEDANG] = 24000.0,   [JK_SIZE_KECIL] = 24000.0,
    [JK_SIZE_KONVOI] = 16000.0, [JK_SIZE_LOGISTIK] = 24000.0, [JK_SIZE_BEBAS] = 24000.0,
    [JK_SIZE_END] = 24000.0,    [JK_SIZE_END + 1] = 24000.0,
};

#define FIRST_ROWS 256

struct jk_world *jk_world_new(void)
{
    struct jk_world *world = jk_heap_zeroed(1, sizeof *world);

    if (!world)
        return NULL;
    world->free_row = NO_ROW;
    world->index = jk_index_new(cell_m);
    if (!world->index) {
        free(world);
        return NULL;
    }
    return world;
}

void jk_world_free(struct jk_world *world)
{
    if (!world)
        return;
    jk_index_free(world->index);
    jk_pair_memory_free(world->memory);
    jk_parties_clear(&world->parties);
    free(world->rows);
    free(world);
}

int32_t engine_world_seconds(double t, bool up)
{
    double s = up ? ceil(t - ENTRY_BASE_S) : floor(t - ENTRY_BASE_S);

    return (int32_t)fmax(-2147483000.0, fmin(2147483000.0, s));
}

/* True when pairs of this body can be decided by the entry alone. */
static bool is_plain(const struct jk_body *body, const struct jk_index_entry *entry)
{
    return !body->trace && body->shape != JK_SHAPE_AREA && body->uncertainty_m == 0.0 &&
           !jk_body_zoned(body) && body->key.from_s == body->in_s &&
           (double)entry->in_s + ENTRY_BASE_S == body->in_s &&
           (double)entry->out_s + ENTRY_BASE_S == body->out_s && body->offset_s % 900 == 0 &&
           body->offset_s >= -48 * 900 && body->offset_s <= 79 * 900;
}

void engine_world_entry(const struct jk_body *body, uint32_t i, struct jk_index_entry *entry,
                        struct jk_index_span *span)
{
    struct jk_sphere c = jk_body_chunk(body, i).sphere;
    double in_s = body->in_s + (double)c.in_s, out_s = body->in_s + (double)c.out_s;

    if (!body->trace)
        out_s = body->out_s;
    *entry = (struct jk_index_entry){
        .x = c.x,
        .y = c.y,
        .z = c.z,
        .radius_m = c.radius_m + (float)(body->pad_m + body->uncertainty_m) + ENTRY_SLACK_M,
        .in_s = engine_world_seconds(in_s, false),
        .out_s = engine_world_seconds(out_s, true),
        .label = (uint32_t)body->key.size | (body->key.mode == JK_MODE_SEA ? LABEL_SEA : 0)
    };
    if (is_plain(body, entry))
        entry->label |= LABEL_PLAIN | (uint32_t)(body->offset_s / 900 + 48) << 6;
    span->layer = (unsigned)body->key.size;
    /* The seconds are rounded outwards, so the days hold the dates of all places of the chunk;
     * those of a plain disc are exact. */
    span->first_day = world_day(entry->in_s, body->offset_s);
    span->last_day = world_day((int64_t)entry->out_s - 1, body->offset_s);
}

/* Makes the entry as it lies in the index, with owner, party and chain in it. */
static void member_entry(const struct jk_world *world, uint32_t id, uint32_t i,
                         struct jk_index_entry *entry, struct jk_index_span *span)
{
    const struct world_row *row = &world->rows[id];

    engine_world_entry(row->body, i, entry, span);
    entry->owner = id;
    entry->label |= (row->party < PARTY_ASK ? row->party : PARTY_ASK) << 19;
    entry->label |= (row->chain & LABEL_CHAINS) << 13;
    if (jk_body_chunks(row->body) > 1 || jk_index_copies(world->index, span, entry->radius_m) > 1)
        entry->label |= LABEL_SEVERAL;
}

static bool grow_rows(struct jk_world *world)
{
    uint32_t cap = world->cap ? world->cap + world->cap / 4 : FIRST_ROWS;
    struct world_row *rows = jk_heap_resize(world->rows, cap * sizeof *rows);

    if (!rows)
        return false;
    world->rows = rows;
    world->cap = cap;
    return true;
}

/* Take the first `count` chunks of a member out of the index. */
static void leave_index(struct jk_world *world, uint32_t id, uint32_t count)
{
    struct jk_index_entry entry;
    struct jk_index_span span;

    while (count-- > 0) {
        member_entry(world, id, count, &entry, &span);
        jk_index_remove(world->index, &span, &entry);
    }
}

/* Enters the chunks of a member, or none of them. */
static bool enter_index(struct jk_world *world, uint32_t id)
{
    struct jk_index_entry entry;
    struct jk_index_span span;

    for (uint32_t i = 0; i < jk_body_chunks(world->rows[id].body); i++) {
        member_entry(world, id, i, &entry, &span);
        if (jk_index_add(world->index, &span, &entry) != JK_OK) {
            leave_index(world, id, i);
            return false;
        }
    }
    return true;
}

enum jk_status jk_world_add(struct jk_world *world, const struct jk_member *member, uint32_t *id)
{
    JK_ASSERT(member->body != NULL && member->party != NULL && id != NULL);

    bool again = world->free_row != NO_ROW;
    uint32_t at = again ? world->free_row : world->used, next = NO_ROW, party;

    if (!again && world->used == world->cap && !grow_rows(world))
        return JK_MEMORY;
    if (again)
        next = world->rows[at].stamp;
    if (jk_parties_take(&world->parties, member->party, member->policy, &party) != JK_OK)
        return JK_MEMORY;
    world->rows[at] =
        (struct world_row){ member->body, member->chain, member->tag, party, world->stamp };
    if (!enter_index(world, at)) {
        jk_parties_drop(&world->parties, party);
        world->rows[at] = (struct world_row){ .stamp = next };
        return JK_MEMORY;
    }
    if (again)
        world->free_row = next;
    else
        world->used++;
    /* The spread of zones only grows: searches may look at a day too many, never one too few. */
    if (world->count++ == 0)
        world->zone_low_s = world->zone_high_s = member->body->offset_s;
    if (member->body->offset_s < world->zone_low_s)
        world->zone_low_s = member->body->offset_s;
    if (member->body->offset_s > world->zone_high_s)
        world->zone_high_s = member->body->offset_s;
    *id = at;
    return JK_OK;
}

void jk_world_remove(struct jk_world *world, uint32_t id)
{
    JK_ASSERT(id < world->used && world->rows[id].body != NULL);
    JK_ASSERT(world->count > 0);
    leave_index(world, id, jk_body_chunks(world->rows[id].body));
    jk_parties_drop(&world->parties, world->rows[id].party);
    world->rows[id] = (struct world_row){ .stamp = world->free_row };
    world->free_row = id;
    world->count--;
}

struct jk_member jk_world_get(const struct jk_world *world, uint32_t id)
{
    JK_ASSERT(id < world->used && world->rows[id].body != NULL);

    const struct world_row *row = &world->rows[id];
    const struct jk_kept_party *kept = &world->parties.at[row->party];

    return (struct jk_member){ row->body, &kept->party, row->chain, row->tag, kept->policy };
}

uint32_t jk_world_count(const struct jk_world *world)
{
    return world->count;
}

struct jk_world_work jk_world_work(const struct jk_world *world)
{
    return world->work;
}

size_t jk_world_memory(const struct jk_world *world)
{
    return sizeof *world + jk_index_memory(world->index) + jk_parties_memory(&world->parties) +
           world->cap * sizeof *world->rows;
}

bool jk_world_remember(struct jk_world *world, const struct jk_policies *policies,
                       size_t bytes_most)
{
    jk_pair_memory_free(world->memory);
    world->memory = jk_pair_memory_new(bytes_most);
    world->policies = policies;
    return world->memory != NULL;
}

struct jk_pair_memory *jk_world_remembered(const struct jk_world *world,
                                           const struct jk_policies *policies)
{
    return !policies || policies == world->policies ? world->memory : NULL;
}
