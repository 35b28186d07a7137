/* jarak/feed/admin/stations.h: the page of polling stations: how many there are where, another list
 * tried and stated, and what was stated before.
 *
 * Pure. Source: docs/decisions/0112-polling-stations.md. */
#ifndef JARAK_FEED_ADMIN_STATIONS_H
#define JARAK_FEED_ADMIN_STATIONS_H
#include "jarak/feed/desk/page.h"
#include "jarak/feed/json/edition.h"
#include "jarak/feed/json/stations.h"

struct jk_stations_page {
    const struct jk_region *region;    /**< whose list it is: a regency, town or province */
    bool may_state;                    /**< the reader states for it */
    uint32_t seen;                     /**< number of the newest edition */
    const struct jk_edition *editions; /**< newest first */
    size_t edition_count;
    bool more;                               /**< there are older ones */
    const char *document;                    /**< what was tried; null: nothing */
    const struct jk_stations_change *change; /**< what it would change; null likewise */
    const char *basis, *typed;               /**< as they were typed; "" */
    const char *fault, *done;                /**< null: none */
};

/** Write the page. @return JK_OK; JK_MEMORY */
enum jk_status jk_desk_stations_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                     const struct jk_stations_page *page);
#endif
