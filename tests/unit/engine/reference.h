/* A slow, independent reference for the engine: branch and bound on PROJ's geodesics to 1 cm.
 *
 * It shares nothing with the engine: places come from geodesic lines, times from the definition of
 * h(t) at constant speed, and boxes of (s, r) are halved until they are decided. */
#ifndef TESTS_UNIT_ENGINE_REFERENCE_H
#define TESTS_UNIT_ENGINE_REFERENCE_H
#include "tests/support/sides.h"

#define REFERENCE_PRUNE_M 0.014 /* quick; narrow valleys stay a little too high */
#define REFERENCE_FINE_M  0.004 /* to look again, near a limit that is close already */

/** Least distance of two sides (discs without radius, columns of one speed) with tolerance tau_s,
 * where it is below the limit; infinite where it is not, NAN when the budget did not do.
 *
 * @param prune_m  what is not nearer by this much is not looked for */
double reference_gap(const struct side *a, const struct side *b, double tau_s, double limit_m,
                     double prune_m);
#endif
