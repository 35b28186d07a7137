/* daemon/app/notices/history.h: what is done to a notice without an act of decision, for the
 * history of its chain. */
#ifndef DAEMON_APP_NOTICES_HISTORY_H
#define DAEMON_APP_NOTICES_HISTORY_H
#include "jarak/app/accounts/account.h"
#include "jarak/app/registry/registry.h"
#include "jarak/store/store.h"

/* Somebody filed, changed, or takes back a notice. */
struct noted_act {
    const char *word; /* "file", "change", "withdraw", "ask_withdraw" */
    const struct jk_account *actor;
    const struct jk_entry *entry;
    uint32_t chain_revision; /* before it */
};

/* Journals it beside the decisions; which notice of the chain it is about stands as its reason.
 * Inside a group; a failure breaks it. */
enum jk_status notices_note_act(struct jk_app *app, const struct jk_act *act,
                                const struct noted_act *noted, struct jk_error *err);
#endif
