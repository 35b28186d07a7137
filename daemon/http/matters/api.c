/* Reports, tasks and drops as JSON and iCalendar: filed, listed, judged, done. */
#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/desk/ask.h"
#include "daemon/http/matters/read.h"
#include "daemon/http/rest/rest.h"
#include "jarak/app/handle/work.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/decimal.h"
#include "jarak/feed/json/build.h"
#include "jarak/http/texts/texts.h"
#include "jarak/model/texts.h"

#define LIST_MAX   200 /* of one answer */
#define LIST_USUAL 100

const struct jk_tz *matters_tz(const struct jk_api *api, const char *region)
{
    const struct jk_pack *pack = jk_app_pack(api->options.app);
    const struct jk_region *found = jk_pack_region(pack, region);

    return found ? found->tz : pack->tz;
}

const struct jk_matter *matters_of_call(struct jk_api *api, struct jk_http_call *call,
                                        enum jk_matter_kind kind, struct jk_error *err)
{
    const char *id = jk_arena_copy(&call->arena, call->match.capture[0]);
    const struct jk_matter *matter =
        id ? jk_app_matter(api->options.app, api_actor(api, call), id) : NULL;

    if (matter && matter->kind == kind)
        return matter;
    jk_fail(err, JK_NONE, JK_TEXT_MATTER_NOT_THERE, "id", "%.60s", id ? id : "");
    return NULL;
}

static json_t *matter_json(struct jk_api *api, struct jk_http_call *call,
                           const struct jk_matter *matter, bool full)
{
    struct jk_matter_view view;

    return desk_matter_view(api, call, matter, &view)
               ? jk_matter_json(&view, matters_tz(api, matter->region), full)
               : NULL;
}

static const char *address(struct jk_http_call *call, const struct jk_matter *matter)
{
    return jk_arena_fmt(&call->arena, "/api/v1/%s/%s", jk_matter_collection(matter->kind),
                        matter->id);
}

static void file(struct jk_api *api, struct jk_http_call *call, const struct jk_ical_matter *said)
{
    const struct jk_matter_filing filing = { .actor = api_actor(api, call),
                                             .now_s = api_now(api),
                                             .matter = said };
    const struct jk_matter *matter = NULL;
    bool created = false;
    struct jk_error err;

    if (jk_app_matter_file(api->options.app, &call->arena, &filing, &matter, &created, &err) !=
        JK_OK)
        api_refuse(api, call, &err, NULL);
    else if (created)
        api_send_created(api, call, matter_json(api, call, matter, true),
                         &(struct api_created){ .location = address(call, matter) });
    else
        api_send(api, call, 200, matter_json(api, call, matter, true), NULL);
}

/* A calendar of that kind, filed. */
static void file_calendar(struct jk_api *api, struct jk_http_call *call, enum jk_matter_kind kind)
{
    struct jk_ical_matter matter;
    struct jk_error err;
    enum jk_status rc = matters_read_calendar(api, call, kind, &matter, &err);

    if (rc == JK_OK)
        file(api, call, &matter);
    else if (err.text == JK_TEXT_MATTER_TOPIC) /* the categories of what happened to an activity */
        rest_reports_post(api, call);
    else
        api_refuse(api, call, &err, NULL);
}

/* Reports of what happened to an activity say `kind`, others `category`. */
static bool has_category(const struct jk_http_call *call)
{
    json_t *body = json_loadb(call->body.at, call->body.len, JSON_REJECT_DUPLICATES, NULL);
    bool has = json_object_get(body, "category") != NULL;

    json_decref(body);
    return has;
}

static void file_json(struct jk_api *api, struct jk_http_call *call, enum jk_matter_kind kind,
                      const char *const members[])
{
    struct jk_ical_matter matter;
    struct jk_error err;
    json_t *body = api_read_object(call, members, &err);

    if (body && matters_read_json(call, body, kind, &matter, &err) == JK_OK)
        file(api, call, &matter);
    else
        api_refuse(api, call, &err, NULL);
    json_decref(body);
}

void matters_reports_post(void *ctx, struct jk_http_call *call)
{
    static const char *const members[] = { "uid",   "category", "title", "text",   "place",
                                           "point", "at",       "about", "region", NULL };

    if (jk_http_type_is(call, "text/calendar"))
        file_calendar(ctx, call, JK_MATTER_REPORT);
    else if (has_category(call))
        file_json(ctx, call, JK_MATTER_REPORT, members);
    else
        rest_reports_post(ctx, call);
}

void matters_tasks_post(void *ctx, struct jk_http_call *call)
{
    static const char *const members[] = { "uid",    "title", "text",   "place",   "point", "due",
                                           "agency", "about", "region", "percent", NULL };

    if (jk_http_type_is(call, "text/calendar"))
        file_calendar(ctx, call, JK_MATTER_TASK);
    else
        file_json(ctx, call, JK_MATTER_TASK, members);
}

void matters_drops_post(void *ctx, struct jk_http_call *call)
{
    static const char *const members[] = { "uid",  "title",   "text",   "place", "point",
                                           "due",  "about",   "region", "stage", "mode",
                                           "from", "carrier", "items",  "leave", NULL };

    if (jk_http_type_is(call, "text/calendar"))
        file_calendar(ctx, call, JK_MATTER_DROP);
    else if (jk_http_type_is(call, "text/csv"))
        matters_drops_import(ctx, call);
    else
        file_json(ctx, call, JK_MATTER_DROP, members);
}

/* What a list leaves out; spans without `at` leave nothing out. */
struct filter {
    const char *region;
    struct jk_span topic, state, agency, about, late, risk, stage, before;
    uint64_t limit;
};

static bool read_filter(struct jk_api *api, struct jk_http_call *call, struct filter *f,
                        struct jk_error *err)
{
    struct jk_span limit, verified;

    *f = (struct filter){ .limit = LIST_USUAL };
    if (api_read_region(api, call, &f->region, err) != JK_OK)
        return false;
    jk_http_param(call, "category", &f->topic);
    jk_http_param(call, "state", &f->state);
    jk_http_param(call, "agency", &f->agency);
    jk_http_param(call, "about", &f->about);
    jk_http_param(call, "late", &f->late);
    jk_http_param(call, "risk", &f->risk);
    jk_http_param(call, "stage", &f->stage);
    jk_http_param(call, "before", &f->before);
    if (jk_http_param(call, "verified", &verified) && !jk_span_eq(verified, JK_SPAN("true")) &&
        !jk_span_eq(verified, JK_SPAN("false"))) {
        jk_fail(err, JK_INVALID, JK_TEXT_HTTP_BOOLEAN, "verified", "%.*s", (int)verified.len,
                verified.at);
        return false;
    }
    if (f->topic.at && jk_topic_of(f->topic) == JK_TOPIC_END) {
        jk_fail(err, JK_INVALID, JK_TEXT_MATTER_TOPIC, "category", "%.*s", (int)f->topic.len,
                f->topic.at);
        return false;
    }
    if (!jk_http_param(call, "limit", &limit) ||
        (jk_uint_parse(limit, LIST_MAX, &f->limit) && f->limit > 0))
        return true;
    jk_fail(err, JK_RANGE, JK_TEXT_HTTP_LIMIT, "limit", "%.*s", (int)limit.len, limit.at);
    return false;
}

static bool is(struct jk_span wanted, const char *word)
{
    return !wanted.at || jk_span_eq(wanted, jk_span_of(word));
}

/* Of drops: how far they go, and what threatens them; "any" all that are threatened. */
static bool is_listed_drop(const struct jk_app *app, const struct filter *f,
                           const struct jk_matter *matter, int64_t now_s)
{
    enum jk_drop_risk risk = f->risk.at ? jk_app_drop_risk(app, matter, now_s, NULL) : JK_DROP_SAFE;

    return (!f->stage.at || jk_drop_stage_of(f->stage) == matter->drop.stage) &&
           (is(f->risk, jk_drop_risk_word(risk)) ||
            (jk_span_eq(f->risk, JK_SPAN("any")) && risk != JK_DROP_SAFE));
}

static bool is_listed(const struct jk_app *app, const struct filter *f,
                      const struct jk_matter *matter, int64_t now_s)
{
    bool late = f->late.at && jk_span_eq(f->late, JK_SPAN("true"));

    return (!f->topic.at || matter->topic == jk_topic_of(f->topic)) &&
           is(f->state, jk_matter_state_word(matter->state)) && is(f->agency, matter->agency) &&
           is(f->about, matter->about) && is_listed_drop(app, f, matter, now_s) &&
           (!late || jk_matter_is_late(matter, now_s));
}

/* The matters of a kind that are asked for; `next` is where the rest begins. */
static void add_list(struct jk_api *api, struct jk_http_call *call, const struct filter *f,
                     enum jk_matter_kind kind, struct jk_json *out)
{
    struct jk_matter_walk walk =
        jk_app_matters(api->options.app, api_actor(api, call), f->region, (int)kind);
    struct jk_json list = jk_json_list();
    const struct jk_matter *matter, *last = NULL;
    bool behind = f->before.at == NULL, more = false;
    uint64_t count = 0;

    while (!more && (matter = jk_app_matter_next(&walk))) {
        if (behind && is_listed(api->options.app, f, matter, api_now(api))) {
            more = count == f->limit;
            if (!more) {
                jk_json_add(&list, matter_json(api, call, matter, false));
                last = matter;
                count++;
            }
        }
        behind = behind || jk_span_eq(f->before, jk_span_of(matter->id));
    }
    jk_json_set(out, kind == JK_MATTER_REPORT ? "matters" : jk_matter_collection(kind),
                jk_json_end(&list));
    jk_json_set(out, "next", more && last ? json_string(last->id) : json_null());
}

static void list(struct jk_api *api, struct jk_http_call *call, enum jk_matter_kind kind)
{
    struct jk_json out = jk_json_object();
    struct filter f;
    struct jk_error err;

    if (!read_filter(api, call, &f, &err)) {
        json_decref(jk_json_end(&out));
        api_refuse(api, call, &err, NULL);
        return;
    }
    if (!api_work_allowed(api, call,
                          JK_WORK_READ + JK_WORK_MEMBER * f.limit +
                              jk_app_matter_count(api->options.app, f.region))) {
        json_decref(jk_json_end(&out));
        return;
    }
    if (kind == JK_MATTER_REPORT)
        jk_json_set(&out, "reports", rest_reports_json(api, call, f.region));
    add_list(api, call, &f, kind, &out);
    api_send(api, call, 200, jk_json_end(&out), NULL);
}

void matters_reports_list(void *ctx, struct jk_http_call *call)
{
    list(ctx, call, JK_MATTER_REPORT);
}

void matters_tasks_list(void *ctx, struct jk_http_call *call)
{
    list(ctx, call, JK_MATTER_TASK);
}

void matters_drops_list(void *ctx, struct jk_http_call *call)
{
    list(ctx, call, JK_MATTER_DROP);
}

static void get(struct jk_api *api, struct jk_http_call *call, enum jk_matter_kind kind)
{
    struct jk_error err;
    const struct jk_matter *matter = matters_of_call(api, call, kind, &err);

    if (matter)
        api_send(api, call, 200, matter_json(api, call, matter, true), NULL);
    else
        api_refuse(api, call, &err, NULL);
}

void matters_report_get(void *ctx, struct jk_http_call *call)
{
    get(ctx, call, JK_MATTER_REPORT);
}

void matters_task_get(void *ctx, struct jk_http_call *call)
{
    get(ctx, call, JK_MATTER_TASK);
}

void matters_drop_get(void *ctx, struct jk_http_call *call)
{
    get(ctx, call, JK_MATTER_DROP);
}

static void bytes(struct jk_api *api, struct jk_http_call *call, enum jk_matter_kind kind)
{
    struct jk_error err;
    const struct jk_matter *matter = matters_of_call(api, call, kind, &err);

    if (matter && !matter->bytes.len) {
        jk_fail(&err, JK_NONE, JK_TEXT_MATTER_ERASED, "id", "%s", matter->id);
        matter = NULL;
    }
    if (!matter)
        api_refuse(api, call, &err, NULL);
    else if (api_settle(api, call))
        api_reply_bytes(call, jk_arena_fmt(&call->arena, "\"%s-%u\"", matter->id, matter->revision),
                        matter->bytes);
}

void matters_report_bytes(void *ctx, struct jk_http_call *call)
{
    bytes(ctx, call, JK_MATTER_REPORT);
}

void matters_task_bytes(void *ctx, struct jk_http_call *call)
{
    bytes(ctx, call, JK_MATTER_TASK);
}

void matters_drop_bytes(void *ctx, struct jk_http_call *call)
{
    bytes(ctx, call, JK_MATTER_DROP);
}

static void act(struct jk_api *api, struct jk_http_call *call, enum jk_matter_kind kind,
                enum jk_matter_act which)
{
    static const char *const members[] = { "assessment", "recommendation", "text",
                                           "percent",    "revision",       NULL };
    static const char *const of_drop[] = { "text", "at", "by", "condition", "revision", NULL };
    struct jk_matter_ask ask = { .actor = api_actor(api, call), .now_s = api_now(api) };
    struct jk_error err;
    const struct jk_matter *matter = matters_of_call(api, call, kind, &err);
    json_t *body =
        matter ? api_read_object(call, kind == JK_MATTER_DROP ? of_drop : members, &err) : NULL;
    enum jk_status rc = body ? JK_OK : JK_INVALID;

    if (rc == JK_OK)
        rc = matters_read_words(body, &ask.words, &ask.revision, &err);
    if (rc == JK_OK) {
        ask.id = matter->id;
        ask.act = which;
        rc = jk_app_matter_act(api->options.app, &call->arena, &ask, &matter, &err);
    }
    if (rc == JK_OK)
        api_send(api, call, 200, matter_json(api, call, matter, true), NULL);
    else
        api_refuse(api, call, &err, NULL);
    json_decref(body);
}

void matters_verify_post(void *ctx, struct jk_http_call *call)
{
    struct jk_error err;

    if (matters_of_call(ctx, call, JK_MATTER_REPORT, &err))
        act(ctx, call, JK_MATTER_REPORT, JK_MATTER_VERIFY);
    else
        rest_report_verify(ctx, call);
}

void matters_refute_post(void *ctx, struct jk_http_call *call)
{
    act(ctx, call, JK_MATTER_REPORT, JK_MATTER_REFUTE);
}

void matters_release_post(void *ctx, struct jk_http_call *call)
{
    act(ctx, call, JK_MATTER_REPORT, JK_MATTER_RELEASE);
}

void matters_answer_post(void *ctx, struct jk_http_call *call)
{
    act(ctx, call, JK_MATTER_REPORT, JK_MATTER_ANSWER);
}

void matters_withdraw_post(void *ctx, struct jk_http_call *call)
{
    act(ctx, call, JK_MATTER_REPORT, JK_MATTER_WITHDRAW);
}

void matters_progress_post(void *ctx, struct jk_http_call *call)
{
    act(ctx, call, JK_MATTER_TASK, JK_MATTER_PROGRESS);
}

void matters_cancel_post(void *ctx, struct jk_http_call *call)
{
    act(ctx, call, JK_MATTER_TASK, JK_MATTER_CANCEL);
}

void matters_leave_post(void *ctx, struct jk_http_call *call)
{
    act(ctx, call, JK_MATTER_DROP, JK_MATTER_LEAVE);
}

void matters_receive_post(void *ctx, struct jk_http_call *call)
{
    act(ctx, call, JK_MATTER_DROP, JK_MATTER_RECEIVE);
}

void matters_undo_post(void *ctx, struct jk_http_call *call)
{
    act(ctx, call, JK_MATTER_DROP, JK_MATTER_UNDO);
}

void matters_drop_cancel_post(void *ctx, struct jk_http_call *call)
{
    act(ctx, call, JK_MATTER_DROP, JK_MATTER_CANCEL);
}
