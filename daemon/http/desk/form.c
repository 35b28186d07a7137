/* The form of a notice, and the page of one that was filed.
 *
 * One address takes all buttons: what was typed comes back with whatever is asked for, so that the
 * form is whole without a script. A script asks for the check alone while somebody types. The UID
 * is chosen when the form is first shown, so that one that is sent twice is filed once. */
#include "daemon/http/desk/desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/desk/reader.h"
#include "jarak/app/decisions/decide.h"
#include "jarak/app/desk/desk.h"
#include "jarak/app/handle/work.h"
#include "jarak/app/notices/submit.h"
#include "jarak/app/notices/verdict.h"
#include "jarak/base/digest.h"
#include "jarak/base/random.h"
#include "jarak/feed/desk/form.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/model/texts.h"

/* A form nobody has typed into. */
static bool begin_form(struct jk_api *api, struct jk_http_call *call, struct jk_form *form)
{
    uint8_t bytes[12];
    char hex[25];

    memset(form, 0, sizeof *form);
    for (int i = 0; i < JK_FORM_END; i++)
        form->value[i] = "";
    form->value[JK_FORM_CONTEST] = jk_app_pack(api->options.app)->contests[0].id;
    form->value[JK_FORM_BACK] = "sama";
    if (jk_random(bytes, sizeof bytes) != JK_OK)
        return false;
    jk_hex(bytes, sizeof bytes, hex);
    form->value[JK_FORM_UID] = jk_arena_fmt(&call->arena, "%s@meja", hex);
    return form->value[JK_FORM_UID] != NULL;
}

/* Takes the places of a way out of the fields `PREFIXlat0`, `PREFIXlon0` ...; empty rows are none.
 */
static void read_way(const struct api_form *fields, const char *prefix, struct jk_form_way *way)
{
    for (int i = 0; i < JK_FORM_POINTS_MAX; i++) {
        char lat[24], lon[24];

        snprintf(lat, sizeof lat, "%slat%d", prefix, i);
        snprintf(lon, sizeof lon, "%slon%d", prefix, i);
        way->lat[way->count] = api_form_get(fields, lat);
        way->lon[way->count] = api_form_get(fields, lon);
        if (way->lat[way->count][0] || way->lon[way->count][0])
            way->count++;
    }
}

static void read_form(const struct api_form *fields, struct jk_form *form)
{
    memset(form, 0, sizeof *form);
    for (int i = 0; i < JK_FORM_END; i++)
        form->value[i] = api_form_get(fields, jk_form_name((enum jk_form_field)i));
    read_way(fields, "", &form->out);
    read_way(fields, "p", &form->back);
}

static void show(struct jk_api *api, struct jk_http_call *call, int code,
                 const struct jk_form_page *page)
{
    struct jk_desk_reader reader = desk_reader(api, call);
    struct jk_buf out = { 0 };

    desk_send(call, code, jk_desk_form_page(&out, &reader, page), &out);
}

/* Copies an earlier chain that the caller may see into the form; another address copies nothing. */
static bool copy_into(struct jk_api *api, struct jk_http_call *call, struct jk_form *form)
{
    const struct jk_registry *registry = jk_app_registry(api->options.app);
    const struct jk_notice **notices;
    const struct jk_chain *chain;
    struct jk_span uid;
    const char *id;
    size_t count = 0;

    if (!jk_http_param(call, "salin", &uid))
        return true;
    id = jk_arena_copy(&call->arena, uid);
    chain = id ? jk_registry_chain(registry, id) : NULL;
    if (!chain || !jk_region_covers(api_actor(api, call)->region, chain->region->code))
        return id != NULL;
    notices = jk_arena_array(&call->arena, chain->entry_count, sizeof *notices);
    for (size_t i = 0; notices && i < chain->entry_count; i++) {
        if (chain->entries[i]->current)
            notices[count++] = chain->entries[i]->current->notice;
    }
    return notices && jk_form_fill(&call->arena, notices, count, chain->region->tz, form) == JK_OK;
}

void desk_form_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_form *form = jk_arena_take(&call->arena, sizeof *form);
    struct jk_error err;

    if (!form || !begin_form(api, call, form) || !copy_into(api, call, form)) {
        jk_no_memory(&err);
        desk_refuse(api, call, &err);
        return;
    }
    show(api, call, 200, &(struct jk_form_page){ .form = form, .verdict.nearest_m = -1 });
}

/* The verdict of the main among those of the stream. */
static const struct jk_verdict_view *main_of(const struct jk_outcome *outcome, const char *uid)
{
    for (size_t i = 0; i < outcome->count; i++) {
        if (strcmp(outcome->verdicts[i].uid, uid) == 0)
            return &outcome->verdicts[i];
    }
    return outcome->count ? &outcome->verdicts[0] : NULL;
}

/* Checks or files what the form says. False: it was answered elsewhere. */
static bool take(struct jk_api *api, struct jk_http_call *call, const struct jk_form *form,
                 bool store, struct jk_outcome *outcome, struct jk_form_fault *fault)
{
    struct jk_buf ical = { 0 };
    struct jk_submission filing = { .actor = api_actor(api, call),
                                    .now_s = api_now(api),
                                    .store = store };
    enum jk_status rc = jk_form_write(form, jk_app_pack(api->options.app), &ical, fault);

    if (rc == JK_OK) {
        fault->field = JK_FORM_END;
        filing.bytes.at = jk_arena_copy(&call->arena, jk_buf_view(&ical));
        filing.bytes.len = ical.len;
        rc = filing.bytes.at
                 ? jk_app_submit(api->options.app, &call->arena, &filing, outcome, &fault->error)
                 : jk_no_memory(&fault->error);
        fault->error.line = 0; /* nobody has seen the lines */
    } else {
        fault->error.status = rc;
    }
    jk_buf_clear(&ical);
    if (rc != JK_HEAVY && rc != JK_BUSY)
        return true;
    api_refuse(api, call, &fault->error, NULL);
    return false;
}

/* Has it been filed already? A form that is sent twice was. */
static bool is_filed(struct jk_api *api, const char *uid)
{
    const struct jk_entry *entry = jk_registry_entry(jk_app_registry(api->options.app), uid);

    return entry && entry->revision > 0;
}

static void file(struct jk_api *api, struct jk_http_call *call, const struct jk_form *form)
{
    struct jk_form_fault fault = { .field = JK_FORM_END, .error = { .status = JK_OK } };
    const char *uid = form->value[JK_FORM_UID];
    struct jk_outcome outcome = { 0 };

    if (!is_filed(api, uid) && !take(api, call, form, true, &outcome, &fault)) {
        jk_outcome_clear(&outcome);
        return;
    }
    jk_outcome_clear(&outcome);
    if (fault.error.status == JK_OK)
        desk_go(api, call, jk_arena_fmt(&call->arena, "/meja/pemberitahuan/%s?selesai=1", uid));
    else
        show(api, call, 422,
             &(struct jk_form_page){ .form = form, .fault = &fault, .verdict.nearest_m = -1 });
}

static void check(struct jk_api *api, struct jk_http_call *call, const struct jk_form *form,
                  bool only)
{
    struct jk_form_fault fault = { .field = JK_FORM_END, .error = { .status = JK_OK } };
    struct jk_form_page page = { .form = form, .only_verdict = only, .verdict.nearest_m = -1 };
    struct jk_outcome outcome = { 0 };

    if (!take(api, call, form, false, &outcome, &fault)) {
        jk_outcome_clear(&outcome);
        return;
    }
    page.verdict.view = main_of(&outcome, form->value[JK_FORM_UID]);
    if (page.verdict.view)
        jk_app_rivals(api->options.app, &call->arena,
                      &(struct jk_rivals_ask){ api_actor(api, call)->region, api_now(api) },
                      &outcome, &page.verdict);
    if (fault.error.status != JK_OK)
        page.fault = &fault;
    show(api, call, page.fault && !only ? 422 : 200, &page);
    jk_outcome_clear(&outcome);
}

void desk_form_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_form *form = jk_arena_take(&call->arena, sizeof *form);
    struct api_form fields;
    const char *act;

    if (!desk_read_form(api, call, &fields))
        return;
    if (!form) {
        struct jk_error err;

        jk_no_memory(&err);
        desk_refuse(api, call, &err);
        return;
    }
    read_form(&fields, form);
    act = api_form_get(&fields, "a");
    if (strcmp(act, "ajukan") == 0)
        file(api, call, form);
    else if (strcmp(act, "periksa") == 0 || strcmp(act, "sela") == 0)
        check(api, call, form, strcmp(act, "sela") == 0);
    else /* more rows for a way */
        show(api, call, 200, &(struct jk_form_page){ .form = form, .verdict.nearest_m = -1 });
}

/* Acts on the chain, on their way to the page. */
struct acts {
    struct jk_arena *arena;
    struct jk_told *list;
    size_t count, cap;
};

static enum jk_status add_act(void *ctx, const struct jk_decision_row *row)
{
    struct acts *acts = ctx;
    bool filed = strcmp(row->act, "file") == 0;
    struct jk_told *grown;

    /* A chain is filed leg by leg, in one command; to a reader that is one thing. */
    if (filed && acts->count && acts->list[acts->count - 1].time_s == row->time_s)
        return JK_OK;
    grown = jk_arena_grow(acts->arena, acts->list, acts->count, &acts->cap, sizeof *grown);
    if (!grown)
        return JK_MEMORY;
    acts->list = grown;
    grown[acts->count] =
        (struct jk_told){ .time_s = row->time_s,
                          .event = jk_arena_copy(acts->arena, jk_span_of(row->act)),
                          .level = jk_arena_copy(acts->arena, jk_span_of(row->role)) };
    grown[acts->count].text[0] =
        jk_arena_copy(acts->arena, jk_span_of(row->reason && !filed ? row->reason : ""));
    return grown[acts->count].event && grown[acts->count++].text[0] ? JK_OK : JK_MEMORY;
}

void desk_notice_page_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_app *app = api->options.app;
    struct jk_desk_reader reader = desk_reader(api, call);
    struct jk_verdict_view view;
    struct acts acts = { .arena = &call->arena };
    struct jk_notice_page page = { .view = &view };
    struct jk_desk_activity activity;
    struct jk_buf out = { 0 };
    struct jk_error err;
    struct jk_span done;
    const struct jk_entry *entry;
    bool has_activity = false;

    if (jk_app_in_group(app) && !api_settle(api, call))
        return;
    entry = api_find_entry(api, call);
    if (!entry)
        return;
    entry = jk_chain_face(entry->chain);
    if (!entry || jk_app_verdict(app, &call->arena, entry->uid, api_now(api), &view) != JK_OK ||
        jk_app_activity(app, &call->arena, entry->chain, &activity, &has_activity) != JK_OK ||
        jk_app_history(app, entry->chain->id, add_act, &acts, &err) != JK_OK) {
        jk_fail(&err, JK_NONE, JK_TEXT_NOT_THERE, "uid", "%s", "");
        desk_refuse(api, call, &err);
        return;
    }
    page.facts = &entry->current->notice->facts;
    if (entry->current->notice->instance_count) {
        page.start_s = entry->current->notice->instances[0].start_s;
        page.end_s = entry->current->notice->instances[0].end_s;
    }
    page.activity = has_activity ? &activity : NULL;
    page.acts = acts.list;
    page.act_count = acts.count;
    page.saved = jk_http_param(call, "selesai", &done)
                     ? jk_text_get(JK_TEXT_DESK_FORM_SAVED, reader.lang)
                     : NULL;
    desk_send(call, 200, jk_desk_notice_page(&out, &reader, &page), &out);
}
