/* GET /places, /regions, /contests, /zones, /policy, /policies: the pack's data for forms and maps.
 */
#include "jarak/feed/json/pack.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/rest/rest.h"

void rest_places_list(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_span value = { "", 0 };
    const char *what;

    jk_http_param(call, "q", &value);
    what = jk_arena_copy(&call->arena, value);
    api_send(api, call, 200, what ? jk_places_json(jk_app_pack(api->options.app), what) : NULL,
             NULL);
}

void rest_regions_list(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;

    api_send(api, call, 200, jk_regions_json(jk_app_pack(api->options.app)), NULL);
}

void rest_contests_list(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;

    api_send(api, call, 200, jk_contests_json(jk_app_pack(api->options.app), jk_http_lang(call)),
             NULL);
}

void rest_zones_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;

    struct jk_calendar_of of;
    struct jk_error err;

    if (api_read_whose(api, call, &of, &err) != JK_OK)
        api_refuse(api, call, &err, NULL);
    else
        api_send(api, call, 200, jk_zones_json(jk_app_pack(api->options.app)),
                 rest_edition_etag(api, call, JK_EDITION_ZONES, &of));
}

void rest_policy_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_calendar_of of;
    struct jk_error err;

    if (api_read_whose(api, call, &of, &err) != JK_OK)
        api_refuse(api, call, &err, NULL);
    else
        api_send(api, call, 200,
                 jk_policy_json(jk_policy_for(jk_app_pack(api->options.app), &of), true),
                 rest_edition_etag(api, call, JK_EDITION_POLICY, &of));
}

void rest_policies_list(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;

    api_send(api, call, 200, jk_policies_json(jk_app_pack(api->options.app), jk_http_lang(call)),
             NULL);
}
