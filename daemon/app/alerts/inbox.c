/* Reading inboxes: pages, one conflict's alerts, the newest, and the neighbours of one alert.
 *
 * The store hands rows to a callback and owns their strings only for the call, so what is kept is
 * copied into an arena. Neighbours are the alert of the same conflict just before and the newest
 * after it; the newest counts only if the subscriber is to be told of it. */
#include "daemon/app/alerts/outbox_internal.h"
#include "jarak/model/texts.h"
#include "daemon/app/conflicts/room.h"
#include "daemon/app/conflicts/view.h"

#include <string.h>

enum jk_status jk_app_alerts(struct jk_app *app, const struct jk_alert_page *page,
                             jk_alert_each *each, void *ctx, struct jk_error *err)
{
    return jk_store_each_alert(app->store, page, each, ctx, err);
}

enum jk_status alerts_of_row(struct jk_arena *arena, const struct jk_alert_row *row, bool detail,
                             struct jk_alert *out)
{
    *out = (struct jk_alert){ .conflict = jk_arena_copy(arena, jk_span_of(row->conflict)),
                              .revision = row->revision,
                              .index = row->index,
                              .event = jk_event_of(row->event),
                              .level = (enum jk_level)row->level,
                              .time_s = row->time_s };
    if (out->event == JK_EVENT_END || row->level >= JK_LEVEL_END)
        return JK_CORRUPT;
    if (!out->conflict)
        return JK_MEMORY;
    if (!detail)
        return JK_OK;
    out->document = jk_arena_copy(arena, jk_span_of(row->payload));
    return out->document ? jk_alert_read(arena, out) : JK_MEMORY;
}

/* Alerts of one inbox on their way into an arena. */
struct collected {
    struct jk_arena *arena;
    uint32_t detail_of; /* revision whose detail is wanted; 0: of all */
    struct jk_alert *list;
    size_t count, cap;
};

static enum jk_status collect(void *ctx, const struct jk_alert_row *row)
{
    struct collected *c = ctx;
    struct jk_alert *grown = jk_arena_grow(c->arena, c->list, c->count, &c->cap, sizeof *grown);

    if (!grown)
        return JK_MEMORY;
    c->list = grown;
    return alerts_of_row(c->arena, row, c->detail_of == 0 || c->detail_of == row->revision,
                         &c->list[c->count++]);
}

enum jk_status jk_app_alerts_of(struct jk_app *app, struct jk_arena *arena,
                                const struct jk_alert_of *which, struct jk_alert_list *out,
                                struct jk_error *err)
{
    struct collected c = { .arena = arena, .detail_of = which->revision };
    enum jk_status rc = jk_store_each_alert_of(app->store, which, collect, &c, err);

    if (rc == JK_OK && (c.count == 0 || c.list[c.count - 1].revision != which->revision))
        return jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "alert", "%s-%u", which->conflict,
                       which->revision);
    *out = (struct jk_alert_list){ c.list, c.count };
    return rc;
}

enum jk_status jk_app_newest_alerts(struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_account *account, size_t limit,
                                    struct jk_alert_list *out, struct jk_error *err)
{
    struct collected c = { .arena = arena };
    struct jk_alert_page page = { .account = account->name, .limit = (unsigned)limit };
    enum jk_status rc;

    page.after = account->last_alert > limit ? account->last_alert - limit : 0;
    rc = jk_store_each_alert(app->store, &page, collect, &c, err);

    for (size_t i = 0; i < c.count / 2; i++) {
        struct jk_alert last = c.list[c.count - 1 - i];

        c.list[c.count - 1 - i] = c.list[i];
        c.list[i] = last;
    }
    *out = (struct jk_alert_list){ c.list, c.count };
    return rc;
}

void jk_app_alert_title(const struct jk_app *app, struct jk_alert *alert)
{
    const struct conflict *c = conflicts_of_id(app, alert->conflict);

    if (alert->event == JK_EVENT_ACT)
        return;
    alert->title[0] = c ? conflicts_view_side(c->a).summary : "";
    alert->title[1] = c ? conflicts_view_side(c->b).summary : "";
}

const struct jk_tz *jk_app_tz_of(const struct jk_app *app, const struct jk_account *account)
{
    const struct jk_region *region = jk_pack_region(app->pack, account->region);

    return region && region->tz ? region->tz : app->pack->tz;
}

/* A search for what stands beside one alert of an inbox. */
struct beside {
    const struct jk_alert *alert;
    struct neighbours *out;
    struct jk_arena arena;  /* of the newest */
    struct jk_alert newest; /* behind it; index 0: none is */
};

static enum jk_status look_beside(void *ctx, const struct jk_alert_row *row)
{
    struct beside *b = ctx;

    if (row->index < b->alert->index) {
        b->out->before = row->index;
        b->out->before_level = (enum jk_level)row->level;
    } else if (row->index > b->alert->index) {
        jk_arena_clear(&b->arena);
        return alerts_of_row(&b->arena, row, true, &b->newest);
    }
    return JK_OK;
}

enum jk_status alerts_inbox_neighbours(struct jk_app *app,
                                       const struct jk_subscription *subscription,
                                       const struct jk_alert *alert, struct neighbours *out)
{
    struct beside b = { .alert = alert, .out = out };
    const struct jk_alert_of of = { subscription->account, alert->conflict, UINT32_MAX };
    enum jk_status rc;

    *out = (struct neighbours){ .before = 0 };
    rc = jk_store_each_alert_of(app->store, &of, look_beside, &b, NULL);
    if (rc == JK_OK && b.newest.index) {
        rc = jk_app_concerns(app, subscription, &b.newest, NULL);
        if (rc == JK_OK) {
            out->after = b.newest.index;
            out->after_level = b.newest.level;
        }
        rc = rc == JK_NONE ? JK_OK : rc;
    }
    jk_arena_clear(&b.arena);
    return rc;
}
