/* The pages of reports and tasks: lists with a form above, one with its history and its acts.
 *
 * A form carries the UID of what it files from its first showing on, so that a press that is
 * repeated, or sent again when the line is back, files once. */
#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/form.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/desk/decision.h"
#include "daemon/http/desk/ask.h"
#include "daemon/http/desk/reader.h"
#include "daemon/http/matters/matters.h"
#include "daemon/http/public/send.h"
#include "jarak/app/handle/work.h"
#include "jarak/base/texts.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/feed/matters/page.h"
#include "jarak/http/server/status_map.h"
#include "jarak/model/point_words.h"
#include "jarak/model/texts.h"

static const char *param(struct jk_http_call *call, const char *name)
{
    struct jk_span value;
    const char *text =
        jk_http_param(call, name, &value) ? jk_arena_copy(&call->arena, value) : NULL;

    return text ? text : "";
}

static bool is_open(const struct jk_matter *matter)
{
    return matter->state == JK_MATTER_UNVERIFIED || matter->state == JK_MATTER_OPEN ||
           matter->state == JK_MATTER_BEGUN;
}

static bool is_listed(const struct jk_matters_page *page, const struct jk_matter *matter)
{
    return (!page->state[0] || strcmp(page->state, jk_matter_state_word(matter->state)) == 0) &&
           (!page->agency[0] || strcmp(page->agency, matter->agency) == 0) &&
           (!page->topic[0] || matter->topic == jk_topic_of(jk_span_of(page->topic))) &&
           (!page->stage[0] || matter->drop.stage == jk_drop_stage_of(jk_span_of(page->stage)));
}

bool matters_gather(struct jk_api *api, struct jk_http_call *call, struct jk_matters_page *page)
{
    struct jk_matter_view *rows = jk_arena_array(&call->arena, MATTERS_PAGE_ROWS, sizeof *rows);
    struct jk_matter_walk walk =
        jk_app_matters(api->options.app, api_actor(api, call), page->region->code, (int)page->kind);
    const char *before = param(call, "sebelum");
    const struct jk_matter *matter;
    bool behind = !before[0];

    while (rows && (matter = jk_app_matter_next(&walk))) {
        page->waiting += is_open(matter);
        page->late += jk_matter_is_late(matter, api_now(api));
        if (behind && is_listed(page, matter) &&
            (!page->threatened ||
             jk_app_drop_risk(api->options.app, matter, api_now(api), NULL) != JK_DROP_SAFE)) {
            if (page->count == MATTERS_PAGE_ROWS)
                page->next = rows[MATTERS_PAGE_ROWS - 1].matter->id;
            else if (!desk_matter_view(api, call, matter, &rows[page->count++]))
                return false;
        }
        behind = behind || strcmp(before, matter->id) == 0;
    }
    page->rows = rows;
    return rows != NULL;
}

const struct jk_region *matters_own_region(struct jk_api *api, struct jk_http_call *call)
{
    const struct jk_pack *pack = jk_app_pack(api->options.app);
    const struct jk_region *own = jk_pack_region(pack, api_actor(api, call)->region);

    return own ? own : jk_pack_region(pack, pack->region);
}

static void show_list(struct jk_api *api, struct jk_http_call *call, int code,
                      struct jk_matters_page *page)
{
    struct jk_desk_reader reader = desk_reader(api, call);
    struct jk_buf out = { 0 };
    struct jk_error err;

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return;
    page->region = matters_own_region(api, call);
    page->may_file = jk_role_rights(api_actor(api, call)->role) & JK_MAY_REPORT;
    page->state = param(call, "keadaan");
    page->topic = page->kind == JK_MATTER_REPORT ? param(call, "jenis") : "";
    page->stage = "";
    page->agency = page->kind == JK_MATTER_TASK ? param(call, "lembaga") : "";
    if (!api_work_allowed(api, call,
                          JK_WORK_READ + MATTERS_PAGE_ROWS * JK_WORK_MEMBER +
                              jk_app_matter_count(api->options.app, page->region->code)))
        return;
    if (matters_gather(api, call, page)) {
        desk_send(call, code, jk_matters_page_write(&out, &reader, page), &out);
        return;
    }
    jk_no_memory(&err);
    desk_refuse(api, call, &err);
}

static void list_page(struct jk_api *api, struct jk_http_call *call, enum jk_matter_kind kind)
{
    struct jk_matter_form form = { "", "", "", "", "", "", "", "", param(call, "tentang") };
    struct jk_matters_page page = { .kind = kind, .form = &form };
    struct jk_error err;

    form.uid = matters_new_uid(call);
    if (!form.uid) {
        jk_no_memory(&err);
        desk_refuse(api, call, &err);
        return;
    }
    if (param(call, "selesai")[0])
        page.done = jk_text_get(JK_TEXT_MATTER_FILED_NOW, desk_reader(api, call).lang);
    show_list(api, call, 200, &page);
}

void matters_reports_page(void *ctx, struct jk_http_call *call)
{
    list_page(ctx, call, JK_MATTER_REPORT);
}

void matters_offline_page(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct jk_pack *pack = jk_app_pack(api->options.app);
    struct jk_desk_reader reader = desk_reader(api, call);
    struct jk_buf out = { 0 };

    /* Whoever asks: a device keeps this page, and the next who uses it must learn nothing. */
    reader = (struct jk_desk_reader){ .pack = pack,
                                      .region = jk_pack_region(pack, pack->region),
                                      .lang = reader.lang,
                                      .assets = reader.assets,
                                      .here = "/meja/luring",
                                      .csrf = "",
                                      .map_tiles = "",
                                      .map_credit = "" };
    desk_send(call, 200, jk_matter_offline_write(&out, &reader), &out);
}

void matters_offline_script(void *ctx, struct jk_http_call *call)
{
    const struct jk_api *api = ctx;

    http_public_send_named(api->options.web_root, call, JK_SPAN("luring.js"));
}

void matters_tasks_page(void *ctx, struct jk_http_call *call)
{
    list_page(ctx, call, JK_MATTER_TASK);
}

bool matters_local_time(const char *text, const struct jk_tz *tz, int64_t *utc_s)
{
    struct jk_span rest = jk_span_of(text), date;
    int32_t day, second;

    if (!jk_span_cut(&rest, 'T', &date) || !rest.at || rest.len < 5 || !jk_date_parse(date, &day) ||
        !jk_hour_parse((struct jk_span){ rest.at, 5 }, &second))
        return false;
    *utc_s = (int64_t)day * JK_DAY_S + second - tz->offset_s;
    return true;
}

static enum jk_status read_form(const struct jk_matter_form *form, enum jk_matter_kind kind,
                                const struct jk_tz *tz, struct jk_matter_said *out,
                                struct jk_error *err)
{
    int64_t when_s = 0;
    bool view;

    *out = jk_matter_unsaid(kind);
    out->uid = form->uid;
    out->title = form->title;
    out->text = form->text;
    out->place = form->place;
    out->agency = kind == JK_MATTER_TASK ? form->agency : "";
    out->about = form->about;
    if (form->when[0] && !matters_local_time(form->when, tz, &when_s))
        return jk_fail(err, JK_INVALID, JK_TEXT_MATTER_DUE, "waktu", "%.60s", form->when);
    if (form->point[0] && !jk_words_point(jk_span_of(form->point), &out->point, &view))
        return jk_fail(err, JK_INVALID, JK_TEXT_MATTER_WHERE, "titik", "%.60s", form->point);
    out->has_point = form->point[0] != '\0';
    if (kind == JK_MATTER_TASK) {
        out->due_s = when_s;
        return JK_OK;
    }
    out->topic = jk_topic_of(jk_span_of(form->topic));
    out->at_s = when_s;
    return JK_OK;
}

static void file_form(struct jk_api *api, struct jk_http_call *call, enum jk_matter_kind kind)
{
    struct jk_matters_page page = { .kind = kind };
    struct jk_ical_matter matter = { .has_state = false };
    struct jk_matter_filing filing = { .actor = api_actor(api, call),
                                       .now_s = api_now(api),
                                       .matter = &matter };
    const struct jk_matter *kept = NULL;
    struct jk_matter_form form;
    struct api_form f;
    struct jk_error err;
    enum jk_status rc;

    if (!desk_read_form(api, call, &f))
        return;
    form = (struct jk_matter_form){ api_form_get(&f, "uid"),    api_form_get(&f, "jenis"),
                                    api_form_get(&f, "judul"),  api_form_get(&f, "uraian"),
                                    api_form_get(&f, "tempat"), api_form_get(&f, "titik"),
                                    api_form_get(&f, "waktu"),  api_form_get(&f, "lembaga"),
                                    api_form_get(&f, "tentang") };
    rc = read_form(&form, kind, matters_tz(api, filing.actor->region), &matter.said, &err);
    if (rc == JK_OK)
        rc = jk_app_matter_file(api->options.app, &call->arena, &filing, &kept, NULL, &err);
    if (rc == JK_OK) {
        desk_go(api, call,
                jk_arena_fmt(&call->arena, "/meja/%s/%s?selesai=1", jk_matter_page_word(kind),
                             kept->id));
        return;
    }
    page.form = &form;
    if (desk_fault(api, call, &err, &page.fault))
        show_list(api, call, jk_http_status_of(err.status)->code, &page);
}

void matters_reports_form(void *ctx, struct jk_http_call *call)
{
    file_form(ctx, call, JK_MATTER_REPORT);
}

void matters_tasks_form(void *ctx, struct jk_http_call *call)
{
    file_form(ctx, call, JK_MATTER_TASK);
}

/* The risk zone of that id; null. */
static const struct jk_risk_zone *find_zone(const struct jk_app *app, const char *id)
{
    const struct jk_risk_zones *zones = &jk_app_pack(app)->zones;

    for (size_t i = 0; id[0] && i < zones->count; i++) {
        if (strcmp(zones->at[i].id, id) == 0)
            return &zones->at[i];
    }
    return NULL;
}

/* What a matter is about, as a link, where the reader may see that. */
static void find_about(struct jk_api *api, struct jk_http_call *call, struct jk_matter_page *page)
{
    const struct jk_app *app = api->options.app;
    const char *about = page->view.matter->about;
    const struct jk_matter *matter = jk_app_matter(app, api_actor(api, call), about);
    const struct jk_entry *entry = jk_registry_entry(jk_app_registry(app), about);
    struct jk_matter_view view;

    page->about_href = page->about_title = "";
    if (matter && desk_matter_view(api, call, matter, &view)) {
        page->about_href = jk_arena_fmt(&call->arena, "/meja/%s/%s",
                                        jk_matter_page_word(matter->kind), matter->id);
        page->about_title = view.said ? view.said->title : matter->id;
    } else if (entry &&
               jk_region_covers(api_actor(api, call)->region, entry->chain->region->code)) {
        page->about_href =
            jk_arena_fmt(&call->arena, "/meja/pemberitahuan/%s", desk_escape(call, about));
        page->about_title = about;
    } else if (find_zone(app, about)) {
        page->about_href =
            jk_arena_fmt(&call->arena, "/meja/kerawanan?zona=%s", desk_escape(call, about));
        page->about_title = find_zone(app, about)->name;
    } else if (about[0] && strlen(about) == JK_MATTER_HEX) { /* a conflict has such an id */
        page->about_href = jk_arena_fmt(&call->arena, "/meja/konflik/%s", desk_escape(call, about));
        page->about_title = about;
    }
}

static void show_one(struct jk_api *api, struct jk_http_call *call, int code,
                     const struct jk_matter *matter, struct jk_matter_page *page)
{
    struct jk_desk_reader reader = desk_reader(api, call);
    struct jk_buf out = { 0 };
    struct jk_error err;

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return;
    if (!desk_matter_view(api, call, matter, &page->view) ||
        !desk_matters_about(api, call, matter->id, &page->follow)) {
        jk_no_memory(&err);
        desk_refuse(api, call, &err);
        return;
    }
    find_about(api, call, page);
    desk_send(call, code, jk_matter_page_write(&out, &reader, page), &out);
}

static void one_page(struct jk_api *api, struct jk_http_call *call, enum jk_matter_kind kind)
{
    struct jk_matter_page page = { .typed = NULL };
    struct jk_error err;
    const struct jk_matter *matter = matters_of_call(api, call, kind, &err);

    if (!matter) {
        desk_refuse(api, call, &err);
        return;
    }
    if (!api_work_allowed(api, call, JK_WORK_READ + DESK_ABOUT_MAX * JK_WORK_MEMBER))
        return;
    if (param(call, "selesai")[0])
        page.done = jk_text_get(JK_TEXT_MATTER_FILED_NOW, desk_reader(api, call).lang);
    show_one(api, call, 200, matter, &page);
}

void matters_report_page(void *ctx, struct jk_http_call *call)
{
    one_page(ctx, call, JK_MATTER_REPORT);
}

void matters_task_page(void *ctx, struct jk_http_call *call)
{
    one_page(ctx, call, JK_MATTER_TASK);
}

/* What the form of an act says. */
static enum jk_status read_act(const struct api_form *f, const struct jk_tz *tz,
                               struct jk_matter_words *out, struct jk_error *err)
{
    const char *when = api_form_get(f, "waktu"), *condition = api_form_get(f, "keadaan");

    *out = (struct jk_matter_words){ .assessment = api_form_get(f, "analisis"),
                                     .recommendation = api_form_get(f, "usul"),
                                     .text = api_form_get(f, "teks"),
                                     .percent = (uint32_t)desk_number_of(api_form_get(f, "persen")),
                                     .by = api_form_get(f, "penerima") };
    if (condition[0])
        out->condition = jk_drop_condition_of(jk_span_of(condition));
    if (out->condition == JK_DROP_CONDITIONS)
        return jk_fail(err, JK_INVALID, JK_TEXT_DROP_CONDITION, "keadaan", "%.60s", condition);
    if (when[0] && !matters_local_time(when, tz, &out->at_s))
        return jk_fail(err, JK_INVALID, JK_TEXT_DROP_WHEN, "waktu", "%.60s", when);
    return JK_OK;
}

static void one_form(struct jk_api *api, struct jk_http_call *call, enum jk_matter_kind kind)
{
    struct jk_matter_ask ask = { .actor = api_actor(api, call), .now_s = api_now(api) };
    struct jk_matter_page page = { .typed = &ask.words };
    struct api_form f;
    struct jk_error err;
    bool good;
    const struct jk_matter *matter, *after = NULL;

    if (!desk_read_form(api, call, &f))
        return;
    matter = matters_of_call(api, call, kind, &err);
    if (!matter) {
        desk_refuse(api, call, &err);
        return;
    }
    ask.id = matter->id;
    ask.act = jk_matter_act_of(api_form_get(&f, "langkah"));
    good = read_act(&f, matters_tz(api, matter->region), &ask.words, &err) == JK_OK;
    if (good && ask.act != JK_MATTER_ACTS &&
        jk_app_matter_act(api->options.app, &call->arena, &ask, &after, &err) == JK_OK) {
        desk_go(api, call,
                jk_arena_fmt(&call->arena, "/meja/%s/%s?selesai=1", jk_matter_page_word(kind),
                             after->id));
        return;
    }
    if (good && ask.act == JK_MATTER_ACTS)
        jk_fail(&err, JK_INVALID, JK_TEXT_PACK_WORD, "langkah", "%s", "");
    if (desk_fault(api, call, &err, &page.fault))
        show_one(api, call, jk_http_status_of(err.status)->code, matter, &page);
}

void matters_report_form(void *ctx, struct jk_http_call *call)
{
    one_form(ctx, call, JK_MATTER_REPORT);
}

void matters_task_form(void *ctx, struct jk_http_call *call)
{
    one_form(ctx, call, JK_MATTER_TASK);
}

void matters_drop_page(void *ctx, struct jk_http_call *call)
{
    one_page(ctx, call, JK_MATTER_DROP);
}

void matters_drop_form(void *ctx, struct jk_http_call *call)
{
    one_form(ctx, call, JK_MATTER_DROP);
}
