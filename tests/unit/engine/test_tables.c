/* The shared tables: rallies near 10 km, and the synthetic events with their oracle. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <jansson.h>
#include "jarak/base/civil.h"
#include "tests/support/sides.h"

Test(tables, rallies_near_ten_kilometres_are_measured_to_a_millimetre)
{
    FILE *f = fopen("tests/cases/rally_10km_boundary.csv", "r");
    char line[512];
    int rows = 0;

    cr_assert(f != NULL);
    jk_geodesic_init();
    while (fgets(line, sizeof line, f)) {
        double azimuth, nominal, lat_a, lon_a, lat_b, lon_b, geodesic, exact;
        struct jk_row row = { .stated = true };
        struct jk_policy policy = { .vote_s = INFINITY };
        struct jk_approach near;
        struct side a, b;
        struct jk_body *p, *q;
        double gap;

        if (sscanf(line, "%lf,%lf,%lf,%lf,%lf,%lf,%lf", &azimuth, &nominal, &lat_a, &lon_a, &lat_b,
                   &lon_b, &geodesic) != 7)
            continue;
        side_disc(&a, (struct jk_point){ lat_a, lon_a }, 0, 0, 100);
        side_disc(&b, (struct jk_point){ lat_b, lon_b }, 0, 0, 100);
        cr_assert(side_gap(&a, &b, 0, 20000, &near) < 20000);
        cr_assert(fabs(near.gap_m - geodesic) <= 0.001, "%s: %.4f", line, near.gap_m);
        /* D on the distance as it is rounded, and 1 cm to either side of it. */
        p = jk_body_new(&a.presence);
        q = jk_body_new(&b.presence);
        gap = jk_judge_distance_m(p, q, near.gap_m);
        for (int cm = -1; cm <= 1; cm++) {
            exact = gap + cm / 100.0;
            row.rung[JK_LEVEL_SIAGA] = (struct jk_rung){ true, false, 0, exact };
            cr_assert(jk_judge_level(&policy, &row, p, q).level ==
                          (cm == 1 ? JK_LEVEL_SIAGA : JK_LEVEL_NONE),
                      "%s: D %.2f", line, exact);
        }
        jk_body_free(p);
        jk_body_free(q);
        rows++;
    }
    fclose(f);
    cr_assert(eq(int, rows, 49));
}

static json_t *event_of(const json_t *events, const char *id)
{
    size_t i;
    json_t *feature;

    json_array_foreach(json_object_get(events, "features"), i, feature)
    {
        json_t *properties = json_object_get(feature, "properties");

        if (strcmp(json_string_value(json_object_get(properties, "id")), id) == 0)
            return feature;
    }
    return NULL;
}

static int64_t time_of(const json_t *properties, const char *key)
{
    int64_t t;

    cr_assert(jk_iso_parse(jk_span_of(json_string_value(json_object_get(properties, key))), &t));
    return t;
}

static struct jk_point point_of(const json_t *pair)
{
    return (struct jk_point){ json_number_value(json_array_get(pair, 1)),
                              json_number_value(json_array_get(pair, 0)) };
}

/* Without radius and with a column of 1 m: the oracle knows centres and heads only. */
static void side_of_event(const json_t *feature, struct side *s)
{
    const json_t *properties = json_object_get(feature, "properties");
    const json_t *geometry = json_object_get(feature, "geometry");
    const json_t *coordinates = json_object_get(geometry, "coordinates");
    double from = (double)time_of(properties, "dtstart"), to = (double)time_of(properties, "dtend");
    size_t count = json_array_size(coordinates);

    if (strcmp(json_string_value(json_object_get(geometry, "type")), "Point") == 0) {
        side_disc(s, point_of(coordinates), 0, from, to);
        return;
    }
    cr_assert(count < SIDE_POINTS);
    for (size_t i = 0; i < count; i++)
        s->points[i] = point_of(json_array_get(coordinates, i));
    /* Constant speed from dtstart; the oracle's head stands at the end until dtend, a whole minute.
     */
    for (size_t i = 0; i < count; i++)
        s->times[i] =
            (int64_t)(from +
                      jk_route_length_m(s->points, i + 1) /
                          (json_number_value(json_object_get(properties, "speed_kmh")) / 3.6));
    if (to > (double)s->times[count - 1]) {
        s->points[count] = s->points[count - 1];
        s->times[count++] = (int64_t)to;
    }
    side_route(s, count, 1.0, from, (double)s->times[count - 1], true);
}

Test(tables, the_synthetic_events_agree_with_their_oracle)
{
    FILE *f = fopen("tests/cases/events_synthetic_oracle.csv", "r");
    json_t *events = json_load_file("tests/cases/events_synthetic.geojson", 0, NULL);
    char line[512], a[16], b[16], kab[16], date[16], kind_a[16], kind_b[16];
    double still, overlap, moving;
    struct jk_approach near;
    struct side *x = calloc(1, sizeof *x), *y = calloc(1, sizeof *y);
    int rows = 0;

    cr_assert(f != NULL && events != NULL && x && y);
    jk_geodesic_init();
    while (fgets(line, sizeof line, f)) {
        int found = sscanf(line, "%15[^,],%15[^,],%15[^,],%15[^,],%15[^,],%15[^,],%lf,%lf,%lf", a,
                           b, kab, date, kind_a, kind_b, &still, &overlap, &moving);
        double gap;

        if (found < 8)
            continue;
        side_of_event(event_of(events, a), x);
        side_of_event(event_of(events, b), y);
        gap = side_gap(x, y, 1e6, 500000, &near); /* a tau of days: distance alone */
        cr_assert(fabs(gap - still) <= 1.0, "%s %s: %.1f, oracle %.1f", a, b, gap, still);
        if (found == 9) {
            gap = side_gap(x, y, 0, 500000, &near);
            cr_assert(gap <= moving + 0.5 && gap >= moving - 100.0, "%s %s: %.1f, sampled %.1f", a,
                      b, gap, moving);
        }
        rows++;
    }
    fclose(f);
    free(x);
    free(y);
    json_decref(events);
    cr_assert(eq(int, rows, 112));
}
