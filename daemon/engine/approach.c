/* The walk over pairs of chunks, then of pieces, and the two passes that find the nearest approach.
 *
 * Filters come in order of cost: spans of chunks (two indices that only move forward, for the times
 * of a route only rise), spheres of chunks, the factor of the risk zones, then the chord between
 * the middles of two pieces less half of both lengths. A chord is never longer than the geodesic,
 * so no filter drops a pair that is nearer than the limit. Each pair that is left gets a plane of
 * its own, centred on the middle of its two middles: no place of either piece is farther from there
 * than apart / 2 + half, and this radius gives the pair's certified error (jk_plane_error_m, and
 * JK_PACKED_ERROR_M for either body).
 *
 * jk_approach_find() runs twice. The fast pass finds the least distance g on planes. Where every
 * plane distance is within e of the geodesic, the truly nearest pair is at most g + e apart and so
 * measures at most g + 2 e on its plane: the second pass looks at all pairs within g + 4 e, for the
 * errors of two pairs differ, and asks the geodesic between the places found. Time and place are
 * those of the earliest among all that lie within JK_TIE_M of g, so that rounding does not choose
 * between places that are equally near.
 *
 * The inside of an area counts as distance 0. One place of each piece of the other body is tested,
 * a place at which both are occupied: a piece that lies partly inside crosses an edge, and there
 * the edges alone give 0. */
#include "jarak/engine/approach.h"

#include <math.h>
#include "daemon/engine/stretches.h"
#include "jarak/base/civil.h"
#include "jarak/base/defend.h"
#include "jarak/engine/shared_road.h"
#include "jarak/geo/geodesic.h"

const struct jk_window jk_window_same_date = { JK_NEVER_S, true, 0, JK_EXTENT_STATED };

double jk_approach_tau(const struct jk_body *a, const struct jk_piece *pa, const struct jk_body *b,
                       const struct jk_piece *pb, const struct jk_window *window)
{
    JK_ASSERT_ALL(!window->same_day || isfinite(pa->in0 + pb->in0));

    double first_a, last_a, first_b, last_b;

    if (!window->same_day)
        return window->tau_s;
    /* Pieces are cut at local midnights, so one pair of their places shares a date iff all do: the
     * time conditions then fall away for the whole pair, which an infinite tau says. */
    jk_piece_days(pa, a->offset_s, &first_a, &last_a);
    jk_piece_days(pb, b->offset_s, &first_b, &last_b);
    return first_a <= last_b && first_b <= last_a ? INFINITY : window->tau_s;
}

/* A civil date lasts one day, and the zones of two bodies differ by less than another. */
double jk_approach_widest_s(const struct jk_window *window)
{
    return window->same_day ? fmax(2.0 * JK_DAY_S, window->tau_s) : window->tau_s;
}

/* Tested strictly: exactly tau apart is compliant. Arrival times are rounded doubles, so what is
 * within JK_TIME_EPS_S of tau is taken as tau. */
static bool spans_meet(double in_a, double out_a, double in_b, double out_b, double tau_s)
{
    return in_a < out_b + tau_s - JK_TIME_EPS_S && in_b < out_a + tau_s - JK_TIME_EPS_S;
}

struct walk {
    const struct jk_body *a, *b;
    const struct jk_window *window;
    double limit_m;
    jk_meeting_visit *visit;
    void *ctx;
};

bool jk_window_counts(const struct jk_window *window, const struct jk_body *a, uint32_t piece_a,
                      const struct jk_body *b, uint32_t piece_b)
{
    uint16_t one, other;

    if (window->factor == 0)
        return true;
    one = jk_body_factor(a, piece_a, window->extent);
    other = jk_body_factor(b, piece_b, window->extent);
    return (one > other ? one : other) == window->factor;
}

/* Applies the last filters to a pair of pieces, finds the region where both meet in time, and
 * visits the pair if there is one. */
static void visit_pair(struct walk *w, struct jk_meeting *m)
{
    double tau_s = jk_approach_tau(w->a, &m->a, w->b, &m->b, w->window);
    struct jk_xyz mid_a = jk_xyz_middle(m->a.a, m->a.b), mid_b = jk_xyz_middle(m->b.a, m->b.b);
    double half = 0.5 * (jk_xyz_chord(m->a.a, m->a.b) + jk_xyz_chord(m->b.a, m->b.b));
    double apart = jk_xyz_chord(mid_a, mid_b);

    if (apart - half > w->limit_m ||
        (tau_s < INFINITY && !spans_meet(m->a.in0, m->a.out1, m->b.in0, m->b.out1, tau_s)))
        return;
    /* The error grows with the cube of the radius, so the plane is laid where the radius is least.
     * Both bodies' places are packed: each adds its own error. */
    m->plane = jk_plane_at(jk_xyz_middle(mid_a, mid_b));
    m->error_m = jk_plane_error_m(0.5 * apart + half) + 2.0 * JK_PACKED_ERROR_M;
    if (jk_pair_gap_region(&m->a, &m->b, tau_s, &m->plane, &m->region))
        w->visit(w->ctx, m, &w->limit_m);
}

/* Visits all pairs of pieces of two chunks; between the rings of an area there is none. The limit
 * may shrink on the way and is handed on. */
static bool visit_chunks(void *ctx, const struct jk_chunk *ca, const struct jk_chunk *cb,
                         double *limit_m)
{
    struct walk *w = ctx;
    struct jk_meeting m;

    for (m.index_a = ca->sphere.first; m.index_a < ca->end; m.index_a++) {
        if (!jk_body_piece(w->a, m.index_a, &m.a))
            continue;
        for (m.index_b = cb->sphere.first; m.index_b < cb->end; m.index_b++) {
            if (jk_body_piece(w->b, m.index_b, &m.b) &&
                jk_window_counts(w->window, w->a, m.index_a, w->b, m.index_b))
                visit_pair(w, &m);
        }
    }
    *limit_m = w->limit_m;
    return true;
}

static bool are_near(const struct jk_sphere *a, const struct jk_sphere *b, double limit_m)
{
    double x = (double)a->x - (double)b->x, y = (double)a->y - (double)b->y;
    double z = (double)a->z - (double)b->z;
    double within = (double)a->radius_m + (double)b->radius_m + limit_m;

    return x * x + y * y + z * z <= within * within;
}

/* Along a route both in_s and out_s only rise, so the chunks of b that meet one of a in time are
 * neighbours, and for the next of a they begin no earlier. */
void jk_approach_chunks(const struct jk_body *a, const struct jk_body *b, double tau_s,
                        double limit_m, jk_chunks_visit *visit, void *ctx)
{
    JK_ASSERT_ALL(visit != NULL && !isnan(tau_s) && !isnan(limit_m));

    uint32_t first = 0, count = jk_body_chunks(b);
    double late = b->in_s - a->in_s; /* spheres keep times from their body's own in_s on */

    for (uint32_t i = 0; i < jk_body_chunks(a); i++) {
        const struct jk_chunk ca = jk_body_chunk(a, i);
        double from_s = (double)ca.sphere.in_s - tau_s - late,
               to_s = (double)ca.sphere.out_s + tau_s - late;

        while (first < count && (double)jk_body_chunk(b, first).sphere.out_s < from_s)
            first++;
        for (uint32_t k = first; k < count; k++) {
            const struct jk_chunk cb = jk_body_chunk(b, k);

            if ((double)cb.sphere.in_s > to_s)
                break;
            if (are_near(&ca.sphere, &cb.sphere, limit_m) && !visit(ctx, &ca, &cb, &limit_m))
                return;
        }
    }
}

void jk_approach_pieces(const struct jk_body *a, const struct jk_body *b,
                        const struct jk_window *window, const struct jk_two_chunks *chunks,
                        jk_meeting_visit *visit, void *ctx)
{
    JK_ASSERT_ALL(visit != NULL && !isnan(chunks->limit_m));

    double limit_m = chunks->limit_m;
    struct walk w = { a, b, window, limit_m, visit, ctx };

    visit_chunks(&w, chunks->a, chunks->b, &limit_m);
}

void jk_approach_each(const struct jk_body *a, const struct jk_body *b,
                      const struct jk_window *window, double limit_m, jk_meeting_visit *visit,
                      void *ctx)
{
    JK_ASSERT_ALL(a != NULL && b != NULL && visit != NULL);
    JK_ASSERT_ALL(!isnan(limit_m) && !isnan(window->tau_s));

    struct walk w = { a, b, window, limit_m, visit, ctx };

    jk_approach_chunks(a, b, jk_approach_widest_s(window), limit_m, visit_chunks, &w);
}

static void keep_nearest(void *ctx, const struct jk_meeting *m, double *limit_m)
{
    struct jk_near *near = ctx;
    double gap = jk_shares_gap(&m->region, NULL, NULL);

    near->error_m = fmax(near->error_m, m->error_m);
    if (gap < near->gap_m && gap < *limit_m) {
        near->gap_m = gap;
        /* Another pair may be nearer in truth although its plane says it is farther, by the errors
         * of both: it must not be filtered away. */
        *limit_m = fmin(*limit_m, gap + 4.0 * m->error_m);
    }
}

/* Finds a place of `other` that lies inside `area` while both are occupied: nothing is nearer then.
 * All edges of an area have the same times, so its first piece stands for all of them. */
static bool find_inside(const struct jk_body *area, const struct jk_body *other,
                        const struct jk_window *window, struct jk_piece *at, double *share)
{
    struct jk_piece ring, piece;

    if (area->shape != JK_SHAPE_AREA)
        return false;
    jk_body_piece(area, 0, &ring);
    for (uint32_t i = 0; i < jk_body_pieces(other); i++) {
        struct jk_plane plane;
        struct jk_shares region;
        double tau_s;

        if (!jk_body_piece(other, i, &piece) || !jk_window_counts(window, area, 0, other, i))
            continue;
        plane = jk_plane_at(piece.a);
        tau_s = jk_approach_tau(area, &ring, other, &piece, window);
        if (!jk_pair_gap_region(&ring, &piece, tau_s, &plane, &region))
            continue;
        /* Any place at which both are occupied will do, and every corner of the region is one.
         * Where some of the piece is inside and this place is not, the piece crosses an edge: gap
         * 0. */
        *share = region.corner[0].y;
        *at = piece;
        if (jk_body_covers(area, jk_xyz_between(piece.a, piece.b, *share)))
            return true;
    }
    return false;
}

/* Inside an area is tested first: nothing can be nearer than 0. */
struct jk_near jk_approach_near(const struct jk_body *a, const struct jk_body *b,
                                const struct jk_window *window, double limit_m)
{
    JK_ASSERT_ALL(a != NULL && b != NULL && !isnan(limit_m));

    struct jk_near near = { INFINITY, 0.0 };
    struct jk_piece at;
    double share;

    if (find_inside(a, b, window, &at, &share) || find_inside(b, a, window, &at, &share))
        return (struct jk_near){ 0.0, 0.0 };
    jk_approach_each(a, b, window, limit_m, keep_nearest, &near);
    return near;
}

/* The order of places that are equally near: keys compared from the front, the smaller first. It is
 * the same whichever body is called a. */
struct rank {
    double key[7];
};

/* State of the exact pass: the least geodesic and the earliest of the nearest. */
struct exact {
    struct jk_approach *out;
    double nearest_m; /* least plane distance, from the fast pass */
    double least_m;   /* least geodesic so far */
    bool a_first;     /* of two columns the one that leaves first is a */
    struct rank rank; /* of *out */
    bool found;
};

static double geodesic_between(const struct jk_piece *a, double x, const struct jk_piece *b,
                               double y, struct jk_point *place_a, struct jk_point *place_b)
{
    *place_a = jk_xyz_place(jk_xyz_between(a->a, a->b, x));
    *place_b = jk_xyz_place(jk_xyz_between(b->a, b->b, y));
    return jk_geodesic_distance(*place_a, *place_b);
}

/* Measures a pair again on a plane laid between the two places found, where it is exact along the
 * line that joins them, and returns the geodesic between the places this gives. */
static double refine(const struct jk_meeting *m)
{
    struct jk_xyz centre;
    struct jk_plane plane;
    struct jk_shares region = m->region;
    struct jk_point a, b;
    double x, y;

    jk_shares_gap(&m->region, &x, &y);
    centre = jk_xyz_middle(jk_xyz_between(m->a.a, m->a.b, x), jk_xyz_between(m->b.a, m->b.b, y));
    plane = jk_plane_at(centre);
    /* Shares and times do not depend on the plane: only the places are laid anew. */
    for (int i = 0; i < region.count; i++) {
        struct jk_corner *c = &region.corner[i];
        struct jk_xy pa = jk_plane_put(&plane, jk_xyz_between(m->a.a, m->a.b, c->x));
        struct jk_xy pb = jk_plane_put(&plane, jk_xyz_between(m->b.a, m->b.b, c->y));

        c->apart = (struct jk_xy){ pa.x - pb.x, pa.y - pb.y };
    }
    jk_shares_gap(&region, &x, &y);
    return geodesic_between(&m->a, x, &m->b, y, &a, &b);
}

/* Prefers the earlier, then the more southern, then the more western place. Where a road bends,
 * several pieces meet on one spot: the two that meet most head-on are named. Of two that are each
 * other's mirror image, a centimetre apart on one road at the border of a zone, the one is named in
 * which the column that leaves first is the more southern. Degrees are rounded to 1e-8 (about a
 * millimetre) and angles to whole degrees, so that rounding decides nothing. */
static struct rank rank_of(double time_a, double time_b, struct jk_point a, struct jk_point b,
                           const struct jk_meeting *m, bool a_first)
{
    const struct jk_point *first = a_first ? &a : &b;

    return (struct rank){
        { fmin(time_a, time_b), fmax(time_a, time_b), floor((a.lat_deg + b.lat_deg) * 1e8 + 0.5),
          floor((a.lon_deg + b.lon_deg) * 1e8 + 0.5), -floor(jk_piece_turn_deg(&m->a, &m->b) + 0.5),
          floor(first->lat_deg * 1e8 + 0.5), floor(first->lon_deg * 1e8 + 0.5) }
    };
}

static bool comes_first(const struct rank *x, const struct rank *y)
{
    for (size_t i = 0; i < sizeof x->key / sizeof *x->key; i++) {
        if (x->key[i] != y->key[i])
            return x->key[i] < y->key[i];
    }
    return false;
}

static void keep_exact(void *ctx, const struct jk_meeting *m, double *limit_m)
{
    struct exact *e = ctx;
    double gap = jk_shares_gap(&m->region, NULL, NULL), x, y, time_a, time_b;
    struct jk_point a, b;
    struct rank rank;

    (void)limit_m;
    if (gap <= e->nearest_m + 4.0 * m->error_m)
        e->least_m = fmin(e->least_m, refine(m));
    /* All within the tie of the least distance compete by their rank, not by their distance. */
    if (!jk_shares_earliest(&m->region, &m->a, &m->b, e->nearest_m + JK_TIE_M, &x, &y))
        return;
    jk_pair_gap_instants(&m->a, x, &m->b, y, &time_a, &time_b);
    geodesic_between(&m->a, x, &m->b, y, &a, &b);
    rank = rank_of(time_a, time_b, a, b, m, e->a_first);
    if (e->found && !comes_first(&rank, &e->rank))
        return;
    e->found = true;
    e->rank = rank;
    *e->out = (struct jk_approach){ 0.0, a, b, time_a, time_b, m->a, m->b };
}

/* A place of `at` lies inside `area`: both bodies are at that place, and the gap is 0. */
static void tell_inside(const struct jk_body *area, const struct jk_piece *at, double share,
                        bool area_is_a, struct jk_approach *out)
{
    struct jk_piece ring;
    struct jk_point place = jk_xyz_place(jk_xyz_between(at->a, at->b, share));
    double time_area, time_other;

    jk_body_piece(area, 0, &ring);
    jk_pair_gap_instants(&ring, 0.0, at, share, &time_area, &time_other);
    *out = (struct jk_approach){ .gap_m = 0.0,
                                 .a = place,
                                 .b = place,
                                 .time_a_s = area_is_a ? time_area : time_other,
                                 .time_b_s = area_is_a ? time_other : time_area,
                                 .piece_a = area_is_a ? ring : *at,
                                 .piece_b = area_is_a ? *at : ring };
}

bool jk_approach_find(const struct jk_body *a, const struct jk_body *b,
                      const struct jk_window *window, double limit_m, struct jk_approach *out)
{
    JK_ASSERT(a != NULL && b != NULL && out != NULL);
    JK_ASSERT(!isnan(limit_m) && !isnan(window->tau_s));

    struct jk_near near = { INFINITY, 0.0 };
    struct jk_approach found;
    struct exact e = { .out = &found, .least_m = INFINITY };
    struct jk_piece at;
    double share;

    if (find_inside(a, b, window, &at, &share)) {
        tell_inside(a, &at, share, true, out);
        return true;
    }
    if (find_inside(b, a, window, &at, &share)) {
        tell_inside(b, &at, share, false, out);
        return true;
    }
    jk_approach_each(a, b, window, limit_m, keep_nearest, &near);
    if (isinf(near.gap_m))
        return false;
    /* The second pass looks as far as the nearest could be by the errors of both, and as far as a
     * tie reaches; it never finds less than the first pass did. */
    e.nearest_m = near.gap_m;
    e.a_first = a->shape == JK_SHAPE_ROUTE && b->shape == JK_SHAPE_ROUTE &&
                engine_stretches_order(a, b) <= 0;
    jk_approach_each(a, b, window, near.gap_m + fmax(JK_TIE_M, 4.0 * near.error_m) + 1e-6,
                     keep_exact, &e);
    found.gap_m = e.least_m;
    *out = found;
    return true;
}
