/* jarak/base/clock_step.h: was the wall clock set? Told by comparing it with one nobody can set.
 *
 * Pure: both clocks come in. */
#ifndef JARAK_BASE_CLOCK_STEP_H
#define JARAK_BASE_CLOCK_STEP_H
#include <stdbool.h>
#include <stdint.h>

/** A difference between the clocks over one tick that is no step: a clock being slewed runs at most
 * 500 ppm wrong (30 ms a minute), a busy machine may be some hundred milliseconds late between the
 * two readings. A leap second is none either. */
#define JK_CLOCK_STEP_MS 2000

/** Both clocks when they were last compared; all zero before the first time. */
struct jk_clocks {
    int64_t wall_ms, steady_ms;
};

/** Compare, and keep for the next time.
 *
 * @param wall_ms    UTC
 * @param steady_ms  of a clock that only goes on
 * @return by how much the wall clock was set, > 0 forwards; 0 for JK_CLOCK_STEP_MS or less, and the
 *         first time */
int64_t jk_clocks_compare(struct jk_clocks *clocks, int64_t wall_ms, int64_t steady_ms);
#endif
