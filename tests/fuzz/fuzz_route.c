/* GPX, KML and GeoJSON: any bytes are read or refused with a reason, and a route made of them is
 * one that the profile's reader takes, within the error asked for.
 *
 * Input: an byte that chooses the bound and the line, then a file. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include "jarak/geo/geodesic.h"
#include "jarak/model/texts.h"
#include "jarak/ical/geometry.h"
#include "jarak/interchange/route.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void must(bool promise)
{
    if (!promise)
        abort();
}

/* Routes of a speed that is none are the notice's affair: any other refusal is ours. */
static void check_line(struct jk_arena *arena, const struct jk_route_line *route)
{
    const struct jk_ical_comp *calendar;
    struct jk_facts facts = jk_facts_unstated();
    struct jk_buf stream = { 0 };
    struct jk_error err;
    enum jk_status rc;

    jk_buf_fmt(&stream, "BEGIN:VEVENT\r\n%sEND:VEVENT\r\n", route->structured_data);
    rc = jk_ical_scan(arena, jk_buf_view(&stream), JK_ICAL_LINES_MAX, &calendar, &err);
    must(rc == JK_OK);
    rc = jk_ical_geometry_read(arena, calendar->props, (struct jk_interval){ 0, 86400 }, &facts,
                               &err);
    must(rc == JK_OK || err.text == JK_TEXT_ROUTE_SPEED || err.text == JK_TEXT_ROUTE_SLOW ||
         err.text == JK_TEXT_ROUTE_LONG);
    must(rc != JK_OK || facts.shape.point_count == route->points_out);
    jk_buf_clear(&stream);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const double bounds[] = { 0.1, 1.0, 5.0, 5.0 };
    struct jk_arena arena = { 0 };
    struct jk_error err = { .status = JK_OK };
    struct jk_route_line route;
    struct jk_track track;
    enum jk_status rc;

    if (len == 0)
        return 0;
    jk_geodesic_init();
    rc = jk_track_read(&arena, (struct jk_span){ (const char *)bytes + 1, len - 1 },
                       bytes[0] / 4 % 4, &track, &err);
    if (rc == JK_OK)
        rc = jk_route_make(&arena, &track, bounds[bytes[0] % 4], &route, &err);
    must(rc == err.status);
    if (rc == JK_OK) {
        must(route.points_out >= 2 && route.points_out <= route.points_in);
        must(route.error_m <= bounds[bytes[0] % 4] + 0.001 && route.error_m >= 0.0);
        must(isfinite(route.length_m));
        check_line(&arena, &route);
    }
    jk_arena_clear(&arena);
    return 0;
}
