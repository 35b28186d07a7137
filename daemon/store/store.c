#include "daemon/store/store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>
#include "jarak/base/random.h"

static const char *const statement_texts[ST_END] = {
    [ST_APPEND] = ("INSERT INTO journal (seq, time_s, actor, kind, version, payload, hash)"
                   " VALUES (:seq, :time_s, :actor, :kind, :version, :payload, :hash)"),
    [ST_KEY_GET] = "SELECT key FROM keys WHERE uid = :uid",
    [ST_KEY_PUT] = "INSERT INTO keys (uid, key) VALUES (:uid, :key)",
    [ST_KEY_DROP] = "DELETE FROM keys WHERE uid = :uid",
    [ST_LAST_ALERT] = "SELECT coalesce(max(number), 0) FROM alerts WHERE account = :account",
};

enum jk_status store_status(sqlite3 *db, int rc, struct jk_error *err)
{
    enum jk_status status;

    switch (rc & 0xff) {
    case SQLITE_OK:
    case SQLITE_DONE:
    case SQLITE_ROW:
        return JK_OK;
    case SQLITE_FULL:
        status = JK_FULL;
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        status = JK_BUSY;
        break;
    case SQLITE_NOMEM:
        status = JK_MEMORY;
        break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CONSTRAINT:
        status = JK_CORRUPT;
        break;
    default:
        status = JK_IO;
    }
    return jk_fail(err, status, JK_TEXT_NOT_STORED, "jarakd.db", "%s",
                   db ? sqlite3_errmsg(db) : sqlite3_errstr(rc));
}

enum jk_status store_run(sqlite3 *db, const char *sql, struct jk_error *err)
{
    return store_status(db, sqlite3_exec(db, sql, NULL, NULL, NULL), err);
}

/* One writer: the lock is on a file of its own, so that readers (replay) are not kept out. */
static enum jk_status lock_writer(struct jk_store *store, const char *path, struct jk_error *err)
{
    char *lock = sqlite3_mprintf("%s.lock", path);
    enum jk_status rc = JK_OK;

    store->lock_fd = lock ? open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
    if (store->lock_fd < 0)
        rc = jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, "jarakd.db", "%s", strerror(errno));
    else if (flock(store->lock_fd, LOCK_EX | LOCK_NB) != 0)
        rc = jk_fail(err, JK_BUSY, JK_TEXT_STORE_LOCKED, "jarakd.db", "%s", path);
    sqlite3_free(lock);
    return rc;
}

static enum jk_status read_salt(struct jk_store *store, struct jk_error *err)
{
    sqlite3_stmt *st;
    uint8_t fresh[sizeof store->salt];
    int rc =
        sqlite3_prepare_v2(store->db, "SELECT value FROM meta WHERE name = 'salt'", -1, &st, NULL);

    if (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW &&
        sqlite3_column_bytes(st, 0) == (int)sizeof store->salt) {
        memcpy(store->salt, sqlite3_column_blob(st, 0), sizeof store->salt);
        sqlite3_finalize(st);
        return JK_OK;
    }
    sqlite3_finalize(st);
    if (rc != SQLITE_DONE)
        return store_status(store->db, rc, err);
    if (jk_random(fresh, sizeof fresh) != JK_OK)
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
    int rc = folds_open(&store->folds, store->db);

    for (int i = 0; i < ST_END && rc == SQLITE_OK; i++)
        rc = sqlite3_prepare_v3(store->db, statement_texts[i], -1, SQLITE_PREPARE_PERSISTENT,
                                &store->statements[i], NULL);
    return store_status(store->db, rc, err);
}

static enum jk_status open_database(struct jk_store *store, const char *path, struct jk_error *err)
{
    enum jk_status rc;

    if (strcmp(path, ":memory:") != 0 && (rc = lock_writer(store, path, err)) != JK_OK)
        return rc;
    rc = store_status(NULL,
                      sqlite3_open_v2(path, &store->db,
                                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
                                          SQLITE_OPEN_NOMUTEX,
                                      NULL),
                      err);
    if (rc != JK_OK)
        return rc;
    sqlite3_busy_timeout(store->db, 2000);
    if ((rc = store_run(store->db,
                        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                        "PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;",
                        err)) != JK_OK ||
        (rc = schema_prepare(store->db, err)) != JK_OK || (rc = read_salt(store, err)) != JK_OK ||
        (rc = prepare_all(store, err)) != JK_OK)
        return rc;
    return journal_tip(store->db, &store->tip, err);
}

enum jk_status jk_store_open(const char *path, struct jk_store **out, struct jk_error *err)
{
    struct jk_store *store = calloc(1, sizeof *store);
    enum jk_status rc;

    if (!store)
        return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "%s", "");
    store->lock_fd = -1;
    rc = open_database(store, path, err);
    if (rc != JK_OK) {
        jk_store_close(store);
        return rc;
    }
    *out = store;
    return JK_OK;
}

void jk_store_close(struct jk_store *store)
{
    if (!store)
        return;
    if (store->in_transaction)
        jk_store_rollback(store);
    folds_close(&store->folds);
    for (int i = 0; i < ST_END; i++)
        sqlite3_finalize(store->statements[i]);
    sqlite3_close(store->db);
    if (store->lock_fd >= 0)
        close(store->lock_fd); /* and with it the lock */
    free(store);
}

enum jk_status jk_store_begin(struct jk_store *store, struct jk_error *err)
{
    enum jk_status rc = store_run(store->db, "BEGIN IMMEDIATE", err);

    store->in_transaction = rc == JK_OK;
    store->begun = store->tip;
    return rc;
}

enum jk_status jk_store_commit(struct jk_store *store, struct jk_error *err)
{
    enum jk_status rc = store_run(store->db, "COMMIT", err);

    if (rc != JK_OK)
        jk_store_rollback(store);
    store->in_transaction = false;
    return rc;
}

void jk_store_rollback(struct jk_store *store)
{
    if (!sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    if (store->in_transaction)
        store->tip = store->begun;
    store->in_transaction = false;
}

enum jk_status jk_store_mark(struct jk_store *store, struct jk_error *err)
{
    store->marked = store->tip;
    return store_run(store->db, "SAVEPOINT command", err);
}

void jk_store_undo(struct jk_store *store)
{
    if (sqlite3_exec(store->db, "ROLLBACK TO command", NULL, NULL, NULL) == SQLITE_OK)
        store->tip = store->marked;
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
