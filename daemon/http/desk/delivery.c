/* Deliveries of a region's accounts: what arrives, what does not and why, and trying again. */
#include "daemon/http/desk/desk.h"

#include <stdlib.h>
#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/desk/decision.h"
#include "daemon/http/desk/reader.h"
#include "daemon/http/login/login.h"
#include "jarak/app/alerts/outbox_queue.h"
#include "jarak/app/texts/texts.h"
#include "jarak/feed/admin/delivery.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/http/server/status_map.h"
#include "jarak/model/texts.h"

/* The account of a subscription that the caller administers; null: it is nobody's here. */
static const struct jk_account *account_of(struct jk_api *api, struct jk_http_call *call,
                                           const struct jk_subscription *s)
{
    const struct jk_account *account =
        s->removed ? NULL : jk_app_account(api->options.app, s->account);

    return account && login_may_administer(api, call, account) ? account : NULL;
}

/* Those that fail first, the longest of them before; then by account. */
static int worst_first(const void *left, const void *right)
{
    const struct jk_delivery_view *a = left, *b = right;

    if (a->dead != b->dead)
        return a->dead ? -1 : 1;
    if (a->failing_s != b->failing_s)
        return !a->failing_s ? 1 : !b->failing_s ? -1 : a->failing_s < b->failing_s ? -1 : 1;
    return strcmp(a->account, b->account);
}

static bool gather(struct jk_api *api, struct jk_http_call *call, struct jk_deliveries_page *page)
{
    size_t all = jk_app_subscription_count(api->options.app);
    struct jk_delivery_view *rows = jk_arena_array(&call->arena, all, sizeof *rows);

    for (size_t i = 0; rows && i < all; i++) {
        const struct jk_subscription *s = jk_app_subscription(api->options.app, i);
        const struct jk_account *account = account_of(api, call, s);
        struct jk_delivery_state state = { .delivered = 0 };
        const struct jk_region *region;

        if (!account)
            continue;
        if (api->options.outbox_queue)
            jk_outbox_queue_state(api->options.outbox_queue, s, &state);
        region = jk_pack_region(jk_app_pack(api->options.app), account->region);
        rows[page->count++] = (struct jk_delivery_view){
            .id = s->id,
            .account = s->account,
            .channel = jk_channel_word(s->channel),
            .target = s->target,
            .tz = region ? region->tz : jk_app_pack(api->options.app)->tz,
            .waiting = account->last_alert > state.delivered && account->last_alert > s->from_index
                           ? account->last_alert -
                                 (state.delivered > s->from_index ? state.delivered : s->from_index)
                           : 0,
            .attempts = state.attempts,
            .failing_s = state.failing_ms / 1000,
            .reason = jk_arena_copy(&call->arena, jk_span_of(state.reason)),
            .dead = state.dead
        };
        if (!rows[page->count - 1].reason)
            return false;
    }
    if (rows)
        qsort(rows, page->count, sizeof *rows, worst_first);
    page->rows = rows;
    return rows != NULL;
}

static void show(struct jk_api *api, struct jk_http_call *call, int code,
                 struct jk_deliveries_page *page)
{
    struct jk_desk_reader reader = desk_reader(api, call);
    struct jk_buf out = { 0 };
    struct jk_error err;

    if (gather(api, call, page)) {
        desk_send(call, code, jk_desk_deliveries_page(&out, &reader, page), &out);
        return;
    }
    jk_no_memory(&err);
    desk_refuse(api, call, &err);
}

void desk_deliveries_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_deliveries_page page = { .count = 0 };
    struct jk_span done;

    if (jk_app_in_group(api->options.app) && !api_settle(api, call))
        return;
    if (jk_http_param(call, "selesai", &done))
        page.done = jk_text_get(JK_TEXT_DELIVERY_TRIED, desk_reader(api, call).lang);
    show(api, call, 200, &page);
}

/* The subscription of the address, where it is of an account of the region. */
static const struct jk_subscription *find(struct jk_api *api, struct jk_http_call *call)
{
    for (size_t i = 0; i < jk_app_subscription_count(api->options.app); i++) {
        const struct jk_subscription *s = jk_app_subscription(api->options.app, i);

        if (jk_span_eq(call->match.capture[0], jk_span_of(s->id)) && account_of(api, call, s))
            return s;
    }
    return NULL;
}

void desk_delivery_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_deliveries_page page = { .count = 0 };
    const struct jk_subscription *s;
    struct api_form form;
    struct jk_error err;
    enum jk_status rc;

    if (!desk_read_form(api, call, &form))
        return;
    s = find(api, call);
    if (!s)
        rc = jk_fail(&err, JK_NONE, JK_TEXT_NOT_THERE, "", "%s", "");
    else if (!api->options.outbox_queue)
        rc = jk_fail(&err, JK_STATE, JK_TEXT_HOOK_HOST, "", "%s", "");
    else
        rc = jk_outbox_queue_retry(api->options.outbox_queue, s, &err);
    if (rc == JK_OK) {
        if (api->options.wake)
            api->options.wake(api->options.wake_ctx);
        desk_go(api, call, "/meja/kiriman?selesai=1");
    } else if (desk_fault(api, call, &err, &page.fault)) {
        show(api, call, jk_http_status_of(err.status)->code, &page);
    }
}
