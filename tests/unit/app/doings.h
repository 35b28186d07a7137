/* A season at random on a desk, and two desks held against each other. */
#ifndef TESTS_UNIT_APP_DOINGS_H
#define TESTS_UNIT_APP_DOINGS_H
#include "tests/support/seeded.h"
#include "tests/unit/app/desk.h"

#define DOINGS_PLACES 14 /* notices there may be; few, so that they meet */

/** Run a command of the shell; the test fails unless it succeeds. */
void doings_run(const char *command);
/** Something at random: a notice filed or changed, decided, reported on, an opinion, a tick.
 * @param sequences  of each notice, zeros at first */
void doings_some(struct desk *d, struct seeded *r, uint32_t sequences[DOINGS_PLACES]);
/** A notice at random, new or changed: rallies, series, convoys, legs, some only roughly placed. */
void doings_file(struct desk *d, struct seeded *r, uint32_t sequences[DOINGS_PLACES]);
/** An office of a sub-district, which is told what touches its ground. */
void doings_add_guest(struct desk *d);
/** Another desk on a copy of the store, opened by a pack without a snapshot; doings_close_beside().
 */
void doings_restart_beside(struct desk *d, const struct jk_pack *pack, struct desk *out);
void doings_close_beside(struct desk *beside);
/** The test fails unless both stores keep the same of conflicts, and where `told` of alerts. */
void doings_keep_the_same(struct desk *a, struct desk *b, bool told);
/** The test fails unless both number every notice and chain alike: in their order, by the entries
 * of the journal that changed them, by their tags. */
void doings_number_the_same(struct desk *a, struct desk *b);
/** The test fails unless both say the same of every notice, and in their feeds. */
void doings_say_the_same(struct desk *a, struct desk *b);
#endif
