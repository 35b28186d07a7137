/* The policy in force, what another limit would change, and stating it: what it would do is shown
 * first, and stated by a second form. */
#include "daemon/http/desk/desk.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/api/stating.h"
#include "daemon/http/desk/decision.h"
#include "daemon/http/desk/reader.h"
#include "jarak/app/app.h"
#include "jarak/app/conflicts/whatif.h"
#include "jarak/app/editions/editions.h"
#include "jarak/app/handle/work.h"
#include "jarak/base/decimal.h"
#include "jarak/feed/admin/policy.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/http/server/status_map.h"

/* What was stated for whom the page is, as far as the reader may see it. An answer that a copy may
 * be asked for reads nothing of the store (`view`). */
static enum jk_status fill_editions(struct jk_api *api, struct jk_http_call *call,
                                    struct jk_policy_page *page, struct jk_error *err)
{
    const struct jk_account *actor = api_actor(api, call);
    struct jk_app *app = api->options.app;
    struct jk_edition_list list = { NULL, 0, false };
    enum jk_status rc = JK_OK;
    struct jk_error why;

    page->policy = jk_policy_for(jk_app_pack(app), &page->of);
    page->may_state = jk_app_edition_may(app, actor, &page->of, &why) == JK_OK;
    page->seen = jk_app_edition_number(app, JK_EDITION_POLICY, &page->of);
    page->told = !page->view && (jk_region_covers(actor->region, page->of.region) ||
                                 jk_region_covers(page->of.region, actor->region));
    if (page->seen > 0 && page->told)
        rc = jk_app_editions(app, &call->arena, JK_EDITION_POLICY, &page->of, &list, err);
    page->editions = list.at;
    page->edition_count = list.count;
    page->more = list.more;
    return rc;
}

static void show(struct jk_api *api, struct jk_http_call *call, int code,
                 struct jk_policy_page *page)
{
    struct jk_desk_reader reader = desk_reader(api, call);
    struct jk_buf out = { 0 };
    struct jk_error err;

    if (fill_editions(api, call, page, &err) == JK_OK)
        desk_send(call, code, jk_desk_policy_page(&out, &reader, page), &out);
    else
        desk_refuse(api, call, &err);
}

void desk_policy_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_policy_page page = { .basis = "" };
    struct jk_error err;

    if (api_read_whose(api, call, &page.of, &err) != JK_OK) {
        desk_refuse(api, call, &err);
        return;
    }
    if (!api_work_allowed(api, call,
                          JK_WORK_READ + JK_WORK_MEMBER * jk_app_edition_count(api->options.app)))
        return;
    page.done = desk_stated_text(api, call, JK_TEXT_POLICY_DONE);
    show(api, call, 200, &page);
}

/* Whose policy the form was shown for; the actor's region where it does not say. */
static struct jk_calendar_of read_whose(struct jk_api *api, struct jk_http_call *call,
                                        const struct api_form *form)
{
    const struct jk_pack *pack = jk_app_pack(api->options.app);
    const struct jk_contest *contest = jk_pack_contest(pack, api_form_get(form, "kontes"));
    const struct jk_region *region = jk_pack_region(pack, api_form_get(form, "wilayah"));

    if (contest)
        return (struct jk_calendar_of){ contest->id, contest->region };
    return (struct jk_calendar_of){ "", region ? region->code : api_actor(api, call)->region };
}

static struct jk_limit_ask read_limit(const struct api_form *form)
{
    return (struct jk_limit_ask){ api_form_get(form, "baris"), api_form_get(form, "tingkat"),
                                  api_form_get(form, "jarak"), api_form_get(form, "menit") };
}

/* What is in force for them; null: nothing stated is. */
static const struct jk_edition *in_force(const struct jk_pack *pack,
                                         const struct jk_calendar_of *scope)
{
    const struct jk_edition of = { .part = JK_EDITION_POLICY,
                                   .region = scope->region,
                                   .contest = scope->contest };

    for (size_t i = 0; i < pack->edition_count; i++) {
        if (jk_edition_same_scope(&pack->editions[i], &of))
            return &pack->editions[i];
    }
    return NULL;
}

/* The document of the policy in force with the limit that was typed. */
static enum jk_status write_document(struct jk_api *api, struct jk_http_call *call,
                                     const struct jk_calendar_of *of,
                                     const struct jk_limit_ask *limit, const char **out,
                                     struct jk_error *err)
{
    struct jk_policy *policy = jk_arena_take(&call->arena, sizeof *policy);
    enum jk_status rc =
        policy ? jk_app_policy_limit(api->options.app, of, limit, policy, err) : jk_no_memory(err);
    json_t *document = NULL;
    char *text = NULL;

    *out = NULL;
    if (rc == JK_OK)
        document =
            jk_edition_row_json(policy, limit->row, in_force(jk_app_pack(api->options.app), of));
    if (document)
        text = json_dumps(document, JSON_COMPACT);
    if (text)
        *out = jk_arena_copy(&call->arena, jk_span_of(text));
    free(text);
    json_decref(document);
    return rc == JK_OK && !*out ? jk_no_memory(err) : rc;
}

/* It is in force, or why it is not: the form with it. */
static void stated(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err)
{
    struct jk_policy_page page = { .basis = "" };
    struct jk_limit_ask limit;
    struct api_form form;

    if (!desk_read_form(api, call, &form))
        return;
    page.of = read_whose(api, call, &form);
    if (!err) {
        desk_go(api, call,
                jk_arena_fmt(&call->arena, "/meja/kebijakan?%s=%s&selesai=%" PRIu32 "-%zu",
                             page.of.contest[0] ? "contest" : "region",
                             page.of.contest[0] ? page.of.contest : page.of.region,
                             jk_app_edition_number(api->options.app, JK_EDITION_POLICY, &page.of),
                             jk_app_audit(api->options.app).changed));
        return;
    }
    limit = read_limit(&form);
    page.ask = &limit;
    page.basis = api_form_get(&form, "dasar");
    if (desk_fault(api, call, err, &page.fault))
        show(api, call, jk_http_status_of(err->status)->code, &page);
}

static void state_it(struct jk_api *api, struct jk_http_call *call, const struct api_form *form,
                     bool withdrawn)
{
    const struct jk_calendar_of of = read_whose(api, call, form);
    const struct jk_limit_ask limit = read_limit(form);
    struct jk_edition_ask ask = { .actor = api_actor(api, call),
                                  .now_s = api_now(api),
                                  .part = JK_EDITION_POLICY,
                                  .scope = of,
                                  .withdrawn = withdrawn,
                                  .document = "",
                                  .basis = api_form_get(form, "dasar") };
    struct jk_edition edition;
    struct jk_error err;
    uint64_t seen = 0;
    enum jk_status rc = jk_app_edition_may(api->options.app, ask.actor, &of, &err);

    jk_uint_parse(jk_span_of(api_form_get(form, "edisi")), UINT32_MAX, &seen);
    ask.seen = (uint32_t)seen;
    if (rc == JK_OK && !withdrawn)
        rc = write_document(api, call, &of, &limit, &ask.document, &err);
    if (rc == JK_OK)
        rc = jk_app_edition_make(api->options.app, &call->arena, &ask, &edition, &err);
    if (rc == JK_OK)
        api_state(api, call, &edition, stated);
    else
        stated(api, call, &err);
}

/* It was judged as it would be stated: what it would change of what, and by which policy. */
static void tried(struct jk_api *api, struct jk_http_call *call, const struct jk_repack *judged,
                  const struct jk_error *refused)
{
    struct jk_policy *then = jk_arena_take(&call->arena, sizeof *then);
    struct jk_policy_page page = { .basis = "" };
    struct jk_whatif_view view;
    struct jk_limit_ask ask;
    struct api_form form;
    struct jk_error err;
    enum jk_status rc;

    if (refused) {
        stated(api, call, refused);
        return;
    }
    if (!desk_read_form(api, call, &form))
        return;
    ask = read_limit(&form);
    page.of = read_whose(api, call, &form);
    rc = then ? jk_app_policy_limit(api->options.app, &page.of, &ask, then, &err)
              : jk_no_memory(&err);
    if (rc == JK_OK &&
        jk_app_repack_compare(judged, &call->arena, page.of.region, api_now(api), &view) != JK_OK)
        rc = jk_no_memory(&err);
    if (rc != JK_OK) {
        stated(api, call, &err);
        return;
    }
    view.now = jk_policy_for(jk_app_pack(api->options.app), &page.of);
    view.then = then;
    page.ask = &ask;
    page.view = &view;
    show(api, call, 200, &page);
}

/* Who may state it is told what would come of it, with all that lies below and inherits. */
static void try_as_stated(struct jk_api *api, struct jk_http_call *call,
                          const struct api_form *form)
{
    const struct jk_limit_ask limit = read_limit(form);
    struct jk_edition_ask ask = { .actor = api_actor(api, call),
                                  .now_s = api_now(api),
                                  .part = JK_EDITION_POLICY,
                                  .scope = read_whose(api, call, form),
                                  .basis = "-" }; /* it is not kept */
    struct jk_edition edition;
    struct jk_error err;
    enum jk_status rc = write_document(api, call, &ask.scope, &limit, &ask.document, &err);

    ask.seen = jk_app_edition_number(api->options.app, ask.part, &ask.scope);
    if (rc == JK_OK)
        rc = jk_app_edition_make(api->options.app, &call->arena, &ask, &edition, &err);
    if (rc == JK_OK)
        api_try(api, call, &edition, tried);
    else
        stated(api, call, &err);
}

/* Who may not is told what it would change in his region, for whom it is asked and for nobody
 * else. */
static void try_it(struct jk_api *api, struct jk_http_call *call, const struct api_form *form)
{
    struct jk_limit_ask ask = read_limit(form);
    struct jk_policy_page page = { .ask = &ask, .basis = "" };
    struct jk_whatif_view view;
    struct jk_error err;
    enum jk_status rc;

    page.of = read_whose(api, call, form);
    if (jk_app_edition_may(api->options.app, api_actor(api, call), &page.of, &err) == JK_OK) {
        try_as_stated(api, call, form);
        return;
    }
    rc = jk_app_whatif_limit(api->options.app, &call->arena,
                             &(struct jk_whatif_ask){
                                 api_actor(api, call), api_now(api), { NULL, 0 }, page.of },
                             &ask, &view, &err);
    if (rc == JK_OK) {
        page.view = &view;
        show(api, call, 200, &page);
    } else if (desk_fault(api, call, &err, &page.fault)) {
        show(api, call, jk_http_status_of(err.status)->code, &page);
    }
}

void desk_policy_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct api_form form;
    const char *step;

    if (!desk_read_form(api, call, &form) ||
        !api_settle(api, call)) /* compared on what is durable */
        return;
    step = api_form_get(&form, "langkah");
    if (strcmp(step, "tetapkan") == 0 || strcmp(step, "cabut") == 0)
        state_it(api, call, &form, step[0] == 'c');
    else
        try_it(api, call, &form);
}
