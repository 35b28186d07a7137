/* A clock that was set is told from one that is slewed or read late. */
#include <criterion/criterion.h>
#include "jarak/base/clock_step.h"

Test(steps, only_what_is_more_than_the_bound_is_a_step_and_it_is_told_once)
{
    static const struct {
        int64_t wall_ms, steady_ms, step_ms; /* since the last comparison */
    } cases[] = {
        { 60000, 60000, 0 },           { 60030, 60000, 0 },
        { 62000, 60000, 0 },           { 62001, 60000, 2001 },
        { 58000, 60000, 0 },           { 57999, 60000, -2001 },
        { 60000, 60000, 0 }, /* after a step the new time is the time */
        { 86460000, 60000, 86400000 }, { -86340000, 60000, -86400000 },
        { 3600000, 3600000, 0 }, /* it slept, and both clocks know */
    };
    struct jk_clocks clocks = { 0, 0 };
    int64_t wall_ms = 1732000000000, steady_ms = 5000;

    cr_assert(jk_clocks_compare(&clocks, wall_ms, steady_ms) == 0, "nothing to compare with");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wall_ms += cases[i].wall_ms;
        steady_ms += cases[i].steady_ms;
        cr_assert(jk_clocks_compare(&clocks, wall_ms, steady_ms) == cases[i].step_ms, "%zu", i);
    }
}
