/* The clear start times of a chain (SPEC 6): which pairs of members are searched, in what order.
 *
 * The range is walked day by day, so that a search of the index stays local in time and most zones
 * are the same all day. The pairs of a day are put in order by the other chain: what one pair is
 * found to forbid need not be sought with another of the same chain, for a chain is told with all
 * it forbids together. The pairs that reach farthest to both sides come first, and mostly forbid
 * what those between them do.
 *
 * The closed forms are those of forbid.c; tree.c and walk.c leave out what cannot add to them;
 * settle.c halves what they leave in doubt, and asks the judge itself where rounding decides, so
 * that slots and check never disagree. The judge is never asked about what is forbidden for certain
 * by another pair of the chain. */
#include <math.h>
#include <stdlib.h>
#include "daemon/engine/slots/slots_internal.h"
#include "jarak/base/civil.h"
#include "jarak/base/defend.h"
#include "jarak/base/heap.h"

/* Deltas told with the chain that forbids them. */
struct told {
    struct jk_blocked *at;
    size_t count, cap;
};

/* How much later or earlier a member of a size class may count for the own one. */
static double reach_s(const struct slots_search *s, int own_size, int size)
{
    const struct jk_row_reach *reach = &s->policies->reach;
    double minutes_s = reach->s[own_size][size] * fmax(1.0, s->policies->zone_factor);

    return reach->day[own_size][size] ? fmax(SLOTS_SAME_DAY_S, minutes_s) : minutes_s;
}

size_t engine_slots_rule(const struct slots_search *s, const struct jk_row_key *own,
                         struct jk_ruling out[JK_RULINGS_MAX])
{
    const struct jk_member *member = &s->query->own[s->own];
    const struct jk_member other = jk_world_get(s->world, s->other);

    return jk_policies_rule(s->policies, jk_party_relation(member->party, other.party),
                            &(struct jk_ruled){ member->policy, own },
                            &(struct jk_ruled){ other.policy, &other.body->key }, out);
}

/* Whether the rows of both eras that the pair under work may come to that day leave it out. */
static bool is_exempt(const struct slots_search *s)
{
    struct jk_row_key early = s->query->own[s->own].body->key, late = early;
    struct jk_ruling at_first[JK_RULINGS_MAX], at_last[JK_RULINGS_MAX];
    size_t count;

    early.from_s += (double)s->day.from_s;
    late.from_s += (double)s->day.to_s;
    count = engine_slots_rule(s, &early, at_first);
    engine_slots_rule(s, &late, at_last);
    for (size_t i = 0; i < count; i++) {
        if (!at_first[i].row->exempt || !at_last[i].row->exempt)
            return false;
    }
    return true;
}

/* Notes a pair, with the deltas at which the two spans are near enough. */
static void note_pair(void *ctx, uint32_t id)
{
    struct slots_search *s = ctx;
    const struct jk_member other = jk_world_get(s->world, id), *member = &s->query->own[s->own];
    const struct jk_body *own = member->body, *body = other.body;
    double near_s = reach_s(s, (int)own->key.size, (int)body->key.size) + 1.0;
    double low = fmax(floor(body->in_s - own->out_s - near_s), (double)s->day.from_s);
    double high = fmin(ceil(body->out_s - own->in_s + near_s), (double)s->day.to_s);

    s->other = id;
    s->uncertain = s->uncertain || own->uncertainty_m > 0.0 || body->uncertainty_m > 0.0;
    if (s->weigh) {
        s->meetings += jk_body_nodes(own) + jk_body_nodes(body);
        return;
    }
    if (low > high || is_exempt(s))
        return;
    if (!jk_grow(&s->pairs, s->pair_count, &s->pair_cap, sizeof *s->pairs)) {
        s->status = JK_MEMORY;
        return;
    }
    s->pairs[s->pair_count++] =
        (struct slots_pair){ other.chain, id, s->own, { (int64_t)low, (int64_t)high } };
}

/* Asks the world for all that may come near an own member while the chain starts anywhere in the
 * day: the own span is widened by the deltas and by the largest tau. */
static void search_member(struct slots_search *s)
{
    const struct jk_member *own = &s->query->own[s->own];
    double far_m = 0.0, far_s = 0.0;

    for (int size = 0; size < JK_SIZE_END; size++) {
        far_m = fmax(far_m, s->policies->reach.m[own->body->key.size][size]);
        far_s = fmax(far_s, reach_s(s, (int)own->body->key.size, size));
    }
    if (far_m > 0.0)
        jk_world_around(s->world, own,
                        &(struct jk_around){ far_m * fmax(1.0, s->policies->zone_factor),
                                             own->body->in_s + (double)s->day.from_s - far_s,
                                             own->body->out_s + (double)s->day.to_s + far_s },
                        note_pair, s);
}

static int order_of(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* Those of one chain follow each other, of them those with one other member, the earliest first. */
static int compare_pairs(const void *a, const void *b)
{
    const struct slots_pair *x = a, *y = b;
    int order = order_of(x->chain, y->chain);

    if (!order)
        order = order_of(x->other, y->other);
    if (!order)
        order = order_of(x->band.from_s, y->band.from_s);
    return order ? order : order_of(x->own, y->own);
}

static bool tell_chain(struct slots_search *s, struct told *told, uint32_t chain)
{
    for (size_t i = 0; i < s->sure.count; i++) {
        if (!jk_grow(&told->at, told->count, &told->cap, sizeof *told->at))
            return false;
        told->at[told->count++] = (struct jk_blocked){ s->sure.at[i], chain };
    }
    return true;
}

/* Settles the pairs of one chain, of those with one member the last behind the first. */
static void settle_chain(struct slots_search *s, const struct slots_pair *pairs, size_t count)
{
    s->sure.count = 0;
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && pairs[end].other == pairs[i].other; end++)
            ;
        engine_slots_settle(s, &pairs[i]);
        for (size_t k = end - 1; k > i && s->status == JK_OK; k--)
            engine_slots_settle(s, &pairs[k]);
    }
    engine_slots_judge(s);
}

/* The deltas that each own member is asked about that day. */
static void gather_asked(struct slots_search *s)
{
    for (uint32_t own = 0; own < s->query->own_count; own++)
        s->ready[own].asked = (struct jk_interval){ INT64_MAX, INT64_MIN };
    for (size_t i = 0; i < s->pair_count; i++) {
        const struct jk_interval band = s->pairs[i].band;
        struct jk_interval *asked = &s->ready[s->pairs[i].own].asked;

        asked->from_s = band.from_s < asked->from_s ? band.from_s : asked->from_s;
        asked->to_s = band.to_s > asked->to_s ? band.to_s : asked->to_s;
    }
}

static void settle_day(struct slots_search *s, struct told *told)
{
    if (s->pair_count == 0)
        return;
    qsort(s->pairs, s->pair_count, sizeof *s->pairs, compare_pairs);
    gather_asked(s);
    for (size_t i = 0, end; i < s->pair_count && s->status == JK_OK; i = end) {
        for (end = i + 1; end < s->pair_count && s->pairs[end].chain == s->pairs[i].chain; end++)
            ;
        settle_chain(s, &s->pairs[i], end - i);
        if (s->status == JK_OK && !tell_chain(s, told, s->pairs[i].chain))
            s->status = JK_MEMORY;
    }
}

/* Each day of the range, with each own member. */
static void each_day(struct slots_search *s, struct told *told)
{
    const struct jk_interval range = s->query->range;

    for (s->day = range; s->day.from_s <= range.to_s && s->status == JK_OK;
         s->day.from_s = s->day.to_s + 1) {
        int64_t last_s = s->day.from_s + JK_DAY_S - 1;

        s->day.to_s = last_s < range.to_s ? last_s : range.to_s;
        s->pair_count = 0;
        for (s->own = 0; s->own < s->query->own_count; s->own++)
            search_member(s);
        if (!s->weigh)
            settle_day(s, told);
    }
}

static int compare_by_chain(const void *a, const void *b)
{
    const struct jk_blocked *x = a, *y = b;
    int order = order_of(x->chain, y->chain);

    return order ? order : order_of(x->band.from_s, y->band.from_s);
}

static int compare_blocked(const void *a, const void *b)
{
    const struct jk_blocked *x = a, *y = b;
    int order = order_of(x->band.from_s, y->band.from_s);

    if (!order)
        order = order_of(x->band.to_s, y->band.to_s);
    return order ? order : order_of(x->chain, y->chain);
}

/* Joins the bands of each chain that go on from one day to the next. */
static void join_days(struct told *told)
{
    size_t kept = 0;

    if (told->count == 0)
        return;
    qsort(told->at, told->count, sizeof *told->at, compare_by_chain);
    for (size_t i = 1; i < told->count; i++) {
        struct jk_blocked *last = &told->at[kept];

        if (told->at[i].chain == last->chain && told->at[i].band.from_s <= last->band.to_s + 1)
            last->band.to_s = told->at[i].band.to_s;
        else
            told->at[++kept] = told->at[i];
    }
    told->count = kept + 1;
}

/* Blocked bands are sorted by start, which the complement needs; it lets them overlap. */
static enum jk_status tell(struct slots_search *s, struct told *told, struct jk_slots *out)
{
    struct jk_intervals taken = { jk_arena_array(s->arena, told->count, sizeof *taken.at), 0 };

    join_days(told);
    out->meetings = s->meetings;
    out->judged = s->judged;
    out->uncertain = s->uncertain;
    out->blocked_count = told->count;
    out->blocked = jk_arena_array(s->arena, told->count, sizeof *out->blocked);
    if (!out->blocked || !taken.at)
        return JK_MEMORY;
    for (size_t i = 0; i < told->count; i++)
        out->blocked[i] = told->at[i];
    qsort(out->blocked, out->blocked_count, sizeof *out->blocked, compare_blocked);
    for (size_t i = 0; i < out->blocked_count; i++)
        taken.at[taken.count++] = out->blocked[i].band;
    return jk_intervals_rest(s->arena, &taken, s->query->range, &out->clear);
}

uint64_t jk_slots_weigh(struct jk_world *world, const struct jk_policies *policies,
                        const struct jk_slot_query *query)
{
    struct slots_search s = { .world = world, .policies = policies, .query = query, .weigh = true };
    struct told none = { .at = NULL };

    each_day(&s, &none);
    return s.meetings;
}

static void close_search(struct slots_search *s)
{
    for (size_t own = 0; own < s->query->own_count; own++)
        engine_slots_forget(s, own, 0);
    engine_tree_clear(&s->there);
    free(s->there_factors);
    free(s->ready);
    free(s->pairs);
    free(s->open);
    free(s->heap);
    free(s->sure.at);
    free(s->possible.at);
    free(s->doubt.at);
}

enum jk_status jk_slots_find(struct jk_arena *arena, struct jk_world *world,
                             const struct jk_policies *policies, const struct jk_slot_query *query,
                             struct jk_slots *out)
{
    JK_ASSERT(query->own != NULL || query->own_count == 0);
    JK_ASSERT((unsigned)query->level < JK_LEVEL_END);
    JK_ASSERT(out != NULL);

    struct slots_search s = {
        .arena = arena, .world = world, .policies = policies, .query = query
    };
    struct told told = { .at = NULL };
    const uint64_t refusals = jk_heap_refusals();

    if (query->range.to_s < query->range.from_s ||
        query->range.to_s - query->range.from_s > JK_SLOT_RANGE_S)
        return JK_RANGE;
    s.ready = jk_heap_zeroed(query->own_count + 1, sizeof *s.ready);
    if (!s.ready)
        return JK_MEMORY;
    each_day(&s, &told);
    if (s.status == JK_OK)
        s.status = tell(&s, &told, out);
    close_search(&s);
    free(told.at);
    return jk_heap_refusals() == refusals ? s.status : JK_MEMORY;
}
