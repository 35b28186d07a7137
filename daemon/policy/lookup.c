/* Names of a pack by hash, and its reference points by a tree: a nation has 508 regencies and seven
 * thousand sub-districts, and every notice asks for some of them. A pack that was not loaded (tests
 * make small ones by hand) has neither and is walked. */
#include <float.h>
#include <math.h>
#include <string.h>
#include "daemon/policy/links.h"
#include "jarak/base/defend.h"
#include "jarak/policy/stations.h"

/* FNV-1a. */
static uint64_t hash_of(const char *name)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * UINT64_C(0x100000001b3);
    return hash;
}

/* The items begin with their name (pack/check.c asserts it). */
static const char *name_of(const void *item)
{
    return *(const char *const *)item;
}

static bool make_names(struct jk_arena *arena, const void *items, size_t count, size_t size,
                       struct jk_pack_lookup *out)
{
    size_t cap = 8;
    const void **slots;

    while (cap < 2 * count)
        cap *= 2;
    slots = jk_arena_array(arena, cap, sizeof *slots);
    if (!slots)
        return false;
    memset(slots, 0, cap * sizeof *slots);
    for (size_t i = 0; i < count; i++) {
        const void *item = (const char *)items + i * size;
        size_t at = (size_t)hash_of(name_of(item)) & (cap - 1);

        while (slots[at])
            at = (at + 1) & (cap - 1);
        slots[at] = item;
    }
    *out = (struct jk_pack_lookup){ slots, cap };
    return true;
}

static const void *find(const struct jk_pack_lookup *lookup, const void *items, size_t count,
                        size_t size, const char *name)
{
    if (lookup->cap == 0) {
        for (size_t i = 0; i < count; i++) {
            const void *item = (const char *)items + i * size;

            if (strcmp(name_of(item), name) == 0)
                return item;
        }
        return NULL;
    }
    for (size_t at = (size_t)hash_of(name) & (lookup->cap - 1); lookup->slots[at];
         at = (at + 1) & (lookup->cap - 1)) {
        if (strcmp(name_of(lookup->slots[at]), name) == 0)
            return lookup->slots[at];
    }
    return NULL;
}

bool policy_pack_name_stations(struct jk_arena *arena, struct jk_pack *pack)
{
    return make_names(arena, pack->stations, pack->station_count, sizeof *pack->stations,
                      &pack->station_names);
}

const struct jk_station *jk_pack_station(const struct jk_pack *pack, const char *code)
{
    JK_ASSERT(code != NULL);
    return find(&pack->station_names, pack->stations, pack->station_count, sizeof *pack->stations,
                code);
}

bool policy_pack_make_lookups(struct jk_arena *arena, struct jk_pack *pack)
{
    struct jk_xyz *points = jk_arena_array(arena, pack->region_count, sizeof *points);
    uint32_t *regions = jk_arena_array(arena, pack->region_count, sizeof *regions);
    size_t count = 0;

    if (!points || !regions)
        return false;
    for (size_t i = 0; i < pack->region_count; i++) {
        if (!pack->regions[i].has_point)
            continue;
        points[count] = pack->regions[i].at;
        regions[count++] = (uint32_t)i;
    }
    pack->near_regions = regions;
    return jk_point_tree_make(arena, points, count, &pack->near) &&
           make_names(arena, pack->contests, pack->contest_count, sizeof *pack->contests,
                      &pack->contest_names) &&
           make_names(arena, pack->regions, pack->region_count, sizeof *pack->regions,
                      &pack->region_names) &&
           make_names(arena, pack->places, pack->place_count, sizeof *pack->places,
                      &pack->place_names);
}

const struct jk_contest *jk_pack_contest(const struct jk_pack *pack, const char *id)
{
    JK_ASSERT(id != NULL);
    return find(&pack->contest_names, pack->contests, pack->contest_count, sizeof *pack->contests,
                id);
}

const struct jk_region *jk_pack_region(const struct jk_pack *pack, const char *code)
{
    JK_ASSERT(code != NULL);
    return find(&pack->region_names, pack->regions, pack->region_count, sizeof *pack->regions,
                code);
}

const struct jk_place *jk_pack_place(const struct jk_pack *pack, const char *code)
{
    return find(&pack->place_names, pack->places, pack->place_count, sizeof *pack->places, code);
}

const struct jk_region *jk_pack_nearest(const struct jk_pack *pack, struct jk_point place)
{
    JK_ASSERT(fabs(place.lat_deg) <= 90.0 && fabs(place.lon_deg) <= 180.0);

    const struct jk_region *nearest = NULL;
    const struct jk_xyz at = jk_xyz_of(place);
    double least = pack->reference_m > 0.0 ? pack->reference_m : DBL_MAX;
    size_t number;

    if (pack->near_regions)
        return jk_point_tree_find(&pack->near, at, least, &number)
                   ? &pack->regions[pack->near_regions[number]]
                   : NULL;
    for (size_t i = 0; i < pack->region_count; i++) {
        const struct jk_region *region = &pack->regions[i];
        double distance = region->has_point ? jk_xyz_chord(at, region->at) : DBL_MAX;

        if (distance < least) {
            least = distance;
            nearest = region;
        }
    }
    return nearest;
}
