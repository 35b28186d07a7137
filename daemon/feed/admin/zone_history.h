/* daemon/feed/admin/zone_history.h: what each edition of a map of prone places changed. */
#ifndef DAEMON_FEED_ADMIN_ZONE_HISTORY_H
#define DAEMON_FEED_ADMIN_ZONE_HISTORY_H
#include "daemon/feed/desk/pen.h"
#include "jarak/feed/admin/zones.h"

/* Editions newest first, each with what it changed of the one before; with a zone those that
 * changed that zone. Into `editions` of the view. */
void feed_zone_history(struct desk_pen *pen, const struct jk_zones_page *page, const char *zone,
                       struct web_zones *out);
#endif
