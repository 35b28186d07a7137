/* The base map: lines of the pack, walked for the drawings of the server and told to those of the
 * browser.
 *
 * A line is told in steps of whole units, which are one or two digits where coordinates are nine:
 * corners that fall together are left out. An outline (geo/outline.h) keeps all rings of a
 * territory in one string of nodes; a ring ends at the node that is its first again. */
#include "jarak/feed/json/basemap.h"

#include <math.h>
#include "jarak/base/defend.h"
#include "jarak/feed/json/build.h"
#include "jarak/feed/texts/texts.h"

struct jk_point jk_base_corner(const struct jk_base_line *line, size_t i)
{
    return line->points ? line->points[i] : jk_xyz_place(line->nodes[i]);
}

static bool is_same(struct jk_xyz a, struct jk_xyz b)
{
    return a.x == b.x && a.y == b.y && a.z == b.z;
}

static void each_ring(const struct jk_area *area, const struct jk_region *region,
                      void (*each)(void *ctx, const struct jk_base_line *line), void *ctx)
{
    const struct jk_outline *o = &area->outline;

    for (uint32_t first = 0, i = 1; i < o->node_count; i++) {
        struct jk_base_line line = { JK_BASE_DISTRICT, region, NULL, &o->nodes[first], i - first };

        if (!is_same(o->nodes[i], o->nodes[first]))
            continue;
        each(ctx, &line);
        first = ++i;
    }
}

bool jk_base_is_schematic(const struct jk_pack *pack)
{
    return pack->area_count == 0;
}

void jk_base_each(const struct jk_pack *pack, const struct jk_region *region,
                  void (*each)(void *ctx, const struct jk_base_line *line), void *ctx)
{
    JK_ASSERT(pack != NULL && each != NULL);

    const char *within = region ? region->code : NULL;

    for (size_t i = 0; i < pack->area_count; i++) {
        if (!within || jk_region_covers(within, pack->areas[i].code))
            each_ring(&pack->areas[i], jk_pack_region(pack, pack->areas[i].code), each, ctx);
    }
    for (size_t i = 0; i < pack->sketch_count && jk_base_is_schematic(pack); i++) {
        const struct jk_sketch *s = &pack->sketches[i];
        struct jk_base_line line = { s->closed ? JK_BASE_DISTRICT : JK_BASE_COAST,
                                     jk_pack_region(pack, s->code), s->points, NULL, s->count };

        if (!within || jk_region_covers(within, s->code))
            each(ctx, &line);
    }
    for (size_t i = 0; i < pack->road_count; i++)
        each(ctx, &(struct jk_base_line){ JK_BASE_ROAD, NULL, pack->roads[i].points, NULL,
                                          pack->roads[i].count });
}

/* The lists of the document. */
struct told {
    struct jk_json districts, coast, roads;
};

static json_int_t whole(double deg)
{
    return (json_int_t)floor(deg / JK_BASEMAP_UNIT_DEG + 0.5);
}

static json_t *steps_json(const struct jk_base_line *line)
{
    struct jk_json steps = jk_json_list();
    json_int_t lat = 0, lon = 0;

    for (size_t i = 0; i < line->count; i++) {
        struct jk_point at = jk_base_corner(line, i);
        json_int_t to_lat = whole(at.lat_deg);
        json_int_t to_lon = whole(at.lon_deg);

        if (i > 0 && to_lat == lat && to_lon == lon)
            continue;
        jk_json_add(&steps, json_integer(to_lat - lat));
        jk_json_add(&steps, json_integer(to_lon - lon));
        lat = to_lat;
        lon = to_lon;
    }
    return jk_json_end(&steps);
}

static void tell(void *ctx, const struct jk_base_line *line)
{
    struct told *told = ctx;
    struct jk_json district;

    if (line->kind != JK_BASE_DISTRICT) {
        jk_json_add(line->kind == JK_BASE_COAST ? &told->coast : &told->roads, steps_json(line));
        return;
    }
    district = jk_json_object();
    jk_json_set_text(&district, "code", line->region->code);
    jk_json_set_text(&district, "name", line->region->name);
    if (line->region->has_point)
        jk_json_set(&district, "label",
                    json_pack("[f, f]", line->region->point.lat_deg, line->region->point.lon_deg));
    jk_json_set(&district, "ring", steps_json(line));
    jk_json_add(&told->districts, jk_json_end(&district));
}

json_t *jk_basemap_json(const struct jk_pack *pack, const struct jk_region *region,
                        enum jk_lang lang)
{
    JK_ASSERT((unsigned)lang < JK_LANG_END);

    struct told told = { jk_json_list(), jk_json_list(), jk_json_list() };
    struct jk_json object = jk_json_object();

    jk_base_each(pack, region, tell, &told);
    jk_json_set(&object, "region",
                json_pack("{s:s, s:s}", "code", region->code, "name", region->name));
    jk_json_set_bool(&object, "schematic", jk_base_is_schematic(pack));
    jk_json_set_text(&object, "note",
                     jk_base_is_schematic(pack) ? jk_text_get(JK_TEXT_MAP_SCHEMATIC, lang) : "");
    jk_json_set_real(&object, "unit_deg", JK_BASEMAP_UNIT_DEG);
    jk_json_set(&object, "districts", jk_json_end(&told.districts));
    jk_json_set(&object, "coast", jk_json_end(&told.coast));
    jk_json_set(&object, "roads", jk_json_end(&told.roads));
    return jk_json_end(&object);
}
