/* jarak/app/app.h: the use cases: one command each, decided in order, durable before it is
 * answered.
 *
 * Commands run between jk_app_begin() and jk_app_commit(): what arrives together shares one
 * transaction (group commit), and nothing is answered before the commit. A command that is refused
 * leaves no trace; a commit that fails refuses the whole group, and the state is rebuilt from the
 * store. Reads between begin and commit see what the group has decided so far; the caller answers
 * them after the commit too. Time comes in with each command. One thread. Source: SPEC 4 and 5. */
#ifndef JARAK_APP_APP_H
#define JARAK_APP_APP_H
#include "jarak/app/accounts/account.h"
#include "jarak/app/registry/registry.h"
#include "jarak/feed/public/approved.h"
#include "jarak/feed/alert/cap.h"
#include "jarak/feed/json/clear_times_plan.h"
#include "jarak/feed/json/clear_times.h"
#include "jarak/feed/alert/digest.h"
#include "jarak/feed/json/verdict.h"
#include "jarak/feed/json/whatif.h"
#include "jarak/store/store.h"

struct jk_app;

/** Told after a commit for each alert put in an inbox, so that streams can deliver it. */
typedef void jk_alert_sink(void *ctx, const struct jk_account *account,
                           const struct jk_alert_row *alert);

/** Load everything from the store and judge it again.
 *
 * @param store,pack  borrowed for the application's life
 * @param now_s       when; what changed because the pack did is journalled with it
 * @return JK_OK; JK_CORRUPT when a stored notice cannot be read; JK_IO; JK_MEMORY */
enum jk_status jk_app_open(struct jk_store *store, const struct jk_pack *pack, int64_t now_s,
                           struct jk_app **out, struct jk_error *err);
/** Free the application; the store stays open. What of a group is not committed is lost. Null is
 * allowed. */
void jk_app_close(struct jk_app *app);

/** What judging the whole store again found, when the application was opened. */
struct jk_audit {
    uint32_t chains;
    size_t conflicts; /**< open ones now */
    size_t changed;   /**< conflicts that were opened, changed or closed by it */
};
/** The audit of jk_app_open(). */
struct jk_audit jk_app_audit(const struct jk_app *app);
/** What stands in memory, and what was said since the application was opened. */
struct jk_app_gauges {
    uint32_t notices, chains;
    uint32_t bodies;           /**< instances that stand in the index */
    size_t index_bytes;        /**< of the index and its tables, bodies not counted */
    size_t open[JK_LEVEL_END]; /**< conflicts, by level */
    uint64_t
        verdicts[JK_LEVEL_END]; /**< on chains handed in or checked by officials, by worst level */
};
/** Read the gauges; looks at every conflict. */
void jk_app_gauges(const struct jk_app *app, struct jk_app_gauges *out);
/** Latest instant of any command, in this run or in the journal, UTC seconds. */
int64_t jk_app_seen(const struct jk_app *app);
/** Who is told of alerts after each commit; null: nobody. @param ctx handed to the sink */
void jk_app_set_sink(struct jk_app *app, jk_alert_sink *sink, void *ctx);

/** The pack it judges by; borrowed from the caller of jk_app_open(). */
const struct jk_pack *jk_app_pack(const struct jk_app *app);
/** The notices as they stand; borrowed until the next command, reload or close. */
const struct jk_registry *jk_app_registry(const struct jk_app *app);

/** Begin a command, and the group it shares with others where none is open yet. Alerts carry the
 * number of the command they come from. @return JK_OK; JK_IO, JK_FULL when no group can be begun */
enum jk_status jk_app_begin(struct jk_app *app, struct jk_error *err);
/** Make the group durable, then tell the sink. Not begun: nothing. On failure the state is loaded
 * from the store again; accounts keep their addresses, entries and chains do not.
 *
 * @return JK_OK; otherwise every command since begin is void: JK_FULL, JK_IO, JK_MEMORY */
enum jk_status jk_app_commit(struct jk_app *app, struct jk_error *err);
/** Time has come to now_s: conflicts both sides of which are over are closed and told (not in a
 * simulation), and those nobody acknowledged in time are told further up (SPEC 7), in the open
 * group or one of its own that the caller commits. Time never runs backwards: an earlier instant
 * than one seen before counts as that one.
 *
 * @return JK_OK; otherwise the group is broken and its commit fails */
enum jk_status jk_app_tick(struct jk_app *app, int64_t now_s, struct jk_error *err);
/** The wall clock was set while the daemon ran: journalled, in the open group or one of its own
 * that the caller commits.
 *
 * @param from_s,to_s  what it would have said and what it says, UTC
 * @return as jk_app_tick() */
enum jk_status jk_app_clock(struct jk_app *app, int64_t from_s, int64_t to_s, struct jk_error *err);
/** Could the state not be loaded again after a failed commit? Then nothing of it may be used: the
 * process must end, and its successor load the store afresh. */
bool jk_app_is_lost(const struct jk_app *app);

/** True between begin and commit: answers must wait. */
bool jk_app_in_group(const struct jk_app *app);

/** Put an account as it is, with its first token: the first start. Inside a group. */
enum jk_status jk_app_add_account(struct jk_app *app, int64_t now_s,
                                  const struct jk_account_row *row, struct jk_error *err);
/** Accounts were made or let in again: they are told what is open now, or was closed meanwhile, as
 * far as they do not know it (SPEC 7). Inside a group. @return JK_OK; otherwise the group is broken
 * and its commit fails */
enum jk_status jk_app_welcome(struct jk_app *app, int64_t now_s, struct jk_error *err);
/** The accounts; borrowed until the application is closed. Their commands: inside a group. */
struct jk_accounts *jk_app_accounts(struct jk_app *app);
/** The account of that name, or null; its address stays until the application is closed. */
const struct jk_account *jk_app_account(const struct jk_app *app, const char *name);

/** What a client knows of the version it changes. */
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
    struct jk_precondition when;
    bool strict;  /**< Prefer: handling=strict: JK_CONFLICT instead of storing */
    bool store;   /**< false: check, nothing is kept */
    bool batch;   /**< import: the wider limits of JK_ICAL_IMPORT; as POST else */
    bool message; /**< iTIP: a message older than a withdrawal does not undo it (RFC 5546 2.1.5) */
};

/** What a command answers with: in the arena given to the command, and borrowed from the
 * application until its next command. Clear it with jk_outcome_clear() once it was written out. */
struct jk_outcome {
    const struct jk_verdict_view *verdicts; /**< one for each UID, in stream order */
    size_t count;
    bool created;               /**< PUT: the UID was new */
    bool has_conflict;          /**< any open conflict at level info or above */
    struct jk_reading *reading; /**< what the views point into; null where nothing */
};

/** Let go of what an outcome holds. */
void jk_outcome_clear(struct jk_outcome *outcome);

/** File notices: all or nothing.
 *
 * @return JK_OK; JK_INVALID, JK_RANGE, ... with line and property; JK_EXISTS; JK_STALE (412, or 409
 * by `conflict`); JK_REQUIRED (428); JK_DENIED outside the region; JK_CONFLICT with *out filled */
enum jk_status jk_app_submit(struct jk_app *app, struct jk_arena *arena,
                             const struct jk_submission *filing, struct jk_outcome *out,
                             struct jk_error *err);

/** Withdraw a notice; the main takes its chain with it. */
enum jk_status jk_app_withdraw(struct jk_app *app, struct jk_arena *arena,
                               const struct jk_account *actor, int64_t now_s, const char *uid,
                               const struct jk_precondition *when, struct jk_outcome *out,
                               struct jk_error *err);

/** A notice that a message cancels. */
struct jk_cancel {
    const char *uid;
    uint32_t sequence;
    int64_t dtstamp_s;    /**< UTC */
    const int64_t *dates; /**< which of its dates, as RECURRENCE-ID, UTC */
    size_t date_count;    /**< 0: the whole of it */
    unsigned line;        /**< of the message, for refusals */
};

/** A message that cancels notices (RFC 5546 3.2.5). */
struct jk_cancellation {
    const struct jk_account *actor;
    int64_t now_s;
    const char *region; /**< only notices of this region and below are there */
    const struct jk_cancel *list;
    size_t count; /**< at least 1 */
};

/** Withdraw several notices, or dates of several: all or none, in any order. Dates are taken out by
 * a new version of the notice (jarak/ical/except.h), which is filed like any other. What is
 * withdrawn already stays as it is, whatever the message's SEQUENCE. The SEQUENCE is kept, so that
 * an older message of the same UID is known to be older.
 *
 * @param[out] out  the verdict of each one's chain
 * @return JK_OK; JK_NONE no such notice in the region; JK_STATE its chain has ended otherwise;
 *         JK_EXISTS the message is older than what stands: SEQUENCE lower, or the same without a
 *         later DTSTAMP */
enum jk_status jk_app_cancel(struct jk_app *app, struct jk_arena *arena,
                             const struct jk_cancellation *rq, struct jk_outcome *out,
                             struct jk_error *err);

/** A conflict named by an official, with the revision seen. */
struct jk_seen {
    const char *conflict;
    uint32_t revision;
};

/** An official's act. */
struct jk_decision {
    const struct jk_account *actor;
    int64_t now_s;
    const char *uid;                         /**< of the main */
    const char *act, *sttp, *reason, *basis; /**< "" where absent */
    uint32_t chain_revision;
    const struct jk_seen *seen;
    size_t seen_count;
    unsigned missing; /**< of act "return": bits of jk_missing_word() */
};

/** The word of a field that may be missing when a notice is returned: "letter_no" ...; null behind
 * the last. Static. */
const char *jk_missing_word(unsigned bit);
/** Add the field of a word to a set. @return false when there is none */
bool jk_missing_add(unsigned *missing, const char *word);
/** The fields a decision row names as missing. @param seen  its member of that name */
unsigned jk_missing_read(const char *seen);

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

/** The verdict on a stored notice as it stands. @return JK_OK; JK_NONE; JK_MEMORY */
enum jk_status jk_app_verdict(struct jk_app *app, struct jk_arena *arena, const char *uid,
                              int64_t now_s, struct jk_verdict_view *out);

/** What an agency says of a conflict. */
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

/** The certificate of a chain's verdict as it stands (jarak/feed/certificate/certificate.h).
 *
 * @param uid       of the main or a leg
 * @param[out] out  given (json_decref)
 * @return JK_OK; JK_NONE; JK_CORRUPT when stored conflicts are not what the bodies give; JK_MEMORY
 */
enum jk_status jk_app_certificate(struct jk_app *app, struct jk_arena *arena, const char *uid,
                                  int64_t now_s, json_t **out);

/** The certificate a chain's latest approval was based on, as it was kept: JSON without white
 * space, keys sorted, whose SHA-256 the public feed tells. Appends.
 *
 * @return JK_OK; JK_NONE where there is none, or it was erased; JK_CORRUPT; JK_IO; JK_MEMORY */
enum jk_status jk_app_kept_certificate(struct jk_app *app, const char *uid, struct jk_buf *out,
                                       struct jk_error *err);

/** Conflicts with a side in `region` or below it, in the arena, worst first; `open_only` leaves
 * closed ones out. @return JK_OK; JK_MEMORY */
enum jk_status jk_app_conflicts(struct jk_app *app, struct jk_arena *arena, const char *region,
                                bool open_only, struct jk_conflict_view **out, size_t *count);

/** A question for clear start times. */
struct jk_slots_request {
    const char *uid;          /**< of the main or a leg */
    int32_t from_day, to_day; /**< local days of the main's start, at most 62 */
    enum jk_level level;      /**< clear of conflicts, possible ones included, from here on */
    bool venues;              /**< look at the pack's venues too */
    int64_t now_s;
};

/** When a chain may start instead (SPEC 6): the same answer for either side of a conflict.
 *
 * @param[out] out  in the arena and borrowed from the application until its next command
 * @return JK_OK; JK_NONE no such chain, or its main is not there; JK_RANGE; JK_MEMORY */
enum jk_status jk_app_slots(struct jk_app *app, struct jk_arena *arena,
                            const struct jk_slots_request *request, struct jk_slots_view *out,
                            struct jk_error *err);

/** A question for the start times of an activity that nobody has filed. */
struct jk_freebusy_request {
    const struct jk_region *area; /**< with a reference point */
    const struct jk_party *party; /**< who would hold it */
    enum jk_kind kind;            /**< a standing campaign activity: at most JK_KIND_TATAP_MUKA */
    int32_t from_day, to_day;     /**< local days of the start, at most 62 */
    enum jk_level level;          /**< as of struct jk_slots_request */
    int64_t now_s;
};

/** When a rally of three hours, or another meeting of two, may start at an area's reference point:
 * the pack's defaults stand for what a notice would say of it.
 *
 * @param[out] out  in the arena and borrowed from the request
 * @return JK_OK; JK_RANGE; JK_MEMORY */
enum jk_status jk_app_freebusy(struct jk_app *app, struct jk_arena *arena,
                               const struct jk_freebusy_request *request,
                               struct jk_freebusy_view *out, struct jk_error *err);

#define JK_RETIME_REASON_MAX 1000 /* bytes: fits into a message */
#define JK_RETIMES_MAX       100  /* proposals of one chain: a negotiation, not a flood */

/** A proposal of other times for a chain. */
struct jk_retime {
    const struct jk_account *actor;
    int64_t now_s;
    const char *uid; /**< of the main or a leg */
    uint32_t chain_revision;
    enum jk_level level;       /**< clear of conflicts, possible ones included, from here on */
    struct jk_intervals bands; /**< seconds at which the main may start; ascending, apart */
    const char *reason;
};

/** The answer to a proposal, given for the team. */
struct jk_retime_answer {
    const struct jk_account *actor;
    int64_t now_s;
    const char *uid;
    uint32_t chain_revision;
    uint32_t number;    /**< of the proposal */
    int64_t start_s;    /**< start of the main that is chosen; 0 declines */
    const char *reason; /**< demanded of who declines; else "" for none */
};

/** What re-timing answers with; as struct jk_outcome. */
struct jk_retime_outcome {
    struct jk_outcome
        outcome;    /**< the chain as it stands; on JK_OK and where it changed meanwhile */
    bool has_slots; /**< JK_CONFLICT because a time is not clear: `slots` say what is */
    struct jk_slots_view slots;
};

/** Propose other times for a chain: every second of the bands is clear now (jk_app_slots()). It
 * changes nothing of the chain; the next revision of the chain makes it void.
 *
 * @return JK_OK; JK_NONE no such chain in the region; JK_STATE its times are not open; JK_INVALID,
 *         JK_RANGE, JK_TOO_MANY; JK_CONFLICT another revision stands, or a band is not clear */
enum jk_status jk_app_retime(struct jk_app *app, struct jk_arena *arena,
                             const struct jk_retime *proposal, struct jk_retime_outcome *out,
                             struct jk_error *err);

/** Accept or decline a proposal. Accepting is one command: the bytes of main and legs are moved by
 * one delta (jarak/ical/shift.h) and filed as the chain's next revision, with all that follows.
 *
 * @return as jk_app_retime(); JK_RANGE when the start was not offered; JK_CONFLICT also when the
 *         proposal was answered or has become void; JK_INVALID when a notice cannot be moved */
enum jk_status jk_app_answer_retime(struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_retime_answer *answer,
                                    struct jk_retime_outcome *out, struct jk_error *err);

/** What another policy would change among the conflicts an account's region sees (SPEC 4,
 * whatif.h).
 *
 * @param bytes    a policy.json
 * @param[out] out  in the arena and borrowed from the application until its next command
 * @return JK_OK; JK_INVALID, JK_RANGE with the member at fault; JK_MEMORY */
enum jk_status jk_app_whatif(struct jk_app *app, struct jk_arena *arena,
                             const struct jk_account *actor, int64_t now_s, struct jk_span bytes,
                             struct jk_whatif_view *out, struct jk_error *err);

/** The local day a chain's main begins on. @return false when it is not there */
bool jk_app_day_of(const struct jk_app *app, const char *uid, int32_t *day);

/** Alerts of an inbox above an index. */
enum jk_status jk_app_alerts(struct jk_app *app, const struct jk_account *account, uint64_t after,
                             unsigned limit, jk_alert_each *each, void *ctx, struct jk_error *err);

/** The alerts of an inbox about one conflict up to a revision, ascending, in the arena; the last is
 * the one of that revision, and only it has its payload.
 *
 * @return JK_OK; JK_NONE when the inbox was told nothing of that revision; JK_IO; JK_MEMORY */
enum jk_status jk_app_alerts_of(struct jk_app *app, struct jk_arena *arena,
                                const struct jk_account *account, const char *conflict,
                                uint32_t revision, struct jk_told **out, size_t *count,
                                struct jk_error *err);

/** The newest alerts of an inbox, newest first, at most `limit`, in the arena.
 *
 * @return JK_OK; JK_IO; JK_MEMORY */
enum jk_status jk_app_newest_alerts(struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_account *account, size_t limit,
                                    struct jk_told **out, size_t *count, struct jk_error *err);

/** The digest of an account as it would be now: the conflicts it sees that are open at info or
 * above, worst first; new is what opened or changed since the last 06.00 of its zone.
 *
 * @param[out] out  in the arena
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_app_digest(struct jk_app *app, struct jk_arena *arena,
                             const struct jk_account *account, int64_t now_s,
                             struct jk_digest *out);

/** The zone of the account's region, else the pack's. Static as the pack. */
const struct jk_zone *jk_app_zone_of(const struct jk_app *app, const struct jk_account *account);

/** Rises with every commit that changed what the approved feed shows. */
uint64_t jk_app_feed_version(const struct jk_app *app);

/** What a feed is asked for. */
struct jk_feed_request {
    const struct jk_feed_filter *filter;
    const char *source; /**< absolute address for SOURCE; "" leaves it out */
    int64_t now_s;
    enum jk_feed_form form;
};

/** Write the approved feed. Those of regions, and the last few of filters, are kept in stretches:
 * what did not change since is not written again.
 *
 * @param[out] out  all zero before; free with jk_feed_clear()
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_app_feed(struct jk_app *app, const struct jk_feed_request *request,
                           struct jk_feed *out);

/** What a public page is asked for. */
struct jk_page_request {
    const struct jk_feed_filter *filter;
    const char *base; /**< "https://host", without "/" at its end */
    int64_t now_s;
    enum jk_lang lang;
    bool fixed; /**< as of struct jk_page */
};

/** Write the public calendar with the same activities. Appends. @return JK_OK; JK_MEMORY */
enum jk_status jk_app_page(struct jk_app *app, const struct jk_page_request *request,
                           struct jk_buf *out);

/** Write the public page of one activity. Appends.
 *
 * @param id  jk_public_id() of its UID; nothing of the filter but the region counts
 * @return JK_OK; JK_NONE where the public sees no such activity in the region; JK_MEMORY */
enum jk_status jk_app_activity_page(struct jk_app *app, const struct jk_page_request *request,
                                    struct jk_span id, struct jk_buf *out);

/** Write one activity as a feed of its own, without SOURCE; nothing of the filter but the region
 * counts. @return as jk_app_activity_page() */
enum jk_status jk_app_activity_feed(struct jk_app *app, const struct jk_feed_request *request,
                                    struct jk_span id, struct jk_feed *out);
#endif
