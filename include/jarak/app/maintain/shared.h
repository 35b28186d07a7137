/* jarak/app/maintain/shared.h: what is done by hand to journals that several daemons share
 * (jarak/store/shared.h). */
#ifndef JARAK_APP_MAINTAIN_SHARED_H
#define JARAK_APP_MAINTAIN_SHARED_H
#include "jarak/store/store.h"

/** Is it the address of a server, and no path? */
bool jk_is_shared_address(const char *text);

/** Make the tables at a server that are missing.
 *
 * @param role  of the daemons; null: that of the address
 * @return as of jk_shared_prepare() */
enum jk_status jk_prepare_shared(const char *address, const char *role, struct jk_error *err);

/** Copy a store from a file to a journal at a server, or back; one of the two is an address.
 *
 * @param journal   name of the journal
 * @param[out] out  where both end
 * @return JK_INVALID: neither is an address, or both are; as of jk_shared_copy_to() and
 *         jk_shared_copy_from() */
enum jk_status jk_copy_shared(const char *from, const char *to, const char *journal,
                              struct jk_journal_mark *out, struct jk_error *err);

/** Replay a journal at a server: what follows from it for a daemon that has seen nothing of it, in
 * a file that is removed behind it.
 *
 * @return as of jk_replay_offline() and jk_shared_copy_from() */
enum jk_status jk_replay_shared(const char *address, const char *journal, struct jk_replay *out,
                                struct jk_error *err);
#endif
