/* What a pair of pieces forbids: derivation.
 *
 * Shifted by d seconds, two places violate in time iff a_in + d < b_out + tau and b_in < a_out + d
 * + tau, that is iff b_in - a_out - tau < d < b_out - a_in + tau: one open interval, never empty.
 * The pairs of places of two pieces that are nearer than D form a convex set, on which both bounds
 * are continuous: so the intervals of all of them together are one open interval, (min (b_in -
 * a_out) - tau, max (b_out - a_in) + tau). jk_shares_margins() gives the two extremes in closed
 * form, as the largest before_s and after_s of the region without a time limit (tau infinite). For
 * the same civil date the other piece is replaced by one that is occupied on all of its local days,
 * shifted to the own zone, with tau 0.
 *
 * Certainty: the extremes over distances up to D - e and up to D + e, e the certified error, bound
 * the true interval from inside and outside. Seconds inside the inner one are forbidden, seconds
 * outside the outer one are not; the few between are doubts. The inner one takes the zones that
 * hold at every delta under work, the outer one those that may hold at some.
 *
 * A raise by pieces that drive against each other needs no length, so it is such an interval too,
 * where its distance is below that of waspada, which then is reached by itself. Where one follows
 * the other the interval tells where a raise may come about at all; how long the shared road is
 * there is for settle.c.
 *
 * Rows are nested, so only the lowest rung at or above the asked level is searched. Pads include
 * both uncertainties, which are none where places count as stated (as_stated): by level_max, what
 * is clear is clear however the places move. */
#include <math.h>
#include <stdlib.h>
#include "daemon/engine/slots/slots_internal.h"
#include "jarak/base/civil.h"
#include "jarak/base/defend.h"
#include "jarak/engine/inside.h"
#include "jarak/engine/shared_road.h"

/* Distances are rounded to 1 cm before they are compared (judge.h): the gap below which they are
 * less than `distance_m`. */
static double threshold_m(double distance_m, double pads_m)
{
    return (ceil(distance_m * 100.0 - 1e-6) - 0.5) / 100.0 + pads_m;
}

/* The lowest rung at or above the asked level; JK_LEVEL_END where the row has none. */
static int level_of(const struct slots_search *s)
{
    int level = (int)s->query->level;

    while (level < JK_LEVEL_END && !s->row->rung[level].present)
        level++;
    return level;
}

/* What measures less than within_m and the certified error on a plane is no farther apart in space
 * than by that error again. A plane's radius is half the distance of two pieces' middles and half
 * of both lengths: at most within_m and twice the longest piece. */
static double reach_of(double within_m)
{
    return within_m + 2.0 * (jk_plane_error_m(within_m + 2.0 * JK_PIECE_MAX_M) +
                             2.0 * JK_PACKED_ERROR_M + SLOTS_PLANE_M);
}

static void add_term(struct slots_search *s, uint16_t factor)
{
    double pads = s->a->pad_m + s->b->pad_m + s->a->uncertainty_m + s->b->uncertainty_m;
    int level = s->sought == SLOTS_LEVEL ? level_of(s) : JK_LEVEL_WASPADA;
    const struct jk_rung_at at = { s->row, level, factor, JK_EXTENT_WIDENED };
    const struct jk_window window = jk_judge_window(&at);
    double within_m = s->sought == SLOTS_LEVEL ? threshold_m(jk_judge_limit_m(&at), pads)
                                               : s->policy->raise.within_m + pads;

    JK_ASSERT(s->term_count < sizeof s->terms / sizeof *s->terms);
    s->terms[s->term_count++] =
        (struct slots_term){ factor, window.same_day, within_m, reach_of(within_m), window.tau_s };
}

const struct slots_term *engine_slots_term(struct slots_search *s, uint16_t factor)
{
    for (size_t i = 0; i < s->term_count; i++) {
        if (s->terms[i].factor == factor)
            return &s->terms[i];
    }
    add_term(s, factor);
    return &s->terms[s->term_count - 1];
}

bool engine_slots_seek(struct slots_search *s, enum slots_sought sought)
{
    const struct jk_rung *waspada = &s->row->rung[JK_LEVEL_WASPADA];

    s->sought = sought;
    s->term_count = 0;
    if (sought == SLOTS_LEVEL)
        return level_of(s) < JK_LEVEL_END;
    if (s->query->level != JK_LEVEL_SIAGA || !jk_judge_may_raise(s->policy, s->row, s->a, s->b))
        return false;
    /* The level's distance is rounded to 1 cm, and no zone makes it less. */
    s->implied = waspada->distance_m > s->policy->raise.within_m + 0.1;
    return sought != SLOTS_HEAD_ON || s->implied;
}

bool engine_slots_turns(const struct slots_search *s, enum slots_sought sought,
                        const struct slots_ball *a, const struct slots_ball *b)
{
    const struct jk_raise *raise = &s->policy->raise;

    /* A piece without length counts as across (jk_piece_turn_deg), which no ball tells of. */
    if (sought == SLOTS_LEVEL || raise->head_on_deg <= 90.0 || raise->following_deg >= 90.0)
        return true;
    if (sought != SLOTS_HEAD_ON && engine_tree_turns_within(a, b, raise->following_deg))
        return true;
    return (sought == SLOTS_HEAD_ON || sought == SLOTS_ROAD || !s->implied) &&
           engine_tree_turns_beyond(a, b, raise->head_on_deg);
}

/* The same of two pieces, as the shared road has it. */
static bool turn_fits(const struct slots_search *s, const struct jk_piece *a,
                      const struct jk_piece *b)
{
    double turn;
    bool head_on;

    if (s->sought == SLOTS_LEVEL)
        return true;
    turn = jk_piece_turn_deg(a, b);
    head_on = turn >= s->policy->raise.head_on_deg;
    if (s->sought == SLOTS_HEAD_ON)
        return head_on;
    return head_on ? !s->implied : turn <= s->policy->raise.following_deg;
}

/* A whole second as an integer, from `least` to `most`. */
static int64_t clamp(double at_s, int64_t least, int64_t most)
{
    if (at_s <= (double)least)
        return least;
    return at_s >= (double)most ? most : (int64_t)at_s;
}

/* Whole seconds of the range strictly inside (low, high) by more than `margin` on each side. */
static struct jk_interval seconds_inside(const struct slots_search *s, double low, double high,
                                         double margin)
{
    const struct jk_interval range = s->range;

    return (struct jk_interval){ clamp(floor(low + margin) + 1.0, range.from_s, range.to_s + 1),
                                 clamp(ceil(high - margin) - 1.0, range.from_s - 1, range.to_s) };
}

/* Same days: what is on one civil date begins no farther apart than two days. */
struct jk_interval engine_slots_window(const struct slots_search *s,
                                       const struct slots_bound *bound, const struct slots_ball *a,
                                       const struct slots_ball *b, const struct slots_term *term)
{
    double late = s->there.in_s - s->ready[s->own].tree.in_s, low = INFINITY, high = -INFINITY;

    if (term->tau_s >= 0.0) {
        low = late + bound->low_s - term->tau_s;
        high = late + bound->high_s + term->tau_s;
    }
    if (term->same_day) {
        low = fmin(low, late + b->first_s - a->last_s - SLOTS_SAME_DAY_S);
        high = fmax(high, late + b->last_s - a->first_s + SLOTS_SAME_DAY_S);
    }
    return seconds_inside(s, low, high, SLOTS_POSSIBLE_S);
}

/* A sphere round the own member's, which are round its pieces. */
static const struct jk_sphere *whole_of(struct slots_search *s)
{
    struct jk_sphere *whole = &s->ready[s->own].whole;
    const struct jk_body *body = s->a;
    const struct jk_sphere first = jk_body_chunk(body, 0).sphere;
    const struct jk_sphere last = jk_body_chunk(body, jk_body_chunks(body) - 1).sphere;

    if (whole->radius_m > 0.0F)
        return whole;
    whole->x = 0.5F * (first.x + last.x);
    whole->y = 0.5F * (first.y + last.y);
    whole->z = 0.5F * (first.z + last.z);
    for (uint32_t i = 0; i < jk_body_chunks(body); i++) {
        const struct jk_sphere ball = jk_body_chunk(body, i).sphere;
        float x = ball.x - whole->x, y = ball.y - whole->y, z = ball.z - whole->z;

        /* Floats of places on the earth are rounded by up to half a metre. */
        whole->radius_m =
            fmaxf(whole->radius_m, sqrtf(x * x + y * y + z * z) + ball.radius_m + 1.0F);
    }
    return whole;
}

/* How far and how long apart the pair may be and still forbid something, whatever is sought. */
static struct slots_term widest(struct slots_search *s)
{
    struct slots_term most = { .reach_m = -1.0, .tau_s = JK_NEVER_S };
    uint16_t factor = (uint16_t)ceil(fmax(1.0, s->policies->zone_factor) * JK_FACTOR_ONE);

    for (int sought = 0; sought < SLOTS_ROAD; sought++) {
        const struct slots_term *term;

        if (!engine_slots_seek(s, (enum slots_sought)sought))
            continue;
        term = engine_slots_term(s, factor);
        most.reach_m = fmax(most.reach_m, term->reach_m);
        most.tau_s =
            fmax(most.tau_s, term->same_day ? fmax(SLOTS_SAME_DAY_S, term->tau_s) : term->tau_s);
    }
    return most;
}

bool engine_slots_may_meet(struct slots_search *s, struct jk_interval band)
{
    const struct jk_body *own = s->query->own[s->own].body;
    const struct jk_sphere *whole;
    struct slots_term most;

    if (engine_bands_cover(&s->sure, band))
        return false;
    s->range = band;
    s->a = engine_slots_see(s, own, &s->seen_a);
    whole = whole_of(s);
    most = widest(s);
    for (uint32_t i = 0; i < jk_body_chunks(s->b); i++) {
        const struct jk_sphere ball = jk_body_chunk(s->b, i).sphere;
        double x = (double)ball.x - (double)whole->x, y = (double)ball.y - (double)whole->y;
        double z = (double)ball.z - (double)whole->z;
        double within_m = most.reach_m + (double)ball.radius_m + (double)whole->radius_m + 1.0;
        double low = s->b->in_s + (double)ball.in_s - own->out_s - most.tau_s;
        double high = s->b->in_s + (double)ball.out_s - own->in_s + most.tau_s;

        if (x * x + y * y + z * z <= within_m * within_m && most.reach_m >= 0.0 &&
            !engine_bands_cover(&s->sure, seconds_inside(s, low, high, SLOTS_POSSIBLE_S)))
            return true;
    }
    return false;
}

static void add(struct slots_search *s, struct slots_bands *bands, struct jk_interval band)
{
    if (!engine_bands_add(bands, band) || !engine_bands_add(&s->possible, band))
        s->status = JK_MEMORY;
}

/* An open interval of deltas. */
struct bounds {
    double low, high;
};

static const struct bounds nothing = { INFINITY, -INFINITY };

/* The seconds inside the inner interval are sure, those between the two are doubts. */
static void add_bounds(struct slots_search *s, struct bounds inner, struct bounds outer)
{
    struct jk_interval possible = seconds_inside(s, outer.low, outer.high, SLOTS_POSSIBLE_S);
    struct jk_interval sure = seconds_inside(s, inner.low, inner.high, SLOTS_SURE_S);

    if (sure.from_s > sure.to_s) {
        add(s, &s->doubt, possible);
        return;
    }
    add(s, &s->sure, sure);
    add(s, &s->doubt, (struct jk_interval){ possible.from_s, sure.from_s - 1 });
    add(s, &s->doubt, (struct jk_interval){ sure.to_s + 1, possible.to_s });
}

/* The extremes over the places that are near enough. */
static struct bounds bounds_of(const struct jk_shares *region, double within_m, double tau_s)
{
    double after, before;

    if (!jk_shares_margins(region, within_m, &after, &before))
        return nothing;
    return (struct bounds){ -before - tau_s, after + tau_s };
}

/* Adds the deltas that two pieces forbid, under the terms that hold for certain and at all; by the
 * minutes or by the days that the region's times are of. */
static void add_margins(struct slots_search *s, const struct jk_shares *region, double error_m,
                        const struct slots_term *const term[2], bool days)
{
    double least_s = days ? 0.0 : term[0]->tau_s, most_s = days ? 0.0 : term[1]->tau_s;
    struct bounds outer, inner = nothing;

    if (most_s < 0.0)
        return;
    outer = bounds_of(region, term[1]->within_m + error_m, most_s);
    if (engine_bands_cover(&s->sure, seconds_inside(s, outer.low, outer.high, SLOTS_POSSIBLE_S)))
        return;
    if (s->sought != SLOTS_FOLLOWING)
        inner = bounds_of(region, term[0]->within_m - error_m, least_s);
    add_bounds(s, inner, outer);
}

/* The same piece as if it were occupied from midnight to midnight of all its local days, told as
 * instants of the other side's zone. */
static struct jk_piece whole_days(const struct jk_piece *piece, int32_t offset_s,
                                  int32_t other_offset_s)
{
    struct jk_piece days = *piece;
    double first, last;

    jk_piece_days(piece, offset_s, &first, &last);
    days.in0 = days.in1 = first * JK_DAY_S - other_offset_s;
    days.out0 = days.out1 = (last + 1.0) * JK_DAY_S - other_offset_s;
    return days;
}

void engine_slots_meet(struct slots_search *s, uint32_t own, uint32_t other,
                       const struct slots_term *const term[2])
{
    const struct jk_piece *a = &s->ready[s->own].tree.pieces[own], *b = &s->there.pieces[other];
    struct jk_plane plane;
    struct jk_shares region;
    double error_m;

    if (!turn_fits(s, a, b))
        return;
    error_m = engine_slots_plane(a, b, &plane);
    jk_pair_gap_region(a, b, INFINITY, &plane, &region);
    add_margins(s, &region, error_m, term, false);
    if (term[1]->same_day) {
        struct jk_piece days = whole_days(b, s->b->offset_s, s->a->offset_s);

        /* The region again, since its after_s and before_s must be those of the days. */
        jk_pair_gap_region(a, &days, INFINITY, &plane, &region);
        add_margins(s, &region, error_m, term, true);
    }
}

/* The plane lies where the radius is least, and its error is that of approach.c. */
double engine_slots_plane(const struct jk_piece *a, const struct jk_piece *b,
                          struct jk_plane *plane)
{
    struct jk_xyz mid_a = jk_xyz_middle(a->a, a->b), mid_b = jk_xyz_middle(b->a, b->b);
    double half = 0.5 * (jk_xyz_chord(a->a, a->b) + jk_xyz_chord(b->a, b->b));

    *plane = jk_plane_at(jk_xyz_middle(mid_a, mid_b));
    return jk_plane_error_m(0.5 * jk_xyz_chord(mid_a, mid_b) + half) + 2.0 * JK_PACKED_ERROR_M +
           SLOTS_PLANE_M;
}

/* A look at the parts inside an area: under which term, and whether that is certain. */
struct inside {
    struct slots_search *s;
    const struct slots_term *term;
    bool doubtful;
};

/* Adds the deltas for a part that lies inside an area: its distance is 0 whatever the edges say, so
 * the extremes are those of the whole piece and nothing is in doubt but rounding. */
static void add_inside(const struct inside *in, const struct jk_piece *own,
                       const struct jk_piece *other)
{
    struct slots_search *s = in->s;
    double first = fmin(own->in0, own->in1), last = fmax(own->out0, own->out1);
    struct bounds outer;

    if (in->term->tau_s >= 0.0) {
        outer.low = fmin(other->in0, other->in1) - last - in->term->tau_s;
        outer.high = fmax(other->out0, other->out1) - first + in->term->tau_s;
        add_bounds(s, in->doubtful ? nothing : outer, outer);
    }
    if (in->term->same_day) {
        struct jk_piece days = whole_days(other, s->b->offset_s, s->a->offset_s);

        outer = (struct bounds){ days.in0 - last, days.out0 - first };
        add_bounds(s, in->doubtful ? nothing : outer, outer);
    }
}

static void add_inside_own(void *ctx, const struct jk_piece *ring, const struct jk_piece *part)
{
    add_inside(ctx, ring, part);
}

static void add_inside_other(void *ctx, const struct jk_piece *ring, const struct jk_piece *part)
{
    add_inside(ctx, part, ring);
}

/* With the zones that hold at every delta, then with those that may hold at some. */
void engine_slots_inside(struct slots_search *s)
{
    const struct jk_body *bodies[] = { s->land->least, s->land->most };

    if (s->a->shape != JK_SHAPE_AREA && s->b->shape != JK_SHAPE_AREA)
        return;
    for (int i = 0; i < (s->land->same ? 1 : 2); i++) {
        uint16_t factors[JK_FACTORS_MAX];
        size_t count = jk_body_factors(bodies[i], s->b, JK_EXTENT_WIDENED, factors);

        for (size_t k = 0; k < count; k++) {
            const struct jk_window everywhen = { INFINITY, false, factors[k], JK_EXTENT_WIDENED };
            struct inside in = { s, engine_slots_term(s, factors[k]), i == 1 };

            jk_inside_each(bodies[i], s->b, &everywhen, add_inside_own, &in);
            jk_inside_each(s->b, bodies[i], &everywhen, add_inside_other, &in);
        }
    }
}
