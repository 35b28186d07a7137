/* Feeds of regions and of what filters leave of them, kept by day and in stretches.
 *
 * With ten thousand activities in a feed one approval changes a few lines. So every local day is
 * cut into stretches (jarak/feed/public/approved.h) that stay as they were written while the same
 * chains stand in them with the same revisions. Which chains changed is known for the last few
 * changes; now and then, and when more did, everything is compared. Where a stretch ends is up to
 * the UID of its last item, so that one more or less moves no other end, and the same items are
 * always cut at the same places. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/app/public/feed_books.h"
#include "daemon/app/public/items.h"
#include "daemon/app/public/room.h"
#include "jarak/app/public/feed.h"
#include "jarak/app/registry/registry.h"
#include "jarak/feed/public/page.h"
#include "jarak/base/heap.h"

#define WHOLE_S 3600 /* then all is compared: what was cancelled long ago leaves */

#define STRETCH_MASK 31 /* one item in 32 ends its stretch: some 14 KiB */

/* What may be written in one turn. */
struct piece {
    size_t left; /* items */
    bool behind; /* there was more to write */
};

static int32_t day_of(const struct jk_feed_item *item)
{
    return jk_local_day(item->notice->first_start_s, item->tz->offset_s);
}

static struct mark mark_of(const struct jk_feed_item *item)
{
    return (struct mark){ item->notice, item->sequence, item->modified_s, item->cancelled,
                          item->tag };
}

static bool are_same(const struct mark *marks, size_t marks_count, const struct jk_feed_item *items,
                     size_t count)
{
    if (marks_count != count)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (marks[i].notice != items[i].notice || marks[i].sequence != items[i].sequence ||
            marks[i].modified_s != items[i].modified_s || marks[i].cancelled != items[i].cancelled)
            return false;
    }
    return true;
}

/* FNV-1a of the UID, of which some bits say whether the stretch ends. */
static bool ends_stretch(const struct jk_feed_item *item)
{
    uint32_t hash = 2166136261U;

    for (const char *c = item->notice->uid; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 16777619U;
    return (hash >> 16 & STRETCH_MASK) == 0;
}

/* Takes so many items of the piece. False: it is used up, and behind. A stretch that was begun is
 * written whole. @param piece  null: without a bound */
static bool take(struct piece *piece, size_t items)
{
    if (!piece)
        return true;
    if (piece->left == 0) {
        piece->behind = true;
        return false;
    }
    piece->left -= items < piece->left ? items : piece->left;
    return true;
}

/* Take the stretch out of the old day where it is there as it was, else write it; JK_NONE where the
 * piece is used up. */
static enum jk_status write_stretch(struct jk_app *app, struct feed_day *old,
                                    const struct jk_feed_item *items, struct piece *piece,
                                    struct stretch *out)
{
    for (size_t i = 0; old && i < old->stretch_count; i++) {
        struct stretch *s = &old->stretches[i];

        if (!s->part.plain || !are_same(s->marks, s->count, items, out->count))
            continue;
        out->part = s->part;
        s->part = (struct jk_feed_stretch){ .crc = 0 };
        return JK_OK;
    }
    if (!take(piece, out->count))
        return JK_NONE;
    app->calendar->written += out->count;
    return jk_approved_items(app->pack, items, out->count, &out->part);
}

/* Write a day anew as far as it changed, and as the piece allows. @param old as it stood; null: it
 * is new */
static enum jk_status write_day(struct jk_app *app, struct feed_day *old, struct feed_day *day,
                                struct jk_feed_item *items, size_t count, struct piece *piece)
{
    enum jk_status rc = JK_OK;

    day->marks = jk_heap_take(count * sizeof *day->marks);
    day->sorted = jk_heap_take(count * sizeof *day->sorted);
    day->stretches = jk_heap_zeroed(count, sizeof *day->stretches);
    if (!day->marks || !day->sorted || !day->stretches)
        return JK_MEMORY;
    day->count = count;
    for (size_t i = 0; i < count; i++)
        day->marks[i] = mark_of(&items[i]);
    public_sort(items, count);
    for (size_t i = 0, from = 0; i < count && rc == JK_OK; i++) {
        struct stretch *s = &day->stretches[day->stretch_count];

        day->sorted[i] = mark_of(&items[i]);
        if (i + 1 < count && !ends_stretch(&items[i]))
            continue;
        s->marks = day->sorted + from;
        s->count = i + 1 - from;
        day->stretch_count++;
        rc = write_stretch(app, old, items + from, piece, s);
        if (rc == JK_NONE) {
            day->partial = true;
            rc = JK_OK;
        }
        from = i + 1;
    }
    return rc;
}

/* Items by day, those of a day in the order they came. */
struct by_day {
    struct jk_feed_item *items;
    int32_t first; /* day number of the first day */
    size_t *from;  /* day d has the items from[d] up to from[d + 1] */
    size_t days;
};

static bool group(struct jk_arena *arena, const struct jk_feed_item *items, size_t count,
                  struct by_day *out)
{
    int32_t last = day_of(&items[0]);

    out->items = jk_arena_array(arena, count, sizeof *out->items);
    out->first = last;
    for (size_t i = 1; i < count; i++) {
        int32_t day = day_of(&items[i]);

        out->first = day < out->first ? day : out->first;
        last = day > last ? day : last;
    }
    out->days = (size_t)(last - out->first) + 1; /* years are 1900..2199: at most 110,000 */
    out->from = jk_arena_array(arena, out->days + 2, sizeof *out->from);
    if (!out->items || !out->from)
        return false;
    for (size_t i = 0; i < count; i++)
        out->from[day_of(&items[i]) - out->first + 2]++;
    for (size_t d = 2; d < out->days + 2; d++)
        out->from[d] += out->from[d - 1];
    for (size_t i = 0; i < count; i++)
        out->items[out->from[day_of(&items[i]) - out->first + 1]++] = items[i];
    return true;
}

/* The day as it stands in the old book, or null. */
static struct feed_day *find_day(struct feed_book *book, size_t *at, int32_t day)
{
    while (*at < book->count && book->days[*at].day < day)
        (*at)++;
    return *at < book->count && book->days[*at].day == day ? &book->days[*at] : NULL;
}

/* Bring a book up to date with what the public may see now. */
static enum jk_status update(struct jk_app *app, struct feed_book *book, struct jk_arena *arena,
                             const struct public_items *items, struct piece *piece)
{
    const size_t count = items->count;
    struct feed_book fresh = { .count = 0 };
    struct by_day by = { .days = 0 };
    size_t at = 0;
    enum jk_status rc = count && !group(arena, items->at, count, &by) ? JK_MEMORY : JK_OK;

    fresh.cap = (count < by.days ? count : by.days) + 1;
    fresh.days = jk_heap_zeroed(fresh.cap, sizeof *fresh.days);
    for (size_t d = 0; d < by.days && rc == JK_OK && fresh.days; d++) {
        struct feed_day *day = &fresh.days[fresh.count], *old;
        size_t n = by.from[d + 1] - by.from[d];

        if (n == 0)
            continue;
        fresh.count++;
        old = find_day(book, &at, by.first + (int32_t)d);
        if (old && !old->partial && are_same(old->marks, old->count, by.items + by.from[d], n)) {
            *day = *old;
            *old = (struct feed_day){ .day = old->day };
        } else {
            rc = write_day(app, old, day, by.items + by.from[d], n, piece);
        }
        day->day = by.first + (int32_t)d;
    }
    public_book_clear(book);
    if (rc == JK_OK && fresh.days) {
        book->days = fresh.days;
        book->count = fresh.count;
        book->cap = fresh.cap;
    } else {
        public_book_clear(&fresh);
    }
    return fresh.days ? rc : JK_MEMORY;
}

/* Returns the place of a day in the book, or the place at which it would be inserted. */
static size_t place_of(const struct feed_book *book, int32_t day)
{
    size_t at = 0;

    while (at < book->count && book->days[at].day < day)
        at++;
    return at;
}

/* The day a chain stood in when the book was written; null: in none. */
static struct feed_day *day_with(struct feed_book *book, uint32_t chain)
{
    for (size_t i = 0; i < book->count; i++) {
        for (size_t k = 0; k < book->days[i].count; k++) {
            if (book->days[i].marks[k].chain == chain)
                return &book->days[i];
        }
    }
    return NULL;
}

static bool open_day(struct feed_book *book, size_t at, int32_t day)
{
    if (!jk_grow(&book->days, book->count, &book->cap, sizeof *book->days))
        return false;
    memmove(&book->days[at + 1], &book->days[at], (book->count - at) * sizeof *book->days);
    book->days[at] = (struct feed_day){ .day = day };
    book->count++;
    return true;
}

static void close_day(struct feed_book *book, size_t at)
{
    public_day_clear(&book->days[at]);
    book->count--;
    memmove(&book->days[at], &book->days[at + 1], (book->count - at) * sizeof *book->days);
}

/* A chain that changed what the public sees of it. */
struct changed {
    uint32_t chain;
    const struct jk_feed_item *item; /* as it is now; null: in the day that is written no more */
    int64_t now_s;
};

/* Lists the items of a day as they are now, the changed chain where it belongs. `items` has room
 * for one more than the day. @return how many */
static size_t list_day(const struct jk_app *app, const struct feed_day *day,
                       const struct changed *changed, struct jk_feed_item *items)
{
    const struct jk_feed_item *with = changed->item;
    size_t count = 0;

    for (size_t i = 0; i < day->count; i++) {
        uint32_t number = day->marks[i].chain;

        if (with && number > changed->chain) {
            items[count++] = *with;
            with = NULL;
        }
        count +=
            number != changed->chain &&
            public_item(jk_registry_chain_at(app->registry, number), changed->now_s, &items[count]);
    }
    if (with)
        items[count++] = *with;
    return count;
}

/* Writes the day at a place anew. */
static enum jk_status rewrite(struct jk_app *app, struct feed_book *book, size_t at,
                              const struct changed *changed)
{
    struct feed_day *old = &book->days[at], fresh = { .day = old->day };
    struct jk_feed_item *items = jk_heap_take((old->count + 1) * sizeof *items);
    size_t count = items ? list_day(app, old, changed, items) : 0;
    enum jk_status rc = items ? JK_OK : JK_MEMORY;

    if (count > 0)
        rc = write_day(app, old, &fresh, items, count, NULL);
    free(items);
    public_day_clear(old);
    *old = fresh;
    if (rc != JK_OK || count == 0)
        close_day(book, at);
    return rc;
}

/* One chain changed what the public sees of it. */
static enum jk_status follow(struct jk_app *app, struct feed_book *book,
                             const struct jk_feed_request *request, uint32_t number)
{
    const struct jk_chain *chain = jk_registry_chain_at(app->registry, number);
    const struct feed_day *before = day_with(book, number);
    struct jk_feed_item item;
    bool is_in = public_item(chain, request->now_s, &item) &&
                 public_wants(app, request->filter, chain, item.notice);
    enum jk_status rc = JK_OK;
    size_t at;

    if (before && (!is_in || before->day != day_of(&item)))
        rc = rewrite(app, book, (size_t)(before - book->days),
                     &(struct changed){ .chain = number, .now_s = request->now_s });
    if (rc != JK_OK || !is_in)
        return rc;
    at = place_of(book, day_of(&item));
    if ((at == book->count || book->days[at].day != day_of(&item)) &&
        !open_day(book, at, day_of(&item)))
        return JK_MEMORY;
    return rewrite(app, book, at,
                   &(struct changed){ .chain = number, .item = &item, .now_s = request->now_s });
}

/* Follow the few chains that changed. False: all must be compared. */
static bool follow_changes(struct jk_app *app, struct feed_book *book,
                           const struct jk_feed_request *request)
{
    int64_t age_s = request->now_s - book->whole_s;
    const struct public_change *changes;
    size_t count;

    if (!book->filled || age_s < 0 || age_s >= WHOLE_S ||
        !app_public_since(&app->published, request->filter->region, book->version, &changes,
                          &count))
        return false;
    book->filled = false;
    for (size_t i = 0; i < count; i++) {
        if (follow(app, book, request, changes[i].chain) != JK_OK)
            return false;
    }
    book->filled = true;
    book->version = app->published.version;
    return true;
}

static enum jk_status join(const struct jk_app *app, struct feed_book *book, struct jk_arena *arena,
                           const struct jk_feed_request *request, struct jk_feed *out)
{
    struct jk_feed_stretch head = { .crc = 0 }, **parts;
    size_t count = 0;
    enum jk_status rc =
        jk_approved_head(app->pack, request->filter->region, request->source, &head);

    for (size_t i = 0; i < book->count; i++)
        count += book->days[i].stretch_count;
    parts = jk_arena_array(arena, count, sizeof *parts);
    count = 0;
    for (size_t i = 0; parts && i < book->count; i++) {
        for (size_t k = 0; k < book->days[i].stretch_count; k++)
            parts[count++] = &book->days[i].stretches[k].part;
    }
    if (rc == JK_OK)
        rc = parts ? jk_approved_join(&head, parts, count, request->form, out) : JK_MEMORY;
    jk_feed_stretch_clear(&head);
    return rc;
}

static enum jk_status compare_all(struct jk_app *app, struct feed_book *book,
                                  struct jk_arena *arena, const struct jk_feed_request *request,
                                  struct piece *piece)
{
    struct public_items items;
    enum jk_status rc = public_collect(app, request->filter, request->now_s, arena, &items);

    if (rc == JK_OK)
        rc = update(app, book, arena, &items, piece);
    book->filled = rc == JK_OK && !(piece && piece->behind);
    book->version = app->published.version;
    book->whole_s = request->now_s;
    return rc;
}

enum jk_status jk_app_feed(struct jk_app *app, const struct jk_feed_request *request,
                           struct jk_feed *out)
{
    struct jk_arena arena = { 0 };
    struct feed_book own = { .count = 0 }, *book = public_book_find(app, request->filter);
    enum jk_status rc = JK_OK;

    if (!book)
        book = &own;
    if (!follow_changes(app, book, request))
        rc = compare_all(app, book, &arena, request, NULL);
    if (rc == JK_OK)
        rc = join(app, book, &arena, request, out);
    public_book_clear(&own);
    if (book != &own)
        public_books_shed(app->calendar, book);
    jk_arena_clear(&arena);
    return rc;
}

/* Brings the stretches of a book into a form, as the piece allows. */
static enum jk_status convert(struct jk_app *app, struct feed_book *book, enum jk_feed_form form,
                              struct piece *piece)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < book->count && rc == JK_OK; i++) {
        for (size_t k = 0; k < book->days[i].stretch_count && rc == JK_OK; k++) {
            struct stretch *s = &book->days[i].stretches[k];

            if (jk_feed_stretch_has(&s->part, form))
                continue;
            if (!take(piece, s->count))
                return JK_OK;
            app->calendar->written += s->count;
            rc = jk_feed_stretch_make(&s->part, form);
        }
    }
    return rc;
}

bool jk_app_feed_step(struct jk_app *app, const struct jk_feed_request *request)
{
    struct feed_book *book = public_book_find(app, request->filter);
    struct piece piece = { .left = JK_FEED_PIECE };
    struct jk_arena arena = { 0 };
    enum jk_status rc = JK_OK;

    if (!book)
        return true;
    if (!follow_changes(app, book, request))
        rc = compare_all(app, book, &arena, request, &piece);
    jk_arena_clear(&arena);
    if (rc == JK_OK && !piece.behind)
        rc = convert(app, book, request->form, &piece);
    public_books_shed(app->calendar, book);
    return rc != JK_OK || !piece.behind;
}

uint64_t jk_app_feed_written(const struct jk_app *app)
{
    return app->calendar->written;
}

uint64_t jk_app_feed_version(const struct jk_app *app, const char *region)
{
    return app_public_version(&app->published, region);
}
