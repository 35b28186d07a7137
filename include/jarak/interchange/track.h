/* jarak/interchange/track.h: ways out of files of receivers and maps: GPX, KML, GeoJSON.
 *
 * GPX 1.0 and 1.1: each trkseg and each rte is a line, with the roads between its via points where
 * the file holds them (gpxx:rpt). KML 2.2: each LineString and each gx:Track,
 * however deep (Placemark, MultiGeometry, Folder). GeoJSON (RFC 7946): LineString, each part of a
 * MultiLineString, bare, as Feature or in a FeatureCollection. Way points, areas and whatever else
 * stands there is passed over. Altitudes and times are not kept: a notice's times are its plan's.
 * Degrees are read by our own reader; digits behind the twelfth are passed over, for receivers
 * write thirty. Segments are not joined: nobody knows where one went between them. */
#ifndef JARAK_INTERCHANGE_TRACK_H
#define JARAK_INTERCHANGE_TRACK_H
#include "jarak/base/arena.h"
#include "jarak/geo/point.h"

#define JK_TRACK_FILE_MAX   (4U * 1024 * 1024) /* bytes: six hours, a point a second, with ease */
#define JK_TRACK_POINTS_MAX 100000U            /* of all lines: a day, a point a second */
#define JK_TRACK_LINES_MAX  1000U              /* a receiver that lost its satellites often */

/** A line as recorded. */
struct jk_track {
    const struct jk_point *points; /**< in the arena */
    size_t count;                  /**< at least 1 */
    bool has_altitude, has_time;   /**< anywhere in the file: not kept */
    bool lacks_roads; /**< it is straight between via points where the planner followed roads */
};

/** Read a file; what it is shows in its first bytes.
 *
 * @param which     of the lines that have a point, from 1; 0: there must be only one
 * @param[out] out  written on JK_OK only
 * @return JK_OK; JK_UNDECODED neither XML without a document type nor JSON; JK_INVALID another
 *         format, a point without two plain numbers, no line, several lines and none chosen;
 *         JK_RANGE no such place; JK_TOO_BIG, JK_TOO_MANY; JK_MEMORY */
enum jk_status jk_track_read(struct jk_arena *arena, struct jk_span bytes, size_t which,
                             struct jk_track *out, struct jk_error *err);
#endif
