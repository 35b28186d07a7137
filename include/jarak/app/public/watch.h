/* jarak/app/public/watch.h: where a command begins, for the promises it may break.
 *
 * A promise of our own that breaks, or memory that is refused (jarak/base/defend.h), spoils what is
 * made from then on: the group of the command fails as a whole, and what was written meanwhile and
 * kept for the next who asks is forgotten. */
#ifndef JARAK_APP_PUBLIC_WATCH_H
#define JARAK_APP_PUBLIC_WATCH_H
#include "jarak/app/handle/handle.h"

/** A command begins: what breaks or is refused from here on spoils the group it opens. Commands
 * share a group: one that is open keeps the mark of its first. Without a call they count from the
 * last commit on. Feeds kept since something broke or was refused are forgotten. */
void jk_app_watch(struct jk_app *app);
#endif
