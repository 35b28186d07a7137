/* What the search for clear start times and the settling of its doubts have in common. */
#ifndef DAEMON_ENGINE_SLOTS_INTERNAL_H
#define DAEMON_ENGINE_SLOTS_INTERNAL_H
#include "jarak/engine/slots.h"

/* A band of deltas and the chain that forbids it. */
struct slots_entry {
    struct jk_blocked blocked;
    uint32_t own, other; /* of a doubt: the members to be judged */
};

struct slots_list {
    struct slots_entry *at; /* on the heap */
    size_t count, cap;
    size_t sorted; /* so many of them are sorted and joined, and stay as they are until all are */
};

/* A band of deltas that is surely forbidden by a chain. */
struct slots_cover {
    uint32_t chain;
    bool used;
    struct jk_interval band;
};

/* One such band for each chain met so far: a table on the heap, at most half full. */
struct slots_covers {
    struct slots_cover *at;
    size_t count, cap; /* cap is a power of two */
};

struct slots_search {
    struct jk_arena *arena;
    struct jk_world *world;
    const struct jk_policy *policy;
    const struct jk_slot_query *query;
    struct slots_list sure, doubt;
    enum jk_status status;
    struct slots_covers covers;
    uint64_t meetings; /* pairs of pieces looked at; of a weighing: nodes of pairs of members */
    bool weigh;        /* only that is counted */
    /* the pair under work */
    uint32_t own, other;
    const struct jk_body *a, *b;
    struct jk_body_certain seen_b; /* b, where places count as they are stated */
    bool uncertain;                /* some pair has an uncertain place */
    struct jk_interval day;        /* the part of the query's range under work */
    struct jk_interval range;      /* of the row's era, within the day */
    bool wide;                     /* zones count that may not hold: the judge decides */
    double within_m;               /* nearer than this between centre lines violates */
    double tau_s;                  /* negative: never by minutes */
    bool same_day, doubtful;
    struct jk_interval cover; /* deltas that the row has settled: a band that adds nothing to it
                               * needs no pair of places */
};

/* The own body with the zones that hold at every delta of a range, and with those that may hold. */
struct slots_lands {
    struct jk_body *narrow, *wide;
    const struct jk_body *seen_narrow, *seen_wide; /* as the question takes them */
    struct jk_body_certain certain[2];
    bool same; /* no zone depends on the day: both are alike */
};

/* A body as the question takes it: itself, or as if its place were certain. */
const struct jk_body *engine_slots_see(const struct slots_search *s, const struct jk_body *body,
                                       struct jk_body_certain *room);

/* Keep the part of a band that lies in the range under work, with who forbids it. */
void engine_slots_push(struct slots_search *s, struct slots_list *list, struct jk_interval band);

/* Push what the row by itself forbids to the pair under work. */
void engine_slots_level(struct slots_search *s, const struct jk_row *row);

/* Whether a raise counts for the question and the pair under work. */
bool engine_slots_may_raise(const struct slots_search *s, const struct jk_row *row);

/* Set the range to the part of a band before the vote, or to that from it on.
 *
 * @return the row there; null when the part is empty */
const struct jk_row *engine_slots_row(struct slots_search *s, struct jk_interval band, bool late);

/* Lay the own body on the land of a range. @return false: memory is out, the status tells */
bool engine_slots_lay(struct slots_search *s, struct jk_interval range, struct slots_lands *out);
/* Free both. */
void engine_slots_unlay(struct slots_lands *lands);

/* Decide all doubts: what is forbidden is joined to the sure bands. */
void engine_slots_settle(struct slots_search *s);
#endif
