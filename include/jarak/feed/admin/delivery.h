/* jarak/feed/admin/delivery.h: the page of an administrator that says which alerts arrive. Pure. */
#ifndef JARAK_FEED_ADMIN_DELIVERY_H
#define JARAK_FEED_ADMIN_DELIVERY_H
#include "jarak/feed/desk/page.h"

/** Where one subscription stands. */
struct jk_delivery_view {
    const char *id, *account, *channel, *target;
    const struct jk_tz *tz; /**< of the account's region */
    uint64_t waiting;       /**< alerts of the inbox that were not looked at for it yet */
    unsigned attempts;      /**< failures in a row */
    int64_t failing_s;      /**< since when; 0: it does not fail */
    const char *reason;     /**< of the last failure; "" */
    bool dead;              /**< given up until somebody asks for a retry */
};

struct jk_deliveries_page {
    const struct jk_delivery_view *rows; /**< those that fail first */
    size_t count;
    const char *done;  /**< what was done just now; null */
    const char *fault; /**< why it could not be done; null */
};

enum jk_status jk_desk_deliveries_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                       const struct jk_deliveries_page *page);
#endif
