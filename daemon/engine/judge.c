/* The level of two legs, and everything that is told about a violation.
 *
 * Rows are nested: each level's (D, tau) lies within the one before it. So the search goes up from
 * info and stops at the first level that fails, for all above it fail too. `level` is that of the
 * bodies as stated, `level_max` that of the bodies widened by their uncertainty, each with the
 * zones and the shared road of its own extent (SPEC 2.1): nothing that one of them finds takes
 * anything from the other. A raise is looked for only where it could change the answer. */
#include "jarak/engine/judge.h"
#include "jarak/engine/heads.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/engine/rung.h"
#include "jarak/engine/inside.h"
#include "jarak/engine/levels_fast.h"
#include "jarak/engine/shared_road.h"
#include "jarak/base/defend.h"
#include "jarak/base/heap.h"

static const char *const meet_words[] = { "static",   "same_place", "passing",
                                          "crossing", "head_on",    "following" };
_Static_assert(sizeof meet_words / sizeof *meet_words == JK_MEET_END, "every meeting has a word");

const char *jk_meet_word(enum jk_meet meet)
{
    JK_ASSERT((unsigned)meet < JK_MEET_END);
    return meet_words[meet];
}

struct jk_part jk_part_swapped(const struct jk_part *part)
{
    JK_ASSERT(part != NULL);

    struct jk_part out = *part;

    out.at_a = part->at_b;
    out.at_b = part->at_a;
    out.time_a_s = part->time_b_s;
    out.time_b_s = part->time_a_s;
    out.spans_a = part->spans_b;
    out.spans_b = part->spans_a;
    out.span_count_a = part->span_count_b;
    out.span_count_b = part->span_count_a;
    return out;
}

/* Edge to edge with both places moved towards each other as far as their uncertainty goes. */
static double nearest_possible_m(const struct jk_body *a, const struct jk_body *b, double gap_m)
{
    return jk_judge_distance_m(a, b, fmax(0.0, gap_m - a->uncertainty_m - b->uncertainty_m));
}

bool jk_judge_may_raise(const struct jk_policy *policy, const struct jk_row *row,
                        const struct jk_body *a, const struct jk_body *b)
{
    return policy->raise.on && row->rung[JK_LEVEL_WASPADA].present && a->shape == JK_SHAPE_ROUTE &&
           b->shape == JK_SHAPE_ROUTE;
}

/* The level by the row alone, of one extent. A level that fails under every factor of the land
 * fails with all above it, for rows are nested: so the search goes up and stops at the first. */
static enum jk_level climb_row(const struct jk_row *row, const struct jk_body *a,
                               const struct jk_body *b, enum jk_extent extent)
{
    uint16_t factors[JK_FACTORS_MAX];
    size_t count = jk_body_factors(a, b, extent, factors);
    enum jk_level found = JK_LEVEL_NONE;

    for (int level = JK_LEVEL_INFO; level < JK_LEVEL_END; level++) {
        bool violates = false;

        if (!row->rung[level].present)
            continue;
        for (size_t i = 0; i < count && !violates; i++) {
            const struct jk_rung_at at = { row, level, factors[i], extent };

            violates = engine_rung_violates(&at, a, b, engine_rung_gap(&at, a, b));
        }
        if (!violates)
            break;
        found = (enum jk_level)level;
    }
    return found;
}

/* Both levels by the row alone; without a doubt there is but one. */
static struct jk_levels level_by_row(const struct jk_row *row, const struct jk_body *a,
                                     const struct jk_body *b)
{
    struct jk_levels levels = { JK_LEVEL_NONE, JK_LEVEL_NONE };

    /* Most pairs have no zone and lie clear of every threshold: they are decided without a
     * geodesic. */
    if (jk_levels_fast_fits(a, b) && jk_levels_fast(row, a, b, &levels))
        return levels;
    levels.level_max = climb_row(row, a, b, JK_EXTENT_WIDENED);
    levels.level = levels.level_max;
    if (levels.level_max > JK_LEVEL_NONE && engine_rung_doubt_m(JK_EXTENT_WIDENED, a, b) > 0.0)
        levels.level = climb_row(row, a, b, JK_EXTENT_STATED);
    return levels;
}

/* A raise lifts waspada to siaga and nothing else (SPEC 2.3): info never, siaga has no need. */
static enum jk_level raise_level(const struct jk_policy *policy, const struct jk_row *row,
                                 const struct jk_body *a, const struct jk_body *b,
                                 enum jk_level level, enum jk_extent extent)
{
    if (level != JK_LEVEL_WASPADA || !jk_judge_may_raise(policy, row, a, b) ||
        !jk_shared_road_find(&policy->raise, row, a, b, extent).raises)
        return level;
    return JK_LEVEL_SIAGA;
}

/* The stated position and the widened one are raised each by its own level and its own shared road:
 * to know less of a place never takes the raise from the place as stated. */
struct jk_levels jk_judge_level(const struct jk_policy *policy, const struct jk_row *row,
                                const struct jk_body *a, const struct jk_body *b)
{
    JK_ASSERT_ALL(!row->exempt);

    struct jk_levels levels = level_by_row(row, a, b);

    levels.level = raise_level(policy, row, a, b, levels.level, JK_EXTENT_STATED);
    /* The widened bodies share what the stated ones share, and more. */
    levels.level_max = levels.level == JK_LEVEL_SIAGA
                           ? JK_LEVEL_SIAGA
                           : raise_level(policy, row, a, b, levels.level_max, JK_EXTENT_WIDENED);
    return levels;
}

/* How two bodies meet, by the directions of the pieces at their nearest; what stands has none. */
static enum jk_meet meet_of(const struct jk_policy *policy, const struct jk_body *a,
                            const struct jk_body *b, const struct jk_approach *near,
                            double distance_m)
{
    bool moves_a = a->shape == JK_SHAPE_ROUTE, moves_b = b->shape == JK_SHAPE_ROUTE;
    double turn;

    if (!moves_a && !moves_b)
        return distance_m > 0.0 ? JK_MEET_STATIC : JK_MEET_SAME_PLACE;
    if (!moves_a || !moves_b)
        return JK_MEET_PASSING;
    turn = jk_piece_turn_deg(&near->piece_a, &near->piece_b);
    if (turn >= policy->raise.head_on_deg)
        return JK_MEET_HEAD_ON;
    return turn <= policy->raise.following_deg ? JK_MEET_FOLLOWING : JK_MEET_CROSSING;
}

/* So many spans are kept before they are joined on the way: few sides have more. */
#define JOIN_FROM 256

/* The spans of one side, on the heap. */
struct side_spans {
    struct jk_span_s *at;
    size_t count, cap;
    struct jk_span_s cover; /* the one that was added to last, or {0, 0} */
};

/* Collects the spans in which each side is somewhere nearer to the other than the level's distance.
 */
struct spans {
    const struct jk_body *body[2];
    struct jk_window window;
    double within_m;
    struct side_spans side[2];
    bool failed;
};

static int compare_spans(const void *a, const void *b)
{
    const struct jk_span_s *x = a, *y = b;

    if (x->from_s != y->from_s)
        return x->from_s < y->from_s ? -1 : 1;
    return (x->to_s > y->to_s) - (x->to_s < y->to_s);
}

/* Sorts spans and joins those at most a second apart. @return how many are left */
static size_t merge_spans(struct jk_span_s *list, size_t count)
{
    size_t kept = 0;

    if (count == 0)
        return 0;
    qsort(list, count, sizeof *list, compare_spans);
    for (size_t i = 1; i < count; i++) {
        if (list[i].from_s <= list[kept].to_s + 1.0)
            list[kept].to_s = fmax(list[kept].to_s, list[i].to_s);
        else
            list[++kept] = list[i];
    }
    return kept + 1;
}

/* Two columns meet in as many pairs as the product of their pieces, and leave but some spans:
 * joined whenever the room is full, the list stays as short. Joining a part first changes nothing,
 * for spans that are at most a second apart end in one whatever comes between. */
static void add_span(struct spans *s, int side, double from_s, double to_s)
{
    struct side_spans *list = &s->side[side];
    struct jk_span_s *last = list->count ? &list->at[list->count - 1] : NULL;

    /* Neighbouring pieces are near at nearly the same time: most spans only widen the last. */
    if (last && from_s <= last->to_s + 1.0 && last->from_s <= to_s + 1.0) {
        last->from_s = fmin(last->from_s, from_s);
        last->to_s = fmax(last->to_s, to_s);
        list->cover = *last;
        return;
    }
    if (list->count == list->cap) {
        if (list->cap >= JOIN_FROM)
            list->count = merge_spans(list->at, list->count);
        /* Half full after joining: twice the room, so that joins stay rare. */
        if (list->count >= list->cap / 2 &&
            !jk_grow(&list->at, list->cap, &list->cap, sizeof *list->at)) {
            s->failed = true;
            return;
        }
    }
    list->at[list->count++] = list->cover = (struct jk_span_s){ from_s, to_s };
}

/* The time at a share of a piece, never beyond those of its ends: what rounding does must not make
 * a piece reach where its chunk does not (is_spanned()). */
static double time_at(double time0, double time1, double share)
{
    double at = time0 + share * (time1 - time0);

    return fmax(fmin(time0, time1), fmin(at, fmax(time0, time1)));
}

/* True when what is occupied between these times, wherever it is too near, adds nothing to a span
 * that is known. */
static bool is_spanned(const struct side_spans *list, double in_s, double out_s)
{
    return list->count > 0 && list->cover.from_s <= in_s && list->cover.to_s >= out_s;
}

/* The same of all pieces of a chunk: along a body both times only rise. Those of the chunk's sphere
 * are rounded outwards, and would never be reached by the newest span. */
static bool is_chunk_spanned(const struct side_spans *list, const struct jk_body *body,
                             const struct jk_chunk *chunk)
{
    return is_spanned(list, jk_body_node(body, chunk->sphere.first).in_s,
                      jk_body_node(body, body->trace ? chunk->end : 0).out_s);
}

/* While within reach: from the first arrival to the last departure of the shares that are. */
static void collect_spans(void *ctx, const struct jk_meeting *m, double *limit_m)
{
    struct spans *s = ctx;
    struct jk_reach r;

    (void)limit_m;
    if ((is_spanned(&s->side[0], m->a.in0, m->a.out1) &&
         is_spanned(&s->side[1], m->b.in0, m->b.out1)) ||
        !jk_shares_reach(&m->region, s->within_m, &r))
        return;
    add_span(s, 0, time_at(m->a.in0, m->a.in1, r.x0), time_at(m->a.out0, m->a.out1, r.x1));
    add_span(s, 1, time_at(m->b.in0, m->b.in1, r.y0), time_at(m->b.out0, m->b.out1, r.y1));
}

/* Two columns of n chunks that ride together meet in n x n pairs of them, of which all but some n
 * add nothing: those are left before a piece is looked at. */
static bool collect_chunks(void *ctx, const struct jk_chunk *ca, const struct jk_chunk *cb,
                           double *limit_m)
{
    struct spans *s = ctx;
    const struct jk_two_chunks pair = { ca, cb, *limit_m };

    if (!is_chunk_spanned(&s->side[0], s->body[0], ca) ||
        !is_chunk_spanned(&s->side[1], s->body[1], cb))
        jk_approach_pieces(s->body[0], s->body[1], &s->window, &pair, collect_spans, s);
    return true;
}

/* The span of a side over the part of its piece that meets the other in time. */
static void add_share_span(struct spans *s, int side, const struct jk_piece *p,
                           const struct jk_shares *region)
{
    double low = 1.0, high = 0.0;

    for (int i = 0; i < region->count; i++) {
        double share = side ? region->corner[i].y : region->corner[i].x;

        low = fmin(low, share);
        high = fmax(high, share);
    }
    add_span(s, side, time_at(p->in0, p->in1, low), time_at(p->out0, p->out1, high));
}

/* Inside there is no distance to bound the shares: those count that meet in time. */
static void collect_inside(struct spans *s, const struct jk_piece *a, const struct jk_piece *b)
{
    struct jk_plane plane = jk_plane_at(a->a);
    double tau_s = jk_approach_tau(s->body[0], a, s->body[1], b, &s->window);
    struct jk_shares region;

    if (!jk_pair_gap_region(a, b, tau_s, &plane, &region))
        return;
    add_share_span(s, 0, a, &region);
    add_share_span(s, 1, b, &region);
}

static void collect_inside_a(void *ctx, const struct jk_piece *ring, const struct jk_piece *part)
{
    collect_inside(ctx, ring, part);
}

static void collect_inside_b(void *ctx, const struct jk_piece *ring, const struct jk_piece *part)
{
    collect_inside(ctx, part, ring);
}

/* Gives the arena the joined spans of a side; null when memory is or was out. */
static struct jk_span_s *take_spans(struct jk_arena *arena, struct spans *s, int side,
                                    size_t *count)
{
    struct side_spans *list = &s->side[side];
    struct jk_span_s *given;

    if (s->failed)
        return NULL;
    *count = merge_spans(list->at, list->count);
    given = jk_arena_array(arena, *count, sizeof *given);
    if (given)
        memcpy(given, list->at, *count * sizeof *given);
    return given;
}

/* The spans of a rung, over the factors of the land. Where the stated positions do not violate, as
 * far as the places may move. */
static enum jk_status tell_spans(struct jk_arena *arena, const struct jk_body *a,
                                 const struct jk_body *b, struct jk_rung_at at, struct jk_part *out)
{
    struct spans s = { .body = { a, b } };
    uint16_t factors[JK_FACTORS_MAX];
    size_t count = jk_body_factors(a, b, at.extent, factors);

    for (size_t i = 0; i < count; i++) {
        at.factor = factors[i];
        s.window = jk_judge_window(&at);
        s.within_m = jk_judge_limit_m(&at) + engine_rung_doubt_m(at.extent, a, b);
        if (factors[i] == out->factor)
            s.within_m = fmax(s.within_m, out->distance_m);
        s.within_m += a->pad_m + b->pad_m;
        jk_approach_chunks(a, b, jk_approach_widest_s(&s.window), s.within_m + 1.0, collect_chunks,
                           &s);
        jk_inside_each(a, b, &s.window, collect_inside_a, &s);
        jk_inside_each(b, a, &s.window, collect_inside_b, &s);
    }
    if (s.side[0].count == 0) { /* where rounding finds neither an edge nor an inside, the whole
                                 * spans stand in: nothing is lost */
        add_span(&s, 0, a->in_s, a->out_s);
        add_span(&s, 1, b->in_s, b->out_s);
    }
    out->spans_a = take_spans(arena, &s, 0, &out->span_count_a);
    out->spans_b = take_spans(arena, &s, 1, &out->span_count_b);
    free(s.side[0].at);
    free(s.side[1].at);
    return out->spans_a && out->spans_b ? JK_OK : JK_MEMORY;
}

/* The rung that speaks for a level: its own, or where a raise made it siaga, waspada's. */
static int rung_for(const struct jk_row *row, const struct jk_body *a, const struct jk_body *b,
                    struct jk_levels levels, bool *raised)
{
    struct jk_levels plain = level_by_row(row, a, b);
    enum jk_level told = levels.level ? levels.level : levels.level_max;
    enum jk_level by_row = levels.level ? plain.level : plain.level_max;

    *raised = by_row != told;
    return *raised ? JK_LEVEL_WASPADA : (int)told;
}

/* The nearest approach that violates the rung, over the factors of the land.
 *
 * @param at  its factor is set to that of the land where the two are nearest */
static bool find_worst(struct jk_rung_at *at, const struct jk_body *a, const struct jk_body *b,
                       struct jk_approach *near)
{
    uint16_t factors[JK_FACTORS_MAX];
    double least = INFINITY, doubt = engine_rung_doubt_m(at->extent, a, b);
    size_t count = jk_body_factors(a, b, at->extent, factors);
    struct jk_rung_at one = *at;

    for (size_t i = 0; i < count; i++) {
        struct jk_window window;
        struct jk_approach found;
        double limit_m;

        one.factor = factors[i];
        window = jk_judge_window(&one);
        limit_m = jk_judge_limit_m(&one) + a->pad_m + b->pad_m + doubt + 1.0;
        if (!jk_approach_find(a, b, &window, limit_m, &found) ||
            !engine_rung_violates(&one, a, b, found.gap_m) || found.gap_m > least)
            continue;
        least = found.gap_m;
        *near = found;
        at->factor = factors[i];
    }
    return !isinf(least);
}

/* The range of distance is that of the stated gap less and plus both uncertainties. */
static void tell_figures(struct jk_part *part, const struct jk_rung_at *at, const struct jk_body *a,
                         const struct jk_body *b, const struct jk_approach *near)
{
    part->rung = &at->row->rung[at->level];
    part->factor = at->factor;
    part->required_m = jk_judge_limit_m(at);
    part->tau_s = part->rung->same_day ? 0.0 : jk_judge_window(at).tau_s;
    part->distance_m = jk_judge_distance_m(a, b, near->gap_m);
    part->distance_min_m = nearest_possible_m(a, b, near->gap_m);
    part->distance_max_m =
        jk_judge_distance_m(a, b, near->gap_m + a->uncertainty_m + b->uncertainty_m);
    part->at_a = near->a;
    part->at_b = near->b;
    part->time_a_s = near->time_a_s;
    part->time_b_s = near->time_b_s;
}

enum jk_status jk_judge_part(struct jk_arena *arena, const struct jk_policy *policy,
                             const struct jk_judged *judged, struct jk_part *out)
{
    const struct jk_row *row = judged->row;
    const struct jk_body *a = judged->a, *b = judged->b;
    struct jk_levels levels = judged->levels;
    const uint64_t refusals = jk_heap_refusals();
    enum jk_status rc;

    JK_ASSERT(!row->exempt);
    JK_ASSERT(levels.level <= levels.level_max && levels.level_max < JK_LEVEL_END);
    JK_ASSERT(levels.level_max > JK_LEVEL_NONE);

    struct jk_part part = { .levels = levels, .policy = policy, .row = row };
    enum jk_extent extent = levels.level > JK_LEVEL_NONE ? JK_EXTENT_STATED : JK_EXTENT_WIDENED;
    struct jk_rung_at at = { row, rung_for(row, a, b, levels, &part.raised), JK_FACTOR_ONE,
                             extent };
    struct jk_approach near;

    if (!find_worst(&at, a, b, &near))
        return JK_CORRUPT; /* levels were not those of jk_judge_level() */
    tell_figures(&part, &at, a, b, &near);
    part.meet = meet_of(policy, a, b, &near, part.distance_m);
    if (jk_judge_may_raise(policy, row, a, b)) {
        struct jk_shared_road road = jk_shared_road_find(&policy->raise, row, a, b, extent);

        part.shared_road_m = road.length_m;
        if (part.raised)
            part.meet = road.head_on ? JK_MEET_HEAD_ON : JK_MEET_FOLLOWING;
    }
    if (part.meet != JK_MEET_HEAD_ON || !jk_heads_meet(a, b, part.required_m, &part.heads_s))
        part.heads_s = 0;
    *out = part;
    rc = tell_spans(arena, a, b, at, out);
    return jk_heap_refusals() == refusals ? rc : JK_MEMORY;
}
