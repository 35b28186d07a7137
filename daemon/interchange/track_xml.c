/* GPX and KML: the root element (and its namespace, where there is one) tells the dialect.
 *
 * A point counts only at its place in the structure (trkpt in trkseg, rtept in rte, coordinates in
 * LineString), found by the depth of the open elements, so waypoints and the outlines of areas are
 * not mistaken for a way. Files of programs that forget to declare a prefix, or that mistype a
 * namespace (https, small letters, a blank behind), mean what they say. */
#include <stdio.h>
#include <string.h>
#include "daemon/interchange/track_internal.h"
#include "jarak/base/decimal.h"
#include "jarak/base/texts.h"
#include "jarak/interchange/texts.h"
#include "jarak/interchange/xml.h"

/* A document being read. */
struct reader {
    struct track_reader *to;
    const struct dialect *dialect; /* null until the root was seen */
    size_t depth;
    size_t line_depth;  /* of the element that holds the open line; 0: none */
    size_t point_depth; /* of the open trkpt or rtept; 0: none */
    size_t named_depth; /* of the open element whose child `name` names lines; 0: none */
    size_t area_depth;  /* of the open Polygon; 0: none */
    bool in_route;      /* the open line is a rte */
    bool on_roads; /* behind the last rtept the way follows roads, none of which was read yet */
    enum { TEXT_NONE, TEXT_COORDINATES, TEXT_COORD, TEXT_NAME, TEXT_SHOWN } text;
};

/* The name without a prefix that was never declared. */
static const char *local_name(const struct jk_xml_tag *tag)
{
    const char *colon = strchr(tag->name, ':');

    return colon ? colon + 1 : tag->name;
}

/* True when a namespace begins so, whatever its scheme and case. */
static bool ns_starts(const char *ns, const char *head)
{
    struct jk_span rest = jk_span_trim(jk_span_of(ns));
    size_t len = strlen(head);

    for (size_t i = 0; i < 2; i++) {
        struct jk_span scheme = i ? JK_SPAN("https://") : JK_SPAN("http://");

        if (jk_span_starts(rest, scheme))
            rest = (struct jk_span){ rest.at + scheme.len, rest.len - scheme.len };
    }
    return rest.len >= len && jk_span_eq_nocase((struct jk_span){ rest.at, len }, jk_span_of(head));
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Bytes of the blank at the front; U+00A0 comes from word processors. */
static size_t blank_len(struct jk_span text)
{
    if (text.len && is_space(text.at[0]))
        return 1;
    return jk_span_starts(text, JK_SPAN("\xc2\xa0")) ? 2 : 0;
}

/* The next run of bytes that are not white space. */
static bool next_word(struct jk_span *rest, struct jk_span *word)
{
    size_t len = 0, blank;

    while ((blank = blank_len(*rest)) > 0)
        *rest = (struct jk_span){ rest->at + blank, rest->len - blank };
    while (len < rest->len && !blank_len((struct jk_span){ rest->at + len, rest->len - len }))
        len++;
    *word = (struct jk_span){ rest->at, len };
    *rest = (struct jk_span){ rest->at + len, rest->len - len };
    return len > 0;
}

/* An altitude is not used, but must be one: what a decimal comma leaves over is none. */
static bool is_altitude(struct jk_span text)
{
    double value;

    return text.len == 0 || jk_span_eq_nocase(text, JK_SPAN("NaN")) ||
           jk_number_parse(text, &value);
}

/* Longitude, latitude and perhaps an altitude. */
static enum jk_status add_parts(struct reader *r, const struct jk_span *parts, size_t count,
                                const char *field, struct jk_span whole)
{
    double lon_deg, lat_deg;

    if (count < 2 || count > 3 || !jk_number_parse(parts[0], &lon_deg) ||
        !jk_number_parse(parts[1], &lat_deg) || (count == 3 && !is_altitude(parts[2])))
        return interchange_track_refuse(r->to, JK_TEXT_TRACK_COORD, field, whole);
    r->to->has_altitude = r->to->has_altitude || (count == 3 && parts[2].len);
    return interchange_track_point(r->to, lat_deg, lon_deg, field);
}

static size_t count_commas(struct jk_span word)
{
    size_t count = 0;

    for (size_t i = 0; i < word.len; i++)
        count += word.at[i] == ',';
    return count;
}

static bool ends_with_comma(struct jk_span word)
{
    return word.len && word.at[word.len - 1] == ',';
}

/* True when the word behind belongs to the same point: "117.5, 0.5, 0", but not "117.5,0.5, 117.6,"
 * where the altitude was left out. */
static bool goes_on(struct jk_span point, struct jk_span rest)
{
    struct jk_span next;

    if (!next_word(&rest, &next))
        return false;
    if (next.at[0] == ',')
        return true;
    if (!ends_with_comma(point) || count_commas(point) > 2)
        return false;
    return count_commas(point) == 1 || count_commas(next) == 0;
}

/* Takes the words of one point, with the blanks between them. */
static bool next_point(struct jk_span *rest, struct jk_span *point)
{
    struct jk_span word;

    if (!next_word(rest, point))
        return false;
    while (goes_on(*point, *rest) && next_word(rest, &word))
        point->len = (size_t)(word.at + word.len - point->at);
    return true;
}

/* KML: "lon,lat[,alt] lon,lat[,alt] ...". */
static enum jk_status read_coordinates(struct reader *r, struct jk_span text)
{
    struct jk_span point;
    enum jk_status rc = JK_OK;

    while (rc == JK_OK && next_point(&text, &point)) {
        struct jk_span parts[4], rest = point;
        size_t count = 0;

        while (count < 4 && jk_span_cut(&rest, ',', &parts[count])) {
            parts[count] = jk_span_trim(parts[count]);
            count++;
        }
        if (count == 4 && parts[3].len == 0 && !rest.at) /* "117.5,0.5,0," */
            count = 3;
        rc = add_parts(r, parts, count, "coordinates", point);
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
        return jk_number_parse(jk_span_trim(value), out)
                   ? JK_OK
                   : interchange_track_refuse(r->to, JK_TEXT_TRACK_NUMBER, wanted, value);
    }
    return interchange_track_refuse(r->to, JK_TEXT_TRACK_NUMBER, wanted, JK_SPAN(""));
}

/* Of a namespace that begins so; files that do not declare it have the prefix in the name. */
static bool is_of(const struct jk_xml_tag *tag, const char *ns, const char *prefix)
{
    return ns_starts(tag->ns, ns) ||
           (tag->ns[0] == '\0' && strncmp(tag->name, prefix, strlen(prefix)) == 0);
}

/* What a planner (Garmin's BaseCamp and devices) writes within a via point. A leg whose roads it
 * has computed holds them as gpxx:rpt; one without, which a device would compute anew, is straight
 * here and nowhere else. */
static enum jk_status open_planned(struct reader *r, const struct jk_xml_tag *tag)
{
    bool is_extension = is_of(tag, "www.garmin.com/xmlschemas/GpxExtensions/", "gpxx:");
    const char *name = local_name(tag);
    double lat_deg, lon_deg;
    enum jk_status rc;

    if (is_extension && strcmp(name, "rpt") == 0) {
        if ((rc = read_attr(r, tag, "lat", &lat_deg)) != JK_OK ||
            (rc = read_attr(r, tag, "lon", &lon_deg)) != JK_OK)
            return rc;
        r->on_roads = false;
        return interchange_track_point(r->to, lat_deg, lon_deg, "gpxx:rpt");
    }
    if ((is_extension && strcmp(name, "RoutePointExtension") == 0) ||
        is_of(tag, "www.garmin.com/xmlschemas/TripExtensions/", "trp:"))
        r->on_roads = true;
    return JK_OK;
}

static enum jk_status begin_line(struct reader *r)
{
    r->line_depth = r->depth;
    r->on_roads = false;
    return interchange_track_begin(r->to);
}

static void begin_named(struct reader *r)
{
    r->named_depth = r->depth;
    r->to->name = "";
    r->to->is_hidden = false;
}

static enum jk_status open_gpx_point(struct reader *r, const struct jk_xml_tag *tag)
{
    struct track_line *line = &r->to->lines[r->to->line_count - 1];
    double lat_deg, lon_deg;
    enum jk_status rc;

    /* The leg to this point had roads, and none of them was read. */
    line->lacks_roads |= r->on_roads;
    r->on_roads = false;
    r->point_depth = r->depth;
    if ((rc = read_attr(r, tag, "lat", &lat_deg)) != JK_OK ||
        (rc = read_attr(r, tag, "lon", &lon_deg)) != JK_OK)
        return rc;
    return interchange_track_point(r->to, lat_deg, lon_deg, "lat");
}

static enum jk_status open_gpx(struct reader *r, const struct jk_xml_tag *tag)
{
    const char *name = tag->name;
    bool is_route = strcmp(name, "rte") == 0;
    enum jk_status rc;

    if (is_route || strcmp(name, "trk") == 0)
        begin_named(r);
    if (is_route || strcmp(name, "trkseg") == 0) {
        r->in_route = is_route;
        if ((rc = begin_line(r)) == JK_OK)
            r->to->lines[r->to->line_count - 1].is_route = is_route;
        return rc;
    }
    if (strcmp(name, "name") == 0 && r->named_depth && r->depth == r->named_depth + 1)
        r->text = TEXT_NAME;
    if (strcmp(name, "wpt") == 0)
        r->to->others |= TRACK_POINTS;
    if (r->point_depth && r->depth == r->point_depth + 1) {
        r->to->has_altitude = r->to->has_altitude || strcmp(name, "ele") == 0;
        r->to->has_time = r->to->has_time || strcmp(name, "time") == 0;
    }
    if (r->in_route && r->point_depth && r->depth > r->point_depth)
        return open_planned(r, tag);
    if ((strcmp(name, "trkpt") == 0 || strcmp(name, "rtept") == 0) && r->line_depth &&
        r->depth == r->line_depth + 1)
        return open_gpx_point(r, tag);
    return JK_OK;
}

static void note_other(struct reader *r, const char *name)
{
    if (strcmp(name, "Polygon") == 0) {
        r->area_depth = r->depth;
        r->to->others |= TRACK_AREA;
    }
    if (strcmp(name, "NetworkLink") == 0)
        r->to->others |= TRACK_LINK;
    if (strcmp(name, "Point") == 0)
        r->to->others |= TRACK_POINTS;
}

/* A ring is a way where it is not the outline of an area. Track and coord are of Google's
 * namespace, and of KML's own since 2.3. */
static enum jk_status open_kml(struct reader *r, const struct jk_xml_tag *tag)
{
    const char *name = local_name(tag);

    if (strcmp(name, "Placemark") == 0)
        begin_named(r);
    note_other(r, name);
    if (strcmp(name, "LineString") == 0 || strcmp(name, "Track") == 0 ||
        (strcmp(name, "LinearRing") == 0 && !r->area_depth))
        return begin_line(r);
    if (r->named_depth && r->depth == r->named_depth + 1 && strcmp(name, "name") == 0)
        r->text = TEXT_NAME;
    if (r->named_depth && r->depth == r->named_depth + 1 && strcmp(name, "visibility") == 0)
        r->text = TEXT_SHOWN;
    if (!r->line_depth || r->depth != r->line_depth + 1)
        return JK_OK;
    r->to->has_time = r->to->has_time || strcmp(name, "when") == 0;
    if (strcmp(name, "coordinates") == 0)
        r->text = TEXT_COORDINATES;
    else if (strcmp(name, "coord") == 0)
        r->text = TEXT_COORD;
    return JK_OK;
}

/* The roots we read; some programs leave the namespace out, or the root of KML. */
static const struct dialect {
    const char *root, *ns; /* ns: how it begins behind its scheme */
    enum jk_status (*open)(struct reader *r, const struct jk_xml_tag *tag);
} dialects[] = {
    { "gpx", "www.topografix.com/GPX/1/0", open_gpx },
    { "gpx", "www.topografix.com/GPX/1/1", open_gpx },
    { "kml", "www.opengis.net/kml/2.", open_kml },
    { "kml", "earth.google.com/kml/2.", open_kml },
    { "Document", "www.opengis.net/kml/2.", open_kml },
    { "Folder", "www.opengis.net/kml/2.", open_kml },
    { "Placemark", "www.opengis.net/kml/2.", open_kml },
};

static enum jk_status open_root(struct reader *r, const struct jk_xml_tag *tag)
{
    for (size_t i = 0; i < sizeof dialects / sizeof *dialects; i++) {
        if (strcmp(tag->name, dialects[i].root) == 0 &&
            (tag->ns[0] == '\0' || ns_starts(tag->ns, dialects[i].ns))) {
            r->dialect = &dialects[i];
            return r->dialect->open(r, tag);
        }
    }
    return interchange_track_refuse(r->to, JK_TEXT_TRACK_FORMAT, tag->name, jk_span_of(tag->ns));
}

static enum jk_status on_open(void *ctx, const struct jk_xml_tag *tag)
{
    struct reader *r = ctx;

    r->depth++;
    r->text = TEXT_NONE;
    return r->dialect ? r->dialect->open(r, tag) : open_root(r, tag);
}

static enum jk_status read_text(struct reader *r, struct jk_span text)
{
    switch (r->text) {
    case TEXT_COORDINATES:
        return read_coordinates(r, text);
    case TEXT_COORD:
        return read_coord(r, text);
    case TEXT_NAME:
        return interchange_track_name(r->to, text);
    case TEXT_SHOWN:
        r->to->is_hidden = jk_span_eq(text, JK_SPAN("0"));
        return JK_OK;
    default:
        return JK_OK;
    }
}

static enum jk_status on_close(void *ctx, struct jk_span text)
{
    struct reader *r = ctx;
    enum jk_status rc = read_text(r, text);
    size_t *const depths[] = { &r->point_depth, &r->line_depth, &r->named_depth, &r->area_depth };

    r->text = TEXT_NONE;
    for (size_t i = 0; i < sizeof depths / sizeof *depths; i++) {
        if (*depths[i] == r->depth)
            *depths[i] = 0;
    }
    r->depth--;
    return rc;
}

enum jk_status interchange_track_read_xml(struct track_reader *to, struct jk_span bytes)
{
    static const struct jk_xml_reader reader = { .open = on_open,
                                                 .close = on_close,
                                                 .depth_max = 32, /* folders of KML nest */
                                                 .elements_max = 8 * JK_TRACK_POINTS_MAX,
                                                 .text_max = JK_TRACK_FILE_MAX };
    struct reader r = { .to = to };
    enum jk_status rc;

    to->err->status = JK_OK;
    rc = jk_xml_walk(bytes, &reader, &r);
    if (rc == JK_OK || to->err->status != JK_OK) /* refused by us: it was said why */
        return rc;
    return interchange_track_fail(to, rc,
                                  rc == JK_MEMORY     ? JK_TEXT_NO_MEMORY
                                  : rc == JK_TOO_MANY ? JK_TEXT_TRACK_BIG
                                                      : JK_TEXT_TRACK_FILE);
}
