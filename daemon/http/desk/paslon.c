/* Striking a paslon out of its contest, by whoever administers the region. */
#include "daemon/http/desk/desk.h"

#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/api/turns.h"
#include "daemon/http/desk/decision.h"
#include "daemon/http/desk/reader.h"
#include "jarak/app/decisions/strike.h"
#include "jarak/app/registry/registry.h"
#include "jarak/feed/admin/paslon.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/http/server/status_map.h"

static bool gather(struct jk_api *api, struct jk_http_call *call, struct jk_paslon_page *page)
{
    const struct jk_pack *pack = jk_app_pack(api->options.app);
    struct jk_paslon_view *rows;
    size_t most = 0;

    for (size_t i = 0; i < pack->contest_count; i++)
        most += pack->contests[i].paslon_count;
    rows = jk_arena_array(&call->arena, most, sizeof *rows);
    for (size_t i = 0; rows && i < pack->contest_count; i++) {
        const struct jk_contest *contest = &pack->contests[i];
        const struct jk_region *region = jk_pack_region(pack, contest->region);

        if (!jk_region_covers(api_actor(api, call)->region, contest->region))
            continue;
        for (size_t k = 0; k < contest->paslon_count; k++) {
            uint32_t number = contest->paslon[k].number;
            const struct jk_struck *s = jk_app_struck(api->options.app, contest->id, number);

            rows[page->count++] =
                (struct jk_paslon_view){ .contest = contest->id,
                                         .name = { contest->name[0], contest->name[1] },
                                         .number = number,
                                         .struck = s && s->struck,
                                         .reason = s ? s->reason : "",
                                         .basis = s ? s->basis : "",
                                         .time_s = s ? s->time_s : 0,
                                         .tz = region ? region->tz : pack->tz };
        }
    }
    page->rows = rows;
    return rows != NULL;
}

static void show(struct jk_api *api, struct jk_http_call *call, int code,
                 struct jk_paslon_page *page)
{
    struct jk_desk_reader reader = desk_reader(api, call);
    struct jk_buf out = { 0 };
    struct jk_error err;

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return;
    if (gather(api, call, page)) {
        desk_send(call, code, jk_desk_paslon_page(&out, &reader, page), &out);
        return;
    }
    jk_no_memory(&err);
    desk_refuse(api, call, &err);
}

/* "selesai=3-1-2": how many were ended, stay because of another paslon, and teams kept out. */
static const char *done_text(struct jk_api *api, struct jk_http_call *call)
{
    struct jk_span rest, ended = { NULL, 0 }, joint = { NULL, 0 };
    char text[400];
    const char *a, *b, *c;

    if (!jk_http_param(call, "selesai", &rest))
        return NULL;
    jk_span_cut(&rest, '-', &ended);
    if (!rest.at)
        return jk_text_get(JK_TEXT_ADMIN_DONE, desk_reader(api, call).lang);
    jk_span_cut(&rest, '-', &joint);
    a = jk_arena_copy(&call->arena, ended);
    b = jk_arena_copy(&call->arena, joint);
    c = jk_arena_copy(&call->arena, rest.at ? rest : JK_SPAN("0"));
    if (!a || !b || !c)
        return NULL;
    jk_text_fill(jk_text_get(JK_TEXT_STRUCK_DONE, desk_reader(api, call).lang),
                 (const char *const[]){ "count", a, "value", b, "field", c, NULL }, text,
                 sizeof text);
    return jk_arena_copy(&call->arena, jk_span_of(text));
}

void desk_paslon_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_paslon_page page = { .typed_contest = "", .typed_reason = "", .typed_basis = "" };

    page.done = done_text(api, call);
    show(api, call, 200, &page);
}

/* A paslon that is being struck out; in the call's arena. */
struct striking {
    struct jk_struck_out ended;
};

static void drop(void *ctx)
{
    (void)ctx; /* what is left the tick will end */
}

/* Ends one part after another, others being served between them. */
static void go_on(struct jk_api *api, struct jk_http_call *call, void *ctx)
{
    struct striking *s = ctx;
    struct jk_error err;

    if (s->ended.more &&
        jk_app_strike_on(api->options.app, &call->arena, api_now(api), &s->ended, &err) != JK_OK) {
        desk_refuse(api, call, &err);
        return;
    }
    if (s->ended.more)
        api_turn_next(api, call, &(struct turn){ go_on, drop, s });
    else
        desk_go(api, call,
                jk_arena_fmt(&call->arena, "/meja/paslon?selesai=%zu-%zu-%zu", s->ended.count,
                             s->ended.joint, s->ended.accounts));
}

/* What the form says. JK_INVALID where it was not meant. */
static enum jk_status read_strike(const struct api_form *form, struct jk_strike *strike,
                                  struct jk_error *err)
{
    strike->contest = api_form_get(form, "pemilihan");
    strike->number = desk_number_of(api_form_get(form, "nomor"));
    strike->reason = api_form_get(form, "alasan");
    strike->basis = api_form_get(form, "dasar");
    strike->again = strcmp(api_form_get(form, "a"), "pulihkan") == 0;
    return api_form_get(form, "yakin")[0]
               ? JK_OK
               : jk_fail(err, JK_INVALID, JK_TEXT_FORM_NEEDED, "yakin", "%s", "");
}

void desk_paslon_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_strike strike = { .actor = api_actor(api, call), .now_s = api_now(api) };
    struct jk_paslon_page page = { .count = 0 };
    struct striking *s = jk_arena_take(&call->arena, sizeof *s);
    struct api_form form;
    struct jk_error err;
    enum jk_status rc;

    if (!desk_read_form(api, call, &form))
        return;
    rc = s ? read_strike(&form, &strike, &err) : jk_no_memory(&err);
    if (rc == JK_OK)
        rc = jk_app_strike(api->options.app, &call->arena, &strike, &s->ended, &err);
    if (rc == JK_OK && strike.again) {
        desk_go(api, call, "/meja/paslon?selesai=1");
    } else if (rc == JK_OK) {
        go_on(api, call, s);
    } else if (desk_fault(api, call, &err, &page.fault)) {
        page.typed_contest = strike.contest ? strike.contest : "";
        page.typed_number = strike.number;
        page.typed_reason = strike.reason ? strike.reason : "";
        page.typed_basis = strike.basis ? strike.basis : "";
        show(api, call, jk_http_status_of(err.status)->code, &page);
    }
}
