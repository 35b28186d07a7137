#include <math.h>
#include "daemon/engine/world_internal.h"

/* Floats put a centre 0.43 m wrong and a radius by millimetres: surely covered. */
#define DECIDE_M 2.0

/* Do two plain discs meet in time under a rung? Whole seconds: exactly tau is exactly that. */
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
    /* Both spheres are wider than their discs by the same slack. */
    double gap =
        chord - (double)e->radius_m - body->pad_m + ((double)own->entry.radius_m - body->pad_m);
    double bend = chord * chord * chord / (22.0 * 6.33e6 * 6.33e6);
    enum jk_level level = JK_LEVEL_NONE;
    bool meets = false;

    for (int l = JK_LEVEL_SIAGA; l >= JK_LEVEL_INFO; l--) {
        const struct jk_rung *rung = &row->rung[l];

        if (!rung->present)
            continue;
        /* What meets under a higher rung meets under this one: so levels stay nested. */
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
