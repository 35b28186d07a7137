/* jarak/app/maintain/maintain.h: what is done to a store from outside: accounts of a pack, replay.
 */
#ifndef JARAK_APP_MAINTAIN_MAINTAIN_H
#define JARAK_APP_MAINTAIN_MAINTAIN_H
#include "jarak/app/accounts/account.h"
#include "jarak/app/handle/handle.h"
#include "jarak/store/store.h"

/** Make the accounts of a pack that the set has not: one for each role of each region that elects,
 * one for each team, with random tokens. One whose name is there is left as it is, disabled or not.
 * Inside a transaction of the set's store.
 *
 * @param[out] tokens  lines `role region token [contest paslon]`, appended; the store holds hashes
 *                     only. Null: nothing is made, only looked whether any is missing
 * @return JK_OK; JK_NONE when none is missing; JK_IO; JK_MEMORY */
enum jk_status jk_accounts_of_pack(struct jk_accounts *accounts, const struct jk_pack *pack,
                                   int64_t now_s, struct jk_buf *tokens, struct jk_error *err);

/** The same for the application's own set and pack, committed: the first start, and any that comes
 * to another pack. */
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
