/* jarak/feed/admin/policy.h: the page of a policy: its rows, what another limit would change, what
 * accounts stated, and the form to state it.
 *
 * Pure. Source: SPEC 2.3, 4. */
#ifndef JARAK_FEED_ADMIN_POLICY_H
#define JARAK_FEED_ADMIN_POLICY_H
#include "jarak/feed/desk/page.h"
#include "jarak/feed/json/edition.h"
#include "jarak/feed/json/whatif.h"
#include "jarak/policy/whose.h"

/** One limit, as it was asked about. Texts as they were typed, "" where nothing was. */
struct jk_limit_ask {
    const char *row, *level, *distance_km, *minutes;
};

struct jk_policy_page {
    const struct jk_policy *policy;    /**< shown */
    struct jk_calendar_of of;          /**< for whom it holds; borrowed */
    const struct jk_limit_ask *ask;    /**< null: nothing was asked yet */
    const struct jk_whatif_view *view; /**< the answer; null: none */
    const char *fault;                 /**< why there is none; null */
    const char *done;                  /**< what was stated just now; null */
    bool told;                         /**< what was stated is told: */
    const struct jk_edition *editions; /**< for them, newest first */
    size_t edition_count;
    bool more;         /**< there are older ones */
    bool may_state;    /**< the reader states for them */
    uint32_t seen;     /**< number of the newest */
    const char *basis; /**< as it was typed; "" */
};

enum jk_status jk_desk_policy_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                   const struct jk_policy_page *page);
#endif
