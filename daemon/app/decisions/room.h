/* daemon/app/decisions/room.h: what is read of decisions; for the table of rooms in
 * daemon/app/load.c. The room has no state of its own: certificates and proposals lie in the
 * chains. */
#ifndef DAEMON_APP_DECISIONS_ROOM_H
#define DAEMON_APP_DECISIONS_ROOM_H
#include "daemon/app/handle/handle.h"

/* Read proposals of other times and the hashes of certificates, behind the chains. */
enum jk_status decisions_load(struct jk_app *app, struct jk_error *err);
#endif
