/* The figures of a season, as page, table and drawing: always asked of the past, whose store knows
 * what each conflict once was. */
#include "daemon/http/oversight/oversight.h"

#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/desk/desk.h"
#include "daemon/http/desk/reader.h"
#include "jarak/app/desk/statistics.h"
#include "jarak/app/past.h"

/* Gathered; false: it is answered, or will be. */
static bool gather(struct jk_api *api, struct jk_http_call *call, struct jk_statistics *out,
                   struct jk_error *err, enum jk_status *rc)
{
    struct jk_app *app = api->options.app;
    struct jk_stat_ask ask = { .from_day = INT32_MIN, .to_day = INT32_MAX };
    struct jk_span empty;

    *rc = api_read_region(api, call, &ask.region, err);
    if (*rc == JK_OK && !(jk_http_param(call, "date", &empty) && jk_http_trim(empty).len == 0))
        *rc = api_read_days(call, &ask.from_day, &ask.to_day, err);
    if (*rc == JK_OK && !api->past.entry) {
        if (api_settle(api, call))
            api_work_past(api, call, jk_app_last_entry(app),
                          jk_app_past_units(app, jk_app_last_entry(app)), NULL);
        return false;
    }
    ask.actor = api_actor(api, call);
    if (*rc == JK_OK && !jk_region_covers(ask.actor->region, ask.region))
        ask.region = ask.actor->region;
    if (*rc == JK_OK)
        *rc = jk_app_statistics(app, &call->arena, &ask, out, err);
    return true;
}

static void send(struct jk_api *api, struct jk_http_call *call, bool drawing)
{
    const struct jk_http_header name = { "Content-Disposition",
                                         drawing ? "attachment; filename=\"statistik.svg\""
                                                 : "attachment; filename=\"statistik.csv\"" };
    struct jk_statistics s;
    struct jk_buf out = { 0 };
    struct jk_error err;
    enum jk_status rc;

    if (!gather(api, call, &s, &err, &rc))
        return;
    if (rc == JK_OK)
        rc = drawing ? jk_statistics_svg(&out, &s, jk_http_lang(call), true)
                     : jk_statistics_csv(&out, &s);
    if (rc == JK_OK) {
        api_reply_text(call, drawing ? "image/svg+xml" : "text/csv; charset=utf-8", &name, &out);
        return;
    }
    if (rc == JK_MEMORY)
        jk_no_memory(&err);
    jk_buf_clear(&out);
    api_refuse(api, call, &err, NULL);
}

void oversight_statistics_csv(void *ctx, struct jk_http_call *call)
{
    send(ctx, call, false);
}

void oversight_statistics_svg(void *ctx, struct jk_http_call *call)
{
    send(ctx, call, true);
}

void oversight_statistics_page(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_desk_reader reader = desk_reader(api, call);
    struct jk_span typed = { "", 0 };
    struct jk_statistics s;
    struct jk_buf out = { 0 };
    struct jk_error err;
    enum jk_status rc;

    if (!gather(api, call, &s, &err, &rc))
        return;
    jk_http_param(call, "date", &typed);
    if (rc == JK_OK)
        desk_send(call, 200,
                  jk_statistics_page(&out, &reader, &s,
                                     jk_arena_copy(&call->arena, jk_http_trim(typed))),
                  &out);
    else
        desk_refuse(api, call, &err);
}
