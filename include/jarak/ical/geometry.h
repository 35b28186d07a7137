/* jarak/ical/geometry.h: GeoJSON in STRUCTURED-DATA (RFC 9073, RFC 7946) as a shape.
 *
 * The one place where longitude comes first. Numbers are checked as text before jansson sees them,
 * since it reads them with strtod(): plain decimals, up to 12 digits after the point. Pure. */
#ifndef JARAK_ICAL_GEOMETRY_H
#define JARAK_ICAL_GEOMETRY_H
#include "jarak/ical/scan.h"
#include "jarak/model/shape.h"

/** Read a Polygon or LineString, bare or as a Feature, into `shape`; shape->centre stays.
 *
 * A ring repeats its first point at its end, its direction does not matter. A LineString may have
 * `coordTimes`, one ISO 8601 time with offset for each vertex, in the Feature's properties or
 * beside bare `coordinates`.
 *
 * @param arena        takes the points
 * @param prop         STRUCTURED-DATA with VALUE=TEXT and FMTTYPE="application/geo+json"
 * @param when         the VEVENT's own first instance, for jk_route_check()
 * @param[out] shape   written on JK_OK only
 * @return JK_OK; JK_INVALID, JK_RANGE, JK_TOO_MANY with line; JK_MEMORY */
enum jk_status jk_ical_geometry_read(struct jk_arena *arena, const struct jk_ical_prop *prop,
                                     struct jk_interval when, struct jk_shape *shape,
                                     struct jk_error *err);

/** Where the JSON string that opens at byte `i` of the text ends: its closing quote, or text.len
 * when it stays open. */
size_t jk_json_string_end(struct jk_span text, size_t i);
#endif
