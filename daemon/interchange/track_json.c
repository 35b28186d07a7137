/* GeoJSON (RFC 7946), and the files of umap, which hold it in layers.
 *
 * Collections are walked to a bounded depth; jansson bounds the text's own. A name in properties
 * names the lines of its feature. */
#include <jansson.h>
#include <string.h>
#include "daemon/interchange/track_internal.h"
#include "jarak/base/texts.h"
#include "jarak/ical/geometry.h"
#include "jarak/ical/texts.h"
#include "jarak/interchange/texts.h"

#define DEPTH_MAX 8 /* of collections within collections; programs write two */

static bool has_type(const json_t *object, const char *type)
{
    const char *found = json_string_value(json_object_get(object, "type"));

    return found && strcmp(found, type) == 0;
}

/* A third ordinate is an altitude, a fourth a measure. Four whole numbers are two with a decimal
 * comma: [117,5,0,5]. */
static bool is_position(const json_t *position)
{
    const json_t *lon = json_array_get(position, 0), *lat = json_array_get(position, 1);
    bool whole = json_is_integer(lon) && json_is_integer(lat);

    return json_is_number(lon) && json_is_number(lat) && (json_array_size(position) < 4 || !whole);
}

static enum jk_status read_positions(struct track_reader *r, const json_t *list)
{
    enum jk_status rc = json_is_array(list) ? interchange_track_begin(r)
                                            : interchange_track_refuse(r, JK_TEXT_TRACK_COORD,
                                                                       "coordinates", JK_SPAN(""));

    for (size_t i = 0; rc == JK_OK && i < json_array_size(list); i++) {
        const json_t *position = json_array_get(list, i);

        if (!is_position(position))
            return interchange_track_refuse(r, JK_TEXT_TRACK_COORD, "coordinates", JK_SPAN(""));
        r->has_altitude = r->has_altitude || json_array_size(position) > 2;
        rc = interchange_track_point(r, json_number_value(json_array_get(position, 1)),
                                     json_number_value(json_array_get(position, 0)), "coordinates");
    }
    return rc;
}

static void note_other(struct track_reader *r, const json_t *geometry)
{
    if (has_type(geometry, "Polygon") || has_type(geometry, "MultiPolygon"))
        r->others |= TRACK_AREA;
    if (has_type(geometry, "Point") || has_type(geometry, "MultiPoint"))
        r->others |= TRACK_POINTS;
}

/* The properties of a feature hold its name and, by one habit or another, its times. */
static enum jk_status note_properties(struct track_reader *r, const json_t *feature)
{
    const json_t *properties = json_object_get(feature, "properties");
    const json_t *name = json_object_get(properties, "name");

    r->has_time = r->has_time || json_object_get(properties, "coordTimes") ||
                  json_object_get(json_object_get(properties, "coordinateProperties"), "times");
    return interchange_track_name(r, json_is_string(name)
                                         ? (struct jk_span){ json_string_value(name),
                                                             json_string_length(name) }
                                         : JK_SPAN(""));
}

static enum jk_status read_object(struct track_reader *r, const json_t *object, unsigned depth);

static enum jk_status read_all(struct track_reader *r, const json_t *list, unsigned depth)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; rc == JK_OK && i < json_array_size(list); i++)
        rc = read_object(r, json_array_get(list, i), depth + 1); /* as deep as DEPTH_MAX */
    return rc;
}

static enum jk_status read_object(struct track_reader *r, const json_t *object, unsigned depth)
{
    const json_t *coordinates = json_object_get(object, "coordinates");
    enum jk_status rc = JK_OK;

    if (depth > DEPTH_MAX)
        return interchange_track_fail(r, JK_TOO_MANY, JK_TEXT_TRACK_BIG);
    if (!jk_geojson_crs_is_ours(object))
        return interchange_track_refuse(r, JK_TEXT_GEOJSON_CRS, "crs", JK_SPAN(""));
    r->has_time = r->has_time || json_object_get(object, "coordTimes");
    note_other(r, object);
    if (has_type(object, "LineString"))
        return read_positions(r, coordinates);
    if (has_type(object, "MultiLineString")) {
        for (size_t i = 0; rc == JK_OK && i < json_array_size(coordinates); i++)
            rc = read_positions(r, json_array_get(coordinates, i));
        return rc;
    }
    if (has_type(object, "Feature")) {
        rc = note_properties(r, object);
        return rc == JK_OK ? read_object(r, json_object_get(object, "geometry"), depth + 1) : rc;
    }
    if (has_type(object, "FeatureCollection"))
        return read_all(r, json_object_get(object, "features"), depth);
    if (has_type(object, "GeometryCollection"))
        return read_all(r, json_object_get(object, "geometries"), depth);
    return has_type(object, "umap") ? read_all(r, json_object_get(object, "layers"), depth) : JK_OK;
}

enum jk_status interchange_track_read_json(struct track_reader *r, struct jk_span bytes)
{
    json_error_t fault;
    json_t *root;
    enum jk_status rc;

    if (bytes.len > JK_TRACK_JSON_MAX)
        return interchange_track_fail(r, JK_TOO_BIG, JK_TEXT_TRACK_BIG);
    root = json_loadb(bytes.at, bytes.len, JSON_REJECT_DUPLICATES, &fault);
    if (!root)
        return jk_fail_at(r->err, JK_UNDECODED, JK_TEXT_TRACK_FILE,
                          (struct jk_at){ (unsigned)fault.line, "" }, "%s", fault.text);
    rc = read_object(r, root, 0);
    json_decref(root);
    return rc;
}
