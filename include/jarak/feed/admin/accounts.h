/* jarak/feed/admin/accounts.h: the page of a region's administrator: accounts and what was done
 * just now. Pure. */
#ifndef JARAK_FEED_ADMIN_ACCOUNTS_H
#define JARAK_FEED_ADMIN_ACCOUNTS_H
#include "jarak/feed/desk/page.h"
#include "jarak/feed/json/account.h"

/** What the page is written from. */
struct jk_admin_page {
    const struct jk_account_view *accounts; /**< those of the region, by name */
    size_t count;
    const char *const *roles; /**< their words, ended by null */
    const char *done;         /**< what was done; null */
    const char *fault;        /**< why it could not be done; null */
    const char *token;        /**< just made, shown this once; null */
    const char *of;           /**< account it was made for */
};

/** Write it. Appends. @return JK_OK; JK_MEMORY */
enum jk_status jk_desk_admin_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                  const struct jk_admin_page *page);
#endif
