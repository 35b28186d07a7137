/* The geographic files of a pack: risk zones, areas, and the KPU's slots.
 *
 * GeoJSON has longitude first; policy_pack_read_position() turns it round, and behind it all points
 * are latitude first. Rings are closed in the file and open here. Holes and parts need no order:
 * outlines count even-odd (geo/outline.h), so all rings of a MultiPolygon go into one list. Each
 * different factor of zones costs a judgement inside them another pass, which is why their number
 * is limited to JK_ZONE_FACTORS; the largest one widens every search of the index
 * (policies.zone_factor).
 *
 * Slots are sorted by start once, so that window.c gets its spans in order. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/policy/pack/files.h"
#include "daemon/policy/pack/parts.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"
#include "jarak/policy/texts.h"

#define RINGS_MAX   1000    /* of one feature: an archipelago has hundreds */
#define LINE_MAX    5000    /* places of one road, coast or cell: they are drawn on every map */
#define CORNERS_MAX 1000000 /* of one file */

struct jk_point policy_pack_read_position(struct jk_json_reader *r, const struct jk_json_at *at)
{
    const json_t *lon = json_array_get(at->value, 0), *lat = json_array_get(at->value, 1);
    struct jk_point place = { 0.0, 0.0 };

    if (!json_is_number(lon) || !json_is_number(lat) ||
        jk_point_make(json_number_value(lat), json_number_value(lon), "", &place, r->err) != JK_OK)
        jk_json_fault(r, at, JK_INVALID, JK_TEXT_PACK_POSITION, "");
    return place;
}

/* A closed ring: GeoJSON repeats the first corner, we do not. */
static void read_ring(struct jk_json_reader *r, const struct jk_json_at *at, struct jk_corners *out)
{
    size_t n = jk_json_count(r, at);
    struct jk_point *corners =
        n <= CORNERS_MAX ? jk_arena_array(r->arena, n, sizeof *corners) : NULL;

    if (!corners) {
        jk_json_fault(r, at, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
        return;
    }
    for (size_t i = 0; i < n && r->status == JK_OK; i++) {
        struct jk_json_at corner = jk_json_element(at, i);

        corners[i] = policy_pack_read_position(r, &corner);
    }
    if (r->status != JK_OK)
        return;
    if (n < JK_OUTLINE_RING_MIN + 1 || !jk_point_eq(corners[0], corners[n - 1])) {
        jk_json_fault(r, at, JK_INVALID, JK_TEXT_PACK_RING, "");
        return;
    }
    *out = (struct jk_corners){ corners, n - 1 };
}

/* Adds the rings of one polygon to those of the feature; outer ones and holes need no marks. */
static void read_rings(struct jk_json_reader *r, const struct jk_json_at *polygon,
                       struct jk_corners rings[], size_t *count)
{
    for (size_t i = 0; i < jk_json_count(r, polygon) && r->status == JK_OK; i++) {
        struct jk_json_at ring = jk_json_element(polygon, i);

        if (*count == RINGS_MAX) {
            jk_json_fault(r, &ring, JK_TOO_MANY, JK_TEXT_PACK_LIST, "");
            return;
        }
        read_ring(r, &ring, &rings[(*count)++]);
    }
}

/* Reads a geometry that is a Polygon or a MultiPolygon. */
static void read_outline(struct jk_json_reader *r, const struct jk_json_at *geometry,
                         struct jk_outline *out)
{
    const char *type = jk_json_text(r, geometry, "type", NULL);
    struct jk_json_at coordinates = jk_json_member(r, geometry, "coordinates");
    struct jk_corners *rings = jk_arena_array(r->arena, RINGS_MAX, sizeof *rings);
    size_t count = 0;

    if (!rings || r->status != JK_OK) {
        jk_json_fault(r, geometry, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
        return;
    }
    if (strcmp(type, "Polygon") == 0) {
        read_rings(r, &coordinates, rings, &count);
    } else if (strcmp(type, "MultiPolygon") == 0) {
        for (size_t i = 0; i < jk_json_count(r, &coordinates) && r->status == JK_OK; i++) {
            struct jk_json_at polygon = jk_json_element(&coordinates, i);

            read_rings(r, &polygon, rings, &count);
        }
    } else {
        jk_json_fault(r, geometry, JK_INVALID, JK_TEXT_PACK_WORD, type);
    }
    if (r->status == JK_OK && jk_outline_make(r->arena, rings, count, out) != JK_OK)
        jk_json_fault(r, geometry, JK_INVALID, JK_TEXT_PACK_RING, "");
}

/* A Point with a radius is a disc, which is judged exactly; anything else is an outline. */
static void read_zone_place(struct jk_json_reader *r, const struct jk_json_at *feature,
                            struct jk_risk_zone *zone)
{
    struct jk_json_at geometry = jk_json_member(r, feature, "geometry");
    struct jk_json_at properties = jk_json_member(r, feature, "properties");

    if (r->status != JK_OK)
        return;
    zone->is_disc = strcmp(jk_json_text(r, &geometry, "type", NULL), "Point") == 0;
    if (zone->is_disc) {
        struct jk_json_at centre = jk_json_member(r, &geometry, "coordinates");

        zone->centre = jk_xyz_of(policy_pack_read_position(r, &centre));
        zone->radius_m = jk_json_number_in(r, &properties, "radius_m", 1.0, 20000.0);
    } else {
        read_outline(r, &geometry, &zone->outline);
    }
}

/* Whole thousandths (land.h): a finer factor would be rounded, so it is refused. */
static uint16_t read_factor(struct jk_json_reader *r, const struct jk_json_at *properties)
{
    double factor =
        jk_json_number_in(r, properties, "factor", 1.0, (double)JK_FACTOR_MAX / JK_FACTOR_ONE);
    double thousandths = floor(factor * JK_FACTOR_ONE + 0.5);

    if (r->status == JK_OK && fabs(thousandths - factor * JK_FACTOR_ONE) > 1e-6) {
        struct jk_json_at at = jk_json_member(r, properties, "factor");

        jk_json_fault(r, &at, JK_RANGE, JK_TEXT_PACK_NUMBER, "1.000..3.000");
    }
    return (uint16_t)thousandths;
}

static const char *read_level(struct jk_json_reader *r, const struct jk_json_at *properties)
{
    const char *typed = jk_json_text(r, properties, "level", "");
    const char *word = jk_zone_level(typed);

    if (!word) {
        struct jk_json_at at = jk_json_member(r, properties, "level");

        jk_json_fault(r, &at, JK_INVALID, JK_TEXT_PACK_WORD,
                      "rendah, sedang, tinggi; kurang rawan, rawan, sangat rawan");
    }
    return word ? word : "";
}

static void read_indicators(struct jk_json_reader *r, const struct jk_json_at *properties,
                            struct jk_risk_zone *zone)
{
    struct jk_json_at list = jk_json_optional(properties, "indicators");
    const char **texts;

    if (!list.value)
        return;
    zone->indicator_count = jk_json_count(r, &list);
    if (zone->indicator_count > JK_ZONE_INDICATORS) {
        jk_json_fault(r, &list, JK_TOO_MANY, JK_TEXT_PACK_LIST, "12");
        return;
    }
    texts = jk_arena_array(r->arena, zone->indicator_count + 1, sizeof *texts);
    if (!texts) {
        jk_json_fault(r, &list, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
        return;
    }
    for (size_t i = 0; i < zone->indicator_count; i++) {
        struct jk_json_at text = jk_json_element(&list, i);

        texts[i] = jk_json_own_text(r, &text);
    }
    zone->indicators = texts;
}

/* Edition and source are asked for: a factor that nobody can trace back is not applied to anyone's
 * plan. */
static void read_zone(struct jk_json_reader *r, const struct jk_json_at *at, void *out)
{
    static const char *const members[] = { "id",         "name",     "level",    "edition",
                                           "from",       "to",       "source",   "factor",
                                           "indicators", "verified", "radius_m", NULL };
    struct jk_risk_zone *zone = out;
    struct jk_json_at p = jk_json_member(r, at, "properties");

    jk_json_only(r, &p, members);
    zone->id = jk_json_text(r, &p, "id", NULL);
    zone->name = jk_json_text(r, &p, "name", NULL);
    zone->level = read_level(r, &p);
    read_indicators(r, &p, zone);
    zone->verified = jk_json_flag(r, &p, "verified", false);
    zone->edition = jk_json_text(r, &p, "edition", NULL);
    zone->source = jk_json_text(r, &p, "source", NULL);
    zone->stated = (uint32_t)json_integer_value(json_object_get(at->value, PACK_SCOPE));
    zone->factor = read_factor(r, &p);
    zone->from_day = jk_json_day(r, &p, "from");
    zone->to_day = jk_json_day(r, &p, "to");
    if (zone->to_day < zone->from_day)
        jk_json_fault(r, &p, JK_RANGE, JK_TEXT_PACK_BACKWARDS, zone->id);
    if (r->status == JK_OK)
        read_zone_place(r, at, zone);
}

void policy_pack_read_zones(struct jk_json_reader *r, const struct jk_json_at *at,
                            struct jk_pack *pack)
{
    size_t different = 0;

    pack->zones.at = policy_pack_read_list(r, at, "features", sizeof *pack->zones.at,
                                           &pack->zones.count, read_zone);
    for (size_t i = 0; i < pack->zones.count && r->status == JK_OK; i++) {
        size_t k = 0;

        /* Factors are compared exactly: each different one is a pass of its own in the engine. */
        while (k < i && pack->zones.at[k].factor != pack->zones.at[i].factor)
            k++;
        if (k == i && ++different > JK_ZONE_FACTORS)
            jk_json_fault(r, at, JK_TOO_MANY, JK_TEXT_PACK_LIST, "factor");
    }
}

/* The code under the names that are in use: ours, and those of published files. */
static const char *read_code(struct jk_json_reader *r, const struct jk_json_at *properties)
{
    static const char *const names[] = { "code", "desa_code", "kec_code", "kab_code" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (json_object_get(properties->value, names[i]))
            return jk_json_text(r, properties, names[i], NULL);
    }
    return jk_json_text(r, properties, names[0], NULL);
}

static void read_area(struct jk_json_reader *r, const struct jk_json_at *at, void *out)
{
    struct jk_area *area = out;
    struct jk_json_at properties = jk_json_member(r, at, "properties");
    struct jk_json_at geometry = jk_json_member(r, at, "geometry");

    if (r->status != JK_OK)
        return;
    area->code = read_code(r, &properties);
    read_outline(r, &geometry, &area->outline);
}

void policy_pack_read_areas(struct jk_json_reader *r, const struct jk_json_at *at,
                            struct jk_pack *pack)
{
    pack->areas =
        policy_pack_read_list(r, at, "features", sizeof *pack->areas, &pack->area_count, read_area);
}

/* A LineString that is drawn. Two places are a line; more than LINE_MAX are nothing schematic. */
static struct jk_corners read_line(struct jk_json_reader *r, const struct jk_json_at *geometry)
{
    struct jk_json_at coordinates = jk_json_member(r, geometry, "coordinates");
    size_t count = r->status == JK_OK ? jk_json_count(r, &coordinates) : 0;
    struct jk_point *points = jk_arena_array(r->arena, count, sizeof *points);

    if (r->status == JK_OK && strcmp(jk_json_text(r, geometry, "type", NULL), "LineString") != 0)
        jk_json_fault(r, geometry, JK_INVALID, JK_TEXT_PACK_WORD, "LineString");
    if (r->status == JK_OK && (count < 2 || count > LINE_MAX))
        jk_json_fault(r, &coordinates, JK_INVALID, JK_TEXT_PACK_LIST, "");
    if (!points)
        jk_json_fault(r, geometry, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
    for (size_t i = 0; i < count && r->status == JK_OK; i++) {
        struct jk_json_at corner = jk_json_element(&coordinates, i);

        points[i] = policy_pack_read_position(r, &corner);
    }
    return (struct jk_corners){ points, count };
}

static void read_road(struct jk_json_reader *r, const struct jk_json_at *at, void *out)
{
    struct jk_road *road = out;
    struct jk_json_at properties = jk_json_member(r, at, "properties");
    struct jk_json_at geometry = jk_json_member(r, at, "geometry");
    struct jk_corners line = { NULL, 0 };

    road->name = jk_json_text(r, &properties, "name", NULL);
    road->source = jk_json_text(r, &properties, "source", NULL);
    if (r->status == JK_OK)
        line = read_line(r, &geometry);
    road->points = line.at;
    road->count = line.count;
}

/* A district is one ring, without holes; a coast is a line. */
static void read_sketch(struct jk_json_reader *r, const struct jk_json_at *at, void *out)
{
    struct jk_sketch *sketch = out;
    struct jk_json_at properties = jk_json_member(r, at, "properties");
    struct jk_json_at geometry = jk_json_member(r, at, "geometry");
    const char *kind = jk_json_text(r, &properties, "kind", NULL);
    struct jk_corners line = { NULL, 0 };

    sketch->code = jk_json_text(r, &properties, "code", NULL);
    sketch->source = jk_json_text(r, &properties, "source", NULL);
    if (r->status != JK_OK)
        return;
    sketch->closed = strcmp(kind, "district") == 0;
    if (!sketch->closed && strcmp(kind, "coast") != 0)
        jk_json_fault(r, &properties, JK_INVALID, JK_TEXT_PACK_WORD, kind);
    if (r->status == JK_OK && sketch->closed) {
        struct jk_json_at rings = jk_json_member(r, &geometry, "coordinates");
        struct jk_json_at ring = jk_json_element(&rings, 0);

        if (strcmp(jk_json_text(r, &geometry, "type", ""), "Polygon") != 0)
            jk_json_fault(r, &geometry, JK_INVALID, JK_TEXT_PACK_WORD, "Polygon");
        if (r->status == JK_OK &&
            (jk_json_count(r, &rings) != 1 || jk_json_count(r, &ring) > LINE_MAX))
            jk_json_fault(r, &rings, JK_INVALID, JK_TEXT_PACK_LIST, "");
        if (r->status == JK_OK)
            read_ring(r, &ring, &line);
    } else if (r->status == JK_OK) {
        line = read_line(r, &geometry);
    }
    sketch->points = line.at;
    sketch->count = line.count;
}

void policy_pack_read_sketches(struct jk_json_reader *r, const struct jk_json_at *at,
                               struct jk_pack *pack)
{
    pack->sketches = policy_pack_read_list(r, at, "features", sizeof *pack->sketches,
                                           &pack->sketch_count, read_sketch);
}

void policy_pack_read_roads(struct jk_json_reader *r, const struct jk_json_at *at,
                            struct jk_pack *pack)
{
    pack->roads =
        policy_pack_read_list(r, at, "features", sizeof *pack->roads, &pack->road_count, read_road);
}

int64_t policy_pack_read_instant(struct jk_json_reader *r, const struct jk_json_at *at,
                                 const char *key)
{
    const char *text = jk_json_text(r, at, key, NULL);
    int64_t instant = 0;

    if (r->status == JK_OK && !jk_iso_parse(jk_span_of(text), &instant))
        jk_json_fault(r, at, JK_INVALID, JK_TEXT_PACK_INSTANT, text);
    return instant;
}
