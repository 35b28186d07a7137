#include "jarak/engine/candidates.h"

#include <math.h>
#include <stdlib.h>
#include "jarak/base/civil.h"

_Static_assert(JK_SIZE_END <= JK_INDEX_LAYERS, "one layer of the index for each size class");

/* A search costs a memory access a cell, and even a full day has few activities in one: so cells
 * are wider than the searches that end in them (15 km for stadiums, 2 km and a chunk for columns).
 */
static const double cell_m[JK_INDEX_LAYERS] = {
    [JK_SIZE_BESAR] = 16000.0,  [JK_SIZE_SEDANG] = 12000.0,   [JK_SIZE_KECIL] = 12000.0,
    [JK_SIZE_KONVOI] = 12000.0, [JK_SIZE_LOGISTIK] = 12000.0, [JK_SIZE_BEBAS] = 12000.0,
    [JK_SIZE_END] = 12000.0,    [JK_SIZE_END + 1] = 12000.0,
};

/* What a search looks at first, close together: most of what the index lets through ends here. */
struct glance {
    uint32_t stamp; /* of the search that last visited the member */
    uint32_t chain;
    uint32_t contest; /* a hash: different ones are different contests */
    uint32_t paslon;  /* bit n: ballot number n; OTHER_PASLON: one that has no bit */
};

#define OTHER_PASLON (UINT32_C(1) << 31)

struct jk_world {
    struct jk_index *index;
    struct jk_member *members; /* body null: free */
    struct glance *glances;
    uint32_t *free_ids;
    uint32_t count, cap, free_count, stamp;
    int32_t offset_low_s, offset_high_s; /* of the zones members ever had */
};

struct jk_world *jk_world_new(int32_t day_shift_s)
{
    struct jk_world *world = calloc(1, sizeof *world);

    if (!world)
        return NULL;
    world->index = jk_index_new(cell_m, day_shift_s);
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
    free(world->members);
    free(world->glances);
    free(world->free_ids);
    free(world);
}

static struct jk_index_item item_of(const struct jk_body *body, uint32_t chunk, uint32_t id)
{
    const struct jk_chunk *c = &body->chunks[chunk];

    return (struct jk_index_item){
        .x = c->x,
        .y = c->y,
        .z = c->z,
        .lat_deg = c->lat_deg,
        .lon_deg = c->lon_deg,
        .radius_m = c->radius_m + (float)(body->pad_m + body->uncertainty_m) + 0.1F,
        .in_s = c->in_s,
        .out_s = c->out_s,
        .owner = id,
        .layer = (uint8_t)body->key.size,
    };
}

static bool grow_tables(struct jk_world *world)
{
    uint32_t cap = world->cap ? world->cap + world->cap / 2 : 256;
    struct jk_member *members = realloc(world->members, cap * sizeof *members);
    struct glance *glances;
    uint32_t *free_ids;

    if (members)
        world->members = members;
    glances = realloc(world->glances, cap * sizeof *glances);
    if (glances)
        world->glances = glances;
    free_ids = realloc(world->free_ids, cap * sizeof *free_ids);
    if (free_ids)
        world->free_ids = free_ids;
    if (!members || !glances || !free_ids)
        return false;
    while (world->cap < cap) {
        world->members[world->cap] = (struct jk_member){ 0 };
        world->glances[world->cap] = (struct glance){ 0 };
        world->free_ids[world->free_count++] = world->cap++;
    }
    return true;
}

static struct glance glance_of(const struct jk_member *member)
{
    struct glance g = { .chain = member->chain, .contest = UINT32_C(2166136261) };

    for (const char *c = member->party->contest; *c; c++) /* FNV-1a */
        g.contest = (g.contest ^ (unsigned char)*c) * UINT32_C(16777619);
    for (unsigned i = 0; i < member->party->count; i++)
        g.paslon |=
            member->party->paslon[i] < 31 ? UINT32_C(1) << member->party->paslon[i] : OTHER_PASLON;
    return g;
}

/* Surely not rivals, without a look at the parties themselves. */
static bool are_no_rivals(const struct glance *a, const struct glance *b)
{
    return a->contest != b->contest || (a->paslon & b->paslon & ~OTHER_PASLON) != 0;
}

enum jk_status jk_world_add(struct jk_world *world, const struct jk_member *member, uint32_t *id)
{
    uint32_t at;

    if (world->free_count == 0 && !grow_tables(world))
        return JK_MEMORY;
    at = world->free_ids[world->free_count - 1];
    for (uint32_t i = 0; i < member->body->chunk_count; i++) {
        struct jk_index_item item = item_of(member->body, i, at);

        if (jk_index_add(world->index, &item) == JK_OK)
            continue;
        while (i-- > 0) {
            item = item_of(member->body, i, at);
            jk_index_remove(world->index, &item);
        }
        return JK_MEMORY;
    }
    if (world->count == 0)
        world->offset_low_s = world->offset_high_s = member->body->offset_s;
    if (member->body->offset_s < world->offset_low_s)
        world->offset_low_s = member->body->offset_s;
    if (member->body->offset_s > world->offset_high_s)
        world->offset_high_s = member->body->offset_s;
    world->free_count--;
    world->glances[at] = glance_of(member);
    world->members[at] = *member;
    world->count++;
    *id = at;
    return JK_OK;
}

void jk_world_remove(struct jk_world *world, uint32_t id)
{
    const struct jk_body *body = world->members[id].body;

    for (uint32_t i = 0; i < body->chunk_count; i++) {
        struct jk_index_item item = item_of(body, i, id);

        jk_index_remove(world->index, &item);
    }
    world->members[id].body = NULL;
    world->free_ids[world->free_count++] = id;
    world->count--;
}

const struct jk_member *jk_world_get(const struct jk_world *world, uint32_t id)
{
    return &world->members[id];
}

struct search {
    struct jk_world *world;
    const struct jk_member *member;
    jk_candidate_visit *visit;
    void *ctx;
    bool rivals_only;
    struct glance own;
};

static void visit_once(void *ctx, uint32_t id)
{
    struct search *s = ctx;

    struct glance *g = &s->world->glances[id];

    if (g->stamp == s->world->stamp || g->chain == s->member->chain)
        return;
    g->stamp = s->world->stamp;
    if (!s->rivals_only || !are_no_rivals(&s->own, g))
        s->visit(s->ctx, id);
}

/* A new stamp; when it wraps, old stamps are forgotten. */
static void next_stamp(struct jk_world *world)
{
    if (++world->stamp != 0)
        return;
    for (uint32_t i = 0; i < world->cap; i++)
        world->glances[i].stamp = 0;
    world->stamp = 1;
}

void jk_world_candidates(struct jk_world *world, const struct jk_policy *policy,
                         const struct jk_member *member, jk_candidate_visit *visit, void *ctx)
{
    struct search s = { world, member, visit, ctx, false, { 0 } };
    enum jk_size own = member->body->key.size;
    double factor = fmax(1.0, policy->zone_factor);

    next_stamp(world);
    for (uint32_t i = 0; i < member->body->chunk_count; i++) {
        struct jk_index_item item = item_of(member->body, i, 0);

        for (unsigned size = 0; size < JK_SIZE_END; size++) {
            if (policy->reach_m[own][size] > 0.0)
                jk_index_query(world->index, &item, size, factor * policy->reach_m[own][size],
                               factor * policy->reach_s[own][size], visit_once, &s);
        }
    }
}

static void search_around(struct search *s, double reach_m, double from_s, double to_s)
{
    const struct jk_body *body = s->member->body;

    next_stamp(s->world);
    for (uint32_t i = 0; i < body->chunk_count; i++) {
        struct jk_index_item item = item_of(body, i, 0);

        item.in_s = from_s;
        item.out_s = to_s;
        for (unsigned size = 0; size < JK_SIZE_END; size++)
            jk_index_query(s->world->index, &item, size, reach_m, 0.0, visit_once, s);
    }
}

void jk_world_around(struct jk_world *world, const struct jk_member *member, double reach_m,
                     double from_s, double to_s, jk_candidate_visit *visit, void *ctx)
{
    struct search s = { world, member, visit, ctx, false, { 0 } };

    search_around(&s, reach_m, from_s, to_s);
}

void jk_world_rivals(struct jk_world *world, const struct jk_member *member, double reach_m,
                     jk_candidate_visit *visit, void *ctx)
{
    struct search s = { world, member, visit, ctx, true, glance_of(member) };
    const struct jk_body *body = member->body;
    double first = floor((body->in_s + body->offset_s) / JK_DAY_S) * JK_DAY_S;
    double last = ceil((body->out_s + body->offset_s) / JK_DAY_S) * JK_DAY_S;

    if (world->count > 0) /* the same civil date begins earlier in the east */
        search_around(&s, reach_m, first - fmax(world->offset_high_s, body->offset_s),
                      last - 1.0 - fmin(world->offset_low_s, body->offset_s));
}

uint32_t jk_world_count(const struct jk_world *world)
{
    return world->count;
}

size_t jk_world_memory(const struct jk_world *world)
{
    return sizeof *world + jk_index_memory(world->index) +
           world->cap * (sizeof *world->members + sizeof *world->glances + sizeof *world->free_ids);
}
