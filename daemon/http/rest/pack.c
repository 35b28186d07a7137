/* GET /places, /regions, /contests, /zones, /policy, /policies: the pack's data for forms and maps.
 */
#include "jarak/feed/json/pack.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/rest/rest.h"
#include "jarak/app/handle/work.h"

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

/* A corner is two numbers. */
static uint64_t weigh_zones(const struct jk_risk_zones *zones)
{
    uint64_t units = JK_WORK_READ;

    for (size_t i = 0; i < zones->count; i++)
        units += JK_WORK_MEMBER + zones->at[i].outline.node_count;
    return units;
}

void rest_zones_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;

    const struct jk_pack *pack = jk_app_pack(api->options.app);
    struct jk_calendar_of of;
    struct jk_error err;
    struct jk_span named;

    if (api_read_whose(api, call, &of, &err) != JK_OK)
        api_refuse(api, call, &err, NULL);
    else if (api_work(api, call, weigh_zones(&pack->zones)))
        api_send(api, call, 200,
                 jk_zones_json(pack, jk_http_param(call, "region", &named) ? of.region : ""),
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
