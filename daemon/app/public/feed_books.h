/* daemon/app/public/feed_books.h: the feeds that are kept, as days and stretches.
 *
 * What is in them is the matter of feed_cache.c; here is who has a place, and who gives it up. */
#ifndef DAEMON_APP_PUBLIC_FEED_BOOKS_H
#define DAEMON_APP_PUBLIC_FEED_BOOKS_H
#include "daemon/app/public/room.h"
#include "jarak/app/public/feed.h"
#include "jarak/feed/public/page.h"

/* The state a stretch was written from. */
struct mark {
    const struct jk_notice *notice; /* compared, never followed: it may be gone */
    uint32_t sequence;
    int64_t modified_s; /* also tells apart what came to lie where another notice was */
    bool cancelled;
    uint32_t chain;
};

/* Some items of one day, in the order of the feed. */
struct stretch {
    struct mark *marks; /* within those of its day */
    size_t count;
    struct jk_feed_stretch part;
};

/* The items of one local day. */
struct feed_day {
    int32_t day;
    struct mark *marks; /* owned, in the order of the chains' numbers */
    size_t count;
    struct mark *sorted;       /* owned, in the order of the feed */
    struct stretch *stretches; /* owned */
    size_t stretch_count;
    bool partial; /* some of its stretches are not written yet */
};

struct feed_book {
    char path[JK_FEED_PATH_MAX]; /* of the feed; "": it is written once */
    bool filtered;
    uint64_t used;         /* when it was asked for last, in requests */
    struct feed_day *days; /* owned, ascending; none is empty */
    size_t count, cap;
    uint64_t version; /* of the feed, when it was brought up to date */
    int64_t whole_s;  /* when all was compared last */
    bool filled;
    size_t bytes; /* it takes, as public_books_shed() saw it last */
};

/* Free what a day holds; it is empty then. */
void public_day_clear(struct feed_day *day);
/* Free what a book holds; it is still that of its feed. */
void public_book_clear(struct feed_book *book);
/* The book of a feed, made where there is none; null: memory is out, and it is not kept. */
struct feed_book *public_book_find(struct jk_app *app, const struct jk_feed_filter *filter);
/* A book was asked for and has changed: forget others, those asked for longest ago first, until all
 * are within their bytes. What filters left has few of its own: anybody may ask with any filter. */
void public_books_shed(struct public_calendar *calendar, struct feed_book *newest);
#endif
