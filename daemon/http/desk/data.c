/* The data of the desk's pages as JSON, for scripts and for other programs: the same snapshots the
 * pages are written from. */
#include "daemon/http/desk/desk.h"

#include <stdlib.h>
#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/desk/ask.h"
#include "jarak/app/handle/work.h"
#include "jarak/feed/json/basemap.h"
#include "jarak/feed/json/build.h"
#include "jarak/app/texts/texts.h"
#include "jarak/model/texts.h"

enum jk_status desk_read_day(struct jk_api *api, struct jk_http_call *call, struct jk_span region,
                             struct jk_span date, struct jk_desk_ask *out, struct jk_error *err)
{
    const struct jk_pack *pack = jk_app_pack(api->options.app);
    const struct jk_account *actor = api_actor(api, call);
    const char *code = jk_arena_copy(&call->arena, region);
    const struct jk_region *known = code ? jk_pack_region(pack, code) : NULL;

    if (!code)
        return jk_no_memory(err);
    if (!known)
        return jk_fail(err, JK_NONE, JK_TEXT_PACK_REGION, "region", "%s", code);
    if (!jk_region_covers(actor->region, known->code) &&
        !jk_region_covers(known->code, actor->region))
        return jk_fail(err, JK_DENIED, JK_TEXT_OTHER_REGION, "region", "%s", code);
    /* Of a wider region the caller's own part, as in every list. */
    out->region = jk_region_covers(actor->region, known->code) ? known->code : actor->region;
    out->now_s = api_now(api);
    out->actor = actor;
    if (!jk_date_parse(date, &out->day))
        return jk_fail(err, JK_INVALID, JK_TEXT_ISO_DATE, "date", "%.*s", (int)date.len, date.at);
    return JK_OK;
}

uint64_t desk_day_work(const struct jk_desk_day *day, bool page)
{
    uint64_t units = JK_WORK_MEMBER * day->activity_count + JK_WORK_CONFLICT * day->conflict_count;
    size_t most = 0, all = 0;

    for (size_t i = 0; i < day->conflict_count; i++) {
        size_t nodes =
            jk_desk_shared_nodes(&day->conflicts[i].view, day->activities, day->activity_count);

        most = nodes > most ? nodes : most;
        all += nodes;
    }
    return units + JK_WORK_PAIR_NODE * (page ? most : all);
}

void desk_day_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_desk_ask ask;
    struct jk_desk_day day;
    struct jk_error err;
    enum jk_status rc =
        desk_read_day(api, call, call->match.capture[0], call->match.capture[1], &ask, &err);

    if (rc == JK_OK && jk_app_day(api->options.app, &call->arena, &ask, &day) != JK_OK)
        rc = jk_no_memory(&err);
    if (rc != JK_OK)
        api_refuse(api, call, &err, NULL);
    else if (api_work(api, call, desk_day_work(&day, false)))
        api_send(api, call, 200, jk_desk_day_json(&day, jk_http_lang(call)), NULL);
}

void desk_basemap_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct jk_pack *pack = jk_app_pack(api->options.app);
    const char *code = jk_arena_copy(&call->arena, call->match.capture[0]);
    const struct jk_region *region = code ? jk_pack_region(pack, code) : NULL;
    json_t *json = region ? jk_basemap_json(pack, region, jk_http_lang(call)) : NULL;
    char *text = json ? json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(9)) : NULL;
    char etag[40];
    /* Asked for anew each time, for a pack may be loaded again; nothing is sent where it is not. */
    const struct jk_http_header headers[] = { { "ETag", etag },
                                              { "Cache-Control", "private, no-cache" },
                                              { "Vary", "Accept-Language" } };
    struct jk_error err;

    json_decref(json);
    if (text) {
        jk_etag_of(jk_span_of(text), etag);
        if (jk_http_not_modified(call, etag))
            jk_http_reply_empty(call, 304, headers, 3);
        else
            jk_http_reply(call, &(struct jk_http_reply){ .code = 200,
                                                         .content_type = "application/json",
                                                         .headers = headers,
                                                         .header_count = 3,
                                                         .body = jk_span_of(text) });
    } else if (code && !region) {
        jk_fail(&err, JK_NONE, JK_TEXT_PACK_REGION, "region", "%s", code);
        api_refuse(api, call, &err, NULL);
    } else {
        jk_no_memory(&err);
        api_refuse(api, call, &err, NULL);
    }
    free(text);
}

/* What a code may mean, for whoever has to choose. */
static void send_matches(struct jk_api *api, struct jk_http_call *call,
                         const struct jk_conflict_views *views)
{
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < views->count; i++)
        jk_json_add(&list, jk_official_conflict_json(&views->at[i], jk_app_pack(api->options.app)));
    api_send(api, call, 200, json_pack("{s:o}", "conflicts", jk_json_end(&list)), NULL);
}

enum jk_status desk_find_conflict(struct jk_api *api, struct jk_http_call *call,
                                  struct jk_span code, struct jk_conflict_views *matches,
                                  struct jk_conflict_page *page, struct jk_error *err)
{
    const struct jk_account *actor = api_actor(api, call);
    enum jk_status rc =
        jk_app_conflicts_of_code(api->options.app, &call->arena, actor, code, matches, err);

    if (rc != JK_OK)
        return rc;
    if (matches->count == 0)
        return jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "id", "%.*s", (int)code.len, code.at);
    if (matches->count > 1 || code.len < JK_CODE_SURE)
        return JK_OK;
    rc = jk_app_desk_conflict(api->options.app, &call->arena, actor, matches->at[0].id,
                              api_now(api), page, err);
    matches->count = 0; /* it is this one */
    return rc;
}

void desk_conflict_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_conflict_views matches;
    struct jk_conflict_page page;
    struct jk_error err;

    if (desk_find_conflict(api, call, call->match.capture[0], &matches, &page, &err) != JK_OK)
        api_refuse(api, call, &err, NULL);
    else if (matches.count)
        send_matches(api, call, &matches);
    else if (jk_app_desk_told(api->options.app, &call->arena, api_actor(api, call), &page, &err) !=
             JK_OK)
        api_refuse(api, call, &err, NULL);
    else
        api_send(api, call, 200, jk_conflict_page_json(&page, jk_http_lang(call)), NULL);
}

bool desk_matter_view(struct jk_api *api, struct jk_http_call *call, const struct jk_matter *matter,
                      struct jk_matter_view *out)
{
    const struct jk_app *app = api->options.app;
    struct jk_matter_said *said = jk_arena_take(&call->arena, sizeof *said);
    enum jk_status rc = said ? jk_app_matter_said(app, &call->arena, matter, said) : JK_MEMORY;

    *out = (struct jk_matter_view){ .matter = matter,
                                    .said = rc == JK_OK ? said : NULL,
                                    .late = jk_matter_is_late(matter, api_now(api)) };
    out->meets = jk_app_drop_meets(app, matter);
    out->risk = jk_app_drop_risk(app, matter, api_now(api), &out->arrives_s);
    for (unsigned i = 0; i < JK_MATTER_ACTS; i++) {
        if (jk_app_matter_may(app, api_actor(api, call), matter, (enum jk_matter_act)i))
            out->may |= 1U << i;
    }
    return rc != JK_MEMORY;
}

bool desk_matters_about(struct jk_api *api, struct jk_http_call *call, const char *about,
                        struct jk_matter_views *out)
{
    struct jk_matter_view *rows = jk_arena_array(&call->arena, DESK_ABOUT_MAX, sizeof *rows);
    const struct jk_matter *matter = NULL;
    size_t count = 0;

    while (rows && count < DESK_ABOUT_MAX &&
           (matter = jk_app_matter_about(api->options.app, api_actor(api, call), about, matter))) {
        bool counts = matter->kind != JK_MATTER_REPORT || matter->state == JK_MATTER_VERIFIED;

        if (counts && !desk_matter_view(api, call, matter, &rows[count++]))
            return false;
    }
    *out = (struct jk_matter_views){ rows, count };
    return rows != NULL;
}
