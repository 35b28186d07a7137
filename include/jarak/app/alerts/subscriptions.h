/* jarak/app/alerts/subscriptions.h: where accounts want their alerts sent. Commands like those of
 * app.h.
 *
 * A subscription belongs to one account and reads that account's inbox. Source: SPEC 7. */
#ifndef JARAK_APP_ALERTS_SUBSCRIPTIONS_H
#define JARAK_APP_ALERTS_SUBSCRIPTIONS_H
#include "jarak/app/alerts/targets.h"
#include "jarak/app/handle/handle.h"
#include "jarak/feed/alert/alert.h"

#define JK_SUBSCRIPTION_HEX  16 /* digits of an id */
#define JK_SUBSCRIPTIONS_MAX 16 /* of one account; each costs a request an alert */

/** One subscription. Strings live until the next reload, failed commit or close. */
struct jk_subscription {
    char id[JK_SUBSCRIPTION_HEX + 1];
    const char *account, *target, *area, *contest, *kinds;
    enum jk_channel channel;
    enum jk_level level;
    uint64_t from_index; /**< newest index of the inbox when it was made */
    int64_t created_s;
    bool removed;
    char secret[65]; /**< its characters are the HMAC key; "" once removed */
};

/** A subscription as an account asks for it; "" where it leaves a member out. */
struct jk_wish {
    const struct jk_account *actor;
    int64_t now_s;
    enum jk_channel channel;
    enum jk_level level; /**< info or above */
    const char *target, *area, *contest, *kind;
    const char *hosts;              /**< the operator's list (jarak/app/alerts/targets.h) */
    const struct jk_mail_way *mail; /**< null: no e-mail is sent */
};

/** Make a subscription, in the open group or one of its own that the caller commits.
 *
 * @param[out] out  borrowed; its secret is to be shown this once
 * @return JK_OK; JK_INVALID naming the member; JK_DENIED the host is not allowed; JK_TOO_MANY;
 *         otherwise the group is broken and its commit fails */
enum jk_status jk_app_subscribe(struct jk_app *app, const struct jk_wish *wish,
                                const struct jk_subscription **out, struct jk_error *err);

/** Remove one of the account's subscriptions; its secret is destroyed.
 *
 * @return JK_OK; JK_NONE when the account has none of that id; otherwise the group is broken */
enum jk_status jk_app_unsubscribe(struct jk_app *app, const struct jk_account *actor, int64_t now_s,
                                  const char *id, struct jk_error *err);

/** How many there are or were, and one of them by number; removed ones stay and keep theirs. */
size_t jk_app_subscription_count(const struct jk_app *app);
/** @param i below jk_app_subscription_count() */
const struct jk_subscription *jk_app_subscription(const struct jk_app *app, size_t i);
/** One of the account's that is not removed, or null. */
const struct jk_subscription *
jk_app_subscription_of(const struct jk_app *app, const struct jk_account *actor, const char *id);

/** Must a subscriber be told an alert of its account's inbox? @param alert with its detail
 *
 * Alerts it asked for, and the next about the same conflict, which says what became of it: moved
 * away, lower, closed. Of those from before it was made only what is open still: the newest of each
 * conflict.
 *
 * @return JK_OK: yes; JK_NONE: no; JK_IO */
enum jk_status jk_app_concerns(struct jk_app *app, const struct jk_subscription *subscription,
                               const struct jk_alert *alert, struct jk_error *err);
#endif
