/* Zones and territories: what a place touches, and where a way enters and leaves.
 *
 * A disc is asked on a plane at its own centre, where distances from the centre are those of the
 * geodesic; the chord, which is never longer, says no first at a fraction of the cost. A way
 * crosses a disc where |from + s way|^2 = radius^2, a quadratic in the share s with half its middle
 * term in `half`; a way that only touches (disc <= 0) crosses nothing. A zone is closed, and
 * reaches JK_ZONE_EDGE_M beyond its border: a route that is the border is in the zone, whichever
 * side rounding puts it on.
 *
 * A place belongs to every area that covers it and, as a neighbour, to every area whose border is
 * within JK_BORDER_M, because schematic borders are known no better; they are told nearest first.
 * Without areas the nearest reference point speaks, and the answer is marked approximate. */
#include "jarak/policy/land.h"

#include <math.h>
#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/policy/pack.h"

const char *jk_zone_level_word(size_t i)
{
    static const char *const words[] = { "rendah",       "sedang", "tinggi",
                                         "kurang rawan", "rawan",  "sangat rawan" };

    return i < sizeof words / sizeof *words ? words[i] : NULL;
}

const char *jk_zone_level(const char *typed)
{
    const char *word;

    for (size_t i = 0; (word = jk_zone_level_word(i)); i++) {
        size_t k = 0;

        while (word[k] && (typed[k] == word[k] || (typed[k] == '_' && word[k] == ' ')))
            k++;
        if (!word[k] && !typed[k])
            return word;
    }
    return typed[0] ? NULL : "";
}

bool jk_risk_zones_raise(const struct jk_risk_zones *zones)
{
    bool raise = false;

    for (size_t i = 0; i < zones->count && !raise; i++)
        raise = zones->at[i].factor > JK_FACTOR_ONE;
    return raise;
}

static double from_centre_m(const struct jk_risk_zone *zone, struct jk_xyz place)
{
    struct jk_plane plane = jk_plane_at(zone->centre);
    struct jk_xy at = jk_plane_put(&plane, place);

    return hypot(at.x, at.y);
}

/* A place inside touches, and one whose pad reaches the border; equal distance is touching, for
 * zones are closed. */
bool jk_risk_zone_touches(const struct jk_risk_zone *zone, struct jk_xyz place, double pad_m)
{
    JK_ASSERT(pad_m >= 0.0);

    double within_m = pad_m + JK_ZONE_EDGE_M;

    if (zone->is_disc)
        return jk_xyz_chord(zone->centre, place) <= zone->radius_m + within_m &&
               from_centre_m(zone, place) <= zone->radius_m + within_m;
    return jk_outline_covers(&zone->outline, place) ||
           jk_outline_border_m(&zone->outline, place, within_m) <= within_m;
}

/* No place of the zone is nearer; negative within. */
static double at_least_m(const struct jk_risk_zone *zone, struct jk_xyz place)
{
    return zone->is_disc ? jk_xyz_chord(zone->centre, place) - zone->radius_m
                         : jk_xyz_chord(zone->outline.centre, place) - zone->outline.radius_m;
}

static bool reaches(const struct jk_risk_zone *zone, struct jk_xyz place, double pad_m)
{
    /* A chord is shorter than the way by metres at most at the distances that are asked. */
    return at_least_m(zone, place) <= pad_m + 100.0 && jk_risk_zone_touches(zone, place, pad_m);
}

/* Where a body is wide or uncertain its place may lie beside the zone: farther and farther is
 * looked, twice as far each time, until one touches. Each conflict of a list asks. */
const struct jk_risk_zone *jk_risk_zone_of(const struct jk_risk_zones *zones, uint16_t factor,
                                           struct jk_point a, struct jk_point b, int32_t day)
{
    JK_ASSERT(factor > JK_FACTOR_ONE);

    const struct jk_xyz places[] = { jk_xyz_of(a), jk_xyz_of(b) };

    for (double pad_m = 1.0; pad_m < JK_ZONE_REACH_M; pad_m *= 2.0) {
        for (size_t i = 0; i < zones->count; i++) {
            const struct jk_risk_zone *z = &zones->at[i];

            if (z->factor == factor && day >= z->from_day && day <= z->to_day &&
                (reaches(z, places[0], pad_m) || reaches(z, places[1], pad_m)))
                return z;
        }
    }
    return NULL;
}

/* The roots of |from + s (to - from)|^2 = radius^2 that lie on the way; the plane is the disc's
 * own, where its rim is a circle. */
static bool cut_at_disc(const struct jk_risk_zone *zone, struct jk_xyz a, struct jk_xyz b,
                        double radius_m, struct jk_cuts *out)
{
    struct jk_plane plane = jk_plane_at(zone->centre);
    struct jk_xy from = jk_plane_put(&plane, a), to = jk_plane_put(&plane, b);
    double dx = to.x - from.x, dy = to.y - from.y, len2 = dx * dx + dy * dy;
    double half = from.x * dx + from.y * dy;
    double disc = half * half - len2 * (from.x * from.x + from.y * from.y - radius_m * radius_m);
    bool touches = false;

    if (!(len2 > 0.0) || !(disc > 0.0))
        return false;
    for (int sign = -1; sign <= 1; sign += 2) {
        double share = (-half + sign * sqrt(disc)) / len2;

        if (share > 0.0 && share < 1.0) {
            jk_cuts_add(out, share);
            touches = true;
        }
    }
    return touches;
}

/* The parts of the way within reach of the border, joined: each begins and ends where the body
 * begins or ceases to touch, or lies inside on both sides of it, where a cut does no harm. */
static bool cut_at_outline(const struct jk_outline *outline, struct jk_xyz a, struct jk_xyz b,
                           double within_m, struct jk_cuts *out)
{
    struct jk_ranges ranges = { .at = NULL };
    bool touches;

    jk_outline_reach(outline, a, b, within_m, &ranges);
    jk_ranges_join(&ranges);
    touches = ranges.count > 0;
    for (size_t i = 0; i < ranges.count; i++) {
        const double ends[] = { ranges.at[i].from, ranges.at[i].to };

        for (int k = 0; k < 2; k++) {
            if (ends[k] > 0.0 && ends[k] < 1.0)
                jk_cuts_add(out, ends[k]);
        }
    }
    out->failed = out->failed || ranges.failed;
    jk_ranges_clear(&ranges);
    return touches;
}

bool jk_risk_zone_cut(const struct jk_risk_zone *zone, struct jk_xyz a, struct jk_xyz b,
                      double pad_m, struct jk_cuts *out)
{
    JK_ASSERT(pad_m >= 0.0 && out != NULL);

    double within_m = pad_m + JK_ZONE_EDGE_M;

    if (!zone->is_disc)
        return cut_at_outline(&zone->outline, a, b, within_m, out);
    /* A way is at most JK_PIECE_MAX_M long: from so far away it does not reach the disc. */
    if (jk_xyz_chord(zone->centre, a) > zone->radius_m + within_m + 2.0 * JK_PIECE_MAX_M)
        return false;
    return cut_at_disc(zone, a, b, zone->radius_m + within_m, out);
}

static void locate_roughly(const struct jk_pack *pack, struct jk_point place,
                           struct jk_located *out)
{
    const struct jk_region *nearest = jk_pack_nearest(pack, place);

    out->approximate = true;
    if (nearest)
        out->regions[out->count++] = nearest;
    out->inside = nearest != NULL;
}

/* Inserts a region, nearest first; one that holds the place has distance 0. When the list is full
 * the farthest gives way, which may be the new one. */
static void insert(struct jk_located *out, double distances[], const struct jk_region *region,
                   double distance)
{
    bool full = out->count == JK_LOCATED_MAX;
    size_t i = full ? JK_LOCATED_MAX - 1 : out->count++;

    if (full && distance >= distances[i])
        return;
    for (; i > 0 && distances[i - 1] > distance; i--) {
        distances[i] = distances[i - 1];
        out->regions[i] = out->regions[i - 1];
    }
    distances[i] = distance;
    out->regions[i] = region;
}

/* The border is asked for also where the place is outside: a neighbour within JK_BORDER_M is named.
 */
void jk_pack_locate(const struct jk_pack *pack, struct jk_point place, struct jk_located *out)
{
    JK_ASSERT(fabs(place.lat_deg) <= 90.0 && fabs(place.lon_deg) <= 180.0);
    JK_ASSERT(out != NULL);

    struct jk_xyz at = jk_xyz_of(place);
    double distances[JK_LOCATED_MAX];

    *out = (struct jk_located){ .count = 0 };
    if (pack->area_count == 0) {
        locate_roughly(pack, place, out);
        return;
    }
    for (size_t i = 0; i < pack->area_count; i++) {
        const struct jk_area *area = &pack->areas[i];
        const struct jk_region *region = jk_pack_region(pack, area->code);
        double border_m = jk_outline_border_m(&area->outline, at, JK_BORDER_M);

        if (jk_outline_covers(&area->outline, at)) {
            insert(out, distances, region, 0.0);
            out->inside = true;
        } else if (!isinf(border_m)) {
            /* Behind those that cover the place, also where the border itself runs through it. */
            insert(out, distances, region, border_m + 1e-9);
        }
    }
}

bool jk_risk_zone_lies_in(const struct jk_pack *pack, const struct jk_risk_zone *zone,
                          const char *region)
{
    const struct jk_xyz at = zone->is_disc ? zone->centre : zone->outline.nodes[0];
    struct jk_located where;
    bool lies = false;

    jk_pack_locate(pack, jk_xyz_place(at), &where);
    for (size_t i = 0; i < where.count && !lies; i++)
        lies = jk_region_covers(region, where.regions[i]->code);
    return lies;
}
