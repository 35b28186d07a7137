/* daemon/app/notices/ownership.h: whose a notice is, and who may put another version in its place.
 *
 * Source: SPEC 4, docs/rights.md, docs/decisions/0041-whose-notice.md. */
#ifndef DAEMON_APP_NOTICES_OWNERSHIP_H
#define DAEMON_APP_NOTICES_OWNERSHIP_H
#include "jarak/app/accounts/account.h"
#include "jarak/app/registry/registry.h"

/* May this official change or withdraw the notice? An agency what its own office, or one below,
 * filed; any agency that files what a team handed in, for the team cannot. Never a team. */
bool notices_may_change(const struct jk_app *app, const struct jk_account *actor,
                        const struct jk_entry *entry);
/* May a draft of this team, confirmed by this official, replace the notice? Only what is its own:
 * filed by its paslon, or for its paslon alone by an office that may change it. */
bool notices_may_replace(const struct jk_app *app, const struct jk_account *team,
                         const struct jk_account *actor, const struct jk_entry *entry);
/* Contest and paslon stay what they were filed as. @return JK_OK; JK_INVALID naming the property */
enum jk_status notices_check_party(const struct jk_entry *entry, const struct jk_notice *notice,
                                   struct jk_error *err);
/* Is it an activity of a kind that the public is told of, with this team's paslon among those of
 * the notice? That is what a team may state and ask about. */
bool notices_is_own(const struct jk_account *team, const struct jk_facts *facts);
#endif
