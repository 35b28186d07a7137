/* Zones, territories and KPU slots: the files a pack may do without. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "jarak/config/files.h"
#include "jarak/geo/geodesic.h"
#include "jarak/policy/pack.h"
#include "jarak/policy/kpu_slots.h"

#define FOLDER "calendars/kutim-2024"
#define REAL   "../shared/geodata/real/kecamatan_kutai_timur.geojson"

struct loaded {
    struct jk_arena arena;
    struct jk_pack pack;
    struct jk_buf bufs[16];
    struct jk_error err;
};

static enum jk_status load_with(struct loaded *l, const char *file, struct jk_span bytes)
{
    struct jk_pack_file files[16];
    enum jk_status rc;
    size_t count = 0;
    const char *name;
    bool optional;

    *l = (struct loaded){ .err = { 0 } };
    jk_geodesic_init();
    for (size_t i = 0; (name = jk_pack_file_name(i, &optional)); i++) {
        char path[256];

        if (optional)
            continue;
        snprintf(path, sizeof path, FOLDER "/%s", name);
        cr_assert(jk_file_read(path, &l->bufs[count], &l->err) == JK_OK);
        files[count] = (struct jk_pack_file){ name, jk_buf_view(&l->bufs[count]), 0 };
        count++;
    }
    files[count++] = (struct jk_pack_file){ file, bytes, 0 };
    rc = jk_pack_load(&l->arena, files, count, &l->pack, &l->err);
    for (size_t i = 0; i < 16; i++)
        jk_buf_clear(&l->bufs[i]);
    return rc;
}

static void clear(struct loaded *l)
{
    jk_arena_clear(&l->arena);
}

#define FEATURE(properties, geometry)                                                     \
    "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":" \
    "{" properties "},\"geometry\":" geometry "}]}"
#define SQUARE(type, open, close)                                     \
    "{\"type\":\"" type "\",\"coordinates\":" open                    \
    "[[[117.5,0.5],[117.6,0.5],[117.6,0.6],[117.5,0.6],[117.5,0.5]]," \
    "[[117.54,0.54],[117.56,0.54],[117.56,0.56],[117.54,0.56],[117.54,0.54]]]" close "}"
#define ZONE                                                                                     \
    "\"id\":\"z1\",\"name\":\"Pasar\",\"edition\":\"2024\",\"source\":\"rakor\",\"factor\":1.5," \
    "\"from\":\"2024-11-01\",\"to\":\"2024-11-30\""

static struct jk_xyz at(double lat, double lon)
{
    return jk_xyz_of((struct jk_point){ lat, lon });
}

Test(zones, a_polygon_with_a_hole_and_its_border)
{
    static const char text[] = FEATURE(ZONE, SQUARE("Polygon", "", ""));
    const struct jk_risk_zone *zone;
    struct loaded l;
    struct jk_cuts cuts = { .at = NULL };

    cr_assert(load_with(&l, "zones.geojson", jk_span_of(text)) == JK_OK, "%s %s", l.err.field,
              l.err.value);
    cr_assert(l.pack.zones.count == 1 && l.pack.policies.at[0].zone_factor == 1.5);
    zone = &l.pack.zones.at[0];
    cr_assert(jk_risk_zone_touches(zone, at(0.52, 117.52), 0.0));
    cr_assert(jk_risk_zone_touches(zone, at(0.55, 117.55), 0.0) == false, "a hole is outside");
    cr_assert(jk_risk_zone_touches(zone, at(0.55, 117.55), 1200.0), "its border is 1.1 km away");
    cr_assert(jk_risk_zone_touches(zone, at(0.49, 117.52), 1000.0) == false);
    /* 0.01 degrees of latitude at the equator are 1,105.7 m on WGS84. */
    cr_assert(fabs(jk_outline_border_m(&zone->outline, at(0.49, 117.52), 2000.0) - 1105.74) < 0.1);
    cr_assert(isinf(jk_outline_border_m(&zone->outline, at(0.49, 117.52), 1000.0)));
    /* A way of 2.2 km through the southern border at its middle. */
    cr_assert(jk_risk_zone_cut(zone, at(0.49, 117.52), at(0.51, 117.52), 99.0, &cuts));
    jk_cuts_sort(&cuts, 0);
    /* It touches from 100 m before the border; 100 m behind it lies inside, where a cut does no
     * harm. */
    cr_assert(cuts.count == 2 && fabs(cuts.at[0] - 0.5 + 100.0 / 2211.5) < 2e-5);
    jk_cuts_clear(&cuts);
    clear(&l);
}

Test(zones, a_disc_reaches_as_far_as_its_radius)
{
    static const char text[] =
        FEATURE(ZONE ",\"radius_m\":1000", "{\"type\":\"Point\",\"coordinates\":[117.5,0.5]}");
    const struct jk_risk_zone *zone;
    const struct jk_point centre = { 0.5, 117.5 };
    struct loaded l;
    struct jk_cuts cuts = { .at = NULL };

    cr_assert(load_with(&l, "zones.geojson", jk_span_of(text)) == JK_OK, "%s", l.err.value);
    zone = &l.pack.zones.at[0];
    for (int azimuth = 0; azimuth < 360; azimuth += 30) {
        cr_assert(jk_risk_zone_touches(zone,
                                       jk_xyz_of(jk_geodesic_direct(centre, azimuth, 1000.99)),
                                       0.0));
        cr_assert(jk_risk_zone_touches(zone,
                                       jk_xyz_of(jk_geodesic_direct(centre, azimuth, 1001.01)),
                                       0.0) == false);
    }
    cr_assert(jk_risk_zone_cut(zone, jk_xyz_of(jk_geodesic_direct(centre, 270, 1500)),
                               jk_xyz_of(jk_geodesic_direct(centre, 90, 1500)), 9.0, &cuts));
    cr_assert(cuts.count == 2);
    cr_assert(fabs(cuts.at[0] - 490.0 / 3000.0) < 1e-5 &&
              fabs(cuts.at[1] - 2510.0 / 3000.0) < 1e-5);
    jk_cuts_clear(&cuts);
    clear(&l);
}

/* A conflict tells which zone raised it: of those of its factor the one that its places are nearest
 * to, on the days it holds. */
Test(zones, the_zone_of_a_factor_is_the_nearest_that_holds_on_the_day)
{
#define DISC(id, from, lon, factor)                                                \
    "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[" lon \
    ",0.5]},\"properties\":{\"id\":\"" id "\",\"name\":\"" id                      \
    "\",\"edition\":\"1\",\"source\":\"s\",\"factor\":" factor                     \
    ",\"radius_m\":1000,\"from\":\"" from "\",\"to\":\"2024-11-30\"}}"
    static const char text[] = "{\"type\":\"FeatureCollection\",\"features\":[" DISC(
        "jauh", "2024-11-01", "117.6",
        "1.5") "," DISC("dekat", "2024-11-01", "117.52",
                        "1.5") "," DISC("lain", "2024-11-01", "117.5",
                                        "2") "," DISC("nanti", "2024-11-20", "117.501", "1.5") "]}";
    const struct jk_point a = { 0.5, 117.5 }, b = { 0.5, 117.49 };
    const int32_t early = jk_days_from_date(2024, 11, 10), late = jk_days_from_date(2024, 11, 25);
    struct loaded l;

    cr_assert(load_with(&l, "zones.geojson", jk_span_of(text)) == JK_OK, "%s", l.err.value);
    cr_expect_str_eq(jk_risk_zone_of(&l.pack.zones, 1500, a, b, early)->id, "dekat");
    cr_expect_str_eq(jk_risk_zone_of(&l.pack.zones, 1500, b, a, early)->id, "dekat");
    cr_expect_str_eq(jk_risk_zone_of(&l.pack.zones, 1500, a, b, late)->id, "nanti");
    cr_expect_str_eq(jk_risk_zone_of(&l.pack.zones, 2000, a, b, early)->id, "lain");
    cr_expect(!jk_risk_zone_of(&l.pack.zones, 1700, a, b, early));
    cr_expect(!jk_risk_zone_of(&l.pack.zones, 1500, a, b, early - 20));
    cr_expect(jk_risk_zones_raise(&l.pack.zones));
    clear(&l);
}

Test(zones, what_is_wrong_is_refused_with_its_path)
{
    static const struct {
        const char *text, *path;
    } wrong[] = {
        { "{\"features\":[]", "zones.geojson" },
        { FEATURE("\"id\":\"z\"", SQUARE("Polygon", "", "")), "name" },
        { FEATURE(ZONE, "{\"type\":\"LineString\",\"coordinates\":[]}"), "geometry" },
        { FEATURE(ZONE, "{\"type\":\"Point\",\"coordinates\":[0.5,117.5]}"), "coordinates" },
        { FEATURE(ZONE, "{\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2,2],[1,1]]]}"),
          "coordinates[0]" },
        { FEATURE(ZONE, "{\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2,2],[1,2],[1,3]]]}"),
          "coordinates[0]" },
        { FEATURE(ZONE, "{\"type\":\"Polygon\",\"coordinates\":[[[1,1],[200,2],[1,2],[1,1]]]}"),
          "coordinates[0]" },
        { FEATURE(ZONE, "{\"type\":\"Polygon\",\"coordinates\":7}"), "coordinates" },
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct loaded l;
        enum jk_status rc = load_with(&l, "zones.geojson", jk_span_of(wrong[i].text));

        cr_assert(rc == JK_INVALID, "%zu: %s", i, jk_status_name(rc));
        cr_assert(strstr(l.err.field, wrong[i].path) != NULL, "%zu: %s", i, l.err.field);
        clear(&l);
    }
}

Test(areas, two_territories_within_500_m_of_a_border_and_none_outside)
{
    static const char text[] =
        "{\"type\":\"FeatureCollection\",\"features\":["
        "{\"type\":\"Feature\",\"properties\":{\"kec_code\":\"64.08.04\"},\"geometry\":{\"type\":"
        "\"Polygon\",\"coordinates\":[[[117.5,0.5],[117.6,0.5],[117.6,0.6],[117.5,0.6],[117.5,0.5]]"
        "]}},{\"type\":\"Feature\",\"properties\":{\"code\":\"64.08.12\"},\"geometry\":{\"type\":"
        "\"MultiPolygon\",\"coordinates\":[[[[117.5,0.4],[117.6,0.4],[117.6,0.5],[117.5,0.5],"
        "[117.5,0.4]]]]}}]}";
    struct jk_located where;
    struct loaded l;

    cr_assert(load_with(&l, "areas.geojson", jk_span_of(text)) == JK_OK, "%s %s", l.err.field,
              l.err.value);
    jk_pack_locate(&l.pack, (struct jk_point){ 0.55, 117.55 }, &where);
    cr_assert(where.count == 1 && where.inside && !where.approximate);
    cr_assert(strcmp(where.regions[0]->code, "64.08.04") == 0);
    jk_pack_locate(&l.pack, (struct jk_point){ 0.496, 117.55 }, &where); /* 442 m south of it */
    cr_assert(where.count == 2 && strcmp(where.regions[0]->code, "64.08.12") == 0);
    cr_assert(strcmp(where.regions[1]->code, "64.08.04") == 0);
    jk_pack_locate(&l.pack, (struct jk_point){ 0.55, 117.603 }, &where); /* 334 m outside */
    cr_assert(where.count == 1 && where.inside == false);
    jk_pack_locate(&l.pack, (struct jk_point){ 0.55, 117.61 }, &where);
    cr_assert(where.count == 0);
    clear(&l);
}

/* Strips of 40 m side by side: of ten near a place only the nearest eight are told. */
Test(areas, the_nearest_are_told_where_more_meet_than_have_room)
{
    struct jk_buf text = { 0 };
    struct jk_located where;
    struct loaded l;

    jk_buf_str(&text, "{\"type\":\"FeatureCollection\",\"features\":[");
    for (int i = 0; i < 10; i++) {
        double west = 117.5 + i * 0.00036, east = west + 0.00036;

        jk_buf_fmt(
            &text,
            "%s{\"type\":\"Feature\",\"properties\":{\"code\":\"64.08.%02d\"},\"geometry\":{"
            "\"type\":\"Polygon\",\"coordinates\":[[[%.5f,0.5],[%.5f,0.5],[%.5f,0.6],[%.5f,0.6]"
            ",[%.5f,0.5]]]}}",
            i ? "," : "", i + 1, west, east, east, west, west);
    }
    jk_buf_str(&text, "]}");
    cr_assert(load_with(&l, "areas.geojson", jk_buf_view(&text)) == JK_OK, "%s", l.err.value);
    jk_pack_locate(&l.pack, (struct jk_point){ 0.55, 117.50018 }, &where);
    cr_assert(where.count == JK_LOCATED_MAX && where.inside);
    for (int i = 0; i < JK_LOCATED_MAX; i++) {
        char code[16];

        snprintf(code, sizeof code, "64.08.%02d", i + 1);
        cr_assert(strcmp(where.regions[i]->code, code) == 0, "#%d: %s", i, where.regions[i]->code);
    }
    jk_buf_clear(&text);
    clear(&l);
}

Test(areas, without_them_the_nearest_reference_point_speaks)
{
    struct jk_located where;
    struct loaded l;

    cr_assert(load_with(&l, "kpu_slots.json", JK_SPAN("{\"slots\":[]}")) == JK_OK);
    jk_pack_locate(&l.pack, (struct jk_point){ 0.505, 117.546 }, &where);
    cr_assert(where.count == 1 && where.approximate);
    cr_assert(strcmp(where.regions[0]->name, "Sangatta Utara") == 0);
    clear(&l);
}

Test(areas, a_code_that_the_pack_does_not_know_is_refused)
{
    static const char text[] = FEATURE("\"code\":\"99.99\"", SQUARE("Polygon", "", ""));
    struct loaded l;

    cr_assert(load_with(&l, "areas.geojson", jk_span_of(text)) == JK_INVALID);
    cr_assert(strstr(l.err.field, "areas.geojson") && strstr(l.err.value, "99.99"));
    clear(&l);
}

/* The 18 real sub-districts; desa_points.csv has a point inside each village with its code. */
Test(areas, real_sub_districts_hold_the_points_of_their_villages)
{
    struct jk_buf text = { 0 }, points = { 0 };
    struct jk_span rest, line;
    struct jk_error err;
    struct loaded l;
    int told = 0;

    if (jk_file_read(REAL, &text, &err) != JK_OK ||
        jk_file_read("../shared/geodata/real/desa_points.csv", &points, &err) != JK_OK)
        cr_skip_test("no real polygons beside the tree: " REAL);
    cr_assert(load_with(&l, "areas.geojson", jk_buf_view(&text)) == JK_OK, "%s %s", l.err.field,
              l.err.value);
    cr_assert(l.pack.area_count == 18);
    rest = jk_buf_view(&points);
    while (jk_span_cut(&rest, '\n', &line)) {
        char code[32];
        double lat, lon;
        struct jk_located where;

        if (sscanf(line.at, "%31[0-9.],%*[^,],%*[^,],%*[^,],%lf,%lf", code, &lat, &lon) != 3)
            continue;
        jk_pack_locate(&l.pack, (struct jk_point){ lat, lon }, &where);
        cr_assert(where.count > 0 && strncmp(where.regions[0]->code, code, 8) == 0, "%s", code);
        told++;
    }
    cr_assert(told > 100, "%d points", told);
    jk_buf_clear(&text);
    jk_buf_clear(&points);
    clear(&l);
}

Test(kpu, slots_are_read_in_order_and_belong_to_their_paslon)
{
    static const char text[] =
        "{\"slots\":[{\"contest\":\"pilbup-64.08\",\"paslon\":2,\"from\":\"2024-11-23T09:00:00+08:"
        "00\","
        "\"to\":\"2024-11-23T18:00:00+08:00\"},{\"contest\":\"pilbup-64.08\",\"paslon\":1,"
        "\"from\":\"2024-11-22T09:00:00+08:00\",\"to\":\"2024-11-22T18:00:00+08:00\"}]}";
    struct jk_party one = { .contest = "pilbup-64.08", .count = 1, .paslon = { 1 } };
    struct loaded l;

    cr_assert(load_with(&l, "kpu_slots.json", jk_span_of(text)) == JK_OK, "%s", l.err.value);
    cr_assert(l.pack.kpu_slot_count == 2 && l.pack.kpu_slots[0].paslon == 1);
    cr_assert(jk_kpu_slot_is_of(&l.pack.kpu_slots[0], &one));
    cr_assert(jk_kpu_slot_is_of(&l.pack.kpu_slots[1], &one) == false);
    clear(&l);
}
