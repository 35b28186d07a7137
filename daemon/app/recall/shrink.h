/* daemon/app/recall/shrink.h: what was read is made small by a thread while the next is read.
 *
 * A third of a start that reads the tables is squeezing notices (jarak/model/kept_notice.h), which
 * looks at one notice and nothing else. Versions go to the thread by piles; a version stays as it
 * was read until its pile comes back. One core less, and it takes as long as without. */
#ifndef DAEMON_APP_RECALL_SHRINK_H
#define DAEMON_APP_RECALL_SHRINK_H
#include "daemon/app/registry/version.h"

struct recall_shrink;

/* Null: memory is out, or there is no thread; then it is done at once. */
struct recall_shrink *recall_shrink_begin(void);
/* A version that stays what it is until the end, and was not kept yet. */
void recall_shrink_add(struct recall_shrink *shrink, struct jk_version *version);
/* All are small, and the thread is gone. */
void recall_shrink_end(struct recall_shrink *shrink);
#endif
