/* jarak/store/store.h: the durable truth: an append-only, hash-chained journal and its folds.
 *
 * One writer, one file. Every change is put as a row inside a transaction: the store appends it to
 * the journal (entry: seq, time, actor, kind, schema version, payload length, payload; hash =
 * SHA-256(previous hash, all fields length-prefixed); docs/journal.md) and applies the same entry
 * to its table. Tables can be rebuilt from the journal alone; jk_store_replay() proves it. Bytes
 * of notices are sealed under a per-notice key that lies outside the chain, so that erasing a key
 * destroys personal data and replay still passes. SQLite in WAL mode, synchronous=FULL. Nothing
 * outside store/ says SQL. Not thread-safe. */
#ifndef JARAK_STORE_STORE_H
#define JARAK_STORE_STORE_H
#include "jarak/base/error.h"
#include "jarak/store/rows.h"

struct jk_store;

/** Who acts, and when: part of every journal entry. */
struct jk_act {
    const char *actor; /**< account name, or "jarakd" */
    int64_t time_s;    /**< UTC */
};

/** Open the store, making it if it is not there. `path` ":memory:" keeps nothing.
 *
 * @param[out] out  given, close with jk_store_close()
 * @return JK_OK; JK_IO; JK_CORRUPT when it is not ours or of a newer schema; JK_BUSY when another
 *         process writes it; JK_MEMORY */
enum jk_status jk_store_open(const char *path, struct jk_store **out, struct jk_error *err);

/** Close; an open transaction is rolled back. Null is allowed. */
void jk_store_close(struct jk_store *store);

/** Begin a transaction. @return JK_OK; JK_STATE when one is open; JK_BUSY; JK_IO */
enum jk_status jk_store_begin(struct jk_store *store, struct jk_error *err);
/** Make everything since begin durable.
 *
 * @return JK_OK; JK_STATE when none is open; else it was rolled back: JK_FULL, JK_IO, or whatever a
 *         put failed with that was not undone: half a change is never kept */
enum jk_status jk_store_commit(struct jk_store *store, struct jk_error *err);
/** Forget everything since begin. */
void jk_store_rollback(struct jk_store *store);
/** Mark a place inside the transaction to which jk_store_undo() returns: one command of a group.
 * There is one mark; a new one replaces it. @return JK_OK; JK_STATE outside a transaction, or why
 * an earlier put failed */
enum jk_status jk_store_mark(struct jk_store *store, struct jk_error *err);
/** Forget everything since the last mark, keep what came before it. When SQLite has already given
 * the whole transaction up (a full disk), the commit says so. */
void jk_store_undo(struct jk_store *store);

/** Put a row: append its entry and apply it. Only inside a transaction.
 *
 * @return JK_OK; JK_STATE outside a transaction or when an alert's index is not the next one (then
 *         nothing was written); JK_FULL, JK_IO, JK_MEMORY (undo or roll back: every put fails alike
 *         until then, and so does the commit) */
enum jk_status jk_store_put_notice(struct jk_store *, const struct jk_act *,
                                   const struct jk_notice_row *, struct jk_error *);
/** Put what is known of a chain; as jk_store_put_notice(). */
enum jk_status jk_store_put_chain(struct jk_store *, const struct jk_act *,
                                  const struct jk_chain_row *, struct jk_error *);
/** Put a conflict's newest revision; as jk_store_put_notice(). */
enum jk_status jk_store_put_conflict(struct jk_store *, const struct jk_act *,
                                     const struct jk_conflict_row *, struct jk_error *);
/** Put an alert behind the last of its inbox (S3); as jk_store_put_notice(). */
enum jk_status jk_store_put_alert(struct jk_store *, const struct jk_act *,
                                  const struct jk_alert_row *, struct jk_error *);
/** Put an account, new or changed; as jk_store_put_notice(). */
enum jk_status jk_store_put_account(struct jk_store *, const struct jk_act *,
                                    const struct jk_account_row *, struct jk_error *);
/** Put an official's act; as jk_store_put_notice(). */
enum jk_status jk_store_put_decision(struct jk_store *, const struct jk_act *,
                                     const struct jk_decision_row *, struct jk_error *);
/** Put what an approval was based on; sealed under the main's key, as jk_store_put_notice(). */
enum jk_status jk_store_put_certificate(struct jk_store *, const struct jk_act *,
                                        const struct jk_certificate_row *, struct jk_error *);
/** Put what an agency says of a conflict; as jk_store_put_notice(). */
enum jk_status jk_store_put_opinion(struct jk_store *, const struct jk_act *,
                                    const struct jk_opinion_row *, struct jk_error *);
/** Put whether somebody took notice of a conflict; as jk_store_put_notice(). */
enum jk_status jk_store_put_escalation(struct jk_store *, const struct jk_act *,
                                       const struct jk_escalation_row *, struct jk_error *);
/** Put that the wall clock was set; as jk_store_put_notice(). */
enum jk_status jk_store_put_clock(struct jk_store *, const struct jk_act *,
                                  const struct jk_clock_row *, struct jk_error *);
/** Put how and how long an account may come in; as jk_store_put_notice(). */
enum jk_status jk_store_put_access(struct jk_store *, const struct jk_act *,
                                   const struct jk_access_row *, struct jk_error *);
/** Put a further token of an account, new or changed; as jk_store_put_notice(). */
enum jk_status jk_store_put_token(struct jk_store *, const struct jk_act *,
                                  const struct jk_token_row *, struct jk_error *);
/** Put a subscription: a new one with its secret, or one that is removed (its secret is destroyed,
 * in the file too, as jk_store_erase() does with keys); as jk_store_put_notice(). */
enum jk_status jk_store_put_subscription(struct jk_store *, const struct jk_act *,
                                         const struct jk_subscription_row *, struct jk_error *);
/** Put a draft. With its bytes goes its key, in the file too, as jk_store_erase() does; as
 * jk_store_put_notice(). */
enum jk_status jk_store_put_draft(struct jk_store *, const struct jk_act *,
                                  const struct jk_draft_row *, struct jk_error *);
/** Put a letter: its hash is journalled, the file takes the place of an earlier one of the notice;
 * as jk_store_put_notice(). */
enum jk_status jk_store_put_attachment(struct jk_store *, const struct jk_act *,
                                       const struct jk_attachment_row *, struct jk_error *);
/** Put a proposal of other times, or its answer; as jk_store_put_notice(). */
enum jk_status jk_store_put_retime(struct jk_store *, const struct jk_act *,
                                   const struct jk_retime_row *, struct jk_error *);
/** Put a field report, or its confirmation; as jk_store_put_notice(). */
enum jk_status jk_store_put_report(struct jk_store *, const struct jk_act *,
                                   const struct jk_report_row *, struct jk_error *);
/** Put what a calendar client calls the resource of a notice; as jk_store_put_notice(). */
enum jk_status jk_store_put_name(struct jk_store *, const struct jk_act *,
                                 const struct jk_name_row *, struct jk_error *);
/** Note the time; `act->time_s` is all it says. */
enum jk_status jk_store_put_tick(struct jk_store *, const struct jk_act *, struct jk_error *);
/** Note which pack is judged by: its id and hash. */
enum jk_status jk_store_put_pack(struct jk_store *, const struct jk_act *, const char *id,
                                 const char *hash, struct jk_error *);

/** Destroy the key of a notice and journal that it happened. Bytes read back empty afterwards.
 *
 * The commit also empties the write-ahead log, so that the key is in no file of the store; while a
 * reader hinders that, every later commit tries again. A UID filed anew gets a new key.
 *
 * @param basis  why, journalled
 * @return JK_OK; JK_NONE when there is no such notice or it is erased already */
enum jk_status jk_store_erase(struct jk_store *, const struct jk_act *, const char *uid,
                              const char *basis, struct jk_error *);

/** Called for each row; a status other than JK_OK ends the walk and is returned. */
typedef enum jk_status jk_notice_each(void *ctx, const struct jk_notice_row *row);
typedef enum jk_status jk_chain_each(void *ctx, const struct jk_chain_row *row);
typedef enum jk_status jk_conflict_each(void *ctx, const struct jk_conflict_row *row);
typedef enum jk_status jk_alert_each(void *ctx, const struct jk_alert_row *row);
typedef enum jk_status jk_account_each(void *ctx, const struct jk_account_row *row);
/** Without the document. */
typedef enum jk_status jk_certificate_each(void *ctx, const struct jk_certificate_row *row);
typedef enum jk_status jk_subscription_each(void *ctx, const struct jk_subscription_row *row);
typedef enum jk_status jk_draft_each(void *ctx, const struct jk_draft_row *row);
typedef enum jk_status jk_opinion_each(void *ctx, const struct jk_opinion_row *row);
typedef enum jk_status jk_escalation_each(void *ctx, const struct jk_escalation_row *row);
typedef enum jk_status jk_clock_each(void *ctx, const struct jk_clock_row *row);
typedef enum jk_status jk_access_each(void *ctx, const struct jk_access_row *row);
typedef enum jk_status jk_token_each(void *ctx, const struct jk_token_row *row);
typedef enum jk_status jk_decision_each(void *ctx, const struct jk_decision_row *row);
typedef enum jk_status jk_report_each(void *ctx, const struct jk_report_row *row);
/** Without the file. */
typedef enum jk_status jk_attachment_each(void *ctx, const struct jk_attachment_row *row);
typedef enum jk_status jk_retime_each(void *ctx, const struct jk_retime_row *row);

typedef enum jk_status jk_name_each(void *ctx, const struct jk_name_row *row);
typedef enum jk_status jk_change_each(void *ctx, const struct jk_change_row *row);

/** Walk a table: notices and chains in the order of their first entry, conflicts by id. Walks of
 * different tables may be inside each other; of the same table: JK_BUSY. */
enum jk_status jk_store_each_notice(struct jk_store *, jk_notice_each *, void *ctx,
                                    struct jk_error *);
enum jk_status jk_store_each_chain(struct jk_store *, jk_chain_each *, void *ctx,
                                   struct jk_error *);
enum jk_status jk_store_each_conflict(struct jk_store *, jk_conflict_each *, void *ctx,
                                      struct jk_error *);
enum jk_status jk_store_each_account(struct jk_store *, jk_account_each *, void *ctx,
                                     struct jk_error *);
/** How and how long accounts may come in, by account. */
enum jk_status jk_store_each_access(struct jk_store *, jk_access_each *, void *ctx,
                                    struct jk_error *);
/** Further tokens of all accounts, revoked ones too, in the order they were made. */
enum jk_status jk_store_each_token(struct jk_store *, jk_token_each *, void *ctx,
                                   struct jk_error *);
/** Decisions of one chain, proposals of other times and their answers among them, oldest first. */
enum jk_status jk_store_each_decision(struct jk_store *, const char *chain, jk_decision_each *,
                                      void *ctx, struct jk_error *);
/** Proposals of other times and their answers, of all chains, oldest first. */
enum jk_status jk_store_each_retime(struct jk_store *, jk_retime_each *, void *ctx,
                                    struct jk_error *);
/** Letters, oldest first; the last one of a notice is the one whose file is kept. */
enum jk_status jk_store_each_attachment(struct jk_store *, jk_attachment_each *, void *ctx,
                                        struct jk_error *);
/** The file of a notice's letter. Appends. @return JK_OK; JK_NONE where there is none, or it was
 * erased; JK_CORRUPT; JK_IO; JK_MEMORY */
enum jk_status jk_store_find_attachment(struct jk_store *, const char *uid, struct jk_buf *bytes,
                                        struct jk_error *);
/** Field reports and their confirmations, oldest first. */
enum jk_status jk_store_each_report(struct jk_store *, jk_report_each *, void *ctx,
                                    struct jk_error *);
/** What agencies said, by conflict. */
enum jk_status jk_store_each_opinion(struct jk_store *, jk_opinion_each *, void *ctx,
                                     struct jk_error *);
/** Who took notice of conflicts, by conflict. */
enum jk_status jk_store_each_escalation(struct jk_store *, jk_escalation_each *, void *ctx,
                                        struct jk_error *);
/** When the wall clock was set, oldest first. */
enum jk_status jk_store_each_clock(struct jk_store *, jk_clock_each *, void *ctx,
                                   struct jk_error *);
/** Subscriptions with their secrets, removed ones too, oldest first. */
enum jk_status jk_store_each_subscription(struct jk_store *, jk_subscription_each *, void *ctx,
                                          struct jk_error *);
/** Drafts, those that have ended too (without bytes), oldest first. */
enum jk_status jk_store_each_draft(struct jk_store *, jk_draft_each *, void *ctx,
                                   struct jk_error *);
/** Certificates of all chains, oldest first, without their documents. */
enum jk_status jk_store_each_certificate(struct jk_store *, jk_certificate_each *, void *ctx,
                                         struct jk_error *);
/** The document of a chain's newest certificate. Appends. @return JK_OK; JK_NONE when there is none
 * or its key was destroyed; JK_CORRUPT; JK_IO; JK_MEMORY */
enum jk_status jk_store_find_certificate(struct jk_store *, const char *chain,
                                         struct jk_buf *document, struct jk_error *);
/** Alerts of one account with an index above `after`, ascending, at most `limit`. */
enum jk_status jk_store_each_alert(struct jk_store *, const char *account, uint64_t after,
                                   unsigned limit, jk_alert_each *, void *ctx, struct jk_error *);
/** Alerts of one account about one conflict, with a revision of at most `revision`, ascending. */
enum jk_status jk_store_each_alert_of(struct jk_store *, const char *account, const char *conflict,
                                      uint32_t revision, jk_alert_each *, void *ctx,
                                      struct jk_error *);
/** The newest alert of one account about each conflict, with an empty payload. */
enum jk_status jk_store_each_last_alert(struct jk_store *, const char *account, jk_alert_each *,
                                        void *ctx, struct jk_error *);

/** Names of resources in the order they were given: where two notices have one, the last counts. */
enum jk_status jk_store_each_name(struct jk_store *, jk_name_each *, void *ctx, struct jk_error *);
/** Every entry of the journal that changed a notice, a chain or a conflict, ascending. */
enum jk_status jk_store_each_change(struct jk_store *, jk_change_each *, void *ctx,
                                    struct jk_error *);
/** The hash of one entry of the journal. @return JK_OK; JK_NONE no such entry; JK_IO */
enum jk_status jk_store_hash_of(struct jk_store *, uint64_t seq, uint8_t hash[32],
                                struct jk_error *);

/** When the newest entry of the journal was written, UTC seconds; INT64_MIN: there is none. */
int64_t jk_store_newest_s(struct jk_store *);
/** Was the pack of that hash the last that was judged by? */
bool jk_store_judged_by(struct jk_store *, const char *hash);

/** The number of the journal's newest entry, those of an open transaction included; 0: none. */
uint64_t jk_store_last_entry(const struct jk_store *);

/** The newest index in an account's inbox, 0 when it is empty. */
uint64_t jk_store_last_alert(struct jk_store *, const char *account);

/** The per-store random salt (32 bytes), made once; borrowed until close. */
const uint8_t *jk_store_salt(struct jk_store *);

/** The journal's end: how many entries and the hash of the last (32 bytes, zero when empty). */
uint64_t jk_store_journal_end(struct jk_store *, uint8_t hash[32]);

/** The hash of one entry, and the salt; reads only, the daemon may be running.
 *
 * @param seq           its number; 0: the last one
 * @param[out] entries  the number of the entry told
 * @return JK_OK; JK_NONE no such file, or no such entry in it; JK_CORRUPT when it is no store of
 *         this program's version; JK_IO */
enum jk_status jk_store_peek(const char *path, uint64_t seq, uint8_t salt[32], uint64_t *entries,
                             uint8_t hash[32], struct jk_error *err);

/** What replay found. */
struct jk_replay {
    uint64_t entries;     /**< read and verified */
    uint64_t rows;        /**< compared, over all tables */
    uint64_t differences; /**< rows that differ between tables and journal */
    char first[160];      /**< the first difference or break of the chain, for a person; else "" */
};

/** Verify the hash chain and rebuild every table from the journal beside the stored ones; compare.
 * Also that each notice's key opens its bytes, or was destroyed by an erasure, and that inboxes
 * have no gaps. Reads only, from one snapshot; the daemon may be running. Entries that were cut off
 * the end together with their rows cannot be missed from the file alone: compare
 * jk_store_journal_end() with one kept elsewhere.
 *
 * @return JK_OK when all agree; JK_CORRUPT with out->first filled, or when it is no store of this
 *         program's version; JK_IO; JK_NONE no such file */
enum jk_status jk_store_replay(const char *path, struct jk_replay *out, struct jk_error *err);
#endif
