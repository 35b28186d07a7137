/* jarak/feed/json/verdict.h: verdicts and conflicts as JSON, the words of WIRE
 * section 1.
 *
 * Views are snapshots the application fills; everything in them is borrowed for the call. JSON has
 * units in its names, times in ISO 8601 with the region's offset, lat and lon apart. Pure. */
#ifndef JARAK_FEED_JSON_VERDICT_H
#define JARAK_FEED_JSON_VERDICT_H
#include <jansson.h>
#include "jarak/base/text.h"
#include "jarak/engine/verdict.h"
#include "jarak/model/chain_state.h"
#include "jarak/feed/json/opinion.h"
#include "jarak/feed/json/time_offer.h"
#include "jarak/policy/escalation.h"
#include "jarak/policy/pack.h"
#include "jarak/policy/precedence.h"
#include "jarak/policy/rules.h"

struct jk_pen;

#define JK_CONFLICT_HEX 16 /* digits of a conflict's id */

#define JK_TAG_HAPPENED \
    0x80000000U /* in the tag of a part's side: as a verified report says, not as planned */

/** One side of a conflict. */
struct jk_side_view {
    const char *uid;
    const char *summary; /**< its title; null: not to be told here */
    const struct jk_party *party;
    enum jk_kind kind; /**< JK_KIND_END: nothing of it is left */
    bool unassessed;   /**< something of it has no place that could be judged */
};

/** Whether somebody has taken notice of a conflict, and how far up it was told (SPEC 7). */
struct jk_escalation_state {
    enum jk_level level; /**< notice was asked for at; none: nobody was asked */
    enum jk_step step;
    uint32_t revision; /**< of the conflict, when it was asked for */
    int64_t since_s;   /**< when, or when the last step was taken; UTC */
    const char *actor; /**< account that acknowledged, or null */
    int64_t acked_s;
};

/** A conflict seen from one side. */
struct jk_conflict_view {
    char id[JK_CONFLICT_HEX + 1];
    uint32_t revision;
    bool open;
    bool cancelled; /**< one of its sides was withdrawn, or is said not to be held */
    struct jk_levels levels;
    struct jk_side_view own, other;
    const struct jk_leg_part *parts; /**< worst first; own is a, other is b */
    size_t part_count;
    const struct jk_tz *tz;                   /**< of the own side's region */
    const struct jk_agency_opinion *opinions; /**< one an agency; null where nothing is stored */
    const struct jk_office_opinion *offices;  /**< of other regions, by code and agency */
    size_t office_count;
    struct jk_escalation_state escalation;
};

/** Several of them, worst first. */
struct jk_conflict_views {
    struct jk_conflict_view *at;
    size_t count;
};

/** The verdict on one notice. */
struct jk_verdict_view {
    const char *uid, *chain, *state, *etag;
    const char *href; /**< the address of the notice; null: not said */
    uint32_t revision, chain_revision, sequence;
    bool pending;
    const char *pending_state; /**< of the change; "" while none is pending */
    bool withdrawal_requested; /**< asked to be taken back; no officer has said so yet */
    bool assessed; /**< false: *belum dapat dinilai*, not clear whatever the conflicts say */
    struct jk_precedence precedence; /**< of the chain, where it is known */
    bool has_precedence;
    bool recorded;    /**< STTP dicatat: not public until it is confirmed */
    const char *sttp; /**< number, "" while none is issued */
    unsigned allowed; /**< acts, bits by enum jk_act_kind */
    const struct jk_pack *pack;
    const struct jk_policy *policy; /**< of the chain */
    const struct jk_tz *tz;
    const struct jk_finding *findings;
    size_t finding_count;
    const struct jk_conflict_view *conflicts; /**< at the main only */
    size_t conflict_count;
    const struct jk_offer *offers; /**< other times proposed; at the main only */
    size_t offer_count;
    const char *const *missing; /**< while it is returned: fields named, ended by null; or null */
    const char *letter_sha256;  /**< of the letter's file; "" while there is none */
    bool has_nearest;
    const char *nearest_uid;
    struct jk_nearest nearest;
};

/** A part with its sides exchanged. */
struct jk_leg_part jk_leg_part_swapped(const struct jk_leg_part *part);

/** A step of escalation as JSON: its number and whom it reached. @return given */
json_t *jk_step_json(enum jk_step step);

/** The conflict as JSON. @return given (json_decref); null when memory is out */
json_t *jk_conflict_json(const struct jk_conflict_view *view, const struct jk_pack *pack);

/** The risk zone that raised what is required of a part; null: none did. */
const struct jk_risk_zone *jk_part_zone(const struct jk_part *part, const struct jk_pack *pack,
                                        const struct jk_tz *tz);

/** The same for officials alone, with the zone that raised each part: a map of prone places is no
 * team's. @return given; null when memory is out */
json_t *jk_official_conflict_json(const struct jk_conflict_view *view, const struct jk_pack *pack);

/** Write the verdict as JSON, an object without a name.
 *
 * @param sees  enum jk_audience bits of the reader: findings for others are left out */
void jk_verdict_write(struct jk_pen *pen, const struct jk_verdict_view *view, unsigned sees,
                      enum jk_lang lang);

/** The same as a tree, for those who put something in or take something out; writing is cheaper.
 * @return given; null when memory is out */
json_t *jk_verdict_json(const struct jk_verdict_view *view, unsigned sees, enum jk_lang lang);

/** What a precedence rests on, as JSON. @return given; null when memory is out */
json_t *jk_precedence_json(const struct jk_precedence *precedence, const struct jk_tz *tz);

/** "Paslon 1" or "Paslon 1, Paslon 2": labels of the pack; "-" for nobody. Appends. */
void jk_party_add(struct jk_buf *buf, const struct jk_pack *pack, const struct jk_party *party);

/** The same beside another party: where both are of contests and those differ, what is elected
 * stands behind, for ballot numbers begin at 1 in each: "Paslon 1 Bupati Kutai Timur". The name of
 * a contest is Indonesian in every language. Appends. */
void jk_party_beside_add(struct jk_buf *buf, const struct jk_pack *pack,
                         const struct jk_party *party, const struct jk_party *other);

#endif
