/* jarak/geo/point_tree.h: the nearest of many points, without asking each of them.
 *
 * A tree over points that do not change: each node halves the rest by one coordinate, the three in
 * turn, and a query leaves out the halves that lie farther than what was found. Distances are
 * straight through the earth, which orders places as geodesics do but for metres. Metres. Pure. */
#ifndef JARAK_GEO_POINT_TREE_H
#define JARAK_GEO_POINT_TREE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "jarak/base/arena.h"
#include "jarak/geo/plane.h"

/** The tree. It borrows its points. */
struct jk_point_tree {
    const struct jk_xyz *points;
    const uint32_t *order; /**< numbers of the points: each range has its node in the middle */
    size_t count;
};

/** Make a tree; in the arena. @param points borrowed as long as the tree lives
 * @return false: memory is out */
bool jk_point_tree_make(struct jk_arena *arena, const struct jk_xyz *points, size_t count,
                        struct jk_point_tree *out);

/** The nearest point nearer than `within_m`; of several as near the one with the smallest number.
 * @return false: there is none */
bool jk_point_tree_find(const struct jk_point_tree *tree, struct jk_xyz place, double within_m,
                        size_t *number);

/** Called once for each point found. */
typedef void jk_point_visit(void *ctx, size_t number, double distance_m);

/** Visit all points not farther than `within_m`, in no stated order. */
void jk_point_tree_each(const struct jk_point_tree *tree, struct jk_xyz place, double within_m,
                        jk_point_visit *visit, void *ctx);
#endif
