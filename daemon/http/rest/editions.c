/* PUT /policy, /zones, /stations, /personnel and their histories: what accounts state over the
 * files of the pack, and what they stated. */
#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/api/stating.h"
#include "daemon/http/rest/rest.h"
#include "jarak/app/editions/editions.h"
#include "jarak/app/handle/work.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/texts.h"
#include "jarak/feed/json/edition.h"
#include "jarak/feed/table/stations.h"
#include "jarak/http/texts/texts.h"
#include "jarak/model/texts.h"

const char *rest_edition_etag(struct jk_api *api, struct jk_http_call *call,
                              enum jk_edition_part part, const struct jk_calendar_of *scope)
{
    return jk_arena_fmt(&call->arena, "\"e%u\"",
                        jk_app_edition_number(api->options.app, part, scope));
}

/* The number of the newest it says it knows of. */
static enum jk_status read_seen(struct jk_api *api, struct jk_http_call *call,
                                const struct jk_edition_ask *ask, uint32_t *seen,
                                struct jk_error *err)
{
    const uint32_t number = jk_app_edition_number(api->options.app, ask->part, &ask->scope);
    const char *etag = rest_edition_etag(api, call, ask->part, &ask->scope);
    const enum jk_http_condition match = jk_http_if_match(call, etag);
    const enum jk_http_condition none = jk_http_if_none_match(call, etag);

    if (match == JK_CONDITION_ABSENT && none == JK_CONDITION_ABSENT)
        return jk_fail(err, JK_REQUIRED, JK_TEXT_EDITION_CONDITION, "If-Match", "%s", "");
    if (match == JK_CONDITION_BAD || none == JK_CONDITION_BAD)
        return jk_fail(err, JK_UNDECODED, JK_TEXT_EDITION_CONDITION, "If-Match", "%s", "");
    if (match == JK_CONDITION_MISS || none == JK_CONDITION_HIT ||
        (none == JK_CONDITION_ANY && number > 0) || (match == JK_CONDITION_ANY && number == 0))
        return jk_fail(err, JK_STALE, JK_TEXT_EDITION_STALE, "edition", "%u", number);
    *seen = number;
    return JK_OK;
}

/* {"withdrawn": true, "basis": "..."}, or a document with its basis. */
static enum jk_status read_body(struct jk_http_call *call, struct jk_edition_ask *ask,
                                struct jk_error *err)
{
    json_error_t fault = { .line = 0 };
    json_t *body = json_loadb(call->body.at ? call->body.at : "", call->body.len,
                              JSON_REJECT_DUPLICATES, &fault);
    json_t *withdrawn = json_object_get(body, "withdrawn");
    const char *basis = json_string_value(json_object_get(body, "basis"));
    enum jk_status rc = JK_OK;

    if (!json_is_object(body))
        rc = jk_fail_at(err, JK_INVALID, JK_TEXT_EDITION_JSON,
                        (struct jk_at){ fault.line > 0 ? (unsigned)fault.line : 0, "" }, "%s", "");
    else if (withdrawn && (!json_is_true(withdrawn) || json_object_size(body) != 2 || !basis))
        rc = jk_fail(err, JK_INVALID, JK_TEXT_EDITION_WITHDRAWN, "withdrawn", "%s", "");
    ask->withdrawn = withdrawn != NULL;
    ask->basis = jk_arena_copy(&call->arena, jk_span_of(basis ? basis : ""));
    ask->document = jk_arena_copy(&call->arena, ask->withdrawn ? JK_SPAN("") : call->body);
    json_decref(body);
    if (rc == JK_OK && (!ask->basis || !ask->document))
        rc = jk_no_memory(err);
    return rc;
}

static enum jk_edition_part part_of(const struct jk_http_call *call)
{
    static const struct {
        const char *word; /* in the address */
        enum jk_edition_part part;
    } parts[] = { { "zones", JK_EDITION_ZONES },
                  { "stations", JK_EDITION_STATIONS },
                  { "personnel", JK_EDITION_PERSONNEL } };

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (strstr(call->match.route->pattern, parts[i].word))
            return parts[i].part;
    }
    return JK_EDITION_POLICY;
}

/* A table with its basis in the address, for a table has no place for one. */
static enum jk_status read_table(struct jk_api *api, struct jk_http_call *call,
                                 struct jk_edition_ask *ask, struct jk_error *err)
{
    struct jk_span basis = { NULL, 0 };

    jk_http_param(call, "basis", &basis);
    ask->basis = jk_arena_copy(&call->arena, basis.at ? basis : JK_SPAN(""));
    if (!ask->basis)
        return jk_no_memory(err);
    return jk_stations_read(&call->arena, call->body, jk_app_pack(api->options.app),
                            ask->scope.region, &ask->document, err);
}

/* It is durable. */
static void answer(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err)
{
    const enum jk_edition_part part = part_of(call);
    struct jk_edition_list list = { NULL, 0, false };
    struct jk_calendar_of scope;
    struct jk_error fault;
    const struct jk_region *region;

    if (err) {
        api_refuse(api, call, err, NULL);
        return;
    }
    if (api_read_scope(api, call, &scope, &fault) != JK_OK ||
        jk_app_editions(api->options.app, &call->arena, part, &scope, &list, &fault) != JK_OK) {
        api_refuse(api, call, &fault, NULL);
        return;
    }
    region = jk_pack_region(jk_app_pack(api->options.app), scope.region);
    api_send(api, call, 200,
             jk_edition_json(&list.at[0], region ? region->tz : jk_app_pack(api->options.app)->tz),
             rest_edition_etag(api, call, part, &scope));
}

void rest_edition_put(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_edition_ask ask = { .actor = api_actor(api, call),
                                  .now_s = api_now(api),
                                  .part = part_of(call) };
    struct jk_edition edition;
    struct jk_error err;
    enum jk_status rc = api_read_scope(api, call, &ask.scope, &err);

    if (rc == JK_OK)
        rc = jk_app_edition_may(api->options.app, ask.actor, &ask.scope, &err);
    if (rc == JK_OK)
        rc = read_seen(api, call, &ask, &ask.seen, &err);
    if (rc == JK_OK)
        rc = jk_http_type_is(call, "text/csv") ? read_table(api, call, &ask, &err)
                                               : read_body(call, &ask, &err);
    if (rc == JK_OK)
        rc = jk_app_edition_make(api->options.app, &call->arena, &ask, &edition, &err);
    if (rc == JK_OK)
        api_state(api, call, &edition, answer);
    else
        api_refuse(api, call, &err, NULL);
}

void rest_editions_list(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_edition_history history = { .part = part_of(call) };
    const char *own = api_actor(api, call)->region;
    struct jk_edition_list list;
    struct jk_error err;
    enum jk_status rc = api_read_whose(api, call, &history.scope, &err);

    if (rc == JK_OK && !jk_region_covers(own, history.scope.region) &&
        !jk_region_covers(history.scope.region, own))
        rc = jk_fail(&err, JK_DENIED, JK_TEXT_EDITION_ELSEWHERE, "region", "%s",
                     history.scope.region);
    if (rc == JK_OK &&
        !api_work(api, call,
                  JK_WORK_READ + JK_WORK_MEMBER * jk_app_edition_count(api->options.app)))
        return;
    if (rc == JK_OK)
        rc = jk_app_editions(api->options.app, &call->arena, history.part, &history.scope, &list,
                             &err);
    if (rc != JK_OK) {
        api_refuse(api, call, &err, NULL);
        return;
    }
    history.pack = jk_app_pack(api->options.app);
    history.at = list.at;
    history.count = list.count;
    history.more = list.more;
    api_send(api, call, 200, jk_edition_history_json(&history, jk_http_lang(call)),
             rest_edition_etag(api, call, history.part, &history.scope));
}
