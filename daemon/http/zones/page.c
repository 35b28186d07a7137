/* The map of prone places: one zone is typed, drawn or imported, what it would change is shown, and
 * a second form states it with its basis. */
#include <inttypes.h>
#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/form.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/api/stating.h"
#include "daemon/http/desk/decision.h"
#include "daemon/http/desk/reader.h"
#include "daemon/http/zones/statement.h"
#include "jarak/app/app.h"
#include "jarak/app/editions/editions.h"
#include "jarak/app/handle/work.h"
#include "jarak/app/matters/matters.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/decimal.h"
#include "jarak/feed/admin/zones.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/http/server/status_map.h"
#include "jarak/model/texts.h"

static const struct jk_zone_form empty = { "", "", "", "", "", "", "", "", "", "", "", "" };

/* Whose map: of a sub-district's account that of its regency. Those of other regencies are told by
 * their names alone, on the conflicts they raise. */
static enum jk_status find_region(struct jk_api *api, struct jk_http_call *call, const char *code,
                                  const struct jk_region **out, struct jk_error *err)
{
    const struct jk_pack *pack = jk_app_pack(api->options.app);
    const char *own = api_actor(api, call)->region;
    char cut[JK_REGION_CUT];

    jk_region_cut(code[0] ? code : own[0] ? own : pack->region, 2, cut);
    *out = jk_pack_region(pack, cut);
    if (!*out)
        return jk_fail(err, JK_INVALID, JK_TEXT_PACK_REGION, "region", "%s", code);
    if (!jk_region_covers(own, cut) && !jk_region_covers(cut, own))
        return jk_fail(err, JK_DENIED, JK_TEXT_EDITION_ELSEWHERE, "region", "%s", cut);
    return JK_OK;
}

static void show(struct jk_api *api, struct jk_http_call *call, int code,
                 struct jk_zones_page *page)
{
    struct jk_desk_reader reader = desk_reader(api, call);
    struct zones_history history;
    struct jk_buf out = { 0 };

    if (!zones_find_history(api, call, JK_EDITION_ZONES, page->region, &history))
        return;
    page->may_state = history.may_state;
    page->seen = history.seen;
    page->editions = history.list.at;
    page->edition_count = history.list.count;
    page->more = history.list.more;
    desk_send_map(api, call, code, jk_desk_zones_page(&out, &reader, page), &out);
}

static const char *param(struct jk_http_call *call, const char *name)
{
    struct jk_span value;
    const char *text =
        jk_http_param(call, name, &value) ? jk_arena_copy(&call->arena, value) : NULL;

    return text ? text : "";
}

/* The zone of that id as a form; an empty form where there is none. */
static struct jk_zone_form form_of(struct jk_api *api, struct jk_http_call *call, const char *id)
{
    const struct jk_risk_zones *zones = &jk_app_pack(api->options.app)->zones;
    struct jk_zone_form form = empty;

    for (size_t i = 0; id[0] && i < zones->count; i++) {
        if (strcmp(zones->at[i].id, id) == 0)
            jk_zone_form_of(&zones->at[i], &call->arena, &form);
    }
    return form;
}

/* A verified report as a zone to be: its place, and where it comes from. What nobody has verified
 * raises nothing. @return the basis of its statement; "" there is none */
static const char *form_of_report(struct jk_api *api, struct jk_http_call *call, const char *id,
                                  struct jk_zone_form *form)
{
    const struct jk_app *app = api->options.app;
    const struct jk_matter *matter = jk_app_matter(app, api_actor(api, call), id);
    struct jk_matter_said said;
    const char *basis;

    if (!matter || matter->state != JK_MATTER_VERIFIED ||
        jk_app_matter_said(app, &call->arena, matter, &said) != JK_OK)
        return "";
    basis = jk_arena_fmt(&call->arena, "laporan lapangan %s, terbukti", matter->id);
    form->name = said.place[0] ? said.place : said.title;
    form->indicators = jk_text_get(jk_topic_text(matter->topic), JK_LANG_ID);
    form->source = basis ? basis : "";
    if (said.has_point)
        form->place =
            jk_arena_fmt(&call->arena, "%.6f, %.6f", said.point.lat_deg, said.point.lon_deg);
    else if (strchr(matter->region, '.') != strrchr(matter->region, '.'))
        form->district = matter->region;
    form->radius_km = said.has_point ? "1" : "";
    return form->place && basis ? basis : "";
}

void zones_page_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_zone_form form = form_of(api, call, param(call, "zona"));
    struct jk_zones_page page = { .form = &form };
    struct jk_error err;

    page.basis = form_of_report(api, call, param(call, "laporan"), &form);
    if (find_region(api, call, param(call, "region"), &page.region, &err) != JK_OK) {
        desk_refuse(api, call, &err);
        return;
    }
    if (!api_work_allowed(api, call,
                          JK_WORK_READ + JK_WORK_MEMBER * jk_app_edition_count(api->options.app)))
        return;
    page.done = desk_stated_text(api, call, JK_TEXT_ZONE_DONE);
    show(api, call, 200, &page);
}

/* What a form asks for. */
struct asked {
    struct api_form fields;
    const char *step;
    struct jk_zone_form form;
    const struct jk_region *region;
    const char *document; /* of what is tried or stated; null until it is made */
    bool withdrawn;
};

static bool is_step(const struct asked *a, const char *step)
{
    return strcmp(a->step, step) == 0;
}

static void read_form(struct asked *a)
{
    const struct api_form *f = &a->fields;

    a->step = api_form_get(f, "langkah");
    a->withdrawn = is_step(a, "cabut");
    a->form = (struct jk_zone_form){ .id = api_form_get(f, "zona"),
                                     .name = api_form_get(f, "nama"),
                                     .level = api_form_get(f, "tingkat"),
                                     .factor = api_form_get(f, "faktor"),
                                     .indicators = api_form_get(f, "indikator"),
                                     .source = api_form_get(f, "sumber"),
                                     .from = api_form_get(f, "dari"),
                                     .to = api_form_get(f, "sampai"),
                                     .district = api_form_get(f, "kecamatan"),
                                     .place = api_form_get(f, "titik"),
                                     .radius_km = api_form_get(f, "radius"),
                                     .border = api_form_get(f, "batas") };
}

static enum jk_status make_document(struct jk_api *api, struct jk_http_call *call, struct asked *a,
                                    struct jk_error *err)
{
    const struct jk_pack *pack = jk_app_pack(api->options.app);
    const struct api_file *file = api_form_file(&a->fields, "berkas");

    if (a->withdrawn)
        a->document = "";
    else if (is_step(a, "tetapkan"))
        a->document = api_form_get(&a->fields, "dokumen");
    else if (is_step(a, "hapus"))
        return jk_zone_document_without(pack, a->region, a->form.id, &call->arena, &a->document,
                                        err);
    else if (is_step(a, "impor") && file)
        a->document = jk_arena_copy(&call->arena, file->bytes);
    else
        return jk_zone_document(pack, a->region, &a->form, &call->arena, &a->document, err);
    return a->document ? JK_OK : jk_no_memory(err);
}

/* The page again, with why not. */
static void show_fault(struct jk_api *api, struct jk_http_call *call, const struct asked *a,
                       const struct jk_error *err)
{
    struct jk_zones_page page = { .region = a->region,
                                  .form = is_step(a, "coba") ? &a->form : &empty,
                                  .basis = api_form_get(&a->fields, "dasar") };

    if (desk_fault(api, call, err, &page.fault))
        show(api, call, jk_http_status_of(err->status)->code, &page);
}

/* Reads the form that a call sent, again where it was answered later. @return false: it was
 * refused */
static bool take_form(struct jk_api *api, struct jk_http_call *call, struct asked *a)
{
    struct jk_error err;

    if (!desk_read_form(api, call, &a->fields))
        return false;
    read_form(a);
    if (find_region(api, call, api_form_get(&a->fields, "wilayah"), &a->region, &err) == JK_OK)
        return true;
    desk_refuse(api, call, &err);
    return false;
}

/* What the form says, for what it shares with others. */
static struct zones_statement statement_of(const struct asked *a)
{
    return (struct zones_statement){ .part = JK_EDITION_ZONES,
                                     .region = a->region,
                                     .fields = &a->fields,
                                     .trial = !is_step(a, "tetapkan") && !a->withdrawn,
                                     .withdrawn = a->withdrawn };
}

static void stated(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err)
{
    struct asked a;
    struct zones_statement said;

    if (!take_form(api, call, &a))
        return;
    if (err) {
        show_fault(api, call, &a, err);
        return;
    }
    said = statement_of(&a);
    zones_go_back(api, call, &said, "/meja/kerawanan");
}

static void tried(struct jk_api *api, struct jk_http_call *call, const struct jk_repack *judged,
                  const struct jk_error *refused)
{
    struct jk_zones_page page = { .basis = "" };
    struct jk_whatif_view view;
    struct jk_error err;
    struct asked a;
    enum jk_status rc;

    if (!take_form(api, call, &a))
        return;
    if (refused) {
        show_fault(api, call, &a, refused);
        return;
    }
    rc = make_document(api, call, &a, &err);
    if (rc == JK_OK &&
        jk_app_repack_compare(judged, &call->arena, a.region->code, api_now(api), &view) != JK_OK)
        rc = jk_no_memory(&err);
    if (rc != JK_OK) {
        show_fault(api, call, &a, &err);
        return;
    }
    page.region = a.region;
    page.form = is_step(&a, "coba") ? &a.form : &empty;
    page.document = a.document;
    page.view = &view;
    show(api, call, 200, &page);
}

void zones_page_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct asked a;
    struct zones_statement said;
    struct jk_edition edition;
    struct jk_error err;
    enum jk_status rc;

    if (!take_form(api, call, &a))
        return;
    said = statement_of(&a);
    rc = zones_may_state(api, call, &said, &err);
    if (rc == JK_OK)
        rc = make_document(api, call, &a, &err);
    if (rc == JK_OK)
        rc = zones_make_edition(api, call, &said, a.document, &edition, &err);
    if (rc != JK_OK)
        show_fault(api, call, &a, &err);
    else if (said.trial)
        api_try(api, call, &edition, tried);
    else
        api_state(api, call, &edition, stated);
}
