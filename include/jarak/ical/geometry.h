/* jarak/ical/geometry.h: GeoJSON in STRUCTURED-DATA (RFC 9073, RFC 7946) or X-JARAK-GEOMETRY as a
 * shape.
 *
 * The one place where longitude comes first. Pure. */
#ifndef JARAK_ICAL_GEOMETRY_H
#define JARAK_ICAL_GEOMETRY_H
#include "jarak/ical/scan.h"
#include "jarak/model/notice.h"

/** Read a Polygon or LineString, bare, as a Feature, or as the only one in a collection, into
 * `shape`; shape->centre stays. Ordinates behind the second say nothing.
 *
 * A ring repeats its first point at its end, its direction does not matter. A LineString may have
 * `coordTimes`, one ISO 8601 time with offset for each vertex, in the Feature's properties or
 * beside bare `coordinates`.
 *
 * @param arena        takes the points
 * @param prop         STRUCTURED-DATA with VALUE=TEXT and FMTTYPE="application/geo+json", or
 *                     X-JARAK-GEOMETRY with the same JSON
 * @param when         the VEVENT's own first instance, for jk_route_check()
 * @param[out] facts   shape, geometry and geometry_said, written on JK_OK only
 * @return JK_OK; JK_INVALID, JK_RANGE, JK_TOO_MANY with line; JK_MEMORY */
enum jk_status jk_ical_geometry_read(struct jk_arena *arena, const struct jk_ical_prop *prop,
                                     struct jk_interval when, struct jk_facts *facts,
                                     struct jk_error *err);

/** Read geometry that the version before has stated, at other times: coordTimes shift to the new
 * start, and fall away where the VEVENT's length has changed.
 *
 * @param json           as in facts->geometry of the version before; kept, not copied
 * @param[in,out] facts  shape, geometry and geometry_said: CARRIED, or DOUBTFUL where a stated GEO
 *                       lies outside the area, or over JK_CARRIED_OFF_M from every place of it
 * @return as jk_ical_geometry_read() */
enum jk_status jk_ical_geometry_carried(struct jk_arena *arena, const char *json,
                                        struct jk_interval when, struct jk_facts *facts,
                                        struct jk_error *err);

struct json_t;

/** True when an object has no "crs", null, or one that says WGS84 in longitude and latitude. */
bool jk_geojson_crs_is_ours(const struct json_t *object);

#define JK_CARRIED_OFF_M 2000.0 /* farther than a venue is wide: the point was moved */

/** Where the JSON string that opens at byte `i` of the text ends: its closing quote, or text.len
 * when it stays open. */
size_t jk_json_string_end(struct jk_span text, size_t i);
#endif
