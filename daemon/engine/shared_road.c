/* Which road two columns share, and whether it raises waspada to siaga.
 *
 * For each pair of pieces that is head-on or following by its directions, the part of the first
 * body's piece that lies within reach and within tau of the other's is a range of shares
 * (jk_shares_reach). Each piece of the first body keeps the hull of all its ranges; the length is
 * the sum over pieces. So every metre counts once, however often the other column comes by and
 * wherever either route has its vertices. The price is that a gap inside one piece, of at most
 * JK_PIECE_MAX_M, is counted in: the error is towards the raise.
 *
 * Only one of the two roads is measured, and the two lengths may differ: is_first() orders the
 * bodies by times and places and never by whose they are, so the answer is the same when the sides
 * are swapped. */
#include "jarak/engine/shared_road.h"

#include <math.h>
#include <stdlib.h>
#include "jarak/base/defend.h"

/* The state of the search: of each piece of the first body the hull of its shared shares. */
struct sharing {
    const struct jk_raise *raise;
    double within_m;
    struct jk_shared_road road;
    double *low, *high; /* per piece of a: shared share of the way; low > high: none */
};

/* Widens the shared part of a piece of the first body by what lies within reach of the other's
 * piece, if the two go the same or the opposite way. */
static void share_road(void *ctx, const struct jk_meeting *m, double *limit_m)
{
    struct sharing *s = ctx;
    double turn = jk_piece_turn_deg(&m->a, &m->b);
    bool head_on = turn >= s->raise->head_on_deg;
    struct jk_reach r;

    (void)limit_m;
    if ((!head_on && turn > s->raise->following_deg) ||
        !jk_shares_reach(&m->region, s->within_m, &r))
        return;
    s->road.head_on = s->road.head_on || head_on;
    s->low[m->index_a] = fmin(s->low[m->index_a], r.x0);
    s->high[m->index_a] = fmax(s->high[m->index_a], r.x1);
}

/* The length of the shared parts, metres; a chord this short stands for its geodesic. */
static double measure(const struct jk_body *a, const struct sharing *s, uint32_t count)
{
    struct jk_piece piece;
    double length_m = 0.0;

    for (uint32_t i = 0; i < count; i++) {
        if (s->high[i] > s->low[i] && jk_body_piece(a, i, &piece))
            length_m += (s->high[i] - s->low[i]) * jk_xyz_chord(piece.a, piece.b);
    }
    return length_m;
}

static int compare(double a, double b)
{
    return (a > b) - (a < b);
}

static int compare_places(struct jk_xyz a, struct jk_xyz b)
{
    int x = compare(a.x, b.x), y = compare(a.y, b.y);

    return x ? x : y ? y : compare(a.z, b.z);
}

/* Times of a piece, then its ends. */
static int compare_pieces(const struct jk_piece *a, const struct jk_piece *b)
{
    const double times_a[] = { a->in0, a->in1, a->out0, a->out1 };
    const double times_b[] = { b->in0, b->in1, b->out0, b->out1 };
    int order = 0;

    for (size_t i = 0; i < 4 && order == 0; i++)
        order = compare(times_a[i], times_b[i]);
    if (order == 0)
        order = compare_places(a->a, b->a);
    return order ? order : compare_places(a->b, b->b);
}

/* A fixed order of two bodies that does not look at whose they are: by when and where they begin,
 * then by their ways. Two that are equal in all of it share the same road either way round. */
static bool is_first(const struct jk_body *a, const struct jk_body *b)
{
    uint32_t pieces_a = jk_body_pieces(a), pieces_b = jk_body_pieces(b);
    int order = compare(a->in_s, b->in_s);

    if (order == 0)
        order = compare_places(a->origin, b->origin);
    if (order == 0)
        order = compare(pieces_a, pieces_b);
    for (uint32_t i = 0; i < pieces_a && order == 0; i++) {
        struct jk_piece p, q;

        if (jk_body_piece(a, i, &p) && jk_body_piece(b, i, &q))
            order = compare_pieces(&p, &q);
    }
    return order <= 0;
}

struct jk_shared_road jk_shared_road_find(const struct jk_raise *raise, const struct jk_body *a,
                                          const struct jk_body *b, double tau_s)
{
    JK_ASSERT(a->shape == JK_SHAPE_ROUTE && b->shape == JK_SHAPE_ROUTE);
    JK_ASSERT(raise->within_m >= 0.0 && !isnan(tau_s));

    const struct jk_body *one = is_first(a, b) ? a : b, *other = one == a ? b : a;
    struct sharing s = { .raise = raise, .within_m = raise->within_m + a->pad_m + b->pad_m };
    double factors[JK_FACTORS_MAX];
    size_t factor_count = jk_body_factors(a, b, factors);
    uint32_t pieces = jk_body_pieces(one);

    s.low = calloc(2 * (size_t)pieces, sizeof *s.low);
    if (!s.low) /* on the safe side: a siaga too many, never one too few */
        return (struct jk_shared_road){ .raises = true };
    s.high = s.low + pieces;
    for (uint32_t i = 0; i < pieces; i++) {
        /* An empty range: any share is below `low` and above `high`. */
        s.low[i] = 2.0;
        s.high[i] = -1.0;
    }
    for (size_t i = 0; i < factor_count; i++) {
        /* The waspada tau, in minutes: a raise knows no days. Zones stretch it as they do for the
         * level. */
        struct jk_window window = { tau_s * factors[i], false, factors[i] };

        jk_approach_each(one, other, &window, s.within_m + 1.0, share_road, &s);
    }
    s.road.length_m = measure(one, &s, pieces);
    s.road.raises = s.road.head_on || s.road.length_m >= raise->stretch_m;
    free(s.low);
    return s.road;
}
