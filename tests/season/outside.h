/* The store read from outside, by SQL and a connection of its own: what is durable, whatever the
 * application thinks of it. */
#ifndef TESTS_SEASON_OUTSIDE_H
#define TESTS_SEASON_OUTSIDE_H
#include "tests/season/house.h"

void outside_open(struct season *s);
void outside_close(struct season *s);
/** The chains of a conflict. @return false: there is no such row, or it is not of the season's
 * chains */
bool outside_find(struct season *s, const char *id, int *a, int *b);
/** Read on in every inbox: numbers without a gap, what was told after the commits and nothing else,
 * nothing of the other side for who may not see it. */
void outside_follow(struct season *s);
/** The conflicts stored are those of the look. */
void outside_conflicts(struct season *s);
/** Note an approval that named conflicts, to be found among the decisions stored. */
void outside_override(struct season *s, const char *chain, const char *actor, const char *reason,
                      const struct jk_seen *seen, size_t count);
/** Every override noted is stored with who and why, and no other is. */
void outside_decisions(struct season *s);
#endif
