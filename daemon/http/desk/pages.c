/* The pages: GET writes one, POST does what its form says and sends the browser back to a page, so
 * that a reload does nothing twice. What could not be done is told on the page it was asked on,
 * with what was typed. */
#include "daemon/http/desk/desk.h"

#include <stdlib.h>
#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/desk/ask.h"
#include "daemon/http/desk/decision.h"
#include "daemon/http/desk/reader.h"
#include "daemon/http/login/cookie.h"
#include "daemon/http/login/login.h"
#include "jarak/app/personnel/personnel.h"
#include "jarak/app/conflicts/opinions.h"
#include "jarak/app/handle/work.h"
#include "jarak/app/desk/steps.h"
#include "jarak/http/server/status_map.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/http/texts/texts.h"
#include "jarak/base/decimal.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/model/texts.h"
#include "jarak/model/words.h"

void desk_front_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    unsigned rights = jk_account_rights(api_actor(api, call));

    desk_go(api, call,
            rights & JK_MAY_OVERSEE ? "/meja/hari"
            : rights & JK_MAY_ADMIN ? "/meja/admin"
                                    : "/");
}

void desk_language_get(void *ctx, struct jk_http_call *call)
{
    struct jk_span lang = JK_SPAN("id"), path = JK_SPAN("/meja/");
    struct jk_http_header headers[] = { { "Location", NULL },
                                        { "Set-Cookie", NULL },
                                        { "Cache-Control", "no-store" } };

    (void)ctx;
    jk_http_param(call, "lang", &lang);
    jk_http_param(call, "ke", &path);
    headers[0].value = desk_own_path(call, path);
    headers[1].value =
        jk_arena_fmt(&call->arena, "jarak_bahasa=%s; Path=/meja; SameSite=Lax; Max-Age=31536000",
                     jk_span_eq(lang, JK_SPAN("en")) ? "en" : "id");
    jk_http_reply_empty(call, 303, headers, 3);
}

void desk_login_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_desk_reader reader = desk_reader(api, call);
    struct jk_span value = JK_SPAN("/meja/"), fault;
    struct jk_login_page page = { .name = "" };
    struct jk_buf out = { 0 };

    jk_http_param(call, "ke", &value);
    page.next = desk_own_path(call, value);
    page.expired = jk_http_param(call, "berakhir", &value);
    if (jk_http_param(call, "salah", &fault))
        page.fault = jk_text_get(jk_span_eq(fault, JK_SPAN("tunggu")) ? JK_TEXT_DESK_WAIT
                                                                      : JK_TEXT_DESK_WRONG,
                                 reader.lang);
    desk_send(call, page.fault ? 401 : 200, jk_desk_login_page(&out, &reader, &page), &out);
}

void desk_login_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct api_form form;
    struct jk_error err;

    if (api_form_read(call, &form, &err) != JK_OK) {
        desk_refuse(api, call, &err);
        return;
    }
    login_form_post(api, call, api_form_get(&form, "nama"), api_form_get(&form, "sandi"),
                    desk_own_path(call, jk_span_of(api_form_get(&form, "ke"))));
}

void desk_link_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_desk_reader reader = desk_reader(api, call);
    struct jk_span value = JK_SPAN("/meja/");
    struct jk_link_page page;
    struct jk_buf out = { 0 };

    jk_http_param(call, "ke", &value);
    page.token = jk_arena_copy(&call->arena, call->match.capture[0]);
    page.next = desk_own_path(call, value);
    desk_send(call, 200, page.token ? jk_desk_link_page(&out, &reader, &page) : JK_MEMORY, &out);
}

void desk_link_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct api_form form;
    struct jk_error err;

    if (api_form_read(call, &form, &err) != JK_OK)
        desk_refuse(api, call, &err);
    else
        login_link_use(api, call, jk_span_of(api_form_get(&form, "tautan")),
                       desk_own_path(call, jk_span_of(api_form_get(&form, "ke"))));
}

void desk_sign_out_post(void *ctx, struct jk_http_call *call)
{
    struct api_form form;

    if (desk_read_form(ctx, call, &form))
        login_sign_out(ctx, call, "/meja/login");
}

/* The day a person comes to first: today, else the next with an activity, else the last one. */
static int32_t first_day(struct jk_api *api, struct jk_http_call *call, const char *region)
{
    const struct jk_pack *pack = jk_app_pack(api->options.app);
    const struct jk_region *known = jk_pack_region(pack, region);
    const struct jk_tz *tz = known ? known->tz : pack->tz;
    struct jk_desk_ask ask = { region, jk_local_day(api_now(api), tz->offset_s), api_now(api),
                               api_actor(api, call) };
    struct jk_desk_day day;

    if (jk_app_day(api->options.app, &call->arena, &ask, &day) != JK_OK || day.activity_count)
        return ask.day;
    if (day.day_after != INT32_MIN)
        return day.day_after;
    return day.day_before != INT32_MIN ? day.day_before : ask.day;
}

void desk_day_choose_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const char *region = api_actor(api, call)->region;
    struct jk_buf path = { 0 };
    struct jk_span typed = { NULL, 0 };
    struct jk_error err;
    int32_t day;

    jk_http_param(call, "tanggal", &typed);
    typed = jk_http_trim(typed);
    if (typed.len == 0) {
        day = first_day(api, call, region);
    } else if (!jk_date_parse(typed, &day) && !jk_words_date(typed, &day, &(int){ 0 })) {
        jk_fail(&err, JK_INVALID, JK_TEXT_ISO_DATE, "tanggal", "%.*s", (int)typed.len, typed.at);
        desk_refuse(api, call, &err);
        return;
    }
    jk_buf_fmt(&path, "/meja/hari/%s/", region);
    jk_date_add(&path, day);
    desk_go(api, call, jk_arena_copy(&call->arena, jk_buf_view(&path)));
    jk_buf_clear(&path);
}

/* Where the written part of a list begins. */
static bool read_from(struct jk_http_call *call, const char *name, size_t *out,
                      struct jk_error *err)
{
    struct jk_span value;
    uint64_t number;

    if (!jk_http_param(call, name, &value))
        return true;
    if (!jk_uint_parse(value, UINT32_MAX, &number))
        return jk_fail(err, JK_INVALID, JK_TEXT_INTEGER, name, "%.*s", (int)value.len, value.at) ==
               JK_OK;
    *out = (size_t)number;
    return true;
}

/* What the address says of how the day is looked at. False: it cannot be read. */
static bool read_view(struct jk_http_call *call, struct jk_day_page *page, struct jk_error *err)
{
    struct jk_span value;
    uint64_t minute;

    page->minute = -1;
    page->from = JK_LEVEL_WASPADA;
    if (jk_http_param(call, "jam", &value)) {
        if (!jk_uint_parse(value, 1439, &minute))
            return jk_fail(err, JK_INVALID, JK_TEXT_INTEGER, "jam", "%.*s", (int)value.len,
                           value.at) == JK_OK;
        page->minute = (int)minute;
    }
    page->by_distance = jk_http_param(call, "urut", &value) && jk_span_eq(value, JK_SPAN("jarak"));
    if (jk_http_param(call, "konflik", &value))
        page->chosen = jk_arena_copy(&call->arena, value);
    if (jk_http_param(call, "kegiatan", &value))
        page->activity = jk_arena_copy(&call->arena, value);
    return read_from(call, "dari", &page->list_from, err) &&
           read_from(call, "antri", &page->queue_from, err);
}

/* Officers of the day, for the police alone. @return false: memory is out */
static bool add_personnel(struct jk_api *api, const struct jk_desk_ask *ask,
                          struct jk_desk_day *day)
{
    const struct jk_personnel_day *counted;

    if (!jk_sees_personnel(ask->actor) || !jk_units_any(day->pack, day->region->code))
        return true;
    if (jk_app_personnel(api->options.app, day->region, day->day, &counted) != JK_OK)
        return false;
    day->balance = &counted->balance;
    return true;
}

void desk_day_page_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_desk_reader reader = desk_reader(api, call);
    struct jk_day_page view = { .minute = -1 };
    struct jk_buf page = { 0 };
    struct jk_desk_ask ask;
    struct jk_desk_day day;
    struct jk_error err;
    enum jk_status rc =
        desk_read_day(api, call, call->match.capture[0], call->match.capture[1], &ask, &err);

    if (rc == JK_OK && !read_view(call, &view, &err))
        rc = JK_INVALID;
    if (rc == JK_OK && jk_app_in_group(api->options.app) && !api_settle(api, call))
        return;
    if (rc == JK_OK && jk_app_day(api->options.app, &call->arena, &ask, &day) != JK_OK)
        rc = jk_no_memory(&err);
    if (rc == JK_OK && !add_personnel(api, &ask, &day))
        rc = jk_no_memory(&err);
    if (rc == JK_OK && api->past.entry)
        rc = jk_app_day_steps(api->options.app, api->past.today, &call->arena, &ask, &day,
                              &view.steps, &err);
    else if (rc == JK_OK)
        view.newest = jk_app_last_entry(api->options.app);
    if (rc != JK_OK)
        desk_refuse(api, call, &err);
    else if (api_work(api, call, desk_day_work(&day, true)))
        desk_send_map(api, call, 200, jk_desk_day_page(&page, &reader, &day, &view), &page);
}

/* The conflict of the address; false: refused, or sent on to its whole id. */
static bool find(struct jk_api *api, struct jk_http_call *call, struct jk_conflict_page *page)
{
    struct jk_conflict_views matches;
    struct jk_error err;

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return false;
    if (desk_find_conflict(api, call, call->match.capture[0], &matches, page, &err) != JK_OK) {
        desk_refuse(api, call, &err);
        return false;
    }
    if (matches.count == 0 &&
        jk_app_desk_told(api->options.app, &call->arena, api_actor(api, call), page, &err) == JK_OK)
        return true;
    if (matches.count == 0) {
        desk_refuse(api, call, &err);
        return false;
    }
    desk_go(api, call, jk_arena_fmt(&call->arena, "/meja/konflik/%s", matches.at[0].id));
    return false;
}

static bool find_about(struct jk_api *api, struct jk_http_call *call, struct jk_conflict_page *page)
{
    struct jk_error err;

    if (desk_matters_about(api, call, page->conflict.view.id, &page->about))
        return true;
    jk_no_memory(&err);
    desk_refuse(api, call, &err);
    return false;
}

static void show(struct jk_api *api, struct jk_http_call *call, int code,
                 const struct jk_act_form *form)
{
    struct jk_desk_reader reader = desk_reader(api, call);
    struct jk_conflict_page page;
    struct jk_buf out = { 0 };

    if (find(api, call, &page) && find_about(api, call, &page))
        desk_send(call, code, jk_desk_conflict_page(&out, &reader, &page, form), &out);
}

void desk_conflict_page_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_act_form form = desk_no_act();
    enum jk_lang lang = desk_reader(api, call).lang;
    struct jk_span done;

    if (jk_http_param(call, "selesai", &done))
        form.done = jk_text_get(jk_span_eq(done, JK_SPAN("pendapat")) ? JK_TEXT_DESK_OPINION_SAVED
                                                                      : JK_TEXT_DESK_DECIDED,
                                lang);
    show(api, call, 200, &form);
}

/* Tells on the same page why it could not be done, with what was typed. */
static void show_fault(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err,
                       struct jk_act_form *form)
{
    if (desk_fault(api, call, err, &form->fault))
        show(api, call, jk_http_status_of(err->status)->code, form);
}

void desk_opinion_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct api_form form;
    struct jk_act_form typed = desk_no_act();
    struct jk_opinion_act said = { .actor = api_actor(api, call),
                                   .now_s = api_now(api),
                                   .conflict =
                                       jk_arena_copy(&call->arena, call->match.capture[0]) };
    struct jk_conflict_view view;
    struct jk_error err;
    enum jk_status rc;

    if (!desk_read_form(api, call, &form))
        return;
    said.opinion = api_form_get(&form, "pendapat");
    said.note = typed.note = api_form_get(&form, "catatan");
    said.revision = desk_number_of(api_form_get(&form, "revisi"));
    rc = said.conflict ? jk_app_opine(api->options.app, &call->arena, &said, &view, &err)
                       : jk_no_memory(&err);
    if (rc == JK_OK)
        desk_go(api, call,
                jk_arena_fmt(&call->arena, "/meja/konflik/%s?selesai=pendapat", said.conflict));
    else
        show_fault(api, call, &err, &typed);
}

void desk_decision_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_act_form typed;
    struct api_form form;
    struct jk_error err;

    if (!desk_read_form(api, call, &form))
        return;
    if (desk_carry_out(api, call, &form, &typed, &err) == JK_OK)
        desk_go(api, call,
                jk_arena_fmt(&call->arena, "/meja/konflik/%.*s?selesai=putusan",
                             (int)call->match.capture[0].len, call->match.capture[0].at));
    else
        show_fault(api, call, &err, &typed);
}
