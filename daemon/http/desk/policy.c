/* The policy in force, and what another limit would change. Nothing is kept. */
#include "daemon/http/desk/desk.h"

#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/desk/decision.h"
#include "daemon/http/desk/reader.h"
#include "jarak/app/conflicts/whatif.h"
#include "jarak/feed/admin/policy.h"
#include "jarak/http/server/status_map.h"

static void show(struct jk_api *api, struct jk_http_call *call, int code,
                 const struct jk_policy_page *page)
{
    struct jk_desk_reader reader = desk_reader(api, call);
    struct jk_buf out = { 0 };

    desk_send(call, code, jk_desk_policy_page(&out, &reader, page), &out);
}

void desk_policy_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_policy_page page = { .ask = NULL };
    struct jk_error err;

    if (api_read_whose(api, call, &page.of, &err) != JK_OK) {
        desk_refuse(api, call, &err);
        return;
    }
    page.policy = jk_policy_for(jk_app_pack(api->options.app), &page.of);
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

void desk_policy_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_limit_ask ask;
    struct jk_policy_page page = { .ask = &ask };
    struct jk_whatif_view view;
    struct api_form form;
    struct jk_error err;
    enum jk_status rc;

    if (!desk_read_form(api, call, &form) ||
        !api_settle(api, call)) /* compared on what is durable */
        return;
    ask = (struct jk_limit_ask){ api_form_get(&form, "baris"), api_form_get(&form, "tingkat"),
                                 api_form_get(&form, "jarak"), api_form_get(&form, "menit") };
    page.of = read_whose(api, call, &form);
    page.policy = jk_policy_for(jk_app_pack(api->options.app), &page.of);
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
