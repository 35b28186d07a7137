/* The form of a notice: a new one, a copy, or the change of one that was filed.
 *
 * One address takes all buttons: what was typed comes back with whatever is asked for, so that the
 * form is whole without a script. A script asks for the check alone while somebody types. The UID
 * is chosen when the form is first shown, so that one that is sent twice is filed once.
 *
 * A change says which revision of the chain its form was opened on. Where the chain has moved on
 * since, both versions are shown and nothing is saved: the same button then writes over the other.
 */
#include "daemon/http/desk/desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/desk/decision.h"
#include "daemon/http/desk/form_track.h"
#include "daemon/http/desk/reader.h"
#include "jarak/app/desk/desk.h"
#include "jarak/app/handle/work.h"
#include "jarak/app/notices/submit.h"
#include "jarak/base/digest.h"
#include "jarak/base/random.h"
#include "jarak/feed/desk/form.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/http/server/status_map.h"
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

/* Browsers end the lines of a text with two characters; here it is one. */
static const char *plain_lines(struct jk_http_call *call, const char *text)
{
    char *copy = strchr(text, '\r') ? jk_arena_copy(&call->arena, jk_span_of(text)) : NULL;
    char *to = copy;

    for (const char *c = copy; c && *c; c++) {
        if (*c != '\r')
            *to++ = *c;
    }
    if (to)
        *to = '\0';
    return copy ? copy : text;
}

static void read_form(struct jk_http_call *call, const struct api_form *fields,
                      struct jk_form *form)
{
    memset(form, 0, sizeof *form);
    for (int i = 0; i < JK_FORM_END; i++)
        form->value[i] =
            plain_lines(call, api_form_get(fields, jk_form_name((enum jk_form_field)i)));
    read_way(fields, "", &form->out);
    read_way(fields, "p", &form->back);
}

/* A form on its way, and the chain it changes. */
struct desk_filling {
    struct jk_api *api;
    struct jk_http_call *call;
    const struct jk_form *form;   /* as it was sent */
    const struct jk_chain *chain; /* null: it is a new one */
    const struct jk_form *before; /* the chain as it stands */
    const struct jk_notice **notices;
    size_t count;
};

static void show(const struct desk_filling *f, int code, struct jk_form_page *page)
{
    struct jk_desk_reader reader = desk_reader(f->api, f->call);
    struct jk_buf out = { 0 };

    if (f->chain) {
        page->change = f->chain->id;
        page->revision = f->chain->revision;
        page->approved = f->chain->state == JK_STATE_APPROVED;
    }
    desk_send_map(f->api, f->call, code, jk_desk_form_page(&out, &reader, page), &out);
}

/* The newest versions of a chain that the caller may see; false: there is none of that id. */
static bool open_chain(struct desk_filling *f, const char *id)
{
    struct jk_http_call *call = f->call;
    const struct jk_registry *registry = jk_app_registry(f->api->options.app);
    const struct jk_chain *chain = id ? jk_registry_chain(registry, id) : NULL;

    if (!chain || chain->revision == 0 ||
        !jk_region_covers(api_actor(f->api, call)->region, chain->region->code))
        return false;
    f->notices = jk_arena_array(&call->arena, chain->entry_count, sizeof *f->notices);
    for (size_t i = 0; f->notices && i < chain->entry_count; i++) {
        if (!chain->entries[i]->current)
            continue;
        f->notices[f->count] = jk_version_whole(chain->entries[i]->current, &call->arena);
        if (!f->notices[f->count++])
            return false;
    }
    f->chain = chain;
    return f->notices && f->count > 0;
}

/* Opens the chain that a form changes, as it stands. */
static enum jk_status open_change(struct desk_filling *f, const char *id, struct jk_error *err)
{
    struct jk_form *before = jk_arena_take(&f->call->arena, sizeof *before);

    if (!open_chain(f, id))
        return jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "uid", "%s", id ? id : "");
    if (!before || !begin_form(f->api, f->call, before) ||
        jk_form_open(&f->call->arena, f->notices, f->count, f->chain->region->tz, before) != JK_OK)
        return jk_no_memory(err);
    if (before->left_out)
        return jk_fail(err, JK_STATE, JK_TEXT_FORM_NOT_HERE, "uid", "%s", id);
    f->before = before;
    return JK_OK;
}

/* A form that is opened by its address: empty, as a copy, or for a change. */
static enum jk_status open_form(struct desk_filling *f, struct jk_form *form, struct jk_error *err)
{
    struct jk_span uid;
    enum jk_status rc;

    if (!begin_form(f->api, f->call, form))
        return jk_no_memory(err);
    if (jk_http_param(f->call, "ubah", &uid)) {
        rc = open_change(f, jk_arena_copy(&f->call->arena, uid), err);
        if (rc == JK_OK)
            *form = *f->before;
        return rc;
    }
    /* An address that copies nothing is that of an empty form. */
    if (jk_http_param(f->call, "salin", &uid) &&
        open_chain(f, jk_arena_copy(&f->call->arena, uid)) &&
        jk_form_fill(&f->call->arena, f->notices, f->count, f->chain->region->tz, form) != JK_OK)
        return jk_no_memory(err);
    f->chain = NULL;
    return JK_OK;
}

void desk_form_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_form *form = jk_arena_take(&call->arena, sizeof *form);
    struct desk_filling f = { .api = api, .call = call, .form = form };
    struct jk_error err;

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return;
    if (!form)
        jk_no_memory(&err);
    else if (open_form(&f, form, &err) == JK_OK) {
        show(&f, 200, &(struct jk_form_page){ .form = form, .verdict.nearest_m = -1 });
        return;
    }
    desk_refuse(api, call, &err);
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

/* The stream that a form means. JK_EXISTS: nothing was changed. */
static enum jk_status write_form(const struct desk_filling *f, struct jk_buf *ical,
                                 struct jk_form_fault *fault)
{
    const struct jk_pack *pack = jk_app_pack(f->api->options.app);
    const struct jk_form_change change = { f->before, f->form, f->notices, f->count,
                                           api_now(f->api) };

    return f->chain ? jk_form_amend(&change, pack, ical, fault)
                    : jk_form_write(f->form, pack, ical, fault);
}

/* Checks or files what the form says. False: it was answered elsewhere. */
static bool take(const struct desk_filling *f, bool store, struct jk_outcome *outcome,
                 struct jk_form_fault *fault)
{
    struct jk_api *api = f->api;
    struct jk_http_call *call = f->call;
    struct jk_buf ical = { 0 };
    struct jk_submission filing = { .actor = api_actor(api, call),
                                    .now_s = api_now(api),
                                    .store = store };
    enum jk_status rc = write_form(f, &ical, fault);

    if (rc == JK_OK) {
        fault->field = JK_FORM_END;
        filing.bytes.at = jk_arena_copy(&call->arena, jk_buf_view(&ical));
        filing.bytes.len = ical.len;
        rc = filing.bytes.at
                 ? jk_app_submit(api->options.app, &call->arena, &filing, outcome, &fault->error)
                 : jk_no_memory(&fault->error);
        fault->error.line = 0; /* nobody has seen the lines */
    } else if (rc == JK_MEMORY) {
        jk_no_memory(&fault->error);
    } else if (rc != JK_EXISTS) {
        fault->error.status = rc;
    }
    jk_buf_clear(&ical);
    if (jk_http_status_of(rc)->code < 500)
        return true;
    /* Ours, and of no field: whoever filled the form in looks for no mistake. */
    desk_refuse(api, call, &fault->error);
    return false;
}

/* Has it been filed already? A form that is sent twice was. */
static bool is_filed(const struct desk_filling *f)
{
    const struct jk_entry *entry =
        jk_registry_entry(jk_app_registry(f->api->options.app), f->form->value[JK_FORM_UID]);

    return !f->chain && entry && entry->revision > 0;
}

static void file(const struct desk_filling *f)
{
    struct jk_form_fault fault = { .field = JK_FORM_END, .error = { .status = JK_OK } };
    struct jk_outcome outcome = { 0 };
    /* The form of a change borrows from the version that the change takes the place of. */
    const char *to =
        jk_arena_fmt(&f->call->arena, "/meja/pemberitahuan/%s?selesai=%s",
                     desk_escape(f->call, f->form->value[JK_FORM_UID]), f->chain ? "ubah" : "1");
    bool done = is_filed(f) || take(f, true, &outcome, &fault);

    jk_outcome_clear(&outcome);
    if (!done)
        return;
    if (fault.error.status == JK_OK)
        desk_go(f->api, f->call, to);
    else
        show(f, 422,
             &(struct jk_form_page){ .form = f->form, .fault = &fault, .verdict.nearest_m = -1 });
}

static void check(const struct desk_filling *f, bool only)
{
    struct jk_form_fault fault = { .field = JK_FORM_END, .error = { .status = JK_OK } };
    struct jk_form_page page = { .form = f->form, .only_verdict = only, .verdict.nearest_m = -1 };
    struct jk_outcome outcome = { 0 };

    if (!take(f, false, &outcome, &fault)) {
        jk_outcome_clear(&outcome);
        return;
    }
    page.verdict.view = main_of(&outcome, f->form->value[JK_FORM_UID]);
    if (page.verdict.view)
        jk_app_rivals(f->api->options.app, &f->call->arena,
                      &(struct jk_rivals_ask){ api_actor(f->api, f->call)->region,
                                               api_now(f->api) },
                      &outcome, &page.verdict);
    if (fault.error.status != JK_OK)
        page.fault = &fault;
    show(f, page.fault && !only ? 422 : 200, &page);
    jk_outcome_clear(&outcome);
}

/* A way out of a file, in the place of what was typed. */
static void import(const struct desk_filling *f, const struct api_form *fields,
                   struct jk_form *form, bool back)
{
    struct jk_form_fault fault = { .field = JK_FORM_END };
    struct jk_form_page page = { .form = form, .track_back = back, .verdict.nearest_m = -1 };
    struct jk_form_track told;

    if (!api_work(f->api, f->call, f->call->body.len / JK_WORK_OCTETS))
        return;
    if (desk_take_track(f->call, fields, back ? "berkas-pulang" : "berkas",
                        back ? &form->back : &form->out, &told, &fault.error) == JK_OK)
        page.track = &told;
    else
        page.fault = &fault;
    if (page.fault && jk_http_status_of(fault.error.status)->code >= 500)
        desk_refuse(f->api, f->call, &fault.error);
    else
        show(f, page.fault ? 422 : 200, &page);
}

/* An empty row before that of a number: "sisip-3", or "psisip-3" in the way back. */
static void insert_row(struct jk_form *form, const char *act)
{
    struct jk_form_way *way = act[0] == 'p' ? &form->back : &form->out;
    uint32_t at = desk_number_of(strchr(act, '-') + 1);

    if (at < 1 || at > way->count || way->count == JK_FORM_POINTS_MAX)
        return;
    for (size_t i = way->count++; i >= at; i--) {
        way->lat[i] = way->lat[i - 1];
        way->lon[i] = way->lon[i - 1];
    }
    way->lat[at - 1] = way->lon[at - 1] = "";
}

/* Reads what was sent; of a change, whose notices they are is not for the form to say. */
static enum jk_status read_filling(struct desk_filling *f, const struct api_form *fields,
                                   struct jk_form *form, struct jk_error *err)
{
    const char *change = api_form_get(fields, "ubah");
    enum jk_status rc;

    read_form(f->call, fields, form);
    f->form = form;
    if (!change[0])
        return JK_OK;
    if ((rc = open_change(f, change, err)) != JK_OK)
        return rc;
    form->value[JK_FORM_UID] = f->before->value[JK_FORM_UID];
    memcpy(form->leg_uid, f->before->leg_uid, sizeof form->leg_uid);
    return JK_OK;
}

/* Somebody else has changed it since: both versions are shown. One that says the same is filed. */
static bool is_behind(const struct desk_filling *f, const struct api_form *fields)
{
    struct jk_form_fault ignored;
    struct jk_buf ical = { 0 };
    bool behind = f->chain &&
                  desk_number_of(api_form_get(fields, "revisi")) != f->chain->revision &&
                  write_form(f, &ical, &ignored) != JK_EXISTS;

    jk_buf_clear(&ical);
    return behind;
}

void desk_form_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_form *form = jk_arena_take(&call->arena, sizeof *form);
    struct desk_filling f = { .api = api, .call = call };
    struct api_form fields;
    struct jk_error err;
    const char *act;

    if (!desk_read_form(api, call, &fields))
        return;
    if (jk_app_in_group(api->options.app) && api_form_get(&fields, "ubah")[0] &&
        !api_settle(api, call))
        return;
    if (!form || read_filling(&f, &fields, form, &err) != JK_OK) {
        if (!form)
            jk_no_memory(&err);
        desk_refuse(api, call, &err);
        return;
    }
    act = api_form_get(&fields, "a");
    if (strcmp(act, "ajukan") == 0 && is_behind(&f, &fields))
        show(&f, 409,
             &(struct jk_form_page){ .form = form, .theirs = f.before, .verdict.nearest_m = -1 });
    else if (strcmp(act, "ajukan") == 0)
        file(&f);
    else if (strcmp(act, "periksa") == 0 || strcmp(act, "sela") == 0)
        check(&f, strcmp(act, "sela") == 0);
    else if (strcmp(act, "berkas") == 0 || strcmp(act, "berkas-pulang") == 0)
        import(&f, &fields, form, act[6] != '\0');
    else { /* more rows for a way */
        if (strncmp(act, "sisip-", 6) == 0 || strncmp(act, "psisip-", 7) == 0)
            insert_row(form, act);
        show(&f, 200, &(struct jk_form_page){ .form = form, .verdict.nearest_m = -1 });
    }
}
