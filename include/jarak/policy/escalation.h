/* jarak/policy/escalation.h: when an alert nobody acknowledged is told further up.
 *
 * A waspada goes one step, to the kabupaten; a siaga two, to the kabupaten (Forkopimda) and to the
 * province; an info none. Delays are the pack's, seconds. Pure. Source: SPEC 7. */
#ifndef JARAK_POLICY_ESCALATION_H
#define JARAK_POLICY_ESCALATION_H
#include "jarak/policy/policy.h"

/** How far up a conflict has been told; each step is a wider circle. */
enum jk_step { JK_STEP_NONE, JK_STEP_KABUPATEN, JK_STEP_PROVINCE, JK_STEP_END };

/** When the next step is due.
 *
 * @param level    as it stands
 * @param step     the last one taken
 * @param since_s  when notice was asked for, or that step was taken, UTC
 * @param start_s  when the first of the two activities begins, UTC; INT64_MAX: not known
 * @return UTC seconds, exact: one second earlier is too early; INT64_MAX: never */
int64_t jk_escalation_due(const struct jk_escalation *delays, enum jk_level level,
                          enum jk_step step, int64_t since_s, int64_t start_s);

/** The word of a step: "none", "kabupaten", "provinsi". Static. */
const char *jk_step_word(enum jk_step step);
#endif
