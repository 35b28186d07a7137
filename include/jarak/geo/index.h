/* jarak/geo/index.h: what may be near in space and time: a day x cell grid in memory.
 *
 * Conservative: every item whose sphere comes within the reach of the query's and whose span of
 * time comes within its tolerance is visited (perhaps more than once); no limit, no false negative.
 * Items lie in layers with cells of their own size, so that halls are not searched at the distance
 * of stadiums. Items too large for a cell, or lasting long, lie in a short list of their own. Add
 * and remove are incremental. Metres, degrees, seconds since 1970 UTC. Not thread-safe. */
#ifndef JARAK_GEO_INDEX_H
#define JARAK_GEO_INDEX_H
#include <stdint.h>
#include "jarak/base/status.h"
#include "jarak/geo/plane.h"

#define JK_INDEX_LAYERS 8

/** A sphere in a span of time, and whose it is. */
struct jk_index_item {
    float x, y, z;          /**< centre, earth-centred */
    float lat_deg, lon_deg; /**< the same */
    float radius_m;         /**< all of it, >= 0 */
    double in_s, out_s;
    uint32_t owner; /**< given back to the visitor */
    uint8_t layer;  /**< < JK_INDEX_LAYERS */
};

struct jk_index;

/** An empty index.
 *
 * @param cell_m       edge of a cell in each layer, metres; 1,000..100,000
 * @param day_shift_s  seconds by which days begin before UTC midnight; the region's offset from
 * UTC, so that a day's activities share one bucket
 * @return given, free with jk_index_free(); null when memory is out */
struct jk_index *jk_index_new(const double cell_m[JK_INDEX_LAYERS], int32_t day_shift_s);

/** Free an index; null is allowed. */
void jk_index_free(struct jk_index *index);

/** Add an item.
 *
 * @return JK_OK; JK_MEMORY (the index is then unchanged) */
enum jk_status jk_index_add(struct jk_index *index, const struct jk_index_item *item);

/** Remove an item that was added with the same members. */
void jk_index_remove(struct jk_index *index, const struct jk_index_item *item);

/** Visits an item's owner. */
typedef void jk_index_visit(void *ctx, uint32_t owner);

/** Visit what may lie within `reach_m` of `item` (surface to surface) and within `tau_s` in time,
 * in one layer. item->layer is not looked at. */
void jk_index_query(const struct jk_index *index, const struct jk_index_item *item, unsigned layer,
                    double reach_m, double tau_s, jk_index_visit *visit, void *ctx);

/** Octets of memory it holds, for the figures. */
size_t jk_index_memory(const struct jk_index *index);
#endif
