/* Entries that came are folded into the copy by its owner; the next are read meanwhile, by the
 * worker or, before there is one, by a thread for each batch. */
#include <pthread.h>
#include "daemon/store/shared/shared.h"
#include "daemon/store/store_internal.h"
#include "jarak/base/thread.h"
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

/* A batch that is read while the one before it is folded. */
struct reading {
    struct jk_shared *shared;
    uint64_t after, end;
    pthread_t thread;
    bool begun, runs; /* without a thread it is read when it is wanted */
    enum driver_said said;
    struct driver_batch batch;
};

static void *read_batch(void *arg)
{
    struct reading *r = arg;

    r->said = r->shared->driver->read(r->shared->link, r->after, r->end, SHARED_BATCH, &r->batch,
                                      SHARED_READ_MS);
    return NULL;
}

static void begin_reading(struct reading *r, uint64_t after)
{
    if (after >= r->end)
        return;
    r->after = after;
    r->begun = true;
    r->runs = jk_thread_begin(&r->thread, read_batch, r);
}

/* @param[out] batch  the caller's; empty where there is none, or it could not be read */
static enum driver_said finish_reading(struct reading *r, struct driver_batch *batch)
{
    *batch = (struct driver_batch){ .owner = NULL };
    if (!r->begun)
        return DRIVER_NONE;
    if (r->runs)
        pthread_join(r->thread, NULL);
    else
        read_batch(r);
    r->begun = false;
    if (r->said != DRIVER_OK)
        return r->said;
    *batch = r->batch;
    return batch->group.count > 0 ? DRIVER_OK : DRIVER_NONE; /* entries are missing */
}

/* Who looks on between two batches; null: nobody. */
struct looking {
    bool (*look)(void *ctx);
    void *ctx;
};

/* @param[out] folded  the copy is as it should be, whatever else failed */
static enum jk_status read_all(struct jk_shared *shared, struct jk_store *store, struct looking who,
                               bool *folded, struct jk_error *err)
{
    struct reading next = { .shared = shared, .end = shared->head.tip.seq };
    struct driver_batch batch;
    enum jk_status rc = JK_OK;

    *folded = true;
    begin_reading(&next, store->tip.seq);
    while (rc == JK_OK && store->tip.seq < next.end) {
        const enum driver_said said = finish_reading(&next, &batch);

        rc = store_shared_refuse(said, shared->driver->why(shared->link), err);
        if (rc == JK_OK) {
            begin_reading(&next, group_end(&batch.group).seq);
            rc = store_apply(store, &batch.group, err);
            *folded = rc == JK_OK;
        }
        shared->driver->batch_free(&batch);
        if (rc == JK_OK && who.look && !who.look(who.ctx))
            rc = jk_fail(err, JK_BUSY, JK_TEXT_SHARED_GONE, "store", "%s", "given-up");
    }
    finish_reading(&next, &batch);
    shared->driver->batch_free(&batch);
    return rc;
}

enum jk_status jk_shared_catch_up(struct jk_shared *shared, struct jk_store *store,
                                  bool (*look)(void *ctx), void *ctx, struct jk_error *err)
{
    const struct looking who = { look, ctx };
    const bool fresh =
        store_shared_is_fresh(store, shared->head.tip.seq) && store_shared_begin_fresh(store);
    struct jk_error end;
    bool folded;
    enum jk_status rc = read_all(shared, store, who, &folded, err);

    if (fresh && folded && store_shared_end_fresh(store, &end) != JK_OK && rc == JK_OK) {
        *err = end;
        rc = end.status;
    }
    if (fresh && !folded)
        store_shared_remove_copy(sqlite3_db_filename(store->db, "main"));
    shared->fetched = store->tip;
    return rc;
}
