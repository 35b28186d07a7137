/* daemon/feed/part.h: a stretch of a feed once its lines are written. */
#ifndef JARAK_FEED_PART_H
#define JARAK_FEED_PART_H
#include "jarak/feed/approved.h"

/* Compress and digest what stands in part->plain. JK_OK; JK_MEMORY. */
enum jk_status jk_feed_part_close(struct jk_feed_part *part);
#endif
