/* Opening, transactions and failures of the store.
 *
 * One process writes: a lock on a file of its own keeps a second daemon out, while readers (replay)
 * use SQLite's own locks. The file is made 0600 before SQLite sees it, since it holds keys. A
 * transaction is a group of commands; a commit makes all of them durable with one flush, or none.
 *
 * The invariant is that a failure sticks. Any put that fails sets `failed`; every later put and the
 * commit fail alike until rollback, so half a change cannot become durable. The tip of the chain is
 * remembered at begin, because SQLite undoes tables but not our memory.
 *
 * A destroyed key may still stand in the write-ahead log: after a commit that dropped one, and when
 * opening, the log is truncated; where a reader hinders it, the next commit tries again. */
#include "daemon/store/store_internal.h"
#include "jarak/store/copy.h"
#include "jarak/model/texts.h"
#include "jarak/store/texts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>
#include "jarak/base/heap.h"
#include "jarak/base/log.h"
#include "jarak/base/random.h"

/* A group of 32 notices dirties some 130 pages, many at random (conflict ids are digests). With 16
 * MiB of cache and a log of 4,000 pages instead of 1,000 the same page is written back less often:
 * 20 to 25 % more notices a second (tests/bench/commit.c), and the log stays below 17 MB. */
#define TUNING "PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4000;"

#define LOOK_STEPS 1000 /* of SQLite's machine: a fraction of a millisecond */

static const char *const statement_texts[ST_END] = {
    [ST_BEGIN] = "BEGIN IMMEDIATE",
    [ST_COMMIT] = "COMMIT",
    [ST_ROLLBACK] = "ROLLBACK",
    [ST_APPEND] = ("INSERT INTO journal (seq, time_s, actor, kind, version, payload, hash)"
                   " VALUES (:seq, :time_s, :actor, :kind, :version, :payload, :hash)"),
    [ST_KEY_GET] = "SELECT key FROM keys WHERE uid = :uid",
    [ST_KEY_PUT] = "INSERT INTO keys (uid, key) VALUES (:uid, :key)",
    [ST_KEY_DROP] = "DELETE FROM keys WHERE uid = :uid",
    [ST_SECRET_PUT] = "INSERT INTO secrets (id, secret) VALUES (:id, :secret)",
    [ST_SECRET_DROP] = "DELETE FROM secrets WHERE id = :id",
    [ST_FILE_PUT] = "INSERT OR REPLACE INTO files (uid, sealed) VALUES (:uid, :sealed)",
    [ST_FILE_DROP] = "DELETE FROM files WHERE uid = :uid",
    [ST_SNAPSHOT_GET] = "SELECT value FROM meta WHERE name = 'snapshot'",
    [ST_SNAPSHOT_PUT] = "INSERT INTO meta (name, value) VALUES ('snapshot', :key)",
    [ST_SNAPSHOT_DROP] = "DELETE FROM meta WHERE name = 'snapshot'",
    [ST_ACCOUNTS_CHANGED] =
        "SELECT 1 FROM journal WHERE seq > :after AND kind IN (5, 12, 31) LIMIT 1",
    [ST_PUBLIC_CHANGED] =
        "SELECT 1 FROM journal WHERE seq > :after AND kind IN (9, 27, 28) LIMIT 1",
    [ST_NOTICES] = "SELECT count(*) FROM notices",
    [ST_LAST_ALERT] = "SELECT coalesce(max(number), 0) FROM alerts WHERE account = :account",
    [ST_LAST_PACK] = "SELECT hash FROM packs ORDER BY seq DESC LIMIT 1",
    [ST_NEWEST] = "SELECT time_s FROM journal ORDER BY seq DESC LIMIT 1",
};

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

const char *store_file_name(sqlite3 *db)
{
    const char *path = db ? sqlite3_db_filename(db, NULL) : NULL;

    return path && path[0] ? name_of(path) : STORE_FILE;
}

/* Codes are told apart by what a caller can do: make room, wait, try again, or call for help. A
 * broken constraint is our own mistake or someone else's hand in the file. */
static enum jk_status status_of(int rc)
{
    switch (rc & 0xff) {
    case SQLITE_OK:
    case SQLITE_DONE:
    case SQLITE_ROW:
        return JK_OK;
    case SQLITE_FULL:
        return JK_FULL;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return JK_BUSY;
    case SQLITE_NOMEM:
        return JK_MEMORY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CONSTRAINT:
        return JK_CORRUPT;
    default:
        return JK_IO;
    }
}

static enum jk_status tell_status(sqlite3 *db, int rc, const struct jk_text *text,
                                  struct jk_error *err)
{
    const enum jk_status status = status_of(rc);

    return status == JK_OK ? JK_OK
                           : jk_fail(err, status, text, store_file_name(db), "%s",
                                     db ? sqlite3_errmsg(db) : sqlite3_errstr(rc));
}

enum jk_status store_status(sqlite3 *db, int rc, struct jk_error *err)
{
    return tell_status(db, rc, JK_TEXT_NOT_STORED, err);
}

enum jk_status store_read_status(sqlite3 *db, int rc, struct jk_error *err)
{
    return tell_status(db, rc, JK_TEXT_STORE_READ, err);
}

enum jk_status store_run(sqlite3 *db, const char *sql, struct jk_error *err)
{
    return store_status(db, sqlite3_exec(db, sql, NULL, NULL, NULL), err);
}

int store_step(struct jk_store *store, enum statement statement)
{
    int rc = sqlite3_step(store->statements[statement]);

    sqlite3_reset(store->statements[statement]);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

enum jk_status store_writable(struct jk_store *store, struct jk_error *err)
{
    if (!store->in_transaction)
        return jk_fail(err, JK_STATE, JK_TEXT_STORE_NO_GROUP, "store", "%s", "");
    /* After some errors (disk full, a failed read) SQLite rolls the whole transaction back by
     * itself; a put would then be durable alone, on a number that the journal lacks. */
    if (store->failed == JK_OK && sqlite3_get_autocommit(store->db))
        store->failed = JK_IO;
    if (store->failed != JK_OK)
        return jk_fail(err, store->failed, JK_TEXT_NOT_STORED, store_file_name(store->db), "%s",
                       jk_status_name(store->failed));
    return JK_OK;
}

enum jk_status store_wrote(struct jk_store *store, int rc, struct jk_error *err)
{
    enum jk_status status = store_status(store->db, rc, err);

    if (status != JK_OK)
        store->failed = status;
    return status;
}

/* One writer: the lock is on a file of its own, so that readers (replay) are not kept out. */
static enum jk_status lock_writer(struct jk_store *store, const char *path, struct jk_error *err)
{
    char *lock = sqlite3_mprintf("%s.lock", path);
    enum jk_status rc = JK_OK;

    store->lock_fd = lock ? open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600) : -1;
    if (store->lock_fd < 0)
        rc = jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, name_of(path), "%s", strerror(errno));
    else if (flock(store->lock_fd, LOCK_EX | LOCK_NB) != 0)
        rc = jk_fail(err, JK_BUSY, JK_TEXT_STORE_LOCKED, name_of(path), "%s", path);
    sqlite3_free(lock);
    return rc;
}

/* The file holds keys: SQLite would make it readable for all, and gives its log the same mode. */
static enum jk_status make_private(const char *path, struct jk_error *err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    if (fd < 0)
        return jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, name_of(path), "%s", strerror(errno));
    close(fd);
    return JK_OK;
}

/* SQLite keeps another mode without an error where a file system has no shared memory. */
static enum jk_status use_log(sqlite3 *db, const char *path, struct jk_error *err)
{
    sqlite3_stmt *st;
    int rc = sqlite3_prepare_v2(db, "PRAGMA journal_mode = WAL", -1, &st, NULL);
    bool in_use = false;

    if (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW)
        in_use = strcmp((const char *)sqlite3_column_text(st, 0), "wal") == 0;
    sqlite3_finalize(st);
    if (rc == SQLITE_ROW && !in_use && strcmp(path, ":memory:") != 0)
        return jk_fail(err, JK_IO, JK_TEXT_STORE_NO_LOG, name_of(path), "%s", path);
    return store_status(db, rc, err);
}

enum jk_status store_log_leave(struct jk_store *store, struct jk_error *err)
{
    return store_run(store->db, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", err);
}

enum jk_status store_log_return(struct jk_store *store, struct jk_error *err)
{
    enum jk_status rc = use_log(store->db, sqlite3_db_filename(store->db, "main"), err);
    sqlite3_file *file = NULL;

    if (rc == JK_OK)
        rc = store_run(store->db, "PRAGMA synchronous = NORMAL", err);
    if (rc == JK_OK)
        rc = store_status(store->db,
                          sqlite3_file_control(store->db, "main", SQLITE_FCNTL_FILE_POINTER, &file),
                          err);
    if (rc == JK_OK)
        rc = store_status(store->db, file->pMethods->xSync(file, SQLITE_SYNC_NORMAL), err);
    return rc;
}

/* Empty the write-ahead log, where a destroyed key may still stand. A reader can hinder it; then
 * the next commit tries again. Never waits: writers stand behind us. */
static void wipe_log(struct jk_store *store)
{
    sqlite3_busy_timeout(store->db, 0);
    if (sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) ==
        SQLITE_OK)
        store->log_has_keys = false;
    sqlite3_busy_timeout(store->db, BUSY_MS);
}

/* The salt is made with the store and never changes: ids of conflicts and of waiting requests hang
 * on it.
 * @param given  what it is to be where there is none; null: random */
static enum jk_status read_salt(struct jk_store *store, const uint8_t *given, struct jk_error *err)
{
    sqlite3_stmt *st;
    uint8_t fresh[sizeof store->salt];
    int rc =
        sqlite3_prepare_v2(store->db, "SELECT value FROM meta WHERE name = 'salt'", -1, &st, NULL);

    if (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW &&
        sqlite3_column_bytes(st, 0) == (int)sizeof store->salt) {
        memcpy(store->salt, sqlite3_column_blob(st, 0), sizeof store->salt);
        sqlite3_finalize(st);
        if (given && memcmp(given, store->salt, sizeof store->salt) != 0)
            return jk_fail(err, JK_STALE, JK_TEXT_STORE_FOREIGN, store_file_name(store->db), "%s",
                           "salt");
        return JK_OK;
    }
    sqlite3_finalize(st);
    if (rc != SQLITE_DONE)
        return store_status(store->db, rc, err);
    if (given)
        memcpy(fresh, given, sizeof fresh);
    else if (jk_random(fresh, sizeof fresh) != JK_OK)
        return jk_fail(err, JK_IO, JK_TEXT_NOT_STORED, "salt", "%s", "random");
    rc = sqlite3_prepare_v2(store->db, "INSERT INTO meta (name, value) VALUES ('salt', :salt)", -1,
                            &st, NULL);
    if (rc == SQLITE_OK &&
        (rc = sqlite3_bind_blob(st, 1, fresh, sizeof fresh, SQLITE_STATIC)) == SQLITE_OK)
        rc = sqlite3_step(st);
    sqlite3_finalize(st);
    memcpy(store->salt, fresh, sizeof fresh);
    return store_status(store->db, rc, err);
}

static enum jk_status prepare_all(struct jk_store *store, struct jk_error *err)
{
    int rc = store_folds_open(&store->folds, store->db);

    if (rc == SQLITE_OK)
        rc = store_walks_open(store);
    for (int i = 0; i < ST_END && rc == SQLITE_OK; i++)
        rc = sqlite3_prepare_v3(store->db, statement_texts[i], -1, SQLITE_PREPARE_PERSISTENT,
                                &store->statements[i], NULL);
    return store_status(store->db, rc, err);
}

/* How a file is opened. */
struct opening {
    const char *path;
    bool without_log;    /* what stood in a log that is lost is given up */
    bool follows;        /* a journal kept elsewhere: what is lost of the file is read again */
    const uint8_t *salt; /* of that journal; null: the file's own */
};

static enum jk_status open_database(struct jk_store *store, const struct opening *as,
                                    struct jk_error *err)
{
    const char *path = as->path;
    size_t version;
    enum jk_status rc;

    if (strcmp(path, ":memory:") != 0 &&
        ((rc = lock_writer(store, path, err)) != JK_OK || (rc = make_private(path, err)) != JK_OK ||
         (!as->without_log && (rc = store_log_check(path, err)) != JK_OK)))
        return rc;
    rc = store_status(NULL,
                      sqlite3_open_v2(path, &store->db,
                                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
                                          SQLITE_OPEN_NOMUTEX,
                                      NULL),
                      err);
    if (rc != JK_OK)
        return rc;
    sqlite3_busy_timeout(store->db, BUSY_MS);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL); /* none is ours */
    /* A file that is not ours stays as it is: it is looked at before anything is set. */
    if ((rc = store_schema_check(store->db, &version, err)) != JK_OK ||
        (rc = use_log(store->db, path, err)) != JK_OK ||
        (rc = store_run(store->db,
                        TUNING "PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;"
                               "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;",
                        err)) != JK_OK ||
        /* A step that a loss of power takes is taken again; whatever hangs on it is flushed behind
         * it in the same log. */
        (rc = store_schema_prepare(store->db, err)) != JK_OK ||
        (!as->follows && (rc = store_run(store->db, "PRAGMA synchronous = FULL", err)) != JK_OK) ||
        (rc = read_salt(store, as->salt, err)) != JK_OK || (rc = prepare_all(store, err)) != JK_OK)
        return rc;
    if (store->lock_fd >= 0 && !as->follows)
        store_log_mark(store);
    wipe_log(store); /* a crash may have left a destroyed key in it */
    return store_journal_tip(store->db, &store->tip, err);
}

static enum jk_status open_store(const struct opening *as, struct jk_store **out,
                                 struct jk_error *err)
{
    struct jk_store *store = jk_heap_zeroed(1, sizeof *store);
    enum jk_status rc;

    if (!store)
        return jk_no_memory(err);
    store->lock_fd = -1;
    rc = open_database(store, as, err);
    if (rc != JK_OK) {
        jk_store_close(store);
        return rc;
    }
    *out = store;
    return JK_OK;
}

enum jk_status jk_store_open(const char *path, struct jk_store **out, struct jk_error *err)
{
    return open_store(&(struct opening){ .path = path }, out, err);
}

enum jk_status jk_store_open_without_log(const char *path, struct jk_store **out,
                                         struct jk_error *err)
{
    return open_store(&(struct opening){ .path = path, .without_log = true }, out, err);
}

enum jk_status store_open_following(const char *path, const uint8_t salt[32], struct jk_store **out,
                                    struct jk_error *err)
{
    const struct opening as = { .path = path, .without_log = true, .follows = true, .salt = salt };

    return open_store(&as, out, err);
}

enum jk_status store_adopt(sqlite3 *db, struct jk_store **out, struct jk_error *err)
{
    struct jk_store *store = jk_heap_zeroed(1, sizeof *store);
    enum jk_status rc;

    if (!store) {
        sqlite3_close(db);
        return jk_no_memory(err);
    }
    store->lock_fd = -1;
    store->db = db;
    if ((rc = read_salt(store, NULL, err)) == JK_OK && (rc = prepare_all(store, err)) == JK_OK)
        rc = store_journal_tip(db, &store->tip, err);
    if (rc == JK_OK)
        *out = store;
    else
        jk_store_close(store);
    return rc;
}

static int on_progress(void *ctx)
{
    struct jk_store *store = ctx;

    return !store->look(store->look_ctx);
}

void jk_store_watch(struct jk_store *store, bool (*look)(void *ctx), void *ctx)
{
    store->look = look;
    store->look_ctx = ctx;
    sqlite3_progress_handler(store->db, LOOK_STEPS, look ? on_progress : NULL, store);
}

void jk_store_close(struct jk_store *store)
{
    if (!store)
        return;
    if (store->in_transaction)
        jk_store_rollback(store);
    store_folds_close(&store->folds);
    store_walks_close(store);
    for (int i = 0; i < ST_END; i++)
        sqlite3_finalize(store->statements[i]);
    store_log_unmark(store);
    sqlite3_close(store->db);
    jk_buf_clear(&store->payload);
    store_stage_clear(store);
    if (store->lock_fd >= 0)
        close(store->lock_fd); /* and with it the lock */
    free(store);
}

enum jk_status jk_store_begin(struct jk_store *store, struct jk_error *err)
{
    enum jk_status rc;

    if (store->in_transaction)
        return jk_fail(err, JK_STATE, JK_TEXT_STORE_IN_GROUP, "store", "%s", "");
    if (store->upstream.ctx && (rc = store->upstream.may(store->upstream.ctx, err)) != JK_OK)
        return rc;
    rc = store_status(store->db, store_step(store, ST_BEGIN), err);
    store->in_transaction = rc == JK_OK;
    store_stage_reset(store);
    store->failed = JK_OK;
    store->begun = store->tip;
    return rc;
}

enum jk_status store_commit_here(struct jk_store *store, struct jk_error *err)
{
    enum jk_status rc = store_wrote(store, store_step(store, ST_COMMIT), err);

    store_stage_reset(store);
    if (rc != JK_OK) {
        jk_store_rollback(store);
        return rc;
    }
    store->in_transaction = false;
    if (store->log_has_keys)
        wipe_log(store);
    return JK_OK;
}

/* While the server works the pages of the copy go to their log, where they count for nothing before
 * the commit behind them. What of that fails shows then. */
static enum jk_status commit_upstream(struct jk_store *store, struct jk_error *err)
{
    const struct upstream *up = &store->upstream;
    enum jk_status rc = up->send(up->ctx, &store->stage.group, err);

    if (rc != JK_OK)
        return rc;
    sqlite3_db_cacheflush(store->db);
    return up->hear(up->ctx, err);
}

enum jk_status jk_store_commit(struct jk_store *store, struct jk_error *err)
{
    const bool is_sent = store->upstream.ctx && store->stage.group.count > 0;
    enum jk_status rc = store_writable(store, err);

    if (rc == JK_OK && is_sent)
        rc = commit_upstream(store, err);
    if (rc != JK_OK) {
        jk_store_rollback(store);
        return rc;
    }
    rc = store_commit_here(store, err);
    if (rc == JK_OK || !is_sent)
        return rc;
    /* It is kept, but not where this daemon reads. */
    store->upstream.missed(store->upstream.ctx, &store->tip);
    jk_log(JK_LOG_ERROR, "copy-not-written reason=\"%s\"", err->value);
    return jk_fail(err, JK_BUSY, JK_TEXT_SHARED_UNSURE, "", "%s", "");
}

void jk_store_rollback(struct jk_store *store)
{
    if (!store->in_transaction)
        return;
    store_stage_forget(store);
    store_stage_reset(store);
    if (!sqlite3_get_autocommit(store->db))
        store_step(store, ST_ROLLBACK);
    store->tip = store->begun;
    store->in_transaction = false;
    store->failed = JK_OK;
}

const uint8_t *jk_store_salt(struct jk_store *store)
{
    return store->salt;
}

uint64_t jk_store_journal_end(struct jk_store *store, uint8_t hash[32])
{
    memcpy(hash, store->tip.hash, JK_DIGEST_LEN);
    return store->tip.seq;
}
