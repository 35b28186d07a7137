#include "tests/unit/app/compose.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "jarak/geo/geodesic.h"

#define GEOJSON "STRUCTURED-DATA;VALUE=TEXT;FMTTYPE=\"application/geo+json\":"

static struct jk_span trim(struct jk_span s)
{
    while (s.len && s.at[s.len - 1] == ' ')
        s.len--;
    while (s.len && s.at[0] == ' ')
        s = (struct jk_span){ s.at + 1, s.len - 1 };
    return s;
}

struct columns compose_columns(const char *line)
{
    struct columns c = { .count = 0 };
    const char *at = line, *bar;

    do {
        bar = strchr(at, '|');
        cr_assert(c.count < sizeof c.at / sizeof c.at[0], "too many columns: %s", line);
        c.at[c.count++] = trim((struct jk_span){ at, bar ? (size_t)(bar - at) : strlen(at) });
        at = bar ? bar + 1 : at;
    } while (bar);
    return c;
}

/* Metres north and east of the origin, laid out by geodesics. */
static struct jk_point place_at(struct jk_point origin, double north_m, double east_m)
{
    struct jk_point up = jk_geodesic_direct(origin, north_m < 0 ? 180 : 0, fabs(north_m));

    return jk_geodesic_direct(up, east_m < 0 ? -90 : 90, fabs(east_m));
}

void compose_begin(struct jk_buf *out)
{
    jk_buf_reset(out);
    jk_buf_str(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//cases//EN\r\n");
}

void compose_end(struct jk_buf *out)
{
    jk_buf_str(out, "END:VCALENDAR\r\n");
}

/* One end of WHEN: a date, a local time, UTC or a duration. */
static void add_time(struct jk_buf *out, const char *name, const char *text)
{
    if (text[0] == 'P')
        jk_buf_fmt(out, "DURATION:%s\r\n", text);
    else if (strlen(text) == 8)
        jk_buf_fmt(out, "%s;VALUE=DATE:%s\r\n", name, text);
    else if (strchr(text, 'Z'))
        jk_buf_fmt(out, "%s:%s\r\n", name, text);
    else
        jk_buf_fmt(out, "%s;TZID=Asia/Makassar:%s\r\n", name, text);
}

static void add_who(struct jk_buf *out, const char *who, const char *where)
{
    char kind[40], party[40], contest[40] = "pilbup-64.08", paslon[40], leg[24], parent[24];

    cr_assert(sscanf(who, "%39s %39s", kind, party) == 2, "%s: %s", where, who);
    if (sscanf(party, "%39[^/]/%39s", contest, paslon) != 2) {
        snprintf(contest, sizeof contest, "pilbup-64.08");
        snprintf(paslon, sizeof paslon, "%s", party);
    }
    jk_buf_fmt(out, "CATEGORIES:%.*s\r\n", (int)strcspn(kind, ":"), kind);
    if (strcmp(party, "-") != 0)
        jk_buf_fmt(out, "X-JARAK-CONTEST:%s\r\nX-JARAK-PASLON:%s\r\n", contest, paslon);
    if (sscanf(kind, "%*[^:]:%23[^>]>%23s", leg, parent) == 2)
        jk_buf_fmt(out, "X-JARAK-LEG:%s\r\nRELATED-TO;RELTYPE=PARENT:%s\r\n", leg, parent);
}

/* `N,E N,E ...` as GeoJSON positions, each perhaps with @HH:MM:SS; the times go to `times`. */
static void add_positions(struct jk_buf *out, struct jk_buf *times, struct jk_point origin,
                          const char *text, const char *day, bool ring)
{
    struct jk_point first = { 0, 0 }, p;
    double north, east;
    size_t count = 0;
    int used;

    for (; sscanf(text, " %lf,%lf%n", &north, &east, &used) == 2; text += used, count++) {
        p = place_at(origin, north, east);
        first = count == 0 ? p : first;
        jk_buf_fmt(out, "%s[%.12f\\,%.12f]", count ? "\\," : "[", p.lon_deg, p.lat_deg);
        if (times && text[used] == '@') {
            jk_buf_fmt(times, "%s\"%.4s-%.2s-%.2sT%.8s+08:00\"", count ? "\\," : "", day, day + 4,
                       day + 6, text + used + 1);
            used += 9;
        }
    }
    if (ring)
        jk_buf_fmt(out, "\\,[%.12f\\,%.12f]", first.lon_deg, first.lat_deg);
    jk_buf_str(out, "]");
}

static void add_route(struct jk_buf *out, struct jk_point origin, const char *text, const char *day)
{
    struct jk_buf positions = { 0 }, times = { 0 };

    add_positions(&positions, &times, origin, text, day, false);
    jk_buf_str(out, GEOJSON "{\"type\":\"LineString\"\\,");
    if (times.len)
        jk_buf_fmt(out, "\"coordTimes\":[%s]\\,", times.at);
    jk_buf_fmt(out, "\"coordinates\":%s}\r\n", positions.at);
    jk_buf_clear(&positions);
    jk_buf_clear(&times);
}

/* Rings parted by `/`; the first point is repeated here. */
static void add_area(struct jk_buf *out, struct jk_point origin, const char *text)
{
    jk_buf_str(out, GEOJSON "{\"type\":\"Polygon\"\\,\"coordinates\":[");
    for (const char *ring = text; ring; ring = strchr(ring, '/')) {
        ring += *ring == '/';
        jk_buf_str(out, ring == text ? "" : "\\,");
        add_positions(out, NULL, origin, ring, NULL, true);
    }
    jk_buf_str(out, "]}\r\n");
}

static void add_place(struct jk_buf *out, struct jk_point origin, const char *text, const char *day,
                      const char *where)
{
    double north, east;

    if (sscanf(text, "at %lf,%lf", &north, &east) == 2) {
        struct jk_point p = place_at(origin, north, east);

        jk_buf_fmt(out, "GEO:%.12f;%.12f\r\n", p.lat_deg, p.lon_deg);
    } else if (strncmp(text, "place ", 6) == 0) {
        jk_buf_fmt(out, "X-JARAK-PLACE:%s\r\n", text + 6);
    } else if (strncmp(text, "geo ", 4) == 0) {
        jk_buf_fmt(out, "GEO:%s\r\n", text + 4);
    } else if (strncmp(text, "route ", 6) == 0) {
        add_route(out, origin, text + 6, day);
    } else if (strncmp(text, "area ", 5) == 0) {
        add_area(out, origin, text + 5);
    } else {
        cr_assert(strcmp(text, "-") == 0, "%s: %s", where, text);
    }
}

/* Lines of the client's own, parted by the pilcrow. */
static void add_extra(struct jk_buf *out, struct jk_span text)
{
    while (text.len) {
        const char *mark = memmem(text.at, text.len, "\xc2\xb6", 2);
        struct jk_span line = { text.at, mark ? (size_t)(mark - text.at) : text.len };

        line = trim(line);
        jk_buf_fmt(out, "%.*s\r\n", (int)line.len, line.at);
        text = mark ? trim((struct jk_span){ mark + 2, text.len - (size_t)(mark + 2 - text.at) })
                    : (struct jk_span){ text.at + text.len, 0 };
    }
}

void compose_notice(struct jk_buf *out, struct jk_point origin, const char *line, const char *where)
{
    struct columns c = compose_columns(line);
    char who[80], from[24], to[24] = "", place[1024];

    cr_assert(c.count == 4 || c.count == 5, "%s: %zu columns", where, c.count);
    snprintf(who, sizeof who, "%.*s", (int)c.at[1].len, c.at[1].at);
    snprintf(place, sizeof place, "%.*s", (int)c.at[3].len, c.at[3].at);
    cr_assert(sscanf(c.at[2].at, "%23[^/ |]/%23[^ |]", from, to) >= 1, "%s", where);
    jk_buf_fmt(out, "BEGIN:VEVENT\r\nUID:%.*s\r\nDTSTAMP:20241101T000000Z\r\n", (int)c.at[0].len,
               c.at[0].at);
    add_time(out, "DTSTART", from);
    if (to[0])
        add_time(out, "DTEND", to);
    jk_buf_str(out, "SUMMARY:Kasus\r\n");
    add_who(out, who, where);
    add_place(out, origin, place, from, where);
    if (c.count == 5)
        add_extra(out, c.at[4]);
    jk_buf_str(out, "END:VEVENT\r\n");
}
