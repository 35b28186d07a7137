/* Risk zones, territories and KPU slots: each refusal with the way to it, and what becomes of them.
 */
#include <math.h>
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"
#include "jarak/policy/texts.h"
#include "tests/unit/policy/pack_case.h"

#define LEN(a) (sizeof(a) / sizeof *(a))

#define RING "[[117.5,0.5],[117.6,0.5],[117.6,0.6],[117.5,0.5]]"
#define ZONE                                                                                 \
    "{\"features\":[{\"properties\":{\"id\":\"z1\",\"name\":\"Pasar\",\"edition\":\"2024\"," \
    "\"source\":\"rakor\",\"factor\":1.5,\"from\":\"2024-11-01\",\"to\":\"2024-11-30\","     \
    "\"radius_m\":500},\"geometry\":{\"type\":\"Point\",\"coordinates\":[117.5,0.5]}}]}"
#define AREA                                                                         \
    "{\"features\":[{\"properties\":{\"code\":\"64.08.04\"},\"geometry\":{\"type\":" \
    "\"Polygon\",\"coordinates\":[" RING "]}}]}"
#define SLOT                                                                   \
    "{\"slots\":[{\"contest\":\"pilbup-64.08\",\"paslon\":1,\"basis\":\"SK\"," \
    "\"from\":\"2024-11-20T09:00:00+08:00\",\"to\":\"2024-11-20T18:00:00+08:00\"}]}"

/* Every refusal of a table, over a pack that has the file. */
static void refuse(const char *name, const char *json, const struct pack_refusal *cases,
                   size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct pack_refusal *want = &cases[i];
        struct pack_case c;
        enum jk_status rc;

        pack_case_open(&c);
        pack_case_add(&c, name, json);
        cr_assert(pack_case_load(&c) == JK_OK, "%s %s", c.err.field, c.err.value);
        pack_case_set(&c, name, want->way, want->json);
        rc = pack_case_load(&c);
        cr_expect(rc == want->status, "%zu %s: %s", i, want->way, jk_status_name(rc));
        cr_expect(rc == JK_OK || c.err.text == want->text, "%zu %s: %s", i, want->way,
                  jk_text_get(c.err.text, JK_LANG_EN));
        if (want->field)
            cr_expect_str_eq(c.err.field, want->field, "%zu: %s", i, c.err.field);
        pack_case_clear(&c);
    }
}

#define Z  "zones.geojson: features[0]"
#define ZP "features.0.properties"

Test(zones, a_factor_nobody_can_trace_back_is_not_applied)
{
    static const struct pack_refusal cases[] = {
        { NULL, ZP ".id", NULL, JK_INVALID, JK_TEXT_PACK_MISSING, Z ".properties.id" },
        { NULL, ZP ".name", NULL, JK_INVALID, JK_TEXT_PACK_MISSING, Z ".properties.name" },
        { NULL, ZP ".edition", NULL, JK_INVALID, JK_TEXT_PACK_MISSING, Z ".properties.edition" },
        { NULL, ZP ".source", NULL, JK_INVALID, JK_TEXT_PACK_MISSING, Z ".properties.source" },
        { NULL, ZP ".factor", NULL, JK_INVALID, JK_TEXT_PACK_MISSING, Z ".properties.factor" },
        { NULL, ZP ".level", "\"tinggi\"", JK_OK, NULL, NULL },
        { NULL, ZP ".level", "\"kurang_rawan\"", JK_OK, NULL, NULL },
        { NULL, ZP ".level", "\"sangat rawan\"", JK_OK, NULL, NULL },
        { NULL, ZP ".level", "\"gawat\"", JK_INVALID, JK_TEXT_PACK_WORD, Z ".properties.level" },
        { NULL, ZP ".indicators", "[\"dua basis massa bertemu\"]", JK_OK, NULL, NULL },
        { NULL, ZP ".indicators", "[\"\",1]", JK_INVALID, JK_TEXT_PACK_STRING,
          Z ".properties.indicators[1]" },
        { NULL, ZP ".indicators",
          "[\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\"]", JK_TOO_MANY,
          JK_TEXT_PACK_LIST, Z ".properties.indicators" },
        { NULL, ZP ".level", "3", JK_INVALID, JK_TEXT_PACK_STRING, Z ".properties.level" },
        { NULL, "features.0.properties", NULL, JK_INVALID, JK_TEXT_PACK_MISSING, Z ".properties" },
        { NULL, "features.0.geometry", NULL, JK_INVALID, JK_TEXT_PACK_MISSING, Z ".geometry" },
        { NULL, "features", NULL, JK_INVALID, JK_TEXT_PACK_MISSING, "zones.geojson: features" },
    };

    refuse("zones.geojson", ZONE, cases, LEN(cases));
}

/* SPEC 2.3: a factor 1.0-3.0; calendars/README.md: radius 1..20,000 m; both days belong to it. */
Test(zones, factor_radius_and_days_at_their_bounds)
{
    static const struct pack_refusal cases[] = {
        { NULL, ZP ".factor", "1", JK_OK, NULL, NULL },
        { NULL, ZP ".factor", "0.999", JK_RANGE, JK_TEXT_PACK_NUMBER, Z ".properties.factor" },
        { NULL, ZP ".factor", "3.0", JK_OK, NULL, NULL },
        { NULL, ZP ".factor", "3.001", JK_RANGE, JK_TEXT_PACK_NUMBER, Z ".properties.factor" },
        { NULL, ZP ".radius_m", "1", JK_OK, NULL, NULL },
        { NULL, ZP ".radius_m", "0.99", JK_RANGE, JK_TEXT_PACK_NUMBER, Z ".properties.radius_m" },
        { NULL, ZP ".radius_m", "20000", JK_OK, NULL, NULL },
        { NULL, ZP ".radius_m", "20000.1", JK_RANGE, JK_TEXT_PACK_NUMBER,
          Z ".properties.radius_m" },
        { NULL, ZP ".radius_m", NULL, JK_INVALID, JK_TEXT_PACK_MISSING, Z ".properties.radius_m" },
        { NULL, ZP ".to", "\"2024-11-01\"", JK_OK, NULL, NULL },
        { NULL, ZP ".to", "\"2024-10-31\"", JK_RANGE, JK_TEXT_PACK_BACKWARDS, Z ".properties" },
        { NULL, ZP ".from", "\"2024-11-31\"", JK_INVALID, JK_TEXT_ISO_DATE, Z ".properties.from" },
        { NULL, ZP ".from", "20241101", JK_INVALID, JK_TEXT_ISO_DATE, Z ".properties.from" },
    };

    refuse("zones.geojson", ZONE, cases, LEN(cases));
}

#define G "features.0.geometry"

Test(zones, a_geometry_is_a_point_or_closed_rings_longitude_first)
{
    static const struct pack_refusal cases[] = {
        { NULL, G ".type", "\"MultiPoint\"", JK_INVALID, JK_TEXT_PACK_WORD, Z ".geometry" },
        { NULL, G ".type", NULL, JK_INVALID, JK_TEXT_PACK_MISSING, Z ".geometry.type" },
        { NULL, G ".coordinates", NULL, JK_INVALID, JK_TEXT_PACK_MISSING,
          Z ".geometry.coordinates" },
        { NULL, G ".coordinates", "[180,90]", JK_OK, NULL, NULL },
        { NULL, G ".coordinates", "[180.1,0]", JK_INVALID, JK_TEXT_PACK_POSITION,
          Z ".geometry.coordinates" },
        { NULL, G ".coordinates", "[0.5,117.5]", JK_INVALID, JK_TEXT_PACK_POSITION,
          Z ".geometry.coordinates" }, /* swapped */
        { NULL, G ".coordinates", "[117.5]", JK_INVALID, JK_TEXT_PACK_POSITION,
          Z ".geometry.coordinates" },
        { NULL, G ".coordinates", "[\"117.5\",0.5]", JK_INVALID, JK_TEXT_PACK_POSITION,
          Z ".geometry.coordinates" },
        { NULL, G, "{\"type\":\"Polygon\",\"coordinates\":[" RING "]}", JK_OK, NULL, NULL },
        { NULL, G, "{\"type\":\"MultiPolygon\",\"coordinates\":[[" RING "]]}", JK_OK, NULL, NULL },
        { NULL, G,
          "{\"type\":\"MultiPolygon\",\"coordinates\":[[" RING
          "],[[[117.5,0.5],[117.6,0.5],[117.5,0.5]]]]}",
          JK_INVALID, JK_TEXT_PACK_RING, Z ".geometry.coordinates[1][0]" },
        { NULL, G,
          "{\"type\":\"Polygon\",\"coordinates\":[[[117.5,0.5],[117.6,0.5],[117.6,0.6],"
          "[117.5,0.6]]]}",
          JK_INVALID, JK_TEXT_PACK_RING, Z ".geometry.coordinates[0]" },
        { NULL, G, "{\"type\":\"Polygon\",\"coordinates\":[" RING ",[[1,2],[3]]]}", JK_INVALID,
          JK_TEXT_PACK_POSITION, Z ".geometry.coordinates[1][1]" },
        { NULL, G, "{\"type\":\"Polygon\",\"coordinates\":{}}", JK_INVALID, JK_TEXT_PACK_LIST,
          Z ".geometry.coordinates" },
    };

    refuse("zones.geojson", ZONE, cases, LEN(cases));
}

/* Zones in a row; their factors step from 1 by a tenth. */
static void load_zones(struct pack_case *c, int count, int different)
{
    json_t *whole = json_loads(ZONE, 0, NULL), *list = json_object_get(whole, "features");
    json_t *first = json_deep_copy(json_array_get(list, 0));
    char *text;

    json_array_clear(list);
    for (int i = 0; i < count; i++) {
        json_t *one = json_deep_copy(first), *p = json_object_get(one, "properties");

        json_object_set_new(p, "factor", json_real(1.0 + 0.1 * (i % different)));
        json_array_append_new(list, one);
    }
    text = json_dumps(whole, 0);
    pack_case_open(c);
    pack_case_add(c, "zones.geojson", text);
    free(text);
    json_decref(first);
    json_decref(whole);
}

Test(zones, as_many_different_factors_as_a_judgement_has_passes_and_no_more)
{
    struct pack_case c;

    load_zones(&c, 40, JK_ZONE_FACTORS);
    cr_assert(pack_case_load(&c) == JK_OK, "%s", c.err.field);
    cr_assert(c.pack.zones.count == 40);
    cr_assert(fabs(c.pack.policies.at[0].zone_factor - 2.4) < 1e-9, "the largest");
    pack_case_clear(&c);
    load_zones(&c, JK_ZONE_FACTORS + 1, JK_ZONE_FACTORS + 1);
    cr_assert(pack_case_load(&c) == JK_TOO_MANY);
    cr_assert_str_eq(c.err.value, "factor");
    pack_case_clear(&c);
}

Test(zones, without_the_file_nothing_is_widened)
{
    struct pack_case c;

    pack_case_open(&c);
    cr_assert(pack_case_load(&c) == JK_OK);
    cr_assert(c.pack.zones.count == 0 && c.pack.area_count == 0 && c.pack.kpu_slot_count == 0);
    cr_assert(c.pack.policies.at[0].zone_factor == 0.0 || c.pack.policies.at[0].zone_factor == 1.0);
    pack_case_clear(&c);
}

#define A "areas.geojson: features[0]"

Test(areas, a_code_stands_under_any_of_the_names_in_use_and_is_one_of_the_regions)
{
    static const struct pack_refusal cases[] = {
        { NULL, ZP, "{\"desa_code\":\"64.08.04\"}", JK_OK, NULL, NULL },
        { NULL, ZP, "{\"kec_code\":\"64.08.04\"}", JK_OK, NULL, NULL },
        { NULL, ZP, "{\"kab_code\":\"64.08\"}", JK_OK, NULL, NULL },
        { NULL, ZP, "{\"kode\":\"64.08\"}", JK_INVALID, JK_TEXT_PACK_MISSING,
          A ".properties.code" },
        { NULL, ZP, "{\"kec_code\":6408}", JK_INVALID, JK_TEXT_PACK_STRING,
          A ".properties.kec_code" },
        { NULL, ZP, "{\"code\":\"64.08.99\"}", JK_INVALID, JK_TEXT_PACK_REGION, "areas.geojson" },
        { NULL, ZP, "7", JK_INVALID, JK_TEXT_PACK_MISSING, A ".properties.code" },
        { NULL, "features.0.geometry", NULL, JK_INVALID, JK_TEXT_PACK_MISSING, A ".geometry" },
        { NULL, G ".type", "\"Point\"", JK_INVALID, JK_TEXT_PACK_WORD, A ".geometry" },
        { NULL, G ".type", "7", JK_INVALID, JK_TEXT_PACK_STRING, A ".geometry.type" },
    };

    refuse("areas.geojson", AREA, cases, LEN(cases));
}

#define S "kpu_slots.json: slots[0]"

Test(kpu_slots, a_slot_is_of_a_contest_that_is_known_and_takes_some_time)
{
    static const struct pack_refusal cases[] = {
        { NULL, "slots.0.basis", NULL, JK_OK, NULL, NULL },
        { NULL, "slots.0.contest", NULL, JK_INVALID, JK_TEXT_PACK_MISSING, S ".contest" },
        { NULL, "slots.0.contest", "\"pilbup-99.99\"", JK_INVALID, JK_TEXT_UNKNOWN_CONTEST,
          "kpu_slots.json" },
        { NULL, "slots.0.region", "\"64.08.04\"", JK_OK, NULL, NULL },
        { NULL, "slots.0.region", "\"64.08.99\"", JK_INVALID, JK_TEXT_PACK_REGION,
          "kpu_slots.json" },
        { NULL, "slots.0.paslon", "0", JK_RANGE, JK_TEXT_PACK_NUMBER, S ".paslon" },
        { NULL, "slots.0.paslon", "\"1\"", JK_RANGE, JK_TEXT_PACK_NUMBER, S ".paslon" },
        { NULL, "slots.0.from", NULL, JK_INVALID, JK_TEXT_PACK_MISSING, S ".from" },
        /* A time without an offset is a different one in each zone. */
        { NULL, "slots.0.from", "\"2024-11-20T09:00:00\"", JK_INVALID, JK_TEXT_PACK_INSTANT, S },
        { NULL, "slots.0.from", "\"2024-11-20\"", JK_INVALID, JK_TEXT_PACK_INSTANT, S },
        { NULL, "slots.0.to", "\"2024-11-20T09:00:01+08:00\"", JK_OK, NULL, NULL },
        { NULL, "slots.0.to", "\"2024-11-20T09:00:00+08:00\"", JK_RANGE, JK_TEXT_PACK_BACKWARDS,
          S },
        /* One hour later on the clock of WIT is the same instant. */
        { NULL, "slots.0.to", "\"2024-11-20T10:00:00+09:00\"", JK_RANGE, JK_TEXT_PACK_BACKWARDS,
          S },
        { NULL, "slots", "7", JK_INVALID, JK_TEXT_PACK_LIST, "kpu_slots.json: slots" },
        { NULL, "slots", "[]", JK_OK, NULL, NULL },
    };

    refuse("kpu_slots.json", SLOT, cases, LEN(cases));
}

Test(kpu_slots, they_stand_by_their_start_whatever_the_file_says)
{
    struct pack_case c;
    static const char text[] =
        "{\"slots\":["
        "{\"contest\":\"pilgub-64\",\"paslon\":2,\"from\":\"2024-11-22T09:00:00+08:00\","
        "\"to\":\"2024-11-22T18:00:00+08:00\"},"
        "{\"contest\":\"pilgub-64\",\"paslon\":1,\"from\":\"2024-11-20T09:00:00+08:00\","
        "\"to\":\"2024-11-20T18:00:00+08:00\"},"
        "{\"contest\":\"pilgub-64\",\"paslon\":1,\"from\":\"2024-11-21T00:00:00Z\","
        "\"to\":\"2024-11-21T09:00:00Z\"}]}";

    pack_case_open(&c);
    pack_case_add(&c, "kpu_slots.json", text);
    cr_assert(pack_case_load(&c) == JK_OK, "%s %s", c.err.field, c.err.value);
    cr_assert(c.pack.kpu_slot_count == 3);
    for (size_t i = 1; i < 3; i++)
        cr_expect(c.pack.kpu_slots[i - 1].from_s < c.pack.kpu_slots[i].from_s);
    cr_assert(c.pack.kpu_slots[2].paslon == 2);
    pack_case_clear(&c);
}

#define K "schematic.geojson: features[0]"
#define SKETCH                                                                                  \
    "{\"features\":[{\"properties\":{\"kind\":\"district\",\"code\":\"64.08.04\",\"source\":\"" \
    "skematik\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[" RING "]}}]}"

Test(sketches, a_line_of_the_base_map_says_what_it_is_of_and_who_drew_it)
{
    static const struct pack_refusal cases[] = {
        { NULL, ZP ".code", "\"64.08.99\"", JK_INVALID, JK_TEXT_PACK_REGION, "schematic.geojson" },
        { NULL, ZP ".code", NULL, JK_INVALID, JK_TEXT_PACK_MISSING, K ".properties.code" },
        { NULL, ZP ".source", NULL, JK_INVALID, JK_TEXT_PACK_MISSING, K ".properties.source" },
        { NULL, ZP ".kind", NULL, JK_INVALID, JK_TEXT_PACK_MISSING, K ".properties.kind" },
        { NULL, ZP ".kind", "\"river\"", JK_INVALID, JK_TEXT_PACK_WORD, K ".properties" },
        { NULL, ZP ".kind", "\"coast\"", JK_INVALID, JK_TEXT_PACK_WORD, K ".geometry" },
        { NULL, G ".type", "\"MultiPolygon\"", JK_INVALID, JK_TEXT_PACK_WORD, K ".geometry" },
        { NULL, G ".coordinates", "[]", JK_INVALID, JK_TEXT_PACK_LIST, K ".geometry.coordinates" },
        { NULL, G ".coordinates", "[" RING "," RING "]", JK_INVALID, JK_TEXT_PACK_LIST,
          K ".geometry.coordinates" },
        { NULL, G ".coordinates", "[[[117.5,0.5],[117.6,0.5],[117.6,0.6]]]", JK_INVALID,
          JK_TEXT_PACK_RING, K ".geometry.coordinates[0]" },
        { NULL, G ".coordinates", "[[[117.5,91],[117.6,0.5],[117.6,0.6],[117.5,91]]]", JK_INVALID,
          JK_TEXT_PACK_POSITION, K ".geometry.coordinates[0][0]" },
    };

    refuse("schematic.geojson", SKETCH, cases, LEN(cases));
}

/* A cell is no territory: it names nobody's ground, whatever it covers. */
Test(sketches, they_decide_nothing)
{
    struct pack_case c;
    struct jk_located with, without;
    const struct jk_point there = { 0.52, 117.58 };

    pack_case_open(&c);
    cr_assert(pack_case_load(&c) == JK_OK);
    jk_pack_locate(&c.pack, there, &without);
    pack_case_clear(&c);
    pack_case_open(&c);
    pack_case_add(&c, "schematic.geojson", SKETCH);
    cr_assert(pack_case_load(&c) == JK_OK);
    cr_assert(c.pack.sketch_count == 1 && c.pack.sketches[0].closed);
    cr_assert_eq(c.pack.sketches[0].count, 3, "a ring is not closed here");
    cr_assert_eq(c.pack.area_count, 0);
    jk_pack_locate(&c.pack, there, &with);
    cr_assert(with.count == without.count && with.approximate == without.approximate);
    pack_case_clear(&c);
}
