/* The days of a season, and what must hold at the end of each. */
#ifndef TESTS_SEASON_DAY_H
#define TESTS_SEASON_DAY_H
#include "tests/season/house.h"

/** How a season is played. */
struct day_way {
    struct plan_size size;
    bool swapped;
    const char *notes; /**< folder: what each day said goes there, a file a day */
    int ready;         /**< descriptor: an octet for each day that is written */
};

/** Play all days. Ends the process where something is wrong. @param[out] tally what was played */
void day_play(const struct day_way *way, struct tally *tally);
#endif
