/* daemon/feed/public/stretch.h: a stretch of a feed once its lines are written. */
#ifndef DAEMON_FEED_PUBLIC_STRETCH_H
#define DAEMON_FEED_PUBLIC_STRETCH_H
#include "jarak/feed/public/approved.h"

/* Make a stretch of its lines, which are taken: digested now, compressed when that is asked for.
 * The stretch loses all it held but modified_s. JK_OK; JK_MEMORY: it is empty. */
enum jk_status jk_feed_stretch_close(struct jk_buf *lines, struct jk_feed_stretch *part);
#endif
