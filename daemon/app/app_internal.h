/* daemon/app/app_internal.h: what the use cases share. */
#ifndef DAEMON_APP_APP_INTERNAL_H
#define DAEMON_APP_APP_INTERNAL_H
#include "daemon/app/accounts/accounts.h"
#include "jarak/base/name_table.h"
#include "jarak/app/app.h"
#include "jarak/app/notices/field_reports.h"
#include "jarak/app/alerts/subscriptions.h"
#include "jarak/app/teams/team.h"

/* A conflict: one unordered pair of chains. Its parts are those of the last judgement, a being the
 * chain whose id comes first in byte order. */
struct conflict {
    char id[JK_CONFLICT_HEX + 1];
    struct jk_chain *a, *b;
    uint32_t revision;
    struct jk_levels levels;
    bool open;
    enum jk_level known; /* as one account was told; only while it is brought up to date */
    char digest[65];
    int64_t opened_s, changed_s;
    uint64_t change;       /* number of its newest journal entry */
    struct jk_arena arena; /* of the parts */
    struct jk_leg_part *parts;
    size_t part_count;
    struct jk_point told_at; /* where and when the last alert said it was */
    double told_s;
    struct jk_agency_opinion verdicts[JK_AGENCY_END];
    struct jk_escalation_state escalation;
    char *escalation_actor; /* owns attention.actor */
};

/* The conflicts a chain is part of, open and closed. */
struct conflict_list {
    struct conflict **list;
    size_t count, cap;
};

/* An alert of the open group, told to the sink after the commit. */
struct told {
    const struct jk_account *account;
    struct jk_alert_row row;
};

#define FEED_LOG_MAX 64 /* changes between two looks at a feed; beyond that all is compared */

struct jk_app {
    struct jk_store *store;
    const struct jk_pack *pack;
    struct jk_registry *registry;
    struct jk_name_table conflict_ids;
    struct conflict **conflicts; /* all, in the order they were first found */
    size_t conflict_count, conflict_cap;
    struct conflict_list *of_chain; /* by number of the chain */
    size_t of_chain_cap;
    struct jk_accounts accounts;
    struct jk_subscription **subscriptions; /* removed ones too, oldest first */
    size_t subscription_count, subscription_cap;
    struct jk_report *reports; /* oldest first */
    size_t report_count, report_cap;
    struct jk_arena report_arena;
    jk_alert_sink *sink;
    void *sink_ctx;
    bool in_group;         /* a group is open in the store */
    uint64_t command;      /* the journal's number with which the command under way begins */
    enum jk_status broken; /* why the open group must fail; JK_OK while it need not */
    bool lost;             /* memory could not be made to agree with the store again */
    struct jk_arena group; /* alerts of the group */
    struct told *told;
    size_t told_count, told_cap;
    uint64_t feed_version;
    uint64_t rebuilds; /* how often memory was read from the store: chains may have other numbers */
    uint32_t feed_log[FEED_LOG_MAX]; /* chains of the changes up to feed_version, newest last */
    size_t feed_log_count;
    uint64_t books_asked;    /* requests for feeds so far */
    struct feed_book *books; /* feeds of whole regions, as they were written last */
    size_t book_count;
    struct jk_arena public_arena;    /* names of public_ids */
    struct jk_name_table public_ids; /* of main UIDs, to chains; filled when it is asked */
    uint32_t public_count;           /* chains in it */
    struct jk_app *outside;          /* what is public of it; null until a team asks (outside.h) */
    struct jk_team_draft **drafts;   /* ended ones too, oldest first */
    size_t draft_count, draft_cap;
    struct given_name **names; /* of resources, in the order they were given */
    size_t name_count, name_cap;
    struct jk_name_table names_by_name, names_by_uid;
    size_t reported; /* conflicts stored anew since the application was opened */
    struct jk_audit audit;
    uint64_t verdicts[JK_LEVEL_END];
    int64_t stored_s; /* of the newest entry of the journal when it was opened */
    int64_t seen_s;   /* latest instant of any command: what ended before it is over */
};

/* conflicts.c */

/* Judge a chain and bring its conflicts up to date in memory and in the store. */
enum jk_status conflicts_update(struct jk_app *app, const struct jk_act *act,
                                struct jk_chain *chain, struct jk_error *err);
/* At load: put what the chain's pairings say into the conflicts without telling or storing where
 * nothing changed; the rest is stored as conflicts_update() does. */
enum jk_status conflicts_adopt(struct jk_app *app, const struct jk_conflict_row *row);
/* The conflict of a pair of chains, or null. */
struct conflict *conflicts_find(const struct jk_app *app, const struct jk_chain *x,
                                const struct jk_chain *y);
/* The conflicts a chain is part of. */
struct conflict_list conflicts_of(const struct jk_app *app, const struct jk_chain *chain);
/* What a chain's judgement finds now, without pairings that are over. In the arena. */
enum jk_status conflicts_judge(const struct jk_app *app, struct jk_arena *arena,
                               const struct jk_chain *chain, struct jk_pairing **out,
                               size_t *count);
/* Close the open conflicts that are over at act->time_s; opens a group only when there are any.
 * @param ticked  as of tick_once() */
enum jk_status conflicts_expire(struct jk_app *app, const struct jk_act *act, bool *ticked,
                                struct jk_error *err);
/* Forget all conflicts. */
void conflicts_clear(struct jk_app *app);
/* SPEC 7: a conflict ends when both sides have left every place it names. A simulation replays a
 * calendar that is over; there nothing expires. */
bool pairing_is_over(const struct jk_pack *pack, const struct jk_leg_part *parts, size_t count,
                     int64_t now_s);

/* feed.c */

/* What the public sees of a chain has changed: its counter and its time rise, both, for Google
 * takes notice of a change only where both do. */
void feed_note_change(struct jk_app *app, struct jk_chain *chain, int64_t now_s);
/* Forget the feeds and public ids that are kept: chains have other numbers now. */
void feed_books_clear(struct jk_app *app);
/* The public ids of it. */
void public_ids_clear(struct jk_app *app);

/* views.c */

/* The conflicts of a chain as they stand; open ones only. */
enum jk_status view_conflicts(const struct jk_app *app, struct jk_arena *arena,
                              const struct jk_chain *chain, struct jk_conflict_view **out,
                              size_t *count);
/* One stored conflict seen from `own`. */
enum jk_status view_conflict(struct jk_arena *arena, const struct conflict *conflict,
                             const struct jk_chain *own, struct jk_conflict_view *out);
/* What a fresh judgement of a chain finds, with the ids and revisions it would get. */
enum jk_status view_fresh(const struct jk_app *app, struct jk_arena *arena,
                          const struct jk_chain *chain, struct jk_conflict_view **out,
                          size_t *count);
/* A chain as the other side of a conflict. */
struct jk_side_view view_side(const struct jk_chain *chain);
/* The verdict on an entry with the conflicts given. */
enum jk_status view_verdict(struct jk_app *app, struct jk_arena *arena,
                            const struct jk_entry *entry, int64_t now_s,
                            const struct jk_conflict_view *conflicts, size_t count,
                            struct jk_verdict_view *out);
/* The verdict on the notice that speaks for a chain, with the conflicts as they stand. */
enum jk_status view_chain(struct jk_app *app, struct jk_arena *arena, const struct jk_chain *chain,
                          int64_t now_s, struct jk_verdict_view *out);
#define SALTED_HEX 16 /* digits of an id */
/* An id that nobody without the store's salt can make of the UIDs it is of; NUL-ended. */
void salted_id(const struct jk_app *app, const char *first, const char *second,
               char out[SALTED_HEX + 1]);
/* The id a pair of chains has for ever (SPEC 2.4). */
void conflict_id(const struct jk_app *app, const struct jk_chain *x, const struct jk_chain *y,
                 char out[JK_CONFLICT_HEX + 1]);
/* Hexadecimal digest of all that is reported of a pairing, from the side of the chain named a. */
void conflict_digest(const struct jk_leg_part *parts, size_t count,
                     const struct jk_registry *registry, char out[65]);

/* agency.c */

/* Something the agencies judged has changed: what was accepted or objected is to be judged again.
 */
enum jk_status opinions_reset(struct jk_app *app, const struct jk_act *act, struct conflict *c,
                              struct jk_error *err);
/* The same for every conflict of a chain. */
enum jk_status opinions_reset_chain(struct jk_app *app, const struct jk_act *act,
                                    const struct jk_chain *chain, struct jk_error *err);
/* At load, behind the conflicts. @param ctx the application */
enum jk_status opinions_load(void *ctx, const struct jk_opinion_row *row);
/* Free what the verdicts of a conflict own. */
void opinions_clear(struct conflict *c);

/* attention.c */

/* After a conflict was reported: a higher level asks for notice anew, a closed one for none. */
enum jk_status escalation_note(struct jk_app *app, const struct jk_act *act, struct conflict *c,
                               struct jk_error *err);
/* The same for all: a store of a program that asked nobody. */
enum jk_status escalation_note_all(struct jk_app *app, const struct jk_act *act,
                                   struct jk_error *err);
/* Tell those nobody acknowledged in time further up, one step each; opens a group only when there
 * are any. @param ticked  as of tick_once() */
enum jk_status escalation_advance(struct jk_app *app, const struct jk_act *act, bool *ticked,
                                  struct jk_error *err);
/* At load, behind the conflicts. @param ctx the application */
enum jk_status escalation_load(void *ctx, const struct jk_escalation_row *row);
/* Free what it owns. */
void escalation_clear(struct conflict *c);

/* app.c */

/* Journal the tick before the first thing that happens by it: a minute in which nothing does writes
 * nothing. Opens a group. @param ticked  false at first; then nothing more is written */
enum jk_status tick_once(struct jk_app *app, const struct jk_act *act, bool *ticked,
                         struct jk_error *err);

/* certificate.c */

/* Put what the approval of a chain is based on into the open group, and its hash into the chain. */
enum jk_status certificate_keep(struct jk_app *app, struct jk_arena *arena,
                                const struct jk_act *act, struct jk_chain *chain,
                                struct jk_error *err);

/* decide.c */

/* The acts allowed in the chain's state, ended by null; static. */
const char *const *acts_allowed(const struct jk_chain *chain);

/* retime.c */

/* At load, behind the chains. @param ctx the application */
enum jk_status retimes_load(void *ctx, const struct jk_retime_row *row);
/* What a proposal has become: void where its chain's revision is no longer the one it was for. */
enum jk_fate offer_fate(const struct jk_chain *chain, const struct jk_offer *offer);

/* missing.c */

/* Append the fields to a JSON list that is open. */
void missing_write(struct jk_buf *list, unsigned missing);
/* At load, behind the chains: what returned ones wait for. */
enum jk_status missing_load(struct jk_app *app, struct jk_error *err);

/* letters.c */

/* At load, behind the notices. @param ctx the application */
enum jk_status attachments_load(void *ctx, const struct jk_attachment_row *row);

/* reports.c */

/* At load. @param ctx the application */
enum jk_status reports_load(void *ctx, const struct jk_report_row *row);
/* At load, behind reports and chains: what is in force enters the world. */
enum jk_status reports_apply(struct jk_app *app, struct jk_error *err);
/* Forget all reports. */
void reports_clear(struct jk_app *app);

/* subscriptions.c */

/* At load. @param ctx the application */
enum jk_status subscriptions_load(void *ctx, const struct jk_subscription_row *row);
/* Forget all subscriptions. */
void subscriptions_clear(struct jk_app *app);

/* drafts.c */

/* At load. @param ctx the application */
enum jk_status drafts_load(void *ctx, const struct jk_draft_row *row);
/* Forget all drafts. */
void drafts_clear(struct jk_app *app);

/* put_rows.c */

enum jk_status put_entry_row(struct jk_app *app, const struct jk_act *act, struct jk_entry *entry,
                             struct jk_error *err);
/* The chain's row. */
enum jk_status put_chain_row(struct jk_app *app, const struct jk_act *act, struct jk_chain *chain,
                             struct jk_error *err);
/* The conflict's row. */
enum jk_status put_conflict_row(struct jk_app *app, const struct jk_act *act,
                                struct conflict *conflict, struct jk_error *err);
/* May the account, disabled or not, be shown the conflict? Its role is the caller's question. */
bool conflict_is_seen(const struct jk_account *account, const struct conflict *c);
/* An alert for every account that may see the conflict; of an escalation for those it reaches. */
enum jk_status put_alerts(struct jk_app *app, const struct jk_act *act,
                          const struct conflict *conflict, const char *event, struct jk_error *err);
/* For every account: what it does not know of the conflicts it sees, as opened, level or closed
 * (SPEC 7: who comes later receives what is open now). */
enum jk_status put_welcome(struct jk_app *app, const struct jk_act *act, struct jk_error *err);
#endif
