/* jarak/policy/calendar.h: whose calendar and whose rules: by contest and region.
 *
 * One daemon may hold several elections: a regency's and its province's, a re-vote of two polling
 * stations beside the vote it repeats. None of them pools its days with another's. A phase holds
 * for the contests it names; else for those of its pack, and for what is of no contest in the
 * pack's region and below. A contest that names phases of its own has those and no others; one
 * whose pack has none takes those of the nearest region above it. Holidays add up: those of the
 * contest's pack and of every region above hold. A rule is inherited by itself: a pack that lists
 * R3 alone has other hours and all else as above it, in the end as the first pack has it. Local
 * days. Pure. Source: SPEC 2.3 "Whose calendar". */
#ifndef JARAK_POLICY_CALENDAR_H
#define JARAK_POLICY_CALENDAR_H
#include "jarak/policy/pack.h"

/** Whose days are asked for. */
struct jk_calendar_of {
    const char *contest; /**< its id; "" what is of no contest */
    const char *region;  /**< code of the region it is filed in */
};

/** What a day is asked for. */
enum jk_day_kind { JK_DAY_ANY, JK_DAY_CAMPAIGN, JK_DAY_QUIET, JK_DAY_VOTE };

/** The first phase of the calendar that holds on a day and is of that kind; null: none. */
const struct jk_phase *jk_phase_on(const struct jk_pack *pack, const struct jk_calendar_of *of,
                                   int32_t day, enum jk_day_kind kind);

/** Phase `i` of the calendar, in the order of the files; null behind the last. */
const struct jk_phase *jk_phase_at(const struct jk_pack *pack, const struct jk_calendar_of *of,
                                   size_t i);

/** The first day of that kind; INT32_MAX: there is none. */
int32_t jk_phase_first(const struct jk_pack *pack, const struct jk_calendar_of *of,
                       enum jk_day_kind kind);

/** The entry of a rule that holds there, by its number; null: none does, or it is off. */
const struct jk_rule_entry *jk_rule_for(const struct jk_pack *pack, const struct jk_calendar_of *of,
                                        unsigned number);

/** May there be campaign on that day: is it one of the campaign, and no quiet one? */
bool jk_day_is_open(const struct jk_pack *pack, const struct jk_calendar_of *of, int32_t day);

/** Is it counted, recapped or announced on that day: is the vote over and the day still watched,
 * and is it none of a campaign, no quiet day and no day of a vote? Then no campaign article holds,
 * for there is no campaign. */
bool jk_day_is_after(const struct jk_pack *pack, const struct jk_calendar_of *of, int32_t day);

/** The last day on which an election is watched: of counting, recap and announcement, the phases
 * that begin with the vote or behind it and are nothing else; INT32_MIN where there are none. */
int32_t jk_day_watched(const struct jk_pack *pack, const struct jk_calendar_of *of);

/** Working days from `from_day` (not counted) to `to_day` (not counted): Monday to Friday without
 * the calendar's holidays. A letter of Thursday 14 November 2024 for Saturday 23 November has 6
 * between them and is 7 working days before (DOMAIN 1.7: the day of the letter counts).
 *
 * @return 0 when to_day is not after from_day */
int jk_working_days(const struct jk_pack *pack, const struct jk_calendar_of *of, int32_t from_day,
                    int32_t to_day);
#endif
