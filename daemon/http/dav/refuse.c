/* Refusals and answers of the CalDAV door: DAV errors with a precondition element.
 *
 * Phones drop an edit that is answered with 409, so wherever trying the same again would not help
 * the code is 403 with a precondition. The sentence for people, the property and the line stand
 * beside it in elements of our own. */
#include <string.h>
#include "daemon/http/dav/dav.h"
#include "daemon/http/api/long_work.h"
#include "jarak/http/texts/texts.h"
#include "jarak/model/texts.h"
#include "jarak/http/server/call.h"
#include "jarak/http/server/reply.h"
#include "jarak/base/decimal.h"
#include "jarak/feed/calendar/xml.h"
#include "jarak/http/server/status_map.h"

#define NAMESPACES                                                \
    " xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\"" \
    " xmlns:CS=\"http://calendarserver.org/ns/\" xmlns:J=\"urn:jarakd:dav\""
#define PROLOGUE "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"

/* The sentence for people, and where in the body it is wrong. */
static void add_detail(struct jk_buf *out, const struct jk_http_call *call,
                       const struct jk_error *err)
{
    char detail[1024];

    jk_error_format(err, jk_http_lang(call), detail, sizeof detail);
    jk_xml_element(out, "J:detail", detail);
    if (err->field[0])
        jk_xml_element(out, "J:field", err->field);
    if (err->line)
        jk_buf_fmt(out, "<J:line>%u</J:line>", err->line);
}

void dav_refuse(struct jk_http_call *call, int code, const char *precondition,
                const struct jk_error *err, const char *href)
{
    struct jk_buf out = { 0 };
    struct jk_http_header none = { "Cache-Control", "no-store" };

    jk_buf_fmt(&out, PROLOGUE "<D:error" NAMESPACES ">");
    if (href) {
        jk_buf_fmt(&out, "<%s><D:href>", precondition);
        jk_xml_text(&out, href);
        jk_buf_fmt(&out, "</D:href></%s>", precondition);
    } else {
        jk_buf_fmt(&out, "<%s/>", precondition);
    }
    if (err)
        add_detail(&out, call, err);
    jk_buf_str(&out, "</D:error>\n");
    jk_http_reply(call, &(struct jk_http_reply){ .code = jk_buf_ok(&out) ? code : 503,
                                                 .content_type = DAV_TYPE,
                                                 .headers = &none,
                                                 .header_count = 1,
                                                 .body = jk_buf_view(&out) });
    jk_buf_clear(&out);
}

/* WIRE 2, the right column. Phones drop an edit that is answered 409: so 403 wherever trying the
 * same again would not help. */
static const struct {
    enum jk_status status;
    int code;
    const char *precondition;
} rows[] = {
    { JK_UNDECODED, 403, "C:valid-calendar-data" },
    { JK_INVALID, 403, "C:valid-calendar-object-resource" },
    { JK_RANGE, 403, "C:valid-calendar-object-resource" },
    { JK_TYPE, 403, "C:supported-calendar-data" },
    { JK_TOO_BIG, 403, "C:max-resource-size" },
    { JK_TOO_MANY, 403, "C:max-instances" },
    { JK_DENIED, 403, "D:need-privileges" },
    { JK_STATE, 403, "J:chain-final" },
    { JK_EXISTS, 409, "J:sequence-too-low" },
    { JK_STALE, 412, "J:changed-meanwhile" },
};

void dav_refuse_error(struct dav_ask *ask, const struct jk_error *err)
{
    jk_buf_clear(&ask->out);
    if (api_put_off(ask->api, ask->call, err))
        return;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].status == err->status) {
            dav_refuse(ask->call, rows[i].code, rows[i].precondition, err, NULL);
            return;
        }
    }
    jk_http_reply_problem(ask->call, err);
}

void dav_refuse_right(struct jk_http_call *call, const struct jk_error *err)
{
    dav_refuse(call, 403, "D:need-privileges", err, NULL);
}

bool dav_is_too_big(struct jk_http_call *call)
{
    struct jk_error err;
    struct jk_span length;
    uint64_t bytes;

    if ((call->method != JK_HTTP_PUT && call->method != JK_HTTP_POST) ||
        !jk_http_field(call, "Content-Length", &length) ||
        (jk_uint_parse(length, UINT32_MAX, &bytes) && bytes <= DAV_BODY_MAX))
        return false;
    jk_fail(&err, JK_TOO_BIG, JK_TEXT_DAV_TOO_BIG, "Content-Length", "%.*s", (int)length.len,
            length.at);
    dav_refuse(call, 403, "C:max-resource-size", &err, NULL);
    return true;
}

void dav_not_there(struct dav_ask *ask)
{
    struct jk_error err;

    jk_buf_clear(&ask->out);
    jk_fail(&err, JK_NONE, JK_TEXT_NOT_THERE, "", "%s", "");
    jk_http_reply_problem(ask->call, &err);
}

void dav_no_memory(struct dav_ask *ask)
{
    struct jk_error err;

    jk_buf_clear(&ask->out);
    jk_no_memory(&err);
    jk_http_reply_problem(ask->call, &err);
}

void dav_open(struct dav_ask *ask)
{
    jk_buf_str(&ask->out, PROLOGUE "<D:multistatus" NAMESPACES ">\n");
}

void dav_send(struct dav_ask *ask)
{
    struct jk_http_header headers[] = { { "DAV", DAV_CLASSES }, { "Cache-Control", "no-store" } };

    jk_buf_str(&ask->out, "</D:multistatus>\n");
    if (!jk_buf_ok(&ask->out)) {
        dav_no_memory(ask);
        return;
    }
    jk_http_reply(ask->call, &(struct jk_http_reply){ .code = 207,
                                                      .content_type = DAV_TYPE,
                                                      .headers = headers,
                                                      .header_count = 2,
                                                      .body = jk_buf_view(&ask->out) });
    jk_buf_clear(&ask->out);
}
