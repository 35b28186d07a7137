/* The level of two plain discs from an entry of the index alone, without a look at the other body.
 *
 * Most pairs of a busy day are two halls: their bodies lie all over memory, their entries lie side
 * by side in a bucket. An entry keeps its centre in floats, up to 0.43 m off, which DECIDE_M
 * covers. The geodesic is longer than the chord c by c^3 / 24 R^2 + ...: `bend` bounds it from
 * above, with 22 for 24 and an R below the least radius of curvature, 6,335 km. A pair whose
 * threshold lies between gap - DECIDE_M and gap + DECIDE_M + bend is not decided here but by the
 * judge (JK_LEVEL_END).
 *
 * Times need no such care: entries of plain discs hold whole seconds, and civil dates follow from
 * them and from the zone in the label. */
#include <math.h>
#include "daemon/engine/world_internal.h"

/* The entry's centre is up to 0.43 m off as floats, its radius by millimetres: 2 m covers both. */
#define DECIDE_M 2.0

/* True when two plain discs meet in time under a rung. Seconds are whole, so exactly tau apart is
 * seen as exactly tau, which is compliant. */
static bool meet_in_time(const struct world_disc *own, const struct jk_index_entry *e,
                         const struct jk_rung *rung)
{
    int64_t tau = rung->same_day ? 0 : rung->tau_s;

    if (rung->same_day)
        return world_day(e->in_s, label_zone_s(e->label)) <= own->last_day &&
               world_day((int64_t)e->out_s - 1, label_zone_s(e->label)) >= own->first_day;
    return own->entry.in_s < e->out_s + tau && e->in_s < own->entry.out_s + tau;
}

enum jk_level engine_world_level_of_discs(const struct world_disc *own,
                                          const struct jk_index_entry *e, const struct jk_row *row)
{
    const struct jk_body *body = own->body;
    double dx = body->origin.x - (double)e->x, dy = body->origin.y - (double)e->y;
    double dz = body->origin.z - (double)e->z, chord = sqrt(dx * dx + dy * dy + dz * dz);
    /* Both spheres are wider than their discs by the same slack, so own radius less own pad is the
     * slack of either. */
    double gap =
        chord - (double)e->radius_m - body->pad_m + ((double)own->entry.radius_m - body->pad_m);
    double bend = chord * chord * chord / (22.0 * 6.33e6 * 6.33e6);
    enum jk_level level = JK_LEVEL_NONE;
    bool meets = false;

    for (int l = JK_LEVEL_SIAGA; l >= JK_LEVEL_INFO; l--) {
        const struct jk_rung *rung = &row->rung[l];

        if (!rung->present)
            continue;
        /* Discs that meet under a higher rung meet under this one: so levels stay nested over
         * midnight. */
        meets = meets || meet_in_time(own, e, rung);
        if (!meets || gap - DECIDE_M >= rung->distance_m)
            continue;
        if (gap + DECIDE_M + bend > rung->distance_m)
            return JK_LEVEL_END;
        if (level == JK_LEVEL_NONE)
            level = (enum jk_level)l;
    }
    return level;
}
