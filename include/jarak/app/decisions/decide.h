/* jarak/app/decisions/decide.h: an official's acts on chains, and their history.
 *
 * Source: SPEC 4, docs/rights.md. */
#ifndef JARAK_APP_DECISIONS_DECIDE_H
#define JARAK_APP_DECISIONS_DECIDE_H
#include "jarak/app/notices/submit.h"
#include "jarak/feed/json/seen.h"
#include "jarak/model/chain_state.h"
#include "jarak/store/store.h"

/** An official's act. */
struct jk_decision {
    const struct jk_account *actor;
    int64_t now_s;
    const char *uid; /**< of the main */
    enum jk_on on;
    enum jk_act_kind act;
    const char *sttp, *reason, *basis; /**< "" where absent */
    uint32_t chain_revision;
    const struct jk_seen *seen;
    size_t seen_count;
    unsigned missing; /**< of act "return": bits of jk_missing_word() */
};

/** Decide on a chain, or on several in one command: all or none, each journalled for itself.
 * Several are approved together only where none has an open conflict from override_from on.
 *
 * @param[out] out  one verdict a decision
 * @return JK_OK; JK_NONE no such chain in the region; JK_INVALID something demanded is missing;
 * JK_STATE the act is not allowed now; JK_CONFLICT stale or unnamed conflicts, *out filled, nothing
 * changed */
enum jk_status jk_app_decide(struct jk_app *app, struct jk_arena *arena,
                             const struct jk_decision *decisions, size_t count,
                             struct jk_outcome *out, struct jk_error *err);

/** The acts on a chain, oldest first. @return JK_OK; JK_IO; JK_MEMORY; what the callback returned
 */
enum jk_status jk_app_history(struct jk_app *app, const char *chain, jk_decision_each *each,
                              void *ctx, struct jk_error *err);
#endif
