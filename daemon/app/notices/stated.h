/* daemon/app/notices/stated.h: which role may state which property, as one table.
 *
 * Source: SPEC 4, docs/rights.md, docs/decisions/0042-who-states-what.md. */
#ifndef DAEMON_APP_NOTICES_STATED_H
#define DAEMON_APP_NOTICES_STATED_H
#include "jarak/app/notices/submit.h"
#include "jarak/app/registry/registry.h"

/* Refuses what a notice states and its author may not: a team's draft is its author's whoever files
 * it. What the notice as it is filed says already may be said again, for nothing is stated by that.
 *
 * @return JK_OK; JK_DENIED with property and line */
enum jk_status notices_check_stated(const struct jk_app *app, const struct jk_submission *filing,
                                    const struct jk_notice *notice, struct jk_error *err);
#endif
