/* Reading inboxes: pages, one conflict's alerts, the newest, and the neighbours of one alert.
 *
 * The store hands rows to a callback and owns their strings only for the call, so what is kept is
 * copied into an arena. Neighbours are the alert of the same conflict just before and the newest
 * after it; the newest counts only if the subscriber is to be told of it. */
#include "daemon/app/alerts/outbox_internal.h"
#include "daemon/app/conflicts/room.h"

#include <string.h>

enum jk_status jk_app_alerts(struct jk_app *app, const struct jk_account *account, uint64_t after,
                             unsigned limit, jk_alert_each *each, void *ctx, struct jk_error *err)
{
    return jk_store_each_alert(app->store, account->name, after, limit, each, ctx, err);
}

/* Alerts of one inbox on their way into an arena. */
struct collected {
    struct jk_arena *arena;
    uint32_t payload_of; /* revision whose payload is wanted; 0: of all */
    struct jk_told *list;
    size_t count, cap;
};

static enum jk_status collect(void *ctx, const struct jk_alert_row *row)
{
    struct collected *c = ctx;
    struct jk_told *told;

    if (c->count == c->cap) {
        size_t cap = c->cap ? 2 * c->cap : 16;
        struct jk_told *grown = jk_arena_array(c->arena, cap, sizeof *grown);

        if (!grown)
            return JK_MEMORY;
        if (c->count)
            memcpy(grown, c->list, c->count * sizeof *grown);
        c->list = grown;
        c->cap = cap;
    }
    told = &c->list[c->count++];
    *told = (struct jk_told){ .conflict = jk_arena_copy(c->arena, jk_span_of(row->conflict)),
                              .revision = row->revision,
                              .time_s = row->time_s,
                              .event = jk_arena_copy(c->arena, jk_span_of(row->event)) };
    if (c->payload_of == 0 || c->payload_of == row->revision)
        told->payload = jk_arena_copy(c->arena, jk_span_of(row->payload));
    return told->conflict && told->event ? JK_OK : JK_MEMORY;
}

enum jk_status jk_app_alerts_of(struct jk_app *app, struct jk_arena *arena,
                                const struct jk_account *account, const char *conflict,
                                uint32_t revision, struct jk_told **out, size_t *count,
                                struct jk_error *err)
{
    struct collected c = { .arena = arena, .payload_of = revision };
    enum jk_status rc =
        jk_store_each_alert_of(app->store, account->name, conflict, revision, collect, &c, err);

    if (rc == JK_OK && (c.count == 0 || c.list[c.count - 1].revision != revision))
        return jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "alert", "%s-%u", conflict, revision);
    *out = c.list;
    *count = c.count;
    return rc;
}

enum jk_status jk_app_newest_alerts(struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_account *account, size_t limit,
                                    struct jk_told **out, size_t *count, struct jk_error *err)
{
    struct collected c = { .arena = arena };
    uint64_t after = account->last_alert > limit ? account->last_alert - limit : 0;
    enum jk_status rc =
        jk_store_each_alert(app->store, account->name, after, (unsigned)limit, collect, &c, err);

    for (size_t i = 0; i < c.count / 2; i++) {
        struct jk_told last = c.list[c.count - 1 - i];

        c.list[c.count - 1 - i] = c.list[i];
        c.list[i] = last;
    }
    *out = c.list;
    *count = c.count;
    return rc;
}

const struct jk_zone *jk_app_zone_of(const struct jk_app *app, const struct jk_account *account)
{
    const struct jk_region *region = jk_pack_region(app->pack, account->region);

    return region && region->zone ? region->zone : app->pack->zone;
}

/* A search for what stands beside one alert of an inbox. */
struct beside {
    const struct jk_alert_row *row;
    struct neighbours *out;
    struct jk_alert_row newest;
    struct jk_buf event, payload; /* of the newest */
};

static bool keep_newest(struct beside *b, const struct jk_alert_row *row)
{
    jk_buf_reset(&b->event);
    jk_buf_reset(&b->payload);
    jk_buf_span(&b->event, (struct jk_span){ row->event, strlen(row->event) + 1 });
    jk_buf_span(&b->payload, (struct jk_span){ row->payload, strlen(row->payload) + 1 });
    b->newest = (struct jk_alert_row){ .account = b->row->account,
                                       .index = row->index,
                                       .conflict = b->row->conflict,
                                       .revision = row->revision,
                                       .event = b->event.at,
                                       .level = row->level,
                                       .time_s = row->time_s,
                                       .payload = b->payload.at };
    return jk_buf_ok(&b->event) && jk_buf_ok(&b->payload);
}

static enum jk_status look_beside(void *ctx, const struct jk_alert_row *row)
{
    struct beside *b = ctx;

    if (row->index < b->row->index) {
        b->out->before = row->index;
        b->out->before_level = row->level;
    } else if (row->index > b->row->index && !keep_newest(b, row)) {
        return JK_MEMORY;
    }
    return JK_OK;
}

enum jk_status alerts_inbox_neighbours(struct jk_app *app,
                                       const struct jk_subscription *subscription,
                                       const struct jk_alert_row *row, struct neighbours *out)
{
    struct beside b = { .row = row, .out = out };
    enum jk_status rc;

    *out = (struct neighbours){ .before = 0 };
    rc = jk_store_each_alert_of(app->store, subscription->account, row->conflict, UINT32_MAX,
                                look_beside, &b, NULL);
    if (rc == JK_OK && b.newest.index) {
        rc = jk_app_concerns(app, subscription, &b.newest, NULL);
        if (rc == JK_OK) {
            out->after = b.newest.index;
            out->after_level = b.newest.level;
        }
        rc = rc == JK_NONE ? JK_OK : rc;
    }
    jk_buf_clear(&b.event);
    jk_buf_clear(&b.payload);
    return rc;
}
