/* Sides of a case: presences made of metres north and east of an origin. */
#ifndef TESTS_SUPPORT_SIDES_H
#define TESTS_SUPPORT_SIDES_H
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/engine/judge.h"
#include "jarak/geo/geodesic.h"
#include "tests/support/rows.h"
#include "tests/support/seeded.h"

#define SIDE_POINTS 256

/** A presence with the storage of its points. */
struct side {
    struct jk_presence presence;
    struct jk_point points[SIDE_POINTS];
    int64_t times[SIDE_POINTS];
};

static inline struct jk_point side_place(struct jk_point origin, double north_m, double east_m)
{
    struct jk_point up = jk_geodesic_direct(origin, north_m < 0 ? 180 : 0, fabs(north_m));

    return jk_geodesic_direct(up, east_m < 0 ? -90 : 90, fabs(east_m));
}

static inline void side_disc(struct side *s, struct jk_point centre, double radius_m, double from_s,
                             double to_s)
{
    s->presence = (struct jk_presence){ .shape = { .kind = JK_SHAPE_DISC, .centre = centre },
                                        .pad_m = radius_m,
                                        .from_s = from_s,
                                        .to_s = to_s,
                                        .offset_s = 28800,
                                        .size = JK_SIZE_BESAR };
}

/** A route through s->points[0..count). With times the first and last are from and to. */
static inline void side_route(struct side *s, size_t count, double column_m, double from_s,
                              double to_s, bool timed)
{
    s->presence = (struct jk_presence){ .shape = { .kind = JK_SHAPE_ROUTE,
                                                   .points = s->points,
                                                   .times = timed ? s->times : NULL,
                                                   .point_count = count },
                                        .from_s = from_s,
                                        .to_s = to_s,
                                        .column_m = column_m,
                                        .offset_s = 28800,
                                        .size = JK_SIZE_KONVOI };
}

/** Edge to edge in metres in a window, infinite when nothing is below the limit. */
static inline double side_gap_in(const struct side *a, const struct side *b,
                                 struct jk_window window, double limit_m, struct jk_approach *out)
{
    struct jk_body *p = jk_body_new(&a->presence), *q = jk_body_new(&b->presence);
    double pads = a->presence.pad_m + b->presence.pad_m;
    double gap = jk_approach_find(p, q, &window, limit_m + pads, out)
                     ? jk_judge_distance_m(p, q, out->gap_m)
                     : INFINITY;

    jk_body_free(p);
    jk_body_free(q);
    return gap;
}

/** The same with tolerance tau. */
static inline double side_gap(const struct side *a, const struct side *b, double tau_s,
                              double limit_m, struct jk_approach *out)
{
    return side_gap_in(a, b, (struct jk_window){ tau_s, false, 0, JK_EXTENT_STATED }, limit_m, out);
}
/** Where a random walk begins, and how it goes on. */
struct side_walk {
    struct jk_point origin;
    double north_m, east_m, heading, step_m;
    size_t count;    /**< vertices */
    bool timed;      /**< per-vertex times, with stops */
    int64_t least_s; /**< seconds of the quickest step; the slowest takes 500 */
    double from_s;
};

/** A column of random length on a road that turns by up to 1.5 rad at each step. */
static inline void side_wander(struct seeded *r, const struct side_walk *walk, struct side *s)
{
    double north = walk->north_m, east = walk->east_m, heading = walk->heading;

    for (size_t i = 0; i < walk->count; i++) {
        bool stops = walk->timed && i > 1 && seeded_whole(r, 0, 3) == 0;

        if (!stops && i > 0) {
            north += walk->step_m * cos(heading);
            east += walk->step_m * sin(heading);
            heading += seeded_between(r, -1.5, 1.5);
        }
        s->points[i] = stops ? s->points[i - 1] : side_place(walk->origin, north, east);
        s->times[i] =
            i ? s->times[i - 1] + seeded_whole(r, walk->least_s, 500) : (int64_t)walk->from_s;
    }
    side_route(s, walk->count, (double)seeded_whole(r, 1, 4000), walk->from_s,
               (double)s->times[walk->count - 1], walk->timed);
    s->presence.pad_m = (double)seeded_whole(r, 0, 10);
}

/** A policy with this one row for every pair on land, or at sea, of different parties.
 *
 * @return false when it is refused */
static inline bool side_policy(struct jk_policy *policy, const struct jk_row *row)
{
    struct jk_error err;

    *policy = (struct jk_policy){ .vote_s = INFINITY };
    for (int i = 0; i < JK_RELATION_END * JK_ERA_END * JK_SIZE_END * JK_SIZE_END; i++) {
        if (i % JK_RELATION_END == JK_RELATION_SAME)
            continue;
        if (jk_policy_set(policy, (enum jk_relation)(i % JK_RELATION_END),
                          (enum jk_era)(i / JK_RELATION_END % JK_ERA_END),
                          (enum jk_size)(i / (JK_RELATION_END * JK_ERA_END) % JK_SIZE_END),
                          (enum jk_size)(i / (JK_RELATION_END * JK_ERA_END * JK_SIZE_END)), row,
                          &err) != JK_OK)
            return false;
    }
    rows_exempt_rest(policy);
    return jk_policy_seal(policy, &err) == JK_OK;
}
#endif
