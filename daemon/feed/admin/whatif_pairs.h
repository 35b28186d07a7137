/* daemon/feed/admin/whatif_pairs.h: the pairs that a what-if tells, as rows of a page. */
#ifndef DAEMON_FEED_ADMIN_WHATIF_PAIRS_H
#define DAEMON_FEED_ADMIN_WHATIF_PAIRS_H
#include "daemon/feed/desk/pen.h"
#include "jarak/feed/json/whatif.h"

#define JK_WHATIF_SHOWN 60 /* pairs on a page, worst first */

/* The first of them. @param[out] count  how many */
const struct web_policy_pair *feed_whatif_pairs(struct desk_pen *pen,
                                                const struct jk_whatif_view *view, size_t *count);
#endif
