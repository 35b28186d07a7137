/* jarak/app/desk/desk.h: what the officials' pages are made of.
 *
 * One question, one snapshot: a day of a region with its activities and conflicts, or one conflict
 * with both its sides. Nothing is changed and nothing judged: what stands in the registry and among
 * the conflicts is gathered. Source: WIRE 1, docs/rights.md. */
#ifndef JARAK_APP_DESK_DESK_H
#define JARAK_APP_DESK_DESK_H
#include "jarak/app/accounts/account.h"
#include "jarak/app/handle/handle.h"
#include "jarak/app/notices/submit.h"
#include "jarak/app/registry/registry.h"
#include "jarak/feed/brief/brief.h"
#include "jarak/feed/desk/acts.h"
#include "jarak/feed/desk/approvals.h"
#include "jarak/feed/desk/conflict.h"
#include "jarak/feed/desk/day.h"
#include "jarak/feed/paper/letter.h"
#include "jarak/feed/desk/form.h"

/** Which day of which region. */
struct jk_desk_ask {
    const char
        *region; /**< its code: activities of it or below it; none where the pack has no such one */
    int32_t day; /**< local day of that region */
    int64_t now_s;
    const struct jk_account *actor; /**< who asks: of what other regions decide on he sees the legs
                                     *   that touch his ground (SPEC 9); null: jarakd itself */
};

/** Gather a day: what is of the region or below it, and what touches its ground. Withdrawn chains
 * and drafts are not in it; refused ones and those not held are.
 *
 * @param[out] out  in the arena and borrowed from the application until its next command
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_app_day(struct jk_app *app, struct jk_arena *arena, const struct jk_desk_ask *ask,
                          struct jk_desk_day *out);

/** Gather the brief of a day: it and the days behind it, and what became of conflicts since
 * 00.00 of `since_day` (from waspada on, and those that ended before their time came); the latter
 * not where it is `shared`.
 *
 * @param[out] out  in the arena and borrowed from the application until its next command
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_app_brief(struct jk_app *app, struct jk_arena *arena,
                            const struct jk_desk_ask *ask, int32_t since_day, bool shared,
                            struct jk_brief *out);

/** When anything the desk tells of changed last: a notice, a decision, a conflict, an opinion; the
 * first day of the pack where there is nothing. What is printed is of then. UTC. */
int64_t jk_app_changed_s(const struct jk_app *app);

/** Is the conflict of an alert open, and has nobody taken notice of it since? */
bool jk_app_alert_waits(const struct jk_app *app, const char *conflict, uint32_t revision);

/** Who is asked about. */
struct jk_rivals_ask {
    const char *region; /**< of the account that asks */
    int64_t now_s;
};

/** Fill in how many rivals are out on the day of a plan that was checked, and how near they come.
 *
 * @param outcome  of the check, not cleared yet
 * @param out      with its view */
void jk_app_rivals(struct jk_app *app, struct jk_arena *arena, const struct jk_rivals_ask *ask,
                   const struct jk_outcome *outcome, struct jk_form_verdict *out);

struct jk_chain;

/** Gather one chain on the day it begins, whole: for who is of its region.
 *
 * @param[out] on  false: nothing of it takes place
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_app_activity(struct jk_app *app, struct jk_arena *arena,
                               const struct jk_chain *chain, struct jk_desk_activity *out,
                               bool *on);

/** What an account may do on a chain now, and what an approval of it has to name.
 *
 * @param[out] out  in the arena and borrowed from the application until its next command
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_app_chain_acts(struct jk_app *app, struct jk_arena *arena,
                                 const struct jk_account *actor, const struct jk_chain *chain,
                                 int64_t now_s, struct jk_chain_acts *out);

/** What an account may approve now, in its region: what meets nothing from override_from on, by
 * begin; of the rest the number.
 *
 * @param[out] out  in the arena and borrowed from the application until its next command
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_app_approvals(struct jk_app *app, struct jk_arena *arena,
                                const struct jk_account *actor, int64_t now_s,
                                struct jk_approvals *out);

/** How many open conflicts in an account's region wait for a decision, from waspada on. */
unsigned jk_app_waiting(const struct jk_app *app, const struct jk_account *actor);

#define JK_CODE_MIN  4 /* digits of a conflict's id that are a code at all */
#define JK_CODE_SURE 8 /* from so many on a code names one conflict, where there is only one */

/** The conflicts an account may be shown whose id begins so, worst first.
 *
 * @param code      hexadecimal, any case, JK_CODE_MIN to JK_CONFLICT_HEX digits
 * @param[out] out  in the arena
 * @return JK_OK; JK_INVALID no such form; JK_MEMORY */
enum jk_status jk_app_conflicts_of_code(struct jk_app *app, struct jk_arena *arena,
                                        const struct jk_account *actor, struct jk_span code,
                                        struct jk_conflict_views *out, struct jk_error *err);

/** Gather one conflict: both sides as they are on its day, and what the agencies say. Nothing is
 * read from the store, so that a copy of the process may ask (daemon/http/api/long_work.h).
 *
 * @param id        whole
 * @param[out] out  without what was told of it; in the arena and borrowed from the application
 * until its next command
 * @return JK_OK; JK_NONE no such conflict in sight; JK_MEMORY */
enum jk_status jk_app_desk_conflict(struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_account *actor, const char *id, int64_t now_s,
                                    struct jk_conflict_page *out, struct jk_error *err);

/** Add to a conflict what was told of it to this account, newest first. Reads the store.
 *
 * @param page  as gathered by jk_app_desk_conflict()
 * @return JK_OK; JK_IO; JK_MEMORY */
enum jk_status jk_app_desk_told(struct jk_app *app, struct jk_arena *arena,
                                const struct jk_account *actor, struct jk_conflict_page *page,
                                struct jk_error *err);

/** The act that answers the notice of a chain.
 *
 * @param[out] out  texts in the arena; borrowed from the application until its next command
 * @return JK_OK; JK_NONE it has not been answered, or not any more; JK_IO; JK_MEMORY */
enum jk_status jk_app_answer(struct jk_app *app, struct jk_arena *arena,
                             const struct jk_chain *chain, struct jk_answer *out,
                             struct jk_error *err);

/** The answer that rests on the certificate of this hash, for whoever holds the letter.
 *
 * @param hash           64 lower-case hexadecimal digits
 * @param[out] in_force  the approval still stands, and no newer one has taken its place
 * @return JK_OK; JK_NONE no such certificate, or a newer one took its place; JK_IO; JK_MEMORY */
enum jk_status jk_app_certified(struct jk_app *app, struct jk_arena *arena, struct jk_span hash,
                                struct jk_answer *out, bool *in_force, struct jk_error *err);
#endif
