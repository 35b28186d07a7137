/* The page of polling stations: a list is sent or pasted, what it would change is shown, and a
 * second form states it with its basis. The second form carries the document the first one made. */
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
#include "jarak/feed/admin/stations.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/feed/table/stations.h"
#include "jarak/http/server/status_map.h"

static void show(struct jk_api *api, struct jk_http_call *call, int code,
                 struct jk_stations_page *page)
{
    struct jk_desk_reader reader = desk_reader(api, call);
    struct zones_history history;
    struct jk_buf out = { 0 };

    if (!zones_find_history(api, call, JK_EDITION_STATIONS, page->region, &history))
        return;
    page->may_state = history.may_state;
    page->seen = history.seen;
    page->editions = history.list.at;
    page->edition_count = history.list.count;
    page->more = history.list.more;
    desk_send(call, code, jk_desk_stations_page(&out, &reader, page), &out);
}

/* Whose list is stated is a regency's or what lies above it. */
static enum jk_status find_region(struct jk_api *api, struct jk_http_call *call, const char *code,
                                  const struct jk_region **out, struct jk_error *err)
{
    char cut[JK_REGION_CUT];

    jk_region_cut(code, 2, cut);
    return zones_region_of(api, call, cut, out, err);
}

void zones_stations_page_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct jk_pack *pack = jk_app_pack(api->options.app);
    struct jk_stations_page page = { .basis = "", .typed = "" };
    struct jk_span value = { "", 0 };
    struct jk_error err;
    const char *code;

    jk_http_param(call, "region", &value);
    code = jk_arena_copy(&call->arena, value);
    if (find_region(api, call, code ? code : "", &page.region, &err) != JK_OK) {
        desk_refuse(api, call, &err);
        return;
    }
    if (!api_work_allowed(api, call,
                          JK_WORK_READ + pack->station_count +
                              JK_WORK_MEMBER * jk_app_edition_count(api->options.app)))
        return;
    page.done = desk_stated_text(api, call, JK_TEXT_STATION_DONE);
    show(api, call, 200, &page);
}

/* What a form asks for. */
struct asked {
    struct api_form fields;
    const char *step;
    const struct jk_region *region;
    const char *document; /* of what is tried or stated */
    bool withdrawn;
};

static bool is_step(const struct asked *a, const char *step)
{
    return strcmp(a->step, step) == 0;
}

/* A document as it came; a table is made one. */
static enum jk_status read_list(struct jk_api *api, struct jk_http_call *call, struct jk_span bytes,
                                struct asked *a, struct jk_error *err)
{
    const struct jk_span text = jk_span_trim(bytes);

    if (text.len == 0)
        return jk_fail(err, JK_INVALID, JK_TEXT_STATION_NOTHING, "berkas", "%s", "");
    if (text.at[0] != '{')
        return jk_stations_read(&call->arena, bytes, jk_app_pack(api->options.app), a->region->code,
                                &a->document, err);
    a->document = jk_arena_copy(&call->arena, text);
    return a->document ? JK_OK : jk_no_memory(err);
}

static enum jk_status make_document(struct jk_api *api, struct jk_http_call *call, struct asked *a,
                                    struct jk_error *err)
{
    const struct api_file *file = api_form_file(&a->fields, "berkas");

    if (a->withdrawn)
        a->document = "";
    else if (is_step(a, "tetapkan"))
        a->document = api_form_get(&a->fields, "dokumen");
    else
        return read_list(api, call,
                         file && file->bytes.len ? file->bytes
                                                 : jk_span_of(api_form_get(&a->fields, "isi")),
                         a, err);
    return JK_OK;
}

/* The page again, with why not. */
static void show_fault(struct jk_api *api, struct jk_http_call *call, const struct asked *a,
                       const struct jk_error *err)
{
    struct jk_stations_page page = { .region = a->region,
                                     .typed = api_form_get(&a->fields, "isi"),
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
    a->step = api_form_get(&a->fields, "langkah");
    a->withdrawn = is_step(a, "cabut");
    if (find_region(api, call, api_form_get(&a->fields, "wilayah"), &a->region, &err) == JK_OK)
        return true;
    desk_refuse(api, call, &err);
    return false;
}

/* What the form says, for what it shares with others. */
static struct zones_statement statement_of(const struct asked *a)
{
    return (struct zones_statement){ .part = JK_EDITION_STATIONS,
                                     .region = a->region,
                                     .fields = &a->fields,
                                     .trial = !is_step(a, "tetapkan") && !a->withdrawn,
                                     .withdrawn = a->withdrawn };
}

static void stated(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err)
{
    struct asked a = { .document = NULL };
    struct zones_statement said;

    if (!take_form(api, call, &a))
        return;
    if (err) {
        show_fault(api, call, &a, err);
        return;
    }
    said = statement_of(&a);
    zones_go_back(api, call, &said, "/meja/tps");
}

static void tried(struct jk_api *api, struct jk_http_call *call, const struct jk_repack *judged,
                  const struct jk_error *refused)
{
    struct jk_stations_page page = { .basis = "", .typed = "" };
    struct asked a = { .document = NULL };
    struct jk_stations_change change;
    struct jk_error err;

    if (!take_form(api, call, &a))
        return;
    if (refused || make_document(api, call, &a, &err) != JK_OK) {
        show_fault(api, call, &a, refused ? refused : &err);
        return;
    }
    jk_stations_compare(jk_app_pack(api->options.app), jk_app_repack_pack(judged), a.region->code,
                        &change);
    page.region = a.region;
    page.document = a.document;
    page.change = &change;
    show(api, call, 200, &page);
}

void zones_stations_page_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct asked a = { .document = NULL };
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
