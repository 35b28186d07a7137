/* What the parts of the search for clear start times have in common. */
#ifndef DAEMON_ENGINE_SLOTS_SLOTS_INTERNAL_H
#define DAEMON_ENGINE_SLOTS_SLOTS_INTERNAL_H
#include "daemon/engine/slots/bands.h"
#include "daemon/engine/slots/tree.h"
#include "jarak/base/civil.h"
#include "jarak/engine/slots.h"

/* The judge takes times nearer than JK_TIME_EPS_S to tau as tau, and its doubles are rounded to a
 * quarter of that. So much beyond a bound a second is surely forbidden, so little surely not. */
#define SLOTS_SURE_S     (3.0 * JK_TIME_EPS_S)
#define SLOTS_POSSIBLE_S (0.2 * JK_TIME_EPS_S)
#define SLOTS_PLANE_M    2e-4 /* what the judge's own path to a distance may differ from ours */
#define SLOTS_SAME_DAY_S (2.0 * JK_DAY_S) /* what is on one civil date begins no farther apart */

/* The own body on the land of a range of deltas: with the zones that hold at every delta of it, and
 * with those that may hold at some. */
struct slots_land {
    struct jk_interval range;
    struct jk_body *narrow, *wide;      /* null: the land has no zones */
    const struct jk_body *least, *most; /* as the question takes them */
    struct jk_body_certain certain[2];
    uint16_t *factors[2]; /* of the nodes of the tree: the largest of least's pieces, of most's */
    bool same;            /* no zone depends on the delta: both are alike */
};

#define SLOTS_LANDS 4           /* of one member: those looked at last */
#define SLOTS_BYTES (32U << 20) /* of all members: a dozen of the longest columns */

/* An own member made ready: kept while the question lasts, if there is room. */
struct slots_own {
    struct slots_tree tree;
    struct slots_land lands[SLOTS_LANDS];
    unsigned next;            /* land to be put away first */
    struct jk_interval asked; /* the deltas of its pairs that day */
    struct jk_sphere whole;   /* round all of it; radius_m is 0 until it is made */
};

/* Two members that may come near while the own one starts in a band of deltas. */
struct slots_pair {
    uint32_t chain, other, own;
    struct jk_interval band;
};

/* Seconds of a pair that only the judge can decide. */
struct slots_open {
    uint32_t own, other;
    struct jk_interval band;
};

/* A factor of risk zones, and what the row under work says of it. */
struct slots_term {
    uint16_t factor;
    bool same_day;
    double within_m; /* nearer than this between centre lines violates */
    double reach_m;  /* what measures nearer than within_m is nearer than this in space */
    double tau_s;    /* negative: never by minutes */
};

/* What two pieces may forbid. */
enum slots_sought {
    SLOTS_LEVEL,     /* by the row alone */
    SLOTS_HEAD_ON,   /* as a raise, where they drive against each other */
    SLOTS_FOLLOWING, /* as a raise where the shared road is long enough, one behind the other */
    SLOTS_ROAD       /* the road they share, whichever way it is driven */
};

struct slots_search {
    struct jk_arena *arena;
    struct jk_world *world;
    const struct jk_policies *policies;
    const struct jk_slot_query *query;
    enum jk_status status;
    uint64_t meetings; /* balls and pieces held against each other; of a weighing: nodes */
    uint64_t judged;   /* seconds asked of the judge */
    bool weigh;        /* only that is counted */
    bool uncertain;    /* some pair has an uncertain place */

    struct slots_own *ready; /* of the own members */
    size_t ready_bytes;

    struct jk_interval day; /* the part of the query's range under work */
    struct slots_pair *pairs;
    size_t pair_count, pair_cap;

    /* the chain under work */
    struct slots_bands sure; /* what it forbids for certain */
    struct slots_open *open;
    size_t open_count, open_cap;

    /* the pair under work */
    uint32_t own, other;
    struct slots_tree there; /* of the other member `tree_of` */
    uint16_t *there_factors; /* of its nodes */
    uint32_t tree_of;
    const struct jk_body *a, *b;           /* as the question takes them; a: as it may be at most */
    struct jk_body_certain seen_a, seen_b; /* where places count as they are stated */
    const struct slots_land *land;
    const struct jk_policy *policy; /* one of those that rule on it */
    const struct jk_row *row;
    struct jk_interval range; /* the deltas under work */

    /* what is sought in it */
    enum slots_sought sought;
    struct slots_term terms[2 * JK_FACTORS_MAX];
    size_t term_count;
    uint16_t most_factor;               /* of any two of their pieces */
    bool implied;                       /* who shares a road is as near as waspada */
    struct slots_bands possible, doubt; /* sure and doubts together, doubts */
    struct slots_step *heap;
    size_t heap_count, heap_cap;
};

/* A body as the question takes it: itself, or as if its place were certain. */
const struct jk_body *engine_slots_see(const struct slots_search *s, const struct jk_body *body,
                                       struct jk_body_certain *room);

/* The rulings on the pair under work when its own leg starts at another time. @return how many */
size_t engine_slots_rule(const struct slots_search *s, const struct jk_row_key *own,
                         struct jk_ruling out[JK_RULINGS_MAX]);

/* The own member's tree and its body on the land of a range. What is given stays until SLOTS_LANDS
 * more are asked for.
 *
 * @param roughly  that of a greater range will do, though its zones may be more in doubt
 * @return null: memory is out, the status tells */
const struct slots_land *engine_slots_land(struct slots_search *s, uint32_t own,
                                           struct jk_interval range, bool roughly);
/* Free the tree and the bodies of an own member, if those of all take more than `most_bytes`; 0: in
 * any case. */
void engine_slots_forget(struct slots_search *s, size_t own, size_t most_bytes);

/* Find the factors of a tree's nodes: of each the largest of its pieces.
 *
 * @param[out] out  free(3)
 * @return false when memory is out */
bool engine_slots_factors(const struct slots_tree *tree, const struct jk_body *body,
                          uint16_t **out);

/* The term of a factor for what is sought. */
const struct slots_term *engine_slots_term(struct slots_search *s, uint16_t factor);

/* Begin to seek something of the pair under work. @return false: the row has no such thing */
bool engine_slots_seek(struct slots_search *s, enum slots_sought sought);

/* Whether anything of the pair under work may be news, by what costs little: the whole of the own
 * body held against the other's spheres. */
bool engine_slots_may_meet(struct slots_search *s, struct jk_interval band);

/* Whether directions of two balls may be those of something that is sought. */
bool engine_slots_turns(const struct slots_search *s, enum slots_sought sought,
                        const struct slots_ball *a, const struct slots_ball *b);

/* Bound the deltas at which two balls of these bounds can be near: whole seconds in the range under
 * work. */
struct jk_interval engine_slots_window(const struct slots_search *s,
                                       const struct slots_bound *bound, const struct slots_ball *a,
                                       const struct slots_ball *b, const struct slots_term *term);

/* Lay the plane of two pieces. @return its certified error, as the judge's path may differ too */
double engine_slots_plane(const struct jk_piece *a, const struct jk_piece *b,
                          struct jk_plane *plane);

/* Find what of the sought pieces of the pair under work forbid in the range: what is certain goes
 * to s->sure, what is not to s->doubt. */
void engine_slots_walk(struct slots_search *s);

/* Add what a pair of pieces forbids, under the terms that hold for certain and at all; and what
 * parts inside an area do. */
void engine_slots_meet(struct slots_search *s, uint32_t own, uint32_t other,
                       const struct slots_term *const term[2]);
void engine_slots_inside(struct slots_search *s);

/* Whether waspada is reached and raised while the own column starts at deltas of a band (at any of
 * them, whole or not). Unsure where neither all nor none of them is certain. */
enum slots_raises { SLOTS_RAISES_NEVER, SLOTS_RAISES_UNSURE, SLOTS_RAISES_ALWAYS };
enum slots_raises engine_slots_raises(struct slots_search *s, struct jk_interval band);

/* Add all that a pair forbids to s->sure, and what only the judge can decide to s->open. */
void engine_slots_settle(struct slots_search *s, const struct slots_pair *pair);
/* Have the judge decide what of s->open is not sure. */
void engine_slots_judge(struct slots_search *s);
#endif
