/* GeoJSON as a shape: what is read, and every refusal with its reason. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/geo/geodesic.h"
#include "jarak/ical/geometry.h"
#include "jarak/ical/texts.h"
#include "jarak/model/texts.h"

static enum jk_status read_text(struct jk_arena *arena, const char *geojson, struct jk_shape *shape,
                                struct jk_error *err)
{
    struct jk_ical_prop prop = { .line = 7 };
    struct jk_facts facts = { .shape = *shape };
    struct jk_buf value = { 0 };
    enum jk_status rc;

    jk_geodesic_init();
    for (const char *c = geojson; *c; c++) { /* as it stands in a TEXT value */
        if (*c == ',' || *c == ';' || *c == '\\')
            jk_buf_char(&value, '\\');
        jk_buf_char(&value, *c);
    }
    prop.value = jk_buf_view(&value);
    rc = jk_ical_geometry_read(arena, &prop, (struct jk_interval){ 1732341600, 1732345200 }, &facts,
                               err);
    *shape = facts.shape;
    jk_buf_clear(&value);
    return rc;
}

#define LINE  "\"type\":\"LineString\",\"coordinates\":[[117.5,0.5],[117.6,0.5]]"
#define TIMES "\"coordTimes\":[\"2024-11-23T14:00:00+08:00\",\"2024-11-23T07:00:00Z\"]"

Test(geometry, a_line_is_a_route_with_longitude_first)
{
    static const struct {
        const char *text;
        bool times;
    } cases[] = {
        { "{" LINE "}", false },
        { "{" LINE "," TIMES "}", true },
        { "{\"type\":\"Feature\",\"geometry\":{" LINE "},\"properties\":{" TIMES "}}", true },
        { "{\"type\":\"Feature\",\"geometry\":{" LINE "},\"properties\":null}", false },
        { "{\"type\":\"LineString\",\"coordinates\":[[1175e-1,5E-1,3,4],[117.6,0.5,null]]}",
          false },
        { "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
          "\"urn:ogc:def:crs:OGC:1.3:CRS84\"}},\"features\":[{\"type\":\"Feature\",\"geometry\":"
          "null},"
          "{\"type\":\"Feature\",\"geometry\":{" LINE "},\"properties\":{" TIMES "}}]}",
          true },
        { "{\"type\":\"Feature\",\"crs\":null,\"geometry\":{\"type\":\"GeometryCollection\","
          "\"geometries\":[{\"type\":\"Point\",\"coordinates\":[1,1]},{" LINE "}]}}",
          false },
        { "{" LINE ",\"coordTimes\":[\"2024-11-23T14:00:00.000+08:00\","
          "\"2024-11-23T07:00:00.999999Z\"]}",
          true },
        /* What the geospatial agency publishes says its own datum (docs/decisions/0082). */
        { "{\"crs\":{\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::9470\"}}," LINE "}", false },
        { "{\"crs\":{\"properties\":{\"name\":\"EPSG:9469\"}}," LINE "}", false },
        { "{\"crs\":{\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG:9.8:4755\"}}," LINE "}",
          false },
        { "{\"crs\":{\"properties\":{\"name\":"
          "\"http://www.opengis.net/def/crs/EPSG/0/4898\"}}," LINE "}",
          false },
        { " {\"note\":\"1e5 \\\" 1e6\"," LINE "} ", false }, /* numbers in texts are none */
    };
    struct jk_arena arena = { 0 };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_shape shape = { .kind = JK_SHAPE_DISC, .centre = { 1, 2 } };
        struct jk_error err;

        cr_assert(read_text(&arena, cases[i].text, &shape, &err) == JK_OK, "%s: %s", cases[i].text,
                  err.value);
        cr_assert(shape.kind == JK_SHAPE_ROUTE && shape.point_count == 2);
        cr_assert(shape.points[0].lat_deg == 0.5 && shape.points[1].lon_deg == 117.6);
        cr_assert(shape.centre.lat_deg == 1 && shape.centre.lon_deg == 2, "the centre stays");
        cr_assert((shape.times != NULL) == cases[i].times);
        if (shape.times)
            cr_assert(shape.times[0] == 1732341600 && shape.times[1] == 1732345200);
    }
    jk_arena_clear(&arena);
}

Test(geometry, a_polygon_is_an_area_whose_rings_lose_their_closing_point)
{
    struct jk_arena arena = { 0 };
    struct jk_shape shape = { .kind = JK_SHAPE_NONE };
    struct jk_error err;

    cr_assert(read_text(&arena,
                        "{\"type\":\"Polygon\",\"coordinates\":[[[117,0],[117.01,0],[117.01,0.01],"
                        "[117,0.01],[117,0]],[[117.002,0.002],[117.004,0.002],[117.004,0.004],"
                        "[117.002,0.002]]]}",
                        &shape, &err) == JK_OK,
              "%s", err.value);
    cr_assert(shape.kind == JK_SHAPE_AREA && shape.ring_count == 2);
    cr_assert(shape.rings[0].count == 4 && shape.rings[1].count == 3);
    cr_assert(shape.rings[0].points[1].lon_deg == 117.01 && shape.rings[0].points[1].lat_deg == 0);
    jk_arena_clear(&arena);
}

/* Somebody clicked twice: no outline crosses itself there. */
Test(geometry, a_corner_drawn_twice_is_one)
{
    struct jk_arena arena = { 0 };
    struct jk_shape shape = { .kind = JK_SHAPE_NONE };
    struct jk_error err;

    cr_assert(read_text(&arena,
                        "{\"type\":\"Polygon\",\"coordinates\":[[[117,0],[117,0],[117.01,0],"
                        "[117.01,0.01],[117.01,0.01],[117.01,0.01],[117,0.01],[117,0],[117,0]]]}",
                        &shape, &err) == JK_OK,
              "%s", err.value);
    cr_assert(shape.rings[0].count == 4);
    jk_arena_clear(&arena);
}

#define AREA(ring) "{\"type\":\"Polygon\",\"coordinates\":[[" ring "]]}"
#define WAY(list)  "{\"type\":\"LineString\",\"coordinates\":[" list "]}"

/* Each would change what the place means. */
Test(geometry, what_is_refused_names_its_line_and_leaves_the_shape_alone)
{
    const struct {
        const char *text;
        enum jk_status want;
        const struct jk_text *reason;
    } cases[] = {
        { "", JK_INVALID, JK_TEXT_GEOJSON_FORM },
        { "{", JK_INVALID, JK_TEXT_GEOJSON_FORM },
        { "{" LINE "} x", JK_INVALID, JK_TEXT_GEOJSON_FORM },
        { "{\"type\":\"LineString\"," LINE "}", JK_INVALID, JK_TEXT_GEOJSON_FORM },
        { "[1,2]", JK_INVALID, JK_TEXT_GEOJSON_TYPE },
        { "{\"type\":\"Point\",\"coordinates\":[117,0]}", JK_INVALID, JK_TEXT_GEOJSON_TYPE },
        { "{\"type\":\"linestring\",\"coordinates\":[]}", JK_INVALID, JK_TEXT_GEOJSON_TYPE },
        { "{\"type\":\"Feature\",\"geometry\":null}", JK_INVALID, JK_TEXT_GEOJSON_TYPE },
        { "{\"crs\":{}," LINE "}", JK_INVALID, JK_TEXT_GEOJSON_CRS },
        { "{\"type\":\"Feature\",\"geometry\":{\"crs\":1," LINE "}}", JK_INVALID,
          JK_TEXT_GEOJSON_CRS },
        { WAY("[117,5,0,5],[117,6,0,5]"), JK_INVALID, JK_TEXT_GEOJSON_POSITION },
        { WAY("[1e400,0.5],[117.6,0.5]"), JK_INVALID, JK_TEXT_GEOJSON_FORM },
        { "{\"type\":\"GeometryCollection\",\"geometries\":[{" LINE "},{" LINE "}]}", JK_INVALID,
          JK_TEXT_GEOJSON_TYPE },
        { "{\"crs\":{\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::32650\"}}," LINE "}",
          JK_INVALID, JK_TEXT_GEOJSON_CRS },
        { "{\"crs\":{\"properties\":{\"name\":\"EPSG:9468\"}}," LINE "}", JK_INVALID,
          JK_TEXT_GEOJSON_CRS }, /* SRGI2013, geocentric */
        { "{\"crs\":{\"properties\":{\"name\":\"EPSG:23867\"}}," LINE "}", JK_INVALID,
          JK_TEXT_GEOJSON_CRS }, /* DGN95, UTM 47N */
        { "{\"crs\":{\"properties\":{\"name\":\"EPSG:4755x\"}}," LINE "}", JK_INVALID,
          JK_TEXT_GEOJSON_CRS },
        { "{\"crs\":{\"properties\":{\"name\":\"EPSG:94709470\"}}," LINE "}", JK_INVALID,
          JK_TEXT_GEOJSON_CRS },
        { "{\"crs\":{\"properties\":{\"name\":\"XEPSG:4326\"}}," LINE "}", JK_INVALID,
          JK_TEXT_GEOJSON_CRS },
        { WAY("[117.5],[117.6,0.5]"), JK_INVALID, JK_TEXT_GEOJSON_POSITION },
        { WAY("[\"117.5\",0.5],[117.6,0.5]"), JK_INVALID, JK_TEXT_GEOJSON_POSITION },
        { WAY("5,6"), JK_INVALID, JK_TEXT_GEOJSON_POSITION },
        { WAY(""), JK_INVALID, JK_TEXT_GEOJSON_POSITION },
        { WAY("[0.5,117.5],[0.5,117.6]"), JK_RANGE, NULL }, /* turned round */
        { WAY("[117.5,0.5]"), JK_INVALID, JK_TEXT_ROUTE_POINTS },
        { WAY("[117.5,0.5],[117.5,0.5]"), JK_INVALID, JK_TEXT_ROUTE_POINTS },
        { "{" LINE ",\"coordTimes\":[\"2024-11-23T14:00:00+08:00\"]}", JK_INVALID,
          JK_TEXT_ROUTE_TIMES },
        { "{" LINE ",\"coordTimes\":[1,2]}", JK_INVALID, NULL },
        { "{" LINE ",\"coordTimes\":[\"2024-11-23T14:00:00\",\"2024-11-23T15:00:00\"]}", JK_INVALID,
          NULL },
        { "{" LINE ",\"coordTimes\":[\"2024-11-23T14:00:01+08:00\",\"2024-11-23T07:00:00Z\"]}",
          JK_RANGE, JK_TEXT_ROUTE_ENDS },
        { AREA("[117,0],[117.01,0],[117.01,0.01]"), JK_INVALID, JK_TEXT_AREA_RING },
        { AREA("[117,0],[117.01,0],[117.01,0.01],[117,0.000000000001]"), JK_INVALID,
          JK_TEXT_AREA_RING },
        { AREA("[117,0],[117.01,0],[117,0]"), JK_INVALID, JK_TEXT_AREA_RING },
        { "{\"type\":\"Polygon\",\"coordinates\":[]}", JK_INVALID, JK_TEXT_AREA_RING },
        { AREA("[117,0],[117.01,0.01],[117.01,0],[117,0.01],[117,0]"), JK_RANGE,
          JK_TEXT_AREA_CROSSED },
        { "{\"type\":\"Polygon\"," TIMES ",\"coordinates\":[]}", JK_INVALID,
          JK_TEXT_GEOJSON_TIMES },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_arena arena = { 0 };
        struct jk_shape shape = { .kind = JK_SHAPE_DISC, .centre = { 1, 2 } };
        struct jk_error err = { .field = "" };

        cr_assert(read_text(&arena, cases[i].text, &shape, &err) == cases[i].want, "%s",
                  cases[i].text);
        cr_assert(!cases[i].reason || err.text == cases[i].reason, "%s: the reason", cases[i].text);
        cr_assert(err.line == 7 && err.field[0] != '\0', "%s", cases[i].text);
        cr_assert(shape.kind == JK_SHAPE_DISC && shape.points == NULL && shape.rings == NULL);
        jk_arena_clear(&arena);
    }
}

Test(geometry, an_escape_that_is_none_is_refused_before_it_is_json)
{
    struct jk_ical_prop prop = { .line = 3, .value = JK_SPAN("{\"type\\:\"LineString\"}") };
    struct jk_facts facts = jk_facts_unstated();
    struct jk_arena arena = { 0 };
    struct jk_error err;

    cr_assert(jk_ical_geometry_read(&arena, &prop, (struct jk_interval){ 0, 1 }, &facts, &err) ==
              JK_INVALID);
    cr_assert(err.text == JK_TEXT_ICAL_ESCAPE && err.line == 3);
    jk_arena_clear(&arena);
}

Test(geometry, a_string_ends_at_its_quote_and_not_at_an_escaped_one)
{
    static const struct {
        const char *text;
        size_t end;
    } cases[] = { { "\"a\"b", 2 }, { "\"\"", 1 },    { "\"a\\\"b\"", 5 }, { "\"a\\\\\"", 4 },
                  { "\"a", 2 },    { "\"a\\\"", 4 }, { "\"a\\", 3 },      { "\"", 1 } };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_assert(jk_json_string_end(jk_span_of(cases[i].text), 0) == cases[i].end, "%s",
                  cases[i].text);
}
