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
 *
 * Over a range of starts (for slots.c): two places are shared at a start d iff low < d < high (the
 * interval slots.c derives), so with the middle m of a range and half its width w they are shared
 * somewhere in it iff they are at m with tau + w, and all over it iff they are at m with tau - w.
 * What is shared at m with tau - w is therefore shared at each start of the range, what is not with
 * tau + w at none, and the lengths bound the length at each start from below and above. Both bounds
 * meet where w goes to 0, so halving a range finds the starts at which the answer turns.
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
#define PLANE_M   2e-4  /* what cuts at midnights may move a place or a distance */
#define LENGTH_M  0.002 /* what such cuts may change a length */
#define TIME_S    (3.0 * JK_TIME_EPS_S)

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

void jk_shared_road_each(const struct jk_raise *raise, const struct jk_row *row,
                         const struct jk_body *a, const struct jk_body *b, enum jk_extent extent,
                         jk_shared_stretch *each, void *ctx)
{
    JK_ASSERT(a->shape == JK_SHAPE_ROUTE && b->shape == JK_SHAPE_ROUTE);
    JK_ASSERT(raise->within_m >= 0.0 && row->rung[JK_LEVEL_WASPADA].present);

    struct sharing s = { .raise = raise,
                         .within_m = raise->within_m + a->pad_m + b->pad_m +
                                     engine_rung_doubt_m(extent, a, b) };
    const struct jk_body *bodies[] = { a, b };
    double lengths[2];
    int order, side;

    collect(&s, row, a, b, extent);
    order = compare_columns(a, b);
    for (int i = 0; i < 2; i++)
        lengths[i] = measure(bodies[i], &s.side[i]);
    side = order < 0 || (order == 0 && lengths[0] >= lengths[1]) ? 0 : 1;
    for (size_t i = 0; i < s.side[side].count; i++) {
        const struct stretch *part = &s.side[side].at[i];
        struct jk_piece piece;

        if (jk_body_piece(bodies[side], part->piece, &piece))
            each(ctx, jk_xyz_between(piece.a, piece.b, part->from),
                 jk_xyz_between(piece.a, piece.b, part->to));
    }
    free(s.side[0].at);
    free(s.side[1].at);
}

/* Two pieces that go the same or the opposite way and come near enough, whenever that is. */
struct jk_road_meeting {
    uint32_t a, b;
    double low_s, high_s; /* outside of these starts it shares nothing */
    double error_m;
    float tau_least_s, tau_most_s; /* whole milliseconds, widened to a float outwards */
    bool head_on;
};

/* The tau of waspada for a pair of pieces. On one civil date nothing is farther apart than two
 * days; how far it must not be is left to the minutes. */
static double tau_of(const struct jk_shared_roads *r, const struct jk_body *own,
                     const struct jk_meeting *m, bool most)
{
    uint16_t one = jk_body_factor(own, m->index_a, JK_EXTENT_WIDENED);
    uint16_t other = jk_body_factor(r->other, m->index_b, JK_EXTENT_WIDENED);
    const struct jk_window window = jk_judge_window(&(struct jk_rung_at){
        r->row, JK_LEVEL_WASPADA, one > other ? one : other, JK_EXTENT_WIDENED });

    return most ? jk_approach_widest_s(&window) : window.tau_s;
}

static double sharing_within(const struct jk_shared_roads *r)
{
    return r->raise->within_m + r->most->pad_m + r->other->pad_m +
           engine_rung_doubt_m(JK_EXTENT_WIDENED, r->most, r->other);
}

static void note_meeting(void *ctx, const struct jk_meeting *m, double *limit_m)
{
    struct jk_shared_roads *r = ctx;
    double turn = jk_piece_turn_deg(&m->a, &m->b), after, before;
    struct jk_road_meeting note = { .a = m->index_a,
                                    .b = m->index_b,
                                    .error_m = m->error_m + PLANE_M,
                                    .head_on = turn >= r->raise->head_on_deg };

    (void)limit_m;
    if ((!note.head_on && turn > r->raise->following_deg) ||
        !jk_shares_margins(&m->region, sharing_within(r) + note.error_m, &after, &before))
        return;
    note.tau_least_s = (float)(tau_of(r, r->least, m, false) - 0.01);
    note.tau_most_s = (float)(tau_of(r, r->most, m, true) + 0.01);
    note.low_s = -before - note.tau_most_s - TIME_S;
    note.high_s = after + note.tau_most_s + TIME_S;
    if (jk_grow(&r->at, r->count, &r->cap, sizeof *r->at))
        r->at[r->count++] = note;
    else
        r->failed = true;
}

void jk_shared_road_open(const struct jk_raise *raise, const struct jk_row *row,
                         const struct jk_body *least, const struct jk_body *most,
                         const struct jk_body *other, struct jk_shared_roads *out)
{
    JK_ASSERT(row->rung[JK_LEVEL_WASPADA].present);
    JK_ASSERT(jk_body_pieces(least) == jk_body_pieces(most));

    const struct jk_window everywhen = { INFINITY, false, 0, JK_EXTENT_WIDENED };

    *out = (struct jk_shared_roads){ raise, row, least, most, other, NULL, 0, 0, false };
    jk_approach_each(most, other, &everywhen, sharing_within(out) + 1.0, note_meeting, out);
}

void jk_shared_road_close(struct jk_shared_roads *roads)
{
    free(roads->at);
    *roads = (struct jk_shared_roads){ .raise = NULL };
}

/* A range of starts, and the side from which it is bounded. */
struct starts {
    const struct jk_shared_roads *roads;
    double from_s, to_s;
    bool all; /* what is shared at every start, not at some */
};

/* The part of a meeting that is shared at some start or at every start of a range.
 *
 * @param[out] waspada  it comes so near that waspada is reached by itself */
static bool shared_over(const struct starts *over, const struct jk_road_meeting *m,
                        struct jk_reach *out, bool *waspada)
{
    const struct jk_shared_roads *r = over->roads;
    double middle = 0.5 * (over->from_s + over->to_s), half = 0.5 * (over->to_s - over->from_s);
    double tau_s = over->all ? (double)m->tau_least_s - half : (double)m->tau_most_s + half;
    double within_m = sharing_within(r), waspada_m = r->row->rung[JK_LEVEL_WASPADA].distance_m;
    struct jk_piece a, b;
    struct jk_plane plane;
    struct jk_shares region;
    struct jk_reach reach;

    /* A strip of time whose width goes below 0 is not followed along its middle safely. */
    if (tau_s < 0.0 || !jk_body_piece(r->most, m->a, &a) || !jk_body_piece(r->other, m->b, &b))
        return false;
    a.in0 += middle;
    a.in1 += middle;
    a.out0 += middle;
    a.out1 += middle;
    plane = jk_plane_at(jk_xyz_middle(jk_xyz_middle(a.a, a.b), jk_xyz_middle(b.a, b.b)));
    if (!jk_pair_gap_region(&a, &b, tau_s, &plane, &region) ||
        !jk_shares_reach(&region, over->all ? within_m - m->error_m : within_m + m->error_m, out))
        return false;
    /* The level is rounded to 1 cm and no zone makes its distance less. */
    waspada_m += within_m - r->raise->within_m - m->error_m - 0.02;
    *waspada = jk_shares_reach(&region, waspada_m, &reach);
    return true;
}

/* Which column's length counts: below 0 the first, above 0 the other, 0 where that turns within the
 * range. The order of departures turns once at most. */
static int length_side(const struct starts *over)
{
    struct jk_body early = *over->roads->most, late = early;
    int order;

    early.in_s += over->from_s;
    early.out_s += over->from_s;
    late.in_s += over->to_s;
    late.out_s += over->to_s;
    order = compare_columns(&early, over->roads->other);
    return order == compare_columns(&late, over->roads->other) ? order : 0;
}

/* Whether what is shared at every start raises for certain, or what is shared at some may. */
static bool raises_over(const struct starts *over)
{
    const struct jk_shared_roads *r = over->roads;
    struct sharing s = { .raise = r->raise };
    bool waspada = !over->all, near, raises;
    double a_m, b_m, length_m, limit_m;
    int side = length_side(over);

    for (size_t i = 0; i < r->count && !(s.head_on && waspada); i++) {
        const struct jk_road_meeting *m = &r->at[i];
        struct jk_reach reach;

        if (m->high_s <= over->from_s || m->low_s >= over->to_s ||
            !shared_over(over, m, &reach, &near))
            continue;
        waspada = waspada || near;
        s.head_on = s.head_on || m->head_on;
        add_stretch(&s.side[0], m->a, reach.x0, reach.x1);
        add_stretch(&s.side[1], m->b, reach.y0, reach.y1);
    }
    a_m = measure(r->most, &s.side[0]);
    b_m = measure(r->other, &s.side[1]);
    length_m = side < 0 ? a_m : side > 0 ? b_m : over->all ? fmin(a_m, b_m) : fmax(a_m, b_m);
    /* Lengths are rounded to 1 cm before they are compared: the least that is rounded up to it. */
    limit_m = (ceil(r->raise->stretch_m * 100.0 - 1e-6) - 0.5) / 100.0;
    if (over->all)
        raises = waspada && (s.head_on || length_m >= limit_m + LENGTH_M) && !s.side[0].failed &&
                 !s.side[1].failed;
    else
        raises =
            s.head_on || length_m >= limit_m - LENGTH_M || s.side[0].failed || s.side[1].failed;
    free(s.side[0].at);
    free(s.side[1].at);
    return raises;
}

enum jk_raises jk_shared_road_over(const struct jk_shared_roads *roads, double from_s, double to_s)
{
    JK_ASSERT(from_s <= to_s);

    const struct starts some = { roads, from_s, to_s, false }, all = { roads, from_s, to_s, true };

    if (roads->failed)
        return JK_RAISES_UNSURE;
    if (!raises_over(&some))
        return JK_RAISES_NEVER;
    return raises_over(&all) ? JK_RAISES_ALWAYS : JK_RAISES_UNSURE;
}
