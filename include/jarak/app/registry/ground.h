/* jarak/app/registry/ground.h: whose ground the legs of a chain touch.
 *
 * Officials of a region see the legs that touch its ground, whoever decides on them (SPEC 9). What
 * a version touches is found once, when somebody asks, and kept with it. */
#ifndef JARAK_APP_REGISTRY_GROUND_H
#define JARAK_APP_REGISTRY_GROUND_H
#include "jarak/app/registry/registry.h"

/** Does anything of a notice touch the ground of a region: as it is asked for, as it is in force,
 * or as a report says it happens? What has no place touches what its text names. Where memory is
 * out, nothing is touched.
 *
 * @param region  its code */
bool jk_entry_touches(const struct jk_registry *registry, const struct jk_entry *entry,
                      const char *region);

/** Call for every sub-district that anything of the chain touches, again where it is touched again.
 *
 * @param each  is handed its code
 * @return false: memory is out, and some are left out */
bool jk_chain_each_ground(const struct jk_registry *registry, const struct jk_chain *chain,
                          void (*each)(void *ctx, const char *region), void *ctx);

/** Does any leg of the chain? */
bool jk_chain_touches(const struct jk_registry *registry, const struct jk_chain *chain,
                      const char *region);
#endif
