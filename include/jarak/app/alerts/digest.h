/* jarak/app/alerts/digest.h: the digest of an account: what is open where it looks. */
#ifndef JARAK_APP_ALERTS_DIGEST_H
#define JARAK_APP_ALERTS_DIGEST_H
#include "jarak/app/accounts/account.h"
#include "jarak/app/handle/handle.h"
#include "jarak/feed/alert/digest.h"

/** The digest of an account as it would be now: the conflicts it sees that are open at info or
 * above, worst first; new is what opened or changed since the last 06.00 of its zone.
 *
 * @param[out] out  in the arena
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_app_digest(struct jk_app *app, struct jk_arena *arena,
                             const struct jk_account *account, int64_t now_s,
                             struct jk_digest *out);
#endif
