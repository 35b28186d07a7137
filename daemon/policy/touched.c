/* The places of an activity, each asked for its territory, and the territories listed once. */
#include "jarak/policy/touched.h"

#include <math.h>
#include "jarak/base/defend.h"
#include "jarak/geo/geodesic.h"
#include "jarak/policy/occupancy.h"

#define SAMPLE_M    400.0
#define SAMPLES_MAX 8000 /* of one leg; beyond JK_ROUTE_LENGTH_MAX nothing is accepted */

/* An activity being followed. */
struct following {
    const struct jk_pack *pack;
    const char *within;
    struct jk_touched *t;
};

static void note_region(struct following *f, const struct jk_region *region,
                        const struct jk_region *list[], size_t *count)
{
    for (size_t i = 0; i < *count; i++) {
        if (list[i] == region)
            return;
    }
    if (*count < JK_TOUCHED_MAX)
        list[(*count)++] = region;
    else
        f->t->more = true;
}

static void touch_place(struct following *f, struct jk_point place)
{
    struct jk_touched *t = f->t;
    struct jk_located where;
    bool below = !f->within[0];

    jk_pack_locate(f->pack, place, &where);
    t->approximate = where.approximate;
    t->nowhere = t->nowhere || where.count == 0;
    for (size_t i = 0; i < where.count; i++) {
        below = below || jk_region_covers(f->within, where.regions[i]->code);
        /* Regions come nearest first, and one that holds the place has distance 0. */
        if (i == 0)
            note_region(f, where.regions[i], t->sure, &t->sure_count);
        else
            note_region(f, where.regions[i], t->near, &t->near_count);
    }
    t->outside = t->outside || !below;
}

/* Asks along a leg; its first place was asked as the end of the leg before. */
static void touch_leg(struct following *f, struct jk_point a, struct jk_point b)
{
    double length_m = jk_geodesic_distance(a, b), azimuth = jk_geodesic_azimuth(a, b);
    unsigned steps = (unsigned)fmin(SAMPLES_MAX, ceil(length_m / SAMPLE_M));

    for (unsigned i = 1; i < steps; i++)
        touch_place(f, jk_geodesic_direct(a, azimuth, length_m * i / steps));
    touch_place(f, b);
}

/* A disc is asked at its centre and an area at its corners: both are small beside what borders are
 * known by. A route may cross many territories and is followed. */
void jk_touched_add(const struct jk_pack *pack, const char *within, const struct jk_facts *facts,
                    struct jk_touched *t)
{
    JK_ASSERT(pack != NULL && within != NULL && facts != NULL && t != NULL);

    struct following f = { pack, within, t };
    const struct jk_shape *s = &facts->shape;

    if (facts->uncertainty_m > JK_DOUBT_MAX_M)
        return;
    if (s->kind == JK_SHAPE_DISC)
        touch_place(&f, s->centre);
    for (size_t i = 0; s->kind == JK_SHAPE_AREA && i < s->rings[0].count; i++)
        touch_place(&f, s->rings[0].points[i]);
    for (size_t i = 0; s->kind == JK_SHAPE_ROUTE && i < s->point_count; i++) {
        if (i == 0)
            touch_place(&f, s->points[0]);
        else
            touch_leg(&f, s->points[i - 1], s->points[i]);
    }
}
