/* jarak/app/public/watch.h: where a command begins, for the promises it may break.
 *
 * A promise of our own that breaks (jarak/base/defend.h) spoils what is made from then on: the
 * group of the command fails as a whole, and what was written meanwhile and kept for the next who
 * asks is forgotten. */
#ifndef JARAK_APP_PUBLIC_WATCH_H
#define JARAK_APP_PUBLIC_WATCH_H
#include "jarak/app/handle/handle.h"

/** A command begins: promises that break from here on spoil the group it opens. Commands share a
 * group: one that is open keeps the mark of its first. Without a call they count from the last
 * commit on. Feeds kept since a promise broke are forgotten. */
void jk_app_watch(struct jk_app *app);
#endif
