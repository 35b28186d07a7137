/* jarak/app/notices/verdict.h: the verdict on a stored notice as it stands. */
#ifndef JARAK_APP_NOTICES_VERDICT_H
#define JARAK_APP_NOTICES_VERDICT_H
#include "jarak/app/handle/handle.h"
#include "jarak/app/accounts/account.h"
#include "jarak/app/registry/registry.h"

/** The verdict on a stored notice as it stands. @return JK_OK; JK_NONE; JK_MEMORY */
enum jk_status jk_app_verdict(struct jk_app *app, struct jk_arena *arena, const char *uid,
                              int64_t now_s, struct jk_verdict_view *out);

/** The address of a notice, which every route below it begins with; in the arena, null when memory
 * is out. */
const char *jk_notice_href(struct jk_arena *arena, const char *uid);

/** What a chain's precedence rests on (jarak/policy/precedence.h).
 *
 * @return false when its main is not there or withdrawn */
bool jk_chain_precedence(const struct jk_pack *pack, const struct jk_chain *chain,
                         struct jk_precedence *out);

/** The local day a chain's main begins on. @return false when it is not there */
bool jk_app_day_of(const struct jk_app *app, const char *uid, int32_t *day);

/** The acts this account may do now on the chain of that id, or on its pending change; bits by enum
 * jk_act_kind, 0 where there is no such chain. */
unsigned jk_app_allowed(const struct jk_app *app, const struct jk_account *actor, const char *chain,
                        int64_t now_s);
#endif
