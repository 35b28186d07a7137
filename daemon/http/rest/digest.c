/* GET /digest: what stands open for the caller's region, as the morning summary tells it. */
#include "jarak/app/alerts/digest.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/rest/rest.h"

void rest_digest_get(void *ctx, struct jk_http_call *call)
{
    static const char *const names[] = { NULL };
    struct jk_api *api = ctx;
    struct jk_digest summary;
    struct jk_error err;
    json_t *json = NULL;
    enum jk_status rc = jk_http_query_check(call, names, &err);

    if (rc == JK_OK) {
        rc = jk_app_digest(api->options.app, &call->arena, api_actor(api, call), api_now(api),
                           &summary);
        json = rc == JK_OK ? jk_digest_json(&summary) : NULL;
        if (!json)
            jk_no_memory(&err);
    }
    if (json)
        api_send(api, call, 200, json, NULL);
    else
        api_refuse(api, call, &err, NULL);
}
