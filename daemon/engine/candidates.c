/* Searches of the world: what lies near a member, and the audit of all members against each other.
 *
 * A search looks round every chunk of the own body, a group of them at a time. The index shows it
 * buckets; entries that pass the spheres and the times are decided at once where both are plain
 * discs (levels_discs.c), and else go into a batch whose rows and bodies are fetched together. The
 * work is bound by cache misses, not by arithmetic: an entry is 32 bytes and holds all that the
 * filters read, and a row or a body is touched only when the entry cannot decide.
 *
 * Nothing is missed: a layer of the index holds one size class and is searched as far as the
 * largest rung of that class against the own one reaches (policies->reach), times the largest
 * factor of the zones. For rungs that count minutes the days are those that the own span, tau
 * longer at both ends, touches in any zone of the members; for rungs that count civil dates those
 * of the own body belong to them too. Filters are conservative: only the judge and a certain answer
 * about two discs say no.
 *
 * A member with several entries is met more than once; its row is stamped with the number of the
 * search so that it is judged once. Members of the own chain are told by the row, or at once by six
 * bits of the chain's number in the label when these differ. The audit checks each member against
 * those of higher numbers in the order of the cells, so that each pair comes once and neighbours
 * are still in the cache. */
#include "jarak/engine/candidates.h"

#include <math.h>
#include <stdlib.h>
#include "daemon/engine/pair.h"
#include "daemon/engine/world_internal.h"
#include "jarak/base/defend.h"
#include "jarak/base/heap.h"

#define GROUP 16 /* chunks that look into the index together: 64 km of road */
#define BATCH 32 /* members fetched together */
#define DECIDE_M                                                                     \
    2.0 /* floats put a centre 0.43 m wrong, a radius by millimetres: surely covered \
         */
#define UNDECIDED     JK_LEVEL_END
#define PARTY_UNASKED (JK_NO_PARTY - 1)

/* A sphere of the own body and the span it is occupied in. */
struct own_chunk {
    float x, y, z, radius_m;
    int32_t in_s, out_s;
};

/* How far round a chunk a layer of the index is searched, in space and in time. */
struct filter {
    float within_m; /* negative: not at all */
    int64_t tau_s;  /* for the days that must be looked at; negative: the dates of the own body */
    int64_t near_s; /* for the entries: tau, or all of the days where civil dates count */
    bool days;
};

#define ALL_DAYS_S (INT64_C(1) << 40)

struct found {
    uint32_t id;
    uint8_t level; /* UNDECIDED: ask the judge */
};

struct search {
    struct jk_world *world;
    const struct jk_policies *policies;
    const struct jk_member *own;
    enum jk_size own_size; /* that the filters are for */
    uint32_t from_id;      /* members below are not looked at */
    bool rivals;           /* only these are visited */
    bool timed;            /* the span below stands for the own body's */
    double from_s, to_s;
    struct world_disc plain; /* the own body, though it be none */
    struct filter filters[JK_SIZE_END];
    struct own_chunk group[GROUP], whole; /* whole: round the group */
    size_t group_count;
    struct found batch[BATCH];
    size_t batch_count;
    uint64_t *weight;   /* nodes of the pairs to be judged are counted there, and none is judged */
    uint32_t own_party; /* its number; JK_NO_PARTY: no member has it; PARTY_UNASKED */
    jk_world_hit *hit;
    jk_world_visit *visit;
    void *ctx;
};

static uint32_t party_of(const struct search *s, const struct jk_index_entry *e)
{
    uint32_t party = label_party(e->label);

    return party == PARTY_ASK ? s->world->rows[e->owner].party : party;
}

static enum jk_relation relation_of(const struct search *s, uint32_t party)
{
    return jk_parties_relation(&s->world->parties, s->own->party, s->own_party, party);
}

/* Judges a batch. Rows are read and bodies asked for in a first pass, so that their cache misses
 * overlap; the second pass judges. */
static void see_batch(struct search *s)
{
    size_t count = s->batch_count, kept = 0;

    s->batch_count = 0;
    for (size_t i = 0; i < count; i++) {
        struct world_row *row = &s->world->rows[s->batch[i].id];

        /* Met before in this search, or of the own chain. */
        if (row->stamp == s->world->stamp || row->chain == s->own->chain)
            continue;
        row->stamp = s->world->stamp;
        if (s->batch[i].level == UNDECIDED) {
            const char *body = (const char *)row->body;

            for (size_t line = 0; line < 6; line++)
                __builtin_prefetch(body + 64 * line);
        }
        s->batch[kept++] = s->batch[i];
    }
    for (size_t i = 0; i < kept; i++) {
        struct found f = s->batch[i];
        struct jk_levels levels = { (enum jk_level)f.level, (enum jk_level)f.level };

        if (s->visit) {
            s->visit(s->ctx, f.id);
            continue;
        }
        if (f.level == UNDECIDED) {
            const struct engine_pair pair = engine_pair_of(s->world, s->policies, s->own, f.id);

            if (s->weight) {
                *s->weight += engine_pair_weigh(&pair);
                continue;
            }
            s->world->work.judged++;
            levels = engine_pair_levels(&pair);
        }
        if (levels.level_max > JK_LEVEL_NONE && !s->weight)
            s->hit(s->ctx, f.id, levels);
    }
}

static void keep(struct search *s, uint32_t id, enum jk_level level)
{
    __builtin_prefetch(&s->world->rows[id], 1);
    s->batch[s->batch_count++] = (struct found){ id, (uint8_t)level };
    if (s->batch_count == BATCH)
        see_batch(s);
}

/* The level of an entry by one policy: none where the row is exempt or it can be seen here, or
 * UNDECIDED. */
static enum jk_level level_by(const struct search *s, const struct jk_policy *policy,
                              enum jk_relation relation, const struct jk_index_entry *e)
{
    unsigned own_size = label_size(s->plain.entry.label), size = label_size(e->label);
    bool mixed = ((e->label ^ s->plain.entry.label) & LABEL_SEA) != 0;
    const struct jk_row(*rows)[JK_SIZE_END][JK_SIZE_END] =
        mixed ? policy->sea_land[relation] : policy->rows[relation];
    const struct jk_row *before = &rows[JK_ERA_CAMPAIGN][own_size][size];
    const struct jk_row *after = &rows[JK_ERA_AFTER_VOTE][own_size][size], *row;

    /* The era is decided below, so a pair is dropped only where both rows are exempt. */
    if (before->exempt && after->exempt)
        return JK_LEVEL_NONE;
    if (!(e->label & s->plain.entry.label & LABEL_PLAIN))
        return UNDECIDED;
    /* The era of the later start; a plain disc's entry holds it exactly. */
    row =
        fmax(s->own->body->in_s, (double)e->in_s + ENTRY_BASE_S) >= policy->vote_s ? after : before;
    return row->exempt ? JK_LEVEL_NONE : engine_world_level_of_discs(&s->plain, e, row);
}

/* Weighs an entry that is near enough in space and time: drops it where the row is exempt, tells it
 * where it can be decided here, and else keeps it for the judge. UNDECIDED is above all levels. */
static void weigh_entry(struct search *s, const struct jk_index_entry *e)
{
    uint32_t party = party_of(s, e), other = s->own->policy;
    enum jk_relation relation = relation_of(s, party);
    enum jk_level level = level_by(s, &s->policies->at[s->own->policy], relation, e), also;

    if (s->policies->count > 1 && level != UNDECIDED)
        other = s->world->parties.at[party].policy;
    if (other != s->own->policy) {
        also = level_by(s, &s->policies->at[other], relation, e);
        level = also > level ? also : level;
    }
    if (level == JK_LEVEL_NONE)
        return;
    /* Decided, met once, and of another chain for sure: its row need not be fetched. */
    if (s->weight && level != UNDECIDED)
        return;
    if (level != UNDECIDED && !(e->label & LABEL_SEVERAL) &&
        label_chain(e->label) != (s->own->chain & LABEL_CHAINS))
        s->hit(s->ctx, e->owner, (struct jk_levels){ level, level });
    else
        keep(s, e->owner, level);
}

static bool is_near(const struct own_chunk *c, const struct filter *f,
                    const struct jk_index_entry *e)
{
    float dx = e->x - c->x, dy = e->y - c->y, dz = e->z - c->z;
    float within = e->radius_m + c->radius_m + f->within_m;

    return dx * dx + dy * dy + dz * dz <= within * within && e->in_s <= c->out_s + f->near_s &&
           e->out_s >= c->in_s - f->near_s;
}

static void see_bucket(void *ctx, const struct jk_index_entry *entries, uint32_t count)
{
    struct search *s = ctx;
    const struct filter *f = &s->filters[label_size(entries->label)];

    /* The party is looked up here, while the buckets that were asked for are on their way from
     * memory. */
    if (s->own_party == PARTY_UNASKED)
        s->own_party = jk_parties_find(&s->world->parties, s->own->party, s->own->policy);
    s->world->work.entries += count;
    for (uint32_t i = 0; i < count; i++) {
        const struct jk_index_entry *e = &entries[i];
        size_t k = 0;

        /* First the group as a whole, then chunk by chunk until one is near. */
        if (e->owner < s->from_id || !is_near(&s->whole, f, e))
            continue;
        while (s->group_count > 1 && k < s->group_count && !is_near(&s->group[k], f, e))
            k++;
        if (k == s->group_count)
            continue;
        if (!s->visit)
            weigh_entry(s, e);
        else if (!s->rivals || relation_of(s, party_of(s, e)) == JK_RELATION_RIVAL)
            keep(s, e->owner, UNDECIDED);
    }
}

/* Widens the days of a probe to those on which members of a layer may count, whatever zone they are
 * in. */
static void probe_days(const struct search *s, const struct filter *f, const struct own_chunk *c,
                       struct jk_index_span *span)
{
    int32_t first = world_day(c->in_s - f->tau_s, s->world->zone_low_s);
    int32_t last = world_day(c->out_s + f->tau_s, s->world->zone_high_s);

    if (!f->days || span->first_day > first)
        span->first_day = first;
    if (!f->days || span->last_day < last)
        span->last_day = last;
}

/* One sphere and one span round the whole group: an entry that misses these misses every chunk, so
 * most entries are tested once and not GROUP times. */
static void wrap_group(struct search *s)
{
    struct own_chunk *w = &s->whole;

    *w = s->group[0];
    for (size_t i = 1; i < s->group_count; i++) {
        const struct own_chunk *c = &s->group[i];
        float dx = c->x - w->x, dy = c->y - w->y, dz = c->z - w->z;

        w->radius_m =
            fmaxf(w->radius_m, sqrtf(dx * dx + dy * dy + dz * dz) + c->radius_m + ENTRY_SLACK_M);
        w->in_s = c->in_s < w->in_s ? c->in_s : w->in_s;
        w->out_s = c->out_s > w->out_s ? c->out_s : w->out_s;
    }
}

/* Adds a probe round one chunk for each layer that is searched. */
static size_t add_probes(const struct search *s, const struct own_chunk *c,
                         const struct jk_index_span *span, struct jk_index_probe *probes)
{
    size_t count = 0;

    for (unsigned size = 0; size < JK_SIZE_END; size++) {
        const struct filter *f = &s->filters[size];

        if (f->within_m < 0.0F)
            continue;
        probes[count] = (struct jk_index_probe){ c->x, c->y, c->z,
                                                 (double)c->radius_m + (double)f->within_m, *span };
        if (f->tau_s >= 0)
            probe_days(s, f, c, &probes[count].span);
        probes[count++].span.layer = size;
    }
    return count;
}

/* Look round chunks [first, first + group_count) of the own body. */
static void search_group(struct search *s, uint32_t first)
{
    struct jk_index_probe probes[GROUP * JK_SIZE_END];
    size_t count = 0;

    for (uint32_t i = 0; i < s->group_count; i++) {
        struct own_chunk *c = &s->group[i];
        struct jk_index_entry e;
        struct jk_index_span span;

        engine_world_entry(s->own->body, first + i, &e, &span);
        *c = (struct own_chunk){ e.x, e.y, e.z, e.radius_m, e.in_s, e.out_s };
        /* A search over start times: the own body may be anywhere in the span, so it stands for it.
         */
        if (s->timed) {
            c->in_s = engine_world_seconds(s->from_s, false);
            c->out_s = engine_world_seconds(s->to_s, true);
        }
        if (s->rivals) {
            span.first_day = s->plain.first_day;
            span.last_day = s->plain.last_day;
        }
        count += add_probes(s, c, &span, probes + count);
    }
    wrap_group(s);
    jk_index_search(s->world->index, probes, count, see_bucket, s);
}

static void next_stamp(struct jk_world *world)
{
    if (++world->stamp != 0)
        return;
    for (uint32_t i = 0; i < world->used; i++) { /* once in four thousand million searches */
        if (world->rows[i].body)
            world->rows[i].stamp = 0;
    }
    world->stamp = 1;
}

/* Sets up what of the own body every entry is held against, then looks group by group. A new stamp
 * makes all members unseen. */
static void run_search(struct search *s)
{
    const struct jk_body *body = s->own->body;
    uint32_t chunks = jk_body_chunks(body);
    struct jk_index_span span;

    engine_world_entry(body, 0, &s->plain.entry, &span);
    s->plain.first_day = world_day(engine_world_seconds(body->in_s, false), body->offset_s);
    s->plain.last_day =
        world_day((int64_t)engine_world_seconds(body->out_s, true) - 1, body->offset_s);
    s->plain.body = body;
    next_stamp(s->world);
    for (uint32_t i = 0; i < chunks; i += GROUP) {
        s->group_count = chunks - i < GROUP ? chunks - i : GROUP;
        search_group(s, i);
    }
    see_batch(s);
}

/* Sets all members but those that are written before they are read: clearing a thousand bytes for
 * each search shows in an audit. */
static void begin_search(struct search *s, struct jk_world *world, const struct jk_member *own,
                         void *ctx)
{
    s->world = world;
    s->policies = NULL;
    s->own = own;
    s->own_party = PARTY_UNASKED;
    s->from_id = 0;
    s->rivals = s->timed = false;
    s->batch_count = 0;
    s->hit = NULL;
    s->visit = NULL;
    s->weight = NULL;
    s->ctx = ctx;
}

/* How far each layer is searched from the own size class, by the largest rung for the two classes
 * of any policy; zones may stretch both distance and minutes. */
static void set_filters(struct search *s)
{
    const struct jk_row_reach *reach = &s->policies->reach;
    double factor = fmax(1.0, s->policies->zone_factor);

    s->own_size = s->own->body->key.size;
    for (int size = 0; size < JK_SIZE_END; size++) {
        int own = (int)s->own_size;
        struct filter *f = &s->filters[size];

        f->within_m = reach->m[own][size] > 0.0 ? (float)(reach->m[own][size] * factor) : -1.0F;
        f->tau_s = (int64_t)ceil(reach->s[own][size] * factor);
        f->days = reach->day[own][size];
        f->near_s = f->days ? ALL_DAYS_S : f->tau_s;
    }
}

/* Entries are held against the policy's reach, and told or judged by its rows. */
void jk_world_check(struct jk_world *world, const struct jk_policies *policies,
                    const struct jk_member *member, jk_world_hit *visit, void *ctx)
{
    JK_ASSERT(member->body != NULL && member->party != NULL);
    JK_ASSERT(policies != NULL && visit != NULL);
    JK_ASSERT(member->policy < policies->count);

    struct search s;

    begin_search(&s, world, member, ctx);
    s.policies = policies;
    s.hit = visit;
    set_filters(&s);
    run_search(&s);
}

uint64_t jk_world_weigh(struct jk_world *world, const struct jk_policies *policies,
                        const struct jk_member *member)
{
    JK_ASSERT(member->body != NULL && member->party != NULL && policies != NULL);

    uint64_t weight = 0;
    struct search s;

    begin_search(&s, world, member, NULL);
    s.policies = policies;
    s.weight = &weight;
    set_filters(&s);
    run_search(&s);
    return weight;
}

/* All layers alike. A negative tau leaves the days to the span of the probe. */
static void set_all_filters(struct search *s, double reach_m, int64_t tau_s)
{
    for (int size = 0; size < JK_SIZE_END; size++)
        s->filters[size] =
            (struct filter){ (float)reach_m, tau_s, tau_s < 0 ? ALL_DAYS_S : tau_s, false };
}

/* The own times are put aside for the span; every layer is searched alike, since the caller knows
 * the rows. */
void jk_world_around(struct jk_world *world, const struct jk_member *member,
                     const struct jk_around *around, jk_world_visit *visit, void *ctx)
{
    JK_ASSERT(member->body != NULL && visit != NULL);
    JK_ASSERT(around->reach_m >= 0.0 && around->from_s <= around->to_s);

    struct search s;

    begin_search(&s, world, member, ctx);
    s.visit = visit;
    s.timed = true;
    s.from_s = around->from_s;
    s.to_s = around->to_s;
    set_all_filters(&s, around->reach_m, 0);
    run_search(&s);
}

/* Only days count: a negative tau leaves the probe's days at those of the own body. */
void jk_world_rivals(struct jk_world *world, const struct jk_member *member, double reach_m,
                     jk_world_visit *visit, void *ctx)
{
    JK_ASSERT(member->body != NULL && member->party != NULL && visit != NULL);
    JK_ASSERT(reach_m >= 0.0);

    struct search s;

    begin_search(&s, world, member, ctx);
    s.visit = visit;
    s.rivals = true;
    set_all_filters(&s, reach_m, -1);
    run_search(&s);
}

/* The audit: each member is checked against those of higher numbers, in the order of the cells. */
struct audit {
    struct search search; /* one for all, so that little is set up anew */
    jk_world_pair *visit;
    void *ctx;
    uint32_t own;
    uint8_t *done; /* a bit a member: those of several entries are met again */
};

static void tell_pair(void *ctx, uint32_t id, struct jk_levels levels)
{
    const struct audit *a = ctx;

    a->visit(a->ctx, a->own, id, levels);
}

/* Filters depend on the own size class alone: members of one class, which come one after another in
 * the order of layers, need them set once. */
static void audit_member(struct audit *a, uint32_t id)
{
    struct jk_member own = jk_world_get(a->search.world, id);
    bool alike = a->search.own_size == own.body->key.size;

    a->own = id;
    a->search.own = &own;
    a->search.own_party = a->search.world->rows[id].party;
    a->search.from_id = id + 1;
    if (!alike)
        set_filters(&a->search);
    run_search(&a->search);
}

/* Checks the members of one bucket. Rows and bodies are asked for first, so that their cache misses
 * overlap instead of following each other. */
static void audit_bucket(void *ctx, const struct jk_index_entry *entries, uint32_t count)
{
    struct audit *a = ctx;
    const struct world_row *rows = a->search.world->rows;

    for (uint32_t i = 0; i < count; i++)
        __builtin_prefetch(&rows[entries[i].owner]);
    for (uint32_t i = 0; i < count; i++) {
        const char *body = (const char *)rows[entries[i].owner].body;

        __builtin_prefetch(body);
        __builtin_prefetch(body + 64);
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t id = entries[i].owner;

        if (a->done[id / 8] >> id % 8 & 1)
            continue;
        a->done[id / 8] |= (uint8_t)(1U << id % 8);
        audit_member(a, id);
    }
}

/* One search is set up and used for all members; the size class that is none makes the first one
 * set its filters. */
enum jk_status jk_world_audit(struct jk_world *world, const struct jk_policies *policies,
                              jk_world_pair *visit, void *ctx)
{
    JK_ASSERT(policies != NULL && visit != NULL);

    struct audit a = { .visit = visit, .ctx = ctx };
    enum jk_status rc;

    a.search.world = world;
    a.search.own_size = JK_SIZE_END;
    a.search.policies = policies;
    a.search.hit = tell_pair;
    a.search.ctx = &a;
    a.done = jk_heap_zeroed(world->used / 8 + 1, 1);
    if (!a.done)
        return JK_MEMORY;
    rc = jk_index_each(world->index, audit_bucket, &a);
    free(a.done);
    return rc;
}
