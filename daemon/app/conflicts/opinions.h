/* daemon/app/conflicts/opinions.h: what the agencies say of a conflict. */
#ifndef DAEMON_APP_CONFLICTS_OPINIONS_H
#define DAEMON_APP_CONFLICTS_OPINIONS_H
#include "daemon/app/conflicts/index.h"

/* Something the agencies judged has changed: what was accepted or objected is to be judged again.
 */
enum jk_status conflicts_opinions_reset(struct jk_app *app, const struct jk_act *act,
                                        struct conflict *c, struct jk_error *err);
/* The same for every conflict of a chain. */
enum jk_status conflicts_opinions_reset_chain(struct jk_app *app, const struct jk_act *act,
                                              const struct jk_chain *chain, struct jk_error *err);
/* The same for all: another policy, zone or calendar. */
enum jk_status conflicts_opinions_reset_all(struct jk_app *app, const struct jk_act *act,
                                            struct jk_error *err);
/* At load, behind the conflicts. @param ctx the application */
enum jk_status conflicts_opinions_load(void *ctx, const struct jk_opinion_row *row);
/* Free what the opinions on a conflict own. */
void conflicts_opinions_clear(struct conflict *c);
#endif
