/* jarak/app/conflicts/escalation.h: taking notice of alerts: who acknowledged, and how far up a
 * conflict was told.
 *
 * Source: SPEC 7 "Escalation". */
#ifndef JARAK_APP_CONFLICTS_ESCALATION_H
#define JARAK_APP_CONFLICTS_ESCALATION_H
#include "jarak/app/accounts/account.h"
#include "jarak/app/handle/handle.h"
#include "jarak/feed/json/verdict.h"

/** Somebody takes notice of an alert. */
struct jk_ack {
    const struct jk_account *actor;
    int64_t now_s;
    const char *conflict; /**< its id, and ... */
    uint32_t revision;    /**< ... revision: the alert's global id */
};

/** Acknowledge an alert: it is told no further up until its level rises. Whoever comes second
 * changes nothing and learns who was first.
 *
 * @param[out] out      the conflict, with who acknowledged it; written on JK_OK
 * @param[out] already  somebody had acknowledged it before
 * @return JK_OK; JK_NONE no such alert in sight; JK_STATE the conflict is closed; JK_CONFLICT the
 *         level has risen since that alert */
enum jk_status jk_app_ack(struct jk_app *app, struct jk_arena *arena, const struct jk_ack *ack,
                          struct jk_conflict_view *out, bool *already, struct jk_error *err);
#endif
