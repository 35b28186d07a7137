/* A version is assessed when each instance of it has a place that says all of where it goes; a
 * chain when all its versions are that stand or wait. */
#include "jarak/app/registry/registry.h"
#include "jarak/policy/occupancy.h"

bool jk_version_is_assessed(const struct jk_version *version)
{
    for (size_t i = 0; version && i < version->notice->instance_count; i++) {
        if (!jk_occupancy_is_assessed(version->notice->instances[i].facts))
            return false;
    }
    return true;
}

bool jk_chain_is_assessed(const struct jk_chain *chain)
{
    for (size_t i = 0; i < chain->entry_count; i++) {
        if (!jk_version_is_assessed(chain->entries[i]->current) ||
            !jk_version_is_assessed(chain->entries[i]->approved))
            return false;
    }
    return true;
}
