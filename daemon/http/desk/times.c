/* Clear times as a page: looking, proposing a band to the team, and answering for it. */
#include "daemon/http/desk/desk.h"

#include <stdlib.h>
#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/desk/reader.h"
#include "jarak/app/decisions/clear_times.h"
#include "jarak/app/decisions/retime.h"
#include "jarak/app/desk/desk.h"
#include "jarak/app/notices/verdict.h"
#include "jarak/base/decimal.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/feed/desk/times.h"
#include "jarak/http/server/status_map.h"
#include "jarak/model/texts.h"
#include "jarak/model/words.h"

#define DAYS_SHOWN 3 /* from the day that is asked for on */

/* The main of the address's chain; null: it was refused. */
static const struct jk_entry *find_main(struct jk_api *api, struct jk_http_call *call)
{
    const struct jk_entry *entry = api_find_entry(api, call);
    struct jk_error err;

    if (!entry)
        return NULL;
    entry = jk_chain_main(entry->chain);
    if (!entry) {
        jk_fail(&err, JK_NONE, JK_TEXT_NOT_THERE, "uid", "%s", "");
        desk_refuse(api, call, &err);
    }
    return entry;
}

/* The day that is asked for; else that of the main. */
static bool read_first_day(struct jk_api *api, struct jk_http_call *call, const char *uid,
                           int32_t *day, struct jk_error *err)
{
    struct jk_span typed;
    int weekday;

    if (!jk_app_day_of(api->options.app, uid, day))
        return jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "uid", "%s", uid) == JK_OK;
    if (!jk_http_param(call, "tanggal", &typed) || jk_http_trim(typed).len == 0)
        return true;
    typed = jk_http_trim(typed);
    return jk_date_parse(typed, day) || jk_words_date(typed, day, &weekday) ||
           jk_fail(err, JK_INVALID, JK_TEXT_ISO_DATE, "tanggal", "%.*s", (int)typed.len,
                   typed.at) == JK_OK;
}

static void show(struct jk_api *api, struct jk_http_call *call, int code,
                 const struct jk_entry *main, struct jk_times_page *page)
{
    struct jk_desk_reader reader = desk_reader(api, call);
    const struct jk_account *actor = api_actor(api, call);
    struct jk_slots_request rq = { .uid = main->uid, .now_s = api_now(api) };
    struct jk_desk_day days[DAYS_SHOWN];
    struct jk_slots_view slots;
    struct jk_buf out = { 0 };
    struct jk_error err;

    if (!read_first_day(api, call, main->uid, &rq.from_day, &err)) {
        desk_refuse(api, call, &err);
        return;
    }
    rq.to_day = rq.from_day + DAYS_SHOWN - 1;
    if (jk_app_slots(api->options.app, &call->arena, &rq, &slots, &err) != JK_OK) {
        desk_refuse(api, call, &err);
        return;
    }
    for (size_t i = 0; i < DAYS_SHOWN; i++) {
        const struct jk_desk_ask ask = { .region = main->chain->region->code,
                                         .day = rq.from_day + (int32_t)i,
                                         .now_s = rq.now_s,
                                         .actor = actor };

        if (jk_app_day(api->options.app, &call->arena, &ask, &days[i]) != JK_OK) {
            jk_no_memory(&err);
            desk_refuse(api, call, &err);
            return;
        }
    }
    page->days = days;
    page->day_count = DAYS_SHOWN;
    page->slots = &slots;
    page->facts = &main->current->notice->facts;
    page->offers = jk_chain_offers(main->chain)->at;
    page->offer_count = jk_chain_offers(main->chain)->count;
    page->chain_revision = main->chain->revision;
    page->may_propose = jk_role_rights(actor->role) & JK_MAY_DECIDE;
    page->may_answer = jk_role_rights(actor->role) & JK_MAY_ACCEPT;
    page->reason = page->reason ? page->reason : "";
    desk_send(call, code, jk_desk_times_page(&out, &reader, page), &out);
}

void desk_times_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_times_page page = { .reason = "" };
    struct jk_span done;
    const struct jk_entry *main;

    if (!api_settle(api, call)) /* times are offered on what is durable */
        return;
    main = find_main(api, call);
    if (!main)
        return;
    if (jk_http_param(call, "selesai", &done))
        page.done = jk_text_get(JK_TEXT_DESK_TIMES_DONE, desk_reader(api, call).lang);
    show(api, call, 200, main, &page);
}

/* Refuses on the same page, with what was typed. */
static void show_fault(struct jk_api *api, struct jk_http_call *call, const struct jk_entry *main,
                       const struct jk_error *err, const char *reason)
{
    struct jk_times_page page = { .reason = reason };
    char text[600];

    if (err->status == JK_HEAVY || err->status == JK_BUSY) {
        api_refuse(api, call, err, NULL);
        return;
    }
    jk_error_format(err, desk_reader(api, call).lang, text, sizeof text);
    page.fault = text;
    show(api, call, jk_http_status_of(err->status)->code, main, &page);
}

static uint32_t number_of(const char *text)
{
    uint64_t number = 0;

    return jk_uint_parse(jk_span_of(text), UINT32_MAX, &number) ? (uint32_t)number : 0;
}

/* Every chosen band of the form, in the order they stand in. */
static enum jk_status read_bands(struct jk_http_call *call, const struct api_form *form,
                                 struct jk_intervals *out, struct jk_error *err)
{
    out->count = 0;
    out->at = jk_arena_array(&call->arena, JK_OFFER_BANDS_MAX, sizeof *out->at);
    if (!out->at)
        return jk_no_memory(err);
    for (size_t i = 0; i < form->count && out->count < JK_OFFER_BANDS_MAX; i++) {
        struct jk_span rest = jk_span_of(form->fields[i].value), from = { NULL, 0 };
        uint64_t from_s, to_s;

        if (strcmp(form->fields[i].name, "pita") != 0)
            continue;
        jk_span_cut(&rest, '-', &from);
        if (!rest.at || !jk_uint_parse(from, INT32_MAX * 4ULL, &from_s) ||
            !jk_uint_parse(rest, INT32_MAX * 4ULL, &to_s))
            return jk_fail(err, JK_INVALID, JK_TEXT_DESK_TIMES_CHOOSE, "pita", "%s", "");
        out->at[out->count++] = (struct jk_interval){ (int64_t)from_s, (int64_t)to_s };
    }
    return out->count ? JK_OK
                      : jk_fail(err, JK_INVALID, JK_TEXT_DESK_TIMES_CHOOSE, "pita", "%s", "");
}

static void go_back(struct jk_api *api, struct jk_http_call *call)
{
    desk_go(api, call,
            jk_arena_fmt(&call->arena, "/meja/pemberitahuan/%.*s/waktu?selesai=1",
                         (int)call->match.capture[0].len, call->match.capture[0].at));
}

void desk_times_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_retime proposal = { .actor = api_actor(api, call), .now_s = api_now(api) };
    struct jk_retime_outcome outcome = { .has_slots = false };
    const struct jk_entry *main;
    struct api_form form;
    struct jk_error err;
    enum jk_status rc;

    if (!desk_read_form(api, call, &form))
        return;
    main = find_main(api, call);
    if (!main)
        return;
    proposal.uid = main->uid;
    proposal.chain_revision = number_of(api_form_get(&form, "revisi"));
    proposal.reason = api_form_get(&form, "alasan");
    rc = read_bands(call, &form, &proposal.bands, &err);
    if (rc == JK_OK)
        rc = jk_app_retime(api->options.app, &call->arena, &proposal, &outcome, &err);
    jk_outcome_clear(&outcome.outcome);
    if (rc == JK_OK)
        go_back(api, call);
    else
        show_fault(api, call, main, &err, proposal.reason);
}

/* "2024-11-23 09.00", in the region's zone. */
static bool read_start(const struct jk_tz *tz, const char *text, int64_t *out)
{
    struct jk_span rest = jk_span_of(text), date = { NULL, 0 };
    const struct jk_tz *stated;
    int32_t day, second;
    int weekday;

    jk_span_cut(&rest, ' ', &date);
    if (!rest.at || !(jk_date_parse(date, &day) || jk_words_date(date, &day, &weekday)) ||
        !jk_words_clock(rest, &second, &stated))
        return false;
    *out = (int64_t)day * JK_DAY_S + second - tz->offset_s;
    return true;
}

void desk_times_answer_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_retime_answer said = { .actor = api_actor(api, call), .now_s = api_now(api) };
    struct jk_retime_outcome outcome = { .has_slots = false };
    const struct jk_entry *main;
    struct api_form form;
    struct jk_error err;
    enum jk_status rc = JK_OK;

    if (!desk_read_form(api, call, &form))
        return;
    main = find_main(api, call);
    if (!main)
        return;
    said.uid = main->uid;
    said.chain_revision = number_of(api_form_get(&form, "revisi"));
    said.number = number_of(api_form_get(&form, "usulan"));
    said.reason = api_form_get(&form, "alasan");
    if (strcmp(api_form_get(&form, "jawab"), "terima") == 0 &&
        !read_start(main->chain->region->tz, api_form_get(&form, "mulai"), &said.start_s))
        rc = jk_fail(&err, JK_INVALID, JK_TEXT_DESK_TIMES_START, "mulai", "%s",
                     api_form_get(&form, "mulai"));
    if (rc == JK_OK)
        rc = jk_app_answer_retime(api->options.app, &call->arena, &said, &outcome, &err);
    jk_outcome_clear(&outcome.outcome);
    if (rc == JK_OK)
        go_back(api, call);
    else
        show_fault(api, call, main, &err, said.reason);
}
