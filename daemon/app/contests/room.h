/* daemon/app/contests/room.h: the room's state and its life; for the table of rooms in
 * daemon/app/load.c and for who strikes a paslon out. */
#ifndef DAEMON_APP_CONTESTS_ROOM_H
#define DAEMON_APP_CONTESTS_ROOM_H
#include "daemon/app/handle/handle.h"
#include "jarak/app/contests/struck.h"
#include "jarak/base/arena.h"

struct contests {
    struct jk_struck *list; /* one of each paslon of which something was said */
    size_t count, cap;
    bool unfinished; /* activities of one may stand that was struck out */
    struct jk_arena arena;
};

/* Make the room, empty. JK_MEMORY. */
enum jk_status contests_open(struct jk_app *app, struct jk_error *err);
/* Read it from the store. */
enum jk_status contests_load(struct jk_app *app, struct jk_error *err);
/* Forget what was read. */
void contests_clear(struct jk_app *app);
/* Free the room; it was cleared. */
void contests_close(struct jk_app *app);

/* Say of a paslon that it is struck out, or stands again, in the open group. JK_IO; JK_FULL;
 * JK_MEMORY: the caller breaks the group. */
enum jk_status contests_put(struct jk_app *app, const struct jk_act *act,
                            const struct jk_paslon_row *row, struct jk_error *err);
#endif
