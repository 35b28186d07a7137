/* daemon/feed/part.h: a stretch of a feed once its lines are written. */
#ifndef JARAK_FEED_PART_H
#define JARAK_FEED_PART_H
#include "jarak/feed/approved.h"

/* Make a stretch of its lines, which are taken: digested now, compressed when that is asked for.
 * What the stretch held goes, but for modified_s. JK_OK; JK_MEMORY: it is empty. */
enum jk_status jk_feed_part_close(struct jk_buf *lines, struct jk_feed_part *part);
#endif
