/* The level of two legs, and everything that is told about a violation.
 *
 * Rows are nested: each level's (D, tau) lies within the one before it. So the search goes up from
 * info and stops at the first level that fails even with both places moved together as far as
 * their uncertainty goes; what fails so fails as stated, and all levels above it fail too. `level`
 * and `level_max` come out of one search but are judged by themselves (SPEC 2.1). A raise is looked
 * for only where it could change the answer. */
#include "jarak/engine/judge.h"

#include <math.h>
#include <stdlib.h>
#include "daemon/engine/rung.h"
#include "jarak/engine/inside.h"
#include "jarak/engine/levels_fast.h"
#include "jarak/engine/shared_road.h"
#include "jarak/base/defend.h"

static const char *const meet_words[] = { "static",   "same_place", "passing",
                                          "crossing", "head_on",    "following" };
_Static_assert(sizeof meet_words / sizeof *meet_words == JK_MEET_END, "every meeting has a word");

const char *jk_meet_word(enum jk_meet meet)
{
    JK_ASSERT((unsigned)meet < JK_MEET_END);
    return meet_words[meet];
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

/* Levels by the row alone. A level that fails with the places moved together fails as stated, and
 * all above it fail too, for rows are nested: so the search goes up and stops at the first. */
static struct jk_levels level_by_row(const struct jk_row *row, const struct jk_body *a,
                                     const struct jk_body *b)
{
    struct jk_levels levels = { JK_LEVEL_NONE, JK_LEVEL_NONE };
    double factors[JK_FACTORS_MAX];
    size_t count;

    /* Most pairs have no zone and lie clear of every threshold: they are decided without a
     * geodesic. */
    if (jk_levels_fast_fits(a, b) && jk_levels_fast(row, a, b, &levels))
        return levels;
    levels = (struct jk_levels){ JK_LEVEL_NONE, JK_LEVEL_NONE };
    count = jk_body_factors(a, b, factors);
    for (int level = JK_LEVEL_INFO; level < JK_LEVEL_END; level++) {
        const struct jk_rung *rung = &row->rung[level];

        if (!rung->present)
            continue;
        for (size_t i = 0; i < count && levels.level < (enum jk_level)level; i++) {
            double gap_m = engine_rung_gap(row, level, factors[i], a, b);
            double limit_m = rung->distance_m * factors[i];

            /* Both levels by the same rounded distances, each against the limit of this factor. */
            if (nearest_possible_m(a, b, gap_m) < limit_m)
                levels.level_max = (enum jk_level)level;
            if (jk_judge_distance_m(a, b, gap_m) < limit_m)
                levels.level = (enum jk_level)level;
        }
        if (levels.level_max < (enum jk_level)level)
            break;
    }
    return levels;
}

struct jk_levels jk_judge_level(const struct jk_policy *policy, const struct jk_row *row,
                                const struct jk_body *a, const struct jk_body *b)
{
    JK_ASSERT_ALL(!row->exempt);

    struct jk_levels levels = level_by_row(row, a, b);
    struct jk_shared_road road;

    /* A raise lifts waspada to siaga and nothing else (SPEC 2.3): info never, siaga has no need. */
    if (levels.level_max != JK_LEVEL_WASPADA || !jk_judge_may_raise(policy, row, a, b))
        return levels;
    road = jk_shared_road_find(&policy->raise, a, b, row->rung[JK_LEVEL_WASPADA].tau_s);
    if (road.raises) {
        levels.level_max = JK_LEVEL_SIAGA;
        if (levels.level == JK_LEVEL_WASPADA)
            levels.level = JK_LEVEL_SIAGA;
    }
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

/* Collects the spans in which each side is somewhere nearer to the other than the level's distance.
 */
struct spans {
    struct jk_arena *arena;
    const struct jk_body *body[2];
    struct jk_window window;
    double within_m;
    struct jk_span_s *list[2];
    size_t count[2], cap[2];
    bool failed;
};

static void add_span(struct spans *s, int side, double from_s, double to_s)
{
    struct jk_span_s *list =
        jk_arena_grow(s->arena, s->list[side], s->count[side], &s->cap[side], sizeof *list);

    if (!list) {
        s->failed = true;
        return;
    }
    s->list[side] = list;
    s->list[side][s->count[side]++] = (struct jk_span_s){ from_s, to_s };
}

/* While within reach: from the first arrival to the last departure of the shares that are. */
static void collect_spans(void *ctx, const struct jk_meeting *m, double *limit_m)
{
    struct spans *s = ctx;
    struct jk_reach r;

    (void)limit_m;
    if (!jk_shares_reach(&m->region, s->within_m, &r))
        return;
    add_span(s, 0, m->a.in0 + r.x0 * (m->a.in1 - m->a.in0),
             m->a.out0 + r.x1 * (m->a.out1 - m->a.out0));
    add_span(s, 1, m->b.in0 + r.y0 * (m->b.in1 - m->b.in0),
             m->b.out0 + r.y1 * (m->b.out1 - m->b.out0));
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
    add_span(s, side, p->in0 + low * (p->in1 - p->in0), p->out0 + high * (p->out1 - p->out0));
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

static enum jk_status tell_spans(struct jk_arena *arena, const struct jk_body *a,
                                 const struct jk_body *b, int level, struct jk_part *out)
{
    struct spans s = { .arena = arena, .body = { a, b } };
    double factors[JK_FACTORS_MAX], pads = a->pad_m + b->pad_m;
    double doubt = out->levels.level ? 0.0 : a->uncertainty_m + b->uncertainty_m;
    size_t count = jk_body_factors(a, b, factors);

    for (size_t i = 0; i < count; i++) {
        s.window = jk_judge_window(out->row, level, factors[i]);
        s.within_m = out->rung->distance_m * factors[i] + doubt;
        if (factors[i] == out->factor)
            s.within_m = fmax(s.within_m, out->distance_m);
        s.within_m += pads;
        jk_approach_each(a, b, &s.window, s.within_m + 1.0, collect_spans, &s);
        jk_inside_each(a, b, factors[i], collect_inside_a, &s);
        jk_inside_each(b, a, factors[i], collect_inside_b, &s);
    }
    if (s.count[0] == 0) { /* where rounding finds neither an edge nor an inside, the whole spans
                            * stand in: nothing is lost */
        add_span(&s, 0, a->in_s, a->out_s);
        add_span(&s, 1, b->in_s, b->out_s);
    }
    if (s.failed)
        return JK_MEMORY;
    out->spans_a = s.list[0];
    out->spans_b = s.list[1];
    out->span_count_a = merge_spans(s.list[0], s.count[0]);
    out->span_count_b = merge_spans(s.list[1], s.count[1]);
    return JK_OK;
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

/* The nearest approach that violates the rung, over the factors of the land; where the stated
 * positions do not, as far as the places may move. */
static bool find_worst(const struct jk_row *row, int level, bool stated, const struct jk_body *a,
                       const struct jk_body *b, struct jk_part *part, struct jk_approach *near)
{
    double factors[JK_FACTORS_MAX], least = INFINITY;
    double pads = a->pad_m + b->pad_m, doubt = a->uncertainty_m + b->uncertainty_m;
    size_t count = jk_body_factors(a, b, factors);

    for (size_t i = 0; i < count; i++) {
        struct jk_window window = jk_judge_window(row, level, factors[i]);
        double limit_m = row->rung[level].distance_m * factors[i], distance_m;
        struct jk_approach found;

        if (!jk_approach_find(a, b, &window, limit_m + pads + doubt + 1.0, &found))
            continue;
        distance_m =
            stated ? jk_judge_distance_m(a, b, found.gap_m) : nearest_possible_m(a, b, found.gap_m);
        /* Compared as the levels are: in whole centimetres, or moved together where only that
         * violates. */
        if (!(distance_m < limit_m) || found.gap_m > least)
            continue;
        least = found.gap_m;
        *near = found;
        part->factor = factors[i];
    }
    return !isinf(least);
}

/* The range of distance is that of the stated gap less and plus both uncertainties. */
static void tell_figures(struct jk_part *part, const struct jk_body *a, const struct jk_body *b,
                         const struct jk_approach *near)
{
    part->required_m = part->rung->distance_m * part->factor;
    part->tau_s = part->rung->same_day ? 0.0 : part->rung->tau_s * part->factor;
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
                             const struct jk_row *row, const struct jk_body *a,
                             const struct jk_body *b, struct jk_levels levels, struct jk_part *out)
{
    JK_ASSERT(!row->exempt);
    JK_ASSERT(levels.level <= levels.level_max && levels.level_max < JK_LEVEL_END);
    JK_ASSERT(levels.level_max > JK_LEVEL_NONE);

    struct jk_part part = { .levels = levels, .row = row };
    int level = rung_for(row, a, b, levels, &part.raised);
    struct jk_approach near;

    part.rung = &row->rung[level];
    if (!find_worst(row, level, levels.level > JK_LEVEL_NONE, a, b, &part, &near))
        return JK_CORRUPT; /* levels were not those of jk_judge_level() */
    tell_figures(&part, a, b, &near);
    part.meet = meet_of(policy, a, b, &near, part.distance_m);
    if (jk_judge_may_raise(policy, row, a, b)) {
        struct jk_shared_road road =
            jk_shared_road_find(&policy->raise, a, b, row->rung[JK_LEVEL_WASPADA].tau_s);

        part.shared_road_m = road.length_m;
        if (part.raised)
            part.meet = road.head_on ? JK_MEET_HEAD_ON : JK_MEET_FOLLOWING;
    }
    *out = part;
    return tell_spans(arena, a, b, level, out);
}
