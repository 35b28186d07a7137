/* A date of whole seconds is a weak validator: two changes share a second, and a feed that loses
 * its newest activity goes back to an older date. So it counts only where it is known to have been
 * the date of one state alone.
 *
 * For each feed it is remembered what was answered last and the greatest date so far. A state whose
 * date is greater than any before, and lies behind the moment since which the feed is watched, is
 * the only one with it; one that shows another content without a greater date is not. What is not
 * watched any more (the place went to another feed, the daemon began anew) is answered in full,
 * which is always right. */
#include "daemon/http/public/dates.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/heap.h"
#include "jarak/feed/public/page.h"

#define WATCHED 64 /* as many as feeds are kept */

struct watched {
    char path[JK_FEED_PATH_MAX];
    char tag[64];
    int64_t since_s, greatest_s;
    bool is_alone; /* its date is that of no other state */
    uint64_t used;
};

struct feed_dates {
    struct watched list[WATCHED];
    uint64_t asked;
};

struct feed_dates *http_public_dates_new(void)
{
    return jk_heap_zeroed(1, sizeof(struct feed_dates));
}

static struct watched *place_of(struct feed_dates *dates, const char *path)
{
    struct watched *oldest = &dates->list[0];

    for (size_t i = 0; i < WATCHED; i++) {
        if (strcmp(dates->list[i].path, path) == 0)
            return &dates->list[i];
        if (dates->list[i].used < oldest->used)
            oldest = &dates->list[i];
    }
    return oldest;
}

bool http_public_dates_note(struct feed_dates *dates, const struct feed_state *state, int64_t now_s)
{
    struct watched *w = place_of(dates, state->path);

    if (strcmp(w->path, state->path) != 0) {
        *w = (struct watched){ .since_s = now_s, .greatest_s = state->modified_s };
        snprintf(w->path, sizeof w->path, "%s", state->path);
        snprintf(w->tag, sizeof w->tag, "%s", state->tag);
    } else if (strcmp(w->tag, state->tag) != 0) {
        w->is_alone = state->modified_s > w->greatest_s && state->modified_s > w->since_s;
        w->greatest_s = state->modified_s > w->greatest_s ? state->modified_s : w->greatest_s;
        snprintf(w->tag, sizeof w->tag, "%s", state->tag);
    }
    w->used = ++dates->asked;
    return w->is_alone;
}
