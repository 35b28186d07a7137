/* jarak/policy/policy.h: how close is too close: the rows of a policy, and the policies of a pack.
 *
 * A policy is data someone decided, with a version and a basis, never compiled in. Rows are keyed
 * by relation, by whether the vote is over, and by the two size classes; each pair of legs is
 * judged by its own row. One daemon may hold several elections, each with its policy and the day of
 * its vote: two legs of different ones are judged by both, and the higher level counts. Metres,
 * seconds. A `const struct jk_policies` is a parameter of everything that judges. Source: SPEC 2.3.
 * Pure. */
#ifndef JARAK_POLICY_POLICY_H
#define JARAK_POLICY_POLICY_H
#include <stdbool.h>
#include <stdint.h>
#include "jarak/base/error.h"
#include "jarak/model/activity.h"
#include "jarak/model/presence.h"

/** Levels of a conflict; a higher one is worse. */
enum jk_level { JK_LEVEL_NONE, JK_LEVEL_INFO, JK_LEVEL_WASPADA, JK_LEVEL_SIAGA, JK_LEVEL_END };

/** One (D, tau) of a row. */
struct jk_rung {
    bool present;
    bool same_day;     /**< tau is "same local day", or less than the next level's tau apart */
    int32_t tau_s;     /**< combined punctuality tolerance, 0..7 days; unused with same_day */
    double distance_m; /**< D, > 0; exactly D is compliant */
};

#define JK_ROW_ID_MAX 40 /* "rival besar-besar" with room */

/** The row of one pair of classes. */
struct jk_row {
    char id[JK_ROW_ID_MAX]; /**< the rule named in verdicts, such as "besar-besar" */
    bool stated;            /**< the pack has this row; all are after a load */
    bool exempt;            /**< written out: this pair is never judged */
    bool push_info;         /**< an info is pushed when it opens, by day, not only listed */
    struct jk_rung rung[JK_LEVEL_END]; /**< [JK_LEVEL_NONE] unused; nested among those present */
};

/** Whether the vote is over: rows may differ (SPEC 2.3 "after the vote"). */
enum jk_era { JK_ERA_CAMPAIGN, JK_ERA_AFTER_VOTE, JK_ERA_END };

/** When close pieces of two columns are raised to siaga (SPEC 2.3 "Raise"). */
struct jk_raise {
    bool on;
    double within_m;      /**< 30 */
    double stretch_m;     /**< 200: a shorter shared stretch is raised only head-on */
    double head_on_deg;   /**< 150: directions differ by at least this */
    double following_deg; /**< 30: or by at most this */
};

/** How long an alert may go unacknowledged before it is told further up
 * (jarak/policy/escalation.h); seconds, > 0. */
struct jk_escalation {
    int32_t waspada_s;        /**< 24 h */
    int32_t siaga_s;          /**< 4 h */
    int32_t siaga_soon_s;     /**< 30 min, when the start is within ... */
    int32_t soon_within_s;    /**< ... 24 h */
    int32_t waspada_soon_s;   /**< 1 h, when the start is within ... */
    int32_t waspada_within_s; /**< ... 12 h */
};

#define JK_POLICY_ID_MAX   64
#define JK_POLICY_TEXT_MAX 200 /* who decided it, and on what basis */

/** How far the rows of two classes reach, whatever the relation, the era and the element. */
struct jk_row_reach {
    double m[JK_SIZE_END][JK_SIZE_END];  /**< largest D; 0: exempt */
    int32_t s[JK_SIZE_END][JK_SIZE_END]; /**< largest tau that counts minutes */
    bool day[JK_SIZE_END][JK_SIZE_END];  /**< any counts the same day */
};

/** The rows and actions of one region, one version, one vote. */
struct jk_policy {
    char id[JK_POLICY_ID_MAX];
    uint32_t version;
    char decided_by[JK_POLICY_TEXT_MAX]; /**< "" nobody has yet */
    char basis[JK_POLICY_TEXT_MAX];      /**< "" not stated */
    int32_t decided_day;                 /**< INT32_MIN not stated */
    struct jk_row rows[JK_RELATION_END][JK_ERA_END][JK_SIZE_END][JK_SIZE_END]; /**< one element */
    struct jk_row sea_land[JK_RELATION_END][JK_ERA_END][JK_SIZE_END][JK_SIZE_END]; /**< one each */
    unsigned
        idle_row; /**< a row of the file that names only pairs that have one: its number from 1 */
    struct jk_raise raise;
    struct jk_escalation escalation;
    enum jk_level override_from; /**< approval must name conflicts from this level on */
    double zone_factor;          /**< largest factor of any risk zone, for filters; 0 counts as 1 */
    uint32_t statement; /**< of the pack that is its rows and actions (jarak/policy/pack.h) */
    double vote_s;      /**< instants from here on are JK_ERA_AFTER_VOTE; infinite: never */
    struct jk_row_reach reach;
};

/** Set one row and its mirror.
 *
 * @return JK_OK; JK_RANGE when the rungs present are not nested (D and tau both shrink with the
 *         level), or D or tau is out of range; the policy is then unchanged */
enum jk_status jk_policy_set(struct jk_policy *policy, enum jk_relation relation, enum jk_era era,
                             enum jk_size a, enum jk_size b, const struct jk_row *row,
                             struct jk_error *err);

/** The same for a leg at sea with one on land. */
enum jk_status jk_policy_set_sea_land(struct jk_policy *policy, enum jk_relation relation,
                                      enum jk_era era, enum jk_size a, enum jk_size b,
                                      const struct jk_row *row, struct jk_error *err);

/** Take over the rows that `policy` has none of its own for. */
void jk_policy_inherit(struct jk_policy *policy, const struct jk_policy *above);

/** Compute the reach; call after the last jk_policy_set().
 *
 * @return JK_OK; JK_INVALID naming the first pair that has no row, be it of one's own or of sea
 *         with land: what is exempt is written out */
enum jk_status jk_policy_seal(struct jk_policy *policy, struct jk_error *err);

/** The facts of a leg by which a row is chosen. */
struct jk_row_key {
    enum jk_size size;
    enum jk_mode mode;
    double from_s; /**< start of its occupancy, for the era */
};

/** The row for two legs of different chains; never null. The era is that of the later start.
 * Symmetric in a and b. */
const struct jk_row *jk_policy_row(const struct jk_policy *policy, enum jk_relation relation,
                                   const struct jk_row_key *a, const struct jk_row_key *b);

/** The policies that activities are judged by; a member of the engine's world has the number of its
 * own. */
struct jk_policies {
    const struct jk_policy *at; /**< borrowed; sealed */
    uint32_t count;             /**< at least 1 */
    struct jk_row_reach reach;  /**< of all of them */
    double zone_factor;         /**< likewise */
};

/** Policies as one set. @param at borrowed for its life */
struct jk_policies jk_policies_over(const struct jk_policy *at, uint32_t count);

/** A leg, as far as its rows go. */
struct jk_ruled {
    uint32_t policy; /**< number of its own */
    const struct jk_row_key *key;
};

/** A row, with the policy it is of. */
struct jk_ruling {
    const struct jk_policy *policy;
    const struct jk_row *row;
};

#define JK_RULINGS_MAX 2

/** Do two rows judge alike? Their names and what is pushed play no part. */
bool jk_row_same(const struct jk_row *a, const struct jk_row *b);

/** The rulings on two legs of different chains: one where both have the same policy, or rows of
 * it that are the same before and after the vote; else that of the lower number first. Symmetric in
 * a and b.
 *
 * @return how many */
size_t jk_policies_rule(const struct jk_policies *policies, enum jk_relation relation,
                        const struct jk_ruled *a, const struct jk_ruled *b,
                        struct jk_ruling out[JK_RULINGS_MAX]);

/** The word of a level for people: "INFO", "WASPADA", "SIAGA". Static. */
const char *jk_level_name(enum jk_level level);

/** The word of a level: "none", "info", "waspada", "siaga". Static. */
const char *jk_level_word(enum jk_level level);

/** The word of a relation: "same", "rival", "cross", "neutral". Static. */
const char *jk_relation_word(enum jk_relation relation);

/** The word of an era: "campaign", "after_vote". Static. */
const char *jk_era_word(enum jk_era era);

/** The word of a size class: "besar", "sedang", "kecil", "konvoi", "logistik", "bebas". Static. */
const char *jk_size_word(enum jk_size size);
#endif
