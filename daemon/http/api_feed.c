#include "daemon/http/api.h"

#include <stdio.h>
#include <string.h>
#include "jarak/base/decimal.h"

#define FRESH_S 3600 /* a cached feed is written again then: what was cancelled long ago leaves */

static void drop_feed(struct cached_feed *feed)
{
    jk_shared_body_drop(feed->plain);
    jk_shared_body_drop(feed->zipped);
    *feed = (struct cached_feed){ .region = "" };
}

void api_drop_feeds(struct jk_api *api)
{
    for (size_t i = 0; i < FEEDS_CACHED; i++)
        drop_feed(&api->feeds[i]);
}

/* HTTP's date of an instant (RFC 9110 5.6.7): English names, GMT. */
static void http_date(int64_t utc_s, char out[40])
{
    static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    struct jk_civil c = jk_civil_from_utc(utc_s, 0);

    snprintf(out, 40, "%s, %02d %s %04d %02d:%02d:%02d GMT",
             days[jk_weekday(jk_local_day(utc_s, 0))], c.day, months[c.month - 1], c.year, c.hour,
             c.minute, c.second);
}

static bool write_feed(struct jk_api *api, const struct jk_feed_filter *filter,
                       struct cached_feed *feed)
{
    struct jk_feed fresh = { .modified_s = 0 };
    struct jk_buf zipped = { 0 };
    char source[64];
    bool ok;

    snprintf(source, sizeof source, "/feeds/%s/approved.ics", filter->region);
    ok = jk_app_feed(api->options.app, filter, source, api_now(api), &fresh) == JK_OK &&
         jk_gzip(jk_buf_view(&fresh.octets), &zipped) == JK_OK;
    if (ok) {
        feed->plain = jk_shared_body_new(jk_buf_view(&fresh.octets));
        feed->zipped = jk_shared_body_new(jk_buf_view(&zipped));
        memcpy(feed->etag, fresh.etag, sizeof feed->etag);
        snprintf(feed->zipped_etag, sizeof feed->zipped_etag, "%.33s-gz\"", fresh.etag);
        http_date(fresh.modified_s, feed->modified);
        ok = feed->plain && feed->zipped;
    }
    jk_buf_clear(&fresh.octets);
    jk_buf_clear(&zipped);
    return ok;
}

/* True when the client takes gzip (RFC 9110 12.5.3); "q=0" declines it. */
static bool takes_gzip(const struct jk_http_call *call)
{
    struct jk_span value, item;

    if (!jk_http_field(call, "Accept-Encoding", &value))
        return false;
    while (jk_span_cut(&value, ',', &item)) {
        struct jk_span name = { NULL, 0 }, weight = jk_http_trim(item);

        jk_span_cut(&weight, ';', &name);
        if (jk_span_eq_nocase(jk_http_trim(name), JK_SPAN("gzip")))
            return !weight.at || !jk_span_eq(jk_http_trim(weight), JK_SPAN("q=0"));
    }
    return false;
}

static void send_feed(struct jk_http_call *call, const struct cached_feed *feed)
{
    bool zip = takes_gzip(call);
    const char *etag = zip ? feed->zipped_etag : feed->etag;
    struct jk_http_header headers[] = { { "ETag", etag },
                                        { "Last-Modified", feed->modified },
                                        { "Cache-Control", "max-age=300" },
                                        { "Vary", "Accept-Encoding" },
                                        { "Content-Encoding", zip ? "gzip" : NULL } };

    if (jk_http_not_modified(call, etag)) {
        jk_http_reply_empty(call, 304, headers, 4);
        return;
    }
    jk_http_reply(call, &(struct jk_http_reply){ .code = 200,
                                                 .content_type = "text/calendar; charset=utf-8",
                                                 .headers = headers,
                                                 .header_count = 5,
                                                 .shared = zip ? feed->zipped : feed->plain });
}

/* The slot of a region's whole feed, brought up to date; null when it cannot be cached. */
static struct cached_feed *cached(struct jk_api *api, const struct jk_feed_filter *filter)
{
    uint64_t version = jk_app_feed_version(api->options.app);

    for (size_t i = 0; i < FEEDS_CACHED; i++) {
        struct cached_feed *feed = &api->feeds[i];

        if (feed->plain && strcmp(feed->region, filter->region) != 0)
            continue;
        if (feed->plain && feed->version == version && api_now(api) - feed->written_s < FRESH_S)
            return feed;
        drop_feed(feed);
        if (!write_feed(api, filter, feed)) {
            drop_feed(feed);
            return NULL;
        }
        snprintf(feed->region, sizeof feed->region, "%s", filter->region);
        feed->version = version;
        feed->written_s = api_now(api);
        return feed;
    }
    return NULL;
}

static enum jk_status read_filter(struct jk_http_call *call, struct jk_feed_filter *f, bool *plain,
                                  struct jk_error *err)
{
    static const char *const names[] = { "area", "paslon", "kind", "from", "to", NULL };
    enum jk_status rc = jk_http_query_check(call, names, err);
    struct jk_span value;
    uint64_t paslon = 0;
    enum jk_kind kind;

    if (rc != JK_OK)
        return rc;
    *plain = call->query.len == 0;
    if (jk_http_param(call, "area", &value))
        f->area = jk_arena_copy(&call->arena, value);
    if (jk_http_param(call, "paslon", &value) && !jk_uint_parse(value, JK_PASLON_NO_MAX, &paslon))
        return jk_fail(err, JK_UNDECODED, JK_TEXT_INTEGER, "paslon", "%.*s", (int)value.len,
                       value.at);
    f->paslon = (uint32_t)paslon;
    if (jk_http_param(call, "kind", &value)) {
        if (jk_kind_parse(value, &kind, err) != JK_OK)
            return err->status = JK_UNDECODED;
        f->kind = (int)kind;
    }
    if ((jk_http_param(call, "from", &value) && !jk_date_parse(value, &f->from_day)) ||
        (jk_http_param(call, "to", &value) && !jk_date_parse(value, &f->to_day)))
        return jk_fail(err, JK_UNDECODED, JK_TEXT_ISO_DATE, "from, to", "%.*s", (int)value.len,
                       value.at);
    return JK_OK;
}

void approved_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_feed_filter filter = { .kind = -1, .from_day = INT32_MIN, .to_day = INT32_MAX };
    struct cached_feed own = { .region = "" };
    const struct cached_feed *feed;
    struct jk_error err;
    bool plain;

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return; /* the public sees what is durable */
    filter.region = jk_arena_copy(&call->arena, call->match.capture[0]);
    if (!filter.region || !jk_pack_region(jk_app_pack(api->options.app), filter.region)) {
        jk_fail(&err, JK_NONE, JK_TEXT_PACK_REGION, "region", "%s",
                filter.region ? filter.region : "");
        jk_http_reply_problem(call, &err);
        return;
    }
    if (read_filter(call, &filter, &plain, &err) != JK_OK) {
        jk_http_reply_problem(call, &err);
        return;
    }
    feed = plain ? cached(api, &filter) : NULL;
    if (!feed && write_feed(api, &filter, &own))
        feed = &own;
    if (feed) {
        send_feed(call, feed);
    } else {
        jk_fail(&err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "%s", "");
        jk_http_reply_problem(call, &err);
    }
    drop_feed(&own);
}

/* ?lang=id or en says it for one page; else the browser does. */
static enum jk_lang page_lang(struct jk_http_call *call)
{
    struct jk_span value;

    if (!jk_http_param(call, "lang", &value))
        return jk_http_lang(call);
    return jk_span_eq(value, JK_SPAN("en")) ? JK_LANG_EN : JK_LANG_ID;
}

static void send_page(struct jk_http_call *call, struct jk_span page)
{
    char etag[40];
    struct jk_http_header headers[] = {
        { "ETag", etag },
        { "Cache-Control", "max-age=60" },
        { "Vary", "Accept-Language" },
        { "Content-Security-Policy",
          "default-src 'none'; style-src 'self'; img-src 'self'; "
          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'" },
        { "X-Content-Type-Options", "nosniff" },
        { "Referrer-Policy", "same-origin" },
    };

    jk_etag_of(page, etag);
    if (jk_http_not_modified(call, etag))
        jk_http_reply_empty(call, 304, headers, 3);
    else
        jk_http_reply(call, &(struct jk_http_reply){ .code = 200,
                                                     .content_type = "text/html; charset=utf-8",
                                                     .headers = headers,
                                                     .header_count = 6,
                                                     .body = page });
}

void front_get(void *ctx, struct jk_http_call *call)
{
    static const char *const names[] = { "lang", NULL };
    struct jk_api *api = ctx;
    const struct jk_pack *pack = jk_app_pack(api->options.app);
    struct jk_feed_filter filter = {
        .region = pack->region, .kind = -1, .from_day = INT32_MIN, .to_day = INT32_MAX
    };
    struct jk_buf page = { 0 };
    struct jk_error err;
    char feed[64];

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return; /* the public sees what is durable */
    snprintf(feed, sizeof feed, "/feeds/%s/approved.ics", pack->region);
    if (jk_http_query_check(call, names, &err) != JK_OK) {
        jk_http_reply_problem(call, &err);
    } else if (jk_app_page(api->options.app, &filter, feed, api_now(api), page_lang(call), &page) !=
               JK_OK) {
        jk_fail(&err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "%s", "");
        jk_http_reply_problem(call, &err);
    } else {
        send_page(call, jk_buf_view(&page));
    }
    jk_buf_clear(&page);
}
