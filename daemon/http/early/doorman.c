/* The doorman: a small table of routes over the files of the shelf.
 *
 * The table is looked through by the router's own rules, but each call is answered as soon as its
 * head is there: no body is ever waited for, since by the time it has come another handler may have
 * taken over. A file is read and checked anew for each answer: it lies in the page cache, and a
 * start is over in seconds. */
#include "jarak/http/early/doorman.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include "daemon/http/public/send.h"
#include "jarak/base/heap.h"
#include "jarak/feed/public/page.h"
#include "jarak/http/server/reply.h"
#include "jarak/http/server/router.h"
#include "jarak/http/texts/texts.h"

#define UNPACKED_MAX (64U << 20) /* octets: a feed of 140,000 activities */
#define WAIT_MOST    5           /* seconds that anybody is told to wait: by then more is known */

struct jk_doorman {
    struct jk_doorman_options options;
    struct jk_http_router router;
};

bool jk_door_feed_name(struct jk_span region, char out[JK_DOOR_NAME_MAX])
{
    int len = snprintf(out, JK_DOOR_NAME_MAX, "%.*s.ics.gz", (int)region.len, region.at);

    return len > 0 && len < JK_DOOR_NAME_MAX;
}

bool jk_door_page_name(struct jk_span region, enum jk_lang lang, char out[JK_DOOR_NAME_MAX])
{
    int len = snprintf(out, JK_DOOR_NAME_MAX, "%.*s.%s.html", (int)region.len, region.at,
                       lang == JK_LANG_ID ? "id" : "en");

    return len > 0 && len < JK_DOOR_NAME_MAX;
}

/* Says how far it is, and when to come again. @return percent */
static unsigned note_wait(const struct jk_doorman *d, struct jk_http_call *call)
{
    unsigned percent = 0, wait_s = 1;

    d->options.progress(d->options.ctx, &percent, &wait_s);
    call->later =
        jk_arena_fmt(&call->arena, "%u", wait_s < WAIT_MOST ? (wait_s ? wait_s : 1) : WAIT_MOST);
    return percent;
}

/* In words for who reads them, as a problem for programs. */
static void send_loading(const struct jk_doorman *d, struct jk_http_call *call)
{
    const struct jk_feed_filter filter = { .region = d->options.pack->region, .kind = -1 };
    const struct jk_page page = {
        .pack = d->options.pack, .filter = &filter, .base = "", .lang = http_public_lang(call)
    };
    struct jk_buf out = { 0 };
    struct jk_error err;
    char text[600];

    jk_fail(&err, JK_BUSY, JK_TEXT_LOADING, "", "%u", note_wait(d, call));
    jk_error_format(&err, page.lang, text, sizeof text);
    if (!http_public_is_of_programs(call) &&
        jk_http_prefers(call, "text/html", "application/problem+json") &&
        jk_public_fault_page(&out, &page, text) == JK_OK)
        http_public_send_fault(call, &err, jk_buf_view(&out));
    else
        jk_http_reply_problem(call, &err);
    jk_buf_clear(&out);
}

static void health_get(void *ctx, struct jk_http_call *call)
{
    (void)ctx;
    jk_http_reply_json(call, 200, json_pack("{s:s}", "status", "alive"), NULL, 0);
}

static void ready_get(void *ctx, struct jk_http_call *call)
{
    const struct jk_doorman *d = ctx;
    const unsigned percent = note_wait(d, call);

    jk_http_reply_json(call, 503,
                       json_pack("{s:s, s:s, s:[s], s:i}", "status", "not-ready", "pack",
                                 d->options.pack->id, "faults", "loading", "loaded_percent",
                                 (int)percent),
                       &(struct jk_http_header){ "Retry-After", call->later }, 1);
}

/* Puts the bytes of a file in the place of those it was packed into. */
static bool unpack(struct jk_door_file *file)
{
    z_stream z = { .next_in = (Bytef *)file->bytes.at, .avail_in = (uInt)file->bytes.len };
    struct jk_buf out = { 0 };
    char block[65536];
    int rc = inflateInit2(&z, 15 + 16); /* a head and an end of gzip */

    if (rc != Z_OK)
        return false;
    while (rc == Z_OK && jk_buf_ok(&out) && out.len <= file->unpacked) {
        z.next_out = (Bytef *)block;
        z.avail_out = sizeof block;
        rc = inflate(&z, Z_NO_FLUSH);
        jk_buf_add(&out, block, sizeof block - z.avail_out);
    }
    inflateEnd(&z);
    jk_buf_clear(&file->bytes);
    file->bytes = out;
    return rc == Z_STREAM_END && jk_buf_ok(&out) && out.len == file->unpacked;
}

/* True when the file was found, is whole, and is in the form that was asked for. */
static bool read_feed(const struct jk_doorman *d, struct jk_http_call *call, enum jk_feed_form form,
                      struct jk_door_file *file)
{
    char name[JK_DOOR_NAME_MAX];

    if (d->options.states_mark && d->options.states_mark(call))
        return false;
    return form != JK_FEED_JCAL && jk_door_feed_name(call->match.capture[0], name) &&
           d->options.read(d->options.ctx, name, file) == JK_OK &&
           (form == JK_FEED_GZIP || (file->unpacked <= UNPACKED_MAX && unpack(file)));
}

static void approved_get(void *ctx, struct jk_http_call *call)
{
    const struct jk_doorman *d = ctx;
    const enum jk_feed_form form = http_public_feed_form(call);
    struct jk_door_file file = { .modified_s = 0 };
    struct jk_feed feed = { .piece_count = 0 };
    bool found = read_feed(d, call, form, &file) && jk_feed_of_bytes(&file.bytes, &feed);

    if (found) {
        memcpy(feed.etag, file.etag, sizeof feed.etag);
        feed.modified_s = file.modified_s;
        http_public_send_feed(call, &feed, form);
    } else {
        send_loading(d, call);
    }
    jk_feed_clear(&feed);
    jk_buf_clear(&file.bytes);
}

static void send_kept_page(const struct jk_doorman *d, struct jk_http_call *call,
                           struct jk_span region, enum jk_lang lang)
{
    struct jk_door_file file = { .modified_s = 0 };
    char name[JK_DOOR_NAME_MAX];

    if (!(d->options.states_mark && d->options.states_mark(call)) &&
        jk_door_page_name(region, lang, name) &&
        d->options.read(d->options.ctx, name, &file) == JK_OK)
        http_public_send_page(call, jk_buf_view(&file.bytes));
    else
        send_loading(d, call);
    jk_buf_clear(&file.bytes);
}

static void front_get(void *ctx, struct jk_http_call *call)
{
    const struct jk_doorman *d = ctx;

    send_kept_page(d, call, jk_span_of(d->options.pack->region), JK_LANG_ID);
}

static void calendar_get(void *ctx, struct jk_http_call *call)
{
    send_kept_page(ctx, call, call->match.capture[0], JK_LANG_ID);
}

static void calendar_get_en(void *ctx, struct jk_http_call *call)
{
    send_kept_page(ctx, call, call->match.capture[0], JK_LANG_EN);
}

static void code_get(void *ctx, struct jk_http_call *call)
{
    const struct jk_doorman *d = ctx;
    const char *code = jk_arena_copy(&call->arena, call->match.capture[0]);
    const struct jk_region *region = code ? jk_pack_region(d->options.pack, code) : NULL;
    const struct jk_feed_filter filter = {
        .region = code, .kind = -1, .from_day = INT32_MIN, .to_day = INT32_MAX
    };
    struct jk_buf out = { 0 };

    if (region && d->options.public_url[0] && jk_public_has_calendar(d->options.pack, region) &&
        jk_feed_code(&out, d->options.public_url, &filter) == JK_OK)
        http_public_send_static(call, "image/svg+xml", jk_buf_view(&out));
    else
        send_loading(d, call);
    jk_buf_clear(&out);
}

static void asset_get(void *ctx, struct jk_http_call *call)
{
    const struct jk_doorman *d = ctx;

    http_public_send_asset(d->options.web_root, call);
}

static void kept_asset_get(void *ctx, struct jk_http_call *call)
{
    const struct jk_doorman *d = ctx;

    http_public_send_kept_asset(d->options.web_root, call);
}

static const struct jk_http_route routes[] = {
    { JK_HTTP_GET, "/", 0, 0, NULL, HTTP_PUBLIC_SHARED, front_get },
    { JK_HTTP_GET, "/kalender/{region}", 0, 0, NULL, HTTP_PUBLIC_SHARED, calendar_get },
    { JK_HTTP_GET, "/kalender/en/{region}", 0, 0, NULL, HTTP_PUBLIC_SHARED, calendar_get_en },
    { JK_HTTP_GET, "/feeds/{region}/approved.ics", 0, 0, NULL, NULL, approved_get },
    { JK_HTTP_GET, "/feeds/{region}/qr.svg", 0, 0, NULL, NULL, code_get },
    { JK_HTTP_GET, "/assets/{name}", 0, 0, NULL, NULL, asset_get },
    { JK_HTTP_GET, "/assets/{digest}/{name}", 0, 0, NULL, NULL, kept_asset_get },
    { JK_HTTP_GET, "/healthz", 0, 0, NULL, NULL, health_get },
    { JK_HTTP_GET, "/readyz", 0, 0, NULL, NULL, ready_get },
};

/* What is not in the table may well be in the one that comes: 503, and neither 404 nor 405. */
static size_t on_head(void *ctx, struct jk_http_call *call)
{
    struct jk_doorman *d = ctx;
    struct jk_error err;
    unsigned allowed;

    if (jk_http_route_find(&d->router, call, &call->match, &allowed) == JK_ROUTE_FOUND &&
        jk_http_query_check(call, call->match.route->params, &err) == JK_OK)
        call->match.route->handler(d, call);
    else
        send_loading(d, call);
    return 0;
}

/* Never: each call was answered when its head was there. */
static void on_call(void *ctx, struct jk_http_call *call)
{
    send_loading(ctx, call);
}

/* As of every answer where daemons share a journal; which entry it is of he cannot tell. */
static void add_age(void *ctx, const struct jk_http_call *call, struct jk_buf *head)
{
    const struct jk_doorman *d = ctx;

    (void)call;
    jk_buf_fmt(head, "Jarak-Age: %" PRId64 "\r\n", d->options.age_ms(d->options.ctx) / 1000);
}

struct jk_doorman *jk_doorman_new(const struct jk_doorman_options *options)
{
    struct jk_doorman *d = jk_heap_zeroed(1, sizeof *d);

    if (!d)
        return NULL;
    d->options = *options;
    d->router =
        (struct jk_http_router){ .routes = routes, .count = sizeof routes / sizeof *routes };
    return d;
}

void jk_doorman_free(struct jk_doorman *doorman)
{
    free(doorman);
}

struct jk_http_handler jk_doorman_handler(struct jk_doorman *doorman)
{
    return (struct jk_http_handler){ .on_head = on_head,
                                     .on_call = on_call,
                                     .fields = doorman->options.age_ms ? add_age : NULL,
                                     .ctx = doorman };
}
