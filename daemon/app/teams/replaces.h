/* daemon/app/teams/replaces.h: what the confirmation of a draft would replace. */
#ifndef DAEMON_APP_TEAMS_REPLACES_H
#define DAEMON_APP_TEAMS_REPLACES_H
#include "jarak/app/teams/team.h"

/* Refuses a confirmation that would replace what it does not name, or what is another's.
 * @return JK_OK; JK_CONFLICT; JK_DENIED; as jk_app_draft_replaces() */
enum jk_status teams_check_replaces(const struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_draft_act *act,
                                    const struct jk_team_draft *draft, struct jk_error *err);
#endif
