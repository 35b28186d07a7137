/* Which road two columns share, and whether it raises waspada to siaga.
 *
 * For each pair of pieces that is head-on or following by its directions, the part of either piece
 * that lies within reach and within tau of the other's is a range of shares (jk_shares_reach). The
 * ranges of one piece are joined, so every metre counts once, however often the other column comes
 * by, and what lies between two of them is not counted: neither the length nor the level depends on
 * where a route has its vertices, or a zone its borders.
 *
 * The length counts along one of the two, which may drive lines of different length: the one that
 * leaves first (compare_columns()). The order looks at times and places alone, never at whose the
 * columns are or where their vertices lie; where it finds no difference the longer length counts.
 */
#include "jarak/engine/shared_road.h"

#include <math.h>
#include <stdlib.h>
#include "daemon/engine/rung.h"
#include "jarak/base/defend.h"
#include "jarak/base/heap.h"

/* So many are kept before they are joined on the way: few columns have more. */
#define JOIN_FROM 1024
#define SAME_S    1e-3
#define SAME_M    0.01

/* A part of a piece, as shares of it. */
struct stretch {
    uint32_t piece;
    double from, to;
};

/* The shared stretches of one column. */
struct stretches {
    struct stretch *at;
    size_t count, cap;
    bool failed;
};

struct sharing {
    const struct jk_raise *raise;
    double within_m;
    struct stretches side[2];
    bool head_on;
};

static int compare_stretches(const void *a, const void *b)
{
    const struct stretch *x = a, *y = b;

    if (x->piece != y->piece)
        return x->piece < y->piece ? -1 : 1;
    return (x->from > y->from) - (x->from < y->from);
}

static void join(struct stretches *s)
{
    size_t kept = 0;

    if (s->count == 0)
        return;
    qsort(s->at, s->count, sizeof *s->at, compare_stretches);
    for (size_t i = 1; i < s->count; i++) {
        struct stretch *last = &s->at[kept];

        if (s->at[i].piece == last->piece && s->at[i].from <= last->to)
            last->to = fmax(last->to, s->at[i].to);
        else
            s->at[++kept] = s->at[i];
    }
    s->count = kept + 1;
}

/* Two long columns meet in as many pairs as the product of their pieces, but share no more
 * stretches than they have pieces and gaps: joined whenever the room is full, the list stays as
 * short. */
static void add_stretch(struct stretches *s, uint32_t piece, double from, double to)
{
    if (s->count == s->cap) {
        if (s->cap >= JOIN_FROM)
            join(s);
        /* Half full after joining: twice the room, so that joins stay rare. */
        if (s->count >= s->cap / 2 && !jk_grow(&s->at, s->cap, &s->cap, sizeof *s->at) &&
            s->count == s->cap) {
            s->failed = true;
            return;
        }
    }
    s->at[s->count++] = (struct stretch){ piece, from, to };
}

/* Keeps what of two pieces lies within reach of each other, if they go the same or the opposite
 * way. */
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
    s->head_on = s->head_on || head_on;
    add_stretch(&s->side[0], m->index_a, r.x0, r.x1);
    add_stretch(&s->side[1], m->index_b, r.y0, r.y1);
}

/* The length of the shared stretches, metres; a chord this short stands for its geodesic. */
static double measure(const struct jk_body *body, struct stretches *s)
{
    struct jk_piece piece;
    double length_m = 0.0;

    join(s);
    for (size_t i = 0; i < s->count; i++) {
        if (jk_body_piece(body, s->at[i].piece, &piece))
            length_m += (s->at[i].to - s->at[i].from) * jk_xyz_chord(piece.a, piece.b);
    }
    return length_m;
}

/* The order of two numbers: 0 where they differ by rounding only. */
static int order_of(double a, double b, double same)
{
    return fabs(a - b) <= same ? 0 : a < b ? -1 : 1;
}

static int order_of_places(struct jk_xyz a, struct jk_xyz b)
{
    int x = order_of(a.x, b.x, SAME_M), y = order_of(a.y, b.y, SAME_M);

    return x ? x : y ? y : order_of(a.z, b.z, SAME_M);
}

/* Below 0 where `a` comes first: by when and where it leaves, then by when and where it has gone.
 */
static int compare_columns(const struct jk_body *a, const struct jk_body *b)
{
    int order = order_of(a->in_s, b->in_s, SAME_S);

    if (order == 0)
        order = order_of_places(a->origin, b->origin);
    if (order == 0)
        order = order_of(a->out_s, b->out_s, SAME_S);
    if (order == 0)
        order = order_of_places(jk_body_node(a, jk_body_nodes(a) - 1).at,
                                jk_body_node(b, jk_body_nodes(b) - 1).at);
    return order;
}

/* Finds the stretches factor by factor: zones stretch the tau of waspada as they do for the level.
 */
static void collect(struct sharing *s, const struct jk_row *row, const struct jk_body *a,
                    const struct jk_body *b, enum jk_extent extent)
{
    uint16_t factors[JK_FACTORS_MAX];
    size_t count = jk_body_factors(a, b, extent, factors);

    for (size_t i = 0; i < count; i++) {
        const struct jk_window window =
            jk_judge_window(&(struct jk_rung_at){ row, JK_LEVEL_WASPADA, factors[i], extent });

        jk_approach_each(a, b, &window, s->within_m + 1.0, share_road, s);
    }
}

struct jk_shared_road jk_shared_road_find(const struct jk_raise *raise, const struct jk_row *row,
                                          const struct jk_body *a, const struct jk_body *b,
                                          enum jk_extent extent)
{
    JK_ASSERT(a->shape == JK_SHAPE_ROUTE && b->shape == JK_SHAPE_ROUTE);
    JK_ASSERT(raise->within_m >= 0.0 && row->rung[JK_LEVEL_WASPADA].present);

    struct sharing s = { .raise = raise,
                         .within_m = raise->within_m + a->pad_m + b->pad_m +
                                     engine_rung_doubt_m(extent, a, b) };
    struct jk_shared_road road = { .raises = false };
    int order;

    collect(&s, row, a, b, extent);
    road.head_on = s.head_on;
    order = compare_columns(a, b);
    road.length_m =
        fmax(order <= 0 ? measure(a, &s.side[0]) : 0.0, order >= 0 ? measure(b, &s.side[1]) : 0.0);
    road.length_m = floor(road.length_m * 100.0 + 0.5) / 100.0;
    /* Without memory on the safe side: a siaga too many, never one too few. */
    road.raises =
        road.head_on || road.length_m >= raise->stretch_m || s.side[0].failed || s.side[1].failed;
    free(s.side[0].at);
    free(s.side[1].at);
    return road;
}
