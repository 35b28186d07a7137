#include "tests/unit/engine/reference.h"

#include <geodesic.h>

#define BOXES_MAX 200000 /* beyond, the pair is undecided */
#define CLOSE_M   0.004  /* boxes smaller than this are decided by their middle */
#define CURVED    1e-6
#define GRID      24
#define LOST      2000 /* boxes after which the search is in a narrow valley: go to its bottom first */
#define THIRDS    40 /* halve 10 km to a millimetre */
#define LEGS      8  /* of a side, with room */

/* A side as the definition has it: legs with azimuths, one speed, one column. */
struct ref_side {
    size_t count;
    struct jk_point from; /* the first place */
    struct geod_geodesicline line[LEGS];
    double start_m[LEGS + 1];
    double depart_s, speed,
        column_m; /* speed 0: a disc, occupied [depart_s, depart_s + column_m) */
};

/* A box of places s along one side and delays d of the other side's place behind it. Where both
 * move, the test of times is on d alone, so no box straddles it: r follows from s and d. */
struct box {
    double s0, s1, d0, d1;
};

struct search {
    struct ref_side a, b;
    double tau_s, best_m, prune_m;
    double best_s, best_r; /* places of best_m */
    struct box stack[200];
    int depth, boxes;
};

static const struct geod_geodesic *earth(void)
{
    static struct geod_geodesic wgs84;

    if (wgs84.a == 0)
        geod_init(&wgs84, 6378137.0, 1 / 298.257223563);
    return &wgs84;
}

static void ref_make(struct ref_side *r, const struct side *side)
{
    const struct jk_presence *p = &side->presence;
    size_t count = p->shape.kind == JK_SHAPE_ROUTE ? p->shape.point_count : 1;

    r->count = count;
    r->depart_s = p->from_s;
    r->column_m = p->to_s - p->from_s;
    r->speed = 0;
    r->from = p->shape.centre;
    r->start_m[0] = r->start_m[1] = 0;
    if (count == 1)
        return;
    r->from = side->points[0];
    for (size_t i = 0; i + 1 < count; i++) {
        struct jk_point a = side->points[i], b = side->points[i + 1];

        geod_inverseline(&r->line[i], earth(), a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg, 0);
        r->start_m[i + 1] = r->start_m[i] + r->line[i].s13;
    }
    r->speed = r->start_m[count - 1] / (p->to_s - p->from_s);
    r->column_m = p->column_m;
}

static double ref_length(const struct ref_side *r)
{
    return r->speed > 0 ? r->start_m[r->count - 1] : 0.0;
}

/* The leg a place lies on. */
static size_t ref_leg(const struct ref_side *r, double s)
{
    size_t i = 0;

    while (i + 2 < r->count && r->start_m[i + 1] < s)
        i++;
    return i;
}

/* A place and the azimuth in which one drives on there. */
struct on_road {
    struct jk_point at;
    double azimuth;
};

static struct on_road ref_place(const struct ref_side *r, double s)
{
    size_t i = r->speed > 0 ? ref_leg(r, s) : 0;
    struct on_road p = { r->from, 0 };

    if (r->speed > 0)
        geod_position(&r->line[i], s - r->start_m[i], &p.at.lat_deg, &p.at.lon_deg, &p.azimuth);
    return p;
}

/* A distance, and how it changes when one drives on: -1 straight towards the other. */
struct apart {
    double m, slope_a, slope_b;
};

static struct apart between(struct on_road a, struct on_road b)
{
    struct apart p;
    double to_b, from_a;

    geod_inverse(earth(), a.at.lat_deg, a.at.lon_deg, b.at.lat_deg, b.at.lon_deg, &p.m, &to_b,
                 &from_a);
    p.slope_a = -cos((to_b - a.azimuth) * 0.017453292519943295);
    p.slope_b = cos((from_a - b.azimuth) * 0.017453292519943295);
    return p;
}

/* Seconds a place stays occupied. */
static double stay(const struct ref_side *r)
{
    return r->speed > 0 ? r->column_m / r->speed : r->column_m;
}

/* Place of b that is reached `d` seconds after place s of a. */
static double behind(const struct search *q, double s, double d)
{
    return (q->a.depart_s + s / q->a.speed + d - q->b.depart_s) * q->b.speed;
}

/* A lower bound of the distance on a box round (s, r), half as wide as hs and hr: no place is
 * nearer than driving straight there; and inside one leg each distance is convex, so the tangent
 * holds (the earth's curvature is below CURVED of it). d(distance)/ds at fixed d is slope_a +
 * slope_b vb / va, and b's place was moved by `moved` to stand on its road. */
static double least_on(const struct search *q, double s, double r, struct apart p, double hs,
                       double hd, double moved)
{
    double k = q->b.speed / q->a.speed, hr = hs * k + hd * q->b.speed;
    double straight = p.m - hs - hr;

    if (ref_leg(&q->a, s - hs) != ref_leg(&q->a, s + hs) ||
        ref_leg(&q->b, r - hr) != ref_leg(&q->b, r + hr))
        return straight;
    return fmax(straight, p.m - fabs(p.slope_a + p.slope_b * k) * hs -
                              fabs(p.slope_b) * (hd * q->b.speed + moved) - CURVED * (hs + hr));
}

/* The distance of two places, kept when it is the least so far. */
static double try_places(struct search *q, double s, double r)
{
    double apart = between(ref_place(&q->a, s), ref_place(&q->b, r)).m;

    if (apart < q->best_m) {
        q->best_m = apart;
        q->best_s = s;
        q->best_r = r;
    }
    return apart;
}

/* The least distance of place s to the stretch [low, high] of one leg of b, by thirds. */
static double thirds_along(struct search *q, double s, double low, double high)
{
    double least = INFINITY;

    for (int i = 0; i < THIRDS && high - low > 1e-4; i++) {
        double x = low + (high - low) / 3, y = high - (high - low) / 3;
        double dx = try_places(q, s, x), dy = try_places(q, s, y);

        low = dx > dy ? x : low;
        high = dx > dy ? high : y;
        least = fmin(least, fmin(dx, dy));
    }
    return least;
}

/* Go to the bottom of the valley on the pair of legs of the best places so far: there the distance
 * is convex in both. Only places that are allowed are tried, so the search stays a proof: it begins
 * lower and has less to look at. */
static void sink(struct search *q, const struct box *all)
{
    size_t i = ref_leg(&q->a, q->best_s), k = ref_leg(&q->b, q->best_r);
    double b0 = q->b.start_m[k], b1 = q->b.start_m[k + 1], rate = q->b.speed / q->a.speed;
    double low = fmax(q->a.start_m[i], (b0 - behind(q, 0, all->d1)) / rate);
    double high = fmin(q->a.start_m[i + 1], (b1 - behind(q, 0, all->d0)) / rate);

    for (int n = 0; n < THIRDS && high - low > 1e-4; n++) {
        double x = low + (high - low) / 3, y = high - (high - low) / 3;
        double dx =
            thirds_along(q, x, fmax(b0, behind(q, x, all->d0)), fmin(b1, behind(q, x, all->d1)));
        double dy =
            thirds_along(q, y, fmax(b0, behind(q, y, all->d0)), fmin(b1, behind(q, y, all->d1)));

        low = dx > dy ? x : low;
        high = dx > dy ? high : y;
    }
}

static void visit_box(struct search *q, struct box b)
{
    double s = (b.s0 + b.s1) / 2, d = (b.d0 + b.d1) / 2, hs = (b.s1 - b.s0) / 2;
    double hd = (b.d1 - b.d0) / 2, middle = behind(q, s, d), end = ref_length(&q->b);
    double r = fmin(end, fmax(0.0, middle)); /* only nearer to the box than its middle */
    struct box low = b, high = b;
    struct apart p;
    bool on_road;

    if (behind(q, b.s1, b.d1) < 0 || behind(q, b.s0, b.d0) > end)
        return;
    on_road = r == middle;
    p = between(ref_place(&q->a, s), ref_place(&q->b, r));
    if ((on_road || hs + hd * q->b.speed < CLOSE_M) && p.m < q->best_m) {
        q->best_m = p.m;
        q->best_s = s;
        q->best_r = r;
    }
    if (hs + hd * q->b.speed < CLOSE_M ||
        least_on(q, s, r, p, hs, hd, fabs(middle - r)) >= q->best_m - q->prune_m)
        return;
    if (hs >= hd * q->b.speed)
        low.s1 = high.s0 = s;
    else
        low.d1 = high.d0 = d;
    q->stack[q->depth++] = high;
    q->stack[q->depth++] = low;
}

/* A coarse grid first, so that the search below does not lose itself in a valley that is not the
 * least. */
static void sample(struct search *q, const struct box *all)
{
    for (int i = 0; i <= GRID; i++) {
        for (int k = 0; k <= GRID; k++) {
            double s = all->s0 + (all->s1 - all->s0) * i / GRID;
            double r = behind(q, s, all->d0 + (all->d1 - all->d0) * (k + 0.5) / (GRID + 1));

            if (r >= 0 && r <= ref_length(&q->b))
                try_places(q, s, r);
        }
    }
}

/* Least distance below limit of two columns; NAN when the budget did not do. */
static double ref_columns(struct search *q)
{
    const struct box all = { 0, ref_length(&q->a), -(stay(&q->b) + q->tau_s),
                             stay(&q->a) + q->tau_s };

    q->stack[0] = all;
    q->depth = 1;
    q->best_s = q->best_r = 0;
    sample(q, &all);
    for (q->boxes = 0; q->depth > 0; q->boxes++) {
        if (q->boxes > BOXES_MAX)
            return NAN;
        if (q->boxes == LOST || q->boxes == 8 * LOST)
            sink(q, &all);
        visit_box(q, q->stack[--q->depth]);
    }
    return q->best_m;
}

/* A column and a disc: the places of the column that are occupied near enough in time are one
 * stretch; on each leg of it the distance is convex, so halving by its slope finds its least. */
static double ref_passing(const struct ref_side *column, const struct ref_side *disc, double tau_s,
                          double best_m)
{
    double from = (disc->depart_s - tau_s - stay(column) - column->depart_s) * column->speed;
    double to = (disc->depart_s + stay(disc) + tau_s - column->depart_s) * column->speed;
    struct on_road place = { disc->from, 0 };

    for (size_t i = 0; i + 1 < column->count; i++) {
        double low = fmax(from, column->start_m[i]), high = fmin(to, column->start_m[i + 1]);

        while (low < high && high - low > CLOSE_M / 4) {
            double x = (low + high) / 2;
            struct apart p = between(ref_place(column, x), place);

            best_m = fmin(best_m, p.m);
            if (p.m - (high - low) / 2 >= best_m)
                break; /* nothing on this leg is nearer */
            low = p.slope_a < 0 ? x : low;
            high = p.slope_a < 0 ? high : x;
        }
    }
    return best_m;
}

/* The ends of the roads are the only slanted sides of the boxes: take their least first, exactly.
 */
static void start_from_ends(struct search *q)
{
    for (int end = 0; end < 2; end++) {
        double sa = end ? ref_length(&q->a) : 0.0, sb = end ? ref_length(&q->b) : 0.0;
        struct ref_side at_a = { .count = 1,
                                 .from = ref_place(&q->a, sa).at,
                                 .depart_s = q->a.depart_s + sa / q->a.speed,
                                 .column_m = stay(&q->a) };
        struct ref_side at_b = { .count = 1,
                                 .from = ref_place(&q->b, sb).at,
                                 .depart_s = q->b.depart_s + sb / q->b.speed,
                                 .column_m = stay(&q->b) };

        q->best_m = fmin(q->best_m, ref_passing(&q->a, &at_b, q->tau_s, q->best_m));
        q->best_m = fmin(q->best_m, ref_passing(&q->b, &at_a, q->tau_s, q->best_m));
    }
}

double reference_gap(const struct side *a, const struct side *b, double tau_s, double limit_m,
                     double prune_m)
{
    static struct search q;
    double gap = limit_m;

    ref_make(&q.a, a);
    ref_make(&q.b, b);
    q.tau_s = tau_s;
    q.best_m = limit_m;
    q.prune_m = prune_m;
    if (q.a.speed > 0 && q.b.speed > 0) {
        start_from_ends(&q);
        gap = ref_columns(&q);
    } else if (q.a.speed > 0)
        gap = ref_passing(&q.a, &q.b, tau_s, limit_m);
    else if (q.b.speed > 0)
        gap = ref_passing(&q.b, &q.a, tau_s, limit_m);
    else if (q.a.depart_s < q.b.depart_s + stay(&q.b) + tau_s &&
             q.b.depart_s < q.a.depart_s + stay(&q.a) + tau_s)
        gap = jk_geodesic_distance(q.a.from, q.b.from);
    return gap < limit_m || isnan(gap) ? gap : INFINITY;
}
