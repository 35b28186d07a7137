/* One alert as CAP, and the inbox as Atom; the tag of the feed is the newest alert's number. */
#include "jarak/app/alerts/inbox.h"
#include "jarak/model/texts.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/rest/rest.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/feed/alert/cap.h"

#define ATOM_ENTRIES 100 /* newest alerts of an inbox; the whole of it is /alerts?after= */

bool rest_read_alert_id(struct jk_http_call *call, const char **conflict, uint32_t *revision)
{
    struct jk_span rest = call->match.capture[0], id;
    uint64_t number;

    if (!jk_span_cut(&rest, '-', &id) || id.len != JK_CONFLICT_HEX ||
        !jk_uint_parse(rest, UINT32_MAX, &number) || number == 0)
        return false;
    *conflict = jk_arena_copy(&call->arena, id);
    *revision = (uint32_t)number;
    return *conflict != NULL;
}

static void send_document(struct jk_http_call *call, const char *type, const char *etag,
                          const struct jk_buf *body)
{
    struct jk_http_header headers[] = { { "ETag", etag },
                                        { "Cache-Control", "private, no-cache" } };

    jk_http_reply(call, &(struct jk_http_reply){ .code = 200,
                                                 .content_type = type,
                                                 .headers = headers,
                                                 .header_count = 2,
                                                 .body = jk_buf_view(body) });
}

static enum jk_status write_cap(struct jk_api *api, struct jk_http_call *call, struct jk_buf *out,
                                struct jk_error *err)
{
    struct jk_alert_of which = { .account = api_actor(api, call)->name };
    struct jk_alert_list alerts;
    enum jk_status rc;

    if (!rest_read_alert_id(call, &which.conflict, &which.revision))
        return jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "alert", "%.*s",
                       (int)call->match.capture[0].len, call->match.capture[0].at);
    rc = jk_app_alerts_of(api->options.app, &call->arena, &which, &alerts, err);
    if (rc != JK_OK)
        return rc;
    if (alerts.at[alerts.count - 1].event == JK_EVENT_ACT) /* a warning has an area; this is none */
        return jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "alert", "%s", which.conflict);
    rc = jk_cap_write(out, jk_app_pack(api->options.app), alerts.at, alerts.count);
    return rc == JK_OK ? JK_OK : jk_fail(err, rc, JK_TEXT_FILE_READ, "alert", "%s", which.conflict);
}

void rest_alert_cap(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_buf out = { 0 };
    struct jk_error err;

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return; /* what is told is durable */
    if (write_cap(api, call, &out, &err) != JK_OK)
        jk_http_reply_problem(call, &err);
    else
        send_document(call, "application/cap+xml", NULL, &out);
    jk_buf_clear(&out);
}

static enum jk_status write_atom(struct jk_api *api, struct jk_http_call *call, struct jk_buf *out,
                                 struct jk_error *err)
{
    const struct jk_account *actor = api_actor(api, call);
    struct jk_alert_list alerts;
    enum jk_status rc =
        jk_app_newest_alerts(api->options.app, &call->arena, actor, ATOM_ENTRIES, &alerts, err);

    if (rc != JK_OK)
        return rc;
    rc = jk_atom_write(out, jk_app_pack(api->options.app), actor->name, alerts.at, alerts.count);
    return rc == JK_OK ? JK_OK : jk_fail(err, rc, JK_TEXT_FILE_READ, "alerts", "%s", "");
}

void rest_alerts_atom(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_buf out = { 0 };
    struct jk_error err;
    char etag[40];

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return;
    snprintf(etag, sizeof etag, "\"inbox-%" PRIu64 "\"", api_actor(api, call)->last_alert);
    if (jk_http_refuse_mismatch(call, etag))
        return;
    if (jk_http_not_modified(call, etag)) {
        jk_http_reply_empty(call, 304, &(struct jk_http_header){ "ETag", etag }, 1);
    } else if (write_atom(api, call, &out, &err) != JK_OK) {
        jk_http_reply_problem(call, &err);
    } else {
        send_document(call, "application/atom+xml; charset=utf-8", etag, &out);
    }
    jk_buf_clear(&out);
}
