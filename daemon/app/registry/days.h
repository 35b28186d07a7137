/* daemon/app/registry/days.h: which instances of which versions stand on a local day of a contest.
 *
 * A verdict asks for the rivals of its day where a distance cannot be computed (R26); walking every
 * notice for that would cost more than judging. Only what rivals can be about is listed: campaign
 * activities that take place somewhere. */
#ifndef DAEMON_APP_REGISTRY_DAYS_H
#define DAEMON_APP_REGISTRY_DAYS_H
#include "jarak/app/registry/registry.h"
#include "jarak/base/name_table.h"

struct registry_days {
    const struct jk_pack *pack; /* its calendar; what lies outside is not listed */
    struct jk_name_table table;
};

/* Lists a version that comes to stand. False: out of memory, and then it is not listed. */
bool registry_days_enter(struct registry_days *days, const struct jk_entry *entry,
                         struct jk_version *version);
/* The opposite; what is not listed: nothing. */
void registry_days_leave(struct registry_days *days, const struct jk_entry *entry,
                         const struct jk_version *version);
void registry_days_clear(struct registry_days *days);

/* The activities of rivals that stand on a day of the entry's current version, in a sub-district it
 * may be in, where one of the two has no place that could be judged: one a day of each chain, by
 * start and UID. In the arena. */
enum jk_status registry_days_rivals(const struct registry_days *days, const struct jk_entry *entry,
                                    struct jk_arena *arena, struct jk_rule_input *out);
#endif
