/* One chain against the world: hits become parts, parts become pairings.
 *
 * Every member of the own chain (each instance of each leg) is checked against the world, and each
 * hit becomes a part with all its figures. Sorted by other chain, then pair of legs, then worst
 * first, the hits of one chain stand together: a walk makes one pairing of them, and instances of
 * the same two legs become one part, which keeps the figures of the worst and joins the spans of
 * all. jk_leg_part_compare() orders by level, distance, instant and place, never by paslon, UID or
 * side, so the answer depends on the members alone (SPEC 2.4); which notice was filed first counts
 * only where all that is reported of two parts is the same.
 *
 * The nearest rival needs no policy: it is searched on the shared civil date in rings of 2, 10 and
 * 50 km, because a search of the index costs with the square of its reach and most chains have a
 * rival near. Within a ring the limit shrinks to the best found, plus two hundredths of a metre so
 * that ties are still seen. */
#include "jarak/engine/verdict.h"
#include "daemon/engine/pair.h"
#include "jarak/engine/pair_memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/base/heap.h"

/* A violation of two members, before instances of the same legs are joined. */
struct hit {
    struct jk_leg_part leg;
    uint32_t chain;
};

struct collecting {
    struct jk_arena *arena;
    struct jk_world *world;
    const struct jk_policies *policies;
    const struct jk_member *own;
    struct hit *hits;
    size_t count, cap;
    enum jk_status status;
};

static int compare_numbers(double a, double b)
{
    return (a > b) - (a < b);
}

/* The first instant of the two, then the other: two versions of a leg at one place share the first
 * where it is the other side's. */
static int compare_instants(double a, double b, double c, double d)
{
    int order = compare_numbers(fmin(a, b), fmin(c, d));

    return order ? order : compare_numbers(fmax(a, b), fmax(c, d));
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* Which notices, whoever is asked: what is alike in all that is reported stands in one order for
 * both sides, and after a restart. */
static int compare_pairs(const struct jk_leg_part *a, const struct jk_leg_part *b)
{
    uint32_t low_a = least(a->tag_own, a->tag_other), low_b = least(b->tag_own, b->tag_other);
    uint32_t high_a = a->tag_own ^ a->tag_other ^ low_a, high_b = b->tag_own ^ b->tag_other ^ low_b;

    if (low_a != low_b)
        return low_a < low_b ? -1 : 1;
    return (high_a > high_b) - (high_a < high_b);
}

/* Worst first, by what is reported: level, distance, instant, place. Whose the legs are plays no
 * part, so both sides see one order. */
int jk_leg_part_compare(const struct jk_leg_part *a, const struct jk_leg_part *b)
{
    JK_ASSERT_ALL(a->part.levels.level < JK_LEVEL_END && b->part.levels.level < JK_LEVEL_END);

    const struct jk_part *p = &a->part, *q = &b->part;
    int order;

    if (p->levels.level != q->levels.level)
        return p->levels.level > q->levels.level ? -1 : 1;
    if (p->levels.level_max != q->levels.level_max)
        return p->levels.level_max > q->levels.level_max ? -1 : 1;
    if ((order = compare_numbers(p->distance_m, q->distance_m)) != 0 ||
        (order = compare_instants(p->time_a_s, p->time_b_s, q->time_a_s, q->time_b_s)) != 0 ||
        (order = compare_numbers(p->at_a.lat_deg + p->at_b.lat_deg,
                                 q->at_a.lat_deg + q->at_b.lat_deg)) != 0)
        return order;
    order = compare_numbers(p->at_a.lon_deg + p->at_b.lon_deg, q->at_a.lon_deg + q->at_b.lon_deg);
    return order ? order : compare_pairs(a, b);
}

/* Hits of one chain only become known together at the end: the world visits in no order. */
static bool keep_hit(struct collecting *c, const struct hit *hit)
{
    struct hit *hits = jk_arena_grow(c->arena, c->hits, c->count, &c->cap, sizeof *hits);

    if (!hits)
        return false;
    c->hits = hits;
    c->hits[c->count++] = *hit;
    return true;
}

/* A hit becomes a part with all its figures. After a failure the rest is passed over: the world's
 * walk cannot be stopped. */
static void tell_hit(void *ctx, uint32_t id, struct jk_levels levels)
{
    struct collecting *c = ctx;
    const struct jk_member other = jk_world_get(c->world, id);
    const struct engine_pair pair = engine_pair_of(c->world, c->policies, c->own, id);
    struct hit hit = { .chain = other.chain };

    if (c->status != JK_OK)
        return;
    hit.leg.tag_own = c->own->tag;
    hit.leg.tag_other = other.tag;
    hit.leg.leg_own = (enum jk_leg)c->own->body->leg;
    hit.leg.leg_other = (enum jk_leg)other.body->leg;
    c->status = engine_pair_tell(c->arena, &pair, levels, &hit.leg.part);
    if (c->status == JK_OK && !keep_hit(c, &hit))
        c->status = JK_MEMORY;
}

/* Orders hits by the other chain, then by the pair of legs, then the worst first. */
static int compare_hits(const void *a, const void *b)
{
    const struct hit *x = a, *y = b;

    if (x->chain != y->chain)
        return x->chain < y->chain ? -1 : 1;
    if (x->leg.tag_own != y->leg.tag_own)
        return x->leg.tag_own < y->leg.tag_own ? -1 : 1;
    if (x->leg.tag_other != y->leg.tag_other)
        return x->leg.tag_other < y->leg.tag_other ? -1 : 1;
    return jk_leg_part_compare(&x->leg, &y->leg);
}

/* Merges two ascending lists of spans into one; spans a second apart or less become one. */
static struct jk_span_s *join_spans(struct jk_arena *arena, const struct jk_span_s *a, size_t *na,
                                    const struct jk_span_s *b, size_t nb)
{
    struct jk_span_s *joined = jk_arena_array(arena, *na + nb, sizeof *joined);
    size_t i = 0, k = 0, n = 0;

    if (!joined)
        return NULL;
    while (i < *na || k < nb) {
        struct jk_span_s next =
            k == nb || (i < *na && a[i].from_s <= b[k].from_s) ? a[i++] : b[k++];

        if (n > 0 && next.from_s <= joined[n - 1].to_s + 1.0)
            joined[n - 1].to_s = fmax(joined[n - 1].to_s, next.to_s);
        else
            joined[n++] = next;
    }
    *na = n;
    return joined;
}

/* Joins another instance of the same legs: the first, which is the worse, keeps its figures, and
 * the spans are joined. */
static enum jk_status join_instance(struct jk_arena *arena, struct jk_part *kept,
                                    const struct jk_part *more)
{
    kept->spans_a =
        join_spans(arena, kept->spans_a, &kept->span_count_a, more->spans_a, more->span_count_a);
    kept->spans_b =
        join_spans(arena, kept->spans_b, &kept->span_count_b, more->spans_b, more->span_count_b);
    if (more->levels.level_max > kept->levels.level_max)
        kept->levels.level_max = more->levels.level_max;
    return kept->spans_a && kept->spans_b ? JK_OK : JK_MEMORY;
}

static int compare_parts(const void *a, const void *b)
{
    return jk_leg_part_compare(a, b);
}

/* Makes a pairing of the hits [first, last) of one other chain. */
static enum jk_status make_pairing(struct jk_arena *arena, const struct hit *first,
                                   const struct hit *last, struct jk_pairing *out)
{
    *out = (struct jk_pairing){ .chain = first->chain };
    out->parts = jk_arena_array(arena, (size_t)(last - first), sizeof *out->parts);
    if (!out->parts)
        return JK_MEMORY;
    for (const struct hit *h = first; h < last; h++) {
        struct jk_leg_part *kept = out->part_count ? &out->parts[out->part_count - 1] : NULL;

        if (kept && kept->tag_own == h->leg.tag_own && kept->tag_other == h->leg.tag_other) {
            if (join_instance(arena, &kept->part, &h->leg.part) != JK_OK)
                return JK_MEMORY;
        } else {
            out->parts[out->part_count++] = h->leg;
        }
        if (h->leg.part.levels.level > out->levels.level)
            out->levels.level = h->leg.part.levels.level;
        if (h->leg.part.levels.level_max > out->levels.level_max)
            out->levels.level_max = h->leg.part.levels.level_max;
    }
    qsort(out->parts, out->part_count, sizeof *out->parts, compare_parts);
    return JK_OK;
}

static int compare_pairings(const void *a, const void *b)
{
    const struct jk_pairing *x = a, *y = b;

    return jk_leg_part_compare(&x->parts[0], &y->parts[0]);
}

enum jk_status jk_verdict_chain(struct jk_arena *arena, struct jk_world *world,
                                const struct jk_policies *policies, const struct jk_member *own,
                                size_t own_count, struct jk_pairings *out)
{
    JK_ASSERT(own != NULL || own_count == 0);
    JK_ASSERT(policies != NULL && out != NULL);

    struct collecting c = { .arena = arena, .world = world, .policies = policies };
    const uint64_t refusals = jk_heap_refusals();

    for (size_t i = 0; i < own_count; i++) {
        c.own = &own[i];
        jk_world_check(world, policies, c.own, tell_hit, &c);
    }
    out->count = 0;
    out->at = jk_arena_array(arena, c.count, sizeof *out->at);
    if (jk_heap_refusals() != refusals)
        return JK_MEMORY; /* where the judge errs on the safe side it has no words for it */
    if (c.status != JK_OK || !out->at)
        return c.status != JK_OK ? c.status : JK_MEMORY;
    if (c.count)
        qsort(c.hits, c.count, sizeof *c.hits, compare_hits);
    for (size_t i = 0, k; i < c.count; i = k) {
        for (k = i + 1; k < c.count && c.hits[k].chain == c.hits[i].chain; k++)
            continue;
        if (make_pairing(arena, &c.hits[i], &c.hits[k - 1] + 1, &out->at[out->count]) != JK_OK)
            return JK_MEMORY;
        out->count++;
    }
    /* Each pairing's parts are sorted, so its first part speaks for it. */
    qsort(out->at, out->count, sizeof *out->at, compare_pairings);
    return JK_OK;
}

struct nearest_search {
    struct jk_world *world;
    const struct jk_member *own;
    double limit_m;
    struct jk_nearest best;
};

/* Ties as in SPEC 2.4, so that the order of filing does not show: the earliest instant, then the
 * smaller latitude and longitude of the two places together. */
static bool is_nearer(const struct jk_nearest *a, const struct jk_nearest *b)
{
    int order = compare_numbers(a->distance_m, b->distance_m);

    if (order == 0)
        order = compare_instants(a->time_own_s, a->time_other_s, b->time_own_s, b->time_other_s);
    if (order == 0)
        order = compare_numbers(a->at_own.lat_deg + a->at_other.lat_deg,
                                b->at_own.lat_deg + b->at_other.lat_deg);
    if (order == 0)
        order = compare_numbers(a->at_own.lon_deg + a->at_other.lon_deg,
                                b->at_own.lon_deg + b->at_other.lon_deg);
    return order < 0;
}

/* The nearest approach of a pair below a limit. What is remembered was found below another: a found
 * one is the nearest whatever the limit, and none below a wider one is none below this. */
static bool find_nearest(struct nearest_search *s, const struct jk_body *other, double limit_m,
                         struct jk_approach *out)
{
    struct jk_pair_memory *memory = jk_world_remembered(s->world, NULL);
    const struct jk_body *a = s->own->body, *b = other;
    struct jk_pair_nearest known;
    struct jk_pair_key key;
    bool turned;

    if (!memory || !jk_pair_key_make(&a, &b, NULL, &key, &turned))
        return jk_body_apart_m(a, b) <= limit_m &&
               jk_approach_find(a, b, &jk_window_same_date, limit_m, out);
    if (!jk_pair_memory_find(memory, &key, JK_PAIR_NEAREST, NULL, &known) ||
        (!known.found && known.limit_m < limit_m)) {
        known = (struct jk_pair_nearest){ .limit_m = limit_m };
        known.found = jk_body_apart_m(a, b) <= limit_m &&
                      jk_approach_find(a, b, &jk_window_same_date, limit_m, &known.approach);
        jk_pair_memory_keep(memory, &key, JK_PAIR_NEAREST, &known);
    }
    *out = turned ? jk_approach_swapped(&known.approach) : known.approach;
    return known.found && out->gap_m < limit_m;
}

static void keep_nearest(void *ctx, uint32_t id)
{
    struct nearest_search *s = ctx;
    const struct jk_member other = jk_world_get(s->world, id);
    double pads = s->own->body->pad_m + other.body->pad_m;
    struct jk_approach found;
    struct jk_nearest near;

    /* Cheapest test first: the relation, then what is remembered, spheres, the approach. */
    if (jk_party_relation(s->own->party, other.party) != JK_RELATION_RIVAL ||
        !find_nearest(s, other.body, s->limit_m + pads, &found))
        return;
    near = (struct jk_nearest){
        true,          id,      jk_judge_distance_m(s->own->body, other.body, found.gap_m),
        found.a,       found.b, found.time_a_s,
        found.time_b_s
    };
    if (s->best.found && !is_nearer(&near, &s->best))
        return;
    s->limit_m = fmin(s->limit_m, near.distance_m + 0.02); /* ties are looked at too */
    s->best = near;
}

/* Searches round each member, no farther than the nearest found so far. */
static void search_within(struct nearest_search *s, const struct jk_member *own, size_t own_count,
                          double reach_m)
{
    s->limit_m = reach_m;
    for (size_t i = 0; i < own_count; i++) {
        s->own = &own[i];
        jk_world_rivals(s->world, s->own, s->limit_m, keep_nearest, s);
    }
}

struct jk_nearest jk_verdict_nearest(struct jk_world *world, const struct jk_member *own,
                                     size_t own_count)
{
    JK_ASSERT(own != NULL || own_count == 0);

    static const double reaches_m[] = { 2000.0, 10000.0, JK_NEAREST_REACH_M };
    struct nearest_search s = { .world = world };

    for (size_t i = 0; i < sizeof reaches_m / sizeof *reaches_m && !s.best.found; i++)
        search_within(&s, own, own_count, reaches_m[i]);
    return s.best;
}
