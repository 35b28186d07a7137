/* The page of deliveries: how far each sub-district is, what is threatened, and how KPU states
 * them: one by a form, or all of them by a table. */
#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/form.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/desk/ask.h"
#include "daemon/http/desk/decision.h"
#include "daemon/http/desk/reader.h"
#include "daemon/http/matters/drops.h"
#include "jarak/app/handle/work.h"
#include "jarak/base/decimal.h"
#include "jarak/base/texts.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/http/server/status_map.h"
#include "jarak/model/point_words.h"
#include "jarak/model/texts.h"

#define POINTS_MAX 1500 /* on one picture; those behind them are in the table all the same */

static const struct jk_drop_form empty = { "", "", "", "", "", "", "", "", "", "", "", "", "", "" };

static const char *param(struct jk_http_call *call, const char *name)
{
    struct jk_span value;
    const char *text =
        jk_http_param(call, name, &value) ? jk_arena_copy(&call->arena, value) : NULL;

    return text ? text : "";
}

/* Those that are still to arrive, for the picture; only figures of them are asked. */
static bool gather_points(struct jk_api *api, struct jk_http_call *call, const char *region,
                          struct jk_drops_page *page)
{
    struct jk_app *app = api->options.app;
    struct jk_matter_walk walk = jk_app_matters(app, api_actor(api, call), region, JK_MATTER_DROP);
    struct jk_matter_view *points = jk_arena_array(&call->arena, POINTS_MAX, sizeof *points);
    const struct jk_matter *matter;

    while (points && page->point_count < POINTS_MAX && (matter = jk_app_matter_next(&walk))) {
        if (!matter->drop.has_point || !matter->bytes.len || matter->state == JK_MATTER_CANCELLED)
            continue;
        points[page->point_count++] =
            (struct jk_matter_view){ .matter = matter,
                                     .risk = jk_app_drop_risk(app, matter, api_now(api), NULL) };
    }
    page->points = points;
    return points != NULL;
}

static void show(struct jk_api *api, struct jk_http_call *call, int code,
                 struct jk_matters_page *list, const struct jk_drop_form *form)
{
    struct jk_app *app = api->options.app;
    struct jk_desk_reader reader = desk_reader(api, call);
    struct jk_drops_page page = { .list = list, .form = form };
    struct jk_drop_progress *rows;
    struct jk_buf out = { 0 };
    struct jk_error err;

    if (jk_app_in_group(app) && !api_settle(api, call))
        return;
    list->kind = JK_MATTER_DROP;
    list->region = matters_own_region(api, call);
    list->may_file = api_actor(api, call)->role == JK_ROLE_KPU;
    list->state = param(call, "keadaan");
    list->stage = param(call, "tujuan");
    list->threatened = param(call, "bahaya")[0] != '\0';
    list->topic = list->agency = "";
    if (!api_work_allowed(api, call,
                          JK_WORK_READ + MATTERS_PAGE_ROWS * JK_WORK_MEMBER +
                              3 * jk_app_matter_count(app, list->region->code)))
        return;
    if (matters_gather(api, call, list) && gather_points(api, call, list->region->code, &page) &&
        jk_app_drop_progress(app, &call->arena, api_actor(api, call), list->region->code,
                             api_now(api), &rows, &page.district_count) == JK_OK) {
        page.districts = rows;
        desk_send(call, code, jk_drops_page_write(&out, &reader, &page), &out);
        return;
    }
    jk_no_memory(&err);
    desk_refuse(api, call, &err);
}

void matters_drops_page(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_matters_page list = { .kind = JK_MATTER_DROP };
    struct jk_drop_form form = empty;
    struct jk_error err;

    form.uid = matters_new_uid(call);
    form.about = param(call, "tentang");
    if (!form.uid) {
        jk_no_memory(&err);
        desk_refuse(api, call, &err);
        return;
    }
    if (param(call, "selesai")[0])
        list.done = jk_text_get(JK_TEXT_MATTER_FILED_NOW, desk_reader(api, call).lang);
    show(api, call, 200, &list, &form);
}

static enum jk_status read_times(const struct jk_drop_form *form, const struct jk_tz *tz,
                                 struct jk_matter_said *out, struct jk_error *err)
{
    if (!form->due[0] || !matters_local_time(form->due, tz, &out->due_s))
        return jk_fail(err, JK_INVALID, JK_TEXT_MATTER_DUE, "tenggat", "%.60s", form->due);
    if (form->leave[0] && !matters_local_time(form->leave, tz, &out->drop.leave_s))
        return jk_fail(err, JK_INVALID, JK_TEXT_DROP_LEAVE, "berangkat", "%.60s", form->leave);
    return JK_OK;
}

static enum jk_status read_form(const struct jk_drop_form *form, const struct jk_tz *tz,
                                struct jk_matter_said *out, struct jk_error *err)
{
    uint64_t items = 0;
    bool view;

    *out = jk_matter_unsaid(JK_MATTER_DROP);
    out->uid = form->uid;
    out->title = form->title;
    out->text = form->text;
    out->place = form->place;
    out->region = form->region;
    out->about = form->about;
    out->drop.from = form->from;
    out->drop.carrier = form->carrier;
    out->drop.stage = jk_drop_stage_of(jk_span_of(form->stage));
    if (out->drop.stage == JK_DROP_STAGES)
        return jk_fail(err, JK_INVALID, JK_TEXT_DROP_STAGE, "tujuan", "%.60s", form->stage);
    if (form->mode[0] && !jk_drop_mode_of(jk_span_of(form->mode), &out->drop.mode))
        return jk_fail(err, JK_INVALID, JK_TEXT_DROP_MODE, "moda", "%.60s", form->mode);
    if (form->items[0] && !jk_uint_parse(jk_span_of(form->items), JK_DROP_ITEMS_MAX, &items))
        return jk_fail(err, JK_RANGE, JK_TEXT_DROP_ITEMS, "koli", "%.60s", form->items);
    out->drop.items = (uint32_t)items;
    if (form->point[0] && !jk_words_point(jk_span_of(form->point), &out->point, &view))
        return jk_fail(err, JK_INVALID, JK_TEXT_MATTER_WHERE, "titik", "%.60s", form->point);
    out->has_point = form->point[0] != '\0';
    return read_times(form, tz, out, err);
}

static struct jk_drop_form form_of(const struct api_form *f)
{
    return (struct jk_drop_form){ .uid = api_form_get(f, "uid"),
                                  .title = api_form_get(f, "isi"),
                                  .stage = api_form_get(f, "tujuan"),
                                  .mode = api_form_get(f, "moda"),
                                  .region = api_form_get(f, "kecamatan"),
                                  .place = api_form_get(f, "tempat"),
                                  .point = api_form_get(f, "titik"),
                                  .due = api_form_get(f, "tenggat"),
                                  .leave = api_form_get(f, "berangkat"),
                                  .from = api_form_get(f, "dari"),
                                  .carrier = api_form_get(f, "pengangkut"),
                                  .items = api_form_get(f, "koli"),
                                  .about = api_form_get(f, "rute"),
                                  .text = api_form_get(f, "catatan") };
}

void matters_drops_form(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_matters_page list = { .kind = JK_MATTER_DROP };
    struct jk_ical_matter matter = { .has_plan = true };
    struct jk_matter_filing filing = { .actor = api_actor(api, call),
                                       .now_s = api_now(api),
                                       .matter = &matter };
    const struct jk_matter *kept = NULL;
    struct jk_drop_form form;
    struct api_form f;
    struct jk_error err;
    enum jk_status rc;

    if (!desk_read_form(api, call, &f))
        return;
    form = form_of(&f);
    rc = read_form(&form, matters_tz(api, filing.actor->region), &matter.said, &err);
    if (rc == JK_OK)
        rc = jk_app_matter_file(api->options.app, &call->arena, &filing, &kept, NULL, &err);
    if (rc == JK_OK)
        desk_go(api, call, jk_arena_fmt(&call->arena, "/meja/logistik/%s?selesai=1", kept->id));
    else if (desk_fault(api, call, &err, &list.fault))
        show(api, call, jk_http_status_of(err.status)->code, &list, &form);
}

static void tell_table(struct jk_api *api, struct jk_http_call *call, size_t rows,
                       const struct jk_matters_filed *filed, const struct jk_error *err)
{
    struct jk_matters_page list = { .kind = JK_MATTER_DROP };
    struct jk_drop_form form = empty;

    (void)rows;
    if (filed)
        desk_go(api, call, "/meja/logistik?selesai=1");
    else if (desk_fault(api, call, err, &list.fault))
        show(api, call, jk_http_status_of(err->status)->code, &list, &form);
}

void matters_drops_table_form(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct api_file *file;
    struct api_form form;

    if (!desk_read_form(api, call, &form))
        return;
    file = api_form_file(&form, "berkas");
    matters_table_take(api, call, file ? file->bytes : jk_span_of(api_form_get(&form, "tabel")),
                       tell_table);
}
