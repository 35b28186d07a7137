/* daemon/store/replayer.h: a replay that goes on with a store which grows.
 *
 * jk_store_replay() is one run of a replayer. Who replays each evening of a season (tests/season)
 * lets one run again, so that the journal is read once and not once an evening. */
#ifndef DAEMON_STORE_REPLAYER_H
#define DAEMON_STORE_REPLAYER_H
#include "jarak/store/store.h"

struct store_replayer;

/* One that has read nothing. @return JK_OK; JK_IO; JK_MEMORY */
enum jk_status store_replayer_new(struct store_replayer **out, struct jk_error *err);
/* Read on behind the last entry of the run before, and compare all tables with what follows from
 * all entries read. An entry before that which was changed in place since is not read again: the
 * hash of the last one still binds it, and a replay from the first entry on finds it.
 *
 * @param path      the same store each time
 * @param[out] out  its `entries` are those of this run
 * @return as jk_store_replay(); after any failure the replayer is of no more use */
enum jk_status store_replayer_run(struct store_replayer *replayer, const char *path,
                                  struct jk_replay *out, struct jk_error *err);
/* Free; null is allowed. */
void store_replayer_free(struct store_replayer *replayer);
#endif
