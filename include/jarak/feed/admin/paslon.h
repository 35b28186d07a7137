/* jarak/feed/admin/paslon.h: the page on which a paslon is struck out of its contest. Pure. */
#ifndef JARAK_FEED_ADMIN_PASLON_H
#define JARAK_FEED_ADMIN_PASLON_H
#include "jarak/feed/desk/page.h"

/** One paslon of a contest of the region. */
struct jk_paslon_view {
    const char *contest; /**< its id */
    const char *name[JK_LANG_END];
    uint32_t number;
    bool struck;
    const char *reason, *basis; /**< of what was said last; "" nothing */
    int64_t time_s;             /**< of that */
    const struct jk_tz *tz;
};

struct jk_paslon_page {
    const struct jk_paslon_view *rows;
    size_t count;
    const char *done;                                       /**< what was done just now; null */
    const char *fault;                                      /**< why it could not be done; null */
    const char *typed_contest, *typed_reason, *typed_basis; /**< of the row that failed; "" */
    uint32_t typed_number;
};

enum jk_status jk_desk_paslon_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                   const struct jk_paslon_page *page);
#endif
