/* jarak/policy/window.h: shifts of a chain that the pack's calendar allows.
 *
 * Clear times are cut not only by other people's plans: the hours of rallies (R3), the campaign
 * window and quiet days (R1, R2), the slots KPU gave (R19), and now cut them too. Each answers with
 * the deltas it allows, so that a closed stretch can name its reasons. Seconds; pure. Source:
 * SPEC 6. */
#ifndef JARAK_POLICY_WINDOW_H
#define JARAK_POLICY_WINDOW_H
#include "jarak/base/intervals.h"
#include "jarak/model/notice.h"
#include "jarak/policy/calendar.h"

/** Why a shift is not allowed. */
enum jk_cut { JK_CUT_HOURS, JK_CUT_PHASE, JK_CUT_KPU_SLOT, JK_CUT_PAST, JK_CUT_END };

/** The word of a cut: "hours", "phase", "kpu_slot", "past". Static. */
const char *jk_cut_word(enum jk_cut cut);

/** A query: which chain is shifted, and within which range. */
struct jk_window_query {
    const struct jk_pack *pack;
    const char *region;                     /**< code of the chain's region */
    const struct jk_tz *tz;                 /**< of that region */
    const struct jk_notice *const *notices; /**< main first, then the legs */
    size_t notice_count;                    /**< at least 1 */
    struct jk_interval range;               /**< deltas asked */
    int64_t now_s;
};

/** The deltas of the range one cut allows.
 *
 * @param[out] out  in the arena
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_window_shifts(struct jk_arena *arena, const struct jk_window_query *query,
                                enum jk_cut cut, struct jk_intervals *out);

/** The end of an activity of which nobody says when it ends: of a rally the end of the hours it may
 * have, of everything else as long as its kind usually lasts. Too long rather than too short: what
 * is there longer meets more. To be marked as inferred.
 *
 * @param midnight_s  of its local day, UTC
 * @param start_s     on that day */
int64_t jk_usual_end(const struct jk_pack *pack, const struct jk_calendar_of *of, enum jk_kind kind,
                     int64_t midnight_s, int64_t start_s);
#endif
