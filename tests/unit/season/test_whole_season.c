/* A few days of the whole season of tests/season (`make season` plays all of it): acts of every
 * kind held against an independent look, exchanged ballot numbers, replays and restarts.
 *
 * JARAK_SEASON_DAYS plays so many days in full. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include "tests/season/play.h"

Test(whole_season, is_what_an_independent_look_says_and_fair_and_the_same_after_restarts,
     .timeout = 0)
{
    const char *days = getenv("JARAK_SEASON_DAYS");
    const struct plan_size size = { .days = days ? atoi(days) : 6,
                                    .percent = days ? 100 : 30,
                                    .seed = 2024 };

    cr_assert(play(&size, true) == 0, "what is wrong is told above");
}
