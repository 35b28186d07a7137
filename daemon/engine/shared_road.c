/* Which road two columns share, and whether it raises waspada to siaga.
 *
 * For each pair of pieces that is head-on or following by its directions, the part of either piece
 * that lies within reach and within tau of the other's is a range of shares (jk_shares_reach). The
 * ranges of one piece are joined, so every metre counts once, however often the other column comes
 * by, and what lies between two of them is not counted: neither the length nor the level depends on
 * where a route has its vertices, or a zone its borders.
 *
 * The length counts along one of the two, which may drive lines of different length: the one that
 * leaves first (engine_stretches_order()). The order looks at times and places alone, never at
 * whose the columns are or where their vertices lie; where it finds no difference the longer length
 * counts.
 */
#include "jarak/engine/shared_road.h"

#include <math.h>
#include <stdlib.h>
#include "daemon/engine/rung.h"
#include "daemon/engine/stretches.h"
#include "jarak/base/defend.h"

struct sharing {
    const struct jk_raise *raise;
    double within_m;
    struct stretches side[2];
    bool head_on;
};

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
    engine_stretches_add(&s->side[0], m->index_a, r.x0, r.x1);
    engine_stretches_add(&s->side[1], m->index_b, r.y0, r.y1);
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
    order = engine_stretches_order(a, b);
    road.length_m = fmax(order <= 0 ? engine_stretches_measure(&s.side[0], a) : 0.0,
                         order >= 0 ? engine_stretches_measure(&s.side[1], b) : 0.0);
    road.length_m = floor(road.length_m * 100.0 + 0.5) / 100.0;
    /* Without memory on the safe side; who judges by it refuses in the end, as of inside.c. */
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
    order = engine_stretches_order(a, b);
    for (int i = 0; i < 2; i++)
        lengths[i] = engine_stretches_measure(&s.side[i], bodies[i]);
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
