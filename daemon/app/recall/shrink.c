/* Two piles: one is filled while the thread has the other. */
#include "daemon/app/recall/shrink.h"

#include <stdlib.h>
#include "jarak/base/heap.h"
#include "jarak/base/thread.h"

#define PILE 256 /* versions: some 4 ms of the thread's time, and as many readings in memory */

struct pile {
    struct jk_version *versions[PILE];
    struct jk_kept_notice *kept[PILE]; /* the thread's; null: memory was out */
    size_t count;
};

struct recall_shrink {
    pthread_t thread;
    struct pile piles[2];
    size_t filling; /* which of them */
    pthread_mutex_t lock;
    pthread_cond_t turn;
    struct pile *given; /* under the lock: the thread's; null: it has none */
    bool ends;          /* likewise */
};

static void shrink_pile(struct pile *pile)
{
    for (size_t i = 0; i < pile->count; i++)
        pile->kept[i] = jk_kept_notice_new(pile->versions[i]->notice);
}

static void *work(void *arg)
{
    struct recall_shrink *s = arg;

    pthread_mutex_lock(&s->lock);
    while (!s->ends || s->given) {
        struct pile *pile = s->given;

        if (!pile) {
            pthread_cond_wait(&s->turn, &s->lock);
            continue;
        }
        pthread_mutex_unlock(&s->lock);
        shrink_pile(pile);
        pthread_mutex_lock(&s->lock);
        s->given = NULL;
        pthread_cond_signal(&s->turn);
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

/* Wait until the thread has none; the pile that it had is used. */
static void take_back(struct recall_shrink *s)
{
    struct pile *had = &s->piles[1 - s->filling];

    pthread_mutex_lock(&s->lock);
    while (s->given)
        pthread_cond_wait(&s->turn, &s->lock);
    pthread_mutex_unlock(&s->lock);
    for (size_t i = 0; i < had->count; i++)
        registry_version_keep_as(had->versions[i], had->kept[i]);
    had->count = 0;
}

static void give(struct recall_shrink *s)
{
    pthread_mutex_lock(&s->lock);
    s->given = &s->piles[s->filling];
    pthread_cond_signal(&s->turn);
    pthread_mutex_unlock(&s->lock);
    s->filling = 1 - s->filling;
}

struct recall_shrink *recall_shrink_begin(void)
{
    struct recall_shrink *s = jk_heap_zeroed(1, sizeof *s);

    if (!s)
        return NULL;
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->turn, NULL);
    if (jk_thread_begin(&s->thread, work, s))
        return s;
    free(s);
    return NULL;
}

void recall_shrink_add(struct recall_shrink *s, struct jk_version *version)
{
    struct pile *pile;

    if (!s) {
        registry_version_keep(version);
        return;
    }
    pile = &s->piles[s->filling];
    pile->versions[pile->count++] = version;
    if (pile->count < PILE)
        return;
    take_back(s);
    give(s);
}

void recall_shrink_end(struct recall_shrink *s)
{
    if (!s)
        return;
    take_back(s);
    give(s);
    take_back(s);
    pthread_mutex_lock(&s->lock);
    s->ends = true;
    pthread_cond_signal(&s->turn);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
    pthread_cond_destroy(&s->turn);
    pthread_mutex_destroy(&s->lock);
    free(s);
}
