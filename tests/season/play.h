/* A season played twice at a time, each in a process of its own: as it is, and with the ballot
 * numbers of every contest exchanged. What both said each day is compared, to the last word.
 *
 * Three regencies and a governor's contest, 60 days with quiet days and a vote, a re-vote beside
 * them: drafts, filings, changes, moves, decisions of every kind, other times, withdrawals, field
 * reports, opinions, escalations, another edition of the policy, a paslon struck out and put in
 * again, accounts that come late or are kept out. In C over the application's own commands, not
 * over HTTP: a request costs more there than the command, and 60 seconds have room for the latter
 * alone.
 *
 * The first is held at each step against an independent look (look.h) and against its own account
 * of what must follow (police.c), at each evening against its store read from outside (outside.h).
 * Its journal is replayed each evening from where the evening before ended, with all tables
 * compared, and at the end from the first entry: the hash each evening ended with binds all before
 * it, so that this shows as much as a whole replay each evening, in a third of the time. Each night
 * one of the two starts anew and the other does not (day.c): that both say the same shows that
 * ballot numbers change nothing and a restart changes nothing, at once.
 *
 * JARAK_SEASON_ALERTS in the environment puts the words of alerts beside their sums, to see in
 * which word two seasons differ. */
#ifndef TESTS_SEASON_PLAY_H
#define TESTS_SEASON_PLAY_H
#include "tests/season/plan.h"

/** Play. What is wrong is told on standard error, what was played on standard output.
 *
 * @return 0, or 1 where something is wrong */
int play(const struct plan_size *size, bool quiet);
#endif
