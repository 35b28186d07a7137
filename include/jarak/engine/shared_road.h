/* jarak/engine/shared_road.h: road that two columns share, and whether that raises their conflict.
 *
 * Kind of a pair of moving pieces is by directions alone: head-on if they differ by at least
 * head_on_deg, following if by at most following_deg. Pieces of these kinds within within_m (edge
 * to edge) and within tau share a stretch; a stretch under stretch_m raises only head-on. Metres,
 * degrees, seconds. Pure but for malloc. Source: SPEC 2.3 "Kind" and "Raise". */
#ifndef JARAK_ENGINE_SHARED_ROAD_H
#define JARAK_ENGINE_SHARED_ROAD_H
#include "jarak/engine/approach.h"

/** The road two columns share. */
struct jk_shared_road {
    double length_m; /**< each metre once; gaps inside one piece of the route are counted in */
    bool head_on;    /**< some of it is driven in opposite directions */
    bool raises;     /**< waspada becomes siaga */
};

/** The road two columns share. `a` and `b` are routes. `length_m` counts along the one that comes
 * first in a fixed order of bodies, so that swapping them changes nothing. */
struct jk_shared_road jk_shared_road_find(const struct jk_raise *raise, const struct jk_body *a,
                                          const struct jk_body *b, double tau_s);
#endif
