/* jarak/geo/simplify.h: fewer corners for a recorded way, with a stated error.
 *
 * A way recorded by a receiver has a corner a second; a notice has room for some 2,600. Corners are
 * left out as long as every place of the stretch stays within the bound of the one straight leg
 * that takes its stretch's place: not only of the nearest one, and without going back along it by
 * more than the bound, so that a way there and back stays one. Legs of the original that are kept
 * whole may have any length; those that stand for several are at most JK_MERGED_MAX_M, where the
 * local plane's error and the bend of a geodesic are certified (jarak/geo/plane.h).
 *
 * Greedy with doubling and halving: from each corner kept, the farthest one that can follow. At
 * most 2 n (2 + log2 n) corners are looked at for a way of n, whatever its form; no recursion.
 * Metres on WGS84; pure, memory from an arena. */
#ifndef JARAK_GEO_SIMPLIFY_H
#define JARAK_GEO_SIMPLIFY_H
#include "jarak/base/arena.h"
#include "jarak/geo/point.h"

#define JK_MERGED_MAX_M 3900.0 /* below JK_PIECE_MAX_M by more than what lies within the bound */

/** Lengths and places of a way, the same for every bound. */
struct jk_way_measured;

/** A way as recorded and as it would be written. */
struct jk_way {
    const struct jk_point *line;  /**< corners, at least 2 */
    const struct jk_point *drawn; /**< the same corners as they will be written: rounded */
    size_t count;
    const struct jk_way_measured *measured; /**< jk_way_measure(); null: measured each time */
};

/** Measure a way that will be simplified more than once: most of what that costs.
 *
 * @return in the arena; null when memory is out */
const struct jk_way_measured *jk_way_measure(struct jk_arena *arena, const struct jk_way *way);

/** Which corners are kept. */
struct jk_simplified {
    size_t *kept; /**< their numbers, ascending; the first and the last corner among them */
    size_t count;
    double error_m; /**< no place of the line is farther from the leg drawn for it: an upper bound,
                     *   the rounding included; exceeds `within_m` only where rounding alone does */
};

/** Leave corners out.
 *
 * @param way       its length at most 2,000 km
 * @param within_m  the bound, above 0
 * @param[out] out  in the arena
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_way_simplify(struct jk_arena *arena, const struct jk_way *way, double within_m,
                               struct jk_simplified *out);
#endif
