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

/* Whole milliseconds: a factor of whole thousandths gives them exactly. */
static double stretch_s(int32_t tau_s, uint16_t factor)
{
    return (double)((int64_t)tau_s * factor) / JK_FACTOR_ONE;
}

/* The window of a rung; same day carries the next level's tau, so that levels stay nested over
 * midnight (SPEC 2.2). */
struct jk_window jk_judge_window(const struct jk_rung_at *at)
{
    JK_ASSERT_ALL(at->level > JK_LEVEL_NONE && at->level < JK_LEVEL_END);
    JK_ASSERT_ALL(at->row->rung[at->level].present);

    const struct jk_rung *rung = &at->row->rung[at->level];
    const struct jk_rung *counts = rung->same_day ? next_in_minutes(at->row, at->level) : rung;
    uint16_t factor = at->factor ? at->factor : JK_FACTOR_ONE;

    return (struct jk_window){ counts ? stretch_s(counts->tau_s, factor) : JK_NEVER_S,
                               rung->same_day, at->factor, at->extent };
}

/* D in whole centimetres times whole thousandths, rounded to centimetres as distances are. */
double jk_judge_limit_m(const struct jk_rung_at *at)
{
    uint16_t factor = at->factor ? at->factor : JK_FACTOR_ONE;
    double limit_cm = floor(at->row->rung[at->level].distance_m * 100.0 + 0.5);

    return floor(limit_cm * factor / JK_FACTOR_ONE + 0.5) / 100.0;
}

double engine_rung_doubt_m(enum jk_extent extent, const struct jk_body *a, const struct jk_body *b)
{
    return extent == JK_EXTENT_WIDENED ? a->uncertainty_m + b->uncertainty_m : 0.0;
}

bool engine_rung_violates(const struct jk_rung_at *at, const struct jk_body *a,
                          const struct jk_body *b, double gap_m)
{
    double doubt = engine_rung_doubt_m(at->extent, a, b);

    return jk_judge_distance_m(a, b, fmax(0.0, gap_m - doubt)) < jk_judge_limit_m(at);
}

double engine_rung_gap(const struct jk_rung_at *at, const struct jk_body *a,
                       const struct jk_body *b)
{
    struct jk_window window = jk_judge_window(at);
    double pads = a->pad_m + b->pad_m, doubt = engine_rung_doubt_m(at->extent, a, b);
    double limit = jk_judge_limit_m(at) + pads + doubt + 1.0;
    struct jk_near near = jk_approach_near(a, b, &window, limit);
    struct jk_approach exact;

    for (int l = JK_LEVEL_INFO; l < JK_LEVEL_END && !isinf(near.gap_m); l++) {
        const struct jk_rung_at other = { at->row, l, at->factor, at->extent };

        if (at->row->rung[l].present &&
            fabs(near.gap_m - doubt - jk_judge_limit_m(&other) - pads) <= near.error_m + ROUND_M)
            return jk_approach_find(a, b, &window, limit, &exact) ? exact.gap_m : near.gap_m;
    }
    return near.gap_m;
}
