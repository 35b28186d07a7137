/* How far the deliveries of each subscription are: noted at the server, beside the journal and of
 * no entry. Who writes notes them, who takes over goes on from there, and who follows tells of
 * them. */
#include <stdlib.h>
#include <string.h>
#include "daemon/store/shared/shared.h"
#include "jarak/base/digest.h"
#include "jarak/base/heap.h"

/* Put a position before the others, in the place of an older one of that name. */
static void keep_position(struct position **list, struct jk_span name, struct jk_span state)
{
    struct position *p, **at = list;

    while ((p = *at) != NULL && (p->name_len != name.len || memcmp(p->octets, name.at, name.len)))
        at = &p->next;
    if (p) {
        *at = p->next;
        free(p);
    }
    p = jk_heap_take(sizeof *p + name.len + state.len + 1);
    if (!p) /* it lags behind: what it tells of is sent again */
        return;
    p->name_len = name.len;
    p->state_len = state.len;
    memcpy(p->octets, name.at, name.len);
    if (state.len)
        memcpy(p->octets + name.len, state.at, state.len);
    p->next = *list;
    *list = p;
}

void store_shared_drop_positions(struct position **list)
{
    while (*list) {
        struct position *p = *list;

        *list = p->next;
        free(p);
    }
}

void jk_shared_put_position(struct jk_shared *shared, struct jk_span subscription,
                            struct jk_span state)
{
    pthread_mutex_lock(&shared->lock);
    keep_position(&shared->positions, subscription, state);
    pthread_mutex_unlock(&shared->lock);
    store_shared_ring(shared->wake_fd);
}

void jk_shared_each_position(struct jk_shared *shared, jk_shared_position_each *each, void *ctx)
{
    struct position *found;

    pthread_mutex_lock(&shared->lock);
    found = shared->found;
    shared->found = NULL;
    pthread_mutex_unlock(&shared->lock);
    for (const struct position *p = found; p; p = p->next)
        each(ctx, (struct jk_span){ p->octets, p->name_len },
             (struct jk_span){ p->octets + p->name_len, p->state_len });
    store_shared_drop_positions(&found);
}

static struct position *take_positions(struct jk_shared *s)
{
    struct position *list;

    pthread_mutex_lock(&s->lock);
    list = s->role == JK_SHARED_WRITES ? s->positions : NULL;
    if (list)
        s->positions = NULL;
    pthread_mutex_unlock(&s->lock);
    return list;
}

/* What could not be noted is let go: the next word of that subscription has it all, and a position
 * that lags behind only has something sent twice. */
void store_shared_note_positions(struct jk_shared *s)
{
    struct position *list = take_positions(s);
    enum driver_said said = DRIVER_OK;

    for (struct position *p = list; p && said == DRIVER_OK; p = p->next) {
        const struct driver_position one = { { p->octets, p->name_len },
                                             { p->octets + p->name_len, p->state_len } };

        said = s->driver->put_positions(s->link, &one, 1, SHARED_SEND_MS);
    }
    store_shared_note(s, said);
    store_shared_drop_positions(&list);
}

/* What is found of positions. */
struct finding {
    struct position *list;
    struct jk_buf all; /* to tell whether anything is new */
};

static void keep_found(void *ctx, struct jk_span subscription, struct jk_span state)
{
    struct finding *f = ctx;

    keep_position(&f->list, subscription, state);
    jk_buf_span(&f->all, subscription);
    jk_buf_span(&f->all, state);
}

void store_shared_find_positions(struct jk_shared *s, bool again)
{
    struct finding f = { .list = NULL };
    uint8_t digest[JK_DIGEST_LEN];
    const enum driver_said said = s->driver->each_position(s->link, keep_found, &f, SHARED_CALL_MS);

    store_shared_note(s, said);
    jk_sha256(f.all.at, f.all.len, digest);
    if (said == DRIVER_OK && jk_buf_ok(&f.all) &&
        (again || memcmp(digest, s->positions_seen, sizeof digest) != 0)) {
        memcpy(s->positions_seen, digest, sizeof digest);
        pthread_mutex_lock(&s->lock);
        store_shared_drop_positions(&s->found);
        s->found = f.list;
        f.list = NULL;
        store_shared_news(s);
        pthread_mutex_unlock(&s->lock);
    }
    store_shared_drop_positions(&f.list);
    jk_buf_clear(&f.all);
}

void store_shared_look_for_positions(struct jk_shared *s)
{
    if (store_shared_now_ms() - s->positions_at_ms < SHARED_POSITIONS_MS)
        return;
    s->positions_at_ms = store_shared_now_ms();
    store_shared_find_positions(s, false);
}
