/* GET /digest: what stands open for the caller's region, as the morning summary tells it. */
#include "jarak/app/alerts/digest.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/rest/rest.h"

void rest_digest_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_digest summary;
    struct jk_error err;
    json_t *json = NULL;

    if (jk_app_digest(api->options.app, &call->arena, api_actor(api, call), api_now(api),
                      &summary) == JK_OK)
        json = jk_digest_json(&summary);
    if (json) {
        api_send(api, call, 200, json, NULL);
    } else {
        jk_no_memory(&err);
        api_refuse(api, call, &err, NULL);
    }
}
