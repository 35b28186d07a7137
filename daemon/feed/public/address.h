/* daemon/feed/public/address.h: addresses the public pages are linked by. */
#ifndef DAEMON_FEED_PUBLIC_ADDRESS_H
#define DAEMON_FEED_PUBLIC_ADDRESS_H
#include "jarak/feed/public/page.h"

/* Adds the filter as a query; `join` is what stands before the next parameter. Returns what stands
 * before one more. */
const char *feed_page_query_add(struct jk_buf *out, const struct jk_feed_filter *f,
                                const char *join);
/* Adds the page of a region in a language, or of one of its activities. */
void feed_page_path_add(struct jk_buf *out, const char *region, enum jk_lang lang, const char *id);
/* Adds the feed's address as calendar programs take it over: webcal instead of https; with its
 * NUL. */
void feed_page_webcal_add(struct jk_buf *out, const char *base,
                          const struct jk_feed_filter *filter);
#endif
