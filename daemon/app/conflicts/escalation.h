/* daemon/app/conflicts/escalation.h: how far up a conflict was told, and who took notice of it. */
#ifndef DAEMON_APP_CONFLICTS_ESCALATION_H
#define DAEMON_APP_CONFLICTS_ESCALATION_H
#include "daemon/app/conflicts/index.h"

/* After a conflict was stored anew: a higher level asks for notice anew, a closed one for none. */
enum jk_status conflicts_escalation_note(struct jk_app *app, const struct jk_act *act,
                                         struct conflict *c, struct jk_error *err);
/* The same for all: a store of a program that asked nobody. */
enum jk_status conflicts_escalation_note_all(struct jk_app *app, const struct jk_act *act,
                                             struct jk_error *err);
/* True when somebody has been silent for too long at this instant. */
bool conflicts_is_escalation_due(const struct jk_app *app, int64_t now_s);
/* When a conflict is told further up unless somebody takes notice; INT64_MAX: never. */
int64_t conflicts_escalation_due_s(const struct jk_app *app, const struct conflict *c);
/* Tell those nobody acknowledged in time further up, one step each. In the open group. */
enum jk_status conflicts_escalation_advance(struct jk_app *app, const struct jk_act *act,
                                            struct jk_error *err);
/* At load, behind the conflicts. @param ctx the application */
enum jk_status conflicts_escalation_load(void *ctx, const struct jk_escalation_row *row);
/* Free what it owns. */
void conflicts_escalation_clear(struct conflict *c);
#endif
