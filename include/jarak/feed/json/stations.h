/* jarak/feed/json/stations.h: polling stations as JSON and GeoJSON, and two lists compared.
 *
 * For officials alone: risk is in all of it. Each function that gives JSON gives what json_decref()
 * takes, or null when memory is out. Pure. Source: docs/decisions/0112-polling-stations.md. */
#ifndef JARAK_FEED_JSON_STATIONS_H
#define JARAK_FEED_JSON_STATIONS_H
#include <jansson.h>
#include "jarak/policy/edition.h"
#include "jarak/policy/stations.h"

/** Stations of a region as `{"region", "counts", "districts": [...], "stations": [...]}`: counts by
 * risk, all, voters and placed, of the whole and of each sub-district that has any; each station
 * with what the list says of it, and the number of the edition that states it. */
json_t *jk_stations_json(const struct jk_pack *pack, const char *region);

/** The same as a tps.geojson, fit to be changed and stated. */
json_t *jk_stations_geojson(const struct jk_pack *pack, const char *region);

/** What another list would change. */
struct jk_stations_change {
    size_t fresh, changed, gone, same;
    struct jk_station_counts before, after;
};

/** Compare the stations of a region in two packs, by their codes. */
void jk_stations_compare(const struct jk_pack *before, const struct jk_pack *after,
                         const char *region, struct jk_stations_change *out);

/** `{"new", "changed", "gone", "same", "before": {...}, "after": {...}}`. */
json_t *jk_stations_change_json(const struct jk_stations_change *change);
#endif
