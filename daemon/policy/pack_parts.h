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
#endif
