/* Entries that came are folded into the copy by its owner; the worker reads the next meanwhile. */
#include <errno.h>
#include <time.h>
#include "daemon/store/shared/shared.h"
#include "daemon/store/store_internal.h"
#include "jarak/store/texts.h"

#define LOOK_MS 100

/* @return false: there is none */
static bool take_batch(struct jk_shared *s, struct driver_batch *batch)
{
    bool any;

    pthread_mutex_lock(&s->lock);
    any = s->has_batch && !s->broken;
    if (any) {
        *batch = s->ready;
        s->has_batch = false;
    }
    pthread_mutex_unlock(&s->lock);
    if (any)
        store_shared_ring(s->wake_fd);
    return any;
}

/* What was taken was not folded: it is read again, or nothing more is where the chain is broken. */
static void give_back(struct jk_shared *s, const struct jk_store *store, bool broken)
{
    pthread_mutex_lock(&s->lock);
    if (s->has_batch)
        s->driver->batch_free(&s->ready);
    s->has_batch = false;
    s->broken = s->broken || broken;
    s->fetched = store->tip;
    pthread_mutex_unlock(&s->lock);
    store_shared_ring(s->wake_fd);
}

enum jk_status jk_shared_follow(struct jk_shared *shared, struct jk_store *store, bool *any,
                                struct jk_error *err)
{
    struct driver_batch batch;
    enum jk_status rc;

    *any = false;
    if (store->in_transaction)
        return jk_fail(err, JK_STATE, JK_TEXT_STORE_IN_GROUP, "store", "%s", "");
    *any = take_batch(shared, &batch);
    if (!*any)
        return JK_OK;
    rc = store_apply(store, &batch.group, err);
    shared->driver->batch_free(&batch);
    if (rc != JK_OK)
        give_back(shared, store, rc == JK_CORRUPT);
    return rc;
}

/* Until there is a batch, or some time has passed. */
static void wait_for_batch(struct jk_shared *s)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += LOOK_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_mutex_lock(&s->lock);
    if (!s->has_batch)
        pthread_cond_timedwait(&s->done, &s->lock, &until);
    pthread_mutex_unlock(&s->lock);
}

enum jk_status jk_shared_catch_up(struct jk_shared *shared, struct jk_store *store,
                                  bool (*look)(void *ctx), void *ctx, struct jk_error *err)
{
    struct jk_shared_state state;
    enum jk_status rc = JK_OK;
    uint64_t end;
    bool any;

    jk_shared_look(shared, &state);
    end = state.seq;
    while (rc == JK_OK && store->tip.seq < end) {
        rc = jk_shared_follow(shared, store, &any, err);
        jk_shared_look(shared, &state);
        if (rc == JK_OK && ((look && !look(ctx)) || !state.connected))
            return jk_fail(err, JK_BUSY, JK_TEXT_SHARED_GONE, "store", "%s", state.why);
        if (rc == JK_OK && state.diverged)
            return jk_fail(err, JK_CORRUPT, JK_TEXT_STORE_CHAIN, "J2", "%llu",
                           (unsigned long long)store->tip.seq);
        if (rc == JK_OK && !any)
            wait_for_batch(shared);
    }
    return rc;
}
