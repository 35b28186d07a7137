/* jarak/app/alerts/inbox.h: reading an account's inbox. */
#ifndef JARAK_APP_ALERTS_INBOX_H
#define JARAK_APP_ALERTS_INBOX_H
#include "jarak/app/accounts/account.h"
#include "jarak/app/handle/handle.h"
#include "jarak/feed/alert/alert.h"
#include "jarak/store/store.h"

/** The alerts of a page of an inbox, ascending. */
enum jk_status jk_app_alerts(struct jk_app *app, const struct jk_alert_page *page,
                             jk_alert_each *each, void *ctx, struct jk_error *err);

/** The alerts of an inbox about one conflict up to a revision, ascending, in the arena; the last is
 * the one of that revision, and only it has its detail.
 *
 * @return JK_OK; JK_NONE when the inbox was told nothing of that revision;
 *         JK_CORRUPT; JK_IO; JK_MEMORY */
enum jk_status jk_app_alerts_of(struct jk_app *app, struct jk_arena *arena,
                                const struct jk_alert_of *which, struct jk_alert_list *out,
                                struct jk_error *err);

/** The newest alerts of an inbox, newest first, at most `limit`, with their detail, in the arena.
 *
 * @return JK_OK; JK_IO; JK_MEMORY */
enum jk_status jk_app_newest_alerts(struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_account *account, size_t limit,
                                    struct jk_alert_list *out, struct jk_error *err);

/** Look up what the activities of an alert are called now, while their notices live; its document
 * never says.
 *
 * @param[in,out] alert  with its conflict; its titles are borrowed until the next command. Those of
 *                       an act, which is about no conflict, stay null */
void jk_app_alert_title(const struct jk_app *app, struct jk_alert *alert);

/** The zone of the account's region, else the pack's. Static as the pack. */
const struct jk_tz *jk_app_tz_of(const struct jk_app *app, const struct jk_account *account);
#endif
