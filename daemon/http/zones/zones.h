/* daemon/http/zones/zones.h: the handlers of the map of prone places. */
#ifndef DAEMON_HTTP_ZONES_ZONES_H
#define DAEMON_HTTP_ZONES_ZONES_H
#include "jarak/http/server/call.h"

/* GET, POST /meja/kerawanan: the map, and the forms that try and state it. */
void zones_page_get(void *ctx, struct jk_http_call *call);
void zones_page_post(void *ctx, struct jk_http_call *call);
/* POST /zones/whatif: what zones of a region would change, were they stated. */
void zones_whatif_post(void *ctx, struct jk_http_call *call);
#endif
