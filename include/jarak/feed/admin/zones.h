/* jarak/feed/admin/zones.h: the map of prone places (*peta kerawanan*): its page, and the document
 * that one zone of its form makes.
 *
 * A zone is typed, or drawn into the same fields; what is stated is always a whole document, that
 * of the edition in force with one zone put in or taken out, so that every edition stands by
 * itself. Pure. Source: SPEC 2.3 "Risk zones", docs/decisions/0107-risk-map.md. */
#ifndef JARAK_FEED_ADMIN_ZONES_H
#define JARAK_FEED_ADMIN_ZONES_H
#include "jarak/feed/desk/page.h"
#include "jarak/feed/json/edition.h"
#include "jarak/feed/json/whatif.h"

#define JK_ZONE_CORNERS 300 /* of one typed border: as many as a typed route has places */

/** A zone as it was typed; "" where nothing was. Its ground is the border, else the sub-district,
 * else the disc round a point. */
struct jk_zone_form {
    const char *id;         /**< of the zone that is changed; "" a new one */
    const char *name;       /**< "Simpang tiga Sangatta" */
    const char *level;      /**< jk_zone_level() */
    const char *factor;     /**< "1,5"; "" is 1 */
    const char *indicators; /**< one a line */
    const char *source;     /**< who drew it, by what document */
    const char *from, *to;  /**< dates as they are written; "" the ends of the pack's calendar */
    const char *district;   /**< code of a sub-district */
    const char *place;      /**< a point (jarak/model/point_words.h) */
    const char *radius_km;  /**< of the disc */
    const char *border;     /**< corners, one a line, latitude first; or GeoJSON */
};

/** The zones in force of a region's edition with this one put in, in place of the one of its id.
 *
 * @param[out] out  JSON, in the arena
 * @return JK_OK; JK_INVALID, JK_RANGE with the field of the form; JK_MEMORY */
enum jk_status jk_zone_document(const struct jk_pack *pack, const struct jk_region *region,
                                const struct jk_zone_form *form, struct jk_arena *arena,
                                const char **out, struct jk_error *err);

/** The same with the zone of that id taken out.
 *
 * @return as above; JK_NONE: the edition has none of that id */
enum jk_status jk_zone_document_without(const struct jk_pack *pack, const struct jk_region *region,
                                        const char *id, struct jk_arena *arena, const char **out,
                                        struct jk_error *err);

/** The form of a zone as it stands, for changing it. */
void jk_zone_form_of(const struct jk_risk_zone *zone, struct jk_arena *arena,
                     struct jk_zone_form *out);

struct jk_zones_page {
    const struct jk_region *region;    /**< whose map it is: a regency, town or province */
    bool may_state;                    /**< the reader states for it */
    uint32_t seen;                     /**< number of the newest edition */
    const struct jk_edition *editions; /**< newest first */
    size_t edition_count;
    bool more;                         /**< there are older ones */
    const struct jk_zone_form *form;   /**< as it was typed, or of the zone that is changed */
    const char *document;              /**< what was tried; null: nothing */
    const struct jk_whatif_view *view; /**< what it would change; null where nothing was tried */
    const char *basis;                 /**< as it was typed; "" */
    const char *fault, *done;          /**< null: none */
};

/** Write the page. @return JK_OK; JK_MEMORY */
enum jk_status jk_desk_zones_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                  const struct jk_zones_page *page);
#endif
