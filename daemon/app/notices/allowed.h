/* daemon/app/notices/allowed.h: which of the acts that a chain allows are for whom.
 *
 * Source: SPEC 4, docs/rights.md ("Who decides"). */
#ifndef DAEMON_APP_NOTICES_ALLOWED_H
#define DAEMON_APP_NOTICES_ALLOWED_H
#include "jarak/app/accounts/account.h"
#include "jarak/app/registry/registry.h"

/* The acts this account may do now, on the chain or on its pending change; bits by enum
 * jk_act_kind. Who decides in its region may all; who may change its main takes back what binds
 * nobody, and its own taking back. */
unsigned notices_acts_of(const struct jk_app *app, const struct jk_account *actor,
                         const struct jk_chain *chain, enum jk_on on, int64_t now_s);
#endif
