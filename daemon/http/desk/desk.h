/* daemon/http/desk/desk.h: the handlers of the officials' desk, as the table of routes names them:
 * the data its pages are made of, and the pages. */
#ifndef DAEMON_HTTP_DESK_DESK_H
#define DAEMON_HTTP_DESK_DESK_H
#include "daemon/http/api/handle.h"
#include "jarak/http/server/call.h"

/* GET /api/v1/days/{region}/{date}: all that happens on one day. */
void desk_day_get(void *ctx, struct jk_http_call *call);
/* GET /api/v1/conflicts/{id}: one conflict with both its sides; by its code too, which lists what
 * it may mean where it is short or several begin so. */
void desk_conflict_get(void *ctx, struct jk_http_call *call);
#endif
