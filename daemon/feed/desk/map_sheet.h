/* daemon/feed/desk/map_sheet.h: the sheet of a drawn map: how places become points of the picture,
 * and what stands on every one: zones below all else, the scale and north above. */
#ifndef DAEMON_FEED_DESK_MAP_SHEET_H
#define DAEMON_FEED_DESK_MAP_SHEET_H
#include "daemon/feed/desk/pen.h"
#include "daemon/feed/ink/ink.h"

#define SHEET_WIDE   1000.0
#define SHEET_METRES 111320.0 /* of a degree of latitude, near enough for a picture */

struct sheet {
    struct ink ink;
    double lat, lon, per_lat, per_lon; /* middle, and units a degree */
    double high;
    bool small;
};

struct sheet_xy {
    double x, y;
};

struct sheet_xy desk_sheet_put(const struct sheet *s, struct jk_point p);
/* The risk zones that hold on the day of an instant; for officials alone. */
void desk_sheet_zones(const struct desk_pen *pen, const struct sheet *s, double time_s);
/* The largest round length that fits a fifth of the picture, north, and whose lines they are. */
void desk_sheet_scale(struct desk_pen *pen, const struct sheet *s);
#endif
