/* A column on its route as a string of nodes (SPEC 2.1).
 *
 * h(t) is the way of the head: linear between vertices, constant during a stop, and past the end S
 * at the speed of the last leg that moves. Place s is occupied from t_in(s), the first t with h(t)
 * = s, until t_out(s), the last t with h(t) = s + L. So t_in is the inverse of h at s and t_out the
 * inverse of h at s + L: both are linear between bends, t_in bends or jumps only at a vertex v, and
 * t_out only where s + L is a vertex, at v - L. Cut at both, and at steps of JK_PIECE_MAX_M for the
 * plane's error, every piece is linear in place and in both times: that is what pair_gap.c rests
 * on. Cuts at the places that the head and the tail pass at local midnight let one civil date speak
 * for all of a piece.
 *
 * Where the column stops, t_in jumps behind the vertex (from arrival to departure) and t_out behind
 * v - L: two nodes then share one place, and the piece between them has no length but holds the
 * time of the stop. With one speed t_out - t_in is L / v everywhere, which is kept once (stay_s),
 * and cuts at v - L are not needed.
 *
 * Cost: a sort of the cuts, and for each cut four binary searches among the vertices and a
 * geodesic. */
#include "jarak/engine/convoy.h"

#include <math.h>
#include <stdlib.h>
#include "jarak/base/civil.h"
#include "jarak/base/defend.h"
#include "jarak/base/heap.h"
#include "jarak/geo/cuts.h"
#include "jarak/geo/geodesic.h"

#define SAME_PLACE_M  1e-6 /* cuts and vertices closer than this are one */
#define JUMP_S        1e-6 /* below: rounding, not a stop */
#define MEAN_EARTH_M  6.371e6
#define CHORD_TRUST_M 10000.0 /* c (1 + c^2/24R^2) is within 0.012 mm of the geodesic so far */

/* The motion of the head as knots: it is at s_m[i] of the way at t_s[i], and behind the last knot
 * it runs on at last_mps. */
struct motion {
    size_t count;
    double *s_m, *t_s;
    double last_mps;
    double column_m;
};

/* Length of a geodesic leg: the corrected chord where that is exact enough, for a route has
 * thousands of legs and an inverse costs far more. */
static double leg_length_m(struct jk_point a, struct jk_point b)
{
    double chord = jk_xyz_chord(jk_xyz_of(a), jk_xyz_of(b));

    if (chord > CHORD_TRUST_M)
        return jk_geodesic_distance(a, b);
    return chord * (1.0 + chord * chord / (24.0 * MEAN_EARTH_M * MEAN_EARTH_M));
}

double jk_route_length_m(const struct jk_point *points, size_t count)
{
    JK_ASSERT(points != NULL || count == 0);

    double length_m = 0.0;

    for (size_t i = 1; i < count; i++)
        length_m += leg_length_m(points[i - 1], points[i]);
    return length_m;
}

static void clear_motion(struct motion *m)
{
    free(m->s_m);
    free(m->t_s);
}

static bool make_motion(struct motion *m, const struct jk_presence *p)
{
    const struct jk_shape *shape = &p->shape;
    double length_m;

    m->count = shape->point_count;
    m->column_m = p->column_m;
    m->s_m = jk_heap_zeroed(m->count, sizeof *m->s_m);
    m->t_s = jk_heap_zeroed(m->count, sizeof *m->t_s);
    if (!m->s_m || !m->t_s)
        return false;
    for (size_t i = 1; i < m->count; i++) {
        double leg_m = leg_length_m(shape->points[i - 1], shape->points[i]);

        /* 180 E and 180 W, or any two longitudes at a pole, are one place: rounding is no leg. */
        m->s_m[i] = m->s_m[i - 1] + (leg_m < SAME_PLACE_M ? 0.0 : leg_m);
    }
    length_m = m->s_m[m->count - 1];
    /* One speed over the whole route, unless times say otherwise; with times it ends as the speed
     * of the last leg that moves, at which the head runs on behind the end. */
    m->last_mps = length_m / (p->to_s - p->from_s);
    for (size_t i = 0; i < m->count; i++) {
        if (shape->times)
            m->t_s[i] = (double)(shape->times[i] + p->shift_s);
        else
            m->t_s[i] = p->from_s + m->s_m[i] / m->last_mps;
        if (shape->times && i > 0 && m->s_m[i] > m->s_m[i - 1])
            m->last_mps = (m->s_m[i] - m->s_m[i - 1]) / (m->t_s[i] - m->t_s[i - 1]);
    }
    return true;
}

/* The knot before which y lies: the first i with s_m[i] >= y (`first`) or > y (not `first`). The
 * two differ where the head stops, and give the first and the last instant there. */
static size_t knot_at(const struct motion *m, double y, bool first)
{
    size_t low = 0, high = m->count;

    while (low < high) {
        size_t mid = (low + high) / 2;

        if (first ? m->s_m[mid] >= y : m->s_m[mid] > y)
            high = mid;
        else
            low = mid + 1;
    }
    return low;
}

/* First (or last) instant with the head at y; they differ where it stops. */
static double head_at(const struct motion *m, double y, bool first)
{
    size_t i = knot_at(m, y, first);
    double share;

    if (i == m->count)
        return m->t_s[i - 1] + fmax(0.0, y - m->s_m[i - 1]) / m->last_mps;
    if (i == 0)
        return m->t_s[0];
    share = (y - m->s_m[i - 1]) / (m->s_m[i] - m->s_m[i - 1]);
    return m->t_s[i - 1] + share * (m->t_s[i] - m->t_s[i - 1]);
}

/* Where the head is at t; before departure 0. */
static double head_place(const struct motion *m, double t)
{
    size_t last = m->count - 1;

    if (t <= m->t_s[0])
        return 0.0;
    if (t >= m->t_s[last])
        return m->s_m[last] + (t - m->t_s[last]) * m->last_mps;
    for (size_t i = 1;; i++) {
        if (t <= m->t_s[i])
            return m->s_m[i - 1] +
                   (t - m->t_s[i - 1]) / (m->t_s[i] - m->t_s[i - 1]) * (m->s_m[i] - m->s_m[i - 1]);
    }
}

/* Adds a cut, unless it lies off the route or at one of its ends. */
static void add_inner_cut(struct jk_cuts *cuts, const struct motion *m, double s_m)
{
    if (s_m > SAME_PLACE_M && s_m < m->s_m[m->count - 1] - SAME_PLACE_M)
        jk_cuts_add(cuts, s_m);
}

/* Cuts at each vertex, and between vertices so that no piece is too long. */
static void cut_vertices(struct jk_cuts *cuts, const struct motion *m)
{
    jk_cuts_add(cuts, 0.0);
    for (size_t i = 1; i < m->count; i++) {
        double leg = m->s_m[i] - m->s_m[i - 1];
        unsigned steps = (unsigned)ceil(leg / JK_PIECE_MAX_M);

        for (unsigned k = 1; k < steps; k++)
            jk_cuts_add(cuts, m->s_m[i - 1] + leg * k / steps);
        if (leg > SAME_PLACE_M)
            jk_cuts_add(cuts, m->s_m[i]);
    }
}

/* Cuts at v - L, where the tail passes a vertex; not needed while the speed is one. */
static void cut_tail(struct jk_cuts *cuts, const struct motion *m, bool timed)
{
    for (size_t i = 0; timed && i < m->count; i++)
        add_inner_cut(cuts, m, m->s_m[i] - m->column_m);
}

/* Cuts where the head and where the tail is at each local midnight until the tail has left the
 * route: there t_in or t_out passes from one civil date to the next. */
static void cut_midnights(struct jk_cuts *cuts, const struct motion *m, int32_t offset_s)
{
    double until = head_at(m, m->s_m[m->count - 1] + m->column_m, false);
    double midnight = (floor((m->t_s[0] + offset_s) / JK_DAY_S) + 1.0) * JK_DAY_S - offset_s;

    for (; midnight < until; midnight += JK_DAY_S) {
        add_inner_cut(cuts, m, head_place(m, midnight));
        add_inner_cut(cuts, m, head_place(m, midnight) - m->column_m);
    }
}

/* The place at s on the route; `leg` is the vertex before it and only moves forward. */
static struct jk_xyz place_at(const struct motion *m, const struct jk_shape *shape, double s_m,
                              size_t *leg)
{
    double rest;

    while (*leg + 1 < m->count && m->s_m[*leg + 1] <= s_m + SAME_PLACE_M)
        ++*leg;
    rest = s_m - m->s_m[*leg];
    if (rest <= SAME_PLACE_M || *leg + 1 == m->count)
        return jk_xyz_of(shape->points[*leg]);
    return jk_xyz_of(
        jk_geodesic_direct(shape->points[*leg],
                           jk_geodesic_azimuth(shape->points[*leg], shape->points[*leg + 1]),
                           rest));
}

/* Makes one node for each cut, or two where t_in or t_out jumps. At the end of the route t_in does
 * not jump: the head arrives there once, and runs on. */
static void fill_nodes(const struct motion *m, const struct jk_shape *shape,
                       const struct jk_cuts *cuts, struct jk_node *nodes, uint32_t *count)
{
    size_t leg = 0;

    *count = 0;
    for (size_t i = 0; i < cuts->count; i++) {
        double s = cuts->at[i];
        bool last = i + 1 == cuts->count;
        /* The first and the last instant of arrival and departure at s: they differ in a stop. */
        struct jk_node before = { place_at(m, shape, s, &leg), head_at(m, s, true),
                                  head_at(m, s + m->column_m, true) };
        struct jk_node after = { before.at, last ? before.in_s : head_at(m, s, false),
                                 head_at(m, s + m->column_m, false) };

        nodes[(*count)++] = before;
        if (after.in_s > before.in_s + JUMP_S || after.out_s > before.out_s + JUMP_S)
            nodes[(*count)++] = after;
    }
}

bool jk_column_nodes(const struct jk_presence *presence, struct jk_draft *draft)
{
    JK_ASSERT(presence->shape.kind == JK_SHAPE_ROUTE);
    JK_ASSERT(presence->shape.point_count >= 2 && presence->column_m > 0.0);

    struct motion m = { 0 };
    struct jk_cuts cuts = { 0 };
    bool timed = presence->shape.times != NULL, ok = make_motion(&m, presence);

    if (ok) {
        cut_vertices(&cuts, &m);
        cut_tail(&cuts, &m, timed);
        cut_midnights(&cuts, &m, presence->offset_s);
        ok = !cuts.failed;
    }
    if (ok) {
        /* A vertex, a v - L and a midnight may fall on one place: a piece between them would have
         * no direction. */
        jk_cuts_sort(&cuts, SAME_PLACE_M);
        /* Two nodes a cut at most: one, or a second where a time jumps. */
        draft->nodes = jk_heap_zeroed(2 * cuts.count, sizeof *draft->nodes);
        ok = draft->nodes != NULL;
    }
    if (ok)
        fill_nodes(&m, &presence->shape, &cuts, draft->nodes, &draft->node_count);
    if (ok && !timed)
        draft->stay_s = m.column_m / m.last_mps;
    clear_motion(&m);
    jk_cuts_clear(&cuts);
    return ok;
}
