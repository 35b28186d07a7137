/* daemon/app/registry/totals.h: sums by name that rules ask for: rallies of a paslon, crowds of a
 * day. */
#ifndef DAEMON_APP_REGISTRY_TOTALS_H
#define DAEMON_APP_REGISTRY_TOTALS_H
#include "jarak/base/name_table.h"
#include "jarak/app/registry/registry.h"

struct totals {
    struct jk_name_table names;
    const struct jk_pack *pack; /* whose calendar says when the vote is over; null: never */
};

/* Count a main's rallies and crowds in, or out again. False: out of memory, and nothing changed. */
bool registry_totals_count(struct totals *totals, const struct jk_notice *notice,
                           const struct jk_region *region);
/* Take a version out of the sums again. */
void registry_totals_uncount(struct totals *totals, const struct jk_notice *notice,
                             const struct jk_region *region);
/* Rallies of the campaign that stand in the contest of a party, the most of any of its paslon: what
 * begins after the vote is none. */
double registry_totals_rallies(const struct totals *totals, const struct jk_party *party);
/* Rallies of a contest that stand in a region on a local day. */
double registry_totals_day(const struct totals *totals, const struct jk_party *party,
                           const struct jk_region *region, int32_t day);
/* People expected in a region on a local day. */
double registry_totals_crowd(const struct totals *totals, const struct jk_region *region,
                             int32_t day);
/* Free all sums. */
void registry_totals_clear(struct totals *totals);
#endif
