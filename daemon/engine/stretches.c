/* Lists of stretches, joined whenever they are full, and the order of two columns. */
#include "daemon/engine/stretches.h"

#include <math.h>
#include <stdlib.h>
#include "jarak/base/heap.h"

/* So many are kept before they are joined on the way: few columns have more. */
#define JOIN_FROM 1024
#define SAME_S    1e-3
#define SAME_M    0.01

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
 * short. Neighbouring pieces of the other column mostly widen the part before. */
double engine_stretches_add(struct stretches *s, uint32_t piece, double from, double to)
{
    struct stretch *last = s->count ? &s->at[s->count - 1] : NULL;

    if (last && last->piece == piece && from <= last->to && to >= last->from) {
        double before = last->to - last->from;

        last->from = fmin(last->from, from);
        last->to = fmax(last->to, to);
        return last->to - last->from - before;
    }
    if (s->count == s->cap) {
        if (s->cap >= JOIN_FROM)
            join(s);
        /* Half full after joining: twice the room, so that joins stay rare. */
        if (s->count >= s->cap / 2 && !jk_grow(&s->at, s->cap, &s->cap, sizeof *s->at) &&
            s->count == s->cap) {
            s->failed = true;
            return 0.0;
        }
    }
    s->at[s->count++] = (struct stretch){ piece, from, to };
    return to - from;
}

/* A chord this short stands for its geodesic. */
double engine_stretches_measure(struct stretches *s, const struct jk_body *body)
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

int engine_stretches_order(const struct jk_body *a, const struct jk_body *b)
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
