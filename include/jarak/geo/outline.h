/* jarak/geo/outline.h: a piece of land of any size with its borders: rings of geodesic edges.
 *
 * Regions and risk zones have them. What lies inside an odd number of rings is inside, so that
 * holes and several parts need no order. Edges are cut to JK_PIECE_MAX_M; borders are exact to a
 * millimetre near the place asked about. Metres on WGS84; pure, memory from an arena. */
#ifndef JARAK_GEO_OUTLINE_H
#define JARAK_GEO_OUTLINE_H
#include <stdint.h>
#include "jarak/base/arena.h"
#include "jarak/geo/cuts.h"
#include "jarak/geo/plane.h"

#define JK_OUTLINE_RING_MIN 3 /* corners, the last joined to the first */

/** A ring as it is stated: different corners, not closed. */
struct jk_corners {
    const struct jk_point *at;
    size_t count;
};

/** Neighbouring edges under one sphere, so that far ones are not walked. */
struct jk_outline_chunk {
    struct jk_xyz centre;
    double radius_m;
    uint32_t first, count; /**< edges: edge i joins nodes i and i + 1 */
};

/** Rings made ready. */
struct jk_outline {
    struct jk_xyz *nodes; /**< of all rings; each ring ends where it began */
    uint32_t node_count;
    struct jk_outline_chunk *chunks;
    uint32_t chunk_count;
    struct jk_xyz centre; /**< of a sphere that holds all nodes */
    double radius_m;
};

/** Make an outline.
 *
 * @param rings     each at least JK_OUTLINE_RING_MIN corners; crossing rings are not looked for
 * @param[out] out  in the arena
 * @return JK_OK; JK_INVALID too few corners; JK_MEMORY */
enum jk_status jk_outline_make(struct jk_arena *arena, const struct jk_corners *rings,
                               size_t ring_count, struct jk_outline *out);

/** True when the place lies inside. */
bool jk_outline_covers(const struct jk_outline *outline, struct jk_xyz place);

/** Distance to the nearest border.
 *
 * @param within_m  0..100,000: farther borders are not looked for
 * @return metres; infinite where none is that near */
double jk_outline_border_m(const struct jk_outline *outline, struct jk_xyz place, double within_m);

/** Add the parts of the straight way a-b that lie within reach of a border, as shares of the way.
 *
 * @param b         at most JK_PIECE_MAX_M from a
 * @param within_m  > 0: at most so far from the border, on either side of it
 * @param[out] out  gets one range for each edge that is so near; between joined ranges the way is
 *                  wholly inside or wholly outside */
void jk_outline_reach(const struct jk_outline *outline, struct jk_xyz a, struct jk_xyz b,
                      double within_m, struct jk_ranges *out);
#endif
