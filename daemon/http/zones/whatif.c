/* POST /zones/whatif: zones are judged beside what is in force, and nothing is stated. */
#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/api/stating.h"
#include "daemon/http/zones/zones.h"
#include "jarak/app/editions/editions.h"
#include "jarak/app/texts/texts.h"
#include "jarak/feed/json/whatif.h"

static void answer(struct jk_api *api, struct jk_http_call *call, const struct jk_repack *judged,
                   const struct jk_error *refused)
{
    struct jk_whatif_view view;
    struct jk_calendar_of scope;
    struct jk_error err;
    enum jk_status rc;

    if (refused) {
        api_refuse(api, call, refused, NULL);
        return;
    }
    rc = api_read_scope(api, call, &scope, &err);
    if (rc == JK_OK &&
        jk_app_repack_compare(judged, &call->arena, scope.region, api_now(api), &view) != JK_OK)
        rc = jk_no_memory(&err);
    if (rc == JK_OK)
        api_send(api, call, 200,
                 jk_whatif_json(&view, jk_app_pack(api->options.app), jk_http_lang(call)), NULL);
    else
        api_refuse(api, call, &err, NULL);
}

void zones_whatif_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_edition_ask ask = {
        .actor = api_actor(api, call), .now_s = api_now(api), .part = JK_EDITION_ZONES, .basis = "-"
    }; /* it is not kept */
    struct jk_edition edition;
    struct jk_error err;
    enum jk_status rc = api_read_scope(api, call, &ask.scope, &err);

    if (rc == JK_OK)
        rc = jk_app_edition_may(api->options.app, ask.actor, &ask.scope, &err);
    if (rc != JK_OK) {
        api_refuse(api, call, &err, NULL);
        return;
    }
    ask.seen = jk_app_edition_number(api->options.app, ask.part, &ask.scope);
    ask.document = jk_arena_copy(&call->arena, call->body);
    if (!ask.document)
        rc = jk_no_memory(&err);
    if (rc == JK_OK)
        rc = jk_app_edition_make(api->options.app, &call->arena, &ask, &edition, &err);
    if (rc == JK_OK)
        api_try(api, call, &edition, answer);
    else
        api_refuse(api, call, &err, NULL);
}
