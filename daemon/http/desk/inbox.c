/* The inbox as a page, and taking notice of an alert by its form. */
#include "daemon/http/desk/desk.h"

#include <stdlib.h>
#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/desk/reader.h"
#include "jarak/app/alerts/inbox.h"
#include "jarak/app/conflicts/escalation.h"
#include "jarak/app/desk/desk.h"
#include "jarak/base/decimal.h"
#include "jarak/feed/desk/inbox.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/model/texts.h"

/* The account's own notices, those that changed last first. */
static size_t gather_own(struct jk_api *api, struct jk_http_call *call, struct jk_own_notice **out)
{
    const struct jk_registry *registry = jk_app_registry(api->options.app);
    const struct jk_account *actor = api_actor(api, call);
    struct jk_own_notice *own = jk_arena_array(&call->arena, JK_OWN_SHOWN, sizeof *own);
    const uint32_t *chains;
    size_t i = jk_registry_owned(registry, actor->name, &chains), count = 0;

    while (own && i-- > 0 && count < JK_OWN_SHOWN) {
        const struct jk_chain *chain = jk_registry_chain_at(registry, chains[i]);
        const struct jk_entry *face = jk_chain_face(chain);

        if (face && face->owner && strcmp(face->owner, actor->name) == 0)
            own[count++] = (struct jk_own_notice){ .uid = chain->id,
                                                   .facts = &face->current->notice->facts,
                                                   .state = chain->state,
                                                   .reason = "" };
    }
    *out = own;
    return own ? count : 0;
}

static enum jk_level level_of(struct jk_http_call *call)
{
    struct jk_span value;

    for (int level = JK_LEVEL_INFO; jk_http_param(call, "tingkat", &value) && level < JK_LEVEL_END;
         level++) {
        if (jk_span_eq(value, jk_span_of(jk_level_word((enum jk_level)level))))
            return (enum jk_level)level;
    }
    return JK_LEVEL_NONE;
}

void desk_inbox_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_app *app = api->options.app;
    struct jk_desk_reader reader = desk_reader(api, call);
    struct jk_inbox_page page = { .from = level_of(call) };
    struct jk_alert_list alerts;
    struct jk_inbox_item *items;
    struct jk_own_notice *own;
    struct jk_buf out = { 0 };
    struct jk_error err;
    struct jk_span value;

    if (jk_app_in_group(app) && !api_settle(api, call))
        return;
    if (jk_app_newest_alerts(app, &call->arena, api_actor(api, call), JK_INBOX_SHOWN, &alerts,
                             &err) != JK_OK) {
        desk_refuse(api, call, &err);
        return;
    }
    items = jk_arena_array(&call->arena, alerts.count, sizeof *items);
    for (size_t i = 0; items && i < alerts.count; i++)
        items[i] =
            (struct jk_inbox_item){ &alerts.at[i], jk_app_alert_waits(app, alerts.at[i].conflict,
                                                                      alerts.at[i].revision) };
    page.items = items;
    page.count = items ? alerts.count : 0;
    page.only_waiting =
        jk_http_param(call, "keadaan", &value) && jk_span_eq(value, JK_SPAN("belum"));
    page.own_count = gather_own(api, call, &own);
    page.own = own;
    if (jk_http_param(call, "selesai", &value))
        page.done = jk_text_get(jk_span_eq(value, JK_SPAN("daftar")) ? JK_TEXT_DESK_LIST_SAVED
                                                                     : JK_TEXT_DESK_ACKED,
                                reader.lang);
    desk_send(call, 200, jk_desk_inbox_page(&out, &reader, &page), &out);
}

void desk_ack_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_ack ack = { .actor = api_actor(api, call), .now_s = api_now(api) };
    struct jk_conflict_view view;
    struct api_form form;
    struct jk_span id, conflict = { NULL, 0 };
    uint64_t revision = 0;
    struct jk_error err;
    bool already;

    if (!desk_read_form(api, call, &form))
        return;
    id = jk_span_of(api_form_get(&form, "id"));
    jk_span_cut(&id, '-', &conflict);
    ack.conflict = jk_arena_copy(&call->arena, conflict);
    if (!ack.conflict || !id.at || !jk_uint_parse(id, UINT32_MAX, &revision)) {
        jk_fail(&err, JK_NONE, JK_TEXT_NOT_THERE, "id", "%s", "");
        desk_refuse(api, call, &err);
        return;
    }
    ack.revision = (uint32_t)revision;
    if (jk_app_ack(api->options.app, &call->arena, &ack, &view, &already, &err) == JK_OK)
        desk_go(api, call, "/meja/kotak?selesai=1");
    else
        desk_refuse(api, call, &err);
}
