/* Feeds as one text, which tests compare; the daemon sends their pieces. */
#ifndef TESTS_SUPPORT_FEEDS_H
#define TESTS_SUPPORT_FEEDS_H
#include "jarak/base/refbuf.h"
#include "jarak/feed/public/approved.h"

/* Appends all pieces. */
static inline void copy_feed(const struct jk_feed *feed, struct jk_buf *out)
{
    for (size_t i = 0; i < feed->piece_count; i++)
        jk_buf_span(out, jk_refbuf_view(feed->pieces[i]));
}
#endif
