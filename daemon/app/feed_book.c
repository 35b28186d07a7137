/* Feeds of whole regions, kept by day.
 *
 * With ten thousand activities in a feed one approval changes a few hundred lines. So every local
 * day is a stretch of its own (jarak/feed/approved.h) that stays as it was written while the same
 * chains stand in it with the same revisions. Nobody has to say what changed: it is compared. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/app/public.h"

#define BOOKS_MAX 64 /* regions whose feeds are kept; others are written each time */

/* What a stretch was written from. */
struct mark {
    const struct jk_notice *notice; /* compared, never followed: it may be gone */
    uint32_t sequence;
    int64_t modified_s; /* also tells apart what came to lie where another notice was */
    bool cancelled;
};

/* The items of one local day. */
struct feed_day {
    int32_t day;
    struct mark *marks; /* owned, in the order of the chains' numbers */
    size_t count;
    struct jk_feed_part part;
};

struct feed_book {
    char region[JK_REGION_MAX];
    struct feed_day *days; /* owned, ascending */
    size_t count;
};

static void clear_day(struct feed_day *day)
{
    free(day->marks);
    jk_feed_part_clear(&day->part);
}

static void clear_book(struct feed_book *book)
{
    for (size_t i = 0; i < book->count; i++)
        clear_day(&book->days[i]);
    free(book->days);
    *book = (struct feed_book){ .count = 0 };
}

void feed_books_clear(struct jk_app *app)
{
    for (size_t i = 0; i < app->book_count; i++)
        clear_book(&app->books[i]);
    free(app->books);
    app->books = NULL;
    app->book_count = 0;
}

static int32_t day_of(const struct jk_feed_item *item)
{
    return jk_local_day(item->notice->first_start_s, item->zone->offset_s);
}

static bool is_same(const struct feed_day *day, const struct jk_feed_item *items, size_t count)
{
    if (day->count != count)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (day->marks[i].notice != items[i].notice ||
            day->marks[i].sequence != items[i].sequence ||
            day->marks[i].modified_s != items[i].modified_s ||
            day->marks[i].cancelled != items[i].cancelled)
            return false;
    }
    return true;
}

/* Write a day anew; `items` are sorted by it. */
static enum jk_status write_day(const struct jk_app *app, struct feed_day *day,
                                struct jk_feed_item *items, size_t count)
{
    day->marks = malloc(count * sizeof *day->marks);
    if (!day->marks)
        return JK_MEMORY;
    for (size_t i = 0; i < count; i++)
        day->marks[i] = (struct mark){ items[i].notice, items[i].sequence, items[i].modified_s,
                                       items[i].cancelled };
    day->count = count;
    feed_sort(items, count);
    return jk_approved_items(app->pack, items, count, &day->part);
}

/* Items grouped by day, each group in the order it came; `from` gets where each begins. */
static struct jk_feed_item *group(struct jk_arena *arena, const struct jk_feed_item *items,
                                  size_t count, int32_t *first, size_t **from, size_t *days)
{
    struct jk_feed_item *out = jk_arena_array(arena, count, sizeof *out);
    int32_t last = day_of(&items[0]);

    *first = last;
    for (size_t i = 1; i < count; i++) {
        int32_t day = day_of(&items[i]);

        *first = day < *first ? day : *first;
        last = day > last ? day : last;
    }
    *days = (size_t)(last - *first) + 1; /* years are 1900..2199: at most 110,000 */
    *from = jk_arena_array(arena, *days + 2, sizeof **from);
    if (!out || !*from)
        return NULL;
    for (size_t i = 0; i < count; i++)
        (*from)[day_of(&items[i]) - *first + 2]++;
    for (size_t d = 2; d < *days + 2; d++)
        (*from)[d] += (*from)[d - 1];
    for (size_t i = 0; i < count; i++)
        out[(*from)[day_of(&items[i]) - *first + 1]++] = items[i];
    return out;
}

/* The day as it stands in the old book, taken out of it when it is still the same. */
static bool take_same(struct feed_book *book, size_t *at, int32_t day,
                      const struct jk_feed_item *items, size_t count, struct feed_day *out)
{
    while (*at < book->count && book->days[*at].day < day)
        (*at)++;
    if (*at == book->count || book->days[*at].day != day ||
        !is_same(&book->days[*at], items, count))
        return false;
    *out = book->days[*at];
    book->days[*at].marks = NULL;
    book->days[*at].part = (struct jk_feed_part){ .crc = 0 };
    return true;
}

/* Bring a book up to date with what the public may see now. */
static enum jk_status update(const struct jk_app *app, struct feed_book *book,
                             struct jk_arena *arena, const struct jk_feed_item *items, size_t count)
{
    struct feed_book fresh = { .count = 0 };
    size_t *from = NULL, days = 0, at = 0;
    int32_t first = 0;
    struct jk_feed_item *grouped = count ? group(arena, items, count, &first, &from, &days) : NULL;
    enum jk_status rc = count && !grouped ? JK_MEMORY : JK_OK;

    memcpy(fresh.region, book->region, sizeof fresh.region);
    fresh.days = calloc(count < days ? count + 1 : days + 1, sizeof *fresh.days);
    for (size_t d = 0; d < days && rc == JK_OK && fresh.days; d++) {
        struct feed_day *day = &fresh.days[fresh.count];
        size_t n = from[d + 1] - from[d];

        if (n == 0)
            continue;
        fresh.count++;
        if (!take_same(book, &at, first + (int32_t)d, grouped + from[d], n, day))
            rc = write_day(app, day, grouped + from[d], n);
        day->day = first + (int32_t)d;
    }
    clear_book(book);
    if (rc == JK_OK && fresh.days)
        *book = fresh;
    else
        clear_book(&fresh);
    return fresh.days ? rc : JK_MEMORY;
}

/* The book of a region; null where it is not kept. */
static struct feed_book *find_book(struct jk_app *app, const char *region)
{
    if (!app->books)
        app->books = calloc(BOOKS_MAX, sizeof *app->books);
    for (size_t i = 0; app->books && i < app->book_count; i++) {
        if (strcmp(app->books[i].region, region) == 0)
            return &app->books[i];
    }
    if (!app->books || app->book_count == BOOKS_MAX)
        return NULL;
    snprintf(app->books[app->book_count].region, JK_REGION_MAX, "%s", region);
    return &app->books[app->book_count++];
}

static enum jk_status join(const struct jk_app *app, const struct feed_book *book,
                           struct jk_arena *arena, const char *region, const char *source,
                           struct jk_feed *out)
{
    const struct jk_feed_part **parts = jk_arena_array(arena, book->count, sizeof *parts);
    struct jk_feed_part head = { .crc = 0 };
    enum jk_status rc = jk_approved_head(app->pack, region, source, &head);

    for (size_t i = 0; parts && i < book->count; i++)
        parts[i] = &book->days[i].part;
    if (rc == JK_OK)
        rc = parts ? jk_approved_join(&head, parts, book->count, out) : JK_MEMORY;
    jk_feed_part_clear(&head);
    return rc;
}

enum jk_status jk_app_feed(struct jk_app *app, const struct jk_feed_filter *filter,
                           const char *source, int64_t now_s, struct jk_feed *out)
{
    struct jk_arena arena = { 0 };
    struct feed_book own = { .count = 0 }, *book = NULL;
    struct jk_feed_item *items;
    size_t count;
    enum jk_status rc = feed_collect(app, filter, now_s, &arena, &items, &count);

    if (rc == JK_OK && jk_feed_filter_is_plain(filter))
        book = find_book(app, filter->region);
    if (!book)
        book = &own;
    if (rc == JK_OK)
        rc = update(app, book, &arena, items, count);
    if (rc == JK_OK)
        rc = join(app, book, &arena, filter->region, source, out);
    clear_book(&own);
    jk_arena_clear(&arena);
    return rc;
}
