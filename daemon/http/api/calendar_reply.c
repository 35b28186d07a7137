/* Calendars that are written when they are asked for: as iCalendar, or as jCal. */
#include <stdio.h>
#include "jarak/feed/public/approved.h"
#include "daemon/http/api/answer.h"
#include "jarak/http/server/call.h"
#include "jarak/feed/public/jcal.h"

/* Does Accept prefer jCal? Calendars are iCalendar otherwise. */
static bool wants_jcal(const struct jk_http_call *call)
{
    return jk_http_prefers(call, JK_JCAL_TYPE, "text/calendar");
}

static void reply(struct jk_http_call *call, bool as_jcal, const char *etag, struct jk_span body)
{
    struct jk_http_header headers[] = { { "ETag", etag },
                                        { "Cache-Control", "private, max-age=300" },
                                        { "Vary", "Accept" } };

    if (jk_http_refuse_mismatch(call, etag))
        return;
    if (jk_http_not_modified(call, etag))
        jk_http_reply_empty(call, 304, headers, 3);
    else
        jk_http_reply(call,
                      &(struct jk_http_reply){
                          .code = 200,
                          .content_type = as_jcal ? JK_JCAL_TYPE : "text/calendar; charset=utf-8",
                          .headers = headers,
                          .header_count = 3,
                          .body = body });
}

void api_reply_calendar(struct jk_http_call *call, struct jk_buf *text)
{
    bool as_jcal = wants_jcal(call);
    struct jk_buf json = { 0 };
    struct jk_error err;
    char etag[40], of_json[48];
    enum jk_status rc = jk_buf_ok(text) ? JK_OK : JK_MEMORY;

    if (rc == JK_OK && as_jcal)
        rc = jk_jcal_write(&json, jk_buf_view(text));
    if (rc == JK_OK) {
        jk_etag_of(jk_buf_view(text), etag);
        snprintf(of_json, sizeof of_json, "%.33s-jcal\"", etag);
        reply(call, as_jcal, as_jcal ? of_json : etag, jk_buf_view(as_jcal ? &json : text));
    } else {
        jk_no_memory(&err);
        jk_http_reply_problem(call, &err);
    }
    jk_buf_clear(&json);
    jk_buf_clear(text);
}
