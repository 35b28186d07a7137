/* Polling stations as JSON: for tables and maps of officials. */
#include "jarak/feed/json/stations.h"

#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/feed/json/build.h"

static json_t *counts_json(const struct jk_station_counts *c)
{
    struct jk_json object = jk_json_object();

    for (int risk = 0; risk < JK_STATION_RISKS; risk++)
        jk_json_set_integer(&object, jk_station_risk_word((enum jk_station_risk)risk),
                            (json_int_t)c->count[risk]);
    jk_json_set_integer(&object, "all", (json_int_t)c->all);
    jk_json_set_integer(&object, "voters", (json_int_t)c->voters);
    jk_json_set_integer(&object, "placed", (json_int_t)c->placed);
    return jk_json_end(&object);
}

/* Sub-districts stand behind each other. */
static json_t *districts_json(const struct jk_pack *pack, const struct jk_station *stations,
                              size_t count)
{
    struct jk_json list = jk_json_list();
    size_t at = 0;

    while (at < count) {
        const char *code = stations[at].region;
        const struct jk_region *region = jk_pack_region(pack, code);
        struct jk_json object = jk_json_object();
        struct jk_station_counts counts;
        size_t end = at;

        while (end < count && strcmp(stations[end].region, code) == 0)
            end++;
        jk_stations_count(stations + at, end - at, &counts);
        jk_json_set_text(&object, "region", code);
        jk_json_set_text(&object, "name", region ? region->name : code);
        jk_json_set(&object, "counts", counts_json(&counts));
        jk_json_add(&list, jk_json_end(&object));
        at = end;
    }
    return jk_json_end(&list);
}

static struct jk_json common_json(const struct jk_station *s)
{
    struct jk_json object = jk_json_object();

    jk_json_set_text(&object, "code", s->code);
    jk_json_set_text(&object, "name", s->name);
    if (s->village[0])
        jk_json_set_text(&object, "village", s->village);
    jk_json_set_text(&object, "region", s->region);
    jk_json_set_text(&object, "risk", jk_station_risk_word(s->risk));
    if (s->voters)
        jk_json_set_integer(&object, "voters", s->voters);
    return object;
}

json_t *jk_stations_json(const struct jk_pack *pack, const char *region)
{
    JK_ASSERT(pack != NULL && region != NULL);

    size_t count;
    const struct jk_station *stations = jk_pack_stations_of(pack, region, &count);
    struct jk_json object = jk_json_object(), list = jk_json_list();
    struct jk_station_counts counts;

    jk_stations_count(stations, count, &counts);
    for (size_t i = 0; i < count; i++) {
        const struct jk_station *s = &stations[i];
        struct jk_json one = common_json(s);

        if (s->has_point) {
            jk_json_set_real(&one, "lat", s->point.lat_deg);
            jk_json_set_real(&one, "lon", s->point.lon_deg);
        }
        jk_json_set_bool(&one, "verified", s->verified);
        if (s->stated)
            jk_json_set_integer(&one, "edition", pack->editions[s->stated - 1].number);
        jk_json_add(&list, jk_json_end(&one));
    }
    jk_json_set_text(&object, "region", region);
    jk_json_set(&object, "counts", counts_json(&counts));
    jk_json_set(&object, "districts", districts_json(pack, stations, count));
    jk_json_set(&object, "stations", jk_json_end(&list));
    return jk_json_end(&object);
}

json_t *jk_stations_geojson(const struct jk_pack *pack, const char *region)
{
    JK_ASSERT(pack != NULL && region != NULL);

    size_t count;
    const struct jk_station *stations = jk_pack_stations_of(pack, region, &count);
    struct jk_json object = jk_json_object(), features = jk_json_list();

    for (size_t i = 0; i < count; i++) {
        const struct jk_station *s = &stations[i];
        struct jk_json properties = common_json(s);
        json_t *geometry = s->has_point
                               ? json_pack("{s:s, s:[f, f]}", "type", "Point", "coordinates",
                                           s->point.lon_deg, s->point.lat_deg)
                               : json_null();

        jk_json_add(&features, json_pack("{s:s, s:o, s:o}", "type", "Feature", "properties",
                                         jk_json_end(&properties), "geometry", geometry));
    }
    jk_json_set_text(&object, "type", "FeatureCollection");
    if (count > 0)
        jk_json_set(&object, "guard_hours",
                    json_pack("[f, f]", stations[0].from_s / 3600.0, stations[0].to_s / 3600.0));
    jk_json_set(&object, "features", jk_json_end(&features));
    return jk_json_end(&object);
}

static bool is_same(const struct jk_station *a, const struct jk_station *b)
{
    return strcmp(a->name, b->name) == 0 && strcmp(a->village, b->village) == 0 &&
           strcmp(a->region, b->region) == 0 && a->risk == b->risk && a->voters == b->voters &&
           a->has_point == b->has_point && a->from_s == b->from_s && a->to_s == b->to_s &&
           (!a->has_point || jk_point_eq(a->point, b->point));
}

void jk_stations_compare(const struct jk_pack *before, const struct jk_pack *after,
                         const char *region, struct jk_stations_change *out)
{
    JK_ASSERT(before != NULL && after != NULL && out != NULL);

    size_t old_count, new_count;
    const struct jk_station *old = jk_pack_stations_of(before, region, &old_count);
    const struct jk_station *now = jk_pack_stations_of(after, region, &new_count);

    *out = (struct jk_stations_change){ .fresh = 0 };
    jk_stations_count(old, old_count, &out->before);
    jk_stations_count(now, new_count, &out->after);
    for (size_t i = 0; i < new_count; i++) {
        const struct jk_station *was = jk_pack_station(before, now[i].code);

        if (!was || !jk_region_covers(region, was->region))
            out->fresh++;
        else if (is_same(was, &now[i]))
            out->same++;
        else
            out->changed++;
    }
    out->gone = old_count - out->same - out->changed;
}

json_t *jk_stations_change_json(const struct jk_stations_change *change)
{
    JK_ASSERT(change != NULL);
    return json_pack("{s:i, s:i, s:i, s:i, s:o, s:o}", "new", (int)change->fresh, "changed",
                     (int)change->changed, "gone", (int)change->gone, "same", (int)change->same,
                     "before", counts_json(&change->before), "after", counts_json(&change->after));
}
