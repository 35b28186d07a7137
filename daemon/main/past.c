/* The application of the past, opened in a copy of the process.
 *
 * A copy may not ask the daemon's database: SQLite's connections do not outlive a fork. So
 * jarakd-past, which lies beside our own program, reads the file and hands over the tables as they
 * were; they are opened in memory here. */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <sys/wait.h>
#include "jarak/app/past.h"
#include "jarak/base/log.h"
#include "jarak/base/texts.h"
#include "jarak/host/sandbox.h"
#include "jarak/main/daemon.h"
#include "jarak/main/texts.h"
#include "jarak/store/past.h"

#define CHUNK     65536
#define IMAGE_MAX (384U << 20) /* octets of the tables */

static int spawn(const char *program, char *const argv[], int fd, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    char *const nothing[] = { jk_sandbox_is_off() ? (char[]){ JK_SANDBOX_OFF } : NULL, NULL };
    int rc = posix_spawn_file_actions_init(&actions);

    if (rc != 0)
        return rc;
    rc = posix_spawn_file_actions_adddup2(&actions, fd, STDOUT_FILENO);
    if (rc == 0)
        rc = posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    if (rc == 0)
        rc = posix_spawn(pid, program, &actions, NULL, argv, nothing);
    posix_spawn_file_actions_destroy(&actions);
    return rc;
}

static void read_image(int fd, struct jk_buf *out)
{
    static char room[CHUNK];
    ssize_t got;

    while ((got = read(fd, room, sizeof room)) > 0 || (got < 0 && errno == EINTR)) {
        if (got > 0 && out->len < IMAGE_MAX)
            jk_buf_add(out, room, (size_t)got);
        else if (got > 0)
            break;
    }
    out->failed = out->failed || got != 0;
}

/* The image of the tables behind an entry. @return false: it could not be had */
static bool fold(const struct jk_daemon *daemon, uint64_t seq, const char *actor,
                 struct jk_buf *out)
{
    char program[PATH_MAX + 16], path[PATH_MAX + 32], number[24];
    char *const argv[] = { program, path, number, (char *)(uintptr_t)actor, NULL };
    int ends[2], ended = 0;
    pid_t pid = 0;

    if (!jk_daemon_program("jarakd-past", program) || pipe(ends) != 0)
        return false;
    snprintf(path, sizeof path, "%s", daemon->store_path);
    snprintf(number, sizeof number, "%llu", (unsigned long long)seq);
    if (spawn(program, argv, ends[1], &pid) != 0)
        pid = 0;
    close(ends[1]);
    if (pid > 0)
        read_image(ends[0], out);
    close(ends[0]);
    while (pid > 0 && waitpid(pid, &ended, 0) < 0 && errno == EINTR)
        continue;
    return pid > 0 && WIFEXITED(ended) && WEXITSTATUS(ended) == 0 && jk_buf_ok(out);
}

static enum jk_status count_edition(void *ctx, const struct jk_edition_row *row)
{
    (void)row;
    ++*(size_t *)ctx;
    return JK_OK;
}

/* The files of today, and over them what was stated by then. Files of older packs are gone. */
static enum jk_status pack_of(const struct jk_daemon *daemon, struct jk_store *store,
                              struct jk_arena *arena, const struct jk_pack **out,
                              struct jk_error *err)
{
    size_t count = daemon->pack->edition_count + daemon->pack->misfit_count;
    enum jk_status rc = jk_store_each_edition(store, count_edition, &count, err);
    struct jk_pack *pack;

    *out = daemon->pack;
    if (rc != JK_OK || count == 0)
        return rc;
    pack = jk_arena_take(arena, sizeof *pack);
    *out = pack;
    return pack ? jk_editions_load(store, arena, &daemon->files, NULL, NULL, pack, err)
                : jk_no_memory(err);
}

enum jk_status jk_daemon_past(void *ctx, uint64_t seq, const char *actor, struct jk_app **out,
                              struct jk_error *err)
{
    static struct jk_arena arena; /* lives as long as the copy */
    const struct jk_daemon *daemon = ctx;
    const struct jk_pack *pack = NULL;
    struct jk_store *store = NULL;
    struct jk_buf image = { 0 };
    enum jk_status rc =
        fold(daemon, seq, actor, &image)
            ? jk_store_past_read(jk_buf_view(&image), &store, err)
            : jk_fail(err, JK_BUSY, JK_TEXT_PAST_LOST, "as_of", "%llu", (unsigned long long)seq);

    jk_buf_clear(&image);
    if (rc == JK_OK)
        rc = pack_of(daemon, store, &arena, &pack, err);
    if (rc == JK_OK)
        rc = jk_app_open_past(daemon->app, actor, store, pack, out, err);
    return rc; /* the store is the application's, and both end with the copy */
}
