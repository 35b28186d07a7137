/* jarak/feed/desk/times.h: when an activity may start instead, as a page: the clear bands of some
 * days, what stands in the way elsewhere, and the forms to propose a band to the team and to answer
 * for it. Pure. Source: SPEC 6. */
#ifndef JARAK_FEED_DESK_TIMES_H
#define JARAK_FEED_DESK_TIMES_H
#include "jarak/feed/desk/page.h"
#include "jarak/feed/json/clear_times.h"

struct jk_times_page {
    const struct jk_slots_view *slots;
    const struct jk_facts *facts;  /**< of the main */
    const struct jk_offer *offers; /**< proposed to the team so far */
    size_t offer_count;
    uint32_t chain_revision;
    const struct jk_desk_day *days; /**< those that are asked about, for the lanes */
    size_t day_count;
    bool may_propose, may_answer;
    const char *fault, *done; /**< of the form that was sent; null: none */
    const char *reason;       /**< typed; "" */
};

/** @return JK_OK; JK_MEMORY. Appends. */
enum jk_status jk_desk_times_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                  const struct jk_times_page *page);
#endif
