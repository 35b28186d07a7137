/* Field reports: filing as JSON or VJOURNAL, confirming, listing. */
#include <string.h>
#include "jarak/feed/json/build.h"
#include "jarak/http/texts/texts.h"
#include "jarak/model/texts.h"
#include "jarak/app/notices/field_reports.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/rest/rest.h"

static enum jk_status read_point(const json_t *lat, const json_t *lon, struct jk_point *out,
                                 struct jk_error *err)
{
    if (!json_is_number(lat) || !json_is_number(lon))
        return jk_fail(err, JK_INVALID, JK_TEXT_REPORT_PLACE, "place", "%s", "");
    return jk_point_make(json_number_value(lat), json_number_value(lon), "place", out, err);
}

/* `"place": [{"lat","lon"}, ...]`. */
static enum jk_status read_place(struct jk_http_call *call, const json_t *body,
                                 struct jk_report_said *said, struct jk_error *err)
{
    const json_t *list = json_object_get(body, "place");
    size_t count = json_array_size(list);
    struct jk_point *points = jk_arena_array(&call->arena, count, sizeof *points);
    enum jk_status rc = JK_OK;

    if ((list && !json_is_array(list)) || count > JK_REPORT_POINTS_MAX)
        return jk_fail(err, JK_INVALID, JK_TEXT_REPORT_PLACE, "place", "%s", "");
    if (!points)
        return jk_no_memory(err);
    for (size_t i = 0; i < count && rc == JK_OK; i++) {
        const json_t *point = json_array_get(list, i);

        rc = read_point(json_object_get(point, "lat"), json_object_get(point, "lon"), &points[i],
                        err);
    }
    said->points = points;
    said->point_count = count;
    return rc;
}

/* Strings live as long as the body. */
static enum jk_status read_said(struct jk_http_call *call, const json_t *body,
                                struct jk_report_said *said, struct jk_error *err)
{
    const char *kind = json_string_value(json_object_get(body, "kind"));
    const char *at = json_string_value(json_object_get(body, "at"));
    const char *note = json_string_value(json_object_get(body, "note"));
    const json_t *minutes = json_object_get(body, "minutes");

    said->uid = json_string_value(json_object_get(body, "uid"));
    said->note = note ? note : "";
    if (!said->uid)
        return jk_fail(err, JK_INVALID, JK_TEXT_PACK_MISSING, "uid", "%s", "");
    said->kind = kind ? jk_report_of(kind) : JK_REPORT_END;
    if (said->kind == JK_REPORT_END)
        return jk_fail(err, JK_INVALID, JK_TEXT_REPORT_KIND, "kind", "%s", kind ? kind : "");
    if (minutes && !json_is_integer(minutes))
        return jk_fail(err, JK_INVALID, JK_TEXT_REPORT_MINUTES, "minutes", "%s", "");
    said->minutes = json_integer_value(minutes);
    if (at && (!jk_iso_parse(jk_span_of(at), &said->at_s) || said->at_s <= 0))
        return jk_fail(err, JK_INVALID, JK_TEXT_ISO_TIME, "at", "%s", at);
    return read_place(call, body, said, err);
}

static const struct jk_tz *tz_of(const struct jk_api *api, const char *uid)
{
    return jk_registry_entry(jk_app_registry(api->options.app), uid)->chain->region->tz;
}

static void answer(struct jk_api *api, struct jk_http_call *call, enum jk_status rc,
                   const struct jk_report *report, const struct jk_error *err)
{
    if (rc != JK_OK)
        api_refuse(api, call, err, NULL);
    else
        api_send_created(api, call, jk_report_json(report, tz_of(api, report->said.uid)),
                         &(struct api_created){ .location = "/api/v1/reports" });
}

void rest_reports_post(void *ctx, struct jk_http_call *call)
{
    static const char *const members[] = { "uid", "kind", "minutes", "place", "at", "note", NULL };
    struct jk_api *api = ctx;
    const struct jk_reporter who = { api_actor(api, call), api_now(api) };
    struct jk_report_said said = { .kind = JK_REPORT_END };
    const struct jk_report *report = NULL;
    struct jk_error err;
    json_t *body = NULL;
    enum jk_status rc = JK_INVALID;

    if (jk_http_type_is(call, "text/calendar"))
        rc = jk_app_report_journal(api->options.app, &call->arena, &who, call->body, &report, &err);
    else if ((body = api_read_object(call, members, &err)) &&
             (rc = read_said(call, body, &said, &err)) == JK_OK)
        rc = jk_app_report(api->options.app, &call->arena, &who, &said, &report, &err);
    answer(api, call, rc, report, &err);
    json_decref(body);
}

void rest_report_verify(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct jk_reporter who = { api_actor(api, call), api_now(api) };
    const char *id = jk_arena_copy(&call->arena, call->match.capture[0]);
    struct jk_confirmation confirmed;
    struct jk_error err;
    enum jk_status rc = id ? JK_OK : jk_no_memory(&err);

    if (rc == JK_OK)
        rc = jk_app_verify_report(api->options.app, &call->arena, &who, id, &confirmed, &err);
    if (rc != JK_OK)
        api_refuse(api, call, &err, NULL);
    else
        api_send(api, call, 200,
                 json_pack("{s:o, s:o}", "report",
                           jk_report_json(confirmed.report, tz_of(api, confirmed.report->said.uid)),
                           "notice", api_verdict(api, call, &confirmed.verdict)),
                 NULL);
}

static bool is_listed(const struct jk_account *actor, struct jk_http_call *call,
                      const struct jk_report *report, const char *at, const char *region)
{
    struct jk_span uid, verified;
    bool any = !jk_http_param(call, "verified", &verified);

    return jk_region_covers(actor->region, at) && jk_region_covers(region, at) &&
           (!jk_http_param(call, "uid", &uid) || jk_span_eq(uid, jk_span_of(report->said.uid))) &&
           (any || jk_span_eq(verified, JK_SPAN("true")) == (report->verified_s != 0));
}

json_t *rest_reports_json(struct jk_api *api, struct jk_http_call *call, const char *region)
{
    const struct jk_registry *registry = jk_app_registry(api->options.app);
    struct jk_json list = jk_json_list();

    for (size_t i = jk_app_reports(api->options.app); i-- > 0;) {
        const struct jk_report *report = jk_app_report_at(api->options.app, i);
        const struct jk_chain *chain = jk_registry_entry(registry, report->said.uid)->chain;

        if (is_listed(api_actor(api, call), call, report, chain->region->code, region))
            jk_json_add(&list, jk_report_json(report, chain->region->tz));
    }
    return jk_json_end(&list);
}
