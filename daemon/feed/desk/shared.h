/* daemon/feed/desk/shared.h: the road that both sides of a conflict drive, for maps. */
#ifndef DAEMON_FEED_DESK_SHARED_H
#define DAEMON_FEED_DESK_SHARED_H
#include <jansson.h>
#include "jarak/feed/desk/day.h"

/* Both sides as they are on the day; null: nothing of it is left. */
struct desk_sides {
    const struct jk_desk_activity *own, *other;
};

struct desk_sides desk_sides_of(const struct jk_conflict_view *view,
                                const struct jk_desk_activity *activities, size_t count);

/* A corner of a line; `first`: a line begins with it. */
typedef void desk_shared_corner(void *ctx, struct jk_point at, bool first);

/* Walks the lines of all parts that share a road. False: the columns have too many places for that,
 * and nothing was walked. */
bool desk_shared_each(const struct jk_conflict_view *view, const struct desk_sides *sides,
                      desk_shared_corner *corner, void *ctx);

/* As a list of lines, each a list of [lat, lon]; JSON null: too many places. Given; null when
 * memory is out. */
json_t *desk_shared_json(const struct jk_conflict_view *view, const struct desk_sides *sides);
/* [lat, lon]; daemon/feed/desk/day_json.c. */
json_t *desk_point_json(struct jk_point at);
#endif
