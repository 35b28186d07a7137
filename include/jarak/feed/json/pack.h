/* jarak/feed/json/pack.h: the pack's data for forms and maps: places, regions, contests, zones,
 * rows.
 *
 * Everything is the pack's own, so it is public among those who sign in; nothing of any notice is
 * in it. Each function gives what json_decref() takes, or null when memory is out. Pure. Source:
 * WIRE 1.
 */
#ifndef JARAK_FEED_JSON_PACK_H
#define JARAK_FEED_JSON_PACK_H
#include <jansson.h>
#include "jarak/policy/edition.h"
#include "jarak/policy/whose.h"

#define JK_PLACES_TOLD 100 /* of one answer; a form asks again with more letters */

/** Places like what was written (jk_place_is_like), by name: `{"places": [...], "more": false}`.
 *
 * @param what  "" for all */
json_t *jk_places_json(const struct jk_pack *pack, const char *what);

/** Regions with their parents, zones and reference points: `{"regions": [...]}`. */
json_t *jk_regions_json(const struct jk_pack *pack);

/** Contests with their paslon, in the order of ballot numbers: `{"contests": [...]}`. */
json_t *jk_contests_json(const struct jk_pack *pack, enum jk_lang lang);

/** Risk zones as GeoJSON: discs as Points with `radius_m`, others as MultiPolygons; what an account
 * stated with who did, when and on what basis.
 *
 * @param region  those that lie in it; "" all */
json_t *jk_zones_json(const struct jk_pack *pack, const char *region);

/** A policy as a policy.json (calendars/README.md) that would be read as the same.
 *
 * @param exempt_too  exempt rows one by one, with their names; else one row for all of them, last
 */
json_t *jk_policy_json(const struct jk_policy *policy, bool exempt_too);

/** All policies of a pack, what lies above first: `{"policies": [...]}` with id, version, who
 * decided it, for whom it holds ("contests", "region"), what it inherits from ("above"), and the
 * number of the "edition" where an account stated it. Beside them, "left_out": what accounts stated
 * and the files have no place for any more, with why. */
json_t *jk_policies_json(const struct jk_pack *pack, enum jk_lang lang);
#endif
