/* An independent look at pairs of chains: which level two plans come to, by the words and numbers
 * of SPEC 2 alone.
 *
 * It shares nothing with engine, policy or geo: places are laid on a plane at the equator, rows
 * stand here a second time, and whether two columns come near is found by halving boxes of places.
 * Where it cannot say within its own error (a metre, a second and a half), or where a rule is not
 * looked at here in full (raises on shared roads, a zone that a route leaves), it says a range: at
 * least and at most. What is outside the range is wrong. */
#ifndef TESTS_SEASON_LOOK_H
#define TESTS_SEASON_LOOK_H
#include "tests/season/plan.h"

enum look_size { LOOK_BESAR, LOOK_SEDANG, LOOK_KECIL, LOOK_KONVOI, LOOK_GOODS, LOOK_SIZES };
enum look_level { LOOK_NONE, LOOK_INFO, LOOK_WASPADA, LOOK_SIAGA };

/** A level between two, both included. */
struct look_range {
    uint8_t least, most;
};

/** What a leg takes on one date: a disc, or a column on a route. */
struct look_body {
    uint8_t leg, size;
    int date;
    int count;
    double x[PLAN_POINTS], y[PLAN_POINTS], s[PLAN_POINTS]; /**< metres; s: along the route */
    double pad_m, inner_m; /**< inner: of a hexagon, else the same */
    double off_m;
    double from_s, slow, stay_s;  /**< place s is taken from from_s + s * slow for stay_s */
    double mid_x, mid_y, reach_m; /**< all of it lies within */
};

/** What a pair of chains comes to. */
struct look_pair {
    struct look_range level, possible;            /**< level and level_max */
    struct look_range part[PLAN_LEGS][PLAN_LEGS]; /**< level of each pair of legs */
    struct look_range part_possible[PLAN_LEGS][PLAN_LEGS];
};

/** Make the bodies of a chain as it stands now. */
void look_make(struct plan_chain *chain);
/** Look at two chains. @return false: nothing of them comes near at any level */
bool look_at(const struct plan *plan, int edition, const struct plan_chain *a,
             const struct plan_chain *b, struct look_pair *out);
/** Does a leg touch the ground of a quarter, with the margin of SPEC 9? 0 no, 1 perhaps, 2 yes. */
int look_touches(const struct plan_chain *chain, int leg, int regency, int district);
/** True when all of a chain is over. */
bool look_is_over(const struct plan_chain *chain, double at_s);
/** True when something of it has begun. */
bool look_has_begun(const struct plan_chain *chain, double at_s);
/** Say on standard error what two chains take, and what the look says of them. */
void look_explain(const struct plan *plan, int edition, const struct plan_chain *a,
                  const struct plan_chain *b);
#endif
