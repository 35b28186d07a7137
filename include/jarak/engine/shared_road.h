/* jarak/engine/shared_road.h: road that two columns share, and whether that raises their conflict.
 *
 * Kind of a pair of moving pieces is by directions alone: head-on if they differ by at least
 * head_on_deg, following if by at most following_deg. Pieces of these kinds within within_m (edge
 * to edge) and within tau share a stretch; a stretch under stretch_m raises only head-on. Metres,
 * degrees, seconds. Pure but for malloc. Source: SPEC 2.3 "Kind" and "Raise". */
#ifndef JARAK_ENGINE_SHARED_ROAD_H
#define JARAK_ENGINE_SHARED_ROAD_H
#include "jarak/engine/judge.h"

/** The road two columns share. */
struct jk_shared_road {
    double length_m; /**< each metre once, along the one that leaves first; to 1 cm */
    bool head_on;    /**< some of it is driven in opposite directions */
    bool raises;     /**< waspada becomes siaga */
};

/** The road two columns share. `a` and `b` are routes, `row` has a rung of waspada.
 *
 * @param extent  JK_EXTENT_WIDENED: as near as their places may be */
struct jk_shared_road jk_shared_road_find(const struct jk_raise *raise, const struct jk_row *row,
                                          const struct jk_body *a, const struct jk_body *b,
                                          enum jk_extent extent);

/** A stretch that is shared; both ends lie on one piece. */
typedef void jk_shared_stretch(void *ctx, struct jk_xyz from, struct jk_xyz to);

/** Walk the shared road as lines on the ground: along the column whose length counts, in its
 * driving order. What lies on neighbouring pieces touches. The lengths are those of
 * jk_shared_road_find(); where memory runs out some are left out.
 *
 * @param each  from and to lie on one piece */
void jk_shared_road_each(const struct jk_raise *raise, const struct jk_row *row,
                         const struct jk_body *a, const struct jk_body *b, enum jk_extent extent,
                         jk_shared_stretch *each, void *ctx);
#endif
