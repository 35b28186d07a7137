/* Files of receivers and maps: what is read, what is refused and why, and what is stated of it. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "daemon/interchange/track_internal.h"
#include "jarak/geo/geodesic.h"
#include "jarak/ical/texts.h"
#include "jarak/interchange/texts.h"
#include "jarak/model/texts.h"
#include "jarak/ical/geometry.h"
#include "jarak/interchange/route.h"
#include "tests/support/seeded.h"

#define GPX(ns, body) "<gpx xmlns=\"http://www.topografix.com/GPX/1/" ns "\">" body "</gpx>"
#define SEG(points)   GPX("1", "<trk><trkseg>" points "</trkseg></trk>")
#define PT(lat, lon)  "<trkpt lat=\"" lat "\" lon=\"" lon "\"/>"
#define KML(body) \
    "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document>" body "</Document></kml>"
#define GX(body)                                      \
    "<kml xmlns=\"http://www.opengis.net/kml/2.2\" "  \
    "xmlns:gx=\"http://www.google.com/kml/ext/2.2\">" \
    "<Placemark>" body "</Placemark></kml>"
#define LINE(c) "<Placemark><LineString><coordinates>" c "</coordinates></LineString></Placemark>"

static struct jk_arena arena;
static struct jk_error err;

static enum jk_status read_line(const char *text, size_t which, struct jk_track *out)
{
    err = (struct jk_error){ .status = JK_OK };
    jk_geodesic_init();
    return jk_track_read(&arena, jk_span_of(text), which, out, &err);
}

static enum jk_status make_route(const char *text, double within_m, struct jk_route_line *out)
{
    struct jk_track track;
    enum jk_status rc = read_line(text, 0, &track);

    return rc == JK_OK ? jk_route_make(&arena, &track, within_m, out, &err) : rc;
}

#define GARMIN(points)                                                  \
    "<gpx xmlns=\"http://www.topografix.com/GPX/1/1\" "                 \
    "xmlns:gpxx=\"http://www.garmin.com/xmlschemas/GpxExtensions/v3\" " \
    "xmlns:trp=\"http://www.garmin.com/xmlschemas/TripExtensions/v1\"><rte>" points "</rte></gpx>"
#define VIA(lat, lon, more) \
    "<rtept lat=\"" lat "\" lon=\"" lon "\"><extensions>" more "</extensions></rtept>"
#define RPT(lat, lon) "<gpxx:rpt lat=\"" lat "\" lon=\"" lon "\"/>"
#define TRP           "<trp:ViaPoint><trp:CalculationMode>FasterTime</trp:CalculationMode></trp:ViaPoint>"

/* Between its via points a planner drives along roads, which an extension holds. */
Test(route, the_roads_between_via_points_are_read)
{
    struct jk_route_line line;
    struct jk_buf out = { 0 };

    cr_assert(
        make_route(GARMIN(
                       VIA("0.5", "117.5",
                           TRP "<gpxx:RoutePointExtension><gpxx:Subclass>00</gpxx:Subclass>" RPT(
                               "0.5", "117.5") RPT("0.53", "117.55") "</gpxx:RoutePointExtension>")
                           VIA("0.5", "117.6", TRP)),
                   5, &line) == JK_OK,
        "%s", err.field);
    cr_assert(line.points_out == 3 && line.length_m > 12800, "%zu, %f", line.points_out,
              line.length_m);
    cr_assert(!line.dropped_roads);
    jk_route_json_add(&out, &line);
    jk_buf_char(&out, '\0');
    cr_assert(strstr(out.at, "\"error_m\":0.") != NULL, "%s", out.at);
    jk_buf_clear(&out);
}

/* Where the file says that roads were followed and does not hold them, nobody knows how far they
 * lie from the straight line; no number is promised. */
Test(route, roads_that_are_not_in_the_file_are_said_to_be_missing)
{
    static const char *const texts[] = {
        GARMIN(VIA("0.5", "117.5", TRP) VIA("0.5", "117.6", TRP)),
        GARMIN(VIA("0.5", "117.5", "<gpxx:RoutePointExtension/>") VIA("0.5", "117.6", "")),
        /* one leg of two */
        GARMIN(VIA("0.5", "117.5",
                   TRP
                   "<gpxx:RoutePointExtension>" RPT("0.53", "117.55") "</gpxx:RoutePointExtension>")
                   VIA("0.5", "117.6", TRP) VIA("0.5", "117.7", TRP)),
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct jk_route_line line;
        struct jk_buf out = { 0 };

        cr_assert(make_route(texts[i], 5, &line) == JK_OK);
        cr_expect(line.dropped_roads, "%zu", i);
        jk_route_json_add(&out, &line);
        jk_buf_char(&out, '\0');
        cr_expect(strstr(out.at, "\"error_m\":null") != NULL, "%s", out.at);
        cr_expect(strstr(out.at, "\"dropped\":[\"roads\"]") != NULL, "%s", out.at);
        jk_buf_clear(&out);
    }
}

Test(route, each_format_gives_the_same_line)
{
    static const char *const texts[] = {
        SEG(PT("0.5", "117.5") PT("0.501", "117.5") PT("0.51", "117.6")),
        GPX("0", "<rte><name>x</name><rtept lat=' 0.5 ' lon='117.5'/><rtept lat='0.501' "
                 "lon='117.5'/><rtept lat='0.51' lon='117.6'/></rte>"),
        "\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gpx><wpt lat='9' lon='9'/><trk>"
        "<trkseg/><trkseg>" PT("0.5000000000000000000001", "117.5") PT("0.501", "117.5")
            PT("0.51", "117.6") "</trkseg></trk></gpx>",
        KML(LINE("117.5,0.5 117.5,0.501\n\t117.6,0.51")),
        KML("<Folder><Placemark><MultiGeometry><Point><coordinates>1,1</coordinates></Point>" LINE(
            "117.5,0.5,12 117.5,0.501,13 117.6,0.51,0") "</MultiGeometry></Placemark></Folder>"),
        GX("<gx:Track><when>2024-11-20T06:00:00Z</when><gx:coord>117.5 0.5 3</gx:coord>"
           "<gx:coord/><gx:coord>117.5 0.501 3</gx:coord><gx:coord>117.6 0.51 3</gx:coord>"
           "</gx:Track>"),
        "{\"type\":\"LineString\",\"coordinates\":[[117.5,0.5],[117.5,0.501],[117.6,0.51]]}",
        " {\"type\":\"Feature\",\"properties\":{\"w\":1e3},\"geometry\":{\"type\":\"LineString\","
        "\"coordinates\":[[117.5,0.5,1],[117.5,0.501,2],[117.6,0.51,3]]}}",
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":{"
        "\"type\":"
        "\"Point\",\"coordinates\":[1,2]}},{\"type\":\"Feature\",\"geometry\":{\"type\":"
        "\"MultiLineString\",\"coordinates\":[[[117.5,0.5],[117.5,0.501],[117.6,0.51]]]}}]}",
        "{\"type\":\"GeometryCollection\",\"crs\":null,\"geometries\":[{\"type\":\"LineString\","
        "\"coordinates\":[[1175e-1,.5,1,2],[117.5,0.501,null],[117.6,5.1E-1]]}]}",
        "\r\n<?xml version='1.0' encoding='UTF-16'?>\n<gpx "
        "xmlns='https://www.topografix.com/gpx/1/1 '>"
        "<rte><name>&nbsp;A&amp;B</name><rtept lat='5e-1' lon='+117.5'/><rtept lat='.501' "
        "lon='117.5'/>"
        "<rtept lat='0.51' lon='117.6'/></rte></gpx>\x1a\n",
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><gpx><trk><name>Caf\xe9</name><trkseg>" PT(
            "0.5", "117.5") PT("0.501", "117.5") PT("0.51", "117.6") "</trkseg></trk></gpx>",
        "<Placemark xmlns=\"http://www.opengis.net/kml/2.3\"><Track><coord>117.5 0.5</coord>"
        "<coord>117.5 0.501 NaN</coord><coord>117.6 0.51 1e-13</coord></Track></Placemark>",
        "<kml><gx:Track><gx:coord>117.5 0.5</gx:coord><gx:coord>117.5 0.501</gx:coord>"
        "<gx:coord>117.6 0.51</gx:coord></gx:Track></kml>",
        KML(LINE("117.5, 0.5, 0 117.5 ,0.501\xc2\xa0"
                 "117.6,0.51,")),
        KML(LINE("117.5,0.5,\n117.5,0.501,0,\n117.6, 0.51")),
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct jk_route_line route;

        cr_assert(make_route(texts[i], 5.0, &route) == JK_OK, "%zu: %s %s", i,
                  jk_text_get(err.text, JK_LANG_EN), err.value);
        cr_assert_str_eq(route.geojson,
                         "{\"type\":\"LineString\",\"coordinates\":[[117.500000,0.500000],"
                         "[117.500000,0.501000],[117.600000,0.510000]]}",
                         "%zu", i);
        cr_assert(route.points_in == 3 && route.points_out == 3 && route.error_m <= 0.001);
    }
}

Test(route, what_cannot_be_read_is_refused_with_its_reason)
{
    static const struct {
        const char *text;
        enum jk_status status;
        const struct jk_text *why;
    } cases[] = {
        { SEG(PT("117.5", "0.5")), JK_RANGE, 0 }, /* swapped */
        { KML(LINE("0.5,117.5 0.6,117.6")), JK_RANGE, 0 },
        { SEG(PT("NaN", "117.5")), JK_INVALID, JK_TEXT_TRACK_NUMBER },
        { SEG(PT("1e400", "117.5")), JK_INVALID, JK_TEXT_TRACK_NUMBER },
        { SEG(PT("0,5", "117,5")), JK_INVALID, JK_TEXT_TRACK_NUMBER },
        { SEG(PT("0.5000000000000x", "117.5")), JK_INVALID, JK_TEXT_TRACK_NUMBER },
        { SEG("<trkpt lat=\"0.5\"/>"), JK_INVALID, JK_TEXT_TRACK_NUMBER },
        { SEG("<trkpt lon=\"117.5\"/>"), JK_INVALID, JK_TEXT_TRACK_NUMBER },
        { KML(LINE("117,5,0,5 117,6,0,6")), JK_INVALID, JK_TEXT_TRACK_COORD },
        { KML(LINE("117.5 0.5")), JK_INVALID, JK_TEXT_TRACK_COORD },
        { KML(LINE("117.5,0.5,inf")), JK_INVALID, JK_TEXT_TRACK_COORD },
        { SEG(""), JK_INVALID, JK_TEXT_TRACK_EMPTY },
        { KML("<Polygon><LinearRing><coordinates>1,1 2,2 3,3 1,1</coordinates></LinearRing>"
              "</Polygon>"),
          JK_INVALID, JK_TEXT_TRACK_AREA },
        { KML("<NetworkLink/>"), JK_INVALID, JK_TEXT_TRACK_LINK },
        { GPX("1", "<wpt lat='1' lon='1'/>"), JK_INVALID, JK_TEXT_TRACK_WAYPOINTS },
        { SEG(PT("0.5", "117.5") PT("0.0", "-0")), JK_INVALID, JK_TEXT_TRACK_NOWHERE },
        { SEG(PT(".", "117.5")), JK_INVALID, JK_TEXT_TRACK_NUMBER },
        { SEG(PT("5e", "117.5")), JK_INVALID, JK_TEXT_TRACK_NUMBER },
        { SEG(PT("5e-1x", "117.5")), JK_INVALID, JK_TEXT_TRACK_NUMBER },
        { KML(LINE("117.5,0.5,0,117.51,0.503,0")), JK_INVALID, JK_TEXT_TRACK_COORD },
        { "<?xml version='1.0' encoding='koi8-r'?><gpx><name>\xc1</name></gpx>", JK_UNDECODED,
          JK_TEXT_TRACK_ENCODING },
        { "<gpx><name>\xc1</name></gpx>", JK_UNDECODED, JK_TEXT_TRACK_ENCODING },
        { " \r\n\x1a", JK_UNDECODED, JK_TEXT_TRACK_NO_BYTES },
        { SEG(PT("0.5", "117.5")), JK_INVALID, JK_TEXT_ROUTE_POINTS },
        { SEG(PT("0.5", "117.5") PT("0.5", "117.5")), JK_INVALID, JK_TEXT_ROUTE_POINTS },
        { SEG(PT("0.5", "117.5") PT("0.5000001", "117.5")), JK_INVALID, JK_TEXT_ROUTE_POINTS },
        { GPX("1", "<trk><trkseg>" PT("0", "1") "</trkseg><trkseg>" PT("0", "2") "</trkseg></trk>"),
          JK_INVALID, JK_TEXT_TRACK_MANY },
        { SEG(PT("0", "90") PT("0", "110")), JK_TOO_MANY, JK_TEXT_ROUTE_LONG },
        { GPX("7", ""), JK_INVALID, JK_TEXT_TRACK_FORMAT },
        { "<svg/>", JK_INVALID, JK_TEXT_TRACK_FORMAT },
        { "<!DOCTYPE gpx [<!ENTITY a \"b\">]><gpx/>", JK_UNDECODED, JK_TEXT_TRACK_FILE },
        { "<gpx>", JK_UNDECODED, JK_TEXT_TRACK_FILE },
        { "", JK_UNDECODED, JK_TEXT_TRACK_NO_BYTES },
        { "PK\3\4", JK_UNDECODED, JK_TEXT_TRACK_KMZ },
        { "{\"type\":\"LineString\",\"coordinates\":[[1e400,0],[1,1]]}", JK_UNDECODED,
          JK_TEXT_TRACK_FILE },
        { "{\"type\":\"LineString\",\"coordinates\":[[117,5,0,5],[117,6,0,6]]}", JK_INVALID,
          JK_TEXT_TRACK_COORD },
        { "{\"type\":\"LineString\",\"coordinates\":[[\"1\",0],[1,1]]}", JK_INVALID,
          JK_TEXT_TRACK_COORD },
        { "{\"type\":\"LineString\"}", JK_INVALID, JK_TEXT_TRACK_COORD },
        { "{\"type\":\"Polygon\",\"coordinates\":[]}", JK_INVALID, JK_TEXT_TRACK_AREA },
        { "{\"type\":\"LineString\",\"crs\":{},\"coordinates\":[[1,0],[1,1]]}", JK_INVALID,
          JK_TEXT_GEOJSON_CRS },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_route_line route;
        enum jk_status rc = make_route(cases[i].text, 5.0, &route);

        cr_assert(rc == cases[i].status && (!cases[i].why || err.text == cases[i].why),
                  "%zu: status %s, %s \"%s\"", i, jk_status_name(rc),
                  jk_text_get(err.text, JK_LANG_EN), err.value);
    }
}

Test(route, one_of_several_lines_can_be_chosen)
{
    static const char text[] =
        GPX("1", "<trk><trkseg/><trkseg>" PT("0", "1") "</trkseg><trkseg>" PT("0", "2")
                     PT("1", "2") "</trkseg></trk>");
    struct jk_track track;

    cr_assert(read_line(text, 1, &track) == JK_OK && track.count == 1);
    cr_assert(read_line(text, 2, &track) == JK_OK && track.count == 2);
    cr_assert(track.points[1].lat_deg == 1.0 && track.points[1].lon_deg == 2.0);
    cr_assert(read_line(text, 3, &track) == JK_INVALID && err.text == JK_TEXT_TRACK_MANY);
    cr_assert_str_eq(err.value, "2: 1 0.0 km (1); 2 110.6 km (2)");
}

Test(route, altitude_and_time_are_dropped_and_it_is_said)
{
    static const char both[] =
        SEG("<trkpt lat='0.5' lon='117.5'><ele>4</ele><time>2024-11-20T06:00:00Z</time></trkpt>" PT(
            "0.6", "117.5"));
    static const char neither[] =
        "<gpx><metadata><time>2024-11-20T06:00:00Z</time></metadata><trk>"
        "<trkseg>" PT("0.5", "117.5") PT("0.6", "117.5") "</trkseg></trk></gpx>";
    struct jk_route_line route;
    struct jk_buf text = { 0 };

    cr_assert(make_route(both, 5.0, &route) == JK_OK);
    jk_route_json_add(&text, &route);
    jk_buf_char(&text, '\0');
    cr_assert(strstr(text.at, "\"dropped\":[\"altitude\",\"time\"]") != NULL, "%s", text.at);
    jk_buf_clear(&text);
    cr_assert(make_route(neither, 5.0, &route) == JK_OK);
    cr_assert(!route.dropped_altitude && !route.dropped_time);
}

/* A way of `count` points that turns at every one, `step_m` apart, so that nothing can go. */
static char *write_zigzag(size_t count, double step_m)
{
    struct jk_point p = { 0.5, 117.5 };
    struct jk_buf text = { 0 };

    jk_geodesic_init();
    jk_buf_str(&text, "<gpx><trk><trkseg>");
    for (size_t i = 0; i < count; i++) {
        jk_buf_fmt(&text, "<trkpt lat=\"%.8f\" lon=\"%.8f\"/>", p.lat_deg, p.lon_deg);
        p = jk_geodesic_direct(p, i % 2 ? 10.0 : 80.0, step_m);
    }
    jk_buf_str(&text, "</trkseg></trk></gpx>");
    jk_buf_char(&text, '\0');
    return text.at;
}

/* What is stated is what the profile's own reader reads, with the same length. */
Test(route, the_line_fits_a_notice_and_is_read_back)
{
    char *text = write_zigzag(2000, 100.0);
    struct jk_route_line route;
    const struct jk_ical_comp *calendar;
    struct jk_facts facts = jk_facts_unstated();
    struct jk_shape shape;
    struct jk_buf stream = { 0 };
    double length_m = 0.0;

    cr_assert(make_route(text, 5.0, &route) == JK_OK, "%s %s", jk_text_get(err.text, JK_LANG_EN),
              err.value);
    cr_assert(route.points_in == 2000 && route.points_out == 2000, "%zu", route.points_out);
    jk_buf_fmt(&stream, "BEGIN:VEVENT\r\n%sEND:VEVENT\r\n", route.structured_data);
    cr_assert(jk_ical_scan(&arena, jk_buf_view(&stream), 8000, &calendar, &err) == JK_OK);
    cr_assert(jk_ical_geometry_read(&arena, calendar->props, (struct jk_interval){ 0, 36000 },
                                    &facts, &err) == JK_OK,
              "%s", err.value);
    shape = facts.shape;
    cr_assert(shape.kind == JK_SHAPE_ROUTE && shape.point_count == 2000);
    for (size_t i = 1; i < shape.point_count; i++)
        length_m += jk_geodesic_distance(shape.points[i - 1], shape.points[i]);
    cr_assert(fabs(length_m - route.length_m) < 1e-6);
    jk_buf_clear(&stream);
    free(text);
}

Test(route, what_does_not_fit_is_refused_with_the_error_that_would)
{
    char *text = write_zigzag(6000, 20.0); /* 20 m legs, 70 degrees: 7 m off the middle line */
    struct jk_route_line route;
    double would_m;

    cr_assert(make_route(text, 5.0, &route) == JK_TOO_MANY);
    cr_assert(err.text == JK_TEXT_ROUTE_COARSE, "%s", jk_text_get(err.text, JK_LANG_EN));
    would_m = atof(err.value);
    cr_assert(would_m > 5.0 && would_m < 20.0, "%s", err.value);
    free(text);
    text = write_zigzag(6000, 5.0); /* 1.7 m off: within 5 m it fits, within 1 m it does not */
    cr_assert(make_route(text, 5.0, &route) == JK_OK);
    cr_assert(route.points_out < 100 && route.error_m <= 5.0 && route.error_m > 1.0, "%zu %g",
              route.points_out, route.error_m);
    cr_assert(make_route(text, 1.0, &route) == JK_TOO_MANY);
    would_m = atof(err.value);
    cr_assert(would_m > 1.0 && would_m <= 5.0, "%s", err.value);
    cr_assert(make_route(text, would_m, &route) == JK_OK, "what is said to fit does: %g", would_m);
    free(text);
}

Test(route, the_bound_is_read_strictly)
{
    static const char *const bad[] = { "", "0", "0.09", "5.001", "1e0", "0,5", "-1", "nan" };
    double value;

    cr_assert(jk_route_error_read(JK_SPAN("0.1"), &value, &err) == JK_OK && value == 0.1);
    cr_assert(jk_route_error_read(JK_SPAN("5"), &value, &err) == JK_OK && value == 5.0);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_assert(jk_route_error_read(jk_span_of(bad[i]), &value, &err) == JK_RANGE, "%s", bad[i]);
}

/* UTF-16 in both orders, with its mark and without. */
Test(route, what_windows_writes_in_two_bytes_is_read)
{
    static const char text[] = SEG(PT("0.5", "117.5") PT("0.51", "117.6"));

    for (unsigned form = 0; form < 4; form++) {
        char wide[2 * sizeof text + 2];
        size_t len = 0;
        struct jk_track track;

        for (size_t i = form % 2; i < sizeof text; i++) {
            unsigned c = i == 0 ? 0xfeff : (unsigned char)text[i - 1];

            wide[len++] = (char)(form / 2 ? c >> 8 : c & 0xff);
            wide[len++] = (char)(form / 2 ? c & 0xff : c >> 8);
        }
        jk_geodesic_init();
        cr_expect(jk_track_read(&arena, (struct jk_span){ wide, len }, 0, &track, &err) == JK_OK &&
                      track.count == 2,
                  "%u", form);
    }
}

Test(route, pieces_whose_ends_meet_are_one_line_and_it_is_said)
{
    struct jk_track track;

    cr_assert(read_line(GPX("1", "<trk><trkseg>" PT("0", "1")
                                     PT("0", "1.1") "</trkseg><trkseg>" PT("0", "1.1004")
                                         PT("0", "1.2") "</trkseg></trk>"),
                        0, &track) == JK_OK,
              "%s", err.value);
    cr_assert(track.joined == 2 && track.count == 4 && track.gap_m > 44 && track.gap_m < 45);
    cr_assert(read_line(GPX("1", "<trk><name>Rute A</name><trkseg>" PT("0", "1")
                                     PT("0", "1.1") "</trkseg><trkseg>" PT("0", "1.1005")
                                         PT("0", "1.2") "</trkseg></trk>"),
                        0, &track) == JK_INVALID);
    cr_assert_str_eq(err.value, "2: 1 Rute A 11.1 km (2); 2 Rute A 11.1 km (2)");
}

Test(route, a_plan_beside_what_was_recorded_is_passed_over_and_keeps_its_number)
{
    static const char text[] =
        GPX("1", "<rte>"
                 "<rtept lat='0' lon='1'/><rtept lat='0' lon='2'/></rte><trk><trkseg>" PT("0", "1")
                     PT("0", "1.1") PT("0", "2") "</trkseg></trk>");
    struct jk_track track;

    cr_assert(read_line(text, 0, &track) == JK_OK && track.count == 3 && track.passed_over == 1);
    cr_assert(read_line(text, 1, &track) == JK_OK && track.count == 2 && track.passed_over == 0);
    cr_assert(read_line(text, 2, &track) == JK_OK && track.count == 3);
}

/* An hour at a red light, fixes wandering within ten metres; then a kilometre of road. */
Test(route, a_standing_receiver_drives_no_road)
{
    struct jk_buf text = { 0 };
    struct jk_route_line route;

    jk_buf_str(&text, "<gpx><trk><trkseg>");
    for (unsigned i = 0; i < 3600; i++)
        jk_buf_fmt(&text, "<trkpt lat='%.7f' lon='%.7f'/>", 0.5 + 4e-5 * ((i * 7919) % 13) / 13.0,
                   117.5 + 4e-5 * ((i * 104729) % 11) / 11.0);
    for (unsigned i = 1; i <= 100; i++)
        jk_buf_fmt(&text, "<trkpt lat='%.7f' lon='117.5'/>", 0.5 + 9e-5 * i);
    jk_buf_str(&text, "</trkseg></trk></gpx>");
    jk_buf_char(&text, '\0');
    cr_assert(make_route(text.at, 5.0, &route) == JK_OK);
    cr_assert(route.stands == 1 && route.length_m > 980 && route.length_m < 1010, "%zu %.1f",
              route.stands, route.length_m);
    jk_buf_clear(&text);
}

/* A crowd on foot, a hairpin and a doubled lap are ways that somebody went. */
Test(route, a_slow_way_and_a_narrow_bend_are_no_stand)
{
    struct jk_point points[4000];
    size_t count = 4000;

    for (size_t i = 0; i < count; i++) /* 0.5 m a second */
        points[i] = (struct jk_point){ 0.5 + 4.5e-6 * (double)i, 117.5 };
    cr_expect(interchange_track_still(points, &count) == 0 && count == 4000);
    count = 200;
    for (size_t i = 0; i < count; i++) /* out and back on one road, a metre a point */
        points[i] = (struct jk_point){ 0.5 + 9e-6 * (double)(i < 100 ? i : 200 - i), 117.5 };
    cr_expect(interchange_track_still(points, &count) == 0 && count == 200);
}
