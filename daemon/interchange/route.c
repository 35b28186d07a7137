/* A recorded way as one STRUCTURED-DATA line, as exact as the line has room for.
 *
 * Points are rounded to six decimals (a tenth of a metre) first and simplified with that rounding
 * known (geo/simplify.h), so the stated error is that of the line as written and not of one that
 * nobody has. If it does not fit into a content line or has too many corners, the request is
 * refused with the smallest error found that would fit: doubled until it does, then halved HALVINGS
 * times. Nothing is made coarser than asked without asking. */
#include "jarak/interchange/route.h"
#include "jarak/base/texts.h"
#include "jarak/interchange/texts.h"
#include "jarak/model/texts.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/interchange/track_internal.h"
#include "jarak/base/decimal.h"
#include "jarak/geo/geodesic.h"
#include "jarak/geo/simplify.h"
#include "jarak/ical/scan.h"
#include "jarak/ical/write.h"
#include "jarak/model/shape.h"

#define LINE_NAME  "STRUCTURED-DATA;VALUE=TEXT;FMTTYPE=\"application/geo+json\""
#define COARSE_MAX 2000.0 /* metres: beyond, no error is worth naming */
#define HALVINGS   10     /* of the span in which the error that fits is looked for */

/* A line on its way: as recorded, and as it would be written. */
struct making {
    struct jk_arena *arena;
    struct jk_way way;
    double length_m; /* recorded */
    size_t stands;   /* times the receiver stood */
};

static double rounded(double deg)
{
    return round(deg * 1e6) / 1e6;
}

/* Equal neighbours are one place; what is drawn of different ones may still be the same. */
static enum jk_status lay_way(struct making *m, const struct jk_track *track, struct jk_error *err)
{
    struct jk_point *line = jk_arena_array(m->arena, track->count, sizeof *line);
    struct jk_point *drawn = jk_arena_array(m->arena, track->count, sizeof *drawn);
    struct jk_point *seen = jk_arena_array(m->arena, track->count, sizeof *seen);
    size_t count = 0, points = track->count;

    if (!line || !drawn || !seen)
        return jk_no_memory(err);
    memcpy(seen, track->points, points * sizeof *seen);
    m->stands = interchange_track_still(seen, &points);
    for (size_t i = 0; i < points; i++) {
        struct jk_point p = seen[i];

        if (count && jk_point_eq(line[count - 1], p))
            continue;
        if (count)
            m->length_m += jk_geodesic_distance(line[count - 1], p);
        line[count] = p;
        drawn[count++] = (struct jk_point){ rounded(p.lat_deg), rounded(p.lon_deg) };
    }
    m->way = (struct jk_way){ line, drawn, count, NULL };
    if (count < 2)
        return jk_fail(err, JK_INVALID, JK_TEXT_ROUTE_POINTS, "", "%zu", count);
    if (!(m->length_m <= JK_ROUTE_LENGTH_MAX))
        return jk_fail(err, JK_TOO_MANY, JK_TEXT_ROUTE_LONG, "", "%.0f m", m->length_m);
    m->way.measured = jk_way_measure(m->arena, &m->way);
    return m->way.measured ? JK_OK : jk_no_memory(err);
}

/* The corners kept, each once. */
static size_t list_corners(const struct making *m, const struct jk_simplified *simple,
                           struct jk_point *out)
{
    size_t count = 0;

    for (size_t i = 0; i < simple->count; i++) {
        struct jk_point p = m->way.drawn[simple->kept[i]];

        if (count == 0 || !jk_point_eq(out[count - 1], p))
            out[count++] = p;
    }
    return count;
}

static void write_geojson(struct jk_buf *buf, const struct jk_point *points, size_t count)
{
    jk_buf_str(buf, "{\"type\":\"LineString\",\"coordinates\":[");
    for (size_t i = 0; i < count; i++) {
        jk_buf_str(buf, i ? ",[" : "[");
        jk_decimal_add(buf, points[i].lon_deg, JK_ROUTE_FRACTION, '.');
        jk_buf_char(buf, ',');
        jk_decimal_add(buf, points[i].lat_deg, JK_ROUTE_FRACTION, '.');
        jk_buf_char(buf, ']');
    }
    jk_buf_str(buf, "]}");
    jk_buf_char(buf, '\0');
}

/* True when it goes into one content line of a notice. */
static bool fits(const struct jk_buf *geojson, size_t corners)
{
    struct jk_buf value = { 0 };
    size_t len;

    if (corners > JK_ROUTE_POINTS_MAX)
        return false;
    jk_ical_text_add(&value, geojson->at);
    len = sizeof LINE_NAME + value.len; /* the colon in place of the NUL */
    jk_buf_clear(&value);
    return len <= JK_ICAL_STRUCTURED_MAX;
}

/* The way drawn within one bound. */
struct drawing {
    struct jk_point *corners; /* room for all points of the way */
    size_t count;             /* corners kept */
    struct jk_buf geojson;
    double error_m;
};

static enum jk_status draw(const struct making *m, double within_m, struct drawing *out)
{
    struct jk_arena work = { 0 };
    struct jk_simplified simple;
    enum jk_status rc = jk_way_simplify(&work, &m->way, within_m, &simple);

    if (rc == JK_OK) {
        out->count = list_corners(m, &simple, out->corners);
        out->error_m = simple.error_m;
        if (out->count <= JK_ROUTE_POINTS_MAX) /* else it is not written, for it does not fit */
            write_geojson(&out->geojson, out->corners, out->count);
        rc = jk_buf_ok(&out->geojson) ? JK_OK : JK_MEMORY;
    }
    jk_arena_clear(&work);
    return rc;
}

/* The error with which it fits at a bound, or infinity. */
static double error_at(const struct making *m, double within_m, struct jk_point *corners)
{
    struct drawing drawn = { .corners = corners };
    bool ok = draw(m, within_m, &drawn) == JK_OK && fits(&drawn.geojson, drawn.count);

    jk_buf_clear(&drawn.geojson);
    return ok ? drawn.error_m : INFINITY;
}

/* The smallest error found with which it would fit: doubled until it does, then halved. */
static enum jk_status refuse_coarse(const struct making *m, double within_m,
                                    struct jk_point *corners, struct jk_error *err)
{
    double low_m = within_m, high_m = 2.0 * within_m, best_m, error_m;

    while ((best_m = error_at(m, high_m, corners)) == INFINITY && high_m < COARSE_MAX) {
        low_m = high_m;
        high_m *= 2.0;
    }
    if (best_m == INFINITY)
        return jk_fail(err, JK_TOO_MANY, JK_TEXT_ROUTE_LONG, "", "%zu", m->way.count);
    for (int i = 0; i < HALVINGS; i++) {
        double middle_m = (low_m + high_m) / 2.0;

        error_m = error_at(m, middle_m, corners);
        if (error_m == INFINITY) {
            low_m = middle_m;
        } else {
            high_m = middle_m;
            best_m = error_m;
        }
    }
    return jk_fail(err, JK_TOO_MANY, JK_TEXT_ROUTE_COARSE, "error_m", "%.1f",
                   ceil(best_m * 10.0) / 10.0);
}

static bool write_line(struct jk_arena *arena, const struct jk_buf *geojson,
                       struct jk_route_line *out)
{
    struct jk_buf line = { 0 };

    jk_ical_text(&line, LINE_NAME, geojson->at);
    out->geojson = jk_arena_copy(arena, jk_span_of(geojson->at));
    out->structured_data = jk_buf_ok(&line) ? jk_arena_copy(arena, jk_buf_view(&line)) : NULL;
    jk_buf_clear(&line);
    return out->geojson && out->structured_data;
}

static double length_of(const struct jk_point *points, size_t count)
{
    double length_m = 0.0;

    for (size_t i = 1; i < count; i++)
        length_m += jk_geodesic_distance(points[i - 1], points[i]);
    return length_m;
}

static enum jk_status make(const struct making *m, double within_m, struct jk_route_line *out,
                           struct jk_error *err)
{
    struct drawing drawn = { .corners =
                                 jk_arena_array(m->arena, m->way.count, sizeof *drawn.corners) };
    enum jk_status rc = drawn.corners ? draw(m, within_m, &drawn) : JK_MEMORY;

    if (rc == JK_OK && drawn.count < 2)
        rc = jk_fail(err, JK_INVALID, JK_TEXT_ROUTE_POINTS, "", "%zu", drawn.count);
    else if (rc == JK_OK && !fits(&drawn.geojson, drawn.count))
        rc = refuse_coarse(m, within_m, drawn.corners, err);
    else if (rc == JK_OK && !write_line(m->arena, &drawn.geojson, out))
        rc = JK_MEMORY;
    jk_buf_clear(&drawn.geojson);
    if (rc == JK_MEMORY)
        return jk_fail(err, rc, JK_TEXT_NO_MEMORY, "", "%s", "");
    out->points_out = drawn.count;
    out->error_m = ceil(drawn.error_m * 1000.0) / 1000.0;
    out->length_m = length_of(drawn.corners, drawn.count);
    return rc;
}

enum jk_status jk_route_make(struct jk_arena *arena, const struct jk_track *track, double within_m,
                             struct jk_route_line *out, struct jk_error *err)
{
    struct making m = { .arena = arena };
    struct jk_route_line made = { .points_in = track->count,
                                  .dropped_altitude = track->has_altitude,
                                  .dropped_time = track->has_time,
                                  .dropped_roads = track->lacks_roads,
                                  .joined = track->joined,
                                  .gap_m = track->gap_m,
                                  .passed_over = track->passed_over };
    enum jk_status rc = lay_way(&m, track, err);

    if (rc == JK_OK)
        rc = make(&m, within_m, &made, err);
    made.stands = m.stands;
    if (rc == JK_OK)
        *out = made;
    return rc;
}

enum jk_status jk_route_error_read(struct jk_span text, double *out, struct jk_error *err)
{
    double value;

    if (!jk_decimal_parse(text, 3, &value) || !(value >= JK_ROUTE_ERROR_MIN) ||
        !(value <= JK_ROUTE_ERROR_MAX))
        return jk_fail(err, JK_RANGE, JK_TEXT_ROUTE_ERROR, "error_m", "%.*s",
                       text.len < JK_ERROR_VALUE_MAX ? (int)text.len : JK_ERROR_VALUE_MAX, text.at);
    *out = value;
    return JK_OK;
}

static void add_dropped(struct jk_buf *buf, const struct jk_route_line *route)
{
    const char *const words[] = { route->dropped_altitude ? "altitude" : NULL,
                                  route->dropped_time ? "time" : NULL,
                                  route->dropped_roads ? "roads" : NULL };
    const char *sign = "";

    jk_buf_str(buf, ",\"dropped\":[");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!words[i])
            continue;
        jk_buf_fmt(buf, "%s\"%s\"", sign, words[i]);
        sign = ",";
    }
    jk_buf_str(buf, "]");
}

enum jk_status jk_route_corners_add(struct jk_buf *buf, const struct jk_route_line *route)
{
    json_t *line = json_loads(route->geojson, 0, NULL), *corner;
    size_t i;

    json_array_foreach(json_object_get(line, "coordinates"), i, corner)
    {
        jk_buf_str(buf, i ? " " : "");
        jk_decimal_add(buf, json_number_value(json_array_get(corner, 1)), JK_ROUTE_FRACTION, '.');
        jk_buf_char(buf, ',');
        jk_decimal_add(buf, json_number_value(json_array_get(corner, 0)), JK_ROUTE_FRACTION, '.');
    }
    json_decref(line);
    return line && jk_buf_ok(buf) ? JK_OK : JK_MEMORY;
}

void jk_route_json_add(struct jk_buf *buf, const struct jk_route_line *route)
{
    json_t *line = json_string(route->structured_data);
    char *text = line ? json_dumps(line, JSON_ENCODE_ANY) : NULL;

    jk_buf_fmt(buf, "{\"geojson\":%s,\"structured_data\":%s,\"points_in\":%zu,\"points_out\":%zu",
               route->geojson, text ? text : "null", route->points_in, route->points_out);
    jk_buf_str(buf, ",\"error_m\":");
    /* How far a road that is not in the file lies from its straight line, nobody knows. */
    if (route->dropped_roads)
        jk_buf_str(buf, "null");
    else
        jk_decimal_add(buf, route->error_m, 3, '.');
    jk_buf_str(buf, ",\"length_m\":");
    jk_decimal_add(buf, route->length_m, 3, '.');
    add_dropped(buf, route);
    if (route->joined) {
        jk_buf_fmt(buf, ",\"joined\":{\"lines\":%zu,\"gap_m\":", route->joined);
        jk_decimal_add(buf, route->gap_m, 1, '.');
        jk_buf_str(buf, "}");
    } else {
        jk_buf_str(buf, ",\"joined\":null");
    }
    jk_buf_fmt(buf, ",\"passed_over\":%zu,\"stands\":%zu}", route->passed_over, route->stands);
    buf->failed = buf->failed || !text;
    free(text);
    json_decref(line);
}
