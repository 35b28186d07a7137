/* Copying databases beside their writer, by SQLite's online backup.
 *
 * The reader holds one snapshot for the whole of it: a backup that let go between its steps would
 * begin anew at every commit and never end under load. Pages go in pieces of 256 KiB, each followed
 * by a flush and a pause: one flush of everything at the end would make the daemon's own commits
 * wait behind it (a file system writes all it holds back in one transaction).
 *
 * The copy is a file alone, without a log: SQLite's header is turned back from WAL, and what
 * belongs to the place it was made in goes: the mark of an open store, the key of snapshots. */
#include "jarak/store/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "daemon/store/store_internal.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"

#define PIECE_PAGES 64   /* of 4 KiB */
#define PAUSE_US    2000 /* so that half of the disk is the daemon's */

/* Two databases, and the file of the second, to flush it. */
struct copying {
    sqlite3 *from, *to;
    int fd;
};

/* SQLite would make it readable for all; it is ours alone before anything stands in it. */
static enum jk_status open_target(struct copying *c, const char *path, struct jk_error *err)
{
    enum jk_status rc;

    c->fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (c->fd < 0)
        return jk_fail(err, errno == ENOSPC ? JK_FULL : JK_IO, JK_TEXT_FILE_WRITE, path, "%s",
                       strerror(errno));
    rc = store_status(NULL, sqlite3_open_v2(path, &c->to, SQLITE_OPEN_READWRITE, NULL), err);
    return rc == JK_OK ? store_run(c->to,
                                   "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF;"
                                   "PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;",
                                   err)
                       : rc;
}

static enum jk_status copy_pages(struct copying *c, const char *path, struct jk_error *err)
{
    sqlite3_backup *backup = sqlite3_backup_init(c->to, "main", c->from, "main");
    int rc = SQLITE_OK, last;

    if (!backup)
        return store_status(c->to, sqlite3_errcode(c->to), err);
    while ((rc = sqlite3_backup_step(backup, PIECE_PAGES)) == SQLITE_OK) {
        if (fdatasync(c->fd) != 0)
            break;
        usleep(PAUSE_US);
    }
    last = errno;
    if (sqlite3_backup_finish(backup) != SQLITE_OK)
        return store_status(c->to, sqlite3_errcode(c->to), err);
    return rc == SQLITE_DONE
               ? JK_OK
               : jk_fail(err, last == ENOSPC ? JK_FULL : JK_IO, JK_TEXT_FILE_WRITE, path, "%s",
                         rc == SQLITE_OK ? strerror(last) : sqlite3_errstr(rc));
}

/* @param c  its reader is open, and has its snapshot */
static enum jk_status copy_to(struct copying *c, const char *path, const char *then,
                              struct jk_error *err)
{
    enum jk_status rc = open_target(c, path, err);

    if (rc == JK_OK)
        rc = copy_pages(c, path, err);
    if (rc == JK_OK)
        rc = store_run(c->to, then, err);
    sqlite3_close(c->to);
    if (rc == JK_OK && fsync(c->fd) != 0)
        rc = jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, path, "%s", strerror(errno));
    if (c->fd >= 0)
        close(c->fd);
    return rc;
}

enum jk_status jk_store_copy(const char *from, const char *to, struct jk_journal_mark *out,
                             struct jk_error *err)
{
    struct copying c = { .fd = -1 };
    enum jk_status rc = store_snapshot_open(from, &c.from, err);

    *out = (struct jk_journal_mark){ .entries = 0 };
    if (rc == JK_OK && (rc = store_mark_of(c.from, 0, out, err)) == JK_NONE)
        rc = JK_OK;
    if (rc == JK_OK)
        rc = copy_to(&c, to,
                     "PRAGMA journal_mode = DELETE;"
                     "DELETE FROM meta WHERE name IN ('open', 'snapshot');",
                     err);
    sqlite3_close(c.from);
    return rc;
}

enum jk_status jk_outbox_copy(const char *from, const char *to, struct jk_error *err)
{
    struct copying c = { .fd = -1 };
    enum jk_status rc;

    if (access(from, F_OK) != 0)
        return jk_fail(err, JK_NONE, JK_TEXT_FILE_READ, from, "%s", strerror(errno));
    rc = store_status(NULL, sqlite3_open_v2(from, &c.from, SQLITE_OPEN_READONLY, NULL), err);
    if (rc == JK_OK) {
        sqlite3_busy_timeout(c.from, BUSY_MS);
        sqlite3_db_config(c.from, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        rc = store_run(c.from, "BEGIN; SELECT count(*) FROM sqlite_schema", err);
    }
    if (rc == JK_OK)
        rc = copy_to(&c, to, "PRAGMA journal_mode = DELETE", err);
    sqlite3_close(c.from);
    return rc;
}
