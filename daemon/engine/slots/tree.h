/* daemon/engine/slots/tree.h: the pieces of a body in a tree of balls, each with bounds of where
 * and when its pieces are. Metres, seconds from the body's in_s on; pure but for malloc. */
#ifndef DAEMON_ENGINE_SLOTS_TREE_H
#define DAEMON_ENGINE_SLOTS_TREE_H
#include "jarak/engine/body.h"

/* Bounds of a piece or of neighbouring pieces. Every place P of theirs lies within radius_m of
 * `at`, along_m of it along `way` and aside_m across, and with s = way . (P - at) its t_in is
 * within err_s of in_s + rise s, its t_out within err_s of out_s + rise s. */
struct slots_ball {
    struct jk_xyz at, way; /* `way` has length 1 */
    double radius_m, along_m, aside_m;
    double in_s, out_s, rise, err_s;
    double first_s, last_s; /* the first t_in and the last t_out */
    double spread_deg;      /* all directions are within it of `way`; negative: none has any */
};

/* Pieces [first, end); the left half is the next node, the right one `right`; 0: a leaf. */
struct slots_node {
    struct slots_ball ball;
    uint32_t first, end, right;
    bool met; /* a leaf whose pieces have their balls */
};

struct slots_tree {
    struct slots_node *nodes; /* on the heap, as all below; the root first */
    struct slots_ball *balls; /* of the pieces */
    struct jk_piece *pieces;
    bool *gaps; /* no piece is there: between the rings of an area */
    uint32_t node_count, piece_count;
    size_t node_cap, piece_cap;
    double in_s; /* of the body */
    bool ways;   /* directions are known */
};

/* Make the tree of a body in place of what was in `tree`, which is zero at first.
 *
 * @param ways  whether directions will be asked about: else they count as any
 * @return false when memory is out */
bool engine_tree_make(struct slots_tree *tree, const struct jk_body *body, bool ways);

/* Make the balls of a leaf's pieces, before one of them is looked at. */
void engine_tree_meet(struct slots_tree *tree, struct slots_node *leaf);

/* Bytes of memory it takes. */
size_t engine_tree_bytes(const struct slots_tree *tree);

void engine_tree_clear(struct slots_tree *tree);

/* When two balls may be near. */
struct slots_bound {
    double low_s, high_s; /* b_in - a_out is never below, b_out - a_in never above, where two places
                           * are within reach; from the bodies' own in_s on */
};

/* True when no place of one is within `reach_m` of a place of the other. */
static inline bool engine_tree_far(const struct slots_ball *a, const struct slots_ball *b,
                                   double reach_m)
{
    double x = a->at.x - b->at.x, y = a->at.y - b->at.y, z = a->at.z - b->at.z;
    double within_m = a->radius_m + b->radius_m + reach_m;

    return x * x + y * y + z * z > within_m * within_m;
}

/* Bound when two balls are within `reach_m` of each other. */
void engine_tree_bound(const struct slots_ball *a, const struct slots_ball *b, double reach_m,
                       struct slots_bound *out);

/* Whether a direction of one and a direction of the other may turn by no more than `most_deg`, and
 * by no less than `least_deg`. Neither where one of them has none. */
bool engine_tree_turns_within(const struct slots_ball *a, const struct slots_ball *b,
                              double most_deg);
bool engine_tree_turns_beyond(const struct slots_ball *a, const struct slots_ball *b,
                              double least_deg);
#endif
