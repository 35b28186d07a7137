/* The page of a notice that was filed: what it says, what became of it, and what may be done now.
 */
#include "daemon/http/desk/desk.h"

#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/desk/decision.h"
#include "daemon/http/desk/ask.h"
#include "daemon/http/desk/reader.h"
#include "jarak/app/decisions/decide.h"
#include "jarak/app/decisions/retime.h"
#include "jarak/app/desk/desk.h"
#include "jarak/app/notices/attachment.h"
#include "jarak/app/notices/verdict.h"
#include "jarak/app/notices/withdraw.h"
#include "jarak/app/plain/plain.h"
#include "jarak/app/texts/texts.h"
#include "jarak/feed/desk/form.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/http/server/status_map.h"
#include "jarak/model/texts.h"

/* Acts on the chain, on their way to the page. */
struct acts {
    struct jk_arena *arena;
    struct jk_told *list;
    size_t count, cap;
    uint32_t filed_revision; /* that the last of them made by filing; 0: it is none */
};

static enum jk_status add_act(void *ctx, const struct jk_decision_row *row)
{
    struct acts *acts = ctx;
    bool changed = strcmp(row->act, "change") == 0;
    bool filed = changed || strcmp(row->act, "file") == 0;
    struct jk_told *grown;

    /* A chain is filed leg by leg, in one command; to a reader that is one thing, and a change when
     * any of it was there before. */
    if (filed && acts->count && acts->filed_revision == row->chain_revision) {
        if (changed)
            acts->list[acts->count - 1].event = "change";
        return JK_OK;
    }
    acts->filed_revision = filed ? row->chain_revision : 0;
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

/* What was done just now; null where the address says nothing of it. */
static const char *done_text(struct jk_http_call *call, enum jk_lang lang)
{
    static const struct {
        const char *word;
        const struct jk_text *text;
    } done[] = { { "ubah", JK_TEXT_DESK_CHANGE_SAVED },
                 { "putusan", JK_TEXT_DESK_DECIDED },
                 { "surat", JK_TEXT_DESK_LETTER_SAVED },
                 { "tarik", JK_TEXT_DESK_ASKED_BACK },
                 { "pindah", JK_TEXT_DESK_LEGS_MOVED } };
    struct jk_span word;

    if (!jk_http_param(call, "selesai", &word))
        return NULL;
    for (size_t i = 0; i < sizeof done / sizeof *done; i++) {
        if (jk_span_eq(word, jk_span_of(done[i].word)))
            return jk_text_get(done[i].text, lang);
    }
    return jk_text_get(JK_TEXT_DESK_FORM_SAVED, lang);
}

static void show(struct jk_api *api, struct jk_http_call *call, int code,
                 const struct jk_act_form *typed)
{
    struct jk_app *app = api->options.app;
    struct jk_desk_reader reader = desk_reader(api, call);
    struct jk_verdict_view view;
    struct acts acts = { .arena = &call->arena };
    struct jk_notice_page page = { .view = &view, .typed = typed };
    struct jk_desk_activity activity;
    struct jk_buf out = { 0 };
    struct jk_error err;
    const struct jk_entry *entry;
    struct jk_rakor meeting;
    struct jk_span bytes;
    bool has_activity = false;

    entry = api_find_entry(api, call);
    if (!entry)
        return;
    entry = jk_chain_face(entry->chain);
    if (!entry || jk_app_verdict(app, &call->arena, entry->uid, api_now(api), &view) != JK_OK ||
        jk_app_activity(app, &call->arena, entry->chain, &activity, &has_activity) != JK_OK ||
        jk_app_chain_acts(app, &call->arena, api_actor(api, call), entry->chain, api_now(api),
                          &page.allowed) != JK_OK ||
        !desk_matters_about(api, call, entry->chain->id, &page.about)) {
        jk_fail(&err, JK_NONE, JK_TEXT_NOT_THERE, "uid", "%s", "");
        desk_refuse(api, call, &err);
        return;
    }
    err = (struct jk_error){ .status = JK_OK };
    if (jk_app_history(app, entry->chain->id, add_act, &acts, &err) != JK_OK) {
        if (err.status == JK_OK) /* add_act() has no words */
            jk_no_memory(&err);
        desk_refuse(api, call, &err);
        return;
    }
    page.facts = &entry->current->notice->facts;
    if (reader.may_see && page.facts->kind == JK_KIND_RAKOR && jk_chain_is_neutral(entry->chain) &&
        jk_version_bytes(entry->current, &call->arena, &bytes) &&
        jk_rakor_read(&call->arena, bytes, &meeting) == JK_OK)
        page.meeting = &meeting;
    if (entry->current->notice->instance_count) {
        page.start_s = entry->current->notice->instances[0].start_s;
        page.end_s = entry->current->notice->instances[0].end_s;
    }
    page.activity = has_activity ? &activity : NULL;
    if (entry->letter) {
        page.letter_type = entry->letter->type;
        page.letter_size = entry->letter->size;
        page.letter_s = entry->letter->time_s;
        jk_attachment_etag(entry, page.letter_etag);
    }
    page.acts = acts.list;
    page.act_count = acts.count;
    desk_send(call, code, jk_desk_notice_page(&out, &reader, &page), &out);
}

void desk_notice_page_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_act_form typed = desk_no_act();

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return;
    typed.done = done_text(call, desk_reader(api, call).lang);
    show(api, call, 200, &typed);
}

void desk_notice_done(struct jk_api *api, struct jk_http_call *call, const char *done)
{
    const char *uid = jk_arena_copy(&call->arena, call->match.capture[0]);

    desk_go(api, call,
            jk_arena_fmt(&call->arena, "/meja/pemberitahuan/%s?selesai=%s",
                         uid ? desk_escape(call, uid) : "", done));
}

static void show_fault(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err,
                       struct jk_act_form *typed)
{
    if (desk_fault(api, call, err, &typed->fault))
        show(api, call, jk_http_status_of(err->status)->code, typed);
}

void desk_notice_fault(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err)
{
    struct jk_act_form typed = desk_no_act();

    show_fault(api, call, err, &typed);
}

void desk_notice_decision_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_act_form typed;
    struct api_form form;
    struct jk_error err;

    if (!desk_read_form(api, call, &form))
        return;
    if (desk_carry_out(api, call, &form, &typed, &err) == JK_OK)
        desk_notice_done(api, call, "putusan");
    else
        show_fault(api, call, &err, &typed);
}

/* An approved activity is taken back by whoever filed it: it is asked for, and said to be meant. */
void desk_ask_back_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_act_form typed = desk_no_act();
    struct jk_withdrawal asked = { .actor = api_actor(api, call), .now_s = api_now(api) };
    struct jk_outcome outcome = { 0 };
    const struct jk_entry *entry;
    struct api_form form;
    struct jk_error err;
    enum jk_status rc = JK_OK;

    if (!desk_read_form(api, call, &form) || !(entry = api_find_entry(api, call)))
        return;
    asked.uid = entry->chain->id;
    if (!api_form_get(&form, "yakin")[0])
        rc = jk_fail(&err, JK_INVALID, JK_TEXT_FORM_NEEDED, "yakin", "%s", "");
    else if (desk_number_of(api_form_get(&form, "revisi")) != entry->chain->revision)
        rc = jk_fail(&err, JK_CONFLICT, JK_TEXT_CHAIN_CHANGED, "revisi", "%s", "");
    if (rc == JK_OK)
        rc = jk_app_withdraw(api->options.app, &call->arena, &asked, &outcome, &err);
    jk_outcome_clear(&outcome);
    if (rc == JK_OK)
        desk_notice_done(api, call, "tarik");
    else
        show_fault(api, call, &err, &typed);
}

/* The legs follow the main that was moved without them. How far is ours to say; which chain the
 * person looked at is in the form. */
void desk_legs_follow_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_act_form typed = desk_no_act();
    struct jk_move move = { .actor = api_actor(api, call), .now_s = api_now(api) };
    struct jk_retime_outcome out = { .has_slots = false };
    const struct jk_entry *entry;
    struct api_form form;
    struct jk_error err;

    if (!desk_read_form(api, call, &form) || !(entry = api_find_entry(api, call)))
        return;
    move.uid = entry->chain->id;
    move.chain_revision = desk_number_of(api_form_get(&form, "revisi"));
    jk_app_plain_legs_behind(api->options.app, move.uid, NULL, &move.legs_by_s);
    if (jk_app_move(api->options.app, &call->arena, &move, &out, &err) == JK_OK)
        desk_notice_done(api, call, "pindah");
    else
        show_fault(api, call, &err, &typed);
}
