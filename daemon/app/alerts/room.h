/* daemon/app/alerts/room.h: the room's state and its life; for this room and the table of rooms in
 * daemon/app/load.c. */
#ifndef DAEMON_APP_ALERTS_ROOM_H
#define DAEMON_APP_ALERTS_ROOM_H
#include "daemon/app/handle/handle.h"
#include "jarak/app/alerts/subscriptions.h"

struct alerts {
    struct jk_subscription **subscriptions; /* removed ones too, oldest first */
    size_t subscription_count, subscription_cap;
};

/* Make the room, empty. JK_MEMORY. */
enum jk_status alerts_open(struct jk_app *app, struct jk_error *err);
/* Read the subscriptions. */
enum jk_status alerts_load(struct jk_app *app, struct jk_error *err);
/* Forget all subscriptions. */
void alerts_clear(struct jk_app *app);
/* Free the room; it was cleared. */
void alerts_close(struct jk_app *app);
#endif
