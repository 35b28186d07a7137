/* The public pages: calendar and activity, their .ics and QR code.
 *
 * Answers are held back until an open group is committed: the public sees what is durable. The
 * Content-Security-Policy allows nothing but our style sheet and images, for the pages need no
 * script. */
#include "jarak/app/public/feed.h"
#include "jarak/model/texts.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/login/login.h"
#include "daemon/http/public/public.h"
#include "daemon/http/public/send.h"
#include "jarak/app/desk/desk.h"
#include "jarak/app/handle/work.h"
#include "jarak/app/registry/registry.h"
#include "jarak/feed/public/page.h"
#include "jarak/feed/texts/texts.h"

#include <string.h>

void http_public_refuse(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err,
                        enum jk_lang lang)
{
    const struct jk_pack *pack = jk_app_pack(api->options.app);
    const struct jk_feed_filter filter = { .region = pack->region, .kind = -1 };
    const struct jk_page page = { .pack = pack,
                                  .filter = &filter,
                                  .base = "",
                                  .lang = lang,
                                  .of_s = api->of_s,
                                  .of_dated = api->of_dated };
    struct jk_buf out = { 0 };
    char text[600];

    jk_error_format(err, lang, text, sizeof text);
    if (jk_http_prefers(call, "text/html", "application/problem+json") &&
        jk_public_fault_page(&out, &page, text) == JK_OK)
        http_public_send_fault(call, err, jk_buf_view(&out));
    else
        jk_http_reply_problem(call, err);
    jk_buf_clear(&out);
}

/* The public reaches us at the address the operator gave, else at the one the client used. */
static const char *base_of(const struct jk_api *api, struct jk_http_call *call)
{
    struct jk_span host = { "", 0 };

    if (api->options.public_url[0])
        return api->options.public_url;
    jk_http_field(call, "Host", &host);
    return jk_arena_fmt(&call->arena, "%s://%.*s", login_is_secure(call) ? "https" : "http",
                        (int)host.len, host.at);
}

/* Answer with what was written, or with why not. */
static void finish(struct jk_api *api, struct jk_http_call *call, enum jk_status rc,
                   const struct jk_buf *page, enum jk_lang lang)
{
    struct jk_error err;

    if (rc == JK_OK) {
        http_public_send_page(call, jk_buf_view(page));
        return;
    }
    if (rc == JK_NONE)
        jk_fail(&err, JK_NONE, JK_TEXT_NOT_THERE, "id", "%.*s", (int)call->match.capture[1].len,
                call->match.capture[1].at);
    else
        jk_no_memory(&err);
    http_public_refuse(api, call, &err, lang);
}

static struct jk_page_request page_of(const struct jk_api *api, struct jk_http_call *call,
                                      const struct jk_feed_filter *filter, enum jk_lang lang)
{
    return (struct jk_page_request){ .filter = filter,
                                     .base = base_of(api, call),
                                     .now_s = api_now(api),
                                     .lang = lang,
                                     .fixed = api->options.fixed_pages,
                                     .of_s = api->of_s,
                                     .of_dated = api->of_dated };
}

static void send_calendar(struct jk_api *api, struct jk_http_call *call,
                          const struct jk_feed_filter *filter, enum jk_lang lang)
{
    struct jk_page_request request = page_of(api, call, filter, lang);
    struct jk_buf page = { 0 };

    /* All of the region is looked at, and a part of it is written. */
    if (!api_work(api, call, api_looked_at(api, filter->region)))
        return;
    finish(api, call, request.base ? jk_app_page(api->options.app, &request, &page) : JK_MEMORY,
           &page, lang);
    jk_buf_clear(&page);
}

void http_public_front_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_feed_filter filter = { .region = jk_app_pack(api->options.app)->region,
                                     .kind = -1,
                                     .from_day = INT32_MIN,
                                     .to_day = INT32_MAX };

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return; /* the public sees what is durable */
    send_calendar(api, call, &filter, JK_LANG_ID);
}

static void answer_calendar(struct jk_api *api, struct jk_http_call *call, enum jk_lang lang)
{
    struct jk_feed_filter filter;
    struct jk_error err;

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return;
    if (api_public_region(api, call, &filter, &err) != JK_OK ||
        api_read_filter(api, call, &filter, &err) != JK_OK)
        http_public_refuse(api, call, &err, lang);
    else
        send_calendar(api, call, &filter, lang);
}

void http_public_calendar_get(void *ctx, struct jk_http_call *call)
{
    answer_calendar(ctx, call, JK_LANG_ID);
}

void http_public_calendar_get_en(void *ctx, struct jk_http_call *call)
{
    answer_calendar(ctx, call, JK_LANG_EN);
}

static void answer_activity(struct jk_api *api, struct jk_http_call *call, enum jk_lang lang)
{
    struct jk_feed_filter filter;
    struct jk_buf page = { 0 };
    struct jk_error err;
    enum jk_status rc;

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return;
    rc = api_public_region(api, call, &filter, &err);
    if (rc == JK_OK) {
        struct jk_page_request request = page_of(api, call, &filter, lang);

        rc = request.base
                 ? jk_app_activity_page(api->options.app, &request, call->match.capture[1], &page)
                 : JK_MEMORY;
        finish(api, call, rc, &page, lang);
    } else {
        http_public_refuse(api, call, &err, lang);
    }
    jk_buf_clear(&page);
}

void http_public_activity_get(void *ctx, struct jk_http_call *call)
{
    answer_activity(ctx, call, JK_LANG_ID);
}

void http_public_activity_get_en(void *ctx, struct jk_http_call *call)
{
    answer_activity(ctx, call, JK_LANG_EN);
}

void http_public_activity_ics(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_feed_filter filter;
    struct jk_feed_request request = { &filter, "", api_now(api), http_public_feed_form(call) };
    struct jk_feed feed = { .modified_s = 0 };
    struct jk_error err;
    enum jk_status rc;

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return;
    rc = api_public_region(api, call, &filter, &err);
    if (rc != JK_OK) {
        jk_http_reply_problem(call, &err);
        return;
    }
    rc = jk_app_activity_feed(api->options.app, &request, call->match.capture[1], &feed);
    if (rc == JK_OK)
        http_public_send_feed(call, &feed, request.form);
    else
        finish(api, call, rc, NULL, JK_LANG_ID);
    jk_feed_clear(&feed);
}

void http_public_feed_code(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const char *base = base_of(api, call);
    struct jk_feed_filter filter;
    struct jk_buf code = { 0 };
    struct jk_error err;
    enum jk_status rc = api_public_region(api, call, &filter, &err);

    if (rc == JK_OK && (!base || jk_feed_code(&code, base, &filter) != JK_OK))
        rc = jk_no_memory(&err);
    if (rc == JK_OK)
        http_public_send_static(call, "image/svg+xml", jk_buf_view(&code));
    else
        jk_http_reply_problem(call, &err);
    jk_buf_clear(&code);
}

/* Whoever holds the letter learns that it is on record; who does not cannot guess its hash. */
static enum jk_status write_letter(struct jk_api *api, struct jk_http_call *call, enum jk_lang lang,
                                   struct jk_buf *page, struct jk_error *err)
{
    const struct jk_pack *pack = jk_app_pack(api->options.app);
    struct jk_public_letter letter = { .hash =
                                           jk_arena_copy(&call->arena, call->match.capture[0]) };
    struct jk_feed_filter filter = { .region = pack->region, .kind = -1 };
    const struct jk_page of = { .pack = pack, .filter = &filter, .base = "", .lang = lang };
    struct jk_answer answer;
    enum jk_status rc =
        letter.hash ? jk_app_certified(api->options.app, &call->arena, call->match.capture[0],
                                       &answer, &letter.in_force, err)
                    : jk_no_memory(err);

    if (rc == JK_NONE)
        return jk_fail(err, JK_NONE, JK_TEXT_PAGE_LETTER_NONE, "", "%s", "");
    if (rc != JK_OK)
        return rc;
    filter.region = answer.region->code;
    letter.day = jk_local_day(answer.time_s, answer.tz->offset_s);
    letter.other_href = jk_arena_fmt(&call->arena, "/surat/%s%s", letter.hash,
                                     lang == JK_LANG_ID ? "?lang=en" : "");
    return letter.other_href && jk_public_letter_page(page, &of, &letter) == JK_OK
               ? JK_OK
               : jk_no_memory(err);
}

void http_public_letter_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_span lang = { NULL, 0 };
    struct jk_buf page = { 0 };
    struct jk_error err;
    enum jk_lang in;

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return;
    jk_http_param(call, "lang", &lang);
    in = jk_span_eq(lang, JK_SPAN("en")) ? JK_LANG_EN : JK_LANG_ID;
    if (write_letter(api, call, in, &page, &err) == JK_OK)
        http_public_send_page(call, jk_buf_view(&page));
    else
        http_public_refuse(api, call, &err, in);
    jk_buf_clear(&page);
}
