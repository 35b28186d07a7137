#include "daemon/http/api.h"

#include <string.h>

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
          "base-uri 'none'; form-action 'self'; frame-ancestors 'none'" },
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

/* Where the public reaches us: as the operator says, else as the client did. */
static const char *base_of(const struct jk_api *api, struct jk_http_call *call)
{
    struct jk_span host = { "", 0 };

    if (api->options.public_url[0])
        return api->options.public_url;
    jk_http_field(call, "Host", &host);
    return jk_arena_fmt(&call->arena, "%s://%.*s", api_is_secure(call) ? "https" : "http",
                        (int)host.len, host.at);
}

/* Answer with what was written, or with why not. */
static void finish(struct jk_http_call *call, enum jk_status rc, const struct jk_buf *page,
                   struct jk_error *err)
{
    if (rc == JK_OK) {
        send_page(call, jk_buf_view(page));
        return;
    }
    if (rc == JK_NONE)
        jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "id", "%.*s", (int)call->match.capture[1].len,
                call->match.capture[1].at);
    else if (rc == JK_MEMORY)
        jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "%s", "");
    jk_http_reply_problem(call, err);
}

static void send_calendar(struct jk_api *api, struct jk_http_call *call,
                          const struct jk_feed_filter *filter, struct jk_error *err)
{
    struct jk_page_request request = { filter, base_of(api, call), api_now(api), page_lang(call) };
    struct jk_buf page = { 0 };

    finish(call, request.base ? jk_app_page(api->options.app, &request, &page) : JK_MEMORY, &page,
           err);
    jk_buf_clear(&page);
}

void front_get(void *ctx, struct jk_http_call *call)
{
    static const char *const names[] = { "lang", NULL };
    struct jk_api *api = ctx;
    struct jk_feed_filter filter = { .region = jk_app_pack(api->options.app)->region,
                                     .kind = -1,
                                     .from_day = INT32_MIN,
                                     .to_day = INT32_MAX };
    struct jk_error err;

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return; /* the public sees what is durable */
    if (jk_http_query_check(call, names, &err) != JK_OK)
        jk_http_reply_problem(call, &err);
    else
        send_calendar(api, call, &filter, &err);
}

void calendar_get(void *ctx, struct jk_http_call *call)
{
    static const char *const names[] = { "area", "paslon", "kind", "from", "to", "lang", NULL };
    struct jk_api *api = ctx;
    struct jk_feed_filter filter;
    struct jk_error err;

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return;
    if (api_public_region(api, call, &filter, &err) != JK_OK ||
        jk_http_query_check(call, names, &err) != JK_OK ||
        api_read_filter(call, &filter, &err) != JK_OK)
        jk_http_reply_problem(call, &err);
    else
        send_calendar(api, call, &filter, &err);
}

/* The region of the address, and no parameters but these. */
static enum jk_status read_region(struct jk_api *api, struct jk_http_call *call,
                                  const char *const names[], struct jk_feed_filter *filter,
                                  struct jk_error *err)
{
    enum jk_status rc = api_public_region(api, call, filter, err);

    return rc == JK_OK ? jk_http_query_check(call, names, err) : rc;
}

void activity_get(void *ctx, struct jk_http_call *call)
{
    static const char *const names[] = { "lang", NULL };
    struct jk_api *api = ctx;
    struct jk_feed_filter filter;
    struct jk_buf page = { 0 };
    struct jk_error err;
    enum jk_status rc;

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return;
    rc = read_region(api, call, names, &filter, &err);
    if (rc == JK_OK) {
        struct jk_page_request request = { &filter, base_of(api, call), api_now(api),
                                           page_lang(call) };

        rc = request.base
                 ? jk_app_activity_page(api->options.app, &request, call->match.capture[1], &page)
                 : JK_MEMORY;
        finish(call, rc, &page, &err);
    } else {
        jk_http_reply_problem(call, &err);
    }
    jk_buf_clear(&page);
}

void activity_ics(void *ctx, struct jk_http_call *call)
{
    static const char *const names[] = { NULL };
    struct jk_api *api = ctx;
    struct jk_feed_filter filter;
    struct jk_feed_request request = { &filter, "", api_now(api), api_takes_gzip(call) };
    struct jk_feed feed = { .modified_s = 0 };
    struct jk_error err;
    enum jk_status rc;

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return;
    rc = read_region(api, call, names, &filter, &err);
    if (rc != JK_OK) {
        jk_http_reply_problem(call, &err);
        return;
    }
    rc = jk_app_activity_feed(api->options.app, &request, call->match.capture[1], &feed);
    if (rc == JK_OK)
        api_send_feed(call, &feed, request.zipped);
    else
        finish(call, rc, NULL, &err);
    jk_feed_clear(&feed);
}
