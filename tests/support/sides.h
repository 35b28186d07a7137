/* Sides of a case: presences made of metres north and east of an origin. */
#ifndef JARAK_TESTS_SIDES_H
#define JARAK_TESTS_SIDES_H
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/engine/judge.h"
#include "jarak/geo/geodesic.h"

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
    return side_gap_in(a, b, (struct jk_window){ tau_s, false }, limit_m, out);
}
#endif
