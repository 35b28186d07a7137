/* daemon/app/public/room.h: the room's state and its life; for this room and the table of rooms in
 * daemon/app/load.c. */
#ifndef DAEMON_APP_PUBLIC_ROOM_H
#define DAEMON_APP_PUBLIC_ROOM_H
#include "daemon/app/handle/handle.h"
#include "jarak/base/name_table.h"

struct feed_book;

struct public_calendar {
    struct feed_book **books; /* feeds, as they were written last */
    size_t book_count, book_cap;
    struct jk_name_table book_paths; /* the same by their paths */
    uint64_t books_asked;            /* requests for feeds so far */
    uint64_t written;                /* items written or brought into a form so far */
    struct jk_arena ids_arena;       /* names of ids */
    struct jk_name_table ids; /* public ids of main UIDs, to chains; filled when it is asked */
    uint32_t id_count;        /* chains in it */
};

/* Make the room, empty. JK_MEMORY. */
enum jk_status public_open(struct jk_app *app, struct jk_error *err);
/* Forget feeds and public ids: chains have other numbers now. */
void public_clear(struct jk_app *app);
/* Free the room; it was cleared. */
void public_close(struct jk_app *app);
#endif
