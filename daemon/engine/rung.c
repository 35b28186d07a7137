/* One rung of a row held against two bodies.
 *
 * The fast distance has a stated error. Where a threshold of any level lies within that error, or
 * within the half centimetre that rounding moves, the exact distance decides; elsewhere the fast
 * one gives the same answer (SPEC 2.2: "within the bound of D the geodesic decides"). */
#include "daemon/engine/rung.h"

#include <math.h>
#include "jarak/base/defend.h"

#define ROUND_M 0.006 /* rounding to 1 cm moves a distance by half of that */

/* The next rung that counts minutes: a same-day rung between adds nothing to the same day. */
static const struct jk_rung *next_in_minutes(const struct jk_row *row, int level)
{
    for (level++; level < JK_LEVEL_END; level++) {
        if (row->rung[level].present && !row->rung[level].same_day)
            return &row->rung[level];
    }
    return NULL;
}

double jk_judge_distance_m(const struct jk_body *a, const struct jk_body *b, double gap_m)
{
    JK_ASSERT_ALL(!isnan(gap_m));

    return floor(fmax(0.0, gap_m - a->pad_m - b->pad_m) * 100.0 + 0.5) / 100.0;
}

/* The window of a rung; same day carries the next level's tau, so that levels stay nested over
 * midnight (SPEC 2.2). */
struct jk_window jk_judge_window(const struct jk_row *row, int level, double factor)
{
    JK_ASSERT_ALL(level > JK_LEVEL_NONE && level < JK_LEVEL_END && row->rung[level].present);
    JK_ASSERT_ALL(factor >= 0.0);

    const struct jk_rung *rung = &row->rung[level], *next = next_in_minutes(row, level);

    if (!rung->same_day)
        return (struct jk_window){ rung->tau_s * factor, false, factor };
    return (struct jk_window){ next ? next->tau_s * factor : -1.0, true, factor };
}

/* Least distance of the centre lines under a rung between pieces of one factor: fast unless a
 * threshold is within the error. */
double engine_rung_gap(const struct jk_row *row, int level, double factor, const struct jk_body *a,
                       const struct jk_body *b)
{
    struct jk_window window = jk_judge_window(row, level, factor);
    double pads = a->pad_m + b->pad_m, doubt = a->uncertainty_m + b->uncertainty_m;
    double limit = row->rung[level].distance_m * factor + pads + doubt + 1.0;
    struct jk_near near = jk_approach_near(a, b, &window, limit);
    struct jk_approach exact;

    for (int l = JK_LEVEL_INFO; l < JK_LEVEL_END && !isinf(near.gap_m); l++) {
        double edge = row->rung[l].distance_m * factor + pads, slack = near.error_m + ROUND_M;

        if (row->rung[l].present &&
            (fabs(near.gap_m - edge) <= slack || fabs(near.gap_m - doubt - edge) <= slack))
            return jk_approach_find(a, b, &window, limit, &exact) ? exact.gap_m : near.gap_m;
    }
    return near.gap_m;
}
