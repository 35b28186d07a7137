/* The owner's side: opening, groups that wait for the server, and how things stand. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/eventfd.h>
#include "daemon/store/shared/shared.h"
#include "daemon/store/store_internal.h"
#include "jarak/base/heap.h"
#include "jarak/base/log.h"
#include "jarak/base/random.h"
#include "jarak/base/thread.h"
#include "jarak/base/encoding.h"
#include "jarak/model/texts.h"
#include "jarak/store/texts.h"

#define OPEN_MS  10000 /* a server that comes up beside us is waited for */
#define ALONE_MS 2000  /* not for long where there is a copy to answer from */

bool jk_shared_is_address(const char *text)
{
    return strncmp(text, "postgresql://", 13) == 0 || strncmp(text, "postgres://", 11) == 0;
}

/* upstream: what the store asks before and behind a group */

static enum jk_status may_write(void *ctx, struct jk_error *err)
{
    struct jk_shared *s = ctx;
    char why[SHARED_WHY_MAX];
    bool writes, reachable;

    pthread_mutex_lock(&s->lock);
    writes = s->role == JK_SHARED_WRITES && s->runs;
    reachable = s->connected && s->head.standbys >= s->standbys;
    memcpy(why, s->why, sizeof why);
    pthread_mutex_unlock(&s->lock);
    if (!writes)
        return jk_fail(err, JK_BUSY, JK_TEXT_SHARED_READS, "", "%s", "");
    return reachable ? JK_OK : jk_fail(err, JK_BUSY, JK_TEXT_SHARED_GONE, "store", "%s", why);
}

/* What the worker has not sent yet goes with the next part, or with all of it. */
static void send_ahead(void *ctx, const struct group *so_far)
{
    struct jk_shared *s = ctx;

    if (s->is_copy || may_write(ctx, NULL) != JK_OK)
        return;
    pthread_mutex_lock(&s->lock);
    if (!s->has_part) {
        s->part = *so_far;
        s->has_part = true;
        store_shared_ring(s->wake_fd);
    }
    pthread_mutex_unlock(&s->lock);
}

/* A part that the worker is looking at is waited for; what the server has of it is not. */
static void forget(void *ctx)
{
    struct jk_shared *s = ctx;

    if (s->is_copy)
        return;
    pthread_mutex_lock(&s->lock);
    s->forgets = true;
    s->has_part = s->has_part && s->part_taken;
    store_shared_ring(s->wake_fd);
    while (s->has_part)
        pthread_cond_wait(&s->done, &s->lock);
    pthread_mutex_unlock(&s->lock);
}

static enum jk_status send(void *ctx, const struct group *group, struct jk_error *err)
{
    struct jk_shared *s = ctx;
    enum jk_status rc = may_write(ctx, err);

    if (rc == JK_OK && s->is_copy)
        rc = jk_fail(err, JK_BUSY, JK_TEXT_SHARED_READS, "", "%s", "");
    if (rc != JK_OK)
        return rc;
    pthread_mutex_lock(&s->lock);
    s->sending = group;
    s->sending_since_ms = store_shared_now_ms();
    s->answered = false;
    store_shared_ring(s->wake_fd);
    pthread_mutex_unlock(&s->lock);
    return JK_OK;
}

/* The worker answers each group: at the latest when the server was silent for too long. */
static enum jk_status hear(void *ctx, struct jk_error *err)
{
    struct jk_shared *s = ctx;
    char why[SHARED_WHY_MAX];
    enum driver_said said;
    enum jk_status rc;

    pthread_mutex_lock(&s->lock);
    while (!s->answered)
        pthread_cond_wait(&s->done, &s->lock);
    said = s->answer;
    s->sending = NULL;
    memcpy(why, s->answer_why, sizeof why);
    pthread_mutex_unlock(&s->lock);
    rc = store_shared_refuse(said, why, err);
    /* Rights that the role lacks are no fault of whoever sent this. */
    return rc == JK_DENIED ? jk_fail(err, JK_IO, JK_TEXT_SHARED_REFUSED, "store", "%s", why) : rc;
}

static void missed(void *ctx, const struct tip *end)
{
    struct jk_shared *s = ctx;

    pthread_mutex_lock(&s->lock);
    s->role = JK_SHARED_READS;
    s->fetched = *end;
    pthread_mutex_unlock(&s->lock);
    store_shared_ring(s->news_fd);
    store_shared_ring(s->wake_fd);
}

/* A connection, the journal's head, and the secret that its daemons share. */
static enum jk_status reach(struct jk_shared *s, int64_t ms, struct jk_error *err)
{
    const int64_t deadline = store_shared_now_ms() + ms;
    uint8_t salt[32];
    enum driver_said said;

    if (jk_random(salt, sizeof salt) != JK_OK || jk_random(s->secret, sizeof s->secret) != JK_OK)
        return jk_fail(err, JK_IO, JK_TEXT_NOT_STORED, "salt", "%s", "random");
    while ((said = s->driver->connect(s->link, ms < SHARED_CALL_MS ? ms : SHARED_CALL_MS)) ==
               DRIVER_GONE &&
           store_shared_now_ms() < deadline)
        usleep(SHARED_AGAIN_MS * 1000);
    if (said == DRIVER_OK)
        said = s->driver->head(s->link, &s->head, SHARED_CALL_MS);
    if (said == DRIVER_NONE) {
        said = s->driver->begin(s->link, salt, SHARED_CALL_MS);
        if (said == DRIVER_OK || said == DRIVER_FENCED) /* another was first */
            said = s->driver->head(s->link, &s->head, SHARED_CALL_MS);
    }
    if (said == DRIVER_OK)
        said = s->driver->secret(s->link, "session", s->secret, SHARED_CALL_MS);
    return store_shared_refuse(said, s->driver->why(s->link), err);
}

/* Does the copy end where the journal has an entry like its last? */
static enum jk_status is_of_journal(struct jk_shared *s, const struct jk_store *store, bool *is,
                                    struct jk_error *err)
{
    uint8_t hash[JK_DIGEST_LEN];
    enum driver_said said = DRIVER_OK;

    *is = store->tip.seq == 0;
    if (*is || store->tip.seq > s->head.tip.seq)
        return JK_OK;
    said = s->driver->hash(s->link, store->tip.seq, hash, SHARED_CALL_MS);
    *is = said == DRIVER_OK && memcmp(hash, store->tip.hash, sizeof hash) == 0;
    return said == DRIVER_NONE ? JK_OK : store_shared_refuse(said, s->driver->why(s->link), err);
}

/* The copy, where it is one of this journal; else a new one, empty. */
static enum jk_status open_copy(struct jk_shared *s, const char *path, struct jk_store **out,
                                struct jk_error *err)
{
    enum jk_status rc = store_open_following(path, s->head.salt, out, err);
    bool is = rc == JK_OK;

    if (rc == JK_OK)
        rc = is_of_journal(s, *out, &is, err);
    if (rc == JK_OK && !is) {
        jk_store_close(*out);
        *out = NULL;
    }
    if ((rc == JK_OK && !is) || rc == JK_STALE || rc == JK_CORRUPT) {
        jk_log(JK_LOG_WARNING, "copy-renewed file=%s", path);
        store_shared_remove_copy(path);
        rc = store_open_following(path, s->head.salt, out, err);
    }
    return rc;
}

/* A copy of the process is made between two words of the worker, never inside one: the lock is free
 * in it. It has no worker, and commits nothing. */
static struct jk_shared *owned;

static void before_fork(void)
{
    if (owned)
        pthread_mutex_lock(&owned->lock);
}

static void after_fork(void)
{
    if (owned)
        pthread_mutex_unlock(&owned->lock);
}

static void in_copy(void)
{
    if (!owned)
        return;
    owned->is_copy = true;
    pthread_mutex_unlock(&owned->lock);
}

enum jk_status jk_shared_start(struct jk_shared *s, struct jk_error *err)
{
    static bool watched;

    if (!watched && pthread_atfork(before_fork, after_fork, in_copy) != 0)
        return jk_no_memory(err);
    watched = true;
    s->news_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    s->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (s->news_fd < 0 || s->wake_fd < 0)
        return jk_fail(err, JK_IO, JK_TEXT_NOT_STORED, "eventfd", "%s", strerror(errno));
    s->runs = jk_thread_begin(&s->thread, store_shared_work, s);
    owned = s->runs ? s : NULL;
    return s->runs ? JK_OK : jk_no_memory(err);
}

static enum jk_status name_process(struct jk_shared *s, struct jk_error *err)
{
    uint8_t name[SHARED_HOLDER_MAX / 2 - 1];

    if (jk_random(name, sizeof name) != JK_OK)
        return jk_fail(err, JK_IO, JK_TEXT_NOT_STORED, "holder", "%s", "random");
    jk_hex(name, sizeof name, s->holder);
    return JK_OK;
}

static enum jk_status open_all(struct jk_shared *s, const struct jk_shared_options *options,
                               const char *copy, struct jk_store **store, struct jk_error *err)
{
    const struct driver_options as = { .address = options->address,
                                       .journal = options->journal,
                                       .notify = options->notify,
                                       .standbys = options->standbys };
    char why[SHARED_WHY_MAX];
    bool may_be_alone;
    enum jk_status rc = store_shared_load(options->module, &s->module, &s->driver, err);

    if (rc == JK_OK)
        rc = name_process(s, err);
    if (rc != JK_OK)
        return rc;
    s->link = s->driver->make(&as, why);
    if (!s->link)
        return jk_fail(err, JK_INVALID, JK_TEXT_SHARED_ADDRESS, "store", "%s", why);
    store_shared_drop_unfinished(copy);
    may_be_alone = store_shared_may_be_alone(options, copy);
    rc = reach(s, may_be_alone ? ALONE_MS : OPEN_MS, err);
    if (rc == JK_OK)
        rc = open_copy(s, copy, store, err);
    else if (rc == JK_BUSY && may_be_alone)
        rc = store_shared_open_alone(s, copy, store, err);
    if (rc != JK_OK)
        return rc;
    s->fetched = (*store)->tip;
    if (!s->alone) {
        store_shared_remember(s, options, copy);
        s->connected = true;
        s->head_at_ms = store_shared_now_ms();
    }
    (*store)->upstream = (struct upstream){ s, may_write, send_ahead, forget, send, hear, missed };
    return JK_OK;
}

enum jk_status jk_shared_open(const struct jk_shared_options *options, const char *copy,
                              struct jk_shared **out, struct jk_store **store, struct jk_error *err)
{
    struct jk_shared *s = jk_heap_zeroed(1, sizeof *s);
    enum jk_status rc;

    *store = NULL;
    if (!s)
        return jk_no_memory(err);
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->done, NULL);
    s->news_fd = s->wake_fd = -1;
    s->writes = options->writes;
    s->standbys = options->standbys;
    snprintf(s->url, sizeof s->url, "%s", options->url);
    rc = open_all(s, options, copy, store, err);
    if (rc == JK_OK) {
        *out = s;
        return JK_OK;
    }
    jk_shared_close(s);
    jk_store_close(*store);
    *store = NULL;
    return rc;
}

enum jk_status jk_shared_try(const struct jk_shared_options *options, struct jk_error *err)
{
    const struct driver_options as = { .address = options->address, .journal = options->journal };
    const struct shared_driver *driver;
    struct driver_link *link;
    char why[SHARED_WHY_MAX];
    void *module;
    enum jk_status rc = store_shared_load(options->module, &module, &driver, err);

    if (rc != JK_OK)
        return jk_fail(err, rc, JK_TEXT_SHARED_MODULE, "store", "%s", err->value);
    link = driver->make(&as, why);
    if (!link)
        return strncmp(why, "journal ", 8) == 0
                   ? jk_fail(err, JK_INVALID, JK_TEXT_SHARED_NAME, "store-journal", "%s", why + 8)
                   : jk_fail(err, JK_INVALID, JK_TEXT_SHARED_ADDRESS, "store", "%s", why);
    driver->free(link);
    return JK_OK;
}

void jk_shared_close(struct jk_shared *shared)
{
    if (!shared)
        return;
    if (shared->runs && !shared->is_copy) {
        pthread_mutex_lock(&shared->lock);
        shared->stopping = true;
        pthread_mutex_unlock(&shared->lock);
        store_shared_ring(shared->wake_fd);
        pthread_join(shared->thread, NULL);
        owned = NULL;
    }
    if (shared->has_batch)
        shared->driver->batch_free(&shared->ready);
    store_shared_drop_positions(&shared->positions);
    store_shared_drop_positions(&shared->found);
    if (shared->link)
        shared->driver->free(shared->link);
    if (shared->news_fd >= 0)
        close(shared->news_fd);
    if (shared->wake_fd >= 0)
        close(shared->wake_fd);
    pthread_cond_destroy(&shared->done);
    pthread_mutex_destroy(&shared->lock);
    explicit_bzero(shared->secret, sizeof shared->secret);
    free(shared); /* the module stays: a library that was used once cannot be taken out */
}

int jk_shared_fd(const struct jk_shared *shared)
{
    return shared->news_fd;
}

/* Under the lock. The writer's own head is as old as the last word that it had from the server. */
static int64_t age_of(const struct jk_shared *s)
{
    const int64_t since = store_shared_now_ms() - s->head_at_ms;

    return s->role == JK_SHARED_READS && s->head.age_ms > 0 ? since + s->head.age_ms : since;
}

void jk_shared_look(struct jk_shared *shared, struct jk_shared_state *out)
{
    uint64_t count;

    (void)!read(shared->news_fd, &count, sizeof count);
    jk_shared_peek(shared, out);
}

void jk_shared_peek(struct jk_shared *shared, struct jk_shared_state *out)
{
    pthread_mutex_lock(&shared->lock);
    *out = (struct jk_shared_state){
        .role = shared->role,
        .connected = shared->connected,
        .alone = shared->alone,
        .held = shared->head.holder[0] && shared->head.age_ms < JK_SHARED_LEASE_MS,
        .grown = shared->has_batch,
        .starved = !shared->alone && shared->head.standbys < shared->standbys,
        .broken = shared->broken,
        .diverged = shared->diverged,
        .seq = shared->head.tip.seq,
        .age_ms = age_of(shared)
    };
    if (strcmp(shared->head.holder, shared->holder) != 0)
        memcpy(out->url, shared->head.url, sizeof out->url);
    memcpy(out->pack, shared->head.pack, sizeof out->pack);
    memcpy(out->program, shared->head.program, sizeof out->program);
    memcpy(out->why, shared->why, sizeof out->why);
    pthread_mutex_unlock(&shared->lock);
}

enum jk_status jk_shared_write(struct jk_shared *shared, struct jk_store *store,
                               struct jk_error *err)
{
    bool is_at_end;

    pthread_mutex_lock(&shared->lock);
    is_at_end = shared->role == JK_SHARED_CLAIMS && !shared->has_batch &&
                store->tip.seq == shared->head.tip.seq &&
                memcmp(store->tip.hash, shared->head.tip.hash, JK_DIGEST_LEN) == 0;
    if (is_at_end)
        shared->role = JK_SHARED_WRITES;
    pthread_mutex_unlock(&shared->lock);
    return is_at_end ? JK_OK : jk_fail(err, JK_STATE, JK_TEXT_SHARED_READS, "", "%s", "");
}

void jk_shared_yield(struct jk_shared *shared)
{
    pthread_mutex_lock(&shared->lock);
    shared->yields = true;
    pthread_mutex_unlock(&shared->lock);
    store_shared_ring(shared->wake_fd);
}

void jk_shared_rest(struct jk_shared *shared)
{
    pthread_mutex_lock(&shared->lock);
    shared->rests = true;
    pthread_mutex_unlock(&shared->lock);
    store_shared_ring(shared->wake_fd);
}

void jk_shared_tell(struct jk_shared *shared, const char *pack, const char *program)
{
    pthread_mutex_lock(&shared->lock);
    snprintf(shared->pack, sizeof shared->pack, "%s", pack);
    snprintf(shared->program, sizeof shared->program, "%s", program);
    shared->tells = true;
    pthread_mutex_unlock(&shared->lock);
    store_shared_ring(shared->wake_fd);
}

const uint8_t *jk_shared_secret(const struct jk_shared *shared)
{
    return shared->secret;
}

bool jk_shared_file(const struct jk_shared *shared, unsigned number, char path[PATH_MAX])
{
    return shared->driver->file(shared->link, number, path, PATH_MAX);
}
