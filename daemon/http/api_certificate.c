#include "daemon/http/api.h"

void notice_certificate(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct jk_entry *entry;
    json_t *certificate = NULL;
    struct jk_error err;
    enum jk_status rc;

    if (!api_settle(api, call)) /* it names the journal's end: nothing may be open */
        return;
    entry = api_find_entry(api, call);
    if (!entry)
        return;
    rc = jk_app_certificate(api->options.app, &call->arena, entry->uid, api_now(api), &certificate);
    if (rc == JK_OK) {
        api_send(api, call, 200, certificate, NULL);
        return;
    }
    jk_fail(&err, rc, rc == JK_NONE ? JK_TEXT_NOT_THERE : JK_TEXT_NO_MEMORY, "uid", "%s",
            entry->uid);
    api_refuse(api, call, &err, NULL);
}
