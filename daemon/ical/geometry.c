/* GeoJSON of STRUCTURED-DATA into a route or an area.
 *
 * Longitude comes first here and nowhere behind this file. A "crs" other than WGS84 and other types
 * are refused rather than ignored, for each would change what the place means; ordinates behind the
 * second, exponents and collections around the one geometry do not. Shapes are proven by
 * model/shape.h before they are handed on; its faults get the line of the property here.
 *
 * The shape is written only on success, so a refused geometry leaves the GEO of the notice alone.
 */
#include "jarak/ical/geometry.h"
#include "jarak/base/texts.h"
#include "jarak/ical/texts.h"
#include "jarak/model/texts.h"

#include <jansson.h>
#include <math.h>
#include <string.h>
#include "jarak/base/civil.h"
#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"
#include "jarak/geo/geodesic.h"
#include "jarak/ical/value.h"

#define FIELD "STRUCTURED-DATA"

struct reader {
    struct jk_arena *arena;
    unsigned line;
    struct jk_error *err;
    struct jk_interval when;
    bool carried; /* of the version before: its times are made to fit */
};

static enum jk_status refuse(const struct reader *r, enum jk_status status,
                             const struct jk_text *text, const char *value)
{
    return jk_fail_at(r->err, status, text, (struct jk_at){ r->line, FIELD }, "%s",
                      value ? value : "");
}

/* Adds line and field to a fault of model or geo, which know neither. */
static enum jk_status locate(const struct reader *r, enum jk_status rc)
{
    if (rc != JK_OK && r->err) {
        r->err->line = r->line;
        if (!r->err->field[0])
            memcpy(r->err->field, FIELD, sizeof FIELD);
    }
    return rc;
}

size_t jk_json_string_end(struct jk_span text, size_t i)
{
    JK_ASSERT(i < text.len && text.at[i] == '"');
    for (i++; i < text.len && text.at[i] != '"'; i++) {
        if (text.at[i] == '\\')
            i++;
    }
    return i < text.len ? i : text.len;
}

static enum jk_status read_position(const struct reader *r, const json_t *position,
                                    struct jk_point *out)
{
    const json_t *lon = json_array_get(position, 0), *lat = json_array_get(position, 1);

    bool whole = json_is_integer(lon) && json_is_integer(lat);

    /* Four whole numbers are two with a decimal comma: [117,5,0,5]. */
    if (!json_is_number(lon) || !json_is_number(lat) || (json_array_size(position) > 3 && whole))
        return refuse(r, JK_INVALID, JK_TEXT_GEOJSON_POSITION, "");
    return locate(r, jk_point_make(json_number_value(lat), json_number_value(lon), FIELD, out,
                                   r->err));
}

/* The count is checked before any memory is taken, so a body cannot choose how much. */
static enum jk_status read_positions(const struct reader *r, const json_t *list, size_t max,
                                     struct jk_point **out, size_t *count)
{
    struct jk_point *points;
    enum jk_status rc;

    *count = json_array_size(list);
    if (!json_is_array(list) || *count == 0)
        return refuse(r, JK_INVALID, JK_TEXT_GEOJSON_POSITION, "");
    if (*count > max)
        return refuse(r, JK_TOO_MANY,
                      max == JK_ROUTE_POINTS_MAX ? JK_TEXT_ROUTE_LONG : JK_TEXT_AREA_LARGE, "");
    if (!(points = jk_arena_array(r->arena, *count, sizeof *points)))
        return refuse(r, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
    for (size_t i = 0; i < *count; i++) {
        if ((rc = read_position(r, json_array_get(list, i), &points[i])) != JK_OK)
            return rc;
    }
    *out = points;
    return JK_OK;
}

/* A corner drawn twice is one: programs write it where somebody clicked twice. */
static size_t drop_doubled(struct jk_point *points, size_t count)
{
    size_t kept = 1;

    for (size_t i = 1; i < count; i++) {
        if (!jk_point_eq(points[i], points[kept - 1]))
            points[kept++] = points[i];
    }
    return kept;
}

static enum jk_status read_ring(const struct reader *r, const json_t *list, struct jk_ring *ring)
{
    struct jk_point *points;
    size_t count;
    enum jk_status rc;

    if ((rc = read_positions(r, list, JK_AREA_POINTS_MAX + 1, &points, &count)) != JK_OK)
        return rc;
    if (!jk_point_eq(points[0], points[count - 1]))
        return refuse(r, JK_INVALID, JK_TEXT_AREA_RING, "");
    count = drop_doubled(points, count);
    if (count < 4)
        return refuse(r, JK_INVALID, JK_TEXT_AREA_RING, "");
    *ring = (struct jk_ring){ points, count - 1 };
    return JK_OK;
}

/* The first ring is the outline and the others holes, as GeoJSON has them; the model needs no order
 * (even-odd). */
static enum jk_status read_polygon(const struct reader *r, const json_t *coordinates,
                                   struct jk_shape *shape)
{
    size_t count = json_array_size(coordinates);
    struct jk_ring *rings;
    enum jk_status rc;

    if (count == 0)
        return refuse(r, JK_INVALID, JK_TEXT_AREA_RING, "");
    if (count > JK_AREA_RINGS_MAX)
        return refuse(r, JK_TOO_MANY, JK_TEXT_AREA_LARGE, "");
    if (!(rings = jk_arena_array(r->arena, count, sizeof *rings)))
        return refuse(r, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
    for (size_t i = 0; i < count; i++) {
        if ((rc = read_ring(r, json_array_get(coordinates, i), &rings[i])) != JK_OK)
            return rc;
    }
    if ((rc = locate(r, jk_area_check(rings, count, r->err))) != JK_OK)
        return rc;
    shape->kind = JK_SHAPE_AREA;
    shape->rings = rings;
    shape->ring_count = count;
    return JK_OK;
}

static enum jk_status read_times(const struct reader *r, const json_t *list, size_t count,
                                 int64_t **out)
{
    int64_t *times;

    if (json_array_size(list) != count)
        return refuse(r, JK_INVALID, JK_TEXT_ROUTE_TIMES, "coordTimes");
    if (!(times = jk_arena_array(r->arena, count, sizeof *times)))
        return refuse(r, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
    for (size_t i = 0; i < count; i++) {
        const char *text = json_string_value(json_array_get(list, i));

        if (!jk_iso_parse(jk_span_of(text), &times[i]))
            return refuse(r, JK_INVALID, JK_TEXT_ISO_TIME, text ? text : "coordTimes");
    }
    *out = times;
    return JK_OK;
}

/* Moves times to the new start; null where they do not fill the new length. */
static int64_t *fit_times(int64_t *times, size_t count, struct jk_interval when)
{
    int64_t by = times ? when.from_s - times[0] : 0;

    if (!times || times[count - 1] + by != when.to_s)
        return NULL;
    for (size_t i = 0; i < count; i++)
        times[i] += by;
    return times;
}

/* Times are read before the route is checked, for they decide which speeds are. */
static enum jk_status read_route(const struct reader *r, const json_t *coordinates,
                                 const json_t *coord_times, struct jk_shape *shape)
{
    struct jk_point *points;
    int64_t *times = NULL;
    size_t count;
    enum jk_status rc;

    if ((rc = read_positions(r, coordinates, JK_ROUTE_POINTS_MAX, &points, &count)) != JK_OK)
        return rc;
    if (coord_times && (rc = read_times(r, coord_times, count, &times)) != JK_OK)
        return rc;
    if (r->carried)
        times = fit_times(times, count, r->when);
    rc = locate(r, jk_route_check(points, times, count, r->when, r->err));
    if (rc != JK_OK)
        return rc;
    shape->kind = JK_SHAPE_ROUTE;
    shape->points = points;
    shape->times = times;
    shape->point_count = count;
    return JK_OK;
}

static bool has_type(const json_t *object, const char *type)
{
    const char *found = json_string_value(json_object_get(object, "type"));

    return found && strcmp(found, type) == 0;
}

/* Behind an authority, in the forms of a URN, a URL and a short name. */
static bool is_code(const char *name, const char *code)
{
    const char *at = strrchr(name, ':'), *slash = strrchr(name, '/');

    at = !at || (slash && slash > at) ? slash : at;
    return at && strcmp(at + 1, code) == 0;
}

/* The version of the register may stand between the authority and the code; it may be empty. */
static bool is_of_epsg(const char *name)
{
    const char *at = strstr(name, "EPSG");

    if (!at || (at > name && at[-1] != ':' && at[-1] != '/') || (at[4] != ':' && at[4] != '/'))
        return false;
    at += 5;
    at += strspn(at, "0123456789."); /* a version, or the code */
    return *at == '\0' || ((*at == ':' || *at == '/') && !strpbrk(at + 1, ":/"));
}

/* What a CRS member may say: RFC 7946 took it away, QGIS and others still write it. Another datum
 * must not be read as WGS84; the geodetic frames of Indonesia are it to within a metre, which is
 * less than any place is known to (docs/decisions/0082). */
bool jk_geojson_crs_is_ours(const struct json_t *object)
{
    static const char *const ours[] = { "4326",           /* WGS84 */
                                        "4755", "4898",   /* DGN95, in two dimensions and three */
                                        "9470", "9469" }; /* SRGI2013 */
    const json_t *crs = json_object_get(object, "crs");
    const char *name =
        json_string_value(json_object_get(json_object_get(crs, "properties"), "name"));
    bool known;

    if (!crs || json_is_null(crs))
        return true;
    known = name && (strcmp(name, "CRS84") == 0 || is_code(name, "CRS84"));
    for (size_t i = 0; name && i < sizeof ours / sizeof *ours && !known; i++)
        known = is_code(name, ours[i]) && is_of_epsg(name);
    return known;
}

/* The one geometry of a document that can be a place, and the times that go with it. */
struct found {
    const json_t *geometry, *times;
    unsigned count;
    bool foreign; /* another CRS somewhere */
};

#define DEPTH_MAX 8 /* of collections within collections; programs write two */

static void find_in(const json_t *object, const json_t *times, unsigned depth, struct found *out);

static void find_in_all(const json_t *list, const json_t *times, unsigned depth, struct found *out)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        find_in(json_array_get(list, i), times, depth + 1, out); /* as deep as DEPTH_MAX */
}

static void find_in(const json_t *object, const json_t *times, unsigned depth, struct found *out)
{
    const json_t *own = json_object_get(object, "coordTimes");

    out->foreign = out->foreign || !jk_geojson_crs_is_ours(object);
    if (depth > DEPTH_MAX)
        return;
    if (has_type(object, "Feature")) {
        find_in(json_object_get(object, "geometry"),
                json_object_get(json_object_get(object, "properties"), "coordTimes"), depth + 1,
                out);
    } else if (has_type(object, "FeatureCollection")) {
        find_in_all(json_object_get(object, "features"), NULL, depth, out);
    } else if (has_type(object, "GeometryCollection")) {
        find_in_all(json_object_get(object, "geometries"), times, depth, out);
    } else if (has_type(object, "LineString") || has_type(object, "Polygon")) {
        *out = (struct found){ object, own ? own : times, out->count + 1, out->foreign };
    }
}

static enum jk_status read_geometry(const struct reader *r, const json_t *root,
                                    struct jk_shape *shape)
{
    const json_t *plain = has_type(root, "Feature") ? json_object_get(root, "geometry") : root;
    struct found found = { .count = 0 };
    const json_t *coordinates;

    find_in(root, NULL, 0, &found);
    if (found.foreign)
        return refuse(r, JK_INVALID, JK_TEXT_GEOJSON_CRS, "crs");
    if (found.count != 1)
        return refuse(r, JK_INVALID, JK_TEXT_GEOJSON_TYPE,
                      json_string_value(json_object_get(plain, "type")));
    coordinates = json_object_get(found.geometry, "coordinates");
    if (has_type(found.geometry, "LineString"))
        return read_route(r, coordinates, found.times, shape);
    if (found.times)
        return refuse(r, JK_INVALID, JK_TEXT_GEOJSON_TIMES, "coordTimes");
    return read_polygon(r, coordinates, shape);
}

/* Reads the JSON of a geometry that is to be driven, or stood on, at a time. */
static enum jk_status read_json(const struct reader *r, const char *text, struct jk_shape *shape)
{
    struct jk_shape read = *shape;
    json_error_t fault;
    enum jk_status rc;
    json_t *root;

    root = json_loadb(text, strlen(text), JSON_REJECT_DUPLICATES, &fault);
    if (!root)
        return refuse(r, JK_INVALID, JK_TEXT_GEOJSON_FORM, fault.text);
    rc = read_geometry(r, root, &read);
    json_decref(root);
    if (rc == JK_OK)
        *shape = read;
    return rc;
}

enum jk_status jk_ical_geometry_read(struct jk_arena *arena, const struct jk_ical_prop *prop,
                                     struct jk_interval when, struct jk_facts *facts,
                                     struct jk_error *err)
{
    JK_ASSERT(prop->value.at != NULL && facts != NULL);
    JK_ASSERT(when.from_s <= when.to_s);

    struct reader r = { .arena = arena, .line = prop->line, .err = err, .when = when };
    bool bad_escape;
    char *text = jk_ical_text_unescape(arena, prop->value, &bad_escape);
    enum jk_status rc;

    if (!text)
        return bad_escape ? refuse(&r, JK_INVALID, JK_TEXT_ICAL_ESCAPE, "")
                          : refuse(&r, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
    rc = read_json(&r, text, &facts->shape);
    if (rc == JK_OK) {
        facts->geometry = text;
        facts->geometry_said = JK_GEOMETRY_STATED;
    }
    return rc;
}

/* Even-odd in degrees: whether a venue's point was moved needs no better. */
static bool holds(const struct jk_shape *area, struct jk_point p)
{
    bool inside = false;

    for (size_t r = 0; r < area->ring_count; r++) {
        const struct jk_ring *ring = &area->rings[r];

        for (size_t i = 0; i < ring->count; i++) {
            struct jk_point a = ring->points[i], b = ring->points[(i + 1) % ring->count];

            if ((a.lat_deg > p.lat_deg) != (b.lat_deg > p.lat_deg) &&
                p.lon_deg <
                    (b.lon_deg - a.lon_deg) * (p.lat_deg - a.lat_deg) / (b.lat_deg - a.lat_deg) +
                        a.lon_deg)
                inside = !inside;
        }
    }
    return inside;
}

/* True when a point lies far from the shape that is to stand for it. */
static bool lies_off(const struct jk_shape *shape, struct jk_point p)
{
    double least = INFINITY;

    for (size_t i = 0; i < shape->point_count; i++)
        least = fmin(least, jk_geodesic_distance(p, shape->points[i]));
    for (size_t r = 0; r < shape->ring_count; r++) {
        for (size_t i = 0; i < shape->rings[r].count; i++)
            least = fmin(least, jk_geodesic_distance(p, shape->rings[r].points[i]));
    }
    return least > JK_CARRIED_OFF_M && !(shape->kind == JK_SHAPE_AREA && holds(shape, p));
}

enum jk_status jk_ical_geometry_carried(struct jk_arena *arena, const char *json,
                                        struct jk_interval when, struct jk_facts *facts,
                                        struct jk_error *err)
{
    JK_ASSERT(when.from_s <= when.to_s && facts != NULL);

    struct reader r = {
        .arena = arena, .line = facts->line, .err = err, .when = when, .carried = true
    };
    bool stated = jk_facts_state_point(facts);
    struct jk_point geo = facts->shape.centre;
    enum jk_status rc = read_json(&r, json, &facts->shape);

    if (rc == JK_OK) {
        facts->geometry = json;
        facts->place_by = JK_PLACE_STATED;
        facts->geometry_said =
            stated && lies_off(&facts->shape, geo) ? JK_GEOMETRY_DOUBTFUL : JK_GEOMETRY_CARRIED;
    }
    return rc;
}
