/* daemon/engine/body/rounding.h: rounding of what bodies keep as floats. Outwards, always: a sphere
 * that is a little too large costs a look, one that is too small hides a conflict. */
#ifndef DAEMON_ENGINE_BODY_ROUNDING_H
#define DAEMON_ENGINE_BODY_ROUNDING_H
#include <math.h>

#define FLOAT_SLACK_M 0.5 /* rounding three coordinates of the earth's radius to floats: 0.43 m */
#define FLOAT_PART    1.2e-7 /* one float apart from the next, relatively: 2^-23 */

/* The last float at or before a time of day or of a plan. */
static inline float engine_round_down(double t)
{
    return (float)(t - FLOAT_PART * fabs(t));
}

/* The first float at or after it. */
static inline float engine_round_up(double t)
{
    return (float)(t + FLOAT_PART * fabs(t));
}
#endif
