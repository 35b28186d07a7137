/* GET /places, /regions, /contests, /zones, /policy: the pack's data for forms and maps. */
#include "jarak/feed/json/pack.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/rest/rest.h"

static const char *const no_params[] = { NULL };

/* Answers with a document of the pack, once the query holds. */
static void answer(struct jk_api *api, struct jk_http_call *call, const char *const params[],
                   json_t *(*make)(struct jk_api *api, struct jk_http_call *call))
{
    struct jk_error err;

    if (jk_http_query_check(call, params, &err) != JK_OK)
        api_refuse(api, call, &err, NULL);
    else
        api_send(api, call, 200, make(api, call), NULL);
}

static json_t *make_places(struct jk_api *api, struct jk_http_call *call)
{
    struct jk_span value = { "", 0 };
    const char *what;

    jk_http_param(call, "q", &value);
    what = jk_arena_copy(&call->arena, value);
    return what ? jk_places_json(jk_app_pack(api->options.app), what) : NULL;
}

static json_t *make_regions(struct jk_api *api, struct jk_http_call *call)
{
    (void)call;
    return jk_regions_json(jk_app_pack(api->options.app));
}

static json_t *make_contests(struct jk_api *api, struct jk_http_call *call)
{
    return jk_contests_json(jk_app_pack(api->options.app), jk_http_lang(call));
}

static json_t *make_zones(struct jk_api *api, struct jk_http_call *call)
{
    (void)call;
    return jk_zones_json(jk_app_pack(api->options.app));
}

static json_t *make_policy(struct jk_api *api, struct jk_http_call *call)
{
    (void)call;
    return jk_policy_json(jk_app_pack(api->options.app), true);
}

void rest_places_list(void *ctx, struct jk_http_call *call)
{
    static const char *const params[] = { "q", NULL };

    answer(ctx, call, params, make_places);
}

void rest_regions_list(void *ctx, struct jk_http_call *call)
{
    answer(ctx, call, no_params, make_regions);
}

void rest_contests_list(void *ctx, struct jk_http_call *call)
{
    answer(ctx, call, no_params, make_contests);
}

void rest_zones_get(void *ctx, struct jk_http_call *call)
{
    answer(ctx, call, no_params, make_zones);
}

void rest_policy_get(void *ctx, struct jk_http_call *call)
{
    answer(ctx, call, no_params, make_policy);
}
