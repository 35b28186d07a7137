/* The walk over two trees, the farthest deltas first.
 *
 * What a chain forbids is a union of bands that mostly overlap: only their ends count. So a pair of
 * balls whose deltas all are known already is let go, with all pairs of pieces below it, and those
 * that may reach farthest from the middle are looked at first. A pair of balls is let go only where
 * the bounds (tree.c) prove that it adds nothing: they hold for its largest factor of risk zones,
 * for distances and minutes grow with the factor. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/engine/slots/slots_internal.h"
#include "jarak/base/heap.h"

#define STEPS_MAX 16384 /* a megabyte: two columns on one road leave some hundred */

/* A pair of nodes to be looked at, with the deltas at which it may forbid for certain and at all.
 */
struct slots_step {
    double far_s; /* from the middle of the range: the farthest comes first */
    uint32_t own, other;
    struct jk_interval least, most;
};

static uint16_t larger(uint16_t a, uint16_t b)
{
    return a > b ? a : b;
}

/* True when nothing that is forbidden for certain in `least` and possibly in `most` is news. */
static bool is_known(const struct slots_search *s, struct jk_interval least,
                     struct jk_interval most)
{
    if (s->sought == SLOTS_FOLLOWING)
        return engine_bands_cover(&s->possible, most);
    if (!engine_bands_cover(&s->sure, least))
        return false;
    /* What is sure is possible. */
    return s->land->same || engine_bands_cover(&s->possible, most);
}

/* Two balls near enough: whether they may add something under the terms for certain and at all, and
 * at which deltas. */
static bool may_add(struct slots_search *s, const struct slots_ball *a, const struct slots_ball *b,
                    const struct slots_term *const term[2], struct slots_step *step)
{
    struct slots_bound bound;

    engine_tree_bound(a, b, term[1]->reach_m, &bound);
    step->most = engine_slots_window(s, &bound, a, b, term[1]);
    step->least = term[0] == term[1] ? step->most : engine_slots_window(s, &bound, a, b, term[0]);
    return !is_known(s, step->least, step->most) && engine_slots_turns(s, s->sought, a, b);
}

static void sink(struct slots_step *heap, size_t count, size_t at)
{
    struct slots_step step = heap[at];
    size_t child;

    while ((child = 2 * at + 1) < count) {
        if (child + 1 < count && heap[child + 1].far_s > heap[child].far_s)
            child++;
        if (heap[child].far_s <= step.far_s)
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = step;
}

static void push(struct slots_search *s, const struct slots_step *step)
{
    size_t at = s->heap_count;

    if (!jk_grow(&s->heap, s->heap_count, &s->heap_cap, sizeof *s->heap)) {
        s->status = JK_MEMORY;
        return;
    }
    for (s->heap_count++; at > 0 && s->heap[(at - 1) / 2].far_s < step->far_s; at = (at - 1) / 2)
        s->heap[at] = s->heap[(at - 1) / 2];
    s->heap[at] = *step;
}

static struct slots_step pop(struct slots_search *s)
{
    struct slots_step first = s->heap[0];

    s->heap[0] = s->heap[--s->heap_count];
    if (s->heap_count > 0)
        sink(s->heap, s->heap_count, 0);
    return first;
}

static void expand(struct slots_search *s, const struct slots_step *step);

/* Puts a step among those to be looked at. Where they are too many it is looked at now: their order
 * saves work and changes nothing. */
static void keep(struct slots_search *s, struct slots_step *step)
{
    double middle = 0.5 * ((double)s->range.from_s + (double)s->range.to_s);

    step->far_s = fmax((double)step->most.to_s - middle, middle - (double)step->most.from_s);
    if (s->heap_count < STEPS_MAX)
        push(s, step);
    else
        expand(s, step);
}

static void consider(struct slots_search *s, uint32_t own, uint32_t other)
{
    const struct slots_ball *a = &s->ready[s->own].tree.nodes[own].ball;
    const struct slots_ball *b = &s->there.nodes[other].ball;
    const uint16_t there = s->there_factors[other];
    const struct slots_term *const term[2] = {
        engine_slots_term(s, larger(s->land->factors[0][own], there)),
        engine_slots_term(s, larger(s->land->factors[1][own], there))
    };
    struct slots_step step = { .own = own, .other = other };

    s->meetings++;
    if (!engine_tree_far(a, b, term[1]->reach_m) && may_add(s, a, b, term, &step))
        keep(s, &step);
}

/* A piece and those of a leaf. */
static void meet_leaf(struct slots_search *s, uint32_t own, const struct slots_node *other)
{
    const struct slots_ball *a = &s->ready[s->own].tree.balls[own];
    const uint16_t least = jk_body_factor(s->land->least, own, JK_EXTENT_WIDENED);
    const uint16_t most = jk_body_factor(s->land->most, own, JK_EXTENT_WIDENED);
    const struct slots_term *term[2] = { engine_slots_term(s, least), engine_slots_term(s, most) };
    struct slots_step step;

    for (uint32_t k = other->first; k < other->end; k++) {
        const struct slots_ball *b = &s->there.balls[k];
        const uint16_t by = jk_body_factor(s->b, k, JK_EXTENT_WIDENED);

        if (term[0]->factor != larger(least, by))
            term[0] = engine_slots_term(s, larger(least, by));
        if (term[1]->factor != larger(most, by))
            term[1] = engine_slots_term(s, larger(most, by));
        s->meetings++;
        if (!s->there.gaps[k] && !engine_tree_far(a, b, term[1]->reach_m) &&
            may_add(s, a, b, term, &step))
            engine_slots_meet(s, own, k, term);
    }
}

/* The pieces of two leaves; those far from all of the other's are left out. */
static void open_leaves(struct slots_search *s, struct slots_node *own, struct slots_node *other)
{
    struct slots_tree *here = &s->ready[s->own].tree;
    const struct slots_term *most = engine_slots_term(s, s->most_factor);

    engine_tree_meet(here, own);
    engine_tree_meet(&s->there, other);
    for (uint32_t i = own->first; i < own->end; i++) {
        if (!here->gaps[i] && !engine_tree_far(&here->balls[i], &other->ball, most->reach_m))
            meet_leaf(s, i, other);
    }
}

/* Halves the larger of the two balls, if it has halves. */
static void expand(struct slots_search *s, const struct slots_step *step)
{
    struct slots_node *own = &s->ready[s->own].tree.nodes[step->own];
    struct slots_node *other = &s->there.nodes[step->other];

    if (!own->right && !other->right) {
        open_leaves(s, own, other);
    } else if (own->right && (!other->right || own->ball.radius_m >= other->ball.radius_m)) {
        consider(s, step->own + 1, step->other);
        consider(s, own->right, step->other);
    } else {
        consider(s, step->own, step->other + 1);
        consider(s, step->own, other->right);
    }
}

void engine_slots_walk(struct slots_search *s)
{
    s->heap_count = 0;
    s->most_factor = larger(s->land->factors[1][0], s->there_factors[0]);
    consider(s, 0, 0);
    while (s->heap_count > 0 && s->status == JK_OK) {
        struct slots_step step = pop(s);

        if (!is_known(s, step.least, step.most))
            expand(s, &step);
    }
}
