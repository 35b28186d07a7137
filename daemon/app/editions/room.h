/* daemon/app/editions/room.h: the room's state and its life; for the table of rooms in
 * daemon/app/load.c and for the switch to another pack. */
#ifndef DAEMON_APP_EDITIONS_ROOM_H
#define DAEMON_APP_EDITIONS_ROOM_H
#include "daemon/app/handle/handle.h"
#include "jarak/app/editions/editions.h"

/* The newest edition of a scope. */
struct edition_scope {
    char *id; /* as of struct jk_edition_row */
    uint32_t number;
    bool withdrawn;
};

struct editions {
    struct edition_scope *list;
    size_t count, cap;
    size_t stated; /* in the store, of all scopes */
    struct jk_arena arena;
};

/* Make the room, empty. JK_MEMORY. */
enum jk_status editions_open(struct jk_app *app, struct jk_error *err);
/* Read it from the store. */
enum jk_status editions_load(struct jk_app *app, struct jk_error *err);
/* Forget what was read. */
void editions_clear(struct jk_app *app);
/* Free the room; it was cleared. */
void editions_close(struct jk_app *app);

/* Put an edition that was made and judged, in the open group. JK_DENIED: who stated it may not any
 * more; JK_IO; JK_FULL; JK_MEMORY: the caller breaks the group. */
enum jk_status editions_put(struct jk_app *app, const struct jk_edition *edition, int64_t now_s,
                            struct jk_error *err);
#endif
