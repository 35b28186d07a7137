/* Which feeds are kept: as many as there is room for, so that those of a nation's regencies need
 * not be written again each time one of them is asked for. */
#include "daemon/app/public/feed_books.h"

#include <stdio.h>
#include <stdlib.h>
#include "daemon/app/public/items.h"
#include "jarak/base/heap.h"

/* Of all feeds of regions, and of all that filters left: a feed of ten thousand activities takes up
 * to 14 MB, one of a regency some 300 KB. */
#define REGION_BYTES   ((size_t)512 << 20)
#define FILTERED_BYTES ((size_t)24 << 20)
#define FILTERED_MAX   16 /* books, however small */

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
    book->days = NULL;
    book->count = book->cap = 0;
    book->filled = false;
}

enum jk_status public_open(struct jk_app *app, struct jk_error *err)
{
    app->calendar = jk_heap_zeroed(1, sizeof *app->calendar);
    return app->calendar ? JK_OK : jk_no_memory(err);
}

static void drop_book(struct public_calendar *calendar, size_t at)
{
    struct feed_book *book = calendar->books[at];

    jk_name_table_remove(&calendar->book_paths, book->path);
    public_book_clear(book);
    free(book);
    calendar->books[at] = calendar->books[--calendar->book_count];
}

void public_clear(struct jk_app *app)
{
    struct public_calendar *calendar = app->calendar;

    if (!calendar)
        return;
    while (calendar->book_count > 0)
        drop_book(calendar, calendar->book_count - 1);
    jk_name_table_clear(&calendar->book_paths);
    free(calendar->books);
    calendar->books = NULL;
    calendar->book_cap = 0;
    public_ids_clear(app);
}

void public_close(struct jk_app *app)
{
    free(app->calendar);
    app->calendar = NULL;
}

/* The book of that kind that was asked for longest ago, but not this one; its place, or book_count:
 * there is none. */
static size_t oldest_of(const struct public_calendar *calendar, bool filtered,
                        const struct feed_book *but)
{
    size_t oldest = calendar->book_count;

    for (size_t i = 0; i < calendar->book_count; i++) {
        const struct feed_book *book = calendar->books[i];

        if (book->filtered == filtered && book != but &&
            (oldest == calendar->book_count || book->used < calendar->books[oldest]->used))
            oldest = i;
    }
    return oldest;
}

static struct feed_book *make_book(struct public_calendar *calendar, const char *path)
{
    struct feed_book *book;

    if (!jk_grow(&calendar->books, calendar->book_count, &calendar->book_cap,
                 sizeof(struct feed_book *)) ||
        !(book = jk_heap_zeroed(1, sizeof *book)))
        return NULL;
    snprintf(book->path, sizeof book->path, "%s", path);
    if (!jk_name_table_add(&calendar->book_paths, book->path, book)) {
        free(book);
        return NULL;
    }
    return calendar->books[calendar->book_count++] = book;
}

struct feed_book *public_book_find(struct jk_app *app, const struct jk_feed_filter *filter)
{
    char path[JK_FEED_PATH_MAX];
    struct feed_book *book;

    if (!jk_feed_path_write(filter, path))
        return NULL;
    book = jk_name_table_find(&app->calendar->book_paths, path);
    if (!book && !(book = make_book(app->calendar, path)))
        return NULL;
    book->filtered = !jk_feed_filter_is_plain(filter);
    book->used = ++app->calendar->books_asked;
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

void public_books_shed(struct public_calendar *calendar, struct feed_book *newest)
{
    const size_t most = newest->filtered ? FILTERED_BYTES : REGION_BYTES;
    size_t bytes = 0, count = 0;

    newest->bytes = bytes_of(newest);
    for (size_t i = 0; i < calendar->book_count; i++) {
        if (calendar->books[i]->filtered != newest->filtered)
            continue;
        bytes += calendar->books[i]->bytes;
        count++;
    }
    while (bytes > most || (newest->filtered && count > FILTERED_MAX)) {
        size_t oldest = oldest_of(calendar, newest->filtered, newest);

        if (oldest == calendar->book_count)
            return;
        bytes -= calendar->books[oldest]->bytes;
        count--;
        drop_book(calendar, oldest);
    }
}
