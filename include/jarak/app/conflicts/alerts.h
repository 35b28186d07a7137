/* jarak/app/conflicts/alerts.h: who hears of alerts as they are put into the inboxes.
 *
 * Source: SPEC 7. */
#ifndef JARAK_APP_CONFLICTS_ALERTS_H
#define JARAK_APP_CONFLICTS_ALERTS_H
#include "jarak/app/accounts/account.h"
#include "jarak/app/handle/handle.h"

/** Told after a commit for each alert put in an inbox, so that streams can deliver it. */
typedef void jk_alert_sink(void *ctx, const struct jk_account *account,
                           const struct jk_alert_row *alert);

/** Who is told of alerts after each commit; null: nobody. @param ctx handed to the sink */
void jk_app_set_sink(struct jk_app *app, jk_alert_sink *sink, void *ctx);

/** Accounts were made or let in again: they are told what is open now, or was closed meanwhile, as
 * far as they do not know it (SPEC 7). Inside a group. @return JK_OK; otherwise the group is broken
 * and its commit fails */
enum jk_status jk_app_welcome(struct jk_app *app, int64_t now_s, struct jk_error *err);

/** An account is told, in its own inbox and so on every device that reads it, that somebody has set
 * its password. Inside a group. @return as jk_app_welcome() */
enum jk_status jk_app_tell_password(struct jk_app *app, const struct jk_account_ask *ask,
                                    const char *name, struct jk_error *err);
#endif
