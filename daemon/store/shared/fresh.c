/* A copy that is made of a whole journal.
 *
 * Nobody reads it yet and it can be made again, so its pages go straight to where they belong: no
 * log, and one flush at the end, which halves what is written. A process that dies meanwhile leaves
 * a file that is no database. It is known by a mark beside it, which is durable before the first
 * page is written and goes when the last one is. */
#include "daemon/store/shared/shared.h"
#include "daemon/store/store_internal.h"
#include "jarak/model/texts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FRESH_LEAST 1000 /* entries; fewer are there in no time either way */

static void name_mark(const char *copy, char path[PATH_MAX])
{
    snprintf(path, PATH_MAX, "%s.unfinished", copy);
}

/* Names in the folder of a file are durable. */
static bool flush_folder(const char *path)
{
    char folder[PATH_MAX];
    char *slash;
    int fd;
    bool ok;

    snprintf(folder, sizeof folder, "%s", path);
    slash = strrchr(folder, '/');
    if (slash)
        slash[slash == folder] = '\0';
    fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return ok;
}

bool store_shared_is_fresh(const struct jk_store *store, uint64_t entries)
{
    return store->tip.seq == 0 && entries >= FRESH_LEAST;
}

/* Is the mark there, and durable? */
static bool set_mark(const char *mark)
{
    const int fd = open(mark, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

    return fd >= 0 && close(fd) == 0 && flush_folder(mark);
}

bool store_shared_begin_fresh(struct jk_store *store)
{
    char mark[PATH_MAX];
    struct jk_error err;

    name_mark(sqlite3_db_filename(store->db, "main"), mark);
    if (set_mark(mark) && store_log_leave(store, &err) == JK_OK)
        return true;
    if (store_log_return(store, &err) == JK_OK)
        unlink(mark); /* nothing was written */
    return false;
}

enum jk_status store_shared_end_fresh(struct jk_store *store, struct jk_error *err)
{
    char mark[PATH_MAX];
    enum jk_status rc = store_log_return(store, err);

    name_mark(sqlite3_db_filename(store->db, "main"), mark);
    if (rc == JK_OK && unlink(mark) != 0)
        rc = jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, mark, "%s", strerror(errno));
    return rc;
}

void store_shared_remove_copy(const char *path)
{
    static const char *const ends[] = { "", "-wal", "-shm", ".unfinished" };
    char file[PATH_MAX + 16];

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        snprintf(file, sizeof file, "%s%s", path, ends[i]);
        unlink(file);
    }
}

void store_shared_drop_unfinished(const char *copy)
{
    char mark[PATH_MAX];

    name_mark(copy, mark);
    if (access(mark, F_OK) == 0)
        store_shared_remove_copy(copy);
}
