/* The form of a meeting: a new one, or the change of one that was filed. It works without a script;
 * the UID is chosen when it is first shown, so that one that is sent twice is filed once. */
#include "daemon/http/meeting/meeting.h"

#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/desk/decision.h"
#include "daemon/http/meeting/own.h"
#include "daemon/http/desk/reader.h"
#include "jarak/app/desk/desk.h"
#include "jarak/app/notices/submit.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/digest.h"
#include "jarak/base/random.h"
#include "jarak/feed/meeting/form.h"
#include "jarak/http/server/status_map.h"
#include "jarak/model/texts.h"

/* A form on its way. */
struct filling {
    struct jk_api *api;
    struct jk_http_call *call;
    struct jk_meeting_form form;
    const struct jk_chain *chain; /* null: it is a new one */
    struct jk_meeting_frame frame;
};

static bool begin(struct filling *f)
{
    uint8_t bytes[12];
    char hex[25];

    for (int i = 0; i < JK_MEETING_END; i++)
        f->form.value[i] = "";
    if (jk_random(bytes, sizeof bytes) != JK_OK)
        return false;
    jk_hex(bytes, sizeof bytes, hex);
    f->form.uid = jk_arena_fmt(&f->call->arena, "%s@rapat", hex);
    return f->form.uid != NULL;
}

/* What names the region of whoever calls the meeting: a contest of it, else one over it. */
static const char *contest_of(const struct jk_pack *pack, const char *region)
{
    const char *over = "";

    for (size_t i = 0; i < pack->contest_count; i++) {
        if (strcmp(pack->contests[i].region, region) == 0)
            return pack->contests[i].id;
        if (jk_region_covers(pack->contests[i].region, region))
            over = pack->contests[i].id;
    }
    return over;
}

static void begin_frame(struct filling *f)
{
    const struct jk_pack *pack = jk_app_pack(f->api->options.app);
    const char *own = api_actor(f->api, f->call)->region;
    const struct jk_region *region = jk_pack_region(pack, own);

    f->frame = (struct jk_meeting_frame){ .contest = contest_of(pack, own),
                                          .tz = region ? region->tz : pack->tz,
                                          .now_s = api_now(f->api) };
}

/* The meeting that is changed, as it stands. */
static enum jk_status open_chain(struct filling *f, const char *id, struct jk_error *err)
{
    const struct jk_chain *chain;
    enum jk_status rc =
        meeting_own_chain(f->api, f->call, id, JK_KIND_RAKOR, &chain, &f->frame.notice, err);

    if (rc != JK_OK)
        return rc;
    f->frame.tz = chain->region->tz;
    f->frame.contest =
        jk_arena_copy(&f->call->arena, jk_span_of(f->frame.notice->facts.party.contest));
    f->chain = chain;
    return f->frame.contest ? JK_OK : jk_no_memory(err);
}

static void show(const struct filling *f, int code, const struct jk_meeting_fault *fault)
{
    struct jk_desk_reader reader = desk_reader(f->api, f->call);
    const struct jk_meeting_page page = { .form = &f->form,
                                          .fault = fault,
                                          .change = f->chain ? f->chain->id : NULL,
                                          .revision = f->chain ? f->chain->revision : 0 };
    struct jk_buf out = { 0 };

    desk_send(f->call, code, jk_meeting_page_write(&out, &reader, &page), &out);
}

void meeting_form_get(void *ctx, struct jk_http_call *call)
{
    struct filling f = { .api = ctx, .call = call };
    struct jk_span uid;
    struct jk_error err;

    if (jk_app_in_group(f.api->options.app) && !api_settle(f.api, call))
        return;
    begin_frame(&f);
    if (!begin(&f)) {
        jk_no_memory(&err);
        desk_refuse(f.api, call, &err);
    } else if (!jk_http_param(call, "ubah", &uid)) {
        show(&f, 200, NULL);
    } else if (open_chain(&f, jk_arena_copy(&call->arena, uid), &err) != JK_OK ||
               (jk_meeting_open(&call->arena, f.frame.notice, f.frame.tz, &f.form) != JK_OK &&
                jk_no_memory(&err) != JK_OK)) {
        desk_refuse(f.api, call, &err);
    } else {
        show(&f, 200, NULL);
    }
}

/* Browsers end the lines of a text with two characters; here it is one. */
static const char *plain_lines(struct jk_http_call *call, const char *text)
{
    char *copy = jk_arena_copy(&call->arena, jk_span_of(text)), *to = copy;

    for (const char *c = copy; c && *c; c++) {
        if (*c != '\r')
            *to++ = *c;
    }
    if (to)
        *to = '\0';
    return copy ? copy : "";
}

static enum jk_status read_form(struct filling *f, const struct api_form *fields,
                                struct jk_error *err)
{
    const char *change = api_form_get(fields, "ubah");
    enum jk_status rc = JK_OK;

    for (int i = 0; i < JK_MEETING_END; i++)
        f->form.value[i] =
            plain_lines(f->call, api_form_get(fields, jk_meeting_name((enum jk_meeting_field)i)));
    f->form.uid = plain_lines(f->call, api_form_get(fields, "uid"));
    if (change[0])
        rc = open_chain(f, change, err);
    if (rc == JK_OK && f->chain)
        f->form.uid = f->frame.notice->uid;
    return rc;
}

/* JK_EXISTS: nothing was changed. */
static enum jk_status file(const struct filling *f, struct jk_meeting_fault *fault)
{
    struct jk_buf ical = { 0 };
    enum jk_status rc = jk_meeting_write(&f->call->arena, &f->form, &f->frame, &ical, fault);

    if (rc == JK_OK) {
        fault->field = JK_MEETING_END;
        rc = meeting_own_file(f->api, f->call, &ical, &fault->error);
    }
    jk_buf_clear(&ical);
    return rc;
}

void meeting_form_post(void *ctx, struct jk_http_call *call)
{
    struct filling f = { .api = ctx, .call = call };
    struct jk_meeting_fault fault = { .field = JK_MEETING_END };
    struct api_form fields;
    struct jk_error err;
    const char *to;
    enum jk_status rc;

    if (!desk_read_form(f.api, call, &fields) ||
        (jk_app_in_group(f.api->options.app) && !api_settle(f.api, call)))
        return;
    begin_frame(&f);
    if (read_form(&f, &fields, &err) != JK_OK) {
        desk_refuse(f.api, call, &err);
        return;
    }
    /* The address is made before the version that it is borrowed from goes. */
    to = jk_arena_fmt(&call->arena, "/meja/pemberitahuan/%s?selesai=%s",
                      desk_escape(call, f.form.uid), f.chain ? "ubah" : "1");
    if ((!f.chain && meeting_own_is_filed(f.api, f.form.uid)))
        rc = JK_OK;
    else if (f.chain && desk_number_of(api_form_get(&fields, "revisi")) != f.chain->revision)
        rc = jk_fail(&fault.error, JK_CONFLICT, JK_TEXT_CHAIN_CHANGED, "revisi", "%s", "");
    else
        rc = file(&f, &fault);
    if (rc == JK_HEAVY || rc == JK_BUSY)
        api_refuse(f.api, call, &fault.error, NULL);
    else if (rc == JK_OK || rc == JK_EXISTS)
        desk_go(f.api, call, to);
    else
        show(&f, jk_http_status_of(rc)->code, &fault);
}
