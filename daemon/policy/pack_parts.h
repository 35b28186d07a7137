/* daemon/policy/pack_parts.h: the larger parts of a pack, each read by its own file. */
#ifndef JARAK_POLICY_PACK_PARTS_H
#define JARAK_POLICY_PACK_PARTS_H
#include "daemon/policy/json_read.h"
#include "jarak/policy/pack.h"

/* policy.json: rows are stated in order; the first that names a pair of classes counts, so that a
 * last row with "*" can write out what is exempt. */
void pack_read_policy(struct json_reader *r, const struct cursor *at, struct jk_policy *policy);

/* defaults.json: buffers, radii, columns, sizes. */
void pack_read_defaults(struct json_reader *r, const struct cursor *at, struct jk_pack *pack);

/* The files a pack may do without: zones.geojson, areas.geojson, kpu_slots.json. */
void pack_read_zones(struct json_reader *r, const struct cursor *at, struct jk_pack *pack);
void pack_read_areas(struct json_reader *r, const struct cursor *at, struct jk_pack *pack);
void pack_read_kpu_slots(struct json_reader *r, const struct cursor *at, struct jk_pack *pack);

/* Reads every element of the array at->key into an array of `size` octets each, in the arena. */
void *pack_read_list(struct json_reader *r, const struct cursor *at, const char *key, size_t size,
                     size_t *count,
                     void (*read)(struct json_reader *, const struct cursor *, void *));
#endif
