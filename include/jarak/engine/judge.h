/* jarak/engine/judge.h: the level at which two legs come too near, and what is told about it.
 *
 * jk_judge_level() is the check: fast, for every candidate. jk_judge_part() tells all of a
 * violation, for the few that are reported. Distances are rounded to 1 cm before they are compared:
 * exactly D is compliant, exactly tau is compliant. Raises (head-on and following columns) are
 * those of the policy. Pure; jk_judge_part() takes from an arena. Source: SPEC 2.2 and 2.3. */
#ifndef JARAK_ENGINE_JUDGE_H
#define JARAK_ENGINE_JUDGE_H
#include "jarak/base/arena.h"
#include "jarak/engine/approach.h"

/** How two legs meet. */
enum jk_meet {
    JK_MEET_STATIC,     /**< both stand */
    JK_MEET_SAME_PLACE, /**< both stand and touch */
    JK_MEET_PASSING,    /**< a column passes where others stand */
    JK_MEET_CROSSING,   /**< two columns, directions in between */
    JK_MEET_HEAD_ON,    /**< directions differ by at least the policy's head_on_deg */
    JK_MEET_FOLLOWING,  /**< or by at most following_deg */
    JK_MEET_END
};

/** The word in JSON: "static", "same_place", "passing", "crossing", "head_on", "following". */
const char *jk_meet_word(enum jk_meet meet);

/** A pair of levels: as stated, and with the places anywhere within their uncertainty. */
struct jk_levels {
    enum jk_level level, level_max;
};

/** A span of time in which a side is where the violation is. */
struct jk_span_s {
    double from_s, to_s;
};

/** What the other of two policies says of a pair. */
struct jk_ruled_beside {
    struct jk_ruling ruling; /**< borrowed; the row is null: both legs have the same policy */
    struct jk_levels levels; /**< at most those of the part; none for a row that is exempt */
};

/** All that is told of one pair of legs: by the policy that gives the higher level, with the levels
 * of both. */
struct jk_part {
    struct jk_levels levels;
    const struct jk_policy *policy; /**< borrowed */
    struct jk_ruled_beside beside;
    enum jk_meet meet;
    bool raised;                /**< siaga by the raise, not by the row */
    const struct jk_row *row;   /**< borrowed from the policy */
    const struct jk_rung *rung; /**< of the level (of level_max where level is none) */
    uint16_t factor;            /**< of the risk zones where they are nearest, thousandths */
    double required_m, tau_s;   /**< the rung's D and tau times the factor; tau 0 with same day */
    double distance_m;          /**< edge to edge, rounded to 1 cm; the stated positions */
    double distance_min_m, distance_max_m; /**< with the places moved by their uncertainty */
    double heads_s;       /**< when the heads of two columns that meet head-on are nearest; 0: they
                           *   do not meet (jarak/engine/heads.h) */
    double shared_road_m; /**< along a: road driven by both within the raise's distance */
    struct jk_point at_a, at_b;
    double time_a_s, time_b_s;           /**< whole seconds */
    struct jk_span_s *spans_a, *spans_b; /**< merged, ascending; in the arena */
    size_t span_count_a, span_count_b;
};

/** A part as seen from the other side. */
struct jk_part jk_part_swapped(const struct jk_part *part);

/** A rung that is present, as it holds between pieces of one factor. */
struct jk_rung_at {
    const struct jk_row *row; /**< borrowed */
    int level;
    uint16_t factor; /**< of the risk zones, thousandths; 0: counts as one, for pieces of any */
    enum jk_extent extent;
};

/** When two places count together. Same day carries the next level's tau, so that levels stay
 * nested over midnight; where there is none, minutes never count. In whole milliseconds. */
struct jk_window jk_judge_window(const struct jk_rung_at *at);

/** Nearer than this, edge to edge, violates; in whole centimetres. */
double jk_judge_limit_m(const struct jk_rung_at *at);

/** Could sharing a road raise these two (SPEC 2.3 "Raise")? Both must move. */
bool jk_judge_may_raise(const struct jk_policy *policy, const struct jk_row *row,
                        const struct jk_body *a, const struct jk_body *b);

/** The level of two legs under a row that is not exempt. */
struct jk_levels jk_judge_level(const struct jk_policy *policy, const struct jk_row *row,
                                const struct jk_body *a, const struct jk_body *b);

/** Two legs with the levels that jk_judge_level() gave them under a row. */
struct jk_judged {
    const struct jk_row *row;
    const struct jk_body *a, *b;
    struct jk_levels levels; /**< level_max is above none */
};

/** Everything about two legs that come too near.
 *
 * @param[out] out  written on JK_OK
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_judge_part(struct jk_arena *arena, const struct jk_policy *policy,
                             const struct jk_judged *judged, struct jk_part *out);

/** Distance edge to edge of bodies whose centre lines are `gap_m` apart, rounded to 1 cm. */
double jk_judge_distance_m(const struct jk_body *a, const struct jk_body *b, double gap_m);
#endif
