/* A balanced tree in one array of numbers.
 *
 * The node of a range is its middle; what lies before it is not above it in the coordinate of its
 * depth, what lies behind not below. So a half whose side of the node's plane is farther than the
 * reach holds nothing within it. The depth is that of a halving: twenty for a million. */
#include "jarak/geo/point_tree.h"

#include <math.h>
#include "jarak/base/defend.h"

static double coordinate(const struct jk_xyz *at, int axis)
{
    return axis == 0 ? at->x : axis == 1 ? at->y : at->z;
}

/* Puts the number that belongs into the middle of [low, high) there, smaller ones before it. */
static void select_middle(const struct jk_xyz *points, uint32_t *order, size_t low, size_t high,
                          int axis)
{
    size_t middle = low + (high - low) / 2;

    high--;
    while (low < high) {
        double pivot = coordinate(&points[order[low + (high - low) / 2]], axis);
        size_t i = low, k = high;

        for (;;) {
            uint32_t swapped;

            while (coordinate(&points[order[i]], axis) < pivot)
                i++;
            while (coordinate(&points[order[k]], axis) > pivot)
                k--;
            if (i >= k)
                break;
            swapped = order[i];
            order[i++] = order[k];
            order[k--] = swapped;
        }
        if (middle <= k)
            high = k;
        else
            low = k + 1;
    }
}

static void build(const struct jk_xyz *points, uint32_t *order, size_t low, size_t high, int axis)
{
    while (high - low > 1) { /* the larger half of the work is done here, the smaller by itself */
        size_t middle = low + (high - low) / 2;

        select_middle(points, order, low, high, axis);
        axis = (axis + 1) % 3;
        build(points, order, low, middle, axis);
        low = middle + 1;
    }
}

bool jk_point_tree_make(struct jk_arena *arena, const struct jk_xyz *points, size_t count,
                        struct jk_point_tree *out)
{
    JK_ASSERT(count < UINT32_MAX);

    uint32_t *order = jk_arena_array(arena, count, sizeof *order);

    if (!order)
        return false;
    for (size_t i = 0; i < count; i++)
        order[i] = (uint32_t)i;
    build(points, order, 0, count, 0);
    *out = (struct jk_point_tree){ points, order, count };
    return true;
}

/* A query under way. */
struct query {
    const struct jk_point_tree *tree;
    struct jk_xyz place;
    double reach_m;        /* of a search for the nearest: how far the best one is */
    jk_point_visit *visit; /* null: the nearest is looked for */
    void *ctx;
    size_t best;
    bool found;
};

static void look(struct query *q, uint32_t number)
{
    double distance_m = jk_xyz_chord(q->place, q->tree->points[number]);

    if (q->visit) {
        if (distance_m <= q->reach_m)
            q->visit(q->ctx, number, distance_m);
        return;
    }
    if (distance_m < q->reach_m || (q->found && distance_m == q->reach_m && number < q->best)) {
        q->reach_m = distance_m;
        q->best = number;
        q->found = true;
    }
}

static void search(struct query *q, size_t low, size_t high, int axis)
{
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        uint32_t number = q->tree->order[middle];
        double side = coordinate(&q->place, axis) - coordinate(&q->tree->points[number], axis);

        look(q, number);
        axis = (axis + 1) % 3;
        /* First the half in which the place lies: the reach shrinks there. */
        if (side <= 0) {
            search(q, low, middle, axis);
            if (-side > q->reach_m)
                return;
            low = middle + 1;
        } else {
            search(q, middle + 1, high, axis);
            if (side > q->reach_m)
                return;
            high = middle;
        }
    }
}

bool jk_point_tree_find(const struct jk_point_tree *tree, struct jk_xyz place, double within_m,
                        size_t *number)
{
    struct query q = { tree, place, within_m, NULL, NULL, 0, false };

    search(&q, 0, tree->count, 0);
    *number = q.best;
    return q.found;
}

void jk_point_tree_each(const struct jk_point_tree *tree, struct jk_xyz place, double within_m,
                        jk_point_visit *visit, void *ctx)
{
    struct query q = { tree, place, within_m, visit, ctx, 0, false };

    search(&q, 0, tree->count, 0);
}
