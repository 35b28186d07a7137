/* GET /stations in three forms; POST /stations/whatif: a list is checked and compared as it would
 * be stated, and nothing is stated. */
#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/api/stating.h"
#include "daemon/http/zones/zones.h"
#include "jarak/app/app.h"
#include "jarak/app/editions/editions.h"
#include "jarak/app/handle/work.h"
#include "jarak/app/texts/texts.h"
#include "jarak/feed/json/stations.h"
#include "jarak/feed/table/stations.h"
#include "jarak/model/texts.h"

enum jk_status zones_region_of(struct jk_api *api, struct jk_http_call *call, const char *code,
                               const struct jk_region **out, struct jk_error *err)
{
    const struct jk_pack *pack = jk_app_pack(api->options.app);
    const char *own = api_actor(api, call)->region;
    char ground[JK_REGION_CUT];

    jk_region_cut(own, 2, ground);
    if (!code[0] || (jk_region_covers(code, ground) && jk_pack_region(pack, code)))
        code = ground[0] ? ground : code[0] ? code : pack->region;
    *out = jk_pack_region(pack, code);
    if (!*out)
        return jk_fail(err, JK_INVALID, JK_TEXT_PACK_REGION, "region", "%s", code);
    if (ground[0] && !jk_region_covers(ground, code))
        return jk_fail(err, JK_DENIED, JK_TEXT_EDITION_ELSEWHERE, "region", "%s", code);
    return JK_OK;
}

static enum jk_status read_region(struct jk_api *api, struct jk_http_call *call,
                                  const struct jk_region **out, struct jk_error *err)
{
    struct jk_span value = { "", 0 };
    const char *code;

    jk_http_param(call, "region", &value);
    code = jk_arena_copy(&call->arena, value);
    return code ? zones_region_of(api, call, code, out, err) : jk_no_memory(err);
}

/* Which form the route is for: "", "geojson" or "csv". */
static const char *form_of(const struct jk_http_call *call)
{
    const char *dot = strrchr(call->match.route->pattern, '.');

    return dot ? dot + 1 : "";
}

static const char *etag_of(struct jk_api *api, struct jk_http_call *call,
                           const struct jk_region *region)
{
    const struct jk_calendar_of scope = { "", region->code };

    return jk_arena_fmt(&call->arena, "\"e%u\"",
                        jk_app_edition_number(api->options.app, JK_EDITION_STATIONS, &scope));
}

void zones_stations_get(void *ctx, struct jk_http_call *call)
{
    static const struct jk_http_header save = { "Content-Disposition",
                                                "attachment; filename=\"tps.csv\"" };
    struct jk_api *api = ctx;
    const struct jk_pack *pack = jk_app_pack(api->options.app);
    const struct jk_station *stations;
    const struct jk_region *region;
    struct jk_buf text = { 0 };
    struct jk_error err;
    size_t count;

    if (read_region(api, call, &region, &err) != JK_OK) {
        api_refuse(api, call, &err, NULL);
        return;
    }
    stations = jk_pack_stations_of(pack, region->code, &count);
    if (!api_work(api, call, JK_WORK_READ + JK_WORK_MEMBER * count))
        return;
    if (strcmp(form_of(call), "csv") == 0) {
        if (!api_settle(api, call))
            return;
        jk_stations_write(stations, count, &text);
        api_reply_text(call, "text/csv; charset=utf-8; header=present", &save, &text);
        return;
    }
    api_send(api, call, 200,
             form_of(call)[0] ? jk_stations_geojson(pack, region->code)
                              : jk_stations_json(pack, region->code),
             etag_of(api, call, region));
}

static void answer(struct jk_api *api, struct jk_http_call *call, const struct jk_repack *judged,
                   const struct jk_error *refused)
{
    struct jk_stations_change change;
    struct jk_calendar_of scope;
    struct jk_error err;

    if (refused) {
        api_refuse(api, call, refused, NULL);
        return;
    }
    if (api_read_scope(api, call, &scope, &err) != JK_OK) {
        api_refuse(api, call, &err, NULL);
        return;
    }
    jk_stations_compare(jk_app_pack(api->options.app), jk_app_repack_pack(judged), scope.region,
                        &change);
    api_send(api, call, 200, jk_stations_change_json(&change), NULL);
}

void zones_stations_whatif(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_edition_ask ask = { .actor = api_actor(api, call),
                                  .now_s = api_now(api),
                                  .part = JK_EDITION_STATIONS,
                                  .basis = "-" }; /* it is not kept */
    struct jk_edition edition;
    struct jk_error err;
    enum jk_status rc = api_read_scope(api, call, &ask.scope, &err);

    if (rc == JK_OK)
        rc = jk_app_edition_may(api->options.app, ask.actor, &ask.scope, &err);
    if (rc == JK_OK && jk_http_type_is(call, "text/csv"))
        rc = jk_stations_read(&call->arena, call->body, jk_app_pack(api->options.app),
                              ask.scope.region, &ask.document, &err);
    else if (rc == JK_OK && !(ask.document = jk_arena_copy(&call->arena, call->body)))
        rc = jk_no_memory(&err);
    if (rc == JK_OK) {
        ask.seen = jk_app_edition_number(api->options.app, ask.part, &ask.scope);
        rc = jk_app_edition_make(api->options.app, &call->arena, &ask, &edition, &err);
    }
    if (rc == JK_OK)
        api_try(api, call, &edition, answer);
    else
        api_refuse(api, call, &err, NULL);
}
