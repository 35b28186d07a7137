/* jarak/interchange/route.h: a recorded line as the STRUCTURED-DATA of a notice (WIRE 3,
 * calendars/profile.md).
 *
 * Corners are left out and coordinates rounded to JK_ROUTE_FRACTION digits (11 cm at most); how far
 * any place of the recorded line may then be from the leg that stands for it is stated, as an upper
 * bound (jarak/geo/simplify.h); the shaking of a receiver that stands (within 15 m) is taken out
 * before and is not in it. A line that does not fit into a notice within the bound asked for
 * is refused, with the error that would fit. */
#ifndef JARAK_INTERCHANGE_ROUTE_H
#define JARAK_INTERCHANGE_ROUTE_H
#include "jarak/interchange/track.h"

#define JK_ROUTE_FRACTION  6   /* digits of a degree: 11 cm */
#define JK_ROUTE_ERROR_MAX 5.0 /* metres: half of a column's half-width by default */
#define JK_ROUTE_ERROR_MIN 0.1 /* metres: the rounding alone takes 8 cm */

/** A route ready to be stated. In the arena. */
struct jk_route_line {
    size_t points_in, points_out;
    double error_m;  /**< upper bound, rounded up to 1 mm; says nothing with dropped_roads */
    double length_m; /**< of what is stated, by geodesics */
    bool dropped_altitude, dropped_time;
    bool dropped_roads;  /**< straight between via points, where the planner followed roads */
    size_t joined;       /**< lines that were joined, whose ends met; 0: it was one */
    double gap_m;        /**< metres: the widest gap between those */
    size_t passed_over;  /**< planned routes beside the recorded track */
    size_t stands;       /**< times the receiver stood: its shaking is no road */
    const char *geojson; /**< a LineString */
    const char *structured_data; /**< content line, folded, ended by CRLF */
};

/** Make a route of a line. Neighbours in the same place count once.
 *
 * @param within_m  JK_ROUTE_ERROR_MIN..JK_ROUTE_ERROR_MAX
 * @param[out] out  written on JK_OK only
 * @return JK_OK; JK_INVALID fewer than two different places; JK_TOO_MANY above 2,000 km, or too
 *         many corners: err->value tells the error in metres with which they would fit; JK_MEMORY
 */
enum jk_status jk_route_make(struct jk_arena *arena, const struct jk_track *track, double within_m,
                             struct jk_route_line *out, struct jk_error *err);

/** The corners as a table's cell has them: `lat,lon lat,lon ...`. Appends.
 *
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_route_corners_add(struct jk_buf *buf, const struct jk_route_line *route);

/** Read a bound as people write it: a plain decimal from JK_ROUTE_ERROR_MIN to JK_ROUTE_ERROR_MAX.
 *
 * @return JK_OK; JK_RANGE */
enum jk_status jk_route_error_read(struct jk_span text, double *out, struct jk_error *err);

/** The route as JSON text: geojson, structured_data, points_in, points_out, error_m, length_m,
 * dropped, joined, passed_over, stands; error_m is null where roads are missing, joined where one
 * line was taken. Appends; jk_buf_ok() tells of lost memory. */
void jk_route_json_add(struct jk_buf *buf, const struct jk_route_line *route);
#endif
