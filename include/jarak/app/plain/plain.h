/* jarak/app/plain/plain.h: events that stock calendars put into the calendar of a paslon.
 *
 * Each is a draft with what could be understood of it (jarak/feed/plain/plain.h) and what is
 * missing. It binds nobody and is nobody else's to see: whoever put it there, its office or its
 * team, sees it, and officials of the region see what a team has completed. Nothing that a client
 * wrote stands in the open, neither in the journal nor in an inbox; it is destroyed with its key
 * when it is deleted, filed, or was left alone for JK_PLAIN_KEPT_S. It is filed when an official
 * confirms it, or at once where an official's event says "Ajukan: ya"; the resource keeps its
 * address, and what is sent there later is a change of what is filed. Commands like those of app.h.
 * Source: WIRE 4, docs/decisions/0084, 0085. */
#ifndef JARAK_APP_PLAIN_PLAIN_H
#define JARAK_APP_PLAIN_PLAIN_H
#include "jarak/app/public/caldav_view.h"
#include "jarak/app/teams/team.h"
#include "jarak/feed/plain/plain.h"

#define JK_PLAIN_HELD_MAX                                                  \
    100 /* drafts of one account: a campaign has some three hundred points \
         */
#define JK_PLAIN_BYTES_MAX (4U * 1024 * 1024) /* of them all together: 40 KiB each */
#define JK_PLAIN_HOUR_MAX  300                /* versions an account may store within an hour */
#define JK_PLAIN_KEPT_S    (30LL * 86400)     /* without a change, unless it is filed (WIRE 4) */

/** A draft that a stock calendar made. `as` is what it has in common with drafts of teams: its
 * bytes are the event as it was sent, without what we wrote. Lives until the next reload, failed
 * commit or close. */
struct jk_plain_draft {
    struct jk_team_draft as;
    char *name;       /**< of its resource; null once it has ended */
    char *uid;        /**< likewise */
    char *title;      /**< likewise */
    bool complete;    /**< nothing is missing and no question holds it back; it was filed */
    unsigned missing; /**< of the fields that are needed, as bits by enum jk_plain_field */
    uint64_t change;  /**< number of the journal entry that changed it last */
    uint32_t number;  /**< in the order of arrival */
};

/** How much of a member is wanted: each costs some times the one before. */
enum jk_plain_depth {
    JK_PLAIN_NAMES, /**< name and change */
    JK_PLAIN_TAGS,  /**< its tag and its times too */
    JK_PLAIN_WHOLE  /**< its bytes too */
};

/** The calendar of a paslon, as one account sees it. */
struct jk_plain_calendar {
    const struct jk_account *account;
    const struct jk_contest *contest;
    uint32_t paslon;
    const char *base; /**< "https://host" before the links of blocks */
    enum jk_plain_depth depth;
};

/** True when the contest has this paslon, and the account may see the calendar: officials whose
 * region covers the contest's, and the paslon's own team. */
bool jk_plain_may_enter(const struct jk_account *account, const struct jk_contest *contest,
                        uint32_t paslon);

/** An event that is put there. */
struct jk_plain_filing {
    const struct jk_account *actor;
    int64_t now_s;
    const struct jk_contest *contest;
    uint32_t paslon;
    const char *name; /**< of the resource, as of struct jk_submission; null: the draft's own */
    const char *id;   /**< of the draft that is changed, instead of the name; or null */
    struct jk_span bytes;
    bool knows; /**< If-Match held: it knows what it overwrites */
};

/** The outcome of a put. Clear `outcome` with jk_outcome_clear(). */
struct jk_plain_taken {
    bool created;                       /**< nothing was at that address */
    bool filed;                         /**< it is filed now, `outcome` has its verdict */
    const struct jk_plain_draft *draft; /**< a draft; null when it is filed */
    const char *elsewhere; /**< JK_EXISTS: the name of the resource that has its UID; or null */
    struct jk_outcome outcome;
};

/** Keep an event, or file it where an official says so or it is filed already.
 *
 * @return JK_OK; JK_INVALID without UID or date, and as jk_ical_scan(); JK_DENIED another's
 *         calendar; JK_EXISTS the UID or the name is another's there; JK_LIMIT too many or too much
 *         within an hour; JK_FULL the account holds too many; JK_STATE what is filed has ended; as
 *         jk_app_submit() for what only a clerk can put right (JK_EXISTS: an older SEQUENCE) */
enum jk_status jk_app_plain_put(struct jk_app *app, struct jk_arena *arena,
                                const struct jk_plain_filing *filing, struct jk_plain_taken *out,
                                struct jk_error *err);

/** Understand a draft. @return JK_OK; JK_MEMORY; JK_INVALID when it has ended */
enum jk_status jk_app_plain_read(const struct jk_app *app, struct jk_arena *arena,
                                 const struct jk_plain_draft *draft, struct jk_plain *out);

/** Why the ordinary reader would refuse a complete event. @return false: it would not */
bool jk_app_plain_refused(const struct jk_app *app, const struct jk_plain *plain,
                          struct jk_error *err);

/** Legs of the filed event that have not moved with it, or would not with this draft.
 *
 * @param draft        null: as it is filed
 * @param[out] by_s    how far they are behind, seconds
 * @return how many; 0: none */
size_t jk_app_plain_legs_behind(const struct jk_app *app, const char *uid,
                                const struct jk_plain *draft, int64_t *by_s);

/** How many drafts there are, oldest first; those that were filed too, but not those that were
 * destroyed. */
size_t jk_app_plains(const struct jk_app *app);
/** @param i below jk_app_plains() */
const struct jk_plain_draft *jk_app_plain(const struct jk_app *app, size_t i);
/** True when the account may see it. */
bool jk_app_plain_is_seen(const struct jk_app *app, const struct jk_account *account,
                          const struct jk_plain_draft *draft);
/** A draft that the account may see, or null. */
const struct jk_plain_draft *jk_app_plain_of(const struct jk_app *app,
                                             const struct jk_account *account, const char *id);

/** File a draft; an official's act. @return as jk_app_draft_confirm(); JK_INVALID it is not
 * complete */
enum jk_status jk_app_plain_confirm(struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_draft_act *act, struct jk_outcome *out,
                                    struct jk_error *err);
/** The filed notices that a draft would replace: jk_app_draft_replaces(). */
enum jk_status jk_app_plain_replaces(const struct jk_app *app, struct jk_arena *arena,
                                     const struct jk_account *actor,
                                     const struct jk_plain_draft *draft, struct jk_replaced **out,
                                     size_t *count, struct jk_error *err);
/** Give a team's draft back to it. @return as jk_app_draft_return() */
enum jk_status jk_app_plain_return(struct jk_app *app, const struct jk_draft_act *act,
                                   struct jk_error *err);
/** Whose it is destroys it. @return as jk_app_draft_withdraw() */
enum jk_status jk_app_plain_withdraw(struct jk_app *app, const struct jk_draft_act *act,
                                     struct jk_error *err);

/** Bytes of a member's tag, with its first quote, that are of the event alone: the rest is of the
 * block, which a client that changes the event need not know. */
#define JK_PLAIN_TAG_LEN 17

/** Put a draft into another calendar, or under another name: it is another draft then.
 *
 * @param to    of the same account @param name  nothing is there
 * @return JK_OK; JK_NONE; JK_DENIED another's calendar; JK_STALE the name is taken */
enum jk_status jk_app_plain_move(struct jk_app *app, struct jk_arena *arena,
                                 const struct jk_draft_act *act, const struct jk_plain_calendar *to,
                                 const char *name, struct jk_error *err);

/** Members of a calendar: the drafts of the account's side, and what is filed for the paslon; a
 * draft of a change stands before what it changes. What has left is told as gone; a draft that was
 * destroyed left no name, and stands as gone with the name "".
 *
 * @param[out] out  in the arena @return JK_OK; JK_MEMORY */
enum jk_status jk_app_plain_members(struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_plain_calendar *of,
                                    struct jk_calendar_item **out, size_t *count);
/** One member, whole. @return JK_OK; JK_NONE; JK_MEMORY */
enum jk_status jk_app_plain_member(struct jk_app *app, struct jk_arena *arena,
                                   const struct jk_plain_calendar *of, const char *name,
                                   struct jk_calendar_item *out);
/** The draft at a name in that calendar, of the account's side; or null. */
const struct jk_plain_draft *jk_app_plain_at(const struct jk_app *app,
                                             const struct jk_plain_calendar *of, const char *name);
#endif
