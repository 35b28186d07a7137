/* Trees of balls, and what two balls bound.
 *
 * Far: no place is farther from its ball's middle than its radius, so two places are apart by at
 * least the distance of the middles less both radii.
 *
 * Times: let Q be a place of b within r of a place P of a, and g the vector `rise` along `way`.
 * Then b_out(Q) - a_in(P) <= out_b - in_a + g_b . (Q - at_b) - g_a . (P - at_a) + err_a + err_b.
 * With Q - at_b = (Q - P) + (P - at_a) + (at_a - at_b) this is at most out_b - in_a + g_b . (at_a -
 * at_b)
 * + |g_b| r + (g_b - g_a) . (P - at_a) + err_a + err_b, and the last product is at most its part
 * along a's way times along_m and its part across times aside_m. Two columns that drive alike have
 * nearly the same g, so that the bound is about as good for a kilometre of them as for a piece;
 * those that drive against each other are bounded by their first and last times. The same with a
 * and b changed, and with in and out; the best of all counts.
 *
 * Every bound has a millimetre, a hundredth of a millisecond or a thousandth of a degree more than
 * was found: rounding of doubles moves it by a thousandth of that. */
#include "daemon/engine/slots/tree.h"

#include <math.h>
#include <stdlib.h>
#include "jarak/base/defend.h"
#include "jarak/base/heap.h"

#define LEAF       8 /* pieces of one: looked at one by one */
#define MORE_M     1e-3
#define MORE_S     1e-5
#define MORE_DEG   1e-3
#define DEGREES    57.29577951308232
#define SHORT_M    1e-3 /* a way this short has no direction */
#define ALL_AROUND 180.0

static struct jk_xyz from_to(struct jk_xyz a, struct jk_xyz b)
{
    return (struct jk_xyz){ b.x - a.x, b.y - a.y, b.z - a.z };
}

static double dot(struct jk_xyz a, struct jk_xyz b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

/* Numbers here are never NaN, for which fmin(3) and fmax(3) have a case. */
static double lesser(double a, double b)
{
    return a < b ? a : b;
}

static double greater(double a, double b)
{
    return a > b ? a : b;
}

/* The box and the span of time of some pieces: both halves of a node make up its own. */
struct extent {
    struct jk_xyz low, high;
    double first_s, last_s;
};

static const struct extent nowhere = {
    { INFINITY, INFINITY, INFINITY }, { -INFINITY, -INFINITY, -INFINITY }, INFINITY, -INFINITY
};

static void widen(struct extent *e, const struct extent *by)
{
    e->low = (struct jk_xyz){ lesser(e->low.x, by->low.x), lesser(e->low.y, by->low.y),
                              lesser(e->low.z, by->low.z) };
    e->high = (struct jk_xyz){ greater(e->high.x, by->high.x), greater(e->high.y, by->high.y),
                               greater(e->high.z, by->high.z) };
    e->first_s = lesser(e->first_s, by->first_s);
    e->last_s = greater(e->last_s, by->last_s);
}

static struct extent extent_of(const struct slots_tree *t, uint32_t first, uint32_t end)
{
    struct extent all = nowhere;

    for (uint32_t i = first; i < end; i++) {
        const struct jk_piece *p = &t->pieces[i];
        const struct extent a = { p->a, p->a, lesser(p->in0, p->in1) - t->in_s,
                                  greater(p->out0, p->out1) - t->in_s };
        const struct extent b = { p->b, p->b, a.first_s, a.last_s };

        if (t->gaps[i])
            continue;
        widen(&all, &a);
        widen(&all, &b);
    }
    return all;
}

/* What grows while the places of a ball are looked at. */
struct measures {
    double radius2, along, aside2;
    double in_low, in_high, out_low, out_high;
};

static void measure_place(struct measures *m, const struct slots_ball *ball, struct jk_xyz at,
                          double in_s, double out_s)
{
    struct jk_xyz off = from_to(ball->at, at);
    double along = dot(off, ball->way), far2 = dot(off, off);

    m->radius2 = greater(m->radius2, far2);
    m->aside2 = greater(m->aside2, far2 - along * along);
    m->along = greater(m->along, fabs(along));
    in_s -= ball->rise * along;
    out_s -= ball->rise * along;
    m->in_low = lesser(m->in_low, in_s);
    m->in_high = greater(m->in_high, in_s);
    m->out_low = lesser(m->out_low, out_s);
    m->out_high = greater(m->out_high, out_s);
}

/* The middle, and the way from the first place to the last with what times rise along it. */
static void begin_ball(const struct slots_tree *t, uint32_t first, uint32_t end,
                       const struct extent *extent, struct slots_ball *ball)
{
    const struct jk_piece *p = &t->pieces[first], *q = &t->pieces[end - 1];
    struct jk_xyz way = from_to(p->a, q->b);
    double length = sqrt(dot(way, way));

    *ball = (struct slots_ball){ .at = jk_xyz_middle(extent->low, extent->high),
                                 .way = { 1.0, 0.0, 0.0 },
                                 .first_s = extent->first_s,
                                 .last_s = extent->last_s };
    if (length <= SHORT_M)
        return;
    ball->way = (struct jk_xyz){ way.x / length, way.y / length, way.z / length };
    ball->rise = (q->in1 - p->in0) / length;
}

/* How far the directions of some pieces are from the way. One without length has none; with hardly
 * any it may be any. */
static double spread_of(const struct slots_tree *t, const struct slots_ball *ball, uint32_t first,
                        uint32_t end)
{
    double least = 2.0;

    for (uint32_t i = first; i < end; i++) {
        struct jk_xyz way = from_to(t->pieces[i].a, t->pieces[i].b);
        double length2 = dot(way, way);

        if (!(length2 > 0.0) || t->gaps[i])
            continue;
        least =
            lesser(least, length2 > SHORT_M * SHORT_M ? dot(way, ball->way) / sqrt(length2) : -1.0);
    }
    if (least > 1.5)
        return -1.0;
    return acos(greater(-1.0, lesser(1.0, least))) * DEGREES + MORE_DEG;
}

static void make_ball(const struct slots_tree *t, uint32_t first, uint32_t end,
                      const struct extent *extent, struct slots_ball *ball)
{
    struct measures m = {
        .in_low = INFINITY, .in_high = -INFINITY, .out_low = INFINITY, .out_high = -INFINITY
    };

    begin_ball(t, first, end, extent, ball);
    for (uint32_t i = first; i < end; i++) {
        const struct jk_piece *p = &t->pieces[i];

        if (t->gaps[i])
            continue;
        measure_place(&m, ball, p->a, p->in0 - t->in_s, p->out0 - t->in_s);
        if (i + 1 == end || t->gaps[i + 1]) /* else the next one begins there */
            measure_place(&m, ball, p->b, p->in1 - t->in_s, p->out1 - t->in_s);
    }
    ball->radius_m = sqrt(m.radius2) + MORE_M;
    ball->along_m = m.along + MORE_M;
    ball->aside_m = sqrt(fmax(0.0, m.aside2)) + MORE_M;
    ball->in_s = 0.5 * (m.in_low + m.in_high);
    ball->out_s = 0.5 * (m.out_low + m.out_high);
    ball->err_s = 0.5 * fmax(m.in_high - m.in_low, m.out_high - m.out_low) + MORE_S;
    ball->spread_deg = t->ways ? spread_of(t, ball, first, end) : ALL_AROUND;
}

/* Halves until a leaf is small. @return the node's number */
static uint32_t make_nodes(struct slots_tree *t, uint32_t first, uint32_t end,
                           struct extent *extent)
{
    uint32_t at = t->node_count++, middle = first + (end - first) / 2;
    struct slots_node *node = &t->nodes[at];
    struct extent half;

    node->first = first;
    node->end = end;
    node->right = 0;
    node->met = false;
    if (end - first > LEAF) {
        make_nodes(t, first, middle, extent);
        node->right = make_nodes(t, middle, end, &half);
        widen(extent, &half);
    } else {
        *extent = extent_of(t, first, end);
    }
    make_ball(t, first, end, extent, &node->ball);
    return at;
}

/* Room for all; what is there already is used again. */
static bool make_room(struct slots_tree *t, uint32_t pieces)
{
    uint32_t nodes = 4 * (pieces / LEAF) + 4; /* halves of more than LEAF have more than LEAF / 2 */

    if (pieces > t->piece_cap || nodes > t->node_cap) {
        engine_tree_clear(t);
        t->nodes = jk_heap_take(nodes * sizeof *t->nodes);
        t->balls = jk_heap_take(pieces * sizeof *t->balls);
        t->pieces = jk_heap_take(pieces * sizeof *t->pieces);
        t->gaps = jk_heap_take(pieces * sizeof *t->gaps);
        if (!t->nodes || !t->balls || !t->pieces || !t->gaps) {
            engine_tree_clear(t);
            return false;
        }
        t->piece_cap = pieces;
        t->node_cap = nodes;
    }
    return true;
}

bool engine_tree_make(struct slots_tree *tree, const struct jk_body *body, bool ways)
{
    JK_ASSERT(tree != NULL && body != NULL);

    uint32_t pieces = jk_body_pieces(body);
    struct extent extent;

    if (!make_room(tree, pieces))
        return false;
    tree->in_s = body->in_s;
    tree->ways = ways;
    tree->piece_count = pieces;
    tree->node_count = 0;
    for (uint32_t i = 0; i < pieces; i++) {
        tree->gaps[i] = !jk_body_piece(body, i, &tree->pieces[i]);
        if (tree->gaps[i]) /* a place stands there, for the ways of the nodes */
            tree->pieces[i] = tree->pieces[i - 1];
    }
    make_nodes(tree, 0, pieces, &extent);
    JK_ASSERT(tree->node_count <= tree->node_cap);
    return true;
}

void engine_tree_meet(struct slots_tree *tree, struct slots_node *leaf)
{
    for (uint32_t i = leaf->first; !leaf->met && i < leaf->end; i++) {
        struct extent extent;

        if (tree->gaps[i])
            continue;
        extent = extent_of(tree, i, i + 1);
        make_ball(tree, i, i + 1, &extent, &tree->balls[i]);
    }
    leaf->met = true;
}

size_t engine_tree_bytes(const struct slots_tree *tree)
{
    return tree->node_cap * sizeof *tree->nodes +
           tree->piece_cap * (sizeof *tree->balls + sizeof *tree->pieces + sizeof *tree->gaps);
}

void engine_tree_clear(struct slots_tree *tree)
{
    free(tree->nodes);
    free(tree->balls);
    free(tree->pieces);
    free(tree->gaps);
    *tree = (struct slots_tree){ .nodes = NULL };
}

/* Where two balls turn by `cosine`, b's times follow its own slope g_b along the way to a's places;
 * `mismatch` is what a's own slope differs by over all of a. */
static double mismatch_s(const struct slots_ball *over, double rise, double cosine, double sine)
{
    return fabs(rise * cosine - over->rise) * over->along_m + fabs(rise) * sine * over->aside_m;
}

void engine_tree_bound(const struct slots_ball *a, const struct slots_ball *b, double reach_m,
                       struct slots_bound *out)
{
    struct jk_xyz apart = from_to(b->at, a->at);
    double cosine = greater(-1.0, lesser(1.0, dot(a->way, b->way)));
    double sine = sqrt(1.0 - cosine * cosine), err = a->err_s + b->err_s + MORE_S;
    double by_b = b->rise * dot(b->way, apart), by_a = a->rise * dot(a->way, apart);
    double slack_b = fabs(b->rise) * reach_m + mismatch_s(a, b->rise, cosine, sine) + err;
    double slack_a = fabs(a->rise) * reach_m + mismatch_s(b, a->rise, cosine, sine) + err;
    double in_out = b->in_s - a->out_s, out_in = b->out_s - a->in_s;

    out->low_s =
        greater(b->first_s - a->last_s - MORE_S, in_out + greater(by_b - slack_b, by_a - slack_a));
    out->high_s =
        lesser(b->last_s - a->first_s + MORE_S, out_in + lesser(by_b + slack_b, by_a + slack_a));
}

static double turn_deg(const struct slots_ball *a, const struct slots_ball *b)
{
    return acos(greater(-1.0, lesser(1.0, dot(a->way, b->way)))) * DEGREES;
}

bool engine_tree_turns_within(const struct slots_ball *a, const struct slots_ball *b,
                              double most_deg)
{
    return a->spread_deg >= 0.0 && b->spread_deg >= 0.0 &&
           turn_deg(a, b) - a->spread_deg - b->spread_deg <= most_deg + MORE_DEG;
}

bool engine_tree_turns_beyond(const struct slots_ball *a, const struct slots_ball *b,
                              double least_deg)
{
    return a->spread_deg >= 0.0 && b->spread_deg >= 0.0 &&
           turn_deg(a, b) + a->spread_deg + b->spread_deg >= least_deg - MORE_DEG;
}
