/* The civil dates and the direction of one piece.
 *
 * Bodies are cut at local midnights, so both ends of a piece lie on one date and the middle decides
 * which: it stays clear of the rounding that an end on midnight itself has. */
#include "jarak/engine/piece.h"

#include <math.h>
#include "jarak/base/civil.h"
#include "jarak/engine/approach.h"
#include "jarak/base/defend.h"

/* Interval ends are exclusive: occupied until midnight is not occupied on the next day. A piece
 * without length is one place whose times jump while the column stands: it is occupied on every day
 * from the first arrival until the last departure. */
void jk_piece_days(const struct jk_piece *p, int32_t offset_s, double *first, double *last)
{
    JK_ASSERT_ALL(p->in0 <= p->out0 && p->in1 <= p->out1);

    bool stands = p->a.x == p->b.x && p->a.y == p->b.y && p->a.z == p->b.z;
    double in_s = (stands ? p->in0 : 0.5 * (p->in0 + p->in1)) + offset_s;
    double out_s = (stands ? p->out1 : 0.5 * (p->out0 + p->out1)) + offset_s;

    *first = floor((in_s + JK_TIME_EPS_S) / JK_DAY_S);
    *last = ceil((out_s - JK_TIME_EPS_S) / JK_DAY_S) - 1.0;
}

/* By earth-centred directions: two pieces that meet are so near that their planes are one. The
 * clamp keeps rounding out of acos. */
double jk_piece_turn_deg(const struct jk_piece *a, const struct jk_piece *b)
{
    struct jk_xyz u = { a->b.x - a->a.x, a->b.y - a->a.y, a->b.z - a->a.z };
    struct jk_xyz v = { b->b.x - b->a.x, b->b.y - b->a.y, b->b.z - b->a.z };
    double lengths =
        sqrt((u.x * u.x + u.y * u.y + u.z * u.z) * (v.x * v.x + v.y * v.y + v.z * v.z));
    double cosine;

    if (!(lengths > 0.0))
        return 90.0;
    cosine = (u.x * v.x + u.y * v.y + u.z * v.z) / lengths;
    return acos(fmax(-1.0, fmin(1.0, cosine))) * 57.29577951308232;
}
