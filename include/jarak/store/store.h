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
#include "jarak/store/kinds/rows.h"

struct jk_store;

/** Who acts, and when: part of every journal entry. */
struct jk_act {
    const char *actor; /**< account name, or "jarakd" */
    int64_t time_s;    /**< UTC */
};

/** Open the store, making it if it is not there. `path` ":memory:" keeps nothing.
 *
 * @param[out] out  given, close with jk_store_close()
 * @return JK_OK; JK_IO; JK_CORRUPT when it is not ours or of a newer schema, or was left open and
 *         has lost its write-ahead log (jarak/store/copy.h); JK_BUSY when another process writes
 *         it; JK_MEMORY */
enum jk_status jk_store_open(const char *path, struct jk_store **out, struct jk_error *err);

/** Let each refusal of memory to SQLite be noted (jarak/base/heap.h). Once, before anything of this
 * folder is opened.
 *
 * @return false: SQLite is in use already, and only its statuses tell */
bool jk_store_note_memory(void);

/** Close; an open transaction is rolled back. Null is allowed. */
void jk_store_close(struct jk_store *store);

/** Who is told, many times a second, while much is read: within long queries and between the pieces
 * of a snapshot. He may turn to anything but this store.
 *
 * @param look  @return false: give up; what is being read or written fails, mostly with JK_IO.
 * Null: nobody is told */
void jk_store_watch(struct jk_store *store, bool (*look)(void *ctx), void *ctx);

/** Begin a transaction. @return JK_OK; JK_STATE when one is open; JK_BUSY, also where another
 * daemon writes the journal (jarak/store/shared.h); JK_IO */
enum jk_status jk_store_begin(struct jk_store *store, struct jk_error *err);
/** Make everything since begin durable. Of a shared journal (jarak/store/shared.h): at its server,
 * which is waited for as a disk is, and for two seconds at most.
 *
 * @return JK_OK; JK_STATE when none is open; else it was rolled back: JK_FULL, JK_IO, or whatever a
 *         put failed with: half a change is never kept. JK_BUSY: nobody knows
 *         whether it is durable, or another daemon writes; what is durable comes back by
 *         jk_shared_follow() */
enum jk_status jk_store_commit(struct jk_store *store, struct jk_error *err);
/** Forget everything since begin. */
void jk_store_rollback(struct jk_store *store);

/** Put a row: append its entry and apply it. Only inside a transaction. One a kind of
 * JK_PUT_KINDS in jarak/store/kinds/rows.h:
 *
 *      enum jk_status jk_store_put_NAME(struct jk_store *, const struct jk_act *,
 *                                       const struct jk_NAME_row *, struct jk_error *);
 *
 * @return JK_OK; JK_STATE outside a transaction or when an alert's index is not the next one (then
 *         nothing was written); JK_FULL, JK_IO, JK_MEMORY (roll back: every put fails alike until
 *         then, and so does the commit)
 *
 * More than their entry have:
 *  notice, certificate  what is sealed lies under the key of the notice, or of the chain's main;
 *                       the key is made with the first of it
 *  alert                stands behind the last of its inbox (S3)
 *  letter               its hash is journalled; the file takes the place of an earlier one
 *  subscription         a new one comes with its secret; the secret of a removed one is destroyed,
 *                       in the file too, as jk_store_erase() does with keys
 *  draft                has a key of its own, and with its bytes goes the key, likewise */
#define JK_DECLARE_PUT(KIND, name)                                                       \
    enum jk_status jk_store_put_##name(struct jk_store *store, const struct jk_act *act, \
                                       const struct jk_##name##_row *row, struct jk_error *err);
JK_PUT_KINDS(JK_DECLARE_PUT)
#undef JK_DECLARE_PUT

/** Note the time; `act->time_s` is all it says. */
enum jk_status jk_store_put_tick(struct jk_store *, const struct jk_act *, struct jk_error *);
/** Note which pack is judged by: its id and hash. */
enum jk_status jk_store_put_pack(struct jk_store *, const struct jk_act *, const char *id,
                                 const char *hash, struct jk_error *);

/** Destroy the key of a notice, and that of snapshots (jarak/store/snapshot.h), and journal that it
 * happened. Bytes read back empty afterwards.
 *
 * The commit also empties the write-ahead log, so that the key is in no file of the store; while a
 * reader hinders that, every later commit tries again. A UID filed anew gets a new key.
 *
 * @param basis  why, journalled
 * @return JK_OK; JK_NONE when there is no such notice or it is erased already */
enum jk_status jk_store_erase(struct jk_store *, const struct jk_act *, const char *uid,
                              const char *basis, struct jk_error *);

/** Seal bytes of a notice that are kept in a file outside the store, under its key: they can be
 * opened until it is erased. Appends.
 *
 * @param place  what they are sealed for: which piece of which file
 * @return JK_OK; JK_NONE there is no such notice, or it is erased; JK_IO; JK_MEMORY */
enum jk_status jk_store_seal(struct jk_store *, const char *uid, struct jk_span place,
                             struct jk_span plain, struct jk_buf *out, struct jk_error *err);
/** Open them. Appends. @return as of jk_store_seal(); JK_CORRUPT it is not what was sealed there */
enum jk_status jk_store_unseal(struct jk_store *, const char *uid, struct jk_span place,
                               struct jk_span sealed, struct jk_buf *out, struct jk_error *err);

/** Walk a table, in the order that JK_WALKED_KINDS in jarak/store/kinds/rows.h tells for each kind:
 *
 *      typedef enum jk_status jk_NAME_each(void *ctx, const struct jk_NAME_row *row);
 *      enum jk_status jk_store_each_NAME(struct jk_store *, jk_NAME_each *, void *ctx,
 *                                        struct jk_error *);
 *
 * Called for each row; a status other than JK_OK ends the walk and is returned. Walks of different
 * tables may be inside each other; of the same table: JK_BUSY. Certificates come without their
 * documents and letters without their files; the last letter of a notice is the one whose file is
 * kept. Where two notices have one name of a resource, the last counts. */
#define JK_DECLARE_EACH(KIND, name)                                                                \
    typedef enum jk_status jk_##name##_each(void *ctx, const struct jk_##name##_row *row);         \
    enum jk_status jk_store_each_##name(struct jk_store *store, jk_##name##_each *each, void *ctx, \
                                        struct jk_error *err);
JK_WALKED_KINDS(JK_DECLARE_EACH)
#undef JK_DECLARE_EACH

/** As of jk_NAME_each(). */
typedef enum jk_status jk_alert_each(void *ctx, const struct jk_alert_row *row);
typedef enum jk_status jk_decision_each(void *ctx, const struct jk_decision_row *row);
typedef enum jk_status jk_change_each(void *ctx, const struct jk_change_row *row);

/** The row of one notice, chain or conflict, as the walk of all tells it; there is none: nothing is
 * told. */
enum jk_status jk_store_find_notice(struct jk_store *, const char *uid, jk_notice_each *, void *ctx,
                                    struct jk_error *);
enum jk_status jk_store_find_chain(struct jk_store *, const char *chain, jk_chain_each *, void *ctx,
                                   struct jk_error *);
enum jk_status jk_store_find_conflict(struct jk_store *, const char *id, jk_conflict_each *,
                                      void *ctx, struct jk_error *);

/** Decisions of one chain, proposals of other times and their answers among them, oldest first. */
enum jk_status jk_store_each_decision(struct jk_store *, const char *chain, jk_decision_each *,
                                      void *ctx, struct jk_error *);
/** The file of a notice's letter. Appends. @return JK_OK; JK_NONE where there is none, or it was
 * erased; JK_CORRUPT; JK_IO; JK_MEMORY */
enum jk_status jk_store_find_attachment(struct jk_store *, const char *uid, struct jk_buf *bytes,
                                        struct jk_error *);
/** The document of a chain's newest certificate. Appends. @return JK_OK; JK_NONE when there is none
 * or its key was destroyed; JK_CORRUPT; JK_IO; JK_MEMORY */
enum jk_status jk_store_find_certificate(struct jk_store *, const char *chain,
                                         struct jk_buf *document, struct jk_error *);
/** A page of an account's inbox. */
struct jk_alert_page {
    const char *account;
    uint64_t after; /**< alerts with an index above it ... */
    unsigned limit; /**< ... and no more than so many */
};
/** The alerts of a page, ascending. */
enum jk_status jk_store_each_alert(struct jk_store *, const struct jk_alert_page *page,
                                   jk_alert_each *, void *ctx, struct jk_error *);
/** Asks for the alerts of one conflict in one inbox. */
struct jk_alert_of {
    const char *account, *conflict;
    uint32_t revision; /**< at most; UINT32_MAX: of all */
};
/** Those alerts, ascending. */
enum jk_status jk_store_each_alert_of(struct jk_store *, const struct jk_alert_of *which,
                                      jk_alert_each *, void *ctx, struct jk_error *);
/** The newest alert of one account about each conflict, with an empty payload. */
enum jk_status jk_store_each_last_alert(struct jk_store *, const char *account, jk_alert_each *,
                                        void *ctx, struct jk_error *);

/** Every entry of the journal behind number `after` that changed a notice, a chain or a conflict,
 * ascending. */
enum jk_status jk_store_each_change(struct jk_store *, uint64_t after, jk_change_each *, void *ctx,
                                    struct jk_error *);
/** True when an entry behind number `after` made or changed an account; also where that could not
 * be read. */
bool jk_store_accounts_changed(struct jk_store *, uint64_t after);
/** True when an entry behind number `after` changed what the public is shown beside single chains:
 * something was erased, a paslon struck out or put in again, a policy stated; also where that could
 * not be read. */
bool jk_store_public_changed(struct jk_store *, uint64_t after);
/** How many notices there are, in whatever state; 0 also where that could not be read. */
uint64_t jk_store_notices(struct jk_store *);
/** The hash of one entry of the journal. @return JK_OK; JK_NONE no such entry; JK_IO */
enum jk_status jk_store_hash_of(struct jk_store *, uint64_t seq, uint8_t hash[32],
                                struct jk_error *);

/** How far the chain of entries was followed; all zeros at its beginning. */
struct jk_journal_place {
    uint64_t seq;
    uint8_t hash[32];
};
/** Follow it over the next `most` entries, those of an open group included.
 *
 * @param[in,out] place  moves to the last entry that is as the chain says
 * @param[out] read      how many there were; fewer than `most` where the journal ends, or `place`
 *                       stands before an entry that is not
 * @param[out] intact    false: the next entry has another number or hash than it must
 * @return JK_OK; JK_IO */
enum jk_status jk_store_follow(struct jk_store *, struct jk_journal_place *place, unsigned most,
                               unsigned *read, bool *intact, struct jk_error *);

/** When the newest entry of the journal was written, UTC seconds; INT64_MIN: there is none. */
int64_t jk_store_newest_s(struct jk_store *);

/** Was the pack of that hash the last that was judged by?
 *
 * @return JK_OK it was; JK_NONE it was another, or none; JK_MEMORY, JK_IO: nobody can say */
enum jk_status jk_store_judged_by(struct jk_store *, const char *hash, struct jk_error *);

/** The number of the journal's newest entry, those of an open transaction included; 0: none. */
uint64_t jk_store_last_entry(const struct jk_store *);

/** The newest index in an account's inbox.
 *
 * @param[out] last  0 when it is empty; left alone where that cannot be read
 * @return JK_OK; JK_MEMORY; JK_IO */
enum jk_status jk_store_last_alert(struct jk_store *, const char *account, uint64_t *last,
                                   struct jk_error *);

/** The per-store random salt (32 bytes), made once; borrowed until close. */
const uint8_t *jk_store_salt(struct jk_store *);

/** The journal's end: how many entries and the hash of the last (32 bytes, zero when empty). */
uint64_t jk_store_journal_end(struct jk_store *, uint8_t hash[32]);

/** An entry of a store's journal, as far as a checkpoint names it. */
struct jk_journal_mark {
    uint8_t salt[32]; /**< of the store */
    uint64_t entries; /**< the entry's number */
    uint8_t hash[32]; /**< of the entry */
    int64_t time_s;   /**< when it was written, UTC */
};

/** The mark of one entry; reads only, the daemon may be running.
 *
 * @param seq  its number; 0: the last one
 * @return JK_OK; JK_NONE no such file, or no such entry in it; JK_CORRUPT when it is no store of
 *         this program's version; JK_IO */
enum jk_status jk_store_peek(const char *path, uint64_t seq, struct jk_journal_mark *out,
                             struct jk_error *err);

/** The result of a replay. */
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
