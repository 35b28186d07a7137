/* The readers of recorded ways share one list of points: private to this folder. */
#ifndef DAEMON_INTERCHANGE_TRACK_INTERNAL_H
#define DAEMON_INTERCHANGE_TRACK_INTERNAL_H
#include "jarak/interchange/track.h"

#define TRACK_NAME_MAX 40U /* bytes of a line's name that are kept: enough to tell it by */

/** Where a line begins in the list of all points. */
struct track_line {
    size_t first, count;
    size_t number;    /**< among those that have a point, from 1 */
    const char *name; /**< in the file, or "" */
    bool lacks_roads; /**< a planner followed roads that are not in the file */
    bool is_route;    /**< planned beside what was recorded: a rte of GPX */
    bool is_hidden;   /**< KML: visibility 0 */
};

/** What else a file holds, to say why no line was found. */
enum track_other { TRACK_AREA = 1, TRACK_POINTS = 2, TRACK_LINK = 4 };

/** A file being read. */
struct track_reader {
    struct jk_arena *arena;
    struct jk_error *err;
    struct jk_point *points;
    size_t count, cap;
    struct track_line *lines;
    size_t line_count, line_cap;
    const char *name; /**< of the lines that begin now; never null */
    bool is_hidden;   /**< likewise */
    bool has_altitude, has_time;
    unsigned others; /**< enum track_other */
};

/** Begin a line; points go to the newest one. */
enum jk_status interchange_track_begin(struct track_reader *r);

/** Add a point to the open line. A receiver without a fix writes 0,0, where nobody campaigns. */
enum jk_status interchange_track_point(struct track_reader *r, double lat_deg, double lon_deg,
                                       const char *field);

/** Name the lines that begin from now on: one line of text, cut. */
enum jk_status interchange_track_name(struct track_reader *r, struct jk_span name);

enum jk_status interchange_track_refuse(struct track_reader *r, const struct jk_text *text,
                                        const char *field, struct jk_span value);
enum jk_status interchange_track_fail(struct track_reader *r, enum jk_status status,
                                      const struct jk_text *text);

/** Read GPX or KML, or GeoJSON: UTF-8 as interchange_track_clean() leaves it. */
enum jk_status interchange_track_read_xml(struct track_reader *r, struct jk_span bytes);
enum jk_status interchange_track_read_json(struct track_reader *r, struct jk_span bytes);

/** The bytes as UTF-8, without mark, declaration, blanks at both ends and what programs add without
 * meaning; borrowed from `bytes` where nothing had to be changed, else in the arena.
 *
 * @return JK_OK; JK_UNDECODED an encoding that is not told, or broken; JK_MEMORY */
enum jk_status interchange_track_clean(struct jk_arena *arena, struct jk_span bytes,
                                       struct jk_span *out);

/** Take out the shaking of a receiver that stands: points that wander within a few metres for a
 * while become one.
 *
 * @param points  changed in place
 * @param count   becomes what is left
 * @return how many times it stood */
size_t interchange_track_still(struct jk_point *points, size_t *count);
#endif
