/* What maps are drawn on, as its document: steps lead back to the corners, and are small. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/config/files.h"
#include "jarak/feed/json/basemap.h"
#include "jarak/geo/geodesic.h"

struct corners {
    double lat[20000], lon[20000];
    size_t count, lines;
};

static struct corners stated, told;

static void note(void *ctx, const struct jk_base_line *line)
{
    struct corners *c = ctx;

    for (size_t i = 0; i < line->count; i++) {
        struct jk_point at = jk_base_corner(line, i);

        c->lat[c->count] = at.lat_deg;
        c->lon[c->count++] = at.lon_deg;
    }
    c->lines++;
}

static void unfold(const json_t *steps)
{
    json_int_t lat = 0, lon = 0;

    for (size_t i = 0; i + 1 < json_array_size(steps); i += 2) {
        lat += json_integer_value(json_array_get(steps, i));
        lon += json_integer_value(json_array_get(steps, i + 1));
        told.lat[told.count] = (double)lat * JK_BASEMAP_UNIT_DEG;
        told.lon[told.count++] = (double)lon * JK_BASEMAP_UNIT_DEG;
    }
    told.lines++;
}

static void unfold_all(const json_t *document)
{
    const json_t *item;
    size_t i;

    json_array_foreach(json_object_get(document, "districts"), i, item)
        unfold(json_object_get(item, "ring"));
    json_array_foreach(json_object_get(document, "coast"), i, item) unfold(item);
    json_array_foreach(json_object_get(document, "roads"), i, item) unfold(item);
}

/* Every stated corner has a told one within half a unit in each direction. */
static void expect_all_told(void)
{
    for (size_t i = 0; i < stated.count; i++) {
        bool found = false;

        for (size_t k = 0; k < told.count && !found; k++)
            found = fabs(told.lat[k] - stated.lat[i]) <= JK_BASEMAP_UNIT_DEG * .5001 &&
                    fabs(told.lon[k] - stated.lon[i]) <= JK_BASEMAP_UNIT_DEG * .5001;
        cr_assert(found, "%.5f %.5f is not told", stated.lat[i], stated.lon[i]);
    }
    cr_assert_eq(told.lines, stated.lines);
}

static void open_pack(struct jk_arena *arena, struct jk_pack *pack)
{
    struct jk_error err;

    jk_geodesic_init();
    cr_assert(jk_pack_read("calendars/kutim-2024", arena, pack, &err) == JK_OK);
    memset(&stated, 0, sizeof stated);
    memset(&told, 0, sizeof told);
}

Test(basemap, the_steps_lead_back_to_the_corners_of_the_pack_and_take_little_room)
{
    struct jk_arena arena = { 0 };
    struct jk_pack pack;
    json_t *document;
    char *text;

    open_pack(&arena, &pack);
    cr_assert(jk_base_is_schematic(&pack) && pack.sketch_count > 0 && pack.road_count > 0);
    document = jk_basemap_json(&pack, jk_pack_region(&pack, "64"), JK_LANG_ID);
    cr_assert(document != NULL);
    jk_base_each(&pack, NULL, note, &stated);
    unfold_all(document);
    expect_all_told();
    text = json_dumps(document, JSON_COMPACT);
    cr_assert_lt(strlen(text), 22700, "%zu bytes", strlen(text));
    free(text);
    json_decref(document);
    jk_arena_clear(&arena);
}

Test(basemap, of_a_region_are_its_own_cells_and_the_note_that_they_are_none)
{
    struct jk_arena arena = { 0 };
    struct jk_pack pack;
    json_t *document, *district;
    size_t i;

    open_pack(&arena, &pack);
    document = jk_basemap_json(&pack, jk_pack_region(&pack, "64.08"), JK_LANG_ID);
    cr_assert_eq(json_array_size(json_object_get(document, "districts")), 18);
    json_array_foreach(json_object_get(document, "districts"), i, district)
        cr_assert(strncmp(json_string_value(json_object_get(district, "code")), "64.08.", 6) == 0);
    cr_assert_str_eq(json_string_value(json_object_get(document, "note")),
                     "skematik, bukan batas resmi");
    json_decref(document);
    jk_arena_clear(&arena);
}

/* An operator's territory: two rings, one a hole, in one string of nodes. */
Test(basemap, territories_that_are_loaded_stand_in_the_place_of_the_cells)
{
    const struct jk_point outer[] = { { .5, 117.5 }, { .5, 117.6 }, { .6, 117.6 }, { .6, 117.5 } };
    const struct jk_point hole[] = { { .54, 117.54 }, { .54, 117.56 }, { .56, 117.55 } };
    const struct jk_corners rings[] = { { outer, 4 }, { hole, 3 } };
    struct jk_arena arena = { 0 };
    struct jk_area area = { .code = "64.08.04" };
    struct jk_pack pack;
    json_t *document;

    open_pack(&arena, &pack);
    cr_assert(jk_outline_make(&arena, rings, 2, &area.outline) == JK_OK);
    pack.areas = &area;
    pack.area_count = 1;
    cr_assert(!jk_base_is_schematic(&pack));
    document = jk_basemap_json(&pack, jk_pack_region(&pack, "64.08"), JK_LANG_ID);
    cr_assert_eq(json_array_size(json_object_get(document, "districts")), 2, "two rings");
    cr_assert_eq(json_array_size(json_object_get(document, "coast")), 0);
    cr_assert_str_eq(json_string_value(json_object_get(document, "note")), "");
    jk_base_each(&pack, jk_pack_region(&pack, "64.08"), note, &stated);
    unfold_all(document);
    expect_all_told();
    json_decref(document);
    jk_arena_clear(&arena);
}
