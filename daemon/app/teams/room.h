/* daemon/app/teams/room.h: the room's state and its life; for this room and the table of rooms in
 * daemon/app/load.c. */
#ifndef DAEMON_APP_TEAMS_ROOM_H
#define DAEMON_APP_TEAMS_ROOM_H
#include "daemon/app/handle/handle.h"
#include "jarak/app/teams/team.h"

struct teams {
    struct jk_team_draft **drafts; /* ended ones too, oldest first */
    size_t draft_count, draft_cap;
    struct jk_app *public_world; /* what is public; null until a team asks (public_world.h) */
};

/* Make the room, empty. JK_MEMORY. */
enum jk_status teams_open(struct jk_app *app, struct jk_error *err);
/* Read the drafts. */
enum jk_status teams_load(struct jk_app *app, struct jk_error *err);
/* Learn a row that another process put: of a new draft, or of one that is known. */
enum jk_status teams_learn(struct jk_app *app, const struct jk_draft_row *row);
/* Forget the drafts and the public world. */
void teams_clear(struct jk_app *app);
/* Is a draft older than it may be? */
bool teams_is_expiry_due(const struct jk_app *app, int64_t now_s);
/* Destroy such drafts and tell whose they are. In the open group. */
enum jk_status teams_expire(struct jk_app *app, const struct jk_act *act, struct jk_error *err);
/* Free the room; it was cleared. */
void teams_close(struct jk_app *app);
#endif
