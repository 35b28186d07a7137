/* Recorded ways from GPX, KML and GeoJSON as one line of points.
 *
 * What is no text of ours is made UTF-8 first (clean.c); then the first byte tells XML from JSON.
 * All lines of a file go into one array of points with their ranges and one is chosen at the end.
 * Several are joined where each begins within JK_TRACK_GAP_M of the end of the one before, and that
 * is said: a receiver that lost its satellites for a moment, a line drawn in pieces. Joining others
 * would invent a way between, so they are listed and one must be asked for by number. A planned
 * route beside a recorded track is passed over, and that is said too.
 *
 * Altitude and time are dropped, and that they were there is said: a recorded time is no plan. */
#include "jarak/interchange/track.h"
#include "jarak/base/texts.h"
#include "jarak/interchange/texts.h"

#include <string.h>
#include "daemon/interchange/track_internal.h"
#include "jarak/base/control_chars.h"
#include "jarak/base/defend.h"
#include "jarak/geo/geodesic.h"

enum jk_status interchange_track_refuse(struct track_reader *r, const struct jk_text *text,
                                        const char *field, struct jk_span v)
{
    return jk_fail(r->err, JK_INVALID, text, field, "%.*s",
                   v.len < JK_ERROR_VALUE_MAX ? (int)v.len : JK_ERROR_VALUE_MAX, v.at ? v.at : "");
}

enum jk_status interchange_track_fail(struct track_reader *r, enum jk_status status,
                                      const struct jk_text *text)
{
    return jk_fail(r->err, status, text, "", "%s", "");
}

enum jk_status interchange_track_name(struct track_reader *r, struct jk_span name)
{
    struct jk_buf one_line = { 0 };
    struct jk_span cut = jk_span_trim(name);

    cut.len = jk_utf8_cut(cut, TRACK_NAME_MAX);
    jk_control_chars_add(&one_line, cut);
    r->name = jk_buf_ok(&one_line) ? jk_arena_copy(r->arena, jk_buf_view(&one_line)) : NULL;
    jk_buf_clear(&one_line);
    return r->name ? JK_OK : interchange_track_fail(r, JK_MEMORY, JK_TEXT_NO_MEMORY);
}

enum jk_status interchange_track_begin(struct track_reader *r)
{
    struct track_line *lines;

    if (r->line_count == JK_TRACK_LINES_MAX)
        return interchange_track_fail(r, JK_TOO_MANY, JK_TEXT_TRACK_BIG);
    lines = jk_arena_grow(r->arena, r->lines, r->line_count, &r->line_cap, sizeof *lines);
    if (!lines)
        return interchange_track_fail(r, JK_MEMORY, JK_TEXT_NO_MEMORY);
    r->lines = lines;
    r->lines[r->line_count++] =
        (struct track_line){ .first = r->count, .name = r->name, .is_hidden = r->is_hidden };
    return JK_OK;
}

enum jk_status interchange_track_point(struct track_reader *r, double lat_deg, double lon_deg,
                                       const char *field)
{
    struct jk_point *points;
    struct jk_point point;
    enum jk_status rc = jk_point_make(lat_deg, lon_deg, field, &point, r->err);

    if (rc != JK_OK)
        return rc;
    if (lat_deg == 0.0 && lon_deg == 0.0)
        return jk_fail(r->err, JK_INVALID, JK_TEXT_TRACK_NOWHERE, field, "%zu",
                       r->lines[r->line_count - 1].count + 1);
    if (r->count == JK_TRACK_POINTS_MAX)
        return interchange_track_fail(r, JK_TOO_MANY, JK_TEXT_TRACK_BIG);
    points = jk_arena_grow(r->arena, r->points, r->count, &r->cap, sizeof *points);
    if (!points)
        return interchange_track_fail(r, JK_MEMORY, JK_TEXT_NO_MEMORY);
    r->points = points;
    r->points[r->count++] = point;
    r->lines[r->line_count - 1].count++;
    return JK_OK;
}

/* Lines without a point (a receiver that was only switched on) are none. */
static size_t drop_empty(struct track_reader *r)
{
    size_t left = 0;

    for (size_t i = 0; i < r->line_count; i++) {
        if (r->lines[i].count > 0)
            r->lines[left++] = r->lines[i];
    }
    for (size_t i = 0; i < left; i++)
        r->lines[i].number = i + 1;
    r->line_count = left;
    return left;
}

static enum jk_status refuse_empty(struct track_reader *r)
{
    return interchange_track_fail(r, JK_INVALID,
                                  r->others & TRACK_AREA     ? JK_TEXT_TRACK_AREA
                                  : r->others & TRACK_LINK   ? JK_TEXT_TRACK_LINK
                                  : r->others & TRACK_POINTS ? JK_TEXT_TRACK_WAYPOINTS
                                                             : JK_TEXT_TRACK_EMPTY);
}

/* What was recorded is meant where a plan stands beside it. @return how many are passed over */
static size_t pass_over_routes(struct track_reader *r)
{
    size_t routes = 0, left = 0;

    for (size_t i = 0; i < r->line_count; i++)
        routes += r->lines[i].is_route;
    if (routes == 0 || routes == r->line_count)
        return 0;
    for (size_t i = 0; i < r->line_count; i++) {
        if (!r->lines[i].is_route)
            r->lines[left++] = r->lines[i];
    }
    r->line_count = left;
    return routes;
}

static double length_of(const struct track_reader *r, const struct track_line *line)
{
    double length_m = 0.0;

    for (size_t i = 1; i < line->count; i++)
        length_m +=
            jk_geodesic_distance(r->points[line->first + i - 1], r->points[line->first + i]);
    return length_m;
}

/* "1 Rute 3.6 km (120)": number, name, length and points, as many as there is room for. */
static enum jk_status refuse_many(struct track_reader *r)
{
    struct jk_buf list = { 0 };
    enum jk_status rc;

    jk_buf_fmt(&list, "%zu: ", r->line_count);
    for (size_t i = 0; i < r->line_count && list.len < JK_ERROR_VALUE_MAX; i++) {
        const struct track_line *line = &r->lines[i];

        jk_buf_fmt(&list, "%s%zu %s%s%.1f km (%zu)%s", i ? "; " : "", line->number, line->name,
                   line->name[0] ? " " : "", length_of(r, line) / 1000.0, line->count,
                   line->is_hidden ? " visibility=0" : "");
    }
    rc = jk_buf_ok(&list) ? jk_fail(r->err, JK_INVALID, JK_TEXT_TRACK_MANY, "line", "%.*s",
                                    (int)list.len, list.at)
                          : interchange_track_fail(r, JK_MEMORY, JK_TEXT_NO_MEMORY);
    jk_buf_clear(&list);
    return rc;
}

static void take_line(const struct track_reader *r, const struct track_line *line,
                      struct jk_track *out)
{
    out->points = r->points + line->first;
    out->count = line->count;
    out->lacks_roads = line->lacks_roads;
}

/* The widest gap between the end of a line and the begin of the next. */
static double widest_gap(const struct track_reader *r)
{
    double widest_m = 0.0;

    for (size_t i = 1; i < r->line_count; i++) {
        const struct track_line *before = &r->lines[i - 1];
        double gap_m = jk_geodesic_distance(r->points[before->first + before->count - 1],
                                            r->points[r->lines[i].first]);

        widest_m = gap_m > widest_m ? gap_m : widest_m;
    }
    return widest_m;
}

static enum jk_status join_lines(struct track_reader *r, struct jk_track *out)
{
    struct jk_point *points = jk_arena_array(r->arena, r->count, sizeof *points);

    if (!points)
        return interchange_track_fail(r, JK_MEMORY, JK_TEXT_NO_MEMORY);
    for (size_t i = 0; i < r->line_count; i++) {
        const struct track_line *line = &r->lines[i];

        memcpy(points + out->count, r->points + line->first, line->count * sizeof *points);
        out->count += line->count;
        out->lacks_roads = out->lacks_roads || line->lacks_roads;
    }
    out->points = points;
    out->joined = r->line_count;
    return JK_OK;
}

static enum jk_status choose(struct track_reader *r, size_t which, struct jk_track *out)
{
    struct jk_track track = { .has_altitude = r->has_altitude, .has_time = r->has_time };
    enum jk_status rc = JK_OK;

    if (drop_empty(r) == 0)
        return refuse_empty(r);
    if (which > r->line_count)
        return refuse_many(r);
    if (which > 0) {
        take_line(r, &r->lines[which - 1], &track);
    } else {
        track.passed_over = pass_over_routes(r);
        track.gap_m = widest_gap(r);
        if (r->line_count == 1)
            take_line(r, &r->lines[0], &track);
        else
            rc = track.gap_m <= JK_TRACK_GAP_M ? join_lines(r, &track) : refuse_many(r);
    }
    if (rc == JK_OK)
        *out = track;
    return rc;
}

enum jk_status jk_track_read(struct jk_arena *arena, struct jk_span bytes, size_t which,
                             struct jk_track *out, struct jk_error *err)
{
    JK_ASSERT(arena != NULL && out != NULL);

    struct jk_error ours;
    struct track_reader r = { .arena = arena, .err = err ? err : &ours, .name = "" };
    struct jk_span text;
    enum jk_status rc;

    if (bytes.len > JK_TRACK_FILE_MAX)
        return interchange_track_fail(&r, JK_TOO_BIG, JK_TEXT_TRACK_BIG);
    if (jk_span_starts(bytes, JK_SPAN("PK\3\4")))
        return interchange_track_fail(&r, JK_UNDECODED, JK_TEXT_TRACK_KMZ);
    if ((rc = interchange_track_clean(arena, bytes, &text)) != JK_OK)
        return interchange_track_fail(&r, rc,
                                      rc == JK_MEMORY ? JK_TEXT_NO_MEMORY : JK_TEXT_TRACK_ENCODING);
    if (text.len == 0)
        return interchange_track_fail(&r, JK_UNDECODED, JK_TEXT_TRACK_NO_BYTES);
    if (text.at[0] == '<')
        rc = interchange_track_read_xml(&r, text);
    else if (text.at[0] == '{')
        rc = interchange_track_read_json(&r, text);
    else
        rc = interchange_track_fail(&r, JK_UNDECODED, JK_TEXT_TRACK_FILE);
    return rc == JK_OK ? choose(&r, which, out) : rc;
}
