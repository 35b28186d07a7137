/* jarak/engine/pair_gap.h: the nearest two pieces come to each other, exactly, in closed form.
 *
 * On a pair of pieces dist^2 is a convex quadratic in (x, y), the shares of the way along each,
 * over the unit square cut by two half-planes of time: a_in < b_out + tau and b_in < a_out + tau.
 * The difference of places is linear in (x, y), so the cut square maps to a convex polygon of at
 * most six corners in the plane, and the gap is the distance from the origin to it. A piece that
 * neither moves nor changes its times has no extent in its share; a strip so narrow that clipping
 * would lose it (both columns pass in an instant, tau 0) is followed along its middle line. Times
 * are tested strictly: touching intervals never violate; where they hold somewhere, the minimum
 * over the closure decides. Metres, seconds; pure, no allocation. Source: SPEC 2.2. */
#ifndef JARAK_ENGINE_PAIR_GAP_H
#define JARAK_ENGINE_PAIR_GAP_H
#include <math.h>
#include <stdbool.h>
#include "jarak/engine/body.h"
#include "jarak/geo/plane.h"

#define JK_NEVER_S (-INFINITY) /* a tau within which nothing is: only the day counts */

#define JK_PAIR_GAP_CORNERS 8 /* a square cut twice has six; room for the closing pass */
/** Nearer than this to a whole second is that second: places of columns are kept to 0.03 mm, which
 * the slowest of them (JK_SPEED_MIN_KMH) takes a millisecond for. */
#define JK_SECOND_EPS_S 1e-3
#define JK_TIME_EPS_S   1e-6 /* nearer than this to tau is tau: arrival times are rounded doubles */

/** A pair of shares with what lies there. */
struct jk_corner {
    double x, y;        /**< shares of the way along a and b, 0..1 */
    double after_s;     /**< b_out + tau - a_in at (x, y): > 0 when a comes before b is long gone */
    double before_s;    /**< a_out + tau - b_in likewise */
    struct jk_xy apart; /**< place on a minus place on b, on the plane */
};

/** The shares at which both are near enough in time. */
struct jk_shares {
    struct jk_corner corner[JK_PAIR_GAP_CORNERS];
    int count; /**< 0: never; 1: a point; 2: a line; else a convex polygon */
};

/** The pairs of places of two pieces whose intervals are less than tau apart.
 *
 * @param tau_s  >= 0; infinite leaves time out, JK_NEVER_S leaves nothing in
 * @return false when there are none */
bool jk_pair_gap_region(const struct jk_piece *a, const struct jk_piece *b, double tau_s,
                        const struct jk_plane *plane, struct jk_shares *out);

/** Least distance of the centre lines over a region that is not empty.
 *
 * @param[out] x,y  shares where it is taken; may be null together */
double jk_shares_gap(const struct jk_shares *region, double *x, double *y);

/** The parts of two pieces that lie within a distance of each other, as shares. */
struct jk_reach {
    double x0, x1, y0, y1;
};

/** The smallest box of shares that holds all of the region at most `within_m` apart.
 *
 * @return false when nothing of it is that near */
bool jk_shares_reach(const struct jk_shares *region, double within_m, struct jk_reach *out);

/** The largest after_s and before_s over all of the region at most `within_m` apart: how late b's
 * places are left after a's are reached, and the other way round.
 *
 * @return false when nothing of it is that near */
bool jk_shares_margins(const struct jk_shares *region, double within_m, double *after_s,
                       double *before_s);

/** The instants at which two places are nearest in time: the first common second if their
 * occupancies overlap, else the last second of the earlier and the first of the later. */
void jk_pair_gap_instants(const struct jk_piece *a, double x, const struct jk_piece *b, double y,
                          double *time_a_s, double *time_b_s);

/** Of all pairs of places at most `within_m` apart the earliest in time.
 *
 * @return false when nothing of the region is that near */
bool jk_shares_earliest(const struct jk_shares *region, const struct jk_piece *a,
                        const struct jk_piece *b, double within_m, double *x, double *y);
#endif
