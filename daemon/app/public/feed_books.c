/* Which feeds are kept: the one asked for longest ago gives up its place. */
#include "daemon/app/public/feed_books.h"

#include <stdlib.h>
#include <string.h>
#include "daemon/app/public/items.h"

#define BOOKS_MAX    64 /* feeds that are kept; what was asked for longest ago goes first */
#define FILTERED_MAX 16 /* of them filtered */
#define FILTERED_BYTES \
    ((size_t)24 << 20) /* of the filtered: up to 14 MB each among ten thousand activities */

void public_day_clear(struct feed_day *day)
{
    for (size_t i = 0; i < day->stretch_count; i++)
        jk_feed_stretch_clear(&day->stretches[i].part);
    free(day->stretches);
    free(day->sorted);
    free(day->marks);
    *day = (struct feed_day){ .count = 0 };
}

void public_book_clear(struct feed_book *book)
{
    for (size_t i = 0; i < book->count; i++)
        public_day_clear(&book->days[i]);
    free(book->days);
    *book = (struct feed_book){ .count = 0 };
}

enum jk_status public_open(struct jk_app *app, struct jk_error *err)
{
    app->calendar = calloc(1, sizeof *app->calendar);
    return app->calendar ? JK_OK : jk_no_memory(err);
}

void public_clear(struct jk_app *app)
{
    struct public_calendar *calendar = app->calendar;

    if (!calendar)
        return;
    for (size_t i = 0; i < calendar->book_count; i++)
        public_book_clear(&calendar->books[i]);
    free(calendar->books);
    calendar->books = NULL;
    calendar->book_count = 0;
    public_ids_clear(app);
}

void public_close(struct jk_app *app)
{
    free(app->calendar);
    app->calendar = NULL;
}

/* Finds room for one more book: a place of its own, or that of the one asked for longest ago. */
static struct feed_book *make_room(struct jk_app *app, bool filtered)
{
    struct feed_book *oldest = NULL;
    size_t count = 0;

    for (size_t i = 0; i < app->calendar->book_count; i++) {
        struct feed_book *book = &app->calendar->books[i];

        if (book->filtered != filtered)
            continue;
        count++;
        if (!oldest || book->used < oldest->used)
            oldest = book;
    }
    if (app->calendar->book_count < BOOKS_MAX && (!filtered || count < FILTERED_MAX))
        return &app->calendar->books[app->calendar->book_count++];
    if (oldest)
        public_book_clear(oldest);
    return oldest;
}

struct feed_book *public_book_find(struct jk_app *app, const struct jk_feed_filter *filter)
{
    bool filtered = !jk_feed_filter_is_plain(filter);
    char path[JK_FEED_PATH_MAX];
    struct feed_book *book = NULL;

    if (!app->calendar->books)
        app->calendar->books = calloc(BOOKS_MAX, sizeof *app->calendar->books);
    if (!app->calendar->books || !jk_feed_path_write(filter, path))
        return NULL;
    for (size_t i = 0; i < app->calendar->book_count && !book; i++)
        book = strcmp(app->calendar->books[i].path, path) == 0 ? &app->calendar->books[i] : NULL;
    if (!book)
        book = make_room(app, filtered);
    if (book) {
        memcpy(book->path, path, sizeof book->path);
        book->filtered = filtered;
        book->used = ++app->calendar->books_asked;
    }
    return book;
}

static size_t bytes_of(const struct feed_book *book)
{
    size_t bytes = 0;

    for (size_t i = 0; i < book->count; i++) {
        const struct feed_day *day = &book->days[i];

        bytes += day->count * 2 * sizeof *day->marks + day->stretch_count * sizeof *day->stretches;
        for (size_t k = 0; k < day->stretch_count; k++) {
            const struct jk_feed_stretch *s = &day->stretches[k].part;

            bytes += s->plain ? jk_refbuf_view(s->plain).len : 0;
            bytes += s->packed ? jk_refbuf_view(s->packed).len : 0;
            bytes += s->jcal ? jk_refbuf_view(s->jcal).len : 0;
        }
    }
    return bytes;
}

void public_books_shed(struct public_calendar *calendar)
{
    size_t bytes = 0;

    for (size_t i = 0; i < calendar->book_count; i++)
        bytes += calendar->books[i].filtered ? bytes_of(&calendar->books[i]) : 0;
    while (bytes > FILTERED_BYTES) {
        struct feed_book *oldest = NULL;

        for (size_t i = 0; i < calendar->book_count; i++) {
            struct feed_book *book = &calendar->books[i];

            if (book->filtered && book->count > 0 && (!oldest || book->used < oldest->used))
                oldest = book;
        }
        if (!oldest)
            return;
        bytes -= bytes_of(oldest);
        public_book_clear(oldest);
    }
}
