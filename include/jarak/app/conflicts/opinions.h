/* jarak/app/conflicts/opinions.h: what the agencies say of a conflict. */
#ifndef JARAK_APP_CONFLICTS_OPINIONS_H
#define JARAK_APP_CONFLICTS_OPINIONS_H
#include "jarak/app/accounts/account.h"
#include "jarak/app/handle/handle.h"
#include "jarak/feed/json/verdict.h"

/** The opinion of an agency on a conflict. */
struct jk_opinion_act {
    const struct jk_account *actor;
    int64_t now_s;
    const char *conflict; /**< its id */
    const char *opinion;  /**< "open", "accepted", "objected" */
    const char *note;     /**< "" for none; demanded of who objects */
    uint32_t revision;    /**< of the conflict, as it was seen */
};

/** Give an agency's verdict on a conflict (SPEC 4). It decides nothing by itself.
 *
 * @param[out] out  the conflict with all verdicts; written on JK_OK and JK_CONFLICT
 * @return JK_OK; JK_NONE no such conflict in sight; JK_DENIED the role is no agency's; JK_INVALID;
 *         JK_STATE the conflict is closed; JK_CONFLICT another revision stands */
enum jk_status jk_app_opine(struct jk_app *app, struct jk_arena *arena,
                            const struct jk_opinion_act *said, struct jk_conflict_view *out,
                            struct jk_error *err);
#endif
