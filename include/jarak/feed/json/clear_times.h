/* jarak/feed/json/clear_times.h: clear start times as JSON and as VFREEBUSY.
 *
 * A view is a snapshot the application fills; everything in it is borrowed for the call. Bands are
 * whole seconds at which the main may start, both ends clear. Pure. Source: SPEC 6, WIRE 1. */
#ifndef JARAK_FEED_JSON_CLEAR_TIMES_H
#define JARAK_FEED_JSON_CLEAR_TIMES_H
#include "jarak/base/intervals.h"
#include "jarak/feed/json/verdict.h"
#include "jarak/policy/window.h"

/** Start times that are clear. */
struct jk_slot_open {
    struct jk_interval band; /**< UTC seconds at which the main may start */
    int64_t change_s;        /**< least change from the present start, with its sign */
    unsigned rank;           /**< 1 is the least change */
    bool uncertain;          /**< clear by the places as they are stated; not if they are off */
};

/** Start times that are not, and why. */
struct jk_slot_closed {
    struct jk_interval band;
    unsigned cuts; /**< bit 1u << enum jk_cut */
    const struct jk_side_view *blockers;
    size_t blocker_count;
};

/** A venue where the main could be held instead, on its own. */
struct jk_slot_venue {
    const struct jk_place *place;
    double distance_m; /**< from the present place */
    const struct jk_slot_open *open;
    size_t open_count;
};

/** Everything about one question. */
struct jk_slots_view {
    const struct jk_pack *pack;
    const struct jk_policy *policy; /**< of the chain */
    const struct jk_tz *tz;
    const char *uid;
    uint32_t chain_revision;
    enum jk_level level;
    int32_t from_day, to_day; /**< local days asked */
    int64_t start_s, end_s;   /**< of the main as it stands */
    const struct jk_slot_open *open;
    size_t open_count;
    const struct jk_slot_closed *closed;
    size_t closed_count;
    const struct jk_slot_venue *venues; /**< by least change, then distance */
    size_t venue_count;
};

/** As JSON. @return given (json_decref); null when memory is out */
json_t *jk_slots_json(const struct jk_slots_view *view);

/** As a VFREEBUSY: FREE where it may start, BUSY where it may not. Appends.
 *
 * @param now_s  for DTSTAMP
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_slots_ical(struct jk_buf *out, const struct jk_slots_view *view, int64_t now_s);
#endif
