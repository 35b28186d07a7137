/* What teams and offices do in a season, one act a function: the application's command, the
 * season's own account of what follows, and the look at what came of it. Each says what happened.
 */
#ifndef TESTS_SEASON_ACTS_H
#define TESTS_SEASON_ACTS_H
#include "jarak/app/decisions/decide.h"
#include "tests/season/house.h"

/** A named conflict, kept over commands. */
struct named {
    char id[ID_HEX];
    uint32_t revision;
    int level;
};

/** What an act is. */
struct act {
    enum jk_act_kind kind;
    bool on_change, by_filer;
    const char *reason, *basis;
    const struct jk_seen *seen;
    size_t seen_count;
};

/* papers.c */
void act_file(struct season *s, struct plan_chain *chain);
void act_draft(struct season *s, struct plan_chain *chain);
void act_change(struct season *s, struct plan_chain *chain);
void act_withdraw(struct season *s, struct plan_chain *chain);
/** The filer of a chain. */
const struct jk_account *act_filer(const struct season *s, const struct plan_chain *chain);
/** Has a paslon of it been struck out? Then nothing more of it is filed. */
bool act_is_struck(const struct season *s, const struct plan_chain *chain);

/* police.c */
enum jk_status act_decide(struct season *s, struct plan_chain *chain, const struct act *act);
/** The police looks at a chain, or at its change: reviews, approves, holds, returns, refuses. */
void act_police(struct season *s, struct plan_chain *chain);
/** Approve several at once that nothing stands against; some are too much. */
void act_batch(struct season *s, struct plan_chain **chains, int count);
/** All of these have taken place. */
void act_done(struct season *s, struct plan_chain **chains, int count);

/* field.c */
void act_move(struct season *s, struct plan_chain *chain);
/** Other times are proposed for a chain, and accepted or declined for its team. @return true: it
 * was moved */
bool act_offer(struct season *s, struct plan_chain *chain);
void act_report(struct season *s, struct plan_chain *chain);
void act_opinion(struct season *s, struct plan_chain *chain);
void act_acknowledge(struct season *s, struct plan_chain *chain);
void act_tick(struct season *s);
/** What a team may see of its own chain tells nothing of others. */
void act_team_looks(struct season *s, struct plan_chain *chain);

/* matters.c */
/** A day's reports and tasks, and who reads them. */
void act_matters(struct season *s);
void act_matters_clear(void);

/* personnel.c */
/** A day's duties of the police, and the balance of the next. */
void act_personnel(struct season *s);

/* offices.c: what happens once in a season */
void act_strike(struct season *s, bool again);
void act_keep_out(struct season *s, const char *account, bool out);
void act_late_account(struct season *s);
void act_subscribe(struct season *s);
/** Send what waits; call it often. */
void act_deliver(struct season *s);
/** What anyone may see. */
void act_public(struct season *s);
/** No text of a reader without rights names what is not public. */
void act_check_public(struct season *s, const char *who, int contest, unsigned paslon,
                      const char *text);

/** The verdict on a chain's main; NEEDs that there is one. In the season's arena. */
struct jk_verdict_view act_verdict(struct season *s, const struct plan_chain *chain);
/** Take a chain's state from its verdict, where the season does not know it better. */
void act_sync(struct season *s, struct plan_chain *chain);
#endif
