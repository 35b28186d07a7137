/* daemon/app/load.h: the rooms of the application, read from the store and forgotten together. */
#ifndef DAEMON_APP_LOAD_H
#define DAEMON_APP_LOAD_H
#include "daemon/app/handle/handle.h"

/* The store kept nothing of the group; memory must not either: roll back, forget, read again.
 * @return JK_OK; otherwise memory agrees with nothing */
enum jk_status app_rebuild(struct jk_app *app, struct jk_error *err);
/* Every room hears that the group is durable, then the group is over. */
void app_settle(struct jk_app *app);
#endif
