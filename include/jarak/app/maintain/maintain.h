/* jarak/app/maintain/maintain.h: what is done to a store from outside: first accounts, replay. */
#ifndef JARAK_APP_MAINTAIN_MAINTAIN_H
#define JARAK_APP_MAINTAIN_MAINTAIN_H
#include "jarak/store/store.h"
#include "jarak/app/handle/handle.h"

/** Make one account for each role of each region that elects, and one for each team, with random
 * tokens; only in a store that has none.
 *
 * @param[out] tokens  lines `role region token [contest paslon]`, appended; the store holds hashes
 * only
 * @return JK_OK; JK_NONE when there are accounts already; JK_IO; JK_MEMORY */
enum jk_status jk_first_accounts(struct jk_app *app, int64_t now_s, struct jk_buf *tokens,
                                 struct jk_error *err);

/** Keep every account out: those of an exercise, whose tokens and passwords many have seen. Whoever
 * may come in is let in again by name (jarakctl account).
 *
 * @param[out] count  how many were open @return JK_OK; JK_IO, JK_FULL, JK_MEMORY */
enum jk_status jk_end_exercise(struct jk_app *app, int64_t now_s, size_t *count,
                               struct jk_error *err);

/** Verify the journal and rebuild its tables beside the stored ones; see jk_store_replay(). */
enum jk_status jk_replay_offline(const char *database, struct jk_replay *out, struct jk_error *err);
#endif
