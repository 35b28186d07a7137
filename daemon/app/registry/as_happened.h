/* daemon/app/registry/as_happened.h: an activity as a verified report says it happened, as a
 * version that stands beside its plan. */
#ifndef DAEMON_APP_REGISTRY_AS_HAPPENED_H
#define DAEMON_APP_REGISTRY_AS_HAPPENED_H
#include "jarak/app/registry/registry.h"

/* The instance that is on at a moment, or nearest to it; null where there is none. */
const struct jk_instance *registry_happened_instance(const struct jk_notice *notice, int64_t at_s);
/* Make the version in force into what the report says, of the one instance it is about.
 *
 * @param entry     has a version in force with an instance
 * @param[out] out  not yet standing; free with registry_version_free()
 * @return JK_OK; JK_INVALID, JK_RANGE when that cannot be; JK_MEMORY */
enum jk_status registry_happened_make(const struct jk_pack *pack, const struct jk_entry *entry,
                                      const struct jk_report *report, struct jk_version **out,
                                      struct jk_error *err);
#endif
