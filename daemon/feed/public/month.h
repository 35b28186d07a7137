/* daemon/feed/public/month.h: texts of a public page in one arena, and the months beside its list.
 */
#ifndef DAEMON_FEED_PUBLIC_MONTH_H
#define DAEMON_FEED_PUBLIC_MONTH_H
#include "daemon/feed/public/views.h"
#include "jarak/base/arena.h"
#include "jarak/base/civil.h"

/* A text that could not be made leaves the pen failed: a page is written whole or not at all. */
struct page_pen {
    struct jk_arena arena;
    enum jk_lang lang;
    bool failed;
};

/* Formatted text of at most some hundred bytes; "" and the pen failed where memory is out. */
const char *feed_page_fmt(struct page_pen *pen, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Both, one behind the other, of any length. */
const char *feed_page_join(struct page_pen *pen, const char *a, const char *b);
/* What the buffer holds, which is cleared. */
const char *feed_page_text_of(struct page_pen *pen, struct jk_buf *buf);
/* Room for views. Null only where the pen has failed. */
void *feed_page_array(struct page_pen *pen, size_t count, size_t size);

/* How many activities a day has. */
struct page_count {
    int32_t day;
    unsigned count;
};

/* Where a day's activities stand on the page. */
const char *feed_page_day_id(struct page_pen *pen, int32_t day);
/* The months of these days, which rise. */
void feed_page_fill_months(struct page_pen *pen, const struct page_count *counts, size_t count,
                           struct web_pub_calendar *view);
#endif
