/* Entries that came are folded into the copy by its owner; the worker reads the next meanwhile. */
#include "daemon/store/shared/shared.h"
#include "daemon/store/store_internal.h"
#include "jarak/store/texts.h"

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

enum jk_status jk_shared_catch_up(struct jk_shared *shared, struct jk_store *store,
                                  bool (*look)(void *ctx), void *ctx, struct jk_error *err)
{
    const uint64_t end = shared->head.tip.seq;
    struct driver_batch batch;
    enum jk_status rc = JK_OK;

    while (rc == JK_OK && store->tip.seq < end) {
        enum driver_said said = shared->driver->read(shared->link, store->tip.seq, end,
                                                     SHARED_BATCH, &batch, SHARED_READ_MS);

        if (said == DRIVER_OK && batch.group.count == 0)
            said = DRIVER_NONE; /* entries are missing */
        rc = store_shared_refuse(said, shared->driver->why(shared->link), err);
        if (said != DRIVER_OK)
            break;
        rc = store_apply(store, &batch.group, err);
        shared->driver->batch_free(&batch);
        if (rc == JK_OK && look && !look(ctx))
            rc = jk_fail(err, JK_BUSY, JK_TEXT_SHARED_GONE, "store", "%s", "given-up");
    }
    shared->fetched = store->tip;
    return rc;
}
