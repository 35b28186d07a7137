/* daemon/app/decisions/decide.h: carrying an act out that was decided elsewhere. */
#ifndef DAEMON_APP_DECISIONS_DECIDE_H
#define DAEMON_APP_DECISIONS_DECIDE_H
#include "daemon/app/handle/handle.h"
#include "jarak/app/decisions/decide.h"
#include "jarak/app/registry/registry.h"

/* Change a chain as a decision says that was checked whole: memory first, then its rows, conflicts
 * and who filed it. In the open group, which is broken where it fails. */
enum jk_status decisions_carry_out(struct jk_app *app, struct jk_arena *arena,
                                   struct jk_chain *chain, const struct jk_decision *d,
                                   struct jk_error *err);
#endif
