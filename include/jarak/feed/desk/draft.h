/* jarak/feed/desk/draft.h: the page of an event that a stock calendar sent: what was understood and
 * from which words, what is missing, what stays text. The link of its marked block leads here.
 * Pure. Source: WIRE 4, decisions/0084. */
#ifndef JARAK_FEED_DESK_DRAFT_H
#define JARAK_FEED_DESK_DRAFT_H
#include "jarak/feed/desk/page.h"
#include "jarak/feed/plain/plain.h"

struct jk_draft_page {
    const char *id;
    const struct jk_plain *plain;
    bool complete;
    unsigned missing; /**< bits by enum jk_plain_field */
    uint32_t revision;
    bool may_confirm;
    const char *fault; /**< of the form that was sent; null */
};

/** @return JK_OK; JK_MEMORY. Appends. */
enum jk_status jk_desk_draft_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                  const struct jk_draft_page *page);
#endif
