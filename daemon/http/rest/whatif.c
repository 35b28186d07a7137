/* POST /whatif: another policy over what is stored, within the caller's region. */
#include "jarak/app/conflicts/whatif.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/rest/rest.h"

void rest_whatif_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_whatif_ask ask = { api_actor(api, call), api_now(api), call->body, { "", "" } };
    struct jk_whatif_view view;
    struct jk_error err;

    if (!api_settle(api, call)) /* compared on what is durable */
        return;
    if (api_read_whose(api, call, &ask.of, &err) != JK_OK ||
        jk_app_whatif(api->options.app, &call->arena, &ask, &view, &err) != JK_OK)
        api_refuse(api, call, &err, NULL);
    else
        api_send(api, call, 200,
                 jk_whatif_json(&view, jk_app_pack(api->options.app), jk_http_lang(call)), NULL);
}
