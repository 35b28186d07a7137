/* The made-up election pack of a season: three square regencies of four quarters each in a row
 * along the equator, their contests, a governor's and a re-vote, one risk zone, one slot of KPU.
 * What it says of rows, defaults, rules and holidays is the Kutim pack's. */
#ifndef TESTS_SEASON_PACK_H
#define TESTS_SEASON_PACK_H
#include "tests/season/plan.h"

#define PACK_STATIONS         701
#define PACK_OFFICERS         300  /* of each regency's own police */
#define PACK_REINFORCED       100  /* from the middle of the season on */
#define PACK_ZONE_LAT         0.10 /* over the second town of the first regency */
#define PACK_ZONE_LON         117.15
#define PACK_ZONE_M           2500.0
#define PACK_ZONE_FACTOR      1.5
#define PACK_EDITION_KONVOI_M 1500 /* waspada of konvoi-konvoi in the second edition, else 1 km */
#define PACK_EDITION_KECIL_M  500  /* waspada of besar-kecil, else 300 m */

/** Write the pack into a folder.
 *
 * @param edition  1, or 2: the policy as a meeting has changed it on one day
 * @param swapped  ballot numbers are exchanged */
void pack_write(const struct plan *plan, const char *folder, int edition, bool swapped);
/** Days of the season on which the risk zone holds: the first third. */
int pack_zone_days(const struct plan *plan);
#endif
