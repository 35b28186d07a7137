/* daemon/app/conflicts/act_alerts.h: who filed is told of what others do to its notice. */
#ifndef DAEMON_APP_CONFLICTS_ACT_ALERTS_H
#define DAEMON_APP_CONFLICTS_ACT_ALERTS_H
#include "daemon/app/handle/handle.h"
#include "jarak/app/accounts/account.h"
#include "jarak/app/registry/registry.h"
#include "jarak/feed/alert/act.h"

/* An act that was just carried out. */
struct act_done {
    const struct jk_account *actor;
    const char *word; /* as of struct jk_told_act */
    enum jk_on on;
    const char *reason; /* "" */
};

/* An alert for every account of the office, or the paslon's team, that filed the chain's main, but
 * who acted itself. A team is told no reason that may speak of the other side. In the open group.
 */
enum jk_status conflicts_tell_filer(struct jk_app *app, const struct jk_act *act,
                                    const struct jk_chain *chain, const struct act_done *done,
                                    struct jk_error *err);

/* Those whom an act concerns that is on no chain, and what they are told. */
struct told_those {
    const char *key;   /* of what the act is on; unlike any UID */
    uint32_t revision; /* of it, after the act */
    const struct jk_told_act *told;
    bool (*is_told)(const void *ctx, const struct jk_account *account);
    const void *ctx;
};

/* An alert for every account that is not disabled and that is_told() names. In the open group. */
enum jk_status conflicts_tell_those(struct jk_app *app, const struct jk_act *act,
                                    const struct told_those *those, struct jk_error *err);

/* What became of a draft. */
struct draft_done {
    const struct jk_account *actor, *team; /* team: an account of whose draft it is, which may be an
                                            * office too */
    const char *contest;                   /* of the draft */
    uint32_t paslon;
    bool tells_actor;                /* who acted is told too: nobody else did anything */
    const char *id;                  /* of the draft */
    uint32_t revision;               /* of the draft, after it */
    const char *word, *state, *note; /* "draft_return", "returned", "..."; note "" */
};

/* An alert for every account of the team, or the office. In the open group. */
enum jk_status conflicts_tell_team(struct jk_app *app, const struct jk_act *act,
                                   const struct draft_done *done, struct jk_error *err);
#endif
