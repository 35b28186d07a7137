/* jarak/policy/land.h: what the pack knows of the land: risk zones, and whose territory a place is.
 *
 * Zones and areas are GeoJSON files of the pack, both optional. Without areas the nearest reference
 * point speaks for a place, marked approximate. Metres, degrees, local days. Pure. Source: SPEC 2.3
 * "Risk zones" and SPEC 3 "addressee". */
#ifndef JARAK_POLICY_LAND_H
#define JARAK_POLICY_LAND_H
#include <stdbool.h>
#include "jarak/geo/outline.h"

/* Factors are whole thousandths: what they require is then exact in centimetres and milliseconds,
 * which no float of 1.1 is. */
#define JK_FACTOR_ONE 1000
#define JK_FACTOR_MAX 3000 /* SPEC 2.3 */

#define JK_ZONE_FACTORS 15  /* different factors in one pack: each is judged by itself */
#define JK_ZONE_EDGE_M  1.0 /* a border is known no better: so far beside it still touches */
#define JK_ZONE_REACH_M                                                                      \
    250000.0                 /* how far a place is uncertain at most, with what stands there \
                              */
#define JK_BORDER_M    500.0 /* borders are known no better: nearer than this two names stand */
#define JK_LOCATED_MAX 8     /* territories that meet within JK_BORDER_M of one place */

#define JK_ZONE_INDICATORS 12 /* of one zone: the indices of Bawaslu and Polri have four to six */

/** A zone in which distances and tolerances in minutes are multiplied. */
struct jk_risk_zone {
    const char *id, *name;
    const char *level;             /**< one of jk_zone_level_word(); "" when not stated */
    const char *const *indicators; /**< what that is seen by: "dua basis massa bertemu" */
    size_t indicator_count;
    bool verified;       /**< an office answers for it; else it is somebody's reading of a source */
    const char *edition; /**< of the source: a year or a version */
    const char *source;  /**< who drew it, by what document */
    uint32_t stated;     /**< by which of the pack's editions, from 1; 0: by a file */
    uint16_t factor;     /**< thousandths, JK_FACTOR_ONE..JK_FACTOR_MAX */
    int32_t from_day, to_day; /**< local days on which it holds; both belong to it */
    bool is_disc;
    struct jk_xyz centre;      /**< disc */
    double radius_m;           /**< disc */
    struct jk_outline outline; /**< otherwise */
};

/** The zones of a pack. */
struct jk_risk_zones {
    const struct jk_risk_zone *at;
    size_t count;
};

/** Does any of them raise what is required? Those of factor one are drawn and named alone. */
bool jk_risk_zones_raise(const struct jk_risk_zones *zones);

/** The words of levels, as the sources have them: of places rendah, sedang, tinggi, of polling
 * stations kurang rawan, rawan, sangat rawan.
 *
 * @return static; null behind the last */
const char *jk_zone_level_word(size_t i);
/** The word a typed level stands for, underscores as spaces; null: there is none. "" is "". */
const char *jk_zone_level(const char *typed);

/** The zone that gave two places their factor: of those of that factor that hold on a day the one
 * nearest to either place, the first of the pack where two tie.
 *
 * @param factor  above JK_FACTOR_ONE, of a part (jarak/engine/judge.h)
 * @return null: there is none within JK_ZONE_REACH_M, as where the pack is another by now */
const struct jk_risk_zone *jk_risk_zone_of(const struct jk_risk_zones *zones, uint16_t factor,
                                           struct jk_point a, struct jk_point b, int32_t day);

/** True when a body round a place touches the zone: closed, JK_ZONE_EDGE_M on the safe side.
 *
 * @param pad_m  >= 0: how far the body reaches from the place */
bool jk_risk_zone_touches(const struct jk_risk_zone *zone, struct jk_xyz place, double pad_m);

/** Add the shares of a way at which a body that drives it begins or ceases to touch the zone.
 *
 * @param b         at most JK_PIECE_MAX_M from a
 * @param pad_m     as in jk_risk_zone_touches()
 * @param[out] out  between two neighbours of them the body touches all along or nowhere
 * @return true when it touches the border somewhere on the way */
bool jk_risk_zone_cut(const struct jk_risk_zone *zone, struct jk_xyz a, struct jk_xyz b,
                      double pad_m, struct jk_cuts *out);

/** The territory of a region. */
struct jk_area {
    const char *code; /**< of regions.json */
    struct jk_outline outline;
};

/** A road as it is drawn on maps: it decides nothing. */
struct jk_road {
    const char *name;
    const char *source; /**< who drew it, and how */
    const struct jk_point *points;
    size_t count;
};

/** A line of the schematic base map: a sub-district as a ring, or a coast. It decides nothing. */
struct jk_sketch {
    const char *code;              /**< of the region it is of */
    bool closed;                   /**< the cell of a sub-district; else a coast */
    const char *source;            /**< who drew it, and how */
    const struct jk_point *points; /**< of a ring: different corners, not closed */
    size_t count;
};

struct jk_pack;
struct jk_region;

/** Whose territory a place is. */
struct jk_located {
    const struct jk_region *regions[JK_LOCATED_MAX]; /**< that holds it first, then its neighbours
                                                      *   within JK_BORDER_M, nearest first */
    size_t count;                                    /**< 0: outside all */
    bool inside;      /**< the first holds it; otherwise it is outside, near a border */
    bool approximate; /**< no areas are known: the region of the nearest reference point */
};

/** Does a zone lie in a region, by its centre or first corner? */
bool jk_risk_zone_lies_in(const struct jk_pack *pack, const struct jk_risk_zone *zone,
                          const char *region);

/** Find the sub-districts of a place. */
void jk_pack_locate(const struct jk_pack *pack, struct jk_point place, struct jk_located *out);
#endif
