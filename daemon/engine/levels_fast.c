/* The level of two discs or routes without risk zones, rung by rung, on planes alone.
 *
 * The nearest approach is not needed to know a level: one pair of pieces under a rung is enough.
 * Each pair of pieces is asked from the first rung that would raise the level found so far, and the
 * walk ends when the highest rung of the row is reached. Rows are nested in distance and in time,
 * so a pair that fails one rung, even with both places moved together by their uncertainty, fails
 * all higher ones.
 *
 * The invariant: an answer is given only where rounding and the plane's error cannot change it. A
 * distance that lies within its error and ROUND_M of a threshold, as stated or moved together, sets
 * `unsure`; the caller then judges by rung.c, which asks the geodesic. Two discs need no plane: the
 * chord c of an arc on a sphere of radius R has the length c (1 + c^2 / 24 R^2 + ...), and a
 * geodesic this short bends like such an arc.
 *
 * Pieces of a chunk are unpacked once for all chunks of the other body, because unpacking costs
 * more than the filters that follow it. */
#include "jarak/engine/levels_fast.h"

#include <math.h>
#include "jarak/base/defend.h"
#include "jarak/geo/geodesic.h"

#define ROUND_M 0.006 /* rounding to 1 cm moves a distance by half of that */
#define CHORD_TRUST_M                                                                         \
    17000.0                /* c (1 + c^2/24R^2) is within 0.06 mm of the geodesic up to here, \
                            * least along a meridian at the equator */
#define CHORD_ERROR_M 1e-4 /* ... and the rounding of two places, with room */
#define MEAN_EARTH_M  6.371e6

/* The pieces of one chunk, taken out of their body once for all of the other's chunks. */
struct taken {
    const struct jk_body *body;
    uint32_t first, count;
    struct jk_piece piece[JK_CHUNK_PIECES];
    struct jk_xyz middle[JK_CHUNK_PIECES];
    double half_m[JK_CHUNK_PIECES];
};

struct ask {
    const struct jk_row *row;
    struct jk_window window[JK_LEVEL_END];
    double edge_m[JK_LEVEL_END]; /* between centre lines; negative: no such rung */
    int lowest, highest;         /* rungs that are present */
    double doubt_m, limit_m, widest_s;
    struct jk_levels levels;
    bool unsure;
    struct taken a, b;
};

bool jk_levels_fast_fits(const struct jk_body *a, const struct jk_body *b)
{
    return a->shape != JK_SHAPE_AREA && b->shape != JK_SHAPE_AREA && !jk_body_zoned(a) &&
           !jk_body_zoned(b);
}

static void read_row(struct ask *q, const struct jk_body *a, const struct jk_body *b)
{
    q->doubt_m = a->uncertainty_m + b->uncertainty_m;
    for (int l = JK_LEVEL_SIAGA; l >= JK_LEVEL_INFO; l--) {
        q->edge_m[l] = -1.0;
        if (!q->row->rung[l].present)
            continue;
        /* Pads are added to the edge once here, so that pieces are compared by their centre lines.
         */
        q->edge_m[l] = q->row->rung[l].distance_m + a->pad_m + b->pad_m;
        q->window[l] = jk_judge_window(&(struct jk_rung_at){ q->row, l, 0, JK_EXTENT_STATED });
        q->widest_s = fmax(q->widest_s, jk_approach_widest_s(&q->window[l]));
        q->limit_m = fmax(q->limit_m, q->edge_m[l] + q->doubt_m + 1.0);
        q->lowest = l;
        q->highest = q->highest ? q->highest : l;
    }
}

/* Raises the levels by a distance under a rung. @return false when higher rungs need not be asked
 */
static bool weigh(struct ask *q, int level, double gap_m, double error_m)
{
    double edge = q->edge_m[level], slack = error_m + ROUND_M;

    if (fabs(gap_m - edge) <= slack || fabs(gap_m - q->doubt_m - edge) <= slack) {
        q->unsure = true;
        return false;
    }
    if (gap_m < edge)
        q->levels.level = (enum jk_level)level;
    if (gap_m - q->doubt_m < edge && q->levels.level_max < (enum jk_level)level)
        q->levels.level_max = (enum jk_level)level;
    return gap_m - q->doubt_m < edge;
}

static bool meet(const struct jk_piece *a, const struct jk_piece *b, double tau_s)
{
    return a->in0 < b->out1 + tau_s - JK_TIME_EPS_S && b->in0 < a->out1 + tau_s - JK_TIME_EPS_S;
}

/* Judges two discs: the corrected chord is their distance. */
static void ask_places(struct ask *q, const struct jk_body *a, const struct jk_body *b)
{
    double gap = jk_xyz_chord(a->origin, b->origin);
    struct jk_piece pa, pb;

    if (gap > CHORD_TRUST_M)
        gap = gap > q->limit_m
                  ? gap
                  : jk_geodesic_distance(jk_xyz_place(a->origin), jk_xyz_place(b->origin));
    else
        gap *= 1.0 + gap * gap / (24.0 * MEAN_EARTH_M * MEAN_EARTH_M);
    jk_body_piece(a, 0, &pa);
    jk_body_piece(b, 0, &pb);
    for (int l = q->lowest; l <= q->highest; l++) {
        if (q->edge_m[l] >= 0.0 &&
            (!meet(&pa, &pb, jk_approach_tau(a, &pa, b, &pb, &q->window[l])) ||
             !weigh(q, l, gap, CHORD_ERROR_M)))
            return;
    }
}

/* Judges two pieces that may be near, rung by rung from the first that would raise the level. */
static void ask_pieces(struct ask *q, const struct jk_piece *a, const struct jk_piece *b,
                       double radius_m, struct jk_xyz centre)
{
    struct jk_plane plane;
    double error = jk_plane_error_m(radius_m) + 2.0 * JK_PACKED_ERROR_M;
    bool laid = false;

    for (int l = (int)q->levels.level + 1; l <= q->highest; l++) {
        struct jk_shares region;
        double tau;

        if (q->edge_m[l] < 0.0)
            continue;
        tau = jk_approach_tau(q->a.body, a, q->b.body, b, &q->window[l]);
        if (!meet(a, b, tau))
            return;
        /* The plane is laid with the first rung that gets past the times, once for all rungs. */
        if (!laid)
            plane = jk_plane_at(centre);
        laid = true;
        if (!jk_pair_gap_region(a, b, tau, &plane, &region) ||
            !weigh(q, l, jk_shares_gap(&region, NULL, NULL), error))
            return;
    }
}

/* Unpacks a chunk unless it is the one taken last: the walk keeps one of a for many of b. */
static void take_chunk(struct taken *t, const struct jk_chunk *c)
{
    if (t->count && t->first == c->sphere.first)
        return;
    t->first = c->sphere.first;
    t->count = c->end - t->first;
    for (uint32_t i = 0; i < t->count; i++) {
        jk_body_piece(t->body, t->first + i, &t->piece[i]);
        t->middle[i] = jk_xyz_middle(t->piece[i].a, t->piece[i].b);
        t->half_m[i] = 0.5 * jk_xyz_chord(t->piece[i].a, t->piece[i].b);
    }
}

static bool ask_chunks(void *ctx, const struct jk_chunk *ca, const struct jk_chunk *cb,
                       double *limit_m)
{
    struct ask *q = ctx;

    (void)limit_m;
    take_chunk(&q->a, ca);
    take_chunk(&q->b, cb);
    for (uint32_t i = 0; i < q->a.count; i++) {
        for (uint32_t k = 0; k < q->b.count; k++) {
            const struct jk_piece *a = &q->a.piece[i], *b = &q->b.piece[k];
            double half = q->a.half_m[i] + q->b.half_m[k], apart;

            if (!meet(a, b, q->widest_s))
                continue;
            apart = jk_xyz_chord(q->a.middle[i], q->b.middle[k]);
            if (apart - half > q->limit_m)
                continue;
            ask_pieces(q, a, b, 0.5 * apart + half, jk_xyz_middle(q->a.middle[i], q->b.middle[k]));
            /* Nothing can be higher, or the exact judge must decide all of it: the rest need not be
             * seen. */
            if (q->unsure || q->levels.level == (enum jk_level)q->highest)
                return false;
        }
    }
    return true;
}

/* The members are set one by one: the room for two chunks of pieces need not be cleared. */
bool jk_levels_fast(const struct jk_row *row, const struct jk_body *a, const struct jk_body *b,
                    struct jk_levels *out)
{
    JK_ASSERT_ALL(!row->exempt && jk_levels_fast_fits(a, b));

    struct ask q;

    q.row = row;
    q.lowest = q.highest = 0;
    q.limit_m = q.widest_s = 0.0;
    q.levels = (struct jk_levels){ JK_LEVEL_NONE, JK_LEVEL_NONE };
    q.unsure = false;
    q.a.body = a;
    q.b.body = b;
    q.a.count = q.b.count = 0;
    read_row(&q, a, b);
    if (q.highest && !a->trace && !b->trace)
        ask_places(&q, a, b);
    else if (q.highest)
        jk_approach_chunks(a, b, q.widest_s, q.limit_m, ask_chunks, &q);
    *out = q.levels;
    return !q.unsure;
}
