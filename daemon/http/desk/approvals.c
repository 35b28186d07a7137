/* Several approvals in one form: all of them, or none. A row is known by its number; the chain it
 * is about and the revision that was looked at stand in it. */
#include "daemon/http/desk/desk.h"

#include <stdio.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/desk/decision.h"
#include "daemon/http/desk/reader.h"
#include "jarak/app/decisions/decide.h"
#include "jarak/app/desk/desk.h"
#include "jarak/app/handle/work.h"
#include "jarak/app/registry/registry.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/http/server/status_map.h"

static void show(struct jk_api *api, struct jk_http_call *call, int code,
                 struct jk_approvals_page *page)
{
    struct jk_app *app = api->options.app;
    struct jk_desk_reader reader = desk_reader(api, call);
    struct jk_buf out = { 0 };
    struct jk_error err;

    if (!api_work(api, call, JK_WORK_MEMBER * api_looked_at(api, api_actor(api, call)->region)))
        return;
    if (jk_app_approvals(app, &call->arena, api_actor(api, call), api_now(api), &page->list) ==
        JK_OK) {
        desk_send(call, code, jk_desk_approvals_page(&out, &reader, page), &out);
        return;
    }
    jk_no_memory(&err);
    desk_refuse(api, call, &err);
}

void desk_approvals_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_approvals_page page = { .fault = NULL };
    struct jk_span done;

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return;
    if (jk_http_param(call, "selesai", &done))
        page.done = jk_text_get(JK_TEXT_DESK_DECIDED, desk_reader(api, call).lang);
    show(api, call, 200, &page);
}

static const char *row_field(const struct api_form *form, char kind, size_t row)
{
    char name[24];

    snprintf(name, sizeof name, "%c%zu", kind, row);
    return api_form_get(form, name);
}

/* What each row says; how many rows were sent. */
static size_t read_rows(const struct api_form *form, struct jk_approval_typed *typed)
{
    size_t count = 0;

    while (count < JK_APPROVALS_SHOWN && row_field(form, 'u', count)[0]) {
        typed[count] = (struct jk_approval_typed){ row_field(form, 'u', count),
                                                   row_field(form, 'p', count)[0] != '\0',
                                                   row_field(form, 's', count) };
        count++;
    }
    return count;
}

/* The chosen rows as decisions. A change that waits is what is approved where there is one. */
static size_t make_decisions(struct jk_api *api, struct jk_http_call *call,
                             const struct api_form *form, const struct jk_approvals_page *page,
                             struct jk_decision *out)
{
    const struct jk_registry *registry = jk_app_registry(api->options.app);
    size_t count = 0;

    for (size_t i = 0; i < page->typed_count; i++) {
        const struct jk_approval_typed *t = &page->typed[i];
        const struct jk_chain *chain = jk_registry_chain(registry, t->chain);
        bool change = chain && chain->state == JK_STATE_APPROVED && chain->pending;

        if (t->chosen)
            out[count++] =
                (struct jk_decision){ .actor = api_actor(api, call),
                                      .now_s = api_now(api),
                                      .uid = t->chain,
                                      .on = change ? JK_ON_CHANGE : JK_ON_UNSAID,
                                      .act = JK_ACT_APPROVE,
                                      .sttp = t->sttp,
                                      .reason = "",
                                      .basis = "",
                                      .chain_revision = desk_number_of(row_field(form, 'r', i)) };
    }
    return count;
}

void desk_approvals_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_approvals_page page = { .fault = NULL };
    struct jk_approval_typed *typed =
        jk_arena_array(&call->arena, JK_APPROVALS_SHOWN, sizeof *typed);
    struct jk_decision *decisions =
        jk_arena_array(&call->arena, JK_APPROVALS_SHOWN, sizeof *decisions);
    struct jk_outcome outcome = { 0 };
    struct api_form form;
    struct jk_error err;
    size_t count;
    enum jk_status rc;

    if (!desk_read_form(api, call, &form))
        return;
    if (!typed || !decisions) {
        jk_no_memory(&err);
        desk_refuse(api, call, &err);
        return;
    }
    page.typed = typed;
    page.typed_count = read_rows(&form, typed);
    count = make_decisions(api, call, &form, &page, decisions);
    rc = count ? jk_app_decide(api->options.app, &call->arena, decisions, count, &outcome, &err)
               : jk_fail(&err, JK_INVALID, JK_TEXT_DESK_APPROVALS_NONE, "", "%s", "");
    jk_outcome_clear(&outcome);
    if (rc == JK_OK)
        desk_go(api, call, "/meja/putusan?selesai=1");
    else if (desk_fault(api, call, &err, &page.fault))
        show(api, call, jk_http_status_of(err.status)->code, &page);
}
