/* daemon/store/store_internal.h: what the files of the store share. */
#ifndef DAEMON_STORE_STORE_INTERNAL_H
#define DAEMON_STORE_STORE_INTERNAL_H
#include <sqlite3.h>
#include "daemon/store/group.h"
#include "daemon/store/kinds/fold.h"
#include "jarak/base/arena.h"
#include "jarak/store/store.h"

#define BUSY_MS 2000 /* for tools that hold the file a moment; a rival writer meets the lock */

/* The statements of the store itself; those of the folds are in struct folds. */
enum statement {
    ST_BEGIN,
    ST_COMMIT,
    ST_ROLLBACK,
    ST_APPEND,
    ST_KEY_GET,
    ST_KEY_PUT,
    ST_KEY_DROP,
    ST_SECRET_PUT,
    ST_SECRET_DROP,
    ST_FILE_PUT,
    ST_FILE_DROP,
    ST_SNAPSHOT_GET,
    ST_SNAPSHOT_PUT,
    ST_SNAPSHOT_DROP,
    ST_ACCOUNTS_CHANGED,
    ST_PUBLIC_CHANGED,
    ST_NOTICES,
    ST_LAST_ALERT,
    ST_LAST_PACK,
    ST_NEWEST,
    ST_END
};

/* The queries of each.c. Those below JK_ENTRY_END walk the table of the kind of that number. */
enum walk {
    WALK_HISTORY = JK_ENTRY_END,
    WALK_NOTICE_OF,
    WALK_CHAIN_OF,
    WALK_CONFLICT_OF,
    WALK_ALERTS,
    WALK_ALERTS_OF,
    WALK_ALERTS_LAST,
    WALK_CERTIFICATE_OF,
    WALK_LETTER_OF,
    WALK_CHANGES,
    WALK_HASH_OF,
    WALK_ENTRIES,
    WALK_TRAIL,
    WALK_TIME_OF,
    WALK_END
};

#define STORE_FILE "jarakd.db" /* unless it is kept elsewhere */

#define COLUMNS_MAX 20 /* of a query */

/* Which column of a query fills which member of a row. */
struct reader {
    const struct kind *kind;                 /* null: its columns are no row's */
    const struct field *fields[COLUMNS_MAX]; /* by column; null: none */
    int columns;
    int key; /* column of the key that opens what is sealed; -1: there is none */
};

/* Where a group becomes durable before it does in the file; one way for all that is written. */
struct upstream {
    void *ctx;
    /* May groups be sent now? JK_BUSY with the reason. */
    enum jk_status (*may)(void *ctx, struct jk_error *err);
    /* What stands of the open group is final: it may be sent while the rest is decided on. Waits
     * for nothing. The rows are borrowed until the group was committed or forgotten. */
    void (*ahead)(void *ctx, const struct group *so_far);
    /* The group is given up; its rows are not borrowed any more. */
    void (*forget)(void *ctx);
    /* Begin to make one durable there. Its rows are borrowed until hear(). @return JK_OK; JK_BUSY
     */
    enum jk_status (*send)(void *ctx, const struct group *group, struct jk_error *err);
    /* Wait until that one is. @return JK_OK; JK_BUSY nobody knows, or nothing was written; JK_FULL;
     * JK_IO it is refused */
    enum jk_status (*hear)(void *ctx, struct jk_error *err);
    /* The file could not keep what was durable there: it ends as it did before, and is to follow.
     */
    void (*missed)(void *ctx, const struct tip *end);
};

/* stage.c: what the open transaction has written, for upstream. */
struct stage {
    struct jk_arena arena;
    struct group group;
    size_t ahead; /* entries that upstream was told of before the commit */
};

struct jk_store {
    sqlite3 *db;
    int lock_fd; /* held while this process writes; -1 for :memory: */
    struct folds folds;
    sqlite3_stmt *statements[ST_END];
    sqlite3_stmt *walks[WALK_END];
    struct reader readers[WALK_END];
    struct reader answers; /* of WALK_HISTORY too: its columns as a proposal of times */
    uint8_t salt[32];
    struct tip tip, begun;
    bool in_transaction;
    bool marked_open;      /* its file says that it is open (log_mark.c) */
    enum jk_status failed; /* why a write did not work; then nothing may be put or committed (J4) */
    struct jk_buf payload; /* of the entry under way; its room is used again by the next */
    bool (*look)(void *ctx); /* is told while much is read, or null */
    void *look_ctx;
    bool log_has_keys;        /* a key was destroyed; the write-ahead log may still hold it (S2) */
    struct upstream upstream; /* no ctx: the file is all there is */
    struct stage stage;
};

/* schema.c */

/* The version of a database, 0 for an empty one; changes nothing. JK_CORRUPT when it is newer than
 * this program or not ours. */
enum jk_status store_schema_check(sqlite3 *db, size_t *version, struct jk_error *err);
/* True for the version this program writes. */
bool store_schema_is_newest(size_t version);
/* Bring a database to the newest schema; errors as of store_schema_check(). */
enum jk_status store_schema_prepare(sqlite3 *db, struct jk_error *err);

/* store.c */

/* The name by which errors call a file, without its folder; STORE_FILE where it has none. Borrowed
 * from the database. */
const char *store_file_name(sqlite3 *db);

/* Turns SQLite's code into a status; fills err for anything but JK_OK, in the words for a change.
 */
enum jk_status store_status(sqlite3 *db, int rc, struct jk_error *err);
/* Likewise of what was only read: whoever asks has changed nothing that could be lost. */
enum jk_status store_read_status(sqlite3 *db, int rc, struct jk_error *err);
/* Run statements without results. */
enum jk_status store_run(sqlite3 *db, const char *sql, struct jk_error *err);

/* Run a statement that has no rows, with what is bound to it. @return an SQLite code */
int store_step(struct jk_store *store, enum statement statement);
/* JK_OK when a row may be put; JK_STATE outside a transaction, else why an earlier write failed. */
enum jk_status store_writable(struct jk_store *store, struct jk_error *err);
/* store_status() of a write, remembered until rollback. */
enum jk_status store_wrote(struct jk_store *store, int rc, struct jk_error *err);

/* Commit what upstream has, or need not have. Rolled back where that fails. */
enum jk_status store_commit_here(struct jk_store *store, struct jk_error *err);
/* Open a file that follows a journal kept elsewhere, making it with that salt if it is not there;
 * null: with its own.
 * Its last transactions may be lost with power, never its order: they come again.
 * @return as of jk_store_open(); JK_STALE: it is of another salt */
enum jk_status store_open_following(const char *path, const uint8_t salt[32], struct jk_store **out,
                                    struct jk_error *err);

/* From here on pages are written where they belong, and flushed by nobody: a process that dies
 * meanwhile leaves no database, and a transaction that fails cannot be undone. */
enum jk_status store_log_leave(struct jk_store *store, struct jk_error *err);
/* As before that; all that was written is flushed. */
enum jk_status store_log_return(struct jk_store *store, struct jk_error *err);

/* A store on a database in memory that has all tables and the salt; it is the store's then. Without
 * a lock: nobody else can write it. On failure the database is closed. */
enum jk_status store_adopt(sqlite3 *db, struct jk_store **out, struct jk_error *err);

/* stage.c; without upstream they do nothing, and say JK_OK */

/* Nothing is staged any more. */
void store_stage_reset(struct jk_store *store);
/* Nobody upstream may look at it any more; before store_stage_reset() of what is rolled back. */
void store_stage_forget(struct jk_store *store);
/* Copy an entry. JK_MEMORY. */
enum jk_status store_stage_entry(struct jk_store *store, const struct entry *entry,
                                 const uint8_t hash[JK_DIGEST_LEN]);
/* Copy a row beside the journal. JK_MEMORY. */
enum jk_status store_stage_side(struct jk_store *store, const struct side *side);
/* Free what is staged. */
void store_stage_clear(struct jk_store *store);

/* apply.c: fold entries of another process, and write what lies beside them, in one transaction.
 * JK_CORRUPT: they do not follow, or are not as the chain says; then nothing is written. */
enum jk_status store_apply(struct jk_store *store, const struct group *group, struct jk_error *err);

/* sides.c: the tables beside the journal */

/* Write a row, or destroy it, in the open transaction. Of a key or a secret that is destroyed the
 * log is emptied behind the commit. @return an SQLite code */
int store_side_write(struct jk_store *store, const struct side *side);
/* The same, staged too, as of the entry that is appended next; a failure is remembered. */
enum jk_status store_side_put(struct jk_store *store, enum side_of of, const char *name,
                              struct jk_span bytes, struct jk_error *err);
enum jk_status store_side_drop(struct jk_store *store, enum side_of of, const char *name,
                               struct jk_error *err);

/* log_mark.c */

/* JK_CORRUPT when the file was open and its write-ahead log is not there. Before SQLite opens it.
 */
enum jk_status store_log_check(const char *path, struct jk_error *err);
/* Say in the file that it is open. On a full disk it does not say so, and a start goes on. */
void store_log_mark(struct jk_store *store);
/* Take it back, before the last connection closes. */
void store_log_unmark(struct jk_store *store);

/* replay.c */

/* Columns of a query whose rows are entries. */
#define STORE_ENTRY "seq, time_s, actor, kind, version, payload, hash"
/* A store of this version, and one snapshot of it: it may be written meanwhile. Reads only. To be
 * closed on failure too. */
enum jk_status store_reader_open(const char *path, sqlite3 **stored, struct jk_error *err);
/* The same for a store of any version that this program knows. */
enum jk_status store_snapshot_open(const char *path, sqlite3 **stored, struct jk_error *err);
/* Salt, and number and hash of an entry. @param seq 0: the last one. @return JK_NONE none of that
 * number, then there is no more than the salt */
enum jk_status store_mark_of(sqlite3 *stored, uint64_t seq, struct jk_journal_mark *out,
                             struct jk_error *err);
/* Check J1 to J3 for one entry and fold it if they hold. @param tip  moves to it
 * @return SQLITE_OK, also where it differs; what kept it from being folded otherwise: memory, disk
 */
int store_replay_entry(sqlite3_stmt *st, struct folds *folds, struct tip *tip,
                       struct jk_replay *out);

/* walk.c */

/* Prepare the queries. @return an SQLite code */
int store_walks_open(struct jk_store *store);
/* Finalize the queries. */
void store_walks_close(struct jk_store *store);
/* Bytes as they were put; nothing for none. JK_CORRUPT when the key is not theirs. */
enum jk_status store_open_bytes(struct jk_span key, const char *uid, struct jk_span sealed,
                                struct jk_buf *out);

/* journal.c */

/* Write an entry into its table. @return an SQLite code */
int store_journal_write(struct jk_store *store, const struct entry *entry,
                        const uint8_t hash[JK_DIGEST_LEN]);

/* One entry's link: SHA-256(previous hash, every field, length-prefixed). */
void store_journal_hash(const uint8_t previous[JK_DIGEST_LEN], const struct entry *entry,
                        uint8_t out[JK_DIGEST_LEN]);
/* The first field of a payload: the key of its row. @return JK_OK; JK_CORRUPT it is cut */
enum jk_status store_first_field(struct jk_span payload, struct jk_span *out);
/* Append an entry and fold it. */
enum jk_status store_journal_append(struct jk_store *store, const struct jk_act *act,
                                    enum jk_entry_kind kind, const struct value *values,
                                    struct jk_error *err);
/* The last entry's number and hash. */
enum jk_status store_journal_tip(sqlite3 *db, struct tip *tip, struct jk_error *err);
#endif
