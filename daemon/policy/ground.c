/* Grounds within reach of a place.
 *
 * Without territories a ground is the cell of a reference point S: what is nearer to S than to any
 * other point N. It lies on S's side of the plane half way between S and N, so that a place p is at
 * least (|pS|^2 - |pN|^2) / (2 |SN|) away from it: exact for the plane, in straight lines through
 * the earth. That for all N is a lower bound of the distance to the cell, and a ground is left out
 * only where one of the planes lies farther than the reach. Since |SN| <= |pS| + |pN|, no point
 * farther than the nearest one and twice the reach can pass, which leaves few to be asked. */
#include "jarak/policy/ground.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/base/heap.h"
#include "jarak/geo/outline.h"
#include "jarak/policy/place_words.h"

#define BORDER_ROUGH_M 5000.0 /* a border half way between reference points is a guess */

static bool add(struct jk_ground *ground, const struct jk_region *region)
{
    for (size_t i = 0; i < ground->count; i++) {
        if (ground->at[i] == region)
            return true;
    }
    if (!jk_grow(&ground->at, ground->count, &ground->cap, sizeof(const struct jk_region *)))
        return false;
    ground->at[ground->count++] = region;
    return true;
}

static bool add_areas(const struct jk_pack *pack, struct jk_xyz place, double reach_m,
                      struct jk_ground *ground)
{
    bool ok = true;

    for (size_t i = 0; i < pack->area_count && ok; i++) {
        const struct jk_outline *outline = &pack->areas[i].outline;
        const struct jk_region *region = jk_pack_region(pack, pack->areas[i].code);

        if (region && (jk_outline_covers(outline, place) ||
                       jk_outline_border_m(outline, place, reach_m) <= reach_m))
            ok = add(ground, region);
    }
    return ok;
}

/* Points near enough that their ground may be, with how far they are. */
struct sites {
    const struct jk_pack *pack;
    struct {
        const struct jk_region *region;
        double distance_m;
    } * at;
    size_t count, cap;
    bool failed;
};

static void add_site(void *ctx, size_t number, double distance_m)
{
    struct sites *s = ctx;

    if (s->failed || !jk_grow(&s->at, s->count, &s->cap, sizeof *s->at)) {
        s->failed = true;
        return;
    }
    s->at[s->count].region = &s->pack->regions[s->pack->near_regions[number]];
    s->at[s->count++].distance_m = distance_m;
}

/* Does a plane half way to another point keep the cell of a site farther than the reach? A point
 * that is farther than the site itself cuts nothing off. */
static bool is_cut_off(const struct sites *s, size_t site, double reach_m)
{
    double site_m = s->at[site].distance_m;

    for (size_t i = 0; i < s->count; i++) {
        double other_m = s->at[i].distance_m;

        if (other_m < site_m &&
            (site_m - other_m) * (site_m + other_m) >
                2.0 * reach_m * jk_xyz_chord(s->at[site].region->at, s->at[i].region->at))
            return true;
    }
    return false;
}

static bool add_cells(const struct jk_pack *pack, struct jk_xyz place, double reach_m,
                      struct jk_ground *ground)
{
    struct sites sites = { .pack = pack };
    double most_m;
    size_t nearest;

    if (!jk_point_tree_find(&pack->near, place, INFINITY, &nearest))
        return true;
    most_m = jk_xyz_chord(place, pack->near.points[nearest]) + 2.0 * reach_m;
    if (pack->reference_m > 0.0)
        most_m = fmin(most_m, pack->reference_m + reach_m);
    jk_point_tree_each(&pack->near, place, most_m, add_site, &sites);
    for (size_t i = 0; i < sites.count && !sites.failed; i++) {
        if (!is_cut_off(&sites, i, reach_m) && !add(ground, sites.at[i].region))
            sites.failed = true;
    }
    free(sites.at);
    return !sites.failed;
}

bool jk_ground_add(const struct jk_pack *pack, struct jk_xyz place, double reach_m,
                   struct jk_ground *ground)
{
    JK_ASSERT(reach_m >= 0.0);

    return pack->area_count ? add_areas(pack, place, reach_m, ground)
                            : add_cells(pack, place, reach_m, ground);
}

bool jk_ground_add_named(const struct jk_pack *pack, const char *within,
                         const struct jk_facts *facts, struct jk_ground *ground)
{
    struct jk_named named;
    const struct jk_region *region;
    bool ok = true;

    jk_place_words(pack, within, facts->location, &named);
    for (size_t i = 0; i < named.district_count && ok; i++)
        ok = add(ground, named.districts[i]);
    region =
        named.district_count == 0 && named.place ? jk_pack_region(pack, named.place->region) : NULL;
    return ok && (!region || add(ground, region));
}

bool jk_ground_touches(const struct jk_ground *ground, const char *code)
{
    for (size_t i = 0; i < ground->count; i++) {
        if (jk_region_covers(code, ground->at[i]->code))
            return true;
    }
    return false;
}

double jk_pack_neighbour_m(const struct jk_pack *pack)
{
    double usual_m = pack->area_count ? JK_BORDER_M : BORDER_ROUGH_M;

    return pack->neighbour_m + (pack->border_stated ? pack->border_m : usual_m);
}

void jk_ground_clear(struct jk_ground *ground)
{
    free(ground->at);
    *ground = (struct jk_ground){ .at = NULL };
}
