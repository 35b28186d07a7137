/* Subscriptions of an account: make, list, remove, retry.
 *
 * Members are a closed set of texts: a misspelt one would silently not be asked for. The secret is
 * told once, when the subscription is made. Only the caller's own are there. */
#include <stdio.h>
#include <string.h>
#include "jarak/feed/json/build.h"
#include "jarak/app/texts/texts.h"
#include "jarak/http/texts/texts.h"
#include "jarak/model/texts.h"
#include "jarak/app/alerts/outbox_queue.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/rest/rest.h"

static const char *const members[] = { "channel", "target", "area", "level", "contest", "kind" };
#define MEMBER_COUNT (sizeof members / sizeof *members)

static json_t *time_json(const struct jk_api *api, const struct jk_subscription *s, int64_t at_s)
{
    const struct jk_account *account = jk_app_account(api->options.app, s->account);

    return api_time_json(api, account ? account->region : "", at_s);
}

/* Tells the state of delivery, "live", "failing" or "dead", and how many alerts still wait. */
static json_t *delivery_json(const struct jk_api *api, const struct jk_subscription *s)
{
    const struct jk_account *account = jk_app_account(api->options.app, s->account);
    struct jk_delivery_state state = { .delivered = 0 };
    uint64_t last = account ? account->last_alert : 0;

    if (api->options.outbox_queue)
        jk_outbox_queue_state(api->options.outbox_queue, s, &state);
    return json_pack("{s:s, s:I, s:I, s:i, s:s, s:o}", "state",
                     state.dead       ? "dead"
                     : state.attempts ? "failing"
                                      : "live",
                     "delivered", (json_int_t)state.delivered, "inbox", (json_int_t)last,
                     "attempts", (int)state.attempts, "reason", state.reason, "failing_since",
                     state.failing_ms ? time_json(api, s, state.failing_ms / 1000) : json_null());
}

static json_t *subscription_json(const struct jk_api *api, const struct jk_subscription *s)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o}", "id", s->id, "channel",
                     jk_channel_word(s->channel), "target", s->target, "area", s->area, "level",
                     jk_level_word(s->level), "contest", s->contest, "kind", s->kinds, "created",
                     time_json(api, s, s->created_s), "delivery", delivery_json(api, s));
}

/* The level of a word that a subscription may ask for; none: it is no such word. */
static enum jk_level level_of(const char *word)
{
    for (int level = JK_LEVEL_INFO; level < JK_LEVEL_END; level++) {
        if (strcmp(word, jk_level_word((enum jk_level)level)) == 0)
            return (enum jk_level)level;
    }
    return JK_LEVEL_NONE;
}

/* A closed set of members, all of them texts: what is misspelt would otherwise not be asked for. */
static enum jk_status read_wish(const json_t *body, struct jk_wish *wish, struct jk_error *err)
{
    const char *channel, *level;
    const char **const at[MEMBER_COUNT] = { &channel, &wish->target,  &wish->area,
                                            &level,   &wish->contest, &wish->kind };
    size_t found = 0;

    for (size_t i = 0; i < MEMBER_COUNT; i++) {
        const json_t *value = json_object_get(body, members[i]);

        found += value != NULL;
        *at[i] = value ? json_string_value(value) : "";
        if (!*at[i])
            return jk_fail(err, JK_INVALID, JK_TEXT_PACK_STRING, members[i], "%s", "");
    }
    if (found < json_object_size(body))
        return jk_fail(err, JK_INVALID, JK_TEXT_SUBSCRIPTION_MEMBER, "", "%s", "");
    if ((wish->channel = jk_channel_of(channel)) == JK_CHANNEL_END)
        return jk_fail(err, JK_INVALID, JK_TEXT_SUBSCRIPTION_CHANNEL, "channel", "%s", channel);
    if ((wish->level = level_of(level)) == JK_LEVEL_NONE)
        return jk_fail(err, JK_INVALID, JK_TEXT_SUBSCRIPTION_LEVEL, "level", "%s", level);
    return JK_OK;
}

void rest_subscriptions_post(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_wish wish = { .actor = api_actor(api, call),
                            .now_s = api_now(api),
                            .hosts = api->options.hosts ? api->options.hosts : "",
                            .mail = api->options.mail };
    const struct jk_subscription *made = NULL;
    json_error_t fault;
    json_t *body = json_loadb(call->body.at, call->body.len, JSON_REJECT_DUPLICATES, &fault);
    struct jk_json json;
    struct jk_error err;
    char location[64];
    enum jk_status rc = JK_OK;

    if (!json_is_object(body))
        rc = jk_fail_at(&err, JK_INVALID, JK_TEXT_PACK_JSON,
                        (struct jk_at){ (unsigned)fault.line, "" }, "%s", fault.text);
    if (rc == JK_OK)
        rc = read_wish(body, &wish, &err);
    if (rc == JK_OK)
        rc = jk_app_subscribe(api->options.app, &wish, &made, &err);
    if (rc == JK_OK) {
        json = jk_json_take(subscription_json(api, made));
        jk_json_set_text(&json, "secret", made->secret);
        snprintf(location, sizeof location, "/api/v1/subscriptions/%s", made->id);
        api_send_created(api, call, jk_json_end(&json),
                         &(struct api_created){ .location = location });
    } else {
        api_refuse(api, call, &err, NULL);
    }
    json_decref(body);
}

void rest_subscriptions_list(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct jk_account *actor = api_actor(api, call);
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < jk_app_subscription_count(api->options.app); i++) {
        const struct jk_subscription *s = jk_app_subscription(api->options.app, i);

        if (!s->removed && strcmp(s->account, actor->name) == 0)
            jk_json_add(&list, subscription_json(api, s));
    }
    api_send(api, call, 200, json_pack("{s:o}", "subscriptions", jk_json_end(&list)), NULL);
}

/* The caller's subscription of the address, or null when it is not there; then *err says so. */
static const struct jk_subscription *find_own(struct jk_api *api, struct jk_http_call *call,
                                              struct jk_error *err)
{
    const char *id = jk_arena_copy(&call->arena, call->match.capture[0]);
    const struct jk_subscription *s =
        id ? jk_app_subscription_of(api->options.app, api_actor(api, call), id) : NULL;

    if (!s)
        jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "subscription", "%s", id ? id : "");
    return s;
}

void rest_subscription_delete(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_error err;
    const struct jk_subscription *s = find_own(api, call, &err);

    if (!s || jk_app_unsubscribe(api->options.app, api_actor(api, call), api_now(api), s->id,
                                 &err) != JK_OK)
        api_refuse(api, call, &err, NULL);
    else
        api_send_empty(api, call, 204, NULL);
}

void rest_subscription_retry(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_error err;
    const struct jk_subscription *s = find_own(api, call, &err);

    if (s && !api->options.outbox_queue) {
        s = NULL;
        jk_fail(&err, JK_STATE, JK_TEXT_HOOK_HOST, "subscription", "%s", "");
    }
    if (!s || jk_outbox_queue_retry(api->options.outbox_queue, s, &err) != JK_OK) {
        api_refuse(api, call, &err, NULL);
        return;
    }
    api_send(api, call, 200, subscription_json(api, s), NULL);
    if (api->options.wake)
        api->options.wake(api->options.wake_ctx);
}
