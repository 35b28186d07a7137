/* Whether a shared road raises over a range of starts.
 *
 * Two places are shared at a start d iff low < d < high (the interval that forbid.c derives), so
 * with the middle m of a range and half its width w they are shared somewhere in it iff they are at
 * m with tau + w, and all over it iff they are at m with tau - w. What is shared at m with tau - w
 * is therefore shared at each start of the range, what is not with tau + w at none, and the lengths
 * bound the length at each start from below and above. Both bounds meet where w goes to 0, so
 * halving a range finds the starts at which the answer turns.
 *
 * Two trees are walked for it, without the balls whose bounds (tree.c) prove that none of their
 * places are shared so; and only until the answer is certain: 200 m are a few pieces of a road. */
#include <math.h>
#include <stdlib.h>
#include "daemon/engine/slots/slots_internal.h"
#include "daemon/engine/stretches.h"
#include "jarak/base/defend.h"
#include "jarak/engine/shared_road.h"

#define LENGTH_M 0.002 /* what cuts at midnights may change a length */
#define CUT_S    0.01  /* and a time: whole milliseconds, and what a place kept in grains moves */

/* A range of starts, and the side from which it is bounded. */
struct starts {
    struct slots_search *s;
    double from_s, to_s;
    bool all;        /* what is shared at every start, not at some */
    int side;        /* whose length counts: below 0 the own, above 0 the other's, 0 both */
    double enough_m; /* that raises */
    struct stretches own, other;
    double own_m, other_m; /* no more than so much is shared: joined, what overlaps is less */
    bool head_on;
    bool waspada; /* something is shared, and waspada is reached there for certain or perhaps */
};

/* Which column's length counts: below 0 the first, above 0 the other, 0 where that turns within the
 * range. The order of departures turns once at most. */
static int length_side(const struct starts *over)
{
    struct jk_body early = *over->s->land->most, late = early;
    int order;

    early.in_s += over->from_s;
    early.out_s += over->from_s;
    late.in_s += over->to_s;
    late.out_s += over->to_s;
    order = engine_stretches_order(&early, over->s->b);
    return order == engine_stretches_order(&late, over->s->b) ? order : 0;
}

/* Whether a length is reached: of both sides, where it is not known which counts, the lesser one if
 * that is to be certain. */
static bool is_long(const struct starts *over)
{
    bool own = over->own_m >= over->enough_m, other = over->other_m >= over->enough_m;

    if (over->side != 0)
        return over->side < 0 ? own : other;
    return over->all ? own && other : own || other;
}

/* Whether enough is found. What was added since it was last measured counts in full at first: only
 * where that could be enough it is measured. */
static bool is_enough(struct starts *over)
{
    if (!over->waspada)
        return false;
    if (over->head_on)
        return true;
    if (!is_long(over))
        return false;
    over->own_m = engine_stretches_measure(&over->own, over->s->land->most);
    over->other_m = engine_stretches_measure(&over->other, over->s->b);
    return is_long(over);
}

/* The tau under which a term shares. On one civil date nothing is farther apart than two days; how
 * far it must not be is left to the minutes. */
static double tau_of(const struct starts *over, const struct slots_term *term)
{
    if (over->all)
        return term->tau_s - CUT_S;
    return (term->same_day ? fmax(SLOTS_SAME_DAY_S, term->tau_s) : term->tau_s) + CUT_S;
}

/* Whether places of two balls may be shared so; a bound that holds with each term's largest factor.
 */
static bool may_share(struct starts *over, const struct slots_ball *a, const struct slots_ball *b,
                      uint16_t factor)
{
    struct slots_search *s = over->s;
    const struct slots_term *term = engine_slots_term(s, factor);
    double late = s->there.in_s - s->ready[s->own].tree.in_s, tau_s = tau_of(over, term);
    struct slots_bound bound;

    s->meetings++;
    if (engine_tree_far(a, b, term->reach_m))
        return false;
    engine_tree_bound(a, b, term->reach_m, &bound);
    bound.low_s += late - tau_s;
    bound.high_s += late + tau_s;
    if (bound.low_s >= (over->all ? over->from_s : over->to_s) ||
        bound.high_s <= (over->all ? over->to_s : over->from_s))
        return false;
    return engine_slots_turns(s, SLOTS_ROAD, a, b);
}

/* The part of two pieces that is shared at some start or at every start of the range. */
static bool shared_over(struct starts *over, const struct jk_piece *own, const struct jk_piece *b,
                        const struct slots_term *term, struct jk_reach *out)
{
    const struct slots_search *s = over->s;
    double middle = 0.5 * (over->from_s + over->to_s), half = 0.5 * (over->to_s - over->from_s);
    double tau_s = tau_of(over, term) + (over->all ? -half : half), error_m, waspada_m;
    struct jk_piece a = *own;
    struct jk_plane plane;
    struct jk_shares region;
    struct jk_reach reach;

    /* A strip of time whose width goes below 0 is not followed along its middle safely. */
    if (tau_s < 0.0)
        return false;
    a.in0 += middle;
    a.in1 += middle;
    a.out0 += middle;
    a.out1 += middle;
    error_m = engine_slots_plane(&a, b, &plane);
    if (!jk_pair_gap_region(&a, b, tau_s, &plane, &region) ||
        !jk_shares_reach(&region, term->within_m + (over->all ? -error_m : error_m), out))
        return false;
    /* The level is rounded to 1 cm and no zone makes its distance less. */
    waspada_m = s->row->rung[JK_LEVEL_WASPADA].distance_m + term->within_m -
                s->policy->raise.within_m - error_m - 0.02;
    over->waspada =
        over->waspada || s->implied || !over->all || jk_shares_reach(&region, waspada_m, &reach);
    return true;
}

static void share(struct starts *over, uint32_t i, uint32_t k, uint16_t factor)
{
    const struct slots_search *s = over->s;
    const struct jk_piece *a = &s->ready[s->own].tree.pieces[i], *b = &s->there.pieces[k];
    double turn = jk_piece_turn_deg(a, b);
    bool head_on = turn >= s->policy->raise.head_on_deg;
    struct jk_reach reach;

    if ((!head_on && turn > s->policy->raise.following_deg) ||
        !shared_over(over, a, b, engine_slots_term(over->s, factor), &reach))
        return;
    over->head_on = over->head_on || head_on;
    if (over->side <= 0)
        over->own_m +=
            engine_stretches_add(&over->own, i, reach.x0, reach.x1) * jk_xyz_chord(a->a, a->b);
    if (over->side >= 0)
        over->other_m +=
            engine_stretches_add(&over->other, k, reach.y0, reach.y1) * jk_xyz_chord(b->a, b->b);
}

static uint16_t larger(uint16_t a, uint16_t b)
{
    return a > b ? a : b;
}

/* Two pieces. @return true: enough is found */
static bool share_pieces(struct starts *over, uint32_t i, uint32_t k)
{
    const struct slots_search *s = over->s;
    const struct slots_tree *here = &s->ready[s->own].tree, *there = &s->there;
    const struct jk_body *body = over->all ? s->land->least : s->land->most;
    uint16_t factor = larger(jk_body_factor(body, i, JK_EXTENT_WIDENED),
                             jk_body_factor(s->b, k, JK_EXTENT_WIDENED));

    if (here->gaps[i] || there->gaps[k] ||
        !may_share(over, &here->balls[i], &there->balls[k], factor))
        return false;
    share(over, i, k, factor);
    return is_enough(over);
}

/* True when the part that was added last is all of a piece: nothing can make it longer. */
static bool is_whole(const struct stretches *side, uint32_t piece)
{
    const struct stretch *last = side->count ? &side->at[side->count - 1] : NULL;

    return last && last->piece == piece && last->from <= 0.0 && last->to >= 1.0;
}

/* The pieces of two leaves, those of the side whose length counts one by one. Where that side is
 * known and one of its pieces is shared all along, only whether it is driven against could change
 * anything: that is left out where none of the other leaf goes against it, and where it would make
 * a raise certain that is known already, as a closed form (forbid.c).
 *
 * @return true: enough is found */
static bool share_leaves(struct starts *over, struct slots_node *own, struct slots_node *other)
{
    struct slots_search *s = over->s;
    struct slots_tree *here = &s->ready[s->own].tree, *there = &s->there;
    const bool turned = over->side > 0;
    const struct stretches *counts = turned ? &over->other : &over->own;
    const struct slots_node *outer = turned ? other : own, *inner = turned ? own : other;
    bool one_way =
        over->side != 0 && ((over->all && s->implied) ||
                            !engine_slots_turns(s, SLOTS_HEAD_ON, &own->ball, &other->ball));

    engine_tree_meet(here, own);
    engine_tree_meet(there, other);
    for (uint32_t m = outer->first; m < outer->end; m++) {
        for (uint32_t n = inner->first; n < inner->end; n++) {
            if (one_way && is_whole(counts, m))
                break;
            if (share_pieces(over, turned ? n : m, turned ? m : n))
                return true;
        }
    }
    return false;
}

/* Walks two nodes, the own way from its beginning: what is shared lies one behind the other.
 *
 * @return true: enough is found */
static bool walk(struct starts *over, uint32_t own, uint32_t other)
{
    struct slots_search *s = over->s;
    struct slots_node *a = &s->ready[s->own].tree.nodes[own], *b = &s->there.nodes[other];
    uint16_t factor = larger(s->land->factors[over->all ? 0 : 1][own], s->there_factors[other]);

    if (!may_share(over, &a->ball, &b->ball, factor))
        return false;
    if (!a->right && !b->right)
        return share_leaves(over, a, b);
    if (a->right && (!b->right || a->ball.radius_m >= b->ball.radius_m))
        return walk(over, own + 1, other) || walk(over, a->right, other);
    return walk(over, own, other + 1) || walk(over, own, b->right);
}

/* Whether what is shared at every start raises for certain, or what is shared at some may. */
static bool raises_over(struct slots_search *s, struct jk_interval band, bool all)
{
    /* Lengths are rounded to 1 cm before they are compared: the least that is rounded up to it. */
    double limit_m = (ceil(s->policy->raise.stretch_m * 100.0 - 1e-6) - 0.5) / 100.0;
    struct starts over = { .s = s,
                           .from_s = (double)band.from_s,
                           .to_s = (double)band.to_s,
                           .all = all,
                           .enough_m = limit_m + (all ? LENGTH_M : -LENGTH_M) };
    bool raises;

    over.side = length_side(&over);
    raises = walk(&over, 0, 0);
    /* Without memory nothing is certain. */
    if (over.own.failed || over.other.failed)
        raises = !all;
    free(over.own.at);
    free(over.other.at);
    return raises;
}

enum slots_raises engine_slots_raises(struct slots_search *s, struct jk_interval band)
{
    JK_ASSERT(band.from_s <= band.to_s && s->sought != SLOTS_LEVEL);

    if (!raises_over(s, band, false))
        return SLOTS_RAISES_NEVER;
    return raises_over(s, band, true) ? SLOTS_RAISES_ALWAYS : SLOTS_RAISES_UNSURE;
}
