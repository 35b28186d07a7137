/* POST /routes: a recorded way as a line for a notice; nothing is stored. */
#include "jarak/base/decimal.h"
#include "jarak/feed/texts/texts.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "jarak/app/handle/work.h"
#include "daemon/http/rest/rest.h"
#include "jarak/interchange/route.h"

/* The query names the greatest error, and the line where a file has several. */
static bool read_query(struct jk_http_call *call, double *within_m, uint64_t *which,
                       struct jk_error *err)
{
    struct jk_span text;

    *within_m = JK_ROUTE_ERROR_MAX;
    *which = 0;
    if (jk_http_param(call, "line", &text) &&
        (!jk_uint_parse(text, JK_TRACK_LINES_MAX, which) || *which == 0)) {
        jk_fail(err, JK_INVALID, JK_TEXT_INTEGER, "line", "%.*s", (int)text.len, text.at);
        return false;
    }
    return !jk_http_param(call, "error_m", &text) ||
           jk_route_error_read(text, within_m, err) == JK_OK;
}

/* Nothing is stored, and nothing that is stored is looked at. */
void rest_routes_post(void *ctx, struct jk_http_call *call)
{
    struct jk_buf text = { 0 };
    struct jk_route_line route;
    struct jk_track track;
    struct jk_error err;
    double within_m;
    uint64_t which;

    if (!api_work(ctx, call, call->body.len / JK_WORK_OCTETS))
        return;
    if (read_query(call, &within_m, &which, &err) &&
        jk_track_read(&call->arena, call->body, which, &track, &err) == JK_OK &&
        jk_route_make(&call->arena, &track, within_m, &route, &err) == JK_OK) {
        jk_route_json_add(&text, &route);
        api_reply_text(call, "application/json",
                       &(struct jk_http_header){ "Cache-Control", "no-store" }, &text);
    } else {
        api_refuse(ctx, call, &err, NULL);
    }
}
