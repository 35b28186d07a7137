/* daemon/http/public/dates.h: when a Last-Modified tells one state of a feed from all others. */
#ifndef DAEMON_HTTP_PUBLIC_DATES_H
#define DAEMON_HTTP_PUBLIC_DATES_H
#include <stdbool.h>
#include <stdint.h>

struct feed_dates;

/* @return given, free() it; null when memory is out */
struct feed_dates *http_public_dates_new(void);

/* One state of a feed as it is about to be answered. */
struct feed_state {
    const char *path;   /* of the feed, whatever its form */
    const char *tag;    /* of its content, whatever its form */
    int64_t modified_s; /* its Last-Modified */
};

/* Note a state, and tell whether its date was never that of another one: who has that date then has
 * this state. */
bool http_public_dates_note(struct feed_dates *dates, const struct feed_state *state,
                            int64_t now_s);
#endif
