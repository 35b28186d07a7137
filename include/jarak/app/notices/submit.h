/* jarak/app/notices/submit.h: filing: one or several notices enter, whole chains, all or nothing.
 *
 * Source: SPEC 5 (order of tests), WIRE 1 and 2. */
#ifndef JARAK_APP_NOTICES_SUBMIT_H
#define JARAK_APP_NOTICES_SUBMIT_H
#include "jarak/app/accounts/account.h"
#include "jarak/app/handle/handle.h"
#include "jarak/feed/json/verdict.h"

struct jk_reading;

/** The version a client says it changes. */
struct jk_precondition {
    bool if_match_any;      /**< If-Match: * */
    const char *if_match;   /**< one entity tag with quotes, or null */
    bool if_none_match_any; /**< If-None-Match: * (create only) */
};

/** A filing. */
struct jk_submission {
    const struct jk_account *actor;
    int64_t now_s;
    struct jk_span bytes;
    const char *uid; /**< PUT: the UID of the address; null for POST */
    const char
        *name; /**< instead: the name of the resource (jarak/app/public/caldav_view.h); or null */
    const char *region; /**< only notices of this region and below are taken; null: the actor's */
    const struct jk_account *team; /**< whose draft it was: the notices are its own; or null */
    const struct jk_account
        *own;       /**< a team that asks for itself: only its own is taken; or null */
    bool by_office; /**< an act of the office (other times accepted): whosever the notice is */
    struct jk_precondition when;
    bool strict;             /**< Prefer: handling=strict: JK_CONFLICT instead of storing */
    bool store;              /**< false: check, nothing is kept */
    const char *const *also; /**< UIDs to answer for as they stand: rows that changed nothing */
    size_t also_count;
    bool batch; /**< import: the same facts as a notice has change nothing; the wider limits of
                   JK_ICAL_IMPORT; as POST else */
    struct jk_reading *reading; /**< taken: what jk_app_read_filing() made of `bytes`; null: they
                                     are read now */
    uint64_t read_at;           /**< the journal's end then: what changed since is read again */
    bool untold;  /**< stored, and told by jk_app_tell() later: the outcome has no verdicts but of
                     a refusal */
    bool message; /**< iTIP: a message older than a withdrawal does not undo it (RFC 5546 2.1.5) */
};

/** The outcome of a command: in the arena given to the command, and borrowed from the
 * application until its next command. Clear it with jk_outcome_clear() once it was written out. */
struct jk_outcome {
    const struct jk_verdict_view *verdicts; /**< one for each UID, in stream order */
    size_t count;
    bool created;            /**< PUT: the UID was new */
    const char *const *uids; /**< where it is untold: of the stream, in its order, in the arena */
    size_t uid_count;
    size_t unchanged;           /**< of the UIDs, how many stay as they were */
    bool has_conflict;          /**< any open conflict at level info or above */
    struct jk_reading *reading; /**< what the views point into; null where nothing */
};

/** Let go of what an outcome holds. */
void jk_outcome_clear(struct jk_outcome *outcome);

/** Read the bytes of a filing before it is filed, in a turn of the loop of its own: this is half of
 * what a large one takes. Nothing is looked at but the stream and the pack, and the versions
 * before, whose geometry a silent version keeps.
 *
 * @param[in,out] filing  gets `reading` and `read_at`; drop the reading with jk_reading_drop()
 *                        unless the filing is filed
 * @return JK_OK; what jk_app_submit() would refuse the bytes with */
enum jk_status jk_app_read_filing(struct jk_app *app, struct jk_submission *filing,
                                  struct jk_error *err);

/** Say of notices that were stored untold how they stand now: as jk_app_submit() would have. What
 * was erased meanwhile is left out. @return JK_OK; JK_MEMORY */
enum jk_status jk_app_tell(struct jk_app *app, struct jk_arena *arena, const char *const *uids,
                           size_t count, int64_t now_s, struct jk_outcome *out);

/** File notices: all or nothing.
 *
 * @return JK_OK; JK_INVALID, JK_RANGE, ... with line and property; JK_EXISTS; JK_STALE (412, or 409
 * by `conflict`); JK_REQUIRED (428); JK_DENIED outside the region, or another's notice; JK_CONFLICT
 * with *out filled */
enum jk_status jk_app_submit(struct jk_app *app, struct jk_arena *arena,
                             const struct jk_submission *filing, struct jk_outcome *out,
                             struct jk_error *err);
#endif
