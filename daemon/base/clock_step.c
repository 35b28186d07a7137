/* Tells a step of the wall clock by a second clock that nobody can set.
 *
 * Between two readings both clocks advance alike; the difference of their advances is the step.
 * Slewing and late readings stay below JK_CLOCK_STEP_MS. */
#include "jarak/base/clock_step.h"

int64_t jk_clocks_compare(struct jk_clocks *clocks, int64_t wall_ms, int64_t steady_ms)
{
    bool first = clocks->wall_ms == 0 && clocks->steady_ms == 0;
    int64_t step_ms = (wall_ms - clocks->wall_ms) - (steady_ms - clocks->steady_ms);

    *clocks = (struct jk_clocks){ wall_ms, steady_ms };
    if (first || (step_ms <= JK_CLOCK_STEP_MS && step_ms >= -JK_CLOCK_STEP_MS))
        return 0;
    return step_ms;
}
