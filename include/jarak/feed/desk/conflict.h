/* jarak/feed/desk/conflict.h: one conflict with all that an official wants to see of it.
 *
 * A snapshot the application fills (jarak/app/desk/desk.h). Everything is borrowed for the call.
 * Pure. Source: WIRE 1. */
#ifndef JARAK_FEED_DESK_CONFLICT_H
#define JARAK_FEED_DESK_CONFLICT_H
#include "jarak/feed/desk/acts.h"
#include "jarak/feed/desk/day.h"
#include "jarak/feed/json/matter.h"

/** Something that was told of a conflict: an alert of the reader's inbox. */
struct jk_told {
    int64_t time_s;
    uint32_t revision;
    const char *event;             /**< its word: "opened", "level", ... */
    const char *level;             /**< its word */
    const char *text[JK_LANG_END]; /**< the internal text */
};

/** The conflict, its own side being the paslon with the smaller number. */
struct jk_conflict_page {
    struct jk_desk_conflict conflict;
    const struct jk_pack *pack;
    int32_t day; /**< local day of its worst part */
    int64_t now_s;
    const struct jk_region *region;   /**< of the own side */
    struct jk_desk_activity sides[2]; /**< own, other, as they are on that day */
    bool has_side[2];                 /**< false: nothing of it is left */
    struct jk_chain_acts acts[2];     /**< what the reader may do on each */
    const struct jk_told *told;       /**< newest first */
    size_t told_count;
    struct jk_matter_views about; /**< verified reports and tasks about it */
};

/** As the document of GET /api/v1/conflicts/{id}: the conflict as everywhere, with "sides" (as the
 * activities of a day), "allowed", "chain_revisions" and "history". @return given (json_decref);
 * null when memory is out */
json_t *jk_conflict_page_json(const struct jk_conflict_page *page, enum jk_lang lang);
#endif
