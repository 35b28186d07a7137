/* daemon/feed/part.h: a stretch of a feed once its lines are written. */
#ifndef JARAK_FEED_PART_H
#define JARAK_FEED_PART_H
#include "jarak/feed/approved.h"

/* Digest what stands in part->plain; it is compressed when that is asked for. JK_OK; JK_MEMORY. */
enum jk_status jk_feed_part_close(struct jk_feed_part *part);
#endif
