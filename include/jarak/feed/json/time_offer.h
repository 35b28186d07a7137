/* jarak/feed/json/time_offer.h: other times proposed for a chain, as JSON and as the journal's
 * text.
 *
 * Police propose bands of clear start times, Bawaslu accepts one of them for the team or declines;
 * the same bands may be proposed to both sides of a conflict. A proposal holds for the chain's
 * revision it was made for: afterwards, unanswered, it is void. Pure. Source: SPEC 4 and 6. */
#ifndef JARAK_FEED_JSON_TIME_OFFER_H
#define JARAK_FEED_JSON_TIME_OFFER_H
#include <jansson.h>
#include "jarak/base/intervals.h"
#include "jarak/base/civil.h"
#include "jarak/policy/policy.h"

#define JK_OFFER_BANDS_MAX 16 /* of one proposal: what a team can weigh */

/** The fates of a proposal. One is void when its chain changed before the answer, or may no longer
 * be moved. */
enum jk_fate { JK_FATE_OPEN, JK_FATE_ACCEPTED, JK_FATE_DECLINED, JK_FATE_VOID, JK_FATE_END };

/** A proposal and its answer. Strings are "" and times 0 where there is no answer. */
struct jk_offer {
    uint32_t number; /**< within its chain, from 1 */
    enum jk_fate fate;
    uint32_t chain_revision;
    enum jk_level level;       /**< clear of conflicts from here on, when it was made */
    struct jk_intervals bands; /**< seconds at which the main may start, UTC */
    const char *account, *reason;
    int64_t time_s;
    const char *answer_account, *answer_reason;
    int64_t answer_s;
    int64_t start_s; /**< start that was accepted */
};

/** Append bands as the journal keeps them: `1732064400-1732089600 1732100000-1732100000`. */
void jk_offer_bands_add(struct jk_buf *buf, const struct jk_intervals *bands);

/** Read what jk_offer_bands_add() wrote; in the arena.
 *
 * @return JK_OK; JK_CORRUPT for anything else; JK_MEMORY */
enum jk_status jk_offer_bands_read(struct jk_arena *arena, const char *text,
                                   struct jk_intervals *out);

/** Bands as `[{"from","to"}, ...]`. @return given (json_decref); null when memory is out */
json_t *jk_offer_bands_json(const struct jk_intervals *bands, const struct jk_tz *tz);

/** A proposal with its answer. @return given (json_decref); null when memory is out */
json_t *jk_offer_json(const struct jk_offer *offer, const struct jk_tz *tz);
#endif
