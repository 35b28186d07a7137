/* jarak/app/teams/team.h: what a paslon's own liaison may do: hand in drafts, see what is its own.
 *
 * A draft is a stream of notices that stands nowhere yet: it binds nobody, no conflict is kept for
 * it, and only when an official confirms it do its notices exist (SPEC 4). Whatever is answered to
 * a team is judged against what is public, by the same code as for officials, so that it tells
 * nothing of the other side's plans (SPEC 9). Commands like those of app.h. Source: WIRE 1. */
#ifndef JARAK_APP_TEAMS_TEAM_H
#define JARAK_APP_TEAMS_TEAM_H
#include "jarak/app/decisions/clear_times.h"
#include "jarak/app/notices/submit.h"
#include "jarak/app/registry/registry.h"

#define JK_DRAFT_HEX      16  /* digits of an id */
#define JK_DRAFT_NOTE_MAX 500 /* bytes */

/** Drafts and undecided chains of one paslon: a fortnight of one a day and some to spare. More
 * would be places held in reserve, and nobody could look at them. */
#define JK_TEAM_PENDING_MAX 20

/** A draft that nobody has filed, returned or changed for so long is destroyed with its key. */
#define JK_DRAFT_KEPT_S (30LL * 86400)

/** Where a draft stands. */
enum jk_draft_state {
    JK_DRAFT_OPEN,      /**< waits for an official */
    JK_DRAFT_RETURNED,  /**< the team must change it */
    JK_DRAFT_CONFIRMED, /**< its notices are filed */
    JK_DRAFT_WITHDRAWN, /**< the team took it back */
    JK_DRAFT_EXPIRED,   /**< nobody filed or changed it for JK_DRAFT_KEPT_S */
    JK_DRAFT_END
};

/** A draft. Strings live until the next reload, failed commit or close. */
struct jk_team_draft {
    char id[JK_DRAFT_HEX + 1];
    const char *account, *contest, *region;
    uint32_t paslon;
    enum jk_draft_state state;
    char *note; /**< why it was returned; "" */
    uint32_t revision;
    int64_t created_s, changed_s;
    char *bytes; /**< null once it has ended */
    size_t byte_count;
};

/** The word of a draft's state: "draft", "returned", "confirmed", "withdrawn", "expired". Static.
 */
const char *jk_draft_word(enum jk_draft_state state);
/** The state of a word, JK_DRAFT_END when there is none. */
enum jk_draft_state jk_draft_state_of(const char *word);

/** True when the entry is one of the team's own: an activity of a public kind with its paslon
 * among those of the notice. */
bool jk_is_own(const struct jk_account *team, const struct jk_entry *entry);

/** Judge a stream of the team's own against what is public; nothing is kept.
 *
 * @param filing  its actor is a team; `uid`, `when`, `strict` and `store` are not looked at
 * @return as jk_app_submit(); JK_DENIED where a notice is not the team's */
enum jk_status jk_app_team_check(struct jk_app *app, struct jk_arena *arena,
                                 const struct jk_submission *filing, struct jk_outcome *out,
                                 struct jk_error *err);

/** The verdict on a stored notice of the team's own as the team may see it: conflicts, the nearest
 * other and findings from what is public. @return JK_OK; JK_NONE; JK_MEMORY */
enum jk_status jk_app_team_verdict(struct jk_app *app, struct jk_arena *arena,
                                   const struct jk_entry *entry, int64_t now_s,
                                   struct jk_verdict_view *out);

/** When a stored chain of the team's own may start instead, as far as the public knows: as
 * jk_app_slots(). */
enum jk_status jk_app_team_slots(struct jk_app *app, struct jk_arena *arena,
                                 const struct jk_slots_request *request, struct jk_slots_view *out,
                                 struct jk_error *err);

/** jk_app_freebusy() as far as the public knows. */
enum jk_status jk_app_team_freebusy(struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_freebusy_request *request,
                                    struct jk_freebusy_view *out, struct jk_error *err);

/** A draft as it was taken; its outcome is cleared by jk_outcome_clear(). */
struct jk_draft_taken {
    struct jk_outcome outcome;         /**< one verdict for each notice, of what is public */
    const struct jk_team_draft *draft; /**< borrowed; null when refused */
};

/** Hand in a draft, or another version of one.
 *
 * @param filing    as of jk_app_team_check()
 * @param id        of the draft that is changed; null: a new one
 * @return as jk_app_team_check(); JK_NONE no such draft of the team; JK_STATE it has ended;
 *         JK_LIMIT the team has JK_TEAM_PENDING_MAX undecided; otherwise the group is broken */
enum jk_status jk_app_draft_put(struct jk_app *app, struct jk_arena *arena,
                                const struct jk_submission *filing, const char *id,
                                struct jk_draft_taken *out, struct jk_error *err);

/** An act on a draft. */
struct jk_draft_act {
    const struct jk_account *actor;
    int64_t now_s;
    const char *id;
    uint32_t revision;                  /**< that was seen; 0: any (the team's own) */
    const char *note;                   /**< to the team; "" */
    const struct jk_replaced *replaces; /**< of a confirmation: what was seen that it replaces */
    size_t replaces_count;
};

/** A filed notice that a draft would replace. */
struct jk_replaced {
    const char *uid, *etag;
    const struct jk_entry
        *entry;   /**< of jk_app_draft_replaces(); borrowed until the next command */
    bool allowed; /**< likewise: it is the team's own */
};

/** The filed notices that a draft would replace, for the official who confirms it.
 *
 * @param actor     the official
 * @param[out] out  in the arena @return JK_OK; JK_MEMORY; as jk_ical_read() */
enum jk_status jk_app_draft_replaces(const struct jk_app *app, struct jk_arena *arena,
                                     const struct jk_account *actor,
                                     const struct jk_team_draft *draft, struct jk_replaced **out,
                                     size_t *count, struct jk_error *err);

/** File a draft's notices, which are then the team's, and end the draft.
 *
 * @param[out] out  the verdicts, with all conflicts
 * @return as jk_app_submit(); JK_NONE, JK_STATE; JK_STALE the draft was changed since; JK_CONFLICT
 *         it replaces what `replaces` does not name as it stands; JK_DENIED what is another's */
enum jk_status jk_app_draft_confirm(struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_draft_act *act, struct jk_outcome *out,
                                    struct jk_error *err);

/** Give a draft back to the team, saying what is missing. @return as jk_app_draft_confirm(),
 * JK_INVALID without a note */
enum jk_status jk_app_draft_return(struct jk_app *app, const struct jk_draft_act *act,
                                   struct jk_error *err);

/** The team takes its draft back. @return as jk_app_draft_confirm() */
enum jk_status jk_app_draft_withdraw(struct jk_app *app, const struct jk_draft_act *act,
                                     struct jk_error *err);

/** How many drafts there are or were, oldest first. */
size_t jk_app_drafts(const struct jk_app *app);
/** @param i below jk_app_drafts() */
const struct jk_team_draft *jk_app_draft(const struct jk_app *app, size_t i);
/** A draft the account may see (its own team's, or of its region), or null. */
const struct jk_team_draft *jk_app_draft_of(const struct jk_app *app,
                                            const struct jk_account *account, const char *id);
#endif
