/* The certificate of a verdict: as it stands now, or the one kept at the approval, byte for byte.
 */
#include "jarak/app/decisions/certificate.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/rest/rest.h"

/* Sends the certificate kept at the approval, byte for byte, so that its hash can be checked. */
static void send_kept(struct jk_api *api, struct jk_http_call *call, const char *uid)
{
    struct jk_buf document = { 0 };
    struct jk_error err;

    if (jk_app_kept_certificate(api->options.app, uid, &document, &err) == JK_OK)
        jk_http_reply(call, &(struct jk_http_reply){ .code = 200,
                                                     .content_type = "application/json",
                                                     .body = jk_buf_view(&document) });
    else
        jk_http_reply_problem(call, &err);
    jk_buf_clear(&document);
}

/* ?of=approval: the kept one; else of the verdict as it stands. */
void rest_notice_certificate(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct jk_entry *entry;
    struct jk_span of;
    json_t *certificate = NULL;
    struct jk_error err;
    enum jk_status rc;

    if (!api_settle(api, call)) /* it names the journal's end: nothing may be open */
        return;
    entry = api_find_entry(api, call);
    if (!entry)
        return;
    if (jk_http_param(call, "of", &of)) {
        if (jk_span_eq(of, JK_SPAN("approval"))) {
            send_kept(api, call, entry->uid);
            return;
        }
        jk_fail(&err, JK_UNDECODED, JK_TEXT_PACK_WORD, "of", "%.*s", (int)of.len, of.at);
        jk_http_reply_problem(call, &err);
        return;
    }
    rc = jk_app_certificate(api->options.app, &call->arena, entry->uid, api_now(api), &certificate);
    if (rc == JK_OK) {
        api_send(api, call, 200, certificate, NULL);
        return;
    }
    jk_fail(&err, rc, rc == JK_NONE ? JK_TEXT_NOT_THERE : JK_TEXT_NO_MEMORY, "uid", "%s",
            entry->uid);
    api_refuse(api, call, &err, NULL);
}
