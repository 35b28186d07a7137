/* A route of a form out of a file of a receiver or a map, by the reader of POST /routes: what it
 * refuses is refused here, and what it joins or leaves out is said on the page. */
#include "daemon/http/desk/form_track.h"

#include <jansson.h>
#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/base/texts.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/interchange/route.h"

/* The corners of the line that was made, as they are typed. */
static enum jk_status take_corners(struct jk_arena *arena, const char *geojson,
                                   struct jk_form_way *way, struct jk_error *err)
{
    json_t *line = json_loads(geojson, 0, NULL), *corner;
    const json_t *corners = json_object_get(line, "coordinates");
    enum jk_status rc = line ? JK_OK : jk_no_memory(err);
    size_t i, count = json_array_size(corners);

    if (rc == JK_OK && count > JK_FORM_POINTS_MAX)
        rc = jk_fail(err, JK_TOO_MANY, JK_TEXT_DESK_TRACK_LONG, "berkas", "%zu", count);
    way->count = 0;
    json_array_foreach(corners, i, corner)
    {
        if (rc != JK_OK)
            break;
        way->lat[i] = jk_arena_fmt(arena, "%.6f", json_number_value(json_array_get(corner, 1)));
        way->lon[i] = jk_arena_fmt(arena, "%.6f", json_number_value(json_array_get(corner, 0)));
        rc = way->lat[i] && way->lon[i] ? JK_OK : jk_no_memory(err);
        way->count += rc == JK_OK;
    }
    json_decref(line);
    return rc;
}

enum jk_status desk_take_track(struct jk_http_call *call, const struct api_form *fields,
                               const char *field, struct jk_form_way *way,
                               struct jk_form_track *told, struct jk_error *err)
{
    const struct api_file *file = api_form_file(fields, field);
    const char *which_field = jk_arena_fmt(&call->arena, "%s-garis", field);
    const char *line = which_field ? api_form_get(fields, which_field) : "";
    struct jk_form_way taken = { .count = 0 };
    struct jk_route_line route;
    struct jk_track track;
    uint64_t which = 0;
    enum jk_status rc;

    if (!file)
        return jk_fail(err, JK_INVALID, JK_TEXT_DESK_TRACK_NONE, field, "%s", "");
    if (line[0] && (!jk_uint_parse(jk_span_of(line), JK_TRACK_LINES_MAX, &which) || which == 0))
        return jk_fail(err, JK_INVALID, JK_TEXT_INTEGER, which_field, "%s", line);
    rc = jk_track_read(&call->arena, file->bytes, which, &track, err);
    if (rc == JK_OK)
        rc = jk_route_make(&call->arena, &track, JK_ROUTE_ERROR_MAX, &route, err);
    if (rc == JK_OK)
        rc = take_corners(&call->arena, route.geojson, &taken, err);
    if (rc != JK_OK)
        return rc;
    *way = taken;
    *told = (struct jk_form_track){ .file = file->name,
                                    .points_in = route.points_in,
                                    .points_out = route.points_out,
                                    .error_m = route.error_m,
                                    .length_m = route.length_m,
                                    .joined = route.joined,
                                    .gap_m = route.gap_m,
                                    .lacks_roads = route.dropped_roads,
                                    .passed_over = route.passed_over,
                                    .stands = route.stands,
                                    .chosen = (size_t)which };
    return JK_OK;
}
