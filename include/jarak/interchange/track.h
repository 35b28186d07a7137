/* jarak/interchange/track.h: ways out of files of receivers and maps: GPX, KML, GeoJSON.
 *
 * GPX 1.0 and 1.1: each trkseg and each rte is a line, with the roads between its via points where
 * the file holds them (gpxx:rpt). KML 2.0 to 2.3: each LineString, Track and LinearRing that is no
 * area's, however deep (Placemark, MultiGeometry, Folder). GeoJSON (RFC 7946): LineString, each
 * part of a MultiLineString, bare, as Feature, in collections. Way points, areas and whatever else
 * stands there is passed over. Altitudes and times are not kept: a notice's times are its plan's.
 * Degrees are read by our own reader, exponents too; fifteen digits count, for receivers write
 * thirty. Encodings: UTF-8, UTF-16, and in XML ISO-8859-1 and windows-1252 where declared. */
#ifndef JARAK_INTERCHANGE_TRACK_H
#define JARAK_INTERCHANGE_TRACK_H
#include "jarak/base/arena.h"
#include "jarak/geo/point.h"

#define JK_TRACK_FILE_MAX                                                                        \
    (16U * 1024 * 1024)                        /* bytes: six hours, a point a second, all that a \
                                                *   watch adds to it */
#define JK_TRACK_JSON_MAX   (4U * 1024 * 1024) /* of JSON, whose tree takes ten times the text */
#define JK_TRACK_POINTS_MAX 100000U            /* of all lines: a day, a point a second */
#define JK_TRACK_LINES_MAX  1000U              /* a receiver that lost its satellites often */
#define JK_TRACK_GAP_M      50.0 /* metres: lines whose ends are no farther apart are one */

/** A line as recorded. */
struct jk_track {
    const struct jk_point *points; /**< in the arena */
    size_t count;                  /**< at least 1 */
    bool has_altitude, has_time;   /**< anywhere in the file: not kept */
    size_t joined;                 /**< lines it was made of; 0: it is one of the file */
    double gap_m;                  /**< metres: the widest gap between those */
    size_t passed_over; /**< planned routes (rte) beside the recorded track that was taken */
    bool lacks_roads;   /**< it is straight between via points where the planner followed roads */
};

/** Read a file; what it is shows in its first bytes.
 *
 * @param which     of the lines that have a point, from 1; 0: there is only one, or those recorded
 *                  are joined where ends meet within JK_TRACK_GAP_M
 * @param[out] out  written on JK_OK only
 * @return JK_OK; JK_UNDECODED neither XML without a document type nor JSON, or packed; JK_INVALID
 *         another format, a point without two numbers or at 0,0, no line, several lines that do not
 *         meet and none chosen (err->value lists them);
 *         JK_RANGE no such place; JK_TOO_BIG, JK_TOO_MANY; JK_MEMORY */
enum jk_status jk_track_read(struct jk_arena *arena, struct jk_span bytes, size_t which,
                             struct jk_track *out, struct jk_error *err);
#endif
