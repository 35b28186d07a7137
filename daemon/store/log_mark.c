/* The mark of an open store: whether a file of it was copied without its write-ahead log.
 *
 * While a store is open its newest entries stand in the log beside it. A copy of the database alone
 * is whole, replays without a difference, and lacks them. So a store that is open says so in its
 * file (`open` in meta), and takes the mark back when it is closed and the log is folded in. A file
 * with the mark and without a log is not all there is.
 *
 * The mark reaches the file by the first checkpoint, behind the log that it announces. Where it
 * cannot be taken back the log stays too, so that the two never part by our hand. */
#include "daemon/store/store_internal.h"
#include "jarak/store/texts.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The name of the file as SQLite's URI that reads it alone: neither log nor lock is looked at. */
static void write_uri(const char *path, struct jk_buf *out)
{
    jk_buf_str(out, "file:");
    for (const char *c = path; *c; c++) {
        if (strchr("%?# ", *c))
            jk_buf_fmt(out, "%%%02X", (unsigned)(unsigned char)*c);
        else
            jk_buf_char(out, *c);
    }
    jk_buf_str(out, "?immutable=1");
}

/* An empty file, or one that is not ours, has no mark: who opens it says what is wrong with it. */
static bool is_marked(const char *path)
{
    struct jk_buf uri = { 0 };
    sqlite3_stmt *st = NULL;
    sqlite3 *db = NULL;
    bool marked = false;

    write_uri(path, &uri);
    if (jk_buf_ok(&uri) &&
        sqlite3_open_v2(uri.at, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(db, "SELECT 1 FROM meta WHERE name = 'open'", -1, &st, NULL) ==
            SQLITE_OK)
        marked = sqlite3_step(st) == SQLITE_ROW;
    sqlite3_finalize(st);
    sqlite3_close(db);
    jk_buf_clear(&uri);
    return marked;
}

enum jk_status store_log_check(const char *path, struct jk_error *err)
{
    char *log = sqlite3_mprintf("%s-wal", path);
    bool lacks;

    if (!log)
        return jk_no_memory(err);
    lacks = access(log, F_OK) != 0 && errno == ENOENT;
    sqlite3_free(log);
    return lacks && is_marked(path)
               ? jk_fail(err, JK_CORRUPT, JK_TEXT_STORE_LOG_MISSING, path, "%s-wal", path)
               : JK_OK;
}

void store_log_mark(struct jk_store *store)
{
    store->marked_open =
        sqlite3_exec(store->db, "INSERT OR IGNORE INTO meta (name, value) VALUES ('open', x'01')",
                     NULL, NULL, NULL) == SQLITE_OK;
}

void store_log_unmark(struct jk_store *store)
{
    if (store->marked_open && sqlite3_exec(store->db, "DELETE FROM meta WHERE name = 'open'", NULL,
                                           NULL, NULL) != SQLITE_OK)
        sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}
