/* The public feed: written once, sent many times, in three forms.
 *
 * A cached feed is one filter's feed in its plain, gzip and jCal form with their validators; it is
 * written again when the application's feed version has risen, or after FRESH_S, when cancelled
 * activities leave. A form is only written when somebody asks for it, and its pieces are shared
 * with the answers under way. Feeds have a bound in bytes: the one asked for longest ago gives way.
 * The feed of a region is written in pieces, a piece a turn, where much of it changed. A filter
 * that nobody asked for since the last change is written by a copy of the process where that takes
 * long, and kept here (jarak/http/api/long_work.h). The name in SOURCE is the operator's public
 * URL, never the Host of whoever asked first. */
#include "jarak/app/public/feed.h"
#include "jarak/app/registry/registry.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "jarak/app/handle/work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/api/turns.h"
#include "daemon/http/public/dates.h"
#include "daemon/http/public/public.h"
#include "daemon/http/public/send.h"
#include "jarak/feed/public/page.h"

#include <stdio.h>
#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/base/heap.h"

#define FRESH_S 3600 /* a cached feed is written again then: what was cancelled long ago leaves */

/* A feed that was written once and is sent many times. */
struct cached_feed {
    char path[JK_FEED_PATH_MAX]; /* "": none */
    uint64_t used;               /* when it was asked for last, in requests */
    uint64_t version;
    int64_t written_s;
    struct feed_form form[JK_FEED_FORMS];
};

#define FEEDS_CACHED 64 /* what was asked for longest ago goes first */
/* Of all forms, counted as if none were shared: those of a feed of ten thousand activities are 14
 * MiB. One is kept whatever its size. */
#define FEEDS_BYTES ((size_t)40 << 20)

struct kept_feeds {
    struct cached_feed list[FEEDS_CACHED];
    uint64_t asked; /* requests so far */
    struct feed_dates *dates;
};

static void drop_feed(struct cached_feed *feed)
{
    for (int form = 0; form < JK_FEED_FORMS; form++)
        jk_feed_clear(&feed->form[form].feed);
    *feed = (struct cached_feed){ .path = "" };
}

static size_t bytes_of(const struct cached_feed *feed)
{
    size_t bytes = 0;

    for (int form = 0; form < JK_FEED_FORMS; form++) {
        for (size_t i = 0; i < feed->form[form].feed.piece_count; i++)
            bytes += jk_refbuf_view(feed->form[form].feed.pieces[i]).len;
    }
    return bytes;
}

/* Drops those asked for longest ago until the rest is within the bound; never `newest`. */
static void shed_feeds(struct kept_feeds *feeds, const struct cached_feed *newest)
{
    size_t bytes = 0;

    for (size_t i = 0; i < FEEDS_CACHED; i++)
        bytes += bytes_of(&feeds->list[i]);
    while (bytes > FEEDS_BYTES) {
        struct cached_feed *oldest = NULL;

        for (size_t i = 0; i < FEEDS_CACHED; i++) {
            struct cached_feed *feed = &feeds->list[i];

            if (feed != newest && feed->path[0] && (!oldest || feed->used < oldest->used))
                oldest = feed;
        }
        if (!oldest)
            return;
        bytes -= bytes_of(oldest);
        drop_feed(oldest);
    }
}

void http_public_drop_feeds(struct jk_api *api)
{
    for (size_t i = 0; i < FEEDS_CACHED; i++)
        drop_feed(&api->feeds->list[i]);
}

struct kept_feeds *http_public_feeds_new(void)
{
    struct kept_feeds *feeds = jk_heap_zeroed(1, sizeof *feeds);

    if (feeds && !(feeds->dates = http_public_dates_new())) {
        free(feeds);
        return NULL;
    }
    return feeds;
}

void http_public_feeds_free(struct kept_feeds *feeds)
{
    for (size_t i = 0; feeds && i < FEEDS_CACHED; i++)
        drop_feed(&feeds->list[i]);
    if (feeds)
        free(feeds->dates);
    free(feeds);
}

static void drop_nothing(void *ctx)
{
    (void)ctx;
}

/* The request once more, in the next turn: what it asks for is a piece nearer. */
static void ask_again(struct jk_api *api, struct jk_http_call *call, void *ctx)
{
    (void)ctx;
    call->match.route->handler(api, call);
}

/* Writes a form of a feed. False: it is written in pieces, and the call will be answered. A copy
 * has nobody beside it, nor has a daemon that stops. */
static bool write_feed(struct jk_api *api, struct jk_http_call *call,
                       const struct jk_feed_filter *filter, const char *path, struct feed_form *out)
{
    struct jk_feed_request request = { filter, "", api_now(api), http_public_feed_form(call) };
    struct jk_buf source = { 0 };
    enum jk_status rc;

    if (!call->divert && api->turns && !jk_app_feed_step(api->options.app, &request)) {
        api_turn_next(api, call, &(struct turn){ ask_again, drop_nothing, NULL });
        return false;
    }
    if (api->options.public_url[0]) { /* the Host of whoever asks first must not name it */
        jk_buf_fmt(&source, "%s%s", api->options.public_url, path);
        request.source = source.at;
    }
    rc = jk_buf_ok(&source) ? jk_app_feed(api->options.app, &request, &out->feed) : JK_MEMORY;
    jk_buf_clear(&source);
    if (rc == JK_OK)
        http_public_note_validators(out, request.form);
    return true;
}

/* The cached feed of a path, or the place that is free or was asked for longest ago. */
static struct cached_feed *cached_of(struct jk_api *api, const char *path)
{
    struct cached_feed *oldest = &api->feeds->list[0];

    for (size_t i = 0; i < FEEDS_CACHED; i++) {
        if (strcmp(api->feeds->list[i].path, path) == 0)
            return &api->feeds->list[i];
        if (api->feeds->list[i].used < oldest->used)
            oldest = &api->feeds->list[i];
    }
    return oldest;
}

/* The place of a feed, emptied where it was written too long ago. */
static struct cached_feed *place_of(struct jk_api *api, const char *region, const char *path)
{
    uint64_t version = jk_app_feed_version(api->options.app, region);
    struct cached_feed *feed = cached_of(api, path);
    int64_t now_s = api_now(api);

    if (strcmp(feed->path, path) != 0 || feed->version != version || now_s < feed->written_s ||
        now_s - feed->written_s >= FRESH_S) {
        drop_feed(feed);
        snprintf(feed->path, sizeof feed->path, "%s", path);
        feed->version = version;
        feed->written_s = now_s;
    }
    feed->used = ++api->feeds->asked;
    return feed;
}

/* The instant of a date as http_date() writes it; 0 for what is none. */
static int64_t date_of(const char *text)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    struct jk_civil c = { 0 };
    char month[4] = "";
    const char *found;

    if (sscanf(text, "%*3s, %2d %3s %4d %2d:%2d:%2d GMT", &c.day, month, &c.year, &c.hour,
               &c.minute, &c.second) != 6 ||
        !(found = strstr(months, month)))
        return 0;
    c.month = (int)(found - months) / 3 + 1;
    return jk_civil_to_utc(&c, 0);
}

/* If-Modified-Since counts where there is no If-None-Match (RFC 9110 13.1.3), and only with the
 * very date that was sent, where that was the date of nothing else. */
static bool is_known_by_date(struct jk_api *api, const struct jk_http_call *call, const char *path,
                             const struct feed_form *feed)
{
    struct jk_span since;
    char tag[40];
    bool alone;

    snprintf(tag, sizeof tag, "%.33s", feed->etag); /* the content's, whatever its form */
    alone = http_public_dates_note(api->feeds->dates,
                                   &(struct feed_state){ path, tag, date_of(feed->modified) },
                                   api_now(api));
    return alone && !jk_http_field_count(call, "If-None-Match") &&
           !jk_http_field_count(call, "If-Match") &&
           jk_http_field(call, "If-Modified-Since", &since) &&
           jk_span_eq(jk_http_trim(since), jk_span_of(feed->modified));
}

/* Answers with a feed that is kept; what a copy of the process writes is not for one client. */
static void answer_form(struct jk_api *api, struct jk_http_call *call,
                        const struct jk_feed_filter *filter, const struct feed_form *feed)
{
    const struct jk_http_header headers[] = { { "ETag", feed->etag },
                                              { "Last-Modified", feed->modified },
                                              { "Cache-Control", "max-age=300" },
                                              { "Vary", "Accept, Accept-Encoding" } };
    char path[JK_FEED_PATH_MAX];

    if (!call->divert && jk_feed_path_write(filter, path) &&
        is_known_by_date(api, call, path, feed))
        jk_http_reply_empty(call, 304, headers, 4);
    else
        http_public_send_form(call, feed, http_public_feed_form(call));
}

/* Keeps a form that a copy wrote, and answers with it. */
static void keep_form(struct jk_api *api, struct jk_http_call *call,
                      const struct jk_http_reply *reply)
{
    enum jk_feed_form form = http_public_feed_form(call);
    struct jk_feed_filter filter;
    char path[JK_FEED_PATH_MAX];
    struct jk_buf bytes = { 0 };
    struct cached_feed *feed;
    struct jk_error err;

    if (reply->code != 200 || reply->header_count < 2 ||
        api_public_region(api, call, &filter, &err) != JK_OK ||
        api_read_filter(api, call, &filter, &err) != JK_OK || !jk_feed_path_write(&filter, path)) {
        jk_http_reply(call, reply);
        return;
    }
    feed = place_of(api, filter.region, path);
    jk_feed_clear(&feed->form[form].feed);
    jk_buf_span(&bytes, reply->body);
    if (!jk_feed_of_bytes(&bytes, &feed->form[form].feed)) {
        jk_http_reply(call, reply);
        return;
    }
    snprintf(feed->form[form].etag, sizeof feed->form[form].etag, "%s", reply->headers[0].value);
    snprintf(feed->form[form].modified, sizeof feed->form[form].modified, "%s",
             reply->headers[1].value);
    shed_feeds(api->feeds, feed);
    answer_form(api, call, &filter, &feed->form[form]);
}

/* What writing a form that is not there may cost. The feeds of regions are kept up to date item by
 * item, or piece by piece. */
static uint64_t weigh(const struct jk_api *api, const struct jk_feed_filter *filter)
{
    return jk_feed_filter_is_plain(filter)
               ? 0
               : JK_WORK_MEMBER / 2 * api_looked_at(api, filter->region);
}

/* A feed, brought up to date. False: answered, or it will be. */
static bool find_feed(struct jk_api *api, struct jk_http_call *call,
                      const struct jk_feed_filter *filter, const struct feed_form **out)
{
    enum jk_feed_form form = http_public_feed_form(call);
    struct cached_feed *feed;
    char path[JK_FEED_PATH_MAX];

    *out = NULL;
    if (!jk_feed_path_write(filter, path))
        return true;
    feed = place_of(api, filter->region, path);
    if (feed->form[form].feed.piece_count == 0) {
        if (!api_work_then(api, call, weigh(api, filter), keep_form))
            return false;
        if (!write_feed(api, call, filter, path, &feed->form[form]))
            return false;
        if (feed->form[form].feed.piece_count == 0)
            return true;
        shed_feeds(api->feeds, feed);
    }
    *out = &feed->form[form];
    return true;
}

void http_public_approved_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_feed_filter filter;
    const struct feed_form *feed;
    struct jk_error err;

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return; /* the public sees what is durable */
    if (api_public_region(api, call, &filter, &err) != JK_OK ||
        api_read_filter(api, call, &filter, &err) != JK_OK) {
        jk_http_reply_problem(call, &err);
        return;
    }
    if (!find_feed(api, call, &filter, &feed))
        return;
    if (feed) {
        answer_form(api, call, &filter, feed);
    } else {
        jk_no_memory(&err);
        jk_http_reply_problem(call, &err);
    }
}
