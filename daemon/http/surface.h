/* daemon/http/surface.h: the table of routes, for who works by it. */
#ifndef DAEMON_HTTP_SURFACE_H
#define DAEMON_HTTP_SURFACE_H
#include "jarak/http/server/router.h"

extern const struct jk_http_route http_routes[];
extern const size_t http_route_count;
#endif
