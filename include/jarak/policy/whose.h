/* jarak/policy/whose.h: whose policy and whose defaults: by contest and region.
 *
 * A pack is a tree: what it states holds for its contests, for what is of no contest in its region
 * and below, and for packs of regions below that do not state it themselves: a policy.json of a
 * regency with one row has all other rows from its province. `by_contest` in a file states once
 * more what differs for some of its contests. What nothing reaches has the first pack's. A policy
 * is asked for with the vote of the calendar (jarak/policy/calendar.h): a re-vote's campaign is not
 * judged by the rows after the vote it repeats. Pure. Source: SPEC 2.3 "Whose calendar". */
#ifndef JARAK_POLICY_WHOSE_H
#define JARAK_POLICY_WHOSE_H
#include "jarak/policy/calendar.h"

/** The number of the policy that holds there, among pack->policies. */
uint32_t jk_policy_number(const struct jk_pack *pack, const struct jk_calendar_of *of);

/** The policy that holds there. */
const struct jk_policy *jk_policy_for(const struct jk_pack *pack, const struct jk_calendar_of *of);

/** What holds there for what a notice does not state. */
const struct jk_defaults *jk_defaults_for(const struct jk_pack *pack,
                                          const struct jk_calendar_of *of);
#endif
