/* daemon/app/notices/totals.h: sums by name that rules ask for: rallies of a paslon, crowds of a
 * day. */
#ifndef DAEMON_APP_NOTICES_TOTALS_H
#define DAEMON_APP_NOTICES_TOTALS_H
#include "jarak/base/name_table.h"
#include "jarak/app/notices/registry.h"

struct tally {
    struct name_table names;
};

/* Count a main's rallies and crowds in, or out again. False: out of memory, and nothing changed. */
bool tally_count(struct tally *tally, const struct jk_notice *notice,
                 const struct jk_region *region);
/* Take a version out of the sums again. */
void tally_uncount(struct tally *tally, const struct jk_notice *notice,
                   const struct jk_region *region);
/* Rallies that stand in the contest of a party, the most of any of its paslon. */
double tally_rallies(const struct tally *tally, const struct jk_party *party);
/* People expected in a region on a local day. */
double tally_crowd(const struct tally *tally, const struct jk_region *region, int32_t day);
/* Free all sums. */
void tally_clear(struct tally *tally);
#endif
