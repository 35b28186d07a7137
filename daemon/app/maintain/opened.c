/* A store that somebody writes by hand. One at a server is taken over like a daemon does, into a
 * copy that is removed behind it; a daemon that writes is not pushed aside. */
#include "daemon/app/maintain/opened.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "jarak/model/texts.h"
#include "jarak/store/texts.h"

#define STEP_US 20000
#define STEPS   400 /* somewhat longer than a lease */

void maintain_remove(const char *path)
{
    static const char *const ends[] = { "", "-wal", "-shm", ".lock" };
    char file[PATH_MAX + 32];

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        snprintf(file, sizeof file, "%s%s", path, ends[i]);
        unlink(file);
    }
}

/* Until nobody else can write. */
static enum jk_status take_over(const struct opened *o, struct jk_error *err)
{
    struct jk_shared_state state;
    enum jk_status rc = jk_shared_catch_up(o->shared, o->store, NULL, NULL, err);
    bool any;

    if (rc == JK_OK)
        rc = jk_shared_start(o->shared, err);
    for (int i = 0; rc == JK_OK && i < STEPS; i++) {
        jk_shared_look(o->shared, &state);
        if (jk_shared_write(o->shared, o->store, err) == JK_OK)
            return JK_OK;
        if (state.role == JK_SHARED_READS && state.held)
            break;
        usleep(STEP_US);
        rc = jk_shared_follow(o->shared, o->store, &any, err);
    }
    return rc == JK_OK ? jk_fail(err, JK_BUSY, JK_TEXT_STORE_LOCKED, "store", "%s", state.url) : rc;
}

enum jk_status maintain_open(const struct jk_erase_from *from, struct opened *out,
                             struct jk_error *err)
{
    const struct jk_shared_options as = {
        .address = from->address, .journal = from->journal, .url = "", .writes = true
    };
    const char *top = getenv("TMPDIR");
    char path[PATH_MAX + 16];
    enum jk_status rc;

    *out = (struct opened){ .store = NULL };
    if (!from->address)
        return jk_store_open(from->file, &out->store, err);
    snprintf(out->folder, sizeof out->folder, "%s/jarakctl-XXXXXX", top && top[0] ? top : "/tmp");
    if (!mkdtemp(out->folder)) {
        out->folder[0] = '\0';
        return jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, "TMPDIR", "%s", strerror(errno));
    }
    snprintf(path, sizeof path, "%s/copy.db", out->folder);
    rc = jk_shared_open(&as, path, &out->shared, &out->store, err);
    return rc == JK_OK ? take_over(out, err) : rc;
}

void maintain_close(struct opened *opened)
{
    char path[PATH_MAX + 16];

    jk_shared_close(opened->shared);
    jk_store_close(opened->store);
    if (!opened->folder[0])
        return;
    snprintf(path, sizeof path, "%s/copy.db", opened->folder);
    maintain_remove(path);
    rmdir(opened->folder);
}
