/* jarak/feed/alert/act.h: what who filed is told of an act on its notice.
 *
 * An alert like the others (jarak/feed/alert/alert.h), of no conflict and no level: event "act",
 * with a member `act` in place of the conflict. Pure. Source: SPEC 4, docs/webhooks.md. */
#ifndef JARAK_FEED_ALERT_ACT_H
#define JARAK_FEED_ALERT_ACT_H
#include "jarak/base/bytes.h"
#include "jarak/policy/pack.h"

/** An act on a chain; borrowed for the call. Never the title: what is told is kept unsealed, and
 * titles of phone calendars carry names and numbers. */
struct jk_told_act {
    const char *uid; /**< of the main; of an act on an account its name, on a matter its id */
    const struct jk_party *party; /**< whose activity it is; null: it is about an account */
    const char *act;              /**< its word: of jk_act_word(), or "retime", "ask_withdraw",
                                   *   "password"; "report_" and "task_" with jk_matter_act_word(),
                                   *   "drop_" with that or jk_drop_risk_word() */
    const char *on;              /**< "plan", "change", "draft", "account", jk_matter_kind_word() */
    const char *role;            /**< whose act it was */
    const char *reason;          /**< reason, else basis; of a matter the name of its region; "" */
    const struct jk_text *topic; /**< of a report; of a drop its stage; else null */
    unsigned count;              /**< of drops told as one, of which `uid` is the first; else 1 */
    const char *state, *pending_state; /**< of the chain now; pending_state "" while none is */
};

/** Write the document. Appends. @param command as of jk_alert_write() @return JK_OK; JK_MEMORY */
enum jk_status jk_told_act_write(struct jk_buf *buf, const struct jk_told_act *told,
                                 const struct jk_pack *pack, uint64_t command);
#endif
