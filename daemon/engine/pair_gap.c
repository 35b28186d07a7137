/* The nearest two pieces come to each other: derivation and method.
 *
 * With a(x) = a0 + x u and b(y) = b0 + y w for shares x, y in 0..1, apart(x, y) = (a0 - b0) + x u -
 * y w is affine, and |apart|^2 is a convex quadratic. Times are linear on a piece, so after(x, y) =
 * b_out(y) + tau - a_in(x) and before(x, y) = a_out(x) + tau - b_in(y) are affine too: both violate
 * in time where both are above 0, which cuts the unit square by two half-planes. Corners carry
 * apart, after and before; all three are affine, so clipping interpolates them along an edge and
 * never goes back to the pieces. apart maps the clipped square to a convex polygon (to a line where
 * the pieces are parallel), so the least distance is 0 where the polygon holds the origin and else
 * lies on an edge, where it is a projection.
 *
 * Clipping alone loses strips that are too narrow: with tau = 0 and two columns that pass in an
 * instant, after + before, which is the width of the strip in seconds, is nearly 0 everywhere and
 * the two cuts fall on each other's rounding. Such a strip is followed along its middle, after =
 * before. A side that does not move has no extent in its share: the square starts as a line or a
 * point, on which the same code works.
 *
 * The set of shares with |apart| <= r is convex (a polygon cut by an ellipse). A linear value is
 * therefore largest at a corner within r, where an edge crosses the rim |apart| = r, or where the
 * rim's normal is parallel to the value's slope; reach and margins list exactly these. All of it is
 * constant time a pair, without iteration or allocation. */
#include "jarak/engine/pair_gap.h"

#include <math.h>
#include "jarak/base/defend.h"

/* Strips of time narrower than this are followed along their middle: at JK_SPEED_MAX_KMH the places
 * differ by less than 3 mm from side to side. */
#define NARROW_S    1e-4
#define SHARE_SLACK 1e-6 /* what rounding may put a share outside of its piece */

static double at_share(double from, double to, double share)
{
    return from + share * (to - from);
}

static bool is_fixed(const struct jk_piece *p)
{
    return p->a.x == p->b.x && p->a.y == p->b.y && p->a.z == p->b.z && p->in0 == p->in1 &&
           p->out0 == p->out1;
}

static struct jk_corner corner_between(struct jk_corner a, struct jk_corner b, double share)
{
    return (struct jk_corner){ at_share(a.x, b.x, share),
                               at_share(a.y, b.y, share),
                               at_share(a.after_s, b.after_s, share),
                               at_share(a.before_s, b.before_s, share),
                               { at_share(a.apart.x, b.apart.x, share),
                                 at_share(a.apart.y, b.apart.y, share) } };
}

/* The two half-planes of time; a region is kept where the value is >= 0. */
enum side { SIDE_AFTER, SIDE_BEFORE };

static double side_of(const struct jk_corner *c, enum side side)
{
    return side == SIDE_AFTER ? c->after_s : c->before_s;
}

/* Sutherland and Hodgman (1974) for one half-plane; a line of two corners is not closed. */
static void clip_region(struct jk_shares *region, enum side side)
{
    struct jk_shares old = *region;

    region->count = 0;
    for (int i = 0; i < old.count; i++) {
        const struct jk_corner *a = &old.corner[i], *b = &old.corner[(i + 1) % old.count];
        double fa = side_of(a, side), fb = side_of(b, side);

        if (fa >= 0.0)
            region->corner[region->count++] = *a;
        if (old.count > 1 && (old.count > 2 || i == 0) &&
            ((fa > 0 && fb < 0) || (fa < 0 && fb > 0)))
            region->corner[region->count++] = corner_between(*a, *b, fa / (fa - fb));
    }
}

/* Puts the line on which both conditions are met by the same margin in place of the strip round it.
 */
static void keep_middle(struct jk_shares *region)
{
    struct jk_shares old = *region;

    region->count = 0;
    for (int i = 0; i < old.count; i++) {
        const struct jk_corner *a = &old.corner[i], *b = &old.corner[(i + 1) % old.count];
        double fa = a->after_s - a->before_s, fb = b->after_s - b->before_s;

        if (fa == 0.0)
            region->corner[region->count++] = *a;
        else if ((fa > 0 && fb < 0) || (fa < 0 && fb > 0))
            region->corner[region->count++] = corner_between(*a, *b, fa / (fa - fb));
    }
}

/* The unit square, or the line or point it shrinks to where a piece has no extent. */
static void start_region(const struct jk_piece *a, const struct jk_piece *b, double tau_s,
                         const struct jk_plane *plane, struct jk_shares *region)
{
    static const double corners[4][2] = { { 0, 0 }, { 1, 0 }, { 1, 1 }, { 0, 1 } };
    struct jk_xy pa[2] = { jk_plane_put(plane, a->a), jk_plane_put(plane, a->b) };
    struct jk_xy pb[2] = { jk_plane_put(plane, b->a), jk_plane_put(plane, b->b) };
    double in_a[2] = { a->in0, a->in1 }, out_a[2] = { a->out0, a->out1 };
    double in_b[2] = { b->in0, b->in1 }, out_b[2] = { b->out0, b->out1 };
    bool fixed_a = is_fixed(a), fixed_b = is_fixed(b);

    region->count = 0;
    for (int i = 0; i < 4; i++) {
        int x = (int)corners[i][0], y = (int)corners[i][1];

        if ((fixed_a && x) || (fixed_b && y))
            continue;
        region->corner[region->count++] =
            (struct jk_corner){ x,
                                y,
                                out_b[y] - in_a[x] + tau_s,
                                out_a[x] - in_b[y] + tau_s,
                                { pa[x].x - pb[y].x, pa[x].y - pb[y].y } };
    }
}

static double largest(const struct jk_shares *region, bool after, bool before)
{
    double most = -INFINITY;

    for (int i = 0; i < region->count; i++)
        most = fmax(most, (after ? region->corner[i].after_s : 0.0) +
                              (before ? region->corner[i].before_s : 0.0));
    return most;
}

bool jk_pair_gap_region(const struct jk_piece *a, const struct jk_piece *b, double tau_s,
                        const struct jk_plane *plane, struct jk_shares *out)
{
    JK_ASSERT_ALL(!isnan(tau_s) && plane != NULL && out != NULL);

    /* Without a limit in time after_s and before_s are kept for tau 0: slots/ reads their
     * extremes. */
    out->count = 0;
    if (tau_s == INFINITY) {
        start_region(a, b, 0.0, plane, out);
        return true;
    }
    if (tau_s == JK_NEVER_S)
        return false;
    start_region(a, b, tau_s, plane, out);
    if (largest(out, true, true) < NARROW_S && largest(out, true, true) > JK_TIME_EPS_S) {
        keep_middle(out);
        return out->count > 0;
    }
    clip_region(out, SIDE_AFTER);
    clip_region(out, SIDE_BEFORE);
    /* Strictly: if after > 0 at one place of the closed region and before > 0 at another, both hold
     * between the two, for the region is convex. Intervals that only touch leave one of them at 0.
     */
    return largest(out, true, false) > JK_TIME_EPS_S && largest(out, false, true) > JK_TIME_EPS_S;
}

static double cross(struct jk_xy a, struct jk_xy b)
{
    return a.x * b.y - a.y * b.x;
}

static double length2(struct jk_xy a)
{
    return a.x * a.x + a.y * a.y;
}

/* Share along a-b of the place nearest to the origin. */
static double nearest_share(struct jk_xy a, struct jk_xy b)
{
    double dx = b.x - a.x, dy = b.y - a.y, len2 = dx * dx + dy * dy;

    if (!(len2 > 0.0))
        return 0.0;
    return fmin(1.0, fmax(0.0, -(a.x * dx + a.y * dy) / len2));
}

/* True when the origin lies inside the polygon: strictly on one side of all its edges. On an edge
 * it counts as outside, and the edge itself gives 0. */
static bool holds_origin(const struct jk_shares *region)
{
    int left = 0, right = 0;

    for (int i = 0; i < region->count; i++) {
        double turn = cross(region->corner[i].apart, region->corner[(i + 1) % region->count].apart);

        left += turn > 0.0;
        right += turn < 0.0;
    }
    return region->count > 2 && (left == region->count || right == region->count);
}

/* Shares of the pair of places that coincide: the map's inverse at the origin, from a triangle. */
static void origin_shares(const struct jk_shares *region, double *x, double *y)
{
    const struct jk_corner *o = &region->corner[0];

    for (int i = 1; i + 1 < region->count; i++) {
        const struct jk_corner *p = &region->corner[i], *q = p + 1;
        struct jk_xy u = { p->apart.x - o->apart.x, p->apart.y - o->apart.y };
        struct jk_xy v = { q->apart.x - o->apart.x, q->apart.y - o->apart.y };
        double det = cross(u, v), s, t;

        if (det == 0.0)
            continue;
        /* apart is affine, so the origin has the same weights among the corners of a triangle in
         * shares as it has in the plane. The tolerance keeps an origin on a common edge of two
         * triangles. */
        s = -cross(o->apart, v) / det;
        t = -cross(u, o->apart) / det;
        if (s < -1e-9 || t < -1e-9 || s + t > 1.0 + 1e-9)
            continue;
        *x = o->x + s * (p->x - o->x) + t * (q->x - o->x);
        *y = o->y + s * (p->y - o->y) + t * (q->y - o->y);
        return;
    }
    *x = o->x;
    *y = o->y;
}

/* The least distance from the origin to the polygon. A point is an edge of no length, a line is
 * walked twice: neither needs a case. */
double jk_shares_gap(const struct jk_shares *region, double *x, double *y)
{
    JK_ASSERT_ALL(region->count > 0 && region->count <= JK_PAIR_GAP_CORNERS);

    double best = INFINITY;

    if (holds_origin(region)) {
        if (x)
            origin_shares(region, x, y);
        return 0.0;
    }
    for (int i = 0; i < region->count; i++) {
        const struct jk_corner *a = &region->corner[i];
        const struct jk_corner *b = &region->corner[(i + 1) % region->count];
        struct jk_corner at = corner_between(*a, *b, nearest_share(a->apart, b->apart));
        double gap = sqrt(length2(at.apart));

        if (gap >= best)
            continue;
        best = gap;
        if (x) {
            *x = at.x;
            *y = at.y;
        }
    }
    return best;
}

/* Up to two shares along a-b at which the distance from the origin is exactly r: with d = b - a the
 * roots of len2 t^2 + 2 half t + |a|^2 - r^2 = 0 that lie on the edge. */
static int shares_at(struct jk_xy a, struct jk_xy b, double r, double share[2])
{
    double dx = b.x - a.x, dy = b.y - a.y, len2 = dx * dx + dy * dy;
    double half = a.x * dx + a.y * dy, disc = half * half - len2 * (a.x * a.x + a.y * a.y - r * r);
    int count = 0;

    if (!(len2 > 0.0) || !(disc >= 0.0))
        return 0;
    for (int sign = -1; sign <= 1; sign += 2) {
        double at = (-half + sign * sqrt(disc)) / len2;

        if (at >= 0.0 && at <= 1.0)
            share[count++] = at;
    }
    return count;
}

static void widen_reach(struct jk_reach *reach, double x, double y)
{
    reach->x0 = fmin(reach->x0, x);
    reach->x1 = fmax(reach->x1, x);
    reach->y0 = fmin(reach->y0, y);
    reach->y1 = fmax(reach->y1, y);
}

/* Solves x u + y v = w for the shares by Cramer's rule; false where u and v are parallel. */
static bool solve_shares(struct jk_xy u, struct jk_xy v, struct jk_xy w, double *x, double *y)
{
    double det = cross(u, v);

    if (fabs(det) <= 1e-12 * hypot(u.x, u.y) * hypot(v.x, v.y))
        return false;
    *x = cross(w, v) / det;
    *y = cross(u, w) / det;
    return true;
}

/* True when the shares lie in the region, its edges included; a line or a point has no inside, and
 * its ends are listed elsewhere. */
static bool is_in_region(const struct jk_shares *region, double x, double y)
{
    int left = 0, right = 0;

    for (int i = 0; i < region->count; i++) {
        const struct jk_corner *a = &region->corner[i];
        const struct jk_corner *b = &region->corner[(i + 1) % region->count];
        double turn = (b->x - a->x) * (y - a->y) - (b->y - a->y) * (x - a->x);

        left += turn > 0.0;
        right += turn < 0.0;
    }
    return region->count > 2 && (left == 0 || right == 0);
}

/* The map from shares to `apart` is affine: apart = base + x u + y v. Three corners that are not on
 * a line fix it; det is twice the area of their triangle of shares. */
static bool read_map(const struct jk_shares *region, struct jk_xy *base, struct jk_xy *u,
                     struct jk_xy *v)
{
    const struct jk_corner *o = &region->corner[0];

    for (int i = 1; i + 1 < region->count; i++) {
        const struct jk_corner *p = &region->corner[i], *q = p + 1;
        double px = p->x - o->x, py = p->y - o->y, qx = q->x - o->x, qy = q->y - o->y;
        double det = px * qy - py * qx;
        struct jk_xy dp = { p->apart.x - o->apart.x, p->apart.y - o->apart.y };
        struct jk_xy dq = { q->apart.x - o->apart.x, q->apart.y - o->apart.y };

        if (fabs(det) < 1e-9)
            continue;
        *u = (struct jk_xy){ (dp.x * qy - dq.x * py) / det, (dp.y * qy - dq.y * py) / det };
        *v = (struct jk_xy){ (dq.x * px - dp.x * qx) / det, (dq.y * px - dp.y * qx) / det };
        *base = (struct jk_xy){ o->apart.x - o->x * u->x - o->y * v->x,
                                o->apart.y - o->x * u->y - o->y * v->y };
        return true;
    }
    return false;
}

/* Inside the region the extremes of one share lie where the other piece's line is exactly r away:
 * apart is then perpendicular to `along`, the direction of that other piece. */
static void widen_by_extremes(struct jk_reach *reach, const struct jk_shares *region, double r,
                              bool along_v)
{
    struct jk_xy base, u, v, along, w;
    double len, x, y;

    if (!read_map(region, &base, &u, &v))
        return;
    along = along_v ? v : u;
    len = hypot(along.x, along.y);
    if (!(len > 0.0))
        return;
    /* apart = r n with n the normal of `along`, on either side; w is what x u + y v must be. */
    for (int sign = -1; sign <= 1; sign += 2) {
        w = (struct jk_xy){ -sign * r * along.y / len - base.x, sign * r * along.x / len - base.y };
        if (solve_shares(u, v, w, &x, &y) && is_in_region(region, x, y))
            widen_reach(reach, x, y);
    }
}

bool jk_shares_reach(const struct jk_shares *region, double within_m, struct jk_reach *out)
{
    JK_ASSERT_ALL(!isnan(within_m) && out != NULL);

    double x, y, share[2];

    if (jk_shares_gap(region, &x, &y) > within_m)
        return false;
    /* The nearest pair belongs to the set and starts the box; every other extreme only widens it.
     */
    *out = (struct jk_reach){ x, x, y, y };
    for (int i = 0; i < region->count; i++) {
        const struct jk_corner *a = &region->corner[i];
        const struct jk_corner *b = &region->corner[(i + 1) % region->count];
        int found = shares_at(a->apart, b->apart, within_m, share);

        if (hypot(a->apart.x, a->apart.y) <= within_m)
            widen_reach(out, a->x, a->y);
        for (int k = 0; k < found; k++)
            widen_reach(out, at_share(a->x, b->x, share[k]), at_share(a->y, b->y, share[k]));
    }
    widen_by_extremes(out, region, within_m, false);
    widen_by_extremes(out, region, within_m, true);
    return true;
}

/* The change of a corner's value over a whole share of x and of y, from three corners; false for a
 * line or a point, whose ends are corners anyway. */
static bool slope_of(const struct jk_shares *region, enum side side, struct jk_xy *slope)
{
    const struct jk_corner *o = &region->corner[0];

    for (int i = 1; i + 1 < region->count; i++) {
        const struct jk_corner *p = &region->corner[i], *q = p + 1;
        double px = p->x - o->x, py = p->y - o->y, qx = q->x - o->x, qy = q->y - o->y;
        double dp = side_of(p, side) - side_of(o, side), dq = side_of(q, side) - side_of(o, side);
        double det = px * qy - py * qx;

        if (fabs(det) < 1e-9)
            continue;
        *slope = (struct jk_xy){ (dp * qy - dq * py) / det, (dq * px - dp * qx) / det };
        return true;
    }
    return false;
}

/* On the rim, where `apart` is exactly r long, the value is largest where its slope points along
 * the rim's normal: apart . u and apart . v are to each other as the slope's parts. */
static void raise_on_rim(const struct jk_shares *region, double r, double most[2])
{
    const struct jk_corner *o = &region->corner[0];
    struct jk_xy base, u, v, slope, w, at;
    double det, scale, x, y;

    if (!read_map(region, &base, &u, &v))
        return;
    det = cross(u, v);
    if (det * det <= 1e-24 * length2(u) * length2(v))
        return; /* parallel: the rim is straight, its ends lie on the region's edges */
    for (int side = SIDE_AFTER; side <= SIDE_BEFORE; side++) {
        if (!slope_of(region, (enum side)side, &slope))
            continue;
        /* Lagrange: w . u = slope.x and w . v = slope.y; along w the value rises, if at all. */
        w = (struct jk_xy){ (slope.x * v.y - slope.y * u.y) / det,
                            (slope.y * u.x - slope.x * v.x) / det };
        scale = length2(w) > 0.0 ? r / sqrt(length2(w)) : 0.0;
        at = (struct jk_xy){ scale * w.x - base.x, scale * w.y - base.y };
        x = cross(at, v) / det;
        y = cross(u, at) / det;
        if (is_in_region(region, x, y))
            most[side] = fmax(most[side], side_of(o, (enum side)side) + (x - o->x) * slope.x +
                                              (y - o->y) * slope.y);
    }
}

static void raise_margins(double most[2], const struct jk_corner *a, const struct jk_corner *b,
                          double share)
{
    double after = at_share(a->after_s, b->after_s, share);
    double before = at_share(a->before_s, b->before_s, share);

    most[SIDE_AFTER] = after > most[SIDE_AFTER] ? after : most[SIDE_AFTER];
    most[SIDE_BEFORE] = before > most[SIDE_BEFORE] ? before : most[SIDE_BEFORE];
}

/* The part of an edge that is near enough ends at its ends or where it crosses the rim, and values
 * are largest there. The nearest place stands in for both crossings where it only touches. */
static void raise_on_edge(double most[2], const struct jk_corner *a, const struct jk_corner *b,
                          double within_m)
{
    double share[2], near = nearest_share(a->apart, b->apart), within2 = within_m * within_m;
    struct jk_xy at = { at_share(a->apart.x, b->apart.x, near),
                        at_share(a->apart.y, b->apart.y, near) };

    if (length2(a->apart) <= within2)
        raise_margins(most, a, b, 0.0);
    if (length2(a->apart) <= within2 && length2(b->apart) <= within2)
        return; /* all of it, for what is near enough is convex; b begins the next edge */
    if (length2(at) <= within2)
        raise_margins(most, a, b, near);
    for (int k = shares_at(a->apart, b->apart, within_m, share) - 1; k >= 0; k--)
        raise_margins(most, a, b, share[k]);
}

bool jk_shares_margins(const struct jk_shares *region, double within_m, double *after_s,
                       double *before_s)
{
    JK_ASSERT_ALL(region->count > 0 && region->count <= JK_PAIR_GAP_CORNERS);

    double most[2] = { -INFINITY, -INFINITY };

    if (!(within_m >= 0.0))
        return false;
    for (int i = 0; i < region->count; i++)
        raise_on_edge(most, &region->corner[i], &region->corner[(i + 1) % region->count], within_m);
    raise_on_rim(region, within_m, most);
    *after_s = most[SIDE_AFTER];
    *before_s = most[SIDE_BEFORE];
    return !isinf(most[SIDE_AFTER]) && !isinf(most[SIDE_BEFORE]);
}

/* When a place of a piece is occupied. Where t_in or t_out jumps (a stop) the piece is one place,
 * from its first t_in until its last t_out, whatever the share. */
static void occupied_at(const struct jk_piece *p, double share, double *in_s, double *out_s)
{
    bool jumps = p->a.x == p->b.x && p->a.y == p->b.y && p->a.z == p->b.z;

    *in_s = jumps ? p->in0 : at_share(p->in0, p->in1, share);
    *out_s = jumps ? p->out1 : at_share(p->out0, p->out1, share);
}

void jk_pair_gap_instants(const struct jk_piece *a, double x, const struct jk_piece *b, double y,
                          double *time_a_s, double *time_b_s)
{
    JK_ASSERT(fabs(x - 0.5) < 0.5 + SHARE_SLACK && fabs(y - 0.5) < 0.5 + SHARE_SLACK);

    double in_a, out_a, in_b, out_b, first, last;

    occupied_at(a, x, &in_a, &out_a);
    occupied_at(b, y, &in_b, &out_b);
    /* Whole seconds: the first at or behind an arrival, the last before a departure. */
    first = ceil(fmax(in_a, in_b) - JK_SECOND_EPS_S);
    last = ceil(fmin(out_a, out_b) - JK_SECOND_EPS_S) - 1.0;
    if (first <= last || (in_a < out_b && in_b < out_a)) {
        *time_a_s = *time_b_s = first;
    } else if (out_a <= in_b) {
        *time_a_s = last;
        *time_b_s = first;
    } else {
        *time_a_s = first;
        *time_b_s = last;
    }
}

/* When two places are first occupied together, or nearly: what is compared to find the earliest.
 * The second number and the shares decide between equal first ones, the same way whichever piece is
 * a. */
struct instant {
    double first_s, second_s, share;
};

static struct instant instant_at(const struct jk_piece *a, double x, const struct jk_piece *b,
                                 double y)
{
    double in_a = at_share(a->in0, a->in1, x), out_a = at_share(a->out0, a->out1, x);
    double in_b = at_share(b->in0, b->in1, y), out_b = at_share(b->out0, b->out1, y);

    return (struct instant){ fmin(fmax(in_a, in_b), fmin(out_a, out_b)), fmax(in_a, in_b), x + y };
}

static bool is_earlier(struct instant a, struct instant b)
{
    if (fabs(a.first_s - b.first_s) > JK_TIME_EPS_S)
        return a.first_s < b.first_s;
    if (fabs(a.second_s - b.second_s) > JK_TIME_EPS_S)
        return a.second_s < b.second_s;
    return a.share < b.share - 1e-9;
}

/* Points of a convex set of shares, among which and between which its earliest is sought. */
struct shortlist {
    double x[4 * JK_PAIR_GAP_CORNERS], y[4 * JK_PAIR_GAP_CORNERS];
    int count;
};

static void list_shares(struct shortlist *list, double x, double y)
{
    list->x[list->count] = x;
    list->y[list->count++] = y;
}

/* Lists corners within reach, crossings of the rim, and the nearest place of each edge. */
static void list_region(struct shortlist *list, const struct jk_shares *region, double within_m)
{
    double share[2];

    for (int i = 0; i < region->count; i++) {
        const struct jk_corner *a = &region->corner[i];
        const struct jk_corner *b = &region->corner[(i + 1) % region->count];
        double near = nearest_share(a->apart, b->apart);
        int found = shares_at(a->apart, b->apart, within_m, share);

        if (hypot(a->apart.x, a->apart.y) <= within_m)
            list_shares(list, a->x, a->y);
        for (int k = 0; k < found; k++)
            list_shares(list, at_share(a->x, b->x, share[k]), at_share(a->y, b->y, share[k]));
        if (hypot(at_share(a->apart.x, b->apart.x, near), at_share(a->apart.y, b->apart.y, near)) <=
            within_m)
            list_shares(list, at_share(a->x, b->x, near), at_share(a->y, b->y, near));
    }
}

bool jk_shares_earliest(const struct jk_shares *region, const struct jk_piece *a,
                        const struct jk_piece *b, double within_m, double *x, double *y)
{
    JK_ASSERT(region->count > 0 && region->count <= JK_PAIR_GAP_CORNERS);
    JK_ASSERT(!isnan(within_m));

    struct shortlist list = { .count = 0 };
    struct instant best;

    if (jk_shares_gap(region, x, y) > within_m)
        return false;
    best = instant_at(a, *x, b, *y);
    list_region(&list, region, within_m);
    for (int i = 0; i < list.count; i++) {
        for (int k = i; k < list.count; k++) {
            /* The first instant bends where both arrive together: where the later arrival changes
             * sides. The set is convex, so the way between two of its points lies in it. */
            double di = at_share(a->in0, a->in1, list.x[i]) - at_share(b->in0, b->in1, list.y[i]);
            double dk = at_share(a->in0, a->in1, list.x[k]) - at_share(b->in0, b->in1, list.y[k]);
            double share = (di > 0 && dk < 0) || (di < 0 && dk > 0) ? di / (di - dk) : 0.0;
            double px = at_share(list.x[i], list.x[k], share);
            double py = at_share(list.y[i], list.y[k], share);
            struct instant instant = instant_at(a, px, b, py);

            if (is_earlier(instant, best)) {
                best = instant;
                *x = px;
                *y = py;
            }
        }
    }
    return true;
}
