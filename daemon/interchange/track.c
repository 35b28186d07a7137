/* Recorded ways from GPX, KML and GeoJSON as one line of points.
 *
 * The first byte that is no blank tells XML from JSON, the root element (and its namespace, where
 * there is one) tells the dialect. All lines of a file go into one array of points with their
 * ranges; one is chosen at the end, and a file with several must be asked for by number, because
 * joining them would invent a way between. A point counts only at its place in the structure (trkpt
 * in trkseg, rtept in rte, coordinates in LineString), found by the depth of the open elements, so
 * waypoints and polygons are not mistaken for a way.
 *
 * Altitude and time are dropped, and that they were there is said: a recorded time is no plan. */
#include "jarak/interchange/track.h"
#include "jarak/base/texts.h"
#include "jarak/ical/texts.h"
#include "jarak/interchange/texts.h"

#include <jansson.h>
#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/interchange/xml.h"

#define GX_NS "http://www.google.com/kml/ext/2.2"

/* Where a line begins in the list of all points. */
struct line {
    size_t first, count;
    bool lacks_roads; /* a planner followed roads that are not in the file */
};

/* A file being read. */
struct reader {
    struct jk_arena *arena;
    struct jk_error *err;
    struct jk_point *points;
    size_t count, cap;
    struct line *lines;
    size_t line_count, line_cap;
    bool has_altitude, has_time;
    /* XML only */
    const struct dialect *dialect; /* null until the root was seen */
    size_t depth;
    size_t line_depth;  /* of the element that holds the open line; 0: none */
    size_t point_depth; /* of the open trkpt or rtept; 0: none */
    bool in_route;      /* the open line is a rte */
    bool on_roads; /* behind the last rtept the way follows roads, none of which was read yet */
    enum { TEXT_NONE, TEXT_COORDINATES, TEXT_COORD } text; /* what the open element's text is */
};

static enum jk_status refuse(struct reader *r, const struct jk_text *text, const char *field,
                             struct jk_span v)
{
    return jk_fail(r->err, JK_INVALID, text, field, "%.*s",
                   v.len < JK_ERROR_VALUE_MAX ? (int)v.len : JK_ERROR_VALUE_MAX, v.at ? v.at : "");
}

static enum jk_status fail(struct reader *r, enum jk_status status, const struct jk_text *text)
{
    return jk_fail(r->err, status, text, "", "%s", "");
}

static enum jk_status begin_line(struct reader *r)
{
    struct line *lines;

    if (r->line_count == JK_TRACK_LINES_MAX)
        return fail(r, JK_TOO_MANY, JK_TEXT_TRACK_BIG);
    lines = jk_arena_grow(r->arena, r->lines, r->line_count, &r->line_cap, sizeof *lines);
    if (!lines)
        return fail(r, JK_MEMORY, JK_TEXT_NO_MEMORY);
    r->lines = lines;
    r->lines[r->line_count++] = (struct line){ .first = r->count };
    r->on_roads = false;
    return JK_OK;
}

/* Adds a point to the open line. */
static enum jk_status add_point(struct reader *r, double lat_deg, double lon_deg, const char *field)
{
    struct jk_point *points;
    struct jk_point point;
    enum jk_status rc = jk_point_make(lat_deg, lon_deg, field, &point, r->err);

    if (rc != JK_OK)
        return rc;
    if (r->count == JK_TRACK_POINTS_MAX)
        return fail(r, JK_TOO_MANY, JK_TEXT_TRACK_BIG);
    points = jk_arena_grow(r->arena, r->points, r->count, &r->cap, sizeof *points);
    if (!points)
        return fail(r, JK_MEMORY, JK_TEXT_NO_MEMORY);
    r->points = points;
    r->points[r->count++] = point;
    r->lines[r->line_count - 1].count++;
    return JK_OK;
}

/* A plain decimal; of its fraction twelve digits count, the others must only be digits. */
static bool read_degrees(struct jk_span text, double *out)
{
    const char *point = memchr(text.at, '.', text.len);
    size_t whole = point ? (size_t)(point - text.at) + 1 : text.len;
    size_t used = text.len;

    if (used > whole + JK_POINT_FRACTION_MAX)
        used = whole + JK_POINT_FRACTION_MAX;
    for (size_t i = used; i < text.len; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
    }
    return jk_decimal_parse((struct jk_span){ text.at, used }, JK_POINT_FRACTION_MAX, out);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The next run of bytes that are not white space. */
static bool next_word(struct jk_span *rest, struct jk_span *word)
{
    size_t len = 0;

    while (rest->len && is_space(rest->at[0]))
        *rest = (struct jk_span){ rest->at + 1, rest->len - 1 };
    while (len < rest->len && !is_space(rest->at[len]))
        len++;
    *word = (struct jk_span){ rest->at, len };
    *rest = (struct jk_span){ rest->at + len, rest->len - len };
    return len > 0;
}

/* Longitude, latitude and perhaps an altitude, which must be a number too: a decimal comma makes
 * more parts than there may be, or none of them a degree. */
static enum jk_status add_parts(struct reader *r, const struct jk_span *parts, size_t count,
                                const char *field, struct jk_span whole)
{
    double lon_deg, lat_deg, altitude;

    if (count < 2 || count > 3 || !read_degrees(parts[0], &lon_deg) ||
        !read_degrees(parts[1], &lat_deg) || (count == 3 && !read_degrees(parts[2], &altitude)))
        return refuse(r, JK_TEXT_TRACK_COORD, field, whole);
    r->has_altitude = r->has_altitude || count == 3;
    return add_point(r, lat_deg, lon_deg, field);
}

/* KML: "lon,lat[,alt] lon,lat[,alt] ...". */
static enum jk_status read_coordinates(struct reader *r, struct jk_span text)
{
    struct jk_span word;
    enum jk_status rc = JK_OK;

    while (rc == JK_OK && next_word(&text, &word)) {
        struct jk_span parts[4], rest = word;
        size_t count = 0;

        while (count < 4 && jk_span_cut(&rest, ',', &parts[count]))
            count++;
        rc = add_parts(r, parts, count, "coordinates", word);
    }
    return rc;
}

/* gx:coord: "lon lat alt"; an empty one is a moment without a place. */
static enum jk_status read_coord(struct reader *r, struct jk_span text)
{
    struct jk_span parts[4], rest = text;
    size_t count = 0;

    while (count < 4 && next_word(&rest, &parts[count]))
        count++;
    return count == 0 ? JK_OK : add_parts(r, parts, count, "gx:coord", text);
}

/* An attribute of a GPX point. */
static enum jk_status read_attr(struct reader *r, const struct jk_xml_tag *tag, const char *wanted,
                                double *out)
{
    for (size_t i = 0; i < tag->attr_count; i++) {
        struct jk_span value;
        const char *name;

        if (!jk_xml_attr(tag, i, &name, &value) || strcmp(name, wanted) != 0)
            continue;
        return read_degrees(jk_span_trim(value), out)
                   ? JK_OK
                   : refuse(r, JK_TEXT_TRACK_NUMBER, wanted, value);
    }
    return refuse(r, JK_TEXT_TRACK_NUMBER, wanted, JK_SPAN(""));
}

/* Of a namespace that begins so; files that do not declare it have the prefix in the name. */
static bool is_of(const struct jk_xml_tag *tag, const char *ns, const char *prefix)
{
    return strncmp(tag->ns, ns, strlen(ns)) == 0 ||
           (tag->ns[0] == '\0' && strncmp(tag->name, prefix, strlen(prefix)) == 0);
}

/* What a planner (Garmin's BaseCamp and devices) writes within a via point. A leg whose roads it
 * has computed holds them as gpxx:rpt; one without, which a device would compute anew, is straight
 * here and nowhere else. */
static enum jk_status open_planned(struct reader *r, const struct jk_xml_tag *tag)
{
    bool is_extension = is_of(tag, "http://www.garmin.com/xmlschemas/GpxExtensions/", "gpxx:");
    const char *name = strchr(tag->name, ':') ? strchr(tag->name, ':') + 1 : tag->name;
    double lat_deg, lon_deg;
    enum jk_status rc;

    if (is_extension && strcmp(name, "rpt") == 0) {
        if ((rc = read_attr(r, tag, "lat", &lat_deg)) != JK_OK ||
            (rc = read_attr(r, tag, "lon", &lon_deg)) != JK_OK)
            return rc;
        r->on_roads = false;
        return add_point(r, lat_deg, lon_deg, "gpxx:rpt");
    }
    if ((is_extension && strcmp(name, "RoutePointExtension") == 0) ||
        is_of(tag, "http://www.garmin.com/xmlschemas/TripExtensions/", "trp:"))
        r->on_roads = true;
    return JK_OK;
}

static enum jk_status open_gpx(struct reader *r, const struct jk_xml_tag *tag)
{
    bool is_point = strcmp(tag->name, "trkpt") == 0 || strcmp(tag->name, "rtept") == 0;
    double lat_deg, lon_deg;
    enum jk_status rc;

    if (strcmp(tag->name, "trkseg") == 0 || strcmp(tag->name, "rte") == 0) {
        r->line_depth = r->depth;
        r->in_route = strcmp(tag->name, "rte") == 0;
        return begin_line(r);
    }
    if (r->point_depth && r->depth == r->point_depth + 1) {
        r->has_altitude = r->has_altitude || strcmp(tag->name, "ele") == 0;
        r->has_time = r->has_time || strcmp(tag->name, "time") == 0;
    }
    if (r->in_route && r->point_depth && r->depth > r->point_depth)
        return open_planned(r, tag);
    if (!is_point || !r->line_depth || r->depth != r->line_depth + 1)
        return JK_OK;
    /* The leg to this point had roads, and none of them was read. */
    r->lines[r->line_count - 1].lacks_roads |= r->on_roads;
    r->on_roads = false;
    r->point_depth = r->depth;
    if ((rc = read_attr(r, tag, "lat", &lat_deg)) != JK_OK ||
        (rc = read_attr(r, tag, "lon", &lon_deg)) != JK_OK)
        return rc;
    return add_point(r, lat_deg, lon_deg, "lat");
}

static enum jk_status open_kml(struct reader *r, const struct jk_xml_tag *tag)
{
    bool is_gx = strcmp(tag->ns, GX_NS) == 0;

    if (strcmp(tag->name, "LineString") == 0 || (is_gx && strcmp(tag->name, "Track") == 0)) {
        r->line_depth = r->depth;
        return begin_line(r);
    }
    if (!r->line_depth || r->depth != r->line_depth + 1)
        return JK_OK;
    r->has_time = r->has_time || strcmp(tag->name, "when") == 0;
    if (strcmp(tag->name, "coordinates") == 0)
        r->text = TEXT_COORDINATES;
    else if (is_gx && strcmp(tag->name, "coord") == 0)
        r->text = TEXT_COORD;
    return JK_OK;
}

/* The roots we read; some programs leave the namespace out. */
static const struct dialect {
    const char *root, *ns; /* ns: how it begins */
    enum jk_status (*open)(struct reader *r, const struct jk_xml_tag *tag);
} dialects[] = {
    { "gpx", "http://www.topografix.com/GPX/1/0", open_gpx },
    { "gpx", "http://www.topografix.com/GPX/1/1", open_gpx },
    { "kml", "http://www.opengis.net/kml/2.", open_kml },
    { "kml", "http://earth.google.com/kml/2.", open_kml },
};

static enum jk_status open_root(struct reader *r, const struct jk_xml_tag *tag)
{
    for (size_t i = 0; i < sizeof dialects / sizeof *dialects; i++) {
        if (strcmp(tag->name, dialects[i].root) == 0 &&
            (tag->ns[0] == '\0' || strncmp(tag->ns, dialects[i].ns, strlen(dialects[i].ns)) == 0)) {
            r->dialect = &dialects[i];
            return JK_OK;
        }
    }
    return refuse(r, JK_TEXT_TRACK_FORMAT, tag->name, jk_span_of(tag->ns));
}

static enum jk_status on_open(void *ctx, const struct jk_xml_tag *tag)
{
    struct reader *r = ctx;

    r->depth++;
    r->text = TEXT_NONE;
    return r->dialect ? r->dialect->open(r, tag) : open_root(r, tag);
}

static enum jk_status on_close(void *ctx, struct jk_span text)
{
    struct reader *r = ctx;
    enum jk_status rc = JK_OK;

    if (r->text == TEXT_COORDINATES)
        rc = read_coordinates(r, text);
    else if (r->text == TEXT_COORD)
        rc = read_coord(r, text);
    r->text = TEXT_NONE;
    if (r->depth == r->point_depth)
        r->point_depth = 0;
    if (r->depth == r->line_depth)
        r->line_depth = 0;
    r->depth--;
    return rc;
}

static enum jk_status read_xml(struct reader *r, struct jk_span bytes)
{
    static const struct jk_xml_reader reader = { .open = on_open,
                                                 .close = on_close,
                                                 .depth_max = 32, /* folders of KML nest */
                                                 .elements_max = 8 * JK_TRACK_POINTS_MAX,
                                                 .text_max = JK_TRACK_FILE_MAX };
    enum jk_status rc;

    r->err->status = JK_OK;
    rc = jk_xml_walk(bytes, &reader, r);
    if (rc == JK_OK || r->err->status != JK_OK) /* refused by us: it was said why */
        return rc;
    return fail(r, rc,
                rc == JK_MEMORY     ? JK_TEXT_NO_MEMORY
                : rc == JK_TOO_MANY ? JK_TEXT_TRACK_BIG
                                    : JK_TEXT_TRACK_FILE);
}

static bool has_type(const json_t *object, const char *type)
{
    const char *found = json_string_value(json_object_get(object, "type"));

    return found && strcmp(found, type) == 0;
}

static enum jk_status read_positions(struct reader *r, const json_t *list)
{
    enum jk_status rc = json_is_array(list)
                            ? begin_line(r)
                            : refuse(r, JK_TEXT_TRACK_COORD, "coordinates", JK_SPAN(""));

    for (size_t i = 0; rc == JK_OK && i < json_array_size(list); i++) {
        const json_t *position = json_array_get(list, i);
        size_t count = json_array_size(position);
        const json_t *lon = json_array_get(position, 0), *lat = json_array_get(position, 1);

        if (count < 2 || count > 3 || !json_is_number(lon) || !json_is_number(lat))
            return refuse(r, JK_TEXT_TRACK_COORD, "coordinates", JK_SPAN(""));
        r->has_altitude = r->has_altitude || count == 3;
        rc = add_point(r, json_number_value(lat), json_number_value(lon), "coordinates");
    }
    return rc;
}

static enum jk_status read_geometry(struct reader *r, const json_t *geometry)
{
    const json_t *coordinates = json_object_get(geometry, "coordinates");
    enum jk_status rc = JK_OK;

    r->has_time = r->has_time || json_object_get(geometry, "coordTimes");
    if (json_object_get(geometry, "crs")) /* RFC 7946 section 4: WGS84 only */
        return refuse(r, JK_TEXT_GEOJSON_CRS, "crs", JK_SPAN(""));
    if (has_type(geometry, "LineString"))
        return read_positions(r, coordinates);
    if (!has_type(geometry, "MultiLineString"))
        return JK_OK;
    for (size_t i = 0; rc == JK_OK && i < json_array_size(coordinates); i++)
        rc = read_positions(r, json_array_get(coordinates, i));
    return rc;
}

static enum jk_status read_feature(struct reader *r, const json_t *feature)
{
    const json_t *properties = json_object_get(feature, "properties");

    r->has_time = r->has_time || json_object_get(properties, "coordTimes");
    return read_geometry(r, json_object_get(feature, "geometry"));
}

static enum jk_status read_root(struct reader *r, const json_t *root)
{
    const json_t *features = json_object_get(root, "features");
    enum jk_status rc = JK_OK;

    if (json_object_get(root, "crs"))
        return refuse(r, JK_TEXT_GEOJSON_CRS, "crs", JK_SPAN(""));
    if (has_type(root, "Feature"))
        return read_feature(r, root);
    if (!has_type(root, "FeatureCollection"))
        return read_geometry(r, root);
    for (size_t i = 0; rc == JK_OK && i < json_array_size(features); i++)
        rc = read_feature(r, json_array_get(features, i));
    return rc;
}

static enum jk_status read_json(struct reader *r, struct jk_span bytes)
{
    json_error_t fault;
    json_t *root = json_loadb(bytes.at, bytes.len, JSON_REJECT_DUPLICATES, &fault);
    enum jk_status rc;

    if (!root)
        return jk_fail_at(r->err, JK_UNDECODED, JK_TEXT_TRACK_FILE,
                          (struct jk_at){ (unsigned)fault.line, "" }, "%s", fault.text);
    rc = read_root(r, root);
    json_decref(root);
    return rc;
}

/* Lines without a point (a receiver that was only switched on) are none. */
static enum jk_status choose(struct reader *r, size_t which, struct jk_track *out)
{
    const struct line *chosen = NULL;
    size_t lines = 0;

    for (size_t i = 0; i < r->line_count; i++) {
        if (r->lines[i].count == 0)
            continue;
        lines++;
        if (lines == which || (which == 0 && !chosen))
            chosen = &r->lines[i];
    }
    if (lines == 0)
        return fail(r, JK_INVALID, JK_TEXT_TRACK_EMPTY);
    if (!chosen || (which == 0 && lines > 1))
        return jk_fail(r->err, JK_INVALID, JK_TEXT_TRACK_MANY, "line", "%zu", lines);
    *out = (struct jk_track){ .points = r->points + chosen->first,
                              .count = chosen->count,
                              .has_altitude = r->has_altitude,
                              .has_time = r->has_time,
                              .lacks_roads = chosen->lacks_roads };
    return JK_OK;
}

enum jk_status jk_track_read(struct jk_arena *arena, struct jk_span bytes, size_t which,
                             struct jk_track *out, struct jk_error *err)
{
    struct jk_error ours;
    struct reader r = { .arena = arena, .err = err ? err : &ours };
    struct jk_span text = bytes;
    enum jk_status rc;

    if (bytes.len > JK_TRACK_FILE_MAX)
        return fail(&r, JK_TOO_BIG, JK_TEXT_TRACK_BIG);
    if (jk_span_starts(text, JK_SPAN("\xef\xbb\xbf"))) /* programs of Windows write it */
        text = (struct jk_span){ text.at + 3, text.len - 3 };
    bytes = text;
    while (text.len && is_space(text.at[0]))
        text = (struct jk_span){ text.at + 1, text.len - 1 };
    if (text.len && text.at[0] == '<')
        rc = read_xml(&r, bytes);
    else if (text.len && text.at[0] == '{')
        rc = read_json(&r, bytes);
    else
        rc = fail(&r, JK_UNDECODED, JK_TEXT_TRACK_FILE);
    return rc == JK_OK ? choose(&r, which, out) : rc;
}
