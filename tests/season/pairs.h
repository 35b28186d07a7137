/* All pairs of chains that come near, as the look has them, held against what the application says
 * of them, against what each account's inbox has told, and against what was approved. */
#ifndef TESTS_SEASON_PAIRS_H
#define TESTS_SEASON_PAIRS_H
#include "tests/season/house.h"

/** A chain changed: look at it anew, and hold its verdict, what its offices heard, and its approval
 * against the look. */
void pairs_touch(struct season *s, struct plan_chain *chain);
/** Something changed for all of them: the policy, or the hour. */
void pairs_touch_all(struct season *s);
/** At a day's end: every pair and every account. */
void pairs_check(struct season *s);
/** An account was told something; the sink of the application. */
void pairs_hear(struct season *s, const struct jk_account *account, const struct jk_alert_row *row);
/** The pair of a conflict's id. @return null: none of ours */
struct pair *pairs_of_id(struct season *s, const char *id);
/** The pair of two chains, made where there is none yet. */
struct pair *pairs_between(struct season *s, int a, int b);
/** An approval of the chain has named these conflicts. */
void pairs_name(struct season *s, const struct plan_chain *chain, const struct jk_seen *seen,
                size_t count);
/** Has an approval of the chain to name something? By the look: 0 no, 1 perhaps, 2 yes. */
int pairs_must_name(struct season *s, const struct plan_chain *chain);
void pairs_clear(struct season *s);
#endif
