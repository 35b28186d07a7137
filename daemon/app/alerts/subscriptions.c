/* Subscriptions in memory, and which alerts of its inbox each is about.
 *
 * An alert concerns a subscription when it passes its filter, and also when the alert before it of
 * the same conflict did: whoever was told of a conflict hears how it ends, even where what it has
 * become would not have been wanted. */
#include "jarak/app/alerts/subscriptions.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"
#include "daemon/app/conflicts/index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/app/alerts/outbox_internal.h"
#include "daemon/app/alerts/room.h"
#include "jarak/app/alerts/targets.h"
#include "jarak/base/digest.h"
#include "jarak/base/heap.h"
#include "jarak/base/random.h"

#define SECRET_BYTES 32 /* 256 bits, as tokens */

static void free_subscription(struct jk_subscription *s)
{
    jk_text_free(s->account);
    jk_text_free(s->target);
    jk_text_free(s->area);
    jk_text_free(s->contest);
    jk_text_free(s->kinds);
    explicit_bzero(s->secret, sizeof s->secret);
    free(s);
}

/* Learn of a subscription, from the store or just put. */
static enum jk_status learn(void *ctx, const struct jk_subscription_row *row)
{
    struct jk_app *app = ctx;
    struct alerts *room = app->alerts;
    struct jk_subscription *s = NULL;

    if (jk_grow(&room->subscriptions, room->subscription_count, &room->subscription_cap, sizeof s))
        s = jk_heap_zeroed(1, sizeof *s);
    if (!s)
        return JK_MEMORY;
    room->subscriptions[room->subscription_count++] = s;
    s->account = jk_heap_copy(row->account);
    s->channel = jk_channel_of(row->channel);
    s->target = jk_heap_copy(row->target);
    s->area = jk_heap_copy(row->area);
    s->contest = jk_heap_copy(row->contest);
    s->kinds = jk_heap_copy(row->kinds);
    s->level = (enum jk_level)row->level;
    s->from_index = row->from_index;
    s->created_s = row->created_s;
    s->removed = row->removed;
    snprintf(s->id, sizeof s->id, "%s", row->id);
    snprintf(s->secret, sizeof s->secret, "%s", row->secret);
    if (s->channel == JK_CHANNEL_END)
        return JK_CORRUPT;
    return s->account && s->target && s->area && s->contest && s->kinds ? JK_OK : JK_MEMORY;
}

size_t jk_app_subscription_count(const struct jk_app *app)
{
    return app->alerts->subscription_count;
}

const struct jk_subscription *jk_app_subscription(const struct jk_app *app, size_t i)
{
    return app->alerts->subscriptions[i];
}

static struct jk_subscription *find(const struct jk_app *app, const struct jk_account *actor,
                                    const char *id)
{
    for (size_t i = 0; i < app->alerts->subscription_count; i++) {
        struct jk_subscription *s = app->alerts->subscriptions[i];

        if (!s->removed && strcmp(s->id, id) == 0 && strcmp(s->account, actor->name) == 0)
            return s;
    }
    return NULL;
}

const struct jk_subscription *jk_app_subscription_of(const struct jk_app *app,
                                                     const struct jk_account *actor, const char *id)
{
    return find(app, actor, id);
}

static size_t count_of(const struct jk_app *app, const struct jk_account *actor)
{
    size_t count = 0;

    for (size_t i = 0; i < app->alerts->subscription_count; i++)
        count += !app->alerts->subscriptions[i]->removed &&
                 strcmp(app->alerts->subscriptions[i]->account, actor->name) == 0;
    return count;
}

/* A region's code in sight, or a polygon: of that only what the account sees is told anyway. */
static bool is_area(const struct jk_app *app, const struct jk_wish *wish)
{
    struct jk_arena arena = { 0 };
    struct jk_outline outline;
    bool is = false;

    if (!jk_alert_area_is_polygon(wish->area))
        return jk_pack_region(app->pack, wish->area) &&
               jk_region_covers(wish->actor->region, wish->area);
    is = jk_alert_area_read(&arena, wish->area, &outline) == JK_OK;
    jk_arena_clear(&arena);
    return is;
}

static enum jk_status check(const struct jk_app *app, const struct jk_wish *wish,
                            struct jk_error *err)
{
    struct jk_hook_target target;

    if (wish->area[0] && !is_area(app, wish))
        return jk_fail(err, JK_INVALID, JK_TEXT_SUBSCRIPTION_AREA, "area", "%s", wish->area);
    if (wish->contest[0] && !jk_pack_contest(app->pack, wish->contest))
        return jk_fail(err, JK_INVALID, JK_TEXT_SUBSCRIPTION_CONTEST, "contest", "%s",
                       wish->contest);
    if (!jk_alert_kinds_check(wish->kind))
        return jk_fail(err, JK_INVALID, JK_TEXT_SUBSCRIPTION_KIND, "kind", "%s", wish->kind);
    if (count_of(app, wish->actor) >= JK_SUBSCRIPTIONS_MAX)
        return jk_fail(err, JK_TOO_MANY, JK_TEXT_SUBSCRIPTION_MANY, "", "%d", JK_SUBSCRIPTIONS_MAX);
    return wish->channel == JK_CHANNEL_EMAIL
               ? jk_mail_read(wish->mail, jk_span_of(wish->target), err)
               : jk_hook_read(wish->hosts, jk_span_of(wish->target), &target, err);
}

/* A subscription's row into the open group, and what it says into memory. */
static enum jk_status put(struct jk_app *app, const struct jk_act *act,
                          const struct jk_subscription_row *row, struct jk_error *err)
{
    enum jk_status rc = jk_app_begin(app, err);

    if (rc == JK_OK)
        rc = jk_store_put_subscription(app->store, act, row, err);
    if (rc != JK_OK)
        app_break(app, rc);
    return rc;
}

enum jk_status jk_app_subscribe(struct jk_app *app, const struct jk_wish *wish,
                                const struct jk_subscription **out, struct jk_error *err)
{
    struct jk_act act = { wish->actor->name, wish->now_s };
    uint8_t random[SECRET_BYTES + JK_SUBSCRIPTION_HEX / 2];
    char secret[2 * SECRET_BYTES + 1], id[JK_SUBSCRIPTION_HEX + 1];
    struct jk_subscription_row row = { .id = id,
                                       .account = wish->actor->name,
                                       .channel = jk_channel_word(wish->channel),
                                       .target = wish->target,
                                       .area = wish->area,
                                       .contest = wish->contest,
                                       .level = (uint8_t)wish->level,
                                       .from_index = wish->actor->last_alert,
                                       .created_s = wish->now_s,
                                       .secret = secret,
                                       .kinds = wish->kind };
    enum jk_status rc = check(app, wish, err);

    if (rc != JK_OK)
        return rc;
    if (jk_random(random, sizeof random) != JK_OK)
        return jk_fail(err, JK_IO, JK_TEXT_NOT_STORED, "secret", "%s", "random");
    jk_hex(random, SECRET_BYTES, secret);
    jk_hex(random + SECRET_BYTES, JK_SUBSCRIPTION_HEX / 2, id);
    explicit_bzero(random, sizeof random);
    rc = put(app, &act, &row, err);
    if (rc == JK_OK && (rc = learn(app, &row)) != JK_OK)
        app_break(app, jk_fail(err, rc, JK_TEXT_NO_MEMORY, "", "%s", ""));
    if (rc == JK_OK)
        *out = app->alerts->subscriptions[app->alerts->subscription_count - 1];
    explicit_bzero(secret, sizeof secret);
    return rc;
}

enum jk_status jk_app_unsubscribe(struct jk_app *app, const struct jk_account *actor, int64_t now_s,
                                  const char *id, struct jk_error *err)
{
    struct jk_act act = { actor->name, now_s };
    struct jk_subscription *s = find(app, actor, id);
    enum jk_status rc;

    if (!s)
        return jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "subscription", "%s", id);
    rc = put(app, &act,
             &(struct jk_subscription_row){ .id = s->id,
                                            .account = s->account,
                                            .channel = jk_channel_word(s->channel),
                                            .target = s->target,
                                            .area = s->area,
                                            .contest = s->contest,
                                            .level = (uint8_t)s->level,
                                            .from_index = s->from_index,
                                            .created_s = s->created_s,
                                            .removed = true,
                                            .secret = "",
                                            .kinds = "" },
             err);
    if (rc == JK_OK) {
        s->removed = true;
        explicit_bzero(s->secret, sizeof s->secret);
    }
    return rc;
}

/* The alerts of one conflict on both sides of the one that is asked about. */
struct history {
    const struct jk_subscription *subscription;
    const struct jk_alert *alert;
    struct jk_arena arena;  /* of the one before it */
    struct jk_alert before; /* without detail where it is the first */
    bool superseded;        /* a later one was told before the subscription was made */
};

static enum jk_status look(void *ctx, const struct jk_alert_row *row)
{
    struct history *h = ctx;

    if (row->index < h->alert->index) {
        jk_arena_clear(&h->arena);
        return alerts_of_row(&h->arena, row, true, &h->before);
    }
    if (row->index > h->alert->index && row->index <= h->subscription->from_index)
        h->superseded = true;
    return JK_OK;
}

enum jk_status jk_app_concerns(struct jk_app *app, const struct jk_subscription *subscription,
                               const struct jk_alert *alert, struct jk_error *err)
{
    const struct jk_alert_filter filter = { subscription->area, subscription->contest,
                                            subscription->kinds, subscription->level };
    struct history h = { .subscription = subscription, .alert = alert };
    bool early = alert->index <= subscription->from_index;
    bool wanted = jk_alert_is_wanted(alert, &filter);
    enum jk_status rc = JK_OK;

    if (wanted && !early)
        return JK_OK;
    if (early && (!wanted || alert->event == JK_EVENT_CLOSED || alert->event == JK_EVENT_ACT))
        return JK_NONE;
    rc = jk_store_each_alert_of(app->store,
                                &(struct jk_alert_of){ subscription->account, alert->conflict,
                                                       UINT32_MAX },
                                look, &h, err);
    if (rc == JK_OK && early)
        wanted = !h.superseded;
    else if (rc == JK_OK)
        wanted = h.before.detail && jk_alert_is_wanted(&h.before, &filter);
    jk_arena_clear(&h.arena);
    return rc != JK_OK ? rc : wanted ? JK_OK : JK_NONE;
}

enum jk_status alerts_open(struct jk_app *app, struct jk_error *err)
{
    app->alerts = jk_heap_zeroed(1, sizeof *app->alerts);
    return app->alerts ? JK_OK : jk_no_memory(err);
}

enum jk_status alerts_load(struct jk_app *app, struct jk_error *err)
{
    return jk_store_each_subscription(app->store, learn, app, err);
}

void alerts_clear(struct jk_app *app)
{
    struct alerts *room = app->alerts;

    for (size_t i = 0; room && i < room->subscription_count; i++)
        free_subscription(room->subscriptions[i]);
    if (room) {
        free(room->subscriptions);
        *room = (struct alerts){ NULL, 0, 0 };
    }
}

void alerts_close(struct jk_app *app)
{
    free(app->alerts);
    app->alerts = NULL;
}
