/* jarak/geo/index.h: what may be near in space and time: a day x cell grid in memory.
 *
 * Conservative: every entry whose sphere comes within the reach of a probe on one of its days is
 * visited (perhaps more than once); no limit, no false negative. Entries lie in layers with cells
 * of their own size, so that halls are not searched at the distance of stadiums. In each layer an
 * entry lies on the level of the grid that fits its radius (cells of 1, 4, 16.. times the layer's)
 * and its length (days, then 8, 64 and 512 days at once): a query looks into few cells of each
 * level, however large or long others are. Buckets that fall empty are given back. Add and remove
 * are incremental. Metres, days. Pure but for malloc; not thread-safe. */
#ifndef JARAK_GEO_INDEX_H
#define JARAK_GEO_INDEX_H
#include <stddef.h>
#include <stdint.h>
#include "jarak/base/status.h"

#define JK_INDEX_LAYERS 8

/** An entry of a bucket: all that a filter reads lies together. */
struct jk_index_entry {
    float x, y, z;  /**< centre of a sphere, earth-centred metres */
    float radius_m; /**< of the sphere, rounded up; >= 0 */
    int32_t in_s, out_s;
    uint32_t owner, label; /**< these four are the caller's; the index does not look at them */
};

/** Where an entry belongs. */
struct jk_index_span {
    unsigned layer;              /**< < JK_INDEX_LAYERS */
    int32_t first_day, last_day; /**< both belong to it; the caller says what a day is */
};

/** A place to look round. */
struct jk_index_probe {
    float x, y, z;
    double reach_m; /**< from there to the surface of the spheres looked for */
    struct jk_index_span span;
};

struct jk_index;

/** An empty index.
 *
 * @param cell_m  edge of the smallest cells in each layer, metres; 1,000..100,000
 * @return given, free with jk_index_free(); null when memory is out */
struct jk_index *jk_index_new(const double cell_m[JK_INDEX_LAYERS]);

/** Free an index; null is allowed. */
void jk_index_free(struct jk_index *index);

/** Add an entry.
 *
 * @return JK_OK; JK_MEMORY (the index then holds what it held) */
enum jk_status jk_index_add(struct jk_index *index, const struct jk_index_span *span,
                            const struct jk_index_entry *entry);

/** Remove an entry that was added with the same members and span. */
void jk_index_remove(struct jk_index *index, const struct jk_index_span *span,
                     const struct jk_index_entry *entry);

/** Buckets one entry of that radius and span stands in. */
unsigned jk_index_copies(const struct jk_index *index, const struct jk_index_span *span,
                         float radius_m);

/** Sees one bucket, which may hold entries that are not near. The index may not change meanwhile.
 */
typedef void jk_index_visit(void *ctx, const struct jk_index_entry *entries, uint32_t count);

/** Visit the buckets that may hold what the probes look for. One probe visits no bucket twice,
 * several may. */
void jk_index_search(const struct jk_index *index, const struct jk_index_probe *probes,
                     size_t count, jk_index_visit *visit, void *ctx);

/** Visit all buckets, neighbours one after another as far as a sort of their cells brings them
 * together.
 *
 * @return JK_OK; JK_MEMORY, nothing is then visited */
enum jk_status jk_index_each(const struct jk_index *index, jk_index_visit *visit, void *ctx);

/** Bytes of memory it holds, the allocator's own included. */
size_t jk_index_memory(const struct jk_index *index);
#endif
