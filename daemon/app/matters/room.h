/* daemon/app/matters/room.h: the room's state and its life; for this room and the table of rooms in
 * daemon/app/load.c. */
#ifndef DAEMON_APP_MATTERS_ROOM_H
#define DAEMON_APP_MATTERS_ROOM_H
#include "daemon/app/handle/handle.h"
#include "jarak/app/matters/matters.h"
#include "jarak/base/name_table.h"

/* Matters, the one filed first in front where nothing else is said. */
struct matter_list {
    struct jk_matter **at;
    size_t count, cap;
};

/* A list that is found by its name. */
struct matters_of {
    char name[JK_MATTER_ABOUT_MAX + 1];
    struct matter_list list;
};

struct matters {
    struct matter_list all;
    struct jk_name_table by_id;     /* struct jk_matter */
    struct jk_name_table by_region; /* struct matters_of, by jk_region_cut() of two parts */
    struct jk_name_table by_about;  /* struct matters_of */
    struct matter_list open;        /* tasks that are not done */
    struct matter_list answered;    /* reports that were answered in public, now or before */
};

/* Make the room, empty. JK_MEMORY. */
enum jk_status matters_open(struct jk_app *app, struct jk_error *err);
/* Read the matters and what was done to them. */
enum jk_status matters_load(struct jk_app *app, struct jk_error *err);
/* Learn how a matter stands, and what was done to it by the entry of that number: what is put here,
 * and what another daemon put. JK_CORRUPT; JK_MEMORY. */
enum jk_status matters_learn(struct jk_app *app, const struct jk_matter_row *row);
enum jk_status matters_learn_act(struct jk_app *app, uint64_t seq,
                                 const struct jk_matter_act_row *row);
/* A photo; `ctx` is the application. Letters of notices are passed over. */
enum jk_status matters_learn_photo(void *ctx, const struct jk_attachment_row *row);
/* Forget them. */
void matters_clear(struct jk_app *app);
/* Free the room; it was cleared. */
void matters_close(struct jk_app *app);
/* Is a task late that nobody was told of? */
bool matters_is_overdue(const struct jk_app *app, int64_t now_s);
/* Tell a step further up of each. In the open group. */
enum jk_status matters_escalate(struct jk_app *app, const struct jk_act *act, struct jk_error *err);
#endif
