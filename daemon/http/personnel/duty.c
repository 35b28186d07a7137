/* The form of a duty: a new one, or the change of one that was filed. It works without a script;
 * the UID is chosen when it is first shown, so that one that is sent twice is filed once. */
#include "daemon/http/personnel/personnel.h"

#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/desk/decision.h"
#include "daemon/http/meeting/own.h"
#include "daemon/http/desk/reader.h"
#include "jarak/app/notices/submit.h"
#include "jarak/app/personnel/personnel.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/digest.h"
#include "jarak/base/random.h"
#include "jarak/feed/personnel/duty.h"
#include "jarak/http/server/status_map.h"
#include "jarak/model/texts.h"

/* A form on its way. */
struct filling {
    struct jk_api *api;
    struct jk_http_call *call;
    struct jk_duty_form form;
    const struct jk_chain *chain; /* null: it is a new one */
    struct jk_duty_frame frame;
    const struct jk_region *region;
};

static bool begin(struct filling *f)
{
    const struct jk_pack *pack = jk_app_pack(f->api->options.app);
    const char *own = api_actor(f->api, f->call)->region;
    uint8_t bytes[12];
    char hex[25];

    for (int i = 0; i < JK_DUTY_END; i++)
        f->form.value[i] = "";
    f->region = jk_pack_region(pack, own);
    if (!f->region)
        f->region = jk_pack_region(pack, pack->region);
    f->frame = (struct jk_duty_frame){ .pack = pack,
                                       .contest = "",
                                       .guards = "",
                                       .about = "",
                                       .tz = f->region->tz,
                                       .now_s = api_now(f->api) };
    for (size_t i = 0; i < pack->contest_count && !f->frame.contest[0]; i++) {
        if (strcmp(pack->contests[i].region, f->region->code) == 0)
            f->frame.contest = pack->contests[i].id;
    }
    if (jk_random(bytes, sizeof bytes) != JK_OK)
        return false;
    jk_hex(bytes, sizeof bytes, hex);
    f->form.uid = jk_arena_fmt(&f->call->arena, "%s@tugas", hex);
    return f->form.uid != NULL;
}

/* The duty that is changed, as it stands. */
static enum jk_status open_chain(struct filling *f, const char *id, struct jk_error *err)
{
    const struct jk_chain *chain;
    enum jk_status rc =
        meeting_own_chain(f->api, f->call, id, JK_KIND_PENGAMANAN, &chain, &f->frame.notice, err);

    if (rc != JK_OK)
        return rc;
    f->frame.tz = chain->region->tz;
    f->frame.contest =
        jk_arena_copy(&f->call->arena, jk_span_of(f->frame.notice->facts.party.contest));
    f->chain = chain;
    return f->frame.contest ? JK_OK : jk_no_memory(err);
}

/* The day whose activities are offered: that of the duty, else of the address. */
static const struct jk_personnel_day *day_of(struct filling *f)
{
    const struct jk_personnel_day *day;
    struct jk_span value;
    int32_t number;

    if (f->frame.notice && f->frame.notice->instance_count)
        number = jk_local_day(f->frame.notice->instances[0].start_s, f->frame.tz->offset_s);
    else if (!jk_http_param(f->call, "tanggal", &value) || !jk_date_parse(value, &number))
        return NULL;
    return jk_app_personnel(f->api->options.app, f->region, number, &day) == JK_OK ? day : NULL;
}

static void show(struct filling *f, int code, const struct jk_duty_problem *problem)
{
    struct jk_desk_reader reader = desk_reader(f->api, f->call);
    const struct jk_duty_page page = { .form = &f->form,
                                       .problem = problem,
                                       .change = f->chain ? f->chain->id : NULL,
                                       .revision = f->chain ? f->chain->revision : 0,
                                       .day = day_of(f) };
    struct jk_buf out = { 0 };

    desk_send(f->call, code, jk_duty_page_write(&out, &reader, &page), &out);
}

static const char *param(struct jk_http_call *call, const char *name)
{
    struct jk_span value;
    const char *text =
        jk_http_param(call, name, &value) ? jk_arena_copy(&call->arena, value) : NULL;

    return text ? text : "";
}

/* "2024-11-23" as it is typed. */
static const char *typed_date(struct jk_http_call *call, const char *iso)
{
    const char *text = strlen(iso) == 10
                           ? jk_arena_fmt(&call->arena, "%.2s-%.2s-%.4s", iso + 8, iso + 5, iso)
                           : "";

    return text ? text : "";
}

void personnel_duty_get(void *ctx, struct jk_http_call *call)
{
    struct filling f = { .api = ctx, .call = call };
    const char *change = param(call, "ubah");
    struct jk_error err;

    if (jk_app_in_group(f.api->options.app) && !api_settle(f.api, call))
        return;
    if (!begin(&f)) {
        jk_no_memory(&err);
        desk_refuse(f.api, call, &err);
        return;
    }
    f.form.value[JK_DUTY_DATE] = typed_date(call, param(call, "tanggal"));
    f.form.value[JK_DUTY_GUARDS] = param(call, "jaga");
    if (change[0] && (open_chain(&f, change, &err) != JK_OK ||
                      (jk_duty_open(&call->arena, f.frame.notice, f.frame.tz, &f.form) != JK_OK &&
                       jk_no_memory(&err) != JK_OK)))
        desk_refuse(f.api, call, &err);
    else
        show(&f, 200, NULL);
}

static enum jk_status read_form(struct filling *f, const struct api_form *fields,
                                struct jk_error *err)
{
    const char *change = api_form_get(fields, "ubah");
    enum jk_status rc = JK_OK;

    for (int i = 0; i < JK_DUTY_END; i++)
        f->form.value[i] = api_form_get(fields, jk_duty_name((enum jk_duty_field)i));
    f->form.uid = api_form_get(fields, "uid");
    if (change[0])
        rc = open_chain(f, change, err);
    if (rc == JK_OK && f->chain)
        f->form.uid = f->frame.notice->uid;
    f->frame.guards = f->form.value[JK_DUTY_GUARDS];
    f->frame.has_at =
        jk_app_guarded(f->api->options.app, f->frame.guards, &f->frame.about, &f->frame.at);
    return rc;
}

/* JK_EXISTS: nothing was changed. */
static enum jk_status file(const struct filling *f, struct jk_duty_problem *problem)
{
    struct jk_buf ical = { 0 };
    enum jk_status rc = jk_duty_write(&f->call->arena, &f->form, &f->frame, &ical, problem);

    if (rc == JK_OK) {
        problem->field = JK_DUTY_END;
        rc = meeting_own_file(f->api, f->call, &ical, &problem->error);
    }
    jk_buf_clear(&ical);
    return rc;
}

void personnel_duty_post(void *ctx, struct jk_http_call *call)
{
    struct filling f = { .api = ctx, .call = call };
    struct jk_duty_problem problem = { .field = JK_DUTY_END };
    struct api_form fields;
    struct jk_error err;
    const char *to;
    enum jk_status rc;

    if (!desk_read_form(f.api, call, &fields) ||
        (jk_app_in_group(f.api->options.app) && !api_settle(f.api, call)))
        return;
    if (!begin(&f))
        rc = jk_no_memory(&err);
    else
        rc = read_form(&f, &fields, &err);
    if (rc != JK_OK) {
        desk_refuse(f.api, call, &err);
        return;
    }
    /* The address is made before the version that it is borrowed from goes. */
    to = jk_arena_fmt(&call->arena, "/meja/pemberitahuan/%s?selesai=%s",
                      desk_escape(call, f.form.uid), f.chain ? "ubah" : "1");
    if ((!f.chain && meeting_own_is_filed(f.api, f.form.uid)))
        rc = JK_OK;
    else if (f.chain && desk_number_of(api_form_get(&fields, "revisi")) != f.chain->revision)
        rc = jk_fail(&problem.error, JK_CONFLICT, JK_TEXT_CHAIN_CHANGED, "revisi", "%s", "");
    else
        rc = file(&f, &problem);
    if (rc == JK_HEAVY || rc == JK_BUSY)
        api_refuse(f.api, call, &problem.error, NULL);
    else if (rc == JK_OK || rc == JK_EXISTS)
        desk_go(f.api, call, to);
    else
        show(&f, jk_http_status_of(rc)->code, &problem);
}
