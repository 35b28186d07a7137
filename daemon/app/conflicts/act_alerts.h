/* daemon/app/conflicts/act_alerts.h: who filed is told of what others do to its notice. */
#ifndef DAEMON_APP_CONFLICTS_ACT_ALERTS_H
#define DAEMON_APP_CONFLICTS_ACT_ALERTS_H
#include "daemon/app/handle/handle.h"
#include "jarak/app/accounts/account.h"
#include "jarak/app/registry/registry.h"

/* An act that was just carried out. */
struct act_done {
    const struct jk_account *actor;
    const char *word; /* as of struct jk_told_act */
    enum jk_on on;
    const char *reason; /* "" */
};

/* An alert for every account of the office that filed the chain's main, but who acted itself. Of
 * what a team handed in, for none: teams have no inbox, and read it of their notice. In the open
 * group. */
enum jk_status conflicts_tell_filer(struct jk_app *app, const struct jk_act *act,
                                    const struct jk_chain *chain, const struct act_done *done,
                                    struct jk_error *err);
#endif
