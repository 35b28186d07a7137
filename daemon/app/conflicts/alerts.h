/* daemon/app/conflicts/alerts.h: alerts are put into the inboxes of those who may see a conflict.
 */
#ifndef DAEMON_APP_CONFLICTS_ALERTS_H
#define DAEMON_APP_CONFLICTS_ALERTS_H
#include "daemon/app/conflicts/index.h"
#include "jarak/model/alert.h"

/* An alert for every account that may see the conflict; of an escalation for those it reaches. An
 * office that decides on neither side is told by what of it touches its ground (sight.h), also
 * where nobody else is told anything (JK_EVENT_END). In the open group. */
enum jk_status conflicts_put_alerts(struct jk_app *app, const struct jk_act *act,
                                    struct conflict *conflict, enum jk_alert_event event,
                                    struct jk_error *err);
/* One row for one account: its next index, journalled, and told after the commit. What the row
 * points to lives in the group's arena. */
enum jk_status conflicts_put_alert(struct jk_app *app, const struct jk_act *act,
                                   struct jk_account *account, struct jk_alert_row *row,
                                   struct jk_error *err);
/* What one row told its account, into memory. JK_MEMORY. */
enum jk_status conflicts_learn_alert(struct jk_app *app, struct jk_account *account,
                                     const struct jk_alert_row *row);
/* For every account: what it does not know of the conflicts it sees, as opened, level or closed
 * (SPEC 7: who comes later receives what is open now). In the open group. */
enum jk_status conflicts_welcome(struct jk_app *app, const struct jk_act *act,
                                 struct jk_error *err);
/* The same for one of them, below jk_accounts_count(). */
enum jk_status conflicts_welcome_one(struct jk_app *app, const struct jk_act *act, size_t account,
                                     struct jk_error *err);
#endif
