/* jarak/feed/json/basemap.h: what maps are drawn on: sub-districts, coast, roads.
 *
 * Offline: lines of the pack, of which none decides anything. Where the operator has loaded
 * territories (areas.geojson) these are the sub-districts; else the cells of schematic.geojson,
 * which are drawn round reference points and are no borders. Pure. Source: SPEC 6, decisions/0069.
 */
#ifndef JARAK_FEED_JSON_BASEMAP_H
#define JARAK_FEED_JSON_BASEMAP_H
#include <jansson.h>
#include "jarak/base/text.h"
#include "jarak/policy/pack.h"

#define JK_BASEMAP_UNIT_DEG 1e-4 /* 11 m: nothing that is drawn here is known better */

/** What a line is. */
enum jk_base_kind { JK_BASE_DISTRICT, JK_BASE_COAST, JK_BASE_ROAD };

/** A line of the base map. Its corners stand in one of two forms: jk_base_corner(). */
struct jk_base_line {
    enum jk_base_kind kind;
    const struct jk_region *region; /**< of a district or coast; else null */
    const struct jk_point *points;
    const struct jk_xyz *nodes;
    size_t count;
};

/** Corner `i` of a line. A district's last one is joined to its first. */
struct jk_point jk_base_corner(const struct jk_base_line *line, size_t i);

/** Walk all lines of the pack, or those of a region and below it; roads are of every region.
 *
 * @param region  null: all */
void jk_base_each(const struct jk_pack *pack, const struct jk_region *region,
                  void (*each)(void *ctx, const struct jk_base_line *line), void *ctx);

/** Are the sub-districts schematic, and no borders? */
bool jk_base_is_schematic(const struct jk_pack *pack);

/** The base map as the document of GET /api/v1/regions/{region}/basemap. Lines are whole numbers of
 * JK_BASEMAP_UNIT_DEG, latitude and longitude in turn: the first corner, then each step from the
 * one before. @return given (json_decref); null when memory is out */
json_t *jk_basemap_json(const struct jk_pack *pack, const struct jk_region *region,
                        enum jk_lang lang);
#endif
