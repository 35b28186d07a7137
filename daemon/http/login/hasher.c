/* The thread that hashes passwords, so that the loop does not stand still for it.
 *
 * It touches nothing but its queue of jobs: a job is owned by the loop, then by the queue, then by
 * the loop again, and the eventfd wakes the loop for it. It is started with the first job. At most
 * HASHER_WAITING jobs wait, since each costs as much time as the last; more are refused as busy.
 * Passwords in jobs are wiped when they are freed. */
#include "daemon/http/login/hasher.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/eventfd.h>
#include <event2/event.h>
#include "jarak/base/heap.h"
#include "jarak/base/thread.h"

struct queue {
    struct hash_job *first, **last;
};

struct hasher {
    struct event *wake;
    int fd; /* counts jobs that are done */
    pthread_t thread;
    bool started;
    size_t taken; /* by the loop, and not handed back yet */
    pthread_mutex_t lock;
    pthread_cond_t work;
    struct queue waiting, done; /* under the lock, as is the next */
    bool stopping;
};

struct hash_job *login_hash_job_new(struct jk_span password)
{
    struct hash_job *job = jk_heap_zeroed(1, sizeof *job);

    if (!job || !jk_password_allowed(password))
        return job;
    memcpy(job->password, password.at, password.len);
    job->len = password.len;
    return job;
}

void login_hash_job_free(struct hash_job *job)
{
    if (!job)
        return;
    explicit_bzero(job, sizeof *job);
    free(job);
}

static void push(struct queue *queue, struct hash_job *job)
{
    job->next = NULL;
    *queue->last = job;
    queue->last = &job->next;
}

static struct hash_job *pop(struct queue *queue)
{
    struct hash_job *job = queue->first;

    if (job && !(queue->first = job->next))
        queue->last = &queue->first;
    return job;
}

static void do_job(struct hash_job *job)
{
    struct jk_span password = { job->password, job->len };

    if (job->make)
        job->status = jk_password_hash(password, job->hash);
    else
        job->status = jk_password_check(password, job->hash) ? JK_OK : JK_UNKNOWN;
}

static void *work(void *arg)
{
    struct hasher *hasher = arg;
    uint64_t one = 1;

    pthread_mutex_lock(&hasher->lock);
    while (!hasher->stopping) {
        struct hash_job *job = pop(&hasher->waiting);

        if (!job) {
            pthread_cond_wait(&hasher->work, &hasher->lock);
            continue;
        }
        pthread_mutex_unlock(&hasher->lock);
        do_job(job);
        pthread_mutex_lock(&hasher->lock);
        push(&hasher->done, job);
        /* Cannot fail: the counter is far from its end, and the descriptor is ours. */
        (void)!write(hasher->fd, &one, sizeof one);
    }
    pthread_mutex_unlock(&hasher->lock);
    return NULL;
}

static void on_done(evutil_socket_t fd, short what, void *arg)
{
    struct hasher *hasher = arg;
    struct hash_job *job;
    uint64_t count;

    (void)what;
    (void)!read(fd, &count, sizeof count);
    do {
        pthread_mutex_lock(&hasher->lock);
        job = pop(&hasher->done);
        pthread_mutex_unlock(&hasher->lock);
        if (job) {
            hasher->taken--;
            job->done(job);
        }
    } while (job);
}

struct hasher *login_hasher_new(struct event_base *base)
{
    struct hasher *hasher = jk_heap_zeroed(1, sizeof *hasher);

    if (!hasher)
        return NULL;
    hasher->waiting.last = &hasher->waiting.first;
    hasher->done.last = &hasher->done.first;
    pthread_mutex_init(&hasher->lock, NULL);
    pthread_cond_init(&hasher->work, NULL);
    hasher->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (hasher->fd >= 0)
        hasher->wake = event_new(base, hasher->fd, EV_READ | EV_PERSIST, on_done, hasher);
    if (!hasher->wake || event_add(hasher->wake, NULL) != 0) {
        login_hasher_free(hasher);
        return NULL;
    }
    return hasher;
}

static bool start(struct hasher *hasher)
{
    hasher->started = hasher->started || jk_thread_begin(&hasher->thread, work, hasher);
    return hasher->started;
}

bool login_hasher_take(struct hasher *hasher, struct hash_job *job)
{
    if (hasher->taken >= HASHER_WAITING || !start(hasher))
        return false;
    hasher->taken++;
    job->status = JK_BUSY;
    pthread_mutex_lock(&hasher->lock);
    push(&hasher->waiting, job);
    pthread_cond_signal(&hasher->work);
    pthread_mutex_unlock(&hasher->lock);
    return true;
}

void login_hasher_free(struct hasher *hasher)
{
    struct hash_job *job;

    if (!hasher)
        return;
    if (hasher->started) {
        pthread_mutex_lock(&hasher->lock);
        hasher->stopping = true;
        pthread_cond_signal(&hasher->work);
        pthread_mutex_unlock(&hasher->lock);
        pthread_join(hasher->thread, NULL);
    }
    while ((job = pop(&hasher->done)) || (job = pop(&hasher->waiting))) {
        job->status = JK_BUSY; /* the loop has ended: nothing may be begun any more */
        job->done(job);
    }
    if (hasher->wake)
        event_free(hasher->wake);
    if (hasher->fd >= 0)
        close(hasher->fd);
    pthread_cond_destroy(&hasher->work);
    pthread_mutex_destroy(&hasher->lock);
    free(hasher);
}
