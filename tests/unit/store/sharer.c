#include "tests/unit/store/sharer.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/wait.h>
#include "tests/unit/store/keeper.h"
#include "tests/unit/store/place.h"

static char folder[64];

void sharer_world_open(void)
{
    strcpy(folder, "/tmp/jarakd-shared-XXXXXX");
    cr_assert(mkdtemp(folder) != NULL);
    keeper_reset();
}

void sharer_world_close(void)
{
    char command[128];

    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_assert(system(command) == 0);
}

enum jk_status sharer_open(struct sharer *d, const char *name, bool writes, unsigned standbys)
{
    const struct jk_shared_options options = { .address = KEEPER_ADDRESS,
                                               .module = KEEPER_MODULE,
                                               .journal = "jarak",
                                               .url = "http://here",
                                               .writes = writes,
                                               .standbys = standbys };

    *d = (struct sharer){ .followed = JK_OK };
    snprintf(d->path, sizeof d->path, "%s/%s.db", folder, name);
    return jk_shared_open(&options, d->path, &d->shared, &d->store, &d->err);
}

void sharer_turn(struct sharer *d)
{
    struct pollfd news = { jk_shared_fd(d->shared), POLLIN, 0 };
    bool any;

    poll(&news, 1, 10);
    jk_shared_look(d->shared, &d->state);
    if (d->state.grown)
        d->followed = jk_shared_follow(d->shared, d->store, &any, &d->err);
}

void sharer_start(struct sharer *d, const char *name, bool writes, unsigned standbys)
{
    cr_assert(sharer_open(d, name, writes, standbys) == JK_OK, "%s", d->err.value);
    cr_assert(jk_shared_catch_up(d->shared, d->store, NULL, NULL, &d->err) == JK_OK);
    cr_assert(jk_shared_start(d->shared, &d->err) == JK_OK);
}

void sharer_begin_writing(struct sharer *d)
{
    SHARER_UNTIL(d, jk_shared_write(d->shared, d->store, &d->err) == JK_OK);
    sharer_turn(d);
    cr_assert(d->state.role == JK_SHARED_WRITES);
}

void sharer_start_writer(struct sharer *d, const char *name)
{
    sharer_start(d, name, true, 0);
    sharer_begin_writing(d);
}

void sharer_close(struct sharer *d)
{
    jk_shared_close(d->shared);
    jk_store_close(d->store);
    d->shared = NULL;
    d->store = NULL;
}

void sharer_add(struct sharer *d, const char *uid)
{
    const struct jk_notice_row row = {
        .uid = uid, .chain = uid, .owner = "x", .revision = 1, .bytes = JK_SPAN("rahasia")
    };

    cr_assert(jk_store_put_notice(d->store, &place_act, &row, &d->err) == JK_OK);
}

enum jk_status sharer_put(struct sharer *d, const char *uid)
{
    enum jk_status rc = jk_store_begin(d->store, &d->err);

    if (rc != JK_OK)
        return rc;
    sharer_add(d, uid);
    return jk_store_commit(d->store, &d->err);
}

bool sharer_in_copy(struct sharer *d, bool (*run)(struct sharer *d))
{
    int status = -1;
    pid_t copy = fork();

    if (copy == 0)
        _exit(run(d) ? 0 : 1);
    return waitpid(copy, &status, 0) == copy && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static enum jk_status note_bytes(void *ctx, const struct jk_notice_row *row)
{
    *(size_t *)ctx = row->bytes.len;
    return JK_OK;
}

size_t sharer_bytes_of(struct jk_store *store, const char *uid)
{
    struct jk_error err;
    size_t len = SIZE_MAX;

    cr_assert(jk_store_find_notice(store, uid, note_bytes, &len, &err) == JK_OK, "%s", err.value);
    return len;
}

void sharer_replays(const char *path, uint64_t entries)
{
    struct jk_replay found;
    struct jk_error err;

    cr_assert(jk_store_replay(path, &found, &err) == JK_OK, "%s", found.first);
    cr_assert(found.entries == entries, "%d entries, want %d", (int)found.entries, (int)entries);
}
