/* daemon/http/zones/zones.h: the handlers of the map of prone places. */
#ifndef DAEMON_HTTP_ZONES_ZONES_H
#define DAEMON_HTTP_ZONES_ZONES_H
#include "daemon/http/api/handle.h"
#include "jarak/http/server/call.h"

struct jk_region;

/* GET, POST /meja/kerawanan: the map, and the forms that try and state it. */
void zones_page_get(void *ctx, struct jk_http_call *call);
void zones_page_post(void *ctx, struct jk_http_call *call);
/* POST /zones/whatif: what zones of a region would change, were they stated. */
void zones_whatif_post(void *ctx, struct jk_http_call *call);
/* GET /stations, /stations.geojson, /stations.csv: polling stations of a region. */
void zones_stations_get(void *ctx, struct jk_http_call *call);
/* POST /stations/whatif: what another list would change. */
void zones_stations_whatif(void *ctx, struct jk_http_call *call);
/* GET, POST /meja/tps: stations by sub-district and risk; the forms that try and state a list. */
void zones_stations_page_get(void *ctx, struct jk_http_call *call);
void zones_stations_page_post(void *ctx, struct jk_http_call *call);

/* Whose ground an account is told of where it asks for a region ("" its own): a sub-district's
 * account that of its regency, where it asks for what lies above it its own. */
enum jk_status zones_region_of(struct jk_api *api, struct jk_http_call *call, const char *code,
                               const struct jk_region **out, struct jk_error *err);
#endif
