/* The parts of a body that lie inside an area.
 *
 * Distances to an area are distances to its edges, which say nothing of a place deep inside it. A
 * piece is therefore cut where it crosses an edge: between two neighbouring cuts it lies wholly
 * inside or wholly outside, so the middle of each part decides for all of it (even-odd,
 * jk_body_covers). Crossings come from a plane centred on the piece: side_a and side_b are the
 * signed areas of the edge's ends against the way, the edge is crossed at side_a / (side_a -
 * side_b) of it, and the projection of that place on the way gives the share.
 *
 * It costs one pass over the edges for each piece and another for each part. There is no limit on
 * the cuts; without memory for them the whole piece counts as inside, on the safe side, and whoever
 * judges by it refuses in the end (jk_judge_part(), jk_verdict_chain(), jk_slots_find()). */
#include "jarak/engine/inside.h"

#include <math.h>
#include <stdlib.h>
#include "jarak/base/defend.h"

#define SAME_SHARE 1e-12 /* only equal crossings are one: a thin tongue of an area has its part */

/* The shares at which a piece crosses the area's edges, with its ends. */
static void cut_shares(const struct jk_body *area, const struct jk_piece *piece,
                       struct jk_cuts *cuts)
{
    struct jk_plane plane = jk_plane_at(jk_xyz_middle(piece->a, piece->b));
    struct jk_xy p = jk_plane_put(&plane, piece->a), q = jk_plane_put(&plane, piece->b);
    struct jk_xy way = { q.x - p.x, q.y - p.y };
    struct jk_piece edge;

    jk_cuts_add(cuts, 0.0);
    for (uint32_t i = 0; i < jk_body_pieces(area); i++) {
        struct jk_xy a, b;
        double side_a, side_b, at;

        if (!jk_body_piece(area, i, &edge))
            continue;
        a = jk_plane_put(&plane, edge.a);
        b = jk_plane_put(&plane, edge.b);
        side_a = way.x * (a.y - p.y) - way.y * (a.x - p.x);
        side_b = way.x * (b.y - p.y) - way.y * (b.x - p.x);
        if ((side_a > 0) == (side_b > 0))
            continue;
        at = side_a / (side_a - side_b);
        /* The crossing lies on the way's line; its projection is its share, and outside of 0..1 it
         * is beyond the piece. */
        at = ((a.x + at * (b.x - a.x) - p.x) * way.x + (a.y + at * (b.y - a.y) - p.y) * way.y) /
             (way.x * way.x + way.y * way.y);
        if (at > 0.0 && at < 1.0)
            jk_cuts_add(cuts, at);
    }
    jk_cuts_add(cuts, 1.0);
    jk_cuts_sort(cuts, SAME_SHARE);
}

/* The part of a piece between two of its shares. */
static struct jk_piece part_of(const struct jk_piece *p, double from, double to)
{
    return (struct jk_piece){
        jk_xyz_between(p->a, p->b, from),     jk_xyz_between(p->a, p->b, to),
        p->in0 + from * (p->in1 - p->in0),    p->in0 + to * (p->in1 - p->in0),
        p->out0 + from * (p->out1 - p->out0), p->out0 + to * (p->out1 - p->out0)
    };
}

/* Visits the parts of one piece that lie inside. The area's first piece is handed along for its
 * times: all of its edges have the same. */
static void visit_parts(const struct jk_body *area, const struct jk_piece *piece,
                        jk_inside_visit *visit, void *ctx)
{
    struct jk_cuts cuts = { .at = NULL };
    struct jk_piece ring;

    cut_shares(area, piece, &cuts);
    jk_body_piece(area, 0, &ring);
    if (cuts.failed)
        visit(ctx, &ring, piece);
    for (size_t k = 0; k + 1 < cuts.count && !cuts.failed; k++) {
        double middle = 0.5 * (cuts.at[k] + cuts.at[k + 1]);

        if (jk_body_covers(area, jk_xyz_between(piece->a, piece->b, middle))) {
            struct jk_piece part = part_of(piece, cuts.at[k], cuts.at[k + 1]);

            visit(ctx, &ring, &part);
        }
    }
    jk_cuts_clear(&cuts);
}

void jk_inside_each(const struct jk_body *area, const struct jk_body *body,
                    const struct jk_window *window, jk_inside_visit *visit, void *ctx)
{
    JK_ASSERT_ALL(visit != NULL);

    struct jk_piece piece;

    if (area->shape != JK_SHAPE_AREA)
        return;
    for (uint32_t i = 0; i < jk_body_pieces(body); i++) {
        if (jk_body_piece(body, i, &piece) && jk_window_counts(window, area, 0, body, i))
            visit_parts(area, &piece, visit, ctx);
    }
}
